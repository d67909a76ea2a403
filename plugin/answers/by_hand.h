// What people say about a comment where reading would say otherwise: by the command line and, later, the
// desk. Each word is kept, told as an event, and the conversation is matched anew before the call returns.
#pragma once
#include <string>

#include "base/result.h"
#include "model/post.h"
#include "store/books.h"

namespace earshot::answers {

struct Refused {
  std::string why;
};
struct Heeded {};
using Said = Result<Heeded, Refused>;

// `answer` answers `item`, also beside others that were said before. Both under one post; only staff answers.
Said say_answers(const store::Books& books, const model::Comment& answer, const model::Comment& item);
// It answers the post only.
Said say_answers_post(const store::Books& books, const model::Comment& answer);
Said say_need(const store::Books& books, const model::Comment& item, bool needs);
// Takes back whatever was said about the comment: reading decides again.
Said take_back(const store::Books& books, const model::Comment& comment);

}  // namespace earshot::answers

// Every staff comment with what it answers: what `earshot replies` prints.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "model/post.h"
#include "model/site.h"
#include "store/books.h"

namespace earshot::answers {

struct Reply {
  struct To {
    std::string id;  // the engine's key, as all here
    model::AnswerRule rule = model::AnswerRule::parent;
    double certainty = 1.0;
  };
  std::string post, id, person;
  std::vector<To> answers;  // empty: answers the post only
};

// Post by post, in order of time.
void stream_replies(db::Reader& reader, const model::Site& site,
                    const std::function<void(const Reply&)>& each);

}  // namespace earshot::answers

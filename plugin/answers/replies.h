// Every staff comment with what it answers, and whatever else answers comments: what `earshot replies`
// prints.
#pragma once
#include <functional>
#include <optional>
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
    std::optional<Time> edited;  // after this answer it became another text
  };
  std::string post, id, person;  // of a later post or a page elsewhere, id is its address
  std::vector<To> answers;       // empty: answers the post only
};

// Comments post by post, in order of time; then later posts and pages elsewhere.
void stream_replies(db::Reader& reader, const model::Site& site,
                    const std::function<void(const Reply&)>& each);

}  // namespace earshot::answers

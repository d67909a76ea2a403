#include "answers/replies.h"

#include <optional>

#include "store/answer_store.h"

namespace earshot::answers {

void stream_replies(db::Reader& reader, const model::Site& site,
                    const std::function<void(const Reply&)>& each) {
  std::optional<Reply> reply;
  model::RowId of = 0;
  store::stream_answers(reader, site.id, std::nullopt, std::nullopt, [&](const store::AnswerLine& line) {
    if (!reply || of != line.answer_id) {
      if (reply) each(*reply);
      reply = Reply{line.post, line.comment, line.person, {}};
      of = line.answer_id;
    }
    if (line.answer) reply->answers.push_back({line.item, line.answer->rule, line.answer->certainty});
  });
  if (reply) each(*reply);
}

}  // namespace earshot::answers

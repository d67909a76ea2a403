#include "answers/replies.h"

#include <optional>

#include "store/answer_store.h"
#include "store/later_store.h"

namespace earshot::answers {

namespace {

void stream_later(db::Reader& reader, const model::Site& site,
                  const std::function<void(const Reply&)>& each) {
  std::optional<Reply> reply;
  store::stream_later_answers(reader, site.id, [&](const store::LaterLine& line) {
    if (!reply || reply->id != line.source || reply->post != line.post) {
      if (reply) each(*reply);
      reply = Reply{line.post, line.source, line.person, {}};
    }
    reply->answers.push_back({line.item, model::AnswerRule::later_post, line.certainty, line.item_edited});
  });
  if (reply) each(*reply);
}

}  // namespace

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
    if (!line.answer) return;
    const bool edited = line.item_edited && line.published && *line.published <= *line.item_edited;
    reply->answers.push_back(
        {line.item, line.answer->rule, line.answer->certainty, edited ? line.item_edited : std::nullopt});
  });
  if (reply) each(*reply);
  stream_later(reader, site, each);
}

}  // namespace earshot::answers

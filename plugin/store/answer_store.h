// Who answers whom: rows from a staff comment to the comments it answers. Only what holds now is kept.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "model/post.h"
#include "store/books.h"

namespace earshot::store {

// Rule and certainty of a known pair are replaced; when it was found stays.
void put_answer(db::Tx& tx, const Books& books, const model::Answer& answer);
void drop_answer(db::Tx& tx, model::SiteId site, model::RowId answer_id, model::RowId item_id);

// The most certain first.
std::vector<model::Answer> answers_of_item(db::Reader& reader, model::SiteId site, model::RowId item);
// In the order in which the items were written.
std::vector<model::Answer> answers_by(db::Reader& reader, model::SiteId site, model::RowId answer);
// Of the whole conversation under a post, by answer.
std::vector<model::Answer> answers_in_post(db::Reader& reader, model::SiteId site, model::RowId post);

// Comments under the post as they stood when they were answered, and when they were last edited since; by
// comment. Also as they stood before an edit that no answer was known to precede: whether one did, its time
// tells.
struct AnsweredText {
  std::string html;
  Time edited{};
};
std::map<model::RowId, AnsweredText> answered_texts(db::Reader& reader, model::SiteId site,
                                                    model::RowId post);

// A public comment of proven or confirmed staff, with one item that it answers; several items are several
// lines.
struct AnswerLine {
  std::string post, comment, person;  // the engine's keys; roster id
  model::RowId answer_id = 0;
  std::optional<Time> published;
  std::optional<model::Answer> answer;  // nothing: answers the post only
  std::string item;                     // the engine's key of the item
  std::optional<Time> item_edited;      // it became another text after it was answered
};
// Post by post, in order of time; with an end given only comments published in [from, to).
void stream_answers(db::Reader& reader, model::SiteId site, std::optional<Time> from, std::optional<Time> to,
                    const std::function<void(const AnswerLine&)>& each);

}  // namespace earshot::store

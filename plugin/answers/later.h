// Answers in what is no comment: a later post of the blog by staff, or a page of a staff member's own that
// links here. Inferred: a link has to name the comment, or the text to quote it or speak to its author.
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "answers/guess.h"
#include "answers/reading.h"
#include "model/alert.h"
#include "model/job.h"
#include "model/post.h"
#include "store/books.h"
#include "store/identity_store.h"
#include "store/post_store.h"

namespace earshot::answers {

// Job `note_links`: keeps to which conversations the post links, and has those matched anew that it linked to
// before or links to now. Links are kept whoever wrote the post: the roster may change.
model::JobOutcome note_links(const store::Books& books, model::RowId post);

// Something staff wrote elsewhere, as if it had been said in the conversation to which it links.
struct LaterWord {
  model::ItemKind kind = model::ItemKind::post;
  model::Comment said;             // id: of the record; person, published, url and html are set
  std::vector<std::string> named;  // addresses beside those of its own links that it is known to speak to
};
// Only of people who were staff when they wrote it. At most fifty, the oldest first.
std::vector<LaterWord> later_words(db::Reader& reader, const model::Site& site,
                                   const std::vector<store::ProfileProof>& proofs, const store::Place& place,
                                   model::RowId post);

struct LaterLink {
  std::size_t word = 0;  // place among the words
  std::size_t item = 0;  // place in the conversation
  double certainty = 0;
  std::string evidence;
};
// `comments`: as for read_conversation; `keys`: of the conversation's address, store::link_keys.
std::vector<LaterLink> read_later(const std::vector<model::Comment>& comments,
                                  const std::vector<LaterWord>& words, const model::Site& site,
                                  const std::vector<std::string>& keys, bool engine_threads);

// Takes away what speaks to somebody who had an answer before, or of whom people said that an answer is still
// needed: they have seen that this is none.
void keep_waiting_only(const std::vector<model::Comment>& comments, const std::vector<LaterWord>& words,
                       const std::vector<Link>& links, const std::map<model::RowId, bool>& said_by_hand,
                       std::vector<LaterLink>& later);

}  // namespace earshot::answers

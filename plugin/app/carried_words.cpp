#include "app/carried_words.h"

#include <optional>
#include <set>
#include <string>

#include "answers/answer_match.h"
#include "answers/by_hand.h"
#include "store/by_hand_store.h"
#include "store/comment_store.h"
#include "store/identity_store.h"

namespace earshot::app {

namespace {

std::optional<model::Comment> comment_in(const store::Books& books, model::RowId post,
                                         const std::string& engine_id) {
  return books.database.read([&](db::Reader& reader) {
    return store::find_comment_in_post(reader, books.site.id, post, engine_id);
  });
}

// No job is left: it would look for names in words as old as these, and the conversation is matched below.
void say_who_wrote(const store::Books& books, const std::vector<watch::CarriedWords>& words, BadLines& bad) {
  std::set<model::RowId> touched;
  for (const auto& said : words) {
    if (!said.written_by) continue;
    const auto& word = *said.written_by;
    if (!word.person.empty() && !books.site.roster.person(word.person)) {
      bad.add(said.line, "by_hand: nobody on the roster is " + word.person);
      continue;
    }
    const auto comment = comment_in(books, said.post, said.comment);
    if (!comment) continue;
    const bool fresh = books.database.write([&](db::Tx& tx) {
      if (store::identity_word(tx, books.site.id, comment->id)) return false;
      store::put_identity_word(tx, books, comment->id, word);
      return true;
    });
    if (fresh) touched.insert(said.post);
  }
  for (const auto post : touched) answers::match_post(books, post);
}

void tell(const answers::Said& said, std::int64_t line, BadLines& bad) {
  if (!said) bad.add(line, "by_hand: " + said.error().why);
}

void say_answers(const store::Books& books, const watch::CarriedWords& said, const model::Comment& comment,
                 BadLines& bad) {
  if (said.answers->empty()) return tell(answers::say_answers_post(books, comment), said.line, bad);
  for (const auto& item : *said.answers) {
    if (const auto known = comment_in(books, said.post, item)) {
      tell(answers::say_answers(books, comment, *known), said.line, bad);
    } else {
      bad.add(said.line, "by_hand: no comment " + item + " stands under the post");
    }
  }
}

}  // namespace

void say_carried_words(const store::Books& books, const std::vector<watch::CarriedWords>& words,
                       BadLines& bad) {
  say_who_wrote(books, words, bad);
  for (const auto& said : words) {
    if (!said.needs_answer && !said.answers) continue;
    const auto comment = comment_in(books, said.post, said.comment);
    if (!comment) continue;
    const bool known = books.database.read([&](db::Reader& reader) {
      return store::said_by_hand(reader, books.site.id, comment->id).has_value();
    });
    if (known) continue;
    if (said.needs_answer) {
      tell(answers::say_need(books, *comment, *said.needs_answer), said.line, bad);
    } else {
      say_answers(books, said, *comment, bad);
    }
  }
}

}  // namespace earshot::app

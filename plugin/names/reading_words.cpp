// Where the words of a name are words of the sentence: verbs with their objects, nouns.
#include <algorithm>
#include <utility>

#include "base/text.h"
#include "names/reading.h"
#include "names/word_lists.h"

namespace earshot::names {

namespace {

// Among the deeds, but they say nothing of the form of the verb: "Will Hunt really win?"
constexpr std::string_view no_verbs[] = {"also", "always", "can",    "could",  "half",
                                         "must", "never",  "really", "should", "would"};

// Does the word end the subject as a verb of the third person does? "Will Hunt be …" asks, "Will Hunt said …"
// tells.
bool is_finite(std::string_view folded) {
  return (is_deed(folded) && !among(no_verbs, folded)) || (folded.size() > 3 && folded.ends_with("ed"));
}

}  // namespace

// "Ford the river!", "Mark down the price": a verb with its object.
bool Reading::commands(Range name) const {
  const auto next = passage_.word_behind(name.end);
  constexpr std::string_view objects[] = {"a",    "all",   "an",   "any",   "every", "her", "him",
                                          "his",  "it",    "my",   "our",   "that",  "the", "their",
                                          "them", "these", "this", "those", "your"};
  return passage_.sentence_begins(name.begin) && next.exists() && !next.broken &&
         among(objects, word(next.word));
}

// "Ford the river!", "the Acme of perfection"
bool Reading::read_as_word(Range company) const {
  const auto next = passage_.word_behind(company.end);
  const std::string behind = next.exists() && !next.broken ? word(next.word) : "";
  return behind == "of" ? has_article(company) : commands(company);
}

// "Carl weiß das" speaks of no Carl Weiß and "grant hill access" of no Grant Hill, while "ana ruiz" is a name
// however it is written.
bool Reading::reads_as_words(const Sense& sense, Range place) const {
  if (!sense.partly_common) return false;
  int capitals = 0, words = 0, rare = 0;
  for (std::size_t at = place.begin; at < place.end;) {
    const std::size_t begin = at;
    const bool small = is_lower(next_character(passage_.text(), at));
    if (!is_word_character(passage_.behind(begin))) continue;
    while (at < place.end && is_word_character(passage_.behind(at))) next_character(passage_.text(), at);
    if (!small) {
      ++capitals;
    } else if (const std::string plain = word({begin, at}); !is_particle(plain)) {
      ++(is_common_word(plain) && folded(sense.written).find(plain) != std::string::npos ? words : rare);
    }
  }
  if (words == 0) return false;
  if (capitals > 0 || rare == 0) return true;
  // "gestern hat stefan lang geredet": German writes what it says of somebody right behind the name.
  constexpr std::string_view introductions[] = {"an", "bei", "danke", "fur", "herr", "mit", "namens", "von"};
  const std::string before = word(passage_.word_before(place.begin).word);
  return german() && !among(introductions, before);
}

// "Will Hunt be re-elected?", "Will Grant money reach the labs?": the given name asks.
bool Reading::asks(std::string_view given, Range name) const {
  if (given != "will" && given != "may" && given != "can") return false;
  const auto next = passage_.word_behind(name.end);
  if (!next.exists() || next.broken || !passage_.sentence_begins(name.begin)) return false;
  const std::string plain = word(next.word);
  if (plain == "be" || plain == "ever") return true;
  return !is_finite(plain) && trim(passage_.of(passage_.sentence(name.begin))).ends_with('?');
}

// "Mark Price hikes in your calendar": an order to the reader, with the surname as a part of its object.
bool Reading::orders(std::string_view given, Range name) const {
  constexpr std::size_t farthest = 6;
  if (!is_verb_too(given) || !passage_.sentence_begins(name.begin)) return false;
  auto next = passage_.word_behind(name.end);
  const std::string object = next.exists() ? word(next.word) : "";
  if (!object.ends_with('s') || object.ends_with("ss") || is_deed(object) || passage_.capital(next.word))
    return false;
  for (std::size_t i = 0; i < farthest && next.exists() && !next.dot; ++i) {
    next = passage_.word_behind(next.word.end);
    if (const std::string plain = word(next.word); plain == "your" || plain == "yourself") return true;
  }
  return false;
}

// A name of which each word is one may be a part of the sentence instead.
bool Reading::made_of_words(const Sense& sense, Range place) const {
  if (!sense.partly_common) return false;
  const Range first = passage_.word_from(place.begin).word;
  const std::string given = word(first);
  if (sense.common && (commands(place) || asks(given, place) || orders(given, place))) return true;
  // "Good Will Hunting", "a Question Mark Price": the noun before takes the given name.
  constexpr std::pair<std::string_view, std::string_view> nouns[] = {
      {"dollar", "bill"},   {"electric", "bill"},  {"exclamation", "mark"}, {"federal", "grant"},
      {"free", "will"},     {"full", "mark"},      {"good", "will"},        {"ill", "will"},
      {"last", "will"},     {"living", "will"},    {"pell", "grant"},       {"phone", "bill"},
      {"question", "mark"}, {"research", "grant"}, {"student", "grant"},    {"trade", "mark"},
      {"travel", "grant"}};
  const auto previous = passage_.word_before(place.begin);
  if (previous.exists() && !previous.broken && !previous.dot &&
      std::ranges::find(nouns, std::pair<std::string_view, std::string_view>(word(previous.word), given)) !=
          std::end(nouns))
    return true;
  // "SIMON MAY BE LATE": without small letters the verb looks like the surname.
  const auto next = passage_.word_behind(place.end);
  constexpr std::string_view bare[] = {"be", "have", "not"};
  if (!next.exists() || next.broken || !passage_.all_capitals(place) || !among(bare, word(next.word)))
    return false;
  const std::string whole = word(place);
  return whole.ends_with(" may") || whole.ends_with(" will") || whole.ends_with(" can");
}

}  // namespace earshot::names

// What a surname or a first name is worth: alone they mean somebody only by what else the text says.
#include <algorithm>

#include "base/text.h"
#include "outreach/reading.h"
#include "outreach/word_lists.h"

namespace earshot::outreach {

namespace {

std::string first_letter(std::string_view text) {
  std::size_t behind = 0;
  if (!text.empty()) next_character(text, behind);
  return std::string(text.substr(0, behind));
}

}  // namespace

Reading::People Reading::people_in(const Hit& hit, Spelling spelling) const {
  People people;
  for (const Sense& sense : matcher_.senses(hit.entry)) {
    if (sense.spelling == spelling) people.push_back(sense.owner);
  }
  return people;
}

void Reading::judge_weak(const Hit& hit) {
  // Most words in small letters that are somebody's name as well are just words: refused before anything is
  // asked.
  if (!passage_.capital(hit.place) && !worth_in_small_letters(hit)) return;
  const Sense* surname = nullptr;
  const Sense* given = nullptr;
  for (const Sense& sense : matcher_.senses(hit.entry)) {
    if (sense.spelling == Spelling::surname) surname = &sense;
    if (sense.spelling == Spelling::first_name) given = &sense;
  }
  if ((surname == nullptr && given == nullptr) || strong_covers(hit.place) || hit.place.begin < weak_end_)
    return;
  const Sense& either = surname != nullptr ? *surname : *given;
  if (!borders_fit(either, hit.place)) return;
  if (surname != nullptr && judge_surname(hit, people_in(hit, Spelling::surname))) return;
  if (given != nullptr) judge_first_name(hit, people_in(hit, Spelling::first_name), *given);
}

bool Reading::worth_in_small_letters(const Hit& hit) const {
  if (matcher_.summary(hit.entry).small_letters) return true;
  if (full_names_.empty()) return false;
  const std::string plain = word(hit.place);
  return !is_common_word(plain) && std::ranges::any_of(full_names_, [&](const auto& name) {
    return name.second < hit.place.begin && matcher_.parts(name.first).given == plain;
  });
}

bool Reading::judge_surname(const Hit& hit, const People& people) {
  if (!passage_.capital(hit.place)) return false;
  for (const Sense& sense : matcher_.senses(hit.entry)) {
    if (sense.spelling != Spelling::surname) continue;
    return judge_initial(hit.place, people) || judge_title(hit.place, people) ||
           judge_catalogue(hit.place, people) || judge_bare_surname(hit.place, people, sense);
  }
  return false;
}

bool Reading::judge_title(Range place, const People& people) {
  const auto title = passage_.word_before(place.begin);
  if (!title.exists() || title.broken || !is_title(word(title.word))) return false;
  const std::size_t end = title.word.end + (title.dot ? 1 : 0);
  if (passage_.of({title.word.begin, end}) == "m") return false;  // only "M." is French for "Mr."
  tell_surname({title.word.begin, place.end}, place, people, "title_surname", "title and surname");
  return true;
}

bool Reading::judge_initial(Range place, const People& people) {
  Range whole = place;
  std::string letter;
  for (int i = 0; i < 3; ++i) {
    const auto before = passage_.word_before(whole.begin);
    if (!before.exists() || before.broken || !before.dot || !passage_.capital(before.word)) break;
    const std::string plain = word(before.word);
    if (count_characters(plain) != 1) break;
    letter = plain;
    whole.begin = before.word.begin;
  }
  if (letter.empty()) return false;
  People meant;
  for (const std::uint32_t p : people) {
    if (first_letter(matcher_.parts(p).given) == letter) meant.push_back(p);
  }
  if (!meant.empty()) tell_surname(whole, place, meant, "initial_surname", "initial and surname");
  // "M. Ruiz" is also how French says "Mr. Ruiz".
  return !meant.empty() || letter != "m";
}

bool Reading::judge_catalogue(Range place, const People& people) {
  if (passage_.behind(place.end) != ',' || !is_space(passage_.behind(place.end + 1))) return false;
  const auto given = passage_.word_behind(place.end + 1);
  if (!given.exists() || given.broken || !passage_.capital(given.word)) return false;
  const auto previous = passage_.word_before(place.begin);
  const std::string before = word(previous.word);
  if (previous.exists() && passage_.capital(previous.word) && !is_lead_word(before) && !previous.broken)
    return false;
  const auto behind = passage_.word_behind(given.word.end);
  if (behind.exists() && !behind.broken && passage_.capital(behind.word)) return false;
  const std::string plain = word(given.word);
  const bool initial = given.dot && count_characters(plain) == 1;
  People meant;
  for (const std::uint32_t p : people) {
    const std::string& name = matcher_.parts(p).given;
    if (initial ? first_letter(name) == plain : name == plain) meant.push_back(p);
  }
  if (meant.empty()) return false;
  // In "Smith, Ruiz, Ana and Bob" nobody can tell a name turned round from a list.
  const std::string_view left = passage_.text().substr(0, place.begin);
  const bool list = left.ends_with(", ") || before == "and" || before == "und" || before == "y";
  const Range whole{place.begin, given.word.end + (initial ? 1 : 0)};
  weak_end_ = whole.end;
  if (!initial && !list && meant.size() == 1) {
    remember(meant.front(), place.begin);
    tell_person(whole, meant.front(), {true, true, "catalogue_order", "surname, then first name"});
  } else if (list) {
    for (const auto p : meant)
      tell_person(whole, p, {false, false, "catalogue_order", "may be two people of a list"});
  } else {
    tell_surname(whole, place, meant, "catalogue_order", "surname, then first name or initial");
  }
  return true;
}

bool Reading::judge_bare_surname(Range place, const People& people, const Sense& sense) {
  if (!stands_as_given(place).empty()) return false;
  if (sense.common && passage_.sentence_begins(place.begin)) return false;
  const auto next = passage_.word_behind(place.end);
  if (next.exists() && !next.broken && passage_.capital(next.word) && !is_no_surname(next, place))
    return false;
  People meant;
  for (const std::uint32_t p : people) {
    if (full_name_before(p, place.begin)) meant.push_back(p);
  }
  if (meant.empty()) return false;
  tell_surname(place, place, meant, "surname", "surname after the full name");
  return true;
}

// Somebody whose surname this is, if only one can be meant.
void Reading::tell_surname(Range whole, Range surname, const People& people, const std::string& rule,
                           const std::string& what) {
  People staff, named;
  for (const std::uint32_t p : people) {
    if (matcher_.roster().people[p].staff_at(at_)) staff.push_back(p);
    if (full_name_anywhere(p)) named.push_back(p);
  }
  if (staff.empty()) staff = people;
  std::string by;
  if (staff.size() > 1 && named.size() == 1) staff = named;
  if (staff.size() > 1) staff = settle_namesakes(staff, whole, by);
  const std::string other = other_with_surname(word(surname));
  const std::string longer = rule == "catalogue_order" ? "" : longer_name(surname);
  for (const std::uint32_t p : staff) {
    Verdict verdict{full_name_anywhere(p), true, rule, what + by};
    if (staff.size() > 1) {
      verdict = {false, false, rule, what + ", which several people of the roster share"};
    } else if (!other.empty()) {
      verdict = {false, false, rule, what + ", but the text names “" + other + "” too"};
    } else if (!longer.empty() && rule != "initial_surname" && !is_given_name(folded(longer))) {
      verdict = {false, false, rule, "together with “" + longer + "” it may be another, longer name"};
    }
    tell_person(whole, p, verdict);
  }
}

// The other word of a full name that is not of the roster: "Smith" behind "Ana".
std::string Reading::follows_as_surname(Range given) const {
  auto next = passage_.word_behind(given.end);
  if (next.exists() && next.dot && count_characters(passage_.of(next.word)) == 1) {  // "Ana M. Smith"
    auto further = passage_.word_behind(next.word.end + 1);
    if (further.exists()) next = further;
  }
  if (!next.exists() || next.broken || !passage_.capital(next.word) || !passage_.capital(given)) return {};
  if (count_characters(passage_.of(next.word)) < 2) return {};
  if (is_no_surname(next, given)) return {};
  return std::string(passage_.of({given.begin, next.word.end}));
}

std::string Reading::stands_as_given(Range surname) const {
  const auto previous = passage_.word_before(surname.begin);
  if (!previous.exists() || previous.broken || !passage_.capital(previous.word)) return {};
  const std::string plain = word(previous.word);
  if (is_title(plain) || strong_covers(previous.word)) return {};
  const bool given = is_given_name(plain);
  const bool initial = previous.dot && count_characters(plain) == 1;
  if (previous.dot && !initial) return {};
  if (!given && !initial &&
      (is_lead_word(plain) || passage_.sentence_begins(previous.word.begin) || german()))
    return {};
  if (!given && passage_.in_headline(surname.begin)) return {};
  return std::string(passage_.of({previous.word.begin, surname.end}));
}

std::string Reading::other_full_name(const Hit& hit) const {
  if (!strong_begins(hit.place.begin)) return strong_covers(hit.place) ? "" : follows_as_surname(hit.place);
  // A full name that turned out to be another's longer one takes the first name too.
  const auto own =
      std::ranges::lower_bound(strong_, hit.place.begin, {}, [](const Strong& s) { return s.place.begin; });
  const Sense& sense = *own->senses.front();
  if (sense.spelling != Spelling::full_name || !sense.several_words) return {};
  const std::string longer = longer_name(own->place);
  return longer.empty() ? "" : std::string(passage_.of(own->place)) + " " + longer;
}

std::string Reading::other_with_given(const std::string& given) {
  if (!others_with_given_) {
    others_with_given_.emplace();
    for (const Hit& hit : hits_) {
      if (!matcher_.summary(hit.entry).first_name || !passage_.capital(hit.place)) continue;
      auto& other = (*others_with_given_)[word(hit.place)];
      if (other.empty()) other = other_full_name(hit);
    }
  }
  const auto found = others_with_given_->find(given);
  return found == others_with_given_->end() ? "" : found->second;
}

std::string Reading::other_with_surname(const std::string& surname) {
  if (!others_with_surname_) {
    others_with_surname_.emplace();
    for (const Hit& hit : hits_) {
      if (!matcher_.summary(hit.entry).surname || !passage_.capital(hit.place) || strong_covers(hit.place))
        continue;
      const People people = people_in(hit, Spelling::surname);
      const auto previous = passage_.word_before(hit.place.begin);
      const std::string plain = word(previous.word);
      const bool own_initial = previous.dot && std::ranges::any_of(people, [&](std::uint32_t p) {
                                 return first_letter(matcher_.parts(p).given) == plain;
                               });
      auto& other = (*others_with_surname_)[word(hit.place)];
      if (other.empty() && !own_initial) other = stands_as_given(hit.place);
    }
  }
  const auto found = others_with_surname_->find(surname);
  return found == others_with_surname_->end() ? "" : found->second;
}

bool Reading::may_be_name(const Sense& sense, Range place) const {
  if (!sense.common) return true;
  if (!passage_.capital(place)) return false;
  const char32_t behind = passage_.behind(place.end);
  if (passage_.before(place.begin) == '@' || behind == '\'' || behind == 0x2019) return true;
  const auto next = passage_.word_behind(place.end);
  if (next.exists() && is_word_character(passage_.behind(next.word.begin)) &&
      !is_letter(passage_.behind(next.word.begin)))
    return false;
  return !passage_.sentence_begins(place.begin) || behind == ',' || behind == ':';
}

void Reading::judge_first_name(const Hit& hit, const People& all, const Sense& sense) {
  if (!may_be_name(sense, hit.place) || !follows_as_surname(hit.place).empty()) return;
  const auto previous = passage_.word_before(hit.place.begin);
  if (previous.exists() && !previous.broken && !previous.dot && passage_.capital(previous.word) &&
      is_given_name(word(previous.word)))
    return;
  People people;
  for (const std::uint32_t p : all) {
    const model::Person& person = matcher_.roster().people[p];
    if (person.first_name != model::FirstName::never && person.staff_at(at_)) people.push_back(p);
  }
  const std::string other = other_with_given(word(hit.place));
  // Where dozens share a first name and nothing tells them apart, listing all of them explains nothing.
  constexpr std::size_t few = 3;
  const bool told_apart =
      std::ranges::any_of(people, [&](auto p) { return full_name_before(p, hit.place.begin); });
  if (people.size() > few && !told_apart) return;
  for (const std::uint32_t p : people) {
    Verdict verdict = first_name_verdict(p, people, hit.place);
    if (!other.empty()) {
      verdict.alerts = false;
      verdict.why = "the first name belongs to “" + other + "” in this text";
    }
    tell_person(hit.place, p, verdict);
  }
}

Reading::Verdict Reading::first_name_verdict(std::uint32_t person, const People& people, Range place) const {
  std::size_t named = 0;
  for (const std::uint32_t p : people) named += full_name_before(p, place.begin) ? 1 : 0;
  const bool own = full_name_before(person, place.begin);
  Verdict verdict{false, false, "first_name", "first name without the full name before it"};
  if (own && named == 1) {
    verdict.alerts = true;
    verdict.why = "first name after the full name";
    return verdict;
  }
  if (named > 0) {
    verdict.why =
        own ? "first name of several people named before" : "first name of somebody else named before";
    return verdict;
  }
  const std::string near = company_near(person, place);
  std::size_t rivals = 0;
  for (const std::uint32_t p : people) {
    const bool same =
        p != person && matcher_.roster().people[p].first_name != model::FirstName::after_full_name;
    rivals += same && (near.empty() || company_near(p, place) == near) ? 1 : 0;
  }
  const model::FirstName policy = matcher_.roster().people[person].first_name;
  if (rivals > 0) {
    verdict.why = "first name that several people of the roster share";
  } else if (policy == model::FirstName::always) {
    verdict.alerts = true;
    verdict.why = "first name, which the roster lets stand for the person";
  } else if (policy == model::FirstName::with_context) {
    verdict.alerts = !near.empty();
    verdict.why = near.empty() ? "first name, and the company is not spoken of near"
                               : "first name, the company is spoken of " + near;
  }
  return verdict;
}

void Reading::remember(std::uint32_t person, std::size_t at) {
  const auto [place, fresh] = full_names_.try_emplace(person, at);
  if (!fresh) place->second = std::min(place->second, at);
}

bool Reading::full_name_before(std::uint32_t person, std::size_t at) const {
  const auto found = full_names_.find(person);
  return found != full_names_.end() && found->second < at;
}

bool Reading::full_name_anywhere(std::uint32_t person) const {
  return full_names_.contains(person);
}

}  // namespace earshot::outreach

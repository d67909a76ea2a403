// What a first name is worth: alone it means somebody only by what else the text says. Whose else it may be.
#include <algorithm>

#include "base/text.h"
#include "names/reading.h"
#include "names/word_lists.h"

namespace earshot::names {

void Reading::judge_weak(const Hit& hit) {
  const Matcher::Summary summary = matcher_.summary(hit.entry);
  if ((!summary.surname && !summary.first_name) || hit.place.begin < weak_end_ || strong_covers(hit.place))
    return;
  Sense either;
  either.spelling = Spelling::surname;
  either.several_words = matcher_.bearers(hit.entry).several_words;
  if (!borders_fit(either, hit.outer()) || (hit.ending() && !genitive(hit.outer()))) return;
  if (summary.surname && judge_surname(hit)) return;
  if (summary.first_name) judge_first_name(hit);
}

// "thanks ana", once Ana Ruiz was named.
void Reading::judge_small_letters() {
  if (small_.empty()) return;
  std::unordered_map<std::uint32_t, std::size_t> first_named;
  for (const auto& [given, people] : named_by_given_) {
    std::size_t first = passage_.text().size() + 1;
    for (const std::uint32_t p : people) first = std::min(first, full_names_.at(p));
    first_named.emplace(given, first);
  }
  if (first_named.empty()) return;
  hits_.clear();
  for (const std::uint32_t i : small_) {
    const auto named = first_named.find(found_[i].entry);
    if (named == first_named.end()) continue;
    const std::size_t begin = plain_.origin(found_[i].begin);
    if (named->second <= begin) keep(found_[i], begin);
  }
  for (const Hit& hit : hits_) judge_weak(hit);
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
  if (is_no_surname(next, given, false)) return {};
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
  // At the beginning of a sentence any word has a capital; "Milhouse van Houten" is a name all the same.
  const auto begins = [&] {
    return !is_lower(passage_.behind(surname.begin)) && passage_.sentence_begins(previous.word.begin);
  };
  if (!given && !initial && (is_lead_word(plain) || begins() || german())) return {};
  if (!given && passage_.in_headline(surname.begin)) return {};
  return std::string(passage_.of({previous.word.begin, surname.end}));
}

// "my sister Ana", "a woman called Ana"
bool Reading::introduced_as_other(Range given) const {
  constexpr std::string_view introductions[] = {"called", "llamada", "llamado", "named", "namens"};
  const auto previous = passage_.word_before(given.begin);
  if (!previous.exists() || previous.dot) return false;
  const std::string plain = word(previous.word);
  if (among(introductions, plain)) return true;
  if (!is_relation(plain)) return false;
  auto owner = passage_.word_before(previous.word.begin);
  if (owner.exists() && is_lower(passage_.behind(owner.word.begin)) && !is_possessive(word(owner.word)))
    owner = passage_.word_before(owner.word.begin);  // "my little sister Ana"
  return owner.exists() && is_possessive(word(owner.word));
}

std::string Reading::other_full_name(const Hit& hit) const {
  // Where ours was named before, the other one takes the name only for a moment.
  if (!named_by_given_.contains(hit.entry) && introduced_as_other(hit.place) &&
      !strong_begins(hit.place.begin))
    return std::string(passage_.of({passage_.word_before(hit.place.begin).word.begin, hit.place.end}));
  if (!strong_begins(hit.place.begin)) return strong_covers(hit.place) ? "" : follows_as_surname(hit.place);
  // A full name that turned out to be another's longer one takes the first name too.
  const auto own =
      std::ranges::lower_bound(strong_, hit.place.begin, {}, [](const Strong& s) { return s.place.begin; });
  const Sense& sense = *own->senses.front();
  if (sense.spelling != Spelling::full_name || !sense.several_words) return {};
  const std::string longer = longer_name(own->place);
  return longer.empty() ? "" : std::string(passage_.of(own->place)) + " " + longer;
}

std::string Reading::other_with_given(std::uint32_t entry) {
  if (!others_with_given_) {
    others_with_given_.emplace();
    for (const Hit& hit : hits_) {
      if (!matcher_.summary(hit.entry).first_name || !passage_.capital(hit.place)) continue;
      auto& other = (*others_with_given_)[hit.entry];
      if (other.empty()) other = other_full_name(hit);
    }
  }
  const auto found = others_with_given_->find(entry);
  return found == others_with_given_->end() ? "" : found->second;
}

bool Reading::has_initial(const People& people, const std::string& letter) const {
  return std::ranges::any_of(
      people, [&](std::uint32_t p) { return first_letter(matcher_.parts(p).given) == letter; });
}

Reading::Other Reading::other_with_surname(std::uint32_t entry) {
  if (!others_with_surname_) {
    others_with_surname_.emplace();
    Sense surname;
    surname.spelling = Spelling::surname;
    for (const Hit& hit : hits_) {
      if (!matcher_.summary(hit.entry).surname || !passage_.capital(hit.place) || strong_covers(hit.place) ||
          !hyphen_fits(surname, hit.place))
        continue;
      Other& other = (*others_with_surname_)[hit.entry];
      if (!other.name.empty()) continue;
      const std::string letter = initials_before(hit.place).letter;
      const bool own_initial = !letter.empty() && (has_initial(matcher_.bearers(hit.entry).surname, letter) ||
                                                   has_initial(matcher_.surname_in_case(hit.entry), letter));
      if (!own_initial) other = {stands_as_given(hit.place), hit.place.begin};
    }
  }
  const auto found = others_with_surname_->find(entry);
  return found == others_with_surname_->end() ? Other{} : found->second;
}

// Those whom a first name may call here: the ones named before, else all who have it, if they are few.
Reading::People Reading::who_may_be_called(const Hit& hit) const {
  const auto named = named_by_given_.find(hit.entry);
  People people;
  const auto take = [&](const People& from, bool after_full_name) {
    for (const std::uint32_t p : from) {
      const model::Person& person = matcher_.roster().people[p];
      if (person.first_name != model::FirstName::never && person.staff_at(at_) &&
          (!after_full_name || full_name_before(p, hit.place.begin)))
        people.push_back(p);
    }
  };
  if (named != named_by_given_.end()) take(named->second, true);
  const People& all = matcher_.bearers(hit.entry).first_name;
  if (people.empty() && all.size() <= 8 * few) take(all, false);
  if (people.size() > few) people.clear();
  return people;
}

void Reading::judge_first_name(const Hit& hit) {
  const People people = who_may_be_called(hit);
  if (people.empty() || !may_be_name(matcher_.bearers(hit.entry).common, hit.place) ||
      !follows_as_surname(hit.place).empty())
    return;
  const auto previous = passage_.word_before(hit.place.begin);
  if (previous.exists() && !previous.broken && !previous.dot && passage_.capital(previous.word) &&
      is_given_name(word(previous.word)))
    return;
  // "Ana L." is somebody else, "Ana R." may be Ana Ruiz.
  const auto next = passage_.word_behind(hit.place.end);
  const std::string initial = next.dot && !next.broken && passage_.capital(next.word) ? word(next.word) : "";
  const bool other_initial = count_characters(initial) == 1 && std::ranges::none_of(people, [&](auto p) {
                               return first_letter(matcher_.parts(p).surname) == initial;
                             });
  if (other_initial || thing_named_after(hit.place)) return;
  for (const std::uint32_t p : people) {
    Verdict verdict = first_name_verdict(p, people, hit);
    if (!verdict.alerts && people.size() == 1 && honoured(hit.place) && !company_near(p, hit.place).empty())
      verdict = {false, true, std::move(verdict.rule),
                 "first name with the title that Turkish sets behind it, the company is spoken of " +
                     company_near(p, hit.place)};
    if (verdict.alerts && introduced_as_other(hit.place))
      verdict = {false, false, std::move(verdict.rule), "introduced as somebody else of the same name"};
    const bool called = is_present(p) && addresses(hit.place);
    if (verdict.alerts && !called) {
      if (const std::string other = other_with_given(hit.entry); !other.empty()) {
        verdict.alerts = false;
        verdict.why = "the first name belongs to “" + other + "” in this text";
      }
    }
    if (verdict.alerts && (signs_off(hit.place) || stands_alone(hit.place)))
      verdict = signature(std::move(verdict.rule));
    if (verdict.alerts)
      verdict = unless_of_others(std::move(verdict), p, affiliation(hit.outer()), hit.place);
    tell_person(hit.place, p, verdict);
  }
}

// "Deniz Bey", "Ayşe Hanım"
bool Reading::honoured(Range given) const {
  const auto next = passage_.word_behind(given.end);
  if (!next.exists() || next.broken || !passage_.capital(next.word)) return false;
  std::string plain = word(next.word);
  plain = plain.substr(0, plain.find('\''));
  return plain == "bey" || plain == folded("Hanım");
}

Reading::Verdict Reading::first_name_verdict(std::uint32_t person, const People& people,
                                             const Hit& hit) const {
  const Range place = hit.place;
  std::size_t named = 0;
  for (const std::uint32_t p : people) named += full_name_before(p, place.begin) ? 1 : 0;
  const bool own = full_name_before(person, place.begin);
  Verdict verdict{false, false, "first_name", "first name without the full name before it"};
  if (own && named == 1 && is_present(person)) {
    verdict.alerts = true;
    verdict.why = "first name of somebody who takes part in the conversation";
    return verdict;
  }
  if (own && named == 1 && matcher_.bearers(matcher_.parts(person).given_entry).first_name.size() > 1 &&
      addresses(place)) {
    verdict.why = "first name that several people of the roster share, and the writer addresses one of them";
    return verdict;
  }
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
  const model::FirstName policy = hit.entry == matcher_.parts(person).given_entry
                                      ? matcher_.roster().people[person].first_name
                                      : model::FirstName::after_full_name;
  if (policy == model::FirstName::after_full_name) return verdict;
  const std::string near = company_near(person, place);
  std::size_t rivals = 0;
  for (const std::uint32_t p : people) {
    const bool same =
        p != person && matcher_.roster().people[p].first_name != model::FirstName::after_full_name;
    rivals += same && (near.empty() || company_near(p, place) == near) ? 1 : 0;
  }
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

}  // namespace earshot::names

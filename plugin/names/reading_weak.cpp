// What a surname or a first name is worth: alone they mean somebody only by what else the text says.
#include <algorithm>

#include "base/text.h"
#include "names/reading.h"
#include "names/word_lists.h"

namespace earshot::names {

namespace {

// Where dozens share a name and nothing tells them apart, listing all of them explains nothing.
constexpr std::size_t few = 3;
constexpr std::string_view office_only =
    "surname with a public office, and nothing near speaks of the company";

std::string first_letter(std::string_view text) {
  std::size_t behind = 0;
  if (!text.empty()) next_character(text, behind);
  return std::string(text.substr(0, behind));
}

}  // namespace

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

// "van der Berg" may begin small.
bool Reading::surname_capital(const Hit& hit) const {
  if (passage_.capital(hit.place)) return true;
  if (!matcher_.summary(hit.entry).particle) return false;
  const std::size_t gap = passage_.of(hit.place).find_last_of(" \n");
  return gap != std::string_view::npos && passage_.capital({hit.place.begin + gap + 1, hit.place.end});
}

bool Reading::judge_surname(const Hit& hit) {
  if (!surname_capital(hit)) return false;
  surname_entry_ = hit.entry;
  const People& people = matcher_.bearers(hit.entry).surname;
  if (people.empty()) return judge_surname_in_case(hit.place, matcher_.surname_in_case(hit.entry));
  return judge_initial(hit.place, people) || judge_title(hit.place, people) ||
         judge_catalogue(hit.place, people) || judge_reversed(hit.place, people) || judge_bare_surname(hit);
}

// "pana Kowalskiego", "J. Kowalskiego": alone it is often somebody else's surname in the first case.
bool Reading::judge_surname_in_case(Range place, const People& people) {
  constexpr std::string_view also_of_women[] = {"ова", "ева", "ина", "ына"};
  const std::string form = word(place);
  const bool woman =
      std::ranges::any_of(also_of_women, [&](std::string_view e) { return form.ends_with(e); });
  if (!woman && judge_initial(place, people)) return true;
  return !is_nominative_title(word(passage_.word_before(place.begin).word)) && judge_title(place, people);
}

bool Reading::judge_title(Range place, const People& people) {
  auto title = passage_.word_before(place.begin);
  for (int i = 0; i < 3 && title.exists() && title.dot && is_degree(word(title.word)); ++i)
    title = passage_.word_before(title.word.begin);  // "Prof. em. Becker"
  if (!title.exists() || title.broken || !is_title(word(title.word))) return false;
  const std::string plain = word(title.word);
  // Only "M." is French for "Mr.", and "κ." Greek.
  if (!title.dot && count_characters(plain) == 1) return false;
  if (plain == "m" && !passage_.capital(title.word)) return false;
  People meant;
  for (const std::uint32_t p : people) {
    if (!contradicts(plain, matcher_.parts(p).given)) meant.push_back(p);
  }
  const Range whole{title.word.begin, place.end};
  if (meant.empty()) {
    if (people.size() > few) return true;
    for (const std::uint32_t p : people)
      tell_person(whole, p,
                  {false, false, "title_surname", "title and surname, but the title is not theirs"});
    return true;
  }
  const bool office = is_office(plain) && std::ranges::none_of(meant, [&](std::uint32_t p) {
                        return full_name_anywhere(p) || !company_near(p, place).empty();
                      });
  tell_surname(whole, place, meant, "title_surname", office ? office_only : "title and surname");
  return true;
}

// "T. J." before "Becker": the letter is the first one, "t".
Reading::Initials Reading::initials_before(Range place) const {
  Initials found{{}, place.begin};
  for (int i = 0; i < 3; ++i) {
    const auto before = passage_.word_before(found.begin);
    if (!before.exists() || before.broken || !before.dot || !passage_.capital(before.word)) break;
    std::string plain = word(before.word);
    if (count_characters(plain) != 1) break;
    found = {std::move(plain), before.word.begin};
  }
  return found;
}

bool Reading::judge_initial(Range place, const People& people) {
  const auto [letter, begin] = initials_before(place);
  if (letter.empty()) return false;
  People meant;
  for (const std::uint32_t p : people) {
    if (first_letter(matcher_.parts(p).given) == letter) meant.push_back(p);
  }
  if (!meant.empty())
    tell_surname({begin, place.end}, place, meant, "initial_surname", "initial and surname");
  // "M. Ruiz" is also how French says "Mr. Ruiz".
  return !meant.empty() || letter != "m";
}

bool Reading::judge_catalogue(Range place, const People& people) {
  if (passage_.behind(place.end) != ',' || !is_space(passage_.behind(place.end + 1))) return false;
  const auto given = passage_.word_behind(place.end + 1);
  if (!given.exists() || given.broken || !passage_.capital(given.word)) return false;
  const auto previous = passage_.word_before(place.begin);
  const std::string before = word(previous.word);
  const bool shortened = previous.dot && count_characters(before) > 1;  // "Cf. Ruiz, A."
  if (previous.exists() && passage_.capital(previous.word) && !is_lead_word(before) && !previous.broken &&
      !shortened)
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
  const bool joined = before == "and" || before == "und" || before == "y";
  const bool pairs = joined && weak_end_ > 0 && previous.word.begin > weak_end_ &&
                     previous.word.begin <= weak_end_ + 2;  // "Lee, Kim and Ruiz, Ana"
  const bool list = !initial && (left.ends_with(", ") || (joined && !pairs));
  const Range whole{place.begin, initial ? end_of_initials(given.word.begin) : given.word.end};
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

// "A. M." of "Ruiz, A. M."
std::size_t Reading::end_of_initials(std::size_t at) const {
  std::size_t end = at;
  for (int i = 0; i < 3; ++i) {
    const auto next = passage_.word_from(passage_.behind(end) == ' ' ? end + 1 : end);
    if (!next.exists() || !next.dot || !passage_.capital(next.word) ||
        count_characters(passage_.of(next.word)) != 1)
      break;
    end = next.word.end + 1;
  }
  return end;
}

// "RUIZ Ana", as forms and the French write it; "Орлов Семён", as everybody does who writes Cyrillic.
bool Reading::judge_reversed(Range place, const People& people) {
  const auto given = passage_.word_behind(place.end);
  const char32_t first = passage_.behind(place.begin);
  const bool cyrillic = first >= 0x0400 && first <= 0x04FF;
  const bool capitals = passage_.all_capitals(place);
  if (!given.exists() || given.broken || !passage_.capital(given.word)) return false;
  if (cyrillic ? !stands_as_given(place).empty() : !capitals || passage_.all_capitals(given.word))
    return false;
  const std::string plain = word(given.word);
  const bool initial = cyrillic && given.dot && count_characters(plain) == 1;  // "Рублёв А. П."
  People meant;
  for (const std::uint32_t p : people) {
    const std::string& name = matcher_.parts(p).given;
    if (initial ? first_letter(name) == plain : name == plain) meant.push_back(p);
  }
  if (meant.size() != 1) return false;
  weak_end_ = initial ? end_of_initials(given.word.begin) : given.word.end;
  if (initial) {
    tell_surname({place.begin, weak_end_}, place, meant, "initial_surname", "surname and initial");
    return true;
  }
  remember(meant.front(), place.begin);
  tell_person({place.begin, given.word.end}, meant.front(),
              {true, true, "catalogue_order",
               capitals ? "surname in capitals, then first name" : "surname, then first name"});
  return true;
}

bool Reading::judge_bare_surname(const Hit& hit) {
  const auto named = named_by_surname_.find(hit.entry);
  if (named == named_by_surname_.end()) return false;
  const Range place = hit.place;
  People meant;
  for (const std::uint32_t p : named->second) {
    if (full_name_before(p, place.begin)) meant.push_back(p);
  }
  if (meant.empty() || !stands_as_given(place).empty()) return false;
  const auto previous = passage_.word_before(place.begin);
  const std::string before = previous.dot ? word(previous.word) : "";
  if (before == "st" || before == "ste" || thing_named_after(place)) return false;
  if (matcher_.bearers(hit.entry).common && !may_be_name(true, place)) return false;
  const auto next = passage_.word_behind(place.end);
  if (next.exists() && !next.broken && passage_.capital(next.word) && !is_no_surname(next, place))
    return false;
  tell_surname(place, place, meant, "surname", "surname after the full name");
  return true;
}

// Somebody whose surname this is, if only one can be meant.
void Reading::tell_surname(Range whole, Range surname, const People& people, const std::string& rule,
                           std::string_view what) {
  People staff, named;
  for (const std::uint32_t p : people) {
    if (matcher_.roster().people[p].staff_at(at_)) staff.push_back(p);
    if (full_name_anywhere(p)) named.push_back(p);
  }
  if (staff.empty()) staff = people;
  std::string by;
  if (staff.size() > 1 && named.size() == 1) staff = named;
  if (staff.size() > 1) staff = settle_namesakes(staff, whole, by);
  if (staff.size() > few) return;
  const Other other = other_with_surname(surname_entry_);
  const std::string longer = rule == "catalogue_order" ? "" : longer_name(surname);
  for (const std::uint32_t p : staff) {
    Verdict verdict{full_name_anywhere(p), what != office_only, rule, std::string(what) + by};
    if (staff.size() > 1) {
      verdict = {false, false, rule, std::string(what) + ", which several people of the roster share"};
    } else if (!other.name.empty() && !(other.at > whole.begin && full_name_before(p, other.at))) {
      verdict = {false, false, rule, std::string(what) + ", but the text names “" + other.name + "” too"};
    } else if (!longer.empty() && rule != "initial_surname" && !is_given_name(folded(longer))) {
      verdict = {false, false, rule, "together with “" + longer + "” it may be another, longer name"};
    }
    if (verdict.alerts && rule != "catalogue_order")
      verdict = unless_of_others(std::move(verdict), p, affiliation(whole), whole);
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
  constexpr std::string_view introductions[] = {"called", "llamada", "llamado", "named", "namens"};
  if (!previous.dot && std::ranges::find(introductions, word(previous.word)) != std::end(introductions))
    return;  // a new person
  // "Ana L." is somebody else, "Ana R." may be Ana Ruiz.
  const auto next = passage_.word_behind(hit.place.end);
  const std::string initial = next.dot && !next.broken && passage_.capital(next.word) ? word(next.word) : "";
  const bool other_initial = count_characters(initial) == 1 && std::ranges::none_of(people, [&](auto p) {
                               return first_letter(matcher_.parts(p).surname) == initial;
                             });
  if (other_initial || thing_named_after(hit.place)) return;
  for (const std::uint32_t p : people) {
    Verdict verdict = first_name_verdict(p, people, hit.place);
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

Reading::Verdict Reading::first_name_verdict(std::uint32_t person, const People& people, Range place) const {
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
  const model::FirstName policy = matcher_.roster().people[person].first_name;
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

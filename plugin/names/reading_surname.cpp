// What a surname is worth: with a title, an initial or the first name behind it, or alone behind the full
// name.
#include <algorithm>

#include "base/text.h"
#include "names/reading.h"
#include "names/word_lists.h"

namespace earshot::names {

namespace {

constexpr std::string_view office_only =
    "surname with a public office, and the sentence does not speak of the company";

}  // namespace

// "van der Berg" may begin small.
bool Reading::surname_capital(const Hit& hit) const {
  if (passage_.capital(hit.place)) return true;
  if (!matcher_.summary(hit.entry).particle) return false;
  const std::size_t gap = passage_.of(hit.place).find_last_of(" \n");
  return gap != std::string_view::npos && passage_.capital({hit.place.begin + gap + 1, hit.place.end});
}

// "mr. becker": of surnames in small letters only those with a title are weighed.
bool Reading::titled_in_small(std::size_t begin) const {
  constexpr std::string_view small_titles[] = {"dr", "frau", "herr",  "herrn",  "mr", "mrs",
                                               "ms", "prof", "señor", "señora", "sr", "sra"};
  constexpr std::size_t longest = 8;
  std::string_view left =
      passage_.text().substr(begin - std::min(begin, longest + 2), std::min(begin, longest + 2));
  if (!left.ends_with(' ')) return false;
  left.remove_suffix(left.ends_with(". ") ? 2 : 1);
  if (const std::size_t gap = left.find_last_of(" \t\n(\""); gap != std::string_view::npos)
    left.remove_prefix(gap + 1);
  return among(small_titles, lower_ascii(left));
}

void Reading::judge_titled_in_small(const Found& found) {
  const std::size_t before = hits_.size();
  keep(found, plain_.origin(found.begin));
  if (hits_.size() == before) return;
  const Hit hit = hits_.back();
  hits_.pop_back();
  Sense surname;
  surname.spelling = Spelling::surname;
  if (strong_covers(hit.place) || !borders_fit(surname, hit.outer()) || hit.ending()) return;
  surname_entry_ = hit.entry;
  judge_title(hit.place, matcher_.bearers(hit.entry).surname);
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
  if (plain == "lt" && german()) return false;  // "laut"
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
                        return full_name_anywhere(p) || company_near(p, place) == "in the same sentence";
                      });
  tell_surname(whole, place, meant, "title_surname", office ? office_only : "title and surname");
  return true;
}

// "T. J." before "Becker": the letter is the first one, "t".
Reading::Initials Reading::initials_before(Range place) const {
  Initials found{{}, place.begin, {}};
  for (int i = 0; i < 3; ++i) {
    std::size_t from = found.begin;
    // "J.-L."
    if (const char32_t joint = i > 0 ? passage_.before(from) : 0; is_hyphen(joint))
      from -= hyphen_bytes(joint);
    const auto before = passage_.word_before(from);
    if (!before.exists() || before.broken || !passage_.capital(before.word)) break;
    std::string plain = word(before.word);
    if (i == 0 && count_characters(plain) == 3) {  // "J-L"
      std::size_t hyphen = 0;
      next_character(plain, hyphen);
      std::size_t second = hyphen;
      if (!is_hyphen(next_character(plain, second))) break;
      plain.erase(hyphen, second - hyphen);
      return {plain.substr(0, hyphen), before.word.begin, plain};
    }
    constexpr std::string_view words[] = {"a", "e", "i", "o", "u", "y", "z", "а",
                                          "в", "и", "о", "с", "у", "η", "ο"};
    const bool forgot_dot =
        i == 0 && !before.dot && !among(words, plain) && passage_.behind(before.word.end) == ' ';
    if (count_characters(plain) != 1 || !(before.dot || forgot_dot)) break;
    found.letter = plain;
    found.begin = before.word.begin;
    found.all.insert(0, plain);
  }
  return found;
}

// "Th. Becker" for Thomas Becker.
bool Reading::judge_shortened(Range place, const People& people) {
  const auto before = passage_.word_before(place.begin);
  const std::string plain = before.exists() && before.dot && !before.broken ? word(before.word) : "";
  if (plain.size() < 2 || plain.size() > 4 || !passage_.capital(before.word) || is_title(plain) ||
      plain == "st")
    return false;
  People meant;
  for (const std::uint32_t p : people) {
    const std::string& given = matcher_.parts(p).given;
    if (given.starts_with(plain) && given != plain) meant.push_back(p);
  }
  if (meant.empty()) return false;
  tell_surname({before.word.begin, place.end}, place, meant, "initial_surname",
               "first name cut short and surname");
  return true;
}

bool Reading::judge_initial(Range place, const People& people) {
  if (judge_shortened(place, people)) return true;
  const auto [letter, begin, all] = initials_before(place);
  if (letter.empty()) return false;
  People meant;
  for (const std::uint32_t p : people) {
    // "J. P. Martin" is not Jean-Luc Martin, while "T. J. Becker" may be Thomas Becker.
    const std::string& own = matcher_.parts(p).initials;
    if (first_letter(matcher_.parts(p).given) == letter && (own.starts_with(all) || all.starts_with(own)))
      meant.push_back(p);
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
  const std::string plain = word(given.word);
  const bool initial = given.dot && count_characters(plain) == 1;
  // "Clancey, Rick J."
  std::string middle;
  std::size_t end_of_name = given.word.end;
  if (!initial && behind.exists() && !behind.broken && passage_.capital(behind.word) &&
      count_characters(passage_.of(behind.word)) == 1) {
    middle = word(behind.word);
    end_of_name = behind.word.end + (behind.dot ? 1 : 0);
  }
  if (middle.empty() && behind.exists() && !behind.broken && passage_.capital(behind.word)) return false;
  People meant;
  for (const std::uint32_t p : people) {
    const std::string& name = matcher_.parts(p).given;
    const std::string& own = matcher_.parts(p).middle;
    if (!middle.empty() && !own.empty() && !own.starts_with(middle)) continue;
    if (initial ? first_letter(name) == plain : name == plain) meant.push_back(p);
  }
  if (meant.empty()) return false;
  // In "Smith, Ruiz, Ana and Bob" nobody can tell a name turned round from a list.
  const std::string_view left = passage_.text().substr(0, place.begin);
  const bool joined = before == "and" || before == "und" || before == "y";
  const bool pairs = joined && weak_end_ > 0 && previous.word.begin > weak_end_ &&
                     previous.word.begin <= weak_end_ + 2;  // "Lee, Kim and Ruiz, Ana"
  const bool list = !initial && (left.ends_with(", ") || (joined && !pairs));
  const Range whole{place.begin, initial ? end_of_initials(given.word.begin) : end_of_name};
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
  const bool cyrillic = first >= 0x0370 && first <= 0x04FF;  // or Greek
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
  if (named == named_by_surname_.end()) return judge_surname_of_company(hit);
  const Range place = hit.place;
  People meant;
  for (const std::uint32_t p : named->second) {
    if (full_name_before(p, place.begin)) meant.push_back(p);
  }
  if (meant.empty()) return judge_surname_of_company(hit);
  if (!stands_as_given(place).empty() || turned_round(place, meant)) return false;
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

// "Ruiz, Oscar" begins a line of a list: the surname of another who stands in catalogue order.
bool Reading::turned_round(Range place, const People& people) const {
  const bool begins = passage_.before(place.begin) == '\n' || passage_.sentence_begins(place.begin);
  if (passage_.behind(place.end) != ',' || !begins) return false;
  const auto given = passage_.word_behind(place.end + 1);
  if (!given.exists() || given.broken || !passage_.capital(given.word)) return false;
  const std::string plain = word(given.word);
  return is_given_name(plain) &&
         std::ranges::none_of(people, [&](std::uint32_t p) { return matcher_.parts(p).given == plain; });
}

// "Corvina's Kowalski", "Kowalski of Corvina": nobody gives the full name, but what he belongs to.
bool Reading::judge_surname_of_company(const Hit& hit) {
  const Range place = hit.place;
  const Matcher::Bearers& bearers = matcher_.bearers(hit.entry);
  const bool spoken_of = std::ranges::any_of(
      bearers.surname, [&](std::uint32_t p) { return company_places_.contains(matcher_.parts(p).company); });
  if (!spoken_of || bearers.surname.size() > few || !stands_as_given(place).empty() ||
      !may_be_name(bearers.common, place))
    return false;
  if (thing_named_after(place) || place_named_after(place)) return false;
  const auto previous = passage_.word_before(place.begin), next = passage_.word_behind(place.end);
  if (previous.dot || (next.exists() && passage_.capital(next.word) && !is_no_surname(next, place)))
    return false;
  const std::uint32_t company = affiliation(place).company;
  const auto who = passage_.behind(place.end) == ',' ? passage_.word_behind(place.end + 1) : next;
  const std::string behind = who.exists() ? word(who.word) : "";
  const bool acts = behind == "who" || (next.exists() && is_deed(behind));
  People meant;
  for (const std::uint32_t p : bearers.surname) {
    const bool his = company != NameTrie::npos && company == matcher_.parts(p).company;
    // What is a word as well needs the company right beside it.
    if (his || (acts && !bearers.common && company == NameTrie::npos &&
                company_near(p, place) == "in the same sentence"))
      meant.push_back(p);
  }
  if (meant.empty()) return false;
  tell_surname(place, place, meant, "surname", "surname with the company");
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
    if (const std::string post = verdict.alerts ? post_elsewhere(whole, rule) : "";
        !post.empty() && company_near(p, whole) != "in the same sentence")
      verdict = {false, false, rule, std::string(what) + ", but said to be of “" + post + "”"};
    if (const std::string deed = verdict.alerts && !full_name_anywhere(p) ? other_deed(whole, rule) : "";
        !deed.empty() && company_near(p, whole).empty())
      verdict = {false, false, rule,
                 std::string(what) + ", but what is told of them, “" + deed + "”, nobody does for a company"};
    if (verdict.alerts && rule != "catalogue_order")
      verdict = unless_of_others(std::move(verdict), p, affiliation(whole), whole);
    tell_person(whole, p, verdict);
  }
}

}  // namespace earshot::names

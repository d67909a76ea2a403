#include "names/matcher.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "names/broken_words.h"
#include "names/called.h"
#include "names/emphasis.h"
#include "names/inflection.h"
#include "names/passage.h"
#include "names/reading.h"
#include "names/word_lists.h"

namespace earshot::names {

namespace {

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_character(text, at);
    if (is_word_character(c)) append_utf8(word, c);
    if (!is_word_character(c) || at == text.size()) {
      if (!word.empty()) words.push_back(word);
      word.clear();
    }
  }
  return words;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
    text.replace(at, what.size(), with);
  }
  return text;
}

// People type "Mueller" for "Müller" and "Soerensen" for "Sørensen".
std::string without_umlauts(std::string text) {
  constexpr std::pair<std::string_view, std::string_view> rows[] = {
      {"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"Ä", "Ae"}, {"Ö", "Oe"},
      {"Ü", "Ue"}, {"ø", "oe"}, {"Ø", "Oe"}, {"å", "aa"}, {"Å", "Aa"}};
  for (const auto& [letter, pair] : rows) text = replaced(std::move(text), letter, pair);
  return text;
}

bool has_spaceless(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_character(text, at);
    if (is_spaceless_script(c) && is_letter(c)) return true;
  }
  return false;
}

// "Ludwig v. Stein", "Jan v.d. Meer".
std::vector<std::string> abbreviated(const std::string& plain) {
  constexpr std::pair<std::string_view, std::string_view> rows[] = {
      {" von der ", " v. d. "}, {" von der ", " v.d. "}, {" van der ", " v. d. "}, {" van der ", " v.d. "},
      {" van den ", " v. d. "}, {" van den ", " v.d. "}, {" von ", " v. "},        {" van ", " v. "}};
  std::vector<std::string> out;
  if (plain.find(" v") == std::string::npos) return out;
  for (const auto& [whole, shortened] : rows) {
    if (plain.find(whole) != std::string::npos) out.push_back(replaced(plain, whole, shortened));
  }
  return out;
}

// "Sammy Davis, Jr." for "Sammy Davis Jr." and the other way round; "Meer, Jan van der" for "Jan van der
// Meer".
std::vector<std::string> other_orders(const std::string& name) {
  std::vector<std::string> out;
  const std::size_t gap = name.rfind(' ');
  if (gap == std::string::npos || gap == 0) return out;
  const std::string last = name.substr(gap + 1), front = name.substr(0, gap);
  const std::string plain = folded(last);
  if (is_generation(plain.substr(0, plain.find('.'))))
    out.push_back((front.ends_with(',') ? front.substr(0, gap - 1) : front + ",") + " " + last);
  const std::size_t before = front.rfind(' ');
  if (before != std::string::npos && is_particle(folded(front.substr(before + 1))))
    out.push_back(last + ", " + front);
  return out;
}

// "j" and "j."
bool is_initial(std::string_view word) {
  return count_characters(word.ends_with('.') ? word.substr(0, word.size() - 1) : word) == 1;
}

// "jl" of "jean-luc"
std::string letters_of(std::string_view word) {
  std::string letters;
  bool begins = true;
  for (std::size_t at = 0; at < word.size();) {
    const char32_t c = next_character(word, at);
    if (begins && is_letter(c)) append_utf8(letters, c);
    begins = is_hyphen(c) || c == '.';
  }
  return letters;
}

// The first word of the surname: the last word, and the small words before it.
Matcher::NameParts split_name(std::string_view name) {
  std::vector<std::string> words;
  const std::string plain = folded(squeeze(name));
  for (std::size_t at = 0; at <= plain.size();) {
    const std::size_t end = std::min(plain.find(' ', at), plain.size());
    if (end > at) words.push_back(plain.substr(at, end - at));
    at = end + 1;
  }
  const auto generation = [](const std::string& word) {
    return is_generation(word.substr(0, word.find('.')));
  };
  if (words.size() > 2 && generation(words.back())) words.pop_back();
  if (words.size() < 2 || has_spaceless(plain)) return {};
  if (words.back().ends_with(',')) words.back().pop_back();
  std::size_t first = words.size() - 1;
  while (first > 1 && is_particle(words[first - 1])) --first;
  Matcher::NameParts parts;
  parts.given = words[0];
  for (std::size_t i = first; i < words.size(); ++i) parts.surname += (i > first ? " " : "") + words[i];
  for (std::size_t i = 0; i < first; ++i) {
    const std::string letters = letters_of(words[i]);
    parts.initials += letters;
    if (i > 0 && is_initial(words[i])) parts.middle += letters;
  }
  return parts;
}

// "박 지훈" for "박지훈": surnames have one syllable but for a few.
std::vector<std::string> spaced_hangul(const std::string& name) {
  constexpr std::string_view long_surnames[] = {"남궁", "독고", "동방", "사공",
                                                "서문", "선우", "제갈", "황보"};
  constexpr std::string_view words[] = {"그", "이"};  // "이 수진" is "this Sujin" as well
  constexpr std::size_t syllable = 3;
  for (std::size_t at = 0; at < name.size();) {
    if (const char32_t c = next_character(name, at); c < 0xAC00 || c > 0xD7A3) return {};
  }
  if (name.size() < 2 * syllable || name.size() > 4 * syllable) return {};
  const bool long_surname = name.size() > 2 * syllable && among(long_surnames, name.substr(0, 2 * syllable));
  const std::size_t surname = long_surname ? 2 * syllable : syllable;
  if (among(words, name.substr(0, surname))) return {};
  return {name.substr(0, surname).append(" ") + name.substr(surname)};
}

// "佐藤 健一", "佐藤・健一" for "佐藤健一": where the surname ends only a reader knows.
std::vector<std::string> spaced(const std::string& name) {
  if (auto hangul = spaced_hangul(name); !hangul.empty()) return hangul;
  constexpr std::size_t shortest = 2, longest = 6, longest_surname = 3;
  std::vector<std::size_t> begins;
  for (std::size_t at = 0; at < name.size();) {
    begins.push_back(at);
    const char32_t c = next_character(name, at);
    const bool han = (c >= 0x3400 && c <= 0x9FFF) || c == 0x3005 || c >= 0x20000;
    if (!han) return {};
  }
  std::vector<std::string> out;
  if (begins.size() < shortest || begins.size() > longest) return out;
  for (std::size_t i = 1; i < begins.size() && i <= longest_surname; ++i) {
    for (const std::string_view gap : {" ", "・"})
      out.push_back(name.substr(0, begins[i]).append(gap) + name.substr(begins[i]));
  }
  return out;
}

// Of both, in order; where they touch the same bytes, the broken word.
std::vector<Mend> merged(std::vector<Mend> words, const std::vector<Mend>& marks) {
  if (marks.empty()) return words;
  std::vector<Mend> out;
  auto word = words.begin();
  for (const Mend& mark : marks) {
    while (word != words.end() && word->place.end <= mark.place.begin) out.push_back(std::move(*word++));
    if (word == words.end() || mark.place.end <= word->place.begin) out.push_back(mark);
  }
  std::move(word, words.end(), std::back_inserter(out));
  return out;
}

}  // namespace

Matcher::Matcher(const model::Roster& roster) : roster_(roster) {
  for (std::uint32_t i = 0; i < roster_.companies.size(); ++i) add_company(i);
  for (std::uint32_t i = 0; i < roster_.people.size(); ++i) add_person(i);
  trie_.finish();
}

void Matcher::add_company(std::uint32_t owner) {
  const model::Company& company = roster_.companies[owner];
  const auto add_all = [&](const std::vector<std::string>& names, Spelling spelling) {
    for (const auto& name : names) {
      add(name, spelling, owner);
      const std::string joined = replaced(name, " ", "-");
      if (joined != name) add_spelling(name, folded(joined), spelling, owner);
    }
  };
  add_all({company.name}, Spelling::company);
  add_all(company.aliases, Spelling::company);
  add_all(company.products, Spelling::product);
  add_all(company.topics, Spelling::topic);
  for (const auto& domain : company.domains) {
    const std::uint32_t entry = entry_for(folded(domain), false);
    if (entry == NameTrie::npos) continue;
    bearers_[entry].domain.push_back(owner);
    summaries_[entry].domain = true;
  }
}

void Matcher::add_person(std::uint32_t owner) {
  const model::Person& person = roster_.people[owner];
  add(person.name, Spelling::full_name, owner);
  const std::string name = squeeze(person.name);
  for (const auto& form : other_orders(name)) add_spelling(form, folded(form), Spelling::full_name, owner);
  if (has_spaceless(name)) {
    for (const auto& form : spaced(name)) add_spelling(name, folded(form), Spelling::full_name, owner);
  } else {
    add_short_forms(name, owner);
  }
  for (const auto& form : inflected(name)) add_spelling(form, folded(form), Spelling::full_name, owner, true);
  for (const auto& form : inflected_surnames(name)) {
    const std::uint32_t entry = entry_for(folded(form), false);
    if (entry == NameTrie::npos) continue;
    surnames_in_case_[entry].push_back(owner);
    summaries_[entry].surname = true;
  }
  for (const auto& alias : person.aliases) add(alias, Spelling::alias, owner);
  for (const auto& handle : person.handles) {
    add(handle.starts_with('@') ? std::string_view(handle).substr(1) : std::string_view(handle),
        Spelling::handle, owner);
  }
  NameParts parts = split_name(person.name);
  const auto company = std::ranges::find(roster_.companies, person.company, &model::Company::id);
  if (company != roster_.companies.end())
    parts.company = static_cast<std::uint32_t>(company - roster_.companies.begin());
  if (!parts.surname.empty()) {
    parts.surname_entry = add_surname(parts.surname, owner);
    parts.given_entry = add_first_name(parts.given, owner);
    const std::string typed = split_name(without_umlauts(person.name)).surname;
    if (typed != parts.surname) parts.typed_surname_entry = add_surname(typed, owner);
    add_other_givens(name, owner, parts);
    add_romanised(name, owner, parts);
  }
  parts_.push_back(std::move(parts));
}

// "Rick Clancey" and "Rick J Clancey" for "Rick J. Clancey"; "Núñez Vega, María" and "María Núñez" for "María
// Núñez Vega".
void Matcher::add_short_forms(const std::string& name, std::uint32_t owner) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t end = std::min(name.find(' ', at), name.size());
    words.push_back(name.substr(at, end - at));
    at = end + 1;
  }
  if (words.size() < 3) return;
  const auto joined = [&](std::size_t from, std::size_t to) {
    std::string out;
    for (std::size_t i = from; i < to; ++i) out += (i > from ? " " : "") + words[i];
    return out;
  };
  std::string without = words[0], undotted = words[0];
  bool initial = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const bool middle = i + 1 < words.size() && is_initial(words[i]);
    initial |= middle;
    if (!middle) without += " " + words[i];
    undotted +=
        " " + (middle && words[i].ends_with('.') ? words[i].substr(0, words[i].size() - 1) : words[i]);
  }
  if (initial) {
    for (const std::string& form : {undotted, without_umlauts(undotted)})
      add_spelling(name, folded(form), Spelling::full_name, owner);
    for (const std::string& form : {without, without_umlauts(without)})
      add_spelling(name, folded(form), Spelling::full_name, owner, false, Sense::LeftOut::initial);
    return;
  }
  // Two surnames: what follows the first names, and no small word or generation among it.
  std::size_t first = 1;
  while (first < words.size() && is_given_name(folded(words[first]))) ++first;
  if (first + 2 != words.size()) return;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string plain = folded(words[i]);
    if (is_particle(plain) || is_generation(plain.substr(0, plain.find('.'))) || plain.ends_with(',')) return;
  }
  add_spelling(name, folded(joined(first, words.size()) + ", " + joined(0, first)), Spelling::full_name,
               owner);
  add_spelling(name, folded(joined(0, first + 1)), Spelling::full_name, owner, false,
               Sense::LeftOut::second_surname);
}

// "Dan Page" for "Daniel Page", "Robert Young" for "Rob Young".
void Matcher::add_other_givens(const std::string& name, std::uint32_t owner, NameParts& parts) {
  const std::string plain = folded(name);
  if (!plain.starts_with(parts.given + " ")) return;
  const std::string rest = plain.substr(parts.given.size());
  const auto add_all = [&](const std::vector<std::string_view>& forms, Sense::LeftOut left_out) {
    for (const std::string_view form : forms) {
      add_spelling(name, std::string(form) + rest, Spelling::full_name, owner, false, left_out);
      parts.called.push_back(add_first_name(form, owner));
    }
  };
  add_all(short_forms(parts.given), Sense::LeftOut::end_of_given);
  add_all(long_forms(parts.given), Sense::LeftOut::whole_given);
}

// "Elena Sokolova" for "Елена Соколова".
void Matcher::add_romanised(const std::string& name, std::uint32_t owner, NameParts& parts) {
  const auto forms = romanised(name);
  for (const auto& form : forms) {
    add_spelling(name, form, Spelling::full_name, owner);
    if (Sense* sense = sense_of(entry_for(form, true), owner)) sense->romanised = true;
  }
  if (forms.empty()) return;
  const auto first = split_name(forms.front());
  parts.called.push_back(add_first_name(first.given, owner));
  parts.typed_surname_entry = add_surname(first.surname, owner);
}

Sense* Matcher::sense_of(std::uint32_t entry, std::uint32_t owner) {
  if (entry == NameTrie::npos) return nullptr;
  const auto found = std::ranges::find_if(senses_[entry], [&](const Sense& sense) {
    return sense.owner == owner && sense.spelling == Spelling::full_name;
  });
  return found == senses_[entry].end() ? nullptr : &*found;
}

void Matcher::add(std::string_view written, Spelling spelling, std::uint32_t owner) {
  const std::string name = squeeze(written);
  add_spelling(name, folded(name), spelling, owner);
  const bool person = spelling == Spelling::full_name || spelling == Spelling::alias;
  if (has_spaceless(name)) {
    for (const std::string_view gap : {" ", "・", "＝"}) {
      if (name.find(gap) == std::string::npos) continue;
      for (const std::string_view other : {"", " ", "・"})
        add_spelling(name, folded(replaced(name, gap, other)), spelling, owner);
    }
  } else if (person) {
    add_spelling(name, folded(without_umlauts(name)), spelling, owner);
    add_spelling(name, folded(replaced(folded(name), "-", " ")), spelling, owner);
    const std::string plain = folded(name);
    if (plain.find('\'') != std::string::npos) add_spelling(name, replaced(plain, "'", ""), spelling, owner);
    for (const auto& form : abbreviated(plain)) add_spelling(name, form, spelling, owner);
  }
}

std::uint32_t Matcher::entry_for(std::string_view spelt, bool initials) {
  const std::uint32_t entry = trie_.add(spelt, initials);
  if (entry != NameTrie::npos && senses_.size() <= entry) {
    senses_.resize(entry + 1);
    bearers_.resize(entry + 1);
    summaries_.resize(entry + 1);
  }
  return entry;
}

void Matcher::add_spelling(std::string_view written, std::string_view spelt, Spelling spelling,
                           std::uint32_t owner, bool inflected, Sense::LeftOut left_out) {
  const std::uint32_t entry =
      entry_for(spelt, spelling == Spelling::full_name || spelling == Spelling::alias);
  if (entry == NameTrie::npos) return;
  for (const Sense& sense : senses_[entry]) {
    if (sense.owner == owner && sense.spelling == spelling) return;
  }
  Sense sense;
  sense.spelling = spelling;
  sense.owner = owner;
  sense.written = written;
  sense.inflected = inflected;
  sense.left_out = left_out;
  sense.spaceless = has_spaceless(spelt);
  const auto words = words_of(spelt);
  sense.several_words = words.size() > 1;
  const auto common_words =
      std::ranges::count_if(words, [](const auto& word) { return is_common_word(word); });
  sense.common = common_words == std::ssize(words);
  sense.partly_common = common_words > 0;
  if (!sense.spaceless) {
    const std::size_t begin = spelt.find(words.front());
    const std::size_t end = spelt.rfind(words.back()) + words.back().size();
    sense.before = spelt.substr(0, begin);
    sense.behind = spelt.substr(end);
  }
  summaries_[entry].stands_alone = true;
  senses_[entry].push_back(std::move(sense));
}

std::uint32_t Matcher::add_surname(std::string_view spelt, std::uint32_t person) {
  const std::uint32_t entry = entry_for(spelt, false);
  if (entry == NameTrie::npos) return entry;
  Bearers& bearers = bearers_[entry];
  bearers.surname.push_back(person);
  bearers.several_words = spelt.find(' ') != std::string_view::npos;
  bearers.common = is_common_word(spelt);
  summaries_[entry].surname = true;
  summaries_[entry].particle = bearers.several_words;
  return entry;
}

std::uint32_t Matcher::add_first_name(std::string_view spelt, std::uint32_t person) {
  const std::uint32_t entry = entry_for(spelt, false);
  if (entry == NameTrie::npos) return entry;
  Bearers& bearers = bearers_[entry];
  bearers.first_name.push_back(person);
  bearers.common = is_common_word(spelt);
  Summary& summary = summaries_[entry];
  summary.first_name = true;
  if (!bearers.common) {
    const auto policy = roster_.people[person].first_name;
    if (policy == model::FirstName::always || policy == model::FirstName::with_context)
      summary.small_letters = true;
    if (policy != model::FirstName::never) summary.small_after_full = true;
  }
  return entry;
}

std::vector<model::Mention> Matcher::scan_plain(std::string_view text, Time at,
                                                const Present& present) const {
  return scan(VisibleText::of_plain(text), at, present);
}

std::vector<model::Mention> Matcher::scan_html(std::string_view html, Time at) const {
  return scan(VisibleText::of_html(html), at);
}

std::vector<model::Mention> Matcher::scan(const VisibleText& text, Time at, const Present& present) const {
  const auto mends = merged(mends_of(text.text(), trie_), emphasis_of(text.text(), trie_));
  if (mends.empty()) return Reading(*this, text, at, present).mentions();
  const VisibleText whole = text.mended(mends);
  return Reading(*this, whole, at, present).mentions();
}

}  // namespace earshot::names

#include "names/called.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <utility>

#include "base/text.h"

namespace earshot::names {
namespace {

// The whole name, then how it is shortened.
using CalledRow = std::array<std::string_view, 6>;
constexpr CalledRow called_forms[] = {{"alejandro", "alex"},
                                      {"alexander", "alex"},
                                      {"alexandra", "alex"},
                                      {"andreas", "andi", "andy"},
                                      {"andrew", "andy", "drew"},
                                      {"anthony", "tony"},
                                      {"benjamin", "ben", "benny"},
                                      {"bernard", "bernie"},
                                      {"bernhard", "bernie"},
                                      {"catherine", "cathy", "kate", "katie"},
                                      {"charles", "charlie", "chuck", "chas"},
                                      {"christian", "chris"},
                                      {"christina", "tina", "chris"},
                                      {"christine", "chris"},
                                      {"christoph", "chris"},
                                      {"christopher", "chris"},
                                      {"cynthia", "cindy"},
                                      {"daniel", "dan", "danny"},
                                      {"david", "dave"},
                                      {"deborah", "deb", "debbie"},
                                      {"donald", "don", "donny"},
                                      {"edward", "ed", "eddie", "ted"},
                                      {"elizabeth", "beth", "betty", "liz", "lizzy"},
                                      {"eugene", "gene"},
                                      {"frances", "fran"},
                                      {"francis", "frank"},
                                      {"francisco", "paco"},
                                      {"frederick", "fred", "freddy"},
                                      {"friedrich", "fritz"},
                                      {"gabriel", "gabe"},
                                      {"gabriela", "gabi"},
                                      {"geoffrey", "geoff"},
                                      {"gerald", "gerry", "jerry"},
                                      {"gerard", "gerry"},
                                      {"gregory", "greg"},
                                      {"gustav", "gus"},
                                      {"harold", "hal", "harry"},
                                      {"henry", "hank", "harry"},
                                      {"ignacio", "nacho"},
                                      {"jacob", "jake"},
                                      {"james", "jamie", "jim", "jimmy"},
                                      {"jeffrey", "jeff"},
                                      {"jennifer", "jen", "jenny"},
                                      {"jessica", "jess", "jessie"},
                                      {"joachim", "achim"},
                                      {"johannes", "hannes"},
                                      {"jonathan", "jon"},
                                      {"joseph", "joe", "joey"},
                                      {"joshua", "josh"},
                                      {"judith", "judy"},
                                      {"katharina", "kathi"},
                                      {"katherine", "kate", "kathy", "katie"},
                                      {"kenneth", "ken", "kenny"},
                                      {"laurence", "larry"},
                                      {"lawrence", "larry"},
                                      {"leonard", "len", "lenny"},
                                      {"leonardo", "leo"},
                                      {"louis", "lou"},
                                      {"margaret", "maggie", "meg", "peggy"},
                                      {"martin", "marty"},
                                      {"matthew", "matt"},
                                      {"matthias", "matze"},
                                      {"maximilian", "max"},
                                      {"michael", "mike", "mick", "mickey", "michi"},
                                      {"mitchell", "mitch"},
                                      {"nathan", "nate", "nat"},
                                      {"nathaniel", "nate", "nat"},
                                      {"nicholas", "nick"},
                                      {"nicolas", "nick", "nico"},
                                      {"nikolas", "nick", "niko"},
                                      {"oliver", "ollie", "olli"},
                                      {"pamela", "pam"},
                                      {"patricia", "pat", "trish"},
                                      {"patrick", "pat", "paddy"},
                                      {"peter", "pete"},
                                      {"philip", "phil"},
                                      {"phillip", "phil"},
                                      {"raymond", "ray"},
                                      {"rebecca", "becky"},
                                      {"richard", "rich", "rick"},
                                      {"robert", "bob", "bobby", "rob", "robbie"},
                                      {"ronald", "ron", "ronnie"},
                                      {"samantha", "sam"},
                                      {"samuel", "sam", "sammy"},
                                      {"sebastian", "basti", "seb"},
                                      {"stanley", "stan"},
                                      {"stefan", "steve"},
                                      {"stefanie", "steffi"},
                                      {"stephan", "steve"},
                                      {"stephanie", "steph", "steffi"},
                                      {"stephen", "steve"},
                                      {"steven", "steve"},
                                      {"susan", "sue", "susie"},
                                      {"susanne", "sue", "susi"},
                                      {"terence", "terry"},
                                      {"terrence", "terry"},
                                      {"theodore", "ted", "theo"},
                                      {"theresa", "terry"},
                                      {"thomas", "tom", "tommy"},
                                      {"timothy", "tim"},
                                      {"tobias", "tobi"},
                                      {"victor", "vic"},
                                      {"victoria", "vicky"},
                                      {"vincent", "vince"},
                                      {"vladimir", "vlad", "volodya"},
                                      {"walter", "walt"},
                                      {"wilhelm", "willi"},
                                      {"william", "bill", "billy", "will", "willy"},
                                      {"zachary", "zach", "zack"}};
static_assert(std::ranges::is_sorted(called_forms, {}, [](const CalledRow& row) { return row[0]; }));

void put(std::vector<std::string_view>& out, std::string_view name, std::string_view but) {
  if (!name.empty() && name != but && std::ranges::find(out, name) == out.end()) out.push_back(name);
}

struct GreekRow {
  std::string_view from, to;
};

// The first that fits is taken, so the longer come first.
constexpr GreekRow greek_letters[] = {
    {"αι", "ai"}, {"ει", "ei"}, {"οι", "oi"},  {"ου", "ou"}, {"υι", "yi"}, {"αυ", "av"}, {"ευ", "ev"},
    {"γγ", "ng"}, {"γκ", "gk"}, {"γχ", "nch"}, {"μπ", "b"},  {"ντ", "nt"}, {"α", "a"},   {"β", "v"},
    {"γ", "g"},   {"δ", "d"},   {"ε", "e"},    {"ζ", "z"},   {"η", "i"},   {"θ", "th"},  {"ι", "i"},
    {"κ", "k"},   {"λ", "l"},   {"μ", "m"},    {"ν", "n"},   {"ξ", "x"},   {"ο", "o"},   {"π", "p"},
    {"ρ", "r"},   {"σ", "s"},   {"ς", "s"},    {"τ", "t"},   {"υ", "y"},   {"φ", "f"},   {"χ", "ch"},
    {"ψ", "ps"},  {"ω", "o"}};

// As English writes it, as passports do, as German scholars do.
struct CyrillicRow {
  std::string_view from;
  std::array<std::string_view, 3> to;
};
constexpr CyrillicRow cyrillic_letters[] = {
    {"ий", {"y", "ii", "ij"}}, {"ый", {"y", "yi", "yj"}},     {"а", {"a", "a", "a"}},
    {"б", {"b", "b", "b"}},    {"в", {"v", "v", "v"}},        {"г", {"g", "g", "g"}},
    {"ґ", {"g", "g", "g"}},    {"д", {"d", "d", "d"}},        {"е", {"e", "e", "e"}},
    {"є", {"ye", "ie", "je"}}, {"ж", {"zh", "zh", "z"}},      {"з", {"z", "z", "z"}},
    {"и", {"i", "i", "i"}},    {"і", {"i", "i", "i"}},        {"ї", {"yi", "i", "ji"}},
    {"й", {"y", "i", "j"}},    {"к", {"k", "k", "k"}},        {"л", {"l", "l", "l"}},
    {"м", {"m", "m", "m"}},    {"н", {"n", "n", "n"}},        {"о", {"o", "o", "o"}},
    {"п", {"p", "p", "p"}},    {"р", {"r", "r", "r"}},        {"с", {"s", "s", "s"}},
    {"т", {"t", "t", "t"}},    {"у", {"u", "u", "u"}},        {"ф", {"f", "f", "f"}},
    {"х", {"kh", "kh", "ch"}}, {"ц", {"ts", "ts", "c"}},      {"ч", {"ch", "ch", "c"}},
    {"ш", {"sh", "sh", "s"}},  {"щ", {"shch", "shch", "sc"}}, {"ъ", {"", "ie", ""}},
    {"ы", {"y", "y", "y"}},    {"ь", {"", "", ""}},           {"э", {"e", "e", "e"}},
    {"ю", {"yu", "iu", "ju"}}, {"я", {"ya", "ia", "ja"}}};

bool is_greek_or_cyrillic(std::string_view name) {
  for (std::size_t at = 0; at < name.size();) {
    const char32_t c = next_character(name, at);
    if (is_letter(c) && (c < 0x0370 || c > 0x04FF)) return false;
  }
  return true;
}

// "" if it holds a letter that no row has.
template <class Rows, class To>
std::string rewritten(std::string_view name, const Rows& table, To to) {
  std::string out;
  while (!name.empty()) {
    const auto row =
        std::ranges::find_if(table, [&](const auto& each) { return name.starts_with(each.from); });
    if (row != std::end(table)) {
      out += to(*row);
      name.remove_prefix(row->from.size());
      continue;
    }
    std::size_t behind = 0;
    if (is_letter(next_character(name, behind))) return {};
    out += name.substr(0, behind);
    name.remove_prefix(behind);
  }
  return out;
}

}  // namespace

const std::vector<std::size_t>* called_alike(std::string_view given) {
  static const auto rows = [] {
    std::unordered_map<std::string_view, std::vector<std::size_t>> out;
    for (std::size_t row = 0; row < std::size(called_forms); ++row) {
      for (const auto name : called_forms[row]) {
        if (!name.empty()) out[name].push_back(row);
      }
    }
    return out;
  }();
  const auto found = rows.find(given);
  return found == rows.end() ? nullptr : &found->second;
}

std::vector<std::string_view> short_forms(std::string_view given) {
  std::vector<std::string_view> out;
  const auto row =
      std::ranges::lower_bound(called_forms, given, {}, [](const CalledRow& each) { return each[0]; });
  if (row == std::end(called_forms) || (*row)[0] != given) return out;
  for (std::size_t i = 1; i < row->size(); ++i) put(out, (*row)[i], given);
  return out;
}

std::vector<std::string_view> long_forms(std::string_view given) {
  std::vector<std::string_view> out;
  for (const CalledRow& row : called_forms) {
    if (std::find(row.begin() + 1, row.end(), given) == row.end()) continue;
    for (const std::string_view name : row) put(out, name, given);
  }
  return out;
}

std::vector<std::string> romanised(std::string_view name) {
  std::vector<std::string> out;
  const bool ascii = std::ranges::all_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii || !is_greek_or_cyrillic(name)) return out;
  // Folded letters have no marks: "ё" is "е" and "й" would be "и", so those that differ are kept apart.
  std::string small;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t begin = at;
    const char32_t c = next_character(name, at);
    if (c == U'Й' || c == U'й') {
      small += "й";
    } else if (c == U'Ї' || c == U'ї') {
      small += "ї";
    } else {
      small += folded(name.substr(begin, at - begin));
    }
  }
  const auto add = [&](std::string form) {
    if (!form.empty() && std::ranges::find(out, form) == out.end()) out.push_back(std::move(form));
  };
  add(rewritten(small, greek_letters, [](const GreekRow& row) { return row.to; }));
  for (std::size_t system = 0; system < 3; ++system)
    add(rewritten(small, cyrillic_letters, [&](const CyrillicRow& row) { return row.to[system]; }));
  return out;
}

}  // namespace earshot::names

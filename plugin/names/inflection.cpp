#include "names/inflection.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/text.h"

namespace earshot::names {
namespace {

// Genitive, dative, accusative, instrumental, prepositional or locative: what replaces the ending. "=" is: as
// it stands in the roster, since the ending is not changed or the form cannot be told from it.
struct Declension {
  std::string_view ending;
  std::array<std::string_view, 5> cases;
};

// The first that fits is taken; "" fits what no other did, for words that end in a consonant.
constexpr Declension russian_given[] = {{"ия", {"ии", "ии", "ию", "ией", "ии"}},
                                        {"ья", {"ьи", "ье", "ью", "ьей", "ье"}},
                                        {"я", {"и", "е", "ю", "ей", "е"}},
                                        {"га", {"ги", "ге", "гу", "гой", "ге"}},
                                        {"ка", {"ки", "ке", "ку", "кой", "ке"}},
                                        {"ха", {"хи", "хе", "ху", "хой", "хе"}},
                                        {"ша", {"ши", "ше", "шу", "шей", "ше"}},
                                        {"а", {"ы", "е", "у", "ой", "е"}},
                                        {"ий", {"ия", "ию", "ия", "ием", "ии"}},
                                        {"й", {"я", "ю", "я", "ем", "е"}},
                                        {"ь", {"я", "ю", "я", "ем", "е"}},
                                        {"авел", {"авла", "авлу", "авла", "авлом", "авле"}},
                                        {"ёв", {"ьва", "ьву", "ьва", "ьвом", "ьве"}},
                                        {"", {"а", "у", "а", "ом", "е"}}};
constexpr Declension russian_man[] = {{"ский", {"ского", "скому", "ского", "ским", "ском"}},
                                      {"цкий", {"цкого", "цкому", "цкого", "цким", "цком"}},
                                      {"ый", {"ого", "ому", "ого", "ым", "ом"}},
                                      {"ой", {"ого", "ому", "ого", "ым", "ом"}},
                                      {"ов", {"ова", "ову", "ова", "овым", "ове"}},
                                      {"ев", {"ева", "еву", "ева", "евым", "еве"}},
                                      {"ёв", {"ёва", "ёву", "ёва", "ёвым", "ёве"}},
                                      {"ин", {"ина", "ину", "ина", "иным", "ине"}},
                                      {"ын", {"ына", "ыну", "ына", "ыным", "ыне"}},
                                      {"о", {"=", "=", "=", "=", "="}},
                                      {"их", {"=", "=", "=", "=", "="}},
                                      {"ых", {"=", "=", "=", "=", "="}},
                                      {"а", {"ы", "е", "у", "ой", "е"}},
                                      {"й", {"я", "ю", "я", "ем", "е"}},
                                      {"ь", {"я", "ю", "я", "ем", "е"}},
                                      {"", {"а", "у", "а", "ом", "е"}}};
constexpr Declension russian_woman[] = {
    {"ая", {"ой", "ой", "ую", "ой", "ой"}},           {"ова", {"овой", "овой", "ову", "овой", "овой"}},
    {"ева", {"евой", "евой", "еву", "евой", "евой"}}, {"ёва", {"ёвой", "ёвой", "ёву", "ёвой", "ёвой"}},
    {"ина", {"иной", "иной", "ину", "иной", "иной"}}, {"", {"=", "=", "=", "=", "="}}};

constexpr Declension polish_given[] = {{"ka", {"ki", "ce", "kę", "ką", "ce"}},
                                       {"ga", {"gi", "dze", "gę", "gą", "dze"}},
                                       {"ia", {"ii", "ii", "ię", "ią", "ii"}},
                                       {"ja", {"ji", "ji", "ję", "ją", "ji"}},
                                       {"ła", {"ły", "le", "łę", "łą", "le"}},
                                       {"ra", {"ry", "rze", "rę", "rą", "rze"}},
                                       {"ta", {"ty", "cie", "tę", "tą", "cie"}},
                                       {"da", {"dy", "dzie", "dę", "dą", "dzie"}},
                                       {"la", {"li", "li", "lę", "lą", "li"}},
                                       {"sza", {"szy", "szy", "szę", "szą", "szy"}},
                                       {"a", {"y", "ie", "ę", "ą", "ie"}},
                                       {"ek", {"ka", "kowi", "ka", "kiem", "ku"}},
                                       {"weł", {"wła", "włowi", "wła", "włem", "wle"}},
                                       {"eł", {"ła", "łowi", "ła", "łem", "le"}},
                                       {"tr", {"tra", "trowi", "tra", "trem", "trze"}},
                                       {"ej", {"eja", "ejowi", "eja", "ejem", "eju"}},
                                       {"i", {"iego", "iemu", "iego", "im", "im"}},
                                       {"y", {"ego", "emu", "ego", "ym", "ym"}},
                                       {"k", {"ka", "kowi", "ka", "kiem", "ku"}},
                                       {"sz", {"sza", "szowi", "sza", "szem", "szu"}},
                                       {"rz", {"rza", "rzowi", "rza", "rzem", "rzu"}},
                                       {"", {"a", "owi", "a", "em", "ie"}}};
constexpr Declension polish_man[] = {{"ki", {"kiego", "kiemu", "kiego", "kim", "kim"}},
                                     {"ny", {"nego", "nemu", "nego", "nym", "nym"}},
                                     {"ek", {"ka", "kowi", "ka", "kiem", "ku"}},
                                     {"iec", {"ca", "cowi", "ca", "cem", "cu"}},
                                     {"ka", {"ki", "ce", "kę", "ką", "ce"}},
                                     {"ga", {"gi", "dze", "gę", "gą", "dze"}},
                                     {"ła", {"ły", "le", "łę", "łą", "le"}},
                                     {"ra", {"ry", "rze", "rę", "rą", "rze"}},
                                     {"ta", {"ty", "cie", "tę", "tą", "cie"}},
                                     {"da", {"dy", "dzie", "dę", "dą", "dzie"}},
                                     {"ja", {"i", "i", "ję", "ją", "i"}},
                                     {"la", {"li", "li", "lę", "lą", "li"}},
                                     {"a", {"y", "ie", "ę", "ą", "ie"}},
                                     {"k", {"ka", "kowi", "ka", "kiem", "ku"}},
                                     {"cz", {"cza", "czowi", "cza", "czem", "czu"}},
                                     {"sz", {"sza", "szowi", "sza", "szem", "szu"}},
                                     {"eć", {"cia", "ciowi", "cia", "ciem", "ciu"}},
                                     {"ień", {"nia", "niowi", "nia", "niem", "niu"}},
                                     {"ć", {"cia", "ciowi", "cia", "ciem", "ciu"}},
                                     {"ń", {"nia", "niowi", "nia", "niem", "niu"}},
                                     {"o", {"=", "=", "=", "=", "="}},
                                     {"", {"a", "owi", "a", "em", "ie"}}};
constexpr Declension polish_woman[] = {{"ka", {"kiej", "kiej", "ką", "ką", "kiej"}},
                                       {"na", {"nej", "nej", "ną", "ną", "nej"}},
                                       {"", {"=", "=", "=", "=", "="}}};

// Genitive and accusative; the others are these or go with other words.
constexpr Declension greek_given[] = {
    {"ος", {"ου", "ο", "ο", "ο", "ο"}}, {"ός", {"ού", "ό", "ό", "ό", "ό"}}, {"ης", {"η", "η", "η", "η", "η"}},
    {"ής", {"ή", "ή", "ή", "ή", "ή"}},  {"ας", {"α", "α", "α", "α", "α"}},  {"άς", {"ά", "ά", "ά", "ά", "ά"}},
    {"ις", {"ι", "ι", "ι", "ι", "ι"}},  {"α", {"ας", "=", "=", "=", "="}},  {"η", {"ης", "=", "=", "=", "="}},
    {"ή", {"ής", "=", "=", "=", "="}},  {"ω", {"ως", "=", "=", "=", "="}},  {"ώ", {"ώς", "=", "=", "=", "="}},
    {"", {"=", "=", "=", "=", "="}}};
constexpr Declension greek_woman[] = {{"", {"=", "=", "=", "=", "="}}};

// Those who bear no Polish letter and no Polish surname; folded.
constexpr std::string_view polish_first_names[] = {
    "adam",  "agnieszka", "aleksandra", "andrzej", "artur",  "bartosz",   "dariusz",    "dorota",
    "ewa",   "grzegorz",  "jacek",      "jakub",   "jerzy",  "joanna",    "karol",      "katarzyna",
    "kinga", "krzysztof", "lukasz",     "maciej",  "magda",  "magdalena", "malgorzata", "marcin",
    "marek", "mariusz",   "mateusz",    "michal",  "monika", "pawel",     "piotr",      "przemyslaw",
    "rafal", "slawomir",  "stanislaw",  "szymon",  "tomasz", "wojciech",  "zbigniew"};

struct Language {
  std::span<const Declension> given, man, woman;
};
constexpr Language russian{russian_given, russian_man, russian_woman},
    polish{polish_given, polish_man, polish_woman}, greek{greek_given, greek_given, greek_woman};

bool holds_any(std::string_view text, std::initializer_list<std::string_view> signs) {
  return std::ranges::any_of(
      signs, [&](std::string_view sign) { return text.find(sign) != std::string_view::npos; });
}

bool is_polish(std::string_view given, std::string_view surname) {
  constexpr std::string_view endings[] = {"ski", "ska", "cki", "cka", "dzki", "dzka", "czyk", "wicz"};
  return std::ranges::any_of(endings, [&](std::string_view e) { return surname.ends_with(e); }) ||
         std::ranges::find(polish_first_names, folded(given)) != std::end(polish_first_names) ||
         holds_any(surname, {"ł", "ś", "ź", "ż", "ń", "ć", "ą", "ę"});
}

const Language* language_of(std::string_view given, std::string_view surname) {
  std::size_t at = 0;
  const char32_t first = next_character(surname, at);
  if (first >= 0x0400 && first <= 0x04FF) return &russian;
  if (first >= 0x0370 && first <= 0x03FF) return &greek;
  return is_polish(given, surname) ? &polish : nullptr;
}

const Declension& declension_of(std::span<const Declension> table, std::string_view word) {
  return *std::ranges::find_if(table, [&](const Declension& each) { return word.ends_with(each.ending); });
}

std::string in_case(std::string_view word, const Declension& declension, std::size_t number) {
  const std::string_view ending = declension.cases[number];
  if (ending == "=") return std::string(word);
  return std::string(word.substr(0, word.size() - declension.ending.size())).append(ending);
}

bool is_woman(const Language& language, std::string_view given, std::string_view surname) {
  if (&language == &greek) return !given.ends_with("ς");
  const bool ends_open = given.ends_with("а") || given.ends_with("я") || given.ends_with("a");
  if (&language == &polish) return ends_open;
  // Nikita Orlov and Ilya are men.
  return ends_open && !surname.ends_with("ов") && !surname.ends_with("ев") && !surname.ends_with("ин") &&
         !surname.ends_with("ий");
}

struct Declined {
  std::string_view given, surname;
  const Declension *first = nullptr, *last = nullptr;  // nothing: a name of no such language
};

Declined declined(std::string_view name) {
  const std::size_t gap = name.find(' ');
  if (gap == std::string_view::npos || name.find(' ', gap + 1) != std::string_view::npos) return {};
  Declined out{name.substr(0, gap), name.substr(gap + 1)};
  const Language* language =
      out.surname.empty() || out.given.empty() ? nullptr : language_of(out.given, out.surname);
  if (language == nullptr) return {};
  out.first = &declension_of(language->given, out.given);
  out.last = &declension_of(is_woman(*language, out.given, out.surname) ? language->woman : language->man,
                            out.surname);
  return out;
}

void add_new(std::vector<std::string>& forms, std::string form, std::string_view name) {
  if (form != name && std::ranges::find(forms, form) == forms.end()) forms.push_back(std::move(form));
}

}  // namespace

std::vector<std::string> inflected(std::string_view name) {
  std::vector<std::string> out;
  const Declined parts = declined(name);
  for (std::size_t number = 0; parts.first != nullptr && number < parts.first->cases.size(); ++number) {
    add_new(out,
            in_case(parts.given, *parts.first, number) + " " + in_case(parts.surname, *parts.last, number),
            name);
  }
  return out;
}

std::vector<std::string> inflected_surnames(std::string_view name) {
  std::vector<std::string> out;
  const Declined parts = declined(name);
  for (std::size_t number = 0; parts.first != nullptr && number < parts.last->cases.size(); ++number)
    add_new(out, in_case(parts.surname, *parts.last, number), parts.surname);
  return out;
}

}  // namespace earshot::names

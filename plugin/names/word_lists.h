// Words that decide whether a capitalised word is part of a name. Folded and sorted; each list says what it
// is for.
#pragma once
#include <algorithm>
#include <string_view>

namespace earshot::names {

// For the short lists that stand beside a single rule.
template <std::size_t N>
bool among(const std::string_view (&words)[N], std::string_view word) {
  return std::ranges::find(words, word) != std::end(words);
}

// Words before a surname that make it a person's name.
bool is_title(std::string_view folded);
// One that shows its bearer to be who acts, in languages that change a surname for other cases.
bool is_nominative_title(std::string_view folded);
// What a title may drag along: "em." of "Prof. em.", "med." of "Dr. med."
bool is_degree(std::string_view folded);
// "sister", "dog": "my sister Ana" is nobody else's Ana.
bool is_relation(std::string_view folded);
// "my", "seine", "mi"
bool is_possessive(std::string_view folded);
// "Jr.", "III": behind a name they make it somebody else's.
bool is_generation(std::string_view folded);
// Given names that many people carry: before a full name they make it another, longer one, before a company's
// they make it a surname.
bool is_given_name(std::string_view folded);
// "Mr." for Ana, "Frau" for Thomas.
bool contradicts(std::string_view title, std::string_view given_name);
// Names that are words as well: alone they mean a person or a company only with a capital where a capital
// says something.
bool is_common_word(std::string_view folded);
// Words that are written with a capital before or after a name without belonging to it.
bool is_lead_word(std::string_view folded);
// Things that are called after people: "Award", "Street".
bool is_named_thing(std::string_view folded);
// What nobody does for a company with a blog: "actor", "neighbour". Beside a name it tells of a namesake.
bool is_other_walk(std::string_view folded);
// Titles of public offices: with a surname alone they rarely mean staff.
bool is_office(std::string_view folded);
// Verbs of what people do: behind a name that is a word as well they tell that the name is meant.
bool is_deed(std::string_view folded);
// Given names that are verbs: "Will Baker pay?", "Mark Ana Ruiz as absent".
bool is_verb_too(std::string_view folded);
// Names that are months or seasons.
bool is_season(std::string_view folded);
// Small words that begin a surname of several words.
bool is_particle(std::string_view folded);
// Words that tell German, where every noun has a capital.
bool is_german_word(std::string_view folded);

}  // namespace earshot::names

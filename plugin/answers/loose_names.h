// A name that was not written out as its bearer writes it: "Jon" or "JE" to Jonathan Ellis, "Stefane" to
// Stefanie, "dmitri" to dmitri_v.
#pragma once
#include <string>
#include <string_view>

namespace earshot::answers {

struct LooseName {
  std::string first;           // folded letters before the first of another sort
  std::string initials;        // of all parts, folded; "" = only one part
  std::string given_initials;  // "jd" of "J.D. Pruitt"
};
LooseName loose_name(std::string_view shown);

// Nearest first.
enum class Likeness { short_form, initials, beginning, slip, none };
// `written`: one word, or initials with dots between them, as they stand in the text.
Likeness likeness_of(std::string_view written, const LooseName& name);

// "Sure", "Well": opens sentences and is nobody's short name.
bool opens_sentences(std::string_view folded);

}  // namespace earshot::answers

// A name that was not written out as its bearer writes it: "Jon" or "JE" to Jonathan Ellis, "Stefane" to
// Stefanie, "dmitri" to dmitri_v.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace earshot::answers {

struct LooseName {
  std::string first;                                // folded letters before the first of another sort
  std::string initials;                             // of all parts, folded; "" = only one part
  std::string given_initials;                       // "jd" of "J.D. Pruitt"
  const std::vector<std::size_t>* forms = nullptr;  // names::called_alike(first)
};
LooseName loose_name(std::string_view shown);

// Nearest first.
enum class Likeness { short_form, initials, beginning, slip, none };
// One word, or initials with dots between them, as they stand in a text.
struct WrittenName {
  std::string word;  // folded, without dots
  bool capitals = false, opens_sentences = false;
  const std::vector<std::size_t>* forms = nullptr;
};
WrittenName written_name(std::string_view text);
Likeness likeness_of(const WrittenName& written, const LooseName& name);

// "Sure", "Well": opens sentences and is nobody's short name.
bool opens_sentences(std::string_view folded);

}  // namespace earshot::answers

// Who is spoken of in a text: finds every spelling of every name of a roster and weighs each as a careful
// reader would.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.h"
#include "model/alert.h"
#include "model/roster.h"
#include "names/name_trie.h"
#include "names/visible_text.h"

namespace earshot::names {

enum class Spelling { full_name, alias, handle, surname, first_name, company, product, topic };

// One meaning of a spelling that stands for itself.
struct Sense {
  Spelling spelling{};
  std::uint32_t owner = 0;  // place in Roster::people or ::companies
  std::string written;      // as in the roster: "Acme Inc."
  std::string before,
      behind;  // signs of the spelling outside its words, folded: "." of "Acme Inc.", "++" of "C++"
  bool several_words = false;
  bool common = false;         // all its words are words of the language
  bool partly_common = false;  // at least one is
  bool spaceless = false;
  bool inflected = false;  // in another case than the roster's
  bool romanised = false;  // in Latin letters, and the roster has others
  // Less than the roster gives: without the middle initial ("Rick Clancey" for "Rick J. Clancey"), with the
  // first of two surnames only ("María Núñez" for "María Núñez Vega"), or with another form of the first
  // name: "Dan Page" for "Daniel Page", and the other way round. Whoever has just that name comes first.
  enum class LeftOut : std::uint8_t {
    nothing,
    initial,
    second_surname,
    end_of_given,
    whole_given
  } left_out = LeftOut::nothing;
  bool as_in_roster() const { return left_out == LeftOut::nothing && !romanised; }
};

// Who takes part in the conversation that a text belongs to: a first name may call them though the text never
// gives the full one.
struct Present {
  std::vector<std::string> staff;   // roster ids: who wrote the post, who spoke before
  std::vector<std::string> others;  // names of readers who spoke, as shown
};

// Immutable after construction; any number of threads may scan at once.
class Matcher {
 public:
  explicit Matcher(const model::Roster& roster);

  // Hits in text order, bytes of what was given. `at` decides who is staff. Linear in the text but for
  // documents made of little else than names.
  std::vector<model::Mention> scan_plain(std::string_view text, Time at, const Present& present = {}) const;
  std::vector<model::Mention> scan_html(std::string_view html, Time at) const;
  std::vector<model::Mention> scan(const VisibleText& text, Time at, const Present& present = {}) const;

  const model::Roster& roster() const { return roster_; }
  // Whose surname, first name or domain the words are. Many share a first name, so these hold numbers only.
  struct Bearers {
    std::vector<std::uint32_t> surname, first_name;  // places in Roster::people
    std::vector<std::uint32_t> domain;               // places in Roster::companies
    bool common = false, several_words = false;
  };
  const std::vector<Sense>& senses(std::uint32_t entry) const { return senses_[entry]; }
  const Bearers& bearers(std::uint32_t entry) const { return bearers_[entry]; }
  // Whose surname it is in another case: "Рублёва", "Kowalskiego". Few, so kept apart.
  const std::vector<std::uint32_t>& surname_in_case(std::uint32_t entry) const {
    static const std::vector<std::uint32_t> nobody;
    const auto found = surnames_in_case_.find(entry);
    return found == surnames_in_case_.end() ? nobody : found->second;
  }
  // Asked for every hit, so kept apart from what is asked for few, and in one byte.
  struct Summary {
    bool stands_alone : 1 = false;  // has senses
    bool surname : 1 = false;
    bool particle : 1 = false;  // a surname that may begin small: "van der Berg"
    bool first_name : 1 = false;
    bool small_letters : 1 = false;     // a first name that may alert in small letters, full name or not
    bool small_after_full : 1 = false;  // a first name that may, once the full name was given
    bool domain : 1 = false;
  };
  Summary summary(std::uint32_t entry) const { return summaries_[entry]; }
  const NameTrie& trie() const { return trie_; }
  // A person's name in its parts, folded: "ana", "ruiz".
  struct NameParts {
    std::string given, surname;
    std::string initials;  // of all words before the surname: "jl" of "Jean-Luc Martin"
    std::string middle;    // those that the roster itself gives as letters: "j" of "Rick J. Clancey"
    std::uint32_t given_entry = NameTrie::npos, surname_entry = NameTrie::npos;
    std::uint32_t typed_surname_entry = NameTrie::npos;  // "mueller" for "Müller", if that differs
    std::vector<std::uint32_t> called;                   // entries of other forms of the first name: "dan"
    std::uint32_t company = NameTrie::npos;              // place in Roster::companies
  };
  const NameParts& parts(std::uint32_t person) const { return parts_[person]; }

 private:
  void add_person(std::uint32_t person);
  void add_company(std::uint32_t company);
  void add(std::string_view written, Spelling spelling, std::uint32_t owner);
  void add_spelling(std::string_view written, std::string_view folded, Spelling spelling, std::uint32_t owner,
                    bool inflected = false, Sense::LeftOut left_out = Sense::LeftOut::nothing);
  void add_short_forms(const std::string& name, std::uint32_t owner);
  void add_other_givens(const std::string& name, std::uint32_t owner, NameParts& parts);
  void add_romanised(const std::string& name, std::uint32_t owner, NameParts& parts);
  Sense* sense_of(std::uint32_t entry, std::uint32_t owner);
  std::uint32_t entry_for(std::string_view folded, bool initials);
  std::uint32_t add_surname(std::string_view folded, std::uint32_t person);
  std::uint32_t add_first_name(std::string_view folded, std::uint32_t person);

  model::Roster roster_;
  NameTrie trie_;
  std::vector<std::vector<Sense>> senses_;
  std::vector<Bearers> bearers_;
  std::vector<Summary> summaries_;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> surnames_in_case_;
  std::vector<NameParts> parts_;
};

}  // namespace earshot::names

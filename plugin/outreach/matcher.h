// Who is spoken of in a text: finds every spelling of every name of a roster and weighs each as a careful
// reader would.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/alert.h"
#include "model/roster.h"
#include "outreach/name_trie.h"
#include "outreach/visible_text.h"

namespace earshot::outreach {

enum class Spelling { full_name, alias, handle, surname, first_name, company, product, topic };

// One meaning of a spelling.
struct Sense {
  Spelling spelling{};
  std::uint32_t owner = 0;  // place in Roster::people or ::companies
  std::string written;      // as in the roster: "Acme Inc."
  std::string before,
      behind;  // signs of the spelling outside its words, folded: "." of "Acme Inc.", "++" of "C++"
  bool several_words = false;
  bool common = false;  // all its words are words of the language
  bool spaceless = false;
};

// Immutable after construction; any number of threads may scan at once.
class Matcher {
 public:
  explicit Matcher(const model::Roster& roster);

  // Hits in text order, bytes of what was given. `at` decides who is staff. Linear in the text but for
  // documents made of little else than names.
  std::vector<model::Mention> scan_plain(std::string_view text, Time at) const;
  std::vector<model::Mention> scan_html(std::string_view html, Time at) const;
  std::vector<model::Mention> scan(const VisibleText& text, Time at) const;

  const model::Roster& roster() const { return roster_; }
  const std::vector<Sense>& senses(std::uint32_t entry) const { return senses_[entry]; }
  // Asked for every hit, so kept beside the senses, which may be dozens for a common first name.
  struct Summary {
    bool stands_alone = false;  // has senses other than surnames and first names
    bool surname = false, first_name = false;
    bool small_letters = false;  // a first name that may alert without the full name, in small letters too
  };
  Summary summary(std::uint32_t entry) const { return summaries_[entry]; }
  const NameTrie& trie() const { return trie_; }
  // A person's name in its parts, folded: "ana", "ruiz".
  struct NameParts {
    std::string given, surname;
  };
  const NameParts& parts(std::uint32_t person) const { return parts_[person]; }

 private:
  void add_person(std::uint32_t person);
  void add_company(std::uint32_t company);
  void add(std::string_view written, Spelling spelling, std::uint32_t owner);
  void add_spelling(std::string_view written, std::string_view folded, Spelling spelling,
                    std::uint32_t owner);

  model::Roster roster_;
  NameTrie trie_;
  std::vector<std::vector<Sense>> senses_;
  std::vector<Summary> summaries_;
  std::vector<NameParts> parts_;
};

}  // namespace earshot::outreach

// Whom a comment speaks to by name: "@Ann", "Hi Ann,", "Ann: …" at its opening or at the start of a
// paragraph.
#pragma once
#include <cstddef>
#include <unordered_map>
#include <vector>

#include "answers/reading.h"

namespace earshot::answers {

struct Addressed {
  std::size_t author = 0;  // number in the conversation
  double certainty = 0;
};

struct Address {
  std::vector<Addressed> authors;  // each once, in order of appearance; readers only
  bool colleague = false;          // a staff author was named
  bool everybody = false;          // "@all", "Thanks everyone"
};

// Names of a conversation's authors, looked up by their words. Lives shorter than the conversation.
class NameBook {
 public:
  explicit NameBook(const Conversation& conversation);
  // Only authors who spoke before `answer` can be addressed, or, as clocks differ, shortly behind it.
  Address read(std::size_t answer) const;

 private:
  struct Name {
    std::size_t author = 0, first_said = 0;
    std::vector<std::uint64_t> words;
    bool staff = false, capital = false;
  };
  struct Hit {
    std::size_t words = 0;  // how many words of the text were the name; 0 = no name, or several authors' name
    const Name* name = nullptr;
    bool whole = false;
  };
  // `known`: places before it have been said.
  Hit name_at(const Utterance& u, std::size_t word, std::size_t known) const;
  void read_paragraph(const Utterance& u, std::size_t begin, std::size_t end, std::size_t known,
                      Address& out) const;
  bool accept(const Utterance& u, std::size_t word, const Hit& hit, bool greeted, bool inside) const;

  const Conversation& conversation_;
  std::vector<Name> names_;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> by_first_word_;
};

}  // namespace earshot::answers

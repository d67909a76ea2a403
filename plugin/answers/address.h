// Whom a comment speaks to: by name ("@Ann", "Hi Ann,", "Ann: …", also with the minute of the comment meant:
// "Ann, 10:32") or by number ("#12:"), at its opening, at the start of a paragraph, or, with an at sign or a
// colon, of a sentence; or in its last words ("Thanks, Ann."). A name may be called as its bearer does not
// write it ("Jon", "JE"), if nobody else there is meant.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "answers/loose_names.h"
#include "answers/reading.h"

namespace earshot::answers {

struct Addressed {
  std::size_t author = 0;  // number in the conversation
  double certainty = 0;
  std::optional<int> minute;  // of the hour in which the comment meant was written: zones keep it
};

struct Address {
  std::vector<Addressed> authors;    // each once, in order of appearance; readers only
  std::vector<std::string> numbers;  // digits: the engine's number of a comment, or its place on the page
  bool colleague = false;            // a staff author was named
  bool everybody = false;            // "@all", "Thanks everyone"
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
    std::size_t first = 1;      // how many words stand before the first blank
    std::size_t last = 0;       // where those behind the last blank begin; 0 = no blank
    std::uint64_t initial = 0;  // of the last part
    bool staff = false, capital = false;
    LooseName loose;
  };
  struct Hit {
    std::size_t words = 0;  // how many words of the text were the name; 0 = no name, or several authors' name
    const Name* name = nullptr;
    bool whole = false;
    bool initial = false;  // ends with the initial of the last name, maybe with a dot behind it
    bool loose = false;    // not as its bearer writes it
  };
  // What came before a name.
  struct Before {
    bool greeting = false, lead = false;  // "Dear", "In reply to"
    bool another_name = false;
    bool inside = false;       // "Thanks for asking, Ann!"
    bool in_sentence = false;  // the paragraph began with another sentence
  };
  struct Stretch {
    std::size_t begin = 0, end = 0;  // words
    bool sentence = false;           // not the first of its paragraph
  };
  // `known`: places before it have been said.
  Hit name_at(const Utterance& u, std::size_t word, std::size_t known, bool last_name) const;
  Hit last_name_at(const Utterance& u, std::size_t word, std::size_t known) const;
  Hit loose_name_at(const Utterance& u, std::size_t word, std::size_t known) const;
  // Does the conversation have this word in small letters? Then it is no name with a capital.
  bool is_word_here(std::uint64_t word) const;
  bool may_mean(const Name& name, const Utterance& u, std::size_t known) const;
  void read_stretch(const Utterance& u, const Stretch& stretch, std::size_t known, Address& out) const;
  void read_last_words(const Utterance& u, std::size_t known, Address& out) const;
  void take(const Utterance& u, const Hit& hit, std::size_t word, Address& out) const;
  bool accept(const Utterance& u, std::size_t word, const Hit& hit, const Before& before) const;
  bool accept_loose(const Utterance& u, std::size_t word, const Hit& hit, const Before& before) const;

  const Conversation& conversation_;
  std::vector<Name> names_;
  std::unordered_map<std::uint64_t, std::vector<std::size_t>> by_first_word_, by_last_word_;
  mutable std::optional<WordSet> small_words_;  // read when somebody first asks
};

}  // namespace earshot::answers

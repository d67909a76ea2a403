// All spellings of all names, found in one pass over folded text at a cost that hardly depends on how many
// there are: a tree of words for scripts with spaces (each word is hashed once and mostly refused by one
// bit), an Aho-Corasick automaton for the others.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace earshot::names {

struct Found {
  std::size_t begin = 0, end = 0;  // bytes of the folded text
  std::uint32_t entry = 0;         // as returned by add()
  bool passed_over = false;  // an initial or a byname: "Ana M. Ruiz", "Ana “Bolt” Ruiz" for "Ana Ruiz"
  std::uint8_t ending = 0;   // bytes of an "s" or "es" behind it that no spelling has: "Rocket Sleds"
};

class NameTrie {
 public:
  // Spellings that fold alike share an entry. Nothing (npos) for spellings without letters.
  static constexpr std::uint32_t npos = 0xFFFFFFFF;
  // `initials`: single letters, a byname or a father's name may stand between the words.
  std::uint32_t add(std::string_view folded_spelling, bool initials);
  void finish();  // after the last add, before the first find

  // Is it a word of a spelling, perhaps with the ending of a plural or genitive? Not for spaceless scripts.
  bool knows(std::string_view folded_word) const;

  // Every spelling that stands at word borders of `folded` (in spaceless scripts: anywhere), in order of
  // begin. Where none does, also one that lacks only the ending of its last word.
  void find(std::string_view folded, std::vector<Found>& out) const;

 private:
  // Holds all that is known of the node it leads to: at 100,000 names each look elsewhere leaves the cache.
  struct Edge {
    std::uint64_t key = 0;
    std::uint32_t node = 0, entry = npos;
    bool inner() const { return (key & 2U) != 0; }     // has children
    bool initials() const { return (key & 4U) != 0; }  // on the way to a name that may hold initials
  };
  struct Node {  // while names are added
    std::uint32_t entry = npos;
    bool inner = false, initials = false;
  };
  struct State {
    std::uint32_t fail = 0, entry = npos, shorter = 0,
                  depth = 0;  // shorter: next state on the fail path with an entry
  };
  // One bit by hash: may there be an edge with this key?
  class Filter {
   public:
    void size_for(std::size_t keys);
    void put(std::uint64_t key) { bits_[key >> shift_ >> 6] |= 1ULL << (key >> shift_ & 63U); }
    bool may_hold(std::uint64_t key) const {
      return (bits_[key >> shift_ >> 6] >> (key >> shift_ & 63U) & 1U) != 0;
    }

   private:
    std::vector<std::uint64_t> bits_;
    unsigned shift_ = 63;
  };
  struct FirstWord {
    std::size_t begin, end;
    std::uint64_t key;
    std::uint8_t ending;
  };

  const Edge* edge(std::uint64_t key) const;
  std::uint32_t make_child(std::uint32_t node, std::uint64_t key);
  void look_up(std::string_view folded, const FirstWord* words, std::size_t count,
               std::vector<Found>& out) const;
  void follow(std::string_view folded, const FirstWord& first, const Edge* edge,
              std::vector<Found>& out) const;
  std::uint32_t add_spaceless(std::string_view spelling);
  void find_spaceless(std::string_view folded, std::vector<Found>& out) const;
  std::uint32_t go(std::uint32_t state, unsigned char byte) const;
  void grow();

  std::vector<Node> nodes_{1};
  std::vector<Edge> edges_;  // open addressing, power of two
  std::size_t edge_count_ = 0;
  std::vector<std::uint64_t> first_keys_, words_;
  Filter first_words_, further_words_;
  std::vector<State> states_{1};
  std::unordered_map<std::uint64_t, std::uint32_t> moves_;
  std::uint32_t entries_ = 0;
};

}  // namespace earshot::names

#include "outreach/name_trie.h"

#include <algorithm>
#include <array>
#include <bit>
#include <deque>

#include "base/text.h"

namespace earshot::outreach {

namespace {

constexpr std::uint64_t seed = 0x9E3779B97F4A7C15U, factor = 0xD6E8FEB86659FD93U;
constexpr std::size_t longest_gap = 48;

constexpr std::array<bool, 128> ascii_word = [] {
  std::array<bool, 128> table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
  table['_'] = true;
  return table;
}();

constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  return (std::rotl(hash, 23) ^ value) * factor;
}

// The length of the word character of a script with spaces at `at`, 0 if there is something else.
std::size_t wide_word_character(std::string_view text, std::size_t at) {
  std::size_t behind = at;
  const char32_t c = next_character(text, behind);
  return is_word_character(c) && !is_spaceless_script(c) ? behind - at : 0;
}

struct Word {
  std::size_t end = 0;
  std::uint64_t hash = seed;
};

Word read_word(std::string_view text, std::size_t at) {
  std::uint64_t hash = seed;
  while (at < text.size()) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x80) {
      if (!ascii_word[c]) break;
      hash = (hash ^ c) * factor;
      ++at;
      continue;
    }
    const std::size_t length = wide_word_character(text, at);
    if (length == 0) break;
    for (const std::size_t stop = at + length; at < stop; ++at) {
      hash = (hash ^ static_cast<unsigned char>(text[at])) * factor;
    }
  }
  return {at, hash ^ hash >> 32};
}

std::size_t next_word_begin(std::string_view text, std::size_t at, std::size_t limit) {
  while (at < limit) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x80 ? ascii_word[c] : wide_word_character(text, at) != 0) break;
    std::size_t behind = at + 1;
    if (c >= 0x80) next_character(text, behind = at);
    at = behind;
  }
  return std::min(at, limit);
}

// What stands between two words, as a number: any white space is one space, editorial brackets at a space are
// nothing.
std::uint64_t gap_key(std::string_view gap) {
  std::string plain;
  for (const char c : gap) {
    if (c == ' ' && !plain.empty() && plain.back() == ' ') continue;
    if ((c == '[' || c == ']') && gap.find(' ') != std::string_view::npos) continue;
    plain += c;
  }
  std::uint64_t key = seed;
  for (const char c : plain) key = mix(key, static_cast<unsigned char>(c));
  return key;
}

bool has_spaceless(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (is_spaceless_script(next_character(text, at))) return true;
  }
  return false;
}

}  // namespace

std::uint32_t NameTrie::child(std::uint32_t node, std::uint64_t key) const {
  const std::uint64_t full = mix(key, node + 1) | 1U;
  for (std::size_t slot = full >> 20;; ++slot) {
    const Edge& edge = edges_[slot & (edges_.size() - 1)];
    if (edge.key == full) return edge.node;
    if (edge.key == 0) return 0;
  }
}

void NameTrie::grow() {
  std::vector<Edge> old(std::max<std::size_t>(64, edges_.size() * 2));
  old.swap(edges_);
  for (const Edge& edge : old) {
    if (edge.key == 0) continue;
    std::size_t slot = edge.key >> 20;
    while (edges_[slot & (edges_.size() - 1)].key != 0) ++slot;
    edges_[slot & (edges_.size() - 1)] = edge;
  }
}

std::uint32_t NameTrie::make_child(std::uint32_t node, std::uint64_t key) {
  if (edge_count_ * 2 >= edges_.size()) grow();
  if (const std::uint32_t found = child(node, key); found != 0) return found;
  const std::uint64_t full = mix(key, node + 1) | 1U;
  std::size_t slot = full >> 20;
  while (edges_[slot & (edges_.size() - 1)].key != 0) ++slot;
  const auto made = static_cast<std::uint32_t>(nodes_.size());
  edges_[slot & (edges_.size() - 1)] = {full, made};
  nodes_.push_back({});
  nodes_[node].inner = true;
  ++edge_count_;
  return made;
}

std::uint32_t NameTrie::add(std::string_view spelling, bool initials) {
  if (has_spaceless(spelling)) return add_spaceless(spelling);
  std::size_t at = next_word_begin(spelling, 0, spelling.size());
  if (at == spelling.size()) return npos;
  std::uint32_t node = 0;
  std::uint64_t gap = 0;
  while (true) {
    const Word word = read_word(spelling, at);
    if (node == 0) first_hashes_.push_back(word.hash);
    node = make_child(node, mix(word.hash, gap));
    nodes_[node].initials |= initials;
    at = next_word_begin(spelling, word.end, spelling.size());
    if (at == spelling.size()) break;
    gap = gap_key(spelling.substr(word.end, at - word.end));
  }
  if (nodes_[node].entry == npos) nodes_[node].entry = entries_++;
  return nodes_[node].entry;
}

std::uint32_t NameTrie::add_spaceless(std::string_view spelling) {
  std::uint32_t state = 0;
  for (const char c : spelling) {
    const std::uint64_t key = static_cast<std::uint64_t>(state) << 8 | static_cast<unsigned char>(c);
    const auto [place, fresh] = moves_.try_emplace(key, static_cast<std::uint32_t>(states_.size()));
    if (fresh) states_.push_back({0, npos, 0, states_[state].depth + 1});
    state = place->second;
  }
  if (states_[state].entry == npos) states_[state].entry = entries_++;
  return states_[state].entry;
}

std::uint32_t NameTrie::go(std::uint32_t state, unsigned char byte) const {
  while (true) {
    const auto found = moves_.find(static_cast<std::uint64_t>(state) << 8 | byte);
    if (found != moves_.end()) return found->second;
    if (state == 0) return 0;
    state = states_[state].fail;
  }
}

void NameTrie::finish() {
  if (edges_.empty()) grow();
  const std::size_t bits = std::bit_ceil(std::max<std::size_t>(1024, first_hashes_.size() * 16));
  first_shift_ = 64 - static_cast<unsigned>(std::countr_zero(bits));
  first_words_.assign(bits / 64, 0);
  for (const std::uint64_t hash : first_hashes_) {
    const std::uint64_t bit = (hash * factor) >> first_shift_;
    first_words_[bit / 64] |= 1ULL << (bit % 64);
  }
  first_hashes_ = {};
  // States in order of depth, so that a fail link leads to what is finished.
  std::vector<std::pair<std::uint64_t, std::uint32_t>> moves(moves_.begin(), moves_.end());
  std::ranges::sort(moves, {}, [this](const auto& move) { return states_[move.second].depth; });
  for (const auto& [key, state] : moves) {
    const auto parent = static_cast<std::uint32_t>(key >> 8);
    State& self = states_[state];
    self.fail = parent == 0 ? 0 : go(states_[parent].fail, static_cast<unsigned char>(key & 0xFF));
    self.shorter = states_[self.fail].entry != npos ? self.fail : states_[self.fail].shorter;
  }
}

void NameTrie::follow(std::string_view folded, std::size_t begin, std::size_t end, std::uint32_t node,
                      std::vector<Found>& out) const {
  bool initial_inside = false;
  int initials = 0;
  while (true) {
    if (nodes_[node].entry != npos) out.push_back({begin, end, nodes_[node].entry, initial_inside});
    if (!nodes_[node].inner) return;
    std::size_t from = end;
    while (true) {
      const std::size_t next = next_word_begin(folded, from, std::min(folded.size(), from + longest_gap));
      if (next == folded.size() || next >= from + longest_gap) return;
      const Word word = read_word(folded, next);
      const std::uint64_t gap = gap_key(folded.substr(from, next - from));
      if (const std::uint32_t found = child(node, mix(word.hash, gap)); found != 0) {
        node = found;
        end = word.end;
        initial_inside |= initials > 0;
        break;
      }
      // One or two initials may stand before the next word of the name: "Ana M. Ruiz".
      const bool letter = count_characters(folded.substr(next, word.end - next)) == 1;
      if (!nodes_[node].initials || !letter || ++initials > 2 || gap != gap_key(" ")) return;
      from = word.end;
      if (from < folded.size() && folded[from] == '.') ++from;
    }
  }
}

void NameTrie::find(std::string_view folded, std::vector<Found>& out) const {
  bool spaceless = false;
  for (std::size_t at = 0; at < folded.size();) {
    const auto c = static_cast<unsigned char>(folded[at]);
    if (c < 0x80 ? !ascii_word[c] : wide_word_character(folded, at) == 0) {
      if (c < 0x80) {
        ++at;
      } else {
        spaceless |= is_spaceless_script(next_character(folded, at));
      }
      continue;
    }
    const Word word = read_word(folded, at);
    const std::uint64_t bit = (word.hash * factor) >> first_shift_;
    if ((first_words_[bit / 64] >> (bit % 64) & 1U) != 0) {
      const std::uint32_t node = child(0, mix(word.hash, 0));
      if (node != 0) follow(folded, at, word.end, node, out);
    }
    at = word.end;
  }
  if (!spaceless || states_.size() == 1) return;
  find_spaceless(folded, out);
  std::ranges::stable_sort(out, {}, &Found::begin);
}

void NameTrie::find_spaceless(std::string_view folded, std::vector<Found>& out) const {
  std::uint32_t state = 0;
  for (std::size_t at = 0; at < folded.size(); ++at) {
    state = go(state, static_cast<unsigned char>(folded[at]));
    for (std::uint32_t hit = states_[state].entry != npos ? state : states_[state].shorter; hit != 0;
         hit = states_[hit].shorter) {
      out.push_back({at + 1 - states_[hit].depth, at + 1, states_[hit].entry, false});
    }
  }
}

}  // namespace earshot::outreach

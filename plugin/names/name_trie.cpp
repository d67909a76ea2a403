#include "names/name_trie.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include "base/text.h"

namespace earshot::names {

namespace {

constexpr std::uint64_t seed = 0x9E3779B97F4A7C15U, factor = 0xD6E8FEB86659FD93U;
constexpr std::size_t longest_gap = 48;
constexpr std::uint64_t each_byte = 0x0101010101010101U;

constexpr std::array<bool, 128> ascii_word = [] {
  std::array<bool, 128> table{};
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'a'; c <= 'z'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) table[static_cast<unsigned char>(c)] = true;
  table['_'] = true;
  return table;
}();

constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t value) {
  const std::uint64_t product = (std::rotl(hash, 23) ^ value) * factor;
  return product ^ product >> 32;
}

// The key of an edge: its lowest bits tell of the node behind it.
constexpr std::uint64_t edge_key(std::uint32_t node, std::uint64_t word) {
  return (mix(word, node + 1) | 8U) & ~std::uint64_t{7};
}
constexpr std::uint64_t taken = 1, inner_bit = 2, initials_bit = 4, key_bits = ~std::uint64_t{7};

// Marks (0x80) the bytes of eight that lie in first..last; none of them may be above 0x7F.
constexpr std::uint64_t bytes_between(std::uint64_t eight, unsigned first, unsigned last) {
  return (eight + each_byte * (0x80 - first)) & ~(eight + each_byte * (0x7F - last));
}

// How many of the eight bytes, from the lowest on, are ASCII letters, digits or `_`.
unsigned leading_word_bytes(std::uint64_t eight) {
  const std::uint64_t wide = eight & each_byte * 0x80, low = eight & each_byte * 0x7F;
  const std::uint64_t word = bytes_between(low | each_byte * 0x20, 'a', 'z') | bytes_between(low, '0', '9') |
                             bytes_between(low, '_', '_');
  const std::uint64_t other = (~word | wide) & each_byte * 0x80;
  return static_cast<unsigned>(std::countr_zero(other)) / 8;
}

std::uint64_t eight_bytes(const char* at) {
  std::uint64_t eight = 0;
  std::memcpy(&eight, at, 8);
  if constexpr (std::endian::native == std::endian::big) eight = __builtin_bswap64(eight);
  return eight;
}

// The length of the word character of a script with spaces at `at`, 0 if there is something else.
std::size_t wide_word_character(std::string_view text, std::size_t at) {
  std::size_t behind = at;
  const char32_t c = next_character(text, behind);
  return is_word_character(c) && !is_spaceless_script(c) ? behind - at : 0;
}

std::size_t word_end(std::string_view text, std::size_t at) {
  while (true) {
    while (text.size() - at >= 8) {
      const unsigned more = leading_word_bytes(eight_bytes(text.data() + at));
      at += more;
      if (more < 8) break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80 &&
           ascii_word[static_cast<unsigned char>(text[at])])
      ++at;
    if (at == text.size() || static_cast<unsigned char>(text[at]) < 0x80) return at;
    const std::size_t length = wide_word_character(text, at);
    if (length == 0) return at;
    at += length;
  }
}

// Depends on the bytes of the word alone, taken eight at a time.
std::uint64_t word_hash(std::string_view text, std::size_t begin, std::size_t end) {
  std::uint64_t hash = seed;
  for (; end - begin > 8; begin += 8) hash = mix(hash, eight_bytes(text.data() + begin));
  std::uint64_t last = 0;
  if (text.size() - begin >= 8) {
    last = eight_bytes(text.data() + begin) & ~std::uint64_t{0} >> (8 - (end - begin)) * 8;
  } else {
    for (std::size_t i = end; i > begin; --i) last = last << 8 | static_cast<unsigned char>(text[i - 1]);
  }
  return mix(hash, last);
}

// The endings of a plural or genitive that the word may have: "s" first, then "es" behind a hiss. 0: no more.
std::uint8_t longer_ending(std::string_view word, std::uint8_t known) {
  if (word.size() < 4 || word.back() != 's' || known == 2) return 0;
  if (known == 0) return 1;
  constexpr std::string_view hisses = "sxzh";
  return word[word.size() - 2] == 'e' && hisses.find(word[word.size() - 3]) != std::string_view::npos ? 2 : 0;
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

constexpr std::uint64_t one_space = mix(seed, ' '), one_hyphen = mix(seed, '-');

// The hyphens, and the dash that word processors make of one; the line may end behind it.
bool is_hyphen_gap(std::string_view gap) {
  constexpr std::string_view hyphens[] = {"-", "\u2010", "\u2011", "\u2013"};
  return std::ranges::any_of(hyphens, [&](std::string_view hyphen) {
    return gap.starts_with(hyphen) && gap.find_first_not_of(' ', hyphen.size()) == std::string_view::npos;
  });
}

// What stands between two words, as a number: any white space is one space, editorial brackets at a space are
// nothing, all hyphens are one.
std::uint64_t gap_key(std::string_view gap) {
  if (gap == " ") return one_space;
  if (is_hyphen_gap(gap)) return one_hyphen;
  const bool brackets = gap.find(' ') == std::string_view::npos;
  std::uint64_t key = seed;
  bool space = false;
  for (const char c : gap) {
    if ((c == ' ' && space) || ((c == '[' || c == ']') && !brackets)) continue;
    space = c == ' ';
    key = mix(key, static_cast<unsigned char>(c));
  }
  return key;
}

// Where ` "Bolt"`, ` [sic]` or ` (nee Berg)` ends that begins at `from`, between the words of a name; `from`
// if nothing of that kind does.
std::size_t behind_byname(std::string_view text, std::size_t from) {
  constexpr std::size_t longest = 40;
  constexpr std::pair<std::string_view, std::string_view> signs[] = {
      {" \"", "\""},         {" (", ")"},           {" [", "]"},          {" '", "'"},
      {" \u201C", "\u201D"}, {" \u201E", "\u201C"}, {" \u00AB", "\u00BB"}};
  constexpr std::string_view born[] = {"nee ",  "ne ",  "geb. ",   "geborene ",
                                       "born ", "aka ", "a.k.a. ", "alias "};
  const std::string_view rest = text.substr(from, longest);
  for (const auto& [opened, closed] : signs) {
    if (!rest.starts_with(opened)) continue;
    const std::size_t end = rest.find(closed, opened.size());
    if (end == std::string_view::npos || !rest.substr(end + closed.size()).starts_with(' ')) return from;
    const std::string_view inside = rest.substr(opened.size(), end - opened.size());
    const bool one_word = inside.find(' ') == std::string_view::npos;
    const bool told = std::ranges::any_of(born, [&](std::string_view w) { return inside.starts_with(w); });
    const bool in_brackets = opened == " (" || opened == " [";
    const bool words_only = inside.find_first_of(",;:?") == std::string_view::npos;
    return words_only && inside.size() > 1 && (one_word || told || !in_brackets) ? from + end + closed.size()
                                                                                 : from;
  }
  return from;
}

// "Андрей Петрович Рублёв": the father's name says nothing against it.
bool is_patronymic(std::string_view word) {
  return word.ends_with("вич") || word.ends_with("вна") || word.ends_with("вича") || word.ends_with("вичу") ||
         word.ends_with("вичем") || word.ends_with("вны") || word.ends_with("вне") || word.ends_with("вну") ||
         word.ends_with("вной");
}

bool any_spaceless(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    if (is_spaceless_script(next_character(text, at))) return true;
  }
  return false;
}

}  // namespace

void NameTrie::Filter::size_for(std::size_t keys) {
  const std::size_t bits = std::bit_ceil(std::max<std::size_t>(1024, keys * 16));
  bits_.assign(bits / 64, 0);
  shift_ = 64 - static_cast<unsigned>(std::countr_zero(bits));
}

const NameTrie::Edge* NameTrie::edge(std::uint64_t key) const {
  for (std::size_t slot = key >> 20;; ++slot) {
    const Edge& edge = edges_[slot & (edges_.size() - 1)];
    if ((edge.key & key_bits) == key) return &edge;
    if (edge.key == 0) return nullptr;
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

std::uint32_t NameTrie::make_child(std::uint32_t node, std::uint64_t word) {
  if (edge_count_ * 2 >= edges_.size()) grow();
  const std::uint64_t key = edge_key(node, word);
  if (const Edge* found = edge(key); found != nullptr) return found->node;
  std::size_t slot = key >> 20;
  while (edges_[slot & (edges_.size() - 1)].key != 0) ++slot;
  const auto made = static_cast<std::uint32_t>(nodes_.size());
  edges_[slot & (edges_.size() - 1)] = {key | taken, made, npos};
  nodes_.push_back({});
  nodes_[node].inner = true;
  ++edge_count_;
  if (node == 0) first_keys_.push_back(key);
  return made;
}

std::uint32_t NameTrie::add(std::string_view spelling, bool initials) {
  if (any_spaceless(spelling)) return add_spaceless(spelling);
  std::size_t at = next_word_begin(spelling, 0, spelling.size());
  if (at == spelling.size()) return npos;
  std::uint32_t node = 0;
  std::uint64_t gap = 0;
  while (true) {
    const std::size_t end = word_end(spelling, at);
    words_.push_back(word_hash(spelling, at, end));
    node = make_child(node, mix(words_.back(), gap));
    nodes_[node].initials |= initials;
    at = next_word_begin(spelling, end, spelling.size());
    if (at == spelling.size()) break;
    gap = gap_key(spelling.substr(end, at - end));
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
  first_words_.size_for(first_keys_.size());
  for (const std::uint64_t key : first_keys_) first_words_.put(key);
  further_words_.size_for(edge_count_);
  for (Edge& edge : edges_) {
    if (edge.key == 0) continue;
    further_words_.put(edge.key);
    const Node& node = nodes_[edge.node];
    edge.entry = node.entry;
    edge.key |= (node.inner ? inner_bit : 0) | (node.initials ? initials_bit : 0);
  }
  first_keys_ = {};
  std::ranges::sort(words_);
  words_.erase(std::unique(words_.begin(), words_.end()), words_.end());
  words_.shrink_to_fit();
  nodes_ = {};
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

bool NameTrie::knows(std::string_view word) const {
  if (word.empty() || word_end(word, 0) != word.size()) return false;
  std::uint8_t ending = 0;
  do {
    if (std::ranges::binary_search(words_, word_hash(word, 0, word.size() - ending))) return true;
    ending = longer_ending(word, ending);
  } while (ending != 0);
  return false;
}

void NameTrie::follow(std::string_view folded, const FirstWord& first, const Edge* edge,
                      std::vector<Found>& out) const {
  bool passed_over = false;
  int initials = 0, bynames = 0;
  std::size_t end = first.end;
  while (true) {
    if (edge->entry != npos) out.push_back({first.begin, end, edge->entry, passed_over, 0});
    if (!edge->inner()) return;
    std::size_t from = end;
    while (true) {
      const std::size_t next = next_word_begin(folded, from, std::min(folded.size(), from + longest_gap));
      if (next == folded.size() || next >= from + longest_gap) return;
      const std::size_t behind = word_end(folded, next);
      const std::uint64_t gap = gap_key(folded.substr(from, next - from));
      const std::uint64_t key = edge_key(edge->node, mix(word_hash(folded, next, behind), gap));
      if (const Edge* found = further_words_.may_hold(key) ? this->edge(key) : nullptr; found != nullptr) {
        edge = found;
        end = behind;
        passed_over |= initials + bynames > 0;
        break;
      }
      const std::string_view word = folded.substr(next, behind - next);
      for (auto cut = longer_ending(word, 0); cut != 0; cut = longer_ending(word, cut)) {
        const std::uint64_t stem = edge_key(edge->node, mix(word_hash(folded, next, behind - cut), gap));
        const Edge* found = further_words_.may_hold(stem) ? this->edge(stem) : nullptr;
        if (found == nullptr || found->entry == npos) continue;
        out.push_back({first.begin, behind - cut, found->entry, initials + bynames > 0 || passed_over, cut});
        return;
      }
      if (!edge->initials()) return;
      if (gap != one_space || folded[next - 1] == '[') {
        const std::size_t further = bynames == 0 ? behind_byname(folded, from) : from;
        if (further == from) return;
        ++bynames;
        from = further;
        continue;
      }
      // One or two initials may stand before the next word of the name: "Ana M. Ruiz".
      const bool wide = static_cast<unsigned char>(word.front()) >= 0x80;
      if (!(word.size() <= 4 && count_characters(word) == 1) && !(wide && is_patronymic(word))) return;
      if (++initials > 2) return;
      from = behind;
      if (from < folded.size() && folded[from] == '.') ++from;
    }
  }
}

void NameTrie::look_up(std::string_view folded, const FirstWord* words, std::size_t count,
                       std::vector<Found>& out) const {
  for (std::size_t i = 0; i < count; ++i) {
    const Edge* found = edge(words[i].key);
    if (found == nullptr) continue;
    if (words[i].ending == 0) {
      follow(folded, words[i], found, out);
    } else if (found->entry != npos && (out.empty() || out.back().begin != words[i].begin)) {
      out.push_back({words[i].begin, words[i].end, found->entry, false, words[i].ending});
    }
  }
}

void NameTrie::find(std::string_view folded, std::vector<Found>& out) const {
  // First words are gathered, so that the memory of one is fetched while the next are read.
  std::array<FirstWord, 32> words;
  std::size_t count = 0;
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
    const std::size_t end = word_end(folded, at);
    const std::string_view word = folded.substr(at, end - at);
    std::uint8_t ending = 0;
    do {
      const std::uint64_t key = edge_key(0, mix(word_hash(folded, at, end - ending), 0));
      if (first_words_.may_hold(key)) {
        __builtin_prefetch(&edges_[key >> 20 & (edges_.size() - 1)]);
        words[count++] = {at, end - ending, key, ending};
        if (count == words.size()) look_up(folded, words.data(), std::exchange(count, 0), out);
      }
      ending = longer_ending(word, ending);
    } while (ending != 0);
    at = end;
  }
  look_up(folded, words.data(), count, out);
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
      out.push_back({at + 1 - states_[hit].depth, at + 1, states_[hit].entry, false, 0});
    }
  }
}

}  // namespace earshot::names

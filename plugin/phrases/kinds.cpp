#include "phrases/kinds.h"

#include <algorithm>
#include <array>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "phrases/kind_words.h"
#include "phrases/tokens.h"

namespace earshot::phrases {
namespace {

using model::CaseKind;

constexpr std::size_t read_bytes = 8192;
constexpr std::size_t negation_reach = 4;
constexpr std::size_t words_told = 4;
constexpr std::size_t long_text = 40;  // words: thanks at the end of more than that are manners

// A rule made ready: its words folded.
struct Phrase {
  std::vector<std::string> words;
  const KindSign* sign = nullptr;
};
// Of all languages together: people mix them, and many words are shared ("Problem"), with either's negation.
struct Rules {
  std::unordered_map<std::string, std::vector<Phrase>> by_word;  // the first word
  std::vector<Phrase> by_prefix;                                 // those whose first word ends with "*"
  std::unordered_set<std::string> negators, turns;
};

const Rules& rules() {
  static const auto all = [] {
    Rules out;
    for (const auto& language : {english_kinds(), german_kinds()}) {
      for (const auto& sign : language.signs) {
        Phrase phrase{phrase_words(sign.phrase), &sign};
        if (phrase.words.front().ends_with('*')) {
          out.by_prefix.push_back(std::move(phrase));
        } else {
          out.by_word[phrase.words.front()].push_back(std::move(phrase));
        }
      }
      for (const auto word : language.negators) out.negators.insert(folded(word));
      for (const auto word : language.turns) out.turns.insert(folded(word));
    }
    return out;
  }();
  return all;
}

struct Range {
  std::size_t begin = 0, end = 0;  // tokens
};

// The phrase as people read it: "doesn't … work", "crash".
std::string in_words(const KindSign& sign) {
  std::string out;
  for (const char c : sign.phrase) {
    if (c == '~') out += "…";
    if (c != '~' && c != '*') out += c;
  }
  return out;
}

// Lives shorter than the text.
class KindCount {
 public:
  explicit KindCount(const Tokens& text) : tokens_(text.words) {}

  void count() {
    for (std::size_t at = 0; at < tokens_.size();) {
      const auto [phrase, end] = longest_at(at);
      if (phrase) note(*phrase->sign, {at, end});
      at = std::max(at + 1, end);
    }
  }
  int score(CaseKind kind) const { return scores_[static_cast<std::size_t>(kind)]; }
  const std::vector<std::string>& words(CaseKind kind) const {
    return words_[static_cast<std::size_t>(kind)];
  }

 private:
  std::pair<const Phrase*, std::size_t> longest_at(std::size_t at) const {
    std::pair<const Phrase*, std::size_t> best{nullptr, 0};
    const auto weigh = [&](const Phrase& phrase) {
      const auto end = phrase_end(tokens_, at, phrase.words);
      if (end == 0) return;
      const bool longer =
          !best.first || end > best.second ||
          (end == best.second && phrase.sign->phrase.size() > best.first->sign->phrase.size());
      if (longer) best = {&phrase, end};
    };
    const auto& word = tokens_[at].word;
    if (const auto known = rules().by_word.find(word); known != rules().by_word.end())
      std::ranges::for_each(known->second, weigh);
    for (const auto& phrase : rules().by_prefix) {
      if (word_fits(phrase.words.front(), word)) weigh(phrase);
    }
    return best;
  }

  // By a word before it in the same clause. A phrase that says "not" itself means it.
  bool negated(Range place) const {
    const auto clause = tokens_[place.begin].clause;
    for (std::size_t back = 1; back <= std::min(negation_reach, place.begin); ++back) {
      const auto& token = tokens_[place.begin - back];
      if (token.clause != clause) return false;
      if (rules().turns.contains(token.word)) return false;
      if (rules().negators.contains(token.word)) return true;
    }
    return false;
  }

  // "stürzt nicht ab", where the phrase itself is made of other words.
  bool negated_inside(const KindSign& sign, Range place) const {
    if (sign.phrase.find('~') == std::string_view::npos) return false;
    const auto own = phrase_words(sign.phrase);
    for (auto at = place.begin; at < place.end; ++at) {
      if (rules().negators.contains(tokens_[at].word) &&
          std::ranges::find(own, tokens_[at].word) == own.end())
        return true;
    }
    return false;
  }

  void note(const KindSign& sign, Range place) {
    if (sign.kind == CaseKind::other) return;
    auto kind = sign.kind;
    const bool turned_round = negated(place) || negated_inside(sign, place);
    if (turned_round && kind == CaseKind::problem) return;
    auto told = in_words(sign);
    if (turned_round && kind == CaseKind::praise) {
      kind = CaseKind::problem;
      told = "not “" + told + "”";
    }
    const auto at = static_cast<std::size_t>(kind);
    scores_[at] += turned_round ? 1 : sign.weight;
    if (words_[at].size() < words_told && std::ranges::find(words_[at], told) == words_[at].end())
      words_[at].push_back(told);
  }

  const std::vector<Token>& tokens_;
  std::array<int, model::case_kinds> scores_{};
  std::array<std::vector<std::string>, model::case_kinds> words_;
};

struct Verdict {
  CaseKind kind;
  int needed;
};
// In this order: a problem inside of thanks is a problem, an idea put as a question is an idea.
constexpr Verdict order[] = {{CaseKind::problem, 2},  {CaseKind::idea, 2},    {CaseKind::question, 2},
                             {CaseKind::praise, 3},   {CaseKind::problem, 1}, {CaseKind::praise, 1},
                             {CaseKind::question, 1}, {CaseKind::idea, 1}};

}  // namespace

KindReading read_kind(std::string_view text) {
  const auto tokens = tokens_of(folded(cut(text, read_bytes)));
  KindCount count(tokens);
  count.count();
  for (const auto& [kind, needed] : order) {
    const bool asks = kind == CaseKind::question && tokens.asks;
    const auto manners = kind == CaseKind::praise ? static_cast<int>(tokens.words.size() / long_text) : 0;
    if (count.score(kind) + (asks ? 2 : 0) < needed + manners) continue;
    KindReading out{kind, {}};
    for (const auto& word : count.words(kind)) out.words += (out.words.empty() ? "" : ", ") + word;
    if (asks) out.words += out.words.empty() ? "?" : ", ?";
    return out;
  }
  return {};
}

KindReading stronger(const KindReading& a, const KindReading& b) {
  return b.kind < a.kind ? b : a;
}

}  // namespace earshot::phrases

#include "phrases/agreement.h"

#include <algorithm>
#include <cassert>
#include <span>
#include <string>
#include <unordered_map>

#include "base/text.h"
#include "phrases/agreement_phrases.h"

namespace earshot::phrases {
namespace {

constexpr std::size_t longest_read = 64 * 1024;
constexpr std::size_t denial_reach = 6;     // so many words before a phrase may deny it
constexpr std::size_t longest_clause = 80;  // words looked at on each side: who sets no signs costs no more

// What parts a word from the one before it, the strongest of all that stands between.
enum class Gap { space, line, clause, sentence };

struct FoldedWord {
  std::string_view word;  // folded
  std::size_t begin = 0, end = 0;
  Gap before = Gap::sentence;
};

bool among(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const auto end = std::min(list.find('|'), list.size());
    if (list.substr(0, end) == word) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

Gap gap_of(char32_t c) {
  constexpr std::u32string_view enders = U".!?…。！？";
  if (enders.find(c) != std::u32string_view::npos) return Gap::sentence;
  if (c == '\n') return Gap::line;
  return is_space(c) ? Gap::space : Gap::clause;
}

// "+1" and ":+1:" are words, "+15" and "x+1" are none.
std::size_t plus_one_end(std::string_view text, std::size_t at) {
  for (const std::string_view sign : {":+1:", "+1"}) {
    if (!text.substr(at).starts_with(sign)) continue;
    std::size_t end = at + sign.size();
    const bool apart = at == 0 || is_space(static_cast<unsigned char>(text[at - 1]));
    if (apart && (end == text.size() || !is_word_character(static_cast<unsigned char>(text[end]))))
      return end;
  }
  return at;
}

// Letters and digits, apostrophes and hyphens between them.
std::size_t word_end(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (at < text.size()) {
    const bool joint = text[at] == '\'' || text[at] == '-';
    const char32_t c = next_character(text, at);
    if (is_word_character(c)) {
      end = at;
    } else if (!joint || end + 1 != at) {
      break;
    }
  }
  return end;
}

std::vector<FoldedWord> folded_words(const Folded& folding) {
  std::vector<FoldedWord> out;
  const std::string_view text = folding.text();
  Gap gap = Gap::sentence;
  int lines = 0;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = plus_one_end(text, at);
    if (end == at) end = word_end(text, at);
    if (end == at) {
      const Gap sign = gap_of(next_character(text, at));
      lines = sign == Gap::line ? lines + 1 : lines;
      gap = std::max(gap, lines > 1 ? Gap::sentence : sign);
      continue;
    }
    const auto word = text.substr(at, end - at);
    // "Me, too": English sets a comma that parts nothing.
    if (word == "too" && gap == Gap::clause && text.substr(0, at).ends_with(", ")) gap = Gap::space;
    out.push_back({word, folding.origin(at), folding.origin(end), gap});
    gap = Gap::space;
    lines = 0;
    at = end;
  }
  return out;
}

// Straight and curly quotation marks, as long as they are closed on their line.
std::vector<Span> quotations(std::string_view text) {
  constexpr std::string_view openers[] = {"„", "«", "“", "\""}, closers[] = {"”", "»", "“", "\""};
  constexpr auto none = std::string_view::npos;
  std::vector<Span> out;
  std::size_t open = none;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') open = none;
    const auto is_here = [&](std::string_view mark) { return text.substr(at).starts_with(mark); };
    if (open != none && std::ranges::any_of(closers, is_here)) {
      out.emplace_back(open, at);
      open = none;
    } else if (std::ranges::any_of(openers, is_here)) {
      open = at;
    }
  }
  return out;
}

// Lines that begin with ">".
void add_marked_lines(std::string_view text, std::vector<Span>& out) {
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    if (trim(text.substr(begin, end - begin)).starts_with('>')) out.emplace_back(begin, end);
    begin = end + 1;
  }
}

// The phrases taken apart, found by the words that they may begin with.
class PhraseBook {
 public:
  struct Step {
    std::vector<std::string_view> words;  // sorted
    bool may_miss = false;
  };
  struct Entry {
    std::vector<Step> steps;
    Place place{};
    bool despite = false;
  };

  PhraseBook() {
    for (const std::span<const Phrase> language :
         {std::span<const Phrase>(english_phrases), std::span<const Phrase>(german_phrases),
          std::span<const Phrase>(spanish_phrases), std::span<const Phrase>(french_phrases)}) {
      for (const Phrase& phrase : language) add(phrase);
    }
  }

  const std::vector<Entry>& entries() const { return entries_; }
  std::span<const std::size_t> beginning_with(std::string_view word) const {
    const auto found = by_first_word_.find(word);
    return found == by_first_word_.end() ? std::span<const std::size_t>() : found->second;
  }

 private:
  void add(const Phrase& phrase) {
    Entry entry{{}, phrase.place, phrase.despite};
    each_part(phrase.words, ' ', [&](std::string_view step) { entry.steps.push_back(step_of(step)); });
    for (const Step& step : entry.steps) {
      for (const auto word : step.words) {
        auto& places = by_first_word_[word];
        if (places.empty() || places.back() != entries_.size()) places.push_back(entries_.size());
      }
      if (!step.may_miss) break;
    }
    entries_.push_back(std::move(entry));
  }

  static Step step_of(std::string_view text) {
    Step step;
    step.may_miss = text.ends_with('?');
    if (step.may_miss) text.remove_suffix(1);
    each_part(text, '|', [&](std::string_view word) {
      const auto kind = std::ranges::find_if(word_kinds, [&](const WordKind& each) {
        return word.starts_with('<') && word.substr(1, word.size() - 2) == each.name;
      });
      if (kind == std::end(word_kinds)) {
        assert(!word.starts_with('<'));
        step.words.push_back(word);
      } else {
        each_part(kind->words, '|', [&](std::string_view each) { step.words.push_back(each); });
      }
    });
    std::ranges::sort(step.words);
    return step;
  }

  template <class F>
  static void each_part(std::string_view text, char mark, F each) {
    while (!text.empty()) {
      const auto end = std::min(text.find(mark), text.size());
      each(text.substr(0, end));
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }

  std::vector<Entry> entries_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> by_first_word_;
};

const PhraseBook& phrase_book() {
  static const PhraseBook book;
  return book;
}

class Search {
 public:
  Search(std::string_view text, std::vector<Span> quoted)
      : text_(text), folding_(fold(text)), tokens_(folded_words(folding_)), quoted_(std::move(quoted)) {
    const auto of_marks = quotations(text);
    quoted_.insert(quoted_.end(), of_marks.begin(), of_marks.end());
    add_marked_lines(text, quoted_);
  }

  std::optional<Span> first() const {
    const PhraseBook& book = phrase_book();
    for (std::size_t at = 0; at < tokens_.size(); ++at) {
      for (const auto number : book.beginning_with(tokens_[at].word)) {
        const PhraseBook::Entry& entry = book.entries()[number];
        const auto end = match(entry, 0, at, at);
        if (end && holds(entry, at, *end)) return Span{tokens_[at].begin, tokens_[*end - 1].end};
      }
    }
    return std::nullopt;
  }

 private:
  // The token behind the phrase. A phrase goes over the end of a line, not over a comma; what may be missing
  // is taken where it is there.
  std::optional<std::size_t> match(const PhraseBook::Entry& entry, std::size_t step, std::size_t from,
                                   std::size_t at) const {
    if (step == entry.steps.size()) return at;
    const PhraseBook::Step& wanted = entry.steps[step];
    const bool joined = at < tokens_.size() && (at == from || tokens_[at].before < Gap::clause);
    if (joined && std::ranges::binary_search(wanted.words, tokens_[at].word)) {
      if (const auto end = match(entry, step + 1, from, at + 1)) return end;
    }
    return wanted.may_miss ? match(entry, step + 1, from, at) : std::nullopt;
  }

  bool holds(const PhraseBook::Entry& entry, std::size_t begin, std::size_t end) const {
    const bool opens = entry.place == Place::opening || entry.place == Place::whole;
    const bool closes = entry.place == Place::closing || entry.place == Place::whole;
    if ((opens && !opens_clause(begin)) || (closes && !closes_clause(end)) || is_quoted(begin)) return false;
    return !asked(begin, end) && (entry.despite || !denied(begin, end));
  }

  bool is_quoted(std::size_t at) const {
    return std::ranges::any_of(quoted_, [place = tokens_[at].begin](const Span& span) {
      return span.first <= place && place < span.second;
    });
  }

  bool opens_clause(std::size_t at) const {
    while (tokens_[at].before == Gap::space) {
      if (!among(interjections, tokens_[--at].word)) return false;
    }
    return true;
  }

  bool closes_clause(std::size_t end) const {
    return end == tokens_.size() || tokens_[end].before != Gap::space ||
           among(continuations, tokens_[end].word);
  }

  std::size_t clause_begin(std::size_t at) const {
    const std::size_t first = at - std::min(at, longest_clause);
    while (at > first && tokens_[at].before < Gap::clause) --at;
    return at;
  }

  bool denied(std::size_t begin, std::size_t end) const {
    const auto from = std::max(clause_begin(begin), begin - std::min(begin, denial_reach));
    for (std::size_t at = from; at < begin; ++at) {
      const auto word = tokens_[at].word;
      if (among(denials, word) || among(conditions, word)) return true;
    }
    return end < tokens_.size() && tokens_[end].before == Gap::space &&
           among(late_denials, tokens_[end].word);
  }

  // "Does anybody have the same problem?"
  bool asked(std::size_t begin, std::size_t end) const {
    std::size_t last = end;
    const std::size_t limit = std::min(tokens_.size(), end + longest_clause);
    while (last < limit && tokens_[last].before < Gap::clause) ++last;
    if (!ends_with_question(last)) return false;
    for (std::size_t at = clause_begin(begin); at < begin; ++at) {
      if (among(askers, tokens_[at].word)) return true;
    }
    return last == end && begin == clause_begin(begin);
  }

  bool ends_with_question(std::size_t last) const {
    const std::size_t from = tokens_[last - 1].end;
    const std::size_t to =
        last < tokens_.size() ? tokens_[last].begin : folding_.origin(folding_.text().size());
    return text_.substr(from, to - from).find('?') != std::string_view::npos;
  }

  const std::string_view text_;
  const Folded folding_;
  const std::vector<FoldedWord> tokens_;
  std::vector<Span> quoted_;
};

}  // namespace

std::optional<Span> find_agreement(std::string_view text, const std::vector<Span>& quoted) {
  return Search(cut(text, longest_read), quoted).first();
}

}  // namespace earshot::phrases

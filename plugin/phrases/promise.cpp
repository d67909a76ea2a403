#include "phrases/promise.h"

#include <algorithm>
#include <span>

#include "base/text.h"
#include "phrases/tokens.h"

namespace earshot::phrases {
namespace {

constexpr std::size_t promise_read_bytes = 65536, longest_sentence = 600, most_promises = 20;

// Somebody of the company says that something will be; with deed: only together with one of the deeds.
struct Opening {
  std::string_view phrase;
  bool needs_deed;
};
constexpr Opening openings[] = {
    {"we will", true},
    {"we'll", true},
    {"i will", true},
    {"i'll", true},
    {"we are going to", true},
    {"we're going to", true},
    {"i am going to", true},
    {"i'm going to", true},
    {"we plan to", true},
    {"we are planning to", true},
    {"we intend to", true},
    {"we promise", false},
    {"i promise", false},
    {"will be fixed", false},
    {"will be available", false},
    {"will be released", false},
    {"will be back", false},
    {"will be ready", false},
    {"will be updated", false},
    {"will be online", false},
    {"will be out", false},
    {"will follow", false},
    {"fix is coming", false},
    {"coming soon", false},
    {"coming next", false},
    {"coming in", false},
    {"on its way", false},
    {"stay tuned", false},
    {"we are working on", false},
    {"we're working on", false},
    {"i am working on", false},
    {"i'm working on", false},
    {"wir werden", false},
    {"ich werde", false},
    {"werden wir", false},
    {"werde ich", false},
    {"wir kümmern uns", false},
    {"ich kümmere mich", false},
    {"wir melden uns", false},
    {"ich melde mich", false},
    {"melden wir uns", false},
    {"melde ich mich", false},
    {"wir liefern ~ nach", false},
    {"wir reichen ~ nach", false},
    {"wir versprechen", false},
    {"ich verspreche", false},
    {"wir arbeiten ~ daran", false},
    {"wir arbeiten an", false},
    {"wir schauen ~ an", false},
    {"ich schaue ~ an", false},
    {"ich sehe ~ an", false},
    {"wird ~ behoben", false},
    {"wird ~ nachgereicht", false},
    {"wird ~ veröffentlicht", false},
    {"wird ~ verfügbar", false},
    {"wird ~ repariert", false},
    {"wird ~ nachgeliefert", false},
    {"wird bald", false},
    {"kommt bald", false},
    {"kommt demnächst", false},
    {"kommt nächste", false},
    {"kommt in kürze", false},
    {"folgt in kürze", false},
    {"folgt nächste", false},
};
constexpr std::string_view deeds[] = {
    "add",      "announce",  "answer",      "bring",        "change",
    "check",    "come back", "contact",     "deliver",      "exchange",
    "extend",   "find out",  "fix",         "follow up",    "get back",
    "give",     "improve",   "investigate", "let you know", "let everyone know",
    "look",     "make",      "mend",        "offer",        "open",
    "post",     "publish",   "refund",      "release",      "repair",
    "replace",  "report",    "resolve",     "respond",      "restore",
    "send",     "share",     "ship",        "solve",        "start",
    "tell you", "test",      "try to",      "update",       "upload",
    "work on",  "write"};
constexpr std::string_view denials[] = {"not", "never", "nicht", "nie", "kein", "keine", "keinen"};
constexpr std::string_view conditions[] = {"if you",   "unless", "wenn du", "wenn sie",
                                           "wenn ihr", "falls",  "sofern"};

// A dot behind a number ends no sentence ("am 3. Mai"), nor one inside of a word ("2.0").
std::vector<std::string_view> sentences_of(std::string_view text) {
  std::vector<std::string_view> out;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= text.size(); ++at) {
    const char c = at < text.size() ? text[at] : '\n';
    const bool last = at + 1 >= text.size() || text[at + 1] == ' ' || text[at + 1] == '\n';
    const bool number = at > 0 && text[at - 1] >= '0' && text[at - 1] <= '9';
    const bool ends = c == '\n' || ((c == '!' || c == '?') && last) || (c == '.' && last && !number);
    if (!ends) continue;
    const auto sentence = trim(text.substr(begin, std::min(at + 1, text.size()) - begin));
    if (!sentence.empty()) out.push_back(sentence);
    begin = at + 1;
  }
  return out;
}

struct Reading {
  std::vector<Token> tokens;

  // Behind its last word, 0 if it is not there; `from` is where to look.
  std::size_t find(std::string_view phrase, std::size_t from = 0, std::size_t* begin = nullptr) const {
    const auto words = phrase_words(phrase);
    for (std::size_t at = from; at < tokens.size(); ++at) {
      const auto end = phrase_end(tokens, at, words);
      if (end == 0) continue;
      if (begin) *begin = at;
      return end;
    }
    return 0;
  }
  bool has_any(std::span<const std::string_view> phrases) const {
    return std::ranges::any_of(phrases, [&](std::string_view phrase) { return find(phrase) > 0; });
  }
  // "We will not", "wir werden das nicht".
  bool denied(std::size_t from) const {
    constexpr std::size_t reach = 8;
    for (auto at = from; at < std::min(tokens.size(), from + reach); ++at) {
      if (at > from && tokens[at].clause != tokens[from].clause) return false;
      if (std::ranges::any_of(denials,
                              [&](std::string_view word) { return folded(word) == tokens[at].word; }))
        return true;
    }
    return false;
  }
  std::string deed_behind(std::size_t from) const {
    constexpr std::size_t reach = 4;
    for (const auto deed : deeds) {
      std::size_t begin = 0;
      if (find(deed, from, &begin) > 0 && begin < from + reach) return std::string(deed);
    }
    return {};
  }
};

// The words that make a promise of the sentence, or "".
std::string promise_words(const Reading& sentence) {
  if (sentence.has_any(conditions)) return {};
  for (const auto& [phrase, needs_deed] : openings) {
    const auto end = sentence.find(phrase);
    if (end == 0 || sentence.denied(end - 1)) continue;
    if (!needs_deed) return std::string(phrase);
    if (const auto deed = sentence.deed_behind(end); !deed.empty()) return std::string(phrase) + " … " + deed;
  }
  return {};
}

}  // namespace

std::vector<FoundPromise> promises_in(std::string_view text, Time at, const model::Zone& zone) {
  std::vector<FoundPromise> out;
  for (const auto sentence : sentences_of(cut(text, promise_read_bytes))) {
    if (out.size() == most_promises) break;
    if (sentence.ends_with('?')) continue;
    const Reading reading{tokens_of(folded(sentence)).words};
    auto words = promise_words(reading);
    if (words.empty()) continue;
    out.push_back(
        {shorten(squeeze(sentence), longest_sentence), std::move(words), promised_by(sentence, at, zone)});
  }
  return out;
}

}  // namespace earshot::phrases

#include "answers/loose_names.h"

#include <algorithm>
#include <unordered_set>
#include <vector>

#include "base/text.h"
#include "names/called.h"

namespace earshot::answers {

namespace {

bool same_name(const std::vector<std::size_t>* a, const std::vector<std::size_t>* b) {
  if (!a || !b) return false;
  return std::ranges::any_of(*a, [&](std::size_t group) { return std::ranges::count(*b, group) > 0; });
}

// Letters that were left out, put in, taken for others, or two that changed places.
std::size_t slips_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

bool is_slip(std::string_view written, std::string_view name) {
  constexpr std::size_t least = 5, long_name = 8;
  if (written.size() < least || name.size() < least || written.front() != name.front()) return false;
  const std::size_t most = std::min(written.size(), name.size()) >= long_name ? 2 : 1;
  const auto difference = std::max(written.size(), name.size()) - std::min(written.size(), name.size());
  return difference <= most && slips_between(written, name) <= most;
}

bool is_letter_here(char c) {
  return is_ascii_letter(c) || static_cast<unsigned char>(c) >= 0x80;
}

std::string without_dots(std::string_view text) {
  std::string out(text);
  std::erase(out, '.');
  return out;
}

}  // namespace

LooseName loose_name(std::string_view shown) {
  LooseName out;
  const std::string name = folded(shown);
  const auto end = std::ranges::find_if_not(name, is_letter_here);
  out.first.assign(name.begin(), end);
  std::size_t parts = 0, given = 0;
  bool dots_only = true;  // until the first blank, letters with dots
  for (std::size_t at = 0; at < name.size();) {
    if (!is_letter_here(name[at])) {
      ++at;
      continue;
    }
    const auto begin = at;
    next_character(name, at);
    const auto initial = name.substr(begin, at - begin);
    while (at < name.size() && is_letter_here(name[at])) next_character(name, at);
    out.initials += initial;
    ++parts;
    const bool before_blank = name.find(' ') >= at;
    if (!before_blank) continue;
    dots_only = dots_only && at - begin == initial.size();
    given += dots_only ? 1 : 0;
  }
  if (dots_only && given > 1) out.given_initials = out.initials.substr(0, given);
  if (parts < 2) out.initials.clear();
  out.forms = names::called_alike(out.first);
  return out;
}

WrittenName written_name(std::string_view text) {
  const auto bare = without_dots(text);
  WrittenName out;
  out.word = folded(bare);
  out.capitals = std::ranges::count_if(bare, [](char c) { return c >= 'A' && c <= 'Z'; }) >= 2;
  out.opens_sentences = opens_sentences(out.word);
  out.forms = names::called_alike(out.word);
  return out;
}

Likeness likeness_of(const WrittenName& written, const LooseName& name) {
  constexpr std::size_t most_initials = 4, least_beginning = 3;
  const auto& word = written.word;
  if (word.size() < 2 || word == name.first) return Likeness::none;
  if (same_name(written.forms, name.forms)) return Likeness::short_form;
  if (written.capitals && word.size() <= most_initials &&
      (word == name.initials || word == name.given_initials))
    return Likeness::initials;
  if (written.capitals || written.opens_sentences) return Likeness::none;
  if (word.size() >= least_beginning && name.first.starts_with(word)) return Likeness::beginning;
  return is_slip(word, name.first) ? Likeness::slip : Likeness::none;
}

bool opens_sentences(std::string_view folded) {
  static const std::unordered_set<std::string_view> words{
      "absolutely",  "actually",    "after",      "again",        "agree",
      "agreed",      "ahh",         "all",        "almost",       "already",
      "also",        "although",    "always",     "amen",         "and",
      "another",     "answer",      "any",        "anyone",       "anyway",
      "apparently",  "are",         "aside",      "as",           "at",
      "awesome",     "back",        "basically",  "because",      "before",
      "besides",     "best",        "better",     "both",         "bottom",
      "brilliant",   "btw",         "but",        "by",           "can",
      "certainly",   "cheers",      "clearly",    "come",         "comment",
      "congrats",    "cool",        "correct",    "could",        "curious",
      "currently",   "dear",        "definitely", "did",          "do",
      "does",        "done",        "each",       "edit",         "either",
      "enjoy",       "essentially", "even",       "eventually",   "every",
      "exactly",     "excellent",   "except",     "fair",         "false",
      "fantastic",   "few",         "final",      "finally",      "fine",
      "first",       "fixed",       "folks",      "for",          "fourth",
      "frankly",     "from",        "full",       "fun",          "funny",
      "furthermore", "generally",   "get",        "give",         "glad",
      "go",          "good",        "got",        "great",        "guess",
      "had",         "haha",        "happy",      "hard",         "have",
      "hah",         "heh",         "hello",      "hence",        "here",
      "hey",         "hmm",         "hmmm",       "honestly",     "hope",
      "hopefully",   "how",         "however",    "huh",          "ideally",
      "if",          "imho",        "in",         "incidentally", "indeed",
      "instead",     "interesting", "is",         "it",           "its",
      "just",        "keep",        "kind",       "last",         "lastly",
      "later",       "least",       "less",       "let",          "lets",
      "like",        "likewise",    "lol",        "look",         "lots",
      "lovely",      "made",        "make",       "man",          "many",
      "maybe",       "mea",         "meanwhile",  "mine",         "more",
      "moreover",    "most",        "mostly",     "much",         "my",
      "naturally",   "neat",        "neither",    "never",        "new",
      "next",        "nice",        "nobody",     "nope",         "nor",
      "normally",    "not",         "note",       "nothing",      "now",
      "obviously",   "oddly",       "often",      "okay",         "once",
      "one",         "only",        "oops",       "opinion",      "option",
      "or",          "originally",  "other",      "others",       "otherwise",
      "ouch",        "our",         "over",       "part",         "perfect",
      "perhaps",     "personally",  "please",     "plus",         "point",
      "possibly",    "post",        "precisely",  "presumably",   "probably",
      "problem",     "pretty",      "question",   "quick",        "quite",
      "rather",      "read",        "really",     "reader",       "regarding",
      "right",       "sad",         "sadly",      "same",         "say",
      "second",      "secondly",    "see",        "seriously",    "several",
      "should",      "sigh",        "similarly",  "simple",       "simply",
      "since",       "so",          "some",       "someone",      "sometimes",
      "soon",        "sorry",       "sounds",     "specifically", "still",
      "strange",     "such",        "sure",       "surely",       "take",
      "tell",        "thank",       "thanks",     "that",         "thats",
      "the",         "their",       "then",       "there",        "therefore",
      "these",       "they",        "thing",      "think",        "third",
      "this",        "those",       "though",     "three",        "thus",
      "time",        "to",          "today",      "tomorrow",     "too",
      "totally",     "touche",      "true",       "truly",        "try",
      "two",         "typical",     "typically",  "typo",         "unfortunately",
      "unless",      "until",       "update",     "updated",      "use",
      "usually",     "very",        "wait",       "was",          "way",
      "weird",       "welcome",     "well",       "were",         "what",
      "whatever",    "when",        "where",      "whether",      "which",
      "while",       "who",         "whoa",       "whoops",       "why",
      "will",        "with",        "without",    "wonderful",    "work",
      "works",       "would",       "wow",        "wrong",        "yay",
      "yeah",        "yep",         "yes",        "yesterday",    "yet",
      "you",         "your",        "yup",        "aber",         "also",
      "danke",       "das",         "die",        "doch",         "einfach",
      "genau",       "gut",         "ich",        "ja",           "jetzt",
      "klar",        "leider",      "mal",        "natürlich",    "nein",
      "nun",         "richtig",     "schön",      "stimmt",       "super",
      "und",         "vielleicht",  "was",        "wenn",         "wer",
      "wie",         "alors",       "bien",       "bon",          "donc",
      "enfin",       "mais",        "oui",        "vraiment",     "bueno",
      "claro",       "entonces",    "pero",       "pues",         "quizás",
      "fyi",         "ps",          "re",         "ok",           "nb",
      "ot",          "imo",         "iirc",       "afaik",        "eta",
      "tldr",        "faq",         "cc"};
  return words.contains(folded);
}

}  // namespace earshot::answers

#include "answers/nearness.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <unordered_set>

#include "answers/address.h"
#include "base/text.h"

namespace earshot::answers {

namespace {

// Nobody answers what lies further back without a sign of whom he means, unless it came since he was here
// last.
constexpr std::size_t far_enough = 40, far_enough_in_a_visit = 200;
constexpr auto one_sitting = std::chrono::minutes(10);

// Rows: manners. Trained as a choice among candidates on conversations whose threads were recorded and then
// hidden; for the manners of sittings, with the answers moved to the end of sittings in that order.
constexpr double place_weights[manners][first_word_feature] = {
    {-0.42, 0.32, -1.89, 0.32, 0.14, -0.04, -0.41, -0.51, -0.08, 0.14, -0.81, 1.46, 0.76, -1.95, -0.77},
    {0.36, 0.24, -2.37, -0.11, 2.79, -0.06, -0.08, -0.08, -0.74, 0.53, -2.35, 2.40, -0.59, -0.53, -0.15},
    {-0.25, 0.71, -4.84, 0.05, -0.46, 1.89, -1.07, -0.02, -0.54, -0.49, -2.08, -0.21, 0.51, -1.08, -0.48},
    {-0.27, 0.04, -3.80, -0.14, 0.25, 0.67, -0.71, -0.26, -0.62, -0.31, -1.20, 1.09, 0.26, -0.71, -0.38},
};
// By feature: four products at once for each, which is most of what a guess costs.
constexpr auto weights_of_place = [] {
  std::array<std::array<double, manners>, first_word_feature> out{};
  for (std::size_t m = 0; m < manners; ++m) {
    for (std::size_t k = 0; k < first_word_feature; ++k) out[k][m] = place_weights[m][k];
  }
  return out;
}();
constexpr double word_weights[guess_features - first_word_feature] = {2.8,  10.5, 1.03, 0.0, 1.3,
                                                                      -1.0, 0.0,  1.2,  1.3, 1.8};

WordSet stem_set(std::initializer_list<std::string_view> words) {
  WordSet out;
  for (const auto one : words) {
    for (const auto& word : split(std::string(one))) out.insert(word.stem);
  }
  return out;
}

// Words of every conversation: in a short one they are as rare as the telling ones.
const WordSet& everyday_words() {
  static const auto words = stem_set(
      {"a",       "about",     "after",   "again",   "all",       "also",   "always", "am",      "an",
       "and",     "another",   "any",     "are",     "around",    "as",     "at",     "away",    "back",
       "be",      "because",   "been",    "before",  "being",     "best",   "better", "between", "big",
       "bit",     "both",      "but",     "by",      "came",      "can",    "case",   "could",   "did",
       "didn",    "different", "do",      "does",    "doesn",     "doing",  "don",    "done",    "down",
       "each",    "either",    "else",    "enough",  "even",      "ever",   "every",  "far",     "few",
       "find",    "first",     "for",     "found",   "from",      "get",    "gets",   "getting", "give",
       "go",      "goes",      "going",   "good",    "got",       "great",  "had",    "has",     "have",
       "haven",   "having",    "he",      "her",     "here",      "him",    "his",    "how",     "i",
       "if",      "in",        "instead", "into",    "is",        "isn",    "it",     "its",     "just",
       "keep",    "kind",      "knew",    "know",    "last",      "least",  "less",   "let",     "like",
       "little",  "ll",        "long",    "look",    "looks",     "lot",    "made",   "make",    "makes",
       "many",    "may",       "maybe",   "me",      "mean",      "might",  "mine",   "more",    "most",
       "much",    "must",      "my",      "need",    "never",     "new",    "next",   "no",      "not",
       "nothing", "now",       "of",      "off",     "often",     "old",    "on",     "once",    "one",
       "only",    "or",        "other",   "our",     "out",       "over",   "own",    "part",    "people",
       "perhaps", "point",     "put",     "quite",   "rather",    "re",     "really", "right",   "s",
       "said",    "same",      "say",     "says",    "see",       "seem",   "seems",  "she",     "should",
       "since",   "so",        "some",    "someone", "something", "still",  "such",   "sure",    "t",
       "take",    "tell",      "than",    "thank",   "thanks",    "that",   "the",    "their",   "them",
       "then",    "there",     "these",   "they",    "thing",     "things", "think",  "this",    "those",
       "though",  "thought",   "through", "time",    "times",     "to",     "too",    "tried",   "try",
       "two",     "under",     "until",   "up",      "us",        "use",    "used",   "using",   "ve",
       "very",    "want",      "was",     "way",     "we",        "well",   "went",   "were",    "what",
       "when",    "where",     "which",   "while",   "who",       "why",    "will",   "with",    "without",
       "work",    "works",     "would",   "wrong",   "yes",       "yet",    "you",    "your",    "aber",
       "als",     "am",        "an",      "auch",    "auf",       "aus",    "bei",    "da",      "das",
       "dass",    "dem",       "den",     "der",     "die",       "doch",   "du",     "ein",     "eine",
       "er",      "es",        "für",     "habe",    "hat",       "ich",    "im",     "in",      "ist",
       "ja",      "kann",      "man",     "mit",     "nicht",     "noch",   "nur",    "oder",    "schon",
       "sehr",    "sich",      "sie",     "sind",    "so",        "und",    "von",    "war",     "was",
       "wenn",    "wie",       "wir",     "zu",      "zum",       "le",     "la",     "les",     "de",
       "des",     "et",        "un",      "une",     "est",       "pas",    "que",    "qui",     "ce",
       "je",      "en",        "el",      "los",     "y",         "por",    "con",    "es",      "lo",
       "se",      "del"});
  return words;
}
constexpr double weight_of_everyday = 0.3;

// Does one of the first words of the comment's own stand in the list?
bool begins_with(const Utterance& u, const WordSet& list, std::size_t most) {
  std::size_t read = 0;
  for (const auto& word : u.words) {
    if (word.in_quote) continue;
    if (list.contains(word.hash)) return true;
    if (++read >= most) break;
  }
  return false;
}

const WordSet& thanks_and_praise() {
  static const auto words =
      word_set({"thanks",     "thank",   "thx",       "cheers",  "great",     "nice",      "awesome",
                "excellent",  "cool",    "wonderful", "amazing", "perfect",   "brilliant", "helpful",
                "useful",     "love",    "loved",     "saved",   "beautiful", "gorgeous",  "congratulations",
                "appreciate", "danke",   "super",     "toll",    "merci",     "gracias",   "grazie",
                "obrigado",   "bedankt", "tack",      "спасибо"});
  return words;
}
const WordSet& words_of_pleasure() {
  static const auto words = word_set(
      {"welcome", "glad", "pleasure", "anytime", "gern", "gerne", "bitte", "rien", "nada", "prego", "graag"});
  return words;
}
const WordSet& words_of_thanks() {
  static const auto words = word_set({"thanks", "thank", "thx", "danke", "merci", "gracias", "grazie",
                                      "obrigado", "bedankt", "tack", "спасибо"});
  return words;
}
const WordSet& words_of_mending() {
  static const auto words = word_set({"fixed", "corrected", "oops", "whoops", "updated", "mended", "repaired",
                                      "korrigiert", "behoben", "corrigé", "corregido"});
  return words;
}
const WordSet& words_of_faults() {
  static const auto words =
      word_set({"typo",     "typos",      "broken",     "link",    "links", "error",   "wrong", "mistake",
                "spelling", "misspelled", "missing",    "corrupt", "404",   "invalid", "dead",  "incorrect",
                "fehler",   "kaputt",     "tippfehler", "faute",   "lien",  "enlace"});
  return words;
}

}  // namespace

History::History(const Conversation& conversation) : answered(conversation.said.size(), 0) {
  std::size_t authors = 0;
  for (const auto& u : conversation.said) authors = std::max(authors, u.author + 1);
  met.assign(authors, 0);
}

void History::note(const Conversation& conversation, std::size_t answer, std::size_t item) {
  answered[item] = 1;
  met[conversation.said[item].author] = 1;
  const auto author = conversation.said[answer].author;
  const auto known = std::ranges::find(last, author, &Last::author);
  if (known != last.end()) {
    *known = {author, answer, item};
  } else {
    last.push_back({author, answer, item});
  }
}

const History::Last* History::last_of(std::size_t author) const {
  const auto known = std::ranges::find(last, author, &Last::author);
  return known != last.end() ? &*known : nullptr;
}

Nearness::Nearness(const Conversation& conversation) : conversation_(conversation) {
  read_wording();
  read_visits();
}

void Nearness::read_wording() {
  const NameBook names(conversation_);
  std::unordered_map<std::uint64_t, double> rarity;
  for (std::size_t at = 0; at < conversation_.said.size(); ++at) {
    const auto& u = conversation_.said[at];
    auto& wording = wording_.emplace_back();
    for (const auto& word : u.words) {
      if (!word.in_quote || !u.staff) wording.words.emplace_back(word.stem, 0.0);  // quotations: see signs
    }
    std::sort(wording.words.begin(), wording.words.end());
    const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
    wording.words.erase(std::unique(wording.words.begin(), wording.words.end(), same), wording.words.end());
    for (const auto& [word, unused] : wording.words) rarity[word] += 1;
    constexpr std::size_t opening = 4, beginning = 10, all = 60;
    wording.welcomes = u.staff && begins_with(u, words_of_pleasure(), beginning);
    wording.thanks = u.staff && !wording.welcomes && begins_with(u, words_of_thanks(), opening);
    wording.mends = u.staff && begins_with(u, words_of_mending(), beginning);
    if (!u.reader) continue;
    wording.courteous = begins_with(u, thanks_and_praise(), all);
    wording.fault = begins_with(u, words_of_faults(), all);
    const auto name = folded(squeeze(u.comment->author_name));
    if (name.size() > 2) wording.first_name = word_hash(std::string_view(name).substr(0, name.find(' ')));
    wording.question = u.text.find('?') != std::string::npos ? 1 : 0;
    wording.length = std::log1p(static_cast<double>(u.words.size())) / 4;
    const auto address = names.read(at);
    wording.to_reader = address.authors.empty() ? 0 : 1;
    wording.to_staff = address.colleague ? 1 : 0;
  }
  const auto total = static_cast<double>(conversation_.said.size());
  for (auto& [word, count] : rarity)
    count = std::log((total + 1) / count) / std::log(total + 2) *
            (everyday_words().contains(word) ? weight_of_everyday : 1.0);
  for (auto& wording : wording_) {
    for (auto& [word, rare] : wording.words) {
      rare = rarity.at(word);
      wording.weight += rare * rare;
    }
  }
}

void Nearness::read_visits() {
  const auto& said = conversation_.said;
  visits_.resize(said.size());
  std::unordered_map<std::string, std::size_t> last;
  std::size_t latest_reader = 0;  // place behind it
  for (std::size_t at = 0; at < said.size(); ++at) {
    if (said[at].reader) latest_reader = at + 1;
    if (!said[at].staff) continue;
    auto& visit = visits_[at];
    visit.begin = at;
    const auto [known, first] = last.emplace(said[at].comment->person, at);
    if (first) continue;
    const auto before = known->second;
    const auto pause = said[at].at - said[before].at;
    if (before >= latest_reader || (pause > Duration::zero() && pause <= one_sitting)) {
      visit = visits_[before];
    } else {
      visit.before = before + 1;
    }
    known->second = at;
  }
  std::size_t to_come = 0;  // colleagues share the work
  for (std::size_t at = said.size(); at-- > 0;) {
    if (said[at].reader) to_come = 0;
    if (said[at].staff) visits_[at].to_come = to_come++;
  }
}

void Nearness::compare(std::size_t answer, std::size_t item, GuessFeatures& f) const {
  const auto& a = wording_[answer];
  const auto& b = wording_[item];
  double sum = 0;
  auto x = a.words.begin(), y = b.words.begin();
  while (x != a.words.end() && y != b.words.end()) {
    if (x->first == y->first) sum += x->second * x->second;
    const bool forward = x->first <= y->first, other = y->first <= x->first;
    if (forward) ++x;
    if (other) ++y;
  }
  f[shared_words] = std::log1p(sum);
  f[likeness] = sum > 0 ? sum / std::sqrt(a.weight * b.weight) : 0;
  f[question] = b.question;
  f[length] = b.length;
  const auto is_name = [&](const Word& w) { return w.hash == b.first_name && w.upper; };
  const auto& words = conversation_.said[answer].words;
  f[named] = b.first_name != 0 && std::any_of(words.begin(), words.end(), is_name) ? 1 : 0;
  f[to_reader] = b.to_reader;
  f[to_staff] = b.to_staff;
  const auto fits = [](bool says, bool fitting) { return !says ? 0.0 : fitting ? 1.0 : -1.0; };
  f[welcome] = fits(a.welcomes, b.courteous);
  f[thanked] = fits(a.thanks, b.question == 0);
  f[mended] = fits(a.mends, b.fault);
}

std::vector<Candidate> Nearness::candidates(std::size_t answer) const {
  const auto& a = conversation_.said[answer];
  std::vector<Candidate> out;
  std::unordered_set<std::size_t> spoke_later;
  const auto& said = conversation_.said;
  const auto may_be = [&](const Utterance& u) { return u.reader && !is_own_word(u, a); };
  const auto in_time = [&](const Utterance& u) { return may_be(u) && !came_behind(u, a); };
  const bool any_in_time =
      std::any_of(said.begin(), said.begin() + static_cast<std::ptrdiff_t>(answer), in_time);
  for (std::size_t at = answer; at-- > 0;) {
    const auto& u = said[at];
    if (!may_be(u) || (any_in_time && !in_time(u))) continue;
    if (out.size() >= (at >= visits_[answer].before ? far_enough_in_a_visit : far_enough)) break;
    Candidate c;
    c.item = at;
    auto& f = c.features;
    f[rank] = std::log1p(static_cast<double>(out.size()));
    f[latest] = out.empty() ? 1 : 0;
    f[overtaken] = spoke_later.insert(u.author).second ? 0 : 1;
    const auto hours = std::chrono::duration<double, std::ratio<3600>>(a.at - u.at).count();
    f[age] = std::log1p(std::max(0.0, hours)) / 4;
    f[left_over] = at < visits_[answer].before ? 1 : 0;
    compare(answer, at, f);
    out.push_back(c);
  }
  return out;
}

void Nearness::look_back(std::size_t answer, const History& history,
                         std::vector<Candidate>& candidates) const {
  const auto& said = conversation_.said;
  const auto& visit = visits_[answer];
  const auto* last = history.last_of(said[answer].author);
  std::optional<std::size_t> latest_unanswered, next, previous, oldest;
  std::size_t newer = 0;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto at = candidates[i].item;
    auto& f = candidates[i].features;
    const bool open = history.answered[at] == 0;
    const bool again = last && at == last->item;
    const bool at_once = again && said[answer].at - said[last->answer].at <= one_sitting;
    f[answered] = open ? 0 : 1;
    f[again_at_once] = again && at_once ? 1 : 0;
    f[again_later] = again && !at_once ? 1 : 0;
    f[passed_over] = last && open && at < last->answer ? 1 : 0;
    f[counts_off] = open && newer == visit.to_come ? 1 : 0;
    f[spoken_with] = history.met[said[at].author];
    f[latest_open] = f[next_open] = f[previous_open] = f[first_new] = 0;
    if (!open) continue;
    ++newer;
    if (!latest_unanswered) latest_unanswered = i;
    if (!last || at > last->item) next = i;
    if (last && at < last->item && !previous) previous = i;
    if (at >= visit.before) oldest = i;
  }
  if (latest_unanswered) candidates[*latest_unanswered].features[latest_open] = 1;
  if (next) candidates[*next].features[next_open] = 1;
  if (previous) candidates[*previous].features[previous_open] = 1;
  if (oldest) candidates[*oldest].features[first_new] = 1;
}

std::vector<double> mixed_shares(const std::vector<Candidate>& candidates, const Habit& habit) {
  using ByManner = std::array<double, manners>;
  std::vector<ByManner> dots(candidates.size());
  ByManner top;
  top.fill(-1e300);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    ByManner dot{};
    for (std::size_t k = 0; k < first_word_feature; ++k) {
      for (std::size_t m = 0; m < manners; ++m) dot[m] += candidates[i].features[k] * weights_of_place[k][m];
    }
    for (std::size_t m = 0; m < manners; ++m) top[m] = std::max(top[m], dot[m]);
    dots[i] = dot;
  }
  std::vector<double> out(candidates.size(), 0.0);
  for (std::size_t m = 0; m < manners; ++m) {
    if (habit[m] <= 0) continue;
    double sum = 0;
    for (auto& dot : dots) sum += (dot[m] = std::exp(dot[m] - top[m]));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += habit[m] * (dots[i][m] / sum);
  }
  return out;
}

std::vector<double> word_factors(const std::vector<Candidate>& candidates) {
  std::vector<double> out;
  for (const auto& c : candidates) {
    double dot = 0;
    for (std::size_t k = first_word_feature; k < guess_features; ++k)
      dot += c.features[k] * word_weights[k - first_word_feature];
    out.push_back(std::exp(dot));
  }
  return out;
}

}  // namespace earshot::answers

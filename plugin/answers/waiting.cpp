#include "answers/waiting.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <unordered_set>

#include "answers/signs.h"
#include "base/text.h"

namespace earshot::answers {

namespace {

constexpr std::size_t short_words = 15;

using NamesHere = std::function<const WordSet&()>;

// One of these must stand in it …
const WordSet& courtesies() {
  static const auto words = word_set(
      {"thanks",   "thank",       "thx",        "thanx",    "ty",      "cheers",    "great",
       "nice",     "awesome",     "excellent",  "good",     "cool",    "wonderful", "amazing",
       "perfect",  "brilliant",   "helpful",    "useful",   "love",    "loved",     "congratulations",
       "congrats", "bravo",       "danke",      "merci",    "gracias", "hi",        "hello",
       "hey",      "appreciated", "appreciate", "dank",     "grazie",  "obrigado",  "obrigada",
       "bedankt",  "tack",        "takk",       "dziękuję", "dzięki",  "спасибо",   "super",
       "toll",     "klasse",      "prima",      "genial",   "birthday"});
  return words;
}

// Those of them that are said to somebody or for something.
const WordSet& gratitude() {
  static const auto words =
      word_set({"thanks", "thank", "thx", "thanx", "ty", "cheers", "danke", "dank", "merci", "gracias",
                "grazie", "obrigado", "obrigada", "bedankt", "tack", "takk"});
  return words;
}

// Thanks for them are none.
const WordSet& bitter_words() {
  static const auto words = word_set({"nothing", "nichts", "rien", "nada", "niente", "niets", "ingenting"});
  return words;
}

// All that somebody says who says no more than that he was here.
bool small_talk(const std::string& text) {
  static constexpr std::string_view known[] = {"+1",
                                               "lol",
                                               "rofl",
                                               "haha",
                                               "hahaha",
                                               "first",
                                               "me first",
                                               "happy birthday",
                                               "merry christmas",
                                               "happy new year"};
  auto said = lower_ascii(squeeze(text));
  said.resize(said.find_last_not_of("!., :;)") + 1);
  return std::ranges::find(known, said) != std::end(known);
}

// … and nothing but these beside it.
const WordSet& fillers() {
  static const auto words = word_set(
      {"you",      "your",      "a",         "an",       "the",         "so",        "very",    "much",
       "lot",      "for",       "this",      "that",     "it",          "is",        "was",     "i",
       "to",       "and",       "of",        "all",      "my",          "me",        "post",    "article",
       "blog",     "sharing",   "share",     "info",     "information", "site",      "work",    "job",
       "keep",     "up",        "well",      "written",  "explanation", "explained", "really",  "many",
       "again",    "stuff",     "one",       "tip",      "tips",        "answer",    "reply",   "response",
       "help",     "in",        "advance",   "man",      "mate",        "sir",       "there",   "everyone",
       "folks",    "here",      "best",      "regards",  "indeed",      "just",      "what",    "read",
       "piece",    "writing",   "thoughts",  "writeup",  "we",          "be",        "works",   "worked",
       "did",      "solved",    "fixed",     "helped",   "perfectly",   "now",       "trick",   "fine",
       "muchas",   "mil",       "beaucoup",  "большое",  "vielen",      "schön",     "sehr",    "für",
       "die",      "das",       "hat",       "geholfen", "hilfe",       "antwort",   "mille",   "muito",
       "je",       "wel",       "så",        "mycket",   "ok",          "okay",      "got",     "with",
       "us",       "quick",     "fast",      "prompt",   "lol",         "haha",      "happy",   "den",
       "der",      "artikel",   "beitrag",   "tipp",     "tipps",       "infos",     "euch",    "dir",
       "schnelle", "por",       "el",        "la",       "tu",          "su",        "todo",    "artículo",
       "ayuda",    "compartir", "respuesta", "pour",     "le",          "cet",       "partage", "votre",
       "ton",      "aide",      "tout"});
  return words;
}

// Where no space parts words, thanks are phrases.
constexpr std::string_view spaceless_thanks[] = {"ありがとうございました",
                                                 "ありがとうございます",
                                                 "ありがとう",
                                                 "感謝します",
                                                 "谢谢",
                                                 "謝謝",
                                                 "多谢",
                                                 "感谢",
                                                 "감사합니다"};

std::vector<std::pair<std::size_t, std::size_t>> thanks_in(const std::string& text) {
  std::vector<std::pair<std::size_t, std::size_t>> out;
  for (const auto phrase : spaceless_thanks) {
    for (auto at = text.find(phrase); at != std::string::npos; at = text.find(phrase, at + phrase.size()))
      out.emplace_back(at, at + phrase.size());
  }
  return out;
}

// Words that complain in a comment without a question mark.
const WordSet& complaints() {
  static const auto words = word_set(
      {"broken",       "breaks", "broke",   "bug",     "bugs",     "error",     "errors",  "fail",
       "fails",        "failed", "failing", "crash",   "wrong",    "crashes",   "crashed", "problem",
       "problems",     "issue",  "issues",  "trouble", "stuck",    "cannot",    "unable",  "missing",
       "disappointed", "worst",  "useless", "refund",  "complain", "kaputt",    "fehler",  "funktioniert",
       "geht",         "hilfe",  "help",    "please",  "bitte",    "wondering", "wonder",  "how",
       "why",          "wie",    "warum",   "wieso"});
  return words;
}

// A name, or what in German is written like one, at the end of its sentence.
bool ends_thanks(const Utterance& u, std::size_t at) {
  const auto& word = u.words[at];
  if (!word.upper || complaints().contains(word.hash) || bitter_words().contains(word.hash)) return false;
  const auto next = u.text.find_first_not_of(' ', word.end);
  return next == std::string::npos || std::string_view("!.,;\n").find(u.text[next]) != std::string_view::npos;
}

// Words that stand in a link's own text or address are not counted; `names` are those of the others who
// speak here.
bool only_courtesy(const Utterance& u, const NamesHere& names, bool& has_link) {
  const auto phrases = thanks_in(u.text);
  bool courteous = !phrases.empty();
  std::size_t count = 0;
  bool thanked = false;  // in this sentence
  has_link = !u.links.empty() || u.text.find("http://") != std::string::npos ||
             u.text.find("https://") != std::string::npos;
  for (std::size_t i = 0; i < u.words.size(); ++i) {
    const auto& word = u.words[i];
    const bool linked = std::any_of(u.links.begin(), u.links.end(), [&](const auto& link) {
      return link.begin <= word.begin && word.begin < link.end;
    });
    const auto before = u.text.find_last_of(" \n", word.begin);
    const auto token = std::string_view(u.text).substr(before == std::string::npos ? 0 : before + 1);
    const bool in_phrase = std::any_of(phrases.begin(), phrases.end(), [&](const auto& phrase) {
      return phrase.first <= word.begin && word.begin < phrase.second;
    });
    if (linked || in_phrase || token.starts_with("http://") || token.starts_with("https://")) continue;
    if (++count > short_words) return false;
    const bool polite = courtesies().contains(word.hash);
    courteous = courteous || polite;
    if (i > 0 && sentence_ends_between(u, u.words[i - 1].end, word.begin)) thanked = false;
    thanked = thanked || gratitude().contains(word.hash);
    if (polite || fillers().contains(word.hash)) continue;
    // "Thanks, Ann!": whoever that is.
    if (thanked && ends_thanks(u, i)) continue;
    if (!word.upper || !names().contains(word.hash)) return false;
  }
  return courteous || count == 0;
}

bool asks_or_complains(const Utterance& u) {
  if (u.text.find('?') != std::string::npos) return true;
  return std::ranges::any_of(u.words,
                             [](const Word& w) { return !w.in_quote && complaints().contains(w.hash); });
}

bool speaks_of_us(const Utterance& u, const names::Matcher& names) {
  const auto hits = names.scan_plain(u.text, u.at);
  return std::ranges::any_of(hits, [](const model::Mention& m) { return m.sure; });
}

Need need_of(const Utterance& u, const NeedRules& rules, const NamesHere& names) {
  if (u.comment->kind != "comment") return {false, "a ping"};
  if (u.comment->state != model::Visibility::open) return {false, "no longer public"};
  if (u.staff) return {false, "written by staff"};
  if (const auto said = rules.said_by_hand.find(u.comment->id); said != rules.said_by_hand.end())
    return {said->second, said->second ? "" : "somebody said that it needs none"};
  if (!u.reader) return {false, "written by a program"};
  if (rules.policy == model::NeedsAnswer::questions && !asks_or_complains(u))
    return {false, "neither a question nor a complaint"};
  if (rules.policy == model::NeedsAnswer::mentions && rules.names && !speaks_of_us(u, *rules.names))
    return {false, "speaks of nobody and nothing of ours"};
  bool has_link = false;
  if (small_talk(u.text)) return {false, "small talk"};
  if (u.text.find('?') == std::string::npos && only_courtesy(u, names, has_link)) {
    return {false, has_link ? "a greeting with a link" : u.words.empty() ? "no words" : "thanks only"};
  }
  return {true, ""};
}

WordSet names_in(const Conversation& conversation) {
  WordSet out;
  for (const auto& u : conversation.said) {
    for (const auto& word : split(u.comment->author_name)) out.insert(word.hash);
  }
  return out;
}

// The comment at the top of the thread; where no threads are recorded the conversation is the post.
std::size_t root_of(const Conversation& conversation, std::size_t at) {
  if (!conversation.threaded) return conversation.said.size();
  for (std::size_t steps = 0; steps < conversation.said.size(); ++steps) {
    const auto& parent = conversation.said[at].parent;
    if (!parent) break;
    at = *parent;
  }
  return at;
}

// What ends a wait.
struct Ending {
  model::RowId answer = 0;
  Time at{};
  std::optional<Time> published;
  std::string person;
  const Utterance* said = nullptr;  // nothing: elsewhere
};
using Endings = std::vector<std::optional<Ending>>;  // by place

Ending ending_by(const Utterance& u) {
  return {u.comment->id, u.at, u.comment->published, u.comment->person, &u};
}

void take_earlier(std::optional<Ending>& known, const Ending& other) {
  if (!known || other.at < known->at) known = other;
}

// A staff comment to nobody in particular is an answer to each that has none yet.
void speak_to_all(const Conversation& conversation, const std::vector<Link>& links, Endings& first) {
  for (std::size_t at = 0; at < conversation.said.size(); ++at) {
    const bool to_somebody = std::ranges::count(links, at, &Link::answer) > 0;
    if (!conversation.said[at].staff || conversation.said[at].parent || to_somebody) continue;
    for (std::size_t item = 0; item < at; ++item) {
      take_earlier(first[item], ending_by(conversation.said[at]));
    }
  }
}

struct Run {
  std::vector<std::size_t> items;
  std::optional<Ending> answer;  // the first to any of them
};

Endings first_endings(const Conversation& conversation, const std::vector<Link>& links,
                      const WaitRules& rules) {
  Endings out(conversation.said.size());
  for (const auto& link : links) {
    if (link.certainty >= certain_enough)
      take_earlier(out[link.item], ending_by(conversation.said[link.answer]));
  }
  for (const auto& other : rules.elsewhere)
    take_earlier(out[other.item], {other.answer, other.at, other.at, other.person, nullptr});
  if (rules.blanket) speak_to_all(conversation, links, out);
  return out;
}

}  // namespace

std::vector<Need> needs_of(const Conversation& conversation, const NeedRules& rules) {
  std::vector<Need> out;
  std::map<std::pair<std::size_t, std::string>, std::size_t> said;
  std::optional<WordSet> known;  // read when somebody first asks: few conversations need it
  const NamesHere names = [&]() -> const WordSet& {
    if (!known) known = names_in(conversation);
    return *known;
  };
  for (std::size_t at = 0; at < conversation.said.size(); ++at) {
    const auto& u = conversation.said[at];
    auto need = need_of(u, rules, names);
    if (need.needs && !rules.said_by_hand.contains(u.comment->id)) {
      const auto [first, fresh] = said.emplace(std::pair(u.author, u.text), at);
      if (!fresh) need = {false, "the same author said the same before", first->second};
    }
    out.push_back(std::move(need));
  }
  return out;
}

std::vector<model::Wait> waits_of(const Conversation& conversation, const std::vector<Need>& needs,
                                  const std::vector<Link>& links, const WaitRules& rules) {
  const auto& said = conversation.said;
  auto first = first_endings(conversation, links, rules);
  for (std::size_t at = 0; at < said.size(); ++at) {
    if (needs[at].copy_of && first[at]) take_earlier(first[*needs[at].copy_of], *first[at]);
  }
  std::vector<Run> runs;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> current;  // (conversation, author) → run
  for (std::size_t at = 0; at < said.size(); ++at) {
    if (!needs[at].needs) continue;
    const auto [place, fresh] =
        current.emplace(std::pair(root_of(conversation, at), said[at].author), runs.size());
    if (!fresh) {
      const auto& answer = runs[place->second].answer;
      const bool behind =
          answer && (answer->at <= said[at].at || (answer->said && came_behind(said[at], *answer->said)));
      if (behind) place->second = runs.size();
    }
    if (place->second == runs.size()) runs.emplace_back();
    auto& run = runs[place->second];
    run.items.push_back(at);
    if (first[at]) take_earlier(run.answer, *first[at]);
  }
  std::vector<model::Wait> out(said.size());
  for (const auto& run : runs) {
    for (const auto item : run.items) {
      out[item].run_first = said[run.items.front()].comment->id;
      if (!run.answer) {
        if (rules.closed) out[item].closed = std::max(*rules.closed, said[item].at);
        continue;
      }
      out[item].first_answer = run.answer->answer;
      out[item].answered = run.answer->published;
      out[item].answered_by = run.answer->person;
    }
  }
  return out;
}

}  // namespace earshot::answers

#include "answers/address.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_set>

#include "answers/response_times.h"
#include "base/text.h"

namespace earshot::answers {

namespace {

constexpr std::size_t opening_characters = 60;

std::unordered_set<std::uint64_t> hashes(std::initializer_list<std::string_view> words) {
  std::unordered_set<std::uint64_t> out;
  for (const auto word : words) out.insert(word_hash(word));
  return out;
}

const std::unordered_set<std::uint64_t>& greetings() {
  static const auto words =
      hashes({"hi",       "hello",     "hey",     "hiya",  "dear",    "thanks",    "thank",   "thx",
              "ty",       "cheers",    "yes",     "no",    "ok",      "okay",      "sorry",   "welcome",
              "congrats", "greetings", "howdy",   "good",  "morning", "afternoon", "evening", "well",
              "you",      "again",     "to",      "hallo", "hola",    "salut",     "bonjour", "ciao",
              "danke",    "merci",     "gracias", "re",    "for",     "and",       "there"});
  return words;
}

// Display names that open sentences as words do: they count only behind "@" or a greeting.
const std::unordered_set<std::uint64_t>& function_words() {
  static const auto words =
      hashes({"the",   "anonymous", "guest",  "someone", "somebody", "user",   "test", "me",     "i",
              "you",   "no",        "yes",    "not",     "an",       "a",      "in",   "on",     "it",
              "is",    "that",      "this",   "what",    "why",      "how",    "who",  "so",     "if",
              "dev",   "admin",     "just",   "one",     "net",      "my",     "mr",   "sir",    "good",
              "great", "nice",      "answer", "unknown", "name",     "first",  "long", "ever",   "real",
              "old",   "new",       "hi",     "be",      "as",       "or",     "and",  "for",    "to",
              "of",    "we",        "they",   "he",      "she",      "reader", "blog", "web",    "code",
              "still", "very",      "some",   "also",    "well",     "page",   "true", "another"});
  return words;
}

// First names that are words too: "Will do - …" speaks to nobody, "Will, …" does.
const std::unordered_set<std::uint64_t>& word_names() {
  static const auto words = hashes(
      {"will",  "may",    "mark",   "bill",  "rich",  "art",   "grant", "hope", "joy",   "grace", "faith",
       "pat",   "rob",    "sue",    "jack",  "chase", "dean",  "max",   "don",  "ray",   "sky",   "june",
       "april", "august", "summer", "frank", "guy",   "buddy", "angel", "king", "young", "wise",  "stone"});
  return words;
}

const std::unordered_set<std::uint64_t>& everyone() {
  static const auto words =
      hashes({"all", "everyone", "everybody", "folks", "guys", "readers", "commenters"});
  return words;
}

char char_before(const Utterance& u, std::size_t word) {
  const auto begin = u.words[word].begin;
  return begin > 0 ? u.text[begin - 1] : '\n';
}

// The first character behind the words that is not a blank; a line's end is '\n'.
char mark_after(const Utterance& u, std::size_t last_word) {
  std::size_t at = u.words[last_word].end;
  while (at < u.text.size() && (u.text[at] == ' ' || u.text[at] == '*' || u.text[at] == '_')) ++at;
  if (at >= u.text.size()) return '\n';
  const std::string_view rest = std::string_view(u.text).substr(at);
  if (rest.starts_with("\u2013") || rest.starts_with("\u2014")) return '-';
  // A hyphen within a word is no mark.
  if (rest[0] == '-' && at == u.words[last_word].end) return 'x';
  return rest[0];
}

bool one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

}  // namespace

NameBook::NameBook(const Conversation& conversation) : conversation_(conversation) {
  std::unordered_set<std::size_t> known;
  for (std::size_t at = 0; at < conversation.said.size(); ++at) {
    const auto& u = conversation.said[at];
    if ((!u.reader && !u.staff) || !known.insert(u.author).second) continue;
    Name name;
    name.author = u.author;
    name.first_said = at;
    name.staff = u.staff;
    const auto shown = squeeze(u.comment->author_name);
    const auto text = folded(shown);
    for (std::size_t i = 0; i < text.size();) {
      std::size_t begin = i;
      char32_t c = next_character(text, i);
      if (!is_word_character(c)) continue;
      std::size_t end = i;
      while (i < text.size() && is_word_character(c = next_character(text, i))) end = i;
      name.words.push_back(word_hash(std::string_view(text).substr(begin, end - begin)));
    }
    std::size_t peek = 0;
    name.capital = !shown.empty() && is_upper(next_character(shown, peek));
    if (name.words.empty() || name.words.size() > 6) continue;
    by_first_word_[name.words.front()].push_back(names_.size());
    names_.push_back(std::move(name));
  }
}

NameBook::Hit NameBook::name_at(const Utterance& u, std::size_t word, std::size_t known) const {
  const auto found = by_first_word_.find(u.words[word].hash);
  if (found == by_first_word_.end()) return {};
  Hit best;
  bool several = false;
  for (const auto index : found->second) {
    const Name& name = names_[index];
    if (name.first_said >= known || name.author == u.author) continue;
    std::size_t same = 1;
    while (same < name.words.size() && word + same < u.words.size() &&
           u.words[word + same].hash == name.words[same]) {
      ++same;
    }
    const bool whole = same == name.words.size();
    const std::size_t length = whole ? same : 1;
    if (length > best.words || (whole && !best.whole && length == best.words)) {
      best = {length, &name, whole};
      several = false;
    } else if (length == best.words && whole == best.whole && name.author != best.name->author) {
      several = true;
    }
  }
  return several ? Hit{} : best;
}

bool NameBook::accept(const Utterance& u, std::size_t word, const Hit& hit, bool greeted, bool inside) const {
  const bool at_sign = char_before(u, word) == '@';
  if (at_sign) return true;
  if (hit.name->capital && !u.words[word].upper) return false;
  const char after = mark_after(u, word + hit.words - 1);
  const bool function = hit.words == 1 && function_words().contains(u.words[word].hash);
  const bool common = function || (hit.words == 1 && word_names().contains(u.words[word].hash));
  if (inside) return !common && one_of(after, "!.,\n?:;");  // "Thanks for asking, Ann!"
  if (greeted) return one_of(after, ",:-!.;\n") || (!common && hit.whole && hit.words > 1);
  if (one_of(after, ",:")) return !function;
  return !common && u.words[word].upper && one_of(after, "-\n");
}

void NameBook::read_paragraph(const Utterance& u, std::size_t begin, std::size_t end, std::size_t known,
                              Address& out) const {
  const std::size_t start = u.words[begin].begin;
  const auto take = [&](const Hit& hit) {
    if (hit.name->staff) {
      out.colleague = true;
      return;
    }
    const auto listed = std::find_if(out.authors.begin(), out.authors.end(),
                                     [&](const Addressed& a) { return a.author == hit.name->author; });
    if (listed == out.authors.end()) out.authors.push_back({hit.name->author, hit.whole ? 0.95 : 0.9});
  };
  bool greeted = false, named = false, leading = true;
  for (std::size_t word = begin; word < end;) {
    if (u.words[word].begin - start > opening_characters) break;
    if (everyone().contains(u.words[word].hash) && (greeted || char_before(u, word) == '@')) {
      if (leading) out.everybody = true;
    }
    const Hit hit = name_at(u, word, known);
    const auto before = u.words[word].begin;
    const bool inside = !leading && before >= 2 && u.text[before - 2] == ',' && begin == 0;
    if (hit.words > 0 && (leading || inside || char_before(u, word) == '@') &&
        accept(u, word, hit, greeted || named, inside)) {
      take(hit);
      named = true;
      word += hit.words;
      continue;
    }
    // "Ann and Bob," names two; any other word ends the list.
    if (hit.words > 0 && leading && word + hit.words < end &&
        u.words[word + hit.words].hash == word_hash("and")) {
      const Hit next = word + hit.words + 1 < end ? name_at(u, word + hit.words + 1, known) : Hit{};
      if (next.words > 0 && accept(u, word + hit.words + 1, next, true, false)) {
        take(hit);
        named = true;
        word += hit.words + 1;
        continue;
      }
    }
    if (greetings().contains(u.words[word].hash)) {
      greeted = true;
    } else {
      leading = false;
    }
    ++word;
  }
}

Address NameBook::read(std::size_t answer) const {
  Address out;
  const auto& u = conversation_.said[answer];
  std::size_t known = answer;
  while (known < conversation_.said.size() && conversation_.said[known].at <= u.at + clock_skew) ++known;
  for (std::size_t begin = 0; begin < u.words.size();) {
    const std::size_t line_end = std::min(u.text.find('\n', u.words[begin].begin), u.text.size());
    std::size_t end = begin;
    while (end < u.words.size() && u.words[end].begin < line_end) ++end;
    if (!u.words[begin].in_quote) read_paragraph(u, begin, end, known, out);
    begin = std::max(end, begin + 1);
  }
  return out;
}

}  // namespace earshot::answers

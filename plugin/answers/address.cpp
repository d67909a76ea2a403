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

// Titles are among them: they greet who is called by the last name.
const WordSet& greetings() {
  static const auto words =
      word_set({"hi",         "hello",   "hey",       "hiya",      "dear",     "thanks",       "thank",
                "thx",        "ty",      "cheers",    "yes",       "no",       "ok",           "okay",
                "sorry",      "welcome", "congrats",  "greetings", "howdy",    "good",         "morning",
                "afternoon",  "evening", "well",      "you",       "again",    "and",          "there",
                "mr",         "mrs",     "ms",        "dr",        "hallo",    "moin",         "servus",
                "danke",      "liebe",   "lieber",    "guten",     "tag",      "herr",         "frau",
                "hola",       "gracias", "buenas",    "buenos",    "dias",     "tardes",       "estimado",
                "estimada",   "querido", "querida",   "señor",     "señora",   "salut",        "bonjour",
                "bonsoir",    "merci",   "cher",      "chère",     "monsieur", "madame",       "ciao",
                "buongiorno", "grazie",  "caro",      "cara",      "olá",      "obrigado",     "obrigada",
                "hoi",        "dag",     "beste",     "hej",       "hei",      "tack",         "kära",
                "cześć",      "witaj",   "kedves",    "szia",      "привет",   "здравствуйте", "здравствуй",
                "добрый",     "день",    "уважаемый", "уважаемая"});
  return words;
}

// Words that lead to a name without greeting it: "To Ann:", "In reply to Ann:", "Comment by Ann at 10:32".
const WordSet& leads() {
  static const auto words = word_set({"to",        "for", "re",   "in",   "reply", "response", "answer",
                                      "comment",   "by",  "from", "an",   "zu",    "auf",      "antwort",
                                      "kommentar", "von", "für",  "para", "à",     "pour",     "для"});
  return words;
}

// Display names that open sentences as words do: they count only behind "@" or a greeting.
const WordSet& function_words() {
  static const auto words =
      word_set({"the",   "anonymous", "guest",  "someone", "somebody", "user",   "test", "me",     "i",
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
const WordSet& word_names() {
  static const auto words = word_set(
      {"will",  "may",    "mark",   "bill",  "rich",  "art",   "grant", "hope", "joy",   "grace", "faith",
       "pat",   "rob",    "sue",    "jack",  "chase", "dean",  "max",   "don",  "ray",   "sky",   "june",
       "april", "august", "summer", "frank", "guy",   "buddy", "angel", "king", "young", "wise",  "stone"});
  return words;
}

const WordSet& everyone() {
  static const auto words =
      word_set({"all", "everyone", "everybody", "folks", "guys", "readers", "commenters"});
  return words;
}

char char_before(const Utterance& u, std::size_t word) {
  const auto begin = u.words[word].begin;
  return begin > 0 ? u.text[begin - 1] : '\n';
}

// What is put behind a name to address somebody, where no space parts it from the name.
constexpr std::string_view honorifics[] = {"さん", "様", "さま", "くん", "君",   "ちゃん",
                                           "先生", "氏", "님",   "씨",   "女士", "小姐"};
struct WideMark {
  std::string_view written;
  char mark;
};
constexpr WideMark wide_marks[] = {{"\u2013", '-'}, {"\u2014", '-'}, {"\u3001", ','},
                                   {"\uFF0C", ','}, {"\uFF1A", ':'}, {"\uFF01", '!'},
                                   {"\u3002", '.'}, {"\uFF1F", '?'}, {"\u060C", ','}};

// The first character behind the words that is not a blank; a line's end is '\n'.
char mark_after(const Utterance& u, std::size_t last_word, bool dot_may_follow = false) {
  std::size_t at = u.words[last_word].end;
  if (dot_may_follow && at < u.text.size() && u.text[at] == '.') ++at;
  const auto rest = [&] { return std::string_view(u.text).substr(at); };
  for (const auto honorific : honorifics) {
    if (rest().starts_with(honorific)) return ',';
  }
  while (at < u.text.size() && (u.text[at] == ' ' || u.text[at] == '*' || u.text[at] == '_')) ++at;
  if (at >= u.text.size()) return '\n';
  for (const auto& [written, mark] : wide_marks) {
    if (rest().starts_with(written)) return mark;
  }
  // A hyphen within a word is no mark.
  if (rest()[0] == '-' && at == u.words[last_word].end) return 'x';
  return rest()[0];
}

bool is_part_of_letter(char c) {
  return static_cast<unsigned char>(c) >= 0x80 || is_ascii_letter(c);
}

// "Ann, 10:32", "Ann (10:32)", "Ann at 10:32": the minute, where it stands soon behind the name and before
// the sentence ends.
std::optional<int> minute_after(const Utterance& u, std::size_t last_word) {
  constexpr std::size_t soon = 16;
  constexpr std::ptrdiff_t most_letters = 3;  // "at", "um", "kl"
  const auto rest = std::string_view(u.text).substr(u.words[last_word].end, soon + 5);
  const auto digit = std::ranges::find_if(rest, is_ascii_digit);
  auto at = static_cast<std::size_t>(digit - rest.begin());
  const auto between = rest.substr(0, std::min(at, rest.size()));
  if (at > soon || between.find_first_of(".!?\n") != std::string_view::npos) return std::nullopt;
  if (std::ranges::count_if(between, is_part_of_letter) > most_letters) return std::nullopt;
  const auto begin = at;
  while (at < rest.size() && is_ascii_digit(rest[at])) ++at;
  if (at - begin > 2 || at + 2 >= rest.size() || rest[at] != ':') return std::nullopt;
  if (!is_ascii_digit(rest[at + 1]) || !is_ascii_digit(rest[at + 2])) return std::nullopt;
  return (rest[at + 1] - '0') * 10 + (rest[at + 2] - '0');
}

// "Ann writes:", "Ann said \"…": leads to words of hers.
bool reports_words(const Utterance& u, std::size_t word) {
  static const auto verbs =
      word_set({"writes", "wrote", "said", "says", "asks", "asked", "schrieb", "schreibt", "sagt", "fragt",
                "écrit", "dit", "demande", "escribió", "escribe", "dice"});
  if (word >= u.words.size() || u.words[word].begin > u.words[word - 1].end + 1) return false;
  if (!verbs.contains(u.words[word].hash)) return false;
  const auto rest = std::string_view(u.text).substr(u.words[word].end);
  const auto mark = rest.find_first_not_of(", ");
  constexpr std::string_view marks[] = {":", "\n", "\"", "\u201C", "\u201E", "\u00AB"};
  return mark != std::string_view::npos &&
         std::ranges::any_of(marks, [&](const auto m) { return rest.substr(mark).starts_with(m); });
}

// "Ann... that is true"
bool trails_off(const Utterance& u, std::size_t last_word) {
  const auto rest = std::string_view(u.text).substr(u.words[last_word].end);
  return rest.starts_with("..") || rest.starts_with("\u2026");
}

std::string folded_word(const Utterance& u, std::size_t word) {
  return folded(
      std::string_view(u.text).substr(u.words[word].begin, u.words[word].end - u.words[word].begin));
}

bool one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}

// "Hello! Ann, …" is one opening.
bool greets_only(const Utterance& u, std::size_t begin, std::size_t end) {
  while (begin < end && greetings().contains(u.words[begin].hash)) ++begin;
  return begin == end;
}

// Without what stands in brackets behind it, and of a mail address what stands before the host.
std::string bare_name(const std::string& shown) {
  auto out = shown.substr(0, std::min({shown.find(" ("), shown.find(" ["), shown.size()}));
  const auto at = out.find('@');
  if (at != std::string::npos && at > 0 && out.find('.', at) != std::string::npos) out.resize(at);
  return out;
}

bool is_all_digits(const Utterance& u, const Word& word) {
  const auto text = std::string_view(u.text).substr(word.begin, word.end - word.begin);
  return text.size() <= 12 && std::ranges::all_of(text, is_ascii_digit);
}

}  // namespace

NameBook::NameBook(const Conversation& conversation) : conversation_(conversation) {
  constexpr std::size_t most_words = 12;  // as many characters where no space parts them
  std::unordered_set<std::size_t> known;
  for (std::size_t at = 0; at < conversation.said.size(); ++at) {
    const auto& u = conversation.said[at];
    if ((!u.reader && !u.staff) || !known.insert(u.author).second) continue;
    Name name;
    name.author = u.author;
    name.first_said = at;
    name.staff = u.staff;
    const auto shown = bare_name(squeeze(u.comment->author_name));
    std::size_t end = 0;
    bool blank = false;
    for (const auto& word : split(shown)) {
      if (!name.words.empty() && shown.find(' ', end) < word.begin) {
        if (!blank) name.first = name.words.size();
        blank = true;
        name.last = name.words.size();
        std::size_t behind = word.begin;
        next_character(shown, behind);
        name.initial = word_hash(folded(std::string_view(shown).substr(word.begin, behind - word.begin)));
      }
      name.words.push_back(word.hash);
      end = word.end;
    }
    if (!blank) name.first = name.words.size();
    std::size_t peek = 0;
    name.capital = !shown.empty() && is_upper(next_character(shown, peek));
    name.loose = loose_name(shown);
    if (name.words.empty() || name.words.size() > most_words) continue;
    by_first_word_[name.words.front()].push_back(names_.size());
    if (blank) by_last_word_[name.words[name.last]].push_back(names_.size());
    names_.push_back(std::move(name));
  }
}

bool NameBook::may_mean(const Name& name, const Utterance& u, std::size_t known) const {
  return name.first_said < known && name.author != u.author;
}

NameBook::Hit NameBook::name_at(const Utterance& u, std::size_t word, std::size_t known,
                                bool last_name) const {
  const auto found = by_first_word_.find(u.words[word].hash);
  if (found == by_first_word_.end()) return last_name ? last_name_at(u, word, known) : Hit{};
  Hit best;
  bool several = false;
  for (const auto index : found->second) {
    const Name& name = names_[index];
    if (!may_mean(name, u, known)) continue;
    std::size_t same = 1;
    while (same < name.words.size() && word + same < u.words.size() &&
           u.words[word + same].hash == name.words[same]) {
      ++same;
    }
    if (same < name.first) continue;
    const bool whole = same == name.words.size();
    const auto behind = word + name.first;
    // "Ann B." of two who are called Ann.
    const bool initial = !whole && name.initial != 0 && behind < u.words.size() &&
                         u.words[behind].hash == name.initial &&
                         u.words[behind].begin == u.words[behind - 1].end + 1;
    const std::size_t length = whole ? same : name.first + initial;
    if (length > best.words || (whole && !best.whole && length == best.words)) {
      best = {length, &name, whole, initial};
      several = false;
    } else if (length == best.words && whole == best.whole && name.author != best.name->author) {
      several = true;
    }
  }
  return several ? Hit{} : best;
}

NameBook::Hit NameBook::last_name_at(const Utterance& u, std::size_t word, std::size_t known) const {
  const auto found = by_last_word_.find(u.words[word].hash);
  if (found == by_last_word_.end()) return {};
  Hit best;
  for (const auto index : found->second) {
    const Name& name = names_[index];
    const auto length = name.words.size() - name.last;
    if (!may_mean(name, u, known) || word + length > u.words.size()) continue;
    const auto same = [&](std::size_t i) { return u.words[word + i].hash == name.words[name.last + i]; };
    std::size_t i = 1;
    while (i < length && same(i)) ++i;
    if (i < length) continue;
    if (best.name && best.name->author != name.author) return {};
    best = {length, &name, false, false};
  }
  return best;
}

bool NameBook::is_word_here(std::uint64_t word) const {
  if (!small_words_) {
    small_words_.emplace();
    for (const auto& u : conversation_.said) {
      for (const auto& w : u.words) {
        if (!w.upper) small_words_->insert(w.hash);
      }
    }
  }
  return small_words_->contains(word);
}

// Of all who may be meant the one whom the word fits best; nobody if it fits two as well.
NameBook::Hit NameBook::loose_name_at(const Utterance& u, std::size_t word, std::size_t known) const {
  constexpr std::string_view behind = ",:-.!;\n";
  constexpr std::size_t most_initials = 4;
  if (by_first_word_.contains(u.words[word].hash)) return {};
  // "J.E."
  std::size_t count = 1;
  const auto is_initial = [&](std::size_t at) { return u.words[at].end == u.words[at].begin + 1; };
  while (u.words[word].upper && is_initial(word) && count < most_initials && word + count < u.words.size() &&
         is_initial(word + count) && u.words[word + count].begin == u.words[word + count - 1].end + 1 &&
         u.text[u.words[word + count - 1].end] == '.')
    ++count;
  const auto last = word + count - 1;
  if (char_before(u, word) != '@' && !one_of(mark_after(u, last, count > 1), behind) && !trails_off(u, last))
    return {};
  const auto written = written_name(
      std::string_view(u.text).substr(u.words[word].begin, u.words[last].end - u.words[word].begin));
  Hit best;
  auto nearest = Likeness::none;
  bool several = false;
  for (const auto& name : names_) {
    if (!may_mean(name, u, known)) continue;
    const auto likeness = likeness_of(written, name.loose);
    if (likeness == Likeness::none || likeness > nearest) continue;
    several = likeness == nearest && name.author != best.name->author;
    nearest = likeness;
    best = {count, &name, false, count > 1, true};
  }
  return several || (best.name && best.name->staff) ? Hit{} : best;
}

bool NameBook::accept_loose(const Utterance& u, std::size_t word, const Hit& hit,
                            const Before& before) const {
  if (char_before(u, word) == '@') return true;
  const auto last = word + hit.words - 1;
  const char after = mark_after(u, last, hit.initial);
  if (before.in_sentence || before.inside) return false;
  if (hit.words == 1 && (function_words().contains(u.words[word].hash) ||
                         opens_sentences(folded_word(u, word)) || everyone().contains(u.words[word].hash)))
    return false;
  if (before.greeting || before.another_name) return one_of(after, ",:-!.;\n");
  if (!u.words[word].upper)
    return !hit.name->capital && one_of(after, ":,") && u.words[word].end - u.words[word].begin > 3;
  if (is_word_here(u.words[word].hash) && hit.words == 1) return false;
  return one_of(after, ",:-\n") || trails_off(u, last);
}

bool NameBook::accept(const Utterance& u, std::size_t word, const Hit& hit, const Before& before) const {
  const bool at_sign = char_before(u, word) == '@';
  if (at_sign) return true;
  const auto last = word + hit.words - 1;
  const char after = minute_after(u, last) ? ':' : mark_after(u, last, hit.initial);
  static const auto nobody = word_set({"anonymous", "guest", "unknown"});
  const bool is_nobody = hit.words == 1 && nobody.contains(u.words[word].hash);
  const bool function = hit.words == 1 && !is_nobody && function_words().contains(u.words[word].hash);
  const bool common = function || is_nobody || (hit.words == 1 && word_names().contains(u.words[word].hash));
  if (hit.name->capital && !u.words[word].upper) {
    // Who writes in small letters writes names so too.
    return !common && !before.in_sentence && !before.inside &&
           (one_of(after, before.greeting ? ",:!.\n" : ",:") || (after == '-' && hit.whole)) &&
           !opens_sentences(folded_word(u, word));
  }
  if (!common && !before.inside &&
      (reports_words(u, last + 1) || (!before.in_sentence && trails_off(u, last))))
    return true;
  if (before.in_sentence) return !common && after == ':';
  if (before.inside) return !common && one_of(after, "!.,\n?:;");
  if (before.greeting || before.another_name)
    return one_of(after, ",:-!.;\n") || (!common && hit.whole && hit.words > 1);
  if (before.lead) return !common && one_of(after, ",:-\n");
  if (one_of(after, ",:")) return !function;
  return !common && u.words[word].upper && one_of(after, "-\n");
}

void NameBook::take(const Utterance& u, const Hit& hit, std::size_t word, Address& out) const {
  constexpr double as_written = 0.95, first_name = 0.9, otherwise = 0.8;
  if (hit.name->staff) {
    out.colleague = true;
    return;
  }
  if (std::ranges::count(out.authors, hit.name->author, &Addressed::author) > 0) return;
  out.authors.push_back({hit.name->author,
                         hit.loose   ? otherwise
                         : hit.whole ? as_written
                                     : first_name,
                         minute_after(u, word + hit.words - 1)});
}

void NameBook::read_stretch(const Utterance& u, const Stretch& stretch, std::size_t known,
                            Address& out) const {
  const std::size_t start = u.words[stretch.begin].begin;
  Before before;
  before.in_sentence = stretch.sentence;
  bool leading = true;
  for (std::size_t word = stretch.begin; word < stretch.end;) {
    const auto& here = u.words[word];
    if (here.begin - start > opening_characters || (stretch.sentence && !leading)) break;
    const char sign = char_before(u, word);
    const bool to_all = before.lead && one_of(mark_after(u, word), ",:-\n");  // not "In all cases …"
    if (leading && everyone().contains(here.hash) && (before.greeting || to_all || sign == '@'))
      out.everybody = true;
    const Hit hit = name_at(u, word, known, before.greeting);
    before.inside = !leading && here.begin >= 2 && u.text[here.begin - 2] == ',' && stretch.begin == 0;
    if (hit.words > 0 && (leading || before.inside || sign == '@') && accept(u, word, hit, before)) {
      take(u, hit, word, out);
      before.another_name = true;
      word += hit.words;
      continue;
    }
    if (hit.words == 0 && (leading || sign == '@')) {
      const Hit loose = loose_name_at(u, word, known);
      if (loose.words > 0 && accept_loose(u, word, loose, before)) {
        take(u, loose, word, out);
        before.another_name = true;
        word += loose.words;
        continue;
      }
    }
    // "Ann and Bob," names two; any other word ends the list.
    if (hit.words > 0 && leading && word + hit.words < stretch.end &&
        u.words[word + hit.words].hash == word_hash("and")) {
      const auto second = word + hit.words + 1;
      const Hit next = second < stretch.end ? name_at(u, second, known, false) : Hit{};
      Before named;
      named.another_name = true;
      if (next.words > 0 && accept(u, second, next, named)) {
        take(u, hit, word, out);
        before.another_name = true;
        word = second;
        continue;
      }
    }
    if (leading && (sign == '#' || sign == '@') && is_all_digits(u, here) &&
        one_of(mark_after(u, word), ":,.)-\n")) {
      out.numbers.push_back(u.text.substr(here.begin, here.end - here.begin));
      leading = false;
    } else if (greetings().contains(here.hash)) {
      before.greeting = true;
    } else if (leads().contains(here.hash)) {
      before.lead = true;
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
  Stretch stretch;
  for (; stretch.begin < u.words.size(); stretch.begin = stretch.end) {
    stretch.end = stretch.begin + 1;
    char last = 0;  // what ended the stretch
    for (; stretch.end < u.words.size(); ++stretch.end) {
      const auto from = u.words[stretch.end - 1].end;
      const auto between = std::string_view(u.text).substr(from, u.words[stretch.end].begin - from);
      if (between.find('\n') != std::string_view::npos) last = '\n';
      const bool sentence = between.size() > 1 && one_of(between[0], ".!?") && one_of(between[1], " @");
      if (last == 0 && sentence && !greets_only(u, stretch.begin, stretch.end)) last = '.';
      if (last != 0) break;
    }
    if (!u.words[stretch.begin].in_quote) read_stretch(u, stretch, known, out);
    stretch.sentence = last == '.';
  }
  if (out.authors.empty() && !out.colleague && !out.everybody) read_last_words(u, known, out);
  return out;
}

// "… Thanks, Ann.", "… Good to see you here, Ann!"
void NameBook::read_last_words(const Utterance& u, std::size_t known, Address& out) const {
  constexpr std::size_t most_words = 4;
  for (std::size_t count = 1; count <= most_words && count < u.words.size(); ++count) {
    const auto word = u.words.size() - count;
    const auto& here = u.words[word];
    if (here.in_quote) return;
    Hit hit = name_at(u, word, known, false);
    if (hit.words == 0) hit = loose_name_at(u, word, known);
    if (hit.words != count) continue;
    if (hit.loose && opens_sentences(folded_word(u, word))) return;
    const bool common =
        hit.words == 1 && (function_words().contains(here.hash) || word_names().contains(here.hash));
    const auto rest = std::string_view(u.text).substr(u.words.back().end);
    const bool called = here.begin >= 2 && u.text.compare(here.begin - 2, 2, ", ") == 0;
    const bool greeted =
        greetings().contains(u.words[word - 1].hash) && here.begin == u.words[word - 1].end + 1;
    const bool ends = rest.find_first_not_of(" .!?:;)(-\n") == std::string_view::npos;
    const auto own = split(u.comment->author_name);
    if (!own.empty() && own.front().hash == here.hash) return;  // signs with it
    if (!common && (here.upper || !hit.name->capital) && ends && (called || greeted)) take(u, hit, word, out);
    return;
  }
}

}  // namespace earshot::answers

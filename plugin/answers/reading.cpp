#include "answers/reading.h"

#include <algorithm>
#include <chrono>
#include <unordered_map>

#include "answers/staff_match.h"
#include "base/text.h"

namespace earshot::answers {

namespace {

// What is written behind this byte of one comment is not read: nobody addresses anybody there.
constexpr std::size_t max_text = 64 * 1024;

using Ranges = std::vector<std::pair<std::size_t, std::size_t>>;

// Mail style: a line that begins with ">".
void add_marked_lines(const std::string& text, Ranges& quoted) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto first = text.find_first_not_of(" \t", at);
    if (first < end && text[first] == '>') quoted.emplace_back(at, end);
    at = end + 1;
  }
  std::sort(quoted.begin(), quoted.end());
}

constexpr std::ptrdiff_t least_blanks = 3;  // a word or three are a manner of speaking, no quotation

bool is_long_enough(std::string_view words) {
  return std::ranges::count(words, ' ') >= least_blanks;
}

// "*What you said there*", "_so_": a line, or its beginning, between marks that stand for slanted letters.
void add_slanted_lines(const std::string& text, Ranges& quoted) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto mark = text[at];
    if ((mark == '*' || mark == '_') && at + 1 < end && text[at + 1] != ' ' && text[at + 1] != mark) {
      const auto close = text.find(mark, at + 1);
      if (close < end && is_long_enough(std::string_view(text).substr(at, close - at)))
        quoted.emplace_back(at + 1, close);
    }
    at = end + 1;
  }
}

// Slanted letters at the beginning of a line are how quotations looked before comments had a button for them.
void add_slanted(std::string_view html, const std::string& text, Ranges& quoted) {
  constexpr std::string_view tags[] = {"i", "em", "q", "cite"};
  std::size_t from = 0;  // in the text: elements come in its order
  int most = 50;
  for (std::size_t at = html.find('<'); at != std::string_view::npos && most > 0;
       at = html.find('<', at + 1)) {
    const auto end = html.find_first_of("> ", at);
    if (end == std::string_view::npos) break;
    const auto tag = lower_ascii(html.substr(at + 1, end - at - 1));
    if (std::ranges::find(tags, tag) == std::end(tags)) continue;
    const auto begin = html.find('>', at);
    const auto close = html.find("</" + tag, begin);
    if (close == std::string_view::npos) return;
    --most;
    at = close;
    const auto words = std::string(trim(markup::plain_text(html.substr(begin + 1, close - begin - 1))));
    const auto found = words.empty() ? std::string::npos : text.find(words, from);
    if (found == std::string::npos) continue;
    from = found + words.size();
    const auto line = text.substr(0, found).find_last_of('\n') + 1;
    const bool opens_line = trim(std::string_view(text).substr(line, found - line)).empty();
    if ((opens_line || tag == "q") && is_long_enough(words)) quoted.emplace_back(found, found + words.size());
  }
}

// Markup that an import or an engine without it left in the text, as letters: it is made blank, in place.
void read_visible_tags(std::string& text, Ranges& quoted) {
  constexpr std::string_view tags[] = {"i", "em", "q", "cite", "blockquote", "b", "strong", "u", "p"};
  constexpr std::size_t quoting = 5, longest = 10;
  std::size_t opened = std::string::npos;  // behind the tag that may open a quotation
  for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
    const auto length = std::string_view(text).substr(at, longest + 3).find('>');
    if (length == std::string_view::npos) continue;
    const auto end = at + length;
    const bool closes = text[at + 1] == '/';
    const auto name = at + 1 + (closes ? 1 : 0);
    const auto tag = std::ranges::find(tags, lower_ascii(std::string_view(text).substr(name, end - name)));
    if (tag == std::end(tags)) continue;
    text.replace(at, end + 1 - at, end + 1 - at, ' ');
    if (tag - std::begin(tags) >= static_cast<std::ptrdiff_t>(quoting)) continue;
    if (!closes) {
      const auto line = at == 0 ? 0 : text.rfind('\n', at - 1) + 1;
      const bool opens_line = trim(std::string_view(text).substr(line, at - line)).empty();
      opened = opens_line || *tag == "q" ? end + 1 : std::string::npos;
    } else if (opened != std::string::npos) {
      if (is_long_enough(trim(std::string_view(text).substr(opened, at - opened))))
        quoted.emplace_back(opened, at);
      opened = std::string::npos;
    }
  }
}

struct QuotationMarks {
  std::string_view opens, closes;
};
constexpr QuotationMarks quotation_marks[] = {
    {"\u201C", "\u201D"}, {"\u201E", "\u201C"}, {"\u201E", "\u201D"},
    {"\u00AB", "\u00BB"}, {"\u00BB", "\u00AB"}, {"\"", "\""},
};

// "'what you said' - …" at the beginning of a line; elsewhere apostrophes are apostrophes.
void add_between_apostrophes(const std::string& text, Ranges& quoted) {
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    for (auto close = text[at] == '\'' ? text.find('\'', at + 1) : std::string::npos; close < end;
         close = text.find('\'', close + 1)) {
      if (close + 1 < end && is_word_character(static_cast<unsigned char>(text[close + 1]))) continue;
      if (is_long_enough(std::string_view(text).substr(at, close - at))) quoted.emplace_back(at + 1, close);
      break;
    }
    at = end + 1;
  }
}

// Within one line.
void add_between_marks(const std::string& text, Ranges& quoted) {
  add_between_apostrophes(text, quoted);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool at_start = at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n' || text[at - 1] == '(';
    if (!at_start) continue;
    for (const auto& [opens, closes] : quotation_marks) {
      if (text.compare(at, opens.size(), opens) != 0) continue;
      const auto begin = at + opens.size();
      const auto line = std::string_view(text).substr(begin, text.find('\n', begin) - begin);
      const auto length = line.find(closes);
      if (length == std::string_view::npos) continue;
      if (is_long_enough(line.substr(0, length))) quoted.emplace_back(begin, begin + length);
      at = begin + length;
      break;
    }
  }
  std::sort(quoted.begin(), quoted.end());
}

// Lines of one quotation that touch are one quotation.
Ranges joined(const Ranges& ranges) {
  Ranges out;
  for (const auto& range : ranges) {
    if (!out.empty() && range.first <= out.back().second + 1) {
      out.back().second = std::max(out.back().second, range.second);
    } else {
      out.push_back(range);
    }
  }
  return out;
}

}  // namespace

namespace {

// "rename", "renames", "renamed" and "renaming" are one word where two texts are compared.
std::uint64_t stem_hash(std::string_view word) {
  constexpr std::size_t least = 3;
  const auto cut_end = [&](std::string_view end) {
    if (!word.ends_with(end) || word.size() < end.size() + least) return false;
    word.remove_suffix(end.size());
    return true;
  };
  const bool plural = !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is") && cut_end("s");
  if (plural && word.ends_with("ie")) word.remove_suffix(1);
  if (cut_end("ing") || cut_end("ed")) {
    const auto size = word.size();
    if (size > least && word[size - 1] == word[size - 2]) word.remove_suffix(1);
  }
  if (word.size() > least && (word.back() == 'e' || word.back() == 'y' || word.back() == 'i'))
    word.remove_suffix(1);
  return word_hash(word);
}

}  // namespace

std::vector<Word> split(const std::string& text) {
  std::vector<Word> out;
  const Folded folding = fold(text);
  const std::string& folded_text = folding.text();
  for (std::size_t at = 0; at < folded_text.size();) {
    const std::size_t begin = at;
    char32_t c = next_character(folded_text, at);
    if (!is_word_character(c)) continue;
    std::size_t end = at;
    while (!is_spaceless_script(c) && at < folded_text.size()) {
      c = next_character(folded_text, at);
      if (!is_word_character(c) || is_spaceless_script(c)) {
        at = end;
        break;
      }
      end = at;
    }
    Word word;
    const auto written = std::string_view(folded_text).substr(begin, end - begin);
    word.hash = word_hash(written);
    word.stem = stem_hash(written);
    word.begin = static_cast<std::uint32_t>(folding.origin(begin));
    word.end = static_cast<std::uint32_t>(folding.origin(end));
    std::size_t peek = word.begin;
    word.upper = peek < text.size() && is_upper(next_character(text, peek));
    out.push_back(word);
  }
  return out;
}

namespace {

void mark_quotes(Utterance& u, const Ranges& quoted) {
  for (const auto& [begin, end] : quoted) {
    const auto first = std::lower_bound(u.words.begin(), u.words.end(), begin,
                                        [](const Word& w, std::size_t at) { return w.begin < at; });
    const auto last = std::lower_bound(first, u.words.end(), end,
                                       [](const Word& w, std::size_t at) { return w.begin < at; });
    if (first == last) continue;
    for (auto word = first; word != last; ++word) word->in_quote = true;
    u.quotes.emplace_back(first - u.words.begin(), last - u.words.begin());
  }
}

// One number a person. Visitors without an address are taken for the one of the same name who gave one.
class Authors {
 public:
  std::size_t number(const model::Comment& c) {
    if (!c.account.empty()) return number_of("account\n" + c.account);
    const auto name = folded(squeeze(c.author_name));
    const auto url = lower_ascii(trim(c.author_url));
    auto& of_name = by_name_[name];
    for (auto& [known_url, number] : of_name) {
      if (known_url != url && !known_url.empty() && !url.empty()) continue;
      if (known_url.empty()) known_url = url;
      return number;
    }
    of_name.emplace_back(url, count_);
    return count_++;
  }

 private:
  std::size_t number_of(const std::string& key) {
    const auto [at, fresh] = by_key_.emplace(key, count_);
    if (fresh) ++count_;
    return at->second;
  }
  std::unordered_map<std::string, std::vector<std::pair<std::string, std::size_t>>> by_name_;
  std::unordered_map<std::string, std::size_t> by_key_;
  std::size_t count_ = 0;
};

Utterance read_one(const model::Comment& comment, Authors& authors, bool engine_threads, const Bots& bots) {
  Utterance u;
  u.comment = &comment;
  u.at = comment.published.value_or(comment.seen);
  u.author = authors.number(comment);
  u.flat = comment.imported || !engine_threads;
  const bool open = comment.state == model::Visibility::open && comment.kind == "comment";
  u.staff = open && is_staff(comment);
  u.reader = open && !u.staff;
  if (u.staff && bots.contains(comment.person)) u.staff = false;
  if (!open) return u;
  auto plain = markup::read_plain_text(std::string_view(comment.html).substr(0, 4 * max_text));
  u.text = cut(plain.text, max_text);
  u.links = std::move(plain.links);
  Ranges quoted = std::move(plain.quoted);
  read_visible_tags(u.text, quoted);
  add_marked_lines(u.text, quoted);
  add_slanted_lines(u.text, quoted);
  add_slanted(std::string_view(comment.html).substr(0, 4 * max_text), u.text, quoted);
  add_between_marks(u.text, quoted);
  u.words = split(u.text);
  mark_quotes(u, joined(quoted));
  return u;
}

}  // namespace

// FNV-1a: short words, no stranger gains by a collision.
WordSet word_set(std::initializer_list<std::string_view> words) {
  WordSet out;
  for (const auto word : words) out.insert(word_hash(folded(word)));
  return out;
}

bool sentence_ends_between(const Utterance& u, std::size_t from, std::size_t to) {
  return std::string_view(u.text).substr(from, to - from).find_first_of(".!?\n") != std::string_view::npos;
}

std::uint64_t word_hash(std::string_view folded_word) {
  std::uint64_t h = 14695981039346656037ULL;
  for (const char c : folded_word) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  return h;
}

std::vector<std::uint64_t> words_of(std::string_view html) {
  std::vector<std::uint64_t> out;
  const auto plain = markup::read_plain_text(html.substr(0, 4 * max_text));
  for (const auto& word : split(std::string(cut(plain.text, max_text)))) out.push_back(word.hash);
  return out;
}

bool is_own_word(const Utterance& item, const Utterance& answer) {
  const auto &asked = *item.comment, &said = *answer.comment;
  const bool known = !asked.account.empty() || (!asked.author_url.empty() && !said.author_url.empty());
  return known && item.author == answer.author;
}

bool came_behind(const Utterance& item, const Utterance& answer) {
  // One look at the engine brings the newest first.
  constexpr auto at_once = std::chrono::minutes(10), one_look = std::chrono::minutes(2);
  const auto& said = *item.comment;
  const auto& by = *answer.comment;
  if (said.imported || by.imported || !by.published || by.seen - *by.published > at_once) return false;
  return said.seen > by.seen + one_look;
}

Conversation read_conversation(const std::vector<model::Comment>& comments, bool engine_threads,
                               const Bots& bots) {
  Conversation out;
  Authors authors;
  std::unordered_map<std::string_view, std::size_t> places;
  out.said.reserve(comments.size());
  for (const auto& comment : comments) {
    places.emplace(comment.engine_id, out.said.size());
    out.said.push_back(read_one(comment, authors, engine_threads, bots));
  }
  for (auto& u : out.said) {
    if (u.comment->parent_engine_id.empty()) continue;
    out.threaded = true;
    const auto found = places.find(u.comment->parent_engine_id);
    if (found != places.end()) u.parent = found->second;
  }
  return out;
}

}  // namespace earshot::answers

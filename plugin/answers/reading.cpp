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

struct QuotationMarks {
  std::string_view opens, closes;
};
constexpr QuotationMarks quotation_marks[] = {
    {"\u201C", "\u201D"}, {"\u201E", "\u201C"}, {"\u201E", "\u201D"},
    {"\u00AB", "\u00BB"}, {"\u00BB", "\u00AB"}, {"\"", "\""},
};

// Within one line. A word or three between such marks is a manner of speaking, no quotation.
void add_between_marks(const std::string& text, Ranges& quoted) {
  constexpr std::ptrdiff_t least_blanks = 3;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool at_start = at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n' || text[at - 1] == '(';
    if (!at_start) continue;
    for (const auto& [opens, closes] : quotation_marks) {
      if (text.compare(at, opens.size(), opens) != 0) continue;
      const auto begin = at + opens.size();
      const auto line = std::string_view(text).substr(begin, text.find('\n', begin) - begin);
      const auto length = line.find(closes);
      if (length == std::string_view::npos) continue;
      if (std::count(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(length), ' ') >= least_blanks)
        quoted.emplace_back(begin, begin + length);
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
    word.hash = word_hash(std::string_view(folded_text).substr(begin, end - begin));
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
  add_marked_lines(u.text, quoted);
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

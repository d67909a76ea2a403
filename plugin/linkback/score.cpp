#include "linkback/score.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace earshot::linkback {

namespace {

// A page of links and nothing else has hundreds; a long article with its menus and footers rarely a hundred.
constexpr std::size_t many_links = 150, very_many_links = 400;
constexpr int most_words_counted = 3;

class Sum {
 public:
  void add(int points, std::string_view why) {
    out_.points += points;
    out_.parts += out_.parts.empty() ? "" : ", ";
    out_.parts += std::string(why) + " " + std::to_string(points);
  }
  model::SpamScore take() { return std::move(out_); }

 private:
  model::SpamScore out_;
};

// Whole words only: "ass" must not be found in "passage".
bool has_word(std::string_view text, std::string_view word) {
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    std::size_t behind = at + word.size();
    std::size_t before = at == 0 ? 0 : character_start(text, at - 1);
    const bool begins = at == 0 || !is_word_character(next_character(text, before));
    const bool ends = behind == text.size() || !is_word_character(next_character(text, behind));
    if (begins && ends) return true;
  }
  return false;
}

bool has_markup(std::string_view text) {
  constexpr std::array<std::string_view, 5> marks{"<a ", "[url", "[link", "http://", "https://"};
  return std::ranges::any_of(
      marks, [&](std::string_view mark) { return text.find(mark) != std::string_view::npos; });
}

// One sign: its points, what is counted, if anything is, and what is said of it.
struct Sign {
  int points = 0;
  std::string count, why;
};

// What page and words say by themselves.
std::vector<Sign> signs_of_content(const model::Linkback& linkback, const SpamSigns& signs,
                                   const std::vector<std::string>& blocked_words) {
  std::vector<Sign> out;
  if (signs.unseen_link) out.push_back({3, "", "no reader sees the link"});
  if (signs.foreign_links >= many_links) {
    out.push_back({signs.foreign_links >= very_many_links ? 4 : 2, std::to_string(signs.foreign_links),
                   " links to others"});
  }
  if (has_markup(lower_ascii(signs.sent))) out.push_back({3, "", "links or markup in its words"});
  const std::string text = folded(linkback.title + "\n" + linkback.excerpt + "\n" + linkback.author_name +
                                  "\n" + linkback.blog_name + "\n" + signs.words + "\n" + signs.sent);
  int words = 0;
  for (const auto& word : blocked_words) {
    if (words < most_words_counted && has_word(text, word)) {
      ++words;
      out.push_back({4, "", "the word \"" + word + "\""});
    }
  }
  return out;
}

}  // namespace

bool has_new_signs(const model::SpamScore& earlier, const model::Linkback& linkback, const SpamSigns& signs,
                   const std::vector<std::string>& blocked_words) {
  return std::ranges::any_of(signs_of_content(linkback, signs, blocked_words), [&](const Sign& sign) {
    return earlier.parts.find(sign.why) == std::string::npos;
  });
}

model::SpamScore spam_score(const model::Linkback& linkback, const SpamSigns& signs,
                            const SpamHistory& history) {
  Sum sum;
  for (const auto& sign : signs_of_content(linkback, signs, history.blocked_words))
    sum.add(sign.points, sign.count + sign.why);
  // A page of a few answers is a thread; one of many is one voice that counts itself often.
  if (history.of_same_page >= many_of_a_page)
    sum.add(7, std::to_string(history.of_same_page) + " or more others of the same page");
  if (history.disliked) sum.add(2, "others of this host were hidden");
  // Whoever names no author is not known by that.
  if (history.known && !linkback.author_url.empty()) sum.add(-4, "others of this host and author are shown");
  return sum.take();
}

}  // namespace earshot::linkback

#include "answers/signs.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "answers/address.h"
#include "answers/response_times.h"
#include "answers/staff_match.h"
#include "base/url.h"

namespace earshot::answers {

namespace {

using model::AnswerRule;

constexpr std::size_t words_in_a_row = 8;
constexpr double share_of_quotation = 0.6;

// Comments by place, answered so far, and where runs of words stand: filled once a conversation.
class Matcher {
 public:
  explicit Matcher(const Conversation& conversation)
      : said_(conversation.said),
        names_(conversation),
        may_guess_(!conversation.threaded),
        answered_(said_.size(), false) {}

  Signs run() {
    for (std::size_t at = 0; at < said_.size(); ++at) {
      if (said_[at].staff) match(at);
      if (said_[at].reader || said_[at].staff) remember_runs(at);
    }
    return {std::move(out_), std::move(silent_)};
  }

 private:
  void match(std::size_t a) {
    first_ = out_.size();
    by_parent(a);
    by_link(a);
    by_quotation(a);
    const Address address = names_.read(a);
    by_address(a, address);
    by_number(a, address.numbers);
    const bool said_to_whom = std::any_of(out_.begin() + static_cast<std::ptrdiff_t>(first_), out_.end(),
                                          [](const Link& l) { return l.rule != AnswerRule::parent; });
    if (!said_to_whom) by_cut_thread(a);
    const bool silent = out_.size() == first_ && !address.everybody && !address.colleague;
    if (silent && may_guess_ && said_[a].flat) silent_.push_back(a);
    for (std::size_t i = first_; i < out_.size(); ++i) answered_[out_[i].item] = true;
  }

  void add(std::size_t a, std::size_t item, AnswerRule rule, double certainty) {
    const auto known = std::any_of(out_.begin() + static_cast<std::ptrdiff_t>(first_), out_.end(),
                                   [&](const Link& l) { return l.item == item; });
    if (!known) out_.push_back({a, item, rule, certainty});
  }

  bool may_answer(std::size_t a, std::size_t item) const {
    return item != a && said_[item].reader && !is_own_word(said_[item], said_[a]) &&
           said_[item].at <= said_[a].at + clock_skew;
  }

  // Up the thread to the first who is not staff. A chain that is longer than the conversation is a ring.
  void by_parent(std::size_t a) {
    auto at = said_[a].parent;
    for (std::size_t steps = 0; at && steps < said_.size(); ++steps) {
      const auto& node = said_[*at];
      // Staff's own word that went is a step of the thread all the same.
      if (!node.staff && !is_staff(*node.comment)) {
        if (node.reader && *at != a && !is_own_word(node, said_[a])) add(a, *at, AnswerRule::parent, 1.0);
        return;
      }
      at = node.parent;
    }
  }

  void by_link(std::size_t a) {
    for (const auto& link : said_[a].links) link_to(a, link.href);
    // Addresses in plain text.
    const auto& text = said_[a].text;
    for (std::size_t at = text.find("http"); at != std::string::npos; at = text.find("http", at + 4)) {
      const auto end = std::min(text.find_first_of(" \n\t<>\"')]", at), text.size());
      link_to(a, std::string_view(text).substr(at, end - at));
    }
    keep_deepest();
  }

  // Who names a comment and what it replies to, as bridges do, answers the comment.
  void keep_deepest() {
    std::unordered_set<std::size_t> above;
    for (std::size_t i = first_; i < out_.size(); ++i) {
      auto at = said_[out_[i].item].parent;
      for (std::size_t steps = 0; at && steps < said_.size(); ++steps, at = said_[*at].parent)
        above.insert(*at);
    }
    const auto covered = [&](const Link& l) { return l.rule == AnswerRule::link && above.contains(l.item); };
    out_.erase(std::remove_if(out_.begin() + static_cast<std::ptrdiff_t>(first_), out_.end(), covered),
               out_.end());
  }

  void link_to(std::size_t a, std::string_view href) {
    const auto hash = href.find('#');
    if (hash == std::string_view::npos || hash + 1 >= href.size()) return;
    if (places_.empty()) index_places();
    const auto fragment = std::string(href.substr(hash + 1));
    if (hash > 0) {
      const auto url = Url::parse(href);
      if (url) {
        const auto found = places_.find(page_key(*url) + "#" + fragment);
        if (found != places_.end() && may_answer(a, found->second))
          add(a, found->second, AnswerRule::link, 0.98);
        return;
      }
      if (href.front() != '/' && href.front() != '?' && href.front() != '.') return;
    }
    const auto found = places_.find("#" + fragment);
    if (found != places_.end() && may_answer(a, found->second)) add(a, found->second, AnswerRule::link, 0.98);
  }

  // By "page#fragment" and, for links within the page, by "#fragment" alone.
  void index_places() {
    for (std::size_t at = 0; at < said_.size(); ++at) {
      const auto& comment = *said_[at].comment;
      const auto url = Url::parse(comment.url);
      if (url && url->fragment()) {
        places_.emplace(page_key(*url) + "#" + std::string(*url->fragment()), at);
        places_.emplace("#" + std::string(*url->fragment()), at);
      }
      places_.emplace("#comment-" + comment.engine_id, at);
    }
  }

  static std::uint64_t mixed(std::uint64_t h, std::uint64_t word) {
    return (h ^ word) * 0x9E3779B97F4A7C15ULL + (h >> 29);
  }

  // Own words only: a reader who quotes another is not the one who is quoted, nor is one who repeats what
  // staff said before.
  void remember_runs(std::size_t at) {
    const auto& words = said_[at].words;
    for (std::size_t i = 0; i + words_in_a_row <= words.size(); ++i) {
      bool quoted = false;
      for (std::size_t k = 0; k < words_in_a_row; ++k) quoted = quoted || words[i + k].in_quote;
      if (quoted) continue;
      const auto [known, fresh] = runs_.emplace(run_hash(words, i), Run{at, false});
      if (fresh || said_[known->second.at].staff || said_[at].staff) continue;
      known->second.several = known->second.several || said_[known->second.at].author != said_[at].author;
      known->second.at = at;
    }
  }

  static std::uint64_t run_hash(const std::vector<Word>& words, std::size_t from) {
    std::uint64_t h = 1;
    for (std::size_t k = 0; k < words_in_a_row; ++k) h = mixed(h, words[from + k].hash);
    return h;
  }

  void by_quotation(std::size_t a) {
    const auto& u = said_[a];
    std::vector<bool> used(u.words.size(), false);
    for (std::size_t i = 0; i + words_in_a_row <= u.words.size(); ++i) {
      if (used[i]) continue;
      const auto found = runs_.find(run_hash(u.words, i));
      if (found == runs_.end() || !may_answer(a, found->second.at)) continue;
      // One that is not marked as a quotation may be a phrase of both, and surely is if several wrote it; a
      // second item of it counts for nothing.
      const bool marked = u.words[i].in_quote;
      if (!marked && (out_.size() > first_ || found->second.several)) continue;
      add(a, found->second.at, AnswerRule::quote, marked ? 0.95 : 0.85);
      for (std::size_t k = 0; k < words_in_a_row; ++k) used[i + k] = true;
    }
    for (const auto& [begin, end] : u.quotes) {
      bool done = false;
      for (std::size_t k = begin; k < end; ++k) done = done || used[k];
      if (!done) by_short_quotation(a, begin, end);
    }
  }

  // Who sets several quotations apart goes through them one by one, and each has its own item. What stands in
  // quotation marks within a sentence may be anybody's words.
  bool begins_line(std::size_t a, std::size_t word) const {
    const auto& text = said_[a].text;
    const auto before = std::string_view(text).substr(0, said_[a].words[word].begin);
    const auto line = before.substr(before.find_last_of('\n') + 1);
    return line.find_first_not_of(" \t>") == std::string_view::npos;
  }

  // Words that one reader alone wrote, and in that order, are his.
  void by_short_quotation(std::size_t a, std::size_t begin, std::size_t end) {
    constexpr std::size_t telling_words = 4, looked_at = 300;
    if (end - begin < 2 || said_[a].words[end - 1].end - said_[a].words[begin].begin < 10) return;
    double certainty = said_[a].quotes.size() > 1 && begins_line(a, begin) ? sure_quotation : 0.85;
    std::optional<std::size_t> nearest, whole;
    bool several = false;
    for (std::size_t item = a; item-- > 0 && a - item <= looked_at;) {
      if (!may_answer(a, item)) continue;
      const bool all = stands_as_written(a, begin, end, item);
      if (!nearest &&
          (all || found_share(said_[a].words, begin, end, said_[item].words) >= share_of_quotation))
        nearest = item;
      if (!all) continue;
      several = several || (whole && said_[*whole].author != said_[item].author);
      if (!whole) whole = item;
    }
    if (!nearest) return;
    if (whole && !several && end - begin >= telling_words) {
      add(a, *whole, AnswerRule::quote, std::max(certainty, sure_quotation));
    } else {
      add(a, *nearest, AnswerRule::quote, certainty);
    }
  }

  // Among the item's own words: who quotes another is not the one who is quoted.
  bool stands_as_written(std::size_t a, std::size_t begin, std::size_t end, std::size_t item) const {
    const auto& words = said_[a].words;
    const auto from = words.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto to = words.begin() + static_cast<std::ptrdiff_t>(end);
    const auto same = [](const Word& own, const Word& quoted) {
      return !own.in_quote && own.hash == quoted.hash;
    };
    const auto& in = said_[item].words;
    return std::search(in.begin(), in.end(), from, to, same) != in.end();
  }

  // Share of the quoted words that stand in `in` in runs of at least three (or as a whole).
  static double found_share(const std::vector<Word>& words, std::size_t begin, std::size_t end,
                            const std::vector<Word>& in) {
    const std::size_t least = std::min<std::size_t>(3, end - begin);
    std::size_t found = 0;
    for (std::size_t i = begin; i < end;) {
      std::size_t best = 0;
      for (std::size_t j = 0; j < in.size(); ++j) {
        std::size_t same = 0;
        while (i + same < end && j + same < in.size() && words[i + same].hash == in[j + same].hash) ++same;
        best = std::max(best, same);
      }
      if (best >= least) found += best;
      i += best >= least ? best : 1;
    }
    return static_cast<double>(found) / static_cast<double>(end - begin);
  }

  // Which of the author's comments: of the minute that is named, else the latest without an answer, else the
  // latest; of what came behind the answer only where there is nothing else.
  void by_address(std::size_t a, const Address& address) {
    for (const auto& [author, certainty, minute] : address.authors) {
      std::optional<std::size_t> open, latest, late;
      bool has_already = false, named = false;
      for (std::size_t item = a; item-- > 0 && !named;) {
        if (said_[item].author != author || !may_answer(a, item)) continue;
        if (came_behind(said_[item], said_[a])) {
          if (!late) late = item;
          continue;
        }
        if (!latest) latest = item;
        if (!open && !answered_[item]) open = item;
        named = minute && *minute == minute_of(said_[item].at);
        if (named) open = item;
      }
      if (!latest) latest = late;
      // Only who said nothing before can have been answered by a clock that is slow.
      for (std::size_t item = a + 1; !latest && item < said_.size(); ++item) {
        if (said_[item].at > said_[a].at + clock_skew) break;
        if (said_[item].author == author && may_answer(a, item)) latest = item;
      }
      for (std::size_t i = first_; i < out_.size(); ++i) {
        has_already = has_already || said_[out_[i].item].author == author;
      }
      if (latest && !has_already) add(a, open.value_or(*latest), AnswerRule::address, certainty);
    }
  }

  static int minute_of(Time at) {
    const auto minutes = std::chrono::floor<std::chrono::minutes>(at.time_since_epoch()).count() % 60;
    return static_cast<int>((minutes + 60) % 60);
  }

  // The engine's number, or the place on a page that shows comments in order of time. Both at once for two
  // different ones is nobody's number.
  void by_number(std::size_t a, const std::vector<std::string>& numbers) {
    for (const auto& number : numbers) {
      std::optional<std::size_t> by_engine, by_place;
      std::size_t place = 0;
      const auto wanted = std::stoull(number);
      for (std::size_t item = 0; item < a; ++item) {
        if (said_[item].comment->engine_id == number) by_engine = item;
        const bool shown = said_[item].comment->state == model::Visibility::open;
        if (may_guess_ && shown && ++place == wanted) by_place = item;
      }
      const auto found = by_engine ? by_engine : by_place;
      const bool clear = !by_engine || !by_place || *by_engine == *by_place;
      if (found && clear && may_answer(a, *found)) add(a, *found, AnswerRule::address, 0.85);
    }
  }

  // A thread as deep as the engine lets it be: the answer stands beside the question, below the same word of
  // staff.
  void by_cut_thread(std::size_t a) {
    const auto parent = said_[a].parent;
    if (!parent || !said_[*parent].staff) return;
    std::optional<std::size_t> found;
    for (std::size_t item = *parent + 1; item < a; ++item) {
      const auto& u = said_[item];
      const bool asks = u.reader && u.parent == parent && !answered_[item];
      if (!asks || u.text.find('?') == std::string::npos || !may_answer(a, item)) continue;
      if (found) return;
      found = item;
    }
    if (found) add(a, *found, AnswerRule::adjacent, 0.8);
  }

  const std::vector<Utterance>& said_;
  NameBook names_;
  bool may_guess_;
  std::vector<bool> answered_;
  struct Run {
    std::size_t at = 0;    // the first of staff, else the latest reader who wrote it
    bool several = false;  // more than one reader
  };
  std::unordered_map<std::uint64_t, Run> runs_;  // by the hash of eight words
  std::unordered_map<std::string, std::size_t> places_;
  std::vector<Link> out_;
  std::vector<std::size_t> silent_;
  std::size_t first_ = 0;  // of the links of the comment at hand
};

}  // namespace

Signs read_signs(const Conversation& conversation) {
  return Matcher(conversation).run();
}

std::vector<Link> match_conversation(const Conversation& conversation, const Habits& habits) {
  auto [links, silent] = read_signs(conversation);
  // Where threads are recorded, or may be, a sign stands for itself.
  const auto open = [&](const Link& l) {
    return !conversation.threaded && conversation.said[l.answer].flat && !is_sure(l);
  };
  if (silent.empty() && std::ranges::none_of(links, open)) return links;
  const auto guesses = guess_links(conversation, links, silent, habits);
  const auto echoes = links;
  std::erase_if(links, open);
  for (auto guess : guesses) {
    const auto same = [&](const Link& l) { return l.answer == guess.answer && l.item == guess.item; };
    if (!conversation.said[guess.answer].flat || std::ranges::any_of(links, same)) continue;
    const auto sign = std::ranges::find_if(echoes, same);
    if (sign != echoes.end() && guess.rule == AnswerRule::adjacent) guess.rule = sign->rule;
    links.push_back(guess);
  }
  std::ranges::stable_sort(links, {}, &Link::answer);
  return links;
}

}  // namespace earshot::answers

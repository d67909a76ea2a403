#include "answers/guess.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string_view>
#include <unordered_set>

#include "answers/nearness.h"
#include "base/text.h"

namespace earshot::answers {

namespace {

// Ways to read the conversation that are kept side by side: a guess that a later sign contradicts must not
// have decided what came in between.
constexpr std::size_t readings = 12, readings_to_learn = 3;
// A sign that the manner did not expect at all; keeps one surprise from ruling out a reading.
constexpr double surprise = 1e-3;
constexpr double highest = 0.98;
// The choice's share counts what came before as read rightly, which it was not always: of those whose share
// is in the middle fewer are right. Measured on conversations whose threads were hidden and on made-up ones.
double stated_of(double share) {
  constexpr double doubt = 0.2;
  return share - doubt * share * (1 - share);
}
// Two that are nearer to each other than this are equal: then nobody is meant.
constexpr double least_lead = 0.002;
// How much likelier words of a candidate that come back make it.
constexpr double echo = 6;

// As sure as a guess can be whose answer speaks to all and whose item shares no telling word with it.
constexpr double highest_for_all = 0.4;

// "Update: …", "P.S. – …": what is added to the post.
bool adds_to_post(const Utterance& u) {
  static const auto openings =
      word_set({"update", "updated", "edit", "edited", "ps", "note", "correction", "erratum", "nachtrag",
                "korrektur", "hinweis", "aktualisiert", "actualización", "corrección", "nota", "correctif"});
  if (u.words.empty() || u.words.front().in_quote || !openings.contains(u.words.front().hash)) return false;
  const auto behind = u.text.find_first_not_of(" *_0123456789", u.words.front().end);
  const auto rest = std::string_view(u.text).substr(std::min(behind, u.text.size()));
  constexpr std::string_view marks[] = {":", "-", "\u2013", "\u2014", "!"};
  return std::ranges::any_of(marks, [&](const auto mark) { return rest.starts_with(mark); });
}

// "Wow, so many comments.", "Thanks for all the feedback": of what many said.
bool speaks_of_many(const Utterance& u) {
  static const auto how_many =
      word_set({"many", "all", "these", "lots", "more", "viele", "vielen", "alle", "all", "eure", "tant",
                "tous", "vos", "muchos", "muchas", "todos", "todas", "tantos"});
  static const auto things =
      word_set({"comments", "replies", "responses", "questions", "reactions", "feedback", "commenters",
                "kommentare", "antworten", "fragen", "rückmeldungen", "commentaires", "réponses",
                "comentarios", "respuestas", "preguntas"});
  static const auto one_reader = word_set({"you", "your", "du", "dein", "deine", "ihre", "votre", "tu"});
  constexpr std::size_t near = 2;  // "all the comments", not "all the code in comments"
  std::optional<std::size_t> many;
  for (std::size_t i = 0; i < u.words.size(); ++i) {
    const auto& word = u.words[i];
    if (i > 0 && sentence_ends_between(u, u.words[i - 1].end, word.begin)) return false;
    if (one_reader.contains(word.hash)) return false;
    if (how_many.contains(word.hash)) many = i;
    if (many && i - *many <= near && things.contains(word.hash)) return true;
  }
  return false;
}

bool speaks_to_all(const Utterance& u) {
  return adds_to_post(u) || speaks_of_many(u);
}

// Words of some length, and none of those that any remark has.
bool share_telling_word(const Utterance& a, const Utterance& b) {
  constexpr std::size_t telling = 5;
  static const auto any_remark = word_set(
      {"update", "updated", "comment", "comments", "there",  "their",  "these", "those", "about", "would",
       "could",  "should",  "added",   "which",    "where",  "thanks", "thank", "post",  "write", "really",
       "going",  "first",   "other",   "after",    "before", "being",  "still", "again"});
  WordSet words;
  for (const auto& word : a.words) {
    if (word.end - word.begin >= telling && !any_remark.contains(word.hash)) words.insert(word.hash);
  }
  return std::ranges::any_of(b.words, [&](const Word& word) { return words.contains(word.hash); });
}

struct Reading {
  History history;
  double score = 0;                 // logarithm
  std::vector<std::size_t> chosen;  // for each silent answer that had candidates
};

struct Step {
  std::size_t answer = 0;
  std::vector<std::size_t> items;   // what is certain
  std::vector<Link> addressed;      // an author is certain: which of his comments?
  std::vector<std::size_t> echoed;  // whose words come back, in a phrase that need not be a quotation
};

std::vector<Step> steps_of(const std::vector<Link>& certain, const std::vector<std::size_t>& silent) {
  std::vector<Step> out;
  for (const auto answer : silent) out.push_back({answer, {}, {}, {}});
  for (const auto& link : certain) {
    auto known = std::find_if(out.begin(), out.end(), [&](const Step& s) { return s.answer == link.answer; });
    if (known == out.end()) known = out.insert(out.end(), Step{link.answer, {}, {}, {}});
    if (link.rule == model::AnswerRule::address) {
      known->addressed.push_back(link);
    } else if (link.rule == model::AnswerRule::quote && link.certainty < sure_quotation) {
      known->echoed.push_back(link.item);
    } else {
      known->items.push_back(link.item);
    }
  }
  std::sort(out.begin(), out.end(), [](const Step& a, const Step& b) { return a.answer < b.answer; });
  return out;
}

struct Choice {
  double share = 0;
  bool tied = false;  // another was as likely
};

Choice choice_among(std::vector<double> weights, double sum) {
  if (sum <= 0) return {0, true};
  std::ranges::sort(weights, std::greater<>());
  const double second = weights.size() > 1 ? weights[1] : 0;
  return {weights[0] / sum, (weights[0] - second) / sum < least_lead};
}

// Goes through the staff comments in order of time with several readings at once.
class Search {
 public:
  Search(const Conversation& conversation, const Nearness& nearness, const Habits& habits, std::size_t most)
      : conversation_(conversation),
        nearness_(nearness),
        habits_(habits),
        most_(most),
        kept_{{History(conversation), 0, {}}} {}

  void go(const std::vector<Step>& steps) {
    for (const auto& step : steps) {
      auto candidates = nearness_.candidates(step.answer);
      auto factor = word_factors(candidates);
      for (std::size_t i = 0; i < candidates.size(); ++i) {
        if (std::ranges::count(step.echoed, candidates[i].item) > 0) factor[i] *= echo;
      }
      if (!step.items.empty()) follow(step.answer, step.items, candidates);
      for (const auto& link : step.addressed) address(link, candidates, factor);
      if (step.items.empty() && step.addressed.empty() && !candidates.empty()) {
        guessed_.push_back({step.answer, 0, model::AnswerRule::adjacent, highest});
        choose(candidates, factor, [](std::size_t) { return true; });
      }
    }
  }

  // The likeliest reading of all, for answers without a sign and those that address somebody. As sure as the
  // choice was when it was made: what came later only decides between readings that were near each other, and
  // those that died out since cannot be asked any more.
  std::vector<Link> links() const {
    std::vector<Link> out;
    for (std::size_t i = 0; i < guessed_.size(); ++i) {
      auto link = guessed_[i];
      link.item = kept_.front().chosen[i];
      if (choices_[i].tied) continue;
      const auto share = choices_[i].share;
      link.certainty =
          std::min(link.certainty, link.rule == model::AnswerRule::adjacent ? stated_of(share) : share);
      const auto& said = conversation_.said;
      if (link.rule == model::AnswerRule::adjacent && speaks_to_all(said[link.answer]) &&
          !share_telling_word(said[link.answer], said[link.item]))
        link.certainty = std::min(link.certainty, highest_for_all);
      out.push_back(link);
    }
    return out;
  }
  // Each answer that there was a choice for, and how likely the choice was in the best reading.
  const std::vector<std::pair<std::size_t, double>>& explained() const { return explained_; }

 private:
  const Habit& habit(std::size_t answer) const {
    const auto found = habits_.find(conversation_.said[answer].comment->person);
    return found != habits_.end() ? found->second : unknown_habit;
  }

  // One of the author's comments; the one that the sign named where there is no other, or none near.
  void address(const Link& link, std::vector<Candidate>& candidates, const std::vector<double>& factor) {
    const auto author = conversation_.said[link.item].author;
    const auto of_author = [&](std::size_t item) { return conversation_.said[item].author == author; };
    const auto count = std::count_if(candidates.begin(), candidates.end(),
                                     [&](const Candidate& c) { return of_author(c.item); });
    if (count == 0) {
      for (auto& reading : kept_) {
        reading.chosen.push_back(link.item);
        reading.history.note(conversation_, link.answer, link.item);
      }
      guessed_.push_back(link);
      choices_.push_back({1, false});
      return;
    }
    guessed_.push_back(link);
    choose(candidates, factor, of_author);
  }

  // What the last of `guessed_` answers.
  template <class Allowed>
  void choose(std::vector<Candidate>& candidates, const std::vector<double>& factor, const Allowed& allowed) {
    struct Branch {
      std::size_t from, candidate;
      double score;
    };
    const auto answer = guessed_.back().answer;
    std::vector<Branch> branches;
    std::vector<double> marginal(candidates.size(), 0.0);
    double weight = 0;
    for (std::size_t r = 0; r < kept_.size(); ++r) {
      nearness_.look_back(answer, kept_[r].history, candidates);
      const auto share = mixed_shares(candidates, habit(answer));
      const double w = std::exp(kept_[r].score - kept_.front().score);
      double likely = 0;
      for (std::size_t i = 0; i < share.size(); ++i) {
        if (!allowed(candidates[i].item)) continue;
        const double both = share[i] * factor[i];
        likely += both;
        marginal[i] += w * both;
        branches.push_back({r, i, kept_[r].score + std::log(both + 1e-12)});
      }
      weight += w * likely;
      if (r == 0) explained_.emplace_back(answer, likely + surprise);
    }
    const auto count = std::min(most_, branches.size());
    std::partial_sort(branches.begin(), branches.begin() + static_cast<std::ptrdiff_t>(count), branches.end(),
                      [](const Branch& a, const Branch& b) { return a.score > b.score; });
    std::vector<Reading> next;
    for (std::size_t b = 0; b < count; ++b) {
      Reading reading = kept_[branches[b].from];
      const auto item = candidates[branches[b].candidate].item;
      reading.score = branches[b].score;
      reading.chosen.push_back(item);
      reading.history.note(conversation_, answer, item);
      next.push_back(std::move(reading));
    }
    kept_ = std::move(next);
    choices_.push_back(choice_among(marginal, weight));
  }

  void follow(std::size_t answer, const std::vector<std::size_t>& items, std::vector<Candidate>& candidates) {
    for (std::size_t r = 0; r < kept_.size(); ++r) {
      nearness_.look_back(answer, kept_[r].history, candidates);
      const auto share = mixed_shares(candidates, habit(answer));
      for (const auto item : items) {
        for (std::size_t i = 0; candidates.size() > 1 && i < candidates.size(); ++i) {
          if (candidates[i].item != item) continue;
          kept_[r].score += std::log(share[i] + surprise);
          if (r == 0) explained_.emplace_back(answer, share[i] + surprise);
        }
        kept_[r].history.note(conversation_, answer, item);
      }
    }
    std::sort(kept_.begin(), kept_.end(),
              [](const Reading& a, const Reading& b) { return a.score > b.score; });
  }

  const Conversation& conversation_;
  const Nearness& nearness_;
  const Habits& habits_;
  std::size_t most_;
  std::vector<Reading> kept_;    // the likeliest first
  std::vector<Link> guessed_;    // the items are those of `chosen`
  std::vector<Choice> choices_;  // as many
  std::vector<std::pair<std::size_t, double>> explained_;
};

}  // namespace

std::vector<Link> guess_links(const Conversation& conversation, const std::vector<Link>& certain,
                              const std::vector<std::size_t>& silent, const Habits& habits) {
  const Nearness nearness(conversation);
  Search search(conversation, nearness, habits, readings);
  search.go(steps_of(certain, silent));
  return search.links();
}

void explain_links(const Conversation& conversation, const std::vector<Link>& certain,
                   const std::vector<std::size_t>& silent, Explained& out) {
  const auto steps = steps_of(certain, silent);
  const Nearness nearness(conversation);
  std::vector<std::pair<std::size_t, std::array<double, manners>>> rows;
  for (std::size_t manner = 0; manner < manners; ++manner) {
    Habits one;
    for (const auto& step : steps) {
      Habit habit{};
      habit[manner] = 1;
      one[conversation.said[step.answer].comment->person] = habit;
    }
    Search search(conversation, nearness, one, readings_to_learn);
    search.go(steps);
    const auto& explained = search.explained();
    rows.resize(explained.size());  // the same answers in each manner
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].first = explained[i].first;
      rows[i].second[manner] = explained[i].second;
    }
  }
  for (const auto& [answer, row] : rows) out[conversation.said[answer].comment->person].push_back(row);
}

// Expectation and maximisation; the first guess counts as so many answers.
Habit habit_from(const std::vector<std::array<double, manners>>& likelihoods) {
  constexpr double first_guess = 8;
  constexpr int rounds = 40;
  Habit out = unknown_habit;
  for (int round = 0; round < rounds; ++round) {
    Habit sum{};
    for (const auto& row : likelihoods) {
      double all = 0;
      for (std::size_t m = 0; m < manners; ++m) all += out[m] * row[m];
      for (std::size_t m = 0; m < manners; ++m) sum[m] += out[m] * row[m] / all;
    }
    const double total = static_cast<double>(likelihoods.size()) + first_guess;
    for (std::size_t m = 0; m < manners; ++m) out[m] = (sum[m] + first_guess * unknown_habit[m]) / total;
  }
  return out;
}

}  // namespace earshot::answers

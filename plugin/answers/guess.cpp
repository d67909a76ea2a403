#include "answers/guess.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "answers/nearness.h"

namespace earshot::answers {

namespace {

// Ways to read the conversation that are kept side by side: a guess that a later sign contradicts must not
// have decided what came in between.
constexpr std::size_t readings = 24;
// A sign that the manner did not expect at all; keeps one surprise from ruling out a reading.
constexpr double surprise = 1e-3;
// Signs are sometimes wrong, and those of one conversation depend on each other: they count for half.
constexpr double credence = 0.5;

struct Reading {
  double score = 0;  // logarithm
  History history;
  std::vector<std::size_t> chosen;  // for each silent answer that had candidates
};

struct Step {
  std::size_t answer = 0;
  std::vector<std::size_t> items;  // what is certain; empty = guess
};

std::vector<Step> steps_of(const std::vector<Link>& certain, const std::vector<std::size_t>& silent) {
  std::vector<Step> out;
  for (const auto answer : silent) out.push_back({answer, {}});
  for (const auto& link : certain) {
    const auto same = [&](const Step& s) { return s.answer == link.answer; };
    const auto known = std::find_if(out.begin(), out.end(), same);
    if (known != out.end()) {
      known->items.push_back(link.item);
    } else {
      out.push_back({link.answer, {link.item}});
    }
  }
  std::sort(out.begin(), out.end(), [](const Step& a, const Step& b) { return a.answer < b.answer; });
  return out;
}

std::vector<double> mixed_shares(const std::vector<Candidate>& candidates, const Habit& habit) {
  std::vector<double> out(candidates.size(), 0.0);
  for (std::size_t manner = 0; manner < manners; ++manner) {
    if (habit[manner] <= 0) continue;
    const auto share = shares(candidates, manner);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += habit[manner] * share[i];
  }
  return out;
}

// Goes through the staff comments in order of time with several readings at once.
class Search {
 public:
  Search(const Conversation& conversation, const Habits& habits)
      : conversation_(conversation), nearness_(conversation), habits_(habits) {
    Reading start;
    start.history.answered.assign(conversation.said.size(), 0);
    kept_.push_back(std::move(start));
  }

  void go(const std::vector<Step>& steps) {
    for (const auto& step : steps) {
      auto candidates = nearness_.candidates(step.answer);
      if (step.items.empty()) {
        if (!candidates.empty()) choose(step.answer, candidates);
      } else {
        follow(step, candidates);
      }
    }
  }

  // What the readings that are left agree on, weighed by how likely they are.
  std::vector<Link> links() const {
    std::vector<Link> out;
    double all = 0;
    for (const auto& r : kept_) all += std::exp(r.score - kept_.front().score);
    for (std::size_t i = 0; i < guessed_.size(); ++i) {
      double same = 0;
      for (const auto& r : kept_) {
        if (r.chosen[i] == kept_.front().chosen[i]) same += std::exp(r.score - kept_.front().score);
      }
      // Readings die out: what was decided long ago looks surer than it was when it was decided.
      const double certainty = std::min({0.97, same / all, 0.5 * (1 + first_share_[i])});
      out.push_back({guessed_[i], kept_.front().chosen[i], model::AnswerRule::adjacent, certainty});
    }
    return out;
  }
  // Sum of the logarithms of what was certain, in the most likely reading, by person.
  const std::unordered_map<std::string, double>& explained() const { return explained_; }

 private:
  const Habit& habit(std::size_t answer) const {
    const auto found = habits_.find(conversation_.said[answer].comment->person);
    return found != habits_.end() ? found->second : unknown_habit;
  }

  void choose(std::size_t answer, std::vector<Candidate>& candidates) {
    struct Branch {
      std::size_t from, candidate;
      double score;
    };
    std::vector<Branch> branches;
    std::vector<double> marginal(candidates.size(), 0.0);
    double weight = 0;
    for (std::size_t r = 0; r < kept_.size(); ++r) {
      nearness_.look_back(answer, kept_[r].history, candidates);
      const auto share = mixed_shares(candidates, habit(answer));
      const double w = std::exp(kept_[r].score - kept_.front().score);
      weight += w;
      for (std::size_t i = 0; i < share.size(); ++i) {
        marginal[i] += w * share[i];
        branches.push_back({r, i, kept_[r].score + std::log(share[i] + 1e-12)});
      }
    }
    const auto count = std::min(readings, branches.size());
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
    guessed_.push_back(answer);
    first_share_.push_back(*std::max_element(marginal.begin(), marginal.end()) / weight);
  }

  void follow(const Step& step, std::vector<Candidate>& candidates) {
    for (std::size_t r = 0; r < kept_.size(); ++r) {
      nearness_.look_back(step.answer, kept_[r].history, candidates);
      const auto share = mixed_shares(candidates, habit(step.answer));
      for (const auto item : step.items) {
        for (std::size_t i = 0; candidates.size() > 1 && i < candidates.size(); ++i) {
          if (candidates[i].item != item) continue;
          const double said = std::log(share[i] + surprise);
          kept_[r].score += said;
          if (r == 0) explained_[conversation_.said[step.answer].comment->person] += said;
        }
        kept_[r].history.note(conversation_, step.answer, item);
      }
    }
    std::sort(kept_.begin(), kept_.end(),
              [](const Reading& a, const Reading& b) { return a.score > b.score; });
  }

  const Conversation& conversation_;
  Nearness nearness_;
  const Habits& habits_;
  std::vector<Reading> kept_;  // the likeliest first
  std::vector<std::size_t> guessed_;
  std::vector<double> first_share_;
  std::unordered_map<std::string, double> explained_;
};

}  // namespace

std::vector<Link> guess_links(const Conversation& conversation, const std::vector<Link>& certain,
                              const std::vector<std::size_t>& silent, const Habits& habits) {
  Search search(conversation, habits);
  search.go(steps_of(certain, silent));
  return search.links();
}

void explain_links(const Conversation& conversation, const std::vector<Link>& certain,
                   const std::vector<std::size_t>& silent, Explained& sums) {
  if (certain.empty()) return;
  const auto steps = steps_of(certain, silent);
  for (std::size_t manner = 0; manner < manners; ++manner) {
    Habits one;
    for (const auto& step : steps) {
      Habit habit{};
      habit[manner] = 1;
      one[conversation.said[step.answer].comment->person] = habit;
    }
    Search search(conversation, one);
    search.go(steps);
    for (const auto& [person, sum] : search.explained()) sums[person][manner] += sum;
  }
}

Habit habit_from(const std::array<double, manners>& log_likelihood) {
  const double top = *std::max_element(log_likelihood.begin(), log_likelihood.end());
  Habit out{};
  double sum = 0;
  for (std::size_t m = 0; m < manners; ++m) {
    sum += (out[m] = unknown_habit[m] * std::exp(credence * (log_likelihood[m] - top)));
  }
  // Nobody works in one manner always.
  for (auto& share : out) share = 0.95 * share / sum + 0.05 / static_cast<double>(manners);
  return out;
}

}  // namespace earshot::answers

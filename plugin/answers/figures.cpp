#include "answers/figures.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>

#include "store/answer_store.h"
#include "store/comment_store.h"

namespace earshot::answers {

namespace {

using std::chrono::hours;
constexpr Duration clock_skew = std::chrono::seconds(120);
constexpr std::size_t few = 5;
constexpr std::array<Duration, 4> bucket_ends{hours(4), hours(24), hours(72), hours(168)};

std::size_t rank_of(std::size_t count, double q) {
  const auto k = static_cast<std::size_t>(std::ceil(q * static_cast<double>(count) - 1e-9));
  return std::clamp<std::size_t>(k, 1, count) - 1;
}

// Who waits may wait for ever: the waiting sort behind all the answered whose time is below their age.
std::optional<Quantile> so_far(const std::vector<Duration>& answered, const std::vector<Duration>& ages,
                               double q) {
  std::vector<Quantile> all;
  for (const auto value : answered) all.push_back({value, false});
  for (const auto age : ages) all.push_back({age, true});
  if (all.empty()) return std::nullopt;
  std::stable_sort(all.begin(), all.end(), [](const Quantile& a, const Quantile& b) {
    return a.value != b.value ? a.value < b.value : a.at_least < b.at_least;
  });
  const auto rank = rank_of(all.size(), q);
  // One who waits below the rank may end above it: then the value is a lower bound only.
  const bool open_below = std::any_of(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(rank) + 1,
                                      [](const Quantile& x) { return x.at_least; });
  return Quantile{all[rank].value, open_below};
}

struct Tally {
  std::vector<Duration> responses, ages;
  std::map<std::string, StaffFigures> staff;
  std::map<std::string, std::vector<Duration>> staff_responses;

  StaffFigures& of(const std::string& person) {
    auto& found = staff[person];
    found.person = person;
    return found;
  }
};

void count_item(const store::WaitFact& fact, Figures& out, Tally& tally) {
  ++out.needing;
  ++(fact.wait.first_answer ? out.answered : out.open);
  if (fact.wait.run_first != fact.item) return;  // a run is one question
  if (!fact.wait.first_answer) {
    if (fact.published) tally.ages.push_back(std::max(Duration::zero(), out.now - *fact.published));
    return;
  }
  ++tally.of(fact.wait.answered_by).first_answers;
  auto& times = out.first_response;
  if (!fact.published || !fact.wait.answered) {
    ++times.unknown;
    return;
  }
  auto took = *fact.wait.answered - *fact.published;
  if (took < -clock_skew) {
    ++times.impossible;
    return;
  }
  took = std::max(took, Duration::zero());
  ++times.known;
  tally.responses.push_back(took);
  tally.staff_responses[fact.wait.answered_by].push_back(took);
}

void count_waiting(const store::WaitFact& fact, Time now, Backlog& out, std::vector<Duration>& ages) {
  if (fact.wait.first_answer) return;
  ++out.waiting;
  if (!fact.published) {
    ++out.undated;
    return;
  }
  const auto age = std::max(Duration::zero(), now - *fact.published);
  const auto end = std::find_if(bucket_ends.begin(), bucket_ends.end(), [&](Duration d) { return age < d; });
  ++out.ages[static_cast<std::size_t>(end - bucket_ends.begin())];
  if (ages.empty() || age > *out.max_age) {
    out.max_age = age;
    out.oldest = fact.item;
  }
  ages.push_back(age);
}

void finish(Figures& out, Tally& tally) {
  auto& times = out.first_response;
  std::sort(tally.responses.begin(), tally.responses.end());
  if (!tally.responses.empty()) {
    times.median = nearest_rank(tally.responses, 0.5);
    times.p90 = nearest_rank(tally.responses, 0.9);
    if (tally.responses.size() < few) times.values = tally.responses;
  }
  times.median_so_far = so_far(tally.responses, tally.ages, 0.5);
  times.p90_so_far = so_far(tally.responses, tally.ages, 0.9);
  if (out.needing > 0)
    out.share_answered = static_cast<double>(out.answered) / static_cast<double>(out.needing);
  for (auto& [person, values] : tally.staff_responses) {
    std::sort(values.begin(), values.end());
    tally.of(person).median_first_response = nearest_rank(values, 0.5);
  }
  for (auto& [person, line] : tally.staff) out.staff.push_back(line);
}

}  // namespace

Duration nearest_rank(const std::vector<Duration>& sorted, double q) {
  return sorted[rank_of(sorted.size(), q)];
}

Figures figures(db::Reader& reader, const model::Site& site, std::optional<Time> from, std::optional<Time> to,
                Time now) {
  Figures out;
  out.from = from;
  out.to = to;
  out.now = now;
  Tally tally;
  store::stream_waits(reader, site.id, from, to,
                      [&](const store::WaitFact& fact) { count_item(fact, out, tally); });
  std::vector<Duration> ages;
  store::stream_waits(reader, site.id, std::nullopt, std::nullopt,
                      [&](const store::WaitFact& fact) { count_waiting(fact, now, out.backlog, ages); });
  std::sort(ages.begin(), ages.end());
  if (!ages.empty()) out.backlog.median_age = nearest_rank(ages, 0.5);
  model::RowId last = 0;
  store::stream_answers(reader, site.id, from, to, [&](const store::AnswerLine& line) {
    auto& staff = tally.of(line.person);
    if (line.answer_id != last) {
      ++staff.comments;
      if (line.answer) ++staff.answers;
    }
    if (line.answer) ++staff.items;
    last = line.answer_id;
  });
  finish(out, tally);
  return out;
}

}  // namespace earshot::answers

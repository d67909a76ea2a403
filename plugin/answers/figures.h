// The company's figures: how many comments were answered, how fast, what still waits, who answered.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/post.h"
#include "store/books.h"

namespace earshot::answers {

// A quantile by nearest rank. Where those who still wait reach into it, all that is known is "more than".
struct Quantile {
  Duration value{};
  bool at_least = false;
};

struct ResponseTimes {
  std::int64_t known = 0;               // runs with a time on both sides
  std::int64_t unknown = 0;             // answered, but a date is missing
  std::int64_t impossible = 0;          // the answer is dated more than two minutes before the question
  std::optional<Duration> median, p90;  // of the answered
  std::optional<Quantile> median_so_far, p90_so_far;  // with those that wait, by their age
  std::vector<Duration> values;                       // all, sorted, when there are fewer than five
};

inline constexpr std::array<std::string_view, 5> age_buckets{"0-4 h", "4-24 h", "1-3 d", "3-7 d", "> 7 d"};

struct Backlog {
  std::int64_t waiting = 0;  // now, whenever written
  std::array<std::int64_t, 5> ages{};
  std::int64_t undated = 0;
  std::optional<Duration> median_age, max_age;
  model::RowId oldest = 0;
};

struct StaffFigures {
  std::string person;
  std::int64_t comments = 0;       // written in the time
  std::int64_t answers = 0;        // of them, those that answer somebody
  std::int64_t items = 0;          // comments answered
  std::int64_t first_answers = 0;  // questions of the cohort that this person answered first
  std::optional<Duration> median_first_response;
};

struct Figures {
  std::optional<Time> from, to;
  Time now{};
  std::int64_t needing = 0, answered = 0,
               open = 0;                 // the cohort: comments written in the time that need an answer
  std::optional<double> share_answered;  // "so far" while open > 0
  ResponseTimes first_response;
  Backlog backlog;
  std::vector<StaffFigures> staff;  // by roster id
};

// Comments published in [from, to); an open end has no limit. The backlog is that of `now`.
Figures figures(db::Reader& reader, const model::Site& site, std::optional<Time> from, std::optional<Time> to,
                Time now);

// k = ceil(q n), counted from 1. `sorted` must not be empty.
Duration nearest_rank(const std::vector<Duration>& sorted, double q);

}  // namespace earshot::answers

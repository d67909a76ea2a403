// The company's figures: how many comments were answered, how fast, what still waits, who answered.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "answers/response_times.h"
#include "model/post.h"
#include "store/books.h"

namespace earshot::answers {

// Of the questions of the cohort: a run of comments of one reader with no answer between them is one.
struct TargetFigures {
  Duration within{};
  bool business = false;  // counted in business time
  std::int64_t met = 0, missed = 0;
  std::int64_t undecided = 0;   // waits, and has not waited for so long
  std::int64_t unknown = 0;     // for lack of usable dates
  std::optional<double> share;  // of those met or missed
};

// Comments written in [from, to) that need an answer, as things stand at `now`.
struct Cohort {
  std::optional<Time> from, to;
  Time now{};
  std::int64_t needing = 0, answered = 0, open = 0;
  std::int64_t closed = 0;               // unanswered for good: nobody can write there any more
  std::int64_t edited = 0;               // of those answered: became another text since
  std::optional<double> share_answered;  // "so far" while open > 0
  ResponseTimes first_response;
  std::optional<ResponseTimes> business;  // the same in business time, where the site has hours
  std::optional<TargetFigures> target;    // where the site has one
};

inline constexpr std::array<std::string_view, 5> age_buckets{"0-4 h", "4-24 h", "1-3 d", "3-7 d", "> 7 d"};
using AgeCounts = std::array<std::int64_t, 5>;

struct Backlog {
  std::int64_t waiting = 0;  // now, whenever written
  AgeCounts ages{};
  std::int64_t undated = 0;
  std::optional<Duration> median_age, max_age;
  model::RowId oldest = 0;
  std::string oldest_id, oldest_url;  // the engine's key, and where it stands
};

struct StaffFigures {
  std::string person;
  std::int64_t comments = 0;       // written in the time
  std::int64_t answers = 0;        // of them, those that answer somebody
  std::int64_t items = 0;          // comments answered
  std::int64_t first_answers = 0;  // questions of the cohort that this person answered first
  std::int64_t open_claims = 0;    // cases taken and not answered yet
  std::optional<Duration> median_first_response, median_business;
};

struct PostFigures {
  model::RowId post = 0;
  std::string title, url;
  std::int64_t needing = 0, answered = 0, open = 0;  // the rest was closed, as everywhere
  std::optional<Duration> median_first_response;
};

// A kind of words, or a product or topic of the roster that a comment names for sure.
struct GroupFigures {
  std::string name;
  std::int64_t needing = 0, answered = 0, open = 0;
  std::optional<Duration> median_first_response;
};

// A day, a week or a month of the cohort, by the site's clock.
struct SpanFigures {
  std::string begins;  // its first day
  std::int64_t needing = 0, answered = 0, open = 0;
  std::optional<Duration> median_first_response;
};

struct Figures : Cohort {
  AgeCounts response_counts{};   // first responses by how long they took, as age_buckets
  std::optional<Cohort> before;  // as long a time before `from`, as things stood as long before now
  Backlog backlog;
  std::int64_t answers_lost = 0;        // in the time: an answer went, and somebody waited again
  std::int64_t answered_in_window = 0;  // questions first answered in the time, whenever asked
  std::vector<StaffFigures> staff;      // by roster id
  std::vector<PostFigures> posts;       // most questions first, at most `most_posts`
  std::int64_t posts_in_all = 0;
  std::vector<GroupFigures> kinds;   // the strongest first, as far as comments of the kind are there
  std::vector<GroupFigures> topics;  // most questions first; a comment counts for each that it names
  std::string_view span;             // "day", "week" or "month"
  std::vector<SpanFigures> spans;
};

struct FigureQuestion {
  std::optional<Time> from, to;  // an open end has no limit
  Time now{};
  bool present_hours = false;  // count all in the business hours of now instead of those of then
  std::size_t most_posts = 20;
};

// The backlog is that of `now`.
Figures figures(db::Reader& reader, const model::Site& site, const FigureQuestion& question);

// What each figure means, a sentence each: printed wherever figures are.
std::vector<std::string> definitions(const model::Site& site);

}  // namespace earshot::answers

#include "answers/spans.h"

#include <algorithm>
#include <chrono>

#include "model/business_time.h"

namespace earshot::answers {

namespace {

using namespace std::chrono;

constexpr std::size_t most_spans = 600;
constexpr std::string_view by_day = "day", by_week = "week", by_month = "month";

std::string_view unit_for(const FigureQuestion& question) {
  if (!question.from) return by_month;
  const auto length = question.to.value_or(question.now) - *question.from;
  if (length <= days{35}) return by_day;
  return length <= days{370} ? by_week : by_month;
}

}  // namespace

SpanCounter::SpanCounter(const model::Zone& zone, const FigureQuestion& question)
    : zone_(zone), unit_(unit_for(question)), today_(zone.day(question.now)) {}

model::LocalDay SpanCounter::begin_of(model::LocalDay day) const {
  if (unit_ == by_day) return day;
  if (unit_ == by_week) return day - (weekday{day} - Monday);
  const year_month_day date{day};
  return local_days{date.year() / date.month() / 1};
}

model::LocalDay SpanCounter::after(model::LocalDay begin) const {
  if (unit_ == by_day) return begin + days{1};
  if (unit_ == by_week) return begin + days{7};
  return local_days{year_month_day{begin} + months{1}};
}

void SpanCounter::add(std::optional<Time> published, bool answered, bool open, std::optional<Duration> took) {
  if (!published) return;
  if (*published < known_from_ || *published >= known_to_) {
    const auto begin = begin_of(zone_.day(*published));
    known_from_ = zone_.start_of(begin);
    known_to_ = zone_.start_of(after(begin));
    known_ = &spans_[begin];
  }
  ++known_->needing;
  known_->answered += answered;
  known_->open += open;
  if (took) known_->took.push_back(*took);
}

std::vector<SpanFigures> SpanCounter::finish() {
  std::vector<SpanFigures> out;
  if (spans_.empty()) return out;
  // A single wrong date must make no chart of two thousand years, nor push the real ones out of it.
  const auto last = std::min(spans_.rbegin()->first, begin_of(today_));
  auto at = spans_.begin()->first;
  if (unit_ == by_month) at = std::max(at, begin_of(last - days{31} * static_cast<int>(most_spans)));
  for (; at <= last && out.size() < most_spans; at = after(at)) {
    auto& line = out.emplace_back();
    line.begins = model::day_text(at);
    const auto found = spans_.find(at);
    if (found == spans_.end()) continue;
    auto& span = found->second;
    line.needing = span.needing;
    line.answered = span.answered;
    line.open = span.open;
    line.median_first_response = median_of(span.took);
  }
  return out;
}

}  // namespace earshot::answers

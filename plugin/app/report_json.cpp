#include <nlohmann/json.hpp>

#include "app/print.h"
#include "app/report_forms.h"

namespace earshot::app {

using nlohmann::ordered_json;

namespace {

ordered_json censored(const std::optional<answers::Quantile>& q) {
  if (!q) return nullptr;
  return {{"seconds", seconds_or_null(q->value)}, {"at_least", q->at_least}};
}

ordered_json number(const std::optional<double>& share) {
  return share ? ordered_json(*share) : ordered_json();
}

ordered_json times_json(const answers::ResponseTimes& times) {
  ordered_json values = ordered_json::array();
  for (const auto value : times.values) values.push_back(seconds_or_null(value));
  return {{"known", times.known},
          {"unknown", times.unknown},
          {"impossible", times.impossible},
          {"median_seconds", seconds_or_null(times.median)},
          {"p90_seconds", seconds_or_null(times.p90)},
          {"mean_seconds", seconds_or_null(times.mean)},
          {"median_so_far", censored(times.median_so_far)},
          {"p90_so_far", censored(times.p90_so_far)},
          {"values", values}};
}

ordered_json target_json(const std::optional<answers::TargetFigures>& target) {
  if (!target) return nullptr;
  return {{"seconds", seconds_or_null(target->within)},
          {"counted_in", target->business ? "business time" : "wall time"},
          {"met", target->met},
          {"missed", target->missed},
          {"undecided", target->undecided},
          {"unknown", target->unknown},
          {"share", number(target->share)}};
}

ordered_json cohort_json(const answers::Cohort& cohort) {
  return {{"from", time_or_null(cohort.from)},
          {"to", time_or_null(cohort.to)},
          {"now", iso8601(cohort.now)},
          {"needing", cohort.needing},
          {"answered", cohort.answered},
          {"open", cohort.open},
          {"closed", cohort.closed},
          {"edited_after_answer", cohort.edited},
          {"share_answered", number(cohort.share_answered)},
          {"target", target_json(cohort.target)},
          {"first_response", times_json(cohort.first_response)},
          {"first_response_business", cohort.business ? times_json(*cohort.business) : ordered_json()}};
}

template <class Counts>
ordered_json ages_json(const Counts& counts) {
  ordered_json out = ordered_json::object();
  for (std::size_t i = 0; i < counts.size(); ++i) out[std::string(answers::age_buckets[i])] = counts[i];
  return out;
}

ordered_json backlog_json(const answers::Backlog& backlog) {
  return {{"waiting", backlog.waiting},
          {"ages", ages_json(backlog.ages)},
          {"undated", backlog.undated},
          {"median_age_seconds", seconds_or_null(backlog.median_age)},
          {"max_age_seconds", seconds_or_null(backlog.max_age)},
          {"oldest", backlog.oldest == 0
                         ? ordered_json()
                         : ordered_json({{"id", backlog.oldest_id}, {"url", backlog.oldest_url}})}};
}

ordered_json staff_json(const std::vector<answers::StaffFigures>& staff) {
  ordered_json out = ordered_json::array();
  for (const auto& one : staff) {
    out.push_back({{"person", one.person},
                   {"comments", one.comments},
                   {"answers", one.answers},
                   {"items", one.items},
                   {"first_answers", one.first_answers},
                   {"open_claims", one.open_claims},
                   {"median_first_response_seconds", seconds_or_null(one.median_first_response)},
                   {"median_business_seconds", seconds_or_null(one.median_business)}});
  }
  return out;
}

ordered_json posts_json(const std::vector<answers::PostFigures>& posts) {
  ordered_json out = ordered_json::array();
  for (const auto& one : posts) {
    out.push_back({{"url", one.url},
                   {"title", one.title},
                   {"needing", one.needing},
                   {"answered", one.answered},
                   {"open", one.open},
                   {"median_first_response_seconds", seconds_or_null(one.median_first_response)}});
  }
  return out;
}

ordered_json groups_json(const char* name, const std::vector<answers::GroupFigures>& groups) {
  ordered_json out = ordered_json::array();
  for (const auto& one : groups) {
    out.push_back({{name, one.name},
                   {"needing", one.needing},
                   {"answered", one.answered},
                   {"open", one.open},
                   {"median_first_response_seconds", seconds_or_null(one.median_first_response)}});
  }
  return out;
}

ordered_json spans_json(const std::vector<answers::SpanFigures>& spans) {
  ordered_json out = ordered_json::array();
  for (const auto& one : spans) {
    out.push_back({{"begins", one.begins},
                   {"needing", one.needing},
                   {"answered", one.answered},
                   {"open", one.open},
                   {"median_first_response_seconds", seconds_or_null(one.median_first_response)}});
  }
  return out;
}

}  // namespace

ordered_json report_json(const SiteFigures& report) {
  const auto& f = report.figures;
  ordered_json out = {{"site", report.site.name}, {"zone", report.site.hours.zone.name()}};
  out.update(cohort_json(f));
  out["response_counts"] = ages_json(f.response_counts);
  out["answered_in_window"] = f.answered_in_window;
  out["answers_lost"] = f.answers_lost;
  out["before"] = f.before ? cohort_json(*f.before) : ordered_json();
  out["backlog"] = backlog_json(f.backlog);
  out["staff"] = staff_json(f.staff);
  out["posts"] = posts_json(f.posts);
  out["posts_in_all"] = f.posts_in_all;
  out["kinds"] = groups_json("kind", f.kinds);
  out["topics"] = groups_json("topic", f.topics);
  out["span"] = f.span;
  out["spans"] = spans_json(f.spans);
  out["definitions"] = answers::definitions(report.site);
  return out;
}

}  // namespace earshot::app

#include <algorithm>
#include <cmath>

#include "app/report_forms.h"
#include "base/text.h"

namespace earshot::app {

namespace {

using answers::Figures;
using markup::Filling;

constexpr int chart_width = 720, label_width = 190, number_width = 60, row_height = 22, bar_height = 14;
constexpr int columns_height = 160, text_height = 18;

struct Row {
  std::string label;
  std::vector<std::string> cells;
  std::string url = {};
};

std::string text(std::int64_t n) {
  return std::to_string(n);
}

void add_table(Filling& part, const std::vector<std::string>& head, const std::vector<Row>& rows) {
  auto& table = part.add("TABLE");
  for (const auto& word : head) table.add("HEAD").set("WORD", word);
  for (const auto& row : rows) {
    auto& line = table.add("ROW").set("LABEL", row.label);
    for (const auto& cell : row.cells) line.add("CELL").set("VALUE", cell);
    if (row.url.empty()) continue;
    line.add("LINK").set("URL", row.url);
    line.add("LINK_END");
  }
}

// Two values that add up, one behind or above the other.
struct Bar {
  std::string label;
  std::int64_t done = 0, open = 0;
};

void add_rect(Filling& chart, const char* kind, int x, int y, int w, int h, const std::string& tip) {
  if (w <= 0 || h <= 0) return;
  chart.add("RECT")
      .set("CLASS", kind)
      .set("X", text(x))
      .set("Y", text(y))
      .set("W", text(w))
      .set("H", text(h))
      .set("TIP", tip);
}

void add_text(Filling& chart, const char* kind, int x, int y, const std::string& word) {
  chart.add("TEXT").set("CLASS", kind).set("X", text(x)).set("Y", text(y)).set("WORD", word);
}

std::int64_t most_of(const std::vector<Bar>& bars) {
  std::int64_t most = 1;
  for (const auto& bar : bars) most = std::max(most, bar.done + bar.open);
  return most;
}

int scaled(std::int64_t value, std::int64_t most, int length) {
  return static_cast<int>(std::lround(static_cast<double>(value) / static_cast<double>(most) * length));
}

std::string tip_of(const Bar& bar) {
  return bar.label + ": " + text(bar.done) + (bar.open > 0 ? " and " + text(bar.open) : "");
}

void add_rows(Filling& part, const std::vector<Bar>& bars) {
  auto& chart = part.add("CHART").set("HEIGHT", text(static_cast<int>(bars.size()) * row_height));
  const auto most = most_of(bars);
  constexpr int length = chart_width - label_width - number_width;
  int y = 0;
  for (const auto& bar : bars) {
    add_text(chart, "label", 0, y + bar_height + 1, shorten(squeeze(bar.label), 28));
    const int done = scaled(bar.done, most, length), all = scaled(bar.done + bar.open, most, length);
    add_rect(chart, "done", label_width, y + 3, done, bar_height, tip_of(bar));
    add_rect(chart, "open", label_width + done, y + 3, all - done, bar_height, tip_of(bar));
    add_text(chart, "label", label_width + all + 6, y + bar_height + 1, text(bar.done + bar.open));
    y += row_height;
  }
}

void add_columns(Filling& part, const std::vector<Bar>& bars, std::string_view unit) {
  auto& chart = part.add("CHART").set("HEIGHT", text(columns_height + 2 * text_height));
  const auto most = most_of(bars);
  const auto count = static_cast<int>(bars.size());
  for (int i = 0; i < count; ++i) {
    const auto& bar = bars[static_cast<std::size_t>(i)];
    const int x = chart_width * i / count, next = chart_width * (i + 1) / count;
    const int width = std::max(1, std::min(next - x - (next - x > 3 ? 1 : 0), 60));
    const int done = scaled(bar.done, most, columns_height),
              all = scaled(bar.done + bar.open, most, columns_height);
    const int floor = columns_height + text_height;
    add_rect(chart, "done", x, floor - done, width, done, tip_of(bar));
    add_rect(chart, "open", x, floor - all, width, all - done, tip_of(bar));
  }
  add_text(chart, "label", 0, text_height - 5, "at most " + text(most) + " a " + std::string(unit));
  add_text(chart, "label", 0, columns_height + 2 * text_height - 4, bars.front().label);
  add_text(chart, "end", chart_width, columns_height + 2 * text_height - 4, bars.back().label);
  chart.add("LEGEND").set("DONE", "answered").set("OPEN", "still open");
}

Filling& add_part(Filling& site, std::string_view name) {
  return site.add("PART").set("NAME", name);
}

std::vector<std::string> pair(const std::string& now, const std::string& before, bool compared) {
  return compared ? std::vector{now, before} : std::vector{now};
}

void add_main_table(Filling& site, const Figures& f) {
  const bool compared = f.before.has_value();
  const answers::Cohort before = f.before.value_or(answers::Cohort{});
  std::vector<Row> rows;
  const auto add = [&](const std::string& label, const auto& of) {
    rows.push_back({label, pair(of(static_cast<const answers::Cohort&>(f)), of(before), compared)});
  };
  using answers::Cohort;
  add("Comments that ask for an answer", [](const Cohort& c) { return text(c.needing); });
  add("Answered", [](const Cohort& c) { return text(c.answered); });
  add("Share answered", [](const Cohort& c) { return percent(c.share_answered, c.open > 0); });
  add("Still open", [](const Cohort& c) { return text(c.open); });
  add("Closed without an answer", [](const Cohort& c) { return text(c.closed); });
  add("Edited after the answer", [](const Cohort& c) { return text(c.edited); });
  if (f.target) {
    add("First response within " + words(f.target->within),
        [](const Cohort& c) { return percent(c.target ? c.target->share : std::nullopt); });
    add("… met, missed, may yet", [](const Cohort& c) {
      const auto t = c.target.value_or(answers::TargetFigures{});
      return text(t.met) + ", " + text(t.missed) + ", " + text(t.undecided);
    });
  }
  add("First response, median", [](const Cohort& c) { return words(c.first_response.median); });
  add("First response, nine in ten within", [](const Cohort& c) { return words(c.first_response.p90); });
  add("… with those who wait: median", [](const Cohort& c) { return words(c.first_response.median_so_far); });
  add("… nine in ten", [](const Cohort& c) { return words(c.first_response.p90_so_far); });
  if (f.business) {
    const auto times = [](const Cohort& c) { return c.business.value_or(answers::ResponseTimes{}); };
    add("Business time, median", [&](const Cohort& c) { return words(times(c).median); });
    add("Business time, nine in ten within", [&](const Cohort& c) { return words(times(c).p90); });
    add("… with those who wait: median", [&](const Cohort& c) { return words(times(c).median_so_far); });
    add("… nine in ten", [&](const Cohort& c) { return words(times(c).p90_so_far); });
  }
  add("Without usable dates",
      [](const Cohort& c) { return text(c.first_response.unknown + c.first_response.impossible); });
  rows.push_back(
      {"First answers in the time, whenever asked", pair(text(f.answered_in_window), "", compared)});
  rows.push_back({"Answers lost", pair(text(f.answers_lost), "", compared)});
  std::vector<std::string> head{"Figure", "This time"};
  if (compared) head.emplace_back("The time before");
  add_table(add_part(site, "In short"), head, rows);
}

void add_ages(Filling& site, std::string_view name, const answers::AgeCounts& counts, const std::string& of) {
  std::vector<Bar> bars;
  std::vector<Row> rows;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    bars.push_back({std::string(answers::age_buckets[i]), counts[i]});
    rows.push_back({bars.back().label, {text(counts[i])}});
  }
  auto& part = add_part(site, name);
  add_rows(part, bars);
  add_table(part, {"After", of}, rows);
}

void add_backlog(Filling& site, const answers::Backlog& backlog) {
  auto& part = add_part(site, "Waiting now");
  std::vector<Row> rows{{"Waiting", {text(backlog.waiting)}},
                        {"Median age", {words(backlog.median_age)}},
                        {"Without a date", {text(backlog.undated)}},
                        {"The oldest", {words(backlog.max_age)}, backlog.oldest_url}};
  add_table(part, {"Backlog", "Now"}, rows);
  add_ages(site, "Waiting now, by age", backlog.ages, "Comments");
}

void add_spans(Filling& site, const Figures& f) {
  if (f.spans.empty()) return;
  auto& part = add_part(site, "Asked and answered, by " + std::string(f.span));
  std::vector<Bar> bars;
  std::vector<Row> rows;
  for (const auto& one : f.spans) {
    bars.push_back({one.begins, one.answered, one.open});
    rows.push_back(
        {one.begins,
         {text(one.needing), text(one.answered), text(one.open), words(one.median_first_response)}});
  }
  add_columns(part, bars, f.span);
  add_table(part, {"From", "Asked", "Answered", "Still open", "Median first response"}, rows);
}

void add_staff(Filling& site, const model::Site& of, const Figures& f) {
  if (f.staff.empty()) return;
  auto& part = add_part(site, "Answers given, by person");
  std::vector<Bar> bars;
  std::vector<Row> rows;
  for (const auto& one : f.staff) {
    bars.push_back({of.roster.name_of(one.person), one.answers});
    rows.push_back({bars.back().label,
                    {text(one.comments), text(one.answers), text(one.items), text(one.first_answers),
                     words(one.median_first_response), words(one.median_business), text(one.open_claims)}});
  }
  add_rows(part, bars);
  add_table(part,
            {"Person", "Comments", "Answers", "Comments answered", "First answers", "Median first response",
             "Business time", "Open claims"},
            rows);
}

void add_posts(Filling& site, const Figures& f) {
  if (f.posts.empty()) return;
  auto& part = add_part(
      site, "By post: " + text(static_cast<std::int64_t>(f.posts.size())) + " of " + text(f.posts_in_all));
  std::vector<Bar> bars;
  std::vector<Row> rows;
  for (const auto& one : f.posts) {
    const auto& name = one.title.empty() ? one.url : one.title;
    bars.push_back({name, one.answered, one.open});
    rows.push_back({name,
                    {text(one.needing), text(one.answered), text(one.open), words(one.median_first_response)},
                    one.url});
  }
  add_rows(part, bars);
  add_table(part, {"Post", "Asked", "Answered", "Still open", "Median first response"}, rows);
}

void add_groups(Filling& site, const char* name, const char* of,
                const std::vector<answers::GroupFigures>& groups) {
  constexpr std::size_t most = 20;
  if (groups.empty()) return;
  auto& part = add_part(site, name);
  std::vector<Bar> bars;
  std::vector<Row> rows;
  for (const auto& one : groups) {
    if (rows.size() == most) break;
    bars.push_back({one.name, one.answered, one.open});
    rows.push_back(
        {one.name,
         {text(one.needing), text(one.answered), text(one.open), words(one.median_first_response)}});
  }
  add_rows(part, bars);
  add_table(part, {of, "Asked", "Answered", "Still open", "Median first response"}, rows);
}

void add_site(Filling& page, const SiteFigures& report) {
  const auto& f = report.figures;
  auto& site = page.add("SITE")
                   .set("NAME_OF_SITE", report.site.name)
                   .set("TIME", name_of_time(report))
                   .set("ZONE", report.site.hours.zone.name());
  add_main_table(site, f);
  add_spans(site, f);
  add_ages(site, "First responses, by how long they took", f.response_counts, "Questions");
  add_backlog(site, f.backlog);
  add_staff(site, report.site, f);
  add_posts(site, f);
  add_groups(site, "By kind", "Kind", f.kinds);
  add_groups(site, "By topic", "Topic", f.topics);
  for (const auto& sentence : answers::definitions(report.site))
    site.add("DEFINITION").set("SENTENCE", sentence);
}

void add_overview(Filling& page, const std::vector<SiteFigures>& reports) {
  if (reports.size() < 2) return;
  std::vector<Row> rows;
  for (const auto& [site, f] : reports) {
    rows.push_back({site.name,
                    {text(f.needing), percent(f.share_answered, f.open > 0), text(f.open),
                     text(f.backlog.waiting), words(f.first_response.median)}});
  }
  auto& overview = page.add("OVERVIEW").set("NAME", "All blogs");
  add_table(overview, {"Blog", "Asked", "Answered", "Still open", "Waiting now", "Median first response"},
            rows);
}

}  // namespace

std::string report_html(const markup::Templates& templates, const std::vector<SiteFigures>& reports) {
  Filling page;
  const auto& first = reports.front();
  page.set("TITLE",
           "Answers on " + (reports.size() == 1 ? first.site.name : "all blogs") + ", " + name_of_time(first))
      .set("MADE", iso8601(first.figures.now));
  add_overview(page, reports);
  for (const auto& report : reports) add_site(page, report);
  return templates.fill("report/report.html", page);
}

}  // namespace earshot::app

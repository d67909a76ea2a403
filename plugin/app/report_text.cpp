#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/report_forms.h"
#include "base/text.h"
#include "base/url.h"

namespace earshot::app {

namespace {

using answers::Cohort;
using answers::Figures;

constexpr std::size_t bar_width = 30, label_columns = 18;

// A bar in eighths of a character.
std::string bar(std::int64_t value, std::int64_t most) {
  static constexpr std::string_view eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (value <= 0 || most <= 0) return {};
  const auto width = std::max<std::int64_t>(
      1, std::llround(static_cast<double>(value) / static_cast<double>(most) * bar_width * 8));
  std::string out;
  for (std::int64_t i = 0; i < width / 8; ++i) out += "█";
  return out.append(eighths[width % 8]);
}

std::string padded(const std::string& text, std::size_t width) {
  const auto shown = shorten(squeeze(text), width);
  return shown + std::string(width - std::min(width, count_characters(shown)), ' ');
}

void bar_line(const std::string& label, std::int64_t value, std::int64_t most, const std::string& more = {}) {
  std::printf("    %s %7lld  %s%s%s\n", padded(label, label_columns).c_str(), static_cast<long long>(value),
              bar(value, most).c_str(), more.empty() ? "" : "  ", more.c_str());
}

void line(const char* label, const std::string& value, const std::string& before = {}) {
  std::printf("  %s %s%s\n", padded(label, 34).c_str(), value.c_str(),
              before.empty() ? "" : ("   (before: " + before + ")").c_str());
}

void print_times(const char* name, const answers::ResponseTimes& times,
                 const std::optional<answers::ResponseTimes>& before) {
  const auto of = [](const answers::ResponseTimes& t) {
    return "median " + words(t.median) + ", nine in ten within " + words(t.p90);
  };
  line(name, of(times), before ? of(*before) : "");
  line("  with those who wait", words(times.median_so_far) + ", " + words(times.p90_so_far));
  if (times.values.empty()) return;
  std::string all;
  for (const auto value : times.values) all += (all.empty() ? "" : ", ") + words(std::optional(value));
  line("  all of them", all);
}

void print_cohort(const Figures& f) {
  const auto* before = f.before ? &*f.before : nullptr;
  const auto count = [](std::int64_t n) { return std::to_string(n); };
  line("comments that ask for an answer", count(f.needing), before ? count(before->needing) : "");
  line("answered", count(f.answered) + "  " + percent(f.share_answered, f.open > 0),
       before ? count(before->answered) + ", " + percent(before->share_answered, before->open > 0) : "");
  line("still open", count(f.open), before ? count(before->open) : "");
  if (f.closed > 0) line("closed without an answer", count(f.closed), before ? count(before->closed) : "");
  if (f.edited > 0) line("edited after the answer", count(f.edited), before ? count(before->edited) : "");
  if (f.target) {
    line(("answered within " + words(f.target->within)).c_str(),
         percent(f.target->share) + "  " + count(f.target->met) + " of " +
             count(f.target->met + f.target->missed) + ", " + count(f.target->undecided) + " may yet",
         before && before->target ? percent(before->target->share) : "");
  }
  print_times("first response", f.first_response,
              before ? std::optional(before->first_response) : std::nullopt);
  if (f.business)
    print_times("first response, business time", *f.business, before ? before->business : std::nullopt);
  if (f.first_response.unknown + f.first_response.impossible > 0) {
    line("not counted", count(f.first_response.unknown) + " without a date, " +
                            count(f.first_response.impossible) + " answered before they were asked");
  }
  line("first answers in the time", count(f.answered_in_window));
  if (f.answers_lost > 0) line("answers lost", count(f.answers_lost));
}

template <class Counts>
void print_ages(const char* title, const Counts& counts) {
  std::printf("\n  %s\n", title);
  const auto most = *std::ranges::max_element(counts);
  for (std::size_t i = 0; i < counts.size(); ++i)
    bar_line(std::string(answers::age_buckets[i]), counts[i], most);
}

void print_backlog(const answers::Backlog& backlog) {
  std::puts("");
  line("waiting now", std::to_string(backlog.waiting));
  if (backlog.waiting == 0) return;
  line("  for so long", "median " + words(backlog.median_age) + ", longest " + words(backlog.max_age));
  if (!backlog.oldest_url.empty()) line("  the oldest", backlog.oldest_url);
  if (backlog.undated > 0) line("  without a date", std::to_string(backlog.undated));
  print_ages("waiting, by age", backlog.ages);
}

void print_spans(const Figures& f) {
  constexpr std::size_t most_lines = 60;
  if (f.spans.size() < 2) return;
  std::printf("\n  asked by %s (answered, median)\n", std::string(f.span).c_str());
  std::int64_t most = 0;
  for (const auto& span : f.spans) most = std::max(most, span.needing);
  for (std::size_t i = f.spans.size() - std::min(f.spans.size(), most_lines); i < f.spans.size(); ++i) {
    const auto& span = f.spans[i];
    std::string more;
    if (span.needing > 0) {
      more = percent(static_cast<double>(span.answered) / static_cast<double>(span.needing));
      if (span.median_first_response) more += ", " + words(span.median_first_response);
    }
    bar_line(span.begins, span.needing, most, more);
  }
}

void print_staff(const model::Site& site, const Figures& f) {
  if (f.staff.empty()) return;
  std::puts("\n  by person: answers given");
  std::int64_t most = 0;
  for (const auto& one : f.staff) most = std::max(most, one.answers);
  for (const auto& one : f.staff) {
    std::string more =
        "first " + std::to_string(one.first_answers) + " times, median " + words(one.median_first_response);
    if (one.median_business) more += " (" + words(one.median_business) + " business time)";
    if (one.open_claims > 0) more += ", " + std::to_string(one.open_claims) + " claims open";
    bar_line(site.roster.name_of(one.person), one.answers, most, more);
  }
}

// Titles may be missing; of an address the path tells posts apart.
std::string name_of(const answers::PostFigures& post) {
  const auto url = Url::parse(post.title.empty() ? post.url : post.title);
  if (!url) return post.title.empty() ? post.url : post.title;
  const std::string path(url->path());
  const auto cut_off = path.size() - std::min(path.size(), label_columns - 1);
  return cut_off == 0 ? path : "…" + path.substr(cut_off);
}

void print_posts(const Figures& f) {
  constexpr std::size_t most_lines = 10;
  if (f.posts.empty()) return;
  std::printf("\n  by post: asked (answered, open), %lld posts in all\n",
              static_cast<long long>(f.posts_in_all));
  const auto most = f.posts.front().needing;
  for (std::size_t i = 0; i < std::min(most_lines, f.posts.size()); ++i) {
    const auto& one = f.posts[i];
    bar_line(name_of(one), one.needing, most, std::to_string(one.answered) + ", " + std::to_string(one.open));
  }
}

void print_groups(const char* title, const std::vector<answers::GroupFigures>& groups) {
  constexpr std::size_t most_lines = 10;
  if (groups.empty()) return;
  std::printf("\n  %s: asked (answered, open, median)\n", title);
  std::int64_t most = 0;
  for (const auto& one : groups) most = std::max(most, one.needing);
  for (std::size_t i = 0; i < std::min(most_lines, groups.size()); ++i) {
    const auto& one = groups[i];
    bar_line(one.name, one.needing, most,
             std::to_string(one.answered) + ", " + std::to_string(one.open) + ", " +
                 words(one.median_first_response));
  }
}

}  // namespace

std::string name_of_time(const SiteFigures& report) {
  const auto& zone = report.site.hours.zone;
  const auto day = [&](Time t) {
    const auto date = model::day_text(zone.day(t));
    return t == zone.start_of(zone.day(t)) ? date : iso8601(t);
  };
  std::string out;
  if (report.figures.from) out += "from " + day(*report.figures.from);
  if (report.figures.to)
    out += (out.empty() ? "" : " ") + std::string("until before ") + day(*report.figures.to);
  return out.empty() ? "all times" : out;
}

void print_report(const SiteFigures& report) {
  const auto& f = report.figures;
  std::printf("%s, %s (%s)\n", report.site.name.c_str(), name_of_time(report).c_str(),
              report.site.hours.zone.name().c_str());
  print_cohort(f);
  print_ages("first responses, by how long they took", f.response_counts);
  print_backlog(f.backlog);
  print_spans(f);
  print_staff(report.site, f);
  print_posts(f);
  print_groups("by kind", f.kinds);
  print_groups("by topic", f.topics);
  std::puts("");
  for (const auto& sentence : answers::definitions(report.site)) std::printf("  %s\n", sentence.c_str());
}

void print_overview(const std::vector<SiteFigures>& reports) {
  std::printf("%s %8s %9s %8s %10s  %s\n", padded("blog", label_columns).c_str(), "asked", "answered", "open",
              "waiting", "median first response");
  for (const auto& [site, f] : reports) {
    std::printf("%s %8lld %9s %8lld %10lld  %s\n", padded(site.name, label_columns).c_str(),
                static_cast<long long>(f.needing), percent(f.share_answered).c_str(),
                static_cast<long long>(f.open), static_cast<long long>(f.backlog.waiting),
                words(f.first_response.median).c_str());
  }
  std::puts("");
}

}  // namespace earshot::app

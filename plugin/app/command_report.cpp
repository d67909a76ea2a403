// report, replies, waiting: what the answers room found, for people and as JSON.
#include <cstdio>
#include <nlohmann/json.hpp>

#include "answers/figures.h"
#include "answers/replies.h"
#include "app/commands.h"
#include "app/print.h"
#include "app/site_set.h"
#include "store/comment_store.h"
#include "store/post_store.h"

namespace earshot::app {
namespace {

using nlohmann::ordered_json;

std::optional<Time> read_day(const std::string& text, const char* option) {
  if (text.empty()) return std::nullopt;
  const auto time = parse_iso8601(text);
  if (!time) throw setup::ConfigError(std::string(option) + " is no date: " + text + "; write 2026-01-31");
  return time;
}

ordered_json seconds(const std::optional<Duration>& d) {
  if (!d) return nullptr;
  return std::chrono::duration_cast<std::chrono::seconds>(*d).count();
}

ordered_json censored(const std::optional<answers::Quantile>& q) {
  if (!q) return nullptr;
  return {{"seconds", std::chrono::duration_cast<std::chrono::seconds>(q->value).count()},
          {"at_least", q->at_least}};
}

ordered_json day(const std::optional<Time>& t) {
  return t ? ordered_json(iso8601(*t)) : ordered_json();
}

ordered_json first_response_json(const answers::ResponseTimes& times) {
  ordered_json values = ordered_json::array();
  for (const auto value : times.values) values.push_back(seconds(value));
  return {{"known", times.known},
          {"unknown", times.unknown},
          {"impossible", times.impossible},
          {"median_seconds", seconds(times.median)},
          {"p90_seconds", seconds(times.p90)},
          {"median_so_far", censored(times.median_so_far)},
          {"p90_so_far", censored(times.p90_so_far)},
          {"values", values}};
}

ordered_json backlog_json(const answers::Backlog& backlog) {
  ordered_json ages = ordered_json::object();
  for (std::size_t i = 0; i < backlog.ages.size(); ++i)
    ages[std::string(answers::age_buckets[i])] = backlog.ages[i];
  return {{"waiting", backlog.waiting},
          {"ages", ages},
          {"undated", backlog.undated},
          {"median_age_seconds", seconds(backlog.median_age)},
          {"max_age_seconds", seconds(backlog.max_age)}};
}

ordered_json report_json(const model::Site& site, const answers::Figures& f) {
  ordered_json staff = ordered_json::array();
  for (const auto& one : f.staff) {
    staff.push_back({{"person", one.person},
                     {"comments", one.comments},
                     {"answers", one.answers},
                     {"items", one.items},
                     {"first_answers", one.first_answers},
                     {"median_first_response_seconds", seconds(one.median_first_response)}});
  }
  return {{"site", site.name},
          {"from", day(f.from)},
          {"to", day(f.to)},
          {"now", iso8601(f.now)},
          {"needing", f.needing},
          {"answered", f.answered},
          {"open", f.open},
          {"share_answered", f.share_answered ? ordered_json(*f.share_answered) : ordered_json()},
          {"first_response", first_response_json(f.first_response)},
          {"backlog", backlog_json(f.backlog)},
          {"staff", staff}};
}

std::string words(const std::optional<Duration>& d) {
  return d ? in_words(*d) : "unknown";
}
std::string words(const std::optional<answers::Quantile>& q) {
  return q ? (q->at_least ? "more than " : "") + in_words(q->value) : "unknown";
}

void print_report(const model::Site& site, const answers::Figures& f) {
  std::printf("%s%s%s%s%s\n", site.name.c_str(), f.from ? " from " : "",
              f.from ? iso8601(*f.from).c_str() : "", f.to ? " to " : "", f.to ? iso8601(*f.to).c_str() : "");
  std::printf("  comments that ask for an answer  %6lld\n", static_cast<long long>(f.needing));
  std::printf("  answered                         %6lld", static_cast<long long>(f.answered));
  if (f.share_answered) std::printf("  (%.0f %%%s)", *f.share_answered * 100, f.open > 0 ? " so far" : "");
  std::printf("\n  first response: median %s, nine in ten within %s", words(f.first_response.median).c_str(),
              words(f.first_response.p90).c_str());
  std::printf(" (with those who wait: %s, %s)\n", words(f.first_response.median_so_far).c_str(),
              words(f.first_response.p90_so_far).c_str());
  if (f.first_response.unknown + f.first_response.impossible > 0) {
    std::printf("  not counted for lack of a usable date: %lld\n",
                static_cast<long long>(f.first_response.unknown + f.first_response.impossible));
  }
  std::printf("  waiting now                      %6lld  oldest %s\n",
              static_cast<long long>(f.backlog.waiting), words(f.backlog.max_age).c_str());
  for (std::size_t i = 0; i < f.backlog.ages.size(); ++i) {
    std::printf("    %-8s                       %6lld\n", std::string(answers::age_buckets[i]).c_str(),
                static_cast<long long>(f.backlog.ages[i]));
  }
  for (const auto& one : f.staff) {
    std::printf("  %-20s %lld comments, %lld of them answers, first to answer %lld times, median %s\n",
                one.person.c_str(), static_cast<long long>(one.comments), static_cast<long long>(one.answers),
                static_cast<long long>(one.first_answers), words(one.median_first_response).c_str());
  }
  std::puts(
      "\n  asks for an answer: a public comment by a reader that is not mere thanks. answered: a staff "
      "member who was logged in\n"
      "  (or is confirmed) answered it later. first response: from the comment to its first answer; "
      "nearest-rank quantiles.");
}

void print_reply(const answers::Reply& reply, bool json) {
  if (json) {
    ordered_json answers = ordered_json::array();
    for (const auto& to : reply.answers) {
      answers.push_back({{"id", to.id}, {"rule", model::word(to.rule)}, {"certainty", to.certainty}});
    }
    print_json({{"post", reply.post}, {"id", reply.id}, {"person", reply.person}, {"answers", answers}});
    return;
  }
  std::printf("%s  %s  %s", reply.post.c_str(), reply.id.c_str(), reply.person.c_str());
  for (const auto& to : reply.answers)
    std::printf("  -> %s (%s, %.2f)", to.id.c_str(), std::string(model::word(to.rule)).c_str(), to.certainty);
  std::puts(reply.answers.empty() ? "  -> the post" : "");
}

}  // namespace

int report(const GlobalOptions& global, const ReportOptions& options) {
  const auto from = read_day(options.from, "--from"), to = read_day(options.to, "--to");
  if (from && to && *to <= *from)
    throw setup::ConfigError("--to " + options.to + " does not lie behind --from " + options.from);
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  const auto figures = sites.database().read(
      [&](db::Reader& reader) { return answers::figures(reader, site, from, to, sites.clock().now()); });
  if (global.json) {
    print_json(report_json(site, figures));
  } else {
    print_report(site, figures);
  }
  return 0;
}

int replies(const GlobalOptions& global, const std::string& name) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(name);
  sites.database().read([&](db::Reader& reader) {
    answers::stream_replies(reader, site,
                            [&](const answers::Reply& reply) { print_reply(reply, global.json); });
  });
  return 0;
}

int waiting(const GlobalOptions& global, const std::string& name) {
  constexpr int most = 1000;
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(name);
  sites.database().read([&](db::Reader& reader) {
    for (const auto& comment : store::waiting_comments(reader, site.id, most)) {
      const auto age =
          comment.published ? std::optional(sites.clock().now() - *comment.published) : std::nullopt;
      if (global.json) {
        print_json({{"id", comment.engine_id},
                    {"url", comment.url},
                    {"author", comment.author_name},
                    {"published", day(comment.published)},
                    {"waits_seconds", seconds(age)},
                    {"why", comment.needs_why}});
      } else {
        std::printf("%-6s  %s  %s\n", words(age).c_str(), comment.author_name.c_str(), comment.url.c_str());
      }
    }
  });
  return 0;
}

}  // namespace earshot::app

// report, replies, waiting: what the answers room found, for people and as JSON.
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "answers/figures.h"
#include "answers/replies.h"
#include "app/commands.h"
#include "app/print.h"
#include "app/report_forms.h"
#include "app/site_set.h"
#include "store/comment_store.h"

namespace earshot::app {
namespace {

using nlohmann::ordered_json;

// A day is its midnight in the zone; a time with hours is taken as it is written.
std::optional<Time> read_day(const model::Zone& zone, const std::string& text, const char* option) {
  if (text.empty()) return std::nullopt;
  if (const auto day = model::parse_day(text)) return zone.start_of(*day);
  const auto time = parse_iso8601(text);
  if (!time) throw setup::ConfigError(std::string(option) + " is no date: " + text + "; write 2026-01-31");
  return time;
}

SiteFigures figures_of(SiteSet& sites, const model::Site& site, const ReportOptions& options) {
  answers::FigureQuestion question;
  question.from = read_day(site.hours.zone, options.from, "--from");
  question.to = read_day(site.hours.zone, options.to, "--to");
  question.now = sites.clock().now();
  question.present_hours = options.present_hours;
  if (question.from && question.to && *question.to <= *question.from)
    throw setup::ConfigError("--to " + options.to + " does not lie behind --from " + options.from);
  return {site, sites.database().read(
                    [&](db::Reader& reader) { return answers::figures(reader, site, question); })};
}

// An earlier report, or nothing yet: whatever else stands there was not meant.
bool may_be_replaced(const std::string& path) {
  std::error_code none;
  if (!std::filesystem::exists(path, none)) return true;
  constexpr std::size_t enough = 16 * 1024;  // the head of a report, styles and all
  std::string begin(enough, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(begin.data(), static_cast<std::streamsize>(begin.size()));
  begin.resize(static_cast<std::size_t>(in.gcount()));
  return begin.empty() || begin.find("by Earshot.</p>") != std::string::npos;
}

// Appears complete or not at all: a browser may be looking at the last one.
void write_file(const std::string& path, const std::string& text) {
  if (path == "-") {
    std::fputs(text.c_str(), stdout);
    return;
  }
  if (!may_be_replaced(path))
    throw setup::ConfigError(path + " is there already and is no earlier report; give another name");
  const auto part = path + ".part";
  std::ofstream out(part, std::ios::binary);
  out << text << std::flush;
  const bool written = out.good();
  out.close();
  if (!written || std::rename(part.c_str(), path.c_str()) != 0)
    throw setup::ConfigError("cannot write " + path + ": " + std::strerror(errno));
}

void print_reply(const answers::Reply& reply, bool json) {
  if (json) {
    ordered_json answers = ordered_json::array();
    for (const auto& to : reply.answers) {
      answers.push_back({{"id", to.id}, {"rule", model::word(to.rule)}, {"certainty", to.certainty}});
      if (to.edited) answers.back()["edited_after"] = iso8601(*to.edited);
    }
    print_json({{"post", reply.post}, {"id", reply.id}, {"person", reply.person}, {"answers", answers}});
    return;
  }
  std::printf("%s  %s  %s", reply.post.c_str(), reply.id.c_str(), reply.person.c_str());
  for (const auto& to : reply.answers)
    std::printf("  -> %s (%s, %.2f%s)", to.id.c_str(), std::string(model::word(to.rule)).c_str(),
                to.certainty, to.edited ? ", edited since" : "");
  std::puts(reply.answers.empty() ? "  -> the post" : "");
}

}  // namespace

int report(const GlobalOptions& global, const ReportOptions& options) {
  if (options.csv && global.json) {
    std::fprintf(stderr, "--csv and --json are two forms of one report; give one of them\n");
    return 2;
  }
  if (options.html == "-" && (options.csv || global.json)) {
    std::fprintf(stderr, "--html - prints the page; --csv and --json would print into it\n");
    return 2;
  }
  SiteSet sites(setup::read_config(global.config_path));
  std::vector<SiteFigures> reports;
  if (options.all) {
    for (const auto* site : sites.sites()) reports.push_back(figures_of(sites, *site, options));
  } else {
    reports.push_back(figures_of(sites, sites.site(options.site), options));
  }
  if (!options.html.empty()) write_file(options.html, report_html(sites.templates(), reports));
  if (global.json) {
    for (const auto& one : reports) print_json(report_json(one));
  } else if (options.csv) {
    std::fputs(report_csv(reports).c_str(), stdout);
  } else if (options.html.empty()) {
    if (reports.size() > 1) print_overview(reports);
    for (const auto& one : reports) print_report(one);
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

int unproven_names(const GlobalOptions& global, const std::string& name) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(name);
  sites.database().read([&](db::Reader& reader) {
    store::stream_unproven_comments(reader, site.id, [&](const model::Comment& comment) {
      if (global.json) {
        print_json({{"id", comment.engine_id},
                    {"url", comment.url},
                    {"author", comment.author_name},
                    {"published", time_or_null(comment.published)},
                    {"person", comment.person},
                    {"identity", model::word(comment.identity)},
                    {"why", comment.identity_why}});
      } else {
        std::printf("%-12s  %s: %s\n", std::string(model::word(comment.identity)).c_str(),
                    comment.url.c_str(), comment.identity_why.c_str());
      }
    });
  });
  return 0;
}

int waiting(const GlobalOptions& global, const std::string& name) {
  constexpr int most = 1000;
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(name);
  sites.database().read([&](db::Reader& reader) {
    for (const auto& comment : store::waiting_comments(reader, site.id, most)) {
      const auto since = comment.wait.again ? comment.wait.edited : comment.published;
      const auto age = since ? std::optional(sites.clock().now() - *since) : std::nullopt;
      if (global.json) {
        print_json({{"id", comment.engine_id},
                    {"url", comment.url},
                    {"author", comment.author_name},
                    {"published", time_or_null(comment.published)},
                    {"waits_seconds", seconds_or_null(age)},
                    {"why", comment.needs_why}});
      } else {
        std::printf("%-12s  %s  %s\n", words(age).c_str(), comment.author_name.c_str(), comment.url.c_str());
      }
    }
  });
  return 0;
}

}  // namespace earshot::app

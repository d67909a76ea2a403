// import linkbacks, export: records come in from elsewhere and go out again.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <optional>

#include "answers/answer_match.h"
#include "app/carried_comments.h"
#include "app/commands.h"
#include "app/progress.h"
#include "app/site_set.h"
#include "exchange/linkback_export.h"
#include "exchange/linkback_import.h"
#include "exchange/linkback_reading.h"

namespace earshot::app {
namespace {

void print_mapping(const exchange::LinkbackImport& import) {
  for (const auto& [written, to] : import.mapping()) {
    std::printf("%s\n", written.c_str());
    if (to.url != written) std::printf("    moved to %s\n", to.url.c_str());
    std::printf("    %lld linkbacks for %s\n", static_cast<long long>(to.linkbacks),
                to.known ? ("the post \"" + to.post_title + "\"").c_str()
                         : "no post that is known: one would be made");
  }
}

}  // namespace

int import_linkbacks(const GlobalOptions& global, const ImportOptions& options) {
  auto file = opened(options.file);
  if (!file) return 1;
  SiteSet sites(setup::read_config(global.config_path), command_patience);
  const auto books = sites.books(sites.site(options.site));
  if (!holds_something(options.file, *file)) return 1;
  exchange::MovedAddresses moved;
  if (!options.moved.empty()) {
    auto table = opened(options.moved);
    if (!table) return 1;
    BadLines bad_rules(options.moved);
    moved = exchange::MovedAddresses(
        *table, [&](std::int64_t line, const std::string& why) { bad_rules.add(line, why); });
    if (bad_rules.count() > 0) return 1;
  }
  BadLines bad(options.file);
  exchange::LinkbackImport import(books, moved, {.any_host = options.any_host, .dry_run = options.dry_run});
  CarriedComments comments(books, moved, options.any_host, options.dry_run, bad);
  std::error_code unknown;
  const auto size = std::filesystem::file_size(options.file, unknown);
  Progress progress(sites.clock(), unknown ? 0 : static_cast<std::int64_t>(size));
  std::int64_t linkbacks = 0;
  exchange::CarriedReceiver to;
  to.linkback = [&](std::int64_t line, exchange::Carried carried) {
    ++linkbacks;
    if (const auto why = import.add(std::move(carried))) bad.add(line, *why);
  };
  to.comment = [&](std::int64_t line, exchange::CarriedComment one) {
    comments.add(line, std::move(one.line));
  };
  to.bad = [&](std::int64_t line, const std::string& why) { bad.add(line, why); };
  to.progress = [&](std::int64_t bytes) { progress.read(linkbacks + comments.count(), bytes); };
  const auto form = exchange::read_carried(*file, to);
  import.flush();
  comments.flush();
  answers::match_posts(books, comments.posts(),
                       [&](std::size_t done) { progress.matched(done, comments.posts().size()); });
  progress.end();
  bad.end();
  if (options.dry_run) print_mapping(import);
  std::printf("read as %s%s: %lld new linkbacks, %lld known already, ",
              std::string(exchange::word(form)).c_str(), options.dry_run ? ", nothing written" : "",
              static_cast<long long>(import.fresh()), static_cast<long long>(import.known()));
  if (comments.count() > 0)
    std::printf("%lld comments of which %lld new, ", static_cast<long long>(comments.count()),
                static_cast<long long>(comments.fresh()));
  std::printf("%zu entries not taken\n", bad.count());
  return was_readable(options.file, *file) && bad.count() == 0 ? 0 : 1;
}

int export_records(const GlobalOptions& global, const ExportOptions& options) {
  const auto form = model::from_word<exchange::ExportForm>(options.format);
  const bool fits = form && (options.linkbacks || *form != exchange::ExportForm::webmention_io);
  if (!fits) {
    std::fprintf(stderr, "--format is ndjson%s or wxr\n", options.linkbacks ? ", webmention.io" : "");
    return 2;
  }
  SiteSet sites(setup::read_config(global.config_path), command_patience);
  const auto books = sites.books(sites.site(options.site));
  const auto count = options.linkbacks ? exchange::export_linkbacks(books, *form, std::cout)
                                       : exchange::export_comments(books, *form, std::cout);
  std::fprintf(stderr, "%lld %s\n", static_cast<long long>(count),
               options.linkbacks ? "linkbacks" : "comments");
  return 0;
}

}  // namespace earshot::app

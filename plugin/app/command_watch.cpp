// watch: the feeds of other people's blogs that are listened to.
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/print.h"
#include "app/site_set.h"
#include "markup/opml.h"
#include "outside/pace.h"
#include "store/watched_feed_store.h"

namespace earshot::app {
namespace {

using model::FeedState;
using model::WatchedFeed;
using nlohmann::ordered_json;

constexpr std::size_t feeds_at_once = 200;  // of one transaction

std::string when(const std::optional<Time>& time) {
  return time ? iso8601(*time) : "never";
}

ordered_json maybe(const std::optional<Time>& time) {
  return time ? ordered_json(iso8601(*time)) : ordered_json();
}

void print(const WatchedFeed& feed, bool json) {
  const std::string state(word(feed.state));
  if (json) {
    return print_json({{"address", feed.address},
                       {"feed", feed.feed_url},
                       {"title", feed.title},
                       {"state", state},
                       {"note", feed.failure},
                       {"failures", feed.failures},
                       {"items", feed.items},
                       {"added", iso8601(feed.added)},
                       {"read", maybe(feed.read)},
                       {"changed", maybe(feed.changed)},
                       {"next", maybe(feed.next)}});
  }
  std::printf("%-8s %s%s%s\n", state.c_str(), feed.address.c_str(), feed.title.empty() ? "" : "  ",
              feed.title.c_str());
  if (!feed.feed_url.empty() && feed.feed_url != feed.address)
    std::printf("         its feed: %s\n", feed.feed_url.c_str());
  std::printf("         %lld items seen; read %s, next %s\n", static_cast<long long>(feed.items),
              when(feed.read).c_str(), when(feed.next).c_str());
  if (feed.failure.empty()) return;
  std::printf("         %s", feed.failure.c_str());
  if (feed.failures > 1) std::printf(" (%d times in a row)", feed.failures);
  std::putchar('\n');
}

int list(SiteSet& sites, const model::Site& site, bool json) {
  const auto feeds =
      sites.database().read([&](db::Reader& reader) { return store::list_feeds(reader, site.id); });
  for (const auto& feed : feeds) print(feed, json);
  if (feeds.empty() && !json) std::puts("no feeds are watched; `earshot watch add URL` begins");
  return 0;
}

// Why an address is not watched; "" if it may be.
std::string why_not(const model::Site& site, const std::optional<Url>& url) {
  if (!url) return "no http or https address";
  if (url->has_credentials()) return "addresses with a password are not asked";
  return lies_below(*url, site.url) ? "the blog itself is listened to anyway" : "";
}

int add(SiteSet& sites, const model::Site& site, const std::vector<std::string>& addresses) {
  const auto books = sites.books(site);
  bool bad = false;
  for (const auto& address : addresses) {
    const auto url = Url::parse(address);
    if (const auto why = why_not(site, url); !why.empty()) {
      bad = true;
      std::fprintf(stderr, "%s: %s\n", address.c_str(), why.c_str());
      continue;
    }
    const auto added = sites.database().write(
        [&](db::Tx& tx) { return store::watch_feed(tx, books, *url, {}, books.now()); });
    std::printf("%s: %s\n", url->text().c_str(),
                added.fresh   ? "will be read at once, and then again and again"
                : added.again ? "was gone, and is asked once more"
                              : "is watched already");
  }
  return bad ? 1 : 0;
}

int remove(SiteSet& sites, const model::Site& site, const std::vector<std::string>& addresses) {
  const auto books = sites.books(site);
  bool bad = false;
  for (const auto& address : addresses) {
    const auto url = Url::parse(address);
    const bool gone =
        url && sites.database().write([&](db::Tx& tx) { return store::unwatch_feed(tx, books, *url); });
    if (gone) continue;
    bad = true;
    std::fprintf(stderr, "%s is not watched; `earshot watch list` shows what is\n", address.c_str());
  }
  return bad ? 1 : 0;
}

std::optional<std::string> text_of(const std::string& file) {
  if (file == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  std::ifstream from(file, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(from), {});
  if (from.is_open() && !from.bad()) return text;
  std::fprintf(stderr, "%s: cannot be read: %s\n", file.c_str(), std::strerror(errno));
  return std::nullopt;
}

// A list of hundreds is not asked in one minute: hosts that keep many blogs would see them come together.
Time due_of(std::size_t place, Time now) {
  return now + outside::some_of(std::chrono::seconds(1 + 2 * static_cast<int>(place)));
}

int import(SiteSet& sites, const model::Site& site, const std::string& file) {
  const auto text = text_of(file);
  if (!text) return 1;
  const auto list = markup::read_opml(*text);
  if (!list) {
    std::fprintf(stderr, "%s: %s\n", file.c_str(), list.error().c_str());
    return 1;
  }
  const auto books = sites.books(site);
  std::vector<std::string> bad = list->bad;
  std::size_t fresh = 0, known = 0;
  for (std::size_t at = 0; at < list->feeds.size(); at += feeds_at_once) {
    sites.database().write([&](db::Tx& tx) {
      for (std::size_t i = at; i < std::min(list->feeds.size(), at + feeds_at_once); ++i) {
        const auto& one = list->feeds[i];
        const auto& url = one.feed ? one.feed : one.page;
        if (const auto why = why_not(site, url); !why.empty()) {
          bad.push_back(url->text() + ": " + why);
          continue;
        }
        ++(store::watch_feed(tx, books, *url, one.title, due_of(i, books.now())).fresh ? fresh : known);
      }
    });
  }
  for (const auto& one : bad) std::fprintf(stderr, "%s: %s\n", file.c_str(), one.c_str());
  std::printf("%zu feeds: %zu new, %zu watched already, %zu entries not taken\n", fresh + known + bad.size(),
              fresh, known, bad.size());
  return bad.empty() ? 0 : 1;
}

int export_list(SiteSet& sites, const model::Site& site, const std::string& file) {
  std::vector<markup::OpmlFeed> out;
  for (const auto& feed :
       sites.database().read([&](db::Reader& reader) { return store::list_feeds(reader, site.id); })) {
    const auto& address = feed.feed_url.empty() ? feed.address : feed.feed_url;
    out.push_back({feed.title.empty() ? address : feed.title, Url::parse(address), Url::parse(feed.home)});
  }
  const auto text = markup::write_opml("Blogs that " + site.name + " listens to", out);
  if (file.empty() || file == "-") {
    std::fputs(text.c_str(), stdout);
    return 0;
  }
  std::ofstream to(file, std::ios::binary);
  to << text;
  to.close();
  if (to) return 0;
  std::fprintf(stderr, "%s: cannot be written: %s\n", file.c_str(), std::strerror(errno));
  return 1;
}

}  // namespace

int watch_feeds(const GlobalOptions& global, const WatchOptions& options) {
  SiteSet sites(setup::read_config(global.config_path), command_patience);
  const auto& site = sites.site(options.site);
  if (options.what == "add") return add(sites, site, options.addresses);
  if (options.what == "remove") return remove(sites, site, options.addresses);
  if (options.what == "import") return import(sites, site, options.file);
  if (options.what == "export") return export_list(sites, site, options.file);
  return list(sites, site, global.json);
}

}  // namespace earshot::app

// send: tells the pages that an entry links to, at once and by hand; or shows what they were told.
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/commands.h"
#include "app/print.h"
#include "app/site_set.h"
#include "sending/deliver.h"
#include "store/event_store.h"
#include "store/post_address.h"
#include "store/sent_store.h"

namespace earshot::app {
namespace {

using model::Sent;
using model::SentState;
using nlohmann::ordered_json;

constexpr std::size_t pages_at_once = 8;

// What happened to one link, or would happen.
struct Sending {
  std::string target, state, protocol, endpoint, message, location, next_try;
  int status = 0;
  bool bad = false;
};

Sending sending_of(const Sent& row) {
  Sending out{
      row.target, std::string(model::word(row.state)), {}, row.endpoint, row.message, row.location, {},
      row.status};
  if (row.protocol) out.protocol = model::word(*row.protocol);
  if (row.next_try) out.next_try = iso8601(*row.next_try);
  out.bad =
      row.state == SentState::failed || row.state == SentState::deferred || row.state == SentState::unclear;
  return out;
}

ordered_json as_json(const std::string& source, const Sending& outcome) {
  return {{"source", source},
          {"target", outcome.target},
          {"state", outcome.state},
          {"protocol", outcome.protocol},
          {"endpoint", outcome.endpoint},
          {"status", outcome.status},
          {"message", outcome.message},
          {"location", outcome.location},
          {"next_try", outcome.next_try.empty() ? ordered_json() : ordered_json(outcome.next_try)}};
}

void print(const std::string& source, const Sending& outcome, bool json) {
  if (json) return print_json(as_json(source, outcome));
  std::printf("%-12s %s\n", outcome.state.c_str(), outcome.target.c_str());
  if (!outcome.endpoint.empty()) {
    std::printf("             %s %s%s\n", outcome.protocol.c_str(), outcome.endpoint.c_str(),
                outcome.status != 0 ? (" answered " + std::to_string(outcome.status)).c_str() : "");
  }
  if (!outcome.message.empty()) std::printf("             %s\n", outcome.message.c_str());
  if (!outcome.location.empty()) std::printf("             its state: %s\n", outcome.location.c_str());
  if (!outcome.next_try.empty()) std::printf("             next try: %s\n", outcome.next_try.c_str());
}

// Each strangers' server may take its time: several are asked beside each other, answers keep their order.
template <class Ask>
void beside_each_other(std::size_t count, Ask ask) {
  std::atomic<std::size_t> next{0};
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < std::min(count, pages_at_once); ++i) {
    threads.emplace_back([&] {
      for (std::size_t at = next++; at < count; at = next++) ask(at);
    });
  }
}

Sending would_send(SiteSet& sites, const model::Site& site, const sending::EntryLink& link) {
  Sending out;
  out.target = link.written;
  const auto found = sending::discover(sites.web(), link.url, site.sending.lenient_pingback);
  if (const auto* endpoint = std::get_if<sending::Endpoint>(&found)) {
    const auto why = sending::why_not_asked(site, link.url, endpoint->url);
    out.state = why ? "skipped" : "would send";
    out.message = why.value_or("");
    out.protocol = model::word(endpoint->protocol);
    out.endpoint = endpoint->url.text();
  } else if (const auto* none = std::get_if<sending::NoEndpoint>(&found)) {
    out.state = "no_endpoint";
    out.message = none->why;
  } else {
    const auto& unread = std::get<sending::TargetUnread>(found);
    out.state = "failed";
    out.message = unread.why;
    out.status = unread.status;
    out.bad = true;
  }
  return out;
}

std::vector<Sending> try_out(SiteSet& sites, const model::Site& site,
                             const std::vector<sending::EntryLink>& links) {
  std::vector<Sending> out(links.size());
  beside_each_other(links.size(), [&](std::size_t i) { out[i] = would_send(sites, site, links[i]); });
  return out;
}

std::vector<Sending> tell(SiteSet& sites, const model::Site& site, const sending::Entry& entry,
                          const std::optional<Url>& only) {
  const auto books = sites.books(site);
  const auto rows = sites.database().write(
      [&](db::Tx& tx) { return sending::queue_entry(tx, books, entry, sending::Cause::by_hand, only); });
  std::vector<Sending> out(rows.size());
  beside_each_other(rows.size(), [&](std::size_t i) {
    const model::Job job{site.id, 0, model::JobKind::send_ping, rows[i], 1};
    sending::send_ping(books, sites.web(), job, &entry);
    const auto row =
        sites.database().read([&](db::Reader& reader) { return store::find_sent(reader, site.id, rows[i]); });
    if (row) out[i] = sending_of(*row);
  });
  return out;
}

// The entry as the books know it, or as readers get it.
Result<sending::Entry, std::string> entry_at(SiteSet& sites, const model::Site& site, const Url& source) {
  auto entry = sites.database().read([&](db::Reader& reader) -> std::optional<sending::Entry> {
    const auto post = store::post_at(reader, site, source);
    const bool known = post && (post->state == model::Visibility::gone || !post->html.empty());
    return known ? sending::entry_of(reader, site, *post) : std::nullopt;
  });
  if (entry) return std::move(*entry);
  return sending::fetch_entry(sites.web(), site, source);
}

const model::Site* site_of(SiteSet& sites, const SendOptions& options, const Url& source) {
  if (!options.site.empty() || options.any_source) return &sites.site(options.site);
  for (const auto* site : sites.sites()) {
    if (lies_below(source, site->url)) return site;
  }
  return nullptr;
}

int send_entry(SiteSet& sites, const model::Site& site, const Url& source, const std::optional<Url>& only,
               const SendOptions& options, bool json) {
  const auto entry = entry_at(sites, site, source);
  if (!entry) {
    std::fprintf(stderr, "%s: %s\n", source.text().c_str(), entry.error().c_str());
    return 1;
  }
  std::vector<sending::EntryLink> links;
  for (const auto& link : entry->links) {
    if (only && !same_page(link.url, *only)) continue;
    const auto why = sending::why_not_told(site, entry->source, link.url);
    if (!why) links.push_back(link);
    if (why) print(entry->source.text(), {link.written, "skipped", {}, {}, *why, {}, {}}, json);
  }
  const auto outcomes = options.dry_run ? try_out(sites, site, links) : tell(sites, site, *entry, only);
  for (const auto& outcome : outcomes) print(entry->source.text(), outcome, json);
  if (outcomes.empty() && only) {
    std::fprintf(stderr, "%s does not link to %s, and never told it of a link\n", source.text().c_str(),
                 only->text().c_str());
    return 1;
  }
  if (outcomes.empty() && !json) std::puts("no page is to be told");
  return std::ranges::any_of(outcomes, &Sending::bad) ? 1 : 0;
}

void print_history(SiteSet& sites, const model::Site& site, const Sent& row, bool json) {
  const auto events = sites.database().read(
      [&](db::Reader& reader) { return store::events_of(reader, site.id, "sent", row.id); });
  if (json) {
    auto line = as_json(row.source, sending_of(row));
    line["log"] = ordered_json::array();
    for (const auto& event : events)
      line["log"].push_back({{"at", iso8601(event.at)}, {"what", event.fact}, {"why", event.detail}});
    return print_json(line);
  }
  std::printf("%-12s %s\n", std::string(model::word(row.state)).c_str(), row.target.c_str());
  std::printf("             from %s\n", row.source.c_str());
  if (!row.endpoint.empty()) std::printf("             at %s\n", row.endpoint.c_str());
  if (!row.location.empty()) std::printf("             its state: %s\n", row.location.c_str());
  for (const auto& event : events) {
    std::printf("             %s  %-11s %s\n", iso8601(event.at).c_str(), event.fact.c_str(),
                event.detail.c_str());
  }
  if (row.next_try) std::printf("             next try: %s\n", iso8601(*row.next_try).c_str());
}

int show_log(SiteSet& sites, const SendOptions& options, const std::optional<Url>& source, bool json) {
  const model::Site* site = source ? site_of(sites, options, *source) : nullptr;
  if (!site) site = &sites.site(options.site);
  const auto key = source ? std::optional(store::sent_source_key(*source)) : std::nullopt;
  const auto rows = sites.database().read(
      [&](db::Reader& reader) { return store::list_sent(reader, site->id, key, options.limit); });
  for (const auto& row : rows) print_history(sites, *site, row, json);
  if (rows.empty() && !json) std::puts("nothing was sent");
  return 0;
}

}  // namespace

int send(const GlobalOptions& global, const SendOptions& options) {
  const auto source = Url::parse(options.source), target = Url::parse(options.target);
  if (options.source.empty() && !options.log)
    return wrong_use("earshot send: name the page whose links are to be told");
  if (!options.source.empty() && !source)
    return wrong_use("earshot send: no http or https address: " + options.source);
  if (!options.target.empty() && !target)
    return wrong_use("earshot send: no http or https address: " + options.target);
  SiteSet sites(setup::read_config(global.config_path), command_patience);
  if (options.log) return show_log(sites, options, source, global.json);
  const auto* site = site_of(sites, options, *source);
  if (!site || (!options.any_source && !lies_below(*source, site->url))) {
    return wrong_use("earshot send: " + source->text() +
                     " is no page of a site in the configuration; --any-source sends for it all the same");
  }
  return send_entry(sites, *site, *source, target, options, global.json);
}

}  // namespace earshot::app

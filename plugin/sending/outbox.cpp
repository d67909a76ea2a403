#include "sending/outbox.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/log.h"
#include "base/text.h"
#include "base/token.h"
#include "markup/charset.h"
#include "net/own_page.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/linkback_store.h"
#include "store/post_address.h"
#include "store/post_store.h"
#include "store/sent_store.h"

namespace earshot::sending {

using model::Protocol;
using model::Sent;
using model::SentState;

namespace {

constexpr std::size_t excerpt_of_entry = 250;
// Pages of one host are told one after the other.
constexpr Duration between_pings = std::chrono::seconds(1);
// A command tells at once; should it die on the way, the worker does it then.
constexpr Duration left_to_command = std::chrono::minutes(10);
constexpr Duration pause_at_limit = std::chrono::minutes(10);

void fill(Entry& entry, EntryText text) {
  entry.excerpt = shorten(squeeze(text.text), excerpt_of_entry);
  std::string all = entry.title + '\0' + squeeze(text.text);
  for (const auto& link : text.links) all.append(1, '\0').append(link.written);
  entry.digest = sha256_hex(all);
  entry.links = std::move(text.links);
}

// One entry's turn; lives shorter than its tx.
class Queueing {
 public:
  Queueing(db::Tx& tx, const store::Books& books, const Entry& entry, Cause cause)
      : tx_(tx),
        books_(books),
        entry_(entry),
        cause_(cause),
        source_key_(store::sent_source_key(entry.source)) {}

  std::vector<model::RowId> run(const std::optional<Url>& only) {
    std::set<std::string> linked;
    for (const auto& link : entry_.links) {
      if (why_not_told(books_.site, entry_.source, link.url)) continue;
      linked.insert(store::sent_target_key(link.url));
      if (!only || same_page(*only, link.url)) tell(link);
    }
    for (const auto& row : known_rows()) {
      if (row.source_key == source_key_ && linked.contains(row.target_key)) continue;
      if (!only && row.linked) tell_of_end(row);
      if (only && store::sent_target_key(*only) == row.target_key) tell_of_end(row);
    }
    return std::move(queued_);
  }

 private:
  // Rows under an earlier address of the post are rows of links that are not there any more.
  std::vector<Sent> known_rows() const {
    constexpr int most = 10000;
    if (entry_.post_id) return store::sent_for_post(tx_, books_.site.id, *entry_.post_id);
    return store::list_sent(tx_, books_.site.id, source_key_, most);
  }

  void tell(const EntryLink& link) {
    const std::string target_key = store::sent_target_key(link.url);
    const auto before = store::find_sent_by_pair(tx_, books_.site.id, source_key_, target_key);
    if (!before) return add(link, target_key);
    Sent after = *before;
    after.post_id = entry_.post_id ? entry_.post_id : before->post_id;
    after.target = link.written;
    after.linked = true;
    after.digest = entry_.digest;
    const bool changed = !before->linked || before->digest != entry_.digest;
    // Only webmention has a word for "it changed"; the others are told once.
    const bool heard =
        before->first_sent && before->protocol != Protocol::webmention && before->state == SentState::sent;
    if (cause_ == Cause::by_hand || (changed && !heard)) return queue(*before, std::move(after));
    if (changed) store::save_sent(tx_, books_, *before, after);
  }

  void add(const EntryLink& link, const std::string& target_key) {
    Sent row;
    row.id = books_.next_id();
    row.post_id = entry_.post_id;
    row.source = entry_.source.text();
    row.target = link.written;
    row.source_key = source_key_;
    row.target_key = target_key;
    row.digest = entry_.digest;
    row.queued = books_.now();
    store::insert_sent(tx_, books_, row);
    add_job(row);
  }

  void tell_of_end(const Sent& before) {
    Sent after = before;
    after.linked = false;
    after.digest = entry_.gone ? "gone" : entry_.digest;
    if (before.first_sent && before.protocol == Protocol::webmention) return queue(before, std::move(after));
    after.state = SentState::withdrawn;
    after.next_try.reset();
    store::save_sent(tx_, books_, before, after);
    if (before.state != after.state)
      store::add_event(tx_, books_, "sent", after.id, "withdrawn", "the link is not in the entry any more");
  }

  void queue(const Sent& before, Sent after) {
    after.state = SentState::queued;
    after.tries = 0;
    after.queued = books_.now();
    after.next_try.reset();
    store::save_sent(tx_, books_, before, after);
    add_job(after);
  }

  void add_job(const Sent& row) {
    const auto target = Url::parse(row.target);
    const int nth = of_host_[target ? std::string(target->host()) : std::string()]++;
    const Duration wait = cause_ == Cause::by_hand ? left_to_command : nth * between_pings;
    store::add_event(tx_, books_, "sent", row.id, "queued",
                     row.linked ? "" : "the link is not in the entry any more");
    store::add_job(tx_, books_, model::JobKind::send_ping, row.id, books_.now() + wait);
    queued_.push_back(row.id);
  }

  db::Tx& tx_;
  const store::Books& books_;
  const Entry& entry_;
  Cause cause_;
  std::string source_key_;
  std::map<std::string, int> of_host_;
  std::vector<model::RowId> queued_;
};

}  // namespace

std::optional<Entry> entry_of(const model::Post& post) {
  const auto url = Url::parse(post.url);
  if (!url) return std::nullopt;
  Entry entry(*url);
  entry.post_id = post.id;
  entry.title = post.title;
  entry.gone = post.state == model::Visibility::gone;
  if (!entry.gone) fill(entry, read_entry_links(post.html, EntryForm::content, *url));
  return entry;
}

std::optional<Entry> entry_of(db::Reader& reader, const model::Site& site, const model::Post& post) {
  constexpr int most = 1000;
  auto entry = entry_of(post);
  if (!entry || entry->gone || !site.sending.salmention) return entry;
  std::string all = entry->digest;
  for (const auto& response : store::shown_linkbacks(reader, site.id, post.id, most))
    all += response.source_key;
  entry->digest = sha256_hex(all);
  return entry;
}

Result<Entry, std::string> fetch_entry(net::Fetcher& web, const model::Site& site, const Url& source) {
  auto request = net::own_page(site.url, site.origin, source);
  request.headers.emplace_back("Accept", "text/html, application/xhtml+xml;q=0.9");
  const auto got = web.fetch(request);
  if (!got) return "the page could not be read: " + std::string(net::word(got.error()));
  Entry entry(source);
  entry.gone = got->status == 404 || got->status == 410;
  if (entry.gone) return entry;
  const std::string type = got->header("content-type");
  const std::string media_type = markup::media_type_of(type);
  if (got->status != 200) return "the page answers " + std::to_string(got->status);
  if (media_type != "text/html" && media_type != "application/xhtml+xml")
    return std::string("the page is no HTML");
  // Relative links are those of the public address, also when the engine was asked elsewhere.
  const Url base = site.origin && lies_below(source, site.url) ? source : got->final_url;
  auto text = read_entry_links(markup::to_utf8(got->body, markup::charset_of(type), markup::Sniff::html),
                               EntryForm::page, base);
  entry.title = text.title;
  fill(entry, std::move(text));
  return entry;
}

std::optional<std::string> why_not_told(const model::Site& site, const Url& source, const Url& target) {
  if (same_page(source, target)) return "it is the entry itself";
  if (target.has_credentials()) return "the address holds a login";
  if (!lies_below(target, site.url)) return std::nullopt;
  if (!site.sending.to_self) return "it is a page of the blog itself";
  if (!store::could_be_post(site, target)) return "it is no entry of the blog";
  return std::nullopt;
}

std::vector<model::RowId> queue_entry(db::Tx& tx, const store::Books& books, const Entry& entry, Cause cause,
                                      const std::optional<Url>& only) {
  return Queueing(tx, books, entry, cause).run(only);
}

model::JobOutcome send_post(const store::Books& books, const model::Job& job, const OutboxLimits& limits) {
  return books.database.write([&](db::Tx& tx) -> model::JobOutcome {
    const auto post = store::find_post(tx, books.site.id, job.subject);
    const auto entry = post ? entry_of(tx, books.site, *post) : std::nullopt;
    if (!entry) return model::Done{};
    const auto lately = store::count_queued(tx, books.site.id, books.now() - std::chrono::hours(1));
    if (lately >= limits.targets_an_hour) {
      const std::string why = std::to_string(lately) + " pages were told within an hour; this entry waits";
      log::info("sending", "waits", {{"post", job.subject}, {"why", why}});
      return model::Again{books.now() + pause_at_limit, why};
    }
    const auto queued = queue_entry(tx, books, *entry, Cause::change);
    if (!queued.empty()) {
      log::info("sending", "queued",
                {{"post", job.subject}, {"targets", static_cast<std::int64_t>(queued.size())}});
    }
    return model::Done{};
  });
}

}  // namespace earshot::sending

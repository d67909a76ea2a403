#include "sending/deliver.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/log.h"
#include "net/retry_after.h"
#include "sending/discover.h"
#include "store/event_store.h"
#include "store/post_store.h"
#include "store/sent_store.h"

namespace earshot::sending {

using model::Sent;
using model::SentState;

namespace {

using std::chrono::hours;
using std::chrono::minutes;

// Waits after the first, second … attempt that failed for now. After the last one we give up.
constexpr std::array<Duration, 4> waits_between_tries{minutes(10), hours(1), hours(4), hours(12)};
constexpr int asks_for_voucher = 449;

// What one attempt found out.
struct Attempt {
  std::optional<Endpoint> endpoint;
  Reply reply;
  bool sent = false;  // an answer to our POST, or none: in any case we asked
  bool no_endpoint = false;
};

Letter letter_of(const store::Books& books, const Sent& sent, const Entry* known) {
  Letter letter{sent.source, sent.target, {}, {}, std::string(books.site.url.host())};
  std::optional<Entry> stored;
  if (!known && sent.post_id) {
    const auto post = books.database.read(
        [&](db::Reader& reader) { return store::find_post(reader, books.site.id, *sent.post_id); });
    if (post) stored = entry_of(*post);
    if (stored) known = &*stored;
  }
  if (known) {
    letter.title = known->title;
    letter.excerpt = known->excerpt;
  }
  return letter;
}

// No transaction is open here.
Attempt attempt(const store::Books& books, net::Fetcher& web, const Sent& sent, const Entry* entry) {
  Attempt out;
  const auto target = Url::parse(sent.target);
  if (!target) {
    out.reply = {Reception::refused, 0, "the target is no address", {}, {}};
    return out;
  }
  const auto found = discover(web, *target, books.site.sending.lenient_pingback);
  if (const auto* none = std::get_if<NoEndpoint>(&found)) {
    out.no_endpoint = true;
    out.reply = {Reception::refused, 0, none->why, {}, {}};
    return out;
  }
  if (const auto* unread = std::get_if<TargetUnread>(&found)) {
    out.reply = {unread->for_good ? Reception::refused : Reception::later,
                 unread->status,
                 unread->why,
                 {},
                 unread->retry_after};
    return out;
  }
  out.endpoint = std::get<Endpoint>(found);
  const bool trackback = out.endpoint->protocol == model::Protocol::trackback;
  if (const auto why = why_not_asked(books.site, *target, out.endpoint->url)) {
    out.reply = {Reception::refused, 0, *why, {}, {}};
  } else if (!sent.linked && out.endpoint->protocol != model::Protocol::webmention) {
    out.reply = {Reception::taken, 0, "this protocol has no word for a link that went", {}, {}};
  } else if (trackback && books.database.read([&](db::Reader& reader) {
               return store::pinged_before(reader, books.site.id, sent.source_key, out.endpoint->url.text());
             })) {
    out.reply = {Reception::taken, 0, "was told before; a trackback is sent once", {}, {}};
  } else {
    out.sent = true;
    Letter letter = letter_of(books, sent, entry);
    out.reply = send(web, *out.endpoint, letter);
    if (out.reply.status == asks_for_voucher && books.site.sending.vouch) {
      const auto voucher = books.database.read(
          [&](db::Reader& reader) { return store::find_voucher(reader, books.site.id, target->host()); });
      letter.vouch = voucher.value_or("");
      if (voucher) out.reply = send(web, *out.endpoint, letter);
    }
  }
  return out;
}

SentState state_after(const Sent& row, const Attempt& made) {
  if (made.reply.reception == Reception::later) return SentState::deferred;
  // The receiver looks at the source, finds no link, and may well say no: that is what we wanted.
  if (!row.linked) return SentState::withdrawn;
  if (made.no_endpoint) return SentState::no_endpoint;
  if (made.reply.reception == Reception::unclear) return SentState::unclear;
  return made.reply.reception == Reception::taken ? SentState::sent : SentState::failed;
}

Sent with_facts(const Sent& row, const Attempt& made, Time now) {
  Sent after = row;
  if (made.endpoint) {
    after.protocol = made.endpoint->protocol;
    after.endpoint = made.endpoint->url.text();
  }
  after.status = made.reply.status;
  after.message = made.reply.message;
  if (!made.reply.location.empty()) after.location = made.reply.location;
  if (made.sent && made.reply.reception == Reception::taken) {
    if (!after.first_sent) after.first_sent = now;
    after.last_sent = now;
  }
  return after;
}

std::string told_in_words(const Sent& row) {
  std::string out = row.protocol ? std::string(model::word(*row.protocol)) : std::string("no endpoint");
  if (row.status != 0) out += ", " + std::to_string(row.status);
  return row.message.empty() ? out : out + ": " + row.message;
}

model::JobOutcome settle_sent(db::Tx& tx, const store::Books& books, const Sent& asked, const Attempt& made) {
  const auto before = store::find_sent(tx, books.site.id, asked.id);
  if (!before) return model::Done{};
  const Time now = books.now();
  Sent after = with_facts(*before, made, now);
  // The entry changed while we asked: what we found out is kept, and the job that came meanwhile tells again.
  const bool overtaken = before->queued != asked.queued || !is_open(before->state);
  model::JobOutcome outcome = model::Done{};
  if (!overtaken) {
    after.state = state_after(*before, made);
    after.next_try.reset();
    ++after.tries;
    if (after.state == SentState::deferred) {
      const auto tried = static_cast<std::size_t>(after.tries);
      if (tried > waits_between_tries.size()) {
        after.state = after.linked ? SentState::failed : SentState::withdrawn;
      } else {
        const Duration asked_for = net::retry_after(made.reply.retry_after, now).value_or(Duration(0));
        after.next_try = now + std::max(waits_between_tries[tried - 1], asked_for);
        outcome = model::Again{*after.next_try, after.message};
      }
    }
  }
  store::save_sent(tx, books, *before, after);
  store::add_event(tx, books, "sent", after.id, model::word(after.state), told_in_words(after));
  log::info("sending", model::word(after.state),
            {{"sent", after.id},
             {"protocol", after.protocol ? model::word(*after.protocol) : ""},
             {"status", std::int64_t{after.status}},
             {"tries", std::int64_t{after.tries}},
             {"why", after.message}});
  return outcome;
}

}  // namespace

std::optional<std::string> why_not_asked(const model::Site& site, const Url& target, const Url& endpoint) {
  if (endpoint.has_credentials()) return "the endpoint's address holds a login";
  const std::string there = endpoint.authority();
  const bool ours = there == site.url.authority() || (site.origin && there == site.origin->authority());
  if (ours && !lies_below(target, site.url)) return "the page names an endpoint on our own blog";
  return std::nullopt;
}

model::JobOutcome send_ping(const store::Books& books, net::Fetcher& web, const model::Job& job,
                            const Entry* entry) {
  const auto sent = books.database.read(
      [&](db::Reader& reader) { return store::find_sent(reader, books.site.id, job.subject); });
  if (!sent || !is_open(sent->state)) return model::Done{};
  const Attempt made = attempt(books, web, *sent, entry);
  return books.database.write([&](db::Tx& tx) { return settle_sent(tx, books, *sent, made); });
}

}  // namespace earshot::sending

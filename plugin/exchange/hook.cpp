#include "exchange/hook.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "exchange/jf2.h"
#include "net/retry_after.h"
#include "net/webhook.h"
#include "store/publication_store.h"
#include "store/shown_store.h"
#include "store/site_store.h"

namespace earshot::exchange {

using model::Again;
using model::Done;
using nlohmann::ordered_json;

namespace {

using namespace std::chrono_literals;

// The spacing that Standard Webhooks recommend: three days in all.
constexpr std::array<Duration, 9> waits{5s, 5min, 30min, 2h, 5h, 10h, 14h, 20h, 24h};

// Settings: the address that answered 410, and the last failure, "" after a success.
constexpr std::string_view ended_setting = "hook.ended", trouble_setting = "hook.trouble";

ordered_json standard_body(const model::Site& site, const store::Publication& publication,
                           const store::ShownLinkback& shown) {
  const auto& l = shown.linkback;
  ordered_json about = {{"site", site.name},
                        {"id", l.id},
                        {"source", l.source},
                        {"target", l.target},
                        {"protocol", model::word(l.protocol)}};
  if (publication.shown) about["post"] = jf2_entry(shown);
  return {{"type", publication.shown ? "linkback.shown" : "linkback.withdrawn"},
          {"timestamp", iso8601(publication.changed)},
          {"data", std::move(about)}};
}

ordered_json webmention_io_body(const model::Site& site, const store::Publication& publication,
                                const store::ShownLinkback& shown) {
  ordered_json out = {{"secret", site.webhook.secret},
                      {"source", shown.linkback.source},
                      {"target", shown.linkback.target},
                      {"private", false}};
  if (publication.shown) {
    out["post"] = jf2_entry(shown);
  } else {
    out["deleted"] = true;
  }
  return out;
}

std::optional<net::HookMessage> message_about(const store::Books& books, model::RowId linkback) {
  const auto& site = books.site;
  return books.database.read([&](db::Reader& reader) -> std::optional<net::HookMessage> {
    const auto publication = store::find_publication(reader, site.id, linkback);
    const auto shown = store::find_shown(reader, site.id, linkback);
    const bool ended = store::setting(reader, site.id, ended_setting) == site.webhook.url->text();
    if (!publication || !shown || ended) return std::nullopt;
    const auto body = site.webhook.format == model::HookFormat::standard
                          ? standard_body(site, *publication, *shown)
                          : webmention_io_body(site, *publication, *shown);
    return net::HookMessage{
        "msg_" + std::to_string(model::number(site.id)) + "_" + std::to_string(publication->change_id),
        written(body)};
  });
}

void note(const store::Books& books, std::string_view setting, std::string_view value) {
  const auto known = books.database.read(
      [&](db::Reader& reader) { return store::setting(reader, books.site.id, setting).value_or(""); });
  if (known == value) return;
  books.database.write([&](db::Tx& tx) { store::put_setting(tx, books.site.id, setting, value); });
}

model::JobOutcome failed(const store::Books& books, const model::Job& job, const std::string& why,
                         Duration at_least) {
  const auto step = static_cast<std::size_t>(std::max(job.tries, 1) - 1);
  note(books, trouble_setting, iso8601(books.now()) + " " + why);
  if (step >= waits.size()) {
    log::error("exchange", "webhook given up", {{"linkback", job.subject}, {"why", why}});
    return Done{};
  }
  return Again{books.now() + std::max(waits[step], at_least), why};
}

}  // namespace

model::JobOutcome call_hook(const store::Books& books, net::Fetcher& web, const model::Job& job) {
  const auto& hook = books.site.webhook;
  if (!hook.url) return Done{};
  const auto message = message_about(books, job.subject);
  if (!message) return Done{};
  const auto got = web.fetch(net::hook_request(*hook.url, hook.secret, *message, books.now()));
  if (!got) return failed(books, job, std::string(net::word(got.error())), {});
  constexpr int gone = 410;
  if (got->status == gone) {
    note(books, ended_setting, hook.url->text());
    log::error("exchange", "the webhook answered 410 and is not called any more",
               {{"url", hook.url->text()}});
    return Done{};
  }
  if (got->status < 200 || got->status > 299)
    return failed(books, job, "the webhook answered " + std::to_string(got->status),
                  net::retry_after(got->header("retry-after"), books.now()).value_or(Duration::zero()));
  note(books, trouble_setting, "");
  return Done{};
}

std::optional<HookTrouble> hook_trouble(db::Reader& reader, const model::Site& site) {
  if (!site.webhook.url) return std::nullopt;
  if (store::setting(reader, site.id, ended_setting) == site.webhook.url->text())
    return HookTrouble{"answered 410 and is not called any more", true};
  const auto trouble = store::setting(reader, site.id, trouble_setting).value_or("");
  if (trouble.empty()) return std::nullopt;
  return HookTrouble{"could not be told last: " + trouble, false};
}

std::int64_t replay_hooks(db::Tx& tx, const store::Books& books, Time since) {
  store::put_setting(tx, books.site.id, ended_setting, "");
  return store::tell_again(tx, books, since);
}

}  // namespace earshot::exchange

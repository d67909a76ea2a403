#include "exchange/hook.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "base/token.h"
#include "exchange/jf2.h"
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
constexpr Duration longest_wait = 24h;

// Settings: the address that answered 410, and the last failure, "" after a success.
constexpr std::string_view ended_setting = "hook.ended", trouble_setting = "hook.trouble";

struct Message {
  std::string id, body;
};

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

std::optional<Message> message_about(const store::Books& books, model::RowId linkback) {
  const auto& site = books.site;
  return books.database.read([&](db::Reader& reader) -> std::optional<Message> {
    const auto publication = store::find_publication(reader, site.id, linkback);
    const auto shown = store::find_shown(reader, site.id, linkback);
    const bool ended = store::setting(reader, site.id, ended_setting) == site.webhook.url->text();
    if (!publication || !shown || ended) return std::nullopt;
    const auto body = site.webhook.format == model::HookFormat::standard
                          ? standard_body(site, *publication, *shown)
                          : webmention_io_body(site, *publication, *shown);
    return Message{
        "msg_" + std::to_string(model::number(site.id)) + "_" + std::to_string(publication->change_id),
        written(body)};
  });
}

net::FetchRequest request_for(const model::Webhook& hook, const Message& message, Time now) {
  net::FetchRequest request{.url = *hook.url, .method = "POST"};
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  request.headers = {{"Content-Type", "application/json"},
                     {"webhook-id", message.id},
                     {"webhook-timestamp", std::to_string(seconds)}};
  if (!hook.secret.empty())
    request.headers.emplace_back("webhook-signature",
                                 hook_signature(hook.secret, message.id, seconds, message.body));
  request.body = message.body;
  request.limits.body_bytes = 4096;
  return request;
}

void note(const store::Books& books, std::string_view setting, std::string_view value) {
  const auto known = books.database.read(
      [&](db::Reader& reader) { return store::setting(reader, books.site.id, setting).value_or(""); });
  if (known == value) return;
  books.database.write([&](db::Tx& tx) { store::put_setting(tx, books.site.id, setting, value); });
}

Duration asked_wait(const net::Fetched& got) {
  const auto text = got.header("retry-after");
  std::int64_t seconds = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (read.ec != std::errc() || seconds < 0) return {};
  return std::min<Duration>(std::chrono::seconds(std::min<std::int64_t>(seconds, 1'000'000)), longest_wait);
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

// Nothing for a character that base64 does not have.
std::optional<std::string> from_base64(std::string_view text) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string out;
  unsigned bits = 0;
  int held = 0;
  for (const char c : text) {
    const auto value = letters.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    bits = (bits << 6 | static_cast<unsigned>(value)) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 0xff);
  }
  return out;
}

}  // namespace

std::string hook_signature(std::string_view secret, std::string_view id, std::int64_t seconds,
                           std::string_view body) {
  constexpr std::string_view prefix = "whsec_";
  std::string key(secret);
  if (secret.starts_with(prefix)) {
    if (auto decoded = from_base64(secret.substr(prefix.size()))) key = std::move(*decoded);
  }
  std::string signed_text = std::string(id) + "." + std::to_string(seconds) + ".";
  signed_text += body;
  return "v1," + base64(hmac_sha256(key, signed_text));
}

model::JobOutcome call_hook(const store::Books& books, net::Fetcher& web, const model::Job& job) {
  const auto& hook = books.site.webhook;
  if (!hook.url) return Done{};
  const auto message = message_about(books, job.subject);
  if (!message) return Done{};
  const auto got = web.fetch(request_for(hook, *message, books.now()));
  if (!got) return failed(books, job, std::string(net::word(got.error())), {});
  constexpr int gone = 410;
  if (got->status == gone) {
    note(books, ended_setting, hook.url->text());
    log::error("exchange", "the webhook answered 410 and is not called any more",
               {{"url", hook.url->text()}});
    return Done{};
  }
  if (got->status < 200 || got->status > 299)
    return failed(books, job, "the webhook answered " + std::to_string(got->status), asked_wait(*got));
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

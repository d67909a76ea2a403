#include "web/answer_ingest.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>

#include "base/log.h"
#include "base/token.h"
#include "markup/escape.h"
#include "watch/pushed.h"

namespace earshot::web {
namespace {

using cgi::Request;
using cgi::Response;

constexpr auto most_askew = std::chrono::minutes(5);
constexpr std::size_t longest_id = 200, most_signatures = 8;

Response said(int status, std::string json) {
  return Response{status, "application/json", std::move(json), {}}.with("Cache-Control", "no-store");
}
Response refused(int status, std::string_view why) {
  return said(status, "{\"error\":" + markup::json_string(why) + "}");
}

std::string_view header(const Request& request, std::string_view name) {
  const auto found = request.parameters.find(name);
  return found == request.parameters.end() ? std::string_view() : std::string_view(found->second);
}

std::optional<std::int64_t> seconds_in(std::string_view text) {
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return whole ? std::optional(value) : std::nullopt;
}

// Several stand there while a key is changed for another: one of them must be right.
bool is_signed(const Request& request, const std::string& secret, std::string_view id, std::int64_t seconds) {
  const auto right = hook_signature(secret, id, seconds, request.body);
  std::string_view rest = header(request, "HTTP_WEBHOOK_SIGNATURE");
  bool good = false;
  for (std::size_t i = 0; i < most_signatures && !rest.empty(); ++i) {
    const auto end = std::min(rest.find(' '), rest.size());
    good = same_bytes(rest.substr(0, end), right) || good;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return good;
}

// Why the message is not taken for the engine's; "" if it is.
std::string_view doubt(const Context& context, const Request& request) {
  const auto id = header(request, "HTTP_WEBHOOK_ID");
  const auto seconds = seconds_in(header(request, "HTTP_WEBHOOK_TIMESTAMP"));
  if (id.empty() || id.size() > longest_id || !seconds)
    return "webhook-id, webhook-timestamp and webhook-signature are needed";
  if (!is_signed(request, context.books.site.ingest_secret, id, *seconds))
    return "the signature does not fit";
  const auto now = std::chrono::floor<std::chrono::seconds>(context.books.now()).time_since_epoch().count();
  const auto most = std::chrono::seconds(most_askew).count();
  if (*seconds < now - most || *seconds > now + most) return "the timestamp is more than five minutes off";
  return {};
}

}  // namespace

Response answer_ingest(const Context& context, const Request& request, std::string_view) {
  const auto& books = context.books;
  if (books.site.ingest_secret.empty()) return refused(404, "nothing is taken here");
  if (const auto why = doubt(context, request); !why.empty()) {
    log::warning("web", "a push was refused", {{"site", books.site.name}, {"why", why}});
    return refused(401, why);
  }
  const auto push = watch::read_push(request.body);
  if (!push) return refused(400, push.error());
  const auto answer = watch::take_push(books, std::string(header(request, "HTTP_WEBHOOK_ID")), *push);
  log::info("web", "pushed",
            {{"site", books.site.name},
             {"records", static_cast<std::int64_t>(push->records.size())},
             {"bad", static_cast<std::int64_t>(push->bad.size())},
             {"repeated", answer.repeated ? "yes" : "no"}});
  return said(202, answer.json);
}

}  // namespace earshot::web

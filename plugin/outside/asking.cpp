#include "outside/asking.h"

#include <algorithm>

#include "base/text.h"
#include "base/token.h"
#include "net/retry_after.h"

namespace earshot::outside {
namespace {

// Given back as they came, so only what may stand in a header.
std::string kept(const std::string& header) {
  constexpr std::size_t longest = 256;
  const bool plain = std::ranges::all_of(header, [](char c) { return c >= ' ' && c <= '~'; });
  return plain && header.size() <= longest ? header : std::string();
}

std::string words_of(net::FetchError error) {
  switch (error) {
    case net::FetchError::refused_address:
      return "its address leads where we do not fetch from";
    case net::FetchError::unresolved:
      return "its host does not exist";
    case net::FetchError::timeout:
      return "its server did not answer in time";
    default:
      return "its server could not be read: " + std::string(net::word(error));
  }
}

std::string words_of(int status) {
  if (status == 404) return "there is nothing at its address (404)";
  if (status == 401 || status == 403) return "its server does not let us in (" + std::to_string(status) + ")";
  if (status == 429) return "its server says that we ask too often (429)";
  return "its server answered " + std::to_string(status);
}

}  // namespace

Answer ask(net::Fetcher& web, const Question& question, Time now) {
  net::FetchRequest request{.url = question.url.without_fragment()};
  request.limits.body_bytes = question.body_bytes;
  request.headers.emplace_back("Accept", std::string(question.accept));
  if (!question.known.etag.empty()) request.headers.emplace_back("If-None-Match", question.known.etag);
  if (!question.known.last_modified.empty())
    request.headers.emplace_back("If-Modified-Since", question.known.last_modified);
  auto got = web.fetch(request);
  if (!got) return Trouble{words_of(got.error()), {}};
  const std::optional<Url> moved = got->moved_for_good ? std::optional(got->final_url) : std::nullopt;
  if (got->status == 304) return Unchanged{moved};
  if (got->status == 410) return Gone{};
  if (got->status < 200 || got->status > 299)
    return Trouble{words_of(got->status),
                   net::retry_after(got->header("retry-after"), now, std::chrono::hours(24 * 7))};
  const auto digest = sha256_hex(got->body).substr(0, 32);
  if (digest == question.known.body_digest) return Unchanged{moved};
  model::Freshness known{kept(got->header("etag")), kept(got->header("last-modified")), digest};
  return Document{std::move(*got), std::move(known)};
}

std::optional<Duration> wait_for_turn(const Turn& turn, const Url& url) {
  if (!turn) return std::nullopt;
  const Duration wait = turn(std::string(url.host()));
  if (wait <= Duration::zero()) return std::nullopt;
  return wait + some_of(std::chrono::minutes(2));
}

bool wants_no_copy(std::string_view robots) {
  const std::string words = lower_ascii(robots);
  for (const std::string_view word : {"noindex", "noarchive"}) {
    if (words.find(word) != std::string::npos) return true;
  }
  // "none" stands for both.
  return trim(words) == "none";
}

}  // namespace earshot::outside

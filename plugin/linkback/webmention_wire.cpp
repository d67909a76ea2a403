#include "linkback/webmention_wire.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "markup/escape.h"

namespace earshot::linkback {

using model::LinkbackState;
using model::Refusal;

namespace {

struct ErrorWord {
  Refusal refusal;
  std::string_view word;
};
constexpr std::array error_words{
    ErrorWord{Refusal::none, ""},
    ErrorWord{Refusal::malformed, "invalid_request"},
    ErrorWord{Refusal::source_invalid, "invalid_request"},
    ErrorWord{Refusal::target_invalid, "invalid_request"},
    ErrorWord{Refusal::same_page, "invalid_request"},
    ErrorWord{Refusal::target_not_ours, "target_not_supported"},
    ErrorWord{Refusal::target_unknown, "target_not_found"},
    ErrorWord{Refusal::target_closed, "target_not_supported"},
    ErrorWord{Refusal::source_blocked, "source_not_supported"},
    ErrorWord{Refusal::source_not_post, "source_not_supported"},
    ErrorWord{Refusal::too_many, "rate_limit_exceeded"},
    ErrorWord{Refusal::source_unreachable, "source_not_found"},
    ErrorWord{Refusal::no_link, "no_link_found"},
    ErrorWord{Refusal::source_gone, "source_gone"},
    ErrorWord{Refusal::source_not_allowed, "source_not_found"},
    ErrorWord{Refusal::source_not_text, "no_link_found"},
    ErrorWord{Refusal::source_moved, "source_moved"},
    ErrorWord{Refusal::source_redirects, "source_not_found"},
    ErrorWord{Refusal::source_repeated, "source_repeated"},
};
static_assert(error_words.size() == model::Words<Refusal>::table.size());

std::string member(std::string_view name, std::string_view value) {
  return markup::json_string(name) + ":" + markup::json_string(value);
}

}  // namespace

Result<Claim, Refusal> read_webmention(
    const std::function<std::optional<std::string>(std::string_view)>& field) {
  Claim claim;
  claim.protocol = model::Protocol::webmention;
  // Addresses are ASCII or, from careless senders, UTF-8; longer than any address we take is cut and refused
  // later.
  const auto address = [&](std::string_view name) {
    const std::string sent = field(name).value_or("");
    if (sent.find('\0') != std::string::npos)
      return std::string();  // dropped, it would leave another address
    return std::string(trim(clean_utf8(std::string_view(sent).substr(0, 4 * max_url_bytes))));
  };
  claim.source = address("source");
  claim.target = address("target");
  if (claim.source.empty()) return Refusal::source_invalid;
  if (claim.target.empty()) return Refusal::target_invalid;
  return claim;
}

std::string_view error_word(Refusal refusal) {
  return std::find_if(error_words.begin(), error_words.end(),
                      [&](const ErrorWord& one) { return one.refusal == refusal; })
      ->word;
}

std::string webmention_error(Refusal refusal, std::string_view words) {
  return "{" + member("error", error_word(refusal)) + "," +
         member("error_description", words.empty() ? model::sentence(refusal) : words) + "}\n";
}

std::string webmention_accepted(const Claim& claim, std::string_view receipt) {
  return "{" + member("status", "queued") + "," +
         member("summary", "Your webmention is stored; the source page will be read.") + "," +
         member("location", receipt) + "," + member("source", claim.source) + "," +
         member("target", claim.target) + "}\n";
}

std::string_view status_word(const model::Linkback& linkback) {
  switch (linkback.state) {
    case LinkbackState::received:
    case LinkbackState::deferred:
    case LinkbackState::waiting:
    case LinkbackState::junk:  // whoever sends spam shall not learn how to do better
      return "pending";
    case LinkbackState::shown:
      return "success";
    case LinkbackState::hidden:
      return "blocked";
    case LinkbackState::gone:
      return "deleted";
    case LinkbackState::refused:
      break;
  }
  return error_word(linkback.reason);
}

}  // namespace earshot::linkback

// Webmention: a form in, a small JSON document out. No I/O.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "linkback/receive.h"

namespace earshot::linkback {

// Of several values of a field the first counts; fields that we do not know are no error. The claim has no
// sender yet.
Result<Claim, model::Refusal> read_webmention(
    const std::function<std::optional<std::string>(std::string_view)>& field);

// The word that programs read: invalid_request, source_not_found, target_not_found, target_not_supported,
// no_link_found, rate_limit_exceeded.
std::string_view error_word(model::Refusal refusal);
// `words`: what a person reads, if not the refusal's own sentence.
std::string webmention_error(model::Refusal refusal, std::string_view words = {});
std::string webmention_accepted(const Claim& claim, std::string_view receipt);

// status of a receipt in webmention.io's words: pending, success, deleted, blocked or an error_word.
std::string_view status_word(const model::Linkback& linkback);

}  // namespace earshot::linkback

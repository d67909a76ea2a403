// A letter as somebody's program or chat reads it: Standard Webhooks' JSON, or the text that Slack,
// Mattermost and their kin take.
#pragma once
#include <optional>

#include "model/letter.h"
#include "net/webhook.h"
#include "store/books.h"

namespace earshot::telling {

// Nothing if nothing in it holds any more. The id is the same at each repeat.
std::optional<net::HookMessage> compose_hook(const store::Books& books, const model::Letter& letter);

}  // namespace earshot::telling

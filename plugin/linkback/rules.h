// Lists of sources: how a moderator writes a rule, and which rules could be about a given source. Hosts are
// compared label by label and addresses as numbers, never as parts of a text: a rule about good.example says
// nothing about good.example.evil.example.
#pragma once
#include <optional>
#include <string_view>

#include "base/url.h"
#include "model/moderation.h"
#include "store/moderation_store.h"

namespace earshot::linkback {

// "spam.example" (its subdomains too), "https://spam.example/about" (one author), "198.51.100.0/24" or
// "2001:db8::/32" (senders), "word:casino". Nothing if it is none of these, or cannot be what the verdict
// says: senders and words are only blocked.
std::optional<model::SourceRule> read_rule(std::string_view text, model::RuleVerdict verdict);
// As read_rule takes it.
std::string written(const model::SourceRule& rule);

// `author` "" and `sender` "" mean not known.
store::SourceSigns signs_of(std::string_view host, std::string_view author, std::string_view sender);

}  // namespace earshot::linkback

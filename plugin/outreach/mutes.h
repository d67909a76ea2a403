// What a person muted, and whether it is about an item.
#pragma once
#include <string>
#include <vector>

#include "model/alert.h"
#include "outreach/item.h"

namespace earshot::outreach {

// What this person muted of the item, in words, or "". A source is a host (with its subdomains) of another
// blog, a writer by name or page, or Item::source; a post is an address; a topic is a product, topic or
// company and concerns only `mention`, the name for which the person would be told.
std::string muted_by(const std::vector<model::Mute>& mutes, const std::string& person, const Item& item,
                     const model::Mention* mention);

// As it is stored and compared: folded, addresses in their normal form.
std::string mute_value(model::MuteKind what, std::string_view written);

}  // namespace earshot::outreach

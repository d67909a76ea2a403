// A linkback on its way between stores, and the forms in which it travels as JSON: our own line, the two of
// webmention.io.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <variant>

#include "store/shown_store.h"

namespace earshot::exchange {

// linkback: no keys, token and post yet, an id only from our own line. page: without page_text.
struct Carried {
  model::Linkback linkback;
  model::SourcePage page;
};

// What was carried, or why it cannot be. Everything is bounded, UTF-8, and HTML went through our cleaner.
using CarriedOrWhy = std::variant<Carried, std::string>;

// Does this object claim to be a linkback, in whichever form?
bool looks_carried(const nlohmann::json& object);
CarriedOrWhy carried_from(const nlohmann::json& object);
// Trims, cleans and bounds the fields of one that was put together otherwise; says what makes it useless.
CarriedOrWhy made_fit(Carried carried);

// Our own line.
nlohmann::ordered_json carried_line(const store::ShownLinkback& linkback);

}  // namespace earshot::exchange

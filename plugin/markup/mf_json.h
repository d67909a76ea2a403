// Microformats that are written in JSON: mf2 as parsers write it, and jf2 (https://jf2.spec.indieweb.org).
// What ActivityStreams 2 (https://www.w3.org/TR/activitystreams-core/) and JSON Feed
// (https://www.jsonfeed.org) say is told in the words of microformats; `mention-of` is what their HTML links
// to.
#pragma once
#include <string_view>

#include "markup/mf_items.h"

namespace earshot::markup {

// None of these: no items. What is no JSON, or nests deeper than anybody writes, says nothing.
MfItems read_json_items(std::string_view source, const Url& page);

}  // namespace earshot::markup

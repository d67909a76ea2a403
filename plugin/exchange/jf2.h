// A linkback in the words of webmention.io's reading API: many programs were written for just these.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "store/shown_store.h"

namespace earshot::exchange {

// brief: the text cut to a line or two and no HTML, for lists that would become too long.
enum class Detail { full, brief };

// "like-of" for type "like"; "mention-of" for every type we do not know.
std::string_view property_of_type(std::string_view type);
// The types of a property; "rsvp" is one, any other word none.
std::optional<std::string_view> type_of_property(std::string_view property);

// One child of the jf2 feed.
nlohmann::ordered_json jf2_entry(const store::ShownLinkback& shown, Detail detail = Detail::full);
// One of "links" in the older form.
nlohmann::ordered_json link_entry(const store::ShownLinkback& shown, Detail detail = Detail::full);

// Who is named as its author, never empty: the author, else the blog, else the host.
std::string author_of(const model::Linkback& linkback);
// Where its reader is sent: where the source redirected to, as long as it did.
std::string address_of(const store::ShownLinkback& shown);
// "Rosa liked a post https://…".
std::string sentence_of(const store::ShownLinkback& shown);
// The page's date, in its own zone, as readers parse it (tidy_date); "" when there is none.
std::string published_of(const store::ShownLinkback& shown);
// "" unless it is an http or https address.
std::string only_web(std::string_view address);
// What it says: the entry's content, else the words round the link.
std::string text_of(const store::ShownLinkback& shown);

// null for "".
nlohmann::ordered_json text_or_null(std::string text);
// Bad UTF-8 cannot break it; `ascii` for places where a script reads it as its own source.
std::string written(const nlohmann::ordered_json& json, bool ascii = false);

}  // namespace earshot::exchange

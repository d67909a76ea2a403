// Signed links that decide one thing: GET shows what would be done, only POST does it, because scanners and
// readers of feeds open links without being asked. About linkbacks here, about alerts in telling/act.h.
#pragma once
#include <string>
#include <string_view>

#include "model/linkback.h"
#include "store/moderation_store.h"
#include "web/context.h"

namespace earshot::web {

// The part behind "act/". Good for a week and for this state of the linkback only: whatever happens to it, by
// this link or otherwise, ends it.
std::string action_token(db::Reader& reader, model::SiteId site, const model::Linkback& linkback,
                         store::Moderation decision, Time now);

// GET and POST act/TOKEN.
cgi::Response answer_action(const Context& context, const cgi::Request& request, std::string_view rest);

}  // namespace earshot::web

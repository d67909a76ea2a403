// Who hears of what concerns nobody by name.
#pragma once
#include <string>
#include <vector>

#include "model/agreement.h"
#include "store/books.h"

namespace earshot::outreach {

struct Audience {
  std::vector<std::string> people;  // roster ids
  std::string why;                  // ends the sentence "…, and …"
};

// The owner of the case; else those who were told in it or about one of the items (deputies for who is away);
// else the group on duty or the fallback; where the roster has neither, those whose role is support or PR,
// else everybody with a mail address.
Audience audience_for(db::Reader& reader, const model::Site& site, const model::Case* of_case,
                      const std::vector<model::Agreement>& items, Time now);

}  // namespace earshot::outreach

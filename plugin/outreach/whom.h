// Who is to be told of an item, and the best reason for each.
#pragma once
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "model/alert.h"
#include "model/site.h"
#include "outreach/item.h"
#include "store/mention_store.h"

namespace earshot::outreach {

struct Reason {
  model::AlertReason reason{};
  std::string why, passage;
  std::size_t distance = 0;  // from where the item speaks of us
};

// What the books know beside the item and its hits.
struct Background {
  std::optional<model::Case> of_case;  // of its conversation
  bool company_told = false;           // another item of it was told for the company's name alone
  std::vector<model::Mute> mutes;
};

struct Whom {
  std::map<std::string, Reason> people;      // by roster id
  std::map<std::string, std::string> muted;  // who would be told, and what they muted
  std::vector<std::string> failures;         // of routing, in words
  std::string then;                          // whom a route names for later
};

// Persons first: whose name was borrowed, whose comment is answered, who is addressed, who has the case, who
// is named. Then who looks after a product or topic, and for the company's name alone whoever does, if nobody
// else hears of it and nobody did before. Nobody hears of their own words; what staff write tells nobody of
// the company.
Whom whom_to_tell(const Item& item, const model::Site& site, const std::vector<store::Hit>& hits,
                  model::CaseKind kind, const Background& background, Time now);

}  // namespace earshot::outreach

// Namesakes: which name does not mean a person in whose writing. Set by the person, visible, taken back at
// any time.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "store/books.h"

namespace earshot::store {

struct NameRule {
  model::RowId id = 0;
  std::string person;        // roster id
  std::string name;          // folded, as it was found
  std::string source;        // key of the writing
  std::string source_words;  // the same for people
  Time added{};
};

// False if it is there already.
bool add_name_rule(db::Tx& tx, const Books& books, const NameRule& rule);
// All of this person in this writing, which came by one word of theirs. False if there was none.
bool remove_name_rules(db::Tx& tx, model::SiteId site, const std::string& person, const std::string& source);
bool remove_name_rule(db::Tx& tx, model::SiteId site, model::RowId id);
std::optional<NameRule> find_name_rule(db::Reader& reader, model::SiteId site, model::RowId id);
std::vector<NameRule> name_rules_of_source(db::Reader& reader, model::SiteId site, const std::string& source);
// The newest first.
std::vector<NameRule> list_name_rules(db::Reader& reader, model::SiteId site);

}  // namespace earshot::store

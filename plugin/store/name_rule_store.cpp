#include "store/name_rule_store.h"

namespace earshot::store {

namespace {

#define EARSHOT_NAME_RULE \
  "select id, person, name, source, source_words, added_at from name_rule where site_id = $1"

std::vector<NameRule> name_rules_in(const std::vector<db::Row>& rows) {
  std::vector<NameRule> out;
  for (const auto& row : rows) {
    out.push_back(
        {row.integer(0), row.text(1), row.text(2), row.text(3), row.text(4), from_micros(row.integer(5))});
  }
  return out;
}

}  // namespace

bool add_name_rule(db::Tx& tx, const Books& books, const NameRule& rule) {
  return tx.exec(
             "insert into name_rule (site_id, id, person, name, source, source_words, added_at)"
             " values ($1, $2, $3, $4, $5, $6, $7) on conflict (site_id, person, name, source) do nothing",
             {key(books.site.id), books.next_id(), rule.person, rule.name, rule.source, rule.source_words,
              micros(books.now())}) == 1;
}

bool remove_name_rules(db::Tx& tx, model::SiteId site, const std::string& person, const std::string& source) {
  return tx.exec("delete from name_rule where site_id = $1 and person = $2 and source = $3",
                 {key(site), person, source}) > 0;
}

bool remove_name_rule(db::Tx& tx, model::SiteId site, model::RowId id) {
  return tx.exec("delete from name_rule where site_id = $1 and id = $2", {key(site), id}) == 1;
}

std::optional<NameRule> find_name_rule(db::Reader& reader, model::SiteId site, model::RowId id) {
  const auto found = name_rules_in(reader.query(EARSHOT_NAME_RULE " and id = $2", {key(site), id}));
  return found.empty() ? std::nullopt : std::optional(found.front());
}

std::vector<NameRule> name_rules_of_source(db::Reader& reader, model::SiteId site,
                                           const std::string& source) {
  return name_rules_in(reader.query(EARSHOT_NAME_RULE " and source = $2", {key(site), source}));
}

std::vector<NameRule> list_name_rules(db::Reader& reader, model::SiteId site) {
  return name_rules_in(reader.query(EARSHOT_NAME_RULE " order by added_at desc, id desc", {key(site)}));
}

}  // namespace earshot::store

#include "store/site_store.h"

#include <cassert>
#include <charconv>

#include "base/token.h"
#include "sql_files.h"

namespace earshot::store {

namespace {

constexpr std::string_view secret_name = "secret";

model::SiteId numbered_site(db::Tx& tx, const std::string& name, const std::string& url, Time now) {
  if (const auto row = tx.first("select site_id from site where name = $1", {name})) {
    tx.exec("update site set url = $2 where site_id = $1 and url <> $2", {row->integer(0), url});
    return model::SiteId{row->integer(0)};
  }
  const auto made = tx.first(
      "insert into site (site_id, name, url, created_at)"
      " select coalesce(max(site_id), 0) + 1, $1, $2, $3 from site returning site_id",
      {name, url, micros(now)});
  return model::SiteId{made->integer(0)};
}

}  // namespace

std::vector<db::Migration> migrations() {
  std::vector<db::Migration> out;
  for (const auto& file : embedded_sql) {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(file.name.data(), file.name.data() + file.name.size(), number);
    assert(parsed.ec == std::errc() && *parsed.ptr == '_');
    if (parsed.ec == std::errc()) out.push_back({number, file.name, file.text});
  }
  return out;
}

std::int64_t schema_version(db::Reader& reader) {
  return reader.first("select max(number) from schema_version")->maybe_integer(0).value_or(0);
}

model::SiteId open_site(db::Tx& tx, std::string_view name, std::string_view url, Time now) {
  const auto id = numbered_site(tx, std::string(name), std::string(url), now);
  if (!setting(tx, id, secret_name)) put_setting(tx, id, secret_name, random_token());
  return id;
}

std::string site_secret(db::Reader& reader, model::SiteId site) {
  return setting(reader, site, secret_name).value();
}

std::optional<KnownSite> find_site(db::Reader& reader, std::string_view name) {
  const auto row =
      reader.first("select site_id, url, created_at from site where name = $1", {std::string(name)});
  if (!row) return std::nullopt;
  return KnownSite{model::SiteId{row->integer(0)}, row->text(1), from_micros(row->integer(2))};
}

std::optional<std::string> setting(db::Reader& reader, model::SiteId site, std::string_view name) {
  const auto row = reader.first("select value from setting where site_id = $1 and name = $2",
                                {key(site), std::string(name)});
  if (!row) return std::nullopt;
  return row->text(0);
}

void put_setting(db::Tx& tx, model::SiteId site, std::string_view name, std::string_view value) {
  tx.exec(
      "insert into setting (site_id, name, value) values ($1, $2, $3)"
      " on conflict (site_id, name) do update set value = excluded.value",
      {key(site), std::string(name), std::string(value)});
}

}  // namespace earshot::store

#include "store/identity_store.h"

#include <set>

#include "base/url.h"
#include "store/event_store.h"

namespace earshot::store {

namespace {

IdentityWord word_from(const db::Row& row, std::size_t at) {
  return {row.text(at), model::stored_word<model::Identity>(row.text(at + 1)), row.text(at + 2),
          row.text(at + 3)};
}

std::string page_key(const std::string& page) {
  const auto url = Url::parse(page);
  return url ? page_key(*url) : page;
}

}  // namespace

void put_identity_word(db::Tx& tx, const Books& books, model::RowId comment, const IdentityWord& word) {
  tx.exec(
      "insert into identity_word (site_id, comment_id, person, identity, who, evidence, said_at)"
      " values ($1, $2, $3, $4, $5, $6, $7) on conflict (site_id, comment_id) do update set"
      " person = excluded.person, identity = excluded.identity, who = excluded.who,"
      " evidence = excluded.evidence, said_at = excluded.said_at",
      {key(books.site.id), comment, word.person, std::string(model::word(word.identity)), word.who,
       word.evidence, micros(books.now())});
  const auto fact = word.identity == model::Identity::none ? "a reader's" : model::word(word.identity);
  add_event(tx, books, "comment", comment, fact,
            (word.person.empty() ? "" : word.person + ": ") + word.evidence, word.who);
}

std::map<model::RowId, IdentityWord> identity_words_in_post(db::Reader& reader, model::SiteId site,
                                                            model::RowId post) {
  std::map<model::RowId, IdentityWord> out;
  for (const auto& row :
       reader.query("select w.comment_id, w.person, w.identity, w.who, w.evidence from comment c"
                    " join identity_word w on w.site_id = c.site_id and w.comment_id = c.id"
                    " where c.site_id = $1 and c.post_id = $2",
                    {key(site), post})) {
    out.emplace(row.integer(0), word_from(row, 1));
  }
  return out;
}

std::optional<IdentityWord> identity_word(db::Reader& reader, model::SiteId site, model::RowId comment) {
  const auto row = reader.first(
      "select person, identity, who, evidence from identity_word where site_id = $1 and comment_id = $2",
      {key(site), comment});
  return row ? std::optional(word_from(*row, 0)) : std::nullopt;
}

std::vector<ProfileProof> profile_proofs(db::Reader& reader, model::SiteId site) {
  std::vector<ProfileProof> out;
  for (const auto& row : reader.query(
           "select person, page, partner from profile_proof where site_id = $1 order by person, page_key",
           {key(site)})) {
    out.push_back({row.text(0), row.text(1), row.text(2)});
  }
  return out;
}

bool set_profile_proofs(db::Tx& tx, const Books& books, const std::string& person,
                        const std::vector<ProfileProof>& proofs) {
  const auto site = key(books.site.id);
  std::set<std::string> known;
  for (const auto& row :
       tx.query("select page_key from profile_proof where site_id = $1 and person = $2", {site, person})) {
    known.insert(row.text(0));
  }
  bool changed = false;
  for (const auto& proof : proofs) {
    const auto page = page_key(proof.page);
    changed = known.erase(page) == 0 || changed;
    tx.exec(
        "insert into profile_proof (site_id, person, page_key, page, partner, proven_at)"
        " values ($1, $2, $3, $4, $5, $6) on conflict (site_id, person, page_key) do update set"
        " page = excluded.page, partner = excluded.partner, proven_at = excluded.proven_at",
        {site, person, page, proof.page, proof.partner, micros(books.now())});
  }
  for (const auto& page : known) {
    tx.exec("delete from profile_proof where site_id = $1 and person = $2 and page_key = $3",
            {site, person, page});
  }
  return changed || !known.empty();
}

}  // namespace earshot::store

// The books of a blog in a store of its own, migrations run: what every test that writes records starts from.
// Needs the room `store`; each object is a new, empty store that vanishes with it.
#pragma once
#include <memory>
#include <string_view>

#include "db/database.h"
#include "doubles/wound_clock.h"
#include "model/ids.h"
#include "model/site.h"
#include "store/books.h"
#include "store/site_store.h"

namespace earshot::doubles {

struct MemoryBooks {
  explicit MemoryBooks(std::string_view url = "https://blog.example/", std::string_view name = "blog")
      : database(db::open_database("sqlite::memory:")) {
    db::migrate(*database, store::migrations());
    site = add_site(name, url);
  }
  MemoryBooks(const MemoryBooks&) = delete;
  MemoryBooks& operator=(const MemoryBooks&) = delete;

  // A further blog in the same store.
  model::Site add_site(std::string_view name, std::string_view url) {
    model::Site made;
    made.name = name;
    made.url = Url::parse(url).value();
    made.since = clock.now();
    made.id = database->write(
        [&](db::Tx& tx) { return store::open_site(tx, made.name, made.url.text(), clock.now()); });
    return made;
  }
  store::Books books() { return {*database, site, mint, clock}; }
  store::Books books(const model::Site& other) { return {*database, other, mint, clock}; }

  WoundClock clock;
  model::IdMint mint;
  std::unique_ptr<db::Database> database;
  model::Site site;  // after construction free to be changed: roster, engine, moderation
};

}  // namespace earshot::doubles

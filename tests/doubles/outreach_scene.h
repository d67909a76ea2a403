// A blog with two of the staff, one post, and comments that are added by the tests.
#pragma once
#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "doubles/memory_books.h"
#include "outreach/scan.h"
#include "store/case_store.h"
#include "store/comment_store.h"
#include "store/post_store.h"

namespace earshot::doubles {

inline model::Person staff(const std::string& id, const std::string& name, const std::string& account) {
  model::Person out;
  out.id = id;
  out.name = name;
  out.email = id + "@acme.example";
  out.accounts = {account};
  return out;
}

struct OutreachScene : MemoryBooks {
  OutreachScene() {
    site.roster.people = {staff("ana", "Ana Ruiz", "wordpress:2"), staff("tom", "Tom Becker", "wordpress:3")};
    clock.wind(std::chrono::hours(1));
    model::Post post;
    post.engine_id = "1";
    post.url = "https://blog.example/sled/";
    post.title = "The sled";
    post.html = "<p>About sleds.</p>";
    post.published = clock.now();
    post_id = database->write([&](db::Tx& tx) { return store::put_post(tx, books(), post).id; });
  }

  model::RowId comment(const std::string& engine_id, const std::string& html, const std::string& parent = "",
                       const std::string& account = "") {
    model::Comment made;
    made.post_id = post_id;
    made.engine_id = engine_id;
    made.parent_engine_id = parent;
    made.author_name = account.empty() ? "Rosa Klein" : "Staff";
    made.account = account;
    made.html = html;
    made.url = "https://blog.example/sled/#comment-" + engine_id;
    made.published = clock.now();
    return database->write([&](db::Tx& tx) { return store::put_comment(tx, books(), made).id; });
  }
  void scan(model::RowId id) {
    const names::Matcher matcher(site.roster);
    BOOST_TEST(std::holds_alternative<model::Done>(
        outreach::scan_item(books(), matcher, model::ItemKind::comment, id)));
  }
  std::vector<store::AlertLine> alerts(model::RowId id) {
    return database->read([&](db::Reader& reader) {
      return store::alerts_about(reader, site.id, model::ItemKind::comment, id);
    });
  }
  std::optional<model::Case> case_of(model::RowId root) {
    return database->read(
        [&](db::Reader& reader) { return store::case_of(reader, site.id, model::ItemKind::comment, root); });
  }
  std::int64_t deliveries_due() {
    return database->read([&](db::Reader& reader) {
      return reader.first("select count(*) from job where kind = 'deliver'")->integer(0);
    });
  }

  model::RowId post_id = 0;
};

}  // namespace earshot::doubles

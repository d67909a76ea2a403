#include "store/shown_store.h"

#include <boost/test/unit_test.hpp>

#include "doubles/memory_books.h"
#include "store/publication_store.h"

using namespace earshot;
using store::ShownFilter;
using store::ShownOrder;
using store::ShownPage;

BOOST_AUTO_TEST_SUITE(store_shown)

namespace {

// Remembers how SQLite means to go about each statement instead of only doing it.
class Planning final : public db::Reader {
 public:
  explicit Planning(db::Reader& real) : real_(real) {}
  using db::Reader::query;
  std::vector<db::Row> query(std::string_view sql, std::span<const db::Value> values) override {
    note(sql, values);
    return real_.query(sql, values);
  }
  void stream(std::string_view sql, std::span<const db::Value> values,
              const std::function<void(const db::Row&)>& each) override {
    note(sql, values);
    real_.stream(sql, values, each);
  }
  bool has(std::string_view part) const { return plan.find(part) != std::string::npos; }

  std::string plan;

 private:
  void note(std::string_view sql, std::span<const db::Value> values) {
    for (const auto& row : real_.query("explain query plan " + std::string(sql), values))
      plan += row.text(3) + "\n";
  }
  db::Reader& real_;
};

struct PlanScene : doubles::MemoryBooks {
  std::string plan_of(const ShownFilter& filter, const ShownPage& page) {
    return database->read([&](db::Reader& reader) {
      Planning planning(reader);
      store::each_shown(planning, site.id, filter, page, [](const store::ShownLinkback&) {});
      return planning.plan;
    });
  }
  std::string count_plan_of(const ShownFilter& filter) {
    return database->read([&](db::Reader& reader) {
      Planning planning(reader);
      store::count_shown(planning, site.id, filter);
      return planning.plan;
    });
  }
};

bool has(const std::string& plan, std::string_view part) {
  return plan.find(part) != std::string::npos;
}

ShownFilter of_posts(std::vector<model::RowId> posts) {
  ShownFilter out;
  out.posts = std::move(posts);
  return out;
}

}  // namespace

// What is read for a page must not grow with the number of linkbacks that stand in the store.
BOOST_FIXTURE_TEST_CASE(a_posts_linkbacks_are_found_by_the_post_whatever_the_order, PlanScene) {
  auto filtered = of_posts({5, 6});
  filtered.since = clock.now();
  filtered.since_id = 7;
  filtered.types = {"like"};
  for (const auto& filter : {of_posts({5}), filtered}) {
    for (const auto order :
         {ShownOrder::created, ShownOrder::updated, ShownOrder::published, ShownOrder::rsvp}) {
      for (const bool ascending : {true, false}) {
        const auto plan = plan_of(filter, {.order = order, .ascending = ascending});
        BOOST_TEST(has(plan, "SEARCH l USING INDEX linkback_by_post (site_id=? AND post_id=? AND state=?"),
                   plan);
        BOOST_TEST(!has(plan, "SCAN"), plan);
        BOOST_TEST(has(plan, "SEARCH t USING INDEX sqlite_autoindex_linkback_2 (site_id=? AND source_key=?)"),
                   plan);
      }
    }
    const auto counting = count_plan_of(filter);
    BOOST_TEST(has(counting, "SEARCH l USING INDEX linkback_by_post"), counting);
  }
}

BOOST_FIXTURE_TEST_CASE(all_of_a_site_are_read_in_the_order_of_an_index, PlanScene) {
  ShownFilter since;
  since.since = clock.now();
  since.types = {"like"};
  since.since_id = 3;
  const std::pair<ShownOrder, const char*> known[] = {{ShownOrder::created, "linkback_shown_received"},
                                                      {ShownOrder::updated, "publication_by_time"},
                                                      {ShownOrder::published, "linkback_shown_published"}};
  for (const auto& [order, index] : known) {
    for (const bool ascending : {true, false}) {
      const auto plan = plan_of({}, {.order = order, .ascending = ascending});
      BOOST_TEST(has(plan, index), plan);
      BOOST_TEST(!has(plan, "TEMP B-TREE"), plan);
    }
  }
  const auto plan = plan_of(since, {});
  BOOST_TEST(has(plan, "linkback_shown_received (site_id=? AND received_at>?)"), plan);
  BOOST_TEST(!has(plan, "TEMP B-TREE"), plan);
  const auto counting = count_plan_of({});
  BOOST_TEST(has(counting, "COVERING INDEX linkback_shown_type"), counting);
}

BOOST_FIXTURE_TEST_CASE(what_was_taken_back_is_found_by_time_or_by_post, PlanScene) {
  database->read([&](db::Reader& reader) {
    Planning all(reader), one(reader);
    store::withdrawn_since(all, site.id, std::nullopt, clock.now(), 10);
    BOOST_TEST(all.has("publication_withdrawn (site_id=? AND changed_at>?)"), all.plan);
    BOOST_TEST(!all.has("TEMP B-TREE"), all.plan);
    store::withdrawn_since(one, site.id, std::vector<model::RowId>{5}, clock.now(), 10);
    BOOST_TEST(one.has("linkback_by_post (site_id=? AND post_id=? AND state=?)"), one.plan);
  });
}

BOOST_AUTO_TEST_SUITE_END()

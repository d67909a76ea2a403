#include "store/sent_store.h"

#include <boost/test/unit_test.hpp>

#include "doubles/memory_books.h"
#include "store/linkback_store.h"

namespace earshot::store {

BOOST_AUTO_TEST_SUITE(store_sent)

namespace {

using model::Sent;
using model::SentState;

struct Outbox : doubles::MemoryBooks {
  Sent put(std::string_view source, std::string_view target,
           std::optional<model::RowId> post = std::nullopt) {
    Sent row;
    row.id = mint.next(clock.now());
    row.post_id = post;
    row.source_key = row.source = source;
    row.target_key = row.target = target;
    row.queued = clock.now();
    database->write([&](db::Tx& tx) { insert_sent(tx, books(), row); });
    return row;
  }
  void save(const Sent& before, const Sent& after) {
    database->write([&](db::Tx& tx) { save_sent(tx, books(), before, after); });
  }
  template <class Ask>
  auto read(Ask ask) {
    return database->read([&](db::Reader& reader) { return ask(reader); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_row_comes_back_as_it_was_stored, Outbox) {
  const Sent before = put("s", "t", 5);
  Sent after = before;
  after.target = "t#x";
  after.linked = false;
  after.digest = "d";
  after.state = SentState::deferred;
  after.protocol = model::Protocol::pingback;
  after.endpoint = "e";
  after.status = 503;
  after.message = "m";
  after.location = "l";
  after.tries = 2;
  after.queued = clock.now() + std::chrono::seconds(1);
  after.next_try = clock.now() + std::chrono::seconds(2);
  after.first_sent = clock.now() + std::chrono::seconds(3);
  after.last_sent = clock.now() + std::chrono::seconds(4);
  save(before, after);
  const auto found = read([&](db::Reader& r) { return find_sent(r, site.id, before.id); });
  BOOST_REQUIRE(found.has_value());
  BOOST_TEST(found->post_id.value() == 5);
  BOOST_TEST(found->source + found->target + found->source_key + found->target_key == "st#xst");
  BOOST_TEST(!found->linked);
  BOOST_TEST(found->digest + found->endpoint + found->message + found->location == "deml");
  BOOST_TEST((found->state == SentState::deferred && found->protocol == model::Protocol::pingback));
  BOOST_TEST(found->status == 503);
  BOOST_TEST(found->tries == 2);
  BOOST_TEST((found->queued == after.queued && found->next_try == after.next_try));
  BOOST_TEST((found->first_sent == after.first_sent && found->last_sent == after.last_sent));
  BOOST_TEST(!read([&](db::Reader& r) { return find_sent(r, site.id, before.id + 1); }).has_value());
}

BOOST_FIXTURE_TEST_CASE(rows_are_found_by_pair_post_and_source_and_by_no_other, Outbox) {
  const Sent a = put("s", "t", 5), b = put("s", "u", 5), c = put("other", "t", 6);
  BOOST_TEST(read([&](db::Reader& r) { return find_sent_by_pair(r, site.id, "s", "u"); })->id == b.id);
  BOOST_TEST(!read([&](db::Reader& r) { return find_sent_by_pair(r, site.id, "u", "s"); }).has_value());
  const auto of_post = read([&](db::Reader& r) { return sent_for_post(r, site.id, 5); });
  BOOST_REQUIRE_EQUAL(of_post.size(), 2u);
  BOOST_TEST(of_post[0].id == a.id);
  const auto of_source = read([&](db::Reader& r) { return list_sent(r, site.id, "s", 10); });
  BOOST_REQUIRE_EQUAL(of_source.size(), 2u);
  BOOST_TEST(of_source[0].id == b.id);
  BOOST_TEST(read([&](db::Reader& r) { return list_sent(r, site.id, std::nullopt, 2); }).size() == 2u);
  BOOST_TEST(read([&](db::Reader& r) { return list_sent(r, site.id, std::nullopt, 10); })[0].id == c.id);
  const auto second = add_site("second", "https://second.example/");
  BOOST_TEST(read([&](db::Reader& r) { return list_sent(r, second.id, std::nullopt, 10); }).empty());
}

BOOST_FIXTURE_TEST_CASE(what_was_queued_is_counted_from_a_moment_on, Outbox) {
  put("s", "t");
  clock.wind(std::chrono::minutes(1));
  const Time border = clock.now();
  put("s", "u");
  clock.wind(std::chrono::minutes(1));
  put("s", "v");
  BOOST_TEST(read([&](db::Reader& r) { return count_queued(r, site.id, border); }) == 2);
}

BOOST_FIXTURE_TEST_CASE(a_trackback_address_counts_as_pinged_only_once_it_was, Outbox) {
  const Sent before = put("s", "t");
  const auto pinged = [&](std::string_view source, std::string_view endpoint) {
    return read([&](db::Reader& r) { return pinged_before(r, site.id, source, endpoint); });
  };
  Sent after = before;
  after.protocol = model::Protocol::trackback;
  after.endpoint = "e";
  save(before, after);
  BOOST_TEST(!pinged("s", "e"));
  after.first_sent = clock.now();
  save(before, after);
  BOOST_TEST(pinged("s", "e"));
  BOOST_TEST(!pinged("s", "f"));
  BOOST_TEST(!pinged("other", "e"));
  after.protocol = model::Protocol::webmention;
  save(before, after);
  BOOST_TEST(!pinged("s", "e"));
}

BOOST_FIXTURE_TEST_CASE(a_voucher_is_shown_and_stands_elsewhere, Outbox) {
  const auto put_linkback = [&](std::string_view source, std::string_view host, model::LinkbackState state) {
    model::Linkback one;
    one.id = mint.next(clock.now());
    one.token = one.source_key = one.source = source;
    one.source_host = host;
    one.state = state;
    database->write([&](db::Tx& tx) { insert_linkback(tx, books(), one); });
  };
  const auto voucher = [&](std::string_view not_host) {
    return read([&](db::Reader& r) { return find_voucher(r, site.id, not_host); }).value_or("none");
  };
  put_linkback("https://a.example/hidden", "a.example", model::LinkbackState::hidden);
  BOOST_TEST(voucher("b.example") == "none");
  put_linkback("https://a.example/", "a.example", model::LinkbackState::shown);
  BOOST_TEST(voucher("b.example") == "https://a.example/");
  BOOST_TEST(voucher("a.example") == "none");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace earshot::store

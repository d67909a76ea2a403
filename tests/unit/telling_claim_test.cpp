#include "telling/claim.h"

#include <boost/test/unit_test.hpp>

#include "doubles/outreach_scene.h"
#include "markup/template.h"
#include "store/identity_store.h"
#include "telling/alert_mail.h"

using namespace earshot;
using model::Identity;

BOOST_AUTO_TEST_SUITE(telling_claim)

namespace {

// Somebody signed as Ana without an account.
struct Borrowed : doubles::OutreachScene {
  model::RowId id = comment("10", "<p>It <b>fits</b>.</p>");
  telling::ClaimAddresses at;

  Borrowed() {
    at = database->read(
        [&](db::Reader& reader) { return telling::claim_addresses(reader, site, id, "ana", clock.now()); });
  }
  std::optional<store::ActLink> link(const std::string& address) {
    const auto token = address.substr(address.rfind('/') + 1);
    return database->read(
        [&](db::Reader& reader) { return store::read_act_token(reader, site.id, token, clock.now()); });
  }
  std::optional<telling::ActPage> show(const std::string& address) {
    return database->read(
        [&](db::Reader& reader) { return telling::show_act(reader, site, link(address).value()); });
  }
  std::optional<telling::ActPage> act(const std::string& address) {
    const auto signed_link = link(address).value();
    return database->write([&](db::Tx& tx) { return telling::do_act(tx, books(), signed_link); });
  }
  std::optional<store::IdentityWord> word() {
    return database->read([&](db::Reader& reader) { return store::identity_word(reader, site.id, id); });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(the_link_asks_and_only_its_form_confirms, Borrowed) {
  const auto asked = show(at.mine).value();
  BOOST_TEST(asked.button == "Yes, it is mine");
  BOOST_TEST(asked.passage == "It fits.");
  BOOST_TEST(!word().has_value());
  BOOST_TEST(act(at.mine)->done);
  BOOST_TEST((word()->identity == Identity::confirmed));
  BOOST_TEST(word()->who == "ana");
  BOOST_TEST(act(at.mine)->words == "That is noted already.");
  BOOST_TEST(show(at.mine)->button == "");
}

BOOST_FIXTURE_TEST_CASE(a_person_may_think_again_but_not_against_anothers_word, Borrowed) {
  act(at.not_mine);
  BOOST_TEST((word()->identity == Identity::contradicted));
  BOOST_TEST(act(at.mine)->done);
  BOOST_TEST((word()->identity == Identity::confirmed));
  database->write([&](db::Tx& tx) {
    store::put_identity_word(tx, books(), id,
                             {"ana", Identity::contradicted, "operator", "checked by phone"});
  });
  BOOST_TEST(!act(at.mine)->done);
  BOOST_TEST((word()->identity == Identity::contradicted));
}

BOOST_FIXTURE_TEST_CASE(nobody_claims_for_a_time_before_they_came_or_a_comment_that_went, Borrowed) {
  site.roster.people[0].from = clock.now() + std::chrono::hours(1);
  BOOST_TEST(!act(at.mine)->done);
  site.roster.people[0].from.reset();
  database->write([&](db::Tx& tx) { store::set_comment_gone(tx, books(), id); });
  BOOST_TEST(!act(at.mine)->done);
  BOOST_TEST(!word().has_value());
  site.roster.people.erase(site.roster.people.begin());
  BOOST_TEST(!act(at.mine).has_value());
}

BOOST_FIXTURE_TEST_CASE(the_mail_about_a_borrowed_name_carries_both_links, Borrowed) {
  database->write(
      [&](db::Tx& tx) { store::set_identity(tx, site.id, id, "ana", Identity::claimed, "the name only"); });
  scan(id);
  const auto told = alerts(id);
  BOOST_TEST_REQUIRE(told.size() == 1u);
  const auto mail = telling::compose_alert(books(), markup::Templates(), told[0].alert.id);
  BOOST_TEST_REQUIRE(mail.has_value());
  BOOST_TEST(mail->text.find("This is mine:         https://blog.example/earshot/act/mine.") !=
             std::string::npos);
  BOOST_TEST(mail->html.find("/earshot/act/not-mine.") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

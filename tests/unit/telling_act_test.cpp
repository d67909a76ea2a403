#include "telling/act.h"

#include <boost/test/unit_test.hpp>

#include "doubles/outreach_scene.h"
#include "markup/template.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/name_rule_store.h"
#include "telling/alert_mail.h"

using namespace earshot;
using model::CaseState;

BOOST_AUTO_TEST_SUITE(telling_act)

namespace {

struct Acting : doubles::OutreachScene {
  // The addresses of the mail that this person gets about the comment.
  telling::ActAddresses addresses(model::RowId comment, std::string_view person) {
    return database->read([&](db::Reader& reader) {
      for (const auto& line : store::alerts_about(reader, site.id, model::ItemKind::comment, comment)) {
        if (line.alert.person != person) continue;
        const auto of_case = store::find_case(reader, site.id, line.alert.case_id).value();
        return telling::act_addresses(reader, site, line.alert, of_case, clock.now());
      }
      BOOST_FAIL("no alert for " << person);
      return telling::ActAddresses{};
    });
  }
  std::optional<store::ActLink> link(const std::string& address) {
    const auto token = address.substr(address.rfind('/') + 1);
    return database->read(
        [&](db::Reader& reader) { return store::read_act_token(reader, site.id, token, clock.now()); });
  }
  telling::ActPage show(const std::string& address) {
    return database
        ->read([&](db::Reader& reader) { return telling::show_act(reader, site, link(address).value()); })
        .value();
  }
  telling::ActPage act(const std::string& address) {
    const auto signed_link = link(address).value();
    return database->write([&](db::Tx& tx) { return telling::do_act(tx, books(), signed_link); }).value();
  }
  std::string alert_state(model::RowId comment) {
    return std::string(model::word(alerts(comment).at(0).delivery.state));
  }
};

bool says(const telling::ActPage& page, std::string_view words) {
  return page.words.find(words) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_case_is_taken_by_one_and_the_other_hears_who_has_it, Acting) {
  const auto id = comment("10", "<p>Could Tom Becker or Ana Ruiz help?</p>");
  scan(id);
  const auto tom = addresses(id, "tom").claim, ana = addresses(id, "ana").claim;
  BOOST_TEST(show(tom).button == "I take it");
  BOOST_TEST((case_of(id)->state == CaseState::fresh));  // looking changes nothing
  BOOST_TEST(act(tom).done);
  BOOST_TEST((case_of(id)->state == CaseState::claimed));
  BOOST_TEST(case_of(id)->owner == "tom");
  BOOST_TEST(show(ana).button == "");
  BOOST_TEST(says(show(ana), "Tom Becker has it since 20"));
  BOOST_TEST(!act(ana).done);
  BOOST_TEST(case_of(id)->owner == "tom");
  BOOST_TEST(says(act(tom), "yours already"));
  BOOST_TEST(!act(addresses(id, "ana").close).done);  // it is his
  BOOST_TEST(act(addresses(id, "tom").close).done);
  BOOST_TEST((case_of(id)->state == CaseState::closed));
}

BOOST_FIXTURE_TEST_CASE(a_case_that_waits_again_can_be_taken_by_another, Acting) {
  const auto id = comment("10", "<p>Could Tom Becker or Ana Ruiz help?</p>");
  scan(id);
  act(addresses(id, "tom").claim);
  for (const auto to : {CaseState::answered, CaseState::waiting_again}) {
    const auto known = case_of(id).value();
    database->write([&](db::Tx& tx) { return store::move_case(tx, books(), known, to, {}); });
  }
  BOOST_TEST(case_of(id)->owner == "tom");
  BOOST_TEST(act(addresses(id, "ana").claim).done);
  BOOST_TEST(case_of(id)->owner == "ana");
}

BOOST_FIXTURE_TEST_CASE(a_case_that_needs_no_answer_is_closed_with_that_reason, Acting) {
  const auto id = comment("10", "<p>Thanks, Tom Becker!</p>");
  scan(id);
  const auto close = addresses(id, "tom").close, claim = addresses(id, "tom").claim;
  BOOST_TEST(act(close).done);
  BOOST_TEST((case_of(id)->state == CaseState::closed));
  BOOST_TEST(!act(claim).done);
  BOOST_TEST(says(show(claim), "it is closed since"));
  const auto history = database->read(
      [&](db::Reader& reader) { return store::events_of(reader, site.id, "case", case_of(id)->id); });
  BOOST_TEST(history.back().detail == "needs no answer");
  BOOST_TEST(history.back().who == "tom");
}

BOOST_FIXTURE_TEST_CASE(who_is_not_meant_hears_no_more_of_that_name_from_that_writer, Acting) {
  const auto first = comment("10", "<p>I met Tom Becker at the lake.</p>");
  const auto second = comment("11", "<p>TOM BECKER again!</p>");
  scan(first);
  scan(second);
  BOOST_TEST(alert_state(second) == "pending");
  const auto not_me = addresses(first, "tom").not_me;
  BOOST_TEST(show(not_me).button == "That is not me");
  const auto done = act(not_me);
  BOOST_TEST(done.done);
  BOOST_TEST(says(show(not_me), "noted already"));
  BOOST_TEST((case_of(first)->state == CaseState::closed));
  scan(first);
  scan(second);  // its job was queued
  BOOST_TEST(alert_state(second) == "withdrawn");
  const auto third = comment("12", "<p>Tom Becker, as I said.</p>");
  scan(third);
  BOOST_TEST(alerts(third).empty());

  // Another writer means whom he means.
  model::Comment other;
  other.post_id = post_id;
  other.engine_id = "13";
  other.author_name = "Leo";
  other.html = "<p>Does Tom Becker know?</p>";
  other.published = clock.now();
  const auto leo = database->write([&](db::Tx& tx) { return store::put_comment(tx, books(), other).id; });
  scan(leo);
  BOOST_TEST(alerts(leo).size() == 1u);

  BOOST_TEST(show(done.undo).button == "Yes, that is me");
  BOOST_TEST(act(done.undo).done);
  BOOST_TEST(!act(done.undo).done);
  const auto fourth = comment("14", "<p>Tom Becker once more.</p>");
  scan(fourth);
  BOOST_TEST(alerts(fourth).size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_case_of_others_stays_open_when_one_of_them_is_not_meant, Acting) {
  const auto id = comment("10", "<p>Could Tom Becker or Ana Ruiz help?</p>");
  scan(id);
  act(addresses(id, "tom").not_me);
  BOOST_TEST((case_of(id)->state == CaseState::fresh));
}

BOOST_FIXTURE_TEST_CASE(links_are_signed_and_good_for_a_time, Acting) {
  const auto id = comment("10", "<p>Could Tom Becker help?</p>");
  scan(id);
  const auto good = addresses(id, "tom").claim;
  BOOST_TEST(link(good).has_value());
  auto forged = good;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  BOOST_TEST(!link(forged).has_value());
  for (const auto* from : {"claim.", "close."}) {
    auto other = good;
    const auto at = other.find(from);
    if (at != std::string::npos) other.replace(at, 6, from == std::string("claim.") ? "close." : "claim.");
    if (other != good) BOOST_TEST(!link(other).has_value());
  }
  for (const char* nonsense : {"x/", "x/.", "x/claim", "x/....", "x/claim.1.1.1.", "x/\xff.1.1.1.a"})
    BOOST_TEST(!link(nonsense).has_value(), nonsense);
  const auto elsewhere = add_site("other", "https://other.example/");
  const auto token = good.substr(good.rfind('/') + 1);
  BOOST_TEST(!database
                  ->read([&](db::Reader& reader) {
                    return store::read_act_token(reader, elsewhere.id, token, clock.now());
                  })
                  .has_value());
  clock.wind(std::chrono::days(15));
  BOOST_TEST(!link(good).has_value());
}

BOOST_FIXTURE_TEST_CASE(the_mail_carries_the_links, Acting) {
  const auto id = comment("10", "<p>Could Tom Becker help?</p>");
  scan(id);
  const markup::Templates templates;
  const auto mail = telling::compose_alert(books(), templates, alerts(id).at(0).alert.id);
  BOOST_REQUIRE(mail.has_value());
  const auto links = addresses(id, "tom");
  for (const auto& address : {links.claim, links.close, links.not_me}) {
    BOOST_TEST(mail->text.find(address) != std::string::npos, address);
    BOOST_TEST(mail->html.find("href=\"" + address + "\"") != std::string::npos, address);
  }
}

BOOST_FIXTURE_TEST_CASE(who_answered_is_named_and_not_whom_the_case_belongs_to, Acting) {
  const auto id = comment("10", "<p>Could Tom Becker or Ana Ruiz help?</p>");
  scan(id);
  const auto late = addresses(id, "tom").close;
  const auto move = [&](CaseState to, const std::string& who) {
    const auto of = case_of(id).value();
    database->write([&](db::Tx& tx) { BOOST_REQUIRE(store::move_case(tx, books(), of, to, who)); });
  };
  move(CaseState::claimed, "ana");
  move(CaseState::answered, "tom");
  BOOST_TEST(case_of(id)->owner == "ana");
  BOOST_TEST(says(show(late), ", by Tom Becker"), show(late).words);
  move(CaseState::waiting_again, "");
  move(CaseState::answered, "");  // by somebody who is not known
  BOOST_TEST(says(show(late), "it is answered since"), show(late).words);
  BOOST_TEST(!says(show(late), ", by"), show(late).words);
}

BOOST_AUTO_TEST_SUITE_END()

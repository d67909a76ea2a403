// Wishes, webhooks, Slack and feeds: how people are told beside the mail, later, or not at all.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "base/token.h"
#include "doubles/telling_scene.h"
#include "net/webhook.h"
#include "store/feed_token_store.h"
#include "telling/act.h"
#include "telling/alert_feed.h"

using namespace earshot;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(telling_channels)

namespace {

struct Channels : doubles::TellingScene {
  telling::ActAddresses addresses(model::RowId comment) {
    return database->read([&](db::Reader& reader) {
      const auto line = store::alerts_about(reader, site.id, model::ItemKind::comment, comment).at(0);
      const auto of_case = store::find_case(reader, site.id, line.alert.case_id).value();
      return telling::act_addresses(reader, site, line.alert, of_case, clock.now());
    });
  }
  store::ActLink link(const std::string& address) {
    return database
        ->read([&](db::Reader& reader) {
          return store::read_act_token(reader, site.id, address.substr(address.rfind('/') + 1), clock.now());
        })
        .value();
  }
  telling::ActPage show(const std::string& address) {
    const auto known = link(address);
    return database->read([&](db::Reader& reader) { return telling::show_act(reader, site, known); }).value();
  }
  telling::ActPage act(const std::string& address) {
    const auto known = link(address);
    return database->write([&](db::Tx& tx) { return telling::do_act(tx, books(), known); }).value();
  }
  std::size_t mails() const { return mailer.sent_to("ana@acme.example").size(); }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_snoozed_case_comes_back_once_in_the_morning_of_the_persons_zone, Channels) {
  manner().zone = model::Zone::find("Europe/Berlin").value();
  const auto id = names("Ana Ruiz");
  work();
  const auto later = addresses(id).tomorrow;
  BOOST_TEST(show(later).button == "Yes, tomorrow morning");
  BOOST_TEST(act(later).done);
  BOOST_TEST(act(later).words.find("noted already") != std::string::npos);
  work_for(19h);
  BOOST_TEST(mails() == 1u);
  work_for(5h);
  BOOST_REQUIRE(mails() == 2u);
  const auto mail = mailer.sent_to("ana@acme.example")[1];
  BOOST_TEST(iso8601(mail.date) == "2026-01-06T07:00:00Z");
  BOOST_TEST(mail.thread_root == mailer.sent_to("ana@acme.example")[0].message_id);
  BOOST_TEST(mail.text.find("come back to this") != std::string::npos);
  work_for(24h * 10);
  BOOST_TEST(mails() == 2u);
}

BOOST_FIXTURE_TEST_CASE(what_was_seen_to_meanwhile_does_not_come_back, Channels) {
  const auto id = names("Ana Ruiz");
  work();
  act(addresses(id).in_days);
  act(addresses(id).close);
  work_for(24h * 4);
  BOOST_TEST(mails() == 1u);
  BOOST_TEST(!act(addresses(id).tomorrow).done);
}

BOOST_FIXTURE_TEST_CASE(one_click_ends_the_mails_about_a_case_and_one_more_brings_them_back, Channels) {
  const auto id = names("Ana Ruiz");
  const auto thread = last_comment();
  work();
  const auto mail = mailer.sent().at(0);
  BOOST_TEST(mail.unsubscribe_url == addresses(id).unsubscribe);
  BOOST_TEST(show(mail.unsubscribe_url).button == "No more mails about it");
  const auto page = act(mail.unsubscribe_url);
  BOOST_TEST(page.done);
  BOOST_TEST(act(mail.unsubscribe_url).done);  // programs click twice
  names_in_thread("Ana Ruiz", thread);
  work_for(1h);
  BOOST_TEST(mails() == 1u);
  BOOST_TEST(act(page.undo).done);
  names_in_thread("Ana Ruiz", thread);
  work_for(1h);
  BOOST_TEST(mails() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_writer_is_muted_by_a_link_and_heard_again_by_another, Channels) {
  const auto id = names("Ana Ruiz");
  work();
  const auto link = addresses(id).mute_writer;
  BOOST_TEST(show(link).button == "No more of this writer");
  const auto page = act(link);
  BOOST_TEST(page.done);
  BOOST_TEST(act(link).words.find("already") != std::string::npos);
  names("Ana Ruiz");
  work_for(1h);
  BOOST_TEST(mails() == 1u);
  BOOST_TEST(act(page.undo).done);
  names("Ana Ruiz");
  work_for(1h);
  BOOST_TEST(mails() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_mail_about_many_unsubscribes_from_all_and_that_can_be_taken_back, Channels) {
  for (int i = 0; i < 6; ++i) names("Ana Ruiz");
  work_for(15min);
  const auto page = act(mailer.sent().back().unsubscribe_url);
  BOOST_TEST(page.done);
  names("Ana Ruiz");
  work_for(1h);
  BOOST_TEST(mails() == 5u);
  act(page.undo);
  names("Ana Ruiz");
  work_for(1h);
  BOOST_TEST(mails() == 6u);
}

BOOST_FIXTURE_TEST_CASE(a_webhook_hears_each_alert_signed_and_again_until_it_took_it, Channels) {
  manner().webhook = Url::parse("https://tickets.example/hook");
  manner().webhook_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  web.answers("https://tickets.example/hook", 503);
  for (int i = 0; i < 6; ++i) names("Ana Ruiz", "It &lt;b&gt;broke.");
  work();
  BOOST_TEST(mails() == 4u);
  BOOST_REQUIRE(web.asked().size() == 6u);
  const auto first = web.asked()[0];
  const auto body = nlohmann::json::parse(first.body);
  BOOST_TEST(body["type"] == "alert.told");
  BOOST_TEST(body["data"]["alerts"].size() == 1u);
  const auto header = [](const net::FetchRequest& request, std::string_view name) {
    for (const auto& [key, value] : request.headers)
      if (key == name) return value;
    return std::string();
  };
  BOOST_TEST(header(first, "webhook-signature") ==
             hook_signature(manner().webhook_secret, header(first, "webhook-id"),
                            std::stoll(header(first, "webhook-timestamp")), first.body));
  web.answers("https://tickets.example/hook", 204);
  work_for(1h);
  std::map<std::string, int> ids;
  for (const auto& request : web.asked()) ++ids[header(request, "webhook-id")];
  BOOST_TEST(ids.size() == 6u);
  BOOST_TEST(untold() == 0u);
}

BOOST_FIXTURE_TEST_CASE(slack_is_told_at_the_persons_pace_and_no_stranger_writes_its_markup, Channels) {
  manner().slack = Url::parse("https://hooks.slack.example/services/T/B/x");
  web.answers("https://hooks.slack.example/services/T/B/x", 200);
  for (int i = 0; i < 9; ++i) names("Ana Ruiz", "&lt;!channel&gt; &lt;https://evil.example|click&gt;");
  work_for(15min);
  BOOST_REQUIRE(web.asked().size() == 5u);
  const std::string text = nlohmann::json::parse(web.asked()[0].body)["text"];
  BOOST_TEST(text.find("<!channel>") == std::string::npos);
  BOOST_TEST(text.find("&lt;!channel&gt;") != std::string::npos);
  BOOST_TEST(text.find("|I take it>") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_feed_is_found_by_its_secret_until_that_is_renewed, Channels) {
  names("Ana Ruiz", "&lt;script&gt;");
  const auto token = database->write([&](db::Tx& tx) { return store::renew_feed_token(tx, site.id, "ana"); });
  const auto whose = [&](std::string_view given) {
    return database->read([&](db::Reader& reader) { return store::person_with_feed(reader, site, given); });
  };
  BOOST_TEST(whose(token).value() == "ana");
  BOOST_TEST(!whose(token + "x"));
  BOOST_TEST(!whose(""));
  const auto feed = telling::alert_feed(books(), templates, "ana", "https://blog.example/earshot/feed/x");
  BOOST_TEST(feed.find("<entry>") != std::string::npos);
  BOOST_TEST(feed.find("<script>") == std::string::npos);
  database->write([&](db::Tx& tx) { return store::renew_feed_token(tx, site.id, "ana"); });
  BOOST_TEST(!whose(token));
}

BOOST_AUTO_TEST_SUITE_END()

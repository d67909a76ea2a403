#include <atomic>
#include <boost/test/unit_test.hpp>
#include <thread>

#include "doubles/linkback_scene.h"

using namespace earshot;
using doubles::LinkbackScene;
using model::LinkbackState;
using model::Refusal;

BOOST_AUTO_TEST_SUITE(linkback_receive)

namespace {

std::string why(const linkback::Outcome& outcome) {
  return std::string(model::word(outcome.refusal));
}

linkback::Claim first_trackback() {
  linkback::Claim claim;
  claim.protocol = model::Protocol::trackback;
  claim.source = doubles::source_url;
  claim.post = "5";
  claim.title = "First";
  claim.sender = "198.51.100.7";
  return claim;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_ping_to_a_post_is_stored_with_its_job_and_nothing_is_fetched, LinkbackScene) {
  const auto out = ping();
  BOOST_TEST(out.accepted());
  BOOST_TEST(!out.token.empty());
  BOOST_TEST(state() == "received");
  BOOST_TEST(only().sender_block == "198.51.100.0/24");
  BOOST_TEST(only().post_id.value() == post_id);
  BOOST_TEST(jobs(model::JobKind::verify) == 1);
  BOOST_TEST(web.asked().empty());
}

BOOST_FIXTURE_TEST_CASE(the_same_ping_is_the_same_record, LinkbackScene) {
  const auto first = ping(), second = ping();
  BOOST_TEST(second.repeated);
  BOOST_TEST(first.token == second.token);
  BOOST_TEST(all().size() == 1u);
  BOOST_TEST(jobs(model::JobKind::verify) == 1);
}

BOOST_FIXTURE_TEST_CASE(what_cannot_be_a_ping_is_refused_and_leaves_nothing, LinkbackScene) {
  BOOST_TEST(why(ping("ftp://fan.example/")) == "source_invalid");
  BOOST_TEST(why(ping("https://user:secret@fan.example/")) == "source_invalid");
  BOOST_TEST(why(ping("https://fan.example/\r\nX: y")) == "source_invalid");
  BOOST_TEST(why(ping("https://fan.example/" + std::string(3000, 'a'))) == "source_invalid");
  for (const char* nul : {"https://fan.example/a%00b", "https://fan.example/?q=%00",
                          "https://fan.example/#%00", "https://fan.example/%2e%00/"}) {
    BOOST_TEST(why(ping(nul)) == "source_invalid", nul);
  }
  BOOST_TEST(why(ping("https://fan.example/" + std::string(1, '\0') + "x")) == "source_invalid");
  BOOST_TEST(why(ping(doubles::source_url, std::string(doubles::post_url) + "?%00")) == "target_invalid");
  BOOST_TEST(why(ping(doubles::source_url, "mailto:ana@blog.example")) == "target_invalid");
  BOOST_TEST(why(ping(doubles::post_url, doubles::post_url)) == "same_page");
  BOOST_TEST(why(ping("http://www.blog.example/rocket#x", doubles::post_url)) == "same_page");
  BOOST_TEST(why(ping("https://blog.example/rocket/", "https://blog.example/?p=5")) == "same_page");
  BOOST_TEST(why(ping(doubles::source_url, "https://other.example/rocket/")) == "target_not_ours");
  BOOST_TEST(why(ping(doubles::source_url, "https://blog.example.evil.example/rocket/")) ==
             "target_not_ours");
  BOOST_TEST(why(ping(doubles::source_url, "https://blog.example/")) == "target_not_ours");
  BOOST_TEST(why(ping(doubles::source_url, "https://blog.example/earshot/webmention")) == "target_not_ours");
  BOOST_TEST(all().empty());
  BOOST_TEST(jobs(model::JobKind::verify) == 0);
}

BOOST_FIXTURE_TEST_CASE(a_post_of_the_blog_that_we_have_not_read_yet_waits_for_the_engines_list,
                        LinkbackScene) {
  const std::string fresh = "https://blog.example/fresh/";
  web.serves_html(fresh, linking_page());
  sweep_is_done();
  BOOST_TEST(ping(fresh).accepted());
  BOOST_TEST(jobs(model::JobKind::poll) == 1);
  clock.wind(std::chrono::seconds(5));
  BOOST_TEST(work() == 1);
  BOOST_TEST(state() == "deferred");
  BOOST_TEST(web.asked().empty());
  put("6", fresh);
  clock.wind(std::chrono::minutes(1));
  work();
  BOOST_TEST(state() == "shown");
}

BOOST_FIXTURE_TEST_CASE(a_fresh_post_that_the_list_tells_of_at_once_is_read_at_once, LinkbackScene) {
  const std::string fresh = "https://blog.example/fresh/";
  web.serves_html(fresh, linking_page());
  BOOST_TEST(ping(fresh).accepted());
  BOOST_TEST(work() == 0);
  put("6", fresh);
  clock.wind(std::chrono::seconds(5));
  work();
  BOOST_TEST(state() == "shown");
}

BOOST_FIXTURE_TEST_CASE(own_pages_that_never_become_posts_are_refused_and_never_asked, LinkbackScene) {
  web.serves_html("https://blog.example/author/ana/", linking_page());
  BOOST_TEST(ping("https://blog.example/author/ana/").accepted());
  for (int i = 0; i < 8; ++i) {
    clock.wind(std::chrono::hours(13));
    work();
  }
  BOOST_TEST(state() == "refused");
  BOOST_TEST(reason() == "source_not_post");
  BOOST_TEST(web.asked().empty());
  BOOST_TEST(jobs(model::JobKind::verify) == 0);
}

BOOST_FIXTURE_TEST_CASE(made_up_pages_of_the_blog_take_no_turns_from_its_posts, LinkbackScene) {
  put("6", "https://blog.example/winter/");
  web.serves_html("https://blog.example/winter/", linking_page());
  int taken = 0;
  for (int i = 0; i < 100; ++i) {
    taken += ping("https://blog.example/made-up/" + std::to_string(i), doubles::post_url,
                  "198.51." + std::to_string(i) + ".1")
                 .accepted();
  }
  BOOST_TEST(taken == 60);
  BOOST_TEST(ping("https://blog.example/winter/", doubles::post_url, "203.0.113.1").accepted());
  BOOST_TEST(work() == 1);
}

BOOST_FIXTURE_TEST_CASE(what_only_looks_like_a_zero_byte_is_none, LinkbackScene) {
  for (const char* fine :
       {"https://fan.example/a%2500", "https://fan.example/%0A", "https://fan.example/?q=%1F%7F"})
    BOOST_TEST(ping(fine).accepted(), fine);
}

BOOST_FIXTURE_TEST_CASE(a_post_is_known_by_number_fragment_and_foreign_query, LinkbackScene) {
  for (const char* target : {"https://blog.example/?p=5", "https://blog.example/rocket/#comment-5",
                             "https://blog.example/rocket/?utm_source=mail", "http://www.blog.example/rocket",
                             "https://blog.example/rocket/comment-page-2/#comment-9"}) {
    BOOST_TEST(ping("https://fan.example/" + sha256_hex(target), target).accepted(), target);
  }
  for (const auto& one : all()) BOOST_TEST(one.post_id.value() == post_id);
}

// tDiary's days stand behind the home page's query; what the engine's feed has not named there is no post.
BOOST_FIXTURE_TEST_CASE(a_post_that_the_engine_names_behind_a_query_takes_pings, LinkbackScene) {
  site.engine = model::Engine::feed;
  model::Post day;
  day.engine_id = day.url = "https://blog.example/?date=20261127#p01";
  database->write([&](db::Tx& tx) { store::put_post(tx, books(), day); });
  BOOST_TEST(ping("https://fan.example/1", "https://blog.example/?date=20261127").accepted());
  BOOST_TEST(ping("https://fan.example/1", "https://blog.example/?date=20261127#p01").accepted());
  BOOST_TEST(why(ping("https://fan.example/1", "https://blog.example/?date=20261126")) == "target_not_ours");
  BOOST_TEST(why(ping("https://fan.example/1", "https://blog.example/")) == "target_not_ours");
}

BOOST_FIXTURE_TEST_CASE(a_closed_or_deleted_post_takes_no_pings, LinkbackScene) {
  put("7", "https://blog.example/deleted/");
  database->write([&](db::Tx& tx) {
    store::set_post_gone(tx, books(), store::find_post_by_engine_id(tx, site.id, "7")->id);
  });
  put("8", "https://blog.example/no-pings/", false);
  BOOST_TEST(why(ping(doubles::source_url, "https://blog.example/no-pings/")) == "target_closed");
  const auto deleted = ping(doubles::source_url, "https://blog.example/deleted/");
  BOOST_TEST(why(deleted) == "target_unknown");
  BOOST_TEST(deleted.certain);
}

BOOST_FIXTURE_TEST_CASE(after_a_full_sweep_an_unknown_page_is_refused_and_the_engine_is_asked_once,
                        LinkbackScene) {
  sweep_is_done();
  const auto path = ping(doubles::source_url, "https://blog.example/nothing/");
  BOOST_TEST(why(path) == "target_unknown");
  BOOST_TEST(!path.certain);
  BOOST_TEST(ping(doubles::source_url, "https://blog.example/?p=99").certain);
  BOOST_TEST(all().empty());
  BOOST_TEST(jobs(model::JobKind::poll) == 1);
}

BOOST_FIXTURE_TEST_CASE(before_it_the_page_is_looked_at_later, LinkbackScene) {
  BOOST_TEST(ping(doubles::source_url, "https://blog.example/new/").accepted());
  BOOST_TEST(!only().post_id.has_value());
}

BOOST_FIXTURE_TEST_CASE(blocked_hosts_and_their_subdomains_are_refused_but_not_lookalikes, LinkbackScene) {
  rule("spam.example");
  rule("bad.example");
  BOOST_TEST(why(ping("https://spam.example/x")) == "source_blocked");
  BOOST_TEST(why(ping("https://www.bad.example/x")) == "source_blocked");
  BOOST_TEST(ping("https://notspam.example/x").accepted());
  BOOST_TEST(ping("https://fan.example/?x=https://spam.example/").accepted());
}

BOOST_FIXTURE_TEST_CASE(an_address_block_has_its_turns_and_the_machine_itself_is_free, LinkbackScene) {
  int taken = 0;
  linkback::Outcome last;
  for (int i = 0; i < 61; ++i) {
    last = ping("https://fan.example/" + std::to_string(i), doubles::post_url,
                "198.51.100." + std::to_string(i));
    taken += last.accepted();
  }
  BOOST_TEST(taken == 60);
  BOOST_TEST(why(last) == "too_many");
  BOOST_TEST(last.retry_after.count() == 1);
  BOOST_TEST(ping("https://fan.example/other", doubles::post_url, "203.0.113.9").accepted());
  for (int i = 0; i < 100; ++i) {
    BOOST_TEST_REQUIRE(
        ping("https://fan.example/l" + std::to_string(i), doubles::post_url, "127.0.0.1").accepted());
  }
  clock.wind(std::chrono::seconds(1));
  BOOST_TEST(ping("https://fan.example/later").accepted());
}

BOOST_FIXTURE_TEST_CASE(checks_of_one_host_are_spread_and_none_is_lost, LinkbackScene) {
  for (int i = 0; i < 100; ++i) ping("https://victim.example/?r=" + std::to_string(i), doubles::post_url, "");
  work();
  BOOST_TEST(web.asked().size() == 30u);
  clock.wind(std::chrono::seconds(59));
  work();
  BOOST_TEST(web.asked().size() < 60u);
  BOOST_TEST(all().size() == 100u);
}

BOOST_FIXTURE_TEST_CASE(names_below_one_domain_share_its_turns_and_tenants_have_their_own, LinkbackScene) {
  for (int i = 0; i < 400; ++i) {
    ping("https://x" + std::to_string(i) + ".attacker.com/", doubles::post_url, "");
    ping("https://user" + std::to_string(i) + ".github.io/", doubles::post_url, "");
  }
  work();
  const auto asked = web.asked();
  const auto of = [&](std::string_view end) {
    return std::ranges::count_if(asked, [&](const auto& one) { return one.url.host().ends_with(end); });
  };
  BOOST_TEST(of("attacker.com") == 300);
  BOOST_TEST(of("github.io") == 400);
}

BOOST_AUTO_TEST_CASE(an_address_and_a_bare_name_have_turns_of_their_own) {
  linkback::HostTurns turns(60, 1);
  const Time now = doubles::monday_morning;
  for (const char* host :
       {"localhost", "10.0.0.1", "11.0.0.1", "2001:db8::1", "2001:db8::2", "a.com", "b.com"})
    BOOST_TEST(turns.try_take(host, now).count() == 0, host);
  for (const char* host : {"localhost", "10.0.0.1", "a.com"})
    BOOST_TEST((turns.try_take(host, now) > Duration::zero()), host);
  // The ten of its domain are not used up yet, and turns that were refused cost none.
  for (int i = 1; i < 10; ++i)
    BOOST_TEST(turns.try_take("x" + std::to_string(i) + ".a.com", now).count() == 0);
  BOOST_TEST((turns.wait("www.a.com", now) > Duration::zero()));
  BOOST_TEST((turns.try_take("www.a.com", now) > Duration::zero()));
  BOOST_TEST((turns.take("www.a.com", now) > now));
}

BOOST_FIXTURE_TEST_CASE(a_repeat_is_checked_again_but_not_within_half_a_minute, LinkbackScene) {
  ping();
  work();
  BOOST_TEST(state() == "shown");
  for (int i = 0; i < 10; ++i) BOOST_TEST(ping().repeated);
  BOOST_TEST(work() == 0);
  clock.wind(std::chrono::seconds(31));
  BOOST_TEST(work() == 1);
  BOOST_TEST(web.times_asked(doubles::source_url) == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_fresh_refusal_is_told_and_an_old_one_is_checked_anew, LinkbackScene) {
  web.serves_html(doubles::source_url, "<p>nothing here</p>");
  ping();
  work();
  BOOST_TEST(why(ping()) == "no_link");
  clock.wind(std::chrono::minutes(5));
  work();
  web.serves_html(doubles::source_url, linking_page());
  clock.wind(std::chrono::minutes(5));
  BOOST_TEST(ping().accepted());
  work();
  BOOST_TEST(state() == "shown");
}

BOOST_FIXTURE_TEST_CASE(another_address_of_the_same_post_is_no_second_entry, LinkbackScene) {
  ping();
  work();
  const auto again = ping(doubles::source_url, "https://blog.example/?p=5");
  BOOST_TEST(again.repeated);
  BOOST_TEST(all().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(hidden_stays_hidden_under_every_address_and_is_not_fetched_again, LinkbackScene) {
  ping();
  work();
  const auto id = only().id;
  BOOST_TEST(database->write(
      [&](db::Tx& tx) { return store::moderate(tx, books(), id, store::Moderation::hide, "ana-ruiz"); }));
  web.forget_asked();
  clock.wind(std::chrono::hours(1));
  BOOST_TEST(ping().accepted());
  BOOST_TEST(ping(doubles::source_url, "https://blog.example/?p=5").repeated);
  work();
  BOOST_TEST(state() == "hidden");
  BOOST_TEST(web.asked().empty());
}

BOOST_FIXTURE_TEST_CASE(only_its_sender_may_correct_a_trackbacks_words, LinkbackScene) {
  auto claim = first_trackback();
  web.serves_html(doubles::source_url, "<h1>First, or “Second”? No spam.</h1>" + linking_page());
  intake.receive(books(), claim);
  work();
  BOOST_TEST(only().title == "First");
  claim.title = "\"Second\"";
  intake.receive(books(), claim);
  BOOST_TEST(only().title == "\"Second\"");
  claim.title = "Second";
  intake.receive(books(), claim);
  BOOST_TEST(only().title == "Second");
  claim.title = "Spam";
  claim.sender = "203.0.113.5";
  intake.receive(books(), claim);
  BOOST_TEST(only().title == "Second");
  BOOST_TEST(all().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_trackback_puts_no_words_into_the_mouth_of_its_page, LinkbackScene) {
  web.serves_html(doubles::source_url,
                  "<article class=h-entry><a class='p-author h-card' href='/'>Dr. Honest</a><p class=p-name>"
                  "About the sled</p>" +
                      linking_page() + "</article>");
  auto claim = first_trackback();
  claim.title = "Sleds kill children";
  claim.excerpt = "I hereby confess…";
  intake.receive(books(), claim);
  work();
  BOOST_TEST(state() == "shown");
  BOOST_TEST(only().title == "Sleds kill children");  // as its sender says, and nobody else
  BOOST_TEST(only().author_name.empty());
  site.approve = model::Approve::known;
  claim.source = "https://fan.example/other";
  web.serves_html(claim.source, linking_page());
  intake.receive(books(), claim);
  work();
  BOOST_TEST(model::word(all().at(0).state) == "waiting");
  // The page itself pings: its own words count from then on.
  ping();
  clock.wind(std::chrono::minutes(1));
  work();
  const auto after = all().at(1);
  BOOST_TEST(after.title == "About the sled");
  BOOST_TEST(after.author_name == "Dr. Honest");
  BOOST_TEST(model::word(after.protocol) == "webmention");
}

BOOST_FIXTURE_TEST_CASE(words_that_a_moderator_approved_cannot_be_exchanged, LinkbackScene) {
  site.approve = model::Approve::manual;
  auto claim = first_trackback();
  web.serves_html(doubles::source_url, "<h1>First, Better, Spam</h1>" + linking_page());
  intake.receive(books(), claim);
  work();
  claim.title = "Better";
  intake.receive(books(), claim);
  BOOST_TEST(only().title == "Better");
  database->write(
      [&](db::Tx& tx) { store::moderate(tx, books(), only().id, store::Moderation::approve, ""); });
  claim.title = "Spam";
  intake.receive(books(), claim);
  BOOST_TEST(only().title == "Better");
}

BOOST_FIXTURE_TEST_CASE(one_pair_from_many_threads_is_one_record, LinkbackScene) {
  std::vector<std::thread> senders;
  std::atomic<int> accepted = 0;
  for (int i = 0; i < 8; ++i)
    senders.emplace_back([&] { accepted += ping(doubles::source_url, doubles::post_url, "").accepted(); });
  for (auto& one : senders) one.join();
  BOOST_TEST(accepted == 8);
  BOOST_TEST(all().size() == 1u);
}

BOOST_AUTO_TEST_CASE(blocks_are_named_for_both_families) {
  BOOST_TEST(linkback::sender_block("203.0.113.77") == "203.0.113.0/24");
  BOOST_TEST(linkback::sender_block("2001:db8:1:2:3::4") == "2001:db8:1::/48");
  BOOST_TEST(linkback::sender_block("::ffff:203.0.113.77") == "203.0.113.0/24");
  BOOST_TEST(linkback::sender_block("rubbish").empty());
}

BOOST_AUTO_TEST_CASE(turns_stay_in_bounded_memory_under_many_keys) {
  linkback::Turns turns(60, 1, 100);
  const Time now = doubles::monday_morning;
  for (int i = 0; i < 1000; ++i) BOOST_TEST_REQUIRE(turns.try_take(std::to_string(i), now).count() == 0);
  BOOST_TEST((turns.try_take("999", now) > Duration::zero()));
  BOOST_TEST(turns.try_take("999", now + std::chrono::seconds(1)).count() == 0);
}

BOOST_AUTO_TEST_SUITE_END()

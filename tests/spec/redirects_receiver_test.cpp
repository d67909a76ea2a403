// Redirects open no door that is closed at their end.
#include "doubles/moderation_scene.h"

using namespace earshot;
using std::chrono::hours;
using store::Moderation;

BOOST_AUTO_TEST_SUITE(redirects_receiver)

using Gate = doubles::ModerationScene;

BOOST_FIXTURE_TEST_CASE(whatever_redirects_to_a_page_that_a_moderator_hid_waits, Gate) {
  BOOST_TEST(comes("https://loud.example/page") == "shown");
  decide("https://loud.example/page", Moderation::hide);
  for (const std::string from : {"https://short.example/x", "https://loud.example/other"}) {
    web.redirects(from, "https://loud.example/page?again");
    web.serves_html("https://loud.example/page?again", linking_page());
    ping(from);
    work();
    BOOST_TEST(now(from) == "waiting", from);
  }
  // The other way round: what was hidden came by a redirect.
  web.redirects("https://t.example/1", "https://sly.example/page");
  BOOST_TEST(comes("https://sly.example/elsewhere") == "shown");
  web.serves_html("https://sly.example/page", linking_page());
  ping("https://t.example/1");
  work();
  decide("https://t.example/1", Moderation::hide);
  BOOST_TEST(comes("https://sly.example/page") == "waiting");
}

BOOST_FIXTURE_TEST_CASE(what_is_shown_cannot_be_turned_into_a_page_that_a_moderator_hid, Gate) {
  BOOST_TEST(comes("https://fine.example/") == "shown");
  BOOST_TEST(comes("https://loud.example/page") == "shown");
  decide("https://loud.example/page", Moderation::hide);
  web.redirects("https://fine.example/", "https://loud.example/page");
  clock.wind(hours(1));
  ping("https://fine.example/");
  work();
  BOOST_TEST(now("https://fine.example/") == "waiting");
}

BOOST_FIXTURE_TEST_CASE(a_domain_that_came_to_belong_to_somebody_else_does_not_inherit_what_was_let_in,
                        Gate) {
  const auto led_to = [&](const std::string& source, const std::string& to, bool for_good,
                          std::string_view title) {
    web.serves_html(to, linking_page(doubles::post_url, title));
    for_good ? web.moves(source, to) : web.redirects(source, to);
    clock.wind(hours(1));
    ping(source);
    work();
    return std::string(model::word(all().at(0).state));
  };
  const auto let_in = [&](const std::string& source) {
    site.approve = model::Approve::manual;
    comes(source);
    decide(source, Moderation::approve);
    return now(source) == "shown";
  };
  for (const bool for_good : {false, true}) {
    const std::string name = for_good ? "moved" : "redirected";
    const std::string old = "https://" + name + ".example/";
    BOOST_TEST(let_in(old + "1"));
    BOOST_TEST(led_to(old + "1", "https://deals-" + name + ".example/", for_good, "Best deals") == "waiting",
               name);
    // Its own blog, at a new domain.
    BOOST_TEST(let_in(old + "2"));
    BOOST_TEST(led_to(old + "2", "https://new-" + name + ".example/2", for_good, "About the sled") == "shown",
               name);
    // Another page of its own.
    BOOST_TEST(let_in(old + "3"));
    BOOST_TEST(
        led_to(old + "3", "https://www." + name + ".example/4", for_good, "Second thoughts") == "shown",
        name);
    // Where all that links is shown, this is too.
    BOOST_TEST(let_in(old + "4"));
    site.approve = model::Approve::verified;
    BOOST_TEST(led_to(old + "4", "https://any-" + name + ".example/", for_good, "Deals") == "shown", name);
  }
}

BOOST_FIXTURE_TEST_CASE(the_host_that_was_read_is_the_one_that_was_hidden_before, Gate) {
  comes("https://loud.example/one");
  decide("https://loud.example/one", Moderation::hide);
  web.serves_html("https://loud.example/two", linking_page());
  web.redirects("https://short.example/2", "https://loud.example/two");
  ping("https://short.example/2");
  work();
  BOOST_TEST(score("https://short.example/2").parts.find("others of this host were hidden") !=
             std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(redirects_to_own_pages_that_are_no_posts_are_refused, Gate) {
  put("60", "https://blog.example/p60/");
  int number = 0;
  for (const std::string own :
       {"https://blog.example/cat/news/", "https://blog.example/?301", "https://blog.example/cat/news/?p=60",
        "https://blog.example/earshot/api/mentions.html?target=x&p=60", "https://www.blog.example/?s=sled"}) {
    web.serves_html(own, linking_page());
    for (const bool for_good : {false, true}) {
      const std::string from = "https://evil.example/" + std::to_string(++number);
      for_good ? web.moves(from, own) : web.redirects(from, own);
      ping(from);
      work();
      BOOST_TEST((all()[0].reason == model::Refusal::source_not_post), own);
    }
  }
  // Another post of the blog may be led to, the post itself may not.
  web.serves_html("https://blog.example/p60/", linking_page());
  web.redirects("https://short.example/60", "https://blog.example/p60/");
  ping("https://short.example/60");
  work();
  BOOST_TEST(now("https://short.example/60") == "shown");
  web.serves_html(doubles::post_url, linking_page());
  web.redirects("https://short.example/5", std::string(doubles::post_url));
  ping("https://short.example/5");
  work();
  BOOST_TEST((all()[0].reason == model::Refusal::same_page));
}

BOOST_FIXTURE_TEST_CASE(own_pages_do_not_speak_to_posts_that_the_books_did_not_know_either, Gate) {
  web.serves("https://blog.example/p61/", "<title>New</title>",
             {{"content-type", "text/html"}, {"link", "<https://blog.example/?p=61>; rel=shortlink"}});
  web.serves_html("https://blog.example/?first", linking_page("https://blog.example/p61/"));
  ping("https://blog.example/?first", "https://blog.example/p61/");
  work();
  BOOST_TEST(state() == "refused");
  BOOST_TEST(reason() == "source_not_post");
}

BOOST_AUTO_TEST_SUITE_END()

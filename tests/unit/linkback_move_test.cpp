#include <boost/test/unit_test.hpp>

#include "doubles/linkback_scene.h"

using namespace earshot;
using doubles::LinkbackScene;
using std::chrono::minutes;

BOOST_AUTO_TEST_SUITE(linkback_move)

namespace {

constexpr const char* new_url = "https://new.example/sled/";

struct Move : LinkbackScene {
  void page_moves() {
    web.moves(doubles::source_url, new_url);
    web.serves_html(new_url, linking_page());
  }
  void again(std::string_view source) {
    clock.wind(minutes(1));
    ping(source);
    work();
  }
  std::size_t shown() {
    return database->read(
        [&](db::Reader& r) { return store::shown_linkbacks(r, site.id, post_id, 100).size(); });
  }
  std::optional<model::Linkback> of(std::string_view address) {
    for (const auto& one : all()) {
      if (one.source == address) return one;
    }
    return std::nullopt;
  }
  std::string state_of(std::string_view address) {
    const auto one = of(address);
    return one ? std::string(model::word(one->state)) : "nothing";
  }
  void hide(std::string_view address) {
    database->write([&](db::Tx& tx) {
      return store::moderate(tx, books(), of(address)->id, store::Moderation::hide, "ana-ruiz");
    });
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_moved_page_is_known_by_its_new_address_whichever_pings_first, Move) {
  page_moves();
  ping();
  work();
  BOOST_TEST(only().source == new_url);
  BOOST_TEST(only().source_host == "new.example");
  again(new_url);
  BOOST_TEST(only().source == new_url);
  again(doubles::source_url);
  BOOST_TEST(state_of(new_url) == "shown");
  BOOST_TEST(state_of(doubles::source_url) == "refused");
  BOOST_TEST((of(doubles::source_url)->reason == model::Refusal::source_moved));
  BOOST_TEST(shown() == 1u);
}

BOOST_FIXTURE_TEST_CASE(both_at_once_or_the_new_one_first_are_one_as_well, Move) {
  page_moves();
  ping(new_url);
  ping();
  work();
  BOOST_TEST(shown() == 1u);
  BOOST_TEST(state_of(new_url) == "shown");
  ping("https://fan.example/2");
  ping("https://new.example/2");
  web.moves("https://fan.example/2", "https://new.example/2");
  web.serves_html("https://new.example/2", linking_page(doubles::post_url, "Another"));
  work();
  BOOST_TEST(shown() == 2u);
}

BOOST_FIXTURE_TEST_CASE(two_that_were_shown_become_one_where_one_moves_to_the_other, Move) {
  web.serves_html(new_url, linking_page());
  ping();
  ping(new_url);
  work();
  BOOST_TEST(shown() == 2u);
  page_moves();
  again(doubles::source_url);
  BOOST_TEST(shown() == 1u);
  BOOST_TEST(state_of(doubles::source_url) == "gone");
}

BOOST_FIXTURE_TEST_CASE(a_page_that_was_shown_before_it_moved_is_looked_at_when_its_new_address_comes, Move) {
  ping();
  work();
  page_moves();
  again(new_url);
  clock.wind(minutes(1));
  work();
  BOOST_TEST(shown() == 1u);
  BOOST_TEST(state_of(new_url) == "shown");
  BOOST_TEST(state_of(doubles::source_url) == "gone");
}

BOOST_FIXTURE_TEST_CASE(only_redirects_for_good_make_two_addresses_one, Move) {
  web.redirects(doubles::source_url, new_url);
  web.serves_html(new_url, "<link rel=canonical href='https://new.example/other'>" + linking_page());
  ping();
  ping(new_url);
  work();
  BOOST_TEST(shown() == 2u);
}

BOOST_FIXTURE_TEST_CASE(what_a_moderator_hid_does_not_come_back_by_its_older_address, Move) {
  web.serves_html(new_url, linking_page());
  ping(new_url);
  work();
  hide(new_url);
  page_moves();
  again(doubles::source_url);
  BOOST_TEST(shown() == 0u);
  BOOST_TEST(state_of(doubles::source_url) == "refused");
  BOOST_TEST(state_of(new_url) == "hidden");
}

BOOST_FIXTURE_TEST_CASE(what_readers_see_stays_while_its_new_address_waits_for_a_moderator, Move) {
  ping();
  work();
  site.approve = model::Approve::manual;
  page_moves();
  again(new_url);
  again(doubles::source_url);
  BOOST_TEST(state_of(doubles::source_url) == "shown");
  BOOST_TEST(state_of(new_url) == "waiting");
  database->write([&](db::Tx& tx) {
    return store::moderate(tx, books(), of(new_url)->id, store::Moderation::approve, "ana-ruiz");
  });
  clock.wind(minutes(1));
  work();
  BOOST_TEST(state_of(doubles::source_url) == "gone");
  BOOST_TEST(state_of(new_url) == "shown");
}

BOOST_FIXTURE_TEST_CASE(nobody_gets_a_strangers_page_in_by_moving_to_it, Move) {
  ping();
  work();
  rule("new.example");
  page_moves();
  again(doubles::source_url);
  ping(new_url);
  BOOST_TEST(all().size() == 1u);
  web.serves_html("https://spam.example/", linking_page());
  web.moves("https://fresh.example/", "https://spam.example/");
  rule("spam.example");
  ping("https://fresh.example/");
  work();
  BOOST_TEST((all()[0].reason == model::Refusal::source_blocked));
}

BOOST_FIXTURE_TEST_CASE(an_entry_of_a_page_keeps_its_fragment_when_the_page_moves, Move) {
  page_moves();
  ping(std::string(doubles::source_url) + "#two");
  work();
  BOOST_TEST(only().source == std::string(new_url) + "#two");
}

BOOST_FIXTURE_TEST_CASE(one_page_under_several_fragments_is_one_voice, Move) {
  const std::string page(doubles::source_url);
  ping();
  work();
  for (const char* fragment : {"#a", "#b"}) {
    again(page + fragment);
    BOOST_TEST(state_of(page + fragment) == "refused");
    BOOST_TEST((of(page + fragment)->reason == model::Refusal::source_repeated));
  }
  // The other way round.
  web.serves_html("https://fan.example/2", linking_page(doubles::post_url, "Another"));
  again("https://fan.example/2#top");
  again("https://fan.example/2#end");
  BOOST_TEST(state_of("https://fan.example/2#top") == "shown");
  BOOST_TEST(state_of("https://fan.example/2#end") == "refused");
  again("https://fan.example/2");  // the plain address takes the place of what a stranger wrote behind it
  BOOST_TEST(state_of("https://fan.example/2#top") == "gone");
  BOOST_TEST(state_of("https://fan.example/2") == "shown");
  again("https://fan.example/2#top");
  BOOST_TEST(state_of("https://fan.example/2#top") == "gone");
  BOOST_TEST(shown() == 2u);
}

BOOST_FIXTURE_TEST_CASE(what_the_twin_pings_about_is_read_at_the_address_that_is_shown, Move) {
  const std::string page(doubles::source_url);
  ping();
  work();
  web.serves_html(page, linking_page(doubles::post_url, "Written anew"));
  again(page + "#x");
  BOOST_TEST(state_of(page + "#x") == "refused");
  BOOST_TEST(of(page)->title == "Written anew");
  hide(page);
  again(page + "#x");
  BOOST_TEST(state_of(page + "#x") == "waiting");
}

BOOST_FIXTURE_TEST_CASE(entries_behind_fragments_of_one_page_speak_for_themselves, Move) {
  const std::string day = "https://fan.example/day",
                    link = "<a href='" + std::string(doubles::post_url) + "'>it</a>";
  web.serves_html(day, "<article class=h-entry id=one><p class=p-name>First</p>So fast, " + link +
                           "</article><article class=h-entry id=two><p class=p-name>Second</p>Too fast, " +
                           link + "</article>");
  for (const char* fragment : {"#one", "#two", "#three", ""}) again(day + fragment);
  BOOST_TEST(state_of(day + "#one") == "shown");
  BOOST_TEST(state_of(day + "#two") == "shown");
  BOOST_TEST(of(day + "#two")->title == "Second");
  BOOST_TEST(state_of(day + "#three") == "refused");  // names nothing: the page, as one of the two is shown
  BOOST_TEST(state_of(day) == "refused");
}

BOOST_FIXTURE_TEST_CASE(queries_are_other_pages_unless_the_page_itself_says_that_they_are_not, Move) {
  const std::string page(doubles::source_url);
  const auto saying = [](const std::string& canonical) {
    return "<link rel=canonical href='" + canonical + "'>" + linking_page();
  };
  ping();
  work();
  web.serves_html(page + "?utm_source=feed&utm_medium=x", saying(page));
  web.redirects(page + "?gclid=5", page);
  web.serves_html(page + "?page=2", linking_page(doubles::post_url, "Page 2"));
  web.serves_html(page + "?fbclid=6", linking_page(doubles::post_url, "Says nothing"));
  web.serves_html("https://fan.example/other", saying(page));
  web.serves_html("https://evil.example/2026/01/sled/", saying(page));
  for (const char* same : {"?utm_source=feed&utm_medium=x", "?gclid=5"}) {
    again(page + same);
    BOOST_TEST(state_of(page + same) == "refused", same);
  }
  for (const auto& other : {page + "?page=2", page + "?fbclid=6", std::string("https://fan.example/other"),
                            std::string("https://evil.example/2026/01/sled/")}) {
    again(other);
    BOOST_TEST(state_of(other) == "shown", other);
  }
  // The address with the campaign came first.
  web.serves_html("https://fan.example/3", saying("https://fan.example/3"));
  web.serves_html("https://fan.example/3?utm_source=feed", saying("https://fan.example/3"));
  again("https://fan.example/3?utm_source=feed");
  again("https://fan.example/3");
  BOOST_TEST(state_of("https://fan.example/3?utm_source=feed") == "gone");
  BOOST_TEST(state_of("https://fan.example/3") == "shown");
}

BOOST_FIXTURE_TEST_CASE(what_a_moderator_let_in_stays_until_the_plain_address_is_let_in, Move) {
  const std::string page(doubles::source_url);
  site.approve = model::Approve::manual;
  ping(page + "#top");
  work();
  database->write([&](db::Tx& tx) {
    return store::moderate(tx, books(), of(page + "#top")->id, store::Moderation::approve, "ana-ruiz");
  });
  again(page);
  BOOST_TEST(state_of(page + "#top") == "shown");
  BOOST_TEST(state_of(page) == "refused");
}

BOOST_AUTO_TEST_SUITE_END()

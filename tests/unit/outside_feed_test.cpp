#include "doubles/outside_scene.h"
#include "outside/pace.h"

using namespace earshot;
using namespace std::chrono_literals;
using doubles::OutsideScene;
using model::FeedState;

namespace {

constexpr auto feed_url = "https://rosa.example/feed";
constexpr auto sled = "https://rosa.example/2026/sled/";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(outside_feed, OutsideScene)

BOOST_AUTO_TEST_CASE(what_stood_there_at_the_first_look_is_stored_and_old_what_comes_later_is_news) {
  serves_feed(feed_url, rss({{sled, "The sled", "Ana Ruiz knows."}}));
  const auto id = watch(feed_url);
  read(id);
  BOOST_TEST(item_at(sled)->old);
  BOOST_TEST(item_at(sled)->text == "Ana Ruiz knows.");
  BOOST_TEST(feed(id).title == "Rosa writes");
  clock.wind(1h);
  const std::string later = "https://rosa.example/later", late = "https://rosa.example/found-late";
  serves_feed(feed_url, rss({{later, "Later", "More."},
                             {late, "Late", "x", "Rosa", "", rfc5322(clock.now() - 24h)},
                             {sled, "The sled", "Ana Ruiz knows."}}));
  read(id);
  BOOST_TEST(!item_at(later)->old);
  BOOST_TEST(item_at(late)->old);
  BOOST_TEST(feed(id).items == 3);
  BOOST_TEST(jobs("scan_outside") == 3);
}

BOOST_AUTO_TEST_CASE(atom_and_rss_1_are_feeds_too) {
  serves_feed(
      "https://a.example/atom",
      "<feed xmlns='http://www.w3.org/2005/Atom'><title>A</title><entry><id>urn:1</id><title>T</title>"
      "<link href='https://a.example/1'/><updated>2026-01-05T10:30:00Z</updated><author><name>Al</name>"
      "</author><content type='html'>&lt;p&gt;Words&lt;/p&gt;</content></entry></feed>");
  serves_feed(
      "https://b.example/rdf",
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
      " xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>B</title></channel>"
      "<item rdf:about='https://b.example/1'><title>T</title><link>https://b.example/1</link>"
      "<dc:creator>Bea</dc:creator><dc:date>2026-01-05T10:30:00Z</dc:date><description>Said</description>"
      "</item></rdf:RDF>");
  read(watch("https://a.example/atom"));
  read(watch("https://b.example/rdf"));
  BOOST_TEST(item_at("https://a.example/1")->text == "Words");
  BOOST_TEST(item_at("https://b.example/1")->author_name == "Bea");
}

BOOST_AUTO_TEST_CASE(the_server_is_asked_for_changes_only) {
  serves_feed(feed_url, rss({{sled, "The sled", "x"}}),
              {{"ETag", "\"v1\""}, {"Last-Modified", "Mon, 05 Jan 2026 09:00:00 GMT"}});
  const auto id = watch(feed_url);
  read(id);
  web.forget_asked();
  web.answers(feed_url, 304);
  forget_jobs();
  clock.wind(30min);
  read(id);
  const auto asked = web.asked().at(0).headers;
  BOOST_TEST(
      (std::ranges::count(asked, std::pair<std::string, std::string>("If-None-Match", "\"v1\"")) == 1));
  BOOST_TEST((std::ranges::count(asked, std::pair<std::string, std::string>(
                                            "If-Modified-Since", "Mon, 05 Jan 2026 09:00:00 GMT")) == 1));
  BOOST_TEST(jobs("scan_outside") == 0);
  BOOST_TEST((feed(id).read == clock.now()));
  BOOST_TEST((feed(id).state == FeedState::read));
}

BOOST_AUTO_TEST_CASE(a_server_that_always_answers_in_full_costs_no_second_reading) {
  serves_feed(feed_url, rss({{sled, "The sled", "x", "Rosa", "", "Mon, 05 Jan 2026 09:00:00 GMT"}}));
  const auto id = watch(feed_url);
  read(id);
  const auto changed = feed(id).changed;
  clock.wind(5h);
  read(id);
  BOOST_TEST((feed(id).changed == changed));
}

BOOST_AUTO_TEST_CASE(what_changes_often_is_read_often_and_what_rests_seldom) {
  BOOST_TEST((outside::next_wait(outside::of_feeds, 1min) >= 10min));
  BOOST_TEST((outside::next_wait(outside::of_feeds, 1min) <= 11min));
  for (int i = 0; i < 100; ++i) {
    const auto day = outside::next_wait(outside::of_feeds, 24h);
    BOOST_TEST((day >= 2h && day <= 3h));
    BOOST_TEST((outside::next_wait(outside::of_feeds, 24h * 365) <= 24h));
  }
  serves_feed(feed_url, rss({{sled, "The sled", "x", "Rosa", "", rfc5322(clock.now() - 48h)}}));
  const auto id = watch(feed_url);
  const auto quiet = read_and_wait(id);
  BOOST_TEST((quiet > 4h && quiet < 6h));
  serves_feed(feed_url, rss({{"https://rosa.example/new", "New", "x"}}));
  BOOST_TEST((read_and_wait(id) <= 11min));
}

BOOST_AUTO_TEST_CASE(a_server_that_asks_for_time_gets_it) {
  const auto id = watch(feed_url);
  web.answers(feed_url, 503, {{"Retry-After", "7200"}});
  BOOST_TEST((read_and_wait(id) == 2h));
  web.answers(feed_url, 429, {{"Retry-After", http_date(clock.now() + 5h)}});
  BOOST_TEST((read_and_wait(id) == 5h));
  web.answers(feed_url, 429, {{"Retry-After", "1"}});
  BOOST_TEST((read_and_wait(id) == 10min));
  BOOST_TEST(feed(id).failure == "its server says that we ask too often (429)");
}

BOOST_AUTO_TEST_CASE(a_feed_that_is_missing_is_asked_more_and_more_seldom_and_heals) {
  const auto id = watch(feed_url);
  web.answers(feed_url, 404);
  const auto first = read_and_wait(id);
  const auto second = read_and_wait(id);
  BOOST_TEST((first >= 30min && first <= 36min));
  BOOST_TEST((second >= 60min && second <= 72min));
  for (int i = 0; i < 10; ++i) read(id);
  BOOST_TEST((read_and_wait(id) <= 30h));
  BOOST_TEST((feed(id).state == FeedState::failing));
  BOOST_TEST(feed(id).failure == "there is nothing at its address (404)");
  serves_feed(feed_url, rss({{sled, "The sled", "x"}}));
  read(id);
  BOOST_TEST((feed(id).state == FeedState::read));
  BOOST_TEST(feed(id).failure == "");
  BOOST_TEST(feed(id).failures == 0);
}

BOOST_AUTO_TEST_CASE(a_feed_that_is_gone_stays_in_the_list_and_is_asked_no_more) {
  const auto id = watch(feed_url);
  web.answers(feed_url, 410);
  BOOST_TEST(std::holds_alternative<model::Done>(read(id)));
  BOOST_TEST((feed(id).state == FeedState::gone));
  web.forget_asked();
  BOOST_TEST(std::holds_alternative<model::Done>(read(id)));
  BOOST_TEST(web.asked().empty());
  const auto added = database->write(
      [&](db::Tx& tx) { return store::watch_feed(tx, books(), *Url::parse(feed_url), "", clock.now()); });
  BOOST_TEST(added.again);
  BOOST_TEST((feed(id).state == FeedState::fresh));
}

BOOST_AUTO_TEST_CASE(only_a_move_for_good_changes_the_address) {
  const auto id = watch(feed_url);
  serves_feed("https://new.example/feed", rss({{sled, "The sled", "x"}}));
  serves_feed(feed_url, rss({{sled, "The sled", "x"}}));
  read(id);
  web.redirects(feed_url, "https://new.example/feed");
  read(id);
  BOOST_TEST(feed(id).feed_url == feed_url);
  serves_feed("https://new.example/feed", rss({{sled, "The sled", "y"}}));
  web.moves(feed_url, "https://new.example/feed");
  read(id);
  BOOST_TEST(feed(id).feed_url == "https://new.example/feed");
  BOOST_TEST(feed(id).failure == "moved for good from https://rosa.example/feed");
  BOOST_TEST(feed(id).address == feed_url);
}

BOOST_AUTO_TEST_CASE(a_page_names_its_feed_and_the_one_of_comments_is_not_it) {
  web.serves_html(
      "https://rosa.example/",
      "<link rel=alternate type=application/rss+xml title='Comments' href=/comments/feed/>"
      "<link rel=alternate hreflang=de href=/de/><link rel='alternate' type='application/atom+xml'"
      " href=/atom.xml>");
  serves_feed("https://rosa.example/atom.xml", rss({{sled, "The sled", "x"}}));
  const auto id = watch("https://rosa.example/");
  read(id);
  BOOST_TEST(feed(id).feed_url == "https://rosa.example/atom.xml");
  BOOST_TEST(item_at(sled).has_value());
  BOOST_TEST(database->read([&](db::Reader& reader) {
    return store::find_feed_at(reader, site.id, *Url::parse("https://rosa.example/atom.xml"))->id;
  }) == id);
}

BOOST_AUTO_TEST_CASE(what_asks_not_to_be_kept_is_not) {
  web.serves_html(
      "https://shy.example/",
      "<meta name=robots content='NOINDEX, follow'><link rel=alternate type=application/rss+xml href=/f>");
  serves_feed("https://shy.example/f", rss({{sled, "The sled", "x"}}));
  const auto id = watch("https://shy.example/");
  read(id);
  BOOST_TEST((feed(id).state == FeedState::failing));
  BOOST_TEST(items() == 0);
  serves_feed("https://shy2.example/f",
              "<rss version='2.0' xmlns:xhtml='http://www.w3.org/1999/xhtml'><channel>"
              "<xhtml:meta name='robots' content='noindex'/><item><link>https://shy2.example/1</link></item>"
              "</channel></rss>");
  read(watch("https://shy2.example/f"));
  BOOST_TEST(items() == 0);
  const auto heard = outside::hear_page(books(), web, *Url::parse("https://shy.example/"));
  BOOST_TEST(!heard.ok());
  BOOST_TEST(items() == 0);
}

BOOST_AUTO_TEST_CASE(a_page_that_names_no_feed_says_so) {
  web.serves_html("https://rosa.example/", "<p>Hello");
  const auto id = watch("https://rosa.example/");
  read(id);
  BOOST_TEST(feed(id).failure == "it is neither a feed nor a page that names one");
}

BOOST_AUTO_TEST_CASE(the_same_item_is_one_row_whatever_changes_about_it) {
  serves_feed(feed_url, rss({{sled, "The sled", "x", "Rosa", "<guid isPermaLink='false'>7</guid>"}}));
  const auto id = watch(feed_url);
  read(id);
  forget_jobs();
  serves_feed(feed_url, rss({{"https://rosa.example/2026/the-sled/?utm_source=rss", "The sled",
                              "x and Tom Becker", "Rosa", "<guid isPermaLink='false'>7</guid>"}}));
  read(id);
  BOOST_TEST(items() == 1);
  BOOST_TEST(jobs("scan_outside") == 1);
  BOOST_TEST(feed(id).items == 1);
  // A planet shows the same post in other words: the post stays as its own feed has it.
  serves_feed("https://planet.example/feed",
              rss({{"http://www.rosa.example/2026/sled", "Rosa: The sled", "Planet's words"}}));
  read(watch("https://planet.example/feed"));
  BOOST_TEST(items() == 1);
  BOOST_TEST(item_at(sled)->text == "x and Tom Becker");
}

BOOST_AUTO_TEST_CASE(entries_that_all_link_to_the_blog_are_told_apart_by_their_guid) {
  const std::string home = "https://rosa.example/";
  serves_feed(feed_url, rss({{home, "One", "a", "Rosa", "<guid isPermaLink='false'>1</guid>"},
                             {home, "Two", "b", "Rosa", "<guid isPermaLink='false'>2</guid>"},
                             {home, "Three", "c"}}));
  const auto id = watch(feed_url);
  read(id);
  BOOST_TEST(items() == 3);
}

BOOST_AUTO_TEST_CASE(a_guid_that_never_changes_names_nothing) {
  const std::string guid = "<guid isPermaLink='false'>blog</guid>";
  serves_feed(feed_url,
              rss({{sled, "One", "a", "Rosa", guid}, {"https://rosa.example/2", "Two", "b", "Rosa", guid}}));
  const auto id = watch(feed_url);
  read(id);
  read(id);
  BOOST_TEST(items() == 2);
  BOOST_TEST(item_at(sled)->text == "a");
}

BOOST_AUTO_TEST_CASE(a_feed_added_once_more_may_correct_what_it_said) {
  serves_feed(feed_url, rss({{sled, "The sled", "x"}}));
  read(watch(feed_url));
  database->write([&](db::Tx& tx) { BOOST_TEST(store::unwatch_feed(tx, books(), *Url::parse(feed_url))); });
  serves_feed(feed_url, rss({{sled, "The sled", "y"}}));
  const auto id = watch(feed_url);
  read(id);
  BOOST_TEST(item_at(sled)->text == "y");
  BOOST_TEST((item_at(sled)->feed == id));
}

BOOST_AUTO_TEST_CASE(our_own_posts_in_a_planet_are_left_to_the_blog) {
  serves_feed(feed_url, rss({{"https://blog.example/sled/", "Ours", "x"}, {sled, "Theirs", "y"}}));
  read(watch(feed_url));
  BOOST_TEST(items() == 1);
}

BOOST_AUTO_TEST_CASE(old_words_are_neither_taken_nor_kept) {
  serves_feed(feed_url,
              rss({{sled, "The sled", "x"},
                   {"https://rosa.example/undated", "U", "y", "Rosa", "", "never"},
                   {"https://rosa.example/ancient", "A", "z", "Rosa", "", rfc5322(clock.now() - 24h * 91)}}));
  const auto id = watch(feed_url);
  read(id);
  BOOST_TEST(items() == 2);
  clock.wind(24h * 91);
  database->write([&](db::Tx& tx) {
    BOOST_TEST(store::purge_outside(tx, books(), clock.now() - outside::words_are_kept, 100) == 2);
  });
  BOOST_TEST(count("select count(*) from outside_item where text <> '' or author_name <> '' or url <> ''") ==
             0);
  forget_jobs();
  web.forgets(feed_url);
  serves_feed(feed_url, rss({{sled, "The sled", "x", "Rosa", "", rfc5322(clock.now() - 24h * 91)},
                             {"https://rosa.example/undated", "U", "y", "Rosa", "", "never"}}));
  read(id);
  BOOST_TEST(jobs("scan_outside") == 0);
}

BOOST_AUTO_TEST_CASE(a_strangers_feed_cannot_fill_the_store) {
  std::vector<doubles::Entry> many;
  for (int i = 0; i < 300; ++i)
    many.push_back(
        {"https://rosa.example/" + std::to_string(i), "T", i == 0 ? std::string(200'000, 'x') : "y"});
  serves_feed(feed_url, rss(many));
  read(watch(feed_url));
  BOOST_TEST(items() == 200);
  BOOST_TEST(item_at("https://rosa.example/0")->text.size() == 64u * 1024);
}

BOOST_AUTO_TEST_CASE(a_feed_of_nothing_but_news_is_taken_up_to_a_number_a_day) {
  const auto id = watch(feed_url);
  const auto look = [&](int round) {
    std::vector<doubles::Entry> many;
    for (int i = 0; i < 200; ++i)
      many.push_back({"https://rosa.example/" + std::to_string(round) + "/" + std::to_string(i), "T", "y"});
    serves_feed(feed_url, rss(many));
    read(id);
  };
  for (int round = 0; round < 4; ++round) look(round);
  BOOST_TEST(items() == 500);
  clock.wind(25h);
  look(9);
  BOOST_TEST(items() == 700);
}

BOOST_AUTO_TEST_CASE(comments_of_young_posts_are_followed_where_there_are_any) {
  const auto with = [](const std::string& count) {
    return "<wfw:commentRss>https://rosa.example/c</wfw:commentRss><slash:comments>" + count +
           "</slash:comments>";
  };
  const auto told = "Sun, 04 Jan 2026 10:00:00 GMT", ago = "Sun, 21 Dec 2025 10:00:00 GMT";
  serves_feed(feed_url, rss({{sled, "The sled", "x", "Rosa", with("0"), told},
                             {"https://rosa.example/old", "Old", "x", "Rosa", with("9"), ago}}));
  const auto id = watch(feed_url);
  read(id);
  BOOST_TEST(jobs("follow_outside") == 0);
  serves_feed(feed_url, rss({{sled, "The sled", "x", "Rosa", with("2"), told}}));
  read(id);
  BOOST_TEST(jobs("follow_outside") == 1);
}

BOOST_AUTO_TEST_CASE(one_host_is_not_asked_for_everything_at_once) {
  const auto id = watch(feed_url);
  const auto busy = [](const std::string& host) {
    BOOST_TEST(host == "rosa.example");
    return Duration(5min);
  };
  const auto outcome = outside::read_feed(books(), web, {site.id, 0, model::JobKind::read_feed, id, 1}, busy);
  BOOST_TEST((std::get<model::Again>(outcome).due >= clock.now() + 5min));
  BOOST_TEST(web.asked().empty());
}

BOOST_AUTO_TEST_CASE(a_feed_taken_from_the_list_is_read_no_more) {
  serves_feed(feed_url, rss({{sled, "The sled", "x"}}));
  const auto id = watch(feed_url);
  BOOST_TEST(jobs("read_feed") == 1);
  const auto gone = [&] {
    return database->write(
        [&](db::Tx& tx) { return store::unwatch_feed(tx, books(), *Url::parse(feed_url)); });
  };
  BOOST_TEST(gone());
  BOOST_TEST(!gone());
  BOOST_TEST(jobs("read_feed") == 0);
  BOOST_TEST(std::holds_alternative<model::Done>(read(id)));
}

BOOST_AUTO_TEST_SUITE_END()

#include <boost/test/unit_test.hpp>

#include "doubles/linkback_scene.h"
#include "linkback/target.h"
#include "store/event_store.h"

using namespace earshot;
using doubles::LinkbackScene;
using linkback::verify_link;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

BOOST_AUTO_TEST_SUITE(linkback_verify)

namespace {

const Url target = Url::parse(doubles::post_url).value();
const Url source = Url::parse(doubles::source_url).value();

template <class T>
bool is(const linkback::Verdict& verdict) {
  return std::holds_alternative<T>(verdict);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_link_is_found_with_title_passage_and_place) {
  FakeWeb web;
  web.serves_html(doubles::source_url, LinkbackScene::linking_page());
  const auto verdict = verify_link(web, source, target);
  const auto* found = std::get_if<linkback::LinkFound>(&verdict);
  BOOST_REQUIRE(found);
  BOOST_TEST(found->title == "About the sled");
  BOOST_TEST(found->type == "mention");
  BOOST_TEST(found->excerpt.find("the rocket sled is fast") != std::string::npos);
  BOOST_TEST(found->page.page_text.substr(static_cast<std::size_t>(found->page.link_at))
                 .starts_with("the rocket sled"));
}

BOOST_AUTO_TEST_CASE(a_page_that_times_out_is_tried_later_not_refused) {
  FakeWeb web;
  web.fails(doubles::source_url, net::FetchError::timeout);
  BOOST_TEST(is<linkback::TryLater>(verify_link(web, source, target)));
}

BOOST_AUTO_TEST_CASE(each_answer_of_a_server_has_its_verdict) {
  FakeWeb web;
  const auto at = [&](int status) {
    web.answers(doubles::source_url, status);
    return verify_link(web, source, target);
  };
  BOOST_TEST(is<linkback::PageGone>(at(410)));
  BOOST_TEST(is<linkback::PageMissing>(at(404)));
  for (const int status : {401, 403, 429, 500, 503}) BOOST_TEST(is<linkback::TryLater>(at(status)), status);
  web.serves(doubles::source_url, "\x89PNG\r\n", {{"content-type", "image/png"}});
  BOOST_TEST(is<linkback::NotText>(verify_link(web, source, target)));
}

BOOST_AUTO_TEST_CASE(only_the_address_as_given_counts) {
  FakeWeb web;
  for (const char* other : {"https://blog.example/rocket/2", "http://blog.example/rocket/",
                            "https://blog.example/rocket", "https://blog.example/?p=5"}) {
    web.serves_html(doubles::source_url, LinkbackScene::linking_page(other));
    BOOST_TEST(is<linkback::LinkAbsent>(verify_link(web, source, target)), other);
  }
  web.serves_html(doubles::source_url, LinkbackScene::linking_page("https://blog.example/rocket/#top"));
  BOOST_TEST(is<linkback::LinkFound>(verify_link(web, source, target)));
}

BOOST_AUTO_TEST_CASE(a_note_has_no_name_that_it_does_not_give_itself) {
  FakeWeb web;
  const auto title = [&](const std::string& page) {
    web.serves_html(doubles::source_url, page);
    const auto verdict = verify_link(web, source, target);
    const auto* found = std::get_if<linkback::LinkFound>(&verdict);
    return found ? found->title : "no link";
  };
  const std::string link = "<a class=u-in-reply-to href='" + std::string(doubles::post_url) + "'>x</a>";
  const std::string words = "<p class=e-content>Well said, Ana.</p>";
  BOOST_TEST(title("<title>Rosa's notes</title><div class=h-entry>" + link + words + "</div>") == "");
  BOOST_TEST(title("<div class=h-entry>" + link + words + "</div>") == "");
  BOOST_TEST(title("<title>Rosa's notes</title><div class=h-entry><b class=p-name>On sleds</b>" + link +
                   words + "</div>") == "On sleds");
  BOOST_TEST(title("<title>Rosa's notes</title>" + link) == "Rosa's notes");
  BOOST_TEST(title(link) == "fan.example");
}

BOOST_AUTO_TEST_CASE(activities_and_json_feeds_are_read_as_what_they_say) {
  FakeWeb web;
  const std::string post(doubles::post_url);
  const auto read = [&](const std::string& body, const std::string& type) {
    web.serves(doubles::source_url, body, {{"content-type", type}});
    const auto verdict = verify_link(web, source, target);
    const auto* found = std::get_if<linkback::LinkFound>(&verdict);
    BOOST_REQUIRE(found);
    return *found;
  };
  const std::string context = R"({"@context":["https://www.w3.org/ns/activitystreams",{"x":"y"}],)";
  const auto reply =
      read(context + R"("type":"Create","actor":"https://fan.example/@rosa","object":{"type":"Note","id":")" +
               std::string(doubles::source_url) + R"(","inReplyTo":")" + post +
               R"(","attributedTo":{"type":"Person","name":"Rosa","url":"https://fan.example/@rosa"},)"
               R"("published":"2026-01-02T08:00:00Z","content":"<p>Well <b>said</b>.</p>"}})",
           "application/activity+json");
  BOOST_TEST(reply.type == "reply");
  BOOST_TEST(reply.excerpt == "Well said.");
  BOOST_TEST(reply.title == "");
  BOOST_TEST(reply.author_name == "Rosa");
  BOOST_TEST(reply.author_url == "https://fan.example/@rosa");
  BOOST_TEST(reply.published.has_value());
  BOOST_TEST(reply.page.content_html == "<p>Well <b>said</b>.</p>");
  BOOST_TEST(read(context + R"("type":"Like","object":")" + post + "\"}", "application/activity+json").type ==
             "like");
  BOOST_TEST(
      read(context + R"("type":"Announce","object":{"id":")" + post + "\"}}", "application/ld+json").type ==
      "repost");
  const auto article = read(context + R"("type":"Article","name":"On sleds","content":"<p>See <a href=')" +
                                post + R"('>this</a>.</p>"})",
                            "application/activity+json");
  BOOST_TEST(article.type == "mention");
  BOOST_TEST(article.title == "On sleds");
  BOOST_TEST(article.excerpt == "See this.");

  const std::string items =
      R"("items":[{"id":"1","url":"https://fan.example/1","title":"Other","content_html":"<p>No.</p>"},)"
      R"({"id":"2","url":"https://fan.example/2","title":"Sleds","content_html":"<p>Read <a href=')" +
      post + R"('>this</a>.</p>","date_published":"2026-01-02T08:00:00Z"}]})";
  const auto item = read(R"({"version":"https://jsonfeed.org/version/1.1","title":"Fan",)"
                         R"("authors":[{"name":"Rosa","url":"https://fan.example/"}],)" +
                             items,
                         "application/feed+json");
  BOOST_TEST(item.title == "Sleds");
  BOOST_TEST(item.excerpt == "Read this.");
  BOOST_TEST(item.author_name == "Rosa");
  const auto linked =
      read(R"({"version":"https://jsonfeed.org/version/1","items":[{"id":"x","content_text":"a"},)"
           R"({"id":"3","external_url":")" +
               post + R"(","content_text":"Worth it."}]})",
           "application/json");
  BOOST_TEST(linked.excerpt == "Worth it.");

  const auto other = read(R"({"id":7,"secret":"value","see":")" + post + "\"}", "application/json");
  BOOST_TEST(other.title == "fan.example");
  BOOST_TEST(other.excerpt == "");
}

BOOST_AUTO_TEST_CASE(the_link_is_found_behind_any_number_of_others) {
  FakeWeb web;
  const std::string link = "<a href='" + std::string(doubles::post_url) + "'>here</a>";
  std::string images, addresses, strings = "[";
  for (int i = 0; i < 6000; ++i) {
    images += "<img src=/" + std::to_string(i) + ".png>";
    addresses += "https://other.example/" + std::to_string(i) + "\n";
    strings += "\"https://other.example/" + std::to_string(i) + "\",";
  }
  web.serves_html(doubles::source_url, images + link);
  BOOST_TEST(is<linkback::LinkFound>(verify_link(web, source, target)));
  web.serves_html(doubles::source_url, images);
  BOOST_TEST(is<linkback::LinkAbsent>(verify_link(web, source, target)));
  web.serves(doubles::source_url, addresses + std::string(doubles::post_url),
             {{"content-type", "text/plain"}});
  BOOST_TEST(is<linkback::LinkFound>(verify_link(web, source, target)));
  web.serves(doubles::source_url, strings + "\"" + std::string(doubles::post_url) + "\"]",
             {{"content-type", "application/json"}});
  BOOST_TEST(is<linkback::LinkFound>(verify_link(web, source, target)));
}

BOOST_AUTO_TEST_CASE(inside_missing_and_dead_names_cannot_be_told_apart) {
  FakeWeb web;
  std::string why;
  for (const auto error : {net::FetchError::refused_address, net::FetchError::unresolved,
                           net::FetchError::unreachable, net::FetchError::timeout}) {
    web.fails("https://intranet.example/", error);
    const auto verdict = verify_link(web, Url::parse("https://intranet.example/").value(), target);
    BOOST_REQUIRE(is<linkback::TryLater>(verdict));
    const auto& now = std::get<linkback::TryLater>(verdict).why;
    BOOST_TEST((why.empty() || why == now));
    why = now;
  }
}

BOOST_AUTO_TEST_CASE(a_public_address_that_redirects_inside_hears_what_a_name_would_hear) {
  FakeWeb web;
  web.fails("http://8.8.8.8/", net::FetchError::refused_address);
  BOOST_TEST(is<linkback::TryLater>(verify_link(web, Url::parse("http://8.8.8.8/").value(), target)));
}

BOOST_AUTO_TEST_CASE(a_private_address_that_is_written_out_is_never_tried) {
  FakeWeb web;
  for (const char* inside : {"http://10.0.0.7/", "http://[fd00::1]/", "http://127.0.0.1/"}) {
    web.fails(inside, net::FetchError::refused_address);
    BOOST_TEST(is<linkback::NeverTry>(verify_link(web, Url::parse(inside).value(), target)), inside);
  }
}

BOOST_AUTO_TEST_CASE(the_kept_text_is_cut_round_the_link_at_whole_characters) {
  FakeWeb web;
  std::string filler;
  for (int i = 0; i < 5000; ++i) filler += "\xC3\xA9 ";
  web.serves_html(doubles::source_url, "<meta charset=utf-8><p>" + filler + "<a href='" +
                                           std::string(doubles::post_url) + "'>here</a> " + filler);
  linkback::VerifyLimits limits;
  limits.page_text_bytes = 1000;
  const auto verdict = verify_link(web, source, target, limits);
  const auto* found = std::get_if<linkback::LinkFound>(&verdict);
  BOOST_REQUIRE(found);
  BOOST_TEST(found->page.page_text.size() <= 1000u);
  BOOST_TEST(is_utf8(found->page.page_text));
  BOOST_TEST(found->page.page_text.substr(static_cast<std::size_t>(found->page.link_at), 4) == "here");
}

BOOST_FIXTURE_TEST_CASE(found_is_shown_or_waits_as_the_site_says_and_is_scanned, LinkbackScene) {
  ping();
  work();
  BOOST_TEST(state() == "shown");
  BOOST_TEST(jobs(model::JobKind::scan_linkback) == 1);
  site.approve = model::Approve::manual;
  ping("https://fan.example/two");
  web.serves_html("https://fan.example/two", linking_page());
  work();
  BOOST_TEST((all()[0].state == model::LinkbackState::waiting));
}

BOOST_FIXTURE_TEST_CASE(a_source_that_cannot_be_read_is_tried_for_half_a_day_and_then_refused,
                        LinkbackScene) {
  web.fails(doubles::source_url, net::FetchError::timeout);
  ping();
  work();
  BOOST_TEST(state() == "deferred");
  for (const Duration wait :
       {Duration(minutes(1)), Duration(minutes(5)), Duration(minutes(30)), Duration(hours(2))}) {
    clock.wind(wait - seconds(1));
    BOOST_TEST(work() == 0);
    clock.wind(seconds(1));
    BOOST_TEST(work() == 1);
    BOOST_TEST(state() == "deferred");
  }
  clock.wind(hours(12));
  BOOST_TEST(work() == 1);
  BOOST_TEST(state() == "refused");
  BOOST_TEST(reason() == "source_unreachable");
  BOOST_TEST(jobs(model::JobKind::verify) == 0);
}

BOOST_FIXTURE_TEST_CASE(the_repeat_of_one_that_is_shown_stands_in_its_history, LinkbackScene) {
  ping();
  work();
  clock.wind(minutes(1));
  ping();
  const auto events =
      database->read([&](db::Reader& r) { return store::events_of(r, site.id, "linkback", only().id); });
  BOOST_TEST(events.back().fact == store::received_again);
  BOOST_TEST(state() == "shown");
}

BOOST_FIXTURE_TEST_CASE(repeats_do_not_use_up_the_tries, LinkbackScene) {
  web.fails(doubles::source_url, net::FetchError::unreachable);
  ping();
  work();
  clock.wind(minutes(1));
  work();
  for (int i = 0; i < 8; ++i) {
    clock.wind(seconds(31));
    ping();
    work();
  }
  BOOST_TEST(state() == "deferred");
  BOOST_TEST(only().tries == 2);
  web.serves_html(doubles::source_url, linking_page());
  ping();
  clock.wind(seconds(31));
  work();
  BOOST_TEST(state() == "shown");
}

BOOST_FIXTURE_TEST_CASE(what_is_shown_stays_when_its_server_is_down, LinkbackScene) {
  ping();
  work();
  web.answers(doubles::source_url, 503);
  clock.wind(minutes(1));
  ping();
  for (int i = 0; i < 8; ++i) {
    work();
    clock.wind(hours(13));
  }
  BOOST_TEST(state() == "shown");
  BOOST_TEST(jobs(model::JobKind::verify) == 0);
}

BOOST_FIXTURE_TEST_CASE(shown_goes_when_the_link_goes_and_comes_back_with_it, LinkbackScene) {
  ping();
  work();
  web.serves_html(doubles::source_url, "<p>edited</p>");
  clock.wind(minutes(1));
  ping();
  work();
  BOOST_TEST(state() == "gone");
  BOOST_TEST(reason() == "no_link");
  web.serves_html(doubles::source_url, linking_page());
  clock.wind(minutes(1));
  ping();
  work();
  BOOST_TEST(state() == "shown");
  BOOST_TEST(reason() == "");
}

BOOST_AUTO_TEST_CASE(a_redirect_within_a_domain_takes_no_second_turn_one_to_another_does) {
  FakeWeb web;
  linkback::HostTurns turns(30, 1);
  const linkback::Errand errand{.turns = &turns, .now = doubles::monday_morning};
  const Url bare = Url::parse("https://moved.com/").value();
  web.redirects("https://moved.com/", "https://www.moved.com/");
  web.serves_html("https://www.moved.com/", LinkbackScene::linking_page());
  BOOST_TEST(turns.try_take("moved.com", errand.now).count() == 0);
  BOOST_TEST(is<linkback::LinkFound>(verify_link(web, bare, target, {}, errand)));
  web.redirects("https://moved.com/", "https://victim.com/");
  web.serves_html("https://victim.com/", LinkbackScene::linking_page());
  BOOST_TEST(turns.try_take("victim.com", errand.now).count() == 0);
  BOOST_TEST(is<linkback::TryLater>(verify_link(web, bare, target, {}, errand)));
}

BOOST_FIXTURE_TEST_CASE(a_shown_page_that_answers_404_goes_after_three_looks, LinkbackScene) {
  ping();
  work();
  web.answers(doubles::source_url, 404);
  clock.wind(minutes(1));
  ping();
  BOOST_TEST(work() == 1);
  BOOST_TEST(state() == "shown");
  clock.wind(hours(1));
  BOOST_TEST(work() == 1);
  BOOST_TEST(state() == "shown");
  clock.wind(hours(24));
  BOOST_TEST(work() == 1);
  BOOST_TEST(state() == "gone");
}

BOOST_FIXTURE_TEST_CASE(an_edited_source_updates_the_record_and_is_scanned_again_an_unchanged_one_is_not,
                        LinkbackScene) {
  ping();
  work();
  const auto before = only();
  database->write([&](db::Tx& tx) { tx.exec("delete from job where kind = 'scan_linkback'"); });
  clock.wind(minutes(1));
  ping();
  work();
  BOOST_TEST(jobs(model::JobKind::scan_linkback) == 0);
  BOOST_TEST((only().changed == before.changed));
  web.serves_html(doubles::source_url, linking_page(doubles::post_url, "A better title"));
  clock.wind(minutes(1));
  ping();
  work();
  BOOST_TEST(only().title == "A better title");
  BOOST_TEST(only().id == before.id);
  BOOST_TEST((only().received == before.received));
  BOOST_TEST(jobs(model::JobKind::scan_linkback) == 1);
}

BOOST_FIXTURE_TEST_CASE(an_unknown_target_is_looked_at_at_the_origin_and_becomes_a_post, LinkbackScene) {
  site.origin = Url::parse("http://127.0.0.1:8080/");
  web.serves("http://127.0.0.1:8080/new/", "<title>New</title>",
             {{"content-type", "text/html"}, {"link", "<https://blog.example/?p=9>; rel=shortlink"}});
  web.serves_html(doubles::source_url, linking_page("https://blog.example/new/"));
  ping(doubles::source_url, "https://blog.example/new/#top");
  work();
  BOOST_TEST(state() == "shown");
  const auto asked = web.asked();
  BOOST_REQUIRE_EQUAL(asked.size(), 2u);
  BOOST_TEST(asked[0].host_header == "blog.example");
  BOOST_TEST((asked[0].reach == net::Reach::own_origin));
  BOOST_TEST((asked[1].reach == net::Reach::strangers));
  const auto post =
      database->read([&](db::Reader& r) { return store::find_post_by_engine_id(r, site.id, "9"); });
  BOOST_REQUIRE(post);
  BOOST_TEST(post->url == "https://blog.example/new/");
  BOOST_TEST(only().post_id.value() == post->id);
}

BOOST_FIXTURE_TEST_CASE(a_target_that_is_not_there_is_refused_and_remembered, LinkbackScene) {
  site.engine = model::Engine::feed;
  web.answers("https://blog.example/nothing/", 404);
  ping(doubles::source_url, "https://blog.example/nothing/");
  work();
  BOOST_TEST(reason() == "target_unknown");
  BOOST_TEST(web.times_asked(doubles::source_url) == 0u);
  const auto second = ping("https://fan.example/other", "https://blog.example/nothing/");
  BOOST_TEST((second.refusal == model::Refusal::target_unknown));
  BOOST_TEST(second.certain);
  clock.wind(hours(2));
  BOOST_TEST(ping("https://fan.example/other", "https://blog.example/nothing/").accepted());
}

BOOST_FIXTURE_TEST_CASE(a_blog_that_cannot_be_asked_defers_the_ping, LinkbackScene) {
  ping(doubles::source_url, "https://blog.example/new/");
  work();
  BOOST_TEST(state() == "deferred");
  put("9", "https://blog.example/new/");
  web.serves_html(doubles::source_url, linking_page("https://blog.example/new/"));
  clock.wind(minutes(1));
  work();
  BOOST_TEST(state() == "shown");
}

BOOST_FIXTURE_TEST_CASE(a_decision_taken_while_the_page_was_read_stands, LinkbackScene) {
  ping();
  work();
  clock.wind(minutes(1));
  ping();
  const auto id = only().id;
  web.serves_html(doubles::source_url, "<p>gone</p>");
  web.on_fetch = [&](const net::FetchRequest&) {
    database->write(
        [&](db::Tx& tx) { store::moderate(tx, books(), id, store::Moderation::hide, "ana-ruiz"); });
  };
  work();
  BOOST_TEST(state() == "hidden");
}

BOOST_FIXTURE_TEST_CASE(a_check_that_ran_twice_says_the_same_once, LinkbackScene) {
  ping();
  const auto id = only().id;
  const model::Job job{site.id, 1, model::JobKind::verify, id, 1};
  linkback::verify(books(), web, job);
  linkback::verify(books(), web, job);
  const auto events =
      database->read([&](db::Reader& r) { return store::events_of(r, site.id, "linkback", id); });
  BOOST_TEST(events.size() == 1u);  // shown; that it arrived stands in the record
}

BOOST_AUTO_TEST_CASE(a_page_of_a_feeds_blog_is_known_by_the_address_that_it_gives_itself) {
  FakeWeb web;
  model::Site site;
  site.url = Url::parse("https://blog.example/").value();
  site.engine = model::Engine::feed;
  const auto meant = [&](const std::string& address, const std::string& head) {
    web.serves_html(address, "<html><head>" + head + "</head><p>x</p></html>");
    const auto verdict = linkback::look_at_target(web, site, Url::parse(address).value());
    const auto* post = std::get_if<linkback::TargetIs>(&verdict);
    return post ? post->post.url : std::string("none");
  };
  const std::string own = "<link rel='canonical' href='/rocket/'>", home = "<link rel='canonical' href='/'>";
  BOOST_TEST(meant("https://blog.example/rocket/index.html", own) == "https://blog.example/rocket/");
  BOOST_TEST(meant("https://blog.example/rocket/index.html", "") == "https://blog.example/rocket/");
  BOOST_TEST(meant("https://blog.example/?p=1", own) == "https://blog.example/rocket/");
  BOOST_TEST(meant("https://blog.example/?p=1", "") == "none");
  BOOST_TEST(meant("https://blog.example/?p=1", "<link rel='canonical' href='/?p=1'>") ==
             "https://blog.example/?p=1");
  BOOST_TEST(meant("https://blog.example/index.html", "") == "none");
  BOOST_TEST(meant("https://blog.example/start.html", home) == "none");
  BOOST_TEST(meant("https://blog.example/rocket/?from=mail",
                   "<meta property='og:url' content='https://blog.example/rocket/'>") ==
             "https://blog.example/rocket/");
  // Nobody else's word counts.
  BOOST_TEST(
      meant("https://blog.example/rocket/", "<link rel='canonical' href='https://elsewhere.example/'>") ==
      "https://blog.example/rocket/");
}

BOOST_AUTO_TEST_SUITE_END()

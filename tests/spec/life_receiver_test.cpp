// A received ping's further life, and what pages announce: each case is named by its number.
#include "doubles/ping_scene.h"
#include "web/answer_host.h"
#include "web/front.h"

using namespace earshot;
using doubles::PingScene;
using model::Refusal;
using std::chrono::hours;
using std::chrono::minutes;

BOOST_AUTO_TEST_SUITE(life_receiver)

namespace {

struct Life : PingScene {
  cgi::Response ask(const cgi::Request& asked) {
    web::Front front{{context()}, web::all_routes()};
    return front(asked);
  }
  void again() {
    clock.wind(minutes(1));
    ping();
    work();
  }
  void shown_first() {
    ping();
    work();
    BOOST_REQUIRE(state() == "shown");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(PBR_19_a_page_that_grew_beyond_what_is_read_takes_nothing_away, Life) {
  shown_first();
  web.serves_html(doubles::source_url, "<p>" + std::string(3 * 1024 * 1024, 'x') + linking_page());
  again();
  BOOST_TEST(state() == "shown");
  web.serves_html(doubles::source_url, "<p>The link is gone, and all of the page was read.");
  again();
  BOOST_TEST(state() == "gone");
}

BOOST_FIXTURE_TEST_CASE(PBR_19_who_links_behind_what_is_read_hears_that_it_is_too_long, Life) {
  web.serves_html(doubles::source_url, "<p>" + std::string(3 * 1024 * 1024, 'x') + linking_page());
  ping();
  work();
  BOOST_TEST(state() == "refused");
  const auto told = status(all()[0].token);
  BOOST_TEST(told.body.find("only its beginning was read") != std::string::npos, told.body);
}

BOOST_FIXTURE_TEST_CASE(WR_12_further_places_of_addresses_count, Life) {
  const std::string to(doubles::post_url);
  int number = 0;
  for (const std::string& page :
       {"<map><area href='" + to + "'></map>", "<blockquote cite='" + to + "'>x</blockquote>",
        "<q cite='" + to + "'>x</q>", "<ins cite='" + to + "'>x</ins>", "<del cite='" + to + "'>x</del>",
        "<object data='" + to + "'></object>", "<iframe src='" + to + "'></iframe>",
        "<embed src='" + to + "'>", "<video><track src='" + to + "'></video>",
        "<video poster='" + to + "'></video>", "<img srcset='/a 1x, " + to + " 2x'>"}) {
    const std::string source = "https://fan" + std::to_string(++number) + ".example/";
    web.serves_html(source, page);
    ping(source);
    work();
    BOOST_TEST((all()[0].state == model::LinkbackState::shown), page);
  }
}

BOOST_FIXTURE_TEST_CASE(WR_13_what_is_no_markup_is_no_link, Life) {
  const std::string link = "<a href='" + std::string(doubles::post_url) + "'>x</a>";
  int number = 0;
  for (const std::string& page :
       {"<!-- " + link + " -->", "<template>" + link + "</template>", "<script>" + link + "</script>",
        "<style>" + link + "</style>", "<textarea>" + link + "</textarea>", "<title>" + link + "</title>",
        "<svg><![CDATA[" + link + "]]></svg>", "<xmp>" + link + "</xmp>", "<iframe>" + link + "</iframe>",
        std::string("&lt;a href='https://blog.example/rocket/'&gt;x&lt;/a&gt;"),
        "<select><option>" + link + "</select>"}) {
    const std::string source = "https://fan" + std::to_string(++number) + ".example/";
    web.serves_html(source, page);
    ping(source);
    work();
    BOOST_TEST((all()[0].reason == Refusal::no_link), page);
  }
}

BOOST_FIXTURE_TEST_CASE(WR_18_other_spellings_of_the_target_do_not_verify_but_are_known_at_look_up, Life) {
  BOOST_TEST(ping(doubles::source_url, "http://www.blog.example/rocket").accepted());
  work();
  BOOST_TEST(state() == "refused");
  web.serves_html("https://fan.example/2", linking_page("http://www.blog.example/rocket"));
  BOOST_TEST(ping("https://fan.example/2", "http://www.blog.example/rocket").accepted());
  work();
  BOOST_TEST((all()[0].state == model::LinkbackState::shown));
  BOOST_TEST((all()[0].post_id == post_id));
}

BOOST_FIXTURE_TEST_CASE(WR_19_a_refusal_at_once_is_400_with_words, Life) {
  rule("fan.example");
  const auto got = webmention(from_wire("webmention/plain", "webmention"));
  BOOST_TEST(got.status == 400);
  BOOST_TEST(has(got, "\"error\":\"source_not_supported\""));
  BOOST_TEST(has(got, "\"error_description\":\"This blog does not take pings from this source.\""));
}

BOOST_FIXTURE_TEST_CASE(WR_22_a_410_deletes_at_once, Life) {
  shown_first();
  web.answers(doubles::source_url, 410);
  again();
  BOOST_TEST(state() == "gone");
  BOOST_TEST(reason() == "source_gone");
}

BOOST_FIXTURE_TEST_CASE(WR_23_a_page_that_dropped_the_link_deletes_and_one_that_has_it_again_comes_back,
                        Life) {
  shown_first();
  const auto first = only();
  web.serves_html(doubles::source_url, "<p>changed my mind</p>");
  again();
  BOOST_TEST(state() == "gone");
  BOOST_TEST(reason() == "no_link");
  web.serves_html(doubles::source_url, linking_page());
  again();
  BOOST_TEST(state() == "shown");
  BOOST_TEST(only().id == first.id);
  BOOST_TEST((only().received == first.received));
}

BOOST_FIXTURE_TEST_CASE(WR_25_a_404_deletes_only_when_it_lasts_and_trouble_never_does, Life) {
  shown_first();
  for (const int status : {500, 502, 503, 429, 403, 401}) {
    web.answers(doubles::source_url, status);
    again();
    BOOST_TEST(state() == "shown", status);
  }
  for (const auto error : {net::FetchError::timeout, net::FetchError::unresolved, net::FetchError::bad_tls,
                           net::FetchError::unreachable, net::FetchError::garbled}) {
    web.fails(doubles::source_url, error);
    again();
    BOOST_TEST(state() == "shown");
  }
  clock.wind(hours(24 * 3));
  work();
  web.serves_html(doubles::source_url, linking_page());
  clock.wind(hours(24));
  work();
  again();
  BOOST_TEST(only().tries == 0);

  web.answers(doubles::source_url, 404);
  again();
  BOOST_TEST(state() == "shown");
  for (int i = 0; i < 5; ++i) again();  // asking more often does not make it gone sooner
  BOOST_TEST(state() == "shown");
  clock.wind(hours(2));
  work();
  BOOST_TEST(state() == "shown");
  clock.wind(hours(25));
  work();
  BOOST_TEST(state() == "gone");
}

BOOST_FIXTURE_TEST_CASE(WR_27_a_deletion_of_what_we_never_had_shows_nothing, Life) {
  web.answers(doubles::source_url, 410);
  BOOST_TEST(webmention(from_wire("webmention/plain", "webmention")).status == 201);
  work();
  BOOST_TEST(state() == "refused");
  BOOST_TEST(reason() == "source_gone");
  BOOST_TEST(jobs(model::JobKind::scan_linkback) == 0);
}

BOOST_FIXTURE_TEST_CASE(WR_29_the_body_is_cut_at_its_limit_and_what_lies_behind_is_absent, Life) {
  web.serves_html(doubles::source_url, std::string(1024 * 1024, ' ') + linking_page());
  ping();
  work();
  BOOST_TEST(reason() == "no_link");
  const auto asked = web.asked().at(0).limits;
  BOOST_TEST(asked.body_bytes == 1024u * 1024);
  BOOST_TEST((asked.total <= std::chrono::seconds(15)));
}

BOOST_FIXTURE_TEST_CASE(WR_35_one_check_of_a_pair_in_thirty_seconds_and_the_update_is_not_lost, Life) {
  shown_first();
  web.forget_asked();
  web.serves_html(doubles::source_url, linking_page(doubles::post_url, "Newer"));
  for (int i = 0; i < 10; ++i) BOOST_TEST(ping().accepted());
  work();
  BOOST_TEST(web.asked().empty());
  clock.wind(std::chrono::seconds(31));
  work();
  BOOST_TEST(web.asked().size() == 1u);
  BOOST_TEST(only().title == "Newer");
}

BOOST_FIXTURE_TEST_CASE(WR_38_a_redirected_source_keeps_both_addresses, Life) {
  web.redirects("https://short.example/x", std::string(doubles::source_url));
  ping("https://short.example/x");
  work();
  BOOST_TEST(only().source == "https://short.example/x");
  const auto page =
      database->read([&](db::Reader& r) { return store::find_source_page(r, site.id, only().id); });
  BOOST_TEST(page->final_url == doubles::source_url);
}

BOOST_FIXTURE_TEST_CASE(PBR_29_GET_on_the_endpoint_is_405_with_a_sentence, Life) {
  const auto got = ask(request("GET", "pingback"));
  BOOST_TEST(got.status == 405);
  BOOST_TEST(header(got, "Allow") == "POST");
  BOOST_TEST(!got.body.empty());
}

BOOST_FIXTURE_TEST_CASE(PBR_30_31_WR_37_pages_announce_each_protocol_where_it_belongs, Life) {
  // nginx puts these into the pages that it serves with 2xx or 3xx (tests/rig/nginx_front_test.py).
  const auto got = ask(request("GET", "page"));
  BOOST_TEST(header(got, "X-Earshot-Pingback") == "https://blog.example/earshot/pingback");
  BOOST_TEST(header(got, "X-Earshot-Link") ==
             "<https://blog.example/earshot/webmention>; rel=\"webmention\"");
  BOOST_TEST(header(got, "X-Earshot-Link").find("pingback") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(the_engines_own_endpoint_is_taken_over_for_pings_alone, Life) {
  const auto call = [&](const std::string& body, bool taken_over = true) {
    auto asked = request("POST", "pingback");
    asked.body = body;
    if (taken_over) asked.parameters["EARSHOT_ENGINE_XMLRPC"] = "@earshot_engine";
    return header(pingback(asked), "X-Accel-Redirect");
  };
  const auto named = [](const std::string& method) {
    return "<?xml version='1.0'?><methodCall><methodName>" + method + "</methodName><params/></methodCall>";
  };
  for (const char* engines :
       {"wp.getPosts", "system.listMethods", "system.multicall", "metaWeblog.newPost"}) {
    BOOST_TEST(call(named(engines)) == "@earshot_engine", engines);
    BOOST_TEST(call(named(engines), false) == "", engines);
  }
  BOOST_TEST(call("not XML at all") == "@earshot_engine");
  for (const char* ours : {"pingback.ping", "pingback.extensions.getPingbacks"})
    BOOST_TEST(call(named(ours)) == "", ours);
  auto longer = request("POST", "pingback");
  longer.body_too_long = true;
  longer.parameters["EARSHOT_ENGINE_XMLRPC"] = "@earshot_engine";
  BOOST_TEST(header(pingback(longer), "X-Accel-Redirect") == "@earshot_engine");
}

BOOST_AUTO_TEST_SUITE_END()

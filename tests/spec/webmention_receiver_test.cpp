// Webmention, receiving: each case is named by its number.
#include "doubles/ping_scene.h"

using namespace earshot;
using doubles::PingScene;

BOOST_AUTO_TEST_SUITE(webmention_receiver)

namespace {

cgi::Request wire(const std::string& name) {
  return PingScene::from_wire("webmention/" + name, "webmention");
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(WR_02_a_mention_is_answered_201_with_an_absolute_receipt_that_answers_200,
                        PingScene) {
  const auto got = webmention(wire("plain"));
  BOOST_TEST(got.status == 201);
  const std::string location = header(got, "Location");
  BOOST_TEST(location == "https://blog.example/earshot/status/" + only().token);
  BOOST_TEST(has(got, "\"status\":\"queued\""));
  BOOST_TEST(status(only().token).status == 200);
}

BOOST_FIXTURE_TEST_CASE(WR_04_a_missing_source_or_target_is_400, PingScene) {
  for (const char* name : {"without_source", "without_target"}) {
    const auto got = webmention(wire(name));
    BOOST_TEST(got.status == 400, name);
    BOOST_TEST(has(got, "\"error\":\"invalid_request\""));
  }
  for (const char* rubbish : {"", "not an address", "http://"}) {
    BOOST_TEST(webmention(form("webmention", pair(rubbish, doubles::post_url))).status == 400, rubbish);
    BOOST_TEST(webmention(form("webmention", pair(doubles::source_url, rubbish))).status == 400, rubbish);
  }
}

BOOST_FIXTURE_TEST_CASE(WR_05_other_schemes_are_400_and_upper_case_is_fine, PingScene) {
  BOOST_TEST(webmention(wire("mailto")).status == 400);
  for (const char* source : {"gemini://fan.example/", "ftp://fan.example/", "javascript:alert(1)"}) {
    BOOST_TEST(webmention(form("webmention", pair(source, doubles::post_url))).status == 400, source);
  }
  BOOST_TEST(webmention(wire("upper_case_scheme")).status == 201);
}

BOOST_FIXTURE_TEST_CASE(WR_06_a_page_cannot_mention_itself, PingScene) {
  for (const char* source :
       {"https://blog.example/rocket/", "http://www.blog.example/rocket", "https://blog.example/rocket/#x"}) {
    BOOST_TEST(webmention(form("webmention", pair(source, doubles::post_url))).status == 400, source);
  }
}

BOOST_FIXTURE_TEST_CASE(WR_07_what_is_not_ours_is_400_before_any_fetch, PingScene) {
  sweep_is_done();
  for (const char* target :
       {"https://other.example/rocket/", "https://blog.example/nothing/", "https://blog.example/"}) {
    BOOST_TEST(webmention(form("webmention", pair(doubles::source_url, target))).status == 400, target);
  }
  BOOST_TEST(web.asked().empty());
}

BOOST_FIXTURE_TEST_CASE(WR_08_a_fragment_is_no_hindrance_and_is_kept, PingScene) {
  BOOST_TEST(webmention(wire("fragments")).status == 201);
  BOOST_TEST(only().target == "https://blog.example/rocket/#comment-5");
  work();
  BOOST_TEST(state() == "shown");
}

BOOST_FIXTURE_TEST_CASE(WR_09_the_source_is_read_after_the_answer, PingScene) {
  webmention(wire("plain"));
  BOOST_TEST(web.asked().empty());
  work();
  BOOST_TEST(web.times_asked(doubles::source_url) == 1u);
}

BOOST_FIXTURE_TEST_CASE(WR_10_redirects_are_followed_and_have_an_end, PingScene) {
  web.redirects(doubles::source_url, "/a");
  web.redirects("https://fan.example/a", "/b");
  web.serves_html("https://fan.example/b", linking_page());
  webmention(wire("plain"));
  work();
  BOOST_TEST(state() == "shown");
  web.redirects("https://fan.example/loop", "/loop");
  webmention(form("webmention", pair("https://fan.example/loop", doubles::post_url)));
  work();
  // Asking again would cost both sides six questions each time, and tell the same.
  BOOST_TEST((all()[0].state == model::LinkbackState::refused));
  BOOST_TEST((all()[0].reason == model::Refusal::source_redirects));
  web.redirects("https://fan.example/long", "https://far.example/1");
  for (int i = 1; i <= 5; ++i)
    web.redirects("https://far.example/" + std::to_string(i), "/" + std::to_string(i + 1));
  const auto sent = webmention(form("webmention", pair("https://fan.example/long", doubles::post_url)));
  work();
  const auto told =
      status(header(sent, "Location").substr(header(sent, "Location").rfind('/') + 1) + ".json");
  BOOST_TEST(has(told, "\"reason\":\"source_redirects\""));
  BOOST_TEST(has(told,
                 "\"summary\":\"Not accepted. The source page redirects more often than we follow. "
                 "The last address was https://far.example/5.\""));
}

BOOST_FIXTURE_TEST_CASE(WR_11_accept_prefers_html, PingScene) {
  webmention(wire("plain"));
  work();
  std::string accept;
  const auto asked = web.asked();
  for (const auto& [name, value] : asked.at(0).headers) {
    if (name == "Accept") accept = value;
  }
  BOOST_TEST(accept.starts_with("text/html"));
}

BOOST_FIXTURE_TEST_CASE(WR_12_to_17_the_right_links_count_in_each_format, PingScene) {
  struct Case {
    std::string type, body;
    bool verified;
  };
  const std::string to(doubles::post_url);
  const Case cases[] = {
      {"text/html", "<a href=\"" + to + "\"></a>", true},
      {"text/html", "<img src=\"" + to + "\">", true},
      {"text/html", "<video src=\"" + to + "\"></video>", true},
      {"text/html", "<audio src=\"" + to + "\"></audio>", true},
      {"text/html", "<video><source src=\"" + to + "\"></video>", true},
      {"text/html", "<p>" + to + "</p>", false},
      {"text/html", "<!-- <a href=\"" + to + "\">x</a> -->", false},
      {"text/html", "<template><a href=\"" + to + "\">x</a></template>", false},
      {"application/json", "{\"in-reply-to\":[\"" + to + "\"]}", true},
      {"application/json", "{\"x\":\"see " + to + " there\"}", false},
      {"application/json", "{\"" + to + "\":1}", false},
      {"text/plain", "I read " + to + " today", true},
      {"text/html", "<a href=\"" + to + "-2\">x</a>", false},
      {"text/html", "<base href='https://blog.example/a/'><a href='../rocket/'>x</a>", true},
      {"text/html", "<a href=\"http://blog.example/rocket/\">x</a>", false},
  };
  int number = 0;
  for (const auto& one : cases) {
    const std::string source = "https://fan.example/" + std::to_string(++number);
    web.serves(source, one.body, {{"content-type", one.type}});
    webmention(form("webmention", pair(source, to)));
    work();
    BOOST_TEST((all()[0].state == model::LinkbackState::shown) == one.verified, one.type << " " << one.body);
    clock.wind(std::chrono::seconds(3));
  }
}

BOOST_FIXTURE_TEST_CASE(WR_20_21_26_repeats_update_and_never_overrule_a_moderator, PingScene) {
  webmention(wire("plain"));
  work();
  const auto first = only();
  clock.wind(std::chrono::minutes(1));
  web.serves_html(doubles::source_url, linking_page(doubles::post_url, "New title"));
  const auto again = webmention(wire("plain"));
  BOOST_TEST(again.status == 201);
  BOOST_TEST(header(again, "Location").ends_with(first.token));
  work();
  BOOST_TEST(only().title == "New title");
  BOOST_TEST((only().received == first.received));
  database->write(
      [&](db::Tx& tx) { store::moderate(tx, books(), first.id, store::Moderation::hide, "ana-ruiz"); });
  clock.wind(std::chrono::minutes(1));
  webmention(wire("plain"));
  work();
  BOOST_TEST(state() == "hidden");
}

BOOST_FIXTURE_TEST_CASE(WR_22_24_a_source_that_says_it_is_gone_is_deleted, PingScene) {
  webmention(wire("plain"));
  work();
  clock.wind(std::chrono::minutes(1));
  web.serves_html(doubles::source_url, "<META HTTP-EQUIV=status CONTENT='410 Gone'>" + linking_page());
  webmention(wire("plain"));
  work();
  BOOST_TEST(state() == "gone");
  BOOST_TEST(has(status(only().token), "\"status\":\"deleted\""));
}

BOOST_FIXTURE_TEST_CASE(WR_28_what_a_page_says_never_becomes_markup_of_the_receipt, PingScene) {
  webmention(
      form("webmention", pair("https://fan.example/<script>alert(1)</script>\"onload=x", doubles::post_url)));
  const auto html = status(only().token, "text/html");
  BOOST_TEST(html.content_type.starts_with("text/html"));
  BOOST_TEST(!has(html, "<script"));
  BOOST_TEST(!has(status(only().token), "<script"));
}

BOOST_FIXTURE_TEST_CASE(WR_30_the_content_type_decides, PingScene) {
  BOOST_TEST(webmention(wire("with_charset")).status == 201);
  BOOST_TEST(webmention(wire("odd_case")).status == 201);
  BOOST_TEST(webmention(wire("json")).status == 415);
  BOOST_TEST(webmention(wire("without_type")).status == 415);
}

BOOST_FIXTURE_TEST_CASE(WR_31_the_endpoints_query_is_not_the_message, PingScene) {
  auto asked = form("webmention", "");
  asked.query_string = pair(doubles::source_url, doubles::post_url);
  BOOST_TEST(webmention(asked).status == 400);
  auto with_query = wire("plain");
  with_query.query_string = "site=token";
  BOOST_TEST(webmention(with_query).status == 201);
}

BOOST_FIXTURE_TEST_CASE(WR_32_33_the_first_source_counts_and_extra_fields_do_no_harm, PingScene) {
  BOOST_TEST(webmention(wire("duplicate_source")).status == 201);
  BOOST_TEST(only().source == doubles::source_url);
  BOOST_TEST(webmention(wire("extra_parameters")).status == 201);
  BOOST_TEST(all().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(WR_34_people_get_a_form_and_are_led_to_the_receipt, PingScene) {
  const auto page =
      web::answer_webmention_form(context(), request("GET", "webmention", "target=%22%3E%3Cscript%3E"), "");
  BOOST_TEST(page.status == 200);
  BOOST_TEST(has(page, "action=\"https://blog.example/earshot/webmention\""));
  BOOST_TEST(!has(page, "<script"));
  auto asked = wire("plain");
  asked.accept = "text/html,application/xhtml+xml";
  const auto got = webmention(asked);
  BOOST_TEST(got.status == 303);
  BOOST_TEST(header(got, "Location").starts_with("https://blog.example/earshot/status/"));
}

BOOST_FIXTURE_TEST_CASE(WR_36_the_receipt_tells_each_step_and_an_unknown_one_is_404, PingScene) {
  web.serves_html(doubles::source_url, "<p>nothing</p>");
  webmention(wire("plain"));
  BOOST_TEST(has(status(only().token), "\"status\":\"pending\""));
  work();
  const auto json = status(only().token);
  BOOST_TEST(json.content_type.starts_with("application/json"));
  for (const char* part : {"\"status\":\"no_link_found\"", "\"fact\":\"received\"", "\"fact\":\"refused\"",
                           "2026-01-05T10:00:00Z", "does not link to the target"}) {
    BOOST_TEST(has(json, part), part);
  }
  BOOST_TEST(!has(json, "198.51.100"));
  const auto html = status(only().token, "text/html");
  BOOST_TEST(has(html, "does not link to the target"));
  BOOST_TEST(!has(html, "198.51.100"));
  BOOST_TEST(status("nothing").status == 404);
  BOOST_TEST(status("nothing", "text/html").status == 404);
}

BOOST_FIXTURE_TEST_CASE(WR_36_a_repeat_of_what_had_ended_waits_to_be_read_and_hears_how_it_ends, PingScene) {
  web.serves_html(doubles::source_url, "<p>nothing</p>");
  webmention(wire("plain"));
  work();
  clock.wind(std::chrono::minutes(5));
  webmention(wire("plain"));
  auto json = status(only().token);
  for (const char* part :
       {"\"status\":\"pending\"", "\"state\":\"received\"", "\"reason\":\"\"",
        "Received again on 2026-01-05T10:05:00Z", "\"fact\":\"refused\"", "\"fact\":\"received_again\""}) {
    BOOST_TEST(has(json, part), part << " in " << json.body);
  }
  BOOST_TEST(has(status(only().token, "text/html"), "Received again on"));
  BOOST_TEST(work() == 1);
  json = status(only().token);
  BOOST_TEST(has(json, "\"status\":\"no_link_found\""));
  BOOST_TEST(!has(json, "Received again on"));
  const auto last = json.body.rfind("\"fact\":");
  BOOST_TEST(json.body.substr(last).starts_with("\"fact\":\"refused\""), json.body);
  // What was shown and went waits the same way; what is shown is no less shown for being read again.
  web.serves_html(doubles::source_url, linking_page());
  clock.wind(std::chrono::minutes(5));
  webmention(wire("plain"));
  work();
  clock.wind(std::chrono::minutes(5));
  webmention(wire("plain"));
  BOOST_TEST(has(status(only().token), "\"status\":\"success\""));
  web.answers(doubles::source_url, 410);
  work();
  clock.wind(std::chrono::minutes(5));
  webmention(wire("plain"));
  BOOST_TEST(has(status(only().token), "\"status\":\"pending\""));
  work();
  BOOST_TEST(has(status(only().token), "\"status\":\"deleted\""));
}

BOOST_FIXTURE_TEST_CASE(WR_39_hostile_pages_end_in_a_verdict, PingScene) {
  std::string deep;
  for (int i = 0; i < 10000; ++i) deep += "<div>";
  int number = 0;
  for (const std::string& page : {"</p>" + linking_page(), deep + linking_page(),
                                  std::string("\0\0\0", 3) + linking_page(), "\xFF\xFE\xFD" + linking_page(),
                                  "<p title='" + std::string(1000 * 1000, 'x') + "'>" + linking_page()}) {
    const std::string source = "https://fan.example/" + std::to_string(++number);
    web.serves_html(source, page);
    webmention(form("webmention", pair(source, doubles::post_url)));
    work();
    const auto settled = all()[0].state;
    BOOST_TEST((settled == model::LinkbackState::shown || settled == model::LinkbackState::refused), number);
    clock.wind(std::chrono::seconds(3));
  }
}

BOOST_FIXTURE_TEST_CASE(WR_40_a_forbidden_page_does_not_delete, PingScene) {
  webmention(wire("plain"));
  work();
  web.answers(doubles::source_url, 403);
  clock.wind(std::chrono::minutes(1));
  webmention(wire("plain"));
  work();
  BOOST_TEST(state() == "shown");
}

BOOST_FIXTURE_TEST_CASE(too_many_and_too_long_are_told_in_the_protocols_form, PingScene) {
  cgi::Response last;
  for (int i = 0; i < 61; ++i) {
    last =
        webmention(form("webmention", pair("https://fan.example/" + std::to_string(i), doubles::post_url)));
  }
  BOOST_TEST(last.status == 429);
  BOOST_TEST(!header(last, "Retry-After").empty());
  BOOST_TEST(has(last, "rate_limit_exceeded"));
  auto longer = wire("plain");
  longer.body_too_long = true;
  BOOST_TEST(webmention(longer).status == 413);
}

BOOST_AUTO_TEST_SUITE_END()

// TrackBack 1.2, receiving: each case is named by its number.
#include "doubles/ping_scene.h"

using namespace earshot;
using doubles::PingScene;

BOOST_AUTO_TEST_SUITE(trackback_receiver)

namespace {

bool accepted(const cgi::Response& response) {
  return response.status == 200 && response.content_type.starts_with("text/xml") &&
         response.body.find("<response>\n<error>0</error>") != std::string::npos;
}

bool refused(const cgi::Response& response) {
  const auto at = response.body.find("<message>");
  return response.content_type.starts_with("text/xml") && response.body.starts_with("<?xml") &&
         response.body.find("<error>1</error>") != std::string::npos && at != std::string::npos &&
         response.body.compare(at + 9, 2, "</") != 0;
}

cgi::Request wire(const std::string& name) {
  return PingScene::from_wire("trackback/" + name, "trackback/5");
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(TBR_01_a_whole_ping_is_taken, PingScene) {
  BOOST_TEST(accepted(trackback(wire("wordpress"))));
  BOOST_TEST(only().title == "Tom & Jerry");
  BOOST_TEST(only().excerpt == "They say the sled is fast. [\xE2\x80\xA6]");
  BOOST_TEST(only().blog_name == "Fan Blog");
}

BOOST_FIXTURE_TEST_CASE(TBR_02_without_url_it_is_refused_and_nothing_is_stored, PingScene) {
  BOOST_TEST(refused(trackback(wire("without_url"))));
  BOOST_TEST(all().empty());
}

BOOST_FIXTURE_TEST_CASE(TBR_03_url_alone_is_enough, PingScene) {
  BOOST_TEST(accepted(trackback(wire("url_only"))));
  work();
  BOOST_TEST(state() == "shown");
  BOOST_TEST(only().title == "About the sled");
}

BOOST_FIXTURE_TEST_CASE(TBR_04_every_refusal_is_xml_with_a_message, PingScene) {
  put("6", "https://blog.example/closed/", false);
  sweep_is_done();
  BOOST_TEST(refused(trackback(wire("url_only"), "6")));
  BOOST_TEST(refused(trackback(wire("url_only"), "999")));
  BOOST_TEST(refused(trackback(wire("url_only"), "")));
  rule("fan.example");
  BOOST_TEST(refused(trackback(wire("url_only"))));
}

BOOST_FIXTURE_TEST_CASE(TBR_05_a_declared_latin1_title_is_understood, PingScene) {
  BOOST_TEST(accepted(trackback(wire("movable_type_latin1"))));
  BOOST_TEST(only().title == "Caf\xC3\xA9");
  BOOST_TEST(only().excerpt == "D\xC3\xA9j\xC3\xA0 vu");
}

BOOST_FIXTURE_TEST_CASE(TBR_06_without_charset_utf8_and_latin1_are_told_apart, PingScene) {
  BOOST_TEST(accepted(trackback(wire("no_charset_latin1"))));
  BOOST_TEST(only().title == "Na\xC3\xAFve");
  BOOST_TEST(accepted(trackback(wire("no_charset_utf8"))));
  BOOST_TEST(only().title == "Na\xC3\xAFve");
}

BOOST_FIXTURE_TEST_CASE(TBR_06_what_was_guessed_wrong_is_replaced_by_what_the_page_says, PingScene) {
  web.serves(doubles::source_url,
             "<title>\x83\x65\x83\x58\x83\x67</title><p>\x93\xfa\x96\x7b <a href='" +
                 std::string(doubles::post_url) + "'>x</a>",
             {{"content-type", "text/html; charset=Shift_JIS"}});
  const auto ping_of = [](std::string_view title) {
    return form("trackback/5", "url=" + percent_encode(doubles::source_url) + "&title=" + std::string(title));
  };
  BOOST_TEST(accepted(trackback(ping_of("%83%65%83%58%83%67&excerpt=%93%fa%96%7b&blog_name=Fan"))));
  work();
  BOOST_TEST(only().title == "\u30c6\u30b9\u30c8");
  BOOST_TEST(only().excerpt.find("\u65e5\u672c") != std::string::npos);
  BOOST_TEST(only().blog_name == "Fan");
  // Its repeat does not bring the wrong ones back.
  BOOST_TEST(accepted(trackback(ping_of("%83%65%83%58%83%67"))));
  BOOST_TEST(only().title == "\u30c6\u30b9\u30c8");
}

BOOST_FIXTURE_TEST_CASE(TBR_06_a_guess_that_the_page_bears_out_stays, PingScene) {
  web.serves_html(doubles::source_url, linking_page(doubles::post_url, "Na\u00efve sleds"));
  BOOST_TEST(accepted(trackback(wire("no_charset_latin1"))));
  work();
  BOOST_TEST(only().title == "Na\u00efve");
}

BOOST_FIXTURE_TEST_CASE(TBR_06_escapes_of_iso_2022_jp_need_no_charset, PingScene) {
  BOOST_TEST(accepted(trackback(form(
      "trackback/5", "url=" + percent_encode(doubles::source_url) + "&title=%1B%24B%25F%259%25H%1B%28B"))));
  BOOST_TEST(only().title == "\u30c6\u30b9\u30c8");
}

BOOST_FIXTURE_TEST_CASE(TBR_07_the_forms_own_charset_counts_when_the_header_has_none, PingScene) {
  BOOST_TEST(accepted(trackback(wire("charset_field"))));
  BOOST_TEST(only().title == "Caf\xC3\xA9");
}

BOOST_FIXTURE_TEST_CASE(TBR_08_utf7_is_refused_and_unknown_charsets_do_no_harm, PingScene) {
  BOOST_TEST(refused(trackback(wire("utf7"))));
  BOOST_TEST(all().empty());
  auto asked = wire("url_only");
  asked.body += "&charset=" + std::string(30000, 'x');
  BOOST_TEST(accepted(trackback(asked)));
}

BOOST_FIXTURE_TEST_CASE(TBR_09_long_fields_are_cut_at_a_character, PingScene) {
  auto asked = wire("url_only");
  asked.body += "&title=";
  for (int i = 0; i < 1000; ++i) asked.body += "%C3%A9";
  BOOST_TEST(accepted(trackback(asked)));
  BOOST_TEST(is_utf8(only().title));
  BOOST_TEST(count_characters(only().title) <= 250u);
  BOOST_TEST(count_characters(only().title) >= 200u);
}

BOOST_FIXTURE_TEST_CASE(TBR_10_markup_is_text_and_nul_is_dropped, PingScene) {
  BOOST_TEST(accepted(trackback(wire("hostile_fields"))));
  BOOST_TEST(only().title == "<script>alert(1)</script>end");
  BOOST_TEST(!has(trackback(form("trackback/5", "url=<script>")), "<script>"));
}

BOOST_FIXTURE_TEST_CASE(TBR_11_get_records_nothing, PingScene) {
  const auto got = trackback(request("GET", "trackback/5", "url=https%3A%2F%2Ffan.example%2F"));
  BOOST_TEST(got.status == 405);
  BOOST_TEST(refused(got));
  BOOST_TEST(all().empty());
}

BOOST_FIXTURE_TEST_CASE(TBR_12_the_same_url_again_is_no_second_record, PingScene) {
  trackback(wire("wordpress"));
  BOOST_TEST(accepted(trackback(wire("wordpress"))));
  work();
  BOOST_TEST(accepted(trackback(wire("wordpress"))));
  BOOST_TEST(all().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(TBR_13_path_query_and_permalink_mean_the_same_post, PingScene) {
  auto by_query = wire("url_only"), by_tb_id = wire("url_only"), by_target = wire("url_only");
  by_query.query_string = "p=5";
  by_tb_id.query_string = "tb_id=5";
  by_target.query_string = "target=https%3A%2F%2Fblog.example%2Frocket%2F";
  auto by_permalink = wire("url_only");
  by_permalink.parameters["REQUEST_URI"] = "/rocket/trackback/";
  BOOST_TEST(accepted(trackback(wire("url_only"), "5")));
  BOOST_TEST(accepted(trackback(by_query, "")));
  BOOST_TEST(accepted(trackback(by_tb_id, "")));
  BOOST_TEST(accepted(trackback(by_target, "")));
  BOOST_TEST(accepted(trackback(by_permalink, "rocket/")));
  BOOST_TEST(accepted(trackback(wire("url_only"), "rocket/")));
  BOOST_TEST(all().size() == 1u);
  BOOST_TEST(only().post_id.value() == post_id);
}

BOOST_FIXTURE_TEST_CASE(TBR_13_a_permalink_that_the_web_server_decoded_is_escaped_again, PingScene) {
  for (const char* decoded : {"/100%/", "/what?/", "/c#/", "/a\\b/"}) {
    auto by_permalink = wire("url_only");
    by_permalink.parameters["EARSHOT_TRACKBACK_TARGET"] = decoded;
    trackback(by_permalink, "");
  }
  std::vector<std::string> targets;
  for (const auto& one : all()) targets.push_back(one.target);
  std::ranges::sort(targets);
  const std::vector<std::string> wanted{"https://blog.example/100%25/", "https://blog.example/a%5Cb/",
                                        "https://blog.example/c%23/", "https://blog.example/what%3F/"};
  BOOST_TEST(targets == wanted, boost::test_tools::per_element());
}

BOOST_FIXTURE_TEST_CASE(TBR_14_other_schemes_are_refused, PingScene) {
  for (const char* url :
       {"ftp%3A%2F%2Ffan.example%2F", "javascript%3Aalert(1)", "http%3A%2F%2F", "fan.example"}) {
    BOOST_TEST(refused(trackback(form("trackback/5", std::string("url=") + url))), url);
  }
}

BOOST_FIXTURE_TEST_CASE(TBR_15_a_page_without_the_link_is_never_shown, PingScene) {
  web.serves_html(doubles::source_url, "<p>buy pills</p>");
  trackback(wire("wordpress"));
  work();
  BOOST_TEST(state() == "refused");
  BOOST_TEST(reason() == "no_link");
  BOOST_TEST(refused(trackback(wire("wordpress"))));
}

BOOST_FIXTURE_TEST_CASE(TBR_16_a_post_cannot_ping_itself, PingScene) {
  BOOST_TEST(refused(trackback(form("trackback/5", "url=https%3A%2F%2Fblog.example%2Frocket%2F"))));
}

BOOST_FIXTURE_TEST_CASE(TBR_17_a_flood_is_throttled_with_xml_and_a_time, PingScene) {
  cgi::Response last;
  for (int i = 0; i < 61; ++i)
    last = trackback(form("trackback/5", "url=https%3A%2F%2Ffan.example%2F" + std::to_string(i)));
  BOOST_TEST(last.status == 429);
  BOOST_TEST(refused(last));
  BOOST_TEST(!header(last, "Retry-After").empty());
}

BOOST_FIXTURE_TEST_CASE(TBR_18_long_and_multipart_bodies_are_refused_unread, PingScene) {
  BOOST_TEST(trackback(wire("multipart")).status == 415);
  BOOST_TEST(refused(trackback(wire("multipart"))));
  auto asked = form("trackback/5", "");
  asked.body_too_long = true;
  BOOST_TEST(trackback(asked).status == 413);
  BOOST_TEST(refused(trackback(asked)));
}

BOOST_FIXTURE_TEST_CASE(TBR_19_mode_rss_lists_the_shown_pings, PingScene) {
  web.serves_html("https://fan.example/2026/01/sled/", linking_page(doubles::post_url, "Tom &amp; Jerry"));
  trackback(wire("wordpress"));
  work();
  const auto list = trackback(request("GET", "trackback/5", "__mode=rss"));
  BOOST_TEST(list.status == 200);
  BOOST_TEST(has(list, "<error>0</error>"));
  BOOST_TEST(has(list, "<rss version=\"0.91\">"));
  BOOST_TEST(has(list, "<title>Tom &amp; Jerry</title><link>https://fan.example/2026/01/sled/</link>"));
}

BOOST_AUTO_TEST_SUITE_END()

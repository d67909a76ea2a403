// Pingback 1.0, receiving: each case is named by its number.
#include "doubles/ping_scene.h"
#include "markup/xmlrpc.h"

using namespace earshot;
using doubles::PingScene;

BOOST_AUTO_TEST_SUITE(pingback_receiver)

namespace {

// The fault's code, or 1 when there is none.
int fault(const cgi::Response& response) {
  BOOST_TEST(response.status == 200);
  BOOST_TEST(response.content_type.starts_with("text/xml"));
  const auto answer = markup::read_xmlrpc_answer(response.body);
  if (answer) return 1;
  BOOST_TEST(!answer.error().text.empty());
  return answer.error().code;
}
constexpr int none = 1;

cgi::Request wire(const std::string& name) {
  return PingScene::from_wire("pingback/" + name, "pingback");
}

cgi::Request call(std::string_view source, std::string_view target) {
  cgi::Request out = PingScene::request("POST", "pingback");
  out.content_type = "text/xml";
  out.body = markup::xmlrpc_call("pingback.ping", {std::string(source), std::string(target)});
  return out;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(PBR_01_a_call_is_answered_with_one_string, PingScene) {
  const auto got = pingback(wire("wordpress"));
  const auto answer = markup::read_xmlrpc_answer(got.body);
  BOOST_REQUIRE(answer.ok());
  BOOST_TEST((answer->value.type == markup::XmlRpcType::string));
  BOOST_TEST(answer->value.text.find("https://blog.example/earshot/status/") != std::string::npos);
  BOOST_TEST(all().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(PBR_02_a_failure_is_a_fault_with_code_and_text, PingScene) {
  const auto got = pingback(call(doubles::source_url, "https://other.example/"));
  BOOST_TEST(fault(got) == 0x21);
  BOOST_TEST(has(got, "<name>faultCode</name>"));
  BOOST_TEST(has(got, "<name>faultString</name>"));
}

BOOST_FIXTURE_TEST_CASE(PBR_03_a_missing_source_is_16_once_we_know, PingScene) {
  for (const int status : {404, 410}) {
    const std::string source = "https://fan.example/" + std::to_string(status);
    web.answers(source, status);
    BOOST_TEST(fault(pingback(call(source, doubles::post_url))) == none);
    work();
    BOOST_TEST(fault(pingback(call(source, doubles::post_url))) == 0x10);
  }
}

BOOST_FIXTURE_TEST_CASE(PBR_04_a_source_without_the_link_is_17, PingScene) {
  web.serves_html(doubles::source_url, "<p>nothing</p>");
  pingback(wire("wordpress"));
  work();
  BOOST_TEST(fault(pingback(wire("wordpress"))) == 0x11);
}

BOOST_FIXTURE_TEST_CASE(PBR_05_only_a_post_that_is_surely_absent_is_32, PingScene) {
  put("7", "https://blog.example/deleted/");
  database->write([&](db::Tx& tx) {
    store::set_post_gone(tx, books(), store::find_post_by_engine_id(tx, site.id, "7")->id);
  });
  BOOST_TEST(fault(pingback(call(doubles::source_url, "https://blog.example/deleted/"))) == 0x20);
  sweep_is_done();
  BOOST_TEST(fault(pingback(call(doubles::source_url, "https://blog.example/?p=99"))) == 0x20);
  BOOST_TEST(fault(pingback(call(doubles::source_url, "https://blog.example/category/sleds/"))) == 0x21);
}

BOOST_FIXTURE_TEST_CASE(PBR_06_home_other_hosts_and_closed_posts_are_33, PingScene) {
  put("6", "https://blog.example/closed/", false);
  for (const char* target :
       {"https://blog.example/", "https://other.example/rocket/", "https://blog.example/closed/"}) {
    BOOST_TEST(fault(pingback(call(doubles::source_url, target))) == 0x21, target);
  }
}

BOOST_FIXTURE_TEST_CASE(PBR_07_the_same_pair_again_is_48, PingScene) {
  pingback(wire("wordpress"));
  BOOST_TEST(fault(pingback(wire("wordpress"))) == 0x30);
  work();
  BOOST_TEST(fault(pingback(wire("wordpress"))) == 0x30);
  BOOST_TEST(all().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(PBR_08_a_blocked_source_is_49, PingScene) {
  rule("fan.example");
  BOOST_TEST(fault(pingback(wire("wordpress"))) == 0x31);
}

BOOST_FIXTURE_TEST_CASE(PBR_09_trouble_at_the_source_is_50_and_changes_nothing, PingScene) {
  web.answers(doubles::source_url, 503);
  pingback(wire("wordpress"));
  work();
  BOOST_TEST(fault(pingback(wire("wordpress"))) == 0x32);
  BOOST_TEST(state() == "deferred");
}

BOOST_FIXTURE_TEST_CASE(PBR_10_what_has_no_code_is_0, PingScene) {
  BOOST_TEST(fault(pingback(call(doubles::post_url, doubles::post_url))) == 0);
}

BOOST_FIXTURE_TEST_CASE(PBR_11_xmlrpcs_own_faults, PingScene) {
  BOOST_TEST(fault(pingback(wire("unknown_method"))) == -32601);
  BOOST_TEST(fault(pingback(wire("not_xml"))) == -32700);
  BOOST_TEST(fault(pingback(wire("one_parameter"))) == -32602);
  BOOST_TEST(fault(pingback(wire("integers"))) == -32602);
}

BOOST_FIXTURE_TEST_CASE(PBR_12_a_value_without_type_is_a_string, PingScene) {
  BOOST_TEST(fault(pingback(wire("untyped"))) == none);
}

BOOST_FIXTURE_TEST_CASE(PBR_13_cdata_entities_and_blanks_are_read, PingScene) {
  BOOST_TEST(fault(pingback(wire("cdata_and_spaces"))) == none);
  BOOST_TEST(only().source == doubles::source_url);
  BOOST_TEST(only().target == doubles::post_url);
}

BOOST_FIXTURE_TEST_CASE(PBR_14_the_sources_of_a_post_are_listed, PingScene) {
  pingback(wire("wordpress"));
  work();
  const auto answer = markup::read_xmlrpc_answer(pingback(wire("get_pingbacks")).body);
  BOOST_REQUIRE(answer.ok());
  BOOST_REQUIRE_EQUAL(answer->members.size(), 1u);
  BOOST_TEST(answer->members[0].text == doubles::source_url);
  BOOST_TEST(fault(pingback(wire("get_pingbacks_unknown"))) == 0x21);
}

BOOST_FIXTURE_TEST_CASE(PBR_15_methods_are_listed_and_multicall_is_refused, PingScene) {
  const auto answer = markup::read_xmlrpc_answer(pingback(wire("list_methods")).body);
  BOOST_REQUIRE(answer.ok());
  BOOST_TEST(answer->members[0].text == "pingback.ping");
  BOOST_TEST(fault(pingback(wire("multicall"))) == -32601);
  BOOST_TEST(all().empty());
}

BOOST_FIXTURE_TEST_CASE(PBR_16_any_content_type_will_do, PingScene) {
  BOOST_TEST(fault(pingback(wire("form_content_type"))) == none);
  BOOST_TEST(fault(pingback(wire("application_xml"))) == 0x30);
}

BOOST_FIXTURE_TEST_CASE(PBR_17_a_doctype_is_refused, PingScene) {
  BOOST_TEST(fault(pingback(wire("doctype"))) == -32700);
  BOOST_TEST(all().empty());
}

BOOST_FIXTURE_TEST_CASE(PBR_18_a_false_encoding_does_no_harm, PingScene) {
  const int code = fault(pingback(wire("utf16_lie")));
  BOOST_TEST((code == -32700 || code == -32701 || code == none), code);
}

BOOST_FIXTURE_TEST_CASE(a_post_is_not_its_own_source_under_another_address, PingScene) {
  web.serves_html(doubles::post_url, linking_page());
  for (const char* alias : {"https://blog.example/rocket/?utm=1", "https://www.blog.example/rocket/?x#y"})
    BOOST_TEST((ping(alias).refusal == model::Refusal::same_page), alias);
  web.redirects("https://fan.example/to-you", std::string(doubles::post_url));
  ping("https://fan.example/to-you");
  work();
  BOOST_TEST(state() == "refused");
  BOOST_TEST(reason() == "same_page");
}

BOOST_FIXTURE_TEST_CASE(PBR_19_a_link_behind_the_limit_is_absent, PingScene) {
  web.serves_html(doubles::source_url, "<p>" + std::string(2 * 1024 * 1024, 'x') + linking_page());
  pingback(wire("wordpress"));
  work();
  BOOST_TEST(reason() == "no_link");
}

BOOST_FIXTURE_TEST_CASE(PBR_21_an_image_is_17, PingScene) {
  web.serves(doubles::source_url, "\x89PNG", {{"content-type", "image/png"}});
  pingback(wire("wordpress"));
  work();
  BOOST_TEST(fault(pingback(wire("wordpress"))) == 0x11);
}

BOOST_FIXTURE_TEST_CASE(PBR_22_links_that_are_none_do_not_count, PingScene) {
  const std::string link = "<a href='" + std::string(doubles::post_url) + "'>x</a>";
  int number = 0;
  for (const std::string& page :
       {"<script>" + link + "</script>", "<style>" + link + "</style>", "<!-- " + link + " -->",
        "&lt;a href='" + std::string(doubles::post_url) + "'&gt;", std::string(doubles::post_url)}) {
    const std::string source = "https://fan.example/" + std::to_string(++number);
    web.serves_html(source, page);
    pingback(call(source, doubles::post_url));
    work();
    BOOST_TEST(fault(pingback(call(source, doubles::post_url))) == 0x11, page);
  }
}

BOOST_FIXTURE_TEST_CASE(PBR_23_a_link_round_an_image_counts, PingScene) {
  web.serves_html(doubles::source_url,
                  "<a href='" + std::string(doubles::post_url) + "'><img src=x.png></a>");
  pingback(wire("wordpress"));
  work();
  BOOST_TEST(state() == "shown");
}

BOOST_FIXTURE_TEST_CASE(PBR_24_an_ampersand_is_equal_on_both_sides, PingScene) {
  put("10", "https://blog.example/list/?a=1&b=2");
  web.serves_html(doubles::source_url, linking_page("https://blog.example/list/?a=1&amp;b=2"));
  pingback(call(doubles::source_url, "https://blog.example/list/?a=1&b=2"));
  work();
  BOOST_TEST(state() == "shown");
}

BOOST_FIXTURE_TEST_CASE(PBR_25_a_page_without_title_is_named_by_its_host, PingScene) {
  web.serves_html(doubles::source_url, "<a href='" + std::string(doubles::post_url) + "'>x</a>");
  pingback(wire("wordpress"));
  work();
  BOOST_TEST(only().title == "fan.example");
}

BOOST_FIXTURE_TEST_CASE(PBR_26_a_redirect_is_followed, PingScene) {
  web.redirects(doubles::source_url, "https://fan.example/moved");
  web.serves_html("https://fan.example/moved", linking_page());
  pingback(wire("wordpress"));
  work();
  BOOST_TEST(state() == "shown");
}

BOOST_FIXTURE_TEST_CASE(PBR_27_fragments_are_kept_and_not_fetched, PingScene) {
  web.serves_html("https://fan.example/", linking_page());
  BOOST_TEST(fault(pingback(wire("fragments"))) == none);
  work();
  BOOST_TEST(state() == "shown");
  BOOST_TEST(only().source == "https://fan.example/#p123");
  BOOST_TEST(only().target == "https://blog.example/rocket/#foo");
  BOOST_TEST(web.asked()[0].url.text() == "https://fan.example/");
}

BOOST_FIXTURE_TEST_CASE(PBR_28_the_excerpt_is_the_text_round_the_link, PingScene) {
  std::string words;
  for (int i = 0; i < 200; ++i) words += "word" + std::to_string(i) + " ";
  web.serves_html(doubles::source_url, "<p>" + words + linking_page() + words);
  pingback(wire("wordpress"));
  work();
  BOOST_TEST(only().excerpt.find("the rocket sled") != std::string::npos);
  BOOST_TEST(only().excerpt.find('<') == std::string::npos);
  BOOST_TEST(count_characters(only().excerpt) < 300u);
}

BOOST_FIXTURE_TEST_CASE(PBR_32_the_first_answer_comes_before_any_fetch, PingScene) {
  std::string body;
  for (const char* source : {"http://10.0.0.1/", "http://10.0.0.2:22/", "https://closed.example/",
                             "https://fan.example/2026/01/sled/"}) {
    auto got = pingback(call(source, doubles::post_url)).body;
    got = got.substr(0, got.find("Pingback from ")) + got.substr(got.find(" to "), 20);
    BOOST_TEST((body.empty() || body == got));
    body = got;
  }
  BOOST_TEST(web.asked().empty());
}

BOOST_AUTO_TEST_SUITE_END()

// Webmention, finding the endpoint: each case is named by its number.
#include "doubles/loopback_web.h"
#include "doubles/send_scene.h"

using namespace earshot;
using doubles::SendScene;

BOOST_AUTO_TEST_SUITE(webmention_discovery)

namespace {

constexpr std::string_view page_url = "https://rocks.example/test/22";

struct Discovery : SendScene {
  // What is found on a page at page_url with these Link headers and this body.
  std::string of(const std::vector<std::string>& links, std::string body,
                 std::string_view type = "text/html; charset=utf-8", std::string_view name = "link") {
    FakeHeaders headers{{"content-type", std::string(type)}};
    for (const auto& link : links) headers.emplace_back(std::string(name), link);
    web.serves(page_url, std::move(body), headers);
    return discovered(page_url);
  }
  std::string in_page(std::string body) { return of({}, std::move(body)); }
  std::string in_header(std::string link) { return of({std::move(link)}, "<p>words</p>"); }
};

const std::string found_relative = "webmention https://rocks.example/test/webmention";
const std::string found_root = "webmention https://rocks.example/webmention";
const std::string found_absolute = "webmention https://other.example/endpoint";

}  // namespace

BOOST_FIXTURE_TEST_CASE(WS_01_a_Link_header_with_an_unquoted_rel_and_a_relative_address, Discovery) {
  BOOST_TEST(in_header("</webmention>; rel=webmention") == found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_02_a_Link_header_with_an_unquoted_rel_and_an_absolute_address, Discovery) {
  BOOST_TEST(in_header("<https://other.example/endpoint>; rel=webmention") == found_absolute);
}

BOOST_FIXTURE_TEST_CASE(WS_03_a_link_element_with_a_relative_address, Discovery) {
  BOOST_TEST(in_page("<head><link rel=\"webmention\" href=\"/webmention\"></head>") == found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_04_a_link_element_with_an_absolute_address_before_the_rel, Discovery) {
  BOOST_TEST(in_page("<head><link href=\"https://other.example/endpoint\" rel=\"webmention\"></head>") ==
             found_absolute);
}

BOOST_FIXTURE_TEST_CASE(WS_05_an_a_element_with_a_relative_address, Discovery) {
  BOOST_TEST(in_page("<p>It has <a rel=\"webmention\" href=\"/webmention\">one</a>.</p>") == found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_06_an_a_element_with_an_absolute_address, Discovery) {
  BOOST_TEST(in_page("<p><a href=\"https://other.example/endpoint\" rel=\"webmention\">one</a></p>") ==
             found_absolute);
}

// FakeWeb hands on names in lower case, as the fetcher does; here the real one reads the odd spelling.
BOOST_AUTO_TEST_CASE(WS_07_the_header_may_be_named_LinK) {
  using namespace loopback;
  LoopbackServer server(always(page("words", "LinK: </webmention>; rel=webmention\r\n")));
  net::CurlFetcher web(at_loopback());
  const auto found = sending::discover(web, at(server, "/a"), false);
  BOOST_REQUIRE(std::holds_alternative<sending::Endpoint>(found));
  BOOST_TEST(std::get<sending::Endpoint>(found).url.text() == at(server, "/webmention").text());
}

BOOST_FIXTURE_TEST_CASE(WS_08_a_Link_header_with_a_quoted_rel, Discovery) {
  BOOST_TEST(in_header("</webmention>; rel=\"webmention\"") == found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_09_a_link_element_with_several_rels, Discovery) {
  BOOST_TEST(in_page("<link rel=\"webmention somethingelse\" href=\"/webmention\">") == found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_10_a_Link_header_with_several_rels, Discovery) {
  BOOST_TEST(in_header("</webmention>; rel=\"webmention somethingelse\"") == found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_11_the_header_goes_before_link_and_a, Discovery) {
  BOOST_TEST(of({"</webmention>; rel=webmention"},
                "<link rel=webmention href=/link-error><a rel=webmention href=/a-error>x</a>") == found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_12_a_rel_that_only_contains_the_word_is_another, Discovery) {
  BOOST_TEST(in_page("<link rel=\"not-webmention\" href=\"/error\"><a href=\"/webmention\" "
                     "rel=\"webmention\">x</a>") == found_root);
  BOOST_TEST(in_header("</error>; rel=\"not-webmention\"") == "none");
}

BOOST_FIXTURE_TEST_CASE(WS_13_an_a_element_in_a_comment_is_none, Discovery) {
  BOOST_TEST(in_page("<!-- <a href=\"/error\" rel=\"webmention\">x</a> --><a href=\"/webmention\" "
                     "rel=\"webmention\">x</a>") == found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_14_escaped_HTML_is_text, Discovery) {
  BOOST_TEST(in_page("<code>&lt;a href=\"/error\" rel=\"webmention\"&gt;x&lt;/a&gt;</code>"
                     "<a href=\"/webmention\" rel=\"webmention\">x</a>") == found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_15_an_empty_href_is_the_page_itself, Discovery) {
  BOOST_TEST(in_page("<link rel=\"webmention\" href=\"\">") == "webmention " + std::string(page_url));
  BOOST_TEST(in_header("<>; rel=webmention") == "webmention " + std::string(page_url));
}

BOOST_FIXTURE_TEST_CASE(WS_16_an_a_element_before_a_link_element_counts, Discovery) {
  BOOST_TEST(in_page("<body><a href=\"/webmention\" rel=\"webmention\">x</a><link rel=\"webmention\" "
                     "href=\"/error\">") == found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_17_a_link_element_before_an_a_element_counts, Discovery) {
  BOOST_TEST(in_page("<body><link rel=\"webmention\" href=\"/webmention\"><a href=\"/error\" "
                     "rel=\"webmention\">x</a>") == found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_18_of_several_Link_headers_the_one_that_says_so, Discovery) {
  BOOST_TEST(of({"</test/error>; rel=\"other\"", "</webmention>; rel=\"webmention\""}, "") == found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_19_one_Link_header_with_several_values, Discovery) {
  BOOST_TEST(in_header("</error>; rel=\"other\", </webmention>; rel=\"webmention\"") == found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_20_a_link_element_without_href_is_passed_over, Discovery) {
  BOOST_TEST(in_page("<link rel=\"webmention\"><a href=\"/webmention\" rel=\"webmention\">x</a>") ==
             found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_21_the_endpoints_query_stays_in_its_address, SendScene) {
  web.serves_html(std::string(doubles::target_url),
                  "<link rel=webmention href='/endpoint?query=yes&amp;x=%26'>");
  web.answers("https://friend.example/endpoint?query=yes&x=%26", 202);
  publish(linking({std::string(doubles::target_url)}));
  work();
  BOOST_TEST(only_post().url.text() == "https://friend.example/endpoint?query=yes&x=%26");
  BOOST_TEST(only_post().body.find("query") == std::string::npos);
  BOOST_TEST(state() == "sent");
}

BOOST_FIXTURE_TEST_CASE(WS_22_a_relative_address_is_taken_from_the_pages_path, Discovery) {
  BOOST_TEST(in_page("<link rel=\"webmention\" href=\"22/webmention\">") ==
             "webmention https://rocks.example/test/22/webmention");
}

BOOST_FIXTURE_TEST_CASE(WS_23_after_a_redirect_the_final_address_counts_and_the_page_is_asked_once,
                        SendScene) {
  web.redirects("https://rocks.example/test/23/page", "/test/23/deep/er");
  web.serves_html("https://rocks.example/test/23/deep/er", "<link rel=webmention href=webmention>");
  web.answers("https://rocks.example/test/23/deep/webmention", 200);
  publish(linking({"https://rocks.example/test/23/page"}));
  work();
  BOOST_TEST(web.times_asked("https://rocks.example/test/23/page") == 1u);
  BOOST_TEST(only_post().url.text() == "https://rocks.example/test/23/deep/webmention");
  BOOST_TEST(field(only_post(), "target") == "https://rocks.example/test/23/page");
}

BOOST_AUTO_TEST_CASE(WS_24_an_endpoint_inside_our_network_is_not_asked) {
  using namespace loopback;
  // The guard lets 127.0.0.1 through here, where the page stands; the inside is at 127.0.0.2.
  LoopbackServer listener(always(page("ok")), "127.0.0.2");
  const std::string port = ":" + std::to_string(listener.port());
  net::CurlFetcher web(at_loopback());
  for (const std::string& host :
       std::vector<std::string>{"127.0.0.2", "2130706434", "0x7f.2", "127.2", "0177.0.0.2",
                                "[::ffff:127.0.0.2]", "[::1]", "[::]", "0.0.0.0", "10.0.0.1", "192.168.1.1",
                                "169.254.169.254", "[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:2]"}) {
    LoopbackServer target(always(page("", "Link: <http://" + host + port + "/>; rel=webmention\r\n")));
    const auto found = sending::discover(web, at(target), false);
    if (!std::holds_alternative<sending::Endpoint>(found)) continue;  // no address at all to our parser
    const auto reply = sending::send(web, std::get<sending::Endpoint>(found),
                                     {"https://blog.example/a", at(target).text(), {}, {}, {}});
    BOOST_TEST((reply.reception != sending::Reception::taken), host);
    BOOST_TEST(reply.status == 0, host);
  }
  BOOST_TEST(listener.connections() == 0);
}

BOOST_FIXTURE_TEST_CASE(WS_25_a_Link_header_is_read_as_it_is_defined, Discovery) {
  for (const char* link : {
           "</webmention>; title=\"a, b\"; rel=webmention",
           "</webmention>; title=\"a; rel=other\"; rel=webmention",
           "</webmention>; title=\"say \\\"hi\\\", <x>; rel=x\"; rel=\"webmention\"",
           "</error,;x>; rel=other, </webmention>;rel=webmention",
           "</webmention> ; rel = webmention ; type=text/plain",
           "</webmention>; title*=UTF-8''a%2Cb; rel=webmention; rel=other",
           ",, </webmention>; rel=webmention,",
           "</webmention>;;; REL=WebMention",
       }) {
    BOOST_TEST(in_header(link) == found_root, link);
  }
  BOOST_TEST(in_header("</a>; rel=other; rel=webmention") == "none");  // the first rel counts
  BOOST_TEST(in_header("</a>; rel=webmention; anchor=\"https://rocks.example/other\"") == "none");
  BOOST_TEST(in_header("</webmention>; rel=webmention; anchor=\"#top\"") == found_root);
  BOOST_TEST(in_header("</a>; rel=webmention; anchor=\"/other\", </webmention>; rel=webmention") ==
             found_root);
  for (const char* itself : {"", "/test/22", "https://rocks.example/test/22", "//rocks.example/test/22#x"}) {
    BOOST_TEST(
        in_header("</webmention>; anchor=\"" + std::string(itself) + "\"; rel=webmention") == found_root,
        itself);
  }
  for (const char* broken : {"</a; rel=webmention", "; rel=webmention", "\"</a>; rel=webmention", "<", ""}) {
    BOOST_TEST(in_header(broken) == "none", broken);
  }
}

BOOST_FIXTURE_TEST_CASE(WS_26_rels_are_words_in_any_case_between_any_blanks, Discovery) {
  for (const char* rel : {"somethingelse webmention", "a\twebmention\nb", " WEBMENTION ", "WebMention"}) {
    BOOST_TEST(in_page("<link REL=\"" + std::string(rel) + "\" HREF=\"/webmention\">") == found_root, rel);
  }
  BOOST_TEST(in_page("<LINK REL=WEBMENTION HREF=/webmention>") == found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_27_the_old_rel_counts_only_without_the_new_one, Discovery) {
  BOOST_TEST(in_page("<link rel=\"http://webmention.org/\" href=\"/webmention\">") == found_root);
  BOOST_TEST(in_header("</webmention>; rel=\"http://webmention.org\"") == found_root);
  BOOST_TEST(of({"</old>; rel=\"http://webmention.org/\""}, "<a rel=webmention href=/webmention>x</a>") ==
             found_root);
}

BOOST_FIXTURE_TEST_CASE(WS_28_a_base_element_moves_relative_addresses, Discovery) {
  BOOST_TEST(
      in_page("<head><base href=\"https://other.example/x/\"><link rel=webmention href=\"../endpoint\">") ==
      found_absolute);
}

BOOST_FIXTURE_TEST_CASE(WS_29_an_address_without_a_scheme_has_its_own_host, Discovery) {
  BOOST_TEST(in_page("<link rel=webmention href=\"//other.example/endpoint\">") == found_absolute);
  BOOST_TEST(in_header("<//other.example/endpoint>; rel=webmention") == found_absolute);
}

BOOST_FIXTURE_TEST_CASE(WS_30_a_picture_has_headers_only, Discovery) {
  BOOST_TEST(of({"</webmention>; rel=webmention"}, "PNG", "image/png") == found_root);
  BOOST_TEST(of({}, "<link rel=webmention href=/webmention>", "image/png") == "none");
  BOOST_TEST(of({}, "<link rel=webmention href=/webmention>", "text/plain") == "none");
}

BOOST_FIXTURE_TEST_CASE(WS_31_a_rel_on_any_other_element_is_none, Discovery) {
  for (const char* element : {"b", "form", "area", "div", "section", "img"}) {
    BOOST_TEST(in_page("<" + std::string(element) +
                       " rel=webmention href=/error src=/error action=/error>") == "none",
               element);
  }
}

BOOST_FIXTURE_TEST_CASE(WS_32_what_is_no_element_to_a_browser_is_none, Discovery) {
  for (const char* element : {"template", "script", "textarea", "title", "style", "xmp", "noframes"}) {
    const std::string name(element);
    BOOST_TEST(in_page("<" + name + "><a rel=webmention href=/error>x</a></" + name + ">") == "none", name);
  }
}

BOOST_AUTO_TEST_SUITE_END()

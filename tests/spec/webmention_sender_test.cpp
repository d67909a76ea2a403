// Webmention, sending: each case is named by its number.
#include "doubles/loopback_web.h"
#include "doubles/send_scene.h"
#include "store/linkback_store.h"

using namespace earshot;
using doubles::SendScene;

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

BOOST_AUTO_TEST_SUITE(webmention_sender)

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
  const auto found = linkback::discover(web, at(server, "/a"), false);
  BOOST_REQUIRE(std::holds_alternative<linkback::Endpoint>(found));
  BOOST_TEST(std::get<linkback::Endpoint>(found).url.text() == at(server, "/webmention").text());
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
    const auto found = linkback::discover(web, at(target), false);
    if (!std::holds_alternative<linkback::Endpoint>(found)) continue;  // no address at all to our parser
    const auto reply = linkback::send(web, std::get<linkback::Endpoint>(found),
                                      {"https://blog.example/a", at(target).text(), {}, {}, {}});
    BOOST_TEST((reply.reception != linkback::Reception::taken), host);
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

BOOST_FIXTURE_TEST_CASE(WS_33_the_form_has_source_and_target_as_written_and_nothing_else, SendScene) {
  const std::string written = "HTTPS://Friend.example:443/post/1?a=1&b=%7eme#frag";
  takes_webmentions(written, doubles::endpoint_url);
  publish(linking({"HTTPS://Friend.example:443/post/1?a=1&amp;b=%7eme#frag"}));
  work();
  const auto sent = only_post();
  BOOST_TEST(header(sent, "Content-Type") == "application/x-www-form-urlencoded");
  BOOST_TEST(sent.body == "source=https%3A%2F%2Fblog.example%2Fsled%2F&target=" + percent_encode(written));
  BOOST_TEST(header(sent, "Cookie").empty());
  BOOST_TEST(header(sent, "Authorization").empty());
}

BOOST_FIXTURE_TEST_CASE(WS_34_any_2xx_is_a_success_and_201_says_where_the_state_is_told, SendScene) {
  for (const int status : {200, 201, 202, 204, 226}) {
    const std::string target = "https://friend.example/" + std::to_string(status);
    takes_webmentions(target, target + "/endpoint");
    web.answers(target + "/endpoint", status, {{"location", "/state/1"}});
    publish(linking({target}), "https://blog.example/" + std::to_string(status), std::to_string(status));
    work();
    BOOST_TEST(state(target) == "sent", status);
    BOOST_TEST(row(target).status == status);
    BOOST_TEST(row(target).location == (status == 201 ? "https://friend.example/state/1" : ""), status);
  }
}

BOOST_FIXTURE_TEST_CASE(WS_35_an_edited_post_is_told_to_all_again_and_each_endpoint_is_looked_for_anew,
                        SendScene) {
  takes_webmentions("https://second.example/", "https://second.example/endpoint");
  publish(linking({std::string(doubles::target_url)}));
  work();
  BOOST_TEST(posts().size() == 1u);
  takes_webmentions(std::string(doubles::target_url), "https://friend.example/moved");
  publish(linking({std::string(doubles::target_url), "https://second.example/"}, "Read also"));
  work();
  BOOST_TEST(posts().size() == 3u);
  BOOST_TEST(web.times_asked("https://friend.example/moved") == 1u);
  BOOST_TEST(web.times_asked("https://second.example/endpoint") == 1u);
  BOOST_TEST(row().endpoint == "https://friend.example/moved");
}

BOOST_FIXTURE_TEST_CASE(WS_36_a_target_whose_link_went_is_told_once_more, SendScene) {
  publish(linking({std::string(doubles::target_url)}));
  work();
  publish(linking({}));
  work();
  BOOST_TEST(posts().size() == 2u);
  BOOST_TEST(field(posts()[1], "target") == doubles::target_url);
  BOOST_TEST(state() == "withdrawn");
  publish(linking({}, "And other words"));
  work();
  BOOST_TEST(posts().size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(WS_37_a_deleted_post_is_told_to_all_who_knew_it, SendScene) {
  takes_webmentions("https://second.example/", "https://second.example/endpoint");
  const auto id = publish(linking({std::string(doubles::target_url), "https://second.example/"}));
  work();
  web.answers(doubles::endpoint_url, 400);  // the source is gone: some receivers say so
  delete_post(id);
  work();
  BOOST_TEST(posts().size() == 4u);
  BOOST_TEST(state() == "withdrawn");
  BOOST_TEST(state("https://second.example/") == "withdrawn");
}

BOOST_FIXTURE_TEST_CASE(WS_38_nothing_is_sent_when_nothing_changed_for_a_reader, SendScene) {
  publish(linking({std::string(doubles::target_url)}));
  work();
  publish(linking({std::string(doubles::target_url)}));
  publish("<div class=new>\n" + linking({std::string(doubles::target_url)}) + "</div>");  // markup only
  work();
  BOOST_TEST(posts().size() == 1u);
  BOOST_TEST(web.times_asked(doubles::target_url) == 1u);
}

BOOST_FIXTURE_TEST_CASE(WS_39_what_may_pass_is_tried_again_with_growing_pauses_and_4xx_is_final, SendScene) {
  for (const int status : {500, 503, 429, 408}) {
    const std::string target = "https://friend.example/" + std::to_string(status);
    takes_webmentions(target, target + "/endpoint");
    web.answers(target + "/endpoint", status);
    publish(linking({target}), "https://blog.example/" + std::to_string(status), std::to_string(status));
    work();
    BOOST_TEST(state(target) == "deferred", status);
    BOOST_TEST((row(target).next_try > clock.now()), status);
  }
  for (const int status : {400, 403, 404, 410, 302}) {
    const std::string target = "https://friend.example/" + std::to_string(status);
    takes_webmentions(target, target + "/endpoint");
    web.answers(target + "/endpoint", status, {{"location", "/elsewhere"}});
    publish(linking({target}), "https://blog.example/" + std::to_string(status), std::to_string(status));
    work();
    BOOST_TEST(state(target) == "failed", status);
  }
  BOOST_TEST(web.times_asked("https://friend.example/elsewhere") == 0u);
}

BOOST_FIXTURE_TEST_CASE(WS_39_a_page_that_cannot_be_reached_is_given_up_after_five_attempts, SendScene) {
  web.fails(std::string(doubles::target_url), net::FetchError::timeout);
  publish(linking({std::string(doubles::target_url)}));
  Duration before{0};
  for (int tried = 1; tried <= 4; ++tried) {
    work();
    BOOST_TEST(state() == "deferred");
    BOOST_TEST(row().tries == tried);
    const Duration wait = *row().next_try - clock.now();
    BOOST_TEST((wait > before));
    before = wait;
    clock.set(*row().next_try);
  }
  work();
  BOOST_TEST(state() == "failed");
  BOOST_TEST(web.times_asked(doubles::target_url) == 5u);
}

BOOST_FIXTURE_TEST_CASE(WS_39_Retry_After_is_obeyed_up_to_a_day, SendScene) {
  const auto asked = [&](std::string_view retry_after, std::string_view id) {
    const std::string target = "https://friend.example/" + std::string(id);
    takes_webmentions(target, target + "/endpoint");
    web.answers(target + "/endpoint", 429, {{"retry-after", std::string(retry_after)}});
    publish(linking({target}), "https://blog.example/" + std::string(id), id);
    work();
    return *row(target).next_try - row(target).queued;
  };
  using namespace std::chrono_literals;
  const Duration two_hours = asked("7200", "a");
  BOOST_TEST((two_hours >= 2h && two_hours < 3h));
  BOOST_TEST((asked("99999999", "b") <= 24h + 1min));
  BOOST_TEST((asked("nonsense", "c") < 1h));
  BOOST_TEST((asked(http_date(clock.now() + 5h), "d") > 4h));
}

// WS-40: each sending looks at the target anew ([M] of WS-35), nothing is kept that a cache header could be
// about.

BOOST_FIXTURE_TEST_CASE(WS_41_EXT_06_a_new_response_is_told_on_once_and_two_blogs_come_to_rest, SendScene) {
  site.sending.salmention = true;
  const auto id = publish(linking({std::string(doubles::target_url)}));
  work();
  BOOST_TEST(posts().size() == 1u);
  model::Linkback response;
  response.id = mint.next(clock.now());
  response.token = "t";
  response.source = doubles::target_url;  // the very page that we told
  response.source_key = "s";
  response.post_id = id;
  const auto comes_to = [&](model::LinkbackState state, const std::string& title) {
    const model::Linkback before = response;
    response.state = state;
    response.title = title;
    response.digest = title;
    database->write([&](db::Tx& tx) { store::save_linkback(tx, books(), before, response); });
    clock.wind(std::chrono::hours(2));
    work();
    return posts().size();
  };
  database->write([&](db::Tx& tx) { store::insert_linkback(tx, books(), response); });
  BOOST_TEST(comes_to(model::LinkbackState::shown, "First") == 2u);
  BOOST_TEST(comes_to(model::LinkbackState::shown, "It tells that we told it") == 2u);
  BOOST_TEST(comes_to(model::LinkbackState::hidden, "Second") == 3u);
  site.sending.salmention = false;
  BOOST_TEST(comes_to(model::LinkbackState::shown, "Third") == 3u);
}

BOOST_FIXTURE_TEST_CASE(EXT_04_who_asks_for_a_voucher_gets_a_page_that_links_here, SendScene) {
  web.answers_with(doubles::endpoint_url, [&](const net::FetchRequest& request) {
    net::Fetched answer;
    answer.status = field(request, "vouch").empty() ? 449 : 202;
    answer.final_url = request.url;
    return answer;
  });
  const auto links_here = [&](std::string_view source, std::string_view host) {
    model::Linkback linkback;
    linkback.id = mint.next(clock.now());
    linkback.token = linkback.source_key = linkback.source = source;
    linkback.source_host = host;
    linkback.state = model::LinkbackState::shown;
    database->write([&](db::Tx& tx) { store::insert_linkback(tx, books(), linkback); });
  };
  links_here("https://voucher.example/a", "voucher.example");
  links_here("https://friend.example/b", "friend.example");  // the receiver itself is no voucher
  publish(linking({std::string(doubles::target_url)}));
  work();
  BOOST_TEST(state() == "failed");
  site.sending.vouch = true;
  publish(linking({std::string(doubles::target_url)}, "Read now"));
  work();
  BOOST_TEST(state() == "sent");
  BOOST_TEST(field(posts().back(), "vouch") == "https://voucher.example/a");
  BOOST_TEST(posts().size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(WS_42_many_changed_posts_do_not_flood_others, SendScene) {
  limits.targets_an_hour = 3;
  for (int i = 0; i < 10; ++i) {
    const std::string number = std::to_string(i);
    takes_webmentions("https://friend.example/" + number, doubles::endpoint_url);
    publish(linking({"https://friend.example/" + number}), "https://blog.example/" + number, number);
  }
  work();
  BOOST_TEST(posts().size() == 3u);
  clock.wind(std::chrono::hours(1));
  work();
  BOOST_TEST(posts().size() == 6u);
}

BOOST_AUTO_TEST_CASE(WS_43_we_say_that_we_are_a_webmention_sender) {
  using namespace loopback;
  Witness witness;
  auto settings = at_loopback();
  settings.user_agent =
      "Earshot/0.1 (+https://blog.example/earshot/; Webmention)";  // as app/site_set makes it
  net::CurlFetcher web(settings);
  linkback::send(web, {model::Protocol::webmention, at(witness.server, "/e")},
                 {"https://blog.example/a", "https://friend.example/b", {}, {}, {}});
  BOOST_REQUIRE_EQUAL(witness.all().size(), 1u);
  const std::string head = witness.all()[0].head;
  BOOST_TEST(head.starts_with("POST /e HTTP/1.1\r\n"));
  BOOST_TEST(head.find("Webmention") != std::string::npos);
  BOOST_TEST(head.find("Cookie") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(WS_44_only_links_of_the_entry_to_others_are_told, SendScene) {
  const auto id = publish(
      "<p><a href='#top'>up</a> <a href='/other/'>my other post</a> <a "
      "href='https://blog.example/sled/#x'>me</a> "
      "<a href='mailto:a@b.example'>mail</a> <!-- <a href='https://c.example/'>c</a> --> "
      "<a href='https://friend.example/post/1'>friend</a> <a "
      "href='https://friend.example/post/1#two'>again</a> "
      "<img src='https://pictures.example/a.png'> "
      "<a href='https://me:secret@friend.example/'>login</a></p>");
  work();
  BOOST_TEST(all().size() == 1u);
  BOOST_TEST(row().post_id.value() == id);
  BOOST_TEST(posts().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(WS_44_links_to_own_posts_are_told_if_the_host_wants_it, SendScene) {
  site.sending.to_self = true;
  takes_webmentions("https://blog.example/other/", "https://blog.example/earshot/webmention");
  publish(
      "<p><a href='/other/'>my other post</a> <a href='/'>home</a> <a href='/earshot/status/x'>ours</a></p>");
  work();
  BOOST_TEST(all().size() == 1u);
  BOOST_TEST(field(only_post(), "target") == "https://blog.example/other/");
}

BOOST_AUTO_TEST_SUITE_END()

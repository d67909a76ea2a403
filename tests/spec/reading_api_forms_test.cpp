// The reading API's feed and page, and how what it tells came in: cases 10 to 14 of the list.
#include "doubles/shown_scene.h"
#include "markup/feed.h"
#include "web/answer_action.h"

using namespace earshot;
using doubles::mentions;
using doubles::ShownScene;
using model::Linkback;
using model::LinkbackState;
using model::SourcePage;
using nlohmann::ordered_json;

BOOST_AUTO_TEST_SUITE(reading_api_forms)

BOOST_FIXTURE_TEST_CASE(API_10_the_atom_feed_has_real_content_and_ids_that_stay, ShownScene) {
  const auto id = shown("https://a.example/1", [](Linkback& l, SourcePage& page) {
    l.title = "Fast & <loud>";
    page.content_html = "<p>Two<br>lines & <b>more</b></p>";
  });
  const auto got = get("api/mentions.atom", target());
  BOOST_TEST(got.content_type == "application/atom+xml;charset=UTF-8");
  const auto feed =
      markup::read_feed(got.body, got.content_type, Url::parse("https://blog.example/f").value());
  BOOST_REQUIRE(feed.ok());
  BOOST_REQUIRE_EQUAL(feed->entries.size(), 1u);
  const auto& entry = feed->entries[0];
  BOOST_TEST(entry.id == "https://blog.example/earshot/api/mention/" + std::to_string(id));
  BOOST_TEST(entry.title == "a.example linked to /rocket/");
  BOOST_TEST(entry.link->text() == "https://a.example/1");
  BOOST_TEST(entry.author_name == "Rosa");
  BOOST_TEST(has(got, "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Two<br/>lines &amp; <b>more</b></p>"));
  BOOST_TEST(has(got, "<summary>Fast &amp; &lt;loud&gt;</summary>"));
  BOOST_TEST(get("api/mention/" + std::to_string(id)).status == 200);

  move(id, LinkbackState::gone);
  const auto later = get("api/mentions.atom", target());
  BOOST_TEST(has(later, "<at:deleted-entry ref=\"https://blog.example/earshot/api/mention/" +
                            std::to_string(id) + "\" when=\"2026-01-05T"));
  BOOST_TEST(!has(later, "<entry>"));
  BOOST_TEST(get("api/mention/" + std::to_string(id)).status == 410);
  BOOST_TEST(get("api/mention/1").status == 404);
  BOOST_TEST(get("api/mention/x").status == 404);
}

BOOST_FIXTURE_TEST_CASE(API_10_staff_decide_from_the_feed_with_links_that_are_good_once, ShownScene) {
  const auto id =
      shown("https://a.example/1", [](Linkback& l, SourcePage&) { l.state = LinkbackState::waiting; });
  const auto token = make_token();
  const auto feed = [&] {
    clock.wind(std::chrono::seconds(2));
    return get("api/mentions.atom", token).body;
  };
  const auto link = [](const std::string& text, const std::string& word) {
    const auto at = text.find("act/" + word + ".");
    return at == std::string::npos ? "" : text.substr(at + 4, text.find('"', at) - at - 4);
  };
  const auto act = [&](std::string_view method, const std::string& rest) {
    return web::answer_action(context(), request(method, "act/" + rest), rest);
  };
  BOOST_TEST(!has(get("api/mentions.atom", target()), "a.example"));
  const auto first = feed();
  const auto show = link(first, "show"), hide = link(first, "hide");
  BOOST_REQUIRE(!show.empty());
  BOOST_TEST(first.find("Waits: a.example") != std::string::npos);
  // Looking at it decides nothing.
  BOOST_TEST(has(act("GET", show), "<form method=\"post\">"));
  BOOST_TEST(state() == "waiting");
  auto forged = show;
  forged.replace(0, 4, "hide");
  for (const auto& bad : {forged, show + "x", std::string("show"), std::string("show.1.2.3"), std::string()})
    BOOST_TEST(act("POST", bad).status == 410, bad);
  BOOST_TEST(act("POST", show).status == 200);
  BOOST_TEST(state() == "shown");
  BOOST_TEST(act("POST", show).status == 410);
  BOOST_TEST(act("POST", hide).status == 410);
  const auto later = feed();
  BOOST_TEST(link(later, "show").empty());
  const auto late = link(later, "hide");
  clock.wind(std::chrono::days(9));
  BOOST_TEST(act("POST", late).status == 410);
  BOOST_TEST(act("POST", link(feed(), "hide")).status == 200);
  BOOST_TEST(only().id == id);
  BOOST_TEST(state() == "hidden");
}

BOOST_FIXTURE_TEST_CASE(API_11_the_page_is_an_h_feed_of_escaped_entries, ShownScene) {
  shown("https://a.example/1", [](Linkback& l, SourcePage& page) {
    l.type = "reply";
    l.title = "<script>alert(1)</script>";
    page.content_text = "a < b";
    page.published_text = "2026-01-02T10:00:00+02:00";
  });
  const auto got = get("api/mentions.html", target());
  BOOST_TEST(got.content_type.starts_with("text/html"));
  for (const char* part :
       {"class=\"h-feed\"", "class=\"h-entry mention\"",
        "class=\"u-in-reply-to\" href=\"https://blog.example/rocket/\"", "class=\"p-author h-card\"",
        "class=\"e-content\">a &lt; b<", "class=\"dt-published\"", "2026-01-02T10:00:00+02:00"})
    BOOST_TEST(has(got, part), part);
  BOOST_TEST(!has(got, "<script"));
  // A person who opens the address without a form in a browser reads it, too; a script gets JSON.
  BOOST_TEST(has(get("api/mentions", target(), "text/html,*/*;q=0.8"), "h-feed"));
  BOOST_TEST(get("api/mentions.json", target(), "text/html").content_type.starts_with("application/json"));
}

BOOST_FIXTURE_TEST_CASE(API_12_an_accepted_mention_is_answered_with_where_to_ask_for_it, ShownScene) {
  auto asked = form("webmention", pair(doubles::source_url, doubles::post_url));
  const auto got = webmention(asked);
  BOOST_TEST(got.status == 201);
  const auto body = ordered_json::parse(got.body);
  BOOST_TEST(body["status"] == "queued");
  BOOST_TEST(body["location"] == header(got, "Location"));
  BOOST_TEST(body["source"] == std::string(doubles::source_url));
  BOOST_TEST(body["target"] == std::string(doubles::post_url));
  BOOST_TEST(!body["summary"].get<std::string>().empty());
  clock.wind(std::chrono::minutes(1));
  asked.accept = "text/html";
  BOOST_TEST(webmention(asked).status == 303);
}

BOOST_FIXTURE_TEST_CASE(API_13_errors_have_a_word_and_a_sentence, ShownScene) {
  sweep_is_done();
  const std::pair<std::string, const char*> known[] = {
      {pair("", doubles::post_url), "invalid_request"},
      {pair(doubles::source_url, "https://blog.example/nothing/"), "target_not_found"},
      {pair(doubles::source_url, "https://elsewhere.example/"), "target_not_supported"}};
  for (const auto& [fields, word] : known) {
    const auto got = webmention(form("webmention", fields));
    BOOST_TEST(got.status == 400, word);
    BOOST_TEST(error_of(got) == word);
    BOOST_TEST(!ordered_json::parse(got.body)["error_description"].get<std::string>().empty());
  }
}

BOOST_FIXTURE_TEST_CASE(API_14_the_status_goes_from_pending_to_success_with_the_entry, ShownScene) {
  webmention(form("webmention", pair(doubles::source_url, doubles::post_url)));
  const auto token = only().token;
  auto told = ordered_json::parse(status(token).body);
  BOOST_TEST(told["status"] == "pending");
  BOOST_TEST(told["data"].is_null());
  work();
  told = ordered_json::parse(status(token).body);
  BOOST_TEST(told["status"] == "success");
  BOOST_TEST(told["source"] == std::string(doubles::source_url));
  BOOST_TEST(told["target"] == std::string(doubles::post_url));
  BOOST_TEST(told["private"] == false);
  BOOST_TEST(told["data"]["wm-id"] == only().id);
  BOOST_TEST(told["data"] == json(mentions, target())["children"].at(0));
  move(only().id, LinkbackState::gone);
  told = ordered_json::parse(status(token).body);
  BOOST_TEST(told["status"] == "deleted");
  BOOST_TEST(told["data"].is_null());
}

BOOST_AUTO_TEST_SUITE_END()

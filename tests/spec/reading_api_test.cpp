// The reading API, compatible with webmention.io: each case is named by its number.
#include "doubles/shown_scene.h"

using namespace earshot;
using doubles::mentions;
using doubles::ShownScene;
using model::Linkback;
using model::LinkbackState;
using model::SourcePage;
using nlohmann::ordered_json;

BOOST_AUTO_TEST_SUITE(reading_api)

BOOST_FIXTURE_TEST_CASE(API_01_without_target_and_token_it_is_a_400_that_says_what_is_missing, ShownScene) {
  for (const char* path : {"api/mentions", "api/mentions.jf2", "api/mentions.json", "api/links.json"}) {
    const auto got = get(path);
    BOOST_TEST(got.status == 400, path);
    BOOST_TEST(got.body == R"({"error":"invalid_input",)"
                           R"("error_description":"Either a token or a target URL is required"})");
    BOOST_TEST(header(got, "Access-Control-Allow-Origin") == "*");
  }
  BOOST_TEST(get("api/mentions.jf2", "target=").status == 400);
}

BOOST_FIXTURE_TEST_CASE(API_02_a_wrong_token_is_a_401, ShownScene) {
  shown("https://a.example/1");
  BOOST_TEST(get(mentions, "token=").status == 400);
  for (const char* wrong : {"token=x", "access_token=right-token2", "token=right-toke"}) {
    const auto got = get(mentions, wrong);
    BOOST_TEST(got.status == 401, wrong);
    BOOST_TEST(error_of(got) == "forbidden");
  }
  const auto token = make_token();
  BOOST_TEST(get(mentions, "token=x").status == 401);
  BOOST_TEST(json(mentions, token)["children"].size() == 1u);
  BOOST_TEST(json(mentions, "access_token=right-token")["children"].size() == 1u);
  BOOST_TEST(json(mentions, token + "&domain=blog.example")["children"].size() == 1u);
  BOOST_TEST(json(mentions, token + "&domain=other.example")["children"].size() == 0u);
}

BOOST_FIXTURE_TEST_CASE(API_03_a_count_without_target_is_a_400, ShownScene) {
  for (const char* path : {"api/count", "api/count.json"}) {
    const auto got = get(path);
    BOOST_TEST(got.status == 400);
    BOOST_TEST(error_of(got) == "invalid_input");
  }
}

BOOST_FIXTURE_TEST_CASE(API_04_headers_are_theirs_and_jsonp_takes_names_only, ShownScene) {
  shown("https://a.example/1");
  for (const char* path : {"api/mentions", "api/mentions.jf2", "api/mentions.json", "api/count"}) {
    const auto got = get(path, target());
    BOOST_TEST(got.content_type == "application/json;charset=UTF-8");
    BOOST_TEST(header(got, "Cache-Control") == "no-store");
    BOOST_TEST(header(got, "Access-Control-Allow-Origin") == "*");
  }
  const auto call = get(mentions, target() + "&jsonp=a.b%5B0%5D.%24c_d");
  BOOST_TEST(call.content_type == "text/javascript;charset=UTF-8");
  BOOST_TEST(call.body.starts_with("a.b[0].$c_d({\"type\":\"feed\""));
  BOOST_TEST(call.body.ends_with("})"));
  const std::vector<std::string> no_names{"alert(1)//", "a%3Cb", "a-b", "a b", std::string(129, 'a'), "%00"};
  for (const auto& bad : no_names) {
    const auto got = get(mentions, target() + "&jsonp=" + bad);
    BOOST_TEST(got.status == 400, bad);
    BOOST_TEST(!has(got, "<"));
  }
}

BOOST_FIXTURE_TEST_CASE(API_04_who_has_the_answer_already_gets_304, ShownScene) {
  shown("https://a.example/1");
  const auto first = get(mentions, target());
  if_none_match = header(first, "ETag");
  BOOST_TEST(!if_none_match.empty());
  clock.wind(std::chrono::minutes(1));
  const auto again = get(mentions, target());
  BOOST_TEST(again.status == 304);
  BOOST_TEST(again.body.empty());
  BOOST_TEST(header(again, "Access-Control-Allow-Origin") == "*");
  shown("https://b.example/1");
  BOOST_TEST(get(mentions, target()).status == 200);
}

BOOST_FIXTURE_TEST_CASE(API_04_scripts_of_all_pages_may_ask_also_when_the_answer_is_an_error, ShownScene) {
  shown("https://a.example/1");
  for (const char* path : {"api/mentions", "api/links.jf2", "api/count.json", "api/mention/1",
                           "api/engagement", "fragment", "answers.json"}) {
    const auto asked = get(path, {}, "*/*", "OPTIONS");
    BOOST_TEST(asked.status == 204, path);
    BOOST_TEST(header(asked, "Access-Control-Allow-Origin") == "*");
    BOOST_TEST(header(asked, "Access-Control-Allow-Methods") == "GET, HEAD, OPTIONS");
    BOOST_TEST(header(asked, "Access-Control-Allow-Headers") == "*");
    const auto wrong = get(path, {}, "*/*", "DELETE");
    BOOST_TEST(wrong.status == 405, path);
    BOOST_TEST(header(wrong, "Access-Control-Allow-Origin") == "*");
    BOOST_TEST(header(wrong, "Allow") == "GET, HEAD, OPTIONS");
  }
  for (const auto& fault : {get(mentions, "token=x"), get("api/mention/9"), get("api/mention/x")}) {
    BOOST_TEST(fault.status >= 400);
    BOOST_TEST(header(fault, "Access-Control-Allow-Origin") == "*");
  }
  const auto head = get(mentions, target(), "*/*", "HEAD");
  BOOST_TEST(head.status == 200);
  BOOST_TEST(header(head, "ETag") == header(get(mentions, target()), "ETag"));
  // What is not everybody's is nobody else's.
  for (const char* path : {"status/x", "webmention", "act/x", "health"}) {
    BOOST_TEST(get(path, {}, "*/*", "OPTIONS").status == 405, path);
    BOOST_TEST(header(get(path), "Access-Control-Allow-Origin") == "", path);
  }
}

BOOST_FIXTURE_TEST_CASE(API_05_a_target_nobody_linked_to_is_an_empty_feed, ShownScene) {
  for (const char* unknown : {"https://blog.example/nothing/", "https://other.example/", "rubbish", "//"}) {
    const auto got = json(mentions, target(unknown));
    BOOST_TEST(got["type"] == "feed");
    BOOST_TEST(got["name"] == "Webmentions");
    BOOST_TEST(got["children"].is_array());
    BOOST_TEST(got["children"].empty(), unknown);
  }
}

BOOST_FIXTURE_TEST_CASE(API_06_a_child_has_what_clients_count_on, ShownScene) {
  const auto id = shown("https://fan.example/2026/01/sled/", [&](Linkback& l, SourcePage& page) {
    l.protocol = model::Protocol::pingback;
    l.published = parse_iso8601("2026-01-02T08:00:00Z");
    page.published_text = "2026-01-02 10:00:00.123456789 +0200";  // served tidied, its zone kept
    page.author_photo = "https://fan.example/rosa.jpg";
  });
  const auto got = json(mentions, target())["children"].at(0);
  BOOST_TEST(got["type"] == "entry");
  BOOST_TEST(got["author"] == ordered_json({{"type", "card"},
                                            {"name", "Rosa"},
                                            {"photo", "https://fan.example/rosa.jpg"},
                                            {"url", "https://fan.example/"}}));
  BOOST_TEST(got["url"] == "https://fan.example/2026/01/sled/");
  BOOST_TEST(got["published"] == "2026-01-02T10:00:00+02:00");
  BOOST_TEST(got["wm-received"] == "2026-01-05T10:00:00Z");
  BOOST_TEST(got["wm-id"].is_number_integer());
  BOOST_TEST(got["wm-id"] == id);
  BOOST_TEST(got["wm-source"] == "https://fan.example/2026/01/sled/");
  BOOST_TEST(got["wm-target"] == std::string(doubles::post_url));
  BOOST_TEST(got["wm-protocol"] == "pingback");
  BOOST_TEST(got["wm-property"] == "mention-of");
  BOOST_TEST(got["mention-of"] == std::string(doubles::post_url));
  BOOST_TEST(got["wm-private"] == false);
}

BOOST_FIXTURE_TEST_CASE(API_06_each_type_has_its_property_and_a_trackback_its_protocol, ShownScene) {
  const std::pair<const char*, const char*> known[] = {{"reply", "in-reply-to"},
                                                       {"like", "like-of"},
                                                       {"repost", "repost-of"},
                                                       {"bookmark", "bookmark-of"},
                                                       {"mention", "mention-of"}};
  for (const auto& [type, property] : known) {
    shown("https://" + std::string(type) + ".example/", [&, t = std::string(type)](Linkback& l, SourcePage&) {
      l.type = t;
      l.protocol = model::Protocol::trackback;
    });
    const auto got = json(mentions, target() + "&wm-property=" + property)["children"];
    BOOST_REQUIRE_EQUAL(got.size(), 1u);
    BOOST_TEST(got[0]["wm-property"] == property);
    BOOST_TEST(got[0][property] == std::string(doubles::post_url));
    BOOST_TEST(got[0]["wm-protocol"] == "trackback");
    BOOST_TEST(got[0]["published"].is_null());
  }
  shown("https://rsvp.example/", [](Linkback& l, SourcePage& page) {
    l.type = "rsvp";
    page.rsvp = "maybe";
  });
  const auto rsvp = json(mentions, target() + "&wm-property=rsvp")["children"].at(0);
  BOOST_TEST(rsvp["rsvp"] == "maybe");
  BOOST_TEST(rsvp["in-reply-to"] == std::string(doubles::post_url));
}

BOOST_FIXTURE_TEST_CASE(API_06_what_is_not_shown_is_never_told, ShownScene) {
  for (const auto state : {LinkbackState::waiting, LinkbackState::hidden, LinkbackState::gone,
                           LinkbackState::refused, LinkbackState::deferred}) {
    shown("https://" + std::string(model::word(state)) + ".example/secret",
          [&](Linkback& l, SourcePage&) { l.state = state; });
  }
  const auto token = make_token();
  BOOST_TEST(!has(get("api/mentions.jf2", token), "secret"));
  for (const auto& query : {target(), target() + "&since=1970-01-01T00:00:00Z", target() + "&" + token}) {
    for (const char* path :
         {"api/mentions.jf2", "api/mentions.json", "api/mentions.html", "api/mentions.atom"})
      BOOST_TEST(!has(get(path, query), "secret"), path);
  }
  BOOST_TEST(json("api/count", target())["count"] == 0);
}

BOOST_FIXTURE_TEST_CASE(API_07_a_child_says_what_its_page_said_and_nothing_unsafe, ShownScene) {
  shown("https://a.example/1", [](Linkback& l, SourcePage& page) {
    page.summary = "Fast, in short.";
    page.syndication = {"https://elsewhere.example/9", "javascript:alert(1)"};
    page.photos = {"https://a.example/p.jpg"};
    page.canonical = "https://a.example/one";
    page.author_photo = "javascript:alert(1)";
    l.author_url = "data:text/html,x";
  });
  const auto got = json(mentions, target())["children"].at(0);
  BOOST_TEST(got["name"] == "About the sled");
  BOOST_TEST(got["content"] ==
             ordered_json({{"html", "<p>It is <b>fast</b>.</p>"}, {"text", "It is fast."}}));
  BOOST_TEST(got["summary"] == ordered_json({{"content-type", "text/plain"}, {"value", "Fast, in short."}}));
  BOOST_TEST(got["syndication"] == ordered_json({"https://elsewhere.example/9"}));
  BOOST_TEST(got["photo"] == ordered_json({"https://a.example/p.jpg"}));
  BOOST_TEST(got["rels"]["canonical"] == "https://a.example/one");
  BOOST_TEST(got["author"]["photo"] == "");
  BOOST_TEST(got["author"]["url"] == "");
  shown("https://b.example/1", [](Linkback& l, SourcePage& page) {
    l.excerpt = "round the link";
    page = {};
  });
  const auto bare = json(mentions, target())["children"].at(0);
  BOOST_TEST(bare["content"] == ordered_json({{"text", "round the link"}}));
  BOOST_TEST(!bare.contains("summary"));
  BOOST_TEST(!bare.contains("photo"));
}

// webmention.js prints a name in the place of the text.
BOOST_FIXTURE_TEST_CASE(API_07_what_has_no_name_is_given_none, ShownScene) {
  web.serves_html(doubles::source_url,
                  "<title>Rosa's notes</title><div class=h-entry><a class=u-in-reply-to href='" +
                      std::string(doubles::post_url) + "'>x</a><p class=e-content>Well said.</p></div>");
  ping();
  work();
  const auto got = json(mentions, target())["children"].at(0);
  BOOST_TEST(!got.contains("name"));
  BOOST_TEST(got["content"]["text"] == "Well said.");
  BOOST_TEST(json("api/links", target())["links"].at(0)["data"]["name"].is_null());
  shown("https://bare.example/1", [](Linkback& l, SourcePage&) { l.title = "bare.example"; });
  BOOST_TEST(!json(mentions, target())["children"].at(0).contains("name"));
}

// webmention.js writes url and wm-source into href="…" as they come.
BOOST_FIXTURE_TEST_CASE(API_07_addresses_stay_inside_the_quotes_of_a_widget, ShownScene) {
  shown("https://a.example/?\"><img src=x onerror=alert(1)>`", [](Linkback& l, SourcePage& page) {
    l.author_url = "https://a.example/\"onclick=\"x";
    page.author_photo = "https://a.example/\"onload=\"x";
    page.canonical = "https://a.example/\"<";
    page.final_url = "https://b.example/\"<>";
  });
  const auto got = json(mentions, target())["children"].at(0);
  for (const auto& address : {got["url"], got["wm-source"], got["wm-target"], got["author"]["url"],
                              got["author"]["photo"], got["rels"]["canonical"], got["mention-of"]})
    BOOST_TEST(address.get<std::string>().find_first_of("\"<>` ") == std::string::npos, address);
  const auto older = json("api/links", target())["links"].at(0);
  for (const auto& address : {older["source"], older["target"], older["data"]["url"]})
    BOOST_TEST(address.get<std::string>().find_first_of("\"<>` ") == std::string::npos, address);
}

BOOST_FIXTURE_TEST_CASE(API_08_the_older_form_has_links_data_and_activity, ShownScene) {
  const auto id = shown("https://a.example/1", [](Linkback& l, SourcePage&) {
    l.type = "like";
    l.author_name = "Rosa <b>";
    l.published = parse_iso8601("2026-01-02T08:00:00Z");
  });
  const auto got = json("api/links", target())["links"].at(0);
  BOOST_TEST(got["source"] == "https://a.example/1");
  BOOST_TEST(got["verified"] == true);
  BOOST_TEST(parse_iso8601(got["verified_date"].get<std::string>()).has_value());
  BOOST_TEST(got["id"] == id);
  BOOST_TEST(got["private"] == false);
  BOOST_TEST(got["target"] == std::string(doubles::post_url));
  BOOST_TEST(got["data"]["author"]["name"] == "Rosa <b>");
  BOOST_TEST(got["data"]["author"]["photo"].is_null());
  BOOST_TEST(got["data"]["url"] == "https://a.example/1");
  BOOST_TEST(got["data"]["content"] == "<p>It is <b>fast</b>.</p>");
  BOOST_TEST(got["data"]["published"] == "2026-01-02T08:00:00Z");
  BOOST_TEST(got["data"]["published_ts"] == 1767340800);
  BOOST_TEST(got["activity"]["type"] == "like");
  BOOST_TEST(got["activity"]["sentence"] == "Rosa <b> liked a post https://blog.example/rocket/");
  BOOST_TEST(got["activity"]["sentence_html"].get<std::string>().find("Rosa &lt;b&gt;") != std::string::npos);
  shown("https://b.example/1");
  BOOST_TEST(json("api/links", target())["links"].at(0)["activity"]["type"] == "link");
}

BOOST_FIXTURE_TEST_CASE(API_09_counts_are_by_type_and_never_undefined, ShownScene) {
  BOOST_TEST(
      json("api/count", target()) ==
      ordered_json({{"count", 0}, {"type", {{"like", 0}, {"mention", 0}, {"reply", 0}, {"repost", 0}}}}));
  shown("https://a.example/1", [](Linkback& l, SourcePage&) { l.type = "like"; });
  shown("https://b.example/1", [](Linkback& l, SourcePage&) { l.type = "like"; });
  shown("https://c.example/1", [](Linkback& l, SourcePage& page) {
    l.type = "rsvp";
    page.rsvp = "yes";
  });
  shown("https://d.example/1");
  const auto got = json("api/count.json", target());
  BOOST_TEST(got["count"] == 4);
  BOOST_TEST(got["type"]["like"] == 2);
  BOOST_TEST(got["type"]["rsvp-yes"] == 1);
  BOOST_TEST(got["type"]["mention"] == 1);
  BOOST_TEST(header(get(mentions, target() + "&per-page=1"), "X-Total-Count") == "4");
  BOOST_TEST(json(mentions, target() + "&per-page=1")["total"] == 4);
  BOOST_TEST(json("api/count", make_token())["count"] == 4);
}

BOOST_FIXTURE_TEST_CASE(API_16_odd_pages_are_answered_and_pages_never_repeat, ShownScene) {
  for (const char* host : {"a", "b", "c", "d", "e"})
    shown("https://" + std::string(host) + ".example/",
          [](Linkback& l, SourcePage&) { l.published = parse_iso8601("2026-01-02T08:00:00Z"); });
  BOOST_TEST(order(target()) == "e d c b a");
  BOOST_TEST(order(target() + "&sort-dir=up") == "a b c d e");
  const auto same = target() + "&sort-by=published&per-page=2";
  BOOST_TEST(order(same) == "e d");
  BOOST_TEST(order(same + "&page=1") == "c b");
  BOOST_TEST(order(same + "&page=2") == "a");
  BOOST_TEST(order(same + "&page=3") == "");
  BOOST_TEST(order(same + "&sort-dir=up&page=1") == "c d");
  for (const char* odd : {"-1", "abc", "", "1.5", "-99999999999999999999"})
    BOOST_TEST(order(target() + "&per-page=" + odd) == "e d c b a", odd);
  BOOST_TEST(order(target() + "&per-page=0") == "");
  for (const char* huge : {"9001", "10000", "99999999999999999999"})
    BOOST_TEST(order(target() + "&perPage=" + huge) == "e d c b a", huge);
  for (const char* page : {"-1", "abc"}) BOOST_TEST(order(target() + "&page=" + page) == "e d c b a");
  BOOST_TEST(order(target() + "&page=99999999999999999999") == "");
}

BOOST_FIXTURE_TEST_CASE(API_16_orders_are_by_the_whole_list_not_by_page, ShownScene) {
  const char* answers[] = {"no", "yes", "maybe"};
  model::RowId first = 0;
  for (const char* answer : answers) {
    const auto id = shown("https://" + std::string(answer) + ".example/",
                          [&, a = std::string(answer)](Linkback& l, SourcePage& page) {
                            l.type = "rsvp";
                            page.rsvp = a;
                          });
    if (first == 0) first = id;
  }
  BOOST_TEST(order(target() + "&sort-by=rsvp&sort-dir=up&per-page=1") == "yes");
  BOOST_TEST(order(target() + "&sort-by=rsvp&sort-dir=up&per-page=1&page=2") == "no");
  move(first, LinkbackState::hidden);
  move(first, LinkbackState::shown);
  BOOST_TEST(order(target() + "&sort-by=updated") == "no maybe yes");
  BOOST_TEST(order(make_token() + "&sort-by=updated") == "no maybe yes");
  BOOST_TEST(order(make_token() + "&sort-by=created") == "maybe yes no");
}

BOOST_FIXTURE_TEST_CASE(API_16_one_post_under_all_its_addresses, ShownScene) {
  shown("https://a.example/1", [](Linkback& l, SourcePage&) { l.target = "https://blog.example/?p=5"; });
  shown("https://b.example/1");
  for (const char* address :
       {"https://blog.example/rocket/", "https://blog.example/rocket", "http://blog.example/rocket/",
        "https://www.blog.example/rocket/", "//blog.example/rocket/", "https://blog.example/rocket/#comments",
        "https://blog.example/?p=5"})
    BOOST_TEST(order(target(address)) == "b a", address);
  // As webmention.js asks: twice the same page.
  BOOST_TEST(
      order(
          "target[]=http%3A%2F%2Fblog.example%2Frocket%2F&target%5B%5D=https%3A%2F%2Fblog.example%2Frocket%2F"
          "&sort-by=published&sort-dir=up&per-page=30") == "a b");
  // One page that reached the post under two addresses is one mention.
  shown("https://a.example/1");
  BOOST_TEST(order(target()) == "b a");
  BOOST_TEST(json("api/count", target())["count"] == 2);
}

BOOST_FIXTURE_TEST_CASE(API_16_properties_in_all_three_forms, ShownScene) {
  for (const char* type : {"like", "reply", "mention"})
    shown("https://" + std::string(type) + ".example/",
          [t = std::string(type)](Linkback& l, SourcePage&) { l.type = t; });
  BOOST_TEST(order(target() + "&wm-property=like-of") == "like");
  BOOST_TEST(order(target() + "&wm-property[]=like-of&wm-property[]=in-reply-to") == "reply like");
  BOOST_TEST(order(target() + "&wm-property%5B0%5D=like-of&wm-property[1]=mention-of") == "mention like");
  BOOST_TEST(order(target() + "&wm-property=unheard-of") == "");
}

BOOST_FIXTURE_TEST_CASE(API_16_since_a_time_or_a_number_also_what_was_taken_back, ShownScene) {
  const auto a = shown("https://a.example/spam");
  const auto b = shown("https://b.example/1");
  clock.wind(std::chrono::hours(1));
  shown("https://c.example/1");
  BOOST_TEST(order(target() + "&since_id=" + std::to_string(a)) == "c b");
  BOOST_TEST(order(target() + "&since=2026-01-05T10:30:00Z") == "c");
  BOOST_TEST(order(target() + "&since=2026-01-05T12:30:00+02:00") == "c");
  BOOST_TEST(get(mentions, target() + "&since=yesterday").status == 400);
  BOOST_TEST(!json(mentions, target()).contains("deleted"));

  move(a, LinkbackState::hidden);
  const auto got = json(mentions, target() + "&since=2026-01-05T10:30:00Z");
  BOOST_TEST(got["children"].size() == 1u);
  BOOST_REQUIRE_EQUAL(got["deleted"].size(), 1u);
  BOOST_TEST(got["deleted"][0]["wm-id"] == a);
  BOOST_TEST(got.dump().find("spam") == std::string::npos);
  const auto own = json(mentions, make_token() + "&deleted-since=2026-01-05T10:30:00Z");
  BOOST_TEST(own["deleted"][0]["wm-source"] == "https://a.example/spam");
  BOOST_TEST(own["children"].size() == 2u);
  BOOST_TEST(json(mentions, target() + "&since=2026-01-06T10:30:00Z")["deleted"].empty());
  BOOST_TEST(b > a);
}

BOOST_FIXTURE_TEST_CASE(API_16_a_thousand_long_texts_do_not_fill_the_memory, ShownScene) {
  for (int i = 0; i < 400; ++i) {
    shown("https://a.example/" + std::to_string(i), [](Linkback&, SourcePage& page) {
      page.content_html = "<p>" + std::string(60000, 'x') + "</p>";
      page.content_text = std::string(60000, 'x');
    });
  }
  const auto got = get(mentions, target() + "&per-page=10000");
  BOOST_TEST(ordered_json::parse(got.body)["children"].size() == 400u);
  BOOST_TEST(got.body.size() < 10u * 1024 * 1024);
}

BOOST_AUTO_TEST_SUITE_END()

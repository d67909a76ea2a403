// What a verified page says of itself: each case is named by its number.
#include "doubles/ping_scene.h"

using namespace earshot;
using doubles::PingScene;

BOOST_AUTO_TEST_SUITE(microformats_receiver)

namespace {

constexpr std::string_view me = "https://fan.example/about";

struct Reading : PingScene {
  // What is stored after a mention from a page with this body.
  model::SourcePage read(const std::string& body, std::string_view type = "text/html; charset=utf-8",
                         std::string_view source = doubles::source_url) {
    web.serves(source, body, {{"content-type", std::string(type)}});
    ping(source);
    work();
    last = all().at(0);
    clock.wind(std::chrono::minutes(1));
    return database->read([&](db::Reader& r) { return store::find_source_page(r, site.id, last.id); })
        .value_or(model::SourcePage{});
  }
  model::SourcePage read_fresh(const std::string& body) {
    return read(body, "text/html", "https://fan.example/fresh/" + std::to_string(++number));
  }
  static std::string entry(std::string_view inside) {
    return "<article class=h-entry>" + std::string(inside) + "</article>";
  }
  static std::string link(std::string_view properties = "") {
    return "<a class='" + std::string(properties) + "' href='" + std::string(doubles::post_url) +
           "'>this</a>";
  }
  model::Linkback last;
  int number = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(MF_01_the_property_that_names_the_target_is_the_type, Reading) {
  struct Case {
    std::string inside, type;
  };
  const Case cases[] = {
      {link("u-in-reply-to"), "reply"},
      {link("u-like-of"), "like"},
      {link("u-repost-of"), "repost"},
      {link("u-bookmark-of"), "bookmark"},
      {link("u-invitee h-card"), "invite"},
      {link("u-in-reply-to") + "<data class=p-rsvp value=maybe></data>", "rsvp"},
      {link("u-in-reply-to") + "<data class=p-rsvp value=perhaps></data>", "reply"},
      {link("u-in-reply-to u-like-of"), "like"},
      {link(), "mention"},
  };
  for (const auto& one : cases) {
    const auto page = read_fresh(entry(one.inside));
    BOOST_TEST(last.type == one.type, one.inside << " is a " << last.type);
    BOOST_TEST(page.rsvp == (one.type == "rsvp" ? "maybe" : ""));
  }
}

BOOST_FIXTURE_TEST_CASE(MF_02_a_like_of_something_else_is_a_mention, Reading) {
  read_fresh(entry("<a class=u-like-of href='https://else.example/'>x</a>" + link()));
  BOOST_TEST(last.type == "mention");
  read_fresh(entry("<a class=u-like-of href='https://blog.example/rocket/2'>x</a>" + link()));
  BOOST_TEST(last.type == "mention");
}

BOOST_FIXTURE_TEST_CASE(MF_03_a_citation_names_the_target_as_well_as_a_bare_address, Reading) {
  for (const char* property : {"u-in-reply-to", "p-in-reply-to"}) {
    read_fresh(entry("<div class='" + std::string(property) + " h-cite'>" + link("u-url p-name") + "</div>"));
    BOOST_TEST(last.type == "reply", property);
  }
}

BOOST_FIXTURE_TEST_CASE(MF_04_short_content_else_the_summary_else_the_content_cut, Reading) {
  std::string essay;
  for (int i = 0; i < 200; ++i) essay += "word ";
  read_fresh(entry(link("u-in-reply-to") + "<p class=p-summary>Sum</p><div class=e-content>Short</div>"));
  BOOST_TEST(last.excerpt == "Short");
  read_fresh(
      entry(link("u-in-reply-to") + "<p class=p-summary>Sum</p><div class=e-content>" + essay + "</div>"));
  BOOST_TEST(last.excerpt == "Sum");
  read_fresh(entry(link("u-in-reply-to") + "<div class=e-content>" + essay + "</div>"));
  BOOST_TEST(count_characters(last.excerpt) <= 300u);
  BOOST_TEST(last.excerpt.starts_with("word word"));
  const auto page = read_fresh(
      entry("<h1 class=p-name>Yes</h1><div class=e-content><p onclick=x()>I <b>agree</b> with " + link() +
            " and <a href='/more'>more</a><script>bad()</script><img src=x onerror=bad()></p></div>"));
  BOOST_TEST(last.title == "Yes");
  BOOST_TEST(page.content_text.starts_with("I agree with this and more"));
  BOOST_TEST(page.content_html.find("<b>agree</b>") != std::string::npos);
  BOOST_TEST(page.content_html.find("href=\"https://fan.example/more\"") != std::string::npos);
  for (const char* bad : {"script", "onclick", "onerror", "<img"})
    BOOST_TEST(page.content_html.find(bad) == std::string::npos, bad);
  BOOST_TEST(read_fresh(entry(link() + "<div class=e-content>" + std::string(100000, 'x') + "</div>"))
                 .content_html.size() <= 16u * 1024);
}

BOOST_FIXTURE_TEST_CASE(MF_05_of_several_entries_the_one_meant_is_read, Reading) {
  const std::string two =
      "<article class=h-entry id=a><p class=p-name>First</p></article>"
      "<article class=h-entry id=b><p class=p-name>Second</p>" +
      link() + "</article>";
  read(two, "text/html", "https://fan.example/day#b");
  BOOST_TEST(last.title == "Second");
  read(two, "text/html", "https://fan.example/day2#a");
  BOOST_TEST(last.title == "First");
  read_fresh(
      "<article class=h-entry><p class=p-name>Other</p><a class=u-url href='/else'></a></article>"
      "<article class=h-entry><p class=p-name>Own</p><a class=u-url href='/fresh/1'></a>" +
      link() + "</article>");
  BOOST_TEST(last.title == "Own");
}

BOOST_FIXTURE_TEST_CASE(MF_06_a_card_in_front_does_not_hide_the_entry, Reading) {
  read_fresh("<div class=h-card><a class='u-url p-name' href='/'>Site</a></div>" +
             entry(link("u-like-of") + "<a class='p-author h-card' href='/ana'>Ana Ruiz</a>"));
  BOOST_TEST(last.type == "like");
  BOOST_TEST(last.author_name == "Ana Ruiz");
  BOOST_TEST(last.author_url == "https://fan.example/ana");
}

BOOST_FIXTURE_TEST_CASE(MF_07_the_author_is_found_by_the_authorship_algorithm, Reading) {
  // The feed round the entry.
  read_fresh("<div class=h-feed><div class='p-author h-card'>Feed Author</div>" + entry(link()) + "</div>");
  BOOST_TEST(last.author_name == "Feed Author");
  // Plain text.
  read_fresh(entry(link() + "<span class=p-author>Bo Li</span>"));
  BOOST_TEST(last.author_name == "Bo Li");
  // An address: the card of that page whose url and uid are the page's …
  web.serves_html(me,
                  "<div class=h-card><a class=u-url href='/x'>No</a></div>"
                  "<div class=h-card><a class='u-url u-uid p-name' href='/about'>Cleo Mar</a>"
                  "<img class=u-photo src='/cleo.jpg'></div>");
  const auto page = read_fresh(entry(link() + "<a class=u-author href='/about'></a>"));
  BOOST_TEST(last.author_name == "Cleo Mar");
  BOOST_TEST(last.author_url == me);
  BOOST_TEST(page.author_photo == "https://fan.example/cleo.jpg");
  BOOST_TEST(web.times_asked(me) == 1u);
  // … else one that it links with rel=me …
  web.serves_html(me,
                  "<a rel=me href='/dan'>me</a><div class=h-card><a class='u-url p-name' href='/dan'>Dan "
                  "Fox</a></div>");
  read_fresh(entry(link()) + "<a rel=author href='/about'>who</a>");
  BOOST_TEST(last.author_name == "Dan Fox");
  // … else a card of the post's own page with that address.
  web.answers(me, 404);
  read_fresh(entry(link() + "<a class=u-author href='/about'></a>") +
             "<div class=h-card><a class='u-url p-name' href='/about'>Eve Orr</a></div>");
  BOOST_TEST(last.author_name == "Eve Orr");
}

BOOST_FIXTURE_TEST_CASE(MF_07_rel_author_of_a_list_of_posts_is_nobodys, Reading) {
  web.serves_html(me, "<div class=h-card><a class='u-url u-uid p-name' href='/about'>Cleo Mar</a></div>");
  read_fresh(entry(link()) + entry("<p class=p-name>Another</p>") + "<a rel=author href='/about'>who</a>");
  BOOST_TEST(last.author_name == "");
  BOOST_TEST(web.times_asked(me) == 0u);
}

BOOST_FIXTURE_TEST_CASE(MF_07_not_more_than_one_further_page_is_asked_for, Reading) {
  web.serves_html(me, "<a rel=author href='/second'>x</a><a rel=me href='/third'>y</a>");
  web.forget_asked();
  read_fresh(entry(link() + "<a class=u-author href='/about'></a>"));
  BOOST_TEST(web.asked().size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(MF_08_addresses_are_resolved_and_only_http_ones_are_kept, Reading) {
  const auto good =
      read_fresh("<base href='https://cdn.example/deep/'>" +
                 entry(link() + "<div class='p-author h-card'><a class='u-url p-name' href='../ana'>"
                                "0</a><img class=u-photo src='a.jpg'></div>"));
  BOOST_TEST(last.author_url == "https://cdn.example/ana");
  BOOST_TEST(good.author_photo == "https://cdn.example/deep/a.jpg");
  BOOST_TEST(last.author_name == "0");
  const auto bad = read_fresh(entry(link() + "<div class='p-author h-card'><a class='u-url p-name' "
                                             "href='javascript:x()'>Ana</a><img class=u-photo "
                                             "src='data:image/png;base64,AA'></div>"));
  BOOST_TEST(last.author_url == "");
  BOOST_TEST(bad.author_photo == "");
}

BOOST_FIXTURE_TEST_CASE(MF_09_dates_keep_their_zone_and_rubbish_is_none, Reading) {
  const auto published = [&](std::string_view written) {
    return read_fresh(
               entry(link() + "<time class=dt-published datetime='" + std::string(written) + "'></time>"))
        .published_text;
  };
  BOOST_TEST(published("2026-01-02T03:04:05+05:30") == "2026-01-02T03:04:05+05:30");
  BOOST_TEST(iso8601(*last.published) == "2026-01-01T21:34:05Z");
  BOOST_TEST(published("2026-01-02T03:04:05") == "2026-01-02T03:04:05");
  BOOST_TEST(published("2026-01-02") == "2026-01-02");
  BOOST_TEST(published("next Tuesday") == "");
  BOOST_TEST(!last.published.has_value());
  read_fresh(entry(link() + "<div class=dt-published><span class=value>2026-01-02</span> <span "
                            "class=value>03:04</span></div>"));
  BOOST_TEST(iso8601(*last.published) == "2026-01-02T03:04:00Z");
}

BOOST_FIXTURE_TEST_CASE(MF_11_without_microformats_the_page_itself_is_asked, Reading) {
  const auto page = read_fresh(
      "<title>Plain title</title><meta property='og:title' content='Shared title'>"
      "<meta property='og:site_name' content='Fan site'><meta name=author content='Ana Ruiz'>"
      "<meta name=description content='What it is about'><link rel=canonical href='/real'>"
      "<meta property='article:published_time' content='2026-01-02T03:04:05Z'>" +
      link());
  BOOST_TEST(last.title == "Shared title");
  BOOST_TEST(last.blog_name == "Fan site");
  BOOST_TEST(last.author_name == "Ana Ruiz");
  BOOST_TEST(page.summary == "What it is about");
  BOOST_TEST(page.canonical == "https://fan.example/real");
  BOOST_TEST(page.published_text == "2026-01-02T03:04:05Z");
  read_fresh("<title>Plain title</title>" + link());
  BOOST_TEST(last.title == "Plain title");
}

BOOST_FIXTURE_TEST_CASE(MF_11_what_search_engines_are_told_is_read_too, Reading) {
  const auto page = read_fresh(
      "<script type='application/ld+json'>{\"@context\":\"https://schema.org\",\"@graph\":["
      "{\"@type\":\"WebSite\",\"name\":\"Not this\"},"
      "{\"@type\":[\"Article\",\"BlogPosting\"],\"headline\":\"From "
      "JSON\",\"datePublished\":\"2026-01-02T03:04:05+"
      "01:00\",\"author\":{\"@id\":\"#ana\"}},{\"@type\":\"Person\",\"@id\":\"#ana\",\"name\":\"Ana "
      "Ruiz\",\"url\":\"/ana\",\"image\":{\"url\":\"/ana.png\"}}]}</script>" +
      link());
  BOOST_TEST(last.title == "From JSON");
  BOOST_TEST(last.author_name == "Ana Ruiz");
  BOOST_TEST(last.author_url == "https://fan.example/ana");
  BOOST_TEST(page.author_photo == "https://fan.example/ana.png");
  BOOST_TEST(page.published_text == "2026-01-02T03:04:05+01:00");
  for (const std::string& rubbish :
       {std::string("{\"@type\":\"Article\",\"headline\":"), std::string(60000, '['),
        std::string("[1,\"a\",null]"), std::string("{\"@type\":7,\"author\":[[[]]],\"headline\":{}}"),
        std::string(100000, 'x')}) {
    read_fresh("<title>T</title><script type='application/ld+json'>" + rubbish + "</script>" + link());
    BOOST_TEST(last.title == "T");
  }
}

BOOST_FIXTURE_TEST_CASE(photos_and_copies_elsewhere_are_kept_bounded, Reading) {
  std::string many;
  for (int i = 0; i < 20; ++i) many += "<img class=u-photo src='/p" + std::to_string(i) + ".jpg'>";
  const auto page =
      read_fresh(entry(link() + many + "<a class=u-syndication href='https://silo.example/1'></a>") +
                 "<a rel=syndication href='https://silo.example/2'>x</a>");
  BOOST_TEST(page.photos.size() == 8u);
  BOOST_TEST(page.photos.at(0) == "https://fan.example/p0.jpg");
  BOOST_TEST(page.syndication.size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(a_feed_as_source_is_read_entry_by_entry, Reading) {
  const auto page = read(
      "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>Fan feed</title>"
      "<entry><id>1</id><title>No</title><content type='html'>&lt;p&gt;x&lt;/p&gt;</content></entry>"
      "<entry><id>2</id><title>Yes</title><author><name>Ana "
      "Ruiz</name></author><published>2026-01-02T03:04:05Z"
      "</published><link href='https://fan.example/2'/><content type='html'>&lt;p&gt;I read &lt;a "
      "href=&quot;" +
          std::string(doubles::post_url) + "&quot;&gt;this&lt;/a&gt;.&lt;/p&gt;</content></entry></feed>",
      "application/atom+xml");
  BOOST_TEST(state() == "shown");
  BOOST_TEST(last.title == "Yes");
  BOOST_TEST(last.author_name == "Ana Ruiz");
  BOOST_TEST(last.excerpt == "I read this.");
  BOOST_TEST(page.content_html.find("<a href=\"https://blog.example/rocket/\"") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

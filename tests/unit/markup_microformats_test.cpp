#include <boost/test/unit_test.hpp>

#include <string>

#include "markup/microformats.h"

using namespace earshot;
using namespace earshot::markup;

BOOST_AUTO_TEST_SUITE(markup_microformats)

namespace {

const Url page_url = *Url::parse("https://fan.example/2026/note");
const Url target = *Url::parse("https://blog.example/post");

Entry entry(std::string_view html, const Url& url = page_url) {
  return read_entry(html, "text/html", url, target);
}
std::string text(const std::optional<Url>& url) {
  return url ? url->text() : "";
}

std::string with(std::string_view inside) {
  return "<div class='h-entry'>" + std::string(inside) + "</div>";
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_property_that_names_the_target_decides_the_type) {
  const auto type = [](std::string_view property) {
    return entry(with("<a class='u-" + std::string(property) + "' href='https://blog.example/post'>x</a>"))
        .type;
  };
  BOOST_TEST(type("in-reply-to") == "reply");
  BOOST_TEST(type("like-of") == "like");
  BOOST_TEST(type("repost-of") == "repost");
  BOOST_TEST(type("bookmark-of") == "bookmark");
  BOOST_TEST(type("url") == "mention");
  BOOST_TEST(entry(with("<a class=u-like-of href='https://else.example/'>x</a><a "
                        "href='https://blog.example/post'>y</a>"))
                 .type == "mention");
}

BOOST_AUTO_TEST_CASE(a_like_without_words_is_told_from_one_with) {
  const std::string like = "<a class='u-like-of' href='https://blog.example/post'></a>";
  BOOST_TEST(entry(with("<span class='p-uid'>tag:x,2013:1_liked_by_2</span>" + like)).is_wordless());
  BOOST_TEST(!entry(with("<p class='e-content'>yes</p>" + like)).is_wordless());
  BOOST_TEST(!entry(with("<p class='p-summary'>yes</p>" + like)).is_wordless());
  BOOST_TEST(!entry(with("<a class='u-in-reply-to' href='https://blog.example/post'></a>")).is_wordless());
}

BOOST_AUTO_TEST_CASE(jf2_says_what_the_same_page_says_in_html) {
  const auto jf2 = [](std::string_view text, std::string_view type = "application/jf2+json") {
    return read_entry(text, type, page_url, target);
  };
  const Entry read =
      jf2(R"({"type":"entry","url":"/2026/note","published":"2026-01-02T03:04:05Z","name":"Sleds",
    "author":{"type":"card","name":"Rosa","url":"https://rosa.example/","photo":"https://rosa.example/r.png"},
    "in-reply-to":["https://blog.example/post"],"content":{"html":"<p>Yes, <script>x</script><b>sleds</b></p>"}})");
  BOOST_TEST(read.found);
  BOOST_TEST(read.type == "reply");
  BOOST_TEST(read.author.name == "Rosa");
  BOOST_TEST(text(read.author.url) == "https://rosa.example/");
  BOOST_TEST(text(read.author.photo) == "https://rosa.example/r.png");
  BOOST_TEST(read.content == "Yes, sleds");
  BOOST_TEST(read.content_html == "<p>Yes, <b>sleds</b></p>");
  BOOST_TEST(read.name == "Sleds");
  BOOST_TEST(text(read.url) == page_url.text());
  BOOST_TEST(read.published == "2026-01-02T03:04:05Z");
  BOOST_TEST(jf2(R"({"type":"entry","like-of":"https://blog.example/post","content":"a text"})").type ==
             "like");
  BOOST_TEST(jf2(R"({"type":"feed","children":[{"type":"entry","name":"other"},
    {"type":"entry","repost-of":{"type":"cite","url":"https://blog.example/post"}}]})",
                 "")
                 .type == "repost");
}

BOOST_AUTO_TEST_CASE(mf2_in_json_says_what_the_same_page_says_in_html) {
  const Entry read = read_entry(R"({"items":[{"type":["h-entry"],"properties":{
    "bookmark-of":[{"type":["h-cite"],"properties":{"url":["https://blog.example/post"]},"value":"x"}],
    "author":[{"type":["h-card"],"properties":{"name":["Rosa"],"url":["https://rosa.example/"],
      "photo":[{"value":"/r.png","alt":"me"}]}}],
    "content":[{"html":"<i>so</i>","value":"so"}]}}],"rels":{}})",
                                "application/mf2+json", page_url, target);
  BOOST_TEST(read.type == "bookmark");
  BOOST_TEST(read.author.name == "Rosa");
  BOOST_TEST(text(read.author.photo) == "https://fan.example/r.png");
  BOOST_TEST(read.content == "so");
  BOOST_TEST(read.content_html == "<i>so</i>");
}

BOOST_AUTO_TEST_CASE(json_that_is_no_entry_says_nothing) {
  std::string deep = R"({"type":"entry","like-of":)";
  for (int i = 0; i < 100000; ++i) deep += R"({"type":"cite","x":[)";
  std::string many = "[";
  for (int i = 0; i < 20000; ++i) many += R"({"type":"entry","a":["b"]},)";
  for (const std::string& text : {std::string("[1,null,\"x\"]"), std::string("{"),
                                  std::string("{\"type\":5,\"url\":7}"), deep, many + "1]"}) {
    const Entry read = read_entry(text, "application/json", page_url, target);
    BOOST_TEST(read.type == "mention");
    BOOST_TEST(read.author.name == "");
  }
}

BOOST_AUTO_TEST_CASE(a_nested_citation_names_the_target_as_well) {
  BOOST_TEST(entry(with("<div class='u-in-reply-to h-cite'><a class='u-url' "
                        "href='https://blog.example/post'>x</a></div>"))
                 .type == "reply");
  BOOST_TEST(entry(with("<div class='p-in-reply-to h-cite'><a class='p-name u-url' "
                        "href='https://blog.example/post#c'>x</a></div>"))
                 .type == "reply");
}

BOOST_AUTO_TEST_CASE(an_answer_to_an_invitation_is_told) {
  const Entry read = entry(with(
      "<a class=u-in-reply-to href='https://blog.example/post'>x</a><data class=p-rsvp value=Yes></data>"));
  BOOST_TEST(read.type == "rsvp");
  BOOST_TEST(read.rsvp == "yes");
  BOOST_TEST(entry(with("<a class=u-in-reply-to href='https://blog.example/post'>x</a><data class=p-rsvp "
                        "value=perhaps></data>"))
                 .type == "reply");
}

BOOST_AUTO_TEST_CASE(texts_dates_and_author_are_read) {
  const Entry read = entry(
      "<base href='/x/'><article class='h-entry'><h1 class=p-name>Head</h1><a class='u-url' "
      "href='../2026/note'>"
      "<time class='dt-published' datetime='2026-01-02T03:04:05+01:00'>then</time></a>"
      "<div class='p-author h-card'><img class='u-photo' src='ana.png' alt=''><a class='u-url p-name' "
      "href='/ana'>Ana <b>Ruiz</b></a></div>"
      "<p class=p-summary>short</p><div "
      "class=e-content><p>Long</p><p>text<script>no</script></p></div></article>");
  BOOST_TEST(read.found);
  BOOST_TEST(read.name == "Head");
  BOOST_TEST(read.summary == "short");
  BOOST_TEST(read.content == "Long text");
  BOOST_TEST(read.published == "2026-01-02T03:04:05+01:00");
  BOOST_TEST(read.author.name == "Ana Ruiz");
  BOOST_TEST(text(read.author.url) == "https://fan.example/ana");
  BOOST_TEST(text(read.author.photo) == "https://fan.example/x/ana.png");
  BOOST_TEST(text(read.url) == "https://fan.example/2026/note");
}

BOOST_AUTO_TEST_CASE(a_name_that_only_repeats_the_content_is_none) {
  BOOST_TEST(entry(with("<p class='p-name e-content'>Just a note</p>")).name == "");
  BOOST_TEST(entry(with("<p class='e-content'>Just a note</p>")).name == "");
}

BOOST_AUTO_TEST_CASE(the_author_may_stand_in_the_feed_or_in_a_card_of_the_page) {
  BOOST_TEST(entry("<div class=h-feed><a class='p-author h-card' href='/a'>Ana</a>" +
                   with("<p class=p-name>x</p>") + "</div>")
                 .author.name == "Ana");
  BOOST_TEST(entry("<a class=h-card href='/b'>Bob</a>" + with("<p class=p-name>x</p>")).author.name == "Bob");
  BOOST_TEST(entry(with("<span class=p-author>Carl</span>")).author.name == "Carl");
  BOOST_TEST(entry(with("<span class=p-author>0</span>")).author.name == "0");
  BOOST_TEST(entry(with("<p class=p-name>x</p>") + "<a rel='author me' href='/d'>Dora</a>").author.name ==
             "Dora");
}

BOOST_AUTO_TEST_CASE(addresses_that_run_code_are_dropped) {
  const Entry read =
      entry(with("<a class='p-author h-card' href='javascript:x'><img src='data:image/png,x' alt=Ana></a>"));
  BOOST_TEST(read.author.name == "Ana");
  BOOST_TEST(!read.author.url.has_value());
  BOOST_TEST(!read.author.photo.has_value());
}

BOOST_AUTO_TEST_CASE(of_several_entries_the_right_one_is_taken) {
  const std::string two =
      "<div class=h-card><p class=p-name>Me</p></div><div class=h-entry id=one><p class=p-name>One</p></div>"
      "<div class=h-entry id=two><p class=p-name>Two</p><a class=u-url href='/2026/note'></a></div>"
      "<div class=h-entry id=three><p class=p-name>Three</p></div>";
  BOOST_TEST(entry(two).name == "Two");
  BOOST_TEST(entry(two, *Url::parse("https://fan.example/")).name == "One");
  BOOST_TEST(entry(two, *Url::parse("https://fan.example/2026/note#three")).name == "Three");
  BOOST_TEST(entry("<div class=h-entry><p class=p-name>One</p></div>" +
                   with("<p class=p-name>It</p><a class=u-like-of href='https://blog.example/post'></a>"))
                 .name == "It");
}

BOOST_AUTO_TEST_CASE(dates_in_parts_are_put_together) {
  BOOST_TEST(
      entry(with("<p class=dt-published><span class=value>2026-01-02</span> at <span class=value>10:00</span>"
                 "<span class=value>+01:00</span></p>"))
          .published == "2026-01-02T10:00+01:00");
  BOOST_TEST(entry(with("<p class=dt-published><time class=value>10:56</time> on <time "
                        "class=value>2026-01-02</time></p>"))
                 .published == "2026-01-02T10:56");
  for (const char* clock : {"5:06pm", "5pm", "5 p.m."}) {
    BOOST_TEST(entry(with("<p class=dt-published><b class=value>2026-01-02</b> <i class=value>" +
                          std::string(clock) + "</i></p>"))
                   .published == "2026-01-02T" + std::string(clock));
  }
}

BOOST_AUTO_TEST_CASE(the_class_names_of_before_are_understood) {
  const Entry read = entry(
      "<div class='post hentry'><h2 class=entry-title>T</h2><span class='vcard author'><a class='fn url' "
      "href='/a'>Ana</a></span>"
      "<abbr class=published title='2026-01-02'>2 Jan</abbr><div class=entry-content>Text</div></div>");
  BOOST_TEST(read.name == "T");
  BOOST_TEST(read.content == "Text");
  BOOST_TEST(read.author.name == "Ana");
  BOOST_TEST(text(read.author.url) == "https://fan.example/a");
  BOOST_TEST(read.published == "2026-01-02");
}

BOOST_AUTO_TEST_CASE(a_comment_with_its_own_permalink_is_not_the_entry_of_the_page) {
  const std::string page =
      "<article class=h-entry><h1 class=p-name>Journal</h1><div class=e-content>Text</div></article>"
      "<article class=hentry id=c1><div class=entry-content>Thanks, <a class=h-card "
      "href='//max.example/'>Max</a>"
      "</div><a rel=bookmark href='#c1'>#</a><cite class='vcard author'><a class='url fn' "
      "href='//bob.example/'>Bob</a></cite></article>"
      "<address class=h-card><b class=p-name>Ana</b></address>";
  const Entry read = entry(page);
  BOOST_TEST(read.name == "Journal");
  BOOST_TEST(read.author.name == "Ana");
  BOOST_TEST(entry(page, *Url::parse("https://fan.example/2026/note#c1")).author.name == "Bob");
}

BOOST_AUTO_TEST_CASE(what_is_hidden_or_missing_is_not_found) {
  BOOST_TEST(!entry("<template>" + with("x") + "</template>").found);
  BOOST_TEST(!entry("<!--" + with("x") + "-->").found);
  BOOST_TEST(!entry("<p>x").found);
  BOOST_TEST(!read_entry("{}", "application/json", page_url, target).found);
}

BOOST_AUTO_TEST_CASE(nesting_cannot_multiply_the_text) {
  std::string deep;
  for (int i = 0; i < 300; ++i) deep += "<div class='h-entry p-name e-content'>";
  const Entry read = entry(deep + std::string(300000, 'x'));
  BOOST_TEST(read.found);
  BOOST_TEST(read.content.size() <= 64U * 1024);
}

BOOST_AUTO_TEST_CASE(the_only_link_of_a_reply_is_not_its_own_address) {
  BOOST_TEST(text(entry(with("<a class=u-in-reply-to href='https://blog.example/post'>x</a>")).url) == "");
  const Entry read =
      entry(with("<a class='p-author h-card' href='/ana'><img class=u-photo src='/a.png'>Ana</a>"));
  BOOST_TEST(text(read.author.url) == "https://fan.example/ana");
}

BOOST_AUTO_TEST_SUITE_END()

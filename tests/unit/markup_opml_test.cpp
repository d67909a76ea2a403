#include <boost/test/unit_test.hpp>

#include "markup/opml.h"
#include "markup/page_comments.h"

using namespace earshot;
using namespace earshot::markup;

BOOST_AUTO_TEST_SUITE(markup_opml)

BOOST_AUTO_TEST_CASE(outlines_in_outlines_are_read_and_bad_ones_listed) {
  const auto read = read_opml(
      "<?xml version='1.0'?><opml version='1.0'><head><title>Mine</title></head><body>"
      "<outline text='Friends'><outline text='Inner'><outline type='rss' text='Rosa &amp; Co' "
      "xmlUrl='https://rosa.example/feed?a=1&amp;b=2' htmlUrl='https://rosa.example/'/></outline></outline>"
      "<OUTLINE TITLE='Al' XMLURL='http://al.example/rss'/><outline text='a note'/>"
      "<outline text='Page only' htmlUrl='https://page.example/'/>"
      "<outline type='rss' text='Broken'/><outline text='Bad' xmlUrl='feed://x'/></body></opml>");
  BOOST_REQUIRE(read.ok());
  BOOST_REQUIRE(read->feeds.size() == 3u);
  BOOST_TEST(read->feeds[0].title == "Rosa & Co");
  BOOST_TEST(read->feeds[0].feed->text() == "https://rosa.example/feed?a=1&b=2");
  BOOST_TEST(read->feeds[1].feed->text() == "http://al.example/rss");
  BOOST_TEST(read->feeds[2].page->text() == "https://page.example/");
  BOOST_REQUIRE(read->bad.size() == 2u);
  BOOST_TEST(read->bad[0] == "“Broken” names no feed");
  BOOST_TEST(read->bad[1] == "“Bad”: no http or https address: feed://x");
}

BOOST_AUTO_TEST_CASE(what_is_written_reads_back_the_same) {
  const std::vector<OpmlFeed> feeds{
      {"<Rosa> & \"Co\"", Url::parse("https://rosa.example/f?a&b"), {}},
      {"Ünï", Url::parse("https://a.example/"), Url::parse("https://b.example/")}};
  const auto read = read_opml(write_opml("T & co", feeds));
  BOOST_REQUIRE(read.ok());
  BOOST_REQUIRE(read->feeds.size() == 2u);
  BOOST_TEST(read->bad.empty());
  for (std::size_t i = 0; i < 2; ++i) {
    BOOST_TEST(read->feeds[i].title == feeds[i].title);
    BOOST_TEST((read->feeds[i].feed == feeds[i].feed));
    BOOST_TEST((read->feeds[i].page == feeds[i].page));
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_list_is_refused_in_words) {
  for (const std::string_view text :
       {"", "hello", "<html><body>", "<!DOCTYPE opml [<!ENTITY a 'b'>]><opml/>", "{}"}) {
    const auto read = read_opml(text);
    BOOST_TEST(!read.ok(), "taken: " << text);
  }
  BOOST_TEST(!read_opml(std::string(9 * 1024 * 1024, ' ')).ok());
}

BOOST_AUTO_TEST_CASE(comments_are_read_as_the_page_marks_them_up) {
  const auto page = *Url::parse("https://rosa.example/sled/");
  const auto found = read_page_comments(
      "<article class=h-entry><h1 class=p-name>The sled</h1><div class=e-content>Text</div>"
      "<div id=c1 class='u-comment h-cite'><a class='p-author h-card' href=https://al.example/>Al</a>"
      "<time class=dt-published datetime=2026-01-05T11:00:00Z></time><div class='e-content'><p>Me <b>too</b>"
      "</div></div>"
      "<div class='p-comment h-entry'><span class='p-author'>Bea</span><a class=u-url href='#b'></a>"
      "<p class='p-content'>Why?</p></div>"
      "<div class='u-like h-cite'><a class='p-author h-card' "
      "href=https://l.example/>Liker</a></div></article>"
      "<div class=h-entry><a class=u-in-reply-to href=/sled/></a><p class=e-content>Reply</p></div>"
      "<div class=h-entry><a class=u-in-reply-to href=/other/></a><p class=e-content>Elsewhere</p></div>",
      "text/html", page);
  BOOST_REQUIRE(found.size() == 3u);
  BOOST_TEST(found[0].author_name == "Al");
  BOOST_TEST(found[0].author_url->text() == "https://al.example/");
  BOOST_TEST(found[0].url->text() == "https://rosa.example/sled/#c1");
  BOOST_TEST(found[0].published.has_value());
  BOOST_TEST(found[1].author_name == "Bea");
  BOOST_TEST(found[1].url->text() == "https://rosa.example/sled/#b");
  BOOST_TEST(found[2].html.find("Reply") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

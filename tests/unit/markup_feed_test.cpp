#include <boost/test/unit_test.hpp>

#include <string>

#include "markup/feed.h"

using namespace earshot;
using namespace earshot::markup;

BOOST_AUTO_TEST_SUITE(markup_feed)

namespace {

const Url feed_url = *Url::parse("https://blog.example/feed/");

Feed feed(std::string_view source) {
  auto read = read_feed(source, "application/xml", feed_url);
  BOOST_TEST_REQUIRE(read.ok());
  return *read;
}

std::string text(const std::optional<Url>& url) {
  return url ? url->text() : "";
}

constexpr std::string_view rss =
    "<?xml version=\"1.0\"?>\n<rss version=\"2.0\" xmlns:dcx=\"http://purl.org/dc/elements/1.1/\""
    " xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "
    "xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\""
    " xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\" "
    "xmlns:atom=\"http://www.w3.org/2005/Atom\"><channel>"
    "<title>Tom &amp;amp; Co</title><atom:link href=\"https://blog.example/feed/\" rel=\"self\"/>"
    "<link>https://blog.example</link><image><title>logo</title><link>https://logo.example/</link></image>"
    "<item><title>Comment on P by X</title><link>https://blog.example/p#c1</link>"
    "<guid isPermaLink=\"false\">https://blog.example/?p=1#c1</guid><dcx:creator><![CDATA[Ana & "
    "Ruiz]]></dcx:creator>"
    "<pubDate>Sun, 22 Nov 2026 05:55:25 +0100</pubDate><description>short</description>"
    "<content:encoded><![CDATA[<p>long &amp; <b>bold</b></p>]]></content:encoded>"
    "<comments>https://blog.example/p#comments</comments><wfw:commentRSS>https://blog.example/p/feed/</"
    "wfw:commentRSS>"
    "<slash:comments>3</slash:comments></item>"
    "<item><guid>https://blog.example/q</guid><author>x@y.example (Bob)</author><description>a "
    "&lt;i&gt;b&lt;/i&gt;"
    "</description><slash:comments>abc</slash:comments></item></channel></rss>";

constexpr std::string_view atom =
    "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:t='http://purl.org/syndication/thread/1.0'>"
    "<title type='html'>A &amp;lt;b&amp;gt; &lt;i>C&lt;/i></title><link rel='self' href='/feed'/><link "
    "href='/'/>"
    "<link rel='next' href='/feed?page=2'/><author><name>House</name></author>"
    "<entry><id>urn:c2</id><title>plain &lt; text</title><link href='p#c2'/>"
    "<link rel='replies' type='application/atom+xml' href='p/feed' t:count='7'/><link rel='replies' "
    "type='text/html' href='p'/>"
    "<author><name> Ana\n Ruiz </name><uri>https://ana.example/</uri></author>"
    "<source><title>wrong</title><id>wrong</id></source>"
    "<t:in-reply-to ref='urn:c1' href='p#c1'/><t:in-reply-to ref='urn:p'/><t:in-reply-to href='p#c0'/>"
    "<published>2026-11-22T05:55:25+01:00</published><updated>2026-11-23T00:00:00Z</updated>"
    "<summary>sum</summary><content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>a &amp; "
    "<b>b</b><br/></div></content>"
    "</entry><entry><id>urn:c3</id><content>1 &lt; 2</content></entry>"
    "<entry><id>urn:c4</id><content type='html'>&lt;p>x</content></entry></feed>";

}  // namespace

BOOST_AUTO_TEST_CASE(rss_is_read_whatever_its_prefixes) {
  const Feed read = feed(rss);
  BOOST_TEST(read.title == "Tom & Co");
  BOOST_TEST(text(read.link) == "https://blog.example/");
  BOOST_TEST_REQUIRE(read.entries.size() == 2U);
  const FeedEntry& first = read.entries[0];
  BOOST_TEST(first.id == "https://blog.example/?p=1#c1");
  BOOST_TEST(text(first.link) == "https://blog.example/p#c1");
  BOOST_TEST(first.author_name == "Ana & Ruiz");
  BOOST_TEST(first.html == "<p>long &amp; <b>bold</b></p>");
  BOOST_TEST(text(first.comments_feed) == "https://blog.example/p/feed/");
  BOOST_TEST((first.comment_count == std::int64_t{3}));
  BOOST_TEST_REQUIRE(first.published.has_value());
  BOOST_TEST(iso8601(*first.published) == "2026-11-22T04:55:25Z");
  const FeedEntry& second = read.entries[1];
  BOOST_TEST(text(second.link) == "https://blog.example/q");
  BOOST_TEST(second.author_name == "Bob");
  BOOST_TEST(second.html == "a <i>b</i>");
  BOOST_TEST(!second.comment_count.has_value());
  BOOST_TEST(!second.published.has_value());
}

BOOST_AUTO_TEST_CASE(atom_is_read_with_its_threads) {
  const Feed read = feed(atom);
  BOOST_TEST(text(read.link) == "https://blog.example/");
  BOOST_TEST(text(read.next_page) == "https://blog.example/feed?page=2");
  BOOST_TEST_REQUIRE(read.entries.size() == 3U);
  const FeedEntry& first = read.entries[0];
  BOOST_TEST(first.id == "urn:c2");
  BOOST_TEST(first.title == "plain < text");
  BOOST_TEST(text(first.link) == "https://blog.example/feed/p#c2");
  BOOST_TEST(first.author_name == "Ana Ruiz");
  BOOST_TEST(text(first.author_url) == "https://ana.example/");
  BOOST_TEST_REQUIRE(first.in_reply_to.size() == 3U);
  BOOST_TEST(first.in_reply_to[0].ref == "urn:c1");
  BOOST_TEST(text(first.in_reply_to[0].href) == "https://blog.example/feed/p#c1");
  BOOST_TEST(first.in_reply_to[2].ref == "");
  BOOST_TEST(text(first.comments_feed) == "https://blog.example/feed/p/feed");
  BOOST_TEST((first.comment_count == std::int64_t{7}));
  BOOST_TEST(iso8601(*first.updated) == "2026-11-23T00:00:00Z");
  BOOST_TEST(first.html == "<div xmlns='http://www.w3.org/1999/xhtml'>a &amp; <b>b</b><br/></div>");
  BOOST_TEST(read.entries[1].html == "1 &lt; 2");
  BOOST_TEST(read.entries[1].author_name == "House");
  BOOST_TEST(read.entries[2].html == "<p>x");
}

BOOST_AUTO_TEST_CASE(rss_1_and_atom_0_3_are_feeds_too) {
  const Feed rdf = feed(
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'"
      " xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>T</title><link>https://blog.example/</"
      "link></channel>"
      "<item><title>x</title><link>https://blog.example/1</link><dc:date>2026-01-01T00:00:00Z</dc:date></"
      "item></rdf:RDF>");
  BOOST_TEST(rdf.title == "T");
  BOOST_TEST_REQUIRE(rdf.entries.size() == 1U);
  BOOST_TEST(rdf.entries[0].id == "https://blog.example/1");
  BOOST_TEST(iso8601(*rdf.entries[0].published) == "2026-01-01T00:00:00Z");
  const Feed old = feed(
      "<feed version='0.3' "
      "xmlns='http://purl.org/atom/ns#'><entry><id>i</id><issued>2026-01-01T00:00:00Z</issued>"
      "<content type='text/html' mode='escaped'>&lt;b>x&lt;/b></content></entry></feed>");
  BOOST_TEST_REQUIRE(old.entries.size() == 1U);
  BOOST_TEST(old.entries[0].html == "<b>x</b>");
  BOOST_TEST(old.entries[0].published.has_value());
}

BOOST_AUTO_TEST_CASE(a_doctype_and_pages_are_refused_with_a_sentence) {
  const auto fault = [](std::string_view source) {
    const auto read = read_feed(source, "", feed_url);
    return read.ok() ? std::string() : read.error();
  };
  BOOST_TEST(fault("<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel/></rss>").find("DOCTYPE") !=
             std::string::npos);
  BOOST_TEST(fault("<html><body>404</body></html>").find("<html>") != std::string::npos);
  BOOST_TEST(fault("<!DOCTYPE html>\n<html><body>x</body></html>") == "It is a page, not a feed.");
  BOOST_TEST(fault("") != "");
  BOOST_TEST(fault("not xml") != "");
  BOOST_TEST(fault("<rss><channel></channel></rss>") == "");
}

// RSS 0.91 as Netscape had it, and as old engines write it.
BOOST_AUTO_TEST_CASE(a_DOCTYPE_that_names_a_DTD_is_passed_over) {
  const Feed read = feed(
      "<?xml version=\"1.0\"?>\n<!DOCTYPE rss PUBLIC \"-//Netscape Communications//DTD RSS 0.91//EN\"\n"
      "  \"http://my.netscape.com/publish/formats/rss-0.91.dtd\">\n<rss version=\"0.91\"><channel><item>"
      "<title>The sled</title><link>https://blog.example/sled</link></item></channel></rss>");
  BOOST_TEST_REQUIRE(read.entries.size() == 1U);
  BOOST_TEST(read.entries[0].title == "The sled");
}

// ikiwiki 3.20200202 in its Atom feeds.
BOOST_AUTO_TEST_CASE(the_feed_of_a_posts_comments_may_be_called_so) {
  const Feed read = feed(
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><id>https://blog.example/sled/</id>"
      "<link rel=\"comments\" href=\"https://blog.example/sled/#comments\" type=\"text/html\" />"
      "<link rel=\"comments\" href=\"https://blog.example/sled/comments.atom\" "
      "type=\"application/atom+xml\" /></entry></feed>");
  BOOST_TEST_REQUIRE(read.entries.size() == 1U);
  BOOST_TEST(text(read.entries[0].comments_feed) == "https://blog.example/sled/comments.atom");
}

// Hugo 0.111 of pages without a date.
BOOST_AUTO_TEST_CASE(the_first_day_of_the_year_1_is_no_date) {
  const Feed read = feed(
      "<rss version=\"2.0\"><channel><item><title>About</title><link>https://blog.example/about/</link>"
      "<pubDate>Mon, 01 Jan 0001 00:00:00 +0000</pubDate></item><item><guid>x</guid>"
      "<dc:date "
      "xmlns:dc='http://purl.org/dc/elements/1.1/'>0001-01-01T00:00:00Z</dc:date></item></channel></rss>");
  BOOST_TEST_REQUIRE(read.entries.size() == 2U);
  BOOST_TEST(!read.entries[0].published.has_value());
  BOOST_TEST(!read.entries[1].published.has_value());
}

BOOST_AUTO_TEST_CASE(a_feed_that_is_cut_off_loses_only_its_last_entry) {
  const Feed read = feed(
      "<rss><channel><item><guid>a</guid><description>whole</description></item><item><guid>b</"
      "guid><description>ha");
  BOOST_TEST_REQUIRE(read.entries.size() == 1U);
  BOOST_TEST(read.entries[0].id == "a");
}

BOOST_AUTO_TEST_CASE(small_sins_are_forgiven) {
  const Feed read = feed(
      "\n<rss><channel><item><title>A & B &nbsp; C</title><guid>g</guid><description>x <b>y</b></description>"
      "</item></channel></rss> rubbish");
  BOOST_TEST_REQUIRE(read.entries.size() == 1U);
  BOOST_TEST(read.entries[0].title == "A & B C");
  BOOST_TEST(read.entries[0].html == "x <b>y</b>");
}

BOOST_AUTO_TEST_CASE(the_number_and_size_of_entries_is_bounded) {
  std::string source = "<rss><channel>";
  for (int i = 0; i < 50; ++i)
    source += "<item><guid>" + std::to_string(i) + "</guid><description>" + std::string(500, 'x') +
              "</description></item>";
  FeedLimits limits;
  limits.entries = 10;
  limits.entry_bytes = 100;
  const auto read = read_feed(source + "</channel></rss>", "", feed_url, limits);
  BOOST_TEST_REQUIRE(read.ok());
  BOOST_TEST(read->entries.size() == 10U);
  BOOST_TEST(read->entries[9].html.size() == 100U);
}

BOOST_AUTO_TEST_CASE(the_place_of_an_entry_is_not_the_click_counter_before_it) {
  const auto read = feed(
      "<rss xmlns:fb='http://rssnamespace.org/feedburner/ext/1.0'><channel><item>"
      "<link>http://feeds.example/~r/rosa/1</link><fb:origLink>https://rosa.example/1</fb:origLink></item>"
      "</channel></rss>");
  BOOST_TEST(text(read.entries.at(0).link) == "https://rosa.example/1");
}

BOOST_AUTO_TEST_CASE(a_feed_may_ask_not_to_be_kept) {
  const auto read = feed(
      "<rss xmlns:x='http://www.w3.org/1999/xhtml'><channel><x:meta name='Robots' content=' NoIndex '/>"
      "<item><guid>1</guid><x:meta name='robots' content='all'/></item></channel></rss>");
  BOOST_TEST(read.robots == "noindex");
}

BOOST_AUTO_TEST_SUITE_END()

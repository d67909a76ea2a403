// Feeds of comments in the shapes that engines give them.
#include <boost/test/unit_test.hpp>

#include "base/clock.h"
#include "doubles/feed_comments.h"

using namespace earshot;
using doubles::comments;

BOOST_AUTO_TEST_SUITE(watch_feed_shapes)

// Each as the engine's own template writes it, but for what nobody reads.
BOOST_AUTO_TEST_CASE(isso_and_remark42_stand_beside_any_engine) {
  const auto isso = comments(
      "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
      "<id>tag:blog.example,2018:/isso/thread/sled/</id><title>Comments for blog.example/sled/</title>"
      "<entry><id>tag:blog.example,2018:/isso/3/12</id><title>Comment #12</title>"
      "<updated>2026-01-05T10:00:00Z</updated><author><name>Ann</name></author>"
      "<link href='https://blog.example/sled/#isso-12'/><content type='html'>&lt;p&gt;x&lt;/p&gt;</content>"
      "<thr:in-reply-to ref='tag:blog.example,2018:/isso/3/11' "
      "href='https://blog.example/sled/#isso-11'/></entry></feed>");
  BOOST_TEST_REQUIRE(isso.size() == 1u);
  BOOST_TEST(isso[0].comment.engine_id == "12");
  BOOST_TEST(isso[0].comment.parent_engine_id == "11");
  BOOST_TEST(isso[0].comment.url == "https://blog.example/sled/#isso-12");
  BOOST_TEST(isso[0].comment.published.has_value());
  BOOST_TEST(isso[0].post_url == "https://blog.example/sled/");
  const auto remark = comments(
      "<rss version='2.0'><channel><item><title>Ann &gt; Bo, The sled</title>"
      "<link>https://blog.example/sled/#remark42__comment-5e0c-11</link><description>x</description>"
      "<author>Ann</author><guid>5e0c-11</guid><pubDate>Mon, 05 Jan 2026 10:00:00 +0000</pubDate></item>"
      "</channel></rss>");
  BOOST_TEST_REQUIRE(remark.size() == 1u);
  BOOST_TEST(remark[0].comment.engine_id == "5e0c-11");
  BOOST_TEST(remark[0].comment.author_name == "Ann");
  BOOST_TEST(remark[0].post_url == "https://blog.example/sled/");
}

BOOST_AUTO_TEST_CASE(titles_of_b2evolution_and_disqus_name_the_post) {
  const auto said = comments(
      "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
      "<item><title>Ann Lee in response to: The sled</title><pubDate>Mon, 05 Jan 2026 10:00:00 "
      "+0000</pubDate>"
      "<dc:creator>Ann Lee [Visitor]</dc:creator><guid isPermaLink='false'>c34@https://blog.example/</guid>"
      "<description>x</description><link>https://blog.example/index.php/sled#c34</link></item>"
      "<item><title>Bo in response to: The sled</title><guid isPermaLink='false'>c35@x</guid>"
      "<description>x</description><link>https://blog.example/index.php/sled#c35</link></item>"
      "<item><title>Re: The kite</title><link>https://blog.example/kite/#comment-6021</link>"
      "<description>&lt;p&gt;x&lt;/p&gt;</description><dc:creator>Cy</dc:creator>"
      "<pubDate>Mon, 05 Jan 2026 10:00:00 -0000</pubDate></item></channel></rss>");
  BOOST_TEST_REQUIRE(said.size() == 3u);
  BOOST_TEST(said[0].comment.engine_id == "34");
  BOOST_TEST(said[0].post_title == "The sled");
  BOOST_TEST(said[0].post_url == "https://blog.example/index.php/sled");
  BOOST_TEST(said[1].comment.author_name == "Bo");
  BOOST_TEST(said[2].comment.engine_id == "6021");
  BOOST_TEST(said[2].comment.author_name == "Cy");
  BOOST_TEST(said[2].post_title == "The kite");
}

BOOST_AUTO_TEST_CASE(habari_textpattern_and_static_pages_have_their_own_ids) {
  const auto said = comments(
      "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
      "<entry><title>Ann on The sled</title><link rel='alternate' "
      "href='https://blog.example/sled#comment-8'/>"
      "<author><name>Ann</name></author><id>tag:blog.example,2008:sled/1199525000/8</id>"
      "<updated>2008-01-05T10:00:00+01:00</updated><content type='html'>x</content></entry>"
      "<entry><title>Bo</title><link rel='alternate' href='https://blog.example/articles/5/sled#c000123'/>"
      "<author><name>Bo</name></author><id>tag:blog.example,2008-01-05:c000123</id>"
      "<published>2008-01-05T10:00:00Z</published><content type='html'>x</content></entry>"
      "<entry><title>Comment by Cy</title><link "
      "href='https://blog.example/2026/sled/#comment-0cfd2f10-6c5d-11e9'/>"
      "<id>https://blog.example/2026/sled/#comment-0cfd2f10-6c5d-11e9</id><author><name>Cy</name></author>"
      "<updated>2026-01-05T10:00:00Z</updated><content>x</content>"
      "<thr:in-reply-to ref='https://blog.example/2026/sled/#comment-0aaa' "
      "href='https://blog.example/2026/sled/#comment-0aaa'/></entry></feed>");
  BOOST_TEST_REQUIRE(said.size() == 3u);
  BOOST_TEST(said[0].comment.engine_id == "8");
  BOOST_TEST(said[0].post_url == "https://blog.example/sled");
  BOOST_TEST((said[0].comment.published == parse_iso8601("2008-01-05T09:00:00Z")));
  BOOST_TEST(said[1].comment.engine_id == "000123");
  BOOST_TEST(said[2].comment.engine_id == "0cfd2f10-6c5d-11e9");
  BOOST_TEST(said[2].comment.parent_engine_id == "0aaa");
}

BOOST_AUTO_TEST_CASE(typepads_permalinks_bear_the_comments_number_twice) {
  const auto said = comments(
      "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
      "<entry><title>Comment from Ann on 2009-03-04</title>"
      "<link rel='alternate' type='text/html' href='https://blog.example/sled/2009/03/red.html"
      "?cid=6a00d8341c1234970b#comment-6a00d8341c1234970b'/>"
      "<id>tag:typepad.com,2003:post-6a00d8341c1234970b</id><published>2009-03-04T10:00:00Z</published>"
      "<updated>2009-03-04T10:00:00Z</updated><author><name>Ann</name></author><content "
      "type='html'>x</content></entry>"
      "<entry><id>https://blog.example/?cid=7#c8</id><link href='https://blog.example/?cid=7#c8'/>"
      "<content>x</content></entry></feed>");
  BOOST_TEST_REQUIRE(said.size() == 2u);
  BOOST_TEST(said[0].comment.engine_id == "6a00d8341c1234970b");
  BOOST_TEST(said[0].post_url == "https://blog.example/sled/2009/03/red.html");
  BOOST_TEST(said[1].post_url == "https://blog.example/?cid=7");  // another's
}

BOOST_AUTO_TEST_CASE(serendipity_subtext_and_livejournal_write_fragments_of_their_own) {
  const auto said = comments(
      "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/' "
      "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>"
      "<item><title>Ann: The sled</title><link>https://blog.example/archives/12-The-sled.html#c45</link>"
      "<author>nospam@example.com (Ann)</author><content:encoded>x</content:encoded>"
      "<pubDate>Tue, 03 Mar 2009 10:00:00 +0000</pubDate>"
      "<guid isPermaLink='false'>https://blog.example/archives/12-guid.html#c45</guid></item>"
      "<item><title>re: The kite</title><dc:creator>Bo</dc:creator>"
      "<link>https://blog.example/archive/2005/02/03/123.aspx#456</link>"
      "<guid>https://blog.example/archive/2005/02/03/123.aspx#456</guid><description>x</description></item>"
      "<item><title>x</title><link>https://blog.example/381.html?thread=3001#t3001</link>"
      "<description>x</description></item>"
      "<item><title>x</title><link>https://blog.example/382.html?thread=9#cmt9</link>"
      "<description>x</description></item>"
      "<item><title>x</title><link>https://blog.example/CommentView,guid,5f.aspx#7a</link>"
      "<description>x</description></item></channel></rss>");
  BOOST_TEST_REQUIRE(said.size() == 5u);
  BOOST_TEST(said[0].comment.engine_id == "45");
  BOOST_TEST(said[0].comment.author_name == "Ann");
  BOOST_TEST(said[0].post_title == "The sled");
  BOOST_TEST(said[0].post_url == "https://blog.example/archives/12-The-sled.html");
  BOOST_TEST(said[1].comment.engine_id == "https://blog.example/archive/2005/02/03/123.aspx#456");
  BOOST_TEST(said[1].post_url == "https://blog.example/archive/2005/02/03/123.aspx");
  BOOST_TEST(said[2].post_url == "https://blog.example/381.html");
  BOOST_TEST(said[3].comment.engine_id == "9");
  BOOST_TEST(said[3].post_url == "https://blog.example/382.html");
  BOOST_TEST(said[4].post_url == "");  // a page of comments is no post
}

BOOST_AUTO_TEST_SUITE_END()

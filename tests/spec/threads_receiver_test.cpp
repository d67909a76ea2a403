// Threads in feeds that we read: each case is named by its number.
#include <boost/test/unit_test.hpp>
#include <string>

#include "markup/feed.h"

using namespace earshot;
using namespace earshot::markup;

BOOST_AUTO_TEST_SUITE(threads_receiver)

namespace {

const Url where = *Url::parse("https://blog.example/comments/feed/");

Feed atom(const std::string& entry) {
  const auto read = read_feed(
      "<feed xmlns='http://www.w3.org/2005/Atom' "
      "xmlns:thr='http://purl.org/syndication/thread/1.0'><entry><id>urn:c2</id>" +
          entry + "</entry></feed>",
      "application/atom+xml", where);
  BOOST_REQUIRE(read.ok());
  BOOST_REQUIRE_EQUAL(read->entries.size(), 1u);
  return *read;
}
Feed rss(const std::string& item) {
  const auto read = read_feed(
      "<rss version='2.0' xmlns:wfw='http://wellformedweb.org/CommentAPI/' "
      "xmlns:slash='http://purl.org/rss/1.0/modules/slash/' "
      "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><item><guid>1</guid>" +
          item + "</item></channel></rss>",
      "application/rss+xml", where);
  BOOST_REQUIRE(read.ok());
  BOOST_REQUIRE_EQUAL(read->entries.size(), 1u);
  return *read;
}

}  // namespace

BOOST_AUTO_TEST_CASE(TH_03_several_parents_are_all_kept) {
  const auto read =
      atom("<thr:in-reply-to ref='urn:c1' href='https://blog.example/p#c1'/><thr:in-reply-to ref='urn:p'/>");
  const auto& parents = read.entries[0].in_reply_to;
  BOOST_REQUIRE_EQUAL(parents.size(), 2u);
  BOOST_TEST(parents[0].ref == "urn:c1");
  BOOST_TEST(parents[1].ref == "urn:p");
}

BOOST_AUTO_TEST_CASE(TH_04_a_parent_without_ref_is_known_by_its_address_and_one_without_both_is_none) {
  const auto by_address = atom("<thr:in-reply-to href='https://blog.example/p#c1'/>");
  BOOST_REQUIRE_EQUAL(by_address.entries[0].in_reply_to.size(), 1u);
  BOOST_TEST(by_address.entries[0].in_reply_to[0].ref == "");
  BOOST_TEST(by_address.entries[0].in_reply_to[0].href->text() == "https://blog.example/p#c1");
  const auto neither = atom("<thr:in-reply-to/>");
  for (const auto& parent : neither.entries[0].in_reply_to) BOOST_TEST((parent.ref.empty() && !parent.href));
}

BOOST_AUTO_TEST_CASE(TH_05_counts_are_numbers_or_nothing) {
  BOOST_TEST(
      (atom("<link rel='replies' href='/f' thr:count='7'/>").entries[0].comment_count == std::int64_t{7}));
  BOOST_TEST((atom("<thr:total>9</thr:total>").entries[0].comment_count == std::int64_t{9}));
  for (const char* bad : {"abc", "-3", "", "7x", "99999999999999999999999"}) {
    const auto read = atom("<link rel='replies' href='/f' thr:count='" + std::string(bad) + "'/>");
    BOOST_TEST(!read.entries[0].comment_count.has_value(), bad);
  }
}

BOOST_AUTO_TEST_CASE(TH_06_the_feed_of_comments_is_found_in_both_spellings) {
  for (const char* name : {"wfw:commentRss", "wfw:commentRSS"}) {
    const auto read = rss("<" + std::string(name) + ">https://blog.example/p/feed/</" + name + ">");
    BOOST_REQUIRE(read.entries[0].comments_feed.has_value());
    BOOST_TEST(read.entries[0].comments_feed->text() == "https://blog.example/p/feed/");
  }
}

BOOST_AUTO_TEST_CASE(TH_07_08_slash_comments_is_a_count_and_comments_is_no_feed) {
  const auto read =
      rss("<slash:comments>12</slash:comments><comments>https://blog.example/p/#comments</comments>");
  BOOST_TEST((read.entries[0].comment_count == std::int64_t{12}));
  BOOST_TEST(!read.entries[0].comments_feed.has_value());
}

BOOST_AUTO_TEST_CASE(TH_09_the_author_is_the_creator_not_what_the_title_says) {
  const auto read = rss("<title>Comment on The rocket by Mallory</title><dc:creator>Ana Ruiz</dc:creator>");
  BOOST_TEST(read.entries[0].author_name == "Ana Ruiz");
  BOOST_TEST(rss("<title>By: Mallory</title>").entries[0].author_name == "");
}

BOOST_AUTO_TEST_SUITE_END()

#include "watch/feed_source.h"

#include <boost/test/unit_test.hpp>

#include "doubles/fake_web.h"
#include "doubles/feed_comments.h"
#include "doubles/memory_books.h"
#include "store/comment_store.h"
#include "store/post_store.h"
#include "watch/feed_values.h"
#include "watch/poll.h"

using namespace earshot;
using namespace std::chrono_literals;
using doubles::comments;
using doubles::parsed;

BOOST_AUTO_TEST_SUITE(watch_feed)

namespace {

// As Blogger writes them: the reference is to the post, the parent stands in a related link.
std::string blogger(const std::string& number, const std::string& profile, const std::string& image,
                    const std::string& parent = {}) {
  return "<entry><id>tag:blogger.com,1999:blog-77.post-" + number +
         "</id><published>2026-01-05T02:00:00.000-08:00</published>" +
         "<title type='text'>It loses power.</title><content type='html'>It &lt;b&gt;loses&lt;/b&gt; "
         "power.</content>" +
         "<link rel='edit' type='application/atom+xml' "
         "href='https://www.blogger.com/feeds/77/5/comments/default/" +
         number + "'/>" +
         "<link rel='alternate' type='text/html' "
         "href='https://blog.example/2026/01/sled.html?showComment=1767607200000#c" +
         number + "' title=''/>" +
         (parent.empty() ? ""
                         : "<link rel='related' type='application/atom+xml' "
                           "href='https://www.blogger.com/feeds/77/5/comments/default/" +
                               parent + "'/>") +
         "<author><name>Ana Ruiz</name><uri>" + profile +
         "</uri><email>noreply@blogger.com</email><gd:image rel='http://schemas.google.com/g/2005#thumbnail' "
         "width='16' height='16' src='" +
         image +
         "'/></author><thr:in-reply-to href='https://blog.example/2026/01/sled.html' "
         "ref='tag:blogger.com,1999:blog-77.post-5' source='http://www.blogger.com/feeds/77/posts/default/5' "
         "type='text/html'/></entry>";
}
std::string blogger_feed(const std::string& entries) {
  return "<?xml version='1.0' encoding='UTF-8'?><feed xmlns='http://www.w3.org/2005/Atom' "
         "xmlns:gd='http://schemas.google.com/g/2005' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
         "<id>tag:blogger.com,1999:blog-77.comments</id><title>Comments</title>" +
         entries + "</feed>";
}

// A blog whose feeds hold ten entries each, and whose clock is the test's.
struct SmallFeeds : doubles::MemoryBooks {
  struct Said {
    int number, post;
    Time at;
  };
  FakeWeb web;
  std::vector<Said> said;
  bool post_feeds = true;

  SmallFeeds() {
    site.engine = model::Engine::feed;
    site.feed = Url::parse("https://blog.example/feed.xml");
    site.comments = Url::parse("https://blog.example/comments.xml");
    web.answers_with("https://blog.example/feed.xml",
                     [this](const auto& request) { return page(request, posts()); });
    web.answers_with("https://blog.example/comments.xml",
                     [this](const auto& request) { return page(request, newest(0)); });
    for (int post = 1; post <= 5; ++post) {
      web.answers_with("https://blog.example/" + std::to_string(post) + "/comments.xml",
                       [this, post](const auto& request) { return page(request, newest(post)); });
    }
  }

  static Result<net::Fetched, net::FetchError> page(const net::FetchRequest& request,
                                                    const std::string& body) {
    net::Fetched got;
    got.final_url = request.url;
    const auto tag = "\"" + std::to_string(std::hash<std::string>()(body)) + "\"";
    for (const auto& [name, value] : request.headers) {
      if (name == "If-None-Match" && value == tag) {
        got.status = 304;
        return got;
      }
    }
    got.status = 200;
    got.body = body;
    got.headers = {{"content-type", "application/rss+xml"}, {"etag", tag}};
    return got;
  }
  std::string posts() const {
    std::string out =
        "<rss version='2.0' xmlns:wfw='http://wellformedweb.org/CommentAPI/' "
        "xmlns:slash='http://purl.org/rss/1.0/modules/slash/'><channel>";
    for (int post = 1; post <= 5; ++post) {
      const auto number = std::to_string(post);
      const auto count = std::ranges::count(said, post, &Said::post);
      out += "<item><title>Post " + number + "</title><link>https://blog.example/" + number +
             "/</link><guid>https://blog.example/" + number + "/</guid>";
      if (post_feeds)
        out += "<wfw:commentRss>https://blog.example/" + number +
               "/comments.xml</wfw:commentRss><slash:comments>" + std::to_string(count) + "</slash:comments>";
      out += "</item>";
    }
    return out + "</channel></rss>";
  }
  std::string newest(int post) const {
    std::string out = "<rss version='2.0'><channel>";
    int held = 0;
    for (auto one = said.rbegin(); one != said.rend() && held < 10; ++one) {
      if (post != 0 && one->post != post) continue;
      ++held;
      const auto address =
          "https://blog.example/" + std::to_string(one->post) + "/#comment-" + std::to_string(one->number);
      out += "<item><title>By: Rosa</title><link>" + address + "</link><guid>" + address +
             "</guid><pubDate>" + rfc5322(one->at) + "</pubDate><description>Number " +
             std::to_string(one->number) + "</description></item>";
    }
    return out + "</channel></rss>";
  }
  void comment() {
    const int number = static_cast<int>(said.size()) + 1;
    said.push_back({number, 1 + number % 5, clock.now()});
  }
  Time look() {
    const auto outcome = watch::poll(books(), web, {});
    return std::get<model::Again>(outcome).due;
  }
  std::int64_t known() {
    return database->read(
        [&](db::Reader& reader) { return reader.first("select count(*) from comment")->integer(0); });
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(blogger_names_the_parent_in_a_related_link_and_the_profile_of_who_logged_in) {
  const auto said =
      comments(blogger_feed(blogger("901", "https://www.blogger.com/profile/05771234567890123456",
                                    "//www.blogger.com/img/b16-rounded.gif", "900") +
                            blogger("900", "https://www.blogger.com/profile/05771234567890123456",
                                    "https://img1.blogblog.com/img/blank.gif")));
  BOOST_TEST_REQUIRE(said.size() == 2u);
  BOOST_TEST(said[0].comment.engine_id == "901");
  BOOST_TEST(said[0].comment.parent_engine_id == "900");
  BOOST_TEST(said[0].comment.account == "blogger:05771234567890123456");
  // A name and a profile's address typed in by somebody.
  BOOST_TEST(said[1].comment.account == "");
  BOOST_TEST(said[1].post_hints.front() == "tag:blogger.com,1999:blog-77.post-5");
}

BOOST_AUTO_TEST_CASE(a_profile_typed_in_at_another_engine_is_an_address_like_any_other) {
  const auto said = comments(
      "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>https://blog.example/p/#comment-1</id>"
      "<author><name>Ana "
      "Ruiz</name><uri>https://www.blogger.com/profile/0577</uri></author><content>x</content></entry></"
      "feed>");
  BOOST_TEST_REQUIRE(said.size() == 1u);
  BOOST_TEST(said[0].comment.account == "");
}

BOOST_AUTO_TEST_CASE(wordpress_feeds_say_whom_a_comment_answers_in_its_opening) {
  const auto said = comments(
      "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
      "<item><title>Comment on The sled by Tom "
      "Becker</title><link>https://blog.example/sled/#comment-8</link>"
      "<content:encoded><![CDATA[<p>Als Antwort auf <a "
      "href=\"https://blog.example/sled/#comment-7\">Rosa</a>.</p>\n<p>It "
      "fits.</p>]]></content:encoded></item>"
      "<item><title>By: Rosa</title><link>https://blog.example/sled/#comment-7</link>"
      "<content:encoded><![CDATA[<p>See <a href=\"https://blog.example/sled/#comment-3\">what Ann said</a> "
      "of it.</p>]]>"
      "</content:encoded></item></channel></rss>");
  BOOST_TEST_REQUIRE(said.size() == 2u);
  BOOST_TEST(said[0].comment.parent_engine_id == "7");
  BOOST_TEST(said[0].comment.author_name == "Tom Becker");
  BOOST_TEST(said[0].comment.html == "<p>It fits.</p>");
  BOOST_TEST(said[0].post_title == "The sled");
  BOOST_TEST(said[1].comment.author_name == "Rosa");
  BOOST_TEST(said[1].comment.parent_engine_id == "");  // a link in a sentence is none
}

BOOST_AUTO_TEST_CASE(movable_type_and_rdf_and_old_atom_give_their_comments_too) {
  const auto mt = comments(
      "<feed xmlns='http://www.w3.org/2005/Atom' xmlns:thr='http://purl.org/syndication/thread/1.0'>"
      "<entry><id>tag:blog.example,2008:/blog//1.23-comment:45</id><title>Comment from Ann on "
      "2008-03-04</title>"
      "<link rel='alternate' type='text/html' href='https://blog.example/sled.html#c45'/>"
      "<thr:in-reply-to ref='tag:blog.example,2008:/blog//1.23-comment:44' type='text/html' "
      "href='https://blog.example/sled.html#c44'/>"
      "<author><name>Ann</name></author><published>2008-03-04T10:00:00Z</published><content "
      "type='html'>x</content></entry></feed>");
  BOOST_TEST_REQUIRE(mt.size() == 1u);
  BOOST_TEST(mt[0].comment.engine_id == "45");
  BOOST_TEST(mt[0].comment.parent_engine_id == "44");
  BOOST_TEST(mt[0].post_url == "https://blog.example/sled.html");
  const auto rdf = comments(
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
      "xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='https://blog.example/'/>"
      "<item rdf:about='https://blog.example/sled/#comment-9'><title>By: "
      "Ann</title><link>https://blog.example/sled/#comment-9</link>"
      "<dc:date>2026-01-05T10:00:00Z</dc:date><dc:creator>Ann</dc:creator><description>x</description></"
      "item></rdf:RDF>");
  BOOST_TEST_REQUIRE(rdf.size() == 1u);
  BOOST_TEST(rdf[0].comment.engine_id == "9");
  BOOST_TEST(rdf[0].comment.published.has_value());
  const auto old = comments(
      "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><entry><id>tag:blog.example,2004:c5</id>"
      "<link rel='alternate' type='text/html' "
      "href='https://blog.example/sled.html#comment5'/><author><name>Ann</name>"
      "<url>https://ann.example/</url></author><issued>2004-01-05T10:00:00Z</issued>"
      "<content type='text/html' mode='escaped'>&lt;p&gt;x&lt;/p&gt;</content></entry></feed>");
  BOOST_TEST_REQUIRE(old.size() == 1u);
  BOOST_TEST(old[0].comment.engine_id == "5");
  BOOST_TEST(old[0].comment.author_url == "https://ann.example/");
  BOOST_TEST(old[0].comment.html == "<p>x</p>");
}

// Without the post in the books each such address would become a post.
BOOST_AUTO_TEST_CASE(bloggers_permalinks_bear_a_query_of_the_comments_own) {
  const auto atom = comments(blogger_feed(blogger("901", "", "")));
  BOOST_TEST(atom[0].post_url == "https://blog.example/2026/01/sled.html");
  const auto rss = comments(
      "<rss version='2.0'><channel><item><guid "
      "isPermaLink='false'>tag:blogger.com,1999:blog-77.post-901</guid>"
      "<pubDate>Mon, 05 Jan 2026 10:00:00 +0000</pubDate><title>It loses power.</title>"
      "<description>x</description><link>https://blog.example/2026/01/"
      "sled.html?showComment=1767607200000#c901"
      "</link><author>noreply@blogger.com (Ann)</author></item></channel></rss>");
  BOOST_TEST_REQUIRE(rss.size() == 1u);
  BOOST_TEST(rss[0].comment.engine_id == "901");
  BOOST_TEST(rss[0].comment.author_name == "Ann");
  BOOST_TEST(rss[0].post_url == "https://blog.example/2026/01/sled.html");
}

BOOST_FIXTURE_TEST_CASE(drupals_comments_have_pages_of_their_own_that_name_the_post, SmallFeeds) {
  const auto item = [](const std::string& number) {
    return "<item><title>How?</title><link>https://blog.example/comment/" + number + "#comment-" + number +
           "</link><description>&lt;p&gt;x " + number +
           "&lt;/p&gt;</description><pubDate>Mon, 05 Jan 2026 10:00:00 "
           "+0000</pubDate><dc:creator>Ann</dc:creator>"
           "<guid isPermaLink='false'>" +
           number + " at https://blog.example</guid></item>";
  };
  web.serves("https://blog.example/comments.xml",
             "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel>" + item("12") +
                 item("13") + "</channel></rss>");
  web.serves("https://blog.example/comment/12",
             "<html><head><link rel='canonical' href='https://blog.example/3/'></head><body>x</body></html>");
  web.serves("https://blog.example/comment/13", "<html><body>x</body></html>");
  look();
  const auto asked = [&] {
    return web.times_asked("https://blog.example/comment/12") +
           web.times_asked("https://blog.example/comment/13");
  };
  BOOST_TEST(known() == 1);
  BOOST_TEST(asked() == 2u);
  const auto place = database->read([&](db::Reader& reader) {
    const auto comment = store::find_comment_by_engine_id(reader, site.id, "12");
    return store::find_post(reader, site.id, comment.value().post_id)->url;
  });
  BOOST_TEST(place == "https://blog.example/3/");
  clock.wind(1min);
  look();
  BOOST_TEST(known() == 1);
  BOOST_TEST(asked() == 2u);  // neither the one that is known nor the one that says nothing
}

BOOST_FIXTURE_TEST_CASE(comments_without_an_id_are_told_apart_by_their_writers_and_times, SmallFeeds) {
  const auto item = [](const std::string& who, const std::string& minute) {
    return "<item><title>by " + who + ":</title><link>https://blog.example/2/</link><author>" + who +
           "</author><pubDate>Mon, 05 Jan 2026 10:" + minute +
           ":00 +0000</pubDate><description>x</description></item>";
  };
  web.serves("https://blog.example/comments.xml", "<rss version='2.0'><channel>" + item("Ann", "05") +
                                                      item("Bo", "05") + item("Ann", "07") +
                                                      "</channel></rss>");
  look();
  BOOST_TEST(known() == 3);
  clock.wind(1min);
  look();
  BOOST_TEST(known() == 3);
}

BOOST_AUTO_TEST_CASE(ghosts_posts_come_with_their_whole_text) {
  const auto posts = watch::posts_in(parsed(
      "<rss xmlns:dc='http://purl.org/dc/elements/1.1/' "
      "xmlns:content='http://purl.org/rss/1.0/modules/content/' "
      "xmlns:media='http://search.yahoo.com/mrss/' version='2.0'><channel><item><title><![CDATA[The "
      "sled]]></title>"
      "<description><![CDATA[short]]></description><link>https://blog.example/sled/</link>"
      "<guid isPermaLink='false'>65f0c0ffee00000000000001</guid><dc:creator><![CDATA[Ana Ruiz]]></dc:creator>"
      "<pubDate>Mon, 05 Jan 2026 10:00:00 GMT</pubDate><media:content url='https://blog.example/a.jpg' "
      "medium='image'/>"
      "<content:encoded><![CDATA[<p>long</p>]]></content:encoded></item></channel></rss>"));
  BOOST_TEST_REQUIRE(posts.size() == 1u);
  BOOST_TEST(posts[0].engine_id == "65f0c0ffee00000000000001");
  BOOST_TEST(posts[0].url == "https://blog.example/sled/");
  BOOST_TEST(posts[0].html == "<p>long</p>");
  BOOST_TEST(posts[0].author_name == "Ana Ruiz");
}

BOOST_FIXTURE_TEST_CASE(a_hundred_comments_an_hour_pass_through_a_feed_of_ten_without_loss, SmallFeeds) {
  const Time end = clock.now() + 3h;
  Time due = look(), next = clock.now();
  int looks = 0;
  while (clock.now() < end) {
    const bool speaks = next <= due;
    clock.set(speaks ? next : due);
    if (speaks) {
      comment();
      // A hundred an hour, some of them eight within a minute.
      next += said.size() % 20 < 8 ? 5s : 55s;
    } else {
      due = look();
      ++looks;
    }
  }
  clock.set(due);
  look();
  BOOST_TEST(said.size() > 290u);
  BOOST_TEST(known() == static_cast<std::int64_t>(said.size()));
  BOOST_TEST(looks < 3 * 3600 / 10);
}

BOOST_FIXTURE_TEST_CASE(what_passed_while_nobody_looked_is_found_in_the_feeds_of_the_posts, SmallFeeds) {
  look();
  for (int i = 0; i < 45; ++i) {
    clock.wind(36s);
    comment();
  }
  look();
  BOOST_TEST(known() == 45);
}

BOOST_FIXTURE_TEST_CASE(a_post_that_tells_of_more_comments_than_we_have_is_asked_for_them, SmallFeeds) {
  comment();
  look();
  // Approved late: the feed of all comments has moved on, or lies about its age.
  web.serves("https://blog.example/comments.xml", "<rss version='2.0'><channel></channel></rss>");
  for (int i = 0; i < 5; ++i) comment();
  look();
  BOOST_TEST(known() == 6);
  web.forget_asked();
  look();
  BOOST_TEST(web.asked().size() == 2u);  // and is not asked again and again
}

BOOST_FIXTURE_TEST_CASE(a_quiet_blog_is_asked_less_often_than_a_busy_one, SmallFeeds) {
  for (int i = 0; i < 10; ++i) {
    comment();
    clock.wind(1h);
  }
  look();
  BOOST_TEST(((look() - clock.now()) == 30s || (look() - clock.now()) == 3s));
  comment();
  BOOST_TEST((look() - clock.now() == 30s));
  for (int i = 0; i < 9; ++i) {
    comment();
    clock.wind(4s);
    look();
  }
  BOOST_TEST((look() - clock.now() < 12s));
}

BOOST_FIXTURE_TEST_CASE(a_comment_on_a_post_older_than_the_feed_of_posts_makes_that_post_known, SmallFeeds) {
  web.serves("https://blog.example/comments.xml",
             "<rss version='2.0'><channel><item><title>Comment on Old times by Rosa</title>"
             "<link>https://blog.example/old/#comment-99</link><description>Still "
             "true?</description></item></channel></rss>");
  look();
  const auto post = database->read([&](db::Reader& reader) {
    return store::find_post_by_key(reader, site.id, page_key(*Url::parse("https://blog.example/old/")));
  });
  BOOST_TEST_REQUIRE(post.has_value());
  BOOST_TEST(post->title == "Old times");
  BOOST_TEST(known() == 1);
}

BOOST_AUTO_TEST_SUITE_END()

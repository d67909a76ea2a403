// Feeds in the shapes that real engines gave them, beside nginx and Earshot, when they were tried.
#include <boost/test/unit_test.hpp>

#include "doubles/fake_web.h"
#include "doubles/memory_books.h"
#include "store/post_address.h"
#include "store/site_store.h"
#include "watch/feed_source.h"

using namespace earshot;

BOOST_AUTO_TEST_SUITE(watch_engines)

namespace {

// The shape of what tDiary 5.2.3 writes by its plugin makerss: sections of days and comments in one feed,
// numbered anew each day, at addresses behind the home page's query.
struct OneFeedOfBoth : doubles::MemoryBooks {
  FakeWeb web;
  std::string items;

  OneFeedOfBoth() { site.engine = model::Engine::feed; }

  static std::string item(const std::string& place, const std::string& date, const std::string& title,
                          const std::string& who, const std::string& html) {
    const auto address = "https://blog.example/?date=" + place;
    return "<item rdf:about=\"" + address + "\">\n<link>" + address + "</link>\n<dc:date>" + date +
           "</dc:date>\n<title>" + title + "</title>\n<dc:creator>" + who +
           "</dc:creator>\n<description>x</description>\n<content:encoded><![CDATA[" + html +
           "]]></content:encoded>\n</item>\n";
  }
  static std::string rdf(const std::string& entries) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF xmlns=\"http://purl.org/rss/1.0/\" "
           "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" "
           "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
           "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xml:lang=\"en\">\n"
           "<channel rdf:about=\"https://blog.example/index.rdf\">\n<title>The Acme Diary</title>\n"
           "<link>https://blog.example/</link>\n<dc:creator>Ana</dc:creator>\n</channel>\n" +
           entries + "</rdf:RDF>\n";
  }
  static std::string section(const std::string& place, const std::string& title) {
    return item(place, "2026-11-27T10:00:00+00:00", title, "Ana",
                "<h3>" + title + "</h3><p>Long.</p>\n<p><a href=\"https://blog.example/?date=" +
                    place.substr(0, 8) + "#c\">Post a comment</a></p>");
  }
  static std::string comment(const std::string& place, const std::string& who) {
    return item(place, "2026-11-27T11:00:00+00:00", "Comments of the day (" + who + ")", who, "Is it ash?");
  }
  void serves_rdf(const std::string& name, const std::string& entries) {
    web.serves("https://blog.example/" + name, rdf(entries), {{"content-type", "application/rdf+xml"}});
  }
  void serves_front(const std::string& links) {
    web.serves_html("https://blog.example/", "<html><head>" + links + "</head><body>x</body></html>");
  }
  void look(watch::FeedLook how = watch::FeedLook::all) {
    BOOST_TEST(watch::read_feeds(books(), web, how).trouble.value_or("") == "");
  }
  std::string rows(const std::string& sql) {
    return database->read([&](db::Reader& reader) {
      std::string out;
      for (const auto& row : reader.query(sql, {})) out += row.text(0) + "|";
      return out;
    });
  }
  std::string feed_found() {
    return database->read(
        [&](db::Reader& reader) { return store::setting(reader, site.id, "feed_found").value_or(""); });
  }
  std::string title_at(const std::string& address) {
    return database->read([&](db::Reader& reader) {
      const auto post = store::post_at(reader, site, *Url::parse(address));
      return post ? post->title : std::string();
    });
  }
  std::string posts() { return rows("select title from post order by url"); }
  std::string comments() {
    return rows(
        "select p.title || '/' || c.engine_id || '/' || c.author_name from comment c join post p on p.id = "
        "c.post_id order by p.url, c.engine_id");
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(one_feed_may_hold_posts_and_comments, OneFeedOfBoth) {
  serves_front(
      "<link rel='alternate' type='application/rss+xml' title='RSS' href='https://blog.example/index.rdf'>");
  serves_rdf("index.rdf", comment("20261127#c02", "Bo") + comment("20261127#c01", "Rosa") +
                              section("20261127#p02", "Wax") + section("20261127#p01", "Sleds") +
                              comment("20261126#c01", "Cy") + section("20261126#p01", "Kites"));
  look();
  BOOST_TEST(posts() == "Kites|Sleds|Wax|");
  BOOST_TEST(comments() == "Kites/01/Cy|Wax/01/Rosa|Wax/02/Bo|");
  look();
  BOOST_TEST(posts() == "Kites|Sleds|Wax|");
  BOOST_TEST(comments() == "Kites/01/Cy|Wax/01/Rosa|Wax/02/Bo|");
  BOOST_TEST(rows("select count(*) || '' from event where fact = 'edited'") == "0|");
}

// tDiary names "RSS(without comments)" beside it, at no_comments.rdf.
BOOST_FIXTURE_TEST_CASE(a_feed_without_comments_is_not_that_of_comments, OneFeedOfBoth) {
  serves_front(
      "<link rel='alternate' type='application/rss+xml' title='RSS' href='https://blog.example/index.rdf'>"
      "<link rel='alternate' type='application/rss+xml' title='RSS(without comments)' "
      "href='https://blog.example/no_comments.rdf'>");
  serves_rdf("index.rdf", comment("20261127#c01", "Rosa") + section("20261127#p01", "Sleds"));
  serves_rdf("no_comments.rdf", section("20261127#p01", "Sleds") + section("20261120#p01", "Old"));
  look();
  BOOST_TEST(posts() == "Old|Sleds|");
  BOOST_TEST(comments() == "Sleds/01/Rosa|");
  BOOST_TEST(feed_found() == "https://blog.example/no_comments.rdf");
}

// A comment on a day that the feed does not reach any more.
BOOST_FIXTURE_TEST_CASE(the_engines_own_word_makes_a_post_of_an_address_behind_a_query, OneFeedOfBoth) {
  site.feed = Url::parse("https://blog.example/index.rdf");
  serves_rdf("index.rdf", comment("20190101#c03", "Rosa"));
  look();
  BOOST_TEST(rows("select url from post") == "https://blog.example/?date=20190101|");
  BOOST_TEST(rows("select engine_id from comment") == "03|");
}

BOOST_FIXTURE_TEST_CASE(a_post_behind_a_query_is_found_by_its_places, OneFeedOfBoth) {
  site.feed = Url::parse("https://blog.example/index.rdf");
  serves_rdf("index.rdf", section("20261127#p01", "Sleds") + section("20261127#p02", "Wax"));
  look();
  BOOST_TEST(title_at("https://blog.example/?date=20261127") == "Sleds");
  BOOST_TEST(title_at("https://blog.example/?date=20261127#p02") == "Wax");
  BOOST_TEST(title_at("https://blog.example/?date=20261127#c02") == "Sleds");
  BOOST_TEST(title_at("https://blog.example/?date=20261128") == "");
  BOOST_TEST(title_at("https://blog.example/") == "");
}

// The pages of ikiwiki, Hugo, Jekyll and their like are files in folders.
BOOST_FIXTURE_TEST_CASE(a_post_is_found_by_the_file_that_its_folder_shows, OneFeedOfBoth) {
  site.feed = Url::parse("https://blog.example/feed.xml");
  web.serves(
      "https://blog.example/feed.xml",
      "<rss version='2.0'><channel><item><title>The sled</title><link>https://blog.example/sled/</link>"
      "</item></channel></rss>");
  look();
  BOOST_TEST(title_at("https://blog.example/sled/index.html") == "The sled");
  BOOST_TEST(title_at("https://blog.example/index.html") == "");
}

BOOST_FIXTURE_TEST_CASE(the_feed_of_posts_given_as_that_of_comments_brings_none, OneFeedOfBoth) {
  site.feed = site.comments = Url::parse("https://blog.example/feed.xml");
  const auto feed = [&](const std::string& date) {
    web.serves(
        "https://blog.example/feed.xml",
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>tag:blog.example,2026:sled</id><title>The "
        "sled</title><link href='https://blog.example/sled/'/>" +
            date + "<content>x</content></entry></feed>");
  };
  feed("<published>2026-11-27T10:00:00Z</published><updated>2026-11-27T10:00:00Z</updated>");
  look();
  feed("<updated>2026-11-28T10:00:00Z</updated>");
  look();
  BOOST_TEST(posts() == "The sled|");
  BOOST_TEST(comments() == "");
}

// As Hugo 0.111 by a template of its own, and many an Atom feed: relative, and only the time of the last
// change.
BOOST_FIXTURE_TEST_CASE(a_feed_that_moved_is_read_from_where_it_stands_now, OneFeedOfBoth) {
  site.feed = Url::parse("https://blog.example/feed");
  web.redirects("https://blog.example/feed", "https://blog.example/en/blog/index.xml");
  web.serves(
      "https://blog.example/en/blog/index.xml",
      "<rss version='2.0'><channel><item><title>The sled</title><link>sled/</link></item></channel></rss>");
  look();
  BOOST_TEST(rows("select url from post") == "https://blog.example/en/blog/sled/|");
}

BOOST_FIXTURE_TEST_CASE(an_edit_does_not_make_a_post_or_comment_younger, OneFeedOfBoth) {
  site.feed = Url::parse("https://blog.example/feed.xml");
  site.comments = Url::parse("https://blog.example/comments.xml");
  const auto entries = [&](const std::string& date) {
    const auto atom = [&](const std::string& address) {
      return "<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>" + address + "</id><link href='" +
             address + "'/><title>T</title><updated>" + date + "</updated><content>x" + date +
             "</content></entry></feed>";
    };
    web.serves("https://blog.example/feed.xml", atom("https://blog.example/sled/"));
    web.serves("https://blog.example/comments.xml", atom("https://blog.example/sled/#comment-1"));
  };
  entries("2026-01-02T10:00:00Z");
  look();
  const auto before =
      rows("select published_at || '' from post union all select published_at || '' from comment");
  entries("2026-11-28T10:00:00Z");
  look();
  BOOST_TEST(rows("select published_at || '' from post union all select published_at || '' from comment") ==
             before);
  BOOST_TEST(rows("select count(*) || '' from event where fact = 'edited'") == "2|");
}

// As blosxom's and Chronicle's feeds for the comments of others; nobody knows how old it is.
BOOST_FIXTURE_TEST_CASE(what_bears_no_date_and_was_there_before_us_alerts_nobody, OneFeedOfBoth) {
  site.feed = Url::parse("https://blog.example/feed.xml");
  site.comments = Url::parse("https://blog.example/comments.xml");
  const auto serve = [&](int posts) {
    std::string feed = "<rss version='2.0'><channel>", comments = feed;
    for (int i = 1; i <= posts; ++i) {
      const auto address = "https://blog.example/" + std::to_string(i) + "/";
      feed += "<item><title>T</title><link>" + address + "</link></item>";
      comments += "<item><title>By: Rosa</title><link>" + address + "#comment-1</link></item>";
    }
    web.serves("https://blog.example/feed.xml", feed + "</channel></rss>");
    web.serves("https://blog.example/comments.xml", comments + "</channel></rss>");
  };
  serve(2);
  look();
  BOOST_TEST(rows("select count(*) || '' from job where kind = 'scan_post'") == "0|");
  BOOST_TEST(rows("select imported || '' from comment order by id") == "1|1|");
  serve(3);
  look();
  BOOST_TEST(rows("select count(*) || '' from job where kind = 'scan_post'") == "1|");
  BOOST_TEST(rows("select imported || '' from comment order by id") == "1|1|0|");
}

BOOST_FIXTURE_TEST_CASE(a_feed_of_comments_is_found_also_where_that_of_posts_is_given, OneFeedOfBoth) {
  site.feed = Url::parse("https://blog.example/index.rdf");
  serves_rdf("index.rdf", section("20261127#p01", "Sleds"));
  serves_rdf("all.rdf", comment("20261127#c01", "Rosa"));
  serves_front(
      "<link rel='alternate' hreflang='de' href='https://blog.example/de/'>"
      "<link rel='alternate' type='application/rss+xml' href='https://blog.example/index.rdf'>"
      "<link rel='alternate' type='application/rss+xml' href='https://blog.example/all.rdf'>");
  look();
  BOOST_TEST(comments() == "Sleds/01/Rosa|");
  BOOST_TEST(web.times_asked("https://blog.example/de/") == 0u);
}

// Pelican 4.8 writes summaries by RSS and whole texts by Atom.
BOOST_FIXTURE_TEST_CASE(of_two_feeds_of_the_same_posts_the_fuller_one_is_read, OneFeedOfBoth) {
  serves_front(
      "<link href='https://blog.example/feeds/all.rss.xml' type='application/rss+xml' rel='alternate' "
      "title='RSS'>"
      "<link href='https://blog.example/feeds/all.atom.xml' type='application/atom+xml' rel='alternate' "
      "title='Atom'>"
      "<link href='https://blog.example/feeds/tag.atom.xml' type='application/atom+xml' rel='alternate' "
      "title='Atom'>");
  const std::string text(900, 'x');
  const auto atom = [&](const std::string& address, const std::string& words) {
    return "<feed xmlns='http://www.w3.org/2005/Atom'><entry><title>The sled</title><link href='" + address +
           "' rel='alternate'/><id>tag:blog.example,2026-11-27:/sled.html</id><summary "
           "type='html'>&lt;p&gt;short&lt;/p&gt;</summary><content type='html'>&lt;p&gt;" +
           words + "&lt;/p&gt;</content></entry></feed>";
  };
  web.serves(
      "https://blog.example/feeds/all.rss.xml",
      "<rss version='2.0'><channel><item><title>The sled</title><link>https://blog.example/sled.html</link>"
      "<description>&lt;p&gt;short&lt;/p&gt;</description></item></channel></rss>");
  web.serves("https://blog.example/feeds/all.atom.xml", atom("https://blog.example/sled.html", text));
  web.serves("https://blog.example/feeds/tag.atom.xml", atom("https://blog.example/other.html", text + text));
  look();
  BOOST_TEST(feed_found() == "https://blog.example/feeds/all.atom.xml");
}

BOOST_FIXTURE_TEST_CASE(a_feed_that_was_found_and_is_gone_is_looked_for_anew, OneFeedOfBoth) {
  serves_front("<link rel='alternate' type='application/rss+xml' href='https://blog.example/old.rdf'>");
  serves_rdf("old.rdf", section("20261127#p01", "Sleds"));
  look();
  serves_front("<link rel='alternate' type='application/rss+xml' href='https://blog.example/new.rdf'>");
  serves_rdf("new.rdf", section("20261128#p01", "Kites"));
  web.answers("https://blog.example/old.rdf", 404);
  BOOST_TEST(watch::read_feeds(books(), web, watch::FeedLook::all).trouble.value_or("") ==
             "the feed of posts https://blog.example/old.rdf: status 404");
  look();
  BOOST_TEST(posts() == "Sleds|Kites|");
}

// ikiwiki 3.20200202 calls the feed of a post's comments rel=comments, and names it by Atom only.
BOOST_FIXTURE_TEST_CASE(ikiwiki_names_the_comments_of_each_post, OneFeedOfBoth) {
  site.feed = Url::parse("https://blog.example/index.atom");
  web.serves(
      "https://blog.example/index.atom",
      "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Acme</title><author><name>Acme</name></author>"
      "<entry><title>The sled</title><id>https://blog.example/posts/sled/</id>"
      "<link href=\"https://blog.example/posts/sled/\"/><author><name>Ana</name></author>"
      "<updated>2026-11-27T10:00:00Z</updated><published>2026-11-27T10:00:00Z</published>"
      "<content type=\"html\" xml:lang=\"en\">&lt;p&gt;x&lt;/p&gt;</content>"
      "<link rel=\"comments\" href=\"/posts/sled/#comments\" type=\"text/html\" />"
      "<link rel=\"comments\" href=\"/posts/sled/comments.atom\" type=\"application/atom+xml\" />"
      "</entry></feed>");
  web.serves("https://blog.example/posts/sled/comments.atom",
             "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Acme/ posts/ sled</title>"
             "<entry><title>comment 1</title><id>https://blog.example/posts/sled/comment_1_0f/</id>"
             "<link href=\"/posts/sled/#comment-0f\"/><author><name>Rosa</name></author>"
             "<updated>2026-11-27T11:00:00Z</updated><published>2026-11-27T11:00:00Z</published>"
             "<content type=\"html\" xml:lang=\"en\">&lt;p&gt;Is it ash?&lt;/p&gt;</content></entry></feed>");
  web.serves(
      "https://blog.example/index.rss",
      "<rss version='2.0'><channel><item><title>The sled</title><link>https://blog.example/posts/sled/</link>"
      "<guid isPermaLink='false'>https://blog.example/posts/sled/</guid><description>&lt;p&gt;x&lt;/p&gt;"
      "</description><comments>/posts/sled/#comments</comments></item></channel></rss>");
  serves_front(
      "<link rel='alternate' type='application/rss+xml' title='RSS' href='index.rss'>"
      "<link rel='alternate' type='application/atom+xml' title='Atom' href='index.atom'>");
  look();
  BOOST_TEST(comments() == "The sled/0f/Rosa|");
}

// Hugo 0.111 writes the first seventy words of a post into its feed, without a link.
BOOST_FIXTURE_TEST_CASE(of_a_new_post_in_a_feed_of_summaries_the_page_is_read, OneFeedOfBoth) {
  site.feed = Url::parse("https://blog.example/index.xml");
  const auto item = [](const std::string& name, const std::string& year, const std::string& words) {
    const auto address = "https://blog.example/posts/" + name + "/";
    return "<item><title>T</title><link>" + address + "</link><pubDate>Fri, 27 Nov " + year +
           " 10:00:00 +0000</pubDate><guid>" + address + "</guid><description>" + words +
           "</description></item>";
  };
  const auto serve = [&](const std::string& words) {
    web.serves("https://blog.example/index.xml", "<rss version='2.0'><channel>" + item("new", "2099", words) +
                                                     item("old", "2009", words) +
                                                     item("bare", "2099", words) + "</channel></rss>");
  };
  const std::string rest =
      "<p>" + std::string(400, 'x') + " <a href='https://friend.example/'>friend</a></p>";
  web.serves_html("https://blog.example/posts/new/",
                  "<nav>n</nav><main><article><h1>T</h1><p>Short</p>" + rest + "</article><p>p</p></main>");
  web.serves_html("https://blog.example/posts/bare/", "<main><p>Short</p>" + rest + "</main>");
  serve("Short");
  look();
  const auto html = [&](const std::string& name) {
    return rows("select html from post where url like '%/" + name + "/'");
  };
  BOOST_TEST(html("new") == "<h1>T</h1><p>Short</p>" + rest + "|");
  BOOST_TEST(html("old") == "Short|");
  BOOST_TEST(html("bare") == "Short|");
  web.forget_asked();
  look();
  BOOST_TEST(web.times_asked("https://blog.example/posts/new/") == 0u);
  BOOST_TEST(web.times_asked("https://blog.example/posts/bare/") == 0u);
  BOOST_TEST(rows("select count(*) || '' from event where fact = 'edited'") == "0|");
  serve("Shorter");
  look();
  BOOST_TEST(web.times_asked("https://blog.example/posts/new/") == 1u);
  BOOST_TEST(web.times_asked("https://blog.example/posts/old/") == 0u);
}

BOOST_AUTO_TEST_SUITE_END()

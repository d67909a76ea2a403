#include "exchange/linkback_import.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <sstream>

#include "doubles/import_scene.h"
#include "exchange/jf2.h"
#include "store/answer_store.h"
#include "store/by_hand_store.h"
#include "store/comment_store.h"
#include "store/identity_store.h"
#include "store/job_store.h"
#include "store/linkback_store.h"
#include "store/moderation_store.h"
#include "store/post_store.h"
#include "store/publication_store.h"

using namespace earshot;
using namespace earshot::exchange;
using doubles::ImportScene;

BOOST_AUTO_TEST_SUITE(exchange_import)

namespace {

const std::string jf2_feed = R"json({"type":"feed","name":"Webmentions","children":[
{"type":"entry","author":{"type":"card","name":"Rosa","photo":"https://fan.example/r.jpg","url":"https://fan.example/"},
 "url":"https://fan.example/1","published":"2024-03-01T10:00:00+02:00","wm-received":"2024-03-01T08:00:05Z","wm-id":1201,
 "wm-source":"https://fan.example/1","wm-target":"https://blog.example/rocket/","wm-protocol":"webmention",
 "content":{"html":"<p>Fast <script>alert(1)</script><b onclick='x'>sled</b></p>","text":"Fast sled"},
 "in-reply-to":"https://blog.example/rocket/","wm-property":"in-reply-to","wm-private":false},
{"type":"entry","author":{"type":"card","name":"","photo":"","url":""},"url":"https://old.example/2",
 "published":null,"wm-received":"2018-01-01T00:00:00Z","wm-id":7,"wm-property":"like-of",
 "like-of":"https://blog.example/?p=5","wm-private":false},
{"type":"entry","wm-source":"https://fan.example/3","wm-target":"https://elsewhere.example/","wm-property":"mention-of"},
{"type":"entry","wm-source":"javascript:alert(1)","wm-target":"https://blog.example/rocket/","wm-property":"mention-of"},
{"type":"entry","wm-source":"https://fan.example/5","wm-target":"https://blog.example/new/","wm-property":"rsvp","rsvp":"yes"},
{"type":"entry","wm-source":"https://secret.example/","wm-target":"https://blog.example/rocket/","wm-property":"mention-of","wm-private":true}
]})json";

const std::string wxr = R"(<?xml version="1.0"?>
<!-- <item> in a remark is none -->
<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<link>https://blog.example</link>
<item><title>The rocket sled</title><link>https://blog.example/rocket/</link>
<content:encoded><![CDATA[Text with </item> and <wp:comment> and <link>https://evil.example/</link> in it]]></content:encoded>
<wp:post_id>5</wp:post_id>
<wp:comment><wp:comment_id>11</wp:comment_id>
<wp:comment_author><![CDATA[A fan & more]]></wp:comment_author>
<wp:comment_author_url>https://fan.example/1?a=1&amp;b=2</wp:comment_author_url>
<wp:comment_date><![CDATA[2008-03-01 11:00:00]]></wp:comment_date>
<wp:comment_date_gmt><![CDATA[2008-03-01 10:00:00]]></wp:comment_date_gmt>
<wp:comment_content><![CDATA[[...] I read that <b>it</b> is fast [...] </wp:comment> ]]></wp:comment_content>
<wp:comment_approved><![CDATA[1]]></wp:comment_approved><wp:comment_type><![CDATA[pingback]]></wp:comment_type>
<wp:comment_parent>0</wp:comment_parent><wp:comment_user_id>0</wp:comment_user_id></wp:comment>
<wp:comment><wp:comment_id>12</wp:comment_id><wp:comment_author>Waits</wp:comment_author>
<wp:comment_author_url>https://fan.example/2</wp:comment_author_url>
<wp:comment_date_gmt>2008-03-02 10:00:00</wp:comment_date_gmt><wp:comment_approved>0</wp:comment_approved>
<wp:comment_type>trackback</wp:comment_type></wp:comment>
<wp:comment><wp:comment_id>13</wp:comment_id><wp:comment_author_url>https://spam.example/</wp:comment_author_url>
<wp:comment_approved>spam</wp:comment_approved><wp:comment_type>pingback</wp:comment_type></wp:comment>
<wp:comment><wp:comment_id>14</wp:comment_id><wp:comment_author>Rosa</wp:comment_author>
<wp:comment_date_gmt>2008-03-03 10:00:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[Does it <i>fit</i>?]]></wp:comment_content><wp:comment_approved>1</wp:comment_approved>
<wp:comment_type>comment</wp:comment_type><wp:comment_parent>0</wp:comment_parent></wp:comment>
<wp:comment><wp:comment_id>15</wp:comment_id><wp:comment_author>Ana</wp:comment_author>
<wp:comment_date_gmt>2008-03-03 11:00:00</wp:comment_date_gmt><wp:comment_content>Yes.</wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_type></wp:comment_type><wp:comment_parent>14</wp:comment_parent>
<wp:comment_user_id>7</wp:comment_user_id></wp:comment>
<wp:comment><wp:comment_id>16</wp:comment_id><wp:comment_author>Rosa</wp:comment_author>
<wp:comment_author_url>https://rosa.example/</wp:comment_author_url>
<wp:comment_date_gmt>2020-03-03 11:00:00</wp:comment_date_gmt><wp:comment_content>liked</wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_type>like</wp:comment_type>
<wp:commentmeta><wp:meta_key>protocol</wp:meta_key><wp:meta_value>webmention</wp:meta_value></wp:commentmeta>
<wp:commentmeta><wp:meta_key>webmention_source_url</wp:meta_key><wp:meta_value><![CDATA[https://rosa.example/likes/1]]></wp:meta_value></wp:commentmeta></wp:comment>
<wp:comment><wp:comment_id>17</wp:comment_id><wp:comment_author>Nobody</wp:comment_author>
<wp:comment_approved>1</wp:comment_approved><wp:comment_type>pingback</wp:comment_type></wp:comment>
</item></channel></rss>)";

}  // namespace

BOOST_FIXTURE_TEST_CASE(an_export_that_breaks_off_in_any_place_comes_to_an_end, ImportScene) {
  const std::string whole =
      "<rss><channel><item><title>A</title><link>https://blog.example/rocket/</link><!-- x --><![CDATA[y]]>"
      "<wp:comment><wp:comment_type>pingback</wp:comment_type></wp:comment></item></channel></rss>";
  for (std::size_t end = 0; end <= whole.size(); ++end) {
    read(whole.substr(0, end));
    BOOST_TEST(fresh == 0);
  }
}

BOOST_FIXTURE_TEST_CASE(a_feed_of_webmention_io_comes_in_and_its_bad_entries_are_numbered, ImportScene) {
  BOOST_TEST((read(jf2_feed) == CarriedForm::json));
  BOOST_TEST(fresh == 3);
  BOOST_REQUIRE_EQUAL(bad.size(), 3u);
  BOOST_TEST(bad[0].first == 3);
  BOOST_TEST(bad[0].second.find("does not lie below") != std::string::npos);
  BOOST_TEST(bad[1].first == 4);
  BOOST_TEST(bad[1].second.find("source") != std::string::npos);
  BOOST_TEST(bad[2].second == "it is private");
  const auto list = all();
  BOOST_REQUIRE_EQUAL(list.size(), 3u);
  const auto& reply = list[0];
  BOOST_TEST(reply.type == "reply");
  BOOST_TEST(reply.author_name == "Rosa");
  BOOST_TEST((reply.state == model::LinkbackState::shown));
  BOOST_TEST(iso8601(reply.received) == "2024-03-01T08:00:05Z");
  BOOST_TEST(page_of(reply).published_text == "2024-03-01T10:00:00+02:00");
  BOOST_TEST(page_of(reply).content_html == "<p>Fast <b>sled</b></p>");
  // An old one has its target only in what was done to it; ?p=5 is the post.
  BOOST_TEST(list[1].type == "like");
  BOOST_TEST(list[1].source == "https://old.example/2");
  BOOST_TEST((list[1].post_id == reply.post_id));
  BOOST_TEST(page_of(list[2]).rsvp == "yes");
  // Nobody is alerted, nothing is asked.
  BOOST_TEST(jobs() == 0u);
}

BOOST_FIXTURE_TEST_CASE(a_second_import_adds_nothing_and_changes_nothing, ImportScene) {
  site.webhook.url = Url::parse("https://hook.example/");
  read(jf2_feed);
  const auto first = all();
  database->write(
      [&](db::Tx& tx) { store::moderate(tx, books(), first[0].id, store::Moderation::hide, "host"); });
  const auto waiting = jobs();
  read(jf2_feed);
  BOOST_TEST(fresh == 0);
  BOOST_TEST(known == 3);
  BOOST_TEST(all().size() == 3u);
  BOOST_TEST((all()[0].state == model::LinkbackState::hidden));
  BOOST_TEST(jobs() == waiting);
}

BOOST_FIXTURE_TEST_CASE(a_dry_run_tells_where_targets_go_and_writes_nothing, ImportScene) {
  read(jf2_feed, {.dry_run = true});
  BOOST_TEST(fresh == 3);
  BOOST_TEST(all().empty());
  BOOST_TEST(mapping.at("https://blog.example/rocket/").post_title == "The rocket sled");
  BOOST_TEST(mapping.at("https://blog.example/rocket/").linkbacks == 1);
  BOOST_TEST(mapping.at("https://blog.example/?p=5").known);
  BOOST_TEST(!mapping.at("https://blog.example/new/").known);
}

BOOST_FIXTURE_TEST_CASE(the_older_json_is_understood_too, ImportScene) {
  read(
      R"({"links":[{"source":"https://a.example/1","verified":true,"verified_date":"2015-01-02T03:04:05+00:00","id":3,
    "private":false,"data":{"author":{"name":"A","url":null,"photo":null},"url":"https://a.example/1","name":"N",
    "content":"<p>hi</p>","published":null,"published_ts":null},"activity":{"type":"repost"},
    "target":"https://blog.example/rocket/"},
    {"source":"https://b.example/","verified":false,"activity":{"type":"link"},"target":"https://blog.example/rocket/"}]})");
  BOOST_TEST(fresh == 1);
  BOOST_TEST(bad.size() == 1u);
  BOOST_TEST(all().at(0).type == "repost");
  BOOST_TEST(iso8601(all().at(0).received) == "2015-01-02T03:04:05Z");
  BOOST_TEST(page_of(all().at(0)).content_text == "hi");
}

BOOST_FIXTURE_TEST_CASE(addresses_that_are_no_utf8_come_in_as_text_that_is, ImportScene) {
  std::string broken = wxr;
  broken.replace(broken.find("fan.example/1?a"), 13, "fan.example/\xE9");
  read(broken);
  BOOST_TEST(all().at(0).source == "https://fan.example/\uFFFD?a=1&b=2");
}

BOOST_FIXTURE_TEST_CASE(wordpress_pingbacks_trackbacks_webmentions_and_comments_come_in, ImportScene) {
  BOOST_TEST((read(wxr) == CarriedForm::wxr));
  const auto list = all();
  BOOST_REQUIRE_EQUAL(list.size(), 3u);
  BOOST_TEST((list[0].protocol == model::Protocol::pingback));
  BOOST_TEST(list[0].source == "https://fan.example/1?a=1&b=2");
  BOOST_TEST(list[0].target == "https://blog.example/rocket/");
  BOOST_TEST(list[0].title == "A fan & more");
  BOOST_TEST(list[0].excerpt == "[...] I read that it is fast [...]");
  BOOST_TEST(iso8601(list[0].received) == "2008-03-01T10:00:00Z");
  BOOST_TEST((list[1].protocol == model::Protocol::trackback));
  BOOST_TEST((list[1].state == model::LinkbackState::waiting));
  BOOST_TEST(list[2].type == "like");
  BOOST_TEST(list[2].source == "https://rosa.example/likes/1");
  BOOST_TEST(list[2].author_url == "https://rosa.example/");
  BOOST_REQUIRE_EQUAL(comments.size(), 2u);
  BOOST_TEST(comments[0]["text"] == "Does it fit?");
  BOOST_TEST(comments[0]["parent"].is_null());
  BOOST_TEST(comments[1]["parent"] == "14");
  BOOST_TEST(comments[1]["account"] == "wordpress:7");
  BOOST_TEST(comments[1]["post"] == "https://blog.example/rocket/");
  BOOST_REQUIRE_EQUAL(bad.size(), 1u);
  BOOST_TEST(bad[0].first == 36);
  BOOST_TEST(bad[0].second == "source is missing");
}

BOOST_FIXTURE_TEST_CASE(wordpress_tells_which_posts_are_closed_and_which_nobody_can_read, ImportScene) {
  const auto item = [](const std::string& name, const std::string& status, const std::string& comments) {
    return "<item><title>x</title><link>https://blog.example/" + name + "/</link>" +
           "<wp:comment_status><![CDATA[" + comments + "]]></wp:comment_status><wp:status>" + status +
           "</wp:status><wp:comment><wp:comment_id>1</wp:comment_id><wp:comment_author>Rosa</"
           "wp:comment_author>"
           "<wp:comment_date_gmt>2008-03-03 10:00:00</wp:comment_date_gmt>"
           "<wp:comment_content>Does it fit?</wp:comment_content><wp:comment_approved>1</wp:comment_approved>"
           "<wp:comment_type>comment</wp:comment_type></wp:comment></item>\n";
  };
  read("<rss><channel>" + item("a", "publish", "closed") + item("b", "draft", "open") +
       item("c", "private", "open") + item("d", "publish", "open") + "</channel></rss>");
  BOOST_TEST(bad.empty());
  BOOST_REQUIRE_EQUAL(comments.size(), 2u);
  BOOST_TEST(comments[0]["post"] == "https://blog.example/a/");
  BOOST_TEST(comments[0]["post_closed"] == true);
  BOOST_TEST(comments[1]["post"] == "https://blog.example/d/");
  BOOST_TEST(!comments[1].contains("post_closed"));
}

BOOST_FIXTURE_TEST_CASE(what_is_exported_comes_in_again_the_same, ImportScene) {
  read(wxr);
  read(jf2_feed);
  const auto before = all();
  for (const auto form : {ExportForm::ndjson, ExportForm::webmention_io, ExportForm::wxr}) {
    const auto text = exported(form);
    ImportScene other;
    other.clock.wind(std::chrono::seconds(1));  // a number of this very moment may yet be given away
    other.read(text);
    BOOST_TEST(other.bad.empty(), model::word(form));
    const auto shown_only = form == ExportForm::webmention_io;
    BOOST_TEST(other.all().size() == before.size() - shown_only, model::word(form));
    for (const auto& one : other.all()) {
      const auto same = std::ranges::find(before, one.source, &model::Linkback::source);
      BOOST_REQUIRE(same != before.end());
      // WordPress knows a post's linkbacks by the post, not by the address that was linked to.
      BOOST_TEST(one.target == (form == ExportForm::wxr ? post_address(*same) : same->target));
      BOOST_TEST(one.type == same->type);
      BOOST_TEST((one.protocol == same->protocol));
      BOOST_TEST((one.state == same->state));
      BOOST_TEST((one.received == same->received));
      BOOST_TEST(other.page_of(one).content_html == page_of(*same).content_html);
    }
    if (form == ExportForm::ndjson) BOOST_TEST(other.exported(form) == text);
  }
}

BOOST_FIXTURE_TEST_CASE(comments_go_out_with_what_people_said_about_them, ImportScene) {
  const auto put = [&](const std::string& id) {
    model::Comment c;
    c.post_id = database->read(
        [&](db::Reader& r) { return store::find_post_by_engine_id(r, site.id, "5").value().id; });
    c.engine_id = id;
    c.html = "x";
    clock.wind(std::chrono::minutes(1));
    c.published = clock.now();
    return database->write([&](db::Tx& tx) { return store::put_comment(tx, books(), c).id; });
  };
  const auto one = put("1"), two = put("2"), three = put("3"), four = put("4");
  put("5");
  database->write([&](db::Tx& tx) {
    store::say_by_hand(tx, books(), one, model::HandWord::not_needed);
    store::put_identity_word(tx, books(), two, {"ana", model::Identity::confirmed, "operator", "said so"});
    store::say_by_hand(tx, books(), two, model::HandWord::these);
    store::put_answer(tx, books(), {two, one, model::AnswerRule::manual, 1.0});
    store::say_by_hand(tx, books(), three, model::HandWord::post);
    store::put_answer(tx, books(), {four, one, model::AnswerRule::parent, 1.0});
  });
  std::ostringstream out;
  BOOST_TEST(export_comments(books(), ExportForm::ndjson, out) == 5);
  std::istringstream lines(out.str());
  std::vector<nlohmann::json> said;
  for (std::string line; std::getline(lines, line);)
    said.push_back(nlohmann::json::parse(line).value("by_hand", nlohmann::json()));
  BOOST_REQUIRE(said.size() == 5u);
  BOOST_TEST(said[0].dump() == R"({"needs_answer":false})");
  BOOST_TEST(
      said[1].dump() ==
      R"({"answers":["1"],"written_by":{"evidence":"said so","identity":"confirmed","person":"ana","who":"operator"}})");
  BOOST_TEST(said[2].dump() == R"({"answers":[]})");
  BOOST_TEST(said[3].is_null());  // read, not said
  BOOST_TEST(said[4].is_null());
}

BOOST_FIXTURE_TEST_CASE(lines_of_our_own_name_their_bad_ones, ImportScene) {
  BOOST_TEST(
      (read(R"({"source":"https://a.example/1","target":"https://blog.example/rocket/"})"
            "\n\nnot json\n"
            R"({"source":"https://a.example/2"})"
            "\n"
            R"({"source":"https://a.example/3","target":"https://blog.example/rocket/","state":"gone"})"
            "\n"
            R"({"source":"https://a.example/4","target":"https://blog.example/rocket/","state":"hidden"})"
            "\n" +
            std::string(2000, '[') + "\n") == CarriedForm::lines));
  BOOST_TEST(fresh == 2);
  std::string lines;
  for (const auto& [line, why] : bad) lines += std::to_string(line) + " ";
  BOOST_TEST(lines == "3 4 5 7 ");
}

BOOST_FIXTURE_TEST_CASE(a_broken_first_line_costs_that_line_alone, ImportScene) {
  BOOST_TEST((read("{broken\n"
                   R"({"source":"https://a.example/1","target":"https://blog.example/rocket/"})"
                   "\n") == CarriedForm::lines));
  BOOST_TEST(fresh == 1);
  BOOST_TEST(bad.size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_blog_that_moved_brings_its_linkbacks_along, ImportScene) {
  std::istringstream table(
      "# old new\nhttp://old.example/2008/sled.html https://blog.example/rocket/\n"
      "http://old.example/* https://blog.example/archive/*\nhttp://old.example/blog/* "
      "https://blog.example/*\n"
      "only-one\nhttps://a.example/ not-an-address\n");
  std::vector<std::int64_t> faults;
  moved = MovedAddresses(table, [&](std::int64_t line, const std::string&) { faults.push_back(line); });
  BOOST_TEST(faults == (std::vector<std::int64_t>{5, 6}), boost::test_tools::per_element());
  std::string lines;
  for (const char* target : {"https://www.old.example/2008/sled.html#x", "http://old.example/other/",
                             "http://old.example/blog/rocket/", "http://older.example/"})
    lines += R"({"source":"https://a.example/)" + std::to_string(lines.size()) + R"(","target":")" + target +
             "\"}\n";
  read(lines);
  BOOST_TEST(fresh == 3);
  BOOST_TEST(bad.size() == 1u);
  const auto list = all();
  BOOST_TEST(list[0].target == "https://blog.example/rocket/");
  BOOST_TEST(list[1].target == "https://blog.example/archive/other/");
  BOOST_TEST((list[2].post_id == list[0].post_id));
  BOOST_TEST((list[1].post_id != list[0].post_id));
}

BOOST_FIXTURE_TEST_CASE(broken_files_are_told_and_do_no_harm, ImportScene) {
  for (const std::string& text :
       {std::string(), std::string("["), std::string(100000, '['), std::string("{\"children\":[{"),
        std::string("<rss>"), std::string("<item><wp:comment>"), std::string("<item><link><![CDATA[x"),
        std::string("\xff\xfe\0\0", 4),
        "<item><link>https://blog.example/rocket/</link>" + std::string(70000, '<'),
        jf2_feed.substr(0, jf2_feed.size() / 2)})
    read(text);
  BOOST_TEST(all().size() == 1u);
  BOOST_TEST(!bad.empty());
}

BOOST_FIXTURE_TEST_CASE(what_breaks_off_is_said_and_one_entry_alone_is_a_file, ImportScene) {
  read(jf2_feed.substr(0, jf2_feed.find("{\"type\":\"entry\",\"wm-source\":\"https://fan.example/3\"")));
  BOOST_TEST(fresh == 2);
  BOOST_REQUIRE_EQUAL(bad.size(), 1u);
  BOOST_TEST(bad[0].second.find("breaks off") != std::string::npos);
  read("{\n\"wm-source\":\"https://a.example/\",\n\"wm-target\":\"https://blog.example/rocket/\"}");
  BOOST_TEST(fresh == 1);
  BOOST_TEST(bad.empty());
}

BOOST_FIXTURE_TEST_CASE(the_public_reads_imported_ones_as_if_they_had_been_sent, ImportScene) {
  read(jf2_feed);
  store::ShownFilter filter;
  std::string sources;
  database->read([&](db::Reader& r) {
    store::each_shown(r, site.id, filter, {}, [&](const store::ShownLinkback& one) {
      sources += jf2_entry(one)["wm-source"].get<std::string>() + " ";
    });
  });
  // One without a date of its own came in today.
  BOOST_TEST(sources == "https://fan.example/5 https://fan.example/1 https://old.example/2 ");
}

BOOST_FIXTURE_TEST_CASE(disqus_gives_its_comments_with_threads_parents_and_accounts, ImportScene) {
  const auto post = [](const std::string& number, const std::string& rest) {
    return "<post dsq:id=\"" + number +
           "\"><id>wp_id=1</id><message><![CDATA[<p>See <a href=\"https://a.example/\">this</a> "
           "</post></p>]]></message>"
           "<createdAt>2017-01-22T23:32:22Z</createdAt>" +
           rest + "</post>\n";
  };
  const std::string live = "<isDeleted>false</isDeleted><isSpam>false</isSpam>";
  const std::string ana =
      "<author><name>Ana Ruiz</name><isAnonymous>false</isAnonymous><username>ana_r</username></author>";
  const std::string rosa = "<author><name>Rosa &amp; Co</name><isAnonymous>true</isAnonymous></author>";
  const auto form = read(
      "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<disqus xmlns=\"http://disqus.com\" "
      "xmlns:dsq=\"http://disqus.com/disqus-internals\">\n"
      "<category dsq:id=\"1\"><forum>acme</forum><title>General</title></category>\n"
      "<thread dsq:id=\"77\"><id>5</id><forum>acme</forum><category dsq:id=\"1\" "
      "/><link>https://blog.example/rocket/</link>"
      "<title>The rocket "
      "sled</title><createdAt>2017-01-22T21:05:11Z</createdAt><author><name>Ana</name></"
      "author><isClosed>true</isClosed><isDeleted>false</isDeleted></thread>\n"
      "<thread dsq:id=\"79\"><link>https://blog.example/gone/</link><title>Gone</title>"
      "<isClosed>false</isClosed><isDeleted>true</isDeleted></thread>\n" +
      post("506", live + rosa + "<thread dsq:id=\"79\" />") +
      post("501", live + rosa + "<thread dsq:id=\"77\" />") +
      post("502", live + ana + "<thread dsq:id=\"77\" /><parent dsq:id=\"501\" />") +
      post("503", "<isDeleted>true</isDeleted><isSpam>false</isSpam>" + rosa + "<thread dsq:id=\"77\" />") +
      post("504", "<isDeleted>false</isDeleted><isSpam>true</isSpam>" + rosa + "<thread dsq:id=\"77\" />") +
      post("505", live + rosa + "<thread dsq:id=\"78\" />") + "</disqus>\n");
  BOOST_TEST((form == CarriedForm::disqus));
  BOOST_TEST_REQUIRE(comments.size() == 2u);
  BOOST_TEST(comments[0]["post"] == "https://blog.example/rocket/");
  BOOST_TEST(comments[0]["title"] == "The rocket sled");
  BOOST_TEST(comments[0]["author"] == "Rosa & Co");
  BOOST_TEST(comments[0]["account"].is_null());
  BOOST_TEST(comments[0]["parent"].is_null());
  BOOST_TEST(comments[0]["html"] == "<p>See <a href=\"https://a.example/\">this</a> </post></p>");
  BOOST_TEST(comments[1]["id"] == "502");
  BOOST_TEST(comments[1]["parent"] == "501");
  BOOST_TEST(comments[1]["account"] == "disqus:ana_r");
  BOOST_TEST_REQUIRE(bad.size() == 1u);
  BOOST_TEST(bad[0].first == 11);
  BOOST_TEST(bad[0].second == "the comment's thread is not in the file");
  BOOST_TEST(comments[0]["post_closed"] == true);
}

BOOST_AUTO_TEST_SUITE_END()

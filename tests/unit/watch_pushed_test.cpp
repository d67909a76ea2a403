#include "watch/pushed.h"

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "doubles/memory_books.h"
#include "store/comment_store.h"
#include "store/post_store.h"

using namespace earshot;
using nlohmann::json;

BOOST_AUTO_TEST_SUITE(watch_pushed)

namespace {

struct Pushing : doubles::MemoryBooks {
  Pushing() { clock.wind(std::chrono::hours(1)); }
  int messages = 0;

  json push(const std::string& body, const std::string& message = {}) {
    const auto read = watch::read_push(body);
    BOOST_TEST_REQUIRE(read.ok());
    const auto id = message.empty() ? "msg_" + std::to_string(++messages) : message;
    return json::parse(watch::take_push(books(), id, *read).json);
  }
  std::optional<model::Comment> comment(const std::string& id) {
    return database->read(
        [&](db::Reader& reader) { return store::find_comment_by_engine_id(reader, site.id, id); });
  }
  std::int64_t jobs(const std::string& kind) {
    return database->read([&](db::Reader& reader) {
      return reader.first("select count(*) from job where kind = $1", {kind})->integer(0);
    });
  }
};

constexpr const char* one_comment =
    R"({"post":"https://blog.example/sled/","title":"The sled","id":"c1","author":"Rosa","text":"Does it fit?\nReally?","date":"2026-01-05T11:00:00Z"})";

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_comment_is_stored_matched_and_so_alerts, Pushing) {
  const auto answer = push(one_comment);
  BOOST_TEST(answer["new"] == 1);
  BOOST_TEST(answer["bad"].empty());
  const auto known = comment("c1");
  BOOST_TEST_REQUIRE(known.has_value());
  BOOST_TEST(known->html == "Does it fit?<br>\nReally?");
  BOOST_TEST(known->url == "https://blog.example/sled/#comment-c1");
  BOOST_TEST(!known->imported);
  BOOST_TEST(jobs("match_answer") == 1);
}

BOOST_FIXTURE_TEST_CASE(the_same_message_again_has_no_effect_and_the_same_answer, Pushing) {
  const auto first = push(one_comment, "msg_x");
  push(R"({"post":"https://blog.example/sled/","id":"c1","action":"delete"})", "msg_y");
  BOOST_TEST((comment("c1")->state == model::Visibility::gone));
  BOOST_TEST(push(one_comment, "msg_x") == first);
  BOOST_TEST((comment("c1")->state == model::Visibility::gone));
  clock.wind(std::chrono::days(3));
  push(one_comment, "msg_z");  // forgets what no signature is good for any more
  BOOST_TEST((comment("c1")->state == model::Visibility::open));
  BOOST_TEST(push(one_comment, "msg_y")["unchanged"] == 1);
}

BOOST_FIXTURE_TEST_CASE(a_list_an_object_and_lines_are_the_same, Pushing) {
  const std::string two = R"({"post":"https://blog.example/sled/","id":"c2","text":"x"})";
  BOOST_TEST(push("[" + std::string(one_comment) + "," + two + "]")["new"] == 2);
  const auto again = push(std::string(one_comment) + "\r\n\n" + two + "\n");
  BOOST_TEST(again["records"] == 2);
  BOOST_TEST(again["unchanged"] == 2);
}

BOOST_FIXTURE_TEST_CASE(bad_records_are_named_by_index_and_the_rest_goes_in, Pushing) {
  const auto answer = push("[" + std::string(one_comment) +
                           R"(, 7, {"id":"c2","post":"https://elsewhere.example/p/"}, {"id":"c3"},
      {"kind":"page","id":"1"}, {"action":"shout","id":"1","post":"x"}, {"id":"c4","post":"unheard of"},
      {"id":"c5","post":"https://blog.example/sled/","date":"yesterday"}, {"id":{"a":1},"post":"https://blog.example/sled/"},
      {"id":"c6","post":"https://blog.example/sled/","parent":"c6"}, {"kind":"post","id":"9"}])");
  BOOST_TEST(answer["new"] == 1);
  BOOST_TEST(answer["bad"].size() == 10u);
  std::set<int> indexes;
  for (const auto& one : answer["bad"]) {
    indexes.insert(one["index"].get<int>());
    BOOST_TEST(!one["reason"].get<std::string>().empty());
  }
  BOOST_TEST(indexes.size() == 10u);
  BOOST_TEST(!indexes.contains(0));
}

BOOST_FIXTURE_TEST_CASE(a_held_comment_is_nobodys_to_see_until_it_is_let_go, Pushing) {
  push(R"({"post":"https://blog.example/sled/","id":"c1","action":"hold"})");
  BOOST_TEST(!comment("c1").has_value());
  push(one_comment);
  push(R"({"post":"https://blog.example/sled/","id":"c1","action":"hold"})");
  BOOST_TEST((comment("c1")->state == model::Visibility::gone));
  BOOST_TEST(push(one_comment)["changed"] == 1);
  BOOST_TEST((comment("c1")->state == model::Visibility::open));
}

BOOST_FIXTURE_TEST_CASE(a_post_keeps_the_comments_that_came_before_it, Pushing) {
  push(one_comment);
  const auto answer = push(
      R"({"kind":"post","id":"42","url":"https://blog.example/sled/","title":"The rocket sled","html":"<p>Fast.</p>","author":"Ana","account":"ghost:1"})");
  BOOST_TEST(answer["bad"].empty());
  const auto post = database->read(
      [&](db::Reader& reader) { return store::find_post_by_engine_id(reader, site.id, "42"); });
  BOOST_TEST_REQUIRE(post.has_value());
  BOOST_TEST(post->title == "The rocket sled");
  BOOST_TEST(comment("c1")->post_id == post->id);
  BOOST_TEST(push(R"({"post":"42","id":"c2","text":"by its number"})")["new"] == 1);
  BOOST_TEST(push(R"({"kind":"post","id":"42","action":"delete"})")["gone"] == 1);
}

BOOST_FIXTURE_TEST_CASE(a_comment_without_a_date_was_written_when_it_was_first_told_of, Pushing) {
  const std::string undated = R"({"post":"https://blog.example/sled/","id":"c1","text":"x"})";
  push(undated);
  const auto told = comment("c1")->published;
  BOOST_TEST((told == clock.now()));
  clock.wind(std::chrono::hours(1));
  BOOST_TEST(push(undated)["unchanged"] == 1);
  BOOST_TEST((comment("c1")->published == told));
}

BOOST_AUTO_TEST_CASE(what_is_no_record_or_too_many_is_refused_as_a_whole) {
  BOOST_TEST(!watch::read_push("").ok());
  BOOST_TEST(!watch::read_push("[]").ok());
  std::string many = "[0";
  for (int i = 0; i < 1000; ++i) many += ",0";
  BOOST_TEST(!watch::read_push(many + "]").ok());
  BOOST_TEST(watch::read_push("not json")->bad.size() == 1u);
  BOOST_TEST(watch::read_push(std::string(100000, '['))->bad.size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

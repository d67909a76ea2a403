#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>

#include "doubles/fake_web.h"
#include "doubles/memory_books.h"
#include "store/comment_store.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/post_store.h"
#include "watch/comment_import.h"
#include "watch/poll.h"
#include "watch/wordpress_json.h"

namespace earshot::watch {

BOOST_AUTO_TEST_SUITE(watch_wordpress)
namespace {

std::string wire(const std::string& name) {
  std::ifstream in(std::string(EARSHOT_TESTS) + "/wire/wordpress/" + name);
  BOOST_REQUIRE(in.good());
  return (std::ostringstream() << in.rdbuf()).str();
}

constexpr std::string_view comment_fields =
    "_fields=id,post,parent,author,author_name,author_url,date_gmt,content,link,type,status";
constexpr std::string_view post_fields =
    "_fields=id,date_gmt,modified_gmt,link,title,author,content,ping_status,comment_status,status";

// A WordPress in a few lines: what it lists now, by the queries that we send.
struct Blog {
  doubles::MemoryBooks store;
  FakeWeb web;
  std::string root = "https://blog.example/wp-json/wp/v2/", mark = "?";

  Blog() {
    store.site.since -= std::chrono::hours(24);
    web.on_fetch = [this](const net::FetchRequest&) { BOOST_TEST(!store.database->in_transaction()); };
    web.serves(root + "users/7" + mark + "_fields=id,name", R"({"id":7,"name":"Ana Ruiz"})");
  }
  void lists(const std::string& what, const std::string& order, const std::string& json, int total = 1) {
    const auto fields = what == "comments" ? comment_fields : post_fields;
    web.serves(root + what + mark + std::string(fields) + order, json,
               {{"content-type", "application/json"},
                {"x-wp-total", std::to_string(total)},
                {"x-wp-totalpages", std::to_string(total == 0 ? 0 : 1)}});
  }
  void newest(const std::string& posts, const std::string& comments) {
    lists("posts", "&orderby=modified&order=desc&per_page=10", posts);
    lists("comments", "&orderby=id&order=desc&per_page=20&page=1", comments);
  }
  void everything(const std::string& posts, const std::string& comments) {
    lists("posts", "&orderby=id&order=asc&per_page=25&page=1", posts);
    lists("pages", "&orderby=id&order=asc&per_page=25&page=1", "[]", 0);
    lists("comments", "&orderby=id&order=asc&per_page=100&page=1", comments, comments == "[]" ? 0 : 1);
  }
  model::JobOutcome look() { return poll(store.books(), web, {}); }
  model::JobOutcome look_at_all() { return sweep(store.books(), web, {}); }
  std::optional<model::Comment> comment(const std::string& id) {
    return store.database->read(
        [&](db::Reader& reader) { return store::find_comment_by_engine_id(reader, store.site.id, id); });
  }
  int jobs(model::JobKind kind) {
    int count = 0;
    store.database->read([&](db::Reader& reader) {
      for (const auto& line : store::list_jobs(reader, 1000)) count += line.job.kind == kind;
    });
    return count;
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(a_look_brings_posts_and_comments_with_their_jobs) {
  Blog blog;
  blog.newest(wire("posts.json"), wire("comments.json"));
  blog.look();
  const auto question = blog.comment("3"), answer = blog.comment("8");
  BOOST_REQUIRE(question);
  BOOST_REQUIRE(answer);
  BOOST_TEST(answer->parent_engine_id == "3");
  BOOST_TEST(answer->account == "wordpress:7");
  BOOST_TEST(answer->author_name == "Ana & Ruiz");
  BOOST_TEST(question->account == "");
  BOOST_TEST((question->published == parse_iso8601("2026-01-05T09:50:00Z")));
  const auto post = blog.store.database->read(
      [&](db::Reader& reader) { return store::find_post(reader, blog.store.site.id, question->post_id); });
  BOOST_REQUIRE(post);
  BOOST_TEST(post->author_name == "Ana Ruiz");
  BOOST_TEST(post->title == "The sled \u201926");
  BOOST_TEST(blog.jobs(model::JobKind::scan_comment) == 0);  // comes after match_answer
  BOOST_TEST(blog.jobs(model::JobKind::match_answer) == 2);
  BOOST_TEST(blog.jobs(model::JobKind::scan_post) == 1);
}

BOOST_AUTO_TEST_CASE(the_same_look_again_changes_nothing) {
  Blog blog;
  blog.newest(wire("posts.json"), wire("comments.json"));
  blog.look();
  const auto before = blog.comment("3");
  blog.look();
  BOOST_TEST(blog.comment("3")->id == before->id);
  const auto events = blog.store.database->read([&](db::Reader& reader) {
    return store::events_of(reader, blog.store.site.id, "comment", before->id);
  });
  BOOST_TEST(events.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_was_written_long_before_we_came_opens_no_case) {
  Blog blog;
  blog.store.site.since += std::chrono::hours(48);
  blog.newest(wire("posts.json"), wire("comments.json"));
  blog.look();
  BOOST_TEST(blog.jobs(model::JobKind::scan_comment) == 0);
  BOOST_TEST(blog.jobs(model::JobKind::scan_post) == 0);
  BOOST_TEST(blog.jobs(model::JobKind::match_answer) == 2);
}

BOOST_AUTO_TEST_CASE(without_pretty_links_the_query_is_asked) {
  Blog blog;
  const auto pretty = blog.root;
  blog.root = "https://blog.example/?rest_route=/wp/v2/";
  blog.mark = "&";
  blog.newest(wire("posts.json"), wire("comments.json"));
  blog.web.answers(pretty + "posts?" + std::string(post_fields) + "&orderby=modified&order=desc&per_page=10",
                   404);
  blog.look();
  BOOST_TEST(blog.comment("3").has_value());
}

BOOST_AUTO_TEST_CASE(the_engine_at_its_origin_hears_its_public_name) {
  Blog blog;
  blog.store.site.origin = Url::parse("http://127.0.0.1:8080");
  blog.root = "http://127.0.0.1:8080/wp-json/wp/v2/";
  blog.newest(wire("posts.json"), wire("comments.json"));
  blog.look();
  BOOST_REQUIRE(blog.comment("3"));
  for (const auto& request : blog.web.asked()) {
    BOOST_TEST(request.host_header == "blog.example");
    BOOST_TEST((request.reach == net::Reach::own_origin));
  }
}

BOOST_AUTO_TEST_CASE(a_sweep_finds_what_is_gone_after_asking_for_it) {
  Blog blog;
  blog.newest(wire("posts.json"), wire("comments.json"));
  blog.look();
  blog.everything(wire("posts.json"), "[]");
  blog.lists("comments", "&per_page=100&include=3,8", "[]", 0);
  blog.look_at_all();
  BOOST_TEST((blog.comment("3")->state == model::Visibility::gone));
  BOOST_TEST((blog.comment("8")->state == model::Visibility::gone));
  const auto done = blog.store.database->read(
      [&](db::Reader& reader) { return store::setting(reader, blog.store.site.id, "sweep_done_at"); });
  BOOST_TEST(done.value_or("") == std::to_string(micros(blog.store.clock.now())));
  blog.everything(wire("posts.json"), wire("comments.json"));
  blog.look_at_all();
  BOOST_TEST((blog.comment("3")->state == model::Visibility::open));
}

BOOST_AUTO_TEST_CASE(what_only_moved_between_pages_is_not_gone) {
  Blog blog;
  blog.newest(wire("posts.json"), wire("comments.json"));
  blog.look();
  blog.everything(wire("posts.json"), "[]");
  blog.lists("comments", "&per_page=100&include=3,8", wire("comments.json"), 2);
  blog.look_at_all();
  BOOST_TEST((blog.comment("3")->state == model::Visibility::open));
}

BOOST_AUTO_TEST_CASE(errors_delete_nothing_and_are_waited_out_longer_each_time) {
  Blog blog;
  blog.newest(wire("posts.json"), wire("comments.json"));
  blog.look();
  blog.everything(wire("posts.json"), "[]");
  blog.web.serves(
      blog.root + "comments?" + std::string(comment_fields) + "&orderby=id&order=asc&per_page=100&page=1",
      "<html>Error establishing a database connection</html>", {}, 500);
  const auto first = std::get<model::Again>(blog.look_at_all());
  const auto second = std::get<model::Again>(blog.look_at_all());
  BOOST_TEST((second.due > first.due));
  BOOST_TEST(second.why == "status 500");
  BOOST_TEST((blog.comment("3")->state == model::Visibility::open));
  // A list that does not say how long it is proves nothing.
  blog.web.serves(
      blog.root + "comments?" + std::string(comment_fields) + "&orderby=id&order=asc&per_page=100&page=1",
      "[]");
  blog.look_at_all();
  BOOST_TEST((blog.comment("3")->state == model::Visibility::open));
}

BOOST_AUTO_TEST_CASE(json_that_is_no_comment_is_left_out_or_refused) {
  for (const char* text :
       {"", "nonsense", "[", "3", "{\"code\":\"rest_no_route\",\"message\":\"No route\"}"}) {
    BOOST_TEST(!read_comments(text).ok(), text);
  }
  BOOST_TEST(!read_comments(std::string(100000, '[')).ok());
  BOOST_TEST(!read_comments(std::string(50, '[') + std::string(50, ']')).ok());
  const auto rows = read_comments(
      R"([1,null,{"id":"7","post":1},{"id":-1,"post":1},{"id":9,"post":1,"author_name":5,"status":"hold"},{"id":4,"post":2}])");
  BOOST_REQUIRE(rows.ok());
  BOOST_TEST(rows->size() == 1u);
}

BOOST_AUTO_TEST_CASE(an_import_takes_the_good_lines_and_names_the_bad_ones) {
  doubles::MemoryBooks store;
  const std::string good =
      R"({"post":"https://blog.example/a/","id":"1","parent":null,"author":"Ann","author_url":"","account":null,"date":"2020-01-01T00:00:00Z","text":"1 < 2?"})";
  const std::string text =
      good +
      "\nrubbish\n{\"post\":\"x\",\"id\":\"\"}\n{\"post\":\"x\",\"id\":\"2\",\"date\":\"yesterday\"}\n" +
      R"({"post":"42","id":7,"date":"2020-01-02","text":"x"})" + "\n" +
      R"({"post":"42","id":8,"date":"2099-01-02","text":"x"})" + "\n";
  std::istringstream once(text), twice(text);
  const auto first = import_comments(store.books(), once, {});
  BOOST_TEST(first.fresh == 2);
  BOOST_TEST(first.posts.size() == 2u);
  BOOST_REQUIRE(first.bad.size() == 4u);
  BOOST_TEST(first.bad[0].line == 2);
  BOOST_TEST(first.bad[2].why == "date is not ISO 8601");
  BOOST_TEST(first.bad[3].why == "date lies in the future");
  const auto second = import_comments(store.books(), twice, {});
  BOOST_TEST(second.fresh == 0);
  BOOST_TEST(second.same == 2);
  BOOST_TEST(second.posts == first.posts);  // nobody matched them: an import that was ended goes on there
  store.database->write([&](db::Tx& tx) {
    for (const auto post : second.posts) store::note_imported_matched(tx, store.site.id, post);
  });
  std::istringstream thrice(text);
  BOOST_TEST(import_comments(store.books(), thrice, {}).posts.empty());
  const auto found = store.database->read(
      [&](db::Reader& reader) { return store::find_comment_by_engine_id(reader, store.site.id, "1"); });
  BOOST_REQUIRE(found);
  BOOST_TEST(found->imported);
  BOOST_TEST(found->html == "1 &lt; 2?");
}

BOOST_AUTO_TEST_CASE(an_import_tells_where_nobody_can_comment_any_more) {
  doubles::MemoryBooks store;
  store.site.engine = model::Engine::feed;
  const auto line = [](const std::string& post, const std::string& id, const std::string& rest) {
    return R"({"post":"https://blog.example/)" + post + R"(/","id":")" + id +
           R"(","author":"Ann","date":"2020-01-01T00:00:00Z","text":"x?")" + rest + "}\n";
  };
  const auto closed = [&](const std::string& post) {
    return store.database
        ->read([&](db::Reader& reader) {
          return store::find_post_by_engine_id(reader, store.site.id, "https://blog.example/" + post + "/");
        })
        ->closed;
  };
  std::istringstream first(line("a", "1", R"(,"post_closed":true)") + line("b", "2", "") +
                           line("c", "3", R"(,"post_closed":"no")"));
  const auto read = import_comments(store.books(), first, {});
  BOOST_REQUIRE(read.bad.size() == 1u);
  BOOST_TEST(read.bad[0].why == "post_closed is neither true nor false");
  BOOST_TEST(closed("a").has_value());
  BOOST_TEST(!closed("b").has_value());
  std::istringstream second(line("b", "2", R"(,"post_closed":true)"));
  import_comments(store.books(), second, {});
  BOOST_TEST(closed("b").has_value());
}

BOOST_AUTO_TEST_CASE(what_people_had_said_comes_with_the_line_and_is_left_to_others) {
  doubles::MemoryBooks store;
  const std::string begin = R"({"post":"5","date":"2020-01-01T00:00:00Z","text":"x","id":)";
  std::istringstream lines(
      begin +
      R"("1","by_hand":{"written_by":{"person":"ana","identity":"confirmed","who":"operator","evidence":"said so"},"needs_answer":false}})"
      "\n" +
      begin + R"("2","by_hand":{"answers":["1",7]}})" + "\n" + begin + R"("3","by_hand":{"answers":[]}})" +
      "\n" + begin + R"("4","by_hand":"yes"})" + "\n" + begin +
      R"("5","by_hand":{"written_by":{"person":"ana","identity":"divine"},"needs_answer":"no"}})" + "\n" +
      begin + R"("6"})" + "\n");
  const auto read = import_comments(store.books(), lines, {});
  BOOST_TEST(read.fresh == 6);
  BOOST_TEST(read.bad.empty());
  BOOST_REQUIRE(read.words.size() == 4u);
  const auto& first = read.words[0];
  BOOST_TEST(first.line == 1);
  BOOST_TEST(first.comment == "1");
  BOOST_TEST(first.post == read.posts.front());
  BOOST_REQUIRE(first.written_by);
  BOOST_TEST(first.written_by->person == "ana");
  BOOST_TEST((first.written_by->identity == model::Identity::confirmed));
  BOOST_TEST(first.written_by->evidence == "said so");
  BOOST_TEST((first.needs_answer == false));
  BOOST_TEST(!first.answers);
  BOOST_TEST((read.words[1].answers == std::vector<std::string>{"1"}));
  BOOST_TEST((read.words[2].answers == std::vector<std::string>{}));
  BOOST_TEST(!read.words[3].written_by);
  BOOST_TEST(!read.words[3].needs_answer);
}

BOOST_AUTO_TEST_CASE(comments_that_are_closed_or_opened_again_have_the_conversation_matched) {
  Blog blog;
  const auto says = [&](const std::string& status) {
    auto posts = wire("posts.json");
    const std::string mark = "\"ping_status\"";
    posts.insert(posts.find(mark), "\"comment_status\":\"" + status + "\",");
    blog.newest(posts, "[]");
    blog.look();
    return blog.store.database->read([&](db::Reader& reader) {
      return store::find_post_by_engine_id(reader, blog.store.site.id, "5")->closed;
    });
  };
  BOOST_TEST(!says("open"));
  BOOST_TEST(blog.jobs(model::JobKind::match_post) == 0);
  blog.store.clock.wind(std::chrono::hours(1));
  const auto closed = says("closed");
  BOOST_REQUIRE(closed);
  BOOST_TEST((*closed == blog.store.clock.now()));
  BOOST_TEST(blog.jobs(model::JobKind::match_post) == 1);
  blog.store.clock.wind(std::chrono::hours(1));
  BOOST_TEST((says("closed") == closed));
  BOOST_TEST(!says("open"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace earshot::watch

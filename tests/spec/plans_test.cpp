// How SQLite means to run our statements, in a store without statistics as hosts have it: a statement that
// walks through a table, or through all rows of a site, costs nothing in tests and everything on a blog with
// a million comments. All statements are looked at that a blog's life prepares, not a list of them that
// somebody has to keep.
#include <boost/test/unit_test.hpp>
#include <regex>
#include <sstream>

#include "answers/answer_match.h"
#include "answers/figures.h"
#include "answers/replies.h"
#include "doubles/fake_mailer.h"
#include "doubles/fake_web.h"
#include "doubles/listening_database.h"
#include "doubles/memory_books.h"
#include "linkback/receive.h"
#include "names/matcher.h"
#include "store/comment_store.h"
#include "store/identity_store.h"
#include "store/linkback_store.h"
#include "store/post_address.h"
#include "watch/comment_import.h"
#include "watch/ingest.h"
#include "web/fragment_cache.h"
#include "web/front.h"
#include "work/jobs.h"
#include "work/runner.h"

namespace earshot {

BOOST_AUTO_TEST_SUITE(plans)

namespace {

using namespace std::chrono_literals;

// Statements that walk and may, with the words by which they are known.
struct Allowed {
  std::string_view words, why;
};
constexpr Allowed allowed[] = {
    {"and waiting = 1", "the backlog is counted whole, and its partial index holds nothing else"},
    {"run_first = id and answered_at", "one count a report, of an index that covers it"},
    {"from item_kind where site_id", "kinds of all comments, once a report, of an index that covers them"},
    {"and whom_kind in ('product', 'topic') order by", "topics, once a report, of an index that covers them"},
    {"from outreach_case where site_id = $1 and state", "claims that are open: few"},
    {"from promise where site_id = $1 and state = 'open'", "promises that are open: few"},
    {"from source_rule where site_id = $1 limit 1", "is there any?"},
    {"exists (select 1 from said_by_hand where site_id", "is there any?"},
    {"identity in ('claimed','contradicted')", "comments under staff's names, for whoever prints them"},
    {"select min(", "the first one, by an index in that order"},
    {"min(due_at) from job group by", "the queue, for whoever asks what is in it: rows leave it"},
    {"select state, count(*) from linkback", "one count, of an index that covers it"},
    {"from later_answer a join", "all there are, for whoever prints all answers"},
    {"from comment c join post p", "all staff comments, for whoever prints all answers"},
    {"from profile_proof", "some pages a person"},
    {"from setting", "some lines a site"},
    {"from business_schedule", "a line for each change of the hours"},
    {"from site", "a line a blog"},
    {"from mute", "what people do not want to hear of"},
    {"max(said_at), 0) from identity_word", "the last one, by an index of the site's words in order of time"},
    {"from post p where p.site_id = $1 and p.id >", "the next hundred posts, by number"},
    {"order by id desc limit", "the latest few, by number"},
    {"from post where site_id = $1 and state = 'public' order by id", "a sweep looks at every post"},
    {"from comment where site_id = $1 and state = 'public' order by id", "a sweep looks at every comment"},
};

bool may_walk(const std::string& sql) {
  return std::ranges::any_of(allowed, [&](const Allowed& one) { return sql.find(one.words) != sql.npos; });
}

model::Person person(const std::string& id, const std::string& name, const std::string& account) {
  model::Person out;
  out.id = id;
  out.name = name;
  out.email = id + "@acme.example";
  out.accounts = {account};
  out.public_page = true;
  return out;
}

// A blog with all that it can have, some days of its life, and everybody who looks at it.
struct Life : doubles::MemoryBooks {
  FakeWeb web;
  FakeMailer mailer;
  markup::Templates templates;
  linkback::Intake intake;
  web::FragmentCache fragments;
  doubles::ListeningDatabase* listening = nullptr;
  int comments = 0;

  Life() {
    auto wrapped = std::make_unique<doubles::ListeningDatabase>(std::move(database));
    listening = wrapped.get();
    database = std::move(wrapped);
    model::Company acme;
    acme.id = "acme";
    acme.name = "Acme";
    acme.products = {"Rocket Sled"};
    acme.topics = {"snow"};
    site.roster.companies = {acme};
    site.roster.people = {person("ana", "Ana Ruiz", "wordpress:2"),
                          person("tom", "Tom Becker", "wordpress:3")};
    for (auto& one : site.roster.people) one.company = "acme";
    site.answering.show_waiting = true;
    site.answering.by_topic = {"Rocket Sled"};
    site.answer_target = 24h;
    site.forward = true;
    site.webhook.url = Url::parse("https://hook.example/");
    site.sending.on = site.sending.salmention = true;
  }
  void post(const std::string& id, const std::string& html, std::optional<bool> open = true) {
    model::Post made;
    made.engine_id = id;
    made.url = "https://blog.example/" + id + "/";
    made.title = "Post " + id;
    made.html = html;
    made.author_account = "wordpress:2";
    made.published = clock.now();
    made.comments_open = open;
    watch::take_posts(books(), {made});
  }
  void comment(const std::string& post, const std::string& html, const std::string& account = "",
               const std::string& parent = "", std::string id = "") {
    watch::SeenComment seen;
    auto& c = seen.comment;
    seen.post = post;
    c.engine_id = id.empty() ? std::to_string(++comments) : id;
    c.author_name = account.empty() ? "Rosa Klein" : account == "wordpress:2" ? "Ana Ruiz" : "Tom Becker";
    c.account = account;
    c.parent_engine_id = parent;
    c.html = html;
    c.url = "https://blog.example/" + post + "/#comment-" + c.engine_id;
    c.published = clock.now();
    watch::take_comments(books(), {seen});
    clock.wind(1min);
  }
  void work() {
    const names::Matcher matcher(site.roster);
    const work::SiteDesk desk{site, matcher};
    const work::Tools tools{*database, mint,
                            clock,     web,
                            &mailer,   {"Earshot", "earshot@blog.example"},
                            templates, [&](model::SiteId) { return &desk; }};
    work::Runner(*database, mint, clock, work::make_job_table(tools)).run_once();
  }
  void ping(const std::string& source) {
    web.serves_html(source,
                    "<p>Tom Becker of <a href='https://blog.example/1/'>Acme</a> should see this.</p>");
    linkback::Claim claim;
    claim.source = source;
    claim.target = "https://blog.example/1/";
    intake.receive(books(), claim);
  }
  void ask(std::string path, std::string query = {}) {
    web::Front front{{web::Context{books(), templates, intake, fragments}}, web::all_routes()};
    cgi::Request request;
    request.method = "GET";
    request.path = std::move(path);
    request.query_string = std::move(query);
    request.script_name = "/earshot";
    BOOST_TEST(front(request).status < 500, request.path);
  }
  // As they are written: statements that insert with no row in sight are no question of plans.
  std::vector<std::string> plan_of(const std::string& sql) {
    std::set<int> numbers;
    const std::regex parameter("\\$([0-9]+)");
    for (std::sregex_iterator at(sql.begin(), sql.end(), parameter), end; at != end; ++at)
      numbers.insert(std::stoi((*at)[1]));
    const std::vector<db::Value> nulls(numbers.size());
    std::vector<std::string> out;
    database->read([&](db::Reader& reader) {
      for (const auto& row : reader.query("explain query plan " + sql, nulls)) out.push_back(row.text(3));
    });
    return out;
  }
};

// "SCAN t" reads a whole table, unless t is a part of the statement itself; "SEARCH t USING INDEX i
// (site_id=?)" reads all that a site has in it.
bool walks(const std::string& step, const std::string& sql) {
  constexpr std::string_view scan = "SCAN ";
  if (step.starts_with(scan)) {
    const auto name = step.substr(scan.size(), step.find(' ', scan.size()) - scan.size());
    return sql.find(") as " + name) == sql.npos && name != "CONSTANT";
  }
  return step.find("(site_id=?)") != step.npos;
}

void live(Life& life) {
  work::begin_watching(life.books());
  life.post("1", "<p>About the Rocket Sled.</p>");
  life.post("2", "<p>More snow.</p>");
  life.clock.wind(1h);
  life.comment("1", "<p>How does the Rocket Sled work, Ana Ruiz? I will never buy one again.</p>");
  life.comment("1", "<p>Same here, me too! It is broken.</p>", "", "1");
  life.comment("1", "<p>It turns. I will look into it by Friday.</p>", "wordpress:2", "1");
  life.comment("1", "<p>And in snow?</p>", "", "3");
  life.work();
  life.comment("1", "<p>Is the Rocket Sled sold with snow in it, or does that cost more in Norway?</p>", "",
               "", "1");
  life.post("3", "<p>Asked <a href='/1/#comment-4'>there</a>.</p>");
  life.ping("https://rosa.example/sled");
  life.work();
  life.post("2", "<p>More snow.</p>", false);
  life.clock.wind(24h * 8);
  life.work();
  std::istringstream lines(
      R"({"post":"https://blog.example/old/","id":"70","author":"Bo","date":"2020-01-01","text":"How?"})"
      "\n"
      R"({"post":"https://blog.example/old/","id":"71","parent":"70","account":"wordpress:2","date":"2020-01-02","text":"So."})");
  const auto imported = watch::import_comments(life.books(), lines, {});
  answers::match_posts(life.books(), imported.posts, {});
}

void look(Life& life) {
  for (const auto* path : {"answers", "answers.atom", "answers.json", "answers/ana",
                           "answers/topic/Rocket Sled", "metrics", "health"})
    life.ask(path);
  for (const auto* path : {"fragment", "api/engagement", "api/count", "api/mentions.jf2"})
    life.ask(path, "target=https%3A%2F%2Fblog.example%2F1%2F");
  answers::FigureQuestion year, always;
  year.now = always.now = life.clock.now();
  year.from = year.now - 24h * 365;
  const auto& site = life.site;
  life.database->read([&](db::Reader& reader) {
    answers::figures(reader, site, year);
    answers::figures(reader, site, always);
    answers::stream_replies(reader, site, [](const answers::Reply&) {});
    store::stream_unproven_comments(reader, site.id, [](const model::Comment&) {});
    store::waiting_comments(reader, site.id, 100);
    for (const auto* id : {"1", "3", "4"}) {
      const auto found = store::find_comment_by_engine_id(reader, site.id, id);
      BOOST_REQUIRE(found);
      store::comment_at(reader, site, *Url::parse(found->url));
    }
  });
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(no_statement_of_a_blogs_life_walks_through_a_table_or_a_site, Life) {
  live(*this);
  look(*this);
  const auto heard = listening->heard();
  BOOST_TEST(heard.size() > 150u);
  for (const auto& sql : heard) {
    if (sql.starts_with("pragma") || may_walk(sql)) continue;
    for (const auto& step : plan_of(sql)) BOOST_TEST(!walks(step, sql), step + " in: " + sql);
  }
}

BOOST_FIXTURE_TEST_CASE(a_statement_that_does_is_found_out, Life) {
  for (const std::string sql : {"select count(*) from comment where html = $1",
                                "select id from comment where site_id = $1 and html = $2",
                                "select max(id) from comment where site_id = $1 and edited_at > $2"}) {
    BOOST_TEST(std::ranges::any_of(plan_of(sql), [&](const auto& step) { return walks(step, sql); }), sql);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace earshot

#include "web/answers_page.h"

#include <boost/test/unit_test.hpp>

#include "doubles/memory_books.h"
#include "linkback/receive.h"
#include "store/answer_store.h"
#include "store/comment_store.h"
#include "store/mention_store.h"
#include "store/post_store.h"
#include "web/answer_reader.h"
#include "web/fragment_cache.h"

using namespace earshot;

BOOST_AUTO_TEST_SUITE(web_answers_page)

namespace {

// Two questions, each answered; one names a product of the roster.
struct Answered : doubles::MemoryBooks {
  markup::Templates templates;
  linkback::Intake intake;
  web::FragmentCache fragments;
  model::RowId post = 0;

  Answered() {
    model::Person ana;
    ana.id = "ana";
    ana.name = "Ana Ruiz";
    site.roster.people = {ana};
    site.answering.by_topic = {"Rocket Sled"};
    model::Post p;
    p.engine_id = "1";
    p.url = "https://blog.example/sled/";
    post = database->write([&](db::Tx& tx) { return store::put_post(tx, books(), p).id; });
    const auto about_sleds = put("1", "How fast is the Rocket Sled?", false);
    const auto about_kites = put("2", "And the kite?", false);
    answer(put("3", "Very fast.", true), about_sleds);
    answer(put("4", "It flies.", true), about_kites);
    names(about_sleds, "Rocket Sled");
    names(about_kites, "Kite");
  }
  model::RowId put(const std::string& id, const std::string& text, bool staff) {
    clock.wind(std::chrono::minutes(1));
    model::Comment c;
    c.post_id = post;
    c.engine_id = id;
    c.html = text;
    c.url = "https://blog.example/sled/#comment-" + id;
    c.published = clock.now();
    return database->write([&](db::Tx& tx) {
      const auto row = store::put_comment(tx, books(), c).id;
      if (staff) store::set_identity(tx, site.id, row, "ana", model::Identity::proven, "");
      return row;
    });
  }
  void answer(model::RowId by, model::RowId to) {
    database->write([&](db::Tx& tx) {
      store::put_answer(tx, books(), {by, to, model::AnswerRule::parent, 1});
    });
  }
  void names(model::RowId item, const std::string& product) {
    store::Hit hit;
    hit.mention.kind = model::WhomKind::product;
    hit.mention.whom = product;
    database->write(
        [&](db::Tx& tx) { store::put_mentions(tx, books(), model::ItemKind::comment, item, {hit}); });
  }
  cgi::Response page(std::string_view rest) {
    const web::Context context{books(), templates, intake, fragments};
    cgi::Request request;
    request.method = "GET";
    return web::answer_answers(context, request, rest);
  }
};

// A comment under Ana's name that nobody proved, as page and script hear of it.
struct UnderHerName : Answered {
  UnderHerName() {
    const auto row = put("9", "All sleds will be replaced.", false);
    database->write([&](db::Tx& tx) {
      store::set_identity(tx, site.id, row, "ana", model::Identity::claimed, "the name is hers");
    });
    site.roster.people.front().name = "Ana <b>Ruiz";
  }
  // A cache of its own each time: the policy is changed between two questions.
  std::string told(const char* what, model::UnprovenNames policy) {
    site.answering.unproven_names = policy;
    web::FragmentCache fresh;
    const web::Context context{books(), templates, intake, fresh};
    cgi::Request request;
    request.method = "GET";
    request.query_string = "target=https%3A%2F%2Fblog.example%2Fsled%2F";
    return (std::string_view(what) == "fragment" ? web::answer_fragment(context, request, "")
                                                 : web::answer_engagement(context, request, ""))
        .body;
  }
};

bool holds(const cgi::Response& response, std::string_view words) {
  return response.body.find(words) != std::string::npos;
}

}  // namespace

BOOST_FIXTURE_TEST_CASE(a_topics_page_lists_answers_to_those_who_named_it, Answered) {
  const auto got = page("topic/Rocket Sled");
  BOOST_TEST(got.status == 200);
  BOOST_TEST(holds(got, "Very fast."));
  BOOST_TEST(!holds(got, "It flies."));
  BOOST_TEST(holds(got, "Answers of staff about Rocket Sled"));
  const auto feed = page("topic/Rocket Sled.json");
  BOOST_TEST(holds(feed, "answers/topic/Rocket%20Sled.json"));
  BOOST_TEST(holds(feed, "Very fast."));
  BOOST_TEST(holds(page("topic/Rocket Sled.atom"), "Very fast."));
}

BOOST_FIXTURE_TEST_CASE(only_topics_that_the_host_named_have_a_page, Answered) {
  BOOST_TEST(page("topic/Kite").status == 404);
  BOOST_TEST(page("topic/").status == 404);
  const auto all = page("");
  BOOST_TEST(holds(all, "answers/topic/Rocket%20Sled"));
  BOOST_TEST(!holds(all, "answers/topic/Kite"));
  BOOST_TEST(holds(all, "It flies."));
}

BOOST_FIXTURE_TEST_CASE(readers_hear_of_unproven_names_only_where_the_host_wants_it, UnderHerName) {
  using model::UnprovenNames;
  const auto without = told("engagement", UnprovenNames::leave);
  BOOST_TEST(without.find("unproven") == std::string::npos);
  BOOST_TEST(told("fragment", UnprovenNames::leave).find("not confirmed") == std::string::npos);
  const auto marked = told("engagement", UnprovenNames::mark);
  BOOST_TEST(marked.find(R"("comment-9":{"unproven":{"company":"","fold":false,"name":"Ana <b>Ruiz"}})") !=
             std::string::npos);
  BOOST_TEST(told("engagement", UnprovenNames::hide).find(R"("fold":true)") != std::string::npos);
  const auto page = told("fragment", UnprovenNames::hide);
  BOOST_TEST(page.find("not confirmed to be Ana &lt;b&gt;Ruiz") != std::string::npos, page);
  BOOST_TEST(page.find("<b>Ruiz") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_name_cannot_turn_the_words_around_it, UnderHerName) {
  const auto row = database->read(
      [&](db::Reader& reader) { return store::find_comment_by_engine_id(reader, site.id, "9").value(); });
  auto turned = row;
  turned.author_name = "\u202EziuR anA";
  database->write([&](db::Tx& tx) { store::put_comment(tx, books(), turned); });
  const auto page = told("fragment", model::UnprovenNames::mark);
  BOOST_TEST(page.find("<bdi>ziuR anA</bdi></a> (not confirmed") != std::string::npos, page);
}

BOOST_FIXTURE_TEST_CASE(who_speaks_for_the_company_is_not_called_a_person, UnderHerName) {
  model::Company acme;
  acme.id = "acme";
  acme.name = "Acme";
  site.roster.companies = {acme};
  site.roster.people.front().company = "acme";
  auto row = database->read(
      [&](db::Reader& reader) { return store::find_comment_by_engine_id(reader, site.id, "9").value(); });
  row.author_name = "Acme Support";
  database->write([&](db::Tx& tx) { store::put_comment(tx, books(), row); });
  const auto page = told("fragment", model::UnprovenNames::mark);
  BOOST_TEST(page.find("(not confirmed to be Acme)") != std::string::npos, page);
}

BOOST_FIXTURE_TEST_CASE(what_was_deleted_is_quoted_no_more, Answered) {
  const auto fresh_page = [&] {
    web::FragmentCache fresh;
    const web::Context context{books(), templates, intake, fresh};
    cgi::Request request;
    request.method = "GET";
    return web::answer_answers(context, request, "");
  };
  BOOST_TEST(holds(fresh_page(), "And the kite?"));
  const auto asked = database->read(
      [&](db::Reader& reader) { return store::find_comment_by_engine_id(reader, site.id, "2").value(); });
  database->write([&](db::Tx& tx) { store::set_comment_gone(tx, books(), asked.id); });
  BOOST_TEST(!holds(fresh_page(), "And the kite?"));
  BOOST_TEST(holds(fresh_page(), "It flies."));
}

BOOST_AUTO_TEST_SUITE_END()

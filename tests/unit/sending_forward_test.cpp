#include "sending/forward.h"

#include <boost/test/unit_test.hpp>

#include "doubles/fake_web.h"
#include "doubles/memory_books.h"
#include "markup/xmlrpc.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/linkback_store.h"

using namespace earshot;
using model::LinkbackState;

namespace {

constexpr std::string_view receiver = "https://blog.example/xmlrpc.php";

constexpr std::string_view source = "https://fan.example/sled/", target = "https://blog.example/rocket/";

struct ForwardScene : doubles::MemoryBooks {
  ForwardScene() {
    site.forward = true;
    linkback.source = linkback.source_key = source;
    linkback.target = linkback.target_key = target;
    database->write([&](db::Tx& tx) {
      linkback.id = books().next_id();
      store::insert_linkback(tx, books(), linkback);
    });
  }

  void becomes(LinkbackState state) {
    auto after = linkback;
    after.state = state;
    database->write([&](db::Tx& tx) { store::save_linkback(tx, books(), linkback, after); });
    linkback = after;
  }
  int jobs() {
    return database->read([&](db::Reader& reader) {
      int count = 0;
      for (const auto& line : store::list_jobs(reader, 100))
        count += line.job.kind == model::JobKind::forward;
      return count;
    });
  }
  model::JobOutcome forward(int tries = 1) {
    return sending::forward(books(), web, {site.id, 1, model::JobKind::forward, linkback.id, tries});
  }
  void engine_says(std::string body, int status = 200) {
    web.serves(receiver, std::move(body), {{"content-type", "text/xml"}}, status);
  }
  net::FetchRequest call() const { return web.asked().back(); }
  std::string mark() const {
    for (const auto& [name, value] : call().headers) {
      if (name == sending::forward_mark) return value;
    }
    return {};
  }
  std::string last_event() {
    const auto events = database->read(
        [&](db::Reader& reader) { return store::events_of(reader, site.id, "linkback", linkback.id); });
    return events.empty() ? "" : events.back().fact + ": " + events.back().detail;
  }
  bool is_ours(std::string_view from, std::string_view to, std::string_view with) {
    return database->read(
        [&](db::Reader& reader) { return sending::is_forwarded(reader, site.id, from, to, with); });
  }

  FakeWeb web;
  model::Linkback linkback;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(what_readers_see_is_handed_on_once, ForwardScene) {
  BOOST_TEST(jobs() == 0);
  becomes(LinkbackState::shown);
  BOOST_TEST(jobs() == 1);
  engine_says(markup::xmlrpc_string_response("Pingback registered."));
  BOOST_TEST(std::holds_alternative<model::Done>(forward()));
  BOOST_TEST(call().method == "POST");
  BOOST_TEST(call().url.text() == receiver);
  BOOST_TEST((call().reach == net::Reach::own_origin));
  BOOST_TEST(call().body == markup::xmlrpc_call("pingback.ping", {std::string(source), std::string(target)}));
  BOOST_TEST(last_event() == "forwarded: Pingback registered.");
  becomes(LinkbackState::shown);
  BOOST_TEST(jobs() == 1);
}

BOOST_FIXTURE_TEST_CASE(what_waits_for_a_moderator_is_not_handed_on, ForwardScene) {
  becomes(LinkbackState::waiting);
  BOOST_TEST(jobs() == 0);
  BOOST_TEST(std::holds_alternative<model::Done>(forward()));
  BOOST_TEST(web.asked().empty());
}

BOOST_FIXTURE_TEST_CASE(the_engine_that_has_it_already_or_says_no_is_not_asked_again, ForwardScene) {
  becomes(LinkbackState::shown);
  engine_says(markup::xmlrpc_fault(0x30, "The pingback has already been registered."));
  BOOST_TEST(std::holds_alternative<model::Done>(forward()));
  BOOST_TEST(last_event().starts_with("forwarded"));
  engine_says(markup::xmlrpc_fault(0x11, "no link"));
  BOOST_TEST(std::holds_alternative<model::Done>(forward()));
  BOOST_TEST(last_event() == "not_forwarded: fault 17: no link");
  engine_says("Forbidden", 403);
  BOOST_TEST(std::holds_alternative<model::Done>(forward()));
  BOOST_TEST(last_event() == "not_forwarded: the endpoint answers 403");
}

BOOST_FIXTURE_TEST_CASE(an_engine_in_trouble_is_asked_for_a_day, ForwardScene) {
  becomes(LinkbackState::shown);
  engine_says("", 503);
  for (int tries = 1; tries <= 4; ++tries) BOOST_TEST(std::holds_alternative<model::Again>(forward(tries)));
  BOOST_TEST(std::holds_alternative<model::Done>(forward(5)));
  BOOST_TEST(last_event() == "not_forwarded: the endpoint answers 503");
}

BOOST_FIXTURE_TEST_CASE(only_our_own_call_for_just_that_pair_bears_the_mark, ForwardScene) {
  becomes(LinkbackState::shown);
  engine_says(markup::xmlrpc_string_response("ok"));
  forward();
  BOOST_TEST(is_ours(source, target, mark()));
  BOOST_TEST(!is_ours("https://evil.example/", target, mark()));
  BOOST_TEST(!is_ours(source, target, mark() + "x"));
  BOOST_TEST(!is_ours(source, target, ""));
  const auto first = mark();
  forward();
  BOOST_TEST(mark() == first);
}

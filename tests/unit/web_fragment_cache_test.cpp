#include "web/fragment_cache.h"

#include <boost/test/unit_test.hpp>
#include <stdexcept>

#include "doubles/wound_clock.h"

using namespace earshot;
using web::FragmentCache;

BOOST_AUTO_TEST_SUITE(web_fragment_cache)

namespace {

struct CacheScene {
  cgi::Response ask(const std::string& key = "page") {
    return cache.answer(key, clock.now(), request, [&] {
      ++made;
      if (during) during();
      if (status == 0) throw std::runtime_error("the store is away");
      return cgi::Response{status, "text/plain", body, {}};
    });
  }
  static std::string etag(const cgi::Response& response) {
    for (const auto& [name, value] : response.headers) {
      if (name == "ETag") return value;
    }
    return {};
  }

  doubles::WoundClock clock;
  FragmentCache cache{std::chrono::seconds(1), 1000};
  cgi::Request request;
  std::function<void()> during;
  std::string body = "old";
  int made = 0, status = 200;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(an_answer_is_made_once_a_second, CacheScene) {
  ask();
  BOOST_TEST(ask().body == "old");
  BOOST_TEST(made == 1);
  body = "new";
  clock.wind(std::chrono::seconds(1));
  BOOST_TEST(ask().body == "new");
  BOOST_TEST(made == 2);
}

BOOST_FIXTURE_TEST_CASE(who_has_it_already_gets_304_and_no_body, CacheScene) {
  request.if_none_match = etag(ask());
  const auto again = ask();
  BOOST_TEST(again.status == 304);
  BOOST_TEST(again.body == "");
  BOOST_TEST(etag(again) == request.if_none_match);
}

BOOST_FIXTURE_TEST_CASE(while_it_is_made_anew_the_others_get_the_old_one, CacheScene) {
  ask();
  clock.wind(std::chrono::seconds(2));
  body = "new";
  std::string meanwhile;
  during = [&] {
    during = nullptr;
    meanwhile = ask().body;
  };
  BOOST_TEST(ask().body == "new");
  BOOST_TEST(meanwhile == "old");
  BOOST_TEST(made == 2);
  BOOST_TEST(ask().body == "new");
}

BOOST_FIXTURE_TEST_CASE(an_old_one_is_not_given_for_long, CacheScene) {
  ask();
  clock.wind(std::chrono::minutes(1));
  body = "new";
  std::string meanwhile;
  during = [&] {
    during = nullptr;
    meanwhile = ask().body;
  };
  ask();
  BOOST_TEST(meanwhile == "new");
  BOOST_TEST(made == 3);
}

BOOST_FIXTURE_TEST_CASE(a_failure_is_not_kept_and_the_next_one_tries, CacheScene) {
  ask();
  clock.wind(std::chrono::seconds(2));
  status = 0;
  BOOST_CHECK_THROW(ask(), std::runtime_error);
  status = 401;
  BOOST_TEST(ask().status == 401);
  status = 200;
  body = "new";
  BOOST_TEST(ask().body == "new");
}

BOOST_FIXTURE_TEST_CASE(many_pages_do_not_fill_the_memory, CacheScene) {
  body = std::string(400, 'x');
  for (int i = 0; i < 100; ++i) ask(std::to_string(i));
  const int before = made;
  ask("0");
  BOOST_TEST(made == before + 1);
}

BOOST_AUTO_TEST_SUITE_END()

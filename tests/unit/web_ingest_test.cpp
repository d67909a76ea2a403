#include "web/answer_ingest.h"

#include <boost/test/unit_test.hpp>

#include "base/token.h"
#include "doubles/memory_books.h"
#include "linkback/receive.h"
#include "web/fragment_cache.h"

using namespace earshot;

BOOST_AUTO_TEST_SUITE(web_ingest)

namespace {

struct Pushed : doubles::MemoryBooks {
  markup::Templates templates;
  linkback::Intake intake;
  web::FragmentCache fragments;
  std::string body = R"({"post":"https://blog.example/a/","id":"1","text":"x"})";

  Pushed() { site.ingest_secret = "a secret of enough letters"; }
  std::int64_t now() const {
    return std::chrono::floor<std::chrono::seconds>(clock.now()).time_since_epoch().count();
  }
  int push(std::int64_t seconds, std::string signature, const std::string& id = "msg_1") {
    cgi::Request request;
    request.method = "POST";
    request.body = body;
    request.parameters = {{"HTTP_WEBHOOK_ID", id},
                          {"HTTP_WEBHOOK_TIMESTAMP", std::to_string(seconds)},
                          {"HTTP_WEBHOOK_SIGNATURE", std::move(signature)}};
    const web::Context context{books(), templates, intake, fragments};
    return web::answer_ingest(context, request, "").status;
  }
  std::string signed_at(std::int64_t seconds, const std::string& id = "msg_1") {
    return hook_signature(site.ingest_secret, id, seconds, body);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(only_what_the_key_signed_and_not_long_ago_is_taken, Pushed) {
  BOOST_TEST(push(now(), signed_at(now())) == 202);
  BOOST_TEST(push(now(), "v1,AAAA " + signed_at(now())) == 202);  // while a key is changed
  BOOST_TEST(push(now(), "v1,AAAA") == 401);
  BOOST_TEST(push(now(), "") == 401);
  BOOST_TEST(push(now(), signed_at(now()), "msg_2") == 401);  // signed for another message
  BOOST_TEST(push(now() - 299, signed_at(now() - 299)) == 202);
  BOOST_TEST(push(now() - 301, signed_at(now() - 301)) == 401);
  BOOST_TEST(push(now() + 301, signed_at(now() + 301)) == 401);
  body += " ";
  BOOST_TEST(push(now(), signed_at(now())) == 202);
  body = "";
  BOOST_TEST(push(now(), signed_at(now())) == 400);
}

BOOST_FIXTURE_TEST_CASE(without_a_key_there_is_nothing_at_that_address, Pushed) {
  site.ingest_secret.clear();
  BOOST_TEST(push(now(), signed_at(now())) == 404);
}

BOOST_AUTO_TEST_SUITE_END()

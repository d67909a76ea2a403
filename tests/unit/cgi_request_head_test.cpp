#include "cgi/request_head.h"

#include <boost/test/unit_test.hpp>

#include "doubles/fastcgi_client.h"

using namespace earshot::cgi;

BOOST_AUTO_TEST_SUITE(cgi_request_head)

using F = earshot::doubles::FastcgiClient;

namespace {
std::string head(const std::string& pairs) {
  return F::begin_record(true) + F::stream(F::params, pairs);
}
}  // namespace

BOOST_AUTO_TEST_CASE(every_part_of_a_head_is_incomplete_and_the_whole_is_complete) {
  const auto bytes =
      head(F::pairs({{"REQUEST_METHOD", "GET"}, {"LONG", std::string(300, 'x')}, {"EMPTY", ""}}));
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    BOOST_TEST((check_head(std::string_view(bytes).substr(0, size)) == Head::incomplete), size);
  }
  BOOST_TEST((check_head(bytes) == Head::complete));
  BOOST_TEST((check_head(bytes + "any body") == Head::complete));
}

BOOST_AUTO_TEST_CASE(a_pair_may_be_spread_over_records) {
  const auto pairs = F::pairs({{"REQUEST_METHOD", "GET"}, {"X", std::string(500, 'x')}});
  auto bytes = F::begin_record(false);
  for (std::size_t at = 0; at < pairs.size(); at += 7) bytes += F::record(F::params, pairs.substr(at, 7));
  BOOST_TEST((check_head(bytes + F::record(F::params, "")) == Head::complete));
}

BOOST_AUTO_TEST_CASE(lengths_that_promise_more_than_came_are_refused) {
  for (const std::string& pairs :
       {std::string("\xff\xff\xff\xff\xff\xff\xff\xff", 8) + "A", std::string("\x7f\x7f") + "short",
        std::string("\x80\x0f\xff\xff\x01") + "A", std::string("\x05"), std::string("\x01\x80\x00", 3),
        F::pairs({{"A", "b"}}) + "\x02\x01xy"}) {
    BOOST_TEST((check_head(head(pairs)) == Head::refused));
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_responder_request_is_refused) {
  BOOST_TEST((check_head("GET / HTTP/1.1\r\n") == Head::refused));
  BOOST_TEST((check_head(std::string(8, '\0')) == Head::refused));
  BOOST_TEST((check_head(F::record(F::params, "x")) == Head::refused));
  BOOST_TEST((check_head(F::record(F::begin, std::string("\0\3\1\0\0\0\0\0", 8))) == Head::refused));
  BOOST_TEST((check_head(F::record(F::begin, "\0")) == Head::refused));
  BOOST_TEST((check_head(F::begin_record(true) + F::record(F::params, "", 2)) == Head::refused));
  BOOST_TEST((check_head(F::begin_record(true) + F::record(F::standard_in, "x")) == Head::refused));
}

BOOST_AUTO_TEST_CASE(a_head_over_the_limit_is_refused) {
  const auto bytes = head(F::pairs({{"A", std::string(50'000, 'a')}, {"B", std::string(50'000, 'b')}}));
  BOOST_TEST((check_head(std::string_view(bytes).substr(0, max_head_bytes)) == Head::refused));
}

BOOST_AUTO_TEST_SUITE_END()

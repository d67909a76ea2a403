#include <boost/test/unit_test.hpp>

#include "base/token.h"

BOOST_AUTO_TEST_SUITE(token)

BOOST_AUTO_TEST_CASE(digests_match_published_vectors) {
  BOOST_TEST(earshot::sha256_hex("abc") ==
             "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // RFC 4231, test case 2.
  const auto mac = earshot::hmac_sha256("Jefe", "what do ya want for nothing?");
  BOOST_TEST(earshot::base64(mac) == "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
}

BOOST_AUTO_TEST_CASE(tokens_are_url_safe_and_do_not_repeat) {
  const auto a = earshot::random_token(), b = earshot::random_token();
  BOOST_TEST(a.size() == 32);
  BOOST_TEST(a != b);
  BOOST_TEST(a.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(bytes_are_compared_whole) {
  BOOST_TEST(earshot::same_bytes("abc", "abc"));
  BOOST_TEST(!earshot::same_bytes("abc", "abd"));
  BOOST_TEST(!earshot::same_bytes("abc", "ab"));
}

BOOST_AUTO_TEST_SUITE_END()

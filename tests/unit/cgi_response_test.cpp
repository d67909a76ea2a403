#include "cgi/response.h"

#include <boost/test/unit_test.hpp>

using namespace earshot::cgi;

BOOST_AUTO_TEST_SUITE(cgi_response)

BOOST_AUTO_TEST_CASE(status_type_length_headers_and_body_stand_in_CGI_form) {
  const auto wire = wire_form(Response{201, "text/plain", "hello", {}}.with("Location", "/x"), false);
  BOOST_TEST(
      wire ==
      "Status: 201 Created\r\nContent-Type: text/plain\r\nContent-Length: 5\r\nLocation: /x\r\n\r\nhello");
}

BOOST_AUTO_TEST_CASE(HEAD_keeps_the_length_and_loses_the_body) {
  BOOST_TEST(wire_form({200, "text/plain", "hello", {}}, true) ==
             "Status: 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(no_content_and_not_modified_have_neither_type_nor_body) {
  BOOST_TEST(wire_form({304, "text/plain", "hello", {{"ETag", "\"1\""}}}, false) ==
             "Status: 304 Not Modified\r\nETag: \"1\"\r\n\r\n");
  BOOST_TEST(wire_form({204, "text/plain", "x", {}}, false) == "Status: 204 No Content\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(a_header_cannot_be_split) {
  const auto wire = wire_form(
      Response{302, "text/plain\r\nX: 1", "", {}}.with("Loca\r\ntion: x", "/a\r\nSet-Cookie: b\n\n"), false);
  BOOST_TEST(wire.find("\r\nX:") == std::string::npos);
  BOOST_TEST(wire.find("\r\nSet-Cookie") == std::string::npos);
  BOOST_TEST(wire.find("Locationx: /aSet-Cookie: b\r\n\r\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_uncommon_status_still_has_a_phrase) {
  BOOST_TEST(reason_phrase(299) == "Unknown");
}

BOOST_AUTO_TEST_SUITE_END()

#include <boost/test/unit_test.hpp>

#include <string>

#include "base/clock.h"

using earshot::Time;

BOOST_AUTO_TEST_SUITE(clock_)

static std::string iso(std::optional<Time> t) {
  return t ? earshot::iso8601(*t) : "-";
}

BOOST_AUTO_TEST_CASE(iso_dates_are_read_with_and_without_offset) {
  BOOST_TEST(iso(earshot::parse_iso8601("2026-11-22T05:55:25Z")) == "2026-11-22T05:55:25Z");
  BOOST_TEST(iso(earshot::parse_iso8601("2026-11-22T05:55:25.1234567+02:00")) == "2026-11-22T03:55:25Z");
  BOOST_TEST(iso(earshot::parse_iso8601("2026-11-22T05:55+0530")) == "2026-11-22T00:25:00Z");
  BOOST_TEST(iso(earshot::parse_iso8601("2026-11-22 05:55:25")) == "2026-11-22T05:55:25Z");
  BOOST_TEST(iso(earshot::parse_iso8601("20261122T055525Z")) == "2026-11-22T05:55:25Z");
  BOOST_TEST(iso(earshot::parse_iso8601("2026-11-22")) == "2026-11-22T00:00:00Z");
  for (const char* bad : {"", "yesterday", "2026-02-30", "2026-13-01", "2026-11-22T25:00",
                          "2026-11-22T05:55:25Zjunk", "2026-11-22T", "2026-11-22T05:", "2026-11-22T05:55:"}) {
    BOOST_TEST(iso(earshot::parse_iso8601(bad)) == "-", bad);
  }
}

BOOST_AUTO_TEST_CASE(hours_of_a_clocks_face_are_read_with_and_without_a_space) {
  for (const char* same : {"2026-11-22 5:06pm", "2026-11-22 5:06 PM", "2026-11-22T05:06pm",
                           "2026-11-22 5:06:00 p.m.", "2026-11-22T5:06:00PM", "20261122T0506pm",
                           "2026-11-22 17:06", "2026-11-22 5:06pmZ", "2026-11-22 7:06 p.m. +0200"}) {
    BOOST_TEST(iso(earshot::parse_iso8601(same)) == "2026-11-22T17:06:00Z", same);
  }
  for (const char* same :
       {"22 Nov 2026 5:06pm", "Sun, 22 Nov 2026 5:06 PM", "22 November 2026 05:06:00 p.m. GMT",
        "22 Nov 2026 12:06pm EST", "22-Nov-2026 5:06PM"}) {
    BOOST_TEST(iso(earshot::parse_rfc5322(same)) == "2026-11-22T17:06:00Z", same);
  }
  BOOST_TEST(iso(earshot::parse_iso8601("2026-11-22 5pm")) == "2026-11-22T17:00:00Z");
  BOOST_TEST(iso(earshot::parse_iso8601("2026-11-22 12:30am")) == "2026-11-22T00:30:00Z");
  BOOST_TEST(iso(earshot::parse_iso8601("2026-11-22 12:30pm")) == "2026-11-22T12:30:00Z");
  BOOST_TEST(iso(earshot::parse_rfc5322("22 Nov 2026 11 a.m. +0100")) == "2026-11-22T10:00:00Z");
  BOOST_TEST(earshot::tidy_date("2026-11-22 5:06pm +0100").value_or("-") == "2026-11-22T17:06:00+01:00");
  for (const char* bad :
       {"2026-11-22 13:06pm", "2026-11-22 0:06am", "2026-11-22 5:06", "2026-11-22 5", "2026-11-22 5:06p",
        "2026-11-22 5:06pmx", "2026-11-22 5:06am pm", "2026-11-22 pm", "2026-11-22 5:6pm"}) {
    BOOST_TEST(iso(earshot::parse_iso8601(bad)) == "-", bad);
  }
  for (const char* bad : {"22 Nov 2026 13:06pm", "22 Nov 2026 5:06p", "22 Nov 2026 pm", "22 Nov 2026 5"})
    BOOST_TEST(iso(earshot::parse_rfc5322(bad)) == "-", bad);
}

BOOST_AUTO_TEST_CASE(mail_dates_are_read_with_zone_names_and_offsets) {
  BOOST_TEST(iso(earshot::parse_rfc5322("Sun, 22 Nov 2026 05:55:25 +0100")) == "2026-11-22T04:55:25Z");
  BOOST_TEST(iso(earshot::parse_rfc5322("2 Jan 06 15:04 EST")) == "2006-01-02T20:04:00Z");
  BOOST_TEST(iso(earshot::parse_rfc5322("Mon, 02 January 2006 15:04:05 GMT")) == "2006-01-02T15:04:05Z");
  for (const char* bad :
       {"", "Sun, 32 Nov 2026 05:55:25 GMT", "Sun 22 Nov 2026 05:55:25 GMT", "22 Foo 2026 05:55 GMT"}) {
    BOOST_TEST(iso(earshot::parse_rfc5322(bad)) == "-", bad);
  }
}

BOOST_AUTO_TEST_CASE(dates_are_written_in_the_three_forms) {
  const Time t = *earshot::parse_iso8601("2026-11-22T05:55:25Z");
  BOOST_TEST(earshot::rfc5322(t) == "Sun, 22 Nov 2026 05:55:25 +0000");
  BOOST_TEST(earshot::http_date(t) == "Sun, 22 Nov 2026 05:55:25 GMT");
  BOOST_TEST(earshot::micros(earshot::from_micros(earshot::micros(t))) == earshot::micros(t));
}

BOOST_AUTO_TEST_CASE(dates_of_pages_are_tidied_and_keep_their_zone) {
  const auto tidy = [](const char* text) { return earshot::tidy_date(text).value_or("-"); };
  BOOST_TEST(tidy("2024-05-01 10:00:00 +0200") == "2024-05-01T10:00:00+02:00");
  BOOST_TEST(tidy("2024-05-01T10:00:00+0200") == "2024-05-01T10:00:00+02:00");
  BOOST_TEST(tidy("20240501T100000Z") == "2024-05-01T10:00:00+00:00");
  BOOST_TEST(tidy("2024-05-01T10:00:00.123456789-03:30") == "2024-05-01T10:00:00-03:30");
  BOOST_TEST(tidy("2014-05-19T10:56") == "2014-05-19T10:56:00");
  BOOST_TEST(tidy("2024-05-01") == "2024-05-01T00:00:00");
  BOOST_TEST(tidy("2024-12-31T24:00:00-05") == "2025-01-01T00:00:00-05:00");
  BOOST_TEST(tidy("Sun, 22 Nov 2026 05:55:25 EST") == "2026-11-22T05:55:25-05:00");
  for (const char* bad : {"", "yesterday", "2026-02-30T10:00:00Z", "2024-05-01T10:00:00+99:00"})
    BOOST_TEST(tidy(bad) == "-", bad);
}

BOOST_AUTO_TEST_CASE(durations_are_told_in_one_unit) {
  using namespace std::chrono_literals;
  BOOST_TEST(earshot::in_words(59s) == "59 s");
  BOOST_TEST(earshot::in_words(61s) == "1 min");
  BOOST_TEST(earshot::in_words(3h + 59min) == "3 h");
  BOOST_TEST(earshot::in_words(49h) == "2 d");
  BOOST_TEST(earshot::in_words(-5s) == "moments");
}

BOOST_AUTO_TEST_SUITE_END()

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

#include "model/business_time.h"

using namespace earshot;
using namespace earshot::model;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(model_business_time)

namespace {

Time utc(const std::string& text) {
  const auto out = parse_iso8601(text);
  BOOST_REQUIRE_MESSAGE(out, text);
  return *out;
}

BusinessHours hours_in(const std::string& zone, const std::vector<std::string>& lines,
                       const std::vector<std::string>& holidays = {}) {
  BusinessHours out;
  out.zone = Zone::find(zone).value();
  for (const auto& line : lines) {
    const auto read = parse_weekly(line);
    BOOST_REQUIRE_MESSAGE(read, line);
    out.week.insert(out.week.end(), read->begin(), read->end());
  }
  out.week = week_of(out.week);
  for (const auto& day : holidays) out.holidays.push_back(parse_day(day).value());
  return out;
}

// Open time of a day by the local clock.
Duration open_on(const BusinessHours& hours, const std::string& day) {
  const auto begin = parse_day(day).value();
  return business_duration(hours, hours.zone.start_of(begin),
                           hours.zone.start_of(begin + std::chrono::days{1}))
      .value();
}

std::string shown(std::optional<Time> t) {
  return t ? iso8601(*t) : "nothing";
}

}  // namespace

BOOST_AUTO_TEST_CASE(only_zones_of_the_systems_table_are_found) {
  for (const auto* name :
       {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC", "America/Indiana/Knox"})
    BOOST_TEST(Zone::find(name).has_value(), name);
  for (const auto* name : {"", "Europe/Nowhere", "Europe", "../zoneinfo/UTC", "/usr/share/zoneinfo/UTC",
                           "UTC/", "zone.tab", "Europe/Ber lin"})
    BOOST_TEST(!Zone::find(name).has_value(), name);
}

BOOST_AUTO_TEST_CASE(a_moment_is_shown_by_the_zones_clock) {
  const auto berlin = Zone::find("Europe/Berlin").value();
  BOOST_CHECK(berlin.time_of_day(utc("2026-01-05T10:00:00Z")) == 11h);
  BOOST_CHECK(berlin.time_of_day(utc("2026-07-05T10:30:59Z")) == 12h + 30min);
  BOOST_TEST(day_text(berlin.day(utc("2026-07-05T22:00:00Z"))) == "2026-07-06");
  BOOST_TEST(day_text(Zone().day(utc("2026-07-05T22:00:00Z"))) == "2026-07-05");
  const auto howe = Zone::find("Australia/Lord_Howe").value();
  BOOST_CHECK(howe.time_of_day(utc("2026-07-05T00:00:00Z")) == 10h + 30min);
  BOOST_CHECK(howe.time_of_day(utc("2026-12-05T00:00:00Z")) == 11h);
}

BOOST_AUTO_TEST_CASE(the_hour_that_is_leapt_over_is_the_moment_after_the_leap) {
  const auto berlin = Zone::find("Europe/Berlin").value();
  const auto half_past_two = parse_day("2026-03-29").value() + 2h + 30min;
  BOOST_TEST(iso8601(berlin.first(half_past_two)) == "2026-03-29T01:00:00Z");
  BOOST_TEST(iso8601(berlin.last(half_past_two)) == "2026-03-29T01:00:00Z");
}

BOOST_AUTO_TEST_CASE(the_hour_that_comes_twice_has_a_first_and_a_last_moment) {
  const auto berlin = Zone::find("Europe/Berlin").value();
  const auto half_past_two = parse_day("2026-10-25").value() + 2h + 30min;
  BOOST_TEST(iso8601(berlin.first(half_past_two)) == "2026-10-25T00:30:00Z");
  BOOST_TEST(iso8601(berlin.last(half_past_two)) == "2026-10-25T01:30:00Z");
}

BOOST_AUTO_TEST_CASE(the_next_eight_oclock_is_the_next_by_the_clock) {
  const auto berlin = Zone::find("Europe/Berlin").value();
  const auto monday = std::chrono::Monday;
  BOOST_TEST(iso8601(berlin.next(utc("2026-03-28T06:59:59Z"), 8h)) == "2026-03-28T07:00:00Z");
  BOOST_TEST(iso8601(berlin.next(utc("2026-03-28T07:00:00Z"), 8h)) == "2026-03-29T06:00:00Z");
  BOOST_TEST(iso8601(berlin.next(utc("2026-03-28T07:00:00Z"), 8h, monday)) == "2026-03-30T06:00:00Z");
  BOOST_TEST(iso8601(berlin.next(utc("2026-03-28T23:30:00Z"), 2h + 30min)) == "2026-03-29T01:00:00Z");
  BOOST_TEST(iso8601(berlin.next(utc("2026-10-25T00:30:00Z"), 2h + 30min)) == "2026-10-26T01:30:00Z");
}

BOOST_AUTO_TEST_CASE(a_span_of_the_clock_may_go_over_midnight) {
  const auto berlin = Zone::find("Europe/Berlin").value();
  BOOST_TEST(berlin.within(utc("2026-01-05T21:00:00Z"), 22h, 7h));
  BOOST_TEST(berlin.within(utc("2026-01-05T05:59:00Z"), 22h, 7h));
  BOOST_TEST(!berlin.within(utc("2026-01-05T06:00:00Z"), 22h, 7h));
  BOOST_TEST(!berlin.within(utc("2026-01-05T20:59:00Z"), 22h, 7h));
  BOOST_TEST(berlin.within(utc("2026-01-05T08:00:00Z"), 9h, 17h));
  BOOST_TEST(!berlin.within(utc("2026-01-05T08:00:00Z"), 9h, 9h));
}

BOOST_AUTO_TEST_CASE(hours_are_read_as_people_write_them) {
  BOOST_TEST(parse_weekly("mon-fri 09:00-17:00")->size() == 5);
  BOOST_TEST(parse_weekly(" Sat,SUN  10:00-12:00 13:00-15:00 ")->size() == 4);
  BOOST_TEST(parse_weekly("sat-mon 9:00-10:00")->size() == 3);
  BOOST_TEST(parse_weekly("mon 00:00-24:00")->size() == 1);
  for (const auto* line : {"", "mon", "mon ", "9:00-10:00", "mon 9-10", "mon 09:00-09:00", "mon 24:00-08:00",
                           "mon 09:00-25:00", "mon 09:60-10:00", "mon 09:00", "mun 09:00-10:00",
                           "mon- 09:00-10:00x", "mon 09:00-10:00,11:00-12:00", ",mon 09:00-10:00"})
    BOOST_TEST(!parse_weekly(line).has_value(), line);
}

BOOST_AUTO_TEST_CASE(hours_that_end_before_they_begin_go_on_after_midnight) {
  const auto night = hours_in("UTC", {"sun 22:00-02:00"});
  BOOST_REQUIRE(night.week.size() == 2U);
  BOOST_CHECK((night.week[0] == WeeklyInterval{std::chrono::Monday, 0h, 2h}));
  BOOST_CHECK((night.week[1] == WeeklyInterval{std::chrono::Sunday, 22h, 24h}));
}

BOOST_AUTO_TEST_CASE(intervals_that_touch_or_overlap_are_one) {
  const auto hours = hours_in("UTC", {"mon 12:00-14:00", "mon 09:00-12:00", "mon 10:00-11:00"});
  BOOST_REQUIRE(hours.week.size() == 1U);
  BOOST_CHECK((hours.week[0] == WeeklyInterval{std::chrono::Monday, 9h, 14h}));
}

BOOST_AUTO_TEST_CASE(days_are_dates_that_exist) {
  BOOST_TEST(day_text(parse_day("2028-02-29").value()) == "2028-02-29");
  for (const auto* text : {"2026-02-29", "2026-1-1", "20260101", "2026-01-01T00:00", "", "1.1.2026"})
    BOOST_TEST(!parse_day(text).has_value(), text);
}

BOOST_AUTO_TEST_CASE(no_schedule_is_nothing_and_not_zero) {
  const BusinessHours none;
  const auto t = utc("2026-01-05T10:00:00Z");
  BOOST_TEST(!business_duration(none, t, t + 1h).has_value());
  BOOST_TEST(!business_after(none, t, 1h).has_value());
  BOOST_TEST(!next_opening(none, t).has_value());
  BOOST_TEST(!open_at(none, t));
  BOOST_TEST(!BusinessCalendar(none, t, t + 1h).duration(t, t + 1h).has_value());
}

BOOST_AUTO_TEST_CASE(nights_week_ends_and_holidays_do_not_count) {
  const auto hours = hours_in("Europe/Berlin", {"mon-fri 09:00-17:00"}, {"2026-12-25"});
  // Thursday, 24 December, 16:00 local, until Monday, 10:00 local: one hour, and one.
  const auto asked = utc("2026-12-24T15:00:00Z"), answered = utc("2026-12-28T09:00:00Z");
  BOOST_CHECK(business_duration(hours, asked, answered) == Duration{2h});
  BOOST_CHECK(business_duration(hours, answered, asked) == Duration{0});
  BOOST_CHECK(business_duration(hours, utc("2026-12-25T00:00:00Z"), utc("2026-12-26T00:00:00Z")) ==
              Duration{0});
  BOOST_TEST(shown(business_after(hours, asked, 1h)) == "2026-12-24T16:00:00Z");
  BOOST_TEST(shown(business_after(hours, asked, 2h)) == "2026-12-28T09:00:00Z");
  BOOST_TEST(shown(business_after(hours, asked, 0h)) == "2026-12-24T15:00:00Z");
  BOOST_TEST(shown(next_opening(hours, utc("2026-12-24T16:00:00Z"))) == "2026-12-28T08:00:00Z");
  BOOST_TEST(shown(next_opening(hours, asked)) == "2026-12-24T15:00:00Z");
  BOOST_TEST(open_at(hours, utc("2026-12-24T15:59:59Z")));
  BOOST_TEST(!open_at(hours, utc("2026-12-24T16:00:00Z")));
  BOOST_TEST(!open_at(hours, utc("2026-12-25T10:00:00Z")));
}

BOOST_AUTO_TEST_CASE(berlins_short_and_long_day_are_counted_as_they_are) {
  const auto always = hours_in("Europe/Berlin", {"mon-sun 00:00-24:00"});
  BOOST_CHECK(open_on(always, "2026-03-28") == 24h);
  BOOST_CHECK(open_on(always, "2026-03-29") == 23h);
  BOOST_CHECK(open_on(always, "2026-10-25") == 25h);
  const auto office = hours_in("Europe/Berlin", {"mon-sun 09:00-17:00"});
  for (const auto* day : {"2026-03-28", "2026-03-29", "2026-10-25"}) BOOST_CHECK(open_on(office, day) == 8h);
  // From Saturday 16:00 to Monday 10:00 over the change: an hour, the Sunday, an hour.
  BOOST_CHECK(business_duration(office, utc("2026-03-28T15:00:00Z"), utc("2026-03-30T08:00:00Z")) ==
              Duration{10h});
}

BOOST_AUTO_TEST_CASE(an_interval_in_the_leap_begins_after_it_and_one_in_the_fold_ends_at_the_second) {
  const auto early = hours_in("Europe/Berlin", {"sun 02:30-04:00"});
  BOOST_CHECK(open_on(early, "2026-03-22") == 90min);
  BOOST_CHECK(open_on(early, "2026-03-29") == 1h);      // 03:00 to 04:00
  BOOST_CHECK(open_on(early, "2026-10-25") == 150min);  // from the first 02:30
  const auto inside = hours_in("Europe/Berlin", {"sun 02:10-02:40"});
  BOOST_CHECK(open_on(inside, "2026-03-29") == 0h);
  BOOST_CHECK(open_on(inside, "2026-10-25") == 90min);  // the first 02:10 to the second 02:40
  const auto until = hours_in("Europe/Berlin", {"sun 01:00-02:30"});
  BOOST_CHECK(open_on(until, "2026-03-29") == 1h);
  BOOST_CHECK(open_on(until, "2026-10-25") == 150min);
}

BOOST_AUTO_TEST_CASE(what_two_intervals_cover_in_the_fold_is_open_once) {
  const auto hours = hours_in("Europe/Berlin", {"sun 01:00-02:20 02:40-04:00"});
  // 01:00 to the second 02:20 and the first 02:40 to 04:00 are 01:00 to 04:00, four hours that day.
  BOOST_CHECK(open_on(hours, "2026-10-25") == 4h);
  // Havana puts its clocks back from one o'clock to midnight.
  BOOST_CHECK(open_on(hours_in("America/Havana", {"mon-sun 00:00-24:00"}), "2026-11-01") == 25h);
  const auto saturday = hours_in("America/Havana", {"sat 20:00-24:00"});
  BOOST_CHECK(business_duration(saturday, utc("2026-10-31T12:00:00Z"), utc("2026-11-01T12:00:00Z")) ==
              Duration{5h});
}

BOOST_AUTO_TEST_CASE(new_york_changes_on_other_days_than_berlin) {
  const auto hours = hours_in("America/New_York", {"mon-fri 09:00-17:00", "sun 01:00-03:00"});
  BOOST_CHECK(open_on(hours, "2026-03-08") == 1h);
  BOOST_CHECK(open_on(hours, "2026-11-01") == 3h);
  BOOST_CHECK(open_on(hours, "2026-03-29") == 2h);
  BOOST_TEST(shown(next_opening(hours, utc("2026-03-06T23:00:00Z"))) == "2026-03-08T06:00:00Z");
  BOOST_TEST(shown(business_after(hours, utc("2026-03-06T23:00:00Z"), 2h)) == "2026-03-09T14:00:00Z");
}

BOOST_AUTO_TEST_CASE(lord_howes_clocks_change_by_half_an_hour) {
  const auto always = hours_in("Australia/Lord_Howe", {"mon-sun 00:00-24:00"});
  BOOST_CHECK(open_on(always, "2026-10-04") == 23h + 30min);
  BOOST_CHECK(open_on(always, "2026-04-05") == 24h + 30min);
  const auto early = hours_in("Australia/Lord_Howe", {"sun 01:45-02:15"});
  BOOST_CHECK(open_on(early, "2026-10-04") == 15min);  // 02:00 to 02:30 do not exist
  BOOST_CHECK(open_on(early, "2026-04-05") == 60min);  // 01:30 to 02:00 come twice
}

BOOST_AUTO_TEST_CASE(a_calendar_says_what_the_single_question_says) {
  const auto hours =
      hours_in("Europe/Berlin", {"mon-thu 08:30-12:00 13:00-17:30", "sun 00:00-04:00"}, {"2026-04-06"});
  const auto from = utc("2026-03-01T00:00:00Z"), to = utc("2026-11-10T00:00:00Z");
  const BusinessCalendar calendar(hours, from, to);
  for (Time t = from + 7h; t < to; t += 37h + 11min) {
    for (const Duration length : {Duration{3h}, Duration{50h}, Duration{1000h}}) {
      if (t + length > to) continue;
      BOOST_TEST((calendar.duration(t, t + length) == business_duration(hours, t, t + length)), iso8601(t));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_lies_after_some_open_time_has_that_much_open_time_before_it) {
  const auto hours = hours_in("Europe/Berlin", {"mon-fri 09:00-17:00", "sun 01:00-05:00"}, {"2026-03-27"});
  for (Time t = utc("2026-03-20T00:00:00Z"); t < utc("2026-04-03T00:00:00Z"); t += 5h + 7min) {
    const auto there = business_after(hours, t, 13h).value();
    BOOST_CHECK(business_duration(hours, t, there) == Duration{13h});
    BOOST_CHECK(business_duration(hours, t, there - 1s) < Duration{13h});
  }
}

BOOST_AUTO_TEST_CASE(impossible_dates_cost_no_walk) {
  const auto hours = hours_in("Europe/Berlin", {"mon-fri 09:00-17:00"});
  BOOST_CHECK(business_duration(hours, utc("0001-01-01T00:00:00Z"), utc("1969-12-01T00:00:00Z")) ==
              Duration{0});
  BOOST_TEST(!business_after(hours, utc("9000-01-01T00:00:00Z"), 1h).has_value());
}

BOOST_AUTO_TEST_SUITE_END()

#include <boost/test/unit_test.hpp>

#include "doubles/wound_clock.h"
#include "model/roster.h"

using namespace earshot;
using namespace earshot::model;

BOOST_AUTO_TEST_SUITE(model_roster)

namespace {

Roster two_people() {
  Roster roster;
  Company acme;
  acme.id = "acme";
  roster.companies.push_back(acme);
  Person ana, bo;
  ana.id = "ana";
  ana.accounts = {"wordpress:7", "wordpress:8"};
  bo.id = "bo";
  roster.people = {ana, bo};
  return roster;
}

}  // namespace

BOOST_AUTO_TEST_CASE(people_and_companies_are_found_by_their_id_only) {
  const auto roster = two_people();
  BOOST_TEST(roster.person("bo") == &roster.people[1]);
  BOOST_TEST(roster.person("Bo") == nullptr);
  BOOST_TEST(roster.person("") == nullptr);
  BOOST_TEST(roster.company("acme") == &roster.companies[0]);
  BOOST_TEST(roster.company("other") == nullptr);
}

BOOST_AUTO_TEST_CASE(an_account_proves_its_person_and_a_visitor_is_nobody) {
  auto roster = two_people();
  roster.people[1].accounts = {""};
  BOOST_TEST(roster.person_with_account("wordpress:8") == &roster.people[0]);
  BOOST_TEST(roster.person_with_account("wordpress:80") == nullptr);
  BOOST_TEST(roster.person_with_account("") == nullptr);
}

BOOST_AUTO_TEST_CASE(somebody_is_staff_from_the_first_day_until_before_the_last) {
  const Time from = doubles::monday_morning, to = from + std::chrono::hours(24);
  Person person;
  BOOST_TEST(person.staff_at(from));
  person.from = from;
  person.to = to;
  BOOST_TEST(!person.staff_at(from - Duration(1)));
  BOOST_TEST(person.staff_at(from));
  BOOST_TEST(person.staff_at(to - Duration(1)));
  BOOST_TEST(!person.staff_at(to));
}

BOOST_AUTO_TEST_SUITE_END()

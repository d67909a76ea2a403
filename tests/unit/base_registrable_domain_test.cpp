#include <boost/test/unit_test.hpp>
#include <string>

#include "base/registrable_domain.h"
#include "base/url.h"

using earshot::registrable_domain;

BOOST_AUTO_TEST_SUITE(base_registrable_domain)

BOOST_AUTO_TEST_CASE(what_one_owner_names_is_one) {
  for (const char* host : {"attacker.com", "x1.attacker.com", "a.b.c.attacker.com"})
    BOOST_TEST(registrable_domain(host) == "attacker.com");
  BOOST_TEST(registrable_domain("www.shop.co.uk") == "shop.co.uk");
  BOOST_TEST(registrable_domain("fan.example") == "fan.example");
  BOOST_TEST(registrable_domain("one.fan.example") == "fan.example");
  BOOST_TEST(registrable_domain("a.b.xn--55qx5d.cn") == "b.xn--55qx5d.cn");
}

BOOST_AUTO_TEST_CASE(who_rents_a_name_is_somebody_of_his_own) {
  BOOST_TEST(registrable_domain("ana.github.io") == "ana.github.io");
  BOOST_TEST(registrable_domain("x.ana.github.io") == "ana.github.io");
  BOOST_TEST(registrable_domain("bob.blogspot.com") == "bob.blogspot.com");
}

BOOST_AUTO_TEST_CASE(what_nobody_registers_is_itself) {
  for (const char* host :
       {"", "localhost", "com", "co.uk", "github.io", "127.0.0.1", "10.2.3.4", "::1", "2001:db8::7"})
    BOOST_TEST(registrable_domain(host) == host);
}

BOOST_AUTO_TEST_CASE(names_as_long_as_names_can_be_are_read) {
  std::string host;
  while (host.size() < 230) host += "x.";
  BOOST_TEST(registrable_domain(host + "attacker.com") == "attacker.com");
  host = std::string(63, 'a') + "." + std::string(63, 'b') + "." + std::string(63, 'c') + ".attacker.com";
  BOOST_TEST(registrable_domain(host) == "attacker.com");
  BOOST_TEST(registrable_domain(earshot::Url::parse("https://X9.Attacker.COM./?a").value().host()) ==
             "attacker.com");
}

BOOST_AUTO_TEST_SUITE_END()

#include "net/address_guard.h"

#include <boost/test/unit_test.hpp>

using namespace earshot::net;

BOOST_AUTO_TEST_SUITE(net_address_guard)

namespace {

bool open_to(const AddressGuard& guard, std::string_view address, std::uint16_t port = 80) {
  const auto parsed = Address::parse(address);
  BOOST_REQUIRE_MESSAGE(parsed, address);
  return guard.lets_through(*parsed, port);
}

Cidr range(std::string_view text) {
  return Cidr::parse(text).value();
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_closed_range_is_closed_to_its_edges_and_not_beyond) {
  // last address before, first inside, last inside, first behind; "" where a neighbour is closed too
  constexpr std::string_view edges[][4] = {
      {"", "0.0.0.0", "0.255.255.255", "1.0.0.0"},
      {"9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0"},
      {"100.63.255.255", "100.64.0.0", "100.127.255.255", "100.128.0.0"},
      {"100.63.255.254", "100.64.0.1", "100.127.255.254", "100.128.0.1"},
      {"126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0"},
      {"168.63.129.15", "168.63.129.16", "168.63.129.16", "168.63.129.17"},
      {"169.253.255.255", "169.254.0.0", "169.254.255.255", "169.255.0.0"},
      {"172.15.255.255", "172.16.0.0", "172.31.255.255", "172.32.0.0"},
      {"191.255.255.255", "192.0.0.0", "192.0.0.255", "192.0.1.0"},
      {"192.0.1.255", "192.0.2.0", "192.0.2.255", "192.0.3.0"},
      {"192.31.195.255", "192.31.196.0", "192.31.196.255", "192.31.197.0"},
      {"192.52.192.255", "192.52.193.0", "192.52.193.255", "192.52.194.0"},
      {"192.88.98.255", "192.88.99.0", "192.88.99.255", "192.88.100.0"},
      {"192.167.255.255", "192.168.0.0", "192.168.255.255", "192.169.0.0"},
      {"192.175.47.255", "192.175.48.0", "192.175.48.255", "192.175.49.0"},
      {"198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0"},
      {"198.51.99.255", "198.51.100.0", "198.51.100.255", "198.51.101.0"},
      {"203.0.112.255", "203.0.113.0", "203.0.113.255", "203.0.114.0"},
      {"223.255.255.255", "224.0.0.0", "239.255.255.255", ""},
      {"", "240.0.0.0", "255.255.255.255", ""},
      {"", "1fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", "2001:200::"},
      {"2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2001::", "2001::1", ""},
      {"2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff",
       "2001:db9::"},
      {"2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
       "2003::"},
      {"2620:4f:7fff:ffff:ffff:ffff:ffff:ffff", "2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff",
       "2620:4f:8001::"},
      {"3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
       "3fff:1000::"},
      {"3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "4000::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", ""},
  };
  const AddressGuard guard;
  for (const auto& [before, first, last, behind] : edges) {
    if (!before.empty()) BOOST_TEST(open_to(guard, before), before);
    BOOST_TEST(!open_to(guard, first), first);
    BOOST_TEST(!open_to(guard, last), last);
    if (!behind.empty()) BOOST_TEST(open_to(guard, behind), behind);
  }
}

BOOST_AUTO_TEST_CASE(ipv6_forms_of_inner_and_even_of_public_ipv4_addresses_are_closed) {
  const AddressGuard guard;
  for (const std::string_view address :
       {"::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::8.8.8.8", "::ffff:0:8.8.8.8",
        "64:ff9b::8.8.8.8", "64:ff9b::7f00:1", "64:ff9b:1::808:808", "100::1", "2002:7f00:1::",
        "2001:0:4136:e378::1", "fc00::1", "fd00::1", "fe80::1", "fec0::1", "ff02::1", "5f00::1"})
    BOOST_TEST(!open_to(guard, address), address);
}

BOOST_AUTO_TEST_CASE(the_public_internet_is_open_at_the_ports_of_the_web_only) {
  const AddressGuard guard;
  for (const std::string_view address :
       {"8.8.8.8", "93.184.216.34", "2606:4700:4700::1111", "2a00:1450:4001::1"}) {
    for (const int port : {80, 443, 8080})
      BOOST_TEST(open_to(guard, address, static_cast<std::uint16_t>(port)));
    for (const int port : {0, 22, 25, 81, 6379, 8081, 9000, 65535})
      BOOST_TEST(!open_to(guard, address, static_cast<std::uint16_t>(port)));
  }
  const AddressGuard wider({.allow = {}, .deny = {}, .ports = {80, 8443}});
  BOOST_TEST(open_to(wider, "8.8.8.8", 8443));
  BOOST_TEST(!open_to(wider, "8.8.8.8", 443));
}

BOOST_AUTO_TEST_CASE(what_the_operator_allows_is_open_at_any_port_and_nothing_beside_it) {
  const AddressGuard guard({.allow = {range("10.1.0.0/16"), range("fd00::7")}, .deny = {}});
  BOOST_TEST(open_to(guard, "10.1.255.255", 9999));
  BOOST_TEST(open_to(guard, "fd00::7", 1));
  BOOST_TEST(!open_to(guard, "10.2.0.0"));
  BOOST_TEST(!open_to(guard, "fd00::8"));
  BOOST_TEST(!open_to(guard, "::ffff:10.1.0.1"));
}

BOOST_AUTO_TEST_CASE(the_hosts_own_public_addresses_can_be_closed) {
  const AddressGuard guard({.allow = {}, .deny = {range("93.184.216.0/24")}});
  BOOST_TEST(!open_to(guard, "93.184.216.34"));
  BOOST_TEST(open_to(guard, "93.184.217.34"));
}

BOOST_AUTO_TEST_CASE(ranges_that_are_not_clean_are_refused) {
  for (const std::string_view slip : {"", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x",
                                      "10.0.0.1/8", "10.0.0/8", "010.0.0.0/8", "0x0a.0.0.0/8", "fd00::/129",
                                      "fd00::1/8", "[fd00::]/8", "fe80::1%lo", "localhost", "10.0.0.0 /8"})
    BOOST_TEST(!Cidr::parse(slip), slip);
  BOOST_TEST(range("0.0.0.0/0").contains(Address::parse("255.1.2.3").value()));
  BOOST_TEST(!range("0.0.0.0/0").contains(Address::parse("::").value()));
  BOOST_TEST(range("8.8.8.8").contains(Address::parse("8.8.8.8").value()));
  BOOST_TEST(!range("8.8.8.8").contains(Address::parse("8.8.8.9").value()));
  BOOST_TEST(range("128.0.0.0/1").contains(Address::parse("255.0.0.0").value()));
  BOOST_TEST(!range("128.0.0.0/1").contains(Address::parse("127.0.0.0").value()));
}

BOOST_AUTO_TEST_SUITE_END()

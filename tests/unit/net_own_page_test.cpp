#include "net/own_page.h"

#include <boost/test/unit_test.hpp>

using namespace earshot;

namespace {

Url url(std::string_view text) {
  return Url::parse(text).value();
}
std::optional<Url> no_origin;

std::string asked(std::string_view site, std::string_view origin, std::string_view page) {
  return net::own_page(url(site), url(origin), url(page)).url.text();
}

}  // namespace

BOOST_AUTO_TEST_CASE(without_an_origin_the_public_address_is_asked_with_the_longer_reach) {
  const auto request =
      net::own_page(url("https://blog.example/"), no_origin, url("https://blog.example/a?b=1#c"));
  BOOST_TEST(request.url.text() == "https://blog.example/a?b=1");
  BOOST_TEST((request.reach == net::Reach::own_origin));
  BOOST_TEST(request.host_header == "");
  BOOST_TEST(request.headers.empty());
}

BOOST_AUTO_TEST_CASE(at_the_origin_the_engine_hears_its_public_name_and_scheme) {
  const auto request = net::own_page(url("https://blog.example:8443/"), url("http://10.0.0.5:8080"),
                                     url("https://blog.example:8443/a"));
  BOOST_TEST(request.url.text() == "http://10.0.0.5:8080/a");
  BOOST_TEST(request.host_header == "blog.example:8443");
  BOOST_TEST(request.headers.size() == 1u);
  BOOST_TEST(request.headers[0].second == "https");
}

BOOST_AUTO_TEST_CASE(a_page_elsewhere_is_a_strangers) {
  const auto request =
      net::own_page(url("https://blog.example/"), url("http://10.0.0.5/"), url("https://other.example/"));
  BOOST_TEST((request.reach == net::Reach::strangers));
  BOOST_TEST(request.url.text() == "https://other.example/");
}

BOOST_AUTO_TEST_CASE(http_and_www_are_the_same_site) {
  BOOST_TEST(asked("https://blog.example/", "http://10.0.0.5/", "http://www.blog.example/a") ==
             "http://10.0.0.5/a");
}

BOOST_AUTO_TEST_CASE(a_path_of_the_origin_stands_in_the_place_of_the_sites_own) {
  BOOST_TEST(asked("https://example.org/blog/", "http://10.0.0.5/", "https://example.org/blog/a/") ==
             "http://10.0.0.5/blog/a/");
  BOOST_TEST(asked("https://example.org/blog/", "http://10.0.0.5/wp", "https://example.org/blog/a/") ==
             "http://10.0.0.5/wp/a/");
  BOOST_TEST(asked("https://example.org/", "http://10.0.0.5/wp/", "https://example.org/a") ==
             "http://10.0.0.5/wp/a");
  BOOST_TEST(asked("https://example.org/blog/", "http://10.0.0.5/wp/", "https://example.org/blogs") ==
             "http://10.0.0.5/blogs");
}

BOOST_AUTO_TEST_CASE(the_public_address_is_the_way_back) {
  const auto site = url("https://example.org/blog/");
  for (const char* text : {"http://10.0.0.5/", "http://10.0.0.5/wp/"}) {
    const std::optional<Url> origin = url(text);
    for (const char* page : {"https://example.org/blog/", "https://example.org/blog/a/?p=1"}) {
      const auto inner = net::own_page(site, origin, url(page)).url;
      BOOST_TEST(net::public_address(site, origin, inner).text() == page);
    }
  }
  BOOST_TEST(net::public_address(site, no_origin, url("http://x.example/#a")).text() == "http://x.example/");
}

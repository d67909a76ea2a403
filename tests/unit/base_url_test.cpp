#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>

#include "base/url.h"

using earshot::Url;

BOOST_AUTO_TEST_SUITE(url)

static std::string normal(std::string_view text) {
  const auto url = Url::parse(text);
  return url ? url->text() : "-";
}

BOOST_AUTO_TEST_CASE(an_address_is_brought_into_its_normal_form) {
  const std::pair<const char*, const char*> cases[] = {
      {"HTTP://Example.COM", "http://example.com/"},
      {" https://example.com:443/a \n", "https://example.com/a"},
      {"http://example.com:80/%7euser/%2e%2e/b%c3%a9", "http://example.com/b%C3%A9"},
      {"http://example.com/a/./b/../c", "http://example.com/a/c"},
      {"http://example.com/a/b/..", "http://example.com/a/"},
      {"http://example.com/../..", "http://example.com/"},
      {"http://example.com?q", "http://example.com/?q"},
      {"http://example.com#f", "http://example.com/#f"},
      {"http://b\xc3\xbc"
       "cher.example/\xc3\xa9?\xc3\xa9",
       "http://xn--bcher-kva.example/%C3%A9?%C3%A9"},
      {"http://[::0001]:8080/", "http://[::1]:8080/"},
      {"http:\\\\example.com\\a", "http://example.com/a"},
      {"http://exa\tmple.com/a\nb", "http://example.com/ab"},
      {"http://user:pw@example.com/", "http://example.com/"},
      {"http://%61.example/", "http://a.example/"},
  };
  for (const auto& [in, out] : cases) BOOST_TEST(normal(in) == out);
}

BOOST_AUTO_TEST_CASE(what_is_no_web_address_is_refused) {
  for (const char* in : {"", "example.com", "/a", "mailto:a@b.example", "ftp://a.example/",
                         "javascript:alert(1)", "http:", "http://", "http:///path", "http://a b.example/",
                         "http://a.example:99999/", "http://a.example:x/", "http://[::1", "http://[zz]/",
                         "http://..example/", "http:example.com", "gemini://a.example/"}) {
    BOOST_TEST(normal(in) == "-", in);
  }
  BOOST_TEST(normal("http://a.example/" + std::string(3000, 'x')) == "-");
}

// RFC 3986, 5.4.1 and 5.4.2; "http:g" is refused by us, strictly.
BOOST_AUTO_TEST_CASE(references_resolve_as_rfc_3986_lists_them) {
  const auto base = Url::parse("http://a/b/c/d;p?q");
  BOOST_REQUIRE(base);
  const std::pair<const char*, const char*> cases[] = {
      {"g", "http://a/b/c/g"},
      {"./g", "http://a/b/c/g"},
      {"g/", "http://a/b/c/g/"},
      {"/g", "http://a/g"},
      {"//g", "http://g/"},
      {"?y", "http://a/b/c/d;p?y"},
      {"g?y", "http://a/b/c/g?y"},
      {"#s", "http://a/b/c/d;p?q#s"},
      {"g#s", "http://a/b/c/g#s"},
      {"g?y#s", "http://a/b/c/g?y#s"},
      {";x", "http://a/b/c/;x"},
      {"g;x", "http://a/b/c/g;x"},
      {"", "http://a/b/c/d;p?q"},
      {".", "http://a/b/c/"},
      {"./", "http://a/b/c/"},
      {"..", "http://a/b/"},
      {"../", "http://a/b/"},
      {"../g", "http://a/b/g"},
      {"../..", "http://a/"},
      {"../../g", "http://a/g"},
      {"../../../g", "http://a/g"},
      {"/./g", "http://a/g"},
      {"/../g", "http://a/g"},
      {"g.", "http://a/b/c/g."},
      {".g", "http://a/b/c/.g"},
      {"g..", "http://a/b/c/g.."},
      {"./../g", "http://a/b/g"},
      {"./g/.", "http://a/b/c/g/"},
      {"g/./h", "http://a/b/c/g/h"},
      {"g/../h", "http://a/b/c/h"},
      {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
      {"g?y/./x", "http://a/b/c/g?y/./x"},
      {"g#s/../x", "http://a/b/c/g#s/../x"},
      {"https://h/x", "https://h/x"},
  };
  for (const auto& [reference, expected] : cases) {
    const auto got = base->resolve(reference);
    BOOST_TEST((got ? got->text() : "-") == expected, "'" << reference << "'");
  }
  BOOST_TEST(!base->resolve("mailto:x@y.example"));
  BOOST_TEST(!base->resolve("javascript:alert(1)"));
}

BOOST_AUTO_TEST_CASE(the_parts_are_where_they_belong) {
  const auto url = Url::parse("https://blog.example:8443/a/b?x=1#c");
  BOOST_REQUIRE(url);
  BOOST_TEST(url->scheme() == "https");
  BOOST_TEST(url->host() == "blog.example");
  BOOST_TEST(url->port() == 8443);
  BOOST_TEST(url->path() == "/a/b");
  BOOST_TEST(*url->query() == "x=1");
  BOOST_TEST(*url->fragment() == "c");
  BOOST_TEST(url->origin() == "https://blog.example:8443");
  BOOST_TEST(url->authority() == "blog.example:8443");
  BOOST_TEST(url->without_fragment().text() == "https://blog.example:8443/a/b?x=1");
  const auto six = Url::parse("http://[::1]/");
  BOOST_REQUIRE(six);
  BOOST_TEST(six->host() == "::1");
  BOOST_TEST(six->authority() == "[::1]");
}

BOOST_AUTO_TEST_CASE(a_look_up_key_ignores_what_does_not_make_another_page) {
  const auto key = [](const char* text) { return earshot::page_key(*Url::parse(text)); };
  BOOST_TEST(key("https://www.blog.example/a/") == key("http://blog.example/a#c1"));
  BOOST_TEST(key("https://blog.example/a?x") != key("https://blog.example/a"));
  BOOST_TEST(key("https://blog.example:8443/a") != key("https://blog.example/a"));
  BOOST_TEST(
      !earshot::same_page(*Url::parse("http://b.example/post-2"), *Url::parse("http://b.example/post")));
}

BOOST_AUTO_TEST_CASE(below_means_on_a_segment_border) {
  const auto root = *Url::parse("https://blog.example/news/");
  BOOST_TEST(earshot::lies_below(*Url::parse("http://blog.example/news/1"), root));
  BOOST_TEST(earshot::lies_below(*Url::parse("https://blog.example/news"), root));
  BOOST_TEST(!earshot::lies_below(*Url::parse("https://blog.example/newspaper"), root));
  BOOST_TEST(!earshot::lies_below(*Url::parse("https://blog.example.evil.example/news/1"), root));
}

BOOST_AUTO_TEST_CASE(escapes_go_both_ways) {
  BOOST_TEST(earshot::percent_decode("a%20b+c%zz%4") == "a b+c%zz%4");
  BOOST_TEST(earshot::percent_decode("a+b", true) == "a b");
  BOOST_TEST(earshot::percent_encode("a b&\xc3\xa9") == "a%20b%26%C3%A9");
}

BOOST_AUTO_TEST_SUITE_END()

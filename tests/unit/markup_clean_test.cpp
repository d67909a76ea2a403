#include <boost/test/unit_test.hpp>

#include <string>

#include "base/text.h"
#include "markup/clean.h"

using namespace earshot;
using namespace earshot::markup;

BOOST_AUTO_TEST_SUITE(markup_clean)

namespace {

std::string times(std::size_t count, std::string_view text) {
  std::string out;
  for (; count > 0; --count) out += text;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(the_elements_of_a_comment_are_kept_and_balanced) {
  BOOST_TEST(
      clean_html(
          "<p>a <em>b</em> <strong>c</strong><blockquote>q</blockquote><pre><code>x &lt; y</code></pre>"
          "<ul><li>1<li>2</ul>") ==
      "<p>a <em>b</em> <strong>c</strong></p><blockquote>q</blockquote><pre><code>x &lt; y</code></pre>"
      "<ul><li>1</li><li>2</li></ul>");
  BOOST_TEST(clean_html("<b><i>x") == "<b><i>x</i></b>");
  BOOST_TEST(clean_html("</p></div>x</b>") == "x");
  BOOST_TEST(clean_html("a<br>b<br/>c") == "a<br>b<br>c");
}

BOOST_AUTO_TEST_CASE(other_elements_go_and_their_text_stays) {
  BOOST_TEST(clean_html("<div>one</div><div>two</div>") == "one<br>two");
  BOOST_TEST(clean_html("<h1>Head</h1><p>x</p>") == "Head<p>x</p>");
  BOOST_TEST(clean_html("<font color=red>x</font> <span onclick=y>z</span>") == "x z");
  BOOST_TEST(clean_html("a<script>b</script><style>c</style><template>d</template><textarea>e</textarea>f") ==
             "af");
}

BOOST_AUTO_TEST_CASE(links_go_only_to_http_and_carry_our_rel) {
  BOOST_TEST(clean_html("<a href='https://a.example/?x=1&amp;y=\"' title=t onclick=x>y</a>") ==
             "<a href=\"https://a.example/?x=1&amp;y=%22\" rel=\"nofollow ugc noopener\">y</a>");
  for (const char* bad :
       {"javascript:alert(1)", "JaVa\tScript:alert(1)", "&#106;avascript:alert(1)", "data:text/html,x",
        "vbscript:x", "/relative", "", "java&Tab;script&colon;alert(1)"}) {
    BOOST_TEST(clean_html("<a href=\"" + std::string(bad) + "\">y</a>") == "y", bad);
  }
}

BOOST_AUTO_TEST_CASE(payloads_come_out_dead) {
  for (const char* payload :
       {"<img src=x onerror=alert(1)>", "<svg onload=alert(1)>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>", "<b onmouseover=alert(1)>x</b>",
        "<p style='background:url(javascript:x)'>x</p>", "<scr<script>ipt>alert(1)</script>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<a href='https://a.example/\" onclick=\"x'>x</a>", "<!--><img src=x onerror=alert(1)>-->",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<xmp><p title='</xmp><img src=x onerror=alert(1)>'>", "&lt;script&gt;alert(1)&lt;/script&gt;",
        "<a href=https://a.example/ href=javascript:x>y</a>"}) {
    const std::string out = clean_html(payload);
    // Whatever is left of "<" must be one of our own tags.
    for (std::size_t at = out.find('<'); at != std::string::npos; at = out.find('<', at + 1)) {
      const std::string tag = out.substr(at, out.find('>', at) - at + 1);
      const bool ours =
          tag == "<p>" || tag == "</p>" || tag == "<b>" || tag == "</b>" || tag == "</a>" || tag == "<br>" ||
          (tag.starts_with("<a href=\"https://") && tag.ends_with("\" rel=\"nofollow ugc noopener\">"));
      BOOST_TEST(ours, payload << " -> " << out);
    }
    BOOST_TEST(clean_html(out) == out, payload << " changes when cleaned again: " << out);
  }
}

BOOST_AUTO_TEST_CASE(size_and_depth_are_bounded) {
  const std::string deep = clean_html(times(5000, "<blockquote>") + "x");
  BOOST_TEST(deep == times(32, "<blockquote>") + "x" + times(32, "</blockquote>"));
  const std::string big = clean_html(times(100000, "<b>ü&lt;</b>"));
  BOOST_TEST(big.size() < 64U * 1024 + 100);
  BOOST_TEST(is_utf8(big));
  BOOST_TEST(big.ends_with("</b>"));
}

BOOST_AUTO_TEST_CASE(plain_text_keeps_names_together_and_blocks_apart) {
  BOOST_TEST(plain_text("Ana <b>Ruiz</b>") == "Ana Ruiz");
  BOOST_TEST(plain_text("An<i>a</i>&nbsp;Ruiz") == "Ana Ruiz");
  BOOST_TEST(plain_text("<p>one<p>two<br/>three<div>four</div>five") == "one\ntwo\nthree\nfour\nfive");
  BOOST_TEST(plain_text("<td>a</td><td>b</td>") == "a\nb");
  BOOST_TEST(plain_text("a < b &amp;&amp; c &lt;d&gt; &#x26; &eacute; &nosuch; AT&T") ==
             "a < b && c <d> & é &nosuch; AT&T");
  BOOST_TEST(plain_text("x<script>y</script><!-- z --><style>w</style>") == "x");
  BOOST_TEST(plain_text("<pre>a\nb  c</pre>") == "a\nb c");
  BOOST_TEST(plain_text("") == "");
}

BOOST_AUTO_TEST_CASE(quotes_and_links_are_pointed_out) {
  const PlainText plain = read_plain_text(
      "<p>Before</p><blockquote><p>Ana said</p><blockquote>inner</blockquote></blockquote>"
      "<p>then <a href='/x?a=1&amp;b'> <b>this</b> </a>!</p>");
  BOOST_TEST(plain.text == "Before\nAna said\ninner\nthen this !");
  BOOST_TEST_REQUIRE(plain.quoted.size() == 1U);
  const auto [begin, end] = plain.quoted[0];
  BOOST_TEST(plain.text.substr(begin, end - begin) == "Ana said\ninner");
  BOOST_TEST_REQUIRE(plain.links.size() == 1U);
  BOOST_TEST(plain.links[0].href == "/x?a=1&b");
  BOOST_TEST(plain.text.substr(plain.links[0].begin, plain.links[0].end - plain.links[0].begin) == "this");
}

BOOST_AUTO_TEST_CASE(offsets_lead_back_into_the_html) {
  const std::string html = "<p>Hi&nbsp; An<b>a</b> R&uacute;iz</p>\n<p>and caf\xc3\xa9 &amp; co</p>";
  const MappedText mapped = map_plain_text(html);
  BOOST_TEST(mapped.text() == "Hi Ana Rúiz\nand café & co");
  const auto source_of = [&](std::string_view word) {
    const std::size_t at = mapped.text().find(word);
    const std::size_t begin = mapped.begin(at), end = mapped.end(at + word.size());
    return html.substr(begin, end - begin);
  };
  BOOST_TEST(source_of("Ana Rúiz") == "An<b>a</b> R&uacute;iz");
  BOOST_TEST(source_of("Ana") == "An<b>a");
  BOOST_TEST(source_of("Hi") == "Hi");
  BOOST_TEST(source_of("ú") == "&uacute;");
  BOOST_TEST(source_of("iz") == "iz");
  BOOST_TEST(source_of("and") == "and");
  BOOST_TEST(source_of("café") == "café");
  BOOST_TEST(source_of("&") == "&amp;");
  BOOST_TEST(source_of("co") == "co");
  BOOST_TEST(map_plain_text("").begin(0) == 0U);
}

BOOST_AUTO_TEST_CASE(every_offset_lies_inside_the_html_and_grows) {
  const std::string html = times(50, "<p>a &lt; <b>b</b> &nbsp; \xc3\xa9<br>&#128512;</p> ");
  const MappedText mapped = map_plain_text(html);
  std::size_t last = 0;
  for (std::size_t at = 0; at < mapped.text().size(); ++at) {
    if ((static_cast<unsigned char>(mapped.text()[at]) & 0xC0) == 0x80) continue;
    BOOST_TEST_REQUIRE(mapped.begin(at) >= last);
    last = mapped.begin(at);
    std::size_t behind = at;
    next_character(mapped.text(), behind);
    BOOST_TEST_REQUIRE(mapped.end(behind) > mapped.begin(at));
    BOOST_TEST_REQUIRE(mapped.end(behind) <= html.size());
  }
}

BOOST_AUTO_TEST_SUITE_END()

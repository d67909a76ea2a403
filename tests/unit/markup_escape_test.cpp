#include <boost/test/unit_test.hpp>

#include "markup/escape.h"

using namespace earshot::markup;

BOOST_AUTO_TEST_SUITE(markup_escape)

BOOST_AUTO_TEST_CASE(html_text_cannot_begin_a_tag_or_a_reference) {
  BOOST_TEST(html_text("<b>&amp;\"'") == "&lt;b&gt;&amp;amp;\"'");
}

BOOST_AUTO_TEST_CASE(an_attribute_cannot_end_its_quotes) {
  BOOST_TEST(attribute("\" onload='x' <&>") == "&quot; onload=&#39;x&#39; &lt;&amp;&gt;");
}

BOOST_AUTO_TEST_CASE(xml_text_has_no_character_that_xml_forbids) {
  BOOST_TEST(xml_text(std::string_view("a\0\x01\x0b\t\n\xEF\xBF\xBE<&>\"é", 16)) ==
             "a\t\n&lt;&amp;&gt;&quot;é");
  BOOST_TEST(xml_text("\xff") == "\xEF\xBF\xBD");
}

BOOST_AUTO_TEST_CASE(a_json_string_is_safe_inside_a_script_element) {
  BOOST_TEST(json_string("</script>\"\\\n\x01 &\xE2\x80\xA8") ==
             "\"\\u003c/script\\u003e\\\"\\\\\\n\\u0001 \\u0026\\u2028\"");
  BOOST_TEST(json_string("\xff é 😀") == "\"\xEF\xBF\xBD é 😀\"");
  BOOST_TEST(json_string("") == "\"\"");
}

BOOST_AUTO_TEST_SUITE_END()

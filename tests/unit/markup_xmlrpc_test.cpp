#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

#include "markup/xmlrpc.h"

using namespace earshot;
using namespace earshot::markup;

BOOST_AUTO_TEST_SUITE(markup_xmlrpc)

namespace {

std::string ping(std::string_view first, std::string_view second,
                 std::string_view prolog = "<?xml version=\"1.0\"?>") {
  return std::string(prolog) + "<methodCall><methodName>pingback.ping</methodName><params><param><value>" +
         std::string(first) + "</value></param><param><value>" + std::string(second) +
         "</value></param></params></methodCall>";
}

std::string first_param(std::string_view body) {
  const auto call = read_xmlrpc_call(body);
  BOOST_TEST_REQUIRE(call.ok());
  BOOST_TEST_REQUIRE(!call->params.empty());
  return call->params[0].text;
}

int fault_of(std::string_view body) {
  const auto call = read_xmlrpc_call(body);
  return call.ok() ? 0 : call.error().code;
}

std::string times(std::size_t count, std::string_view text) {
  std::string out;
  for (; count > 0; --count) out += text;
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_ping_is_read) {
  const auto call =
      read_xmlrpc_call(ping("<string>https://a.example/</string>", "<string>https://b.example/</string>"));
  BOOST_TEST_REQUIRE(call.ok());
  BOOST_TEST(call->method == "pingback.ping");
  BOOST_TEST_REQUIRE(call->params.size() == 2U);
  BOOST_TEST(call->params[1].text == "https://b.example/");
  BOOST_TEST((call->params[1].type == XmlRpcType::string));
}

BOOST_AUTO_TEST_CASE(a_value_without_a_type_is_a_string) {
  BOOST_TEST(first_param(ping("https://a.example/", "x")) == "https://a.example/");
  BOOST_TEST(first_param(ping("", "x")) == "");
  BOOST_TEST(first_param(ping("<string/>", "x")) == "");
}

BOOST_AUTO_TEST_CASE(cdata_references_and_blanks_are_decoded_and_trimmed) {
  BOOST_TEST(first_param(ping("<string><![CDATA[https://a.example/?a=1&b=2]]></string>", "x")) ==
             "https://a.example/?a=1&b=2");
  BOOST_TEST(first_param(ping("<string>\n https://a.example/?a&#x26;b&amp;c \t</string>", "x")) ==
             "https://a.example/?a&b&c");
  BOOST_TEST(first_param(ping("<string>a<!-- x -->b</string>", "x")) == "ab");
}

BOOST_AUTO_TEST_CASE(types_are_told_and_compounds_skipped) {
  const auto call = read_xmlrpc_call(
      "<methodCall><methodName>m</methodName><params><param><value><int>5</int></value></param>"
      "<param><value><struct><member><name>a</name><value>b</value></member></struct></value></param>"
      "<param><value><array><data><value>c</value></data></array></value></param>"
      "<param><value><boolean>1</boolean></value></param></params></methodCall>");
  BOOST_TEST_REQUIRE(call.ok());
  BOOST_TEST_REQUIRE(call->params.size() == 4U);
  BOOST_TEST((call->params[0].type == XmlRpcType::integer));
  BOOST_TEST(call->params[0].text == "5");
  BOOST_TEST((call->params[1].type == XmlRpcType::structure));
  BOOST_TEST((call->params[2].type == XmlRpcType::array));
  BOOST_TEST((call->params[3].type == XmlRpcType::boolean));
}

BOOST_AUTO_TEST_CASE(a_call_without_params_is_a_call) {
  const auto call =
      read_xmlrpc_call("<methodCall><methodName> system.listMethods </methodName></methodCall>");
  BOOST_TEST_REQUIRE(call.ok());
  BOOST_TEST(call->method == "system.listMethods");
  BOOST_TEST(call->params.empty());
}

BOOST_AUTO_TEST_CASE(what_real_senders_get_wrong_is_forgiven) {
  BOOST_TEST(first_param("\n \t" + ping("x", "y")) == "x");
  BOOST_TEST(first_param("\xef\xbb\xbf" + ping("x", "y")) == "x");
  BOOST_TEST(first_param(ping("https://a.example/?a=1&b=2&amp;c", "y")) == "https://a.example/?a=1&b=2&c");
  BOOST_TEST(first_param(ping("x", "y") + "\n<!-- page cached -->rubbish <br>") == "x");
  BOOST_TEST(first_param(ping("caf\xe9", "y")) == "café");
}

BOOST_AUTO_TEST_CASE(declared_encodings_are_honoured) {
  BOOST_TEST(first_param(ping("caf\xe9", "y", "<?xml version='1.0' encoding='ISO-8859-1'?>")) == "café");
  BOOST_TEST(first_param(ping("caf\xc3\xa9", "y", "<?xml version='1.0' encoding='utf-8'?>")) == "café");
}

BOOST_AUTO_TEST_CASE(an_encoding_that_does_not_match_the_bytes_is_a_fault) {
  BOOST_TEST(fault_of(ping("x", "y", "<?xml version=\"1.0\" encoding=\"UTF-16BE\"?>") + "\xff") == -32701);
  BOOST_TEST(fault_of("\xfe\xff" + ping("x", "y")) == -32700);
  BOOST_TEST(fault_of(ping("x", "y", "<?xml version='1.0' encoding='no-such'?>")) == -32701);
}

BOOST_AUTO_TEST_CASE(encodings_that_hide_what_the_text_says_are_refused) {
  const std::string_view head = "<?xml version='1.0' encoding='";
  for (const std::string name : {"UTF-7", "utf-7-imap", "UTF-16", "UTF-32LE", "IBM037", "UCS-4", "x"}) {
    BOOST_TEST(fault_of(ping("+AGg-ttp://x/", "y", std::string(head) + name + "'?>")) == -32701, name);
  }
  BOOST_TEST(fault_of(std::string("\xff\xfe\0\0<\0\0\0", 8)) == -32701);
}

BOOST_AUTO_TEST_CASE(utf16_is_read_with_its_mark_and_without) {
  std::string little = "\xff\xfe", big = "\xfe\xff";
  for (const char c : ping("x", "y", "<?xml version='1.0' encoding='UTF-16'?>")) {
    little += {c, '\0'};
    big += {'\0', c};
  }
  for (const std::string& wide : {little, big}) {
    BOOST_TEST(first_param(wide) == "x");
    BOOST_TEST(first_param(wide.substr(2)) == "x");
    BOOST_TEST(fault_of(wide.substr(0, wide.size() / 2)) == -32700);
  }
  std::string hidden = "\xff\xfe";
  for (const char c : "<!DOCTYPE a [<!ENTITY x 'y'>]>" + ping("&x;", "y", "")) hidden += {c, '\0'};
  BOOST_TEST(fault_of(hidden) == -32700);
}

BOOST_AUTO_TEST_CASE(doctype_and_entities_are_refused_unopened) {
  const std::string call = ping("&x;", "y", "");
  BOOST_TEST(fault_of("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>" +
                      call) == -32700);
  BOOST_TEST(fault_of("<!doctype html>" + call) == -32700);
  std::string bomb = "<!DOCTYPE a [<!ENTITY a 'aaaaaaaaaa'>";
  for (char c = 'b'; c < 'l'; ++c) {
    const std::string before = std::string("&") + static_cast<char>(c - 1) + ";";
    bomb += std::string("<!ENTITY ") + c + " '" + times(10, before) + "'>";
  }
  BOOST_TEST(fault_of(bomb + "]>" + ping("&k;", "y", "")) == -32700);
  // An entity nobody declared is text with a raw "&".
  BOOST_TEST(first_param(ping("a&nosuch;b", "y")) == "a&nosuch;b");
}

BOOST_AUTO_TEST_CASE(depth_nodes_and_attributes_are_bounded) {
  const auto begin = std::chrono::steady_clock::now();
  BOOST_TEST(fault_of(times(500, "<a>") + times(500, "</a>")) == -32700);
  BOOST_TEST(fault_of("<methodCall><methodName>m</methodName><params>" + times(30000, "<param/>") +
                      "</params></methodCall>") == -32700);
  std::string attributes;
  for (int i = 0; i < 10000; ++i) attributes += " a" + std::to_string(i) + "=''";
  BOOST_TEST(fault_of("<methodCall" + attributes + "></methodCall>") == -32700);
  BOOST_TEST(fault_of(std::string(64 * 1024, '<')) == -32700);
  BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds(3)));
}

BOOST_AUTO_TEST_CASE(rubbish_is_not_well_formed_and_other_xml_no_call) {
  for (const char* rubbish :
       {"", " ", "x", "<", "<methodCall>", "<methodCall></wrong>", "\xff\xff", "&", "<a><b></a></b>"}) {
    BOOST_TEST(fault_of(rubbish) == -32700, rubbish);
  }
  BOOST_TEST(fault_of("<rss></rss>") == -32600);
  BOOST_TEST(fault_of("<methodCall></methodCall>") == -32600);
  BOOST_TEST(
      fault_of("<methodCall><methodName>m</methodName><params><value>x</value></params></methodCall>") ==
      -32600);
}

BOOST_AUTO_TEST_CASE(what_we_write_we_can_read) {
  const std::string odd = "a<b>&\"'\x01 é";
  const auto call = read_xmlrpc_call(xmlrpc_call("m.n", {odd, "https://a.example/?x&y"}));
  BOOST_TEST_REQUIRE(call.ok());
  BOOST_TEST(call->method == "m.n");
  BOOST_TEST(call->params.at(0).text == "a<b>&\"' é");
  BOOST_TEST(call->params.at(1).text == "https://a.example/?x&y");
  const auto text = read_xmlrpc_answer(xmlrpc_string_response("thank <you>"));
  BOOST_TEST_REQUIRE(text.ok());
  BOOST_TEST(text->value.text == "thank <you>");
  const auto list = read_xmlrpc_answer(xmlrpc_array_response({"one", "two"}));
  BOOST_TEST_REQUIRE(list.ok());
  BOOST_TEST(list->members.size() == 2U);
  BOOST_TEST(list->members.at(1).text == "two");
  const auto fault = read_xmlrpc_answer(xmlrpc_fault(48, "again & again"));
  BOOST_TEST(!fault.ok());
  BOOST_TEST(fault.error().code == 48);
  BOOST_TEST(fault.error().text == "again & again");
}

BOOST_AUTO_TEST_CASE(a_fault_that_is_a_bare_code_is_one) {
  const auto bare = [](const std::string& value) {
    return read_xmlrpc_answer("<methodResponse><fault>" + value + "</fault></methodResponse>");
  };
  BOOST_TEST(bare("<value><i4>48</i4></value>").error().code == 48);
  BOOST_TEST(bare("<value><i4>0</i4></value>").error().code == 0);
  BOOST_TEST(!bare("").ok());
}

BOOST_AUTO_TEST_CASE(an_answer_that_is_a_page_is_a_fault) {
  BOOST_TEST(read_xmlrpc_answer("<html><body>404</body></html>").error().code == -32700);
  BOOST_TEST(read_xmlrpc_answer("").error().code == -32700);
}

BOOST_AUTO_TEST_SUITE_END()

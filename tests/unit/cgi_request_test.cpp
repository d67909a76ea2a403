#include "cgi/request.h"

#include <boost/test/unit_test.hpp>

#include "cgi/connection.h"

using namespace earshot::cgi;

BOOST_AUTO_TEST_SUITE(cgi_request)

namespace {
Request from(Parameters parameters, std::string_view prefix = "/earshot") {
  return request_from(std::move(parameters), "", false, prefix);
}
}  // namespace

BOOST_AUTO_TEST_CASE(the_whole_path_in_SCRIPT_NAME_is_split_at_the_configured_prefix) {
  const auto request = from({{"SCRIPT_NAME", "/earshot/api/count"}, {"REQUEST_URI", "/some/page"}});
  BOOST_TEST(request.script_name == "/earshot");
  BOOST_TEST(request.path == "api/count");
}

BOOST_AUTO_TEST_CASE(SCRIPT_NAME_and_PATH_INFO_as_CGI_means_them_give_any_prefix) {
  const auto request = from({{"SCRIPT_NAME", "/cgi-bin/earshot"}, {"PATH_INFO", "/webmention"}});
  BOOST_TEST(request.script_name == "/cgi-bin/earshot");
  BOOST_TEST(request.path == "webmention");
}

BOOST_AUTO_TEST_CASE(the_whole_path_in_PATH_INFO_or_in_both_is_split_at_the_prefix) {
  BOOST_TEST(from({{"SCRIPT_NAME", ""}, {"PATH_INFO", "/earshot/health"}}).path == "health");
  BOOST_TEST(from({{"SCRIPT_NAME", "/earshot/health"}, {"PATH_INFO", "/earshot/health"}}).path == "health");
}

BOOST_AUTO_TEST_CASE(without_script_name_the_subrequest_counts_and_only_then_the_page) {
  BOOST_TEST(from({{"DOCUMENT_URI", "/earshot/fragment"}, {"REQUEST_URI", "/a-post/?x=1"}}).path ==
             "fragment");
  BOOST_TEST(from({{"REQUEST_URI", "/earshot/status/a%41b?x=1"}}).path == "status/aAb");
}

BOOST_AUTO_TEST_CASE(decoded_paths_are_not_decoded_twice) {
  BOOST_TEST(from({{"SCRIPT_NAME", "/earshot/status/%41"}}).path == "status/%41");
  BOOST_TEST(from({{"SCRIPT_NAME", "/earshot"}, {"PATH_INFO", "/trackback/100%25/"}}).path ==
             "trackback/100%25/");
}

BOOST_AUTO_TEST_CASE(a_page_is_told_to_who_weighs_it_highest_or_names_it_as_much) {
  const auto html = [](std::string_view accept) {
    Request request;
    request.accept = accept;
    return request.prefers_html();
  };
  for (const char* page :
       {"text/html", "TEXT/HTML;charset=utf-8",
        "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/json, text/html",
        "application/json;q=0.5, text/html;q=0.501", "text/*", "*/*;q=0.1,text/html",
        "application/json;q=0, */*", "text/html;q=0.5, application/json; q=0.4",
        "text/html ; Q = 0.7, */*; q=0.6", "application/*;q=0.9, text/html;level=1", "text/html;q=bad",
        "text/html;q=0.88888, */*;q=0.8", "text/html;q=0, text/html;q=0.2"}) {
    BOOST_TEST(html(page), page);
  }
  for (const char* data :
       {"", " ", "*/*", "application/json", "text/html;q=0", "text/html;q=0, */*",
        "text/html;q=0.000, application/json;q=0", "application/json, text/html;q=0.9",
        "application/*, text/html;q=0.9", "text/html;q=0.5, */*", "text/htmlx", "xtext/html", "text/", ";q=1",
        ",,;,", "text/*;q=0.1, */*;q=0.2", "*/*, text/html;q=0.3", "image/*"}) {
    BOOST_TEST(!html(data), data);
  }
}

BOOST_AUTO_TEST_CASE(what_is_not_below_the_prefix_keeps_its_slash_and_finds_no_route) {
  BOOST_TEST(from({{"SCRIPT_NAME", "/earshots/health"}}).path == "//earshots/health");
  BOOST_TEST(from({{"SCRIPT_NAME", "/health"}}).path == "//health");
  BOOST_TEST(from({}).path == "/");
}

BOOST_AUTO_TEST_CASE(the_prefix_alone_is_the_empty_path_and_the_root_may_be_the_prefix) {
  BOOST_TEST(from({{"SCRIPT_NAME", "/earshot"}}).path == "");
  BOOST_TEST(from({{"SCRIPT_NAME", "/earshot/"}}).path == "");
  BOOST_TEST(from({{"SCRIPT_NAME", "/health"}}, "/").path == "health");
}

BOOST_AUTO_TEST_CASE(control_characters_in_the_path_reach_no_route) {
  BOOST_TEST(from({{"SCRIPT_NAME", "/earshot/status/a\nb"}}).path == "/");
  BOOST_TEST(from({{"REQUEST_URI", "/earshot/status/a%00b"}}).path == "/");
  BOOST_TEST(from({{"SCRIPT_NAME", "/ear\x7fshot"}, {"PATH_INFO", "/health"}}).path == "/");
}

BOOST_AUTO_TEST_CASE(the_first_of_a_repeated_parameter_counts) {
  const char* const entries[] = {"REMOTE_USER=", "REMOTE_USER=admin", "=x", "broken", "A=b=c", nullptr};
  const auto parameters = parameters_of(entries);
  BOOST_TEST(parameters.at("REMOTE_USER") == "");
  BOOST_TEST(parameters.at("A") == "b=c");
  BOOST_TEST(parameters.size() == 2u);
}

BOOST_AUTO_TEST_CASE(only_an_ip_address_is_a_remote_address) {
  BOOST_TEST(from({{"REMOTE_ADDR", "192.0.2.7"}}).remote_address == "192.0.2.7");
  BOOST_TEST(from({{"REMOTE_ADDR", "2001:db8::1"}}).remote_address == "2001:db8::1");
  BOOST_TEST(from({{"REMOTE_ADDR", "unix:"}}).remote_address == "");
  BOOST_TEST(from({{"REMOTE_ADDR", "192.0.2.7, evil"}}).remote_address == "");
}

BOOST_AUTO_TEST_CASE(a_content_length_must_be_a_number) {
  BOOST_TEST(*content_length({{"CONTENT_LENGTH", "12"}}) == 12u);
  for (const auto* text : {"", "-1", "12 ", "0x10", "99999999999999999999999"}) {
    BOOST_TEST(!content_length({{"CONTENT_LENGTH", text}}).has_value(), text);
  }
}

BOOST_AUTO_TEST_CASE(media_type_and_charset_are_read_from_the_content_type) {
  Request request;
  request.content_type = "Application/X-WWW-Form-Urlencoded ; Charset=\"ISO-8859-1\"";
  BOOST_TEST(request.media_type() == "application/x-www-form-urlencoded");
  BOOST_TEST(request.charset() == "iso-8859-1");
  request.content_type = "text/xml; x=\"; charset=utf-7\"; charset=UTF-8; charset=koi8-r";
  BOOST_TEST(request.charset() == "utf-8");
  request.content_type = "text/xml; charset";
  BOOST_TEST(request.charset() == "");
  request.content_type = "";
  BOOST_TEST(request.media_type() == "");
}

BOOST_AUTO_TEST_CASE(a_form_is_decoded_in_its_order) {
  const auto form = Form::parse("a=1&b=two+words%21&a=%C3%A9&&flag&=nameless&c=x=y&d=%zz");
  BOOST_TEST(*form.first("a") == "1");
  BOOST_TEST(form.all("a").size() == 2u);
  BOOST_TEST(form.all("a")[1] == "é");
  BOOST_TEST(*form.first("b") == "two words!");
  BOOST_TEST(*form.first("flag") == "");
  BOOST_TEST(*form.first("c") == "x=y");
  BOOST_TEST(*form.first("d") == "%zz");
  BOOST_TEST(!form.has("e"));
}

BOOST_AUTO_TEST_CASE(a_form_stops_at_its_limit_of_fields) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "f=1&";
  BOOST_TEST(Form::parse(text, 10).all("f").size() == 10u);
}

BOOST_AUTO_TEST_SUITE_END()

// Pingback, sending: each case is named by its number.
#include "doubles/send_scene.h"
#include "markup/xmlrpc.h"

using namespace earshot;
using doubles::SendScene;

BOOST_AUTO_TEST_SUITE(pingback_sender)

namespace {

const std::string found = "pingback https://friend.example/xmlrpc";

struct PingbackScene : SendScene {
  PingbackScene() { names("https://friend.example/xmlrpc"); }
  void names(std::string header, std::string body = "<p>words</p>") {
    web.serves(doubles::target_url, std::move(body),
               {{"content-type", "text/html"}, {"x-pingback", std::move(header)}});
  }
  std::string in_page(std::string body, bool lenient = false) {
    web.serves_html(doubles::target_url, std::move(body));
    return discovered(doubles::target_url, lenient);
  }
  // What becomes of an entry whose pingback is answered so.
  std::string after_answer(std::string body, int status = 200) {
    ++entries_;
    const std::string number = std::to_string(entries_);
    web.serves("https://friend.example/xmlrpc", std::move(body), {{"content-type", "text/xml"}}, status);
    publish(linking({std::string(doubles::target_url)}), "https://blog.example/" + number, number);
    work();
    for (const auto& one : all()) {
      if (one.source == "https://blog.example/" + number) return std::string(model::word(one.state));
    }
    return "nothing";
  }
  std::string after_fault(int code) { return after_answer(markup::xmlrpc_fault(code, "no")); }

 private:
  int entries_ = 0;
};

}  // namespace

BOOST_FIXTURE_TEST_CASE(PBS_01_the_first_header_goes_before_the_page, PingbackScene) {
  web.serves(doubles::target_url, "<link rel=\"pingback\" href=\"https://friend.example/other\">",
             {{"content-type", "text/html"},
              {"X-PINGBACK", "https://friend.example/xmlrpc"},
              {"x-pingback", "https://friend.example/second"}});
  BOOST_TEST(discovered() == found);
}

BOOST_FIXTURE_TEST_CASE(PBS_02_the_link_is_found_as_it_is_written_in_the_specification, PingbackScene) {
  for (const char* end : {">", "/>", " />", " >"}) {
    BOOST_TEST(
        in_page("<link rel=\"pingback\" href=\"https://friend.example/xmlrpc\"" + std::string(end)) == found,
        end);
  }
  BOOST_TEST(
      in_page("<link rel=\"pingback\" href=\"https://friend.example/x?a=1&amp;b=&quot;&lt;&gt;&eacute;\">") ==
      "pingback https://friend.example/x?a=1&b=%22%3C%3E&eacute;");
  BOOST_TEST(in_page("<link rel=\"pingback\" href=\"https://friend.example/xmlrpc\" broken>"
                     "<link rel=\"pingback\" href=\"https://friend.example/xmlrpc\">") == found);
}

BOOST_FIXTURE_TEST_CASE(PBS_03_other_spellings_are_found_only_if_the_host_is_lenient, PingbackScene) {
  for (const char* link : {"<link href=\"https://friend.example/xmlrpc\" rel=\"pingback\">",
                           "<link rel='pingback' href='https://friend.example/xmlrpc'>",
                           "<LINK REL=\"pingback\" HREF=\"https://friend.example/xmlrpc\">",
                           "<link rel=\"pingback\"  href=\"https://friend.example/xmlrpc\">"}) {
    BOOST_TEST(in_page(link) == "none", link);
    BOOST_TEST(in_page(link, true) == found, link);
  }
  BOOST_TEST(in_page("<!-- <link href=\"https://friend.example/xmlrpc\" rel=\"pingback\"> -->", true) ==
             "none");
}

BOOST_FIXTURE_TEST_CASE(PBS_04_the_call_has_source_and_target_in_this_order, PingbackScene) {
  web.serves("https://friend.example/a?b=1&c=<2>", "", {{"x-pingback", "https://friend.example/xmlrpc"}});
  web.serves("https://friend.example/xmlrpc", markup::xmlrpc_string_response("Thank you"));
  publish("<a href='https://friend.example/a?b=1&amp;c=<2>'>x</a>");
  work();
  const auto sent = only_post();
  BOOST_TEST(header(sent, "Content-Type") == "text/xml");
  const auto call = markup::read_xmlrpc_call(sent.body);
  BOOST_REQUIRE(call.ok());
  BOOST_TEST(call->method == "pingback.ping");
  BOOST_REQUIRE_EQUAL(call->params.size(), 2u);
  BOOST_TEST(call->params[0].text == doubles::entry_url);
  BOOST_TEST(call->params[1].text == "https://friend.example/a?b=1&c=<2>");
  BOOST_TEST(sent.body.find("b=1&amp;c=&lt;2&gt;") != std::string::npos);
  BOOST_TEST(all().front().message == "Thank you");
}

// PBS-05 is a MAY that we do not take: see linkback/discover.h.

BOOST_FIXTURE_TEST_CASE(PBS_06_no_more_of_the_page_is_read_than_the_limit, PingbackScene) {
  const std::string link = "<link rel=\"pingback\" href=\"https://friend.example/xmlrpc\">";
  BOOST_TEST(in_page(std::string(1024 * 1024 + 1, ' ') + link) == "none");
  BOOST_TEST(in_page(std::string(1024 * 1024 - link.size(), ' ') + link) == found);
}

BOOST_FIXTURE_TEST_CASE(PBS_07_registered_before_is_as_good_as_registered, PingbackScene) {
  BOOST_TEST(after_answer(markup::xmlrpc_string_response("ok")) == "sent");
  BOOST_TEST(after_fault(48) == "sent");
}

BOOST_FIXTURE_TEST_CASE(PBS_08_some_faults_are_final_and_others_may_pass, PingbackScene) {
  for (const int code : {16, 17, 32, 33, 49, -32601}) BOOST_TEST(after_fault(code) == "failed", code);
  for (const int code : {0, 50}) BOOST_TEST(after_fault(code) == "deferred", code);
  for (const int status : {500, 502, 503, 429}) BOOST_TEST(after_answer("", status) == "deferred", status);
  for (const int status : {400, 403, 404, 405}) BOOST_TEST(after_answer("", status) == "failed", status);
  web.fails("https://friend.example/xmlrpc", net::FetchError::timeout);
  publish(linking({std::string(doubles::target_url)}));
  work();
  BOOST_TEST(all().front().source == doubles::entry_url);
  BOOST_TEST((all().front().state == model::SentState::deferred));
}

BOOST_FIXTURE_TEST_CASE(PBS_09_a_fault_without_a_struct_is_a_failure, PingbackScene) {
  const std::string state = after_answer(
      "<?xml version=\"1.0\"?><methodResponse><fault><value><i4>0</i4></value></fault></methodResponse>");
  BOOST_TEST((state == "failed" || state == "deferred" || state == "unclear"), state);
  BOOST_TEST(after_answer("<html>Thank you!</html>") == "unclear");
  BOOST_TEST(after_answer("") == "unclear");
}

BOOST_FIXTURE_TEST_CASE(PBS_10_a_header_that_is_no_whole_address_is_as_if_it_were_not_there, PingbackScene) {
  for (const char* header : {"/xmlrpc", "javascript:alert(1)", "//friend.example/xmlrpc", "", "xmlrpc.php"}) {
    names(header);
    BOOST_TEST(discovered() == "none", header);
    names(header, "<link rel=\"pingback\" href=\"https://friend.example/xmlrpc\">");
    BOOST_TEST(discovered() == found, header);
  }
}

BOOST_FIXTURE_TEST_CASE(PBS_11_pictures_own_files_and_front_pages_get_none, PingbackScene) {
  for (const char* type : {"image/png", "audio/ogg", "video/mp4", "model/stl", "application/pdf"}) {
    web.serves(doubles::target_url, "<link rel=\"pingback\" href=\"https://friend.example/xmlrpc\">",
               {{"content-type", type}});
    BOOST_TEST(discovered() == "none", type);
  }
  web.serves("https://friend.example/", "", {{"x-pingback", "https://friend.example/xmlrpc"}});
  BOOST_TEST(discovered("https://friend.example/") == "none");
  BOOST_TEST(discovered("https://friend.example") == "none");
  publish("<a href='/wp-content/uploads/sled.pdf'>the drawing</a>");
  work();
  BOOST_TEST(all().empty());
}

BOOST_FIXTURE_TEST_CASE(PBS_12_a_webmention_that_fails_is_not_made_good_by_a_pingback, PingbackScene) {
  web.serves(doubles::target_url, "",
             {{"x-pingback", "https://friend.example/xmlrpc"},
              {"link", "<https://friend.example/webmention>; rel=webmention"}});
  for (const int status : {400, 500}) {
    web.answers(doubles::endpoint_url, status);
    const std::string number = std::to_string(status);
    publish(linking({std::string(doubles::target_url)}), "https://blog.example/" + number, number);
    work();
  }
  BOOST_TEST(web.times_asked("https://friend.example/xmlrpc") == 0u);
  BOOST_TEST(posts().size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(an_edited_post_pings_nobody_who_knows_it_and_asks_again_who_refused, PingbackScene) {
  web.serves("https://friend.example/xmlrpc", markup::xmlrpc_fault(17, "no link"));
  publish(linking({std::string(doubles::target_url)}));
  work();
  BOOST_TEST(state() == "failed");
  web.serves("https://friend.example/xmlrpc", markup::xmlrpc_string_response("ok"));
  publish(linking({std::string(doubles::target_url)}, "Read now"));
  work();
  BOOST_TEST(state() == "sent");
  BOOST_TEST(posts().size() == 2u);
  publish(linking({std::string(doubles::target_url)}, "Read it all"));
  work();
  publish(linking({}));
  work();
  BOOST_TEST(posts().size() == 2u);
  BOOST_TEST(state() == "withdrawn");
}

BOOST_AUTO_TEST_SUITE_END()

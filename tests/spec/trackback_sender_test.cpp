// TrackBack, sending: each case is named by its number.
#include "doubles/loopback_web.h"
#include "doubles/send_scene.h"

using namespace earshot;
using doubles::SendScene;

BOOST_AUTO_TEST_SUITE(trackback_sender)

namespace {

const std::string found = "trackback https://friend.example/tb/1";

std::string block(std::string_view identifier, std::string_view ping = "https://friend.example/tb/1") {
  return "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n<rdf:Description\n"
         "  rdf:about=\"" +
         std::string(identifier) + "\"\n  dc:identifier=\"" + std::string(identifier) +
         "\"\n  dc:title=\"A post\"\n  trackback:ping=\"" + std::string(ping) + "\" />\n</rdf:RDF>";
}

struct TrackbackScene : SendScene {
  TrackbackScene() { web.serves_html(doubles::target_url, block(doubles::target_url)); }
  std::string in_page(std::string body, std::string_view target = doubles::target_url) {
    web.serves_html(target, std::move(body));
    return discovered(target);
  }
  std::string after_answer(std::string body, int status = 200, FakeHeaders headers = {}) {
    ++entries_;
    const std::string number = std::to_string(entries_);
    headers.emplace_back("content-type", "text/xml");
    web.serves("https://friend.example/tb/1", std::move(body), std::move(headers), status);
    publish(linking({std::string(doubles::target_url)}), "https://blog.example/" + number, number);
    work();
    for (const auto& one : all()) {
      if (one.source == "https://blog.example/" + number) {
        last_message = one.message;
        return std::string(model::word(one.state));
      }
    }
    return "nothing";
  }
  std::string last_message;

 private:
  int entries_ = 0;
};

const std::string accepted =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?><response><error>0</error></response>";
const std::string refused =
    "<?xml version=\"1.0\"?><response><error>1</error><message>No &amp; never</message></response>";

}  // namespace

BOOST_FIXTURE_TEST_CASE(TBS_01_02_03_a_form_in_UTF_8_with_the_entrys_address, TrackbackScene) {
  web.serves("https://friend.example/tb/1", accepted);
  publish("<p>Caf\xC3\xA9 &amp; sled: <a href='" + std::string(doubles::target_url) + "'>x</a></p>",
          "https://blog.example/?p=7&lang=de");
  work();
  const auto sent = only_post();
  BOOST_TEST(sent.url.text() == "https://friend.example/tb/1");
  BOOST_TEST(header(sent, "Content-Type") == "application/x-www-form-urlencoded; charset=utf-8");
  BOOST_TEST(sent.body.starts_with("url=https%3A%2F%2Fblog.example%2F%3Fp%3D7%26lang%3Dde&"));
  BOOST_TEST(field(sent, "title") == "The sled");
  BOOST_TEST(field(sent, "excerpt") == "Caf\xC3\xA9 & sled: x");
  BOOST_TEST(field(sent, "blog_name") == "blog.example");
  BOOST_TEST(state() == "sent");
}

BOOST_FIXTURE_TEST_CASE(TBS_04_of_several_blocks_the_one_of_the_target, TrackbackScene) {
  BOOST_TEST(in_page(block("https://friend.example/post/2", "https://friend.example/tb/2") +
                     block(doubles::target_url) +
                     block("https://friend.example/post/3", "https://friend.example/tb/3")) == found);
  BOOST_TEST(in_page(block("https://friend.example/post/2", "https://friend.example/tb/2")) == "none");
}

BOOST_FIXTURE_TEST_CASE(TBS_05_then_without_fragment_then_by_path_alone, TrackbackScene) {
  BOOST_TEST(in_page(block("https://friend.example/post/1#more")) == found);
  BOOST_TEST(in_page(block("http://old.example/post/1")) == found);
  BOOST_TEST(in_page(block("http://old.example/post/1", "https://friend.example/tb/0") +
                     block("https://friend.example/post/1#more")) == found);
  BOOST_TEST(in_page(block("https://friend.example/?p=1&amp;x=2", "https://friend.example/tb?p=1&amp;x=2"),
                     "https://friend.example/?p=1&x=2") == "trackback https://friend.example/tb?p=1&x=2");
}

BOOST_FIXTURE_TEST_CASE(TBS_06_in_a_comment_or_bare, TrackbackScene) {
  BOOST_TEST(in_page("<p>words</p><!--\n" + block(doubles::target_url) + "\n-->") == found);
  BOOST_TEST(in_page("<p>words</p>" + block(doubles::target_url)) == found);
}

BOOST_FIXTURE_TEST_CASE(TBS_07_a_rel_goes_before_the_blocks, TrackbackScene) {
  const std::string blocks = block(doubles::target_url, "https://friend.example/tb/rdf");
  BOOST_TEST(in_page(blocks + "<link rel=\"trackback\" href=\"/tb/1\">") == found);
  BOOST_TEST(in_page(blocks + "<a href=\"/tb/1\" rel=\"nofollow trackback\">Trackback</a>") == found);
}

BOOST_FIXTURE_TEST_CASE(TBS_08_attributes_in_any_order_quotes_and_lines, TrackbackScene) {
  BOOST_TEST(in_page("<rdf:Description trackback:ping='https://friend.example/tb/1'\n\n  dc:title='a > b'\r\n"
                     "\tdc:identifier='https://friend.example/post/1'></rdf:Description>") == found);
  BOOST_TEST(in_page("<RDF:DESCRIPTION DC:IDENTIFIER=\"https://friend.example/post/1\" "
                     "TRACKBACK:PING=\"https://friend.example/tb/1\"/>") == found);
}

BOOST_FIXTURE_TEST_CASE(TBS_09_a_refusal_is_kept_with_its_words_and_not_repeated, TrackbackScene) {
  BOOST_TEST(after_answer(refused) == "failed");
  BOOST_TEST(last_message == "No & never");
  clock.wind(std::chrono::hours(48));
  work();
  BOOST_TEST(posts().size() == 1u);
  BOOST_TEST(after_answer("<response><error>1</error></response>", 403) == "failed");
  BOOST_TEST(after_answer(refused, 403, {{"retry-after", "60"}}) == "deferred");
  BOOST_TEST(after_answer(refused, 503) == "deferred");
}

BOOST_FIXTURE_TEST_CASE(TBS_10_what_is_no_answer_is_neither_a_success_nor_repeated, TrackbackScene) {
  for (const char* body : {"", "ok", "<html><p>Thank you</p></html>", "<response></response>",
                           "<response><error>none</error></response>", "<error>0</error>",
                           "<response><error></error></response>"}) {
    BOOST_TEST(after_answer(body) == "unclear", body);
  }
  const auto sent = posts().size();
  clock.wind(std::chrono::hours(48));
  work();
  BOOST_TEST(posts().size() == sent);
}

BOOST_FIXTURE_TEST_CASE(TBS_11_blanks_byte_order_mark_and_other_charsets_are_a_success, TrackbackScene) {
  BOOST_TEST(after_answer("\n<response>\n <error> 0\n</error>\n</response>") == "sent");
  BOOST_TEST(after_answer("\xEF\xBB\xBF" + accepted) == "sent");
  BOOST_TEST(after_answer("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?><response><message>tr\xE8s bien"
                          "</message><error>0</error></response>") == "sent");
  BOOST_TEST(after_answer("<response><error><![CDATA[0]]></error></response>") == "sent");
}

BOOST_AUTO_TEST_CASE(TBS_12_a_ping_address_inside_our_network_is_not_asked) {
  using namespace loopback;
  LoopbackServer inside(always(page(accepted)), "127.0.0.2");
  net::CurlFetcher web(at_loopback());
  const Url ping = Url::parse("http://127.0.0.2:" + std::to_string(inside.port()) + "/tb").value();
  const auto reply = sending::send(web, {model::Protocol::trackback, ping},
                                   {"https://blog.example/a", "https://friend.example/b", {}, {}, {}});
  BOOST_TEST((reply.reception == sending::Reception::refused));
  BOOST_TEST(reply.status == 0);
  BOOST_TEST(inside.connections() == 0);
}

BOOST_FIXTURE_TEST_CASE(TBS_13_once_for_an_entry_and_a_ping_address, TrackbackScene) {
  web.serves_html("https://friend.example/post/2",
                  block("https://friend.example/post/2"));  // the same address
  web.serves("https://friend.example/tb/1", accepted);
  publish(linking({std::string(doubles::target_url), "https://friend.example/post/2"}));
  work();
  BOOST_TEST(posts().size() == 1u);
  BOOST_TEST(state() == "sent");
  BOOST_TEST(state("https://friend.example/post/2") == "sent");
  const auto id = publish(linking({std::string(doubles::target_url)}, "Read it"));
  work();
  delete_post(id);
  work();
  publish(linking({std::string(doubles::target_url)}, "Read it once more"));
  work();
  BOOST_TEST(posts().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

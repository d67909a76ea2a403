// What our own lines carry out of a store and into another.
#include "doubles/import_scene.h"
#include "store/publication_store.h"

using namespace earshot;
using doubles::ImportScene;
using exchange::ExportForm;

BOOST_AUTO_TEST_SUITE(exchange_round_trip)

BOOST_FIXTURE_TEST_CASE(of_our_own_lines_nothing_is_lost_on_the_way, ImportScene) {
  using model::LinkbackState;
  using model::Protocol;
  const auto long_words = [](std::size_t words) {
    std::string out = "w0";
    for (std::size_t i = 1; i < words; ++i) out += " w\xC3\xB6rd" + std::to_string(i);
    return out;
  };
  int number = 0;
  const auto put = [&](const std::function<void(model::Linkback&, model::SourcePage&)>& change) {
    model::Linkback one;
    model::SourcePage page;
    ++number;
    one.source = "https://fan.example/" + std::to_string(number) + (number % 2 ? "?a=1&b=%20#here" : "");
    one.target = number % 3 ? "https://blog.example/rocket/" : "https://blog.example/rocket/#comment-5";
    one.state = LinkbackState::shown;
    one.received = clock.now() - std::chrono::hours(number) + Duration(number * 1001);
    page.final_url = one.source;
    change(one, page);
    one.id = mint.next(clock.now() - std::chrono::hours(1000 - number));
    one.token = model::new_receipt(one.id);
    const auto source = Url::parse(one.source).value(), target = Url::parse(one.target).value();
    one.source_host = source.host();
    one.source_key = store::source_key(source);
    one.target_key = store::target_key(target);
    database->write([&](db::Tx& tx) {
      one.post_id = store::find_post_by_engine_id(tx, site.id, "5")->id;
      BOOST_REQUIRE(store::insert_linkback(tx, books(), one));
      store::put_source_page(tx, books(), one.id, page);
      store::note_publication(tx, books(), nullptr, one);
    });
  };
  for (const auto state : {LinkbackState::shown, LinkbackState::waiting, LinkbackState::hidden}) {
    for (const auto protocol : {Protocol::webmention, Protocol::pingback, Protocol::trackback}) {
      for (const char* type : {"mention", "reply", "like", "repost", "bookmark", "rsvp", "invite"}) {
        put([&](model::Linkback& l, model::SourcePage& page) {
          l.state = state;
          l.protocol = protocol;
          l.type = type;
          if (l.type == "rsvp") page.rsvp = "maybe";
        });
      }
    }
  }
  for (const char* written :
       {"2024-03-01T10:00:00+02:00", "2024-03-01 5:06pm", "Fri, 01 Mar 2024 10:00:00 +0200", ""}) {
    put([&](model::Linkback& l, model::SourcePage& page) {
      l.published = from_micros(1'709'280'000'123'456 + number);
      page.published_text = written;
    });
  }
  put([&](model::Linkback& l, model::SourcePage&) { l.published = from_micros(-999'999); });
  put([&](model::Linkback& l, model::SourcePage& page) {
    l.title = long_words(31);  // 248 characters, as a trackback's may be
    l.excerpt = "\xE2\x80\xA6 " + long_words(70) + " \xE2\x80\xA6";
    l.author_name = "Ana \xE2\x80\x9CThe Sled\xE2\x80\x9D Ruiz & <b>Sons</b>";
    l.author_url = "https://ana.example/?a=1&b=2#me";
    l.blog_name = "\xE6\x97\xA5\xE8\xA8\x98 \xF0\x9F\x9B\xB7";
    page.content_html =
        "<p>It is <b>fast</b> &amp; "
        "<a href=\"https://blog.example/rocket/\" rel=\"nofollow ugc noopener\">red</a>.</p>";
    page.content_text = "It is fast & red.\n\nNext line.";
    page.summary = long_words(1500);
    page.author_photo = "https://ana.example/me.jpg?s=64";
    page.canonical = "https://fan.example/canonical";
    for (int i = 0; i < 8; ++i) {
      page.photos.push_back("https://fan.example/photo/" + std::to_string(i));
      page.syndication.push_back("https://silo.example/" + std::to_string(i));
    }
  });
  put([](model::Linkback& l, model::SourcePage&) { l.excerpt = R"(<script>alert("x")</script> ]]> \ "q")"; });

  const auto text = exported(ExportForm::ndjson);
  ImportScene other;
  other.clock.wind(std::chrono::seconds(1));
  other.read(text);
  BOOST_TEST(other.bad.empty());
  BOOST_TEST(other.exported(ExportForm::ndjson) == text);
  BOOST_REQUIRE_EQUAL(other.all().size(), static_cast<std::size_t>(number));
  const auto before = all();
  for (const auto& one : other.all()) {
    const auto same = std::ranges::find(before, one.id, &model::Linkback::id);
    BOOST_REQUIRE(same != before.end());
    BOOST_TEST(one.source == same->source);
    BOOST_TEST(one.target == same->target);
    BOOST_TEST((one.protocol == same->protocol));
    BOOST_TEST((one.state == same->state));
    BOOST_TEST(one.type == same->type);
    BOOST_TEST((one.received == same->received));
    BOOST_TEST((one.published == same->published));
    BOOST_TEST(
        (one.title == same->title && one.excerpt == same->excerpt && one.author_name == same->author_name));
    BOOST_TEST((one.author_url == same->author_url && one.blog_name == same->blog_name));
    BOOST_TEST((other.page_of(one) == page_of(*same)), one.source);
  }
  // Into a store that has that number already, or where it would be of the future, it gets another.
  other.read(
      R"({"id":)" + std::to_string(before[0].id) +
      R"(,"source":"https://other.example/1","target":"https://blog.example/rocket/"})"
      "\n"
      R"({"id":9007199254740991,"source":"https://other.example/2","target":"https://blog.example/rocket/"})"
      "\n"
      R"({"id":-5,"source":"https://other.example/3","target":"https://blog.example/rocket/"})");
  BOOST_TEST(other.fresh == 3);
  for (const auto& one : other.all()) {
    if (one.source_host != "other.example") continue;
    BOOST_TEST(one.id != before[0].id);
    BOOST_TEST((one.id > 0 && one.id < 9007199254740991));
  }
}

BOOST_AUTO_TEST_SUITE_END()

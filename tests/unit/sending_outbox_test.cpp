#include "doubles/send_scene.h"
#include "sending/entry_links.h"
#include "sending/link_header.h"

using namespace earshot;
using doubles::SendScene;
using model::SentState;
using sending::EntryForm;

BOOST_AUTO_TEST_SUITE(linkback_send)

namespace {

const Url base = Url::parse("https://blog.example/sled/").value();

std::string links_in(std::string_view html, EntryForm form = EntryForm::content) {
  std::string out;
  for (const auto& link : sending::read_entry_links(html, form, base).links) out += link.written + " ";
  return out;
}

std::string page_of(std::string_view body) {
  return "<html><head><title> A  page </title><link rel=x href=https://head.example/></head><body>"
         "<nav><a href='https://nav.example/'>n</a></nav>" +
         std::string(body) +
         "<footer><a href='https://footer.example/'>f</a></footer>"
         "<div id=comments><a href='https://commenter.example/'>c</a></div></body></html>";
}

}  // namespace

BOOST_AUTO_TEST_CASE(links_of_an_entry_are_those_that_a_reader_can_follow) {
  BOOST_TEST(
      links_in("<a href=' https://a.example/x '>1</a><a href='../b'>2</a><a name=x>3</a><a href=''>4</a>"
               "<blockquote cite='https://c.example/'>5</blockquote><q cite='https://d.example/'>6</q>"
               "<img src='https://e.example/'><script>'<a href=\"https://f.example/\">'</script>"
               "<template><a href='https://g.example/'></a></template><textarea><a "
               "href='https://h.example/'></textarea><a href='javascript:x'>7</a>") ==
      "https://a.example/x https://blog.example/b https://blog.example/sled/ https://c.example/ "
      "https://d.example/ ");
}

BOOST_AUTO_TEST_CASE(each_page_counts_once_and_there_is_an_end) {
  BOOST_TEST(links_in("<a href='https://a.example/#x'>1</a><a href='https://a.example/#y'>2</a>") ==
             "https://a.example/#x ");
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "<a href='https://a.example/" + std::to_string(i) + "'>x</a>";
  BOOST_TEST(sending::read_entry_links(many, EntryForm::content, base).links.size() ==
             sending::most_entry_links);
}

BOOST_AUTO_TEST_CASE(of_a_page_only_the_entrys_own_content_counts) {
  const std::string mine = "<a href='https://mine.example/'>m</a>",
                    other = "<a href='https://other.example/'>o</a>";
  for (const std::string& body : {
           "<div class='h-entry'><div class='x e-content'>" + mine + "</div>" + other + "</div>",
           "<article><div class='entry-content'>" + mine + "</div>" + other + "</article>",
           "<main><article><header>" + other + "</header>" + mine + "</article>" + other + "</main>",
           "<main>" + mine + "</main>" + other,
           mine,
           "<form>" + other + "<div class=e-content>" + mine + "</div></form>",
           "<div class=e-content>" + mine + "<div class='h-cite u-comment'>" + other + "</div></div>",
           "<div class=e-content>" + mine + "</div><div class=comment><div class=e-content>" + other +
               "</div></div>",
           "<article class=comment>" + other + "</article><article>" + mine + "</article>",
       }) {
    BOOST_TEST(links_in(page_of(body), EntryForm::page) == "https://mine.example/ ", body);
  }
  const auto read =
      sending::read_entry_links(page_of("<article><p>One<p>two</article>"), EntryForm::page, base);
  BOOST_TEST(read.title == "A page");
  BOOST_TEST(read.text == "One\ntwo");
}

BOOST_AUTO_TEST_CASE(a_Link_header_without_end_or_sense_is_read_in_time) {
  BOOST_TEST(sending::read_link_header(std::string(60000, '<')).size() == 0u);
  std::string many;
  for (int i = 0; i < 5000; ++i) many += "<a>;rel=b,";
  BOOST_TEST(sending::read_link_header(many).size() == 1000u);
  const auto links = sending::read_link_header("<a>; rel=\"X  y\"; title=\"open");
  BOOST_REQUIRE_EQUAL(links.size(), 1u);
  BOOST_TEST(links[0].rels == "x y");
  BOOST_TEST(sending::has_rel("x y", "y"));
  BOOST_TEST(!sending::has_rel("x yz", "y"));
  BOOST_TEST(!sending::has_rel("", ""));
}

BOOST_FIXTURE_TEST_CASE(without_the_hosts_wish_nothing_is_queued, SendScene) {
  site.sending.on = false;
  publish(linking({std::string(doubles::target_url)}));
  work();
  BOOST_TEST(all().empty());
  BOOST_TEST(web.asked().empty());
}

BOOST_FIXTURE_TEST_CASE(old_posts_are_left_alone_unless_something_was_sent_for_them, SendScene) {
  const auto id = publish(linking({std::string(doubles::target_url)}));
  const auto queue_old = [&] {
    database->write([&](db::Tx& tx) { store::queue_sending(tx, books(), id, true); });
    return database->read([&](db::Reader& reader) {
      const auto jobs = store::list_jobs(reader, 100);
      return std::count_if(jobs.begin(), jobs.end(),
                           [](const auto& line) { return line.job.kind == model::JobKind::send_post; });
    });
  };
  database->write([&](db::Tx& tx) { tx.exec("delete from job"); });
  BOOST_TEST(queue_old() == 0);
  publish(linking({std::string(doubles::target_url)}));
  work();
  BOOST_TEST(queue_old() == 1);
}

BOOST_FIXTURE_TEST_CASE(what_failed_for_now_is_not_lost_and_its_story_is_kept, SendScene) {
  web.answers(doubles::endpoint_url, 500);
  publish(linking({std::string(doubles::target_url)}));
  work();
  BOOST_TEST(state() == "deferred");
  web.answers(doubles::endpoint_url, 202);
  clock.set(*row().next_try);
  work();
  BOOST_TEST(state() == "sent");
  BOOST_TEST(row().tries == 2);
  std::string facts;
  for (const auto& event : database->read(
           [&](db::Reader& reader) { return store::events_of(reader, site.id, "sent", row().id); })) {
    facts += event.fact + " ";
  }
  BOOST_TEST(facts == "queued deferred sent ");
}

BOOST_FIXTURE_TEST_CASE(an_entry_that_changes_while_it_is_sent_is_sent_again, SendScene) {
  bool changed = false;
  web.answers_with(doubles::endpoint_url, [&](const net::FetchRequest& request) {
    if (!changed) {
      changed = true;
      clock.wind(std::chrono::seconds(1));
      publish(linking({std::string(doubles::target_url)}, "Other words"));
      const auto queued = database->write([&](db::Tx& tx) {
        const auto post = store::find_post(tx, site.id, *row().post_id);
        return sending::queue_entry(tx, books(), *sending::entry_of(*post), sending::Cause::change);
      });
      BOOST_TEST(queued.size() == 1u);
    }
    net::Fetched answer;
    answer.status = 202;
    answer.final_url = request.url;
    return answer;
  });
  publish(linking({std::string(doubles::target_url)}));
  work();
  BOOST_TEST(posts().size() == 2u);
  BOOST_TEST(state() == "sent");
}

BOOST_FIXTURE_TEST_CASE(a_link_that_goes_before_anybody_was_told_is_told_to_nobody, SendScene) {
  web.answers(doubles::target_url, 503);
  publish(linking({std::string(doubles::target_url)}));
  work();
  publish(linking({}));
  takes_webmentions(doubles::target_url, doubles::endpoint_url);
  work();
  clock.wind(std::chrono::hours(48));
  work();
  BOOST_TEST(posts().empty());
  BOOST_TEST(state() == "withdrawn");
}

BOOST_FIXTURE_TEST_CASE(a_link_that_comes_back_is_told_again, SendScene) {
  const std::string target(doubles::target_url);
  for (const auto& html : {linking({target}), linking({}), linking({target})}) {
    publish(html);
    work();
  }
  BOOST_TEST(posts().size() == 3u);
  BOOST_TEST(state() == "sent");
}

BOOST_FIXTURE_TEST_CASE(by_hand_a_lost_link_is_told_again_only_if_it_is_named, SendScene) {
  publish(linking({std::string(doubles::target_url)}));
  work();
  publish(linking({}));
  work();
  const auto by_hand = [&](const std::optional<Url>& only) {
    return database->write([&](db::Tx& tx) {
      const auto post = store::find_post(tx, site.id, *row().post_id);
      return sending::queue_entry(tx, books(), *sending::entry_of(*post), sending::Cause::by_hand, only)
          .size();
    });
  };
  BOOST_TEST(by_hand(std::nullopt) == 0u);
  BOOST_TEST(by_hand(Url::parse("https://never.example/")) == 0u);
  BOOST_TEST(by_hand(Url::parse(doubles::target_url)) == 1u);
}

BOOST_FIXTURE_TEST_CASE(a_post_that_moves_is_told_from_its_new_place_and_once_more_from_the_old, SendScene) {
  const std::string html = linking({std::string(doubles::target_url)});
  publish(html);
  work();
  publish(html, "https://blog.example/moved/");
  work();
  BOOST_TEST(posts().size() == 3u);
  BOOST_TEST(all().size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(pages_of_one_host_are_told_one_after_the_other, SendScene) {
  for (const char* one : {"a", "b", "c"})
    takes_webmentions("https://friend.example/" + std::string(one), doubles::endpoint_url);
  std::vector<Time> times;
  web.on_fetch = [&](const net::FetchRequest& request) {
    if (request.method == "POST") times.push_back(clock.now());
  };
  publish(linking({"https://friend.example/a", "https://friend.example/b", "https://friend.example/c"}));
  work();
  BOOST_REQUIRE_EQUAL(times.size(), 3u);
  BOOST_TEST((times[2] - times[0] >= std::chrono::seconds(2)));
}

BOOST_FIXTURE_TEST_CASE(an_endpoint_on_our_own_blog_is_not_posted_to_for_a_strangers_page, SendScene) {
  site.origin = Url::parse("http://10.0.0.5:8080/");
  for (const char* endpoint : {"https://blog.example/wp-admin/", "http://blog.example/x",
                               "http://10.0.0.5:8080/x", "https://me:secret@friend.example/"}) {
    takes_webmentions(doubles::target_url, endpoint);
    publish(linking({std::string(doubles::target_url)}, endpoint));
    work();
    BOOST_TEST(state() == "failed", endpoint);
  }
  BOOST_TEST(posts().empty());
}

BOOST_FIXTURE_TEST_CASE(a_target_that_is_gone_is_final_and_one_that_may_come_back_is_not, SendScene) {
  for (const int status : {404, 410, 401}) {
    web.answers(doubles::target_url, status);
    publish(linking({std::string(doubles::target_url)}, std::to_string(status)));
    work();
    BOOST_TEST(state() == "failed", status);
    BOOST_TEST(row().status == status);
  }
  web.answers(doubles::target_url, 503, {{"retry-after", "86400"}});
  publish(linking({std::string(doubles::target_url)}, "Read once more"));
  work();
  BOOST_TEST(state() == "deferred");
  BOOST_TEST((*row().next_try - clock.now() > std::chrono::hours(23)));
}

BOOST_FIXTURE_TEST_CASE(what_a_receiver_says_is_kept_as_bounded_text, SendScene) {
  web.serves(doubles::endpoint_url, "<html><script>x()</script><p>No &lt;b&gt; " + std::string(5000, 'x'),
             {{"content-type", "text/html"}}, 400);
  publish(linking({std::string(doubles::target_url)}));
  work();
  BOOST_TEST(row().message.starts_with("No <b> xxx"));
  BOOST_TEST(count_characters(row().message) <= 300u);
}

BOOST_FIXTURE_TEST_CASE(a_page_that_is_no_post_is_read_and_told_for, SendScene) {
  const Url page = Url::parse("https://blog.example/about/").value();
  web.serves_html(page.text(),
                  page_of("<article>" + linking({std::string(doubles::target_url)}) + "</article>"));
  const auto entry = sending::fetch_entry(web, site, page);
  BOOST_REQUIRE(entry.ok());
  BOOST_TEST(entry->title == "A page");
  const auto queued = database->write(
      [&](db::Tx& tx) { return sending::queue_entry(tx, books(), *entry, sending::Cause::by_hand); });
  BOOST_REQUIRE_EQUAL(queued.size(), 1u);
  sending::send_ping(books(), web, {site.id, 0, model::JobKind::send_ping, queued[0], 1}, &*entry);
  BOOST_TEST(state() == "sent");
  web.answers(page.text(), 410);
  const auto gone = sending::fetch_entry(web, site, page);
  BOOST_REQUIRE(gone.ok());
  BOOST_TEST(gone->gone);
  web.fails(page.text(), net::FetchError::timeout);
  BOOST_TEST(!sending::fetch_entry(web, site, page).ok());
}

BOOST_AUTO_TEST_CASE(only_what_is_open_gets_a_result) {
  BOOST_TEST(may_move(SentState::queued, SentState::sent));
  BOOST_TEST(may_move(SentState::deferred, SentState::failed));
  BOOST_TEST(may_move(SentState::sent, SentState::queued));
  BOOST_TEST(may_move(SentState::failed, SentState::withdrawn));
  BOOST_TEST(!may_move(SentState::failed, SentState::sent));
  BOOST_TEST(!may_move(SentState::withdrawn, SentState::deferred));
}

BOOST_AUTO_TEST_SUITE_END()

// Webmention, sending: each case is named by its number; those of finding the endpoint stand in a file of
// their own.
#include "doubles/loopback_web.h"
#include "doubles/send_scene.h"
#include "store/linkback_store.h"

using namespace earshot;
using doubles::SendScene;

BOOST_AUTO_TEST_SUITE(webmention_sender)

BOOST_FIXTURE_TEST_CASE(WS_33_the_form_has_source_and_target_as_written_and_nothing_else, SendScene) {
  const std::string written = "HTTPS://Friend.example:443/post/1?a=1&b=%7eme#frag";
  takes_webmentions(written, doubles::endpoint_url);
  publish(linking({"HTTPS://Friend.example:443/post/1?a=1&amp;b=%7eme#frag"}));
  work();
  const auto sent = only_post();
  BOOST_TEST(header(sent, "Content-Type") == "application/x-www-form-urlencoded");
  BOOST_TEST(sent.body == "source=https%3A%2F%2Fblog.example%2Fsled%2F&target=" + percent_encode(written));
  BOOST_TEST(header(sent, "Cookie").empty());
  BOOST_TEST(header(sent, "Authorization").empty());
}

BOOST_FIXTURE_TEST_CASE(WS_34_any_2xx_is_a_success_and_201_says_where_the_state_is_told, SendScene) {
  for (const int status : {200, 201, 202, 204, 226}) {
    const std::string target = "https://friend.example/" + std::to_string(status);
    takes_webmentions(target, target + "/endpoint");
    web.answers(target + "/endpoint", status, {{"location", "/state/1"}});
    publish(linking({target}), "https://blog.example/" + std::to_string(status), std::to_string(status));
    work();
    BOOST_TEST(state(target) == "sent", status);
    BOOST_TEST(row(target).status == status);
    BOOST_TEST(row(target).location == (status == 201 ? "https://friend.example/state/1" : ""), status);
  }
}

BOOST_FIXTURE_TEST_CASE(WS_35_an_edited_post_is_told_to_all_again_and_each_endpoint_is_looked_for_anew,
                        SendScene) {
  takes_webmentions("https://second.example/", "https://second.example/endpoint");
  publish(linking({std::string(doubles::target_url)}));
  work();
  BOOST_TEST(posts().size() == 1u);
  takes_webmentions(std::string(doubles::target_url), "https://friend.example/moved");
  publish(linking({std::string(doubles::target_url), "https://second.example/"}, "Read also"));
  work();
  BOOST_TEST(posts().size() == 3u);
  BOOST_TEST(web.times_asked("https://friend.example/moved") == 1u);
  BOOST_TEST(web.times_asked("https://second.example/endpoint") == 1u);
  BOOST_TEST(row().endpoint == "https://friend.example/moved");
}

BOOST_FIXTURE_TEST_CASE(WS_36_a_target_whose_link_went_is_told_once_more, SendScene) {
  publish(linking({std::string(doubles::target_url)}));
  work();
  publish(linking({}));
  work();
  BOOST_TEST(posts().size() == 2u);
  BOOST_TEST(field(posts()[1], "target") == doubles::target_url);
  BOOST_TEST(state() == "withdrawn");
  publish(linking({}, "And other words"));
  work();
  BOOST_TEST(posts().size() == 2u);
}

BOOST_FIXTURE_TEST_CASE(WS_37_a_deleted_post_is_told_to_all_who_knew_it, SendScene) {
  takes_webmentions("https://second.example/", "https://second.example/endpoint");
  const auto id = publish(linking({std::string(doubles::target_url), "https://second.example/"}));
  work();
  web.answers(doubles::endpoint_url, 400);  // the source is gone: some receivers say so
  delete_post(id);
  work();
  BOOST_TEST(posts().size() == 4u);
  BOOST_TEST(state() == "withdrawn");
  BOOST_TEST(state("https://second.example/") == "withdrawn");
}

BOOST_FIXTURE_TEST_CASE(WS_38_nothing_is_sent_when_nothing_changed_for_a_reader, SendScene) {
  publish(linking({std::string(doubles::target_url)}));
  work();
  publish(linking({std::string(doubles::target_url)}));
  publish("<div class=new>\n" + linking({std::string(doubles::target_url)}) + "</div>");  // markup only
  work();
  BOOST_TEST(posts().size() == 1u);
  BOOST_TEST(web.times_asked(doubles::target_url) == 1u);
}

BOOST_FIXTURE_TEST_CASE(WS_39_what_may_pass_is_tried_again_with_growing_pauses_and_4xx_is_final, SendScene) {
  for (const int status : {500, 503, 429, 408}) {
    const std::string target = "https://friend.example/" + std::to_string(status);
    takes_webmentions(target, target + "/endpoint");
    web.answers(target + "/endpoint", status);
    publish(linking({target}), "https://blog.example/" + std::to_string(status), std::to_string(status));
    work();
    BOOST_TEST(state(target) == "deferred", status);
    BOOST_TEST((row(target).next_try > clock.now()), status);
  }
  for (const int status : {400, 403, 404, 410, 302}) {
    const std::string target = "https://friend.example/" + std::to_string(status);
    takes_webmentions(target, target + "/endpoint");
    web.answers(target + "/endpoint", status, {{"location", "/elsewhere"}});
    publish(linking({target}), "https://blog.example/" + std::to_string(status), std::to_string(status));
    work();
    BOOST_TEST(state(target) == "failed", status);
  }
  BOOST_TEST(web.times_asked("https://friend.example/elsewhere") == 0u);
}

BOOST_FIXTURE_TEST_CASE(WS_39_a_page_that_cannot_be_reached_is_given_up_after_five_attempts, SendScene) {
  web.fails(std::string(doubles::target_url), net::FetchError::timeout);
  publish(linking({std::string(doubles::target_url)}));
  Duration before{0};
  for (int tried = 1; tried <= 4; ++tried) {
    work();
    BOOST_TEST(state() == "deferred");
    BOOST_TEST(row().tries == tried);
    const Duration wait = *row().next_try - clock.now();
    BOOST_TEST((wait > before));
    before = wait;
    clock.set(*row().next_try);
  }
  work();
  BOOST_TEST(state() == "failed");
  BOOST_TEST(web.times_asked(doubles::target_url) == 5u);
}

BOOST_FIXTURE_TEST_CASE(WS_39_Retry_After_is_obeyed_up_to_a_day, SendScene) {
  const auto asked = [&](std::string_view retry_after, std::string_view id) {
    const std::string target = "https://friend.example/" + std::string(id);
    takes_webmentions(target, target + "/endpoint");
    web.answers(target + "/endpoint", 429, {{"retry-after", std::string(retry_after)}});
    publish(linking({target}), "https://blog.example/" + std::string(id), id);
    work();
    return *row(target).next_try - row(target).queued;
  };
  using namespace std::chrono_literals;
  const Duration two_hours = asked("7200", "a");
  BOOST_TEST((two_hours >= 2h && two_hours < 3h));
  BOOST_TEST((asked("99999999", "b") <= 24h + 1min));
  BOOST_TEST((asked("nonsense", "c") < 1h));
  BOOST_TEST((asked(http_date(clock.now() + 5h), "d") > 4h));
}

// WS-40: each sending looks at the target anew ([M] of WS-35), nothing is kept that a cache header could be
// about.

BOOST_FIXTURE_TEST_CASE(WS_41_EXT_06_a_new_response_is_told_on_once_and_two_blogs_come_to_rest, SendScene) {
  site.sending.salmention = true;
  const auto id = publish(linking({std::string(doubles::target_url)}));
  work();
  BOOST_TEST(posts().size() == 1u);
  model::Linkback response;
  response.id = mint.next(clock.now());
  response.token = "t";
  response.source = doubles::target_url;  // the very page that we told
  response.source_key = "s";
  response.post_id = id;
  const auto comes_to = [&](model::LinkbackState state, const std::string& title) {
    const model::Linkback before = response;
    response.state = state;
    response.title = title;
    response.digest = title;
    database->write([&](db::Tx& tx) { store::save_linkback(tx, books(), before, response); });
    clock.wind(std::chrono::hours(2));
    work();
    return posts().size();
  };
  database->write([&](db::Tx& tx) { store::insert_linkback(tx, books(), response); });
  BOOST_TEST(comes_to(model::LinkbackState::shown, "First") == 2u);
  BOOST_TEST(comes_to(model::LinkbackState::shown, "It tells that we told it") == 2u);
  BOOST_TEST(comes_to(model::LinkbackState::hidden, "Second") == 3u);
  site.sending.salmention = false;
  BOOST_TEST(comes_to(model::LinkbackState::shown, "Third") == 3u);
}

BOOST_FIXTURE_TEST_CASE(EXT_04_who_asks_for_a_voucher_gets_a_page_that_links_here, SendScene) {
  web.answers_with(doubles::endpoint_url, [&](const net::FetchRequest& request) {
    net::Fetched answer;
    answer.status = field(request, "vouch").empty() ? 449 : 202;
    answer.final_url = request.url;
    return answer;
  });
  const auto links_here = [&](std::string_view source, std::string_view host) {
    model::Linkback linkback;
    linkback.id = mint.next(clock.now());
    linkback.token = linkback.source_key = linkback.source = source;
    linkback.source_host = host;
    linkback.state = model::LinkbackState::shown;
    database->write([&](db::Tx& tx) { store::insert_linkback(tx, books(), linkback); });
  };
  links_here("https://voucher.example/a", "voucher.example");
  links_here("https://friend.example/b", "friend.example");  // the receiver itself is no voucher
  publish(linking({std::string(doubles::target_url)}));
  work();
  BOOST_TEST(state() == "failed");
  site.sending.vouch = true;
  publish(linking({std::string(doubles::target_url)}, "Read now"));
  work();
  BOOST_TEST(state() == "sent");
  BOOST_TEST(field(posts().back(), "vouch") == "https://voucher.example/a");
  BOOST_TEST(posts().size() == 3u);
}

BOOST_FIXTURE_TEST_CASE(WS_42_many_changed_posts_do_not_flood_others, SendScene) {
  limits.targets_an_hour = 3;
  for (int i = 0; i < 10; ++i) {
    const std::string number = std::to_string(i);
    takes_webmentions("https://friend.example/" + number, doubles::endpoint_url);
    publish(linking({"https://friend.example/" + number}), "https://blog.example/" + number, number);
  }
  work();
  BOOST_TEST(posts().size() == 3u);
  clock.wind(std::chrono::hours(1));
  work();
  BOOST_TEST(posts().size() == 6u);
}

BOOST_AUTO_TEST_CASE(WS_43_we_say_that_we_are_a_webmention_sender) {
  using namespace loopback;
  Witness witness;
  auto settings = at_loopback();
  settings.user_agent =
      "Earshot/0.1 (+https://blog.example/earshot/; Webmention)";  // as app/site_set makes it
  net::CurlFetcher web(settings);
  sending::send(web, {model::Protocol::webmention, at(witness.server, "/e")},
                {"https://blog.example/a", "https://friend.example/b", {}, {}, {}});
  BOOST_REQUIRE_EQUAL(witness.all().size(), 1u);
  const std::string head = witness.all()[0].head;
  BOOST_TEST(head.starts_with("POST /e HTTP/1.1\r\n"));
  BOOST_TEST(head.find("Webmention") != std::string::npos);
  BOOST_TEST(head.find("Cookie") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(WS_44_only_links_of_the_entry_to_others_are_told, SendScene) {
  const auto id = publish(
      "<p><a href='#top'>up</a> <a href='/other/'>my other post</a> <a "
      "href='https://blog.example/sled/#x'>me</a> "
      "<a href='mailto:a@b.example'>mail</a> <!-- <a href='https://c.example/'>c</a> --> "
      "<a href='https://friend.example/post/1'>friend</a> <a "
      "href='https://friend.example/post/1#two'>again</a> "
      "<img src='https://pictures.example/a.png'> "
      "<a href='https://me:secret@friend.example/'>login</a></p>");
  work();
  BOOST_TEST(all().size() == 1u);
  BOOST_TEST(row().post_id.value() == id);
  BOOST_TEST(posts().size() == 1u);
}

BOOST_FIXTURE_TEST_CASE(WS_44_links_to_own_posts_are_told_if_the_host_wants_it, SendScene) {
  site.sending.to_self = true;
  takes_webmentions("https://blog.example/other/", "https://blog.example/earshot/webmention");
  publish(
      "<p><a href='/other/'>my other post</a> <a href='/'>home</a> <a href='/earshot/status/x'>ours</a></p>");
  work();
  BOOST_TEST(all().size() == 1u);
  BOOST_TEST(field(only_post(), "target") == "https://blog.example/other/");
}

BOOST_AUTO_TEST_SUITE_END()

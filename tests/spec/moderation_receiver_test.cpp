// Who gets in: lists, policies, score, junk, and how a decision is taken back.
#include "doubles/moderation_scene.h"
#include "linkback/tend.h"

using namespace earshot;
using model::LinkbackState;
using std::chrono::hours;
using store::Moderation;

BOOST_AUTO_TEST_SUITE(moderation_receiver)

using Gate = doubles::ModerationScene;

BOOST_FIXTURE_TEST_CASE(each_policy_shows_whom_it_says, Gate) {
  site.approve = model::Approve::manual;
  rule("ally.example", model::RuleVerdict::allow);
  BOOST_TEST(comes("https://ally.example/1") == "waiting");
  site.approve = model::Approve::list;
  BOOST_TEST(comes("https://ally.example/2") == "shown");
  BOOST_TEST(comes("https://news.ally.example/3") == "shown");
  BOOST_TEST(comes("https://stranger.example/1") == "waiting");
  site.approve = model::Approve::known;
  BOOST_TEST(comes("https://stranger.example/2") == "waiting");
  BOOST_TEST(decide("https://stranger.example/2", Moderation::approve));
  BOOST_TEST(comes("https://stranger.example/3") == "shown");
  site.approve = model::Approve::verified;
  BOOST_TEST(comes("https://another.example/1") == "shown");
}

BOOST_FIXTURE_TEST_CASE(known_is_an_author_on_a_host_not_everybody_on_it, Gate) {
  site.approve = model::Approve::known;
  comes("https://bridge.example/1", by("https://silo.example/ana"));
  decide("https://bridge.example/1", Moderation::approve);
  BOOST_TEST(comes("https://bridge.example/2", by("https://silo.example/ana")) == "shown");
  BOOST_TEST(comes("https://bridge.example/3", by("https://silo.example/mallory")) == "waiting");
  BOOST_TEST(comes("https://evil.example/4", by("https://silo.example/ana")) == "waiting");
}

BOOST_FIXTURE_TEST_CASE(trust_is_never_inherited_by_a_name_that_only_looks_alike, Gate) {
  site.approve = model::Approve::list;
  rule("good.example", model::RuleVerdict::allow);
  rule("https://pal.example/ana", model::RuleVerdict::allow);
  for (const char* source :
       {"https://good.example.evil.example/", "https://evil.example/?x=https://good.example",
        "https://notgood.example/", "https://evil.example/good.example/"}) {
    BOOST_TEST(comes(source) == "waiting", source);
  }
  BOOST_TEST(comes("https://pal.example/2", by("https://pal.example/ana")) == "shown");
  BOOST_TEST(comes("https://evil.example/2", by("https://pal.example/ana")) == "waiting");
  // Whoever can make an allowed host redirect does not speak for it.
  web.redirects("https://good.example/out", "https://evil.example/in");
  web.serves_html("https://evil.example/in", linking_page());
  ping("https://good.example/out");
  work();
  BOOST_TEST(now("https://good.example/out") == "waiting");
}

BOOST_FIXTURE_TEST_CASE(a_known_host_is_not_known_for_what_it_redirects_to, Gate) {
  site.approve = model::Approve::known;
  comes("https://good.example/1", by("https://good.example/ana"));
  decide("https://good.example/1", Moderation::approve);
  web.serves_html("https://evil.example/in", by("https://good.example/ana"));
  web.redirects("https://good.example/go", "https://evil.example/in");
  ping("https://good.example/go");
  work();
  BOOST_TEST(now("https://good.example/go") == "waiting");
  web.serves_html("https://www.good.example/2", by("https://good.example/ana"));
  web.redirects("https://good.example/2", "https://www.good.example/2");
  ping("https://good.example/2");
  work();
  BOOST_TEST(now("https://good.example/2") == "shown");
}

BOOST_FIXTURE_TEST_CASE(a_blocked_host_is_blocked_on_the_way_and_with_a_dot_behind_it, Gate) {
  rule("spam.example");
  web.serves_html("https://fine.example/c", linking_page());
  web.redirects("https://spam.example/b", "https://fine.example/c");
  web.redirects("https://first.example/a", "https://spam.example/b");
  ping("https://first.example/a");
  work();
  BOOST_TEST(now("https://first.example/a") == "refused");
  for (const std::string source :
       {"https://spam.example./x", "https://SPAM.example./x", "https://sub.spam.example./"})
    BOOST_TEST((ping(source).refusal == model::Refusal::source_blocked), source);
}

BOOST_FIXTURE_TEST_CASE(other_addresses_of_a_page_that_a_moderator_hid_wait, Gate) {
  BOOST_TEST(comes("https://loud.example/page?x=1") == "shown");
  decide("https://loud.example/page?x=1", Moderation::hide);
  for (const char* again : {"https://loud.example/page?x=1#x", "https://loud.example/page?",
                            "https://loud.example/page?a=1", "https://loud.example/page"})
    BOOST_TEST(comes(again) == "waiting", again);
  BOOST_TEST(comes("https://loud.example/pages") == "shown");
}

BOOST_FIXTURE_TEST_CASE(blocked_hosts_senders_and_authors_stay_out, Gate) {
  rule("spam.example");
  rule("203.0.113.0/24");
  rule("2001:db8:7::/48");
  rule("https://troll.example/me");
  const auto why = [&](std::string_view source, std::string_view sender) {
    return std::string(model::word(ping(source, doubles::post_url, sender).refusal));
  };
  BOOST_TEST(why("https://spam.example/", "198.51.100.7") == "source_blocked");
  BOOST_TEST(why("https://a.b.c.d.e.f.g.h.i.j.k.l.m.spam.example/", "198.51.100.7") == "source_blocked");
  BOOST_TEST(why("https://fan.example/1", "203.0.113.77") == "source_blocked");
  BOOST_TEST(why("https://fan.example/1", "::ffff:203.0.113.77") == "source_blocked");
  BOOST_TEST(why("https://fan.example/1", "2001:db8:7:9::1") == "source_blocked");
  BOOST_TEST(why("https://fan.example/1", "2001:db8:8::1") == "");
  BOOST_TEST(comes("https://host.example/2", by("http://www.troll.example/me/")) == "refused");
  web.redirects("https://short.example/x", "https://spam.example/page");
  web.serves_html("https://spam.example/page", linking_page());
  ping("https://short.example/x");
  work();
  BOOST_TEST(now("https://short.example/x") == "refused");
}

BOOST_FIXTURE_TEST_CASE(rules_that_mean_nothing_are_not_taken, Gate) {
  using linkback::read_rule;
  for (const char* bad : {"", "example", "1.2.3.4/2", "2001:db8::/129", "http://", "word:x", "a b.example",
                          "::/8", "host:", "host:a b"})
    BOOST_TEST(!read_rule(bad, model::RuleVerdict::block).has_value(), bad);
  for (const char* only_blocks : {"198.51.100.0/24", "word:casino"})
    BOOST_TEST(!read_rule(only_blocks, model::RuleVerdict::allow).has_value(), only_blocks);
  BOOST_TEST(read_rule("198.51.100.77/24", model::RuleVerdict::block)->value == "198.51.100.0/24");
  BOOST_TEST(read_rule("*.Spam.Example", model::RuleVerdict::block)->value == "spam.example");
  for (const char* text :
       {"spam.example", "198.51.100.0/24", "word:casino", "https://spam.example/me", "host:intranet"})
    BOOST_TEST(linkback::written(*read_rule(text, model::RuleVerdict::block)) == text);
}

BOOST_FIXTURE_TEST_CASE(a_link_that_no_reader_sees_waits_unless_the_page_says_what_it_is, Gate) {
  const std::string to(doubles::post_url);
  const std::string hidden[] = {"<a hidden href='" + to + "'>x</a>",
                                "<div style='display: none'><a href='" + to + "'>x</a></div>",
                                "<p style='VISIBILITY:hidden'><a href='" + to + "'>x</a></p>",
                                "<a style='position:absolute;left:-9999px' href='" + to + "'>x</a>",
                                "<a style='font-size:0px' href='" + to + "'>x</a>",
                                "<a style='opacity:0' href='" + to + "'>x</a>",
                                "<noscript><a href='" + to + "'>x</a></noscript>",
                                "<dialog><a href='" + to + "'>x</a></dialog>",
                                "<link rel=related href='" + to + "'>"};
  int number = 0;
  for (const auto& page : hidden) {
    const std::string source = "https://fan" + std::to_string(++number) + ".example/";
    BOOST_TEST(comes(source, page + "<p>text</p>") == "waiting", page);
    BOOST_TEST(score(source).parts == "no reader sees the link 3");
  }
  for (const std::string& page :
       {"<a style='opacity:0.9;left:-5px' href='" + to + "'>x</a>",
        "<details><a href='" + to + "'>x</a></details>",
        "<article class=h-entry><a hidden class=u-in-reply-to href='" + to + "'></a></article>",
        "<article class=h-entry><link class=u-like-of href='" + to + "'></article>"}) {
    BOOST_TEST(comes("https://fan" + std::to_string(++number) + ".example/", page) == "shown", page);
  }
  for (const std::string& page : {"<form action='" + to + "'></form>", "<meta name=x content='" + to + "'>",
                                  "<meta http-equiv=refresh content='0;url=" + to + "'>",
                                  "<input value='" + to + "'>", "<p>" + to + "</p>"}) {
    BOOST_TEST(comes("https://fan" + std::to_string(++number) + ".example/", page) == "refused", page);
  }
}

BOOST_FIXTURE_TEST_CASE(a_fair_page_that_becomes_another_once_it_is_shown_is_looked_at_again, Gate) {
  rule("word:casino");
  const auto becomes = [&](const std::string& source, const std::string& page) {
    web.serves_html(source, page);
    clock.wind(hours(1));
    ping(source);
    work();
    return now(source);
  };
  const auto titled = [](std::string_view title) { return linking_page(doubles::post_url, title); };
  for (const auto& [source, page, part] :
       {std::tuple("https://a.example/", titled("Casino"), "the word \"casino\" 4"),
        {"https://b.example/", spam(), "no reader sees the link 3, 500 links to others 4"},
        {"https://c.example/", "<a hidden href='" + std::string(doubles::post_url) + "'>x</a>",
         "no reader sees the link 3"}}) {
    BOOST_TEST(comes(source) == "shown");
    BOOST_TEST(becomes(source, titled("Second thoughts")) == "shown");
    BOOST_TEST(becomes(source, page) == "waiting", source);
    BOOST_TEST(score(source).parts.find(part) != std::string::npos, score(source).parts);
  }
  // What a moderator knew of is none, nor what a rule allows.
  decide("https://a.example/", Moderation::approve);
  BOOST_TEST(becomes("https://a.example/", titled("The casino again")) == "shown");
  BOOST_TEST(comes("https://fine.example/") == "shown");
  rule("fine.example", model::RuleVerdict::allow);
  BOOST_TEST(becomes("https://fine.example/", titled("Casino")) == "shown");
  // An author who is known may use a word once.
  BOOST_TEST(comes("https://known.example/1", by("https://known.example/") + "<p>1") == "shown");
  BOOST_TEST(comes("https://known.example/2", by("https://known.example/") + "<p>2") == "shown");
  BOOST_TEST(becomes("https://known.example/2", "<title>A casino</title>" + by("https://known.example/")) ==
             "shown");
}

BOOST_FIXTURE_TEST_CASE(what_looks_like_spam_is_junk_whatever_the_policy_and_its_sender_is_not_told, Gate) {
  rule("word:casino");
  BOOST_TEST(comes("https://pills.example/", spam()) == "junk");
  BOOST_TEST(score("https://pills.example/").points == 11);
  BOOST_TEST(score("https://pills.example/").parts ==
             "no reader sees the link 3, 500 links to others 4, the word \"casino\" 4");
  BOOST_TEST(jobs(model::JobKind::scan_linkback) == 0);
  const auto token = all().at(0).token;
  const auto json = status(token);
  BOOST_TEST(has(json, "\"status\":\"pending\""));
  for (const char* secret : {"junk", "casino", "score"}) {
    BOOST_TEST(!has(json, secret), secret);
    BOOST_TEST(!has(status(token, "text/html"), secret), secret);
  }
  BOOST_TEST(comes("https://pills.example/2") == "shown");  // 2 for its neighbour: not enough to wait
  BOOST_TEST(score("https://pills.example/2").parts == "others of this host were hidden 2");
}

BOOST_FIXTURE_TEST_CASE(one_page_with_many_fragments_is_heard_a_few_times_only, Gate) {
  const auto count = [&](std::string_view joint) {
    int shown = 0;
    for (int i = 0; i < 8; ++i)
      shown += comes("https://loud.example/page" + std::string(joint) + std::to_string(i)) == "shown";
    return shown;
  };
  BOOST_TEST(count("#") == 1);    // one voice
  BOOST_TEST(count("?p=") == 4);  // the same words behind any query
  clock.wind(hours(2));
  for (int i = 0; i < 8; ++i)  // a query may name another page
    BOOST_TEST(comes("https://loud.example/page?q=" + std::to_string(i),
                     linking_page(doubles::post_url, "Page " + std::to_string(i))) == "shown");
  BOOST_TEST(comes("https://loud.example/other") == "shown");
  BOOST_TEST(comes("https://quiet.example/page#1") == "shown");
  std::string entries;
  for (const char digit : std::string_view("01234567"))
    entries += "<article class=h-entry id=" + std::string(1, digit) + "><p class=p-name>Note " + digit +
               "</p>" + linking_page() + "</article>";
  int shown = 0;
  for (int i = 0; i < 8; ++i)
    shown += comes("https://notes.example/day#" + std::to_string(i), entries) == "shown";
  BOOST_TEST(shown == 5);
}

BOOST_FIXTURE_TEST_CASE(a_blocked_word_is_a_whole_word_in_any_case, Gate) {
  rule("word:Casino");
  BOOST_TEST(comes("https://a.example/", linking_page(doubles::post_url, "Best CASINO!")) == "waiting");
  BOOST_TEST(comes("https://b.example/", linking_page(doubles::post_url, "Casinos of the past")) == "shown");
}

BOOST_FIXTURE_TEST_CASE(blocked_words_of_the_entry_count_beyond_its_excerpt, Gate) {
  rule("word:casino");
  std::string filler;
  for (int i = 0; i < 200; ++i) filler += "word ";
  BOOST_TEST(comes("https://a.example/", "<article class=h-entry><div class=e-content><a href='" +
                                             std::string(doubles::post_url) + "'>this</a> " + filler +
                                             "casino</div></article>") == "waiting");
}

BOOST_FIXTURE_TEST_CASE(of_the_blogs_own_pages_only_posts_ping, Gate) {
  put("6", "https://blog.example/winter/");
  web.serves_html("https://blog.example/?s=sled", linking_page());
  BOOST_TEST((ping("https://blog.example/?s=sled").refusal == model::Refusal::source_not_post));
  BOOST_TEST((ping("https://blog.example/earshot/about").refusal == model::Refusal::source_not_post));
  BOOST_TEST(comes("https://blog.example/winter/") == "shown");
}

BOOST_FIXTURE_TEST_CASE(a_shown_page_that_spells_our_address_anew_is_still_the_same, Gate) {
  const std::string there = "https://fan.example/moved";
  BOOST_TEST(comes(there) == "shown");
  const auto before = id(there);
  std::string respelt(doubles::post_url);
  respelt.replace(0, 5, "http");
  web.serves_html(there, linking_page(respelt));
  clock.wind(hours(1));
  ping(there, respelt);
  work();
  BOOST_TEST(now(there) == "shown");
  BOOST_TEST(id(there) == before);
  BOOST_TEST(all().at(0).target == respelt);
}

BOOST_FIXTURE_TEST_CASE(a_trackbacks_words_with_links_in_them_wait, Gate) {
  trackback(form("trackback/5", "url=" + percent_encode(doubles::source_url) + "&title=hi&excerpt=" +
                                    percent_encode("look <a href=http://x.example>here</a>")));
  work();
  BOOST_TEST(state() == "waiting");
  BOOST_TEST(score(doubles::source_url).parts == "links or markup in its words 3");
}

BOOST_FIXTURE_TEST_CASE(taking_back_that_it_was_hidden_shows_nothing_that_went_meanwhile, Gate) {
  comes(doubles::source_url);
  comes("https://edited.example/");
  for (const std::string_view source : {doubles::source_url, std::string_view("https://edited.example/")}) {
    BOOST_TEST(decide(source, Moderation::hide));
    web.answers(source, 410);
    if (source != doubles::source_url) web.serves_html(source, "<p>no link any more</p>");
    BOOST_TEST(undo(source));
    BOOST_TEST(now(source) == "waiting");
    work();
    BOOST_TEST(now(source) == "gone");
  }
}

BOOST_FIXTURE_TEST_CASE(taken_back_it_waits_until_its_server_can_be_asked_and_for_no_policy, Gate) {
  comes(doubles::source_url);
  BOOST_TEST(decide(doubles::source_url, Moderation::hide));
  site.approve = model::Approve::manual;
  web.answers(doubles::source_url, 503);
  BOOST_TEST(undo(doubles::source_url));
  work();
  BOOST_TEST(state() == "waiting");
  web.serves_html(doubles::source_url, linking_page());
  clock.wind(hours(1));
  work();
  BOOST_TEST(state() == "shown");
}

BOOST_FIXTURE_TEST_CASE(a_decision_after_it_was_taken_back_is_the_one_that_counts, Gate) {
  comes(doubles::source_url);
  BOOST_TEST(decide(doubles::source_url, Moderation::hide));
  BOOST_TEST(undo(doubles::source_url));
  BOOST_TEST(decide(doubles::source_url, Moderation::hide));
  work();
  BOOST_TEST(state() == "hidden");
  BOOST_TEST(undo(doubles::source_url));
  BOOST_TEST(state() == "waiting");
}

BOOST_FIXTURE_TEST_CASE(many_pages_of_one_domain_under_one_post_wait_beyond_the_hundredth, Gate) {
  const auto page = [&](int i) {
    return "https://x" + std::to_string(i) + ".flood.com/" + std::to_string(i);
  };
  for (int i = 0; i < 100; ++i) {
    BOOST_TEST_REQUIRE(comes(page(i)) == "shown");
    clock.wind(std::chrono::seconds(3));
  }
  BOOST_TEST(comes(page(100)) == "waiting");
  BOOST_TEST(has(status(all()[0].token), "A moderator of the blog will look at it"));
  const auto events = database->read([&](db::Reader& r) { return store::history_of(r, site.id, all()[0]); });
  BOOST_TEST(events.back().detail == "100 others of flood.com came under this post within the hour");
  // Other domains, later hours and whom the blog allows are no part of it.
  BOOST_TEST(comes("https://fan.example/") == "shown");
  clock.wind(hours(2));
  BOOST_TEST(comes(page(101)) == "shown");
  rule("flood.com", model::RuleVerdict::allow);
  for (int i = 102; i < 120; ++i) BOOST_TEST(comes(page(i)) == "shown");
}

BOOST_FIXTURE_TEST_CASE(junk_comes_out_by_approval_is_scanned_then_and_stays_out_when_it_is_undone, Gate) {
  rule("word:casino");
  comes("https://pills.example/", spam());
  BOOST_TEST(decide("https://pills.example/", Moderation::approve));
  BOOST_TEST(now("https://pills.example/") == "shown");
  BOOST_TEST(jobs(model::JobKind::scan_linkback) == 1);
  BOOST_TEST(undo("https://pills.example/"));
  BOOST_TEST(now("https://pills.example/") == "junk");
  BOOST_TEST(!undo("https://pills.example/"));
}

BOOST_FIXTURE_TEST_CASE(each_decision_can_be_taken_back_once_to_the_state_before, Gate) {
  site.approve = model::Approve::manual;
  comes(doubles::source_url);
  BOOST_TEST(decide(doubles::source_url, Moderation::approve));
  BOOST_TEST(decide(doubles::source_url, Moderation::hide));
  BOOST_TEST(undo(doubles::source_url));
  BOOST_TEST(state() == "waiting");
  work();
  BOOST_TEST(state() == "shown");
  BOOST_TEST(!undo(doubles::source_url));
  BOOST_TEST(decide(doubles::source_url, Moderation::hide));
  BOOST_TEST(!decide(doubles::source_url, Moderation::hide));
  BOOST_TEST(undo(doubles::source_url));
  const auto json = status(only().token);
  BOOST_TEST(has(json, "took the last decision back"));
  BOOST_TEST(!has(json, "ana-ruiz"));
}

BOOST_FIXTURE_TEST_CASE(WR_26_a_moderators_no_outlives_every_repeat_and_update, Gate) {
  comes(doubles::source_url);
  decide(doubles::source_url, Moderation::hide);
  for (int i = 0; i < 3; ++i) {
    clock.wind(hours(1));
    web.serves_html(doubles::source_url, linking_page(doubles::post_url, "Try " + std::to_string(i)));
    ping();
    work();
    BOOST_TEST(state() == "hidden");
    BOOST_TEST(only().title == "About the sled");
  }
}

BOOST_FIXTURE_TEST_CASE(
    WR_20_an_approved_one_stays_approved_when_it_changes_and_its_history_says_what_changed, Gate) {
  site.approve = model::Approve::manual;
  comes(doubles::source_url);
  decide(doubles::source_url, Moderation::approve);
  const auto before = only();
  clock.wind(hours(1));
  web.serves_html(doubles::source_url, linking_page(doubles::post_url, "Second thoughts"));
  ping();
  work();
  BOOST_TEST(state() == "shown");
  BOOST_TEST(only().title == "Second thoughts");
  BOOST_TEST(only().id == before.id);
  BOOST_TEST((only().received == before.received));
  const auto events = database->read([&](db::Reader& r) { return store::history_of(r, site.id, only()); });
  BOOST_TEST(events.back().fact == "updated");
  BOOST_TEST(events.back().detail.starts_with("title was \"About the sled\""));
}

BOOST_FIXTURE_TEST_CASE(bulk_moves_name_a_host_or_all_that_waits, Gate) {
  site.approve = model::Approve::manual;
  for (const char* source :
       {"https://spam.example/1", "https://x.spam.example/2", "https://notspam.example/3"})
    comes(source);
  const auto meant = [&](Moderation decision, std::string_view host) {
    return database->read(
        [&](db::Reader& r) { return store::decidable_linkbacks(r, site.id, decision, host).size(); });
  };
  BOOST_TEST(meant(Moderation::hide, "spam.example") == 2u);
  BOOST_TEST(meant(Moderation::approve, "") == 3u);
  decide("https://spam.example/1", Moderation::approve);
  BOOST_TEST(meant(Moderation::hide, "spam.example") == 2u);
  BOOST_TEST(meant(Moderation::approve, "") == 2u);
}

BOOST_FIXTURE_TEST_CASE(junk_is_thrown_away_after_a_month_and_nothing_else_is, Gate) {
  rule("word:casino");
  comes("https://pills.example/", spam());
  comes("https://fan2.example/");
  clock.wind(hours(24 * 29));
  linkback::tend(books());
  BOOST_TEST(all().size() == 2u);
  clock.wind(hours(25));
  linkback::tend(books());
  BOOST_TEST(now("https://pills.example/") == "nothing");
  BOOST_TEST(now("https://fan2.example/") == "shown");
}

BOOST_FIXTURE_TEST_CASE(what_is_shown_is_read_again_after_a_month_at_different_times, Gate) {
  for (int i = 0; i < 20; ++i) {
    const auto number = std::to_string(i);
    comes("https://fan" + number + ".example/", linking_page(doubles::post_url, "Fan " + number));
  }
  BOOST_TEST(jobs(model::JobKind::verify) == 0);
  clock.wind(hours(24 * 29));
  linkback::tend(books());
  BOOST_TEST(jobs(model::JobKind::verify) == 0);
  clock.wind(hours(48));
  linkback::tend(books());
  BOOST_TEST(jobs(model::JobKind::verify) == 20);
  linkback::tend(books());
  BOOST_TEST(jobs(model::JobKind::verify) == 20);
  BOOST_TEST(work() < 10);  // not all at once
  web.answers("https://fan3.example/", 410);
  clock.wind(hours(1));
  work();
  BOOST_TEST(jobs(model::JobKind::verify) == 0);
  BOOST_TEST(now("https://fan3.example/") == "gone");
  BOOST_TEST(now("https://fan4.example/") == "shown");
  site.recheck_days = 0;
  clock.wind(hours(24 * 400));
  linkback::tend(books());
  BOOST_TEST(jobs(model::JobKind::verify) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

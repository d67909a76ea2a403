// What `earshot check` asks about one site: its roster, its engine, its feeds, and what the outside sees of
// us.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>
#include <thread>

#include "app/check_trials.h"
#include "base/text.h"
#include "markup/feed.h"
#include "markup/page.h"
#include "names/shared_names.h"
#include "net/own_page.h"
#include "outreach/routing.h"
#include "watch/feed_choice.h"
#include "watch/feed_values.h"

namespace earshot::app {
namespace {

constexpr net::FetchLimits short_limits{.body_bytes = 8 * 1024 * 1024,
                                        .connect = std::chrono::milliseconds(3000),
                                        .total = std::chrono::milliseconds(6000)};

net::FetchRequest engine_request(const model::Site& site, const Url& page) {
  auto request = net::own_page(site.url, site.origin, page);
  request.limits = short_limits;
  return request;
}

Result<net::Fetched, net::FetchError> from_outside(net::Fetcher& web, const std::string& url) {
  net::FetchRequest request{.url = *Url::parse(url), .limits = short_limits};
  request.reach = net::Reach::own_origin;
  request.limits.body_bytes = 2 * 1024 * 1024;
  return web.fetch(request);
}

struct RestAnswer {
  std::string trouble;  // "" = 200
  net::Fetched answer;
};

// WordPress's REST interface at its pretty address, else by its query.
RestAnswer ask_rest(const model::Site& site, net::Fetcher& web, const std::string& resource) {
  RestAnswer out;
  for (const std::string& where : {site.engine_url("wp-json/wp/v2/" + resource + "?_fields=id,name"),
                                   site.engine_url("?rest_route=/wp/v2/" + resource + "&_fields=id,name")}) {
    auto got = web.fetch(engine_request(site, *Url::parse(where)));
    if (!got) {
      out.trouble = net::word(got.error());
      return out;
    }
    out.answer = std::move(*got);
    const auto body = trim(out.answer.body);
    const bool json = body.starts_with('[') || body.starts_with('{');
    out.trouble = out.answer.status != 200 ? "status " + std::to_string(out.answer.status)
                  : json                   ? ""
                                           : "the answer is not JSON";
    if (json) break;  // WordPress itself spoke
  }
  return out;
}

void check_rest(const model::Site& site, net::Fetcher& web, setup::Findings& found) {
  for (const std::string resource : {"posts", "comments"}) {
    const auto got = ask_rest(site, web, resource);
    if (got.trouble.empty()) {
      const auto total = got.answer.header("x-wp-total");
      found.ok("its REST interface shows " + (total.empty() ? "its" : total) + " " + resource);
    } else {
      found.wrong("its REST interface does not show " + resource + ": " + got.trouble,
                  "open wp-json/wp/v2/" + resource +
                      " to Earshot (security plugins close it), or set engine = \"feed\"");
    }
  }
}

Result<markup::Feed, std::string> try_feed(const model::Site& site, net::Fetcher& web, const Url& url) {
  const auto got = web.fetch(engine_request(site, url));
  if (!got) return std::string(net::word(got.error()));
  if (got->status != 200) return "status " + std::to_string(got->status);
  const auto place = net::public_address(site.url, site.origin, got->final_url);
  return markup::read_feed(got->body, got->header("content-type"), place);
}

std::string cure_of_feed(const std::string& key, const std::string& trouble) {
  if (trouble == "status 401" || trouble == "status 403")
    return "open it to Earshot, which has no login: by its address, or at an origin of its own";
  return "set [[site]] " + key + " to its address";
}

std::optional<markup::Feed> check_feed(const model::Site& site, net::Fetcher& web, const std::string& what,
                                       const Url& url, setup::Findings& found) {
  auto feed = try_feed(site, web, url);
  const auto named = "the feed of " + what + " " + url.text();
  if (!feed) {
    found.wrong(named + " cannot be read: " + feed.error(),
                cure_of_feed(what == "posts" ? "feed" : "comments", feed.error()));
    return std::nullopt;
  }
  if (feed->entries.empty())
    found.warning(named + " is empty", "see that it is the right one");
  else
    found.ok(named + " holds " + std::to_string(feed->entries.size()));
  return std::move(*feed);
}

// Both settings may be the other's, or the same.
void check_kinds(const std::optional<markup::Feed>& posts, const std::optional<markup::Feed>& comments,
                 setup::Findings& found) {
  if (posts && !posts->entries.empty() && std::ranges::all_of(posts->entries, watch::stands_as_comment))
    found.wrong("the feed of posts holds comments only",
                "set [[site]] feed to the address of the posts' feed");
  if (!posts || !comments || comments->entries.empty()) return;
  const bool same = std::ranges::all_of(comments->entries, [&](const auto& entry) {
    return !watch::stands_as_comment(entry) &&
           std::ranges::find(posts->entries, entry.id, &markup::FeedEntry::id) != posts->entries.end();
  });
  if (same)
    found.wrong("the feed of comments holds the posts, and no comment",
                "set [[site]] comments to the address of the comments' feed, or take it out");
}

// The feed of posts, if it is one that the front page names.
std::optional<Url> discover_feeds(const model::Site& site, net::Fetcher& web, setup::Findings& found) {
  const auto got = web.fetch(engine_request(site, site.url));
  if (!got || got->status != 200) return std::nullopt;  // the trial of the engine says so
  const auto place = net::public_address(site.url, site.origin, got->final_url);
  const auto page = markup::read_page(got->body, got->header("content-type"), place);
  const auto chosen = watch::choose_feeds(page, [&](const Url& url) { return try_feed(site, web, url); });
  const auto say = [&](const std::string& what, const watch::ChosenFeed& feed) {
    found.ok("the front page names the feed of " + what + " " + feed.url.text() + ", it holds " +
             std::to_string(feed.entries));
  };
  if (!site.feed && chosen.posts) say("posts", *chosen.posts);
  if (!site.comments && chosen.comments && chosen.comments->url != site.feed)
    say("comments", *chosen.comments);
  if (chosen.posts) return chosen.posts->url;
  if (site.feed) return std::nullopt;
  found.wrong(chosen.trouble.empty() ? "the front page names no feed"
                                     : "the feed that the front page names cannot be read: " + chosen.trouble,
              "set [[site]] feed, and comments if there is such a feed");
  return std::nullopt;
}

std::string own_status(const model::Site& site, int status) {
  if (status == 404)
    return "include earshot-server.conf in the blog's server { } with prefix " + site.prefix +
           ", then reload nginx";
  if (status == 504)
    return "Earshot takes connections but does not answer: systemctl restart earshot.service";
  if (status == 502 || status == 503)
    return "see that the program runs and that nginx may use its socket (above)";
  return "see nginx's error log and Earshot's; EARSHOT_SITE in the nginx part must be \"" + site.name + "\"";
}

struct Heard {
  bool answers = false;  // Earshot itself spoke
  std::string trouble;   // what it says is wrong with itself
  Result<net::Fetched, net::FetchError> answer;
};

Heard ask_earshot(const model::Site& site, net::Fetcher& web) {
  Heard out{false, {}, from_outside(web, site.public_url("health"))};
  if (!out.answer) return out;
  const auto said = nlohmann::json::parse(out.answer->body, nullptr, false);
  if (said.is_object() && said.contains("status") && said.contains("store")) {
    out.answers = true;
    if (out.answer->status != 200)
      out.trouble = said["store"].is_string() ? said["store"].get<std::string>() : said.dump();
    return out;
  }
  // Health is for the machine itself; from a public address the web server may refuse it, rightly.
  if (out.answer->status != 403) return out;
  out.answer = from_outside(web, site.public_url("widget.js"));
  out.answers = out.answer && out.answer->status == 200 &&
                out.answer->header("content-type").find("javascript") != std::string::npos;
  return out;
}

// fail_timeout in earshot-http.conf, which nginx counts in whole seconds, and a little more.
constexpr std::chrono::milliseconds nginx_forgets{6300};

struct PageSigns {
  bool pingback = false, webmention = false, script = false;
  bool any() const { return pingback || webmention || script; }
};

std::optional<PageSigns> look_at_page(const model::Site& site, net::Fetcher& web) {
  const auto got = from_outside(web, site.url.text());
  if (!got || got->status != 200) return std::nullopt;
  const auto webmention = "<" + site.public_url("webmention") + ">";
  return PageSigns{got->header("x-pingback") == site.public_url("pingback"),
                   std::ranges::any_of(got->headers,
                                       [&](const auto& header) {
                                         return header.first == "link" &&
                                                header.second.find(webmention) != std::string::npos;
                                       }),
                   got->body.find(site.prefix + "/widget.js") != std::string::npos};
}

}  // namespace

void check_roster(const model::Site& site, setup::Findings& found) {
  if (site.roster.people.empty()) {
    found.warning("the roster names nobody", "list staff in the file that [[site]] roster names");
    return;
  }
  for (const auto& person : site.roster.people) {
    if (person.email.empty())
      found.warning(person.id + " has no email and gets no alerts", "give one in the roster");
    if (person.accounts.empty() && person.profiles.empty()) {
      found.warning(person.id + " has no accounts: their comments get no badge and count as nobody's answers",
                    "give accounts = [\"wordpress:NUMBER\"] in the roster");
    }
  }
  found.ok("the roster names " + std::to_string(site.roster.people.size()) + " people");
  const Time now = SystemClock().now();
  for (const auto& ids : names::shared_full_names(site.roster, now)) {
    std::string all;
    for (const auto& id : ids) all += (all.empty() ? "" : " and ") + id;
    found.warning(
        all + " have one full name, “" + site.roster.name_of(ids.front()) +
            "”: it alerts one of them only where the company beside it tells who is meant",
        "give each a company, aliases or handles of their own, or one of them an end (to) in the roster");
  }
  for (const auto& fault : outreach::routing_faults(site, now))
    found.warning(fault, "mend it in the roster; until then the fallback hears of it");
  const bool things = std::ranges::any_of(
      site.roster.companies, [](const auto& one) { return !one.products.empty() || !one.topics.empty(); });
  const bool duty = std::ranges::any_of(site.roster.groups, &model::Group::on_duty);
  if (things && site.fallback.empty() && !duty)
    found.warning("products and topics without a [[route]] may alert nobody",
                  "set [[site]] fallback, or on_duty = true in a [[group]] of the roster");
}

void check_accounts(const model::Site& site, net::Fetcher& web, setup::Findings& found) {
  constexpr std::string_view engine = "wordpress:";
  constexpr std::size_t most = 100;
  constexpr std::chrono::seconds enough{8};
  const auto begun = std::chrono::steady_clock::now();
  std::size_t asked = 0, sound = 0, hidden = 0, left = 0;
  for (const auto& person : site.roster.people) {
    for (const auto& account : person.accounts) {
      if (!account.starts_with(engine)) continue;
      if (asked == most || std::chrono::steady_clock::now() - begun > enough) {
        ++left;
        continue;
      }
      ++asked;
      const auto got = ask_rest(site, web, "users/" + account.substr(engine.size()));
      if (got.answer.status == 0) return;  // the trial of the engine says so
      // Users without posts are not shown to visitors, but those who do not exist are told apart.
      if (got.answer.body.find("rest_user_invalid_id") != std::string::npos) {
        found.wrong(person.id + " has the account " + account + ", and the engine has no such user",
                    "look the number up in the engine's list of users");
      } else {
        ++(got.trouble.empty() ? sound : hidden);
      }
    }
  }
  if (sound > 0) found.ok(std::to_string(sound) + " accounts of the roster are users of the engine");
  if (hidden > 0)
    found.ok(std::to_string(hidden) + " accounts could not be asked after: the engine hides them");
  if (left > 0) found.ok(std::to_string(left) + " more accounts were not asked after");
}

void check_engine(const model::Site& site, net::Fetcher& web, setup::Findings& found) {
  const auto request = engine_request(site, site.url);
  const auto got = web.fetch(request);
  const auto place = request.url.text();
  if (!got) {
    found.wrong("the blog does not answer at " + place + ": " + std::string(net::word(got.error())),
                "set [[site]] origin to where the engine listens");
    return;
  }
  if (got->status >= 400) {
    found.wrong("the blog answers " + std::to_string(got->status) + " at " + place,
                "see that the address is right; origin and url must be the same blog");
    return;
  }
  found.ok("the blog answers at " + place);
  if (site.engine == model::Engine::wordpress) check_rest(site, web, found);
}

void check_feeds(const model::Site& site, net::Fetcher& web, setup::Findings& found) {
  std::optional<markup::Feed> posts, comments;
  if (site.feed) posts = check_feed(site, web, "posts", *site.feed, found);
  if (site.comments) comments = check_feed(site, web, "comments", *site.comments, found);
  if (!site.feed || !site.comments) {
    const auto named = discover_feeds(site, web, found);
    if (named && !site.feed && site.comments) {
      if (auto feed = try_feed(site, web, *named)) posts = std::move(*feed);
    }
  }
  check_kinds(posts, comments, found);
}

void check_prefix(const model::Site& site, net::Fetcher& web, setup::Findings& found) {
  const auto health = site.public_url("health");
  const auto heard = ask_earshot(site, web);
  const auto& got = heard.answer;
  if (heard.answers && heard.trouble.empty()) {
    found.ok("the web server hands " + site.public_url("") + " to Earshot");
  } else if (heard.answers) {
    found.wrong("Earshot answers, and says itself: " + heard.trouble,
                "mend that; Earshot goes on by itself then, nothing needs a restart");
  } else if (!got && got.error() == net::FetchError::timeout && from_outside(web, site.url.text())) {
    found.wrong(
        health +
            " is not answered in time, the blog itself is: Earshot takes connections but does not answer",
        "restart it: systemctl restart earshot.service; its log tells what it did last");
  } else if (!got) {
    found.wrong(
        "the blog's public address does not answer: " + site.url.origin() + ": " +
            std::string(net::word(got.error())),
        "see that its name leads here, also from this machine (/etc/hosts helps where a router does not)");
  } else {
    const int status = got->status == 200 ? 404 : got->status;
    found.wrong(health + " is not answered by Earshot, but with " + std::to_string(got->status),
                own_status(site, status));
  }
}

void check_discovery(const model::Site& site, net::Fetcher& web, setup::Findings& found) {
  if (!ask_earshot(site, web).answers) {
    found.warning("not looked at, since Earshot does not answer",
                  "mend what is said of the web server first");
    return;
  }
  auto seen = look_at_page(site, web);
  if (seen &&
      !seen->any()) {  // after a restart nginx asks for no page until it forgets that Earshot was away
    std::this_thread::sleep_for(nginx_forgets);
    seen = look_at_page(site, web);
  }
  if (!seen) return;  // said by other trials
  const auto page = site.url.text();
  if (!seen->any()) {
    found.warning(page + " names neither endpoint, and does not load the script that shows badges",
                  "include earshot-page.conf in the location that hands pages to the engine, and "
                  "earshot-headers.conf where your own add_header lines stand; reload nginx");
    return;
  }
  constexpr auto headers = "include earshot-headers.conf where your own add_header lines stand";
  const auto say = [&](bool there, const char* good, const std::string& bad, const char* cure) {
    there ? found.ok(good) : found.warning(page + bad, cure);
  };
  say(seen->pingback, "pages name our pingback endpoint",
      " does not name " + site.public_url("pingback") + " in X-Pingback", headers);
  say(seen->webmention, "pages name our webmention endpoint",
      " does not name " + site.public_url("webmention") + " in Link", headers);
  say(seen->script, "pages load the script that shows badges", " does not load the script that shows badges",
      "see that the page has a </body> and comes uncompressed from the engine (proxy_pass: README, part 3)");
}

}  // namespace earshot::app

// A blog that readers see linkbacks on: what a test puts in, and what the reading API answers.
#pragma once
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "doubles/ping_scene.h"
#include "web/front.h"

namespace earshot::doubles {

inline constexpr std::string_view mentions = "api/mentions.jf2";

struct ShownScene : PingScene {
  // A linkback that is shown, as a ping and its check would leave it; `change` makes it another.
  model::RowId shown(std::string_view source,
                     const std::function<void(model::Linkback&, model::SourcePage&)>& change = {}) {
    const auto url = Url::parse(source).value();
    model::Linkback one;
    model::SourcePage page;
    one.source = source;
    one.target = post_url;
    one.post_id = post_id;
    one.source_host = url.host();
    one.title = "About the sled";
    one.author_name = "Rosa";
    one.author_url = "https://fan.example/";
    one.digest = "1";
    page.final_url = source;
    page.content_html = "<p>It is <b>fast</b>.</p>";
    page.content_text = "It is fast.";
    if (change) change(one, page);
    // A record goes through its states as in life, so that what follows from them happens.
    const auto wanted = one.state == model::LinkbackState::received ? model::LinkbackState::shown : one.state;
    one.id = mint.next(clock.now());
    one.token = model::new_receipt(one.id);
    one.source_key = store::source_key(url);
    one.target_key = store::target_key(Url::parse(one.target).value());
    one.received = one.received == Time{} ? clock.now() : one.received;
    one.changed = clock.now();
    one.state = model::LinkbackState::received;
    database->write([&](db::Tx& tx) {
      BOOST_REQUIRE(store::insert_linkback(tx, books(), one));
      store::put_source_page(tx, books(), one.id, page);
      move_in(tx, one.id, model::LinkbackState::shown, wanted);
    });
    clock.wind(std::chrono::seconds(2));
    return one.id;
  }
  void move(model::RowId id, model::LinkbackState to) {
    database->write([&](db::Tx& tx) { move_in(tx, id, to, to); });
    clock.wind(std::chrono::seconds(2));
  }

  cgi::Response get(std::string_view path, std::string_view query = {}, std::string_view accept = "*/*",
                    std::string_view method = "GET") {
    auto asked = request(method, path, query);
    asked.accept = accept;
    asked.if_none_match = if_none_match;
    return web::Front({context()}, web::all_routes())(asked);
  }
  nlohmann::ordered_json json(std::string_view path, std::string_view query = {}) {
    const auto got = get(path, query);
    BOOST_REQUIRE_EQUAL(got.status, 200);
    return nlohmann::ordered_json::parse(got.body);
  }
  static std::string error_of(const cgi::Response& response) {
    return nlohmann::ordered_json::parse(response.body).at("error");
  }
  static std::string target(std::string_view url = post_url) { return "target=" + percent_encode(url); }
  // The sources in the order in which they are told, the hosts' first labels: "a b c".
  std::string order(const std::string& query) {
    std::string out;
    const auto got = json("api/mentions.jf2", query);
    for (const auto& child : got["children"]) {
      const auto host = std::string(Url::parse(child["wm-source"].get<std::string>())->host());
      out += (out.empty() ? "" : " ") + host.substr(0, host.find('.'));
    }
    return out;
  }
  std::string make_token() {
    database->write([&](db::Tx& tx) { store::put_setting(tx, site.id, "api.token", "right-token"); });
    return "token=right-token";
  }

  std::string if_none_match;

 private:
  void move_in(db::Tx& tx, model::RowId id, model::LinkbackState first, model::LinkbackState last) {
    const auto before = store::find_linkback(tx, site.id, id).value();
    auto after = before;
    after.state = model::may_move(before.state, last) ? last : first;
    store::save_linkback(tx, books(), before, after);
    if (after.state != last) move_in(tx, id, last, last);
  }
};

}  // namespace earshot::doubles

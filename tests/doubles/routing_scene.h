// The blog of OutreachScene with a company, its product and topic, and people who look after them.
#pragma once
#include <string>
#include <vector>

#include "doubles/outreach_scene.h"
#include "store/notice_store.h"

namespace earshot::doubles {

struct RoutingScene : OutreachScene {
  RoutingScene() {
    site.roster.companies = {{"acme", "Acme", {}, {"Rocket Sled"}, {"winter tyres"}, {"acme.example"}}};
    site.roster.people.push_back(staff("kim", "Kim Lee", "wordpress:4"));
    for (auto& person : site.roster.people) person.company = "acme";
  }
  // The last one wins.
  void route(std::vector<std::string> things, std::vector<std::string> to, const std::string& then = "",
             std::vector<std::string> kinds = {}) {
    site.roster.routes.push_back({std::move(things), std::move(kinds), std::move(to), then, "test"});
  }
  model::Person& person(const std::string& id) {
    return *std::ranges::find(site.roster.people, id, &model::Person::id);
  }
  model::RowId heard(const std::string& engine_id, const std::string& html, const std::string& parent = "") {
    const auto id = comment(engine_id, html, parent);
    scan(id);
    return id;
  }
  // "tom:product, …", by roster id.
  std::string told(model::RowId id) {
    std::vector<std::string> all;
    for (const auto& line : alerts(id))
      all.push_back(line.alert.person + ":" + std::string(model::word(line.alert.reason)));
    std::ranges::sort(all);
    std::string out;
    for (const auto& one : all) out += (out.empty() ? "" : ", ") + one;
    return out;
  }
  std::string why(model::RowId id) {
    const auto all = alerts(id);
    return all.empty() ? "" : all.front().alert.why;
  }
  void written_by(const std::string& account) {
    database->write([&](db::Tx& tx) {
      auto post = *store::find_post(tx, site.id, post_id);
      post.author_account = account;
      store::put_post(tx, books(), post);
    });
  }
  std::vector<model::Notice> notices(model::RowId case_id) {
    return database->read(
        [&](db::Reader& reader) { return store::notices_of_case(reader, site.id, case_id); });
  }
};

}  // namespace earshot::doubles

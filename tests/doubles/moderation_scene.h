// What comes is judged, and a moderator decides about it.
#pragma once
#include <string>
#include <string_view>

#include "doubles/ping_scene.h"

namespace earshot::doubles {

struct ModerationScene : PingScene {
  // The state of a mention from there after its check.
  std::string comes(std::string_view source, const std::string& page) {
    web.serves_html(source, page);
    ping(source);
    work();
    return now(source);
  }
  std::string comes(std::string_view source) { return comes(source, linking_page()); }
  std::string now(std::string_view source) {
    for (const auto& one : all()) {
      if (one.source == source) return std::string(model::word(one.state));
    }
    return "nothing";
  }
  model::RowId id(std::string_view source) {
    for (const auto& one : all()) {
      if (one.source == source) return one.id;
    }
    return 0;
  }
  bool decide(std::string_view source, store::Moderation decision) {
    return database->write(
        [&](db::Tx& tx) { return store::moderate(tx, books(), id(source), decision, "ana-ruiz"); });
  }
  bool undo(std::string_view source) {
    return database->write(
        [&](db::Tx& tx) { return store::undo_moderation(tx, books(), id(source), "ana-ruiz"); });
  }
  model::SpamScore score(std::string_view source) {
    return database->read([&](db::Reader& r) { return store::find_score(r, site.id, id(source)); });
  }
  static std::string by(std::string_view author) {
    return "<article class=h-entry><a class='u-author h-card' href='" + std::string(author) +
           "'>Someone</a><a href='" + std::string(post_url) + "'>this</a></article>";
  }
  static std::string spam() {
    std::string out = "<title>cheap casino pills</title><a hidden href='" + std::string(post_url) + "'>x</a>";
    for (int i = 0; i < 500; ++i) out += "<a href='https://shop" + std::to_string(i) + ".example/'>buy</a> ";
    return out;
  }
};

}  // namespace earshot::doubles

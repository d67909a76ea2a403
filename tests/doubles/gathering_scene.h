// A blog on which several people say the same: comments and pages that link to the post, looked through at
// once.
#pragma once
#include <string>
#include <vector>

#include "doubles/outreach_scene.h"
#include "outreach/gathering.h"
#include "outreach/swell.h"
#include "outreach/voices.h"
#include "store/gathering_store.h"
#include "store/linkback_store.h"
#include "store/outside_store.h"

namespace earshot::doubles {

struct Speaker {
  std::string name, page, parent, account;
};

struct GatheringScene : OutreachScene {
  // Repeated with the same number it is an edit.
  model::RowId says(const std::string& number, const Speaker& who, const std::string& html) {
    clock.wind(std::chrono::minutes(1));
    model::Comment made;
    made.post_id = post_id;
    made.engine_id = number;
    made.parent_engine_id = who.parent;
    made.author_name = who.name;
    made.author_url = who.page;
    made.account = who.account;
    made.html = "<p>" + html + "</p>";
    made.url = "https://blog.example/sled/#comment-" + number;
    made.published = said_at.value_or(clock.now());
    const auto id = database->write([&](db::Tx& tx) {
      const auto stored = store::put_comment(tx, books(), made).id;
      const auto* person = site.roster.person_with_account(who.account);
      if (person) store::set_identity(tx, site.id, stored, person->id, model::Identity::proven, "login");
      return stored;
    });
    scan(id);
    count();
    return id;
  }
  void takes_back(model::RowId comment) {
    database->write([&](db::Tx& tx) { store::set_comment_gone(tx, books(), comment); });
    scan(comment);
    count();
  }

  // A page that links to the post, and agrees.
  model::RowId links(const std::string& source, const std::string& author,
                     const std::string& content = "Same here.", const std::string& type = "mention",
                     model::LinkbackState state = model::LinkbackState::shown) {
    clock.wind(std::chrono::minutes(1));
    const auto url = Url::parse(source).value();
    model::Linkback one;
    one.id = mint.next(clock.now());
    one.token = model::new_receipt(one.id);
    one.source = source;
    one.target = "https://blog.example/sled/";
    one.source_key = store::source_key(url);
    one.target_key = store::target_key(Url::parse(one.target).value());
    one.source_host = std::string(url.host());
    one.post_id = post_id;
    one.author_name = author;
    one.type = type;
    one.received = one.changed = clock.now();
    model::SourcePage page;
    page.content_html = page.page_text = content;
    database->write([&](db::Tx& tx) {
      BOOST_REQUIRE(store::insert_linkback(tx, books(), one));
      store::put_source_page(tx, books(), one.id, page);
    });
    moves(one.id, state);
    return one.id;
  }
  void moves(model::RowId linkback, model::LinkbackState to) {
    database->write([&](db::Tx& tx) {
      const auto before = store::find_linkback(tx, site.id, linkback).value();
      auto after = before;
      after.state = to;
      store::save_linkback(tx, books(), before, after);
    });
    const names::Matcher matcher(site.roster);
    for (const auto id : jobs("scan_linkback"))
      outreach::scan_item(books(), matcher, model::ItemKind::linkback, id);
    count();
  }

  // On somebody else's blog: the post itself, or (with its number as root) a comment below it.
  model::RowId elsewhere(const std::string& url, const std::string& author, const std::string& text,
                         model::RowId root = 0, const std::string& person = "") {
    clock.wind(std::chrono::minutes(1));
    const auto address = Url::parse(url).value();
    model::OutsideItem made;
    made.kind = root == 0 ? model::OutsideKind::post : model::OutsideKind::comment;
    made.key = store::outside_key(address);
    made.root_id = root;
    made.url = url;
    made.host = std::string(address.host());
    made.author_name = author;
    made.text = text;
    made.person = person;
    made.published = made.seen = clock.now();
    const auto id = database->write([&](db::Tx& tx) { return store::put_outside(tx, books(), made).id; });
    const names::Matcher matcher(site.roster);
    outreach::scan_item(books(), matcher, model::ItemKind::outside, id);
    count();
    return id;
  }

  // Takes the jobs of a kind out of the queue.
  std::vector<model::RowId> jobs(const std::string& kind) {
    return database->write([&](db::Tx& tx) {
      std::vector<model::RowId> out;
      for (const auto& row : tx.query("select subject from job where kind = $1 order by id", {kind}))
        out.push_back(row.integer(0));
      tx.exec("delete from job where kind = $1", {kind});
      return out;
    });
  }
  void count() {
    for (const auto root : jobs("gather")) outreach::gather(books(), root);
  }

  std::vector<std::string> voices(model::ItemKind kind, model::RowId root) {
    std::vector<std::string> out;
    database->read([&](db::Reader& reader) {
      const auto gathered = outreach::read_gathered(reader, site, kind, root);
      if (!gathered) return;
      for (const auto& one : gathered->voices) out.push_back(one.name);
    });
    return out;
  }
  std::string post_voices() {
    std::string out;
    for (const auto& name : voices(model::ItemKind::post, post_id)) out += (out.empty() ? "" : " ") + name;
    return out;
  }
  // Those about what others say, in order.
  std::vector<model::Alert> told(model::AlertReason reason) {
    return database->read([&](db::Reader& reader) {
      std::vector<model::Alert> out;
      for (const auto& row :
           reader.query("select id from alert where reason = $1 order by id", {std::string(word(reason))}))
        out.push_back(*store::find_alert(reader, site.id, row.integer(0)));
      return out;
    });
  }
  std::vector<model::Alert> told() { return told(model::AlertReason::gathering); }

  std::optional<Time> said_at;  // instead of now
};

}  // namespace earshot::doubles

// A company that listens to other people's blogs: feeds, pages and comments as a test writes them down.
#pragma once
#include <boost/test/unit_test.hpp>
#include <string>
#include <variant>
#include <vector>

#include "doubles/fake_web.h"
#include "doubles/memory_books.h"
#include "model/job.h"
#include "outside/feed_reading.h"
#include "outside/follow.h"
#include "outside/hear.h"
#include "store/outside_store.h"
#include "store/watched_feed_store.h"

namespace earshot::doubles {

struct Entry {
  std::string link, title, text, author = "Rosa Klein";
  std::string more = {};  // further elements
  std::string date = {};  // "" = now
};

struct OutsideScene : MemoryBooks {
  OutsideScene() {
    for (const auto& [id, name] : {std::pair("ana", "Ana Ruiz"), std::pair("tom", "Tom Becker")}) {
      model::Person one;
      one.id = id;
      one.name = name;
      one.email = std::string(id) + "@acme.example";
      one.handles = {std::string(id) + "_at_acme"};
      site.roster.people.push_back(one);
    }
    web.on_fetch = [this](const net::FetchRequest&) { BOOST_TEST(!database->in_transaction()); };
    clock.wind(std::chrono::hours(1));
  }

  std::string rss(const std::vector<Entry>& entries) {
    std::string out =
        "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'"
        " xmlns:wfw='http://wellformedweb.org/CommentAPI/'"
        " xmlns:slash='http://purl.org/rss/1.0/modules/slash/'><channel><title>Rosa writes</title>"
        "<link>https://rosa.example/</link>";
    for (const auto& one : entries) {
      out += "<item><title>" + one.title + "</title><link>" + one.link + "</link><dc:creator>" + one.author +
             "</dc:creator><pubDate>" + (one.date.empty() ? rfc5322(clock.now()) : one.date) +
             "</pubDate><description>" + one.text + "</description>" + one.more + "</item>";
    }
    return out + "</channel></rss>";
  }
  void serves_feed(const std::string& url, const std::string& body, FakeHeaders headers = {}) {
    headers.emplace_back("content-type", "application/rss+xml");
    web.serves(url, body, headers);
  }

  model::RowId watch(const std::string& address) {
    return database->write([&](db::Tx& tx) {
      return store::watch_feed(tx, books(), Url::parse(address).value(), "", clock.now()).id;
    });
  }
  model::JobOutcome read(model::RowId feed) {
    return outside::read_feed(books(), web, {site.id, 0, model::JobKind::read_feed, feed, 1}, {});
  }
  // How long until it is read next; fails the test if that is never.
  Duration read_and_wait(model::RowId feed) {
    const auto outcome = read(feed);
    BOOST_REQUIRE(std::holds_alternative<model::Again>(outcome));
    return std::get<model::Again>(outcome).due - clock.now();
  }
  model::WatchedFeed feed(model::RowId id) {
    return database->read([&](db::Reader& reader) { return store::find_feed(reader, site.id, id).value(); });
  }
  std::optional<model::OutsideItem> item_at(const std::string& url) {
    return database->read([&](db::Reader& reader) {
      return store::find_outside_by_key(reader, site.id, store::outside_key(Url::parse(url).value()));
    });
  }
  std::int64_t count(const std::string& sql) {
    return database->read([&](db::Reader& reader) { return reader.first(sql)->integer(0); });
  }
  std::int64_t items() { return count("select count(*) from outside_item"); }
  std::int64_t jobs(const std::string& kind) {
    return count("select count(*) from job where kind = '" + kind + "'");
  }
  void forget_jobs() {
    database->write([](db::Tx& tx) { tx.exec("delete from job"); });
  }
  model::OutsideItem hear(const std::string& url) {
    const auto heard = outside::hear_page(books(), web, Url::parse(url).value());
    BOOST_REQUIRE_MESSAGE(heard.ok(), url);
    return database->read(
        [&](db::Reader& reader) { return store::find_outside(reader, site.id, heard->id).value(); });
  }
  model::JobOutcome follow(model::ItemKind kind, model::RowId root) {
    const auto page = database->read(
        [&](db::Reader& reader) { return store::followed_page_of(reader, site.id, kind, root); });
    BOOST_REQUIRE(page.has_value());
    return outside::follow_outside(books(), web, {site.id, 0, model::JobKind::follow_outside, page->id, 1},
                                   {});
  }

  FakeWeb web;
};

}  // namespace earshot::doubles

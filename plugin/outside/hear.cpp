#include "outside/hear.h"

#include <variant>

#include "markup/page.h"
#include "outside/asking.h"
#include "outside/reading.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/outside_store.h"
#include "store/watched_feed_store.h"

namespace earshot::outside {
namespace {

std::string whats_wrong(const net::Fetched& got, const markup::Page& page, const model::Site& site) {
  if (lies_below(got.final_url, site.url)) return "it leads to the blog itself, which is listened to anyway";
  if (page.not_text) return "it is no page with words (" + got.header("content-type") + ")";
  if (page.is_xml) return "it is a feed, not a page: `earshot watch add` listens to it";
  const std::string robots = page.robots + " " + got.header("x-robots-tag");
  if (wants_no_copy(robots)) return "it asks not to be kept (robots:" + robots + "); nothing was stored";
  return {};
}

}  // namespace

Result<HeardPage, std::string> hear_page(const store::Books& books, net::Fetcher& web, const Url& url) {
  if (lies_below(url, books.site.url)) return std::string("it is a page of the blog itself");
  auto answer = ask(web, {.url = url}, books.now());
  if (std::holds_alternative<Gone>(answer))
    return std::string("its server says that it is gone for good (410)");
  if (const auto* trouble = std::get_if<Trouble>(&answer)) return trouble->why;
  const auto* document = std::get_if<Document>(&answer);
  if (!document) return std::string("its server says that it did not change since we never asked (304)");
  const auto page =
      markup::read_page(document->got.body, document->got.header("content-type"), document->got.final_url);
  if (auto wrong = whats_wrong(document->got, page, books.site); !wrong.empty()) return wrong;
  auto post = post_on(document->got, page, books.now());
  const auto* writer = signed_by(books.site.roster, post.author_name, post.published.value_or(books.now()));
  if (writer) post.person = writer->id;
  const auto stored = books.database.write([&](db::Tx& tx) {
    const auto put = store::put_outside(tx, books, post);
    store::add_event(tx, books, "outside", put.id, put.fresh ? "heard" : "heard again");
    store::add_job(tx, books, model::JobKind::scan_outside, put.id, books.now());
    const auto known = store::find_outside(tx, books.site.id, put.id);
    store::follow_page(tx, books, known->root_kind, known->root_id, known->url, known->comments_feed,
                       books.now());
    return put;
  });
  return HeardPage{stored.id, post.url, post.title, stored.fresh, stored.changed};
}

}  // namespace earshot::outside

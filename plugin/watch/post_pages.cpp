#include "watch/post_pages.h"

#include <algorithm>
#include <optional>

#include "base/token.h"
#include "base/url.h"
#include "markup/charset.h"
#include "markup/clean.h"
#include "markup/entry_part.h"
#include "net/own_page.h"
#include "store/post_store.h"
#include "store/site_store.h"

namespace earshot::watch {

namespace {

constexpr int posts_pages_a_look = 10;
constexpr std::size_t page_bytes = 2 * 1024 * 1024;

// The feed's whole say of a post; while it is the same its page is not asked again.
std::string state_in_feed(const model::Post& post) {
  const auto changed = post.modified ? std::to_string(micros(*post.modified)) : std::string();
  return sha256_hex(post.url + "\n" + post.title + "\n" + changed + "\n" + post.html).substr(0, 16);
}

std::optional<std::string> stored_html(const store::Books& books, const std::string& key) {
  return books.database.read([&](db::Reader& reader) -> std::optional<std::string> {
    const auto known = store::find_post_by_engine_id(reader, books.site.id, key);
    if (!known) return std::nullopt;
    return store::find_post(reader, books.site.id, known->id)->html;
  });
}

// The feed's own words where the page has no more; nothing when the page cannot be read now.
std::optional<std::string> whole_text(const store::Books& books, net::Fetcher& web, const model::Post& post) {
  const auto url = Url::parse(post.url);
  if (!url) return post.html;
  auto request = net::own_page(books.site.url, books.site.origin, *url);
  request.limits.body_bytes = page_bytes;
  request.headers.emplace_back("Accept", "text/html, application/xhtml+xml;q=0.9");
  const auto got = web.fetch(request);
  if (!got || got->status != 200) return std::nullopt;
  const auto type = got->header("content-type");
  const auto part =
      markup::read_entry_part(markup::to_utf8(got->body, markup::charset_of(type), markup::Sniff::html));
  // Dates and tags round the words do not make it more.
  const auto own = markup::plain_text(post.html).size(), there = markup::plain_text(part.html).size();
  return part.marked && 2 * there > 3 * own + 200 ? part.html : post.html;
}

}  // namespace

void read_post_pages(const store::Books& books, net::Fetcher& web, const std::vector<std::string>& summaries,
                     std::vector<model::Post>& posts) {
  int asked = 0;
  for (auto& post : posts) {
    if (std::ranges::find(summaries, post.engine_id) == summaries.end()) continue;
    if (!post.published || *post.published < books.site.since) continue;
    const auto name = "page_of:" + post.engine_id, state = state_in_feed(post);
    const auto before = books.database.read(
        [&](db::Reader& reader) { return store::setting(reader, books.site.id, name).value_or(""); });
    if (before == state) {
      if (auto html = stored_html(books, post.engine_id)) {
        post.html = std::move(*html);
        continue;
      }
    }
    if (++asked > posts_pages_a_look) continue;
    auto html = whole_text(books, web, post);
    if (!html) continue;
    post.html = std::move(*html);
    books.database.write([&](db::Tx& tx) { store::put_setting(tx, books.site.id, name, state); });
  }
}

}  // namespace earshot::watch

#include "watch/wordpress.h"

#include <charconv>

#include "net/own_page.h"
#include "store/site_store.h"

namespace earshot::watch {

namespace {

constexpr std::string_view plain_links = "rest_by_query";  // setting: pretty permalinks are off
constexpr std::size_t listing_bytes = 32 * 1024 * 1024;
constexpr std::string_view comment_fields =
    "id,post,parent,author,author_name,author_url,date_gmt,content,link,type,status";
constexpr std::string_view post_fields =
    "id,date_gmt,modified_gmt,link,title,author,content,ping_status,comment_status,status";

std::string_view path_of(Collection which) {
  switch (which) {
    case Collection::posts:
      return "posts";
    case Collection::pages:
      return "pages";
    case Collection::comments:
      return "comments";
  }
  return {};
}

int page_count(const net::Fetched& got) {
  const auto text = got.header("x-wp-totalpages");
  int pages = 0;
  std::from_chars(text.data(), text.data() + text.size(), pages);
  // An empty list has no pages, and says so with a total of 0.
  return pages == 0 && got.header("x-wp-total") == "0" ? 1 : pages;
}

bool looks_like_json(const net::Fetched& got) {
  const auto at = got.body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return at != std::string::npos && (got.body[at] == '[' || got.body[at] == '{');
}

}  // namespace

Wordpress::Wordpress(const store::Books& books, net::Fetcher& web) : books_(books), web_(web) {}

Result<net::Fetched, Trouble> Wordpress::get(const Url& url) {
  auto request = net::own_page(books_.site.url, books_.site.origin, url);
  request.limits.body_bytes = listing_bytes;
  request.headers.emplace_back("Accept", "application/json");
  auto got = web_.fetch(request);
  if (!got) return Trouble(net::word(got.error()));
  if (got->truncated) return Trouble("the answer is too long");
  return std::move(*got);
}

Result<net::Fetched, Trouble> Wordpress::ask(const std::string& resource, const std::string& query) {
  const bool by_query = books_.database.read([&](db::Reader& reader) {
    return store::setting(reader, books_.site.id, plain_links).value_or("") == "1";
  });
  const std::string pretty = books_.site.engine_url("wp-json/wp/v2/" + resource + "?" + query);
  const std::string plain = books_.site.engine_url("?rest_route=/wp/v2/" + resource + "&" + query);
  Trouble trouble;
  for (const bool second : {false, true}) {
    const bool use_plain = by_query != second;
    const auto url = Url::parse(use_plain ? plain : pretty);
    if (!url) return Trouble("no address can be made of the site's");
    auto got = get(*url);
    if (!got) return got;
    if (got->status == 200 && looks_like_json(*got)) {
      if (second) {
        books_.database.write(
            [&](db::Tx& tx) { store::put_setting(tx, books_.site.id, plain_links, use_plain ? "1" : "0"); });
      }
      return got;
    }
    trouble = got->status == 200 ? "the answer is not JSON" : "status " + std::to_string(got->status);
    // WordPress itself says no: asking in another way changes nothing.
    if (got->status >= 500 || looks_like_json(*got)) break;
  }
  return trouble;
}

Result<Listing<EngineComment>, Trouble> Wordpress::comments(const std::string& order) {
  const auto got = ask("comments", "_fields=" + std::string(comment_fields) + order);
  if (!got) return got.error();
  auto rows = read_comments(got->body);
  if (!rows) return rows.error();
  return Listing<EngineComment>{std::move(*rows), page_count(*got)};
}

Result<Listing<EnginePost>, Trouble> Wordpress::posts(Collection which, const std::string& order) {
  const auto got = ask(std::string(path_of(which)), "_fields=" + std::string(post_fields) + order);
  if (!got) return got.error();
  auto rows = read_posts(got->body);
  if (!rows) return rows.error();
  return Listing<EnginePost>{std::move(*rows), page_count(*got)};
}

std::string Wordpress::author_name(std::int64_t author) {
  const auto name = "wordpress_user:" + std::to_string(author);
  const auto known =
      books_.database.read([&](db::Reader& reader) { return store::setting(reader, books_.site.id, name); });
  if (known) return *known;
  const auto got = ask("users/" + std::to_string(author), "_fields=id,name");
  // Some hosts hide their users: the post stands without a name, and is asked for again with its next change.
  if (!got) return {};
  const auto users = read_users(got->body);
  if (!users || users->size() != 1) return {};
  books_.database.write(
      [&](db::Tx& tx) { store::put_setting(tx, books_.site.id, name, users->front().name); });
  return users->front().name;
}

void Wordpress::name_authors(std::vector<EnginePost>& posts) {
  for (auto& post : posts) {
    if (post.author > 0) post.post.author_name = author_name(post.author);
  }
}

}  // namespace earshot::watch

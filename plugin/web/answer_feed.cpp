#include "web/answer_feed.h"

#include "store/feed_token_store.h"
#include "telling/alert_feed.h"

namespace earshot::web {

cgi::Response answer_feed(const Context& context, const cgi::Request&, std::string_view rest) {
  const auto& books = context.books;
  const auto id = books.database.read(
      [&](db::Reader& reader) { return store::person_with_feed(reader, books.site, rest); });
  const auto* person = id ? books.site.roster.person(*id) : nullptr;
  cgi::Response out;
  if (!person || !person->staff_at(books.now())) {
    out.status = 404;
    out.content_type = "text/plain; charset=utf-8";
    out.body = "There is no such feed.\n";
  } else {
    const auto self = books.site.public_url("feed/" + std::string(rest));
    out.content_type = "application/atom+xml; charset=utf-8";
    out.body = telling::alert_feed(books, context.templates, *id, self);
  }
  return out.with("Cache-Control", "no-store").with("X-Robots-Tag", "noindex");
}

}  // namespace earshot::web

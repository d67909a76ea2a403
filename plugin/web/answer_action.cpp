#include "web/answer_action.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/log.h"
#include "store/act_link.h"
#include "store/linkback_store.h"
#include "telling/act.h"

namespace earshot::web {
namespace {

using store::ActLink;
using store::Moderation;

constexpr auto good_for = std::chrono::days(7);

struct Word {
  Moderation decision;
  std::string_view name, question, done;
};
constexpr std::array words{
    Word{Moderation::approve, "show", "Show this page's link to readers?", "Readers see it now."},
    Word{Moderation::hide, "hide", "Hide this page's link from readers?", "It is hidden."},
};

const Word* word_named(std::string_view name) {
  const auto found = std::ranges::find(words, name, &Word::name);
  return found == words.end() ? nullptr : &*found;
}

cgi::Response page(const Context& context, int status, const telling::ActPage& said,
                   std::string_view target = {}) {
  markup::Filling page;
  page.set("SITE", context.books.site.name).set("TEXT", said.words);
  if (!said.url.empty()) {
    auto& about = page.add("ABOUT");
    about.set("SOURCE", said.url)
        .set("TITLE", said.title.empty() ? said.url : said.title)
        .set("EXCERPT", said.passage);
    if (!target.empty()) about.add("HAS_TARGET").set("TARGET", target);
  }
  if (!said.button.empty()) page.add("FORM").set("WORD", said.button);
  if (!said.undo.empty()) page.add("UNDO").set("UNDO_URL", said.undo);
  cgi::Response out;
  out.status = status;
  out.body = context.templates.fill("reader/action.html", page);
  return out.with("Cache-Control", "no-store").with("X-Robots-Tag", "noindex");
}

cgi::Response no_longer_good(const Context& context) {
  telling::ActPage said;
  said.words = "This link is no longer good: it was used, is too old, or was decided otherwise.";
  return page(context, 410, said);
}

// --- linkbacks

// Nothing once anything happened to it.
std::optional<model::Linkback> as_it_was(db::Reader& reader, const store::Books& books, const ActLink& link) {
  auto linkback = store::find_linkback(reader, books.site.id, link.id);
  if (!linkback || micros(linkback->changed) != link.state) return std::nullopt;
  return linkback;
}

cgi::Response decide(const Context& context, const cgi::Request& request, const ActLink& link,
                     const Word& word) {
  const auto& books = context.books;
  const auto linkback =
      books.database.read([&](db::Reader& reader) { return as_it_was(reader, books, link); });
  if (!linkback) return no_longer_good(context);
  telling::ActPage said;
  said.url = linkback->source;
  said.title = linkback->title;
  said.passage = linkback->excerpt;
  if (request.method != "POST") {
    said.words = word.question;
    said.button = word.name;
    return page(context, 200, said, linkback->target);
  }
  const bool done = books.database.write([&](db::Tx& tx) {
    return as_it_was(tx, books, link) && store::moderate(tx, books, link.id, word.decision, "link");
  });
  log::info("web", "decided by link", {{"linkback", link.id}, {"decision", word.name}, {"done", done}});
  said.words = done ? word.done : "That cannot be decided any more.";
  return page(context, done ? 200 : 409, said, linkback->target);
}

// --- alerts

cgi::Response act(const Context& context, const cgi::Request& request, const ActLink& link) {
  const auto& books = context.books;
  const bool post = request.method == "POST";
  const auto said = post ? books.database.write([&](db::Tx& tx) { return telling::do_act(tx, books, link); })
                         : books.database.read([&](db::Reader& reader) {
                             return telling::show_act(reader, books.site, link);
                           });
  if (!said) return no_longer_good(context);
  return page(context, post && !said->done ? 409 : 200, *said);
}

}  // namespace

std::string action_token(db::Reader& reader, model::SiteId site, const model::Linkback& linkback,
                         Moderation decision, Time now) {
  const auto& word = *std::ranges::find(words, decision, &Word::decision);
  // By the day, so that a feed that did not change looks as it did an hour ago.
  const auto until = std::chrono::floor<std::chrono::days>(now) + std::chrono::days(1) + good_for;
  return store::act_token(reader, site,
                          {std::string(word.name), linkback.id, micros(linkback.changed), until});
}

cgi::Response answer_action(const Context& context, const cgi::Request& request, std::string_view rest) {
  const auto& books = context.books;
  const auto link = books.database.read(
      [&](db::Reader& reader) { return store::read_act_token(reader, books.site.id, rest, books.now()); });
  if (!link) return no_longer_good(context);
  if (const auto* word = word_named(link->word)) return decide(context, request, *link, *word);
  return act(context, request, *link);
}

}  // namespace earshot::web

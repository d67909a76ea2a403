#include "web/answer_action.h"

#include <array>
#include <charconv>
#include <optional>

#include "base/log.h"
#include "base/token.h"
#include "store/linkback_store.h"
#include "store/site_store.h"

namespace earshot::web {
namespace {

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

const Word& word_of(Moderation decision) {
  return decision == Moderation::approve ? words[0] : words[1];
}

struct Action {
  const Word* word = nullptr;
  model::RowId id = 0;
  std::int64_t until = 0;  // seconds since 1970
  std::string_view signature;
};

std::string signature(std::string_view key, std::string_view word, model::RowId id, std::int64_t until,
                      Time changed) {
  constexpr std::size_t kept = 22;  // 132 bits
  const auto text = std::string(word) + "." + std::to_string(id) + "." + std::to_string(until) + "." +
                    std::to_string(micros(changed));
  return base64url(hmac_sha256(key, text)).substr(0, kept);
}

std::int64_t seconds(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

// "word.id.until.signature"
std::optional<Action> parsed(std::string_view token) {
  Action out;
  const auto take = [&] {
    const auto end = std::min(token.find('.'), token.size());
    const auto part = token.substr(0, end);
    token.remove_prefix(std::min(end + 1, token.size()));
    return part;
  };
  const auto number = [](std::string_view text, std::int64_t& to) {
    const auto read = std::from_chars(text.data(), text.data() + text.size(), to);
    return read.ec == std::errc() && read.ptr == text.data() + text.size();
  };
  const auto name = take();
  for (const auto& word : words) {
    if (word.name == name) out.word = &word;
  }
  if (!out.word || !number(take(), out.id) || !number(take(), out.until)) return std::nullopt;
  out.signature = take();
  return out;
}

// The linkback that the action is about, if its link is still good.
std::optional<model::Linkback> still_good(db::Reader& reader, const store::Books& books,
                                          const Action& action) {
  const auto key = store::setting(reader, books.site.id, "api.token").value_or("");
  const auto linkback = store::find_linkback(reader, books.site.id, action.id);
  if (key.empty() || !linkback || action.until < seconds(books.now())) return std::nullopt;
  const auto right = signature(key, action.word->name, action.id, action.until, linkback->changed);
  if (!same_bytes(right, action.signature)) return std::nullopt;
  return linkback;
}

cgi::Response page(const Context& context, int status, std::string_view text, const model::Linkback* linkback,
                   const Word* question) {
  markup::Filling page;
  page.set("SITE", context.books.site.name).set("TEXT", text);
  if (linkback) {
    auto& about = page.add("ABOUT");
    about.set("SOURCE", linkback->source).set("TARGET", linkback->target).set("TITLE", linkback->title);
    about.set("EXCERPT", linkback->excerpt);
  }
  if (question) page.add("FORM").set("WORD", question->name);
  cgi::Response out;
  out.status = status;
  out.body = context.templates.fill("reader/action.html", page);
  return out.with("Cache-Control", "no-store").with("X-Robots-Tag", "noindex");
}

}  // namespace

std::string action_token(std::string_view key, const model::Linkback& linkback, Moderation decision,
                         Time now) {
  const auto& word = word_of(decision);
  // By the day, so that a feed that did not change looks as it did an hour ago.
  const auto until = seconds(std::chrono::floor<std::chrono::days>(now) + std::chrono::days(1) + good_for);
  return std::string(word.name) + "." + std::to_string(linkback.id) + "." + std::to_string(until) + "." +
         signature(key, word.name, linkback.id, until, linkback.changed);
}

cgi::Response answer_action(const Context& context, const cgi::Request& request, std::string_view rest) {
  const auto& books = context.books;
  const auto action = parsed(rest);
  const auto linkback =
      action ? books.database.read([&](db::Reader& reader) { return still_good(reader, books, *action); })
             : std::nullopt;
  if (!linkback)
    return page(context, 410,
                "This link is no longer good: it was used, is too old, or was decided otherwise.", nullptr,
                nullptr);
  if (request.method != "POST") return page(context, 200, action->word->question, &*linkback, action->word);
  const bool done = books.database.write([&](db::Tx& tx) {
    return still_good(tx, books, *action) &&
           store::moderate(tx, books, action->id, action->word->decision, "link");
  });
  log::info("web", "decided by link",
            {{"linkback", action->id}, {"decision", action->word->name}, {"done", done}});
  return page(context, done ? 200 : 409, done ? action->word->done : "That cannot be decided any more.",
              &*linkback, nullptr);
}

}  // namespace earshot::web

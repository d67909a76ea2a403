// GET status/TOKEN: what became of one ping, step by step, for whoever holds its receipt.
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "exchange/jf2.h"
#include "linkback/webmention_wire.h"
#include "markup/escape.h"
#include "store/event_store.h"
#include "store/linkback_store.h"
#include "web/answer_linkback.h"

namespace earshot::web {

using model::Linkback;
using model::LinkbackState;

namespace {

// What the public hears of an event. Facts that are not listed (who was alerted, who decided) stay with the
// staff.
struct Step {
  std::string_view fact, sentence;
  bool with_detail;
};
constexpr std::array steps{
    Step{"received", "Arrived and stored, as a ", true},
    Step{"target_found", "The target is a post of this blog: ", true},
    Step{"deferred", "Not checked yet, we try again: ", true},
    Step{"received_again", "Received again, and put up to be read once more, as a ", true},
    Step{"moved", "The source page has moved for good and is taken by its new address. Before, that was ",
         true},
    Step{"refused", "Not accepted. ", true},
    Step{"waiting", "The source links to the target. A moderator of the blog will look at it.", false},
    Step{"shown", "The source links to the target. It is shown.", false},
    Step{"approved", "A moderator approved it. It is shown.", false},
    Step{"hidden", "A moderator decided not to show it.", false},
    Step{"junk", "The source links to the target. A moderator of the blog will look at it.", false},
    Step{"undone", "A moderator took the last decision back.", false},
    Step{"updated", "The source was read again; what is shown was brought up to date.", false},
    Step{"corrected", "The sender corrected its words.", false},
    Step{"gone", "No longer shown. ", true},
};

struct Said {
  LinkbackState state;
  std::string_view sentence;
};
constexpr std::array state_sentences{
    Said{LinkbackState::received, "Stored. The source page will be read soon."},
    Said{LinkbackState::deferred, "Stored. It could not be checked yet; we try again."},
    Said{LinkbackState::waiting, "The link was found. A moderator of the blog decides whether it is shown."},
    Said{LinkbackState::shown, "The link was found, and it is shown."},
    Said{LinkbackState::hidden, "A moderator decided not to show it."},
    Said{LinkbackState::junk, "The link was found. A moderator of the blog decides whether it is shown."},
    Said{LinkbackState::refused, "Not accepted. "},
    Said{LinkbackState::gone, "It was shown, and is no longer. "},
};
static_assert(state_sentences.size() == model::Words<LinkbackState>::table.size());

// What we take for spam its sender is not told, or it would learn how to do better.
std::string_view public_word(LinkbackState state) {
  return model::word(state == LinkbackState::junk ? LinkbackState::waiting : state);
}

struct Line {
  std::string fact, at, text;
};

std::vector<Line> lines_of(const std::vector<store::Event>& events) {
  std::vector<Line> out;
  for (const auto& event : events) {
    for (const auto& step : steps) {
      if (step.fact != event.fact) continue;
      const auto state = model::from_word<LinkbackState>(event.fact);
      out.push_back({state ? std::string(public_word(*state)) : event.fact, iso8601(event.at),
                     std::string(step.sentence) + (step.with_detail ? event.detail : "")});
    }
  }
  return out;
}

// Why it ended, with what the step that ended it says further: which address, which limit.
std::string reason_of(const Linkback& linkback, const std::vector<Line>& lines) {
  const std::string_view why = model::sentence(linkback.reason);
  const auto ending =
      std::ranges::find(lines.rbegin(), lines.rend(), model::word(linkback.state), &Line::fact);
  const auto at = ending == lines.rend() ? std::string::npos : ending->text.find(why);
  return at == std::string::npos ? std::string(why) : ending->text.substr(at);
}

// `again`: since when it waits to be read once more after it had ended.
std::string summary(const Linkback& linkback, const std::optional<Time>& again,
                    const std::vector<Line>& lines) {
  if (again) {
    return "Received again on " + iso8601(*again) +
           ". The source page will be read once more; until then: " + summary(linkback, std::nullopt, lines);
  }
  std::string out;
  for (const auto& one : state_sentences) {
    if (one.state == linkback.state) out = one.sentence;
  }
  const bool says_why = linkback.state == LinkbackState::refused || linkback.state == LinkbackState::gone;
  if (says_why) out += reason_of(linkback, lines);
  return out;
}

class Object {
 public:
  Object& text(std::string_view name, std::string_view value) {
    return raw(name, markup::json_string(value));
  }
  Object& time(std::string_view name, const std::optional<Time>& value) {
    return raw(name, value ? markup::json_string(iso8601(*value)) : "null");
  }
  Object& raw(std::string_view name, std::string_view json) {
    out_ += out_.empty() ? "{" : ",";
    out_ += markup::json_string(name) + ":";
    out_ += json;
    return *this;
  }
  std::string end() const { return out_ + "}"; }

 private:
  std::string out_;
};

// `data`: the entry as the reading API tells it, while readers see it; else null.
std::string as_json(const Linkback& linkback, const std::optional<Time>& again,
                    const std::vector<Line>& lines, std::string_view data) {
  std::string list;
  for (const auto& line : lines) {
    list += list.empty() ? "" : ",";
    list += Object().text("at", line.at).text("fact", line.fact).text("text", line.text).end();
  }
  Linkback now = linkback;
  if (again) {
    now.state = LinkbackState::received;
    now.reason = model::Refusal::none;
  }
  return Object()
             .text("status", linkback::status_word(now))
             .text("state", public_word(now.state))
             .text("reason", model::word(now.reason))
             .text("summary", summary(linkback, again, lines))
             .text("protocol", model::word(linkback.protocol))
             .text("source", linkback.source)
             .text("target", linkback.target)
             .raw("private", "false")
             .raw("data", data)
             .time("received", linkback.received)
             .time("checked", linkback.verified)
             .time("next_check", linkback.next_try)
             .raw("steps", "[" + list + "]")
             .end() +
         "\n";
}

std::string as_html(const Context& context, const Linkback& linkback, const std::optional<Time>& again,
                    const std::vector<Line>& lines) {
  markup::Filling page;
  page.set("SITE", context.books.site.name).set("SITE_URL", context.books.site.url.text());
  page.set("SUMMARY", summary(linkback, again, lines)).set("PROTOCOL", model::word(linkback.protocol));
  page.set("SOURCE", linkback.source).set("TARGET", linkback.target);
  for (const auto& line : lines) page.add("STEP").set("WHEN", line.at).set("TEXT", line.text);
  if (linkback.next_try) page.add("NEXT").set("WHEN", iso8601(*linkback.next_try));
  return context.templates.fill("reader/status.html", page);
}

}  // namespace

cgi::Response answer_status(const Context& context, const cgi::Request& request, std::string_view rest) {
  constexpr std::string_view suffix = ".json";
  const bool asks_json = rest.ends_with(suffix);
  if (asks_json) rest.remove_suffix(suffix.size());
  const bool html = !asks_json && request.prefers_html();

  std::vector<Line> lines;
  std::string data = "null";
  std::optional<Time> again;
  const auto linkback = context.books.database.read([&](db::Reader& reader) {
    auto found = store::find_linkback_by_token(reader, context.books.site.id, rest);
    if (found) {
      lines = lines_of(store::history_of(reader, context.books.site.id, *found));
      again = store::waits_again_since(reader, context.books.site.id, *found);
    }
    if (found && found->state == LinkbackState::shown)
      data = exchange::written(
          exchange::jf2_entry(*store::find_shown(reader, context.books.site.id, found->id)));
    return found;
  });

  cgi::Response out;
  if (!html) out.content_type = "application/json; charset=utf-8";
  if (!linkback) {
    out.status = 404;
    out.body = html ? "<!DOCTYPE html><title>Not found</title><p>There is no such receipt.</p>\n"
                    : Object().text("error", "not_found")
                              .text("error_description", "There is no such receipt.")
                              .end() +
                          "\n";
    return out;
  }
  out.body = html ? as_html(context, *linkback, again, lines) : as_json(*linkback, again, lines, data);
  // Whoever holds the address may read it; nobody else should come by it.
  out.with("Cache-Control", "no-store")
      .with("Referrer-Policy", "no-referrer")
      .with("X-Robots-Tag", "noindex");
  out.with("Vary", "Accept");
  return out;
}

}  // namespace earshot::web

#include "web/answer_api.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "base/token.h"
#include "exchange/jf2.h"
#include "store/linkback_store.h"
#include "store/post_address.h"
#include "store/site_store.h"
#include "web/answer_action.h"
#include "web/api_question.h"
#include "web/fragment_cache.h"
#include "web/mention_pages.h"

namespace earshot::web {
namespace {

using nlohmann::ordered_json;

// From here on entries are told briefly: a page of ten thousand long texts must not fill the memory.
constexpr std::size_t full_bytes = 8 * 1024 * 1024;
constexpr int most_withdrawn = 10000;
constexpr auto remembered_in_feeds = std::chrono::days(30);

enum class Form { json, jf2, html, atom };

Form form_of(const cgi::Request& request) {
  const auto ends = [&](std::string_view suffix) { return request.path.ends_with(suffix); };
  if (ends(".json")) return Form::json;
  if (ends(".jf2")) return Form::jf2;
  if (ends(".html")) return Form::html;
  if (ends(".atom")) return Form::atom;
  return request.prefers_html() ? Form::html : Form::json;
}

// Whom the answer is for, and about which posts. nothing in `posts`: all of the site.
struct Scope {
  bool trusted = false;  // the token was right
  std::optional<std::vector<model::RowId>> posts;
};

bool is_our_token(db::Reader& reader, const model::Site& site, const std::string& token) {
  const auto ours = store::setting(reader, site.id, "api.token");
  return ours && same_bytes(*ours, token);
}

std::variant<Scope, ApiFault> scope_of(db::Reader& reader, const model::Site& site,
                                       const ApiQuestion& question) {
  Scope out;
  out.trusted = !question.token.empty() && is_our_token(reader, site, question.token);
  if (question.targets.empty()) {
    if (!out.trusted) return ApiFault{401, "forbidden", "Access token was not valid"};
    if (!question.domain.empty() && question.domain != site.url.host()) out.posts.emplace();
    return out;
  }
  std::set<model::RowId> posts;
  for (const auto& target : question.targets) {
    const auto url = target_url(target);
    if (!url) continue;
    if (const auto post = store::post_at(reader, site, *url)) posts.insert(post->id);
  }
  out.posts.emplace(posts.begin(), posts.end());
  return out;
}

ordered_json withdrawn_json(const std::vector<store::Withdrawn>& withdrawn, bool trusted) {
  auto out = ordered_json::array();
  for (const auto& one : withdrawn) {
    ordered_json line = {{"wm-id", one.linkback_id}, {"deleted", iso8601(one.when)}};
    // What was hidden because it was spam must not be advertised here after all.
    if (trusted) {
      line["wm-source"] = one.source;
      line["wm-target"] = one.target;
    }
    out.push_back(std::move(line));
  }
  return out;
}

std::int64_t sum_of(const std::vector<store::ShownCount>& counts) {
  std::int64_t sum = 0;
  for (const auto& line : counts) sum += line.count;
  return sum;
}

struct Told {
  std::string body;
  std::optional<std::int64_t> total;
};

// One answer in one form, from one consistent view of the store.
class Telling {
 public:
  Telling(const Context& context, db::Reader& reader, const ApiQuestion& question, const Scope& scope)
      : context_(context),
        reader_(reader),
        site_(context.books.site),
        question_(question),
        scope_(scope),
        filter_(question.filter) {
    filter_.posts = scope.posts;
  }

  Told tell(Form form) {
    Told out;
    // Of a whole site the total is worth a question of its own, api/count: it reads as much as there is.
    if (filter_.posts) out.total = sum_of(store::count_shown(reader_, site_.id, filter_));
    switch (form) {
      case Form::json:
        out.body = json("{\"links\":[", "]", out.total,
                        [](const auto& shown, auto detail) { return exchange::link_entry(shown, detail); });
        break;
      case Form::jf2:
        out.body = json("{\"type\":\"feed\",\"name\":\"Webmentions\",\"children\":[", "]", out.total,
                        [](const auto& shown, auto detail) { return exchange::jf2_entry(shown, detail); });
        break;
      case Form::atom:
        out.body = atom();
        break;
      case Form::html:
        out.body = html(out.total);
        break;
    }
    return out;
  }

 private:
  template <class Write>
  std::string json(std::string_view head, std::string_view tail, std::optional<std::int64_t> total,
                   Write write) {
    const bool ascii = !question_.jsonp.empty();
    std::string body(head);
    bool first = true;
    store::each_shown(reader_, site_.id, filter_, question_.page, [&](const store::ShownLinkback& shown) {
      if (!first) body += ',';
      first = false;
      const auto detail = body.size() < full_bytes ? exchange::Detail::full : exchange::Detail::brief;
      body += exchange::written(write(shown, detail), ascii);
    });
    body += tail;
    if (total) body += ",\"total\":" + std::to_string(*total);
    if (question_.deleted_since)
      body += ",\"deleted\":" +
              exchange::written(withdrawn_json(withdrawn(*question_.deleted_since), scope_.trusted), ascii);
    return body + "}";
  }

  std::string atom() {
    MentionFeed feed(site_, own_query());
    const auto add = [&](const store::ShownLinkback& shown) {
      feed.add(shown, feed.size() < full_bytes ? exchange::Detail::full : exchange::Detail::brief,
               links_for(shown.linkback.id));
    };
    // Staff also read what waits for them.
    if (scope_.trusted && !scope_.posts) store::each_waiting(reader_, site_.id, question_.page.limit, add);
    store::each_shown(reader_, site_.id, filter_, question_.page, add);
    return feed.finish(
        withdrawn(question_.deleted_since.value_or(context_.books.now() - remembered_in_feeds)));
  }

  std::string html(std::optional<std::int64_t> total) {
    markup::Filling page;
    page.set("SITE", site_.name);
    if (total) page.add("SUM").set("TOTAL", std::to_string(*total));
    std::size_t bytes = 0;
    store::each_shown(reader_, site_.id, filter_, question_.page, [&](const store::ShownLinkback& shown) {
      const auto detail = bytes < full_bytes ? exchange::Detail::full : exchange::Detail::brief;
      bytes += exchange::text_of(shown).size();
      add_mention(page, shown, detail);
    });
    return context_.templates.fill("reader/mentions.html", page);
  }

  MentionFeed::Links links_for(model::RowId id) {
    MentionFeed::Links out;
    const auto linkback =
        scope_.trusted ? store::find_linkback(reader_, site_.id, id) : std::optional<model::Linkback>();
    if (!linkback) return out;
    const auto link = [&](store::Moderation decision) {
      return site_.public_url("act/" +
                              action_token(reader_, site_.id, *linkback, decision, context_.books.now()));
    };
    if (linkback->state == model::LinkbackState::waiting) out.show = link(store::Moderation::approve);
    out.hide = link(store::Moderation::hide);
    return out;
  }

  std::string own_query() const {
    std::string out;
    for (const auto& target : question_.targets)
      out += (out.empty() ? "target=" : "&target=") + percent_encode(target);
    return out;
  }
  std::vector<store::Withdrawn> withdrawn(Time since) {
    if (scope_.posts && scope_.posts->empty()) return {};
    return store::withdrawn_since(reader_, site_.id, scope_.posts, since, most_withdrawn);
  }

  const Context& context_;
  db::Reader& reader_;
  const model::Site& site_;
  const ApiQuestion& question_;
  const Scope& scope_;
  store::ShownFilter filter_;
};

std::string content_type(Form form) {
  switch (form) {
    case Form::html:
      return "text/html; charset=utf-8";
    case Form::atom:
      return "application/atom+xml;charset=UTF-8";
    case Form::json:
    case Form::jf2:
      break;
  }
  return "application/json;charset=UTF-8";
}

void as_call(cgi::Response& response, const std::string& function) {
  if (function.empty()) return;
  response.body = function + "(" + response.body + ")";
  response.content_type = "text/javascript;charset=UTF-8";
}

cgi::Response with_headers(cgi::Response response, std::optional<std::int64_t> total) {
  if (total) response.with("X-Total-Count", std::to_string(*total));
  return response.with("Cache-Control", "no-store")
      .with("Access-Control-Expose-Headers", "ETag, X-Total-Count")
      .with("Vary", "Accept");
}

ordered_json count_json(const std::vector<store::ShownCount>& counts) {
  // Widgets print what they do not find as "undefined": these four are always there.
  ordered_json types = {{"like", 0}, {"mention", 0}, {"reply", 0}, {"repost", 0}};
  for (const auto& line : counts) {
    const auto name = line.type == "rsvp" ? "rsvp-" + line.rsvp : line.type;
    types[name] = line.count;
  }
  return {{"count", sum_of(counts)}, {"type", std::move(types)}};
}

// Reads the question and its scope; `make` answers. Kept for a moment, with an ETag.
template <class Make>
cgi::Response answer_api(const Context& context, const cgi::Request& request, std::string_view nothing_asked,
                         Form form, Make make) {
  auto read = read_question(request);
  if (const auto* fault = std::get_if<ApiFault>(&read)) return tell_fault(*fault);
  const auto& question = std::get<ApiQuestion>(read);
  if (question.targets.empty() && question.token.empty())
    return tell_fault({400, "invalid_input", std::string(nothing_asked)});
  const std::string key = context.books.site.name + " " + request.path +
                          (form == Form::html ? " html?" : "?") + request.query_string;
  return context.fragments.answer(key, context.books.now(), request, [&] {
    return context.books.database.read([&](db::Reader& reader) -> cgi::Response {
      const auto scope = scope_of(reader, context.books.site, question);
      if (const auto* fault = std::get_if<ApiFault>(&scope)) return tell_fault(*fault);
      return make(reader, question, std::get<Scope>(scope));
    });
  });
}

}  // namespace

cgi::Response answer_mentions(const Context& context, const cgi::Request& request, std::string_view) {
  const Form form = form_of(request);
  return answer_api(context, request, "Either a token or a target URL is required", form,
                    [&](db::Reader& reader, const ApiQuestion& question, const Scope& scope) {
                      auto told = Telling(context, reader, question, scope).tell(form);
                      cgi::Response out{200, content_type(form), std::move(told.body), {}};
                      if (form == Form::json || form == Form::jf2) as_call(out, question.jsonp);
                      return with_headers(std::move(out), told.total);
                    });
}

cgi::Response answer_count(const Context& context, const cgi::Request& request, std::string_view) {
  return answer_api(
      context, request, "A target URL is required", Form::json,
      [&](db::Reader& reader, const ApiQuestion& question, const Scope& scope) {
        auto filter = question.filter;
        filter.posts = scope.posts;
        const auto counts = store::count_shown(reader, context.books.site.id, filter);
        cgi::Response out{200, content_type(Form::json), exchange::written(count_json(counts)), {}};
        as_call(out, question.jsonp);
        return with_headers(std::move(out), sum_of(counts));
      });
}

cgi::Response answer_mention(const Context& context, const cgi::Request&, std::string_view rest) {
  model::RowId id = 0;
  const auto read = std::from_chars(rest.data(), rest.data() + rest.size(), id);
  if (read.ec != std::errc() || read.ptr != rest.data() + rest.size())
    return tell_fault({404, "not_found", "There is no such mention"});
  return context.books.database.read([&](db::Reader& reader) {
    const auto site = context.books.site.id;
    const auto known = store::find_publication(reader, site, id);
    if (!known) return tell_fault({404, "not_found", "There is no such mention"});
    if (!known->shown) return tell_fault({410, "gone", "It was taken back"});
    const auto shown = store::find_shown(reader, site, id);
    cgi::Response out{200, content_type(Form::jf2), exchange::written(exchange::jf2_entry(*shown)), {}};
    return out.with("Cache-Control", "no-store");
  });
}

}  // namespace earshot::web

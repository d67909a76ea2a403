#include "web/answer_linkback.h"

#include <algorithm>

#include "base/text.h"
#include "linkback/pingback_wire.h"
#include "linkback/receive.h"
#include "linkback/trackback_wire.h"
#include "linkback/webmention_wire.h"
#include "markup/entities.h"
#include "markup/tokens.h"
#include "markup/xmlrpc.h"
#include "sending/forward.h"
#include "store/linkback_store.h"
#include "store/post_address.h"

namespace earshot::web {

using cgi::Request;
using cgi::Response;
using linkback::Claim;
using linkback::Outcome;
using model::Refusal;

namespace {

constexpr std::string_view form_type = "application/x-www-form-urlencoded";
constexpr std::string_view xml_type = "text/xml; charset=utf-8";
constexpr std::string_view json_type = "application/json; charset=utf-8";
constexpr int listed_pings = 1000;

std::string receipt_of(const Context& context, const std::string& token) {
  return context.books.site.public_url("status/" + token);
}

Outcome receive(const Context& context, const Request& request, Claim& claim) {
  claim.sender = request.remote_address;
  return context.intake.receive(context.books, claim);
}

void say_when(Response& response, const Outcome& outcome) {
  if (outcome.retry_after.count() > 0)
    response.with("Retry-After", std::to_string(outcome.retry_after.count()));
}

// --- Webmention

Response form_page(const Context& context, const Request& request, int status, std::string_view message) {
  const auto query = request.query();
  markup::Filling page;
  page.set("ACTION", context.books.site.public_url("webmention"));
  page.set("SITE", context.books.site.name).set("SITE_URL", context.books.site.url.text());
  page.set("TARGET", clean_utf8(cut(query.first("target").value_or(""), max_url_bytes)));
  if (!message.empty()) page.add("MESSAGE").set("TEXT", message);
  Response out{.status = status, .body = context.templates.fill("reader/webmention_form.html", page)};
  out.with("Cache-Control", "no-store");
  return out;
}

Response refuse_webmention(const Context& context, const Request& request, int status, Refusal why,
                           std::string_view words = {}) {
  if (request.prefers_html())
    return form_page(context, request, status, words.empty() ? model::sentence(why) : words);
  return {.status = status,
          .content_type = std::string(json_type),
          .body = linkback::webmention_error(why, words)};
}

// --- Trackback

Response trackback_xml(int status, std::string body) {
  Response out{.status = status, .content_type = std::string(xml_type), .body = std::move(body)};
  out.with("Cache-Control", "no-store");
  return out;
}

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view without_trackback(std::string_view path) {
  if (path.ends_with('/')) path.remove_suffix(1);
  if (path.ends_with("/trackback")) path.remove_suffix(std::string_view("trackback").size());
  return path;
}

// A path that the web server decoded: what would not stay what it is in a path is escaped again.
std::string encoded_path(std::string_view decoded) {
  std::string out;
  for (const char c : decoded) {
    if (c == '%' || c == '?' || c == '#' || c == '\\') {
      out += percent_encode(std::string_view(&c, 1));
    } else {
      out += c;
    }
  }
  return out;
}

std::string parameter(const Request& request, std::string_view name) {
  const auto found = request.parameters.find(name);
  return found == request.parameters.end() ? std::string() : found->second;
}

// The post's own address when nginx handed over `permalink/trackback/`.
std::optional<std::string> permalink_asked(const Context& context, const Request& request) {
  const std::string origin = context.books.site.url.origin();
  if (const auto given = parameter(request, "EARSHOT_TRACKBACK_TARGET"); !given.empty()) {
    return given.starts_with('/') ? origin + encoded_path(given) : given;
  }
  const std::string uri = parameter(request, "REQUEST_URI");
  const std::string_view path = std::string_view(uri).substr(0, uri.find('?'));
  if (!path.starts_with('/') || path.starts_with(request.script_name + "/trackback")) return std::nullopt;
  const std::string_view permalink = without_trackback(path);
  if (permalink == path) return std::nullopt;
  return origin + std::string(permalink);
}

// Fills claim.target or claim.post.
void find_trackback_target(const Context& context, const Request& request, std::string_view rest,
                           Claim& claim) {
  if (auto permalink = permalink_asked(context, request)) {
    claim.target = std::move(*permalink);
    return;
  }
  const std::string_view bare = rest.ends_with('/') ? rest.substr(0, rest.size() - 1) : rest;
  if (is_number(bare)) {
    claim.post = bare;
    return;
  }
  if (!bare.empty()) {
    claim.target = context.books.site.url.origin() + "/" + encoded_path(rest);
    return;
  }
  const auto query = request.query();
  claim.target = query.first("target").value_or("");
  for (const std::string_view name : {"p", "tb_id", "page_id"}) {
    if (const auto id = query.first(name); claim.target.empty() && id && is_number(*id)) claim.post = *id;
  }
}

Response list_trackbacks(const Context& context, const Claim& claim) {
  const auto& site = context.books.site;
  return context.books.database.read([&](db::Reader& reader) {
    const auto url = Url::parse(claim.target);
    const auto post = !claim.post.empty() ? store::post_with_id(reader, site.id, claim.post)
                      : url               ? store::post_at(reader, site, *url)
                                          : std::nullopt;
    if (!post) return trackback_xml(200, linkback::trackback_error(model::sentence(Refusal::target_unknown)));
    std::vector<linkback::TrackbackItem> items;
    for (const auto& one : store::shown_linkbacks(reader, site.id, post->id, listed_pings)) {
      if (one.protocol != model::Protocol::trackback) continue;
      items.push_back({one.title.empty() ? one.source : one.title, one.source, one.excerpt});
    }
    return trackback_xml(200, linkback::trackback_rss(post->title, post->url, items));
  });
}

Response trackback_outcome(const Outcome& outcome) {
  if (outcome.accepted()) return trackback_xml(200, linkback::trackback_success());
  const int status = outcome.refusal == Refusal::too_many ? 429 : 200;
  Response out = trackback_xml(status, linkback::trackback_error(model::sentence(outcome.refusal)));
  say_when(out, outcome);
  return out;
}

// --- Pingback

Response pingback_xml(std::string body) {
  return {.content_type = std::string(xml_type), .body = std::move(body)};
}

Response fault(const markup::XmlRpcFault& fault) {
  return pingback_xml(markup::xmlrpc_fault(fault.code, fault.text));
}

// Where nginx asks us first about the engine's own xmlrpc.php, all that is no ping goes on to the engine as
// it came: nginx runs that named location with the same method and body.
Response hand_on(const std::string& named_location) {
  Response out;
  out.with("X-Accel-Redirect", named_location);
  return out;
}

// Could the engine find a ping in what we do not take for one? Its parser may be more patient than ours, and
// system.multicall carries any call. No engine's app declares a document type or sends UTF-16.
bool may_hold_a_ping(std::string_view body) {
  using Kind = markup::Tokens::Kind;
  markup::Tokens tokens(body, markup::Syntax::xml);
  std::string text;  // over all elements and as a parser joins it
  for (Kind kind = tokens.next(); kind != Kind::finished; kind = tokens.next()) {
    if (kind == Kind::doctype) return true;
    if (kind == Kind::text)
      text +=
          tokens.literal() ? std::string(tokens.text()) : markup::decode(tokens.text(), markup::Place::text);
  }
  return body.find('\0') != std::string_view::npos ||
         lower_ascii(text).find("pingback.") != std::string::npos;
}

bool is_for_engine(const Result<linkback::PingbackCall, markup::XmlRpcFault>& call, std::string_view body) {
  constexpr int wrong_parameters = -32602;  // of a method of ours
  if (!call) return call.error().code != wrong_parameters && !may_hold_a_ping(body);
  return std::holds_alternative<linkback::ListMethodsCall>(*call);
}

// What we hand on to the engine's own receiver must not end here again.
bool made_by_us(const Context& context, const Request& request, const Claim& claim) {
  const std::string mark = parameter(request, "HTTP_X_EARSHOT_FORWARD");
  return !mark.empty() && context.books.database.read([&](db::Reader& reader) {
    return sending::is_forwarded(reader, context.books.site.id, claim.source, claim.target, mark);
  });
}

Response list_pings(const Context& context, const std::string& target) {
  const auto& site = context.books.site;
  return context.books.database.read([&](db::Reader& reader) {
    const auto url = Url::parse(target);
    const auto post = url ? store::post_at(reader, site, *url) : std::nullopt;
    if (!post || post->state == model::Visibility::gone) {
      return fault({0x21, std::string(model::sentence(Refusal::target_unknown))});
    }
    std::vector<std::string> sources;
    for (const auto& one : store::shown_linkbacks(reader, site.id, post->id, listed_pings)) {
      sources.push_back(one.source);
    }
    return pingback_xml(markup::xmlrpc_array_response(sources));
  });
}

}  // namespace

Response answer_about(const Context& context, const Request&, std::string_view) {
  const auto& site = context.books.site;
  Response out{.content_type = "text/plain; charset=utf-8"};
  out.body =
      "Earshot takes in pings (webmention, pingback, trackback) for " + site.url.text() +
      "\n\nWhen somebody tells it that a page links to that blog, it reads the page once to see whether it"
      " does, and again after some weeks. It reads no more than 60 pages of one domain in the first minute "
      "and"
      " 30 a minute then, whatever the number of pings and of names below that domain.\n\nSomebody makes it "
      "read pages of yours that do not"
      " link there? Each request names the network that the ping came from, in its User-Agent and in"
      " X-Pingback-Forwarded-For. The operator of the blog can block your host: please write to the address"
      " that the blog gives, with the lines of your log.\n";
  return out;
}

Response answer_webmention_form(const Context& context, const Request& request, std::string_view) {
  return form_page(context, request, 200, "");
}

Response answer_webmention(const Context& context, const Request& request, std::string_view) {
  if (request.body_too_long)
    return refuse_webmention(context, request, 413, Refusal::malformed,
                             "The request is too long for a webmention.");
  if (request.media_type() != form_type) {
    return refuse_webmention(context, request, 415, Refusal::malformed,
                             "A webmention is sent as application/x-www-form-urlencoded.");
  }
  const auto form = request.form();
  auto claim = linkback::read_webmention([&](std::string_view name) { return form.first(name); });
  if (!claim) return refuse_webmention(context, request, 400, claim.error());

  const Outcome outcome = receive(context, request, *claim);
  // A pair whose last check failed is checked again, so it is taken as well.
  if (!outcome.accepted() && outcome.token.empty()) {
    const int status = outcome.refusal == Refusal::too_many ? 429 : 400;
    Response out = refuse_webmention(context, request, status, outcome.refusal);
    say_when(out, outcome);
    return out;
  }
  const std::string receipt = receipt_of(context, outcome.token);
  Response out{.status = request.prefers_html() ? 303 : 201,
               .content_type = std::string(json_type),
               .body = linkback::webmention_accepted(*claim, receipt)};
  out.with("Location", receipt);
  return out;
}

Response answer_pingback(const Context& context, const Request& request, std::string_view) {
  const std::string engine = parameter(request, "EARSHOT_ENGINE_XMLRPC");
  if (request.body_too_long)
    return engine.empty() ? fault({-32600, "The call is too long."}) : hand_on(engine);
  auto call = linkback::read_pingback(request.body);
  if (!engine.empty() && is_for_engine(call, request.body)) return hand_on(engine);
  if (!call) return fault(call.error());
  if (const auto* list = std::get_if<linkback::ListPingsCall>(&*call)) return list_pings(context, list->url);
  if (std::holds_alternative<linkback::ListMethodsCall>(*call)) {
    return pingback_xml(markup::xmlrpc_array_response(linkback::pingback_methods()));
  }
  Claim& claim = std::get<linkback::PingCall>(*call).claim;
  if (!engine.empty() && made_by_us(context, request, claim)) return hand_on(engine);
  const Outcome outcome = receive(context, request, claim);
  if (const auto why = linkback::fault_of(outcome)) {
    Response out = fault(*why);
    say_when(out, outcome);
    return out;
  }
  return pingback_xml(linkback::pingback_success(claim, receipt_of(context, outcome.token)));
}

Response answer_trackback(const Context& context, const Request& request, std::string_view rest) {
  Claim place;
  find_trackback_target(context, request, rest, place);
  if (request.method != "POST") {
    if (request.query().first("__mode") == "rss") return list_trackbacks(context, place);
    Response out = trackback_xml(
        405, linkback::trackback_error("This address takes trackbacks; they are sent with POST."));
    out.with("Allow", "POST");
    return out;
  }
  if (request.body_too_long)
    return trackback_xml(413, linkback::trackback_error("The trackback is too long."));
  const std::string type = request.media_type();
  if (!type.empty() && type != form_type) {
    return trackback_xml(
        415, linkback::trackback_error("A trackback is sent as application/x-www-form-urlencoded."));
  }
  const auto form = request.form();
  auto claim =
      linkback::read_trackback([&](std::string_view name) { return form.first(name); }, request.charset());
  if (!claim) return trackback_xml(200, linkback::trackback_error(claim.error()));
  claim->target = place.target;
  claim->post = place.post;
  return trackback_outcome(receive(context, request, *claim));
}

}  // namespace earshot::web

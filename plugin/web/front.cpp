#include "web/front.h"

#include <algorithm>
#include <cassert>
#include <chrono>
#include <exception>
#include <optional>
#include <thread>

#include "base/log.h"
#include "base/text.h"
#include "store/books.h"

namespace earshot::web {
namespace {

// Eight who ping as fast as they are answered would otherwise take half the processor from the engine that
// makes the readers' pages.
constexpr std::chrono::milliseconds courtesy{6};

constexpr std::string_view page_policy =
    "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self'; form-action 'self'; base-uri "
    "'none'; "
    "frame-ancestors 'none'";

cgi::Response plain(int status, std::string text) {
  text += '\n';
  return {status, "text/plain; charset=utf-8", std::move(text), {}};
}

// What stands behind the route's path, if the route reaches `path`.
std::optional<std::string_view> rest_of(const Route& route, std::string_view path) {
  if (path == route.path) return std::string_view();
  if (route.reach == Reach::exact || !path.starts_with(route.path)) return std::nullopt;
  path.remove_prefix(route.path.size());
  if (!path.starts_with('/')) return std::nullopt;
  return path.substr(1);
}

bool serves(const Route& route, std::string_view method) {
  return route.method == method || (route.method == "GET" && method == "HEAD");
}

cgi::Response store_failed(const db::StoreFailure& failure, std::string_view route) {
  using Kind = db::StoreFailure::Kind;
  switch (failure.kind()) {
    case Kind::busy:
      log::warning("web", "store busy", {{"route", route}, {"why", failure.what()}});
      return plain(503, "Busy at the moment. Please try again in a few seconds.").with("Retry-After", "5");
    case Kind::full:
    case Kind::read_only:
      log::error("web", "store takes nothing", {{"route", route}, {"why", failure.what()}});
      return plain(503, "Nothing can be stored at the moment. Please try again later.")
          .with("Retry-After", "120");
    case Kind::corrupt:
    case Kind::unique:
    case Kind::foreign_key:
    case Kind::other:
      break;
  }
  log::error("web", "store failed", {{"route", route}, {"why", failure.what()}});
  return plain(500, "Something failed on our side. The operator finds it in the log.");
}

// Browsers ask so before a script of another page may send headers of its own.
cgi::Response preflight(std::string_view allowed) {
  cgi::Response out{204, {}, {}, {}};
  return out.with("Allow", allowed)
      .with("Access-Control-Allow-Methods", allowed)
      .with("Access-Control-Allow-Headers", "*")
      .with("Access-Control-Max-Age", "86400");
}

bool has_header(const cgi::Response& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [&](const auto& header) { return equal_ignoring_case(header.first, name); });
}

void add_common_headers(cgi::Response& response, bool for_any_page) {
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!has_header(response, name)) response.with(name, value);
  };
  add("X-Content-Type-Options", "nosniff");
  add("Referrer-Policy", "no-referrer");
  // Also on errors: a script that may not read them hears only that "the network" failed.
  if (for_any_page) add("Access-Control-Allow-Origin", "*");
  if (response.content_type.starts_with("text/html")) add("Content-Security-Policy", page_policy);
}

}  // namespace

struct Front::Found {
  const Route* route = nullptr;
  std::string_view rest;
  bool for_any_page = false;
  std::string allowed;  // the methods of the path when the one asked for is not among them; "" = no such path
};

Front::Front(std::vector<Context> sites, std::span<const Route> routes)
    : sites_(std::move(sites)), routes_(routes) {
  assert(!sites_.empty());
  assert(in_order(routes_));
  for (auto& site : sites_) site.tally = &tally_;
}

Front::Found Front::find(const cgi::Request& request) const {
  Found found;
  std::size_t best = 0;
  for (const auto& route : routes_) {
    const auto rest = rest_of(route, request.path);
    if (!rest || route.path.size() < best) continue;
    if (route.path.size() > best) found = {};  // the longer path decides, also about the methods
    best = route.path.size();
    if (serves(route, request.method)) {
      found.route = &route;
      found.rest = *rest;
    }
    found.allowed += (found.allowed.empty() ? "" : ", ") + std::string(route.method);
    if (route.method == "GET") found.allowed += ", HEAD";
    if (route.readers == Readers::any_page && !found.for_any_page) {
      found.for_any_page = true;
      found.allowed += ", OPTIONS";
    }
  }
  return found;
}

const Context* Front::site_of(const cgi::Request& request) const {
  const auto named = request.parameters.find("EARSHOT_SITE");
  if (named == request.parameters.end() || named->second.empty()) return &sites_.front();
  const auto site = std::find_if(sites_.begin(), sites_.end(), [&](const Context& context) {
    return context.books.site.name == named->second;
  });
  return site == sites_.end() ? nullptr : &*site;
}

void Front::keep_pace(const Route* route, std::string_view method) {
  bustle_.note();
  if (method != "POST") bustle_.note_reader();
  if (route && route->pace == Pace::gives_way && bustle_.readers_about())
    std::this_thread::sleep_for(courtesy);
}

cgi::Response Front::answer(const Found& found, const cgi::Request& request) const {
  if (!found.route && found.allowed.empty()) return plain(404, "There is nothing at this address.");
  if (!found.route && found.for_any_page && request.method == "OPTIONS") return preflight(found.allowed);
  if (!found.route) {
    return plain(405, "This address answers " + found.allowed + " only.").with("Allow", found.allowed);
  }
  const Context* site = site_of(request);
  if (!site) {
    log::error("web", "unknown site", {{"EARSHOT_SITE", request.parameters.find("EARSHOT_SITE")->second}});
    return plain(500, "The web server names a site that is not configured here.");
  }
  const Route& route = *found.route;
  if (!request.body_too_long && request.body.size() <= route.body_limit)
    return route.answer(*site, request, found.rest);
  if (route.oversize == Oversize::refused) {
    return plain(413, "At most " + std::to_string(route.body_limit) + " bytes are accepted here.");
  }
  cgi::Request without_body = request;
  without_body.body.clear();
  without_body.body_too_long = true;
  return route.answer(*site, without_body, found.rest);
}

cgi::Response Front::operator()(const cgi::Request& request) {
  const auto began = std::chrono::steady_clock::now();
  const Found found = find(request);
  keep_pace(found.route, request.method);
  const std::string_view route = found.route ? found.route->path : std::string_view("none");
  const std::string_view method = found.route ? found.route->method : std::string_view("none");
  cgi::Response response;
  try {
    response = answer(found, request);
  } catch (const db::StoreFailure& failure) {
    response = store_failed(failure, route);
  } catch (const std::exception& failure) {
    log::error("web", "answer failed", {{"route", route}, {"why", failure.what()}});
    response = plain(500, "Something failed on our side. The operator finds it in the log.");
  }
  add_common_headers(response, found.for_any_page);
  const auto spent =
      std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - began);
  tally_.add(method, route, response.status, spent);
  log::debug(
      "web", "answered",
      {{"route", route}, {"method", method}, {"status", response.status}, {"microseconds", spent.count()}});
  return response;
}

}  // namespace earshot::web

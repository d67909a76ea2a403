// One question to somebody else's server: what is there now, unless it is what we know already?
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "model/outside.h"
#include "net/fetcher.h"
#include "outside/pace.h"

namespace earshot::outside {

inline constexpr std::string_view accept_feeds =
    "application/rss+xml, application/atom+xml, application/rdf+xml;q=0.9, application/xml;q=0.8, "
    "text/xml;q=0.8, text/html;q=0.7, */*;q=0.1";
inline constexpr std::string_view accept_pages = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1";

struct Document {
  net::Fetched got;
  model::Freshness known;  // to be kept for the next time
};
struct Unchanged {
  std::optional<Url> moved_to;
};
struct Gone {};  // 410
struct Trouble {
  std::string why;               // for people
  std::optional<Duration> wait;  // the server's own wish
};
using Answer = std::variant<Document, Unchanged, Gone, Trouble>;

struct Question {
  Url url;
  model::Freshness known = {};
  std::string_view accept = accept_pages;
  std::size_t body_bytes = 2 * 1024 * 1024;
};
// One fetch. What is longer than body_bytes comes cut.
Answer ask(net::Fetcher& web, const Question& question, Time now);

// The wait and its reason, when the host's pages were asked too often of late.
std::optional<Duration> wait_for_turn(const Turn& turn, const Url& url);

// Do these words (of <meta name=robots> or X-Robots-Tag) ask not to be kept?
bool wants_no_copy(std::string_view robots);

}  // namespace earshot::outside

#include "sending/discover.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "markup/charset.h"
#include "markup/page.h"
#include "markup/tokens.h"
#include "sending/link_header.h"

namespace earshot::sending {

using markup::Page;
using model::Protocol;

namespace {

constexpr std::string_view webmention = "webmention";
// What webmention was called before it had a name of its own; only where the page does not know the new one.
constexpr std::array<std::string_view, 2> old_webmention{"http://webmention.org/", "http://webmention.org"};

// What a page can be searched for. Pictures and films have headers only.
bool is_text(const std::string& media_type) {
  return media_type.empty() || media_type.starts_with("text/") || media_type == "application/xhtml+xml" ||
         media_type == "application/xml";
}
bool is_html(const std::string& media_type) {
  return media_type.empty() || media_type == "text/html" || media_type == "application/xhtml+xml";
}

class Search {
 public:
  Search(const net::Fetched& answer, const Url& target, const DiscoverLimits& limits)
      : answer_(answer), target_(target), limits_(limits), page_(answer.final_url) {
    for (const auto& [name, value] : answer.headers) {
      if (name != "link") continue;
      for (auto& link : read_link_header(value)) header_links_.push_back(std::move(link));
    }
    const std::string type = answer.header("content-type");
    const std::string media_type = markup::media_type_of(type);
    if (is_text(media_type)) {
      source_ = markup::to_utf8(answer.body, markup::charset_of(type), markup::Sniff::html);
    }
    if (is_html(media_type)) {
      const markup::PageLimits bounds{.text_bytes = 0, .links = limits.links};
      page_ = markup::read_page(answer.body, type, answer.final_url, bounds);
    }
  }

  std::optional<Url> by_webmention() const {
    if (auto url = by_header(webmention)) return url;
    if (auto url = by_element(webmention)) return url;
    for (const auto rel : old_webmention) {
      if (auto url = by_header(rel)) return url;
      if (auto url = by_element(rel)) return url;
    }
    return std::nullopt;
  }

  std::optional<Url> by_pingback(bool lenient) const {
    // Only the first value counts, and only a whole address: a wrong one is as if it were not there.
    if (auto url = Url::parse(answer_.header("x-pingback"))) return url;
    if (auto url = by_literal_link()) return url;
    if (!lenient) return std::nullopt;
    for (const auto& link : page_.links) {
      if (link.element == "link" && link.attribute == "href" && has_rel(link.rels, "pingback"))
        return link.url;
    }
    return std::nullopt;
  }

  std::optional<Url> by_trackback() const {
    if (auto url = by_element("trackback")) return url;
    return by_rdf();
  }

 private:
  std::optional<Url> by_header(std::string_view rel) const {
    for (const auto& link : header_links_) {
      if (!has_rel(link.rels, rel)) continue;
      if (!link.anchor.empty()) {
        const auto of = answer_.final_url.resolve(link.anchor);
        if (!of || !same_page(*of, answer_.final_url)) continue;  // of another page
      }
      if (auto url = answer_.final_url.resolve(link.reference)) return url;
    }
    return std::nullopt;
  }

  std::optional<Url> by_element(std::string_view rel) const {
    for (const auto& link : page_.links) {
      const bool may_tell = (link.element == "link" || link.element == "a") && link.attribute == "href";
      if (may_tell && has_rel(link.rels, rel)) return link.url;
    }
    return std::nullopt;
  }

  // <link rel="pingback" href="([^"]+)" ?/?>, letter for letter, wherever it stands: so the specification
  // says.
  std::optional<Url> by_literal_link() const {
    constexpr std::string_view opening = "<link rel=\"pingback\" href=\"";
    const std::string_view all = source_;
    for (auto at = all.find(opening); at != std::string_view::npos; at = all.find(opening, at + 1)) {
      const auto begin = at + opening.size();
      const auto end = all.find('"', begin);
      if (end == std::string_view::npos) return std::nullopt;
      std::string_view rest = all.substr(end + 1);
      if (rest.starts_with(' ')) rest.remove_prefix(1);
      if (rest.starts_with('/')) rest.remove_prefix(1);
      if (end > begin && rest.starts_with('>'))
        return Url::parse(four_entities(all.substr(begin, end - begin)));
    }
    return std::nullopt;
  }

  // The specification knows these four and no others.
  static std::string four_entities(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, char>, 4> known{
        {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}}};
    std::string out;
    while (!text.empty()) {
      const auto found =
          std::ranges::find_if(known, [&](const auto& one) { return text.starts_with(one.first); });
      out += found == known.end() ? text.front() : found->second;
      text.remove_prefix(found == known.end() ? 1 : found->first.size());
    }
    return out;
  }

  struct Block {
    std::string identifier, ping;
  };
  // In comments as well as outside of them: authors hid their RDF from validators there.
  std::vector<Block> rdf_blocks() const {
    constexpr std::string_view opening = "<rdf:description";
    const std::string low = lower_ascii(source_);
    std::vector<Block> out;
    std::size_t seen = 0;
    for (auto at = low.find(opening); at != std::string::npos && seen < limits_.rdf_blocks;
         at = low.find(opening, at + 1), ++seen) {
      markup::Tokens tokens(std::string_view(source_).substr(at), markup::Syntax::xml);
      if (tokens.next() != markup::Tokens::Kind::start) continue;
      const auto ping = tokens.tag().value("trackback:ping");
      auto identifier = tokens.tag().value("dc:identifier");
      if (!identifier) identifier = tokens.tag().value("rdf:about");
      if (ping && identifier) out.push_back({*identifier, *ping});
    }
    return out;
  }

  // The block of just this page, since several entries may stand on it: by its address, then without the
  // fragment, and at last by the path, for blogs that moved and kept their templates.
  std::optional<Url> by_rdf() const {
    using Same = bool (*)(const Url&, const Url&);
    constexpr std::array<Same, 3> ways{
        [](const Url& a, const Url& b) { return a == b; },
        [](const Url& a, const Url& b) { return same_page(a, b); },
        [](const Url& a, const Url& b) { return a.path() == b.path() && a.path() != "/"; },
    };
    const auto blocks = rdf_blocks();
    for (const Same same : ways) {
      for (const auto& block : blocks) {
        const auto identifier = answer_.final_url.resolve(block.identifier);
        if (!identifier || !(same(*identifier, target_) || same(*identifier, answer_.final_url))) continue;
        if (auto url = answer_.final_url.resolve(block.ping)) return url;
      }
    }
    return std::nullopt;
  }

  const net::Fetched& answer_;
  const Url& target_;
  const DiscoverLimits& limits_;
  Page page_;
  std::string source_;  // UTF-8, "" for what is no text
  std::vector<HeaderLink> header_links_;
};

// A blog's front page: whoever links to it speaks of the blog, and its entries' endpoints are not its own.
bool is_bare_host(const Url& url) {
  return url.path() == "/" && !url.query();
}

TargetUnread target_not_reached(net::FetchError error) {
  const bool for_good =
      error == net::FetchError::refused_address || error == net::FetchError::too_many_redirects;
  return {"the page could not be read: " + std::string(net::word(error)), 0, for_good, {}};
}

}  // namespace

std::optional<Endpoint> find_endpoint(const net::Fetched& answer, const Url& target, bool lenient_pingback,
                                      const DiscoverLimits& limits) {
  const Search search(answer, target, limits);
  if (auto url = search.by_webmention()) return Endpoint{Protocol::webmention, *url};
  if (is_bare_host(target)) return std::nullopt;
  if (auto url = search.by_pingback(lenient_pingback)) return Endpoint{Protocol::pingback, *url};
  if (auto url = search.by_trackback()) return Endpoint{Protocol::trackback, *url};
  return std::nullopt;
}

Discovery discover(net::Fetcher& web, const Url& target, bool lenient_pingback,
                   const DiscoverLimits& limits) {
  net::FetchRequest request{.url = target.without_fragment()};
  request.headers.emplace_back("Accept", "text/html, application/xhtml+xml;q=0.9, */*;q=0.5");
  request.limits = limits.fetch;
  const auto got = web.fetch(request);
  if (!got) return target_not_reached(got.error());
  if (got->status < 200 || got->status > 299) {
    const bool may_pass = got->status >= 500 || got->status == 429 || got->status == 408;
    return TargetUnread{"the page answers " + std::to_string(got->status), got->status, !may_pass,
                        got->header("retry-after")};
  }
  if (auto endpoint = find_endpoint(*got, target, lenient_pingback, limits)) return *endpoint;
  return NoEndpoint{"the page takes neither webmentions nor pingbacks nor trackbacks"};
}

}  // namespace earshot::sending

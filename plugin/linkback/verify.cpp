#include "linkback/verify.h"

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "linkback/settle.h"
#include "linkback/target.h"
#include "store/linkback_store.h"

namespace earshot::linkback {

namespace {

// One sentence for a name that does not exist, one that leads inside, and one where nobody answers: a receipt
// must not become a map of our network.
constexpr std::string_view not_reached = "the page's server could not be reached";

bool is_ip_literal(std::string_view host) {
  return host.find(':') != std::string_view::npos ||
         (!host.empty() &&
          std::all_of(host.begin(), host.end(), [](char c) { return c == '.' || (c >= '0' && c <= '9'); }));
}

Verdict not_fetched(net::FetchError error, const Url& source) {
  switch (error) {
    case net::FetchError::refused_address:
      // A name may lead elsewhere tomorrow; an address that is written out will not.
      if (is_ip_literal(source.host()) || source.has_credentials()) {
        return NeverTry{"the source's address is not one that we fetch"};
      }
      return TryLater{std::string(not_reached)};
    case net::FetchError::unresolved:
    case net::FetchError::unreachable:
    case net::FetchError::timeout:
    case net::FetchError::bad_tls:
    case net::FetchError::garbled:
      return TryLater{std::string(not_reached)};
    case net::FetchError::too_many_redirects:
    case net::FetchError::too_large:
    case net::FetchError::shutdown:
      break;
  }
  return TryLater{"the page could not be read: " + std::string(net::word(error))};
}

std::optional<Time> date_of(const std::string& text) {
  if (auto time = parse_iso8601(text)) return time;
  return parse_rfc5322(text);
}

// The link that a reader would click, if there is one.
const markup::Link* link_to(const markup::Page& page, const Url& target) {
  const markup::Link* found = nullptr;
  for (const auto& link : page.links) {
    if (!same_page(link.url, target)) continue;
    if (link.visible && link.element == "a") return &link;
    if (!found || (link.visible && !found->visible)) found = &link;
  }
  return found;
}

std::string title_of(const markup::Page& page, const markup::Entry& entry, const Url& url) {
  // Many notes have no title; their p-name is then the beginning of the text.
  const bool named = entry.found && !entry.name.empty() && !entry.content.starts_with(entry.name);
  if (named) return entry.name;
  if (const auto title = squeeze(page.title); !title.empty()) return title;
  if (!page.og_title.empty()) return squeeze(page.og_title);
  return std::string(url.host());
}

std::string excerpt_of(const markup::Page& page, const markup::Entry& entry, const markup::Link& link,
                       std::size_t characters) {
  if (entry.type != "mention" && !entry.content.empty()) return shorten(entry.content, characters);
  if (link.visible) {
    if (auto around = markup::excerpt_around(page, link); !around.empty()) return around;
  }
  for (const auto* text : {&entry.summary, &page.description, &entry.content}) {
    if (!text->empty()) return shorten(squeeze(*text), characters);
  }
  return {};
}

// The part of the page's text that is kept: around the link, since a name that matters stands near it.
void keep_text(LinkFound& found, const markup::Page& page, const markup::Link& link, std::size_t bytes) {
  const std::size_t at = std::min(link.text_at, page.text.size());
  std::size_t begin = at > bytes / 2 ? at - bytes / 2 : 0;
  while (begin > 0 && (static_cast<unsigned char>(page.text[begin]) & 0xC0) == 0x80) --begin;
  found.page.page_text = std::string(cut(std::string_view(page.text).substr(begin), bytes));
  found.page.link_at = link.visible ? static_cast<std::int64_t>(at - begin) : -1;
}

Verdict read_source(const net::Fetched& got, const Url& target, const VerifyLimits& limits) {
  const std::string type = got.header("content-type");
  const markup::Page page = markup::read_page(got.body, type, got.final_url, limits.page);
  if (page.not_text) return NotText{type};
  if (page.says_gone) return PageGone{};
  const markup::Link* link = link_to(page, target);
  if (!link) return LinkAbsent{};

  const markup::Entry entry = markup::read_entry(got.body, type, got.final_url, target);
  LinkFound found;
  found.page.final_url = got.final_url.text();
  found.type = entry.type == "rsvp" ? "reply" : entry.type;
  found.title = shorten(title_of(page, entry, got.final_url), limits.title_characters);
  found.excerpt = excerpt_of(page, entry, *link, limits.excerpt_characters);
  found.author_name =
      shorten(squeeze(entry.author_name.empty() ? page.author : entry.author_name), limits.name_characters);
  if (entry.author_url) found.author_url = entry.author_url->text();
  found.site_name = shorten(squeeze(page.og_site_name), limits.name_characters);
  if (found.site_name.empty()) found.site_name = got.final_url.host();
  found.published = date_of(entry.published.empty() ? page.published : entry.published);
  keep_text(found, page, *link, limits.page_text_bytes);
  return found;
}

}  // namespace

Verdict verify_link(net::Fetcher& web, const Url& source, const Url& target, const VerifyLimits& limits) {
  net::FetchRequest request{.url = source.without_fragment()};
  request.headers.emplace_back(
      "Accept", "text/html, application/xhtml+xml;q=0.9, application/json;q=0.8, text/*;q=0.7, */*;q=0.1");
  request.limits = limits.fetch;
  auto got = web.fetch(request);
  if (!got) return not_fetched(got.error(), source);
  if (got->status == 410) return PageGone{};
  if (got->status == 404) return PageMissing{};
  if (got->status < 200 || got->status > 299) {
    return TryLater{"the page's server answered " + std::to_string(got->status)};
  }
  // Which of several entries of a page speaks of us may be said by the fragment that only the sender's
  // address has.
  if (const auto fragment = source.fragment(); fragment && !got->final_url.fragment()) {
    got->final_url = got->final_url.resolve("#" + std::string(*fragment)).value_or(got->final_url);
  }
  return read_source(*got, target, limits);
}

model::JobOutcome verify(const store::Books& books, net::Fetcher& web, const model::Job& job) {
  const auto load = [&] {
    return books.database.read(
        [&](db::Reader& reader) { return store::find_linkback(reader, books.site.id, job.subject); });
  };
  auto linkback = load();
  if (!linkback || linkback->state == model::LinkbackState::hidden) return model::Done{};
  if (!linkback->post_id) {
    const auto target = Url::parse(linkback->target);
    if (!target) return model::Done{};
    const auto known = books.database.read([&](db::Reader& reader) -> std::optional<TargetVerdict> {
      if (auto post = post_at(reader, books.site, *target)) return TargetIs{*post};
      if (knows_all_posts(reader, books.site)) return TargetIsNot{model::Refusal::target_unknown};
      return std::nullopt;
    });
    const TargetVerdict looked = known ? *known : look_at_target(web, books.site, *target);
    if (auto ended = settle_target(books, linkback->id, looked)) return *ended;
    linkback = load();
  }
  const auto source = Url::parse(linkback->source), target = Url::parse(linkback->target);
  if (!source || !target) return model::Done{};
  return settle(books, linkback->id, verify_link(web, *source, *target));
}

}  // namespace earshot::linkback

#include "linkback/verify.h"

#include <algorithm>

#include "base/log.h"
#include "base/registrable_domain.h"
#include "base/text.h"
#include "base/token.h"
#include "linkback/settle.h"
#include "linkback/target.h"
#include "markup/clean.h"
#include "markup/feed.h"
#include "net/address_guard.h"
#include "net/retry_after.h"
#include "store/linkback_store.h"
#include "store/post_address.h"

namespace earshot::linkback {

namespace {

// One sentence for a name that does not exist, one that leads inside, and one where nobody answers: a receipt
// must not become a map of our network.
constexpr std::string_view not_reached = "the page's server could not be reached";

bool is_inside_as_written(std::string_view host) {
  const auto address = net::Address::parse(host);
  return address && !net::is_public(*address);
}

// `last`: the last address that was asked.
Verdict not_fetched(net::FetchError error, const Url& source, const Url& last) {
  switch (error) {
    case net::FetchError::refused_address:
      // A name may lead elsewhere tomorrow; an inside address that is written out will not. A public one was
      // redirected: if it heard more than others, its redirects would tell which names lead inside.
      if (is_inside_as_written(source.host()) || source.has_credentials()) {
        return NeverTry{"the source's address is not one that we fetch"};
      }
      return TryLater{std::string(not_reached)};
    case net::FetchError::unresolved:
    case net::FetchError::unreachable:
    case net::FetchError::timeout:
    case net::FetchError::bad_tls:
    case net::FetchError::garbled:
    case net::FetchError::not_now:
      return TryLater{std::string(not_reached)};
    case net::FetchError::too_many_redirects:
      return Unreadable{model::Refusal::source_redirects,
                        std::string(model::sentence(model::Refusal::source_redirects)) +
                            " The last address was " + last.text() + "."};
    case net::FetchError::too_large:
      break;
  }
  return Unreadable{.why = "the headers of its server's answer are too long"};
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

const markup::Link* link_to_same_place(const markup::Page& page, const Url& target) {
  const auto key = page_key(target.without_fragment());
  const auto found = std::ranges::find_if(page.links, [&](const markup::Link& link) {
    return link.visible && link.element == "a" && page_key(link.url.without_fragment()) == key;
  });
  return found == page.links.end() ? nullptr : &*found;
}

std::string first_of(std::initializer_list<std::string_view> texts) {
  for (const auto text : texts) {
    if (auto squeezed = squeeze(text); !squeezed.empty()) return squeezed;
  }
  return {};
}

// "" of a note: it has no name, or one that is the beginning of its text, and its page's is none of its own.
// Widgets print a name in the place of what it says.
std::string title_of(const markup::Page& page, const markup::Entry& entry, const Url& url) {
  if (!entry.found) return first_of({page.og_title, page.ld.headline, page.title, url.host()});
  return entry.content.starts_with(entry.name) ? std::string() : squeeze(entry.name);
}

std::string excerpt_of(const markup::Page& page, const markup::Entry& entry, const markup::Link& link,
                       std::size_t characters) {
  if (entry.is_wordless()) return {};
  // What a reply says matters more than the words round its link.
  if ((entry.type != "mention" || page.is_json) && !entry.content.empty()) {
    const bool fits = count_characters(entry.content) <= characters;
    return shorten(fits || entry.summary.empty() ? entry.content : entry.summary, characters);
  }
  if (page.is_json) return shorten(entry.summary, characters);  // round the link stand other values
  if (link.visible) {
    if (auto around = markup::excerpt_around(page, link); !around.empty()) return around;
  }
  return shorten(first_of({entry.summary, page.description, entry.content}), characters);
}

// The part of the page's text that is kept: around the link, since a name that matters stands near it.
void keep_text(LinkFound& found, const markup::Page& page, const markup::Link& link, std::size_t bytes) {
  const std::size_t at = std::min(link.text_at, page.text.size());
  const std::size_t begin = character_start(page.text, at > bytes / 2 ? at - bytes / 2 : 0);
  found.page.page_text = std::string(cut(std::string_view(page.text).substr(begin), bytes));
  const std::size_t end = begin + found.page.page_text.size();
  for (const auto& [from, to] : page.quoted) {
    if (from < end && to > begin)
      found.page.quoted.emplace_back(std::max(from, begin) - begin, std::min(to, end) - begin);
  }
  found.page.link_at = link.visible ? static_cast<std::int64_t>(at - begin) : -1;
}

// Of everybody's: a name is short, an address is one.
void take_author(LinkFound& found, const markup::Author& author) {
  if (!author.name.empty()) found.author_name = author.name;
  if (author.url) found.author_url = author.url->text();
  if (author.photo) found.page.author_photo = author.photo->text();
}

std::string address_of(const markup::Page& page, std::string_view written) {
  const auto url = written.empty() ? std::nullopt : page.base.resolve(written);
  return url ? url->text() : std::string();
}

void fill_author(LinkFound& found, const markup::Page& page, const markup::Entry& entry) {
  take_author(found, entry.author);
  if (found.author_name.empty()) found.author_name = first_of({page.ld.author_name, page.author});
  if (found.author_url.empty()) found.author_url = address_of(page, page.ld.author_url);
  if (found.page.author_photo.empty()) found.page.author_photo = address_of(page, page.ld.author_photo);
}

void fill_date(LinkFound& found, const markup::Page& page, const markup::Entry& entry) {
  for (const auto* written : {&entry.published, &page.published, &page.ld.published}) {
    found.published = date_of(*written);
    if (!found.published) continue;
    found.page.published_text = squeeze(*written);
    return;
  }
}

void add_address(std::vector<std::string>& list, const std::string& address) {
  constexpr std::size_t most = 8;
  if (list.size() < most && std::ranges::count(list, address) == 0) list.push_back(address);
}

void fill_addresses(LinkFound& found, const markup::Page& page, const markup::Entry& entry) {
  found.page.photos = entry.photos;
  found.page.syndication = entry.syndication;
  for (const auto& link : page.links) {
    const std::string words = " " + link.rels + " ";
    if (words.find(" syndication ") != std::string::npos)
      add_address(found.page.syndication, link.url.text());
    const bool canonical = link.element == "link" && words.find(" canonical ") != std::string::npos;
    if (canonical && found.page.canonical.empty()) found.page.canonical = link.url.text();
  }
}

SpamSigns signs_of_page(const markup::Page& page, const markup::Entry& entry, const markup::Link& link,
                        const Url& url) {
  SpamSigns out;
  out.unseen_link = !link.visible && entry.type == "mention";
  for (const auto& one : page.links) {
    const bool foreign = one.url.host() != url.host() && one.url.host() != link.url.host();
    out.foreign_links += one.element == "a" && foreign ? 1 : 0;
  }
  return out;
}

LinkFound what_it_says(const net::Fetched& got, const markup::Page& page, const markup::Link& link,
                       const markup::Entry& entry, const VerifyLimits& limits) {
  LinkFound found;
  found.type = entry.type;
  found.by_fragment = entry.by_fragment;
  found.title = shorten(title_of(page, entry, got.final_url), limits.title_characters);
  found.page_titles = page.og_title + "\n" + page.ld.headline + "\n" + page.title;
  found.excerpt = excerpt_of(page, entry, link, limits.excerpt_characters);
  found.site_name = shorten(first_of({page.og_site_name, got.final_url.host()}), limits.name_characters);
  found.signs = signs_of_page(page, entry, link, got.final_url);
  found.signs.words = cut(entry.content, limits.content_bytes);
  found.passed = got.passed;
  fill_author(found, page, entry);
  fill_date(found, page, entry);
  fill_addresses(found, page, entry);
  found.page.final_url = (entry.by_fragment ? got.final_url : got.final_url.without_fragment()).text();
  found.page.content_html = entry.content_html;
  found.page.content_text = cut(entry.content, limits.content_bytes);
  found.page.summary = cut(first_of({entry.summary, page.description}), limits.content_bytes);
  found.page.rsvp = entry.rsvp;
  keep_text(found, page, link, limits.page_text_bytes);
  return found;
}

// In a feed what links to us stands in an entry, which is HTML again.
std::optional<LinkFound> read_feed_entries(const net::Fetched& got, const Url& target,
                                           const VerifyLimits& limits) {
  constexpr std::size_t most_entries = 100;
  const auto feed = markup::read_feed(got.body, got.header("content-type"), got.final_url);
  if (!feed) return std::nullopt;
  auto page_limits = limits.page;
  page_limits.wanted = &target;
  std::size_t read = 0;
  for (const auto& one : feed->entries) {
    if (++read > most_entries) break;
    auto page = markup::read_page(one.html, "text/html; charset=utf-8", one.link.value_or(got.final_url),
                                  page_limits);
    const markup::Link* link = link_to(page, target);
    if (!link) continue;
    page.title = one.title;
    page.og_site_name = feed->title;
    markup::Entry entry;
    entry.author.name = one.author_name;
    entry.author.url = one.author_url;
    if (const auto time = one.published ? one.published : one.updated) entry.published = iso8601(*time);
    entry.content = squeeze(page.text);
    entry.content_html =
        markup::clean_html(one.html, {.bytes = limits.content_bytes}, one.link ? &*one.link : nullptr);
    return what_it_says(got, page, *link, entry, limits);
  }
  return std::nullopt;
}

// The page that an author's address leads to says who that is.
void ask_for_author(net::Fetcher& web, const Url& page, const VerifyLimits& limits, const Errand& errand,
                    LinkFound& found) {
  if (errand.turns && errand.turns->try_take(page.host(), errand.now) > Duration::zero()) return;
  net::FetchRequest request{.url = page.without_fragment()};
  request.headers = errand.headers;
  request.headers.emplace_back("Accept", "text/html, application/xhtml+xml;q=0.9");
  request.limits = limits.fetch;
  const auto got = web.fetch(request);
  if (!got || got->status < 200 || got->status > 299) return;
  const auto author = markup::read_author(got->body, got->header("content-type"), got->final_url, page);
  if (author) take_author(found, *author);
}

Verdict read_source(net::Fetcher& web, const net::Fetched& got, const Url& target, const VerifyLimits& limits,
                    const Errand& errand) {
  const std::string type = got.header("content-type");
  auto page_limits = limits.page;
  page_limits.wanted = &target;
  const markup::Page page = markup::read_page(got.body, type, got.final_url, page_limits);
  if (page.not_text) return NotText{type};
  if (page.says_gone) return PageGone{};
  if (page.is_xml) {
    if (auto found = read_feed_entries(got, target, limits)) return *found;
  }
  const markup::Link* link = link_to(page, target);
  const bool respelt = !link && errand.any_spelling;
  if (respelt) link = link_to_same_place(page, target);
  if (!link) return LinkAbsent{got.truncated || got.body.size() > limits.page.bytes};

  const markup::Entry entry =
      markup::read_entry(got.body, type, got.final_url, target, {.html_bytes = limits.content_bytes});
  LinkFound found = what_it_says(got, page, *link, entry, limits);
  if (respelt) found.target = link->url.text();
  if (entry.author_page) {
    // The page itself may be its author's: then it was read already.
    const bool here = same_page(*entry.author_page, got.final_url);
    if (!here) {
      ask_for_author(web, *entry.author_page, limits, errand, found);
    } else if (const auto author = markup::read_author(got.body, type, got.final_url, got.final_url)) {
      take_author(found, *author);
    }
  }
  found.author_name = shorten(squeeze(found.author_name), limits.name_characters);
  return found;
}

// Which entry of the page speaks is said by the fragment that the sender gave, never by a redirect's.
std::optional<Url> place_of(const Url& source, const Url& final_url) {
  const Url page = final_url.without_fragment();
  const auto fragment = source.fragment();
  return fragment ? page.resolve("#" + std::string(*fragment)) : page;
}

// Victims of a flood shall see who caused it and whom to ask (the header is WordPress's).
Errand errand_for(const store::Books& books, const model::Linkback& linkback, HostTurns* turns) {
  const std::string caused = linkback.sender_block.empty() ? "" : " from " + linkback.sender_block;
  Errand out;
  out.headers.emplace_back("User-Agent", "Earshot (+" + books.site.public_url("about") +
                                             "; Webmention; verifying a " +
                                             std::string(word(linkback.protocol)) + caused + ")");
  if (!linkback.sender_block.empty())
    out.headers.emplace_back("X-Pingback-Forwarded-For", linkback.sender_block);
  out.turns = turns;
  out.now = books.now();
  return out;
}

// Turns are spread at intake already; here they hold for what no intake of this process saw: plain CGI, a
// restart, checks of old ones. Those who find none come back at different times.
std::optional<model::JobOutcome> no_turn(HostTurns* turns, const Url& source, const model::Job& job,
                                         Time now) {
  if (!turns) return std::nullopt;
  const Duration wait = turns->try_take(source.host(), now);
  if (wait <= Duration::zero()) return std::nullopt;
  const Duration spread = std::chrono::seconds(30) * (1 << std::clamp(job.tries, 0, 7));
  const auto more = random_number() % static_cast<std::uint64_t>(spread.count());
  return model::Again{now + wait + Duration(static_cast<std::int64_t>(more)),
                      "other pages of that host are read first"};
}

}  // namespace

Verdict verify_link(net::Fetcher& web, const Url& source, const Url& target, const VerifyLimits& limits,
                    const Errand& errand) {
  net::FetchRequest request{.url = source.without_fragment()};
  request.headers = errand.headers;
  request.headers.emplace_back(
      "Accept", "text/html, application/xhtml+xml;q=0.9, application/json;q=0.8, text/*;q=0.7, */*;q=0.1");
  request.limits = limits.fetch;
  // Redirects must not turn us against a host that nobody may ping so often. From a blog to its "www." is no
  // second turn.
  Url last = request.url;
  std::vector<std::string> taken{std::string(registrable_domain(source.host()))};
  request.may_follow = [&](const Url& to) {
    last = to;
    const auto owner = registrable_domain(to.host());
    if (!errand.turns || std::ranges::count(taken, owner) > 0) return true;
    taken.emplace_back(owner);
    return errand.turns->try_take(to.host(), errand.now) <= Duration::zero();
  };
  auto got = web.fetch(request);
  if (!got) return not_fetched(got.error(), source, last);
  if (got->status == 410) return PageGone{};
  if (got->status == 404) return PageMissing{};
  if (got->status < 200 || got->status > 299) {
    const auto asked = net::retry_after(got->header("retry-after"), errand.now);
    return TryLater{"the page's server answered " + std::to_string(got->status),
                    asked.value_or(Duration::zero())};
  }
  // Which of several entries of a page speaks of us may be said by the fragment that only the sender's
  // address has.
  if (const auto fragment = source.fragment(); fragment && !got->final_url.fragment()) {
    got->final_url = got->final_url.resolve("#" + std::string(*fragment)).value_or(got->final_url);
  }
  auto verdict = read_source(web, *got, target, limits, errand);
  if (auto* const found = std::get_if<LinkFound>(&verdict); found && got->moved_for_good)
    found->moved_to = place_of(source, got->final_url);
  return verdict;
}

model::JobOutcome verify(const store::Books& books, net::Fetcher& web, const model::Job& job,
                         HostTurns* turns) {
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
      if (auto post = store::post_at(reader, books.site, *target)) return TargetIs{*post};
      if (store::knows_all_posts(reader, books.site)) return TargetIsNot{model::Refusal::target_unknown};
      return std::nullopt;
    });
    const TargetVerdict looked = known ? *known : look_at_target(web, books.site, *target);
    if (auto ended = settle_target(books, linkback->id, looked)) return *ended;
    linkback = load();
  }
  const auto source = Url::parse(linkback->source), target = Url::parse(linkback->target);
  if (!source || !target) return model::Done{};
  // Which of our own pages are posts the engine's list says, not the page: archives link to every post.
  const bool never_read =
      linkback->state != model::LinkbackState::shown && linkback->state != model::LinkbackState::waiting;
  const bool unread = never_read && books.database.read([&](db::Reader& reader) {
    return store::may_be_unread_post(reader, books.site, *source);
  });
  if (unread) return settle(books, linkback->id, PostUnread{});
  if (auto later = no_turn(turns, *source, job, books.now())) return *later;
  auto errand = errand_for(books, *linkback, turns);
  errand.any_spelling = linkback->state == model::LinkbackState::shown;
  return settle(books, linkback->id, verify_link(web, *source, *target, {}, errand));
}

}  // namespace earshot::linkback

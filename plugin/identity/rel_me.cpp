#include "identity/rel_me.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <variant>

#include "base/log.h"
#include "base/token.h"
#include "markup/page.h"
#include "net/own_page.h"
#include "store/identity_store.h"
#include "store/job_store.h"
#include "store/site_store.h"

namespace earshot::identity {

namespace {

constexpr auto good_for = std::chrono::days(7), if_unread = std::chrono::days(1);
constexpr std::size_t most_profiles = 10, most_links = 20;
constexpr std::string_view checked_name = "profiles_checked";

// The addresses that a page calls its owner's, and where it was found in the end. Nothing: it could not be
// read now.
struct Me {
  std::vector<Url> links;
  Url place;
};

// A page that is gone names nobody; a server that is down says nothing.
std::optional<Me> read_me(const store::Books& books, net::Fetcher& web, const Url& url) {
  auto request = net::own_page(books.site.url, books.site.origin, url);
  request.headers.emplace_back("Accept", "text/html, application/xhtml+xml;q=0.9");
  const auto got = web.fetch(request);
  if (!got) return std::nullopt;
  constexpr int not_found = 404, gone = 410;
  if (got->status == not_found || got->status == gone) return Me{{}, url};
  if (got->status != 200) return std::nullopt;
  Me out{{}, net::public_address(books.site.url, books.site.origin, got->final_url)};
  const auto page = markup::read_page(got->body, got->header("content-type"), got->final_url);
  for (const auto& link : page.links) {
    const bool is_me = (" " + link.rels + " ").find(" me ") != std::string::npos;
    if (is_me && out.links.size() < most_links) out.links.push_back(link.url.without_fragment());
  }
  return out;
}

bool names(const Me& page, const Url& other, const Url& other_place) {
  return std::ranges::any_of(page.links, [&](const Url& link) {
    return page_key(link) == page_key(other) || page_key(link) == page_key(other_place);
  });
}

// All that is proven of one person now.
class Proving {
 public:
  Proving(const store::Books& books, net::Fetcher& web, const model::Person& person,
          const std::vector<store::ProfileProof>& known)
      : books_(books), web_(web), person_(person) {
    for (const auto& proof : known) {
      if (proof.person == person.id) known_.push_back(proof);
    }
  }

  std::vector<store::ProfileProof> run() {
    for (std::size_t i = 0; i < std::min(person_.profiles.size(), most_profiles); ++i) {
      if (const auto profile = Url::parse(person_.profiles[i])) check(*profile);
    }
    std::vector<store::ProfileProof> out;
    for (const auto& [key, proof] : proven_) out.push_back(proof);
    return out;
  }
  bool all_read() const { return all_read_; }

 private:
  void check(const Url& profile) {
    const auto me = read_me(books_, web_, profile);
    if (!me) return keep(profile);
    std::set<std::string> asked{page_key(profile), page_key(me->place)};
    for (const auto& other : me->links) {
      if (!asked.insert(page_key(other)).second) continue;
      const auto back = read_me(books_, web_, other);
      if (!back) {
        keep(other);
      } else if (names(*back, profile, me->place)) {
        add(profile, other);
        add(other, profile);
      }
    }
  }

  void add(const Url& page, const Url& partner) {
    proven_.try_emplace(page_key(page), store::ProfileProof{person_.id, page.text(), partner.text()});
  }
  // What was proven by way of this page.
  void keep(const Url& unread) {
    all_read_ = false;
    for (const auto& proof : known_) {
      const auto page = Url::parse(proof.page), partner = Url::parse(proof.partner);
      if (!page || !partner) continue;
      if (page_key(*page) == page_key(unread) || page_key(*partner) == page_key(unread)) add(*page, *partner);
    }
  }

  const store::Books& books_;
  net::Fetcher& web_;
  const model::Person& person_;
  std::vector<store::ProfileProof> known_;
  std::map<std::string, store::ProfileProof> proven_;  // by page
  bool all_read_ = true;
};

std::string written_profiles(const model::Roster& roster) {
  std::string out;
  for (const auto& person : roster.people) {
    for (const auto& profile : person.profiles) out += person.id + " " + profile + "\n";
  }
  return out.empty() ? out : sha256_hex(out);
}

// When the profiles that the roster names now were read last.
std::optional<Time> read_last(const store::Books& books, const std::string& digest) {
  const auto text = books.database.read(
      [&](db::Reader& reader) { return store::setting(reader, books.site.id, checked_name).value_or(""); });
  const auto blank = text.find(' ');
  if (blank == std::string::npos || text.substr(0, blank) != digest) return std::nullopt;
  return parse_iso8601(text.substr(blank + 1));
}

}  // namespace

model::JobOutcome check_profiles(const store::Books& books, net::Fetcher& web) {
  const auto digest = written_profiles(books.site.roster);
  if (const auto last = read_last(books, digest); last && *last + good_for > books.now())
    return model::Again{*last + good_for, ""};
  const auto known =
      books.database.read([&](db::Reader& reader) { return store::profile_proofs(reader, books.site.id); });
  if (digest.empty() && known.empty()) return model::Done{};

  std::map<std::string, std::vector<store::ProfileProof>> proven;
  for (const auto& proof : known) proven[proof.person];  // who left the roster proves nothing any more
  bool all_read = true;
  for (const auto& person : books.site.roster.people) {
    Proving proving(books, web, person, known);
    proven[person.id] = proving.run();
    all_read = all_read && proving.all_read();
  }
  const bool changed = books.database.write([&](db::Tx& tx) {
    bool any = false;
    for (const auto& [person, proofs] : proven)
      any = store::set_profile_proofs(tx, books, person, proofs) || any;
    if (any) store::add_job(tx, books, model::JobKind::match_again, 0, books.now());
    if (all_read) store::put_setting(tx, books.site.id, checked_name, digest + " " + iso8601(books.now()));
    return any;
  });
  if (changed) log::info("identity", "profiles changed", {{"site", books.site.name}});
  return model::Again{books.now() + (all_read ? Duration(good_for) : Duration(if_unread)), ""};
}

}  // namespace earshot::identity

#include "linkback/judge.h"

#include "base/registrable_domain.h"
#include "base/url.h"
#include "linkback/rules.h"
#include "store/moderation_store.h"

namespace earshot::linkback {

using model::LinkbackState;
using model::RuleKind;
using model::RuleVerdict;

namespace {

bool blocks(const std::optional<model::SourceRule>& rule) {
  return rule && rule->verdict == RuleVerdict::block;
}

std::optional<model::SourceRule> rule_for(db::Reader& reader, const model::Site& site,
                                          const model::Linkback& linkback, std::string_view final_host,
                                          std::vector<std::string> passed) {
  if (final_host != linkback.source_host) passed.push_back(linkback.source_host);
  for (const auto& host : passed) {
    auto first = store::source_verdict(reader, site.id, signs_of(host, {}, {}));
    if (blocks(first)) return first;
  }
  auto rule = store::source_verdict(reader, site.id, signs_of(final_host, linkback.author_url, {}));
  if (rule && !blocks(rule) && rule->kind == RuleKind::author) {
    const auto author = Url::parse(linkback.author_url);
    if (!author || author->host() != final_host) return std::nullopt;
  }
  return rule;
}

// A host that is known is known for its own pages, not for what it redirects to; with and without www. it is
// one.
bool vouches_for(std::string_view host, std::string_view final_host) {
  constexpr std::string_view www = "www.";
  if (host.starts_with(www)) host.remove_prefix(www.size());
  if (final_host.starts_with(www)) final_host.remove_prefix(www.size());
  return host == final_host;
}

bool policy_shows(model::Approve policy, bool allowed, bool known) {
  switch (policy) {
    case model::Approve::verified:
      return true;
    case model::Approve::known:
      return known || allowed;
    case model::Approve::list:
      return allowed;
    case model::Approve::manual:
      break;
  }
  return false;
}

// A service that tells of many people's likes is one host as well, and any page can make its author up: so
// all count alike, and there is much room.
constexpr int many_of_a_domain = 100;
constexpr Duration a_burst = std::chrono::hours(1);

// Whether so many came from its domain that a moderator looks first; "" if not. Who pings each minute of an
// hour is found out as well as who sends all at once, however late their pages are read.
std::string comes_in_a_flood(db::Reader& reader, const model::Site& site, const model::Linkback& linkback) {
  const auto domain = registrable_domain(linkback.source_host);
  const int others = store::others_of_domain(reader, site.id, linkback, domain, linkback.received - a_burst,
                                             2 * many_of_a_domain);
  if (others < many_of_a_domain) return {};
  return std::to_string(others) + " others of " + std::string(domain) +
         " came under this post within the hour";
}

}  // namespace

Judgement judge(db::Reader& reader, const model::Site& site, const model::Linkback& linkback,
                const Url& read_at, const std::vector<std::string>& passed, const SpamSigns& signs) {
  Judgement out;
  const auto final_host = read_at.host();
  const auto rule = rule_for(reader, site, linkback, final_host, passed);
  if (blocks(rule)) {
    out.state = LinkbackState::refused;
    out.reason = model::Refusal::source_blocked;
    out.why = "blocked: " + written(*rule);
    return out;
  }
  const bool allowed = out.allowed = rule.has_value();
  const bool may_be_one_of_many = linkback.source.find_first_of("?#") != std::string::npos;
  const SpamHistory history{
      vouches_for(linkback.source_host, final_host) && store::is_known_source(reader, site.id, linkback),
      store::is_disliked_host(reader, site.id, linkback.source_host, linkback.id) ||
          store::is_disliked_host(reader, site.id, final_host, linkback.id),
      may_be_one_of_many ? store::others_of_page(reader, site.id, linkback, many_of_a_page) : 0,
      store::blocked_words(reader, site.id)};
  out.score = spam_score(linkback, signs, history);
  const std::string score = "score " + std::to_string(out.score.points) + " (" + out.score.parts + ")";
  if (!allowed && out.score.points >= model::points_to_junk) {
    out.state = LinkbackState::junk;
    out.why = score;
  } else if (!allowed && out.score.points >= model::points_to_wait) {
    out.why = score;
  } else if (!allowed && store::was_hidden_page(reader, site.id, linkback, read_at)) {
    out.why = "a moderator hid another address of this page";
  } else if (auto flood = allowed ? std::string() : comes_in_a_flood(reader, site, linkback);
             !flood.empty()) {
    out.why = std::move(flood);
  } else if (signs.foreign_words && site.approve != model::Approve::verified) {
    out.why = "its words do not stand on its page";  // trust in a page is none in whoever speaks of it
  } else if (policy_shows(site.approve, allowed, history.known)) {
    out.state = LinkbackState::shown;
    out.why = allowed ? "allowed: " + written(*rule) : "";
  } else {
    out.why = "approve = \"" + std::string(word(site.approve)) + "\"";
  }
  return out;
}

}  // namespace earshot::linkback

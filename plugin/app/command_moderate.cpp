// queue --approve, --hide, --undo; block, allow: what a moderator decides about linkbacks and their sources.
#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "app/commands.h"
#include "app/site_set.h"
#include "base/text.h"
#include "linkback/rules.h"
#include "store/linkback_store.h"
#include "store/moderation_store.h"

namespace earshot::app {
namespace {

using model::RuleVerdict;
using model::SourceRule;
using store::Moderation;

constexpr std::string_view who = "host";
constexpr std::size_t rows_at_once = 200;  // of one transaction, so that pings need not wait for a bulk move

std::optional<model::RowId> number_in(const std::string& text) {
  model::RowId id = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), id);
  if (parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() && id > 0) return id;
  std::fprintf(stderr, "\"%s\" is no number of a linkback; `earshot queue` lists them\n", text.c_str());
  return std::nullopt;
}

void say_why_not(SiteSet& sites, const model::Site& site, model::RowId id) {
  using model::LinkbackState;
  const auto found =
      sites.database().read([&](db::Reader& reader) { return store::find_linkback(reader, site.id, id); });
  const auto number = static_cast<long long>(id);
  if (!found) {
    std::fprintf(stderr, "there is no linkback %lld; `earshot queue` lists them\n", number);
    return;
  }
  const bool unread = found->state == LinkbackState::received || found->state == LinkbackState::deferred;
  std::fprintf(
      stderr, "linkback %lld is %s: %s\n", number, std::string(model::word(found->state)).c_str(),
      unread
          ? "its page was not read yet, so there is no link to approve; `earshot queue --retry` reads it now"
          : "this cannot be decided about it any more");
}

int decide_one(SiteSet& sites, const model::Site& site, const QueueOptions& options) {
  const bool undoes = !options.undo.empty();
  const std::string& number = undoes ? options.undo : options.approving ? options.approve : options.hide;
  const auto id = number_in(number);
  if (!id) return 2;
  const auto books = sites.books(site);
  const auto decision = options.approving ? Moderation::approve : Moderation::hide;
  bool read_first = false;
  const bool done = sites.database().write([&](db::Tx& tx) {
    if (!undoes) return store::moderate(tx, books, *id, decision, who);
    const bool undone = store::undo_moderation(tx, books, *id, who);
    read_first = undone && store::is_to_be_shown_again(tx, site.id, *id);
    return undone;
  });
  if (read_first) std::puts("its page is read first; it is shown again if it still links to the post");
  if (!done && undoes)
    std::fprintf(stderr, "nothing was decided about linkback %s that can be undone\n", number.c_str());
  if (!done && !undoes) say_why_not(sites, site, *id);
  return done ? 0 : 1;
}

int decide_many(SiteSet& sites, const model::Site& site, const QueueOptions& options) {
  const auto decision = options.approving ? Moderation::approve : Moderation::hide;
  const auto books = sites.books(site);
  const auto ids = sites.database().read([&](db::Reader& reader) {
    return store::decidable_linkbacks(reader, site.id, decision, lower_ascii(options.host));
  });
  std::size_t done = 0;
  for (std::size_t at = 0; at < ids.size(); at += rows_at_once) {
    sites.database().write([&](db::Tx& tx) {
      for (std::size_t i = at; i < std::min(ids.size(), at + rows_at_once); ++i)
        done += store::moderate(tx, books, ids[i], decision, who);
    });
  }
  std::printf("%zu linkbacks %s; each can be taken back with --undo\n", done,
              options.approving ? "approved" : "hidden");
  return 0;
}

// --- block and allow

std::optional<std::string> text_of(SiteSet& sites, const std::string& place) {
  constexpr std::size_t longest = 4 * 1024 * 1024;
  if (place == "-") return std::string(std::istreambuf_iterator<char>(std::cin), {});
  if (const auto url = Url::parse(place)) {
    net::FetchRequest request{.url = *url};
    request.limits.body_bytes = longest;
    const auto got = sites.web().fetch(request);
    if (got && got->status == 200 && !got->truncated) return got->body;
    std::fprintf(stderr, "%s could not be read: %s\n", place.c_str(),
                 !got             ? std::string(net::word(got.error())).c_str()
                 : got->truncated ? "longer than 4 MB"
                                  : ("status " + std::to_string(got->status)).c_str());
    return std::nullopt;
  }
  std::ifstream file(place, std::ios::binary);
  if (file) return std::string(std::istreambuf_iterator<char>(file), {});
  std::fprintf(stderr, "%s cannot be read\n", place.c_str());
  return std::nullopt;
}

// A rule a line; what stands behind # is a comment.
std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    const auto bare = trim(line.substr(0, line.find('#')));
    if (!bare.empty()) out.emplace_back(bare);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

int list_rules(SiteSet& sites, const model::Site& site, RuleVerdict verdict, bool json) {
  const auto rules = sites.database().read(
      [&](db::Reader& reader) { return store::list_source_rules(reader, site.id, verdict); });
  for (const auto& rule : rules) {
    if (json) {
      std::puts(nlohmann::ordered_json{{"kind", model::word(rule.kind)}, {"rule", linkback::written(rule)}}
                    .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
                    .c_str());
    } else {
      std::printf("%-8s %s\n", std::string(model::word(rule.kind)).c_str(), linkback::written(rule).c_str());
    }
  }
  return 0;
}

// One line of a moderator's list. An address without "/" is one machine: who sends from it, and pages on it.
struct WrittenRule {
  SourceRule rule;
  std::optional<SourceRule> host = std::nullopt;
};

std::optional<WrittenRule> read_written(const std::string& text, RuleVerdict verdict) {
  auto rule = linkback::read_rule(text, verdict);
  if (!rule) return std::nullopt;
  WrittenRule out{std::move(*rule)};
  if (out.rule.kind == model::RuleKind::address && text.find('/') == std::string::npos) {
    const std::string address(trim(text));
    const bool six = address.find(':') != std::string::npos;
    if (const auto url = Url::parse(six ? "http://[" + address + "]/" : "http://" + address + "/"))
      out.host = SourceRule{model::RuleKind::host, std::string(url->host()), verdict};
  }
  return out;
}

std::size_t change_rule(db::Tx& tx, const store::Books& books, const WrittenRule& written, bool removes) {
  std::size_t changed = 0;
  for (const SourceRule* rule : {&written.rule, written.host ? &*written.host : nullptr}) {
    if (rule == nullptr) continue;
    if (!removes) store::put_source_rule(tx, books, *rule, who);
    changed += removes ? store::remove_source_rule(tx, books, *rule) : true;
  }
  return changed > 0 ? 1 : 0;
}

int change_rules(SiteSet& sites, const model::Site& site, RuleVerdict verdict,
                 const std::vector<std::string>& written, bool removes) {
  const auto books = sites.books(site);
  std::vector<WrittenRule> rules;
  std::size_t bad = 0, changed = 0;
  for (const auto& text : written) {
    if (auto rule = read_written(text, verdict)) {
      rules.push_back(std::move(*rule));
    } else {
      ++bad;
      constexpr std::size_t longest = 200;  // the list may be a stranger's file
      std::fprintf(stderr, "\"%s\" is %s\n", shorten(squeeze(clean_utf8(text)), longest).c_str(),
                   verdict == RuleVerdict::block
                       ? "no host (of one word: host:…), author's address, block of senders, or word:…"
                       : "no host and no author's address; senders and words can only be blocked");
    }
  }
  for (std::size_t at = 0; at < rules.size(); at += rows_at_once) {
    sites.database().write([&](db::Tx& tx) {
      for (std::size_t i = at; i < std::min(rules.size(), at + rows_at_once); ++i)
        changed += change_rule(tx, books, rules[i], removes);
    });
  }
  std::printf("%zu rule%s %s\n", changed, changed == 1 ? "" : "s", removes ? "removed" : "stored");
  if (!removes && std::ranges::any_of(rules, [](const WrittenRule& one) { return one.host.has_value(); }))
    std::puts("an address without / blocks what is sent from it and pages whose host it is");
  return bad > 0 || changed < rules.size() ? 1 : 0;
}

}  // namespace

int moderate(const GlobalOptions& global, const QueueOptions& options) {
  const bool bulk = options.all_waiting || !options.host.empty();
  const bool numbered = !options.approve.empty() || !options.hide.empty() || !options.undo.empty();
  const int kinds = int{options.approving} + int{options.hiding} + int{!options.undo.empty()};
  if (kinds != 1 || bulk == numbered || (bulk && !options.undo.empty())) {
    std::fputs(
        "say --approve or --hide with a number, --host NAME or --all-waiting, or --undo with a number\n",
        stderr);
    return 2;
  }
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  return bulk ? decide_many(sites, site, options) : decide_one(sites, site, options);
}

int source_lists(const GlobalOptions& global, const ListOptions& options) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  const auto verdict = options.blocks ? RuleVerdict::block : RuleVerdict::allow;
  if (options.what == "list") return list_rules(sites, site, verdict, global.json);
  if (options.what != "import")
    return change_rules(sites, site, verdict, options.rules, options.what == "remove");
  const auto text = text_of(sites, options.file);
  return text ? change_rules(sites, site, verdict, lines_of(*text), false) : 1;
}

}  // namespace earshot::app

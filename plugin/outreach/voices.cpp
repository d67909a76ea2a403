#include "outreach/voices.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "base/url.h"

namespace earshot::outreach {
namespace {

using model::Agreeing;
using model::Agreement;

std::string plain_host(std::string host) {
  constexpr std::string_view www = "www.";
  return host.starts_with(www) ? host.substr(www.size()) : host;
}

std::string host_of_page(const Agreement& one) {
  const auto url = Url::parse(one.page);
  return url ? plain_host(std::string(url->host())) : std::string();
}

// What identifies a writer, made comparable once.
struct Mark {
  std::string name, account, page, page_host, host;
};

Mark mark_of(const Agreement& one) {
  std::string page = lower_ascii(trim(one.page));
  while (page.ends_with('/')) page.pop_back();
  return {folded(squeeze(one.name)), one.account, page, host_of_page(one), plain_host(one.host)};
}

bool same(const std::string& a, const std::string& b) {
  return !a.empty() && a == b;
}

// In doubt they are one: a count that is too high alarms for nothing.
bool same_voice(const Mark& a, const Mark& b) {
  if (!a.account.empty() && !b.account.empty()) return a.account == b.account;
  if (same(a.host, b.host) || same(a.page, b.page) || same(a.page_host, b.host) || same(b.page_host, a.host))
    return true;
  // Namesakes who each gave a page of their own are two.
  const bool apart = !a.page_host.empty() && !b.page_host.empty() && a.page != b.page;
  return a.name == b.name && !apart;
}

bool is_below(std::string_view host, std::string_view domain) {
  if (host == domain) return true;
  return host.size() > domain.size() && host.ends_with(domain) &&
         host[host.size() - domain.size() - 1] == '.';
}

bool of_company(const model::Roster& roster, const std::string& host) {
  return !host.empty() && std::ranges::any_of(roster.companies, [&](const model::Company& company) {
    return std::ranges::any_of(
        company.domains, [&](const std::string& domain) { return is_below(host, lower_ascii(domain)); });
  });
}

// Staff, whether they prove it or only bear the name, and pages of the company.
bool is_ours(const Agreement& one, const Mark& mark, const model::Site& site) {
  const auto url = Url::parse(one.url);
  if (one.item_kind == model::ItemKind::linkback && url && lies_below(*url, site.url)) return true;
  if (of_company(site.roster, mark.host) || of_company(site.roster, mark.page_host)) return true;
  return std::ranges::any_of(site.roster.people, [&](const model::Person& person) {
    const auto is_name = [&](const std::string& name) { return folded(squeeze(name)) == mark.name; };
    if (!person.staff_at(one.at)) return false;
    return (!mark.name.empty() && (is_name(person.name) || std::ranges::any_of(person.aliases, is_name) ||
                                   std::ranges::any_of(person.handles, is_name))) ||
           (!mark.account.empty() && std::ranges::count(person.accounts, mark.account) > 0);
  });
}

std::string count_in_words(std::size_t count) {
  constexpr std::array<std::string_view, 13> words{"no",   "one",    "two",   "three", "four",
                                                   "five", "six",    "seven", "eight", "nine",
                                                   "ten",  "eleven", "twelve"};
  return count < words.size() ? std::string(words[count]) : std::to_string(count);
}

std::size_t heard_between(const std::vector<Agreement>& voices, Time from, Time to) {
  return static_cast<std::size_t>(
      std::ranges::count_if(voices, [&](const Agreement& one) { return from < one.at && one.at <= to; }));
}

}  // namespace

std::vector<Agreement> distinct_voices(const std::vector<Agreement>& all, const Agreement& author,
                                       const model::Site& site) {
  std::vector<Agreement> out;
  std::vector<Mark> known{mark_of(author)};
  for (const Agreement& one : all) {
    Mark mark = mark_of(one);
    if (is_ours(one, mark, site)) continue;
    if (std::ranges::any_of(known, [&](const Mark& each) { return same_voice(each, mark); })) continue;
    known.push_back(std::move(mark));
    out.push_back(one);
  }
  return out;
}

int distinct_hosts(const std::vector<Agreement>& voices) {
  std::set<std::string> hosts;
  for (const Agreement& one : voices) {
    if (!one.host.empty()) hosts.insert(plain_host(one.host));
  }
  return static_cast<int>(hosts.size());
}

// Clocks of others run ahead: what comes is never too late for the window.
std::vector<Agreement> heard_lately(const std::vector<Agreement>& voices, Time now, Duration window) {
  std::vector<Agreement> out;
  std::ranges::copy_if(voices, std::back_inserter(out),
                       [from = now - window](const Agreement& one) { return from < one.at; });
  return out;
}

int heard_before(const std::vector<Agreement>& voices, Time now, Duration window) {
  return static_cast<int>(heard_between(voices, now - window - window, now - window));
}

bool crosses(const std::vector<Agreement>& voices, const model::Gathering& known, Time now,
             const model::GatheringRules& rules) {
  const auto least = static_cast<std::size_t>(rules.voices);
  const auto lately = heard_lately(voices, now, rules.window()).size();
  if (lately < least) return false;
  const Agreement& newest = voices.back();
  if (newest.old) return false;
  if (known.told_voices == 0) return true;
  const Time window_begin = newest.at - rules.window();
  const bool fell_silent = known.told && *known.told <= window_begin &&
                           heard_between(voices, window_begin, newest.at - Duration(1)) < least;
  return fell_silent || lately >= 2 * static_cast<std::size_t>(known.told_voices);
}

std::string names_of(const std::vector<Agreement>& voices, std::size_t most) {
  std::string out;
  const auto shown = voices.size() > most ? most - 1 : voices.size();
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == voices.size();
    const std::string name = voices[i].name.empty() ? "somebody" : squeeze(voices[i].name);
    out += (i == 0 ? "" : last ? " and " : ", ") + name;
  }
  if (shown < voices.size()) out += " and " + std::to_string(voices.size() - shown) + " more";
  return out;
}

std::string what_they_say(const std::vector<Agreement>& voices) {
  const auto linking = static_cast<std::size_t>(std::ranges::count(voices, Agreeing::link, &Agreement::how));
  const std::string count = count_in_words(voices.size());
  if (linking == voices.size()) return count + (linking == 1 ? " page links to it" : " pages link to it");
  const std::string people = count + (voices.size() == 1 ? " person says" : " people say");
  return people + (linking == 0 ? " the same" : " the same, or link to it");
}

}  // namespace earshot::outreach

#include "outreach/routing.h"

#include <algorithm>

#include "base/text.h"

namespace earshot::outreach {
namespace {

using model::WhomKind;

// Who stands in for whom is a chain; it was seen to end when the roster was read, and so it does here.
constexpr int longest_chain = 5;

std::string in_quotes(const std::string& text) {
  return "“" + text + "”";
}

}  // namespace

bool Router::add_person(Routing& out, const std::string& id, const std::string& how) const {
  const auto* person = site_.roster.person(id);
  std::string told = how;
  for (int steps = 0; person && steps < longest_chain; ++steps) {
    if (!person->staff_at(now_)) {
      out.failures.push_back(person->name + " is no longer, or not yet, staff");
      return false;
    }
    if (!person->away_at(now_)) {
      const bool known =
          std::ranges::any_of(out.receivers, [&](const Receiver& one) { return one.person == person->id; });
      if (!known) out.receivers.push_back({person->id, told});
      return true;
    }
    if (person->deputy.empty()) {
      out.failures.push_back(person->name + " is away and has no deputy");
      return false;
    }
    told += (told.empty() ? "" : "; ") + person->name + " is away, you stand in";
    person = site_.roster.person(person->deputy);
  }
  out.failures.push_back(person ? "too many who stand in for each other are away"
                                : in_quotes(id) + " is not in the roster");
  return false;
}

bool Router::add_receiver(Routing& out, const std::string& id, const std::string& how) const {
  const auto* group = site_.roster.group(id);
  if (!group) return add_person(out, id, how);
  // Somebody of a group is enough: that others of it are away is no failure.
  Routing members;
  for (const auto& member : group->members)
    add_person(members, member, how.empty() ? "you are of the group " + id : how + " (as one of " + id + ")");
  if (members.receivers.empty()) {
    out.failures.push_back("nobody of the group " + id + " is there");
    return false;
  }
  for (auto& one : members.receivers) {
    if (std::ranges::find(out.receivers, one.person, &Receiver::person) == out.receivers.end())
      out.receivers.push_back(std::move(one));
  }
  if (out.then.empty()) out.then = group->then;
  return true;
}

void Router::fall_back(Routing& out) const {
  if (site_.fallback.empty()) {
    out.failures.emplace_back("the configuration names no fallback");
    return;
  }
  std::string why;
  for (const auto& failure : out.failures) why += (why.empty() ? "" : ", ") + failure;
  add_receiver(out, site_.fallback,
               (why.empty() ? std::string("nobody else looks after it") : why) + ", so it falls to you");
}

Routing Router::for_person(const std::string& id) const {
  Routing out;
  if (add_person(out, id, {})) return out;
  fall_back(out);
  // Better read after a holiday than never.
  const auto* person = site_.roster.person(id);
  if (out.receivers.empty() && person && person->staff_at(now_))
    out.receivers.push_back({id, "nobody stands in"});
  return out;
}

Routing Router::for_receiver(const std::string& id) const {
  Routing out;
  if (!add_receiver(out, id, {})) fall_back(out);
  return out;
}

Routing Router::for_fallback(const std::string& why_not_others) const {
  Routing out;
  if (!why_not_others.empty()) out.failures.push_back(why_not_others);
  fall_back(out);
  return out;
}

bool Router::fits(const model::Route& route, const model::Mention& thing, model::CaseKind kind) const {
  const auto has = [](const std::vector<std::string>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
  };
  if (!route.kinds.empty() && !has(route.kinds, model::word(kind))) return false;
  if (route.things.empty()) return true;
  if (has(route.things, folded(thing.whom))) return true;
  // A company goes by its id; what is its own belongs to it.
  for (const auto& company : site_.roster.companies) {
    const bool named = has(route.things, folded(company.id)) || has(route.things, folded(company.name));
    const auto& things = thing.kind == WhomKind::product ? company.products : company.topics;
    const bool of_it = thing.kind == WhomKind::company
                           ? thing.whom == company.id
                           : std::ranges::find(things, thing.whom) != things.end();
    if (named && of_it) return true;
  }
  return false;
}

Routing Router::for_thing(const model::Mention& thing, model::CaseKind kind,
                          const std::string& post_author) const {
  Routing out;
  const auto& routes = site_.roster.routes;
  const auto route =
      std::find_if(routes.rbegin(), routes.rend(), [&](const auto& one) { return fits(one, thing, kind); });
  if (route != routes.rend()) {
    out.then = route->then;
    for (const auto& id : route->to)
      add_receiver(out, id, "the route " + in_quotes(route->words) + " names you");
    if (out.receivers.empty()) fall_back(out);
    return out;
  }
  if (!post_author.empty() && add_person(out, post_author, "it stands under a post of yours")) return out;
  add_duty(out);
  return out;
}

void Router::add_duty(Routing& out) const {
  for (const auto& group : site_.roster.groups) {
    if (group.on_duty && add_receiver(out, group.id, "nobody looks after it, and you are on duty")) return;
  }
  fall_back(out);
}

Routing Router::for_duty() const {
  Routing out;
  add_duty(out);
  return out;
}

std::vector<std::string> routing_faults(const model::Site& site, Time now) {
  std::vector<std::string> out;
  const Router router(site, now);
  const auto look = [&](const std::string& what, const Routing& routing) {
    for (const auto& failure : routing.failures) out.push_back(what + ": " + failure);
  };
  for (const auto& route : site.roster.routes) {
    for (const auto& id : route.to) look("the route “" + route.words + "”", router.for_receiver(id));
    if (!route.then.empty()) look("the route “" + route.words + "”, then", router.for_receiver(route.then));
  }
  for (const auto& group : site.roster.groups) look("the group " + group.id, router.for_receiver(group.id));
  if (!site.fallback.empty()) look("the fallback", router.for_receiver(site.fallback));
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

}  // namespace earshot::outreach

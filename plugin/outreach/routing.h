// Who hears of something: the person who is named, or who looks after the thing that is; somebody else while
// they are away; the fallback when nobody is left. No failure is silent.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/alert.h"
#include "model/site.h"

namespace earshot::outreach {

struct Receiver {
  std::string person;  // roster id
  std::string how;     // why this one, behind a semicolon: "the route “Rocket Sled” names you"
};

struct Routing {
  std::vector<Receiver> receivers;    // each person once
  std::vector<std::string> failures;  // that sent it elsewhere, in words
  std::string then;                   // whom the route or group names for later, "" = the fallback
};

// Lives shorter than the site.
class Router {
 public:
  Router(const model::Site& site, Time now) : site_(site), now_(now) {}

  // The person, or in their absence the deputy; the fallback if that fails, and the person all the same if
  // there is none.
  Routing for_person(const std::string& person) const;
  // Who looks after a thing: the last route that fits it and the kind, else the author of the post (a roster
  // id or ""), else the group on duty, else the fallback. `thing`: a mention of a product, topic or company.
  Routing for_thing(const model::Mention& thing, model::CaseKind kind, const std::string& post_author) const;
  // The members of a group or one person, or who stands in for them.
  Routing for_receiver(const std::string& person_or_group) const;
  Routing for_fallback(const std::string& why_not_others = {}) const;
  // What nobody looks after: the group on duty, else the fallback.
  Routing for_duty() const;

 private:
  bool fits(const model::Route& route, const model::Mention& thing, model::CaseKind kind) const;
  void add_duty(Routing& out) const;
  // Nobody is left, and it goes to the fallback.
  void fall_back(Routing& out) const;
  // Adds the person or a deputy; false, and the failure is noted, if neither can be told.
  bool add_person(Routing& out, const std::string& person, const std::string& how) const;
  bool add_receiver(Routing& out, const std::string& person_or_group, const std::string& how) const;

  const model::Site& site_;
  const Time now_;
};

// What of a roster would send things to the fallback, or to nobody, now: for `earshot check`.
std::vector<std::string> routing_faults(const model::Site& site, Time now);

}  // namespace earshot::outreach

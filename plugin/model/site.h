// One blog that we stand beside, as configured.
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/url.h"
#include "model/alert.h"
#include "model/business_time.h"
#include "model/ids.h"
#include "model/roster.h"
#include "model/webhook.h"
#include "model/words.h"

namespace earshot::model {

enum class Engine { wordpress, feed };
template <>
struct Words<Engine> {
  static constexpr std::array<std::pair<Engine, std::string_view>, 2> table{
      {{Engine::wordpress, "wordpress"}, {Engine::feed, "feed"}}};
};

// Whose verified linkbacks are shown at once: everybody's, those of whom a moderator approved one before,
// only those on the list of allowed sources, nobody's. All others wait for a moderator.
enum class Approve { verified, known, list, manual };
template <>
struct Words<Approve> {
  static constexpr std::array<std::pair<Approve, std::string_view>, 4> table{{{Approve::verified, "verified"},
                                                                              {Approve::known, "known"},
                                                                              {Approve::list, "list"},
                                                                              {Approve::manual, "manual"}}};
};

// Whether and how the links of our own entries are told of them.
struct Sending {
  bool on = false;                // without it only `earshot send` does
  bool to_self = false;           // also links from one entry of the blog to another
  bool lenient_pingback = false;  // also find pingback links that are not written as the specification asks
  bool salmention = false;  // who was told of an entry hears of it again when readers see a new response
  bool vouch = false;       // who asks for one is sent a page that links here
};

// From how many distinct voices within how many days on a conversation is gathering.
struct GatheringRules {
  int voices = 3, days = 14;
  Duration window() const { return std::chrono::hours(24) * days; }
};

// From how many distinct authors within how many days on a company, product or topic may be named by more
// people than usual.
struct SwellRules {
  int authors = 4, days = 7;
  Duration window() const { return std::chrono::hours(24) * days; }
};

// Which readers' comments ask for an answer.
enum class NeedsAnswer { all, questions, mentions };
template <>
struct Words<NeedsAnswer> {
  static constexpr std::array<std::pair<NeedsAnswer, std::string_view>, 3> table{
      {{NeedsAnswer::all, "all"},
       {NeedsAnswer::questions, "questions"},
       {NeedsAnswer::mentions, "mentions"}}};
};

// What readers are told of a comment that bears a staff member's name and is not known to be that person's.
enum class UnprovenNames { leave, mark, hide };
template <>
struct Words<UnprovenNames> {
  static constexpr std::array<std::pair<UnprovenNames, std::string_view>, 3> table{
      {{UnprovenNames::leave, "leave"}, {UnprovenNames::mark, "mark"}, {UnprovenNames::hide, "hide"}}};
};

struct Answering {
  NeedsAnswer needs = NeedsAnswer::all;
  bool blanket = false;               // a staff comment to nobody in particular ends all waits under its post
  bool show_waiting = false;          // readers see how many comments wait, and which
  bool edited_waits = false;          // a comment that became another one after its answer waits again
  bool from_visible = false;          // figures count from when a comment could be read, not written
  std::vector<std::string> by_topic;  // products and topics whose answers have a page of their own
  UnprovenNames unproven_names = UnprovenNames::leave;
};

struct Site {
  SiteId id{};
  std::string name;
  Url url;                    // public address; targets lie below it
  std::optional<Url> origin;  // where the engine answers, if not at `url`
  Engine engine = Engine::wordpress;
  std::optional<Url> feed, comments;
  std::string prefix = "/earshot";  // where nginx hands over to us, no slash at the end
  Approve approve = Approve::verified;
  int recheck_days = 30;  // sources of what is shown are read again after so long; 0 = never
  Sending sending;
  Answering answering;
  bool forward = false;  // what readers see of linkbacks is also told to the engine's own receiver
  Webhook webhook;
  BusinessHours hours;                    // its zone is the site's, also where no hours are given
  std::optional<Duration> answer_target;  // how soon questions should be answered; in business time if
                                          // there are hours
  std::optional<std::vector<std::string>> weekly_figures_to;  // roster ids; not set: those who lead
  std::string mail_in;  // address whose mail the host hands to `earshot mail-in`, or ""
  GatheringRules gathering;
  SwellRules swell;
  std::string ingest_secret;  // the key of what an engine pushes to hook/ingest; "" = nothing is taken there
  Roster roster;
  std::string fallback;  // person or group: hears of what nobody else can be told
  int claim_hours = 8;   // a claim without an answer runs out after so many business hours; 0 = never
  // Within which business time the first answer is wanted, by kind of case.
  std::array<std::optional<Duration>, case_kinds> answer_within{};
  Time since{};  // when Earshot first stood beside it: what was written before alerts nobody

  // Public address of something of the engine's, below the blog's own: engine_url("xmlrpc.php").
  std::string engine_url(std::string_view below) const {
    std::string root = url.origin() + std::string(url.path());
    if (!root.ends_with('/')) root += '/';
    return root + std::string(below);
  }

  // Public address of something of ours: public_url("status/abc").
  std::string public_url(std::string_view below_prefix) const {
    return url.origin() + prefix + "/" + std::string(below_prefix);
  }
};

}  // namespace earshot::model

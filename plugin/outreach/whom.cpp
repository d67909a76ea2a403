#include "outreach/whom.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/url.h"
#include "outreach/excerpt.h"
#include "outreach/mutes.h"
#include "outreach/routing.h"
#include "phrases/language.h"

namespace earshot::outreach {
namespace {

using model::AlertReason;
using model::WhomKind;

// "Ana, …", "@ana …", "Hi Ana!" at the beginning of a line.
bool addresses(std::string_view text, const model::Mention& mention) {
  const auto line = text.rfind('\n', mention.begin == 0 ? 0 : mention.begin - 1);
  const auto begin = line == std::string_view::npos || line >= mention.begin ? 0 : line + 1;
  const auto before = folded(squeeze(text.substr(begin, mention.begin - begin)));
  if (before.ends_with('@')) return true;
  constexpr std::string_view greetings[] = {"",      "hi",    "hello",  "hey",      "dear",
                                            "hallo", "liebe", "lieber", "guten tag"};
  if (std::ranges::find(greetings, before) == std::end(greetings)) return false;
  const auto behind = text.substr(std::min(mention.end, text.size()));
  return behind.empty() || std::string_view(",:;!\n").find(behind.front()) != std::string_view::npos ||
         behind.starts_with(" -") || behind.starts_with(" –") || behind.starts_with(" —");
}

std::string thing_in_words(const model::Site& site, const model::Mention& mention) {
  const auto* company = mention.kind == WhomKind::company ? site.roster.company(mention.whom) : nullptr;
  return "the " + std::string(model::word(mention.kind)) + " " + (company ? company->name : mention.whom);
}

AlertReason reason_of(WhomKind kind) {
  return kind == WhomKind::product ? AlertReason::product
         : kind == WhomKind::topic ? AlertReason::topic
                                   : AlertReason::company;
}

// Lives shorter than what it is made of.
class Choice {
 public:
  Choice(const Item& item, const model::Site& site, const Background& background, Time now)
      : item_(item), site_(site), background_(background), router_(site, now) {}

  void borrowed_name();
  void conversation();
  void named(const store::Hit& hit);
  void thing(const store::Hit& hit, model::CaseKind kind);
  bool nobody() const { return out_.people.empty() && out_.muted.empty(); }
  Whom take() { return std::move(out_); }

 private:
  bool by_staff() const { return !item_.writer_person.empty(); }
  // A title names more often than it says what is wanted.
  std::size_t distance(const model::Mention& mention) const {
    if (mention.begin < item_.body_at) return item_.text.size() + mention.begin;
    return mention.begin > item_.likely_at ? mention.begin - item_.likely_at
                                           : item_.likely_at - mention.begin;
  }
  void tell(const Routing& routing, const Reason& reason, const model::Mention* mention);
  bool declines(const std::string& person, model::CaseKind kind);

  const Item& item_;
  const model::Site& site_;
  const Background& background_;
  const Router router_;
  std::optional<std::string> language_;  // of the item, once somebody asked
  Whom out_;
};

void Choice::tell(const Routing& routing, const Reason& reason, const model::Mention* mention) {
  for (const auto& [person, how] : routing.receivers) {
    if (person == item_.writer_person) continue;
    if (const auto muted = muted_by(background_.mutes, person, item_, mention); !muted.empty()) {
      if (!out_.people.contains(person)) out_.muted[person] = muted;
      continue;
    }
    auto told = reason;
    if (!how.empty()) told.why += "; " + how;
    const auto known = out_.people.find(person);
    const bool better = known == out_.people.end() || told.reason < known->second.reason ||
                        (told.reason == known->second.reason && told.distance < known->second.distance);
    if (better) out_.people[person] = told;
    out_.muted.erase(person);
  }
  for (const auto& failure : routing.failures) {
    if (std::ranges::find(out_.failures, failure) == out_.failures.end()) out_.failures.push_back(failure);
  }
  if (out_.then.empty()) out_.then = routing.then;
}

void Choice::borrowed_name() {
  const auto* person = item_.name_of.empty() ? nullptr : site_.roster.person(item_.name_of);
  if (!person) return;
  tell(
      router_.for_person(person->id),
      {AlertReason::impersonation,
       "the comment is signed \"" + item_.writer + "\", but was written without " + person->name + "'s login",
       excerpt(item_.text, 0, 0), 0},
      nullptr);
}

// Whom it speaks to without a name: who wrote what it answers, and who has the case.
void Choice::conversation() {
  if (by_staff() || !item_.needs_answer) return;
  const auto passage = excerpt(item_.text, 0, 0);
  if (!item_.reply_to.empty())
    tell(router_.for_person(item_.reply_to),
         {AlertReason::reply, "it answers a comment of yours", passage, 0}, nullptr);
  const auto& of_case = background_.of_case;
  if (of_case && !of_case->owner.empty() && of_case->state != model::CaseState::closed)
    tell(router_.for_person(of_case->owner), {AlertReason::assigned, "you have this case", passage, 0},
         nullptr);
}

void Choice::named(const store::Hit& hit) {
  const auto& mention = hit.mention;
  const bool own_words = mention.whom == item_.writer_person;
  if (!mention.alerts || mention.kind != WhomKind::person || own_words) return;
  const auto routing = router_.for_person(mention.whom);
  const bool himself =
      std::ranges::any_of(routing.receivers, [&](const Receiver& one) { return one.person == mention.whom; });
  const auto whose = himself ? std::string("your name") : site_.roster.name_of(mention.whom) + "'s name";
  tell(routing,
       {addresses(item_.text, mention) ? AlertReason::addressed : AlertReason::mention,
        "“" + squeeze(mention.text) + "” was read as " + whose + " (" + mention.why + ")", hit.passage,
        distance(mention)},
       &mention);
}

void Choice::thing(const store::Hit& hit, model::CaseKind kind) {
  const auto& mention = hit.mention;
  const Reason reason{reason_of(mention.kind),
                      "“" + squeeze(mention.text) + "” was read as " + thing_in_words(site_, mention) + " (" +
                          mention.why + ")",
                      hit.passage, distance(mention)};
  auto routing = router_.for_thing(mention, kind, item_.post_author);
  const auto all = routing.receivers;
  std::erase_if(routing.receivers, [&](const Receiver& one) { return declines(one.person, kind); });
  tell(routing, reason, &mention);
  // A thing that somebody has to look after does not fall silent because one person is tired of it.
  const bool unheard = !all.empty() && std::ranges::all_of(all, [&](const Receiver& one) {
    return out_.muted.contains(one.person);
  });
  if (unheard)
    tell(router_.for_fallback("nobody who looks after " + thing_in_words(site_, mention) +
                              " wants to hear of it"),
         reason, &mention);
}

// By what kinds and languages the person asks for; noted as muted unless they hear of the item anyway.
bool Choice::declines(const std::string& id, model::CaseKind kind) {
  const auto* person = site_.roster.person(id);
  if (!person) return false;
  const auto lacks = [](const std::vector<std::string>& wanted, std::string_view one) {
    return !wanted.empty() && !one.empty() && std::ranges::find(wanted, one) == wanted.end();
  };
  std::string what;
  if (lacks(person->kinds, model::word(kind))) {
    what = "the kind " + std::string(model::word(kind));
  } else if (!person->languages.empty()) {
    if (!language_) language_ = phrases::language_of(item_.text);
    if (lacks(person->languages, *language_)) what = "the language " + *language_;
  }
  if (what.empty()) return false;
  if (!out_.people.contains(id)) out_.muted[id] = what;
  return true;
}

}  // namespace

Whom whom_to_tell(const Item& item, const model::Site& site, const std::vector<store::Hit>& hits,
                  model::CaseKind kind, const Background& background, Time now) {
  Choice choice(item, site, background, now);
  choice.borrowed_name();
  choice.conversation();
  for (const auto& hit : hits) choice.named(hit);
  // Colleagues speak of products all day; a post of theirs is worth knowing of, an answer is not.
  const bool by_staff = !item.writer_person.empty();
  const bool things_count = !by_staff || item.kind == model::ItemKind::post;
  std::set<std::pair<WhomKind, std::string>> seen;
  for (const auto& hit : hits) {
    const bool thing = hit.mention.kind == WhomKind::product || hit.mention.kind == WhomKind::topic;
    if (thing && things_count && hit.mention.alerts &&
        seen.emplace(hit.mention.kind, hit.mention.whom).second)
      choice.thing(hit, kind);
  }
  if (by_staff || background.company_told || !choice.nobody()) return choice.take();
  for (const auto& hit : hits) {
    if (hit.mention.kind == WhomKind::company && hit.mention.alerts) {
      choice.thing(hit, kind);
      break;
    }
  }
  return choice.take();
}

}  // namespace earshot::outreach

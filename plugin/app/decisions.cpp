#include "app/decisions.h"

#include <algorithm>
#include <array>
#include <set>

#include "outreach/item.h"
#include "outreach/mutes.h"
#include "store/answer_store.h"
#include "store/case_store.h"
#include "store/comment_store.h"
#include "store/event_store.h"
#include "store/kind_store.h"
#include "store/later_store.h"
#include "store/letter_store.h"
#include "store/linkback_store.h"
#include "store/mention_store.h"
#include "store/moderation_store.h"
#include "store/mute_store.h"
#include "store/outside_answer_store.h"
#include "store/outside_store.h"
#include "store/post_store.h"
#include "store/sent_store.h"
#include "store/trace_store.h"
#include "store/watched_feed_store.h"

namespace earshot::app {
namespace {

using model::word;

std::string in_hundredths(double certainty) {
  const auto hundredths = static_cast<int>(certainty * 100 + 0.5);
  return hundredths >= 100 ? "1"
                           : "0." + std::string(hundredths < 10 ? "0" : "") + std::to_string(hundredths);
}

// Fills one account; lives shorter than its reader.
class Teller {
 public:
  Teller(db::Reader& reader, const model::Site& site, std::string person, Account account)
      : reader_(reader), site_(site), person_(std::move(person)), out_(std::move(account)) {}

  void say(const std::string& fact, const std::string& text, const std::string& person = {},
           std::optional<Time> at = std::nullopt) {
    out_.decisions.push_back({at, fact, text, person});
  }
  void events(std::string_view kind, model::RowId id, const std::string& prefix = {},
              const std::string& person = {}) {
    for (const auto& event : store::events_of(reader_, site_.id, kind, id))
      say(prefix + event.fact, event.detail, event.who.empty() ? person : event.who, event.at);
  }
  void jobs(std::initializer_list<model::JobKind> kinds, model::RowId id);
  void names(model::ItemKind kind, model::RowId id);
  void alerts(model::ItemKind kind, model::RowId id);
  Account take() { return std::move(out_); }

 private:
  bool concerns(const std::string& person) const { return person_.empty() || person == person_; }
  std::string muted(const outreach::Item& item, const std::string& person) const;
  std::string why_not(const outreach::Item& item, const std::vector<store::Hit>& hits,
                      const std::string& person) const;

  db::Reader& reader_;
  const model::Site& site_;
  const std::string person_;
  Account out_;
};

void Teller::jobs(std::initializer_list<model::JobKind> kinds, model::RowId id) {
  for (const auto& line : store::jobs_about(reader_, site_.id, std::span(kinds.begin(), kinds.size()), id)) {
    std::string text = std::string(word(line.job.kind)) + " is " + (line.running ? "at work" : "due");
    if (!line.last_error.empty()) text += "; the last try: " + line.last_error;
    say("to do", text, {}, line.due);
  }
}

void Teller::names(model::ItemKind kind, model::RowId id) {
  for (const auto& [mention, passage] : store::mentions_in(reader_, site_.id, kind, id)) {
    const bool person = mention.kind == model::WhomKind::person;
    if (!person_.empty() && !(person && mention.whom == person_)) continue;
    const auto sure = std::string(mention.sure ? "sure" : "probable") + ", " +
                      (mention.alerts ? "alerts" : "alerts nobody");
    say("name",
        "“" + mention.text + "” was read as the " + std::string(word(mention.kind)) + " " + mention.whom +
            " (" + mention.rule + ", " + sure + "): " + mention.why,
        person ? mention.whom : std::string());
  }
}

std::string Teller::muted(const outreach::Item& item, const std::string& person) const {
  return outreach::muted_by(store::list_mutes(reader_, site_.id), person, item, nullptr);
}

std::string Teller::why_not(const outreach::Item& item, const std::vector<store::Hit>& hits,
                            const std::string& person) const {
  if (!site_.roster.person(person)) return "is not in the roster";
  std::string quiet;
  bool loud = false, named = false;
  for (const auto& [mention, passage] : hits) {
    if (mention.kind != model::WhomKind::person || mention.whom != person) continue;
    named = true;
    loud = loud || mention.alerts;
    if (!mention.alerts) quiet = mention.why;
  }
  if (!named) return "no name of this person was found when it was last looked through";
  if (!loud) return "no hit of the name alerts: " + quiet;
  if (item.writer_person == person) return "wrote it";
  if (!item.open) return "readers cannot see it";
  if (item.old) return "it is old: " + std::string(outreach::why_old(item));
  if (auto what = muted(item, person); !what.empty()) return "muted: " + what;
  if (!item.twins.empty()) return "was told of the same page before, by its other record";
  return "the roster changed since; it is told with the next look at the text";
}

void Teller::alerts(model::ItemKind kind, model::RowId id) {
  if (const auto wants = store::find_item_kind(reader_, site_.id, kind, id);
      wants.kind != model::CaseKind::other)
    say("kind", std::string(word(wants.kind)) + ", by the words: " + wants.words);
  std::set<std::string> told, cases_told;
  for (const auto& [alert, delivery] : store::alerts_about(reader_, site_.id, kind, id)) {
    const bool first_channel = told.insert(alert.person).second;
    if (!concerns(alert.person)) continue;
    if (first_channel)
      say("alert", std::string(word(alert.reason)) + ": " + alert.why, alert.person, alert.created);
    std::string mail = std::string(word(delivery.state));
    if (delivery.tries > 0) mail += ", tries: " + std::to_string(delivery.tries);
    if (!delivery.last_error.empty()) mail += ", " + delivery.last_error;
    const auto letter =
        delivery.letter ? store::find_letter(reader_, site_.id, *delivery.letter) : std::nullopt;
    const bool waits = letter && letter->state == model::DeliveryState::pending;
    if (waits) mail += ", in a letter (" + std::string(word(letter->form)) + ") due " + iso8601(letter->due);
    say(delivery.channel, mail, alert.person, delivery.sent);
    if (waits) jobs({model::JobKind::send_letter}, letter->id);
    if (!first_channel) continue;
    events("alert", alert.id, {}, alert.person);
    jobs({model::JobKind::deliver}, alert.id);
    if (!cases_told.insert(std::to_string(alert.case_id)).second) continue;
    if (const auto its = store::find_case(reader_, site_.id, alert.case_id)) {
      say("case", "case " + std::to_string(its->id) + " is " + std::string(word(its->state)), its->owner);
      events("case", its->id, "case ");
    }
  }
  const auto item = outreach::read_item(reader_, site_, kind, id);
  if (!item) return;
  const auto hits = store::mentions_in(reader_, site_.id, kind, id);
  std::set<std::string> untold;
  for (const auto& [mention, passage] : hits) {
    if (mention.kind == model::WhomKind::person && concerns(mention.whom)) untold.insert(mention.whom);
  }
  if (!person_.empty()) untold.insert(person_);
  for (const auto& event : store::events_of(reader_, site_.id, word(kind), id)) {
    // Said above already, with the reason that held then.
    if (event.fact == "not alerted" && !muted(*item, event.who).empty()) untold.erase(event.who);
  }
  for (const auto& person : untold) {
    if (!told.contains(person)) say("no alert", why_not(*item, hits, person), person);
  }
}

// The place of a comment, for whoever wants to look at it.
std::string place_of(db::Reader& reader, const model::Site& site, model::RowId comment) {
  const auto found = store::find_comment(reader, site.id, comment);
  if (!found) return "comment " + std::to_string(comment);
  return found->url.empty() ? "comment " + found->engine_id : found->url;
}

std::string place_of(db::Reader& reader, const model::Site& site, const store::LaterAnswer& later) {
  if (later.source_kind == model::ItemKind::post) {
    const auto post = store::find_post(reader, site.id, later.source_id);
    return "the later post " + (post ? post->url : std::to_string(later.source_id));
  }
  const auto linkback = store::find_linkback(reader, site.id, later.source_id);
  return "the page " + (linkback ? linkback->source : std::to_string(later.source_id));
}

void tell_answers(Teller& teller, db::Reader& reader, const model::Site& site,
                  const model::Comment& comment) {
  const auto by_rule = [](const model::Answer& answer) {
    return " (rule " + std::string(word(answer.rule)) + ", certainty " + in_hundredths(answer.certainty) +
           ")";
  };
  for (const auto& answer : store::answers_of_item(reader, site.id, comment.id)) {
    const auto by = store::find_comment(reader, site.id, answer.answer_id);
    teller.say("answered by", place_of(reader, site, answer.answer_id) + by_rule(answer),
               by ? by->person : std::string());
  }
  for (const auto& later : store::later_answers(reader, site.id, comment.post_id)) {
    if (later.item_id != comment.id) continue;
    const auto rule =
        by_rule({later.source_id, later.item_id, model::AnswerRule::later_post, later.certainty});
    teller.say("answered by", place_of(reader, site, later) + rule + ": it " + later.evidence, later.person);
  }
  for (const auto& answer : store::answers_by(reader, site.id, comment.id))
    teller.say("answers", place_of(reader, site, answer.item_id) + by_rule(answer), comment.person);
}

void tell_waiting(Teller& teller, const model::Comment& comment) {
  if (comment.state == model::Visibility::gone) {
    teller.say("waits", "no: readers no longer see it");
  } else if (!comment.needs_answer) {
    teller.say("waits", "no: " + (comment.needs_why.empty() ? "it asks for no answer" : comment.needs_why));
  } else if (comment.wait.again) {
    teller.say("waits", "yes, again: it was edited after its answer", {}, comment.wait.edited);
  } else if (comment.wait.first_answer) {
    teller.say("waits", "no longer: it was answered", comment.wait.answered_by, comment.wait.answered);
  } else if (comment.wait.closed) {
    teller.say("waits", "no longer, though nobody answered it: comments there were closed, or the post went",
               {}, comment.wait.closed);
  } else {
    teller.say("waits", "yes: a reader's comment that nobody of the staff answered", {}, comment.published);
  }
}

// Who of the staff answered on a page elsewhere, and whether its comments are still read.
void tell_conversation(Teller& teller, db::Reader& reader, const model::Site& site, model::ItemKind root_kind,
                       model::RowId root) {
  if (const auto its = store::case_of(reader, site.id, root_kind, root)) {
    for (const auto& answer : store::outside_answers_of_case(reader, site.id, its->id)) {
      teller.say("answered by",
                 answer.url + " (" + std::string(word(answer.level)) +
                     (answer.level == model::AnswerLevel::claimed ? ": only the name says so)" : ")"),
                 answer.person, answer.at);
    }
  }
  const auto page = store::followed_page_of(reader, site.id, root_kind, root);
  if (!page) return;
  std::string text =
      page->ended ? "no more"
                  : "its comments, " + std::string(page->comments_feed.empty() ? "as the page shows them"
                                                                               : "in " + page->comments_feed);
  if (!page->failure.empty()) text += "; the last look: " + page->failure;
  teller.say("followed", text, {}, page->ended ? page->ended : page->read);
  teller.jobs({model::JobKind::follow_outside}, page->id);
}

}  // namespace

Account account_of(db::Reader& reader, const model::Site& site, const model::Linkback& linkback,
                   const std::string& person) {
  Teller teller(reader, site, person, {"linkback", linkback.id, linkback.source, {}});
  std::string state = std::string(word(linkback.state)) + ", a " + std::string(word(linkback.protocol)) +
                      " to " + linkback.target;
  if (linkback.reason != model::Refusal::none) state.append(": ").append(model::sentence(linkback.reason));
  teller.say("state", state);
  for (const auto& event : store::history_of(reader, site.id, linkback))
    teller.say(event.fact, event.detail, event.who, event.at);
  const auto score = store::find_score(reader, site.id, linkback.id);
  if (!score.parts.empty())
    teller.say("spam score", std::to_string(score.points) + " points: " + score.parts);
  if (linkback.next_try) teller.say("next look", "at the source", {}, linkback.next_try);
  teller.jobs({model::JobKind::verify, model::JobKind::scan_linkback, model::JobKind::forward}, linkback.id);
  teller.names(model::ItemKind::linkback, linkback.id);
  teller.alerts(model::ItemKind::linkback, linkback.id);
  tell_conversation(teller, reader, site, model::ItemKind::linkback, linkback.id);
  return teller.take();
}

Account account_of(db::Reader& reader, const model::Site& site, const model::Comment& comment,
                   const std::string& person) {
  const auto address = comment.url.empty() ? comment.engine_id : comment.url;
  Teller teller(reader, site, person, {"comment", comment.id, address, {}});
  const bool reader_wrote = comment.person.empty();
  teller.say("writer",
             reader_wrote ? comment.author_name + ", a reader"
                          : comment.author_name + ", " + std::string(word(comment.identity)) +
                                (comment.identity_why.empty() ? "" : ": " + comment.identity_why),
             comment.person);
  teller.events("comment", comment.id);
  if (comment.imported) teller.say("imported", "imports alert nobody");
  tell_waiting(teller, comment);
  if (comment.wait.edited)
    teller.say("edited", "more than a fifth of its words are new since its last answer", {},
               comment.wait.edited);
  tell_answers(teller, reader, site, comment);
  teller.jobs({model::JobKind::match_answer, model::JobKind::scan_comment, model::JobKind::follow_case},
              comment.id);
  teller.names(model::ItemKind::comment, comment.id);
  teller.alerts(model::ItemKind::comment, comment.id);
  return teller.take();
}

Account account_of(db::Reader& reader, const model::Site& site, const model::Post& post,
                   const std::string& person) {
  constexpr int most = 200;
  Teller teller(reader, site, person, {"post", post.id, post.url.empty() ? post.engine_id : post.url, {}});
  const auto since = post.published ? post.published : std::optional<Time>();
  teller.say("state",
             std::string(word(post.state)) + (post.pings_open ? ", takes pings" : ", takes no pings"), {},
             since);
  if (post.closed)
    teller.say("closed", "comments there are closed: nobody can answer any more", {}, post.closed);
  teller.events("post", post.id);
  for (const auto id : store::linkbacks_to(reader, site.id, post.id, most)) {
    const auto one = store::find_linkback(reader, site.id, id);
    if (!one) continue;
    std::string text = one->source + " is " + std::string(word(one->state));
    if (one->reason != model::Refusal::none) text.append(": ").append(model::sentence(one->reason));
    teller.say("linkback", text, {}, one->received);
  }
  for (const auto& sent : store::sent_for_post(reader, site.id, post.id)) {
    std::string text = sent.target + " was told: " + std::string(word(sent.state));
    if (sent.status != 0) text += ", status " + std::to_string(sent.status);
    if (!sent.message.empty()) text += ", " + sent.message;
    teller.say("sent", text, {}, sent.last_sent ? sent.last_sent : sent.queued);
  }
  std::size_t waiting = 0;
  for (const auto& comment : store::comments_of_post(reader, site.id, post.id)) {
    if (!model::waits(comment)) continue;
    if (++waiting <= most) teller.say("waits", place_of(reader, site, comment.id), {}, comment.published);
  }
  teller.jobs({model::JobKind::scan_post, model::JobKind::match_post, model::JobKind::note_links}, post.id);
  teller.names(model::ItemKind::post, post.id);
  teller.alerts(model::ItemKind::post, post.id);
  return teller.take();
}

Account account_of(db::Reader& reader, const model::Site& site, const model::OutsideItem& item,
                   const std::string& person) {
  Teller teller(reader, site, person, {"outside", item.id, item.url, {}});
  std::string state = std::string(word(item.kind)) + " at " + item.host + " by " +
                      (item.author_name.empty() ? "an unknown writer" : item.author_name);
  if (item.from_page) state += ", read from its own page";
  teller.say("state", state, {}, item.at());
  if (const auto feed = item.feed ? store::find_feed(reader, site.id, *item.feed) : std::nullopt)
    teller.say("found in", feed->feed_url);
  if (item.old) teller.say("old", "it stood there before we listened, and alerts nobody");
  if (!item.person.empty())
    teller.say("writer", "claimed: the name is a staff member's, nothing proves it", item.person);
  if (item.root_kind == model::ItemKind::linkback)
    teller.say("conversation", "that of linkback " + std::to_string(item.root_id) + ", from the same page");
  teller.events("outside", item.id);
  teller.jobs({model::JobKind::scan_outside}, item.id);
  teller.names(model::ItemKind::outside, item.id);
  teller.alerts(model::ItemKind::outside, item.id);
  tell_conversation(teller, reader, site, item.root_kind, item.root_id);
  return teller.take();
}

Account account_of(db::Reader& reader, const model::Site& site, const model::WatchedFeed& feed,
                   const std::string& person) {
  Teller teller(reader, site, person, {"feed", feed.id, feed.address, {}});
  std::string state = std::string(word(feed.state)) + ", " + std::to_string(feed.items) + " items seen";
  if (!feed.failure.empty()) state += ": " + feed.failure;
  teller.say("state", state, {}, feed.read);
  teller.events("feed", feed.id);
  teller.jobs({model::JobKind::read_feed}, feed.id);
  return teller.take();
}

}  // namespace earshot::app

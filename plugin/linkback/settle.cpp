#include "linkback/settle.h"

#include <algorithm>
#include <array>
#include <chrono>

#include "base/log.h"
#include "base/registrable_domain.h"
#include "base/text.h"
#include "base/token.h"
#include "linkback/judge.h"
#include "linkback/own_words.h"
#include "model/linkback.h"
#include "net/own_page.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/linkback_store.h"
#include "store/moderation_store.h"
#include "store/post_address.h"
#include "store/post_store.h"

namespace earshot::linkback {

using model::Linkback;
using model::LinkbackState;
using model::Refusal;

namespace {

using std::chrono::hours;
using std::chrono::minutes;

// Waits after the first, second … check that told nothing. After the last one we give up.
constexpr std::array<Duration, 5> waits{minutes(1), minutes(5), minutes(30), hours(2), hours(12)};
// A page that was read before and answers 404 now is gone only if it stays so.
constexpr std::array<Duration, 2> waits_for_missing{hours(1), hours(24)};

bool is_public(LinkbackState state) {
  return state == LinkbackState::shown || state == LinkbackState::waiting;
}

// One transaction's worth of deciding; lives shorter than its tx.
struct Settling {
  db::Tx& tx;
  const store::Books& books;
  const Linkback& before;
  Linkback after;

  model::JobOutcome store(model::JobOutcome outcome, std::string_view detail = {});
  model::JobOutcome end_without_link(Refusal why, std::string_view more = {});
  model::JobOutcome wait(Duration by, std::string_view why);
  Refusal own_page_refused(const LinkFound& found);
  std::optional<store::ShownAt> shown_twin(const LinkFound& found) const;
  void end_twin(model::RowId id);
  std::optional<model::JobOutcome> follow_move(const LinkFound& found);
  // `leads_elsewhere`: readers see it, and it was read at another address the last time.
  std::string admit(const LinkFound& found, bool foreign_words, bool leads_elsewhere);
  bool has_turned(const SpamSigns& signs, const Judgement& judged) const;
  bool words_were_guessed() const;
  bool was_never_read() const;  // by us: it came in by an import
  bool is_of_another_site(const Url& page) const;
  bool asked_early() const { return before.next_try && books.now() < *before.next_try; }
  bool is_given_up() const {
    return !asked_early() && static_cast<std::size_t>(before.tries) >= waits.size();
  }

  model::JobOutcome operator()(const LinkFound& found);
  model::JobOutcome operator()(const LinkAbsent& absent);
  model::JobOutcome operator()(const PageGone&) { return end_without_link(Refusal::source_gone); }
  model::JobOutcome operator()(const PageMissing&);
  model::JobOutcome operator()(const NotText&) { return end_without_link(Refusal::source_not_text); }
  model::JobOutcome operator()(const TryLater& later);
  model::JobOutcome operator()(const NeverTry&);
  model::JobOutcome operator()(const Unreadable& unreadable);
  model::JobOutcome operator()(const PostUnread&);
};

// Folds all of the page: once a check.
std::string letters_said(const LinkFound& found) {
  return letters_of(found.title + "\n" + found.page_titles + "\n" + found.site_name + "\n" +
                    found.page.page_text);
}

bool words_stand_on_page(const Linkback& linkback, const LinkFound& found, const std::string& said) {
  const auto stand = [&](const std::string& words) { return words.empty() || stands_in(said, words); };
  return stand(linkback.title) && (stand(linkback.excerpt) || linkback.excerpt == found.excerpt);
}

// In Shift_JIS, say, what was read as windows-1252 is nobody's words: then the page's own are taken.
void forget_wrong_guesses(Linkback& linkback, const std::string& said) {
  for (auto* const words : {&linkback.title, &linkback.excerpt, &linkback.blog_name}) {
    const bool ascii = std::ranges::all_of(*words, [](char c) { return static_cast<signed char>(c) >= 0; });
    if (!ascii && !stands_in(said, *words)) words->clear();
  }
}

bool Settling::words_were_guessed() const {
  const auto events = store::events_of(tx, books.site.id, "linkback", before.id);
  return std::ranges::count(events, store::words_guessed, &store::Event::fact) > 0;
}

// Events tell what changed; a check that found everything as it was leaves only its time.
model::JobOutcome Settling::store(model::JobOutcome outcome, std::string_view detail) {
  after.verified = books.now();
  const bool moved = before.state != after.state || before.reason != after.reason;
  const bool edited = !moved && before.digest != after.digest;
  // Whoever pinged again hears that it was read again, also where it ends as before.
  const bool answers = !moved && std::holds_alternative<model::Done>(outcome) &&
                       store::waits_again_since(tx, books.site.id, after);
  store::save_linkback(tx, books, before, after);
  if (moved || edited || answers) {
    const std::string_view fact = moved || answers ? model::word(after.state) : "updated";
    store::add_event(tx, books, "linkback", after.id, fact, detail);
    log::info("linkback", fact,
              {{"linkback", after.id}, {"reason", model::word(after.reason)}, {"why", detail}});
  }
  return outcome;
}

model::JobOutcome Settling::end_without_link(Refusal why, std::string_view more) {
  after.tries = 0;
  after.next_try.reset();
  after.reason = why;
  after.state = is_public(before.state) || before.state == LinkbackState::gone ? LinkbackState::gone
                                                                               : LinkbackState::refused;
  return store(model::Done{}, std::string(model::sentence(why)).append(more));
}

// Behind the end of what we read there may be a link: not enough to show an entry (the pingback
// specification's note on limits says so), and not enough to take one away.
model::JobOutcome Settling::operator()(const LinkAbsent& absent) {
  if (!absent.page_cut) return end_without_link(Refusal::no_link);
  if (!is_public(before.state))
    return end_without_link(Refusal::no_link, " It is long: only its beginning was read.");
  after.tries = 0;
  after.next_try.reset();
  return store(model::Done{}, "the page has grown beyond what is read of it");
}

model::JobOutcome Settling::wait(Duration by, std::string_view why) {
  // A repeated ping asks again before the time: that neither uses up a try nor shortens the schedule.
  if (!asked_early()) {
    ++after.tries;
    after.next_try = books.now() + by;
  }
  return store(model::Again{*after.next_try, std::string(why)}, why);
}

std::string blended_digest(const Linkback& l, const model::SourcePage& page) {
  std::string all;
  for (const auto* part :
       {&l.type, &l.title, &l.excerpt, &l.author_name, &l.author_url, &l.blog_name, &page.page_text,
        &page.content_html, &page.author_photo, &page.published_text, &page.rsvp}) {
    all += *part;
    all += '\0';
  }
  return sha256_hex(all);
}

// For the history of an update.
std::string what_changed(const Linkback& before, const Linkback& after) {
  struct Part {
    std::string_view name;
    std::string Linkback::*field;
  };
  constexpr std::array parts{
      Part{"title", &Linkback::title}, Part{"type", &Linkback::type}, Part{"author", &Linkback::author_name},
      Part{"author's address", &Linkback::author_url}, Part{"excerpt", &Linkback::excerpt}};
  std::string out;
  for (const auto& part : parts) {
    if (before.*part.field == after.*part.field) continue;
    out += (out.empty() ? "" : "; ") + std::string(part.name) + " was \"" + before.*part.field + "\"";
  }
  if (out.empty() && before.digest != after.digest) out = "the text round it";
  return out;
}

// What a page is told apart by: not its fragment, and of its query not what the page itself says is no part
// of its address, be it for a campaign or a session. Which host it is and what path it does not say.
std::string name_of_page(const std::string& read_at, const std::string& canonical) {
  const auto url = Url::parse(read_at), said = Url::parse(canonical);
  const auto bare = [](const Url& one) {
    return page_key(*Url::parse(one.origin() + std::string(one.path())));
  };
  if (!url) return {};
  return page_key((said && bare(*said) == bare(*url) ? *said : *url).without_fragment());
}

// Nothing behind it that anybody could write there.
bool is_plain(const std::string& source, const std::string& name) {
  const auto url = Url::parse(source);
  return url && !url->fragment() && page_key(*url) == name;
}

// Only then its fragment is part of where it was read.
bool speaks_for_an_entry(const store::ShownAt& one) {
  return one.final_url.find('#') != std::string::npos;
}

model::JobOutcome Settling::operator()(const LinkFound& found) {
  if (const auto why = own_page_refused(found); why != Refusal::none) return end_without_link(why);
  if (found.moved_to) {
    if (auto ended = follow_move(found)) return *ended;
  }
  // A trackback says in its own words what it is about; what it leaves out is taken from the page.
  const bool own_words = before.protocol == model::Protocol::trackback;
  const auto choose = [&](std::string& mine, const std::string& of_page) {
    if (!own_words || mine.empty()) mine = of_page;
  };
  const std::string said = own_words ? letters_said(found) : std::string();
  if (own_words && words_were_guessed()) forget_wrong_guesses(after, said);
  choose(after.title, found.title);
  choose(after.excerpt, found.excerpt);
  choose(after.blog_name, found.site_name);
  if (!found.target.empty()) after.target = found.target;
  after.type = found.type;
  // Anybody can send one for any page: words that the page does not say are nobody's that it names.
  const bool stand = !own_words || words_stand_on_page(after, found, said);
  after.author_name = stand ? found.author_name : std::string();
  after.author_url = stand ? found.author_url : std::string();
  after.published = found.published;
  after.reason = Refusal::none;
  after.tries = 0;
  after.next_try.reset();
  after.digest = blended_digest(after, found.page);
  const auto earlier =
      before.state == LinkbackState::shown ? store::read_at(tx, books.site.id, after.id) : std::nullopt;
  const bool leads_elsewhere = earlier && *earlier != found.page.final_url;
  const auto twin = is_public(before.state) ? std::nullopt : shown_twin(found);
  const auto ends_as_twin = [&] {
    if (twin->digest != after.digest)
      store::add_job(tx, books, model::JobKind::verify, twin->id, books.now());
    return end_without_link(Refusal::source_repeated);
  };
  // Anybody may ping for a page, with any words behind its "#": those stay only until it is named plainly.
  const auto name = name_of_page(found.page.final_url, found.page.canonical);
  const bool takes_over = twin && !found.by_fragment && !speaks_for_an_entry(*twin) &&
                          is_plain(after.source, name) && !is_plain(twin->source, name);
  if (twin && !takes_over) return ends_as_twin();
  const std::string why = admit(found, !stand, leads_elsewhere);
  store::put_source_page(tx, books, after.id, found.page);
  if (takes_over) {
    if (after.state != LinkbackState::shown) return ends_as_twin();
    end_twin(twin->id);
  }
  if (is_public(after.state) && (before.digest != after.digest || before.state != after.state)) {
    store::add_job(tx, books, model::JobKind::scan_linkback, after.id, books.now());
  }
  return store(model::Done{}, before.state == after.state ? what_changed(before, after) : why);
}

// A page that moved for good is one with the page at its new address. Where that has a record, what was read
// is told of that one and this one ends: readers see one, whichever of the two pinged first. Else this
// becomes its record.
std::optional<model::JobOutcome> Settling::follow_move(const LinkFound& found) {
  const Url& to = *found.moved_to;
  const auto key = store::source_key(to);
  if (key == before.source_key || !usable(to.text())) return std::nullopt;
  auto there = store::find_linkback_by_pair(tx, books.site.id, key, before.target_key);
  if (!there && after.post_id) there = store::find_settled_twin(tx, books.site.id, key, *after.post_id);
  if (!there) {
    store::add_event(tx, books, "linkback", after.id, "moved", before.source);
    store::move_source(tx, books, after, to);
    return std::nullopt;
  }
  auto state = there->state;
  if (state != LinkbackState::hidden) {
    LinkFound its_own = found;
    its_own.moved_to.reset();
    its_own.passed.clear();
    Settling at{tx, books, *there, *there};
    if (!at.after.post_id) at.after.post_id = after.post_id;
    at(its_own);
    state = at.after.state;
  }
  // What readers see stays until they see the other, or a moderator does not want them to.
  const bool decided = state == LinkbackState::shown || state == LinkbackState::hidden;
  if (before.state == LinkbackState::shown && !decided) return std::nullopt;
  return end_without_link(Refusal::source_moved);
}

// The same page under another address of it that readers see: it is one voice. Behind another fragment may
// stand another entry of the page, which says something else.
std::optional<store::ShownAt> Settling::shown_twin(const LinkFound& found) const {
  const auto read = Url::parse(found.page.final_url);
  if (!read || !after.post_id) return std::nullopt;
  const auto name = name_of_page(found.page.final_url, found.page.canonical);
  for (auto& one : store::shown_at_page(tx, books.site.id, *after.post_id, after.source_host, *read)) {
    if (one.id == before.id || name_of_page(one.final_url, one.canonical) != name) continue;
    const bool of_whole_page = !found.by_fragment && !speaks_for_an_entry(one);
    if (of_whole_page || one.digest == after.digest) return std::move(one);
  }
  return std::nullopt;
}

void Settling::end_twin(model::RowId id) {
  const auto twin = store::find_linkback(tx, books.site.id, id);
  if (!twin) return;
  Settling at{tx, books, *twin, *twin};
  at.end_without_link(Refusal::source_repeated);
}

// Whether the page is of the blog itself and may not speak to this post, whatever redirected to it: it is no
// post, or it is the post, which links to itself in its own comments.
Refusal Settling::own_page_refused(const LinkFound& found) {
  const auto read = Url::parse(found.page.final_url);
  if (!read) return Refusal::none;
  const Url page = net::public_address(books.site.url, books.site.origin, *read);
  if (!store::is_own_page(books.site, page)) return Refusal::none;
  const auto post = store::post_speaking_at(tx, books.site, page);
  if (!post) return Refusal::source_not_post;
  return after.post_id && post->id == *after.post_id ? Refusal::same_page : Refusal::none;
}

// A domain that ran out and belongs to somebody else, say: nobody let that one in. A blog that only moved
// says there what it said.
bool Settling::is_of_another_site(const Url& page) const {
  const auto earlier = Url::parse(store::read_at(tx, books.site.id, before.id).value_or(before.source));
  const bool elsewhere = earlier && registrable_domain(earlier->host()) != registrable_domain(page.host());
  return elsewhere && (before.title != after.title || before.excerpt != after.excerpt);
}

bool Settling::was_never_read() const {
  const auto events = store::events_of(tx, books.site.id, "linkback", before.id);
  return std::ranges::count(events, "imported", &store::Event::fact) > 0 &&
         std::ranges::count(events, "updated", &store::Event::fact) == 0;
}

// Who shows us a fair page first and writes another later does not stay for that. What came in by an import
// we had not read: there is nothing to compare.
bool Settling::has_turned(const SpamSigns& signs, const Judgement& judged) const {
  if (judged.allowed || judged.score.points < model::points_to_wait || was_never_read()) return false;
  return has_new_signs(store::find_score(tx, books.site.id, before.id), after, signs,
                       store::blocked_words(tx, books.site.id));
}

// Whether readers see it. What a moderator or an earlier check let in stays in.
std::string Settling::admit(const LinkFound& found, bool foreign_words, bool leads_elsewhere) {
  if (before.state == LinkbackState::waiting && store::is_to_be_shown_again(tx, books.site.id, before.id)) {
    after.state = LinkbackState::shown;
    return "a moderator took back that it was hidden";
  }
  const Url page = Url::parse(found.page.final_url).value_or(*Url::parse(before.source));
  if (is_public(before.state) && leads_elsewhere && store::was_hidden_page(tx, books.site.id, after, page)) {
    after.state = LinkbackState::waiting;
    return "it leads to a page that a moderator hid";
  }
  if (is_public(before.state) && before.digest == after.digest) return {};
  auto signs = found.signs;
  signs.foreign_words = foreign_words;
  if (before.protocol == model::Protocol::trackback)
    signs.sent = before.title + " " + before.excerpt + " " + before.blog_name;
  const Judgement judged = judge(tx, books.site, after, page, found.passed, signs);
  const bool is_anew = leads_elsewhere && judged.state != LinkbackState::shown && is_of_another_site(page);
  if (is_public(before.state)) {
    if (before.state == LinkbackState::shown && is_anew) {
      after.state = LinkbackState::waiting;
      return "it leads to another site than when it was let in, and says something else";
    }
    if (before.state != LinkbackState::shown || !has_turned(signs, judged)) return {};
    after.state = LinkbackState::waiting;
    store::put_score(tx, books, after.id, judged.score);
    return "it has changed since it was let in: score " + std::to_string(judged.score.points) + " (" +
           judged.score.parts + ")";
  }
  store::put_score(tx, books, after.id, judged.score);
  const bool leaves_junk = judged.state == LinkbackState::shown && judged.allowed;
  if (before.state == LinkbackState::junk && judged.state != LinkbackState::refused && !leaves_junk)
    return {};
  after.reason = judged.reason;
  if (model::may_move(before.state, judged.state)) after.state = judged.state;
  return judged.reason == Refusal::none ? judged.why : std::string(model::sentence(judged.reason));
}

model::JobOutcome Settling::operator()(const PageMissing&) {
  if (!is_public(before.state)) return end_without_link(Refusal::source_unreachable);
  const auto seen = static_cast<std::size_t>(before.tries);
  if (asked_early()) return wait({}, "404");
  if (seen >= waits_for_missing.size()) return end_without_link(Refusal::source_gone);
  return wait(waits_for_missing[seen], "the page's server answered 404");
}

model::JobOutcome Settling::operator()(const TryLater& later) {
  const auto seen = static_cast<std::size_t>(before.tries);
  if (asked_early() || seen < waits.size()) {
    if (before.state == LinkbackState::received) after.state = LinkbackState::deferred;
    return wait(std::max(later.wait, seen < waits.size() ? waits[seen] : waits.back()), later.why);
  }
  after.tries = 0;
  after.next_try.reset();
  if (before.state == LinkbackState::deferred) {
    after.state = LinkbackState::refused;
    after.reason = Refusal::source_unreachable;
  }
  return store(model::Done{}, later.why);
}

model::JobOutcome Settling::operator()(const NeverTry& never) {
  after.tries = 0;
  after.next_try.reset();
  if (!is_public(before.state) && before.state != LinkbackState::gone) {
    after.state = LinkbackState::refused;
    after.reason = Refusal::source_not_allowed;
  }
  return store(model::Done{}, never.why);
}

model::JobOutcome Settling::operator()(const Unreadable& unreadable) {
  after.tries = 0;
  after.next_try.reset();
  if (!is_public(before.state) && before.state != LinkbackState::gone) {
    after.state = LinkbackState::refused;
    after.reason = unreadable.reason;
  }
  return store(model::Done{}, unreadable.why);
}

model::JobOutcome Settling::operator()(const PostUnread&) {
  if (is_given_up()) return end_without_link(Refusal::source_not_post);
  return (*this)(TryLater{"the source is no post of this blog that we know yet; its list is read first"});
}

// The post's row, made if the engine's list has not told us of it yet.
model::RowId row_of(db::Tx& tx, const store::Books& books, const model::Post& post) {
  if (post.id != 0) return post.id;
  const auto url = Url::parse(post.url);
  if (url) {
    if (const auto known = store::post_at(tx, books.site, *url)) return known->id;
  }
  return store::put_post(tx, books, post).id;
}

}  // namespace

model::JobOutcome settle(const store::Books& books, model::RowId id, const Verdict& verdict) {
  return books.database.write([&](db::Tx& tx) -> model::JobOutcome {
    const auto before = store::find_linkback(tx, books.site.id, id);
    if (!before || before->state == LinkbackState::hidden) return model::Done{};
    Settling settling{tx, books, *before, *before};
    return std::visit(settling, verdict);
  });
}

std::optional<model::JobOutcome> settle_target(const store::Books& books, model::RowId id,
                                               const TargetVerdict& verdict) {
  return books.database.write([&](db::Tx& tx) -> std::optional<model::JobOutcome> {
    const auto before = store::find_linkback(tx, books.site.id, id);
    if (!before || before->state == LinkbackState::hidden) return model::JobOutcome(model::Done{});
    Settling settling{tx, books, *before, *before};
    if (const auto* unclear = std::get_if<TargetUnclear>(&verdict)) {
      if (settling.is_given_up()) return settling.end_without_link(Refusal::target_unknown);
      return settling(TryLater{unclear->why});
    }
    if (const auto* no = std::get_if<TargetIsNot>(&verdict)) return settling.end_without_link(no->why);

    const model::Post& post = std::get<TargetIs>(verdict).post;
    if (post.state == model::Visibility::gone) return settling.end_without_link(Refusal::target_unknown);
    if (!post.pings_open) return settling.end_without_link(Refusal::target_closed);
    settling.after.post_id = row_of(tx, books, post);
    settling.after.tries = 0;
    settling.after.next_try.reset();
    // A trackback names a post; its page has to link to the post's own address.
    if (before->protocol == model::Protocol::trackback) settling.after.target = post.url;
    store::save_linkback(tx, books, *before, settling.after);
    store::add_event(tx, books, "linkback", id, "target_found", post.url);
    return std::nullopt;
  });
}

}  // namespace earshot::linkback

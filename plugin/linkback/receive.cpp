#include "linkback/receive.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/log.h"
#include "base/registrable_domain.h"
#include "base/text.h"
#include "linkback/rules.h"
#include "linkback/score.h"
#include "model/job.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/linkback_store.h"
#include "store/moderation_store.h"
#include "store/post_address.h"

namespace earshot::linkback {

using model::Linkback;
using model::LinkbackState;
using model::Refusal;

namespace {

// A page that answered 404 may be published later: then a new ping has it looked at again.
constexpr Duration unknown_is_remembered = std::chrono::hours(1);
constexpr int poll_requests_a_minute = 6;
// Engines ping the older posts that a new one links to in the moment in which it is published. Until then the
// engine's list, which is asked for with the ping, has told us of it.
constexpr Duration time_to_read_posts = std::chrono::seconds(5);
// A source host whose pages would be read only after so long gets no more of them into the queue.
constexpr Duration longest_queue = std::chrono::hours(24);

bool is_this_machine(std::string_view address) {
  return address.empty() || address.starts_with("127.") || address == "::1" ||
         address.starts_with("::ffff:127.");
}

bool is_blocked(db::Reader& reader, const model::Site& site, const Url& source, const std::string& sender) {
  const auto rule = store::source_verdict(reader, site.id, signs_of(source.host(), {}, sender));
  return rule && rule->verdict == model::RuleVerdict::block;
}

Outcome refused(Refusal why, bool certain = false) {
  Outcome out;
  out.refusal = why;
  out.certain = certain;
  return out;
}

Outcome later(Duration wait) {
  Outcome out = refused(Refusal::too_many);
  out.retry_after = std::max(std::chrono::ceil<std::chrono::seconds>(wait), std::chrono::seconds(1));
  return out;
}

}  // namespace

// A browser drops line ends inside an address; as a source they are somebody's attempt at our logs and mails.
// So is a zero byte, which ends the address for whoever reads it in C.
std::optional<Url> usable(const std::string& address) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  const auto bare = trim(address);
  if (std::any_of(bare.begin(), bare.end(), is_control)) return std::nullopt;
  auto url = Url::parse(bare);
  if (!url || url->has_credentials() || url->text().find("%00") != std::string::npos) return std::nullopt;
  return url;
}

std::string sender_block(std::string_view address) {
  const std::string text(address);
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
    bytes[3] = 0;
    std::array<char, INET_ADDRSTRLEN> out{};
    return std::string(inet_ntop(AF_INET, bytes.data(), out.data(), out.size())) + "/24";
  }
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return {};
  constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(mapped.begin(), mapped.end(), bytes.begin())) {
    return sender_block(std::string_view(text).substr(text.rfind(':') + 1));
  }
  std::fill(bytes.begin() + 6, bytes.end(), static_cast<unsigned char>(0));
  std::array<char, INET6_ADDRSTRLEN> out{};
  return std::string(inet_ntop(AF_INET6, bytes.data(), out.data(), out.size())) + "/48";
}

Turns::Turns(int a_minute, int burst, std::size_t max_keys)
    : step_(a_minute > 0 ? Duration(std::chrono::minutes(1)) / a_minute : Duration::zero()),
      slack_(step_ * std::max(burst - 1, 0)),
      max_keys_(max_keys) {}

Duration Turns::try_take(const std::string& key, Time now) {
  if (step_ == Duration::zero()) return Duration::zero();
  const std::lock_guard lock(mutex_);
  Time& next = slot(key, now);
  next = std::max(next, now);
  if (next - now > slack_) return next - now - slack_;
  next += step_;
  return Duration::zero();
}

Time Turns::take(const std::string& key, Time now) {
  if (step_ == Duration::zero()) return now;
  const std::lock_guard lock(mutex_);
  Time& next = slot(key, now);
  next = std::max(next, now);
  const Time turn = std::max(now, next - slack_);
  next += step_;
  return turn;
}

Duration Turns::wait(const std::string& key, Time now) {
  if (step_ == Duration::zero()) return Duration::zero();
  const std::lock_guard lock(mutex_);
  const auto found = next_.find(key);
  if (found == next_.end()) return Duration::zero();
  return std::max(Duration::zero(), Duration(found->second - now) - slack_);
}

Time& Turns::slot(const std::string& key, Time now) {
  const auto found = next_.find(key);
  if (found != next_.end()) return found->second;
  if (next_.size() >= max_keys_) forget_idle(now);
  return next_[key];
}

// Under a flood of new keys a full sweep for each would cost more than what it protects.
void Turns::forget_idle(Time now) {
  if (now - swept_ >= std::chrono::seconds(10)) {
    swept_ = now;
    std::erase_if(next_, [&](const auto& one) { return one.second <= now; });
  }
  if (next_.size() >= max_keys_) next_.erase(next_.begin());
}

Duration HostTurns::try_take(std::string_view host, Time now) {
  const std::string domain(registrable_domain(host));
  if (const Duration wait = domains_.wait(domain, now); wait > Duration::zero()) return wait;
  if (const Duration wait = hosts_.try_take(std::string(host), now); wait > Duration::zero()) return wait;
  domains_.take(domain, now);
  return Duration::zero();
}

Time HostTurns::take(std::string_view host, Time now) {
  return std::max(hosts_.take(std::string(host), now),
                  domains_.take(std::string(registrable_domain(host)), now));
}

Duration HostTurns::wait(std::string_view host, Time now) {
  return std::max(hosts_.wait(std::string(host), now),
                  domains_.wait(std::string(registrable_domain(host)), now));
}

struct Intake::Candidate {
  std::optional<Url> source, target;
  std::string source_key, target_key;
  std::optional<model::Post> post;
  std::optional<Linkback> known;
  bool unread_source = false;  // of the blog itself, and perhaps a post that was published just now
};

Intake::Intake(IntakeLimits limits)
    : limits_(limits),
      senders_(limits.pings_a_minute, limits.burst),
      unknown_pages_(limits.unknown_pages_a_minute, limits.unknown_pages_a_minute),
      targets_(limits.new_pings_of_a_target_a_minute, limits.new_pings_of_a_target_a_minute),
      polls_(poll_requests_a_minute, 1),
      checks_(limits.checks_a_minute, limits.checks_a_minute) {}

Outcome Intake::receive(const store::Books& books, const Claim& claim) {
  if (!is_this_machine(claim.sender)) {
    const std::string block = sender_block(claim.sender);
    if (const Duration wait = senders_.try_take(block, books.now()); wait > Duration::zero())
      return later(wait);
  }
  const Outcome out = books.database.write([&](db::Tx& tx) { return take_in(tx, books, claim); });
  if (out.accepted() && !out.repeated) {
    log::info("linkback", "received",
              {{"linkback", model::id_in_receipt(out.token).value_or(0)},
               {"protocol", model::word(claim.protocol)}});
  }
  return out;
}

// All in one transaction: so the same ping cannot come in twice at the same moment, and the pages that a look
// at the books needs are those that the write before left in memory (a reader's would be read anew after each
// commit; that took a fifth of the time).
Outcome Intake::take_in(db::Tx& tx, const store::Books& books, const Claim& claim) {
  Candidate found;
  Outcome out = admit(tx, books.site, books.now(), claim, found);
  if (out.refusal == Refusal::target_unknown && !out.certain) ask_for_new_posts(tx, books);
  if (!out.accepted()) return out;
  if (found.unread_source) ask_for_new_posts(tx, books);
  if (found.known) return repeat(tx, books, claim, found);
  if (const Duration wait = too_busy(books, claim, found); wait > Duration::zero()) return later(wait);
  return store_new(tx, books, claim, found);
}

// What is new costs the disk and a fetch, so the page it comes from and the post it is about have limits of
// their own: a flood from very many senders stays a trickle for them.
Duration Intake::too_busy(const store::Books& books, const Claim& claim, const Candidate& found) {
  const Time now = books.now();
  if (!found.post || found.unread_source) {
    const Duration wait = unknown_pages_.try_take(books.site.name, now);
    if (wait > Duration::zero()) return wait;
  }
  if (is_this_machine(claim.sender)) return Duration::zero();
  const Duration queued = checks_.wait(found.source->host(), now);
  if (queued > longest_queue) return queued - longest_queue;
  return targets_.try_take(books.site.name + " " + found.target_key, now);
}

Outcome Intake::would_say(const store::Books& books, const Claim& claim) const {
  Candidate found;
  return books.database.read(
      [&](db::Reader& reader) { return admit(reader, books.site, books.now(), claim, found); });
}

Outcome Intake::admit(db::Reader& reader, const model::Site& site, Time now, const Claim& claim,
                      Candidate& found) const {
  found.source = usable(claim.source);
  if (!found.source) return refused(Refusal::source_invalid);
  if (const auto why = find_target(reader, site, claim, found); why != Refusal::none) return refused(why);
  if (page_key(*found.source) == page_key(*found.target) || same_page(*found.source, *found.target)) {
    return refused(Refusal::same_page);
  }
  if (!store::could_be_post(site, *found.target) &&
      !store::post_behind_query(reader, site, found.target->without_fragment()))
    return refused(Refusal::target_not_ours);
  if (is_blocked(reader, site, *found.source, claim.sender)) return refused(Refusal::source_blocked);
  if (!found.post) found.post = store::post_at(reader, site, *found.target);
  // A trackback's target is cut out of the address that it was sent to; what people link is the post's own.
  if (found.post && claim.protocol == model::Protocol::trackback) {
    if (auto own = Url::parse(found.post->url)) found.target = std::move(own);
  }
  found.source_key = store::source_key(*found.source);
  found.target_key = store::target_key(*found.target);
  if (!found.post) {
    if (store::target_was_unknown(reader, site.id, found.target_key, now - unknown_is_remembered)) {
      return refused(Refusal::target_unknown, true);
    }
    if (store::knows_all_posts(reader, site)) {
      return refused(Refusal::target_unknown, store::engine_id_in(*found.target).has_value());
    }
  } else {
    if (found.post->state == model::Visibility::gone) return refused(Refusal::target_unknown, true);
    if (!found.post->pings_open) return refused(Refusal::target_closed);
    if (store::is_own_page(site, *found.source)) {
      const auto self = store::post_speaking_at(reader, site, *found.source);
      found.unread_source = store::may_be_unread_post(reader, site, *found.source);
      if (!self && !found.unread_source) return refused(Refusal::source_not_post);
      if (self && self->id == found.post->id) return refused(Refusal::same_page);
    }
  }
  found.known = store::find_linkback_by_pair(reader, site.id, found.source_key, found.target_key);
  if (!found.known && found.post) {
    found.known = store::find_settled_twin(reader, site.id, found.source_key, found.post->id);
  }
  return {};
}

// A trackback may name a post instead of an address.
Refusal Intake::find_target(db::Reader& reader, const model::Site& site, const Claim& claim,
                            Candidate& found) {
  if (claim.post.empty()) {
    found.target = usable(claim.target);
    return found.target ? Refusal::none : Refusal::target_invalid;
  }
  found.post = store::post_with_id(reader, site.id, claim.post);
  if (found.post) {
    found.target = Url::parse(found.post->url);
  } else if (site.engine == model::Engine::wordpress) {
    found.target = site.url.resolve("?p=" + percent_encode(claim.post));
  }
  return found.target ? Refusal::none : Refusal::target_unknown;
}

Outcome Intake::store_new(db::Tx& tx, const store::Books& books, const Claim& claim, const Candidate& found) {
  const Time now = books.now();
  Linkback fresh;
  fresh.id = books.next_id();
  fresh.token = model::new_receipt(fresh.id);
  fresh.protocol = claim.protocol;
  fresh.source = std::string(trim(claim.source));
  const bool as_written = claim.post.empty() && claim.protocol != model::Protocol::trackback;
  fresh.target = as_written ? std::string(trim(claim.target)) : found.target->text();
  fresh.source_key = found.source_key;
  fresh.target_key = found.target_key;
  fresh.source_host = std::string(found.source->host());
  if (found.post) fresh.post_id = found.post->id;
  fresh.title = claim.title;
  fresh.excerpt = claim.excerpt;
  fresh.blog_name = claim.blog_name;
  fresh.sender_block = sender_block(claim.sender);
  fresh.received = fresh.changed = now;
  // An unread page of our own is not fetched, so it takes none of the turns of those that are.
  const Time due = found.unread_source ? now + time_to_read_posts : checks_.take(fresh.source_host, now);

  store::insert_linkback(tx, books, fresh);
  if (claim.guessed) store::add_event(tx, books, "linkback", fresh.id, store::words_guessed);
  store::add_job(tx, books, model::JobKind::verify, fresh.id, due);
  Outcome out;
  out.token = fresh.token;
  return out;
}

Outcome Intake::repeat(db::Tx& tx, const store::Books& books, const Claim& claim, const Candidate& found) {
  const Linkback& known = *found.known;
  Outcome out;
  out.repeated = true;
  out.state = known.state;
  out.token = known.token;
  // A moderator's "no" is final, and a first check is on its way already.
  if (known.state == LinkbackState::hidden) return out;
  correct_words(tx, books, claim, known);
  if (known.protocol == model::Protocol::trackback && claim.protocol != known.protocol) {
    // Whoever pings so leaves the words to the page.
    Linkback after = known;
    after.protocol = claim.protocol;
    store::save_linkback(tx, books, known, after);
  }
  if (known.state == LinkbackState::received) return out;

  const Time now = books.now();
  const Time last = known.verified.value_or(known.changed);
  const Time wanted = std::max(now, last + limits_.between_checks);
  if (known.state == LinkbackState::refused && now - last < limits_.between_checks)
    out.refusal = known.reason;
  const auto queued = store::verify_due(tx, books.site.id, known.id);
  if (queued && *queued <= wanted) return out;
  const Time due = std::max(wanted, checks_.take(known.source_host, now));
  if (queued && *queued <= due) return out;
  store::add_job(tx, books, model::JobKind::verify, known.id, due);
  if (store::has_ended(known.state) || known.state == LinkbackState::shown)
    store::add_event(tx, books, "linkback", known.id, store::received_again, model::word(claim.protocol));
  return out;
}

// The sender of a trackback may put its own words right; nobody else may.
void Intake::correct_words(db::Tx& tx, const store::Books& books, const Claim& claim, const Linkback& known) {
  if (claim.protocol != model::Protocol::trackback || known.protocol != claim.protocol) return;
  if (known.sender_block != sender_block(claim.sender)) return;
  // Read anew, the page may have told by now what they are.
  if (claim.guessed) return;
  // What a moderator has read is what is shown.
  if (books.site.approve == model::Approve::manual && known.state == LinkbackState::shown) return;
  const auto differs = [](const std::string& sent, const std::string& stored) {
    return !sent.empty() && sent != stored;
  };
  if (!differs(claim.title, known.title) && !differs(claim.excerpt, known.excerpt) &&
      !differs(claim.blog_name, known.blog_name)) {
    return;
  }
  Linkback after = known;
  const auto correct = [](std::string& stored, const std::string& sent) {
    if (!sent.empty()) stored = sent;
  };
  correct(after.title, claim.title);
  correct(after.excerpt, claim.excerpt);
  correct(after.blog_name, claim.blog_name);
  // What readers see was scored; so are the words that come instead.
  SpamSigns signs;
  signs.sent = claim.title + " " + claim.excerpt + " " + claim.blog_name;
  SpamHistory lists;
  lists.blocked_words = store::blocked_words(tx, books.site.id);
  if (known.state == LinkbackState::shown && spam_score(after, signs, lists).points > 0) return;
  store::save_linkback(tx, books, known, after);
  store::add_event(tx, books, "linkback", known.id, "corrected");
}

void Intake::ask_for_new_posts(db::Tx& tx, const store::Books& books) {
  if (polls_.try_take(books.site.name, books.now()) > Duration::zero()) return;
  store::add_job(tx, books, model::JobKind::poll, 0, books.now());
}

}  // namespace earshot::linkback

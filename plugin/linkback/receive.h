// A ping comes in: is it about a post of this site, and may it be stored? Nothing is fetched here, so the
// answer cannot tell a stranger what our network can reach.
#pragma once
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/url.h"
#include "model/linkback.h"
#include "store/books.h"

namespace earshot::linkback {

// What a sender claims; all UTF-8, bounded by the wire.
struct Claim {
  model::Protocol protocol = model::Protocol::webmention;
  std::string source;
  std::string target;                     // an address, or "" when `post` is set
  std::string post;                       // trackback: the engine's id of the post, or our own number of it
  std::string title, excerpt, blog_name;  // trackback: the sender's own words
  bool guessed = false;                   // nobody said in which charset these are, and they are no UTF-8
  std::string sender;                     // textual address of the caller, "" = this machine
};

struct Outcome {
  model::Refusal refusal = model::Refusal::none;  // none: stored durably, now or earlier
  bool repeated = false;                          // the pair was known
  bool certain = false;                           // target_unknown: the engine itself said so
  model::LinkbackState state = model::LinkbackState::received;
  std::string token;                    // of the receipt; "" when nothing is stored
  std::chrono::seconds retry_after{0};  // too_many

  bool accepted() const { return refusal == model::Refusal::none; }
};

struct IntakeLimits {
  int pings_a_minute = 60;   // of one address block; 0 = no limit. Callers on this machine are not limited.
  int burst = 60;            // that many at once
  int checks_a_minute = 30;  // of one host, over all sites (HostTurns); more wait, none is lost
  int unknown_pages_a_minute = 60;  // of one site: pings to or from pages of it that we have yet to look at
  int new_pings_of_a_target_a_minute = 300;            // from everybody together
  Duration between_checks = std::chrono::seconds(30);  // of one pair
};

// What may be source or target of a ping. Nothing with a user name, with control characters, or with a zero
// byte, not even an escaped one.
std::optional<Url> usable(const std::string& address);

// "/24" of an IPv4 address, "/48" of an IPv6 one ("" if it is none): what is stored of a caller.
std::string sender_block(std::string_view address);

// Evenly spaced turns with a burst, for very many keys in bounded memory. Thread-safe.
class Turns {
 public:
  Turns(int a_minute, int burst, std::size_t max_keys = 65536);
  // How long to wait from now for a turn of `key`; zero = now. A turn is used up only when it is now.
  Duration try_take(const std::string& key, Time now);
  // Takes the next turn, however far off, and says when it is.
  Time take(const std::string& key, Time now);
  // How far off that turn is; nothing is taken.
  Duration wait(const std::string& key, Time now);

 private:
  Time& slot(const std::string& key, Time now);
  void forget_idle(Time now);

  Duration step_, slack_;
  std::size_t max_keys_;
  std::mutex mutex_;
  std::unordered_map<std::string, Time> next_;
  Time swept_{};
};

// Turns of the hosts that we ask, as Turns tells them. All hosts of one registrable domain together have
// those of `hosts_of_a_domain`: by wildcard DNS its owner has any number of hosts, which may all lead to one
// that is somebody else's; a hoster has that many honest ones.
class HostTurns {
 public:
  static constexpr int hosts_of_a_domain = 10;

  HostTurns(int a_minute, int burst)
      : hosts_(a_minute, burst), domains_(hosts_of_a_domain * a_minute, hosts_of_a_domain * burst) {}
  Duration try_take(std::string_view host, Time now);
  Time take(std::string_view host, Time now);
  Duration wait(std::string_view host, Time now);

 private:
  Turns hosts_, domains_;
};

// Lives as long as the program; one for all sites. Thread-safe.
class Intake {
 public:
  explicit Intake(IntakeLimits limits = {});

  // A new pair is durable, with its job `verify`, before this returns. A repeat queues another check, at most
  // one per pair and `between_checks`; what is refused leaves nothing behind. Throws db::StoreFailure when
  // the store fails: then nothing was accepted.
  Outcome receive(const store::Books& books, const Claim& claim);
  // What receive() would say at the door now, rates aside. Writes and remembers nothing.
  Outcome would_say(const store::Books& books, const Claim& claim) const;

 private:
  struct Candidate;
  Outcome admit(db::Reader& reader, const model::Site& site, Time now, const Claim& claim,
                Candidate& found) const;
  static model::Refusal find_target(db::Reader& reader, const model::Site& site, const Claim& claim,
                                    Candidate& found);
  Duration too_busy(const store::Books& books, const Claim& claim, const Candidate& found);
  Outcome take_in(db::Tx& tx, const store::Books& books, const Claim& claim);
  Outcome store_new(db::Tx& tx, const store::Books& books, const Claim& claim, const Candidate& found);
  Outcome repeat(db::Tx& tx, const store::Books& books, const Claim& claim, const Candidate& found);
  static void correct_words(db::Tx& tx, const store::Books& books, const Claim& claim,
                            const model::Linkback& known);
  void ask_for_new_posts(db::Tx& tx, const store::Books& books);

  IntakeLimits limits_;
  Turns senders_, unknown_pages_, targets_, polls_;
  HostTurns checks_;
};

}  // namespace earshot::linkback

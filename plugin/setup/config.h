// The configuration file, known to this room only: each room below gets its own small struct.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/site.h"
#include "net/address_guard.h"
#include "net/mailer.h"
#include "setup/toml_file.h"

namespace earshot::setup {

struct MailConfig {
  std::string url;  // "" = no mail: alerts wait
  net::Mailbox from;
  std::string user, password;
  std::string replies;  // whose mail comes in by `earshot mail-in`, or ""
};

struct SiteConfig {
  model::Site site;  // without id
  std::string roster_path;
};

struct Config {
  std::string store_url;
  MailConfig mail;
  std::vector<net::Cidr> fetch_allow;
  std::string templates;  // folder whose files replace the built-in ones, or ""
  int workers = 32;       // each may wait for the disk: what waits together is committed together
  std::string socket_group;
  std::vector<SiteConfig> sites;
};

inline constexpr TableRule config_tables[] = {
    {"store", false}, {"mail", false}, {"fetch", false}, {"serve", false}, {"site", true}};

inline constexpr Key config_keys[] = {
    {"store", "url", Kind::text, true, "where records are kept, \"sqlite:/var/lib/earshot/earshot.db\""},
    {"mail", "url", Kind::text, false, "the mail server, \"smtp://127.0.0.1:25\""},
    {"mail", "from", Kind::text, false, "the sender of alerts, \"Earshot <earshot@blog.example>\""},
    {"mail", "user", Kind::text, false, "the login at the mail server"},
    {"mail", "password", Kind::text, false, "the password at the mail server"},
    {"mail", "replies", Kind::text, false,
     "an address whose mail the host hands to `earshot mail-in`, \"earshot@blog.example\""},
    {"fetch", "allow", Kind::texts, false,
     "address blocks that may be fetched though private, [\"10.1.0.0/16\"]"},
    {"serve", "workers", Kind::number, false, "how many requests are answered at once, 1 to 256"},
    {"serve", "group", Kind::text, false, "the group that may connect to the socket, \"www-data\""},
    {"serve", "templates", Kind::text, false, "a folder whose files replace the built-in templates"},
    {"site", "name", Kind::text, true, "a short name for commands, \"blog\""},
    {"site", "url", Kind::text, true, "the public address of the blog, \"https://blog.example/\""},
    {"site", "engine", Kind::text, false, "\"wordpress\" or \"feed\""},
    {"site", "origin", Kind::text, false, "where the engine itself answers, \"http://127.0.0.1:8080\""},
    {"site", "feed", Kind::text, false, "the address of the posts' feed (engine \"feed\")"},
    {"site", "comments", Kind::text, false, "the address of the comments' feed (engine \"feed\")"},
    {"site", "prefix", Kind::text, false, "the path that nginx hands over, \"/earshot\""},
    {"site", "approve", Kind::text, false,
     "\"verified\" shows verified linkbacks at once, \"known\" those of authors approved before, \"list\" "
     "those "
     "that `earshot allow` lists, \"manual\" none"},
    {"site", "recheck_days", Kind::number, false,
     "after how many days the sources of shown linkbacks are read again, 0 to 3650; 0 is never"},
    {"site", "gathering_voices", Kind::number, false,
     "how many distinct people and hosts that say the same are told to staff, 2 to 1000"},
    {"site", "gathering_days", Kind::number, false, "within how many days they are counted, 1 to 365"},
    {"site", "swell_authors", Kind::number, false,
     "how many distinct people must at least name a company, product or topic to be more than usual, 4 to "
     "1000"},
    {"site", "swell_days", Kind::number, false, "within how many days they are counted, 1 to 365"},
    {"site", "send", Kind::flag, false, "true tells the pages that the blog's new and changed posts link to"},
    {"site", "send_to_self", Kind::flag, false, "true also tells the blog's own posts"},
    {"site", "lenient_pingback", Kind::flag, false,
     "true also finds pingback links that are not written as the specification asks"},
    {"site", "webhook", Kind::text, false,
     "an address that is told of each linkback that readers see or cease to see"},
    {"site", "webhook_secret", Kind::text, false,
     "the key that messages to the webhook are signed with, \"whsec_…\""},
    {"site", "webhook_format", Kind::text, false,
     "\"standard\" or \"webmention.io\", for programs written for that"},
    {"site", "ingest_secret", Kind::text, false,
     "the key that an engine signs with what it pushes to hook/ingest, \"whsec_…\""},
    {"site", "salmention", Kind::flag, false, "true tells pages again when a post got a new response"},
    {"site", "vouch", Kind::flag, false, "true names a page that links here to receivers that ask for one"},
    {"site", "forward", Kind::flag, false,
     "true hands shown linkbacks on to the engine's own xmlrpc.php (engine \"wordpress\")"},
    {"site", "needs_answer", Kind::text, false,
     "which readers' comments ask for an answer: \"all\", \"questions\" (and complaints) or \"mentions\" (of "
     "a roster "
     "name)"},
    {"site", "blanket", Kind::flag, false,
     "true lets a staff comment to nobody in particular end all waits under its post"},
    {"site", "show_waiting", Kind::flag, false, "true tells readers which comments still wait"},
    {"site", "edited_waits", Kind::flag, false,
     "true has a comment wait again when more than a fifth of it is new after it was answered"},
    {"site", "from_visible", Kind::flag, false,
     "true counts response times from when a comment was let through, not from when it was written"},
    {"site", "answers_by_topic", Kind::texts, false,
     "products and topics of the roster whose answers readers find on a page of their own"},
    {"site", "unproven_names", Kind::text, false,
     "what readers are told of a comment under a staff member's name that is not known to be that person's: "
     "\"leave\" (nothing), \"mark\" or \"hide\""},
    {"site", "roster", Kind::text, false, "the file that lists staff, company and products"},
    {"site", "zone", Kind::text, false, "the zone that days and hours are counted in, \"Europe/Berlin\""},
    {"site", "hours", Kind::texts, false,
     "when somebody is there to answer, [\"mon-fri 09:00-17:00\", \"sat 10:00-13:00\"]"},
    {"site", "answer_target", Kind::text, false,
     "how soon questions should be answered, \"24h\", \"90min\" or \"3d\"; in business time if there are "
     "hours"},
    {"site", "weekly_figures_to", Kind::texts, false,
     "the ids of the people who get the figures by mail each Monday, [\"ana-ruiz\"]; [] for nobody"},
    {"site", "holidays", Kind::texts, false, "days on which nobody is, [\"2026-12-25\"]"},
    {"site", "fallback", Kind::text, false,
     "the person or group of the roster that hears of what nobody else can be told"},
    {"site", "claim_hours", Kind::number, false,
     "after how many business hours a claim without an answer runs out, 0 to 1000; 0 is never"},
    {"site", "answer_within", Kind::texts, false,
     "within which business time answers are wanted, [\"problem 8h\", \"question 24h\"]"},
};

// Throws ConfigError. Relative paths in the file are taken from its folder.
Config read_config(const std::string& path);

// What the nginx parts must say of a site.
struct SitePlace {
  std::string name, prefix, url;
};
// Of each [[site]]; no roster is read, so that a configuration may be asked where it does not run.
std::vector<SitePlace> read_places(const std::string& path);

inline constexpr TableRule roster_tables[] = {
    {"company", true}, {"person", true}, {"group", true}, {"route", true}};

inline constexpr Key roster_keys[] = {
    {"company", "id", Kind::text, true, "a short word, \"acme\""},
    {"company", "name", Kind::text, true, "as it is written, \"Acme\""},
    {"company", "aliases", Kind::texts, false, "further spellings, [\"Acme Inc.\"]"},
    {"company", "products", Kind::texts, false, "names of products, [\"Rocket Sled\"]"},
    {"company", "topics", Kind::texts, false, "further words to listen for"},
    {"company", "domains", Kind::texts, false, "its web domains, [\"acme.example\"]"},
    {"person", "id", Kind::text, true, "a short word, \"ana-ruiz\""},
    {"person", "company", Kind::text, false, "the id of a [[company]]"},
    {"person", "name", Kind::text, true, "the full name, \"Ana Ruiz\""},
    {"person", "aliases", Kind::texts, false, "further full spellings"},
    {"person", "handles", Kind::texts, false, "nicknames, [\"aruiz\"]"},
    {"person", "email", Kind::text, false, "where alerts go, \"ana@acme.example\""},
    {"person", "role", Kind::text, false, "what the person does, \"support\""},
    {"person", "first_name", Kind::text, false, "never, after_full_name, with_context or always"},
    {"person", "accounts", Kind::texts, false, "engine accounts that prove identity, [\"wordpress:7\"]"},
    {"person", "alerts", Kind::text, false, "at_once, each, hourly, daily, weekly or none"},
    {"person", "digest_hour", Kind::number, false,
     "the hour at which daily and weekly digests leave, 0 to 23"},
    {"person", "zone", Kind::text, false, "the zone of the person's clock, \"Europe/Berlin\""},
    {"person", "quiet", Kind::texts, false,
     "when no alert may disturb, [\"22:00-07:00\", \"sat\", \"sun 00:00-12:00\"]"},
    {"person", "kinds", Kind::texts, false,
     "of what the person looks after only these: problem, question, idea, praise, other"},
    {"person", "languages", Kind::texts, false,
     "of what the person looks after only what is written in these, [\"en\", \"de\"]"},
    {"person", "webhook", Kind::text, false, "a program that hears of each alert too"},
    {"person", "webhook_secret", Kind::text, false, "the key that it is told with, \"whsec_…\""},
    {"person", "slack", Kind::text, false,
     "an incoming webhook of Slack or Mattermost that alerts go to too"},
    {"person", "profiles", Kind::texts, false,
     "pages of the person's that name others of hers with rel=me, [\"https://ana.example/\"]"},
    {"person", "from", Kind::date, false, "first day as staff, 2024-01-01 without quotes"},
    {"person", "bot", Kind::flag, false, "true for a program: it gets the badge, but answers nobody"},
    {"person", "public_page", Kind::flag, false,
     "true if this person agreed to a public page of all answers"},
    {"person", "to", Kind::date, false, "first day no longer staff, 2025-01-01 without quotes"},
    {"person", "away_from", Kind::date, false, "first day of an absence, 2026-07-01 without quotes"},
    {"person", "away_to", Kind::date, false, "first day back, 2026-07-15 without quotes"},
    {"person", "deputy", Kind::text, false, "the id of who hears in the person's place meanwhile"},
    {"group", "id", Kind::text, true, "a short word, \"support\""},
    {"group", "members", Kind::texts, true, "the ids of its people, [\"ana-ruiz\"]"},
    {"group", "on_duty", Kind::flag, false, "true: it hears of what nobody else looks after"},
    {"group", "then", Kind::text, false, "who is told when nobody of them answers, a person or group"},
    {"route", "match", Kind::texts, true,
     "products, topics, companies and kinds, [\"Rocket Sled\", \"problem\"]"},
    {"route", "to", Kind::texts, true, "the people and groups that look after them, [\"ana-ruiz\"]"},
    {"route", "then", Kind::text, false, "who is told when nobody of them answers, a person or group"},
};

// Throws ConfigError, also for ids given twice and companies that are not in the file. `zone` is that of
// people for whom none is written.
model::Roster read_roster(const std::string& path, const model::Zone& zone = {});

}  // namespace earshot::setup

#include "setup/config.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "setup/duties.h"
#include "setup/manner.h"
#include "setup/values.h"

namespace earshot::setup {
namespace {

std::string from_folder_of(const std::string& file, const std::string& path) {
  if (path.empty() || path.front() == '/') return path;
  return (std::filesystem::absolute(file).parent_path() / path).lexically_normal().string();
}

std::string store_url(const std::string& file, const std::string& url) {
  static constexpr std::string_view scheme = "sqlite:";
  if (!url.starts_with(scheme) || url == "sqlite::memory:") return url;
  return std::string(scheme) + from_folder_of(file, url.substr(scheme.size()));
}

int read_number(TomlFile& file, const Section& section, std::string_view key, int otherwise, int least,
                int most) {
  const auto value = section.number(key, otherwise);
  if (value >= least && value <= most) return static_cast<int>(value);
  file.fault(section.line(key), "\"" + std::string(key) + "\" lies between " + std::to_string(least) +
                                    " and " + std::to_string(most));
  return otherwise;
}

std::string read_prefix(TomlFile& file, const Section& section) {
  std::string prefix = section.has("prefix") ? section.text("prefix") : "/earshot";
  while (prefix.ends_with('/')) prefix.pop_back();
  const bool fits = prefix.starts_with('/') && prefix.find_first_of(" ?#\"'<>%\\") == std::string::npos;
  if (!fits)
    file.fault(section.line("prefix"), "\"prefix\" is a path below the blog's host, like \"/earshot\"");
  return prefix;
}

// It stands in commands, nginx's configuration and the List-ID of mails.
bool is_plain_name(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_';
  };
  return !name.empty() && name.size() <= 60 && std::all_of(name.begin(), name.end(), plain);
}

std::string read_name(TomlFile& file, const Section& section) {
  auto name = section.text("name");
  if (!is_plain_name(name)) {
    file.fault(section.line("name"),
               "\"name\" is made of letters, digits, dots, dashes and underscores, at most 60: \"blog\"");
  }
  return name;
}

model::BusinessHours read_hours(TomlFile& file, const Section& section) {
  model::BusinessHours out;
  const auto zone = model::Zone::find(section.has("zone") ? section.text("zone") : out.zone.name());
  if (zone) out.zone = *zone;
  if (!zone) {
    file.fault(section.line("zone"),
               "\"zone\" is none that this system knows; write an IANA name, \"Europe/Berlin\"");
  }
  const auto lines = section.texts("hours");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const auto intervals = model::parse_weekly(lines[i]);
    if (intervals) out.week.insert(out.week.end(), intervals->begin(), intervals->end());
    if (!intervals) {
      file.fault(section.line("hours", i),
                 "\"hours\" holds no days and hours: \"" + lines[i] + "\"; write \"mon-fri 09:00-17:00\"");
    }
  }
  out.week = model::week_of(std::move(out.week));
  const auto days = section.texts("holidays");
  for (std::size_t i = 0; i < days.size(); ++i) {
    const auto day = model::parse_day(days[i]);
    if (day) out.holidays.push_back(*day);
    if (!day) {
      file.fault(section.line("holidays", i),
                 "\"holidays\" holds no date: \"" + days[i] + "\"; write \"2026-12-25\"");
    }
  }
  std::ranges::sort(out.holidays);
  out.holidays.erase(std::unique(out.holidays.begin(), out.holidays.end()), out.holidays.end());
  // Hours of no zone would be counted in UTC, hours off, and nobody would see it.
  if (!lines.empty() && !section.has("zone"))
    file.fault(section.line("hours"), "\"hours\" needs \"zone\", the zone that they are meant in");
  return out;
}

// "24h", "90min", "3d"; nothing for anything else.
std::optional<Duration> parse_length(std::string_view text) {
  int number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  const std::string_view unit(read.ptr, static_cast<std::size_t>(text.data() + text.size() - read.ptr));
  constexpr int longest = 10'000;
  if (read.ec != std::errc() || number < 1 || number > longest) return std::nullopt;
  if (unit == "min") return std::chrono::minutes{number};
  if (unit == "h") return std::chrono::hours{number};
  if (unit == "d") return std::chrono::days{number};
  return std::nullopt;
}

SiteConfig read_site(TomlFile& file, const Section& section) {
  const auto url = read_url(file, section, "url");
  SiteConfig out;
  if (url) out.site.url = *url;
  out.site.name = read_name(file, section);
  if (url && (url->query() || url->fragment()))
    file.fault(section.line("url"), "\"url\" must not hold ? or #");
  out.site.engine = read_word(file, section, "engine", model::Engine::wordpress);
  out.site.approve = read_word(file, section, "approve", model::Approve::verified);
  out.site.recheck_days = read_number(file, section, "recheck_days", out.site.recheck_days, 0, 3650);
  auto& gathering = out.site.gathering;
  gathering.voices = read_number(file, section, "gathering_voices", gathering.voices, 2, 1000);
  gathering.days = read_number(file, section, "gathering_days", gathering.days, 1, 365);
  auto& swell = out.site.swell;
  swell.authors = read_number(file, section, "swell_authors", swell.authors, 4, 1000);
  swell.days = read_number(file, section, "swell_days", swell.days, 1, 365);
  out.site.origin = read_url(file, section, "origin");
  out.site.feed = read_url(file, section, "feed");
  out.site.comments = read_url(file, section, "comments");
  out.site.prefix = read_prefix(file, section);
  out.site.webhook = {read_url(file, section, "webhook"), section.text("webhook_secret"),
                      read_word(file, section, "webhook_format", model::HookFormat::standard)};
  out.site.ingest_secret = section.text("ingest_secret");
  constexpr std::size_t shortest_secret = 16;
  if (section.has("ingest_secret") && out.site.ingest_secret.size() < shortest_secret)
    file.fault(section.line("ingest_secret"),
               "\"ingest_secret\" has at least 16 characters: \"whsec_\" and the base64 of 32 random bytes");
  // WordPress sends pingbacks by itself; the makers of static pages send nothing.
  out.site.sending.on = section.flag("send", out.site.engine == model::Engine::feed);
  out.site.sending.to_self = section.flag("send_to_self", false);
  out.site.sending.lenient_pingback = section.flag("lenient_pingback", false);
  out.site.sending.salmention = section.flag("salmention", false);
  out.site.sending.vouch = section.flag("vouch", false);
  out.site.hours = read_hours(file, section);
  out.site.answer_target = parse_length(section.text("answer_target"));
  if (section.has("answer_target") && !out.site.answer_target)
    file.fault(section.line("answer_target"), "\"answer_target\" is written \"24h\", \"90min\" or \"3d\"");
  if (section.has("weekly_figures_to")) out.site.weekly_figures_to = section.texts("weekly_figures_to");
  out.site.forward = section.flag("forward", false);
  out.site.answering = {read_word(file, section, "needs_answer", model::NeedsAnswer::all),
                        section.flag("blanket", false),
                        section.flag("show_waiting", false),
                        section.flag("edited_waits", false),
                        section.flag("from_visible", false),
                        section.texts("answers_by_topic"),
                        read_word(file, section, "unproven_names", model::UnprovenNames::leave)};
  if (out.site.forward && out.site.engine != model::Engine::wordpress) {
    file.fault(section.line("forward"),
               "\"forward\" is for engine \"wordpress\": there is no other whose own receiver is known");
  }
  out.site.fallback = section.text("fallback");
  read_patience(file, section, out.site);
  out.roster_path = from_folder_of(file.path(), section.text("roster"));
  if (!out.roster_path.empty() && !std::filesystem::exists(out.roster_path))
    file.fault(section.line("roster"), "\"roster\" names a file that is not there: " + out.roster_path);
  return out;
}

// Only once the roster is read it is known whom an id means.
void check_people(TomlFile& file, const Section& section, const model::Site& site) {
  const auto people = section.texts("weekly_figures_to");
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (!site.roster.person(people[i])) {
      file.fault(section.line("weekly_figures_to", i),
                 "\"weekly_figures_to\" names nobody of the roster: \"" + people[i] + "\"");
    }
  }
}

std::string read_store(TomlFile& file) {
  if (file.tables("store").empty()) {
    file.fault(1, "[store] needs \"url\": " + std::string(config_keys[0].expects));
    return {};
  }
  const auto& store = file.table("store");
  const auto url = store_url(file.path(), store.text("url"));
  if (!url.empty() && (!url.starts_with("sqlite:") || url == "sqlite:")) {
    file.fault(store.line("url"),
               "this version keeps its records in SQLite only: url = \"sqlite:/path/earshot.db\"");
  }
  return url;
}

bool names_mail_server(std::string_view url) {
  for (const std::string_view scheme : {"smtp://", "smtps://"}) {
    if (url.starts_with(scheme))
      return Url::parse("http://" + std::string(url.substr(scheme.size()))).has_value();
  }
  return false;
}

MailConfig read_mail(TomlFile& file) {
  const auto& mail = file.table("mail");
  MailConfig out{mail.text("url"), {}, mail.text("user"), mail.text("password"), mail.text("replies")};
  // What tells a reply from others stands behind a plus in the part before the @: at most 64 characters.
  constexpr std::size_t longest_user = 20;
  const bool fits = net::is_usable_address(out.replies) && out.replies.find('@') <= longest_user;
  if (!out.replies.empty() && !fits) {
    file.fault(
        mail.line("replies"),
        "\"replies\" is a mail address of at most 20 characters before the @: \"earshot@blog.example\"");
  }
  if (!out.url.empty() && !names_mail_server(out.url)) {
    file.fault(mail.line("url"),
               "[mail] url begins with smtp:// or smtps:// and names a server: \"smtp://127.0.0.1:25\"");
  }
  const auto from = net::parse_mailbox(mail.text("from"));
  if (from) out.from = *from;
  const std::string sender = "the sender of alerts: \"Earshot <earshot@blog.example>\"";
  if (!from && mail.has("from")) {
    file.fault(mail.line("from"), "\"from\" is no mail address; write " + sender);
  } else if (!from && !out.url.empty()) {
    file.fault(mail.line("from"), "[mail] needs \"from\", " + sender);
  }
  return out;
}

std::vector<net::Cidr> read_allow(TomlFile& file) {
  std::vector<net::Cidr> out;
  const auto& fetch = file.table("fetch");
  const auto blocks = fetch.texts("allow");
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    if (const auto block = net::Cidr::parse(blocks[i])) {
      out.push_back(*block);
    } else {
      file.fault(fetch.line("allow", i), "\"allow\" holds no address block: \"" + blocks[i] +
                                             "\"; write \"10.1.0.0/16\", no bits set behind the /");
    }
  }
  return out;
}

// Each id once; true lets the caller go on with the entry.
bool first_use(TomlFile& file, const Section& section, std::set<std::string>& seen, std::string_view what) {
  const auto id = section.text("id");
  if (seen.insert(id).second) return true;
  file.fault(section.line("id"),
             "the id \"" + id + "\" is used by two " + std::string(what) + "; every id stands once");
  return false;
}

model::Person read_person(TomlFile& file, const Section& section, const std::set<std::string>& companies,
                          const model::Zone& zone) {
  model::Person person;
  person.id = section.text("id");
  person.company = section.text("company");
  person.name = squeeze(section.text("name"));
  person.aliases = section.texts("aliases");
  person.handles = section.texts("handles");
  person.email = section.text("email");
  person.role = section.text("role");
  person.first_name = read_word(file, section, "first_name", model::FirstName::after_full_name);
  person.accounts = section.texts("accounts");
  person.profiles = section.texts("profiles");
  person.from = section.date("from");
  person.to = section.date("to");
  person.manner = read_manner(file, section, zone);
  person.bot = section.flag("bot", false);
  person.public_page = section.flag("public_page", false);
  if (!person.company.empty() && !companies.contains(person.company)) {
    file.fault(section.line("company"), "no [[company]] has the id \"" + person.company + "\"");
  }
  if (!person.email.empty() && !net::is_usable_address(person.email)) {
    file.fault(section.line("email"),
               "\"" + person.email + "\" is no mail address such as \"ana@acme.example\"");
  }
  for (std::size_t i = 0; i < person.accounts.size(); ++i) {
    const auto& account = person.accounts[i];
    if (account.find(':') == std::string::npos) {
      file.fault(section.line("accounts", i),
                 "an account is written engine:number, like \"wordpress:7\", not \"" + account + "\"");
    }
  }
  for (std::size_t i = 0; i < person.profiles.size(); ++i) {
    if (!Url::parse(person.profiles[i])) {
      file.fault(section.line("profiles", i),
                 "\"profiles\" holds no http or https address: " + person.profiles[i]);
    }
  }
  if (person.from && person.to && *person.to <= *person.from) {
    file.fault(section.line("to"), "\"to\" lies before \"from\"");
  }
  return person;
}

}  // namespace

Config read_config(const std::string& path) {
  if (access(path.c_str(), R_OK) != 0) {
    const auto cure =
        errno == EACCES ? "run this as root or as the user Earshot runs as, or name another by --config FILE"
                        : "name the configuration by --config FILE; ./install.sh install writes a first one";
    throw ConfigError(path + ": cannot be read: " + std::strerror(errno) + " (" + cure + ")");
  }
  TomlFile file(path, config_tables, config_keys);
  Config config;
  config.store_url = read_store(file);
  config.mail = read_mail(file);
  config.fetch_allow = read_allow(file);
  const auto& serve = file.table("serve");
  config.workers = static_cast<int>(std::clamp<std::int64_t>(serve.number("workers", 32), 0, 1000));
  if (config.workers < 1 || config.workers > 256)
    file.fault(serve.line("workers"), "\"workers\" lies between 1 and 256");
  config.socket_group = serve.text("group");
  config.templates = from_folder_of(path, serve.text("templates"));
  if (!config.templates.empty() && !std::filesystem::is_directory(config.templates))
    file.fault(serve.line("templates"), "\"templates\" names no folder: " + config.templates);
  std::set<std::string> names, addresses;
  for (const auto& section : file.tables("site")) {
    config.sites.push_back(read_site(file, section));
    if (const auto address = config.sites.back().site.url.text();
        !address.empty() && !addresses.insert(address).second)
      file.fault(section.line("url"), "two sites have the address " + address);
    if (!names.insert(section.text("name")).second) {
      file.fault(section.line("name"), "two sites are named \"" + section.text("name") + "\"");
    }
  }
  if (config.sites.empty())
    file.fault(1, "no [[site]]: name the blog, [[site]] name = \"blog\" url = \"https://blog.example/\"");
  file.throw_faults();
  for (std::size_t i = 0; i < config.sites.size(); ++i) {
    auto& [site, roster_path] = config.sites[i];
    const auto& section = file.tables("site")[i];
    if (!roster_path.empty()) site.roster = read_roster(roster_path, site.hours.zone);
    site.mail_in = config.mail.replies;
    if (const auto wrong = fallback_fault(site); !wrong.empty()) file.fault(section.line("fallback"), wrong);
    check_people(file, section, site);
  }
  file.throw_faults();
  return config;
}

std::vector<SitePlace> read_places(const std::string& path) {
  TomlFile file(path, config_tables, config_keys);
  std::vector<SitePlace> out;
  for (const auto& section : file.tables("site")) {
    const auto url = read_url(file, section, "url");
    out.push_back({read_name(file, section), read_prefix(file, section), url ? url->text() : ""});
  }
  file.throw_faults();
  return out;
}

model::Roster read_roster(const std::string& path, const model::Zone& zone) {
  TomlFile file(path, roster_tables, roster_keys);
  model::Roster roster;
  std::set<std::string> companies, people;
  for (const auto& section : file.tables("company")) {
    if (!first_use(file, section, companies, "companies")) continue;
    roster.companies.push_back({section.text("id"), squeeze(section.text("name")), section.texts("aliases"),
                                section.texts("products"), section.texts("topics"),
                                section.texts("domains")});
  }
  std::set<std::string> accounts;
  for (const auto& section : file.tables("person")) {
    if (!first_use(file, section, people, "people")) continue;
    roster.people.push_back(read_person(file, section, companies, zone));
    for (const auto& account : roster.people.back().accounts) {
      if (!accounts.insert(account).second) {
        file.fault(section.line("accounts"), "the account \"" + account + "\" belongs to two people");
      }
    }
  }
  read_duties(file, roster);
  file.throw_faults();
  return roster;
}

}  // namespace earshot::setup

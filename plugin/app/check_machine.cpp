// What `earshot check` asks of the machine: store, templates, mail server, socket.
#include <grp.h>
#include <pwd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "app/check_trials.h"
#include "base/text.h"
#include "db/database.h"
#include "markup/template.h"
#include "net/smtp_mailer.h"
#include "store/job_store.h"
#include "store/site_store.h"

namespace earshot::app {
namespace {

namespace fs = std::filesystem;

std::string user_name(uid_t user) {
  std::vector<char> room(16384);
  passwd entry{};
  passwd* found = nullptr;
  getpwuid_r(user, &entry, room.data(), room.size(), &found);
  return found ? found->pw_name : std::to_string(user);
}

uid_t owner_of(const fs::path& path) {
  struct stat about {};
  return stat(path.c_str(), &about) == 0 ? about.st_uid : static_cast<uid_t>(-1);
}

std::string in_megabytes(std::uintmax_t bytes) {
  return std::to_string(bytes / 1'000'000) + " MB";
}

// True if the store can be opened there.
bool look_at_place(const fs::path& file, setup::Findings& found) {
  const auto folder = file.parent_path();
  if (!fs::is_directory(folder)) {
    found.wrong(
        "the store's folder " + folder.string() + " does not exist",
        "make it, owned by the user Earshot runs as: install -d -o earshot -m 750 " + folder.string());
    return false;
  }
  const auto space = fs::space(folder);
  constexpr std::uintmax_t too_little = 50'000'000, little = 500'000'000;
  const auto free_text = in_megabytes(space.available) + " are free on the store's disk";
  if (space.available < too_little) {
    found.wrong(free_text, "free some: pings are turned away while nothing can be stored");
  } else if (space.available < little) {
    found.warning(free_text, "free some before nothing can be stored any more");
  } else {
    found.ok(free_text);
  }
  if (!fs::exists(file)) {
    if (access(folder.c_str(), W_OK) == 0) {
      found.warning("there is no store yet at " + file.string(),
                    "nothing to do: the program makes it when it first runs");
    } else {
      found.wrong(folder.string() + " may not be written by " + user_name(geteuid()),
                  "give the folder to the user Earshot runs as, or check as that user");
    }
    return false;
  }
  if (owner_of(file) != owner_of(folder)) {
    found.warning(file.string() + " belongs to " + user_name(owner_of(file)) + ", its folder to " +
                      user_name(owner_of(folder)) + ": whoever runs Earshot may not be able to write it",
                  "chown --reference=" + folder.string() + " " + file.string() + "*");
  }
  return true;
}

void look_at_queue(db::Database& database, setup::Findings& found) {
  constexpr auto late = std::chrono::minutes(10);
  const Time now = SystemClock().now();
  const auto counts = database.read([](db::Reader& reader) { return store::count_jobs(reader); });
  std::int64_t jobs = 0;
  Time oldest = now;
  for (const auto& count : counts) {
    jobs += count.jobs;
    if (!count.running) oldest = std::min(oldest, count.oldest_due);
  }
  if (now - oldest > late) {
    found.warning("work has been due for " + in_words(now - oldest) + ", nobody does it",
                  "see that `earshot serve` or `earshot work` runs; `earshot queue --jobs` shows what waits");
  } else {
    found.ok(std::to_string(jobs) + " jobs in the queue, none late");
  }
}

// The web server's user by its own configuration; "" if there is none to be read.
std::string nginx_user() {
  std::ifstream conf("/etc/nginx/nginx.conf");
  for (std::string line; std::getline(conf, line);) {
    const auto text = std::string(trim(line));
    if (!text.starts_with("user ") && !text.starts_with("user\t")) continue;
    const auto from = text.find_first_not_of(" \t", 5);
    return text.substr(from, text.find_first_of(" \t;", from) - from);
  }
  return {};
}

struct Login {
  uid_t user = 0;
  std::vector<gid_t> groups;
};
std::optional<Login> login_of(const std::string& name) {
  std::vector<char> room(16384);
  passwd entry{};
  passwd* known = nullptr;
  if (getpwnam_r(name.c_str(), &entry, room.data(), room.size(), &known) != 0 || !known) return std::nullopt;
  int count = 256;
  Login out{known->pw_uid, std::vector<gid_t>(static_cast<std::size_t>(count))};
  getgrouplist(name.c_str(), known->pw_gid, out.groups.data(), &count);
  out.groups.resize(static_cast<std::size_t>(std::clamp(count, 0, 256)));
  return out;
}

// By owner, group and mode; access lists are not looked at.
bool allowed(const Login& login, const fs::path& path, unsigned right) {
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) return false;
  if (login.user == 0) return true;
  unsigned mode = about.st_mode;
  if (about.st_uid == login.user) {
    mode >>= 6;
  } else if (std::ranges::find(login.groups, about.st_gid) != login.groups.end()) {
    mode >>= 3;
  }
  return (mode & right) == right;
}

void look_at_rights(const fs::path& socket, setup::Findings& found) {
  const auto name = nginx_user();
  const auto login = name.empty() ? std::nullopt : login_of(name);
  if (!login) return;
  constexpr unsigned pass = 1, write = 2;
  for (auto folder = socket.parent_path(); !folder.empty(); folder = folder.parent_path()) {
    if (!allowed(*login, folder, pass)) {
      found.wrong("nginx's user " + name + " may not enter " + folder.string(),
                  "chmod o+x " + folder.string());
      return;
    }
    if (folder == folder.parent_path()) break;
  }
  if (allowed(*login, socket, write)) {
    found.ok("nginx's user " + name + " may use " + socket.string());
  } else {
    found.wrong("nginx's user " + name + " may not use " + socket.string(),
                "set SocketGroup= in earshot.socket, or [serve] group, to a group of " + name);
  }
}

}  // namespace

std::unique_ptr<db::Database> store_to_check(const setup::Config& config) {
  const fs::path file = config.store_url.substr(std::strlen("sqlite:"));
  std::error_code none;
  if (file == ":memory:" || !fs::exists(file, none)) return nullptr;
  return db::open_database(config.store_url, std::chrono::seconds(3));
}

void check_store(const setup::Config& config, setup::Findings& found) {
  if (config.store_url == "sqlite::memory:") {
    found.warning("the store is in memory only", "give [store] url a file: all is forgotten at the end");
    return;
  }
  const fs::path file = config.store_url.substr(std::strlen("sqlite:"));
  if (!look_at_place(file, found)) return;
  const auto database = store_to_check(config);
  if (!database) return found.warning(file.string() + " was there and is not any more", "check again");
  const auto known = store::migrations().back().number;
  const auto version =
      database->has_table("schema_version") ? database->read(store::schema_version) : std::int64_t{0};
  const auto said = "its schema is version " + std::to_string(version);
  if (version > known) {
    found.wrong(said + ", this program knows only up to " + std::to_string(known),
                "run the newer Earshot, or restore the backup that was made before the upgrade");
    return;
  }
  if (version < known) {
    found.warning(said + ", this program's is " + std::to_string(known),
                  "nothing to do: the program changes it when it next runs; `earshot backup` before is wise");
    return;
  }
  const auto& name = config.sites.front().site.name;
  const auto site = database->read([&](db::Reader& reader) { return store::find_site(reader, name); });
  database->write([&](db::Tx& tx) {
    store::put_setting(tx, site ? site->id : model::SiteId{}, "checked_at",
                       std::to_string(micros(SystemClock().now())));
  });
  found.ok(file.string() + " can be written, " + said);
  look_at_queue(*database, found);
}

void check_templates(const setup::Config& config, setup::Findings& found) {
  if (config.templates.empty()) {
    found.ok("the built-in ones are used");
    return;
  }
  for (const auto& one : markup::try_templates(config.templates)) {
    const auto file = config.templates + "/" + one.name;
    if (!one.known) {
      found.warning(file + " replaces nothing: there is no built-in template of that name",
                    "see that the name is right; the built-in ones lie in templates/ of the source");
    } else if (!one.fault.empty()) {
      found.wrong(file + ": " + one.fault, "mend it or take it away: nothing starts with it");
    } else {
      found.ok(file + " loads");
    }
  }
  if (found.lines().empty()) found.warning(config.templates + " is empty", "the built-in ones are used");
}

void check_mail(const setup::Config& config, setup::Findings& found) {
  if (config.mail.url.empty()) {
    found.warning("no [mail] url: alerts are kept and wait", "give one; they go out then");
    return;
  }
  constexpr std::chrono::seconds enough{8};
  net::SmtpSettings settings{
      .url = config.mail.url, .user = config.mail.user, .password = config.mail.password};
  settings.timeout = enough;
  // The address may hold a login, which has no business on a screen.
  const auto at = settings.url.rfind('@');
  const auto server = at == std::string::npos ? settings.url : "…" + settings.url.substr(at);
  const auto trial = net::SmtpMailer(settings).ask(config.mail.from.address);
  if (!trial.answered) {
    found.wrong("the mail server does not answer at " + server + ": " + trial.says,
                "see that it runs there and takes mail from this machine; alerts wait meanwhile");
    return;
  }
  found.ok("the mail server answers at " + server);
  const bool login = !settings.user.empty() || at != std::string::npos;
  const bool here = server.find("127.0.0.1") != std::string::npos ||
                    server.find("localhost") != std::string::npos ||
                    server.find("[::1]") != std::string::npos;
  if (trial.offers_tls) {
    found.ok("it offers encryption");
  } else if (here) {
    found.ok("it offers no encryption, and needs none on this machine");
  } else {
    found.warning(std::string("it offers no encryption") + (login ? ": the password goes in clear text" : ""),
                  "switch STARTTLS on there, or use smtps://");
  }
  if (trial.takes_sender) {
    found.ok("it takes mail from " + config.mail.from.address);
  } else {
    found.wrong("it takes no mail from " + config.mail.from.address + ": " + trial.says,
                "set [mail] from to a sender that it takes, or give user and password");
  }
}

void check_socket(const setup::Config& config, const std::string& path, setup::Findings& found) {
  if (!config.socket_group.empty() && !getgrnam(config.socket_group.c_str())) {
    found.wrong("[serve] group: there is no group " + config.socket_group,
                "name the group of the web server, often www-data");
  }
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) {
    found.warning("no socket at " + path,
                  "start the service; name its socket by --socket if it lies elsewhere (a TCP address or CGI "
                  "needs none)");
    return;
  }
  sockaddr_un where{};
  where.sun_family = AF_UNIX;
  if (!S_ISSOCK(about.st_mode) || path.size() >= sizeof where.sun_path) {
    found.wrong(path + " is no socket", "name the one that nginx is given: --socket PATH");
    return;
  }
  look_at_rights(fs::absolute(path), found);
  std::memcpy(where.sun_path, path.c_str(), path.size() + 1);
  const int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const bool answers = connect(probe, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
  const int error = errno;
  close(probe);
  if (answers) {
    found.ok("somebody listens at " + path);
  } else if (error == EACCES) {
    found.ok(user_name(geteuid()) + " may not try " + path + "; the web server is asked instead");
  } else {
    found.wrong("nobody listens at " + path + ": " + std::strerror(error),
                "start the service: systemctl restart earshot.socket earshot.service");
  }
}

}  // namespace earshot::app

// The program's commands: each reads its own options and returns an exit code (0 ok, 1 failed, 2 usage).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace earshot::app {

struct GlobalOptions {
  std::string config_path = "/etc/earshot/earshot.toml";
  bool json = false;
};

struct ServeOptions {
  std::string listen;
  bool no_work = false;
};
int serve(const GlobalOptions& global, const ServeOptions& options);
int serve_one_cgi_request(const std::string& config_path);
int work(const GlobalOptions& global, bool once);
struct CheckOptions {
  std::string socket = "/run/earshot/earshot.sock";
};
int check(const GlobalOptions& global, const CheckOptions& options);
int list_sites(const GlobalOptions& global);
// Name, prefix and address of each, for scripts: opens neither store nor rosters.
int list_places(const GlobalOptions& global);
int site_token(const GlobalOptions& global, const std::string& site);
struct StaffOptions {
  std::string site, renew;  // renew: the person whose feed gets a new address
  bool feeds = false;
};
int list_staff(const GlobalOptions& global, const StaffOptions& options);
struct OutboxOptions {
  std::string site, forgive;
};
int outbox(const GlobalOptions& global, const OutboxOptions& options);
// One mail from standard input. Exit codes are those that mail servers read: 0, or 75 to try again.
int mail_in(const GlobalOptions& global, const std::string& site);
// Who wrote a comment, by the word of people.
struct StaffWordOptions {
  std::string site, person, comment, because;
  bool confirms = true;  // else contradicts
};
int staff_claim(const GlobalOptions& global, const StaffWordOptions& options);
int staff_word(const GlobalOptions& global, const StaffWordOptions& options);

struct ScanOptions {
  std::string roster;
  bool html = false;
  std::vector<std::string> files;
};
int scan(const ScanOptions& options);

struct ReportOptions {
  std::string site, from, to, html;
  bool all = false, csv = false, present_hours = false;
};
int report(const GlobalOptions& global, const ReportOptions& options);
int replies(const GlobalOptions& global, const std::string& site);
int unproven_names(const GlobalOptions& global, const std::string& site);
int waiting(const GlobalOptions& global, const std::string& site);
struct GatheringOptions {
  std::string site;
  bool all = false;  // also those that are below the threshold
};
int gathering(const GlobalOptions& global, const GatheringOptions& options);
// What people say about answers and waits.
struct ByHandOptions {
  std::string site, comment, answers;       // an id, "post" or "none"
  std::string not_needed, needed, by_rule;  // comments; one of them is given
};
int reply_set(const GlobalOptions& global, const ByHandOptions& options);
int waiting_set(const GlobalOptions& global, const ByHandOptions& options);
struct NamesakeOptions {
  std::string site;
  std::int64_t forget = 0;  // number of the one to be taken back
};
int namesakes(const GlobalOptions& global, const NamesakeOptions& options);

struct ImportOptions {
  std::string site, file;
  std::string moved;   // file with old and new addresses, "" = none moved
  std::string format;  // of comments: "jsonl", "disqus" or "wxr"; "" = by how the file begins
  bool any_host = false, dry_run = false;
};
int import_comments(const GlobalOptions& global, const ImportOptions& options);
int import_linkbacks(const GlobalOptions& global, const ImportOptions& options);

struct ExportOptions {
  std::string site, format = "ndjson";
  bool linkbacks = true;  // else comments
};
int export_records(const GlobalOptions& global, const ExportOptions& options);

struct QueueOptions {
  std::string site, state, approve, hide, replay_hooks;
  int limit = 50;
  bool all = false, jobs = false, retry = false;
  // --approve and --hide stand alone when many are meant.
  std::string host, undo;
  bool approving = false, hiding = false, all_waiting = false;
  bool decides() const { return approving || hiding || !undo.empty(); }
};
int queue(const GlobalOptions& global, const QueueOptions& options);
int moderate(const GlobalOptions& global, const QueueOptions& options);

// block and allow: the lists of sources.
struct ListOptions {
  std::string site, what, file;
  std::vector<std::string> rules;
  bool blocks = true;
};
int source_lists(const GlobalOptions& global, const ListOptions& options);

struct WhyOptions {
  std::string site, about, person, target;
};
int why(const GlobalOptions& global, const WhyOptions& options);

// Feeds of other people's blogs.
struct WatchOptions {
  std::string site, what, file;
  std::vector<std::string> addresses;
};
int watch_feeds(const GlobalOptions& global, const WatchOptions& options);
struct HearOptions {
  std::string site, url, person;
};
int hear(const GlobalOptions& global, const HearOptions& options);
int answered(const GlobalOptions& global, const HearOptions& options);

struct SendOptions {
  std::string site, source, target;
  int limit = 50;
  bool dry_run = false, any_source = false, log = false;
};
int send(const GlobalOptions& global, const SendOptions& options);
int backup(const GlobalOptions& global, const std::string& path);

// Parses the command line and runs what it names.
int run_command(int argc, char** argv);

}  // namespace earshot::app

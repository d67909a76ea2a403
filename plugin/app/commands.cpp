#include "app/commands.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "app/case_line.h"
#include "setup/nearest.h"

namespace earshot::app {
namespace {

// Everything that options may set; lives as long as the parse.
struct Line {
  GlobalOptions global;
  ServeOptions serve;
  ScanOptions scan;
  ReportOptions report;
  QueueOptions queue;
  ListOptions list;
  CheckOptions check;
  ImportOptions import;
  ExportOptions exported;
  WhyOptions why;
  NamesakeOptions namesakes;
  StaffOptions staff;
  StaffWordOptions staff_word;
  OutboxOptions outbox;
  GatheringOptions gathering;
  ByHandOptions by_hand;
  SendOptions send;
  WatchOptions watch;
  HearOptions hear;
  CaseLine cases;
  std::string site, file;
  bool unproven = false;
  bool once = false, places = false;
  std::function<int()> chosen;
};

void add_json(CLI::App* command, Line& line) {
  add_json(command, line.global);
}

void add_running(CLI::App& app, Line& line) {
  auto* serve_command = app.add_subcommand("serve", "answer FastCGI requests and work the queue");
  serve_command->add_option("--listen", line.serve.listen,
                            "unix:PATH or HOST:PORT; without it the socket that the caller hands over");
  serve_command->add_flag("--no-work", line.serve.no_work, "leave the queue to `earshot work`");
  serve_command->callback([&line] { line.chosen = [&line] { return serve(line.global, line.serve); }; });

  auto* work_command = app.add_subcommand("work", "work the queue: verify, watch, scan, deliver");
  work_command->add_flag("--once", line.once, "end when nothing is due");
  work_command->callback([&line] { line.chosen = [&line] { return work(line.global, line.once); }; });

  auto* check_command = app.add_subcommand("check", "say what is wrong with the set-up, and the cure");
  check_command
      ->add_option("--socket", line.check.socket, "the socket that the web server uses, if there is one")
      ->capture_default_str();
  add_json(check_command, line);
  check_command->callback([&line] { line.chosen = [&line] { return check(line.global, line.check); }; });
}

void add_looking(CLI::App& app, Line& line) {
  auto* site_command = app.add_subcommand("site", "list the sites and how they are watched");
  site_command->add_flag("--places", line.places,
                         "name, prefix and address of each as they are written; opens no store");
  add_json(site_command, line);
  site_command->callback([&line, site_command] {
    // Also called for its own subcommand, after that.
    if (site_command->get_subcommands().empty())
      line.chosen = [&line] { return line.places ? list_places(line.global) : list_sites(line.global); };
  });
  auto* token = site_command->add_subcommand(
      "token", "print the secret that reads all linkbacks of a site from api/mentions; made at first use");
  token->add_option("name", line.site, "the site (needed when there are several)");
  token->callback([&line] { line.chosen = [&line] { return site_token(line.global, line.site); }; });

  auto* scan_command =
      app.add_subcommand("scan", "print the names of a roster found in a text, one JSON object a line");
  scan_command->add_option("--roster", line.scan.roster, "the roster file")->required();
  scan_command->add_flag("--html", line.scan.html, "the texts are HTML; offsets are bytes of it");
  scan_command->add_option(
      "files", line.scan.files,
      "text files in any encoding, standard input without any; offsets are bytes of them");
  scan_command->callback([&line] { line.chosen = [&line] { return scan(line.scan); }; });

  auto* report_command = app.add_subcommand("report", "how many comments staff answered, and how fast");
  add_site(report_command, line.report.site);
  report_command->add_option("--from", line.report.from, "first day, 2026-01-01");
  report_command->add_option("--to", line.report.to, "day after the last");
  report_command->add_flag("--all", line.report.all,
                           "all blogs of the configuration, side by side and one by one");
  report_command->add_flag("--present-hours", line.report.present_hours,
                           "count business time in the hours of now, also what was asked under others");
  report_command->add_flag("--csv", line.report.csv, "one table for a spreadsheet");
  report_command->add_option("--html", line.report.html,
                             "write one page with charts and tables to this file; - prints it");
  add_json(report_command, line);
  report_command->callback([&line] { line.chosen = [&line] { return report(line.global, line.report); }; });

  auto* replies_command = app.add_subcommand("replies", "each staff comment and what it answers");
  add_site(replies_command, line.site);
  add_json(replies_command, line);
  replies_command->add_flag("--unproven", line.unproven,
                            "instead: comments under a staff member's name, not known to be that person's");
  replies_command->callback([&line] {
    line.chosen = [&line] {
      return line.unproven ? unproven_names(line.global, line.site) : replies(line.global, line.site);
    };
  });

  auto* waiting_command =
      app.add_subcommand("waiting", "comments that still wait for an answer, longest first");
  add_site(waiting_command, line.site);
  add_json(waiting_command, line);
  auto& said = line.by_hand;
  auto* not_needed =
      waiting_command->add_option("--no-answer-needed", said.not_needed, "this comment needs no answer");
  auto* needed =
      waiting_command->add_option("--needs-answer", said.needed, "this one does, whatever the rules say");
  waiting_command->add_option("--by-rule", said.by_rule, "take back what was said about this one")
      ->excludes(not_needed)
      ->excludes(needed);
  needed->excludes(not_needed);
  waiting_command->callback([&line] {
    line.by_hand.site = line.site;
    line.chosen = [&line] {
      const auto& by_hand = line.by_hand;
      const bool says = !(by_hand.needed + by_hand.not_needed + by_hand.by_rule).empty();
      return says ? waiting_set(line.global, by_hand) : waiting(line.global, line.site);
    };
  });

  auto* reply_command = app.add_subcommand("reply", "say whom a staff comment answers");
  reply_command->require_subcommand(1);
  auto* set = reply_command->add_subcommand("set", "against what reading found; told as rule manual");
  add_site(set, line.by_hand.site);
  set->add_option("comment", line.by_hand.comment, "the staff comment: its number or address")->required();
  set->add_option(
         "--answers", line.by_hand.answers,
         "the comment that it answers (say it again for another), post for the post only, none to take back "
         "what was said")
      ->required();
  set->callback([&line] { line.chosen = [&line] { return reply_set(line.global, line.by_hand); }; });
}

void add_staff(CLI::App& app, Line& line) {
  auto* command = app.add_subcommand("staff", "list the roster as Earshot understands it");
  add_site(command, line.staff.site);
  command->add_flag("--feeds", line.staff.feeds, "print the secret address of each person's feed of alerts");
  command->add_option("--renew", line.staff.renew, "give this person's feed a new address");
  add_json(command, line);
  command->callback([&line, command] {
    // Also called for its own subcommand, after that.
    if (command->get_subcommands().empty())
      line.chosen = [&line] { return list_staff(line.global, line.staff); };
  });
  add_preview(*command, line.cases, line.global, line.chosen);
  const auto add = [&](const char* name, const char* about) {
    auto* word = command->add_subcommand(name, about);
    add_site(word, line.staff_word.site);
    word->add_option("person", line.staff_word.person, "roster id")->required();
    word->add_option("comment", line.staff_word.comment, "the comment's permalink")->required();
    return word;
  };
  auto* claim = add("claim", "print a link by which this person says that a comment is theirs");
  add_json(claim, line);
  claim->callback([&line] { line.chosen = [&line] { return staff_claim(line.global, line.staff_word); }; });
  for (const bool confirms : {true, false}) {
    auto* word = confirms ? add("confirm", "say that this person wrote the comment")
                          : add("contradict", "say that the comment only bears this person's name");
    word->add_option("--because", line.staff_word.because, "how you know; `earshot why` tells it");
    word->callback([&line, confirms] {
      line.staff_word.confirms = confirms;
      line.chosen = [&line] { return staff_word(line.global, line.staff_word); };
    });
  }
}

void add_cases(CLI::App& app, Line& line) {
  add_case_commands(app, line.cases, line.global, line.chosen);

  auto* gathering_command =
      app.add_subcommand("gathering", "conversations in which several people or hosts say the same");
  add_site(gathering_command, line.gathering.site);
  gathering_command->add_flag("--all", line.gathering.all,
                              "also those with fewer voices than are told to staff");
  add_json(gathering_command, line);
  gathering_command->callback(
      [&line] { line.chosen = [&line] { return gathering(line.global, line.gathering); }; });

  auto* namesakes_command =
      app.add_subcommand("namesakes", "names that mean somebody else, by whom and where");
  add_site(namesakes_command, line.namesakes.site);
  namesakes_command->add_option("--forget", line.namesakes.forget, "take the one of this number back")
      ->check(CLI::Range(std::int64_t{1}, (std::int64_t{1} << 53)));
  add_json(namesakes_command, line);
  namesakes_command->callback(
      [&line] { line.chosen = [&line] { return namesakes(line.global, line.namesakes); }; });
}

void add_telling(CLI::App& app, Line& line) {
  auto* outbox_command = app.add_subcommand(
      "outbox", "what waits to be sent to people or was given up, and addresses in trouble");
  add_site(outbox_command, line.outbox.site);
  outbox_command->add_option("--forgive", line.outbox.forgive, "write to this suspended address again");
  add_json(outbox_command, line);
  outbox_command->callback([&line] { line.chosen = [&line] { return outbox(line.global, line.outbox); }; });

  auto* mail_in_command = app.add_subcommand(
      "mail-in", "take one mail from standard input: an answer to an alert, or one that came back");
  add_site(mail_in_command, line.site);
  mail_in_command->callback([&line] { line.chosen = [&line] { return mail_in(line.global, line.site); }; });
}

void add_why(CLI::App& app, Line& line) {
  auto* command = app.add_subcommand("why", "every decision about one address, and its reason");
  add_site(command, line.why.site);
  command
      ->add_option("about", line.why.about,
                   "a page that linked here, a post, a comment's permalink, or a ping's receipt")
      ->required();
  command->add_option("person", line.why.person, "roster id: only what concerns this person");
  command->add_option("--target", line.why.target, "what would a ping from there to this address be told?");
  add_json(command, line);
  command->callback([&line] { line.chosen = [&line] { return why(line.global, line.why); }; });
}

void add_send(CLI::App& app, Line& line) {
  auto* command =
      app.add_subcommand("send", "tell the pages that an entry links to, or show what they were told");
  add_site(command, line.send.site);
  command->add_option("source", line.send.source, "the entry's address");
  command->add_option("target", line.send.target, "only this one of the pages it links to");
  command->add_flag("--dry-run", line.send.dry_run, "only say who would be told, and where");
  command->add_flag("--any-source", line.send.any_source,
                    "also for a page that is not below the site's address");
  command->add_flag("--log", line.send.log, "what was told so far, and what was answered");
  command->add_option("--limit", line.send.limit, "at most so many in the log")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  add_json(command, line);
  command->callback([&line] { line.chosen = [&line] { return send(line.global, line.send); }; });
}

void add_watch(CLI::App& app, Line& line) {
  auto* command = app.add_subcommand("watch", "feeds of other people's blogs that are listened to");
  command->require_subcommand(1);
  const auto add = [&](const char* what, const char* about) {
    auto* each = command->add_subcommand(what, about);
    add_site(each, line.watch.site);
    each->callback([&line, what] {
      line.watch.what = what;
      line.chosen = [&line] { return watch_feeds(line.global, line.watch); };
    });
    return each;
  };
  add("add", "listen to feeds, or to blogs whose pages name one")
      ->add_option("addresses", line.watch.addresses, "of a feed or a page")
      ->required();
  add("remove", "listen no more")
      ->add_option("addresses", line.watch.addresses, "as they were added, or of the feed")
      ->required();
  add_json(add("list", "each feed with its state, and what is wrong with it"), line);
  add("import", "listen to all feeds of an OPML list")
      ->add_option("file", line.watch.file, "the list, - for standard input")
      ->required();
  add("export", "write the feeds as an OPML list")
      ->add_option("file", line.watch.file, "the list to write; standard output without it");
}

void add_hear(CLI::App& app, Line& line) {
  auto* hear_command = app.add_subcommand("hear", "read one page elsewhere now and tell whom it names");
  add_site(hear_command, line.hear.site);
  hear_command->add_option("url", line.hear.url, "the page")->required();
  add_json(hear_command, line);
  hear_command->callback([&line] { line.chosen = [&line] { return hear(line.global, line.hear); }; });

  auto* answered_command =
      app.add_subcommand("answered", "confirm that a comment elsewhere is a staff member's answer");
  add_site(answered_command, line.hear.site);
  answered_command->add_option("url", line.hear.url, "the comment's address, or its page's")->required();
  answered_command->add_option("--person", line.hear.person, "roster id of who wrote it")->required();
  add_json(answered_command, line);
  answered_command->callback([&line] { line.chosen = [&line] { return answered(line.global, line.hear); }; });
}

void add_list(CLI::App& app, Line& line, bool blocks) {
  auto* command =
      app.add_subcommand(blocks ? "block" : "allow",
                         blocks ? "sources whose linkbacks are refused" : "sources that need no approval");
  command->require_subcommand(1);
  const auto add = [&](const char* what, const char* about) {
    auto* each = command->add_subcommand(what, about);
    add_site(each, line.list.site);
    each->callback([&line, what, blocks] {
      line.list.what = what;
      line.list.blocks = blocks;
      line.chosen = [&line] { return source_lists(line.global, line.list); };
    });
    return each;
  };
  constexpr const char* rule_words =
      "a host (and its subdomains) or the address of an author; to block also 198.51.100.0/24 or word:…";
  add("add", "add rules")->add_option("rules", line.list.rules, rule_words)->required();
  add("remove", "remove rules")->add_option("rules", line.list.rules, rule_words)->required();
  add_json(add("list", "print the rules"), line);
  add("import", "add rules from a file, one a line")
      ->add_option("file", line.list.file, "a file, an address of yours, - for standard input")
      ->required();
}

void add_keeping(CLI::App& app, Line& line) {
  auto* import_command = app.add_subcommand("import", "take over records from elsewhere");
  import_command->require_subcommand(1);
  auto* comments = import_command->add_subcommand(
      "comments",
      "comments as JSON lines, or the exports of Disqus and WordPress; never alerts, may be repeated");
  add_site(comments, line.import.site);
  comments->add_option("file", line.import.file, "the file, - for standard input")->required();
  comments->add_option("--format", line.import.format, "jsonl, disqus or wxr; without it the file tells")
      ->check(CLI::IsMember({"jsonl", "disqus", "wxr"}));
  comments->add_flag("--any-host", line.import.any_host,
                     "take posts too whose address is not below the site's");
  comments->callback(
      [&line] { line.chosen = [&line] { return import_comments(line.global, line.import); }; });

  auto* linkbacks = import_command->add_subcommand(
      "linkbacks", "pings from webmention.io, WordPress (WXR, with its comments) or our own export");
  add_site(linkbacks, line.import.site);
  linkbacks->add_option("file", line.import.file, "the file")->required();
  linkbacks->add_flag("--dry-run", line.import.dry_run, "write nothing, say what would become of it");
  linkbacks->add_option("--moved", line.import.moved, "a file with an old and a new address a line");
  linkbacks->add_flag("--any-host", line.import.any_host, "take targets too that are not below the site's");
  linkbacks->callback(
      [&line] { line.chosen = [&line] { return import_linkbacks(line.global, line.import); }; });

  auto* export_command = app.add_subcommand("export", "print records in a form that others read");
  export_command->require_subcommand(1);
  for (const bool of_linkbacks : {true, false}) {
    auto* what = export_command->add_subcommand(of_linkbacks ? "linkbacks" : "comments");
    add_site(what, line.exported.site);
    what->add_option("--format", line.exported.format, "ndjson, webmention.io (linkbacks) or wxr")
        ->capture_default_str();
    what->callback([&line, of_linkbacks] {
      line.exported.linkbacks = of_linkbacks;
      line.chosen = [&line] { return export_records(line.global, line.exported); };
    });
  }

  auto* queue_command =
      app.add_subcommand("queue", "linkbacks by state with their reasons; decide what waits");
  add_site(queue_command, line.queue.site);
  queue_command->add_option("--state", line.queue.state,
                            "received, deferred, waiting, shown, hidden, junk, refused or gone");
  queue_command->add_option("--limit", line.queue.limit, "at most so many")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  queue_command->add_flag("--all", line.queue.all, "all there are");
  auto* approve =
      queue_command->add_option("--approve", line.queue.approve, "show the linkback with this number")
          ->expected(0, 1);
  queue_command->add_flag("--jobs", line.queue.jobs, "what is still to be done, instead of linkbacks");
  queue_command->add_flag("--retry", line.queue.retry,
                          "try at once what failed and waits: after a mail server was mended");
  auto* hide = queue_command->add_option("--hide", line.queue.hide, "hide the linkback with this number")
                   ->expected(0, 1);
  queue_command->add_option("--undo", line.queue.undo, "take back what was decided about this one last");
  queue_command->add_option("--host", line.queue.host,
                            "with --approve or --hide: all from this host and its subdomains");
  queue_command->add_flag("--all-waiting", line.queue.all_waiting, "with --approve or --hide: all that wait");
  queue_command->add_option("--replay-hooks", line.queue.replay_hooks,
                            "tell the webhook once more of all that changed since this day or time");
  add_json(queue_command, line);
  queue_command->callback([&line, approve, hide] {
    line.queue.approving = approve->count() > 0;
    line.queue.hiding = hide->count() > 0;
    line.chosen = [&line] { return queue(line.global, line.queue); };
  });

  auto* backup_command =
      app.add_subcommand("backup", "copy a consistent state of the store while it is in use");
  backup_command->add_option("file", line.file, "the copy to write; must not exist")->required();
  backup_command->callback([&line] { line.chosen = [&line] { return backup(line.global, line.file); }; });
}

std::vector<std::string_view> command_names(const CLI::App& app) {
  std::vector<std::string_view> out;
  for (const auto* one : app.get_subcommands([](const CLI::App*) { return true; }))
    out.push_back(one->get_name());
  return out;
}

// The first word that should be a command and is none. CLI11 would let --help go first and be content.
struct Stray {
  std::string_view word;
  std::vector<std::string_view> known;
};
std::optional<Stray> stray_word(const CLI::App& top, int argc, char** argv) {
  const CLI::App* app = &top;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    const auto known = command_names(*app);
    if (known.empty() || word == "--") return std::nullopt;
    if (word.starts_with('-')) {
      const auto* option = app->get_option_no_throw(std::string(word));
      if (!option) option = top.get_option_no_throw(std::string(word));
      if (option && option->get_items_expected_min() > 0) ++i;  // its value is no command
      continue;
    }
    if (std::ranges::find(known, word) == known.end()) return Stray{word, known};
    app = app->get_subcommand(std::string(word));
  }
  return std::nullopt;
}

int refuse(const Stray& stray) {
  std::fprintf(stderr, "earshot: unknown command %s", std::string(stray.word).c_str());
  if (const auto near = setup::nearest(stray.word, stray.known); !near.empty()) {
    std::fprintf(stderr, "; did you mean %s?\n", std::string(near).c_str());
  } else {
    std::fputs("; there are:", stderr);
    for (const auto known : stray.known) std::fprintf(stderr, " %s", std::string(known).c_str());
    std::fputc('\n', stderr);
  }
  return 2;
}

// CLI11 says "rules is required" and leaves it at that.
int say_missing(const CLI::App& app, const CLI::RequiredError& error) {
  std::string command = "earshot";
  for (const auto* at = &app; !at->get_subcommands().empty(); command += " " + at->get_name())
    at = at->get_subcommands().front();
  std::string what = error.what();
  constexpr std::string_view behind = " is required";
  if (const auto at = what.find(behind); at != std::string::npos) what.erase(at);
  if (what == "A subcommand") what = "a command";
  std::fprintf(stderr, "earshot: missing: %s; `%s --help` tells what to write\n", what.c_str(),
               command.c_str());
  return 2;
}

}  // namespace

int run_command(int argc, char** argv) {
  CLI::App app{"Earshot: linkbacks, outreach alerts and comment replies beside a blog engine", "earshot"};
  Line line;
  app.add_option("--config", line.global.config_path, "the configuration file")->capture_default_str();
  app.set_version_flag("--version", EARSHOT_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  app.get_formatter()->column_width(34);
  add_running(app, line);
  add_looking(app, line);
  add_staff(app, line);
  add_cases(app, line);
  add_telling(app, line);
  add_why(app, line);
  add_send(app, line);
  add_watch(app, line);
  add_hear(app, line);
  add_keeping(app, line);
  add_list(app, line, true);
  add_list(app, line, false);
  if (const auto stray = stray_word(app, argc, argv)) return refuse(*stray);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& error) {
    return say_missing(app, error);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return line.chosen();
}

}  // namespace earshot::app

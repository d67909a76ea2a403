// The command line of what is about cases.
#include <CLI/CLI.hpp>

#include "app/case_line.h"
#include "model/alert.h"

namespace earshot::app {
void add_site(CLI::App* command, std::string& site) {
  command->add_option("--site", site,
                      "name of the site in the configuration (needed when there are several)");
}
void add_json(CLI::App* command, GlobalOptions& global) {
  command->add_flag("--json", global.json, "one JSON object a line");
}

namespace {

const CLI::Range any_number{std::int64_t{1}, (std::int64_t{1} << 53)};

template <class E>
CLI::IsMember words_of() {
  std::vector<std::string> words;
  for (const auto& [value, name] : model::Words<E>::table) words.emplace_back(name);
  return CLI::IsMember(words);
}

void add_list(CLI::App& app, CaseLine& line, GlobalOptions& global, std::function<int()>& chosen) {
  auto* command =
      app.add_subcommand("cases", "conversations that staff were told of and that are not closed");
  add_site(command, line.cases.site);
  command->add_option("--state", line.cases.state, "only those in this state")
      ->check(words_of<model::CaseState>());
  command->add_option("--mine", line.cases.mine,
                      "roster id: only what this person has, or was told and is free");
  add_json(command, global);
  command->callback([&] { chosen = [&] { return cases(global, line.cases); }; });
}

void add_one(CLI::App& app, CaseLine& line, GlobalOptions& global, std::function<int()>& chosen) {
  auto& options = line.one;
  auto* command = app.add_subcommand("case", "all about one case; take it, close it, note what was done");
  add_site(command, options.site);
  command->add_option("number", options.number, "its number, from `earshot cases`")
      ->required()
      ->check(any_number);
  command->add_option("--claim", options.claim, "roster id: this person takes it");
  command->add_flag("--close", options.close, "it needs no answer (any more)");
  command->add_flag("--reopen", options.reopen,
                    "a closed or answered one waits again, a claimed one is free again");
  command->add_option("--answered", options.answered, "it was answered at this address; needs --by");
  command->add_option("--contact", options.contact,
                      "it was answered by other means: \"phone, 3 May\"; needs --by");
  command->add_option("--note", options.note, "a note for its history; needs --by");
  command->add_option("--kind", options.kind, "what it is about")->check(words_of<model::CaseKind>());
  command->add_option("--why", options.why, "a reason for its history");
  command->add_option("--by", options.by, "roster id: who did it");
  add_json(command, global);
  command->callback([&] { chosen = [&] { return one_case(global, line.one); }; });
}

void add_promises(CLI::App& app, CaseLine& line, GlobalOptions& global, std::function<int()>& chosen) {
  auto& options = line.promises;
  auto* command = app.add_subcommand("promises", "what staff promised in public and did not keep yet");
  add_site(command, options.site);
  command->add_flag("--all", options.all, "also those that were kept or dropped");
  auto* kept =
      command->add_option("--kept", options.kept, "the promise of this number was kept")->check(any_number);
  auto* drop = command->add_option("--drop", options.drop, "that of this number is none, or holds no more")
                   ->check(any_number)
                   ->excludes(kept);
  auto* move = command->add_option("--move", options.move, "that of this number is due on --date")
                   ->check(any_number)
                   ->excludes(kept)
                   ->excludes(drop);
  command->add_option("--date", options.date, "with --move: 2026-01-31")->needs(move);
  command->add_option("--url", options.url, "with --kept: where")->needs(kept);
  command->add_option("--by", options.by, "roster id: who says so");
  add_json(command, global);
  command->callback([&] { chosen = [&] { return promises(global, line.promises); }; });
}

void add_mutes(CLI::App& app, CaseLine& line, GlobalOptions& global, std::function<int()>& chosen) {
  auto& options = line.mute;
  auto* command = app.add_subcommand("mute", "a person does not want to hear of a source, a post or a topic");
  add_site(command, options.site);
  command->add_option("what", options.what, "source, post or topic")
      ->required()
      ->check(words_of<model::MuteKind>());
  command
      ->add_option("value", options.value,
                   "a host, the name or page of a writer; the address of a post; a product, topic or company")
      ->required();
  command->add_option("--person", options.person, "roster id")->required();
  add_json(command, global);
  command->callback([&] { chosen = [&] { return mute(global, line.mute); }; });

  auto* back = app.add_subcommand("unmute", "take a mute back");
  add_site(back, options.site);
  back->add_option("number", options.number, "its number, from `earshot mutes`")
      ->required()
      ->check(any_number);
  back->callback([&] { chosen = [&] { return unmute(global, line.mute); }; });

  auto* list = app.add_subcommand("mutes", "who wants to hear nothing of what");
  add_site(list, options.site);
  add_json(list, global);
  list->callback([&] { chosen = [&] { return mutes(global, line.mute); }; });
}

}  // namespace

void add_case_commands(CLI::App& app, CaseLine& line, GlobalOptions& global, std::function<int()>& chosen) {
  add_list(app, line, global, chosen);
  add_one(app, line, global, chosen);
  add_promises(app, line, global, chosen);
  add_mutes(app, line, global, chosen);
}

void add_preview(CLI::App& staff, CaseLine& line, GlobalOptions& global, std::function<int()>& chosen) {
  auto& options = line.preview;
  auto* command = staff.add_subcommand("preview", "what a name would have matched in the last 30 days");
  add_site(command, options.site);
  command->add_option("name", options.name, "as it would stand in the roster")->required();
  command->add_flag("--alias", options.alias, "as a further spelling only: no first name, no surname alone");
  add_json(command, global);
  command->callback([&] { chosen = [&] { return preview_name(global, line.preview); }; });
}

}  // namespace earshot::app

// case: all about one case, and what its people do with it.
#include <cstdio>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/case_commands.h"
#include "app/print.h"
#include "app/site_set.h"
#include "base/url.h"
#include "exchange/jf2.h"
#include "outreach/case_file.h"
#include "outreach/case_moves.h"
#include "outreach/case_words.h"

namespace earshot::app {
namespace {

using exchange::text_or_null;
using nlohmann::ordered_json;
using outreach::CaseFile;
using outreach::HandMove;

ordered_json items_json(const CaseFile& file) {
  ordered_json out = ordered_json::array();
  for (const auto& item : file.items) {
    out.push_back({{"kind", word(item.kind)},
                   {"id", item.id},
                   {"writer", item.writer},
                   {"staff", text_or_null(item.writer_person)},
                   {"url", item.url},
                   {"title", item.title},
                   {"at", iso8601(item.at)},
                   {"public", item.open},
                   {"wants", word(item.wants.kind)},
                   {"words", item.wants.words},
                   {"passage", item.passage}});
  }
  return out;
}

ordered_json told_json(const CaseFile& file) {
  ordered_json out = ordered_json::array();
  for (const auto& [alert, delivery] : file.alerts) {
    out.push_back({{"person", alert.person},
                   {"reason", word(alert.reason)},
                   {"why", alert.why},
                   {"item", std::string(word(alert.item_kind)) + "-" + std::to_string(alert.item_id)},
                   {"at", iso8601(alert.created)},
                   {"mail", word(delivery.state)}});
  }
  for (const auto& notice : file.notices) {
    out.push_back({{"person", notice.person},
                   {"reason", word(notice.what)},
                   {"why", notice.why},
                   {"item", nullptr},
                   {"at", iso8601(notice.created)},
                   {"mail", word(notice.state)}});
  }
  return out;
}

ordered_json contacts_json(const CaseFile& file) {
  ordered_json out = ordered_json::array();
  for (const auto& contact : file.contacts) {
    ordered_json before = ordered_json::array();
    for (const auto& one : contact.wrote_before)
      before.push_back({{"url", one.url}, {"words", one.words}, {"at", time_or_null(one.at)}});
    out.push_back({{"name", contact.name},
                   {"page", text_or_null(contact.page)},
                   {"wrote_before", before},
                   {"last_contact", time_or_null(contact.last_contact)},
                   {"last_contact_by", text_or_null(contact.last_contact_by)}});
  }
  return out;
}

void print_as_json(const CaseFile& file) {
  const auto& of = file.of;
  ordered_json history = ordered_json::array(), promised = ordered_json::array();
  for (const auto& event : file.events)
    history.push_back(
        {{"at", iso8601(event.at)}, {"fact", event.fact}, {"who", event.who}, {"detail", event.detail}});
  for (const auto& promise : file.promises)
    promised.push_back({{"id", promise.id},
                        {"person", promise.person},
                        {"sentence", promise.sentence},
                        {"due", iso8601(promise.due)},
                        {"state", word(promise.state)}});
  print_json({{"case", of.id},
              {"state", word(of.state)},
              {"owner", text_or_null(of.owner)},
              {"answered_by", text_or_null(outreach::answered_by(of, file.events))},
              {"subject", of.subject},
              {"opened", iso8601(of.opened)},
              {"changed", iso8601(of.changed)},
              {"kind", word(of.kind)},
              {"kind_words", of.kind_words},
              {"kind_by", text_or_null(of.kind_by)},
              {"waits_since", of.waits() ? ordered_json(iso8601(of.waits_since)) : ordered_json()},
              {"level", of.level},
              {"items", items_json(file)},
              {"told", told_json(file)},
              {"promises", promised},
              {"contacts", contacts_json(file)},
              {"history", history}});
}

void print_kind(const model::Site& site, const model::Case& of) {
  std::string why = of.kind_words.empty() ? "" : " (" + of.kind_words + ")";
  if (!of.kind_by.empty()) why = " (set by " + site.roster.name_of(of.kind_by) + ")";
  std::printf("kind:     %s%s\n", std::string(word(of.kind)).c_str(), why.c_str());
}

void print_told(const model::Site& site, const CaseFile& file) {
  std::puts("told:");
  for (const auto& [alert, delivery] : file.alerts) {
    std::printf("  %s  %s, %s: %s (mail %s)\n", iso8601(alert.created).c_str(),
                site.roster.name_of(alert.person).c_str(), std::string(word(alert.reason)).c_str(),
                alert.why.c_str(), std::string(word(delivery.state)).c_str());
  }
  for (const auto& notice : file.notices) {
    std::printf("  %s  %s, %s: %s (mail %s)\n", iso8601(notice.created).c_str(),
                site.roster.name_of(notice.person).c_str(), std::string(word(notice.what)).c_str(),
                notice.why.c_str(), std::string(word(notice.state)).c_str());
  }
}

void print_contacts(const model::Site& site, const CaseFile& file) {
  for (const auto& contact : file.contacts) {
    std::printf("contact:  %s%s%s\n", contact.name.c_str(), contact.page.empty() ? "" : ", ",
                contact.page.c_str());
    if (contact.last_contact)
      std::printf("  last contact %s, %s\n", iso8601(*contact.last_contact).c_str(),
                  site.roster.name_of(contact.last_contact_by).c_str());
    for (const auto& one : contact.wrote_before)
      std::printf("  before: %s  %s\n          %s\n", one.at ? iso8601(*one.at).c_str() : "", one.url.c_str(),
                  one.words.c_str());
  }
}

void print_for_people(const model::Site& site, const CaseFile& file) {
  const auto& of = file.of;
  std::printf("case %lld: %s\nstate:    %s\n", static_cast<long long>(of.id), of.subject.c_str(),
              outreach::state_in_words(site, of, file.events).c_str());
  if (!of.owner.empty()) std::printf("owner:    %s\n", site.roster.name_of(of.owner).c_str());
  print_kind(site, of);
  for (const auto& item : file.items) {
    std::printf("%s:  %s, %s%s\n  %s\n  %s\n", std::string(word(item.kind)).c_str(), item.writer.c_str(),
                iso8601(item.at).c_str(), item.open ? "" : ", no longer public", item.url.c_str(),
                item.passage.c_str());
  }
  print_told(site, file);
  for (const auto& promise : file.promises)
    std::printf("promise:  %s, by %s, %s: %s\n", site.roster.name_of(promise.person).c_str(),
                iso8601(promise.due).c_str(), std::string(word(promise.state)).c_str(),
                promise.sentence.c_str());
  print_contacts(site, file);
  std::puts("history:");
  for (const auto& event : file.events)
    std::printf("  %s  %s%s%s%s%s\n", iso8601(event.at).c_str(), event.fact.c_str(),
                event.who.empty() ? "" : ", ",
                event.who.empty() ? "" : site.roster.name_of(event.who).c_str(),
                event.detail.empty() ? "" : ": ", event.detail.c_str());
}

// --- what is done

struct Deed {
  bool wanted = false;
  std::string needs;  // what is missing on the command line, "" = nothing
  std::function<std::string(db::Tx&, const store::Books&, const model::Case&)> run;  // "" = done
};

std::vector<Deed> deeds_of(const CaseOptions& o) {
  const auto move = [](HandMove to, const std::string& person, const std::string& words) {
    return [=](db::Tx& tx, const store::Books& books, const model::Case& of) {
      return outreach::move_by_hand(tx, books, of, {to, person, words});
    };
  };
  const bool named = !o.by.empty();
  return {
      {!o.claim.empty(), "", move(HandMove::claim, o.claim, o.why)},
      {o.close, "", move(HandMove::close, o.by, o.why)},
      {o.reopen, "", move(HandMove::reopen, o.by, o.why)},
      {!o.answered.empty(),
       Url::parse(o.answered) ? (named ? "" : "--answered needs --by PERSON: who answered")
                              : "--answered is no address: " + o.answered,
       move(HandMove::answered, o.by, "at " + o.answered)},
      {!o.contact.empty(), named ? "" : "--contact needs --by PERSON: who spoke to them",
       move(HandMove::answered, o.by, o.contact)},
      {!o.note.empty(), named ? "" : "--note needs --by PERSON: whose note it is",
       [&o](db::Tx& tx, const store::Books& books, const model::Case& of) {
         store::add_event(tx, books, "case", of.id, "note", o.note, o.by);
         return std::string();
       }},
      {!o.kind.empty(), "",
       [&o](db::Tx& tx, const store::Books& books, const model::Case& of) {
         store::set_kind(tx, books, of, *model::from_word<model::CaseKind>(o.kind), {},
                         o.by.empty() ? "host" : o.by);
         return std::string();
       }},
  };
}

// Exit status; nothing if the case is only to be shown.
std::optional<int> act(SiteSet& sites, const model::Site& site, const CaseOptions& options) {
  const auto refuse = [](const std::string& why, int status) {
    std::fprintf(stderr, "%s\n", why.c_str());
    return status;
  };
  for (const auto& id : {options.claim, options.by}) {
    if (auto why = unknown_person(site, id); !why.empty()) return refuse(why, 2);
  }
  const Deed* deed = nullptr;
  const auto deeds = deeds_of(options);
  for (const auto& one : deeds) {
    if (!one.wanted) continue;
    if (deed) return refuse("one thing at a time: two were asked for", 2);
    if (!one.needs.empty()) return refuse(one.needs, 2);
    deed = &one;
  }
  if (!deed) return std::nullopt;
  const auto books = sites.books(site);
  const auto why = sites.database().write([&](db::Tx& tx) {
    const auto of = store::find_case(tx, site.id, options.number);
    return of ? deed->run(tx, books, *of) : std::string("there is no such case; `earshot cases` lists them");
  });
  if (why.empty()) return 0;
  return refuse("case " + std::to_string(options.number) + ": " + why, 1);
}

}  // namespace

int one_case(const GlobalOptions& global, const CaseOptions& options) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  if (const auto status = act(sites, site, options); status && *status != 0) return *status;
  const auto file = sites.database().read(
      [&](db::Reader& reader) { return outreach::read_case(reader, site, options.number); });
  if (!file) {
    std::fprintf(stderr, "there is no case %lld; `earshot cases` lists them\n",
                 static_cast<long long>(options.number));
    return 1;
  }
  if (global.json) {
    print_as_json(*file);
  } else {
    print_for_people(site, *file);
  }
  return 0;
}

}  // namespace earshot::app

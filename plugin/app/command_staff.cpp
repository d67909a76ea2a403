// staff claim, confirm, contradict: who wrote a comment, by the word of people.
#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/commands.h"
#include "app/print.h"
#include "app/site_set.h"
#include "identity/word.h"
#include "store/post_address.h"
#include "telling/claim.h"

namespace earshot::app {
namespace {

constexpr const char* operator_name = "operator";

// Both as the command line names them, the person known to be on the roster; nothing once it was said what is
// wrong.
struct Meant {
  const model::Person* person = nullptr;
  model::Comment comment;
};
std::optional<Meant> meant_by(SiteSet& sites, const model::Site& site, const StaffWordOptions& options) {
  const auto* person = site.roster.person(options.person);
  const auto url = Url::parse(options.comment);
  const auto comment = sites.database().read(
      [&](db::Reader& reader) { return url ? store::comment_at(reader, site, *url) : std::nullopt; });
  if (!comment) {
    std::fprintf(
        stderr,
        "no comment is known at %s; write its permalink, such as %sa-post/#comment-5 (one that was just "
        "posted is known once the blog was looked at)\n",
        options.comment.c_str(), site.url.text().c_str());
    return std::nullopt;
  }
  if (!person->staff_at(comment->published.value_or(comment->seen))) {
    std::fprintf(stderr,
                 "%s was not on the roster when that was written; see \"from\" and \"to\" of the roster\n",
                 person->name.c_str());
    return std::nullopt;
  }
  return Meant{person, *comment};
}

}  // namespace

int staff_claim(const GlobalOptions& global, const StaffWordOptions& options) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  if (const auto why = unknown_person(site, options.person); !why.empty()) return wrong_use(why);
  const auto meant = meant_by(sites, site, options);
  if (!meant) return 1;
  const auto address = sites.database().read([&](db::Reader& reader) {
    return telling::claim_addresses(reader, site, meant->comment.id, meant->person->id, sites.clock().now())
        .mine;
  });
  if (global.json) {
    print_json({{"person", meant->person->id}, {"comment", options.comment}, {"url", address}});
  } else {
    std::printf("%s\nLet %s open it within 14 days: whoever holds it can say that the comment is theirs.\n",
                address.c_str(), meant->person->name.c_str());
  }
  return 0;
}

int staff_word(const GlobalOptions& global, const StaffWordOptions& options) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  if (const auto why = unknown_person(site, options.person); !why.empty()) return wrong_use(why);
  const auto meant = meant_by(sites, site, options);
  if (!meant) return 1;
  const auto books = sites.books(site);
  std::string evidence = options.because;
  if (evidence.empty())
    evidence = std::string("said by the operator that it is ") + (options.confirms ? "" : "not ") +
               meant->person->name + "'s";
  const auto identity = options.confirms ? model::Identity::confirmed : model::Identity::contradicted;
  const bool fresh = sites.database().write([&](db::Tx& tx) {
    return identity::say_who_wrote(tx, books, meant->comment.id,
                                   {meant->person->id, identity, operator_name, evidence});
  });
  std::printf("%s\n", fresh ? "noted; answers and figures follow at once where Earshot runs"
                            : "that is noted already");
  return 0;
}

}  // namespace earshot::app

// reply set, waiting --…: what people say about answers and waits where reading would say otherwise.
#include <cstdio>

#include "answers/by_hand.h"
#include "app/commands.h"
#include "app/site_set.h"
#include "store/comment_store.h"
#include "store/post_address.h"

namespace earshot::app {
namespace {

// By the engine's number of it, or by its permalink.
model::Comment comment_named(SiteSet& sites, const model::Site& site, const std::string& about) {
  const auto url = Url::parse(about);
  auto found = sites.database().read([&](db::Reader& reader) {
    return url ? store::comment_at(reader, site, *url)
               : store::find_comment_by_engine_id(reader, site.id, about);
  });
  if (!found) {
    throw setup::ConfigError("no comment is known as " + about +
                             "; write its number or its address: 12 or https://…#comment-12");
  }
  return *std::move(found);
}

int tell(const answers::Said& said, const std::string& done) {
  if (!said) {
    std::fprintf(stderr, "nothing was changed: %s\n", said.error().why.c_str());
    return 1;
  }
  std::printf("%s\n", done.c_str());
  return 0;
}

}  // namespace

int reply_set(const GlobalOptions& global, const ByHandOptions& options) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  const auto books = sites.books(site);
  const auto comment = comment_named(sites, site, options.comment);
  if (options.answers == "none")
    return tell(answers::take_back(books, comment), "taken back: reading decides again");
  if (options.answers == "post")
    return tell(answers::say_answers_post(books, comment), options.comment + " answers the post only");
  return tell(answers::say_answers(books, comment, comment_named(sites, site, options.answers)),
              options.comment + " answers " + options.answers);
}

int waiting_set(const GlobalOptions& global, const ByHandOptions& options) {
  SiteSet sites(setup::read_config(global.config_path));
  const auto& site = sites.site(options.site);
  const auto books = sites.books(site);
  if (!options.by_rule.empty()) {
    return tell(answers::take_back(books, comment_named(sites, site, options.by_rule)),
                "taken back: the rules decide again");
  }
  const bool needs = !options.needed.empty();
  const auto& about = needs ? options.needed : options.not_needed;
  return tell(answers::say_need(books, comment_named(sites, site, about), needs),
              about + (needs ? " needs an answer" : " needs no answer"));
}

}  // namespace earshot::app

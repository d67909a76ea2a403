// Shown linkbacks as the reading API lists them: filtered, ordered, a page at a time.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "db/database.h"
#include "model/linkback.h"
#include "store/books.h"

namespace earshot::store {

struct ShownFilter {
  std::optional<std::vector<model::RowId>> posts;  // at most most_listed_ids (id_list.h); nothing: all posts
  std::vector<std::string> types;                  // Linkback::type; empty: all
  std::optional<Time> since;                       // received then or later
  model::RowId since_id = 0;                       // only greater numbers
};

enum class ShownOrder { created, updated, published, rsvp };

struct ShownPage {
  ShownOrder order = ShownOrder::created;
  bool ascending = false;
  std::int64_t limit = 20, offset = 0;
};

// What readers may know of one linkback. `linkback` has no token, no keys and nothing of its sender or its
// checks.
struct ShownLinkback {
  model::Linkback linkback;
  model::SourcePage page;  // without page_text
  Time updated{};
};

// Calls `each` in order; equal times are ordered by number, so that no page repeats what another showed.
// Asked by posts, a source that reached one under several addresses comes once.
void each_shown(db::Reader& reader, model::SiteId site, const ShownFilter& filter, const ShownPage& page,
                const std::function<void(const ShownLinkback&)>& each);

struct ShownCount {
  std::string type, rsvp;  // rsvp only for type "rsvp"
  std::int64_t count = 0;
};
std::vector<ShownCount> count_shown(db::Reader& reader, model::SiteId site, const ShownFilter& filter);

// All that a moderator decided to keep: shown, waiting and hidden. Twins under other addresses of the post,
// too.
enum class KeptOrder { by_number, by_post };
void each_kept(db::Reader& reader, model::SiteId site, KeptOrder order,
               const std::function<void(const ShownLinkback&)>& each);

// Those that wait for a moderator, newest first.
void each_waiting(db::Reader& reader, model::SiteId site, std::int64_t limit,
                  const std::function<void(const ShownLinkback&)>& each);

// One of them, also when it is not shown any more: what a webhook tells of.
std::optional<ShownLinkback> find_shown(db::Reader& reader, model::SiteId site, model::RowId id);

}  // namespace earshot::store

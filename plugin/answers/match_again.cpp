#include "answers/match_again.h"

#include <charconv>

#include "answers/answer_match.h"
#include "base/token.h"
#include "store/identity_store.h"
#include "store/post_store.h"
#include "store/site_store.h"

namespace earshot::answers {

namespace {

constexpr std::string_view progress_name = "matched_with";  // "DIGEST POST", the last one done; "DIGEST done"
constexpr std::string_view all_done = "done";
constexpr int posts_a_run = 100;

// Everything by which staff is told from readers.
std::string staff_digest(db::Reader& reader, const model::Site& site) {
  std::string all;
  const auto add = [&](const std::string& part) {
    all.append(std::to_string(part.size())).append(":").append(part);
  };
  const auto add_all = [&](const std::vector<std::string>& parts) {
    for (const auto& part : parts) add(part);
    all += ";";
  };
  for (const auto& company : site.roster.companies) {
    add(company.id + "\n" + company.name);
    add_all(company.aliases);
  }
  for (const auto& person : site.roster.people) {
    add(person.id + "\n" + person.name + "\n" + person.company + "\n" + person.role);
    add_all(person.aliases);
    add_all(person.handles);
    add_all(person.accounts);
    add((person.from ? iso8601(*person.from) : "") + "/" + (person.to ? iso8601(*person.to) : ""));
  }
  for (const auto& proof : store::profile_proofs(reader, site.id)) add(proof.person + "\n" + proof.page);
  return sha256_hex(all);
}

// The last post that was matched with this digest; nothing when all were.
std::optional<model::RowId> last_done(db::Reader& reader, model::SiteId site, const std::string& digest) {
  const auto text = store::setting(reader, site, progress_name).value_or("");
  const auto blank = text.find(' ');
  if (blank == std::string::npos || text.substr(0, blank) != digest) return 0;
  const auto place = std::string_view(text).substr(blank + 1);
  if (place == all_done) return std::nullopt;
  model::RowId out = 0;
  std::from_chars(place.data(), place.data() + place.size(), out);
  return out;
}

}  // namespace

model::JobOutcome match_again(const store::Books& books) {
  struct Stretch {
    std::string digest;
    bool finished = false;
    std::vector<model::RowId> posts;
  };
  const auto stretch = books.database.read([&](db::Reader& reader) {
    Stretch out{staff_digest(reader, books.site), false, {}};
    const auto last = last_done(reader, books.site.id, out.digest);
    out.finished = !last;
    if (last) out.posts = store::posts_behind(reader, books.site.id, *last, posts_a_run);
    return out;
  });
  if (stretch.finished) return model::Done{};
  for (const auto post : stretch.posts) match_post(books, post);
  const bool more = stretch.posts.size() == static_cast<std::size_t>(posts_a_run);
  books.database.write([&](db::Tx& tx) {
    store::put_setting(
        tx, books.site.id, progress_name,
        stretch.digest + " " + (more ? std::to_string(stretch.posts.back()) : std::string(all_done)));
  });
  if (!more) return model::Done{};
  return model::Again{books.now(), ""};
}

}  // namespace earshot::answers

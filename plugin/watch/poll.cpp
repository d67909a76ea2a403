#include "watch/poll.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>

#include "base/log.h"
#include "store/site_store.h"
#include "watch/feed_source.h"
#include "watch/wordpress_watch.h"

namespace earshot::watch {

namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration idle = seconds(10), between_sweeps = minutes(10), between_stretches = seconds(1),
                   longest_wait = minutes(10);

int failures(const store::Books& books, std::string_view name) {
  const auto text = books.database.read(
      [&](db::Reader& reader) { return store::setting(reader, books.site.id, name).value_or("0"); });
  int count = 0;
  std::from_chars(text.data(), text.data() + text.size(), count);
  return count;
}

void set_failures(const store::Books& books, std::string_view name, int count) {
  books.database.write(
      [&](db::Tx& tx) { store::put_setting(tx, books.site.id, name, std::to_string(count)); });
}

// One line when the engine stops answering and one when it answers again, not one a try.
model::Again after_trouble(const store::Books& books, std::string_view name, const Trouble& trouble) {
  const int count = failures(books, name);
  if (count == 0) {
    log::warning("watch", "the engine cannot be read", {{"site", books.site.name}, {"why", trouble}});
  }
  set_failures(books, name, count + 1);
  const Duration wait = std::min<Duration>(longest_wait, seconds(10) * (1 << std::min(count, 6)));
  return {books.now() + wait, trouble};
}

void after_success(const store::Books& books, std::string_view name) {
  if (failures(books, name) == 0) return;
  set_failures(books, name, 0);
  log::info("watch", "the engine can be read again", {{"site", books.site.name}});
}

}  // namespace

model::JobOutcome poll(const store::Books& books, net::Fetcher& web, const model::Job&) {
  constexpr std::string_view name = "poll_failures";
  FeedNews news{{}, idle};
  if (books.site.engine == model::Engine::wordpress) {
    news.trouble = look_at_wordpress(books, web);
  } else {
    news = read_feeds(books, web, FeedLook::changed);
  }
  if (news.trouble) return after_trouble(books, name, *news.trouble);
  after_success(books, name);
  return model::Again{books.now() + news.pace, ""};
}

model::JobOutcome sweep(const store::Books& books, net::Fetcher& web, const model::Job&) {
  constexpr std::string_view name = "sweep_failures";
  SweepStep step;
  if (books.site.engine == model::Engine::wordpress) {
    step = sweep_wordpress(books, web);
  } else {
    step.trouble = read_feeds(books, web, FeedLook::all).trouble;
    step.finished = !step.trouble;
  }
  if (step.trouble) return after_trouble(books, name, *step.trouble);
  after_success(books, name);
  if (!step.finished) return model::Again{books.now() + between_stretches, ""};
  books.database.write([&](db::Tx& tx) {
    store::put_setting(tx, books.site.id, "sweep_done_at", std::to_string(micros(books.now())));
  });
  return model::Again{books.now() + between_sweeps, ""};
}

}  // namespace earshot::watch

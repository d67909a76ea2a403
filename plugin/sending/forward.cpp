#include "sending/forward.h"

#include <array>
#include <chrono>

#include "base/log.h"
#include "base/token.h"
#include "net/own_page.h"
#include "sending/send.h"
#include "store/event_store.h"
#include "store/linkback_store.h"
#include "store/site_store.h"

namespace earshot::sending {
namespace {

constexpr std::array<Duration, 4> waits_before_forwarding{std::chrono::minutes(2), std::chrono::minutes(20),
                                                          std::chrono::hours(3), std::chrono::hours(20)};

std::string mark_of(db::Reader& reader, model::SiteId site, std::string_view source,
                    std::string_view target) {
  return signature(store::site_secret(reader, site), "forward",
                   std::string(source) + "\n" + std::string(target));
}

}  // namespace

model::JobOutcome forward(const store::Books& books, net::Fetcher& web, const model::Job& job) {
  std::string mark;
  const auto linkback = books.database.read([&](db::Reader& reader) {
    auto found = store::find_linkback(reader, books.site.id, job.subject);
    if (found) mark = mark_of(reader, books.site.id, found->source, found->target);
    return found;
  });
  const auto receiver = Url::parse(books.site.engine_url("xmlrpc.php"));
  if (!linkback || linkback->state != model::LinkbackState::shown || !receiver) return model::Done{};
  auto request = net::own_page(books.site.url, books.site.origin, *receiver);
  request.headers.emplace_back(forward_mark, mark);
  Reply reply = post_letter(web, std::move(request), model::Protocol::pingback,
                            {linkback->source, linkback->target, {}, {}, {}});
  if (reply.message == "fault 0")
    reply.message +=
        ", without a reason: WordPress says so of sources on private addresses, and when its own checks fail";
  const auto tried = static_cast<std::size_t>(job.tries);
  if (reply.reception == Reception::later && tried <= waits_before_forwarding.size()) {
    log::info("sending", "forward later", {{"linkback", linkback->id}, {"why", reply.message}});
    return model::Again{books.now() + waits_before_forwarding[tried - 1], reply.message};
  }
  const bool taken = reply.reception == Reception::taken;
  books.database.write([&](db::Tx& tx) {
    store::add_event(tx, books, "linkback", linkback->id, taken ? "forwarded" : "not_forwarded",
                     reply.message);
  });
  log::info("sending", taken ? "forwarded" : "not forwarded",
            {{"linkback", linkback->id}, {"status", std::int64_t{reply.status}}, {"why", reply.message}});
  return model::Done{};
}

bool is_forwarded(db::Reader& reader, model::SiteId site, std::string_view source, std::string_view target,
                  std::string_view mark) {
  return same_bytes(mark, mark_of(reader, site, source, target));
}

}  // namespace earshot::sending

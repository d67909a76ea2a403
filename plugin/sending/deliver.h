// One page is told of one entry: find its endpoint anew, send, remember what became of it.
#pragma once
#include <optional>

#include "model/job.h"
#include "model/sent.h"
#include "net/fetcher.h"
#include "sending/outbox.h"
#include "sending/send.h"
#include "store/books.h"

namespace earshot::sending {

// The job `send_ping`: does nothing for a row that is not open any more. A failed attempt is repeated after
// 10 min, 1, 4 and 12 h, later if the receiver asks for it, and then given up. `entry`, if the caller has it
// at hand, saves reading it from the store.
model::JobOutcome send_ping(const store::Books& books, net::Fetcher& web, const model::Job& job,
                            const Entry* entry = nullptr);

// May the endpoint that a page names be told? Nothing, or why not. A stranger's page must not make us post to
// our own blog, where our address may open doors.
std::optional<std::string> why_not_asked(const model::Site& site, const Url& target, const Url& endpoint);

}  // namespace earshot::sending

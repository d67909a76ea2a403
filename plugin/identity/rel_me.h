// Which pages are a person's: a page of the roster and another one that name each other with rel=me, as
// Mastodon and IndieWeb do. One direction alone proves nothing: anybody may link to Ana's page.
#pragma once
#include "model/job.h"
#include "net/fetcher.h"
#include "store/books.h"

namespace earshot::identity {

// Job `check_profiles`: reads the profiles of the roster, at most once a week while the roster says the same,
// and keeps which pages are proven. What cannot be read now stays as it was and is tried again the next day.
// If anything came or went, all conversations are matched anew.
model::JobOutcome check_profiles(const store::Books& books, net::Fetcher& web);

}  // namespace earshot::identity

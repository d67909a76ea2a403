// One page elsewhere that somebody wants heard: read now, kept, and scanned like everything else.
#pragma once
#include <string>

#include "base/result.h"
#include "base/url.h"
#include "model/ids.h"
#include "net/fetcher.h"
#include "store/books.h"

namespace earshot::outside {

struct HeardPage {
  model::RowId id = 0;  // of the outside post
  std::string url, title;
  bool fresh = false, changed = false;
};
// Fetches once and stores the post with the job that scans it. Hearing it again reads it again. The error is
// for the operator.
Result<HeardPage, std::string> hear_page(const store::Books& books, net::Fetcher& web, const Url& url);

}  // namespace earshot::outside

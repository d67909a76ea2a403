// WordPress as a stranger sees it: its REST answers, page by page, at its origin or its public address.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/fetcher.h"
#include "store/books.h"
#include "watch/wordpress_json.h"

namespace earshot::watch {

// Why the engine could not be asked, for the log.
using Trouble = std::string;

template <class T>
struct Listing {
  std::vector<T> rows;
  int pages =
      0;  // the engine's own count; 0 = it gave none, so nothing may be concluded from what is missing
};

enum class Collection { posts, pages, comments };

// Asks over the network; keeps nothing but the names of authors.
class Wordpress {
 public:
  Wordpress(const store::Books& books, net::Fetcher& web);

  // `order`: the query's further parameters, "&orderby=id&order=desc".
  Result<Listing<EngineComment>, Trouble> comments(const std::string& order);
  Result<Listing<EnginePost>, Trouble> posts(Collection which, const std::string& order);
  // Looks up the names of the authors that are not known yet.
  void name_authors(std::vector<EnginePost>& posts);

 private:
  Result<net::Fetched, Trouble> ask(const std::string& resource, const std::string& query);
  Result<net::Fetched, Trouble> get(const Url& url);
  std::string author_name(std::int64_t author);

  const store::Books& books_;
  net::Fetcher& web_;
};

}  // namespace earshot::watch

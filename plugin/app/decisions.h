// Every decision about one record, told from the books: what `earshot why` prints.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/linkback.h"
#include "model/outside.h"
#include "model/post.h"
#include "store/books.h"

namespace earshot::app {

struct Decision {
  std::optional<Time> at;  // nothing: it holds now
  std::string fact;        // one or two words, the same in every language of output
  std::string text;        // the reason, for people
  std::string person;      // roster id of the one it concerns, ""
};

struct Account {
  std::string kind;  // "linkback", "comment", "post", "outside", "feed"
  model::RowId id = 0;
  std::string address;
  std::vector<Decision> decisions;
};

// With a person only what concerns them of names and alerts, and why they were not told, if so.
Account account_of(db::Reader& reader, const model::Site& site, const model::Linkback& linkback,
                   const std::string& person);
Account account_of(db::Reader& reader, const model::Site& site, const model::Comment& comment,
                   const std::string& person);
Account account_of(db::Reader& reader, const model::Site& site, const model::Post& post,
                   const std::string& person);
// Of somebody else's blog: a post or comment with the answers of its conversation, and a watched feed.
Account account_of(db::Reader& reader, const model::Site& site, const model::OutsideItem& item,
                   const std::string& person);
Account account_of(db::Reader& reader, const model::Site& site, const model::WatchedFeed& feed,
                   const std::string& person);

}  // namespace earshot::app

// One post, comment or linkback as outreach sees it: its words, who wrote them, where they stand.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/alert.h"
#include "model/post.h"
#include "model/site.h"
#include "names/matcher.h"
#include "store/books.h"

namespace earshot::outreach {

struct Item {
  model::ItemKind kind{};
  model::RowId id = 0;
  bool open = true;  // readers can see it
  bool old = false;  // why_old() says why: alerts nobody
  std::string text;  // plain, UTF-8
  std::vector<std::pair<std::size_t, std::size_t>>
      quoted;                 // bytes of text that repeat somebody else, or are code
  std::size_t body_at = 0;    // byte of text behind the title
  std::size_t likely_at = 0;  // where in the text it speaks of us: the link of a linkback
  std::string writer;         // name as shown
  std::string writer_person;  // roster id if the writer is staff for sure
  std::string name_of;        // roster id whose name the writer uses without proof
  names::Present present;     // who else takes part in the conversation
  std::string source;  // whose writing it is, for namesakes: "host fan.example rosa", "writer …", "post 5"
  std::string source_words;          // the same for people
  std::string writer_url;            // page that the writer names, "" = none
  std::string url;                   // its own place
  std::string title;                 // of the page it stands on
  std::string post_title, post_url;  // the post of the blog it belongs to
  std::string post_author;           // roster id of who wrote that post
  std::string reply_to;              // roster id of the staff whose comment it answers
  bool needs_answer = false;         // a comment that waits, or waited, for staff
  std::vector<std::string> links;    // of our own posts and comments, as written
  Time at{};
  model::ItemKind root_kind{};  // the conversation it belongs to
  model::RowId root_id = 0;
  // Elsewhere:
  bool old_conversation = false;        // it was old as a whole when it was first heard
  bool answered = false;                // staff spoke there after it was written
  std::string page_url, comments_feed;  // where the conversation goes on
  std::vector<std::pair<model::ItemKind, model::RowId>> twins;  // records of the same page
  model::ItemKind speaks_to{};  // what it would agree with, or what its page links to; 0 = nothing of ours
  model::RowId speaks_to_id = 0;
  std::string account;  // of the writer, as far as known
  std::string host;     // of a page of its own
};

// The comment that began the thread; a chain that does not end (a foreign engine's mistake) is cut.
model::RowId thread_root(db::Reader& reader, const model::Site& site, model::Comment comment);

std::optional<Item> read_item(db::Reader& reader, const model::Site& site, model::ItemKind kind,
                              model::RowId id);

// Of an item that is old, in words.
std::string_view why_old(const Item& item);

}  // namespace earshot::outreach

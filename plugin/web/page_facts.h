// What readers are told about one post: who of the staff wrote, who was answered and how fast, who links
// here.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/linkback.h"
#include "model/post.h"
#include "model/site.h"
#include "store/books.h"

namespace earshot::web {

struct CommentMark {
  std::string element;          // id of the comment's element in the engine's page: "comment-12"
  std::string staff, company;   // display names; "" for readers
  bool confirmed_only = false;  // staff by confirmation, not by login
  std::string author;           // display name, as the page shows it
  // Bears the name of this person, who is not known to have written it; "" where the host does not tell.
  std::string unproven_name, unproven_company;
  bool folded = false;  // … and is to be folded away until somebody confirms it
  bool waits = false;   // only where the host shows it
  std::string answered_by;
  std::string answer_element;              // of the answer on this page, "" = it stands elsewhere …
  std::string answer_url;                  // … namely there; on this page a fragment
  std::optional<Duration> answered_after;  // nothing when a time is unknown
};

struct PageFacts {
  std::vector<CommentMark> marks;  // only comments with something to say
  int comments = 0, asked = 0, answered = 0, waiting = 0;
  std::optional<Duration> median_first_response;  // nearest rank, of answered ones with known times
  std::vector<model::Linkback> linkbacks;
};

PageFacts read_page_facts(db::Reader& reader, const model::Site& site, model::RowId post);

// "Ana Ruiz" or the id when the person left the roster.
std::string company_name(const model::Site& site, const std::string& person);
std::string element_id(const model::Comment& comment);

}  // namespace earshot::web

// All that is known of one case, for its people: what was said in it, by whom, who was told and what came of
// it. For staff only: it holds what commenters never see of each other.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "model/alert.h"
#include "store/books.h"
#include "store/case_store.h"
#include "store/event_store.h"
#include "store/kind_store.h"

namespace earshot::outreach {

struct CaseItem {
  model::ItemKind kind{};
  model::RowId id = 0;
  std::string writer, writer_person;  // name as shown; roster id if staff
  std::string url, title, passage;
  store::ItemKindRow wants;
  Time at{};
  bool open = true;
};

// Somebody outside who spoke in the case.
struct Contact {
  std::string name, page;
  struct Earlier {
    std::string url, words;
    std::optional<Time> at;
  };
  std::vector<Earlier> wrote_before;  // elsewhere than in this case, the newest first
  std::optional<Time> last_contact;   // when staff last answered them
  std::string last_contact_by;        // roster id
};

struct CaseFile {
  model::Case of;
  std::vector<CaseItem> items;  // in order of time
  std::vector<store::AlertLine> alerts;
  std::vector<model::Notice> notices;
  std::vector<store::Event> events;
  std::vector<model::Promise> promises;
  std::vector<Contact> contacts;
};
std::optional<CaseFile> read_case(db::Reader& reader, const model::Site& site, model::RowId id);

}  // namespace earshot::outreach

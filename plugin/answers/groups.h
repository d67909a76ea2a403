// A cohort by what its comments want (kind) and by the products and topics that they name.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "answers/figures.h"
#include "model/alert.h"

namespace earshot::answers {

class GroupCounter {
 public:
  // Reads what is known of the site's comments: much less than there are comments, since most are of no kind
  // and name nothing.
  GroupCounter(db::Reader& reader, const model::Site& site);

  void add(model::RowId item, bool answered, bool open, std::optional<Duration> took);
  std::vector<GroupFigures> kinds();   // in the order of model::CaseKind
  std::vector<GroupFigures> topics();  // most questions first

 private:
  struct Group {
    std::int64_t needing = 0, answered = 0, open = 0;
    std::vector<Duration> took;
    void add(bool is_answered, bool is_open, std::optional<Duration> after);
    GroupFigures told(std::string name);
  };
  void merge_namesakes();

  // In order of the comments, for a million of them: much cheaper than a map to fill, and as quick to ask.
  std::vector<std::pair<model::RowId, model::CaseKind>> kind_of_;
  std::vector<std::pair<model::RowId, std::size_t>> topics_of_;
  std::vector<std::string> names_;  // of topics
  std::array<Group, model::case_kinds> kinds_;
  std::vector<Group> topics_;
};

}  // namespace earshot::answers

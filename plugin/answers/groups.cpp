#include "answers/groups.h"

#include <algorithm>

#include "store/kind_store.h"
#include "store/mention_store.h"

namespace earshot::answers {

void GroupCounter::Group::add(bool is_answered, bool is_open, std::optional<Duration> after) {
  ++needing;
  answered += is_answered;
  open += is_open;
  if (after) took.push_back(*after);
}

GroupFigures GroupCounter::Group::told(std::string name) {
  return {std::move(name), needing, answered, open, median_of(took)};
}

GroupCounter::GroupCounter(db::Reader& reader, const model::Site& site) {
  store::stream_comment_kinds(reader, site.id,
                              [&](model::RowId item, model::CaseKind kind) { kind_of_.emplace(item, kind); });
  std::map<std::string, std::size_t> known;
  store::stream_comment_topics(reader, site.id, [&](model::RowId item, const std::string& topic) {
    const auto [at, fresh] = known.emplace(topic, names_.size());
    if (fresh) names_.push_back(topic);
    auto& mine = topics_of_[item];
    if (std::ranges::find(mine, at->second) == mine.end()) mine.push_back(at->second);
  });
  topics_.resize(names_.size());
}

void GroupCounter::add(model::RowId item, bool answered, bool open, std::optional<Duration> took) {
  const auto kind = kind_of_.find(item);
  kinds_[static_cast<std::size_t>(kind == kind_of_.end() ? model::CaseKind::other : kind->second)].add(
      answered, open, took);
  const auto topics = topics_of_.find(item);
  if (topics == topics_of_.end()) return;
  for (const auto topic : topics->second) topics_[topic].add(answered, open, took);
}

std::vector<GroupFigures> GroupCounter::kinds() {
  std::vector<GroupFigures> out;
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    if (kinds_[kind].needing > 0)
      out.push_back(kinds_[kind].told(std::string(model::word(static_cast<model::CaseKind>(kind)))));
  }
  return out;
}

std::vector<GroupFigures> GroupCounter::topics() {
  std::vector<GroupFigures> out;
  for (std::size_t topic = 0; topic < topics_.size(); ++topic) {
    if (topics_[topic].needing > 0) out.push_back(topics_[topic].told(names_[topic]));
  }
  std::ranges::sort(out, [](const GroupFigures& a, const GroupFigures& b) {
    return std::pair(-a.needing, a.name) < std::pair(-b.needing, b.name);
  });
  return out;
}

}  // namespace earshot::answers

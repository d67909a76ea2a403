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
  store::stream_comment_kinds(
      reader, site.id, [&](model::RowId item, model::CaseKind kind) { kind_of_.emplace_back(item, kind); });
  // They come name by name; a product and a topic may bear the same.
  store::stream_comment_topics(reader, site.id, [&](model::RowId item, const std::string& topic) {
    if (names_.empty() || names_.back() != topic) names_.push_back(topic);
    topics_of_.emplace_back(item, names_.size() - 1);
  });
  merge_namesakes();
  std::ranges::sort(topics_of_);
  topics_of_.erase(std::unique(topics_of_.begin(), topics_of_.end()), topics_of_.end());
  topics_.resize(names_.size());
}

void GroupCounter::merge_namesakes() {
  std::vector<std::size_t> first;
  for (const auto& name : names_)
    first.push_back(static_cast<std::size_t>(std::ranges::find(names_, name) - names_.begin()));
  for (auto& [item, topic] : topics_of_) topic = first[topic];
}

void GroupCounter::add(model::RowId item, bool answered, bool open, std::optional<Duration> took) {
  const auto kind =
      std::ranges::lower_bound(kind_of_, item, {}, &std::pair<model::RowId, model::CaseKind>::first);
  const bool known = kind != kind_of_.end() && kind->first == item;
  kinds_[static_cast<std::size_t>(known ? kind->second : model::CaseKind::other)].add(answered, open, took);
  for (auto topic = std::ranges::lower_bound(topics_of_, std::pair(item, std::size_t{0}));
       topic != topics_of_.end() && topic->first == item; ++topic)
    topics_[topic->second].add(answered, open, took);
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

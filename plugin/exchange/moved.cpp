#include "exchange/moved.h"

#include <algorithm>

#include "base/text.h"

namespace earshot::exchange {

MovedAddresses::MovedAddresses(std::istream& table,
                               const std::function<void(std::int64_t, const std::string&)>& bad) {
  std::int64_t number = 0;
  for (std::string line; std::getline(table, line);) {
    ++number;
    auto text = trim(line);
    if (text.empty() || text.starts_with('#')) continue;
    const auto gap = text.find_first_of(" \t");
    if (gap == std::string_view::npos) {
      bad(number, "an old and a new address are needed");
      continue;
    }
    auto old_text = text.substr(0, gap), new_text = trim(text.substr(gap));
    const bool all_below = old_text.ends_with("/*") && new_text.ends_with("/*");
    if (all_below) {
      old_text.remove_suffix(1);
      new_text.remove_suffix(1);
    }
    const auto old_url = Url::parse(old_text), new_url = Url::parse(new_text);
    if (!old_url || !new_url || new_text.find_first_of(" \t") != std::string_view::npos) {
      bad(number, "no two http or https addresses");
    } else if (all_below) {
      folders_.emplace_back(old_url->text(), *new_url);
    } else {
      pages_.emplace(page_key(old_url->without_fragment()), *new_url);
    }
  }
  std::ranges::sort(folders_, [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
}

Url MovedAddresses::where(const Url& old) const {
  const auto page = pages_.find(page_key(old.without_fragment()));
  if (page != pages_.end()) return page->second;
  for (const auto& [from, to] : folders_) {
    if (!old.text().starts_with(from)) continue;
    if (auto moved = Url::parse(to.text() + old.text().substr(from.size()))) return *moved;
  }
  return old;
}

}  // namespace earshot::exchange

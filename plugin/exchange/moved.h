// A blog that moved: which new address stands for an old one.
#pragma once
#include <cstdint>
#include <functional>
#include <istream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/url.h"

namespace earshot::exchange {

class MovedAddresses {
 public:
  MovedAddresses() = default;
  // A line an address: "old new"; "old/* new/*" for all that lies below; # begins a remark. Bad lines are
  // told with their numbers and left out.
  MovedAddresses(std::istream& table,
                 const std::function<void(std::int64_t line, const std::string& why)>& bad);

  // The new address, or the same one if none is known. The longest rule that fits wins.
  Url where(const Url& old) const;
  std::size_t size() const { return pages_.size() + folders_.size(); }

 private:
  std::unordered_map<std::string, Url> pages_;        // by page_key of the old one
  std::vector<std::pair<std::string, Url>> folders_;  // old and new, longest first
};

}  // namespace earshot::exchange

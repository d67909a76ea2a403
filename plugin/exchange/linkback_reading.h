// Files of linkbacks, whoever wrote them: told apart by how they begin, read as a stream.
#pragma once
#include <cstdint>
#include <functional>
#include <istream>
#include <nlohmann/json.hpp>
#include <string>

#include "exchange/carried.h"

namespace earshot::exchange {

// A comment that stands in the same file, in the words of `earshot import comments`.
struct CarriedComment {
  nlohmann::ordered_json line;
};

// Who gets what a file holds. `line` counts from 1; in JSON that is one long line it is the number of the
// entry.
struct CarriedReceiver {
  std::function<void(std::int64_t line, Carried carried)> linkback;
  std::function<void(std::int64_t line, CarriedComment comment)> comment;
  std::function<void(std::int64_t line, std::string why)> bad;
  std::function<void(std::int64_t bytes)> progress;
};

enum class CarriedForm { lines, json, wxr, disqus };
std::string_view word(CarriedForm form);

// Says which form it found. Memory is bounded by one entry, however long the file is.
CarriedForm read_carried(std::istream& file, const CarriedReceiver& to);

// An XML file, by its first element: WordPress's export (pingbacks, trackbacks, the webmention plugin's
// comments, and all other comments) or Disqus's (comments only).
CarriedForm read_xml(std::istream& file, const CarriedReceiver& to);
class XmlWindow;
void read_disqus(XmlWindow& window, const CarriedReceiver& to);

}  // namespace earshot::exchange

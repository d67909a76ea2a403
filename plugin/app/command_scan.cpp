// scan: the names of a roster in a text, without store and configuration.
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "app/commands.h"
#include "app/config.h"
#include "base/clock.h"
#include "outreach/matcher.h"

namespace earshot::app {
namespace {

// nothing if the file cannot be read; the reason is printed.
std::optional<std::string> read_text(const std::string& file) {
  std::ostringstream out;
  if (file == "-") {
    out << std::cin.rdbuf();
    return out.str();
  }
  if (std::filesystem::is_directory(file)) {
    std::fprintf(stderr, "%s: is a folder, not a file\n", file.c_str());
    return std::nullopt;
  }
  std::ifstream in(file, std::ios::binary);
  if (!in || !(out << in.rdbuf() || in.peek() == EOF)) {
    std::fprintf(stderr, "%s: cannot be read: %s\n", file.c_str(), std::strerror(errno));
    return std::nullopt;
  }
  return out.str();
}

void print(const std::string& file, const model::Mention& mention) {
  nlohmann::ordered_json line;
  line["file"] = file;
  line["kind"] = model::word(mention.kind);
  line["id"] = mention.whom;
  line["text"] = mention.text;
  line["start"] = mention.begin;
  line["end"] = mention.end;
  line["certainty"] = mention.sure ? "sure" : "probable";
  line["alert"] = mention.alerts;
  line["rule"] = mention.rule;
  line["why"] = mention.why;
  std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

}  // namespace

int scan(const ScanOptions& options) {
  const auto roster = read_roster(options.roster);
  const outreach::Matcher matcher(roster);
  const Time now = SystemClock().now();
  bool all_read = true;
  const auto files = options.files.empty() ? std::vector<std::string>{"-"} : options.files;
  for (const auto& file : files) {
    const auto text = read_text(file);
    if (!text) {
      all_read = false;
      continue;
    }
    for (const auto& mention : options.html ? matcher.scan_html(*text, now) : matcher.scan_plain(*text, now))
      print(file, mention);
  }
  return all_read ? 0 : 1;
}

}  // namespace earshot::app

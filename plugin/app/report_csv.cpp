#include <nlohmann/json.hpp>

#include "app/report_forms.h"

namespace earshot::app {

namespace {

using nlohmann::ordered_json;

// A spreadsheet runs what begins so; titles and addresses come from strangers.
std::string field(std::string text) {
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos)
    text.insert(0, 1, '\'');
  std::string out = "\"";
  for (const char c : text) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

std::string value_text(const ordered_json& value) {
  if (value.is_null()) return {};
  return value.is_string() ? field(value.get<std::string>()) : value.dump();
}

// What an entry of a list is about.
std::string name_of(const ordered_json& entry) {
  for (const auto* key : {"person", "url", "kind", "topic", "begins"}) {
    if (entry.contains(key)) return entry[key].get<std::string>();
  }
  return {};
}

class Table {
 public:
  explicit Table(std::string site) : site_(field(std::move(site))) {}

  void add(const std::string& part, const std::string& of, const ordered_json& entries) {
    for (const auto& [name, value] : entries.items()) {
      if (name == "definitions") continue;
      if (value.is_object()) {
        add(part.empty() ? name : part + "." + name, of, value);
      } else if (value.is_array()) {
        add_list(part.empty() ? name : part + "." + name, value);
      } else {
        text_ += site_ + "," + field(part) + "," + field(of) + "," + field(name) + "," + value_text(value) +
                 "\r\n";
      }
    }
  }
  const std::string& text() const { return text_; }

 private:
  void add_list(const std::string& part, const ordered_json& list) {
    std::size_t place = 0;
    for (const auto& entry : list) {
      ++place;
      if (entry.is_object()) {
        add(part, name_of(entry), entry);
      } else {
        text_ += site_ + "," + field(part) + "," + std::to_string(place) + ",\"value\"," + value_text(entry) +
                 "\r\n";
      }
    }
  }
  std::string site_, text_;
};

}  // namespace

std::string report_csv(const std::vector<SiteFigures>& reports) {
  std::string out = "site,part,of,figure,value\r\n";
  for (const auto& report : reports) {
    Table table(report.site.name);
    table.add("", "", report_json(report));
    out += table.text();
  }
  return out;
}

}  // namespace earshot::app

#include "setup/toml_file.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>

#include "setup/nearest.h"

namespace earshot::setup {
namespace {

std::string suggestion(std::string_view word, const std::vector<std::string_view>& known) {
  if (const auto near = nearest(word, known); !near.empty())
    return "; did you mean \"" + std::string(near) + "\"?";
  std::string out = "; known here:";
  for (const auto candidate : known) out.append(" ").append(candidate);
  return out;
}

std::string file_text(const std::string& path) {
  if (std::filesystem::is_directory(path)) throw ConfigError(path + ": is a folder, not a file");
  std::ifstream in(path, std::ios::binary);
  if (!in) throw ConfigError(path + ": cannot be read: " + std::strerror(errno));
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

// The parser complains of what it met behind the string, people look for the quote before.
std::string_view hint(std::string_view complaint) {
  const bool of_string = complaint.find("string: ") != std::string_view::npos;
  const bool ran_on = complaint.find("control characters") != std::string_view::npos ||
                      complaint.find("end-of-file") != std::string_view::npos;
  return of_string && ran_on ? "; a string seems not to be closed: look for a missing quote" : "";
}

int line_of(const toml::node& node) {
  return static_cast<int>(node.source().begin.line);
}

std::optional<Time> time_from(const toml::node& node) {
  using namespace std::chrono;
  const auto day = [](const toml::date& d) {
    return Time{sys_days{year{d.year} / month{d.month} / std::chrono::day{d.day}}};
  };
  if (const auto* d = node.as_date()) return day(d->get());
  if (const auto* t = node.as_date_time()) {
    const auto& v = t->get();
    return day(v.date) + hours{v.time.hour} + minutes{v.time.minute} + seconds{v.time.second} -
           minutes{v.offset ? v.offset->minutes : 0};
  }
  return std::nullopt;
}

bool all_text(const toml::node& node) {
  return node.is_array() &&
         std::ranges::all_of(*node.as_array(), [](const toml::node& n) { return n.is_string(); });
}

bool fits(const toml::node& node, Kind kind) {
  switch (kind) {
    case Kind::text:
      return node.is_string();
    case Kind::texts:
      return all_text(node);
    case Kind::number:
      return node.is_integer();
    case Kind::flag:
      return node.is_boolean();
    case Kind::date:
      return node.is_date() || node.is_date_time();
  }
  return false;
}

}  // namespace

const Section::Entry* Section::find(std::string_view name) const {
  const auto it = std::ranges::find(entries_, name, &Entry::name);
  return it == entries_.end() ? nullptr : &*it;
}
bool Section::has(std::string_view name) const {
  return find(name) != nullptr;
}
std::string Section::text(std::string_view name) const {
  const auto* entry = find(name);
  return entry ? entry->text : std::string();
}
std::vector<std::string> Section::texts(std::string_view name) const {
  const auto* entry = find(name);
  return entry ? entry->texts : std::vector<std::string>();
}
std::int64_t Section::number(std::string_view name, std::int64_t otherwise) const {
  const auto* entry = find(name);
  return entry ? entry->number : otherwise;
}
bool Section::flag(std::string_view name, bool otherwise) const {
  const auto* entry = find(name);
  return entry ? entry->flag : otherwise;
}
std::optional<Time> Section::date(std::string_view name) const {
  const auto* entry = find(name);
  return entry ? entry->date : std::nullopt;
}
int Section::line(std::string_view name) const {
  const auto* entry = find(name);
  return entry ? entry->line : line_;
}
int Section::line(std::string_view name, std::size_t item) const {
  const auto* entry = find(name);
  return entry && item < entry->text_lines.size() ? entry->text_lines[item] : line(name);
}

TomlFile::TomlFile(const std::string& path, std::span<const TableRule> tables, std::span<const Key> keys)
    : path_(path) {
  toml::table root;
  try {
    root = toml::parse(file_text(path), path);
  } catch (const toml::parse_error& error) {
    throw ConfigError(path + ":" + std::to_string(error.source().begin.line) + ": " +
                      std::string(error.description()) + std::string(hint(error.description())));
  }
  std::vector<std::string_view> table_names;
  for (const auto& rule : tables) table_names.push_back(rule.name);

  const auto read_section = [&](const toml::table& table, std::string_view name) {
    Section section;
    section.line_ = line_of(table);
    std::vector<std::string_view> key_names;
    for (const auto& key : keys) {
      if (key.table == name) key_names.push_back(key.name);
    }
    for (const auto& [written, node] : table) {
      const std::string_view word = written.str();  // clang 14 lets no lambda see a structured binding
      const auto key =
          std::ranges::find_if(keys, [&](const Key& k) { return k.table == name && k.name == word; });
      if (key == keys.end()) {
        fault(line_of(node), "unknown key \"" + std::string(written.str()) + "\" in [" + std::string(name) +
                                 "]" + suggestion(written.str(), key_names));
        continue;
      }
      if (!fits(node, key->kind)) {
        fault(line_of(node),
              "\"" + std::string(key->name) + "\" is not what is expected: " + std::string(key->expects));
        continue;
      }
      Section::Entry entry;
      entry.name = key->name;
      entry.line = line_of(node);
      entry.text = node.value_or(std::string());
      entry.number = node.is_integer() ? node.as_integer()->get() : 0;
      entry.flag = node.is_boolean() && node.as_boolean()->get();
      entry.date = time_from(node);
      if (const auto* list = node.as_array()) {
        for (const auto& item : *list) {
          entry.texts.push_back(item.value_or(std::string()));
          entry.text_lines.push_back(line_of(item));
        }
      }
      section.entries_.push_back(std::move(entry));
    }
    for (const auto& key : keys) {
      const auto* written = table.get(key.name);
      if (written && !fits(*written, key.kind)) continue;  // said already
      const bool empty = section.text(key.name).empty() && section.texts(key.name).empty();
      if (key.table == name && key.required && empty) {
        fault(section.line_, "[" + std::string(name) + "] needs \"" + std::string(key.name) +
                                 "\": " + std::string(key.expects));
      }
    }
    return section;
  };

  for (const auto& [written, node] : root) {
    const auto rule = std::ranges::find(tables, written.str(), &TableRule::name);
    if (rule == tables.end()) {
      fault(line_of(node),
            "unknown table [" + std::string(written.str()) + "]" + suggestion(written.str(), table_names));
      continue;
    }
    Named named{std::string(rule->name), {}};
    if (rule->repeats && node.is_array_of_tables()) {
      for (const auto& item : *node.as_array())
        named.sections.push_back(read_section(*item.as_table(), rule->name));
    } else if (!rule->repeats && node.is_table()) {
      named.sections.push_back(read_section(*node.as_table(), rule->name));
    } else {
      fault(line_of(node),
            "write it as " + (rule->repeats ? "[[" + named.name + "]]" : "[" + named.name + "]"));
    }
    named_.push_back(std::move(named));
  }
}

const std::vector<Section>& TomlFile::tables(std::string_view name) const {
  static const std::vector<Section> none;
  const auto it = std::ranges::find(named_, name, &Named::name);
  return it == named_.end() ? none : it->sections;
}

const Section& TomlFile::table(std::string_view name) const {
  static const Section empty;
  const auto& all = tables(name);
  return all.empty() ? empty : all.front();
}

void TomlFile::fault(int line, const std::string& text) {
  faults_.emplace_back(line, text);
}

void TomlFile::throw_faults() const {
  if (faults_.empty()) return;
  auto sorted = faults_;
  std::ranges::stable_sort(sorted, {}, &std::pair<int, std::string>::first);
  std::string text;
  for (const auto& [line, what] : sorted) {
    if (!text.empty()) text += '\n';
    text += path_ + ":" + std::to_string(line) + ": " + what;
  }
  throw ConfigError(text);
}

}  // namespace earshot::setup

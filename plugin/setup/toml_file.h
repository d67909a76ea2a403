// A TOML file checked against a table of keys: every fault with file, line and what is expected.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace earshot::setup {

enum class Kind { text, texts, number, flag, date };

struct Key {
  std::string_view table;  // "site"; a table that `repeats` is written [[site]]
  std::string_view name;
  Kind kind;
  bool required;
  std::string_view expects;  // one line for people: what to write, an example
};

struct TableRule {
  std::string_view name;
  bool repeats;
};

// The operator's mistake: the text lists every fault, a line each, "file:line: …".
class ConfigError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// One [table] or one of several [[table]].
class Section {
 public:
  bool has(std::string_view name) const;
  // Empty or zero when the key is not there.
  std::string text(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;
  std::int64_t number(std::string_view name, std::int64_t otherwise) const;
  bool flag(std::string_view name, bool otherwise) const;
  std::optional<Time> date(std::string_view name) const;  // a day or a moment; days are midnight UTC
  int line(std::string_view name) const;  // of the key, or of the table if the key is not there
  int line(std::string_view name, std::size_t item) const;  // of one of its texts

 private:
  friend class TomlFile;
  struct Entry {
    std::string name, text;
    std::vector<std::string> texts;
    std::vector<int> text_lines;
    std::int64_t number = 0;
    bool flag = false;
    std::optional<Time> date;
    int line = 0;
  };
  const Entry* find(std::string_view name) const;
  std::vector<Entry> entries_;
  int line_ = 0;
};

class TomlFile {
 public:
  // Reads and checks; throws ConfigError for a file that cannot be read, broken TOML, unknown tables and keys
  // (with the nearest known one), wrong types and missing required keys.
  TomlFile(const std::string& path, std::span<const TableRule> tables, std::span<const Key> keys);

  const std::string& path() const { return path_; }
  const Section& table(std::string_view name) const;  // empty if the file has none
  const std::vector<Section>& tables(std::string_view name) const;
  // Adds a fault that only the reader of the values can see; throw_faults() speaks for all of them.
  void fault(int line, const std::string& text);
  void throw_faults() const;

 private:
  struct Named {
    std::string name;
    std::vector<Section> sections;
  };
  std::string path_;
  std::vector<Named> named_;
  std::vector<std::pair<int, std::string>> faults_;
};

}  // namespace earshot::setup

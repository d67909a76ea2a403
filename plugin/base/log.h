// One line an event to standard error: level, room, fact, fields. The id of a record is the same from request
// to alert. Never bodies, tokens or readers' addresses. error = a human must act; warning = we coped; info =
// a state changed.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace earshot::log {

struct Field {
  Field(std::string_view name_, std::string_view value_) : name(name_), value(value_) {}
  Field(std::string_view name_, const char* value_) : name(name_), value(value_) {}
  Field(std::string_view name_, const std::string& value_) : name(name_), value(value_) {}
  Field(std::string_view name_, std::int64_t value_) : name(name_), value(std::to_string(value_)) {}
  std::string_view name;
  std::string value;
};
using Fields = std::initializer_list<Field>;

// Control characters in values are escaped and values with spaces quoted; each line is one write(2), at most
// 4 KiB.
void error(std::string_view room, std::string_view fact, Fields fields = {});
void warning(std::string_view room, std::string_view fact, Fields fields = {});
void info(std::string_view room, std::string_view fact, Fields fields = {});
void debug(std::string_view room, std::string_view fact, Fields fields = {});  // only with EARSHOT_DEBUG set

}  // namespace earshot::log

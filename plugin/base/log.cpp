#include "base/log.h"

#include <unistd.h>

#include <cstdlib>

#include "base/text.h"

namespace earshot::log {
namespace {

constexpr std::size_t max_line = 4096;

void append_value(std::string& line, std::string_view value) {
  const bool quoted = value.empty() || value.find_first_of(" \"=") != std::string_view::npos;
  if (quoted) line += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      static constexpr char digits[] = "0123456789abcdef";
      line += "\\x";
      line += digits[byte >> 4];
      line += digits[byte & 15];
    } else {
      if (c == '"' || c == '\\') line += '\\';
      line += c;
    }
  }
  if (quoted) line += '"';
}

void write_line(std::string_view level, std::string_view room, std::string_view fact, Fields fields) {
  std::string line;
  line.reserve(160);
  line.append(level).append(" ").append(room).append(" ");
  line += fact;
  for (const auto& field : fields) {
    line.append(" ").append(field.name).append("=");
    append_value(line, field.value);
  }
  if (line.size() >= max_line) line = std::string(cut(clean_utf8(line), max_line - 4)) + "…";
  line += '\n';
  // A full or closed log must not stop us.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

bool debug_wanted() {
  static const bool wanted = std::getenv("EARSHOT_DEBUG") != nullptr;
  return wanted;
}

}  // namespace

void error(std::string_view room, std::string_view fact, Fields fields) {
  write_line("error", room, fact, fields);
}
void warning(std::string_view room, std::string_view fact, Fields fields) {
  write_line("warning", room, fact, fields);
}
void info(std::string_view room, std::string_view fact, Fields fields) {
  write_line("info", room, fact, fields);
}
void debug(std::string_view room, std::string_view fact, Fields fields) {
  if (debug_wanted()) write_line("debug", room, fact, fields);
}

}  // namespace earshot::log

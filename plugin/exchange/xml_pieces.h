// XML files of any size, read a piece at a time: what matters is cut out of the stream and parsed by itself.
#pragma once
#include <cstdint>
#include <istream>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "markup/events.h"

namespace earshot::exchange {

// A window on a stream, with the line where it stands.
class XmlWindow {
 public:
  explicit XmlWindow(std::istream& file) : file_(file) {}

  // Everything before the next "<" is gone; false at the end of the file.
  bool to_tag() { return pass_to("<", 0); }
  bool at(std::string_view text);
  // Behind the next `text`, at least `from` bytes off; false, and at the end, if there is none.
  bool behind(std::string_view text, std::size_t from);
  void step(std::size_t bytes);
  // The source from here up to and with `end`, which does not count inside of CDATA. Nothing if it is too
  // long (2 MiB) or breaks off.
  std::optional<std::string> take_to(std::string_view end);
  std::int64_t line() const { return lines_ + 1; }
  std::int64_t bytes() const { return gone_ + static_cast<std::int64_t>(at_); }

 private:
  bool read_more();
  void fill(std::size_t bytes);
  std::size_t find(std::string_view text, std::size_t from);
  bool pass_to(std::string_view text, std::size_t from);

  std::istream& file_;
  std::string held_;
  std::size_t at_ = 0;
  std::int64_t gone_ = 0, lines_ = 0;
};

// The texts of a piece's elements, and of WordPress's <wp:commentmeta> the values by their keys. Names are in
// lower case, as everywhere in markup; of several with one name the first is kept.
class PieceFields final : public markup::Events {
 public:
  void open(const markup::Tag& tag, unsigned, bool stays) override;
  void close(std::string_view element, unsigned, const markup::Tag*) override;
  void text(std::string_view decoded, std::string_view) override { text_ += decoded; }

  std::string field(std::string_view name) const { return look_up(fields_, name); }
  std::string meta(std::string_view name) const { return look_up(meta_, name); }
  // The attribute dsq:id of an element, which Disqus numbers its records by.
  std::string number(std::string_view element) const { return look_up(numbers_, element); }

 private:
  using Map = std::map<std::string, std::string, std::less<>>;
  static std::string look_up(const Map& map, std::string_view name);
  std::string text_, key_;
  Map fields_, meta_, numbers_;
};

PieceFields fields_of_piece(std::string_view piece);

}  // namespace earshot::exchange

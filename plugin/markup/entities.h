// Character references of HTML and XML ("&amp;", "&#x26;") become the characters they stand for.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace earshot::markup {

enum class Place { text, attribute };

// A stretch of a text: either copied byte for byte, or one reference decoded.
struct Piece {
  std::string_view raw;      // in the source
  std::string_view decoded;  // valid until the next call; the same as raw when nothing was decoded
};

class Pieces {
 public:
  Pieces(std::string_view raw, Place place) : raw_(raw), place_(place) {}
  // False at the end. Unknown references stay as they are written, as browsers leave them.
  bool next(Piece& piece);

 private:
  std::string_view raw_;
  Place place_;
  std::size_t at_ = 0;
  std::string decoded_;
};

std::string decode(std::string_view raw, Place place);

}  // namespace earshot::markup

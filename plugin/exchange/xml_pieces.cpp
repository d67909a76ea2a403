#include "exchange/xml_pieces.h"

#include <algorithm>

#include "base/text.h"

namespace earshot::exchange {

namespace {

constexpr std::size_t most_piece_bytes = 2 * 1024 * 1024;
constexpr std::size_t chunk = 64 * 1024, longest_search = 64 * 1024 * 1024;

}  // namespace

bool XmlWindow::at(std::string_view text) {
  fill(text.size());
  return std::string_view(held_).substr(at_).starts_with(text);
}

bool XmlWindow::behind(std::string_view text, std::size_t from) {
  if (!pass_to(text, from)) return false;
  step(text.size());
  return true;
}

void XmlWindow::step(std::size_t bytes) {
  for (std::size_t i = at_; i < at_ + bytes; ++i) lines_ += held_[i] == '\n';
  at_ += bytes;
}

std::optional<std::string> XmlWindow::take_to(std::string_view end) {
  std::string out;
  while (out.size() < most_piece_bytes) {
    const std::size_t stop = find("<", 1);
    if (stop == std::string::npos) return std::nullopt;
    out += held_.substr(at_, stop);
    step(stop);
    if (at("<![CDATA[")) {
      const std::size_t close = find("]]>", 0);
      if (close == std::string::npos) return std::nullopt;
      out += held_.substr(at_, close);
      step(close);
    } else if (at(end)) {
      out += end;
      step(end.size());
      return out;
    }
  }
  return std::nullopt;
}

bool XmlWindow::read_more() {
  if (at_ > chunk) {
    gone_ += static_cast<std::int64_t>(at_);
    held_.erase(0, at_);
    at_ = 0;
  }
  const std::size_t before = held_.size();
  held_.resize(before + chunk);
  file_.read(held_.data() + before, static_cast<std::streamsize>(chunk));
  held_.resize(before + static_cast<std::size_t>(file_.gcount()));
  return held_.size() > before;
}

void XmlWindow::fill(std::size_t bytes) {
  while (held_.size() - at_ < bytes && read_more()) {
  }
}

// Distance from here; kept in the window.
std::size_t XmlWindow::find(std::string_view text, std::size_t from) {
  for (;;) {
    const auto found = held_.find(text, at_ + from);
    if (found != std::string::npos) return found - at_;
    from = std::max(from, held_.size() - at_ - std::min(held_.size() - at_, text.size() - 1));
    if (held_.size() - at_ > longest_search || !read_more()) return std::string::npos;
  }
}

// Like find(), but what is passed is let go.
bool XmlWindow::pass_to(std::string_view text, std::size_t from) {
  fill(from);
  step(std::min(from, held_.size() - at_));
  for (;;) {
    const auto found = held_.find(text, at_);
    if (found != std::string::npos) {
      step(found - at_);
      return true;
    }
    const std::size_t left = held_.size() - at_;
    if (left >= text.size()) step(left - (text.size() - 1));
    if (!read_more()) {
      step(held_.size() - at_);
      return false;
    }
  }
}

void PieceFields::open(const markup::Tag& tag, unsigned, bool stays) {
  text_.clear();
  if (stays && tag.name == "wp:commentmeta") key_.clear();
  if (auto number = tag.value("dsq:id")) numbers_.emplace(tag.name, trim(*number));
}

void PieceFields::close(std::string_view element, unsigned, const markup::Tag*) {
  if (element == "wp:meta_key") key_ = trim(text_);
  if (element == "wp:meta_value") {
    meta_.emplace(key_, trim(text_));
  } else {
    fields_.emplace(element, trim(text_));
  }
  text_.clear();
}

std::string PieceFields::look_up(const Map& map, std::string_view name) {
  const auto found = map.find(name);
  return found == map.end() ? std::string() : found->second;
}

PieceFields fields_of_piece(std::string_view piece) {
  PieceFields out;
  markup::read_markup(piece, markup::Syntax::xml, out);
  return out;
}

}  // namespace earshot::exchange

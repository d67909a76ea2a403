#include "sending/link_header.h"

#include "base/text.h"

namespace earshot::sending {

namespace {

constexpr std::size_t most_links = 1000;
constexpr std::string_view blanks = " \t\r\n";

class Reading {
 public:
  explicit Reading(std::string_view text) : text_(text) {}

  std::vector<HeaderLink> links() {
    std::vector<HeaderLink> out;
    while (out.size() < most_links) {
      pass_any(" \t\r\n,");
      if (ended()) break;
      if (!pass('<')) {
        pass_value();
        continue;
      }
      const auto end = text_.find('>', at_);
      if (end == std::string_view::npos) break;
      HeaderLink link{std::string(trim(text_.substr(at_, end - at_))), {}, {}};
      at_ = end + 1;
      read_parameters(link);
      out.push_back(std::move(link));
    }
    return out;
  }

 private:
  bool ended() const { return at_ >= text_.size(); }
  bool pass(char c) {
    if (ended() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  void pass_any(std::string_view characters) {
    at_ = std::min(text_.find_first_not_of(characters, at_), text_.size());
  }

  // To the comma that ends a value which is no link; one in quotes does not.
  void pass_value() {
    while (!ended() && text_[at_] != ',') {
      if (text_[at_] == '"') {
        quoted();
      } else {
        ++at_;
      }
    }
  }

  void read_parameters(HeaderLink& link) {
    bool rel_seen = false, anchor_seen = false;
    for (;;) {
      pass_any(blanks);
      if (ended() || text_[at_] == ',') return;
      if (!pass(';')) {
        ++at_;  // rubbish between parameters
        continue;
      }
      pass_any(blanks);
      const auto [name, value] = parameter();
      if (name == "rel" && !rel_seen) {
        rel_seen = true;
        link.rels = lower_ascii(squeeze(value));
      } else if (name == "anchor" && !anchor_seen) {
        anchor_seen = true;
        link.anchor = value;
      }
    }
  }

  std::pair<std::string, std::string> parameter() {
    const std::size_t begin = at_;
    at_ = std::min(text_.find_first_of(" \t\r\n=;,", at_), text_.size());
    std::string name = lower_ascii(text_.substr(begin, at_ - begin));
    pass_any(blanks);
    if (!pass('=')) return {std::move(name), std::string()};
    pass_any(blanks);
    if (!ended() && text_[at_] == '"') return {std::move(name), quoted()};
    const std::size_t value = at_;
    at_ = std::min(text_.find_first_of(";,", at_), text_.size());
    return {std::move(name), std::string(trim(text_.substr(value, at_ - value)))};
  }

  std::string quoted() {
    std::string out;
    for (++at_; !ended() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      out += text_[at_];
    }
    pass('"');
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::vector<HeaderLink> read_link_header(std::string_view value) {
  return Reading(value).links();
}

bool has_rel(std::string_view rels, std::string_view rel) {
  for (std::size_t at = 0; at < rels.size();) {
    const std::size_t end = std::min(rels.find(' ', at), rels.size());
    if (rels.substr(at, end - at) == rel) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace earshot::sending

#include "model/linkback.h"

#include <array>
#include <cassert>
#include <charconv>

#include "base/token.h"

namespace earshot::model {

namespace {

struct Sentence {
  Refusal refusal;
  std::string_view text;
};

// For source_unreachable and source_not_allowed the words must not differ: the answer would tell a stranger
// which addresses inside our network exist.
constexpr std::string_view not_readable = "We could not read the source page.";

constexpr std::array sentences{
    Sentence{Refusal::none, "Your ping was accepted."},
    Sentence{Refusal::malformed, "The request could not be understood."},
    Sentence{Refusal::source_invalid,
             "The source must be a full http or https address without user name or zero byte."},
    Sentence{Refusal::target_invalid,
             "The target must be a full http or https address without user name or zero byte."},
    Sentence{Refusal::same_page, "Source and target are the same page."},
    Sentence{Refusal::target_not_ours, "The target is not a post of this blog."},
    Sentence{Refusal::target_unknown, "This blog has no post at the target address."},
    Sentence{Refusal::target_closed, "The target post does not take pings."},
    Sentence{Refusal::source_blocked, "This blog does not take pings from this source."},
    Sentence{Refusal::source_not_post, "Of the blog's own pages only posts can ping its posts."},
    Sentence{Refusal::too_many, "Too many pings came from your side; please try again later."},
    Sentence{Refusal::source_unreachable, not_readable},
    Sentence{Refusal::no_link, "The source page does not link to the target."},
    Sentence{Refusal::source_gone, "The source page says that it is gone for good."},
    Sentence{Refusal::source_not_allowed, not_readable},
    Sentence{Refusal::source_not_text, "The source is not a page of text."},
    Sentence{Refusal::source_moved,
             "The source page has moved for good, and its new address has pinged as well: that ping counts."},
    Sentence{Refusal::source_redirects, "The source page redirects more often than we follow."},
    Sentence{Refusal::source_repeated, "The same page has pinged under another address: that ping counts."},
};
static_assert(sentences.size() == Words<Refusal>::table.size());

}  // namespace

std::string_view sentence(Refusal refusal) {
  for (const auto& entry : sentences) {
    if (entry.refusal == refusal) return entry.text;
  }
  assert(false);
  return {};
}

std::string new_receipt(RowId id) {
  std::array<char, 16> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), id, 36);
  return std::string(digits.data(), end.ptr) + "-" + random_token();
}

std::optional<RowId> id_in_receipt(std::string_view token) {
  const auto digits = token.substr(0, token.find('-'));
  RowId id = 0;
  const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), id, 36);
  const bool whole = end.ec == std::errc() && end.ptr == digits.data() + digits.size();
  if (!whole || id <= 0 || digits.size() == token.size()) return std::nullopt;
  return id;
}

}  // namespace earshot::model

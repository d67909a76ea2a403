#include "store/act_link.h"

#include <algorithm>
#include <charconv>
#include <chrono>

#include "base/token.h"
#include "store/site_store.h"

namespace earshot::store {

namespace {

constexpr std::size_t longest_token = 200, kept_of_signature = 22;  // 132 bits

std::int64_t seconds(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count();
}

std::string signed_by(db::Reader& reader, model::SiteId site, std::string_view text) {
  return signature(site_secret(reader, site), "act", text).substr(0, kept_of_signature);
}

}  // namespace

// word.id.state.until.signature
std::string act_token(db::Reader& reader, model::SiteId site, const ActLink& link) {
  const std::string text = link.word + "." + std::to_string(link.id) + "." + std::to_string(link.state) +
                           "." + std::to_string(seconds(link.until));
  return text + "." + signed_by(reader, site, text);
}

std::optional<ActLink> read_act_token(db::Reader& reader, model::SiteId site, std::string_view token,
                                      Time now) {
  const auto last = token.rfind('.');
  if (token.size() > longest_token || last == std::string_view::npos) return std::nullopt;
  std::string_view rest = token.substr(0, last);
  if (!same_bytes(token.substr(last + 1), signed_by(reader, site, rest))) return std::nullopt;
  // Only what we wrote ourselves gets here.
  const auto take = [&] {
    const auto end = std::min(rest.find('.'), rest.size());
    const auto part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
  };
  const auto number = [&] {
    const auto text = take();
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  };
  ActLink out;
  out.word = take();
  out.id = number();
  out.state = number();
  out.until = Time(std::chrono::seconds(number()));
  return out.until < now ? std::nullopt : std::optional(out);
}

}  // namespace earshot::store

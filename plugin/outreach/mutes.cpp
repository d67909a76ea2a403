#include "outreach/mutes.h"

#include "base/text.h"
#include "base/url.h"

namespace earshot::outreach {
namespace {

using model::ItemKind;
using model::MuteKind;

std::string address_key(std::string_view address) {
  const auto url = Url::parse(address);
  return url ? page_key(*url) : std::string(address);
}

bool is_host_of(const std::string& value, const Item& item) {
  const bool elsewhere = item.kind == ItemKind::linkback || item.kind == ItemKind::outside;
  const auto url = elsewhere ? Url::parse(item.url) : std::nullopt;
  if (!url) return false;
  const auto host = lower_ascii(url->host());
  return host == value || (host.ends_with(value) && host[host.size() - value.size() - 1] == '.');
}

bool concerns(const model::Mute& mute, const Item& item, const model::Mention* mention) {
  switch (mute.what) {
    case MuteKind::source:
      return mute.value == item.source || is_host_of(mute.value, item) ||
             mute_value(MuteKind::source, item.writer) == mute.value ||
             (!item.writer_url.empty() && mute_value(MuteKind::source, item.writer_url) == mute.value);
    case MuteKind::post:
      return (!item.post_url.empty() && address_key(item.post_url) == mute.value) ||
             (!item.url.empty() && address_key(item.url) == mute.value);
    case MuteKind::topic:
      break;
  }
  return mention && mention->kind != model::WhomKind::person && folded(squeeze(mention->whom)) == mute.value;
}

}  // namespace

std::string mute_value(MuteKind what, std::string_view written) {
  if (what == MuteKind::post || Url::parse(written)) return address_key(written);
  return folded(squeeze(written));
}

std::string muted_by(const std::vector<model::Mute>& mutes, const std::string& person, const Item& item,
                     const model::Mention* mention) {
  for (const auto& mute : mutes) {
    if (mute.person == person && concerns(mute, item, mention))
      return "the " + std::string(model::word(mute.what)) + " " + mute.value;
  }
  return {};
}

}  // namespace earshot::outreach

#include "markup/page_comments.h"

#include <algorithm>

#include "base/text.h"
#include "markup/charset.h"
#include "markup/escape.h"
#include "markup/mf_items.h"

namespace earshot::markup {
namespace {

constexpr std::size_t max_commented_page_bytes = 2 * 1024 * 1024;

bool names_page(const MfItems& found, const MfProperty& property, const Url& page) {
  const auto is_page = [&](std::string_view address) {
    const auto url = Url::parse(address);
    return url && same_page(*url, page);
  };
  if (is_page(property.value)) return true;
  if (!property.item) return false;
  const auto* url = found.items[*property.item].first("url");
  return url && is_page(url->value);
}

// Items that stand in the property `comment` of an entry.
std::vector<bool> marked_as_comments(const MfItems& found) {
  std::vector<bool> out(found.items.size());
  for (const auto& item : found.items) {
    for (const auto& property : item.properties) {
      if (property.name == "comment" && property.item) out[*property.item] = true;
    }
  }
  return out;
}

bool replies_to(const MfItems& found, const MfItem& item, const Url& page) {
  return item.is("h-entry") && std::ranges::any_of(item.properties, [&](const MfProperty& property) {
           return property.name == "in-reply-to" && names_page(found, property, page);
         });
}

PageComment comment_from(const MfItems& found, const MfItem& item, const Url& page) {
  PageComment out;
  if (const auto* author = item.first("author")) {
    out.author_name = author->value;
    if (author->item) {
      const auto& card = found.items[*author->item];
      if (const auto* name = card.first("name")) out.author_name = name->value;
      if (const auto* url = card.first("url")) out.author_url = Url::parse(url->value);
    }
  }
  out.author_name = squeeze(out.author_name);
  if (const auto* url = item.first("url")) out.url = Url::parse(url->value);
  if (!out.url && !item.id.empty()) out.url = page.resolve("#" + item.id);
  if (const auto* published = item.first("published")) {
    out.published = parse_iso8601(trim(published->value));
    if (!out.published) out.published = parse_rfc5322(trim(published->value));
  }
  for (const auto* name : {"content", "summary", "name"}) {
    const auto* said = item.first(name);
    if (!said || trim(said->value).empty()) continue;
    out.html = said->html.empty() ? html_text(said->value) : said->html;
    break;
  }
  return out;
}

}  // namespace

std::vector<PageComment> read_page_comments(std::string_view bytes, std::string_view content_type,
                                            const Url& final_url, std::size_t most) {
  const std::string media = media_type_of(content_type);
  if (!media.empty() && media != "text/html" && media != "application/xhtml+xml") return {};
  const std::string source =
      to_utf8(bytes.substr(0, max_commented_page_bytes), charset_of(content_type), Sniff::html);
  const auto found =
      read_items(source, media == "application/xhtml+xml" ? Syntax::xhtml : Syntax::html, final_url);
  const auto marked = marked_as_comments(found);
  std::vector<PageComment> out;
  for (std::size_t i = 0; i < found.items.size() && out.size() < most; ++i) {
    const auto& item = found.items[i];
    const bool is_comment = (marked[i] && (item.is("h-cite") || item.is("h-entry"))) ||
                            (!item.is_property && replies_to(found, item, final_url));
    if (!is_comment) continue;
    auto comment = comment_from(found, item, final_url);
    if (!comment.html.empty()) out.push_back(std::move(comment));
  }
  return out;
}

}  // namespace earshot::markup

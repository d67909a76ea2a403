// scan: the names of a roster in a text, without store and configuration.
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "app/commands.h"
#include "base/clock.h"
#include "base/text.h"
#include "markup/charset.h"
#include "names/matcher.h"
#include "setup/config.h"

namespace earshot::app {
namespace {

// What one text may hold: a text made of nothing but names needs some thirty times its size to be weighed.
constexpr std::size_t longest_text = 16 * 1024 * 1024;

struct FileCloser {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};

// One byte more than `limit` if there is more. errno tells of a failure.
std::optional<std::string> read_up_to(std::FILE* file, std::size_t limit) {
  std::string text;
  for (std::size_t got = 1; got > 0 && text.size() <= limit;) {
    const std::size_t known = text.size();
    text.resize(known + std::min<std::size_t>(256 * 1024, limit + 1 - known));
    got = std::fread(text.data() + known, 1, text.size() - known, file);
    text.resize(known + got);
  }
  if (std::ferror(file) != 0) return std::nullopt;
  return text;
}

// Why the bytes are no text that could be scanned; "" if they are.
std::string no_text(std::string_view bytes) {
  constexpr std::size_t enough = 8192;
  if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) return {};  // UTF-16
  if (bytes.starts_with("%PDF-") || bytes.substr(0, enough).find('\0') != std::string_view::npos)
    return "is a binary file, not text";
  return {};
}

// Nothing if the file cannot be scanned; the reason is printed.
std::optional<std::string> read_text(const std::string& file, std::size_t limit) {
  const auto refuse = [&](const std::string& why) {
    std::fprintf(stderr, "%s: %s\n", file == "-" ? "standard input" : file.c_str(), why.c_str());
    return std::nullopt;
  };
  if (file != "-" && std::filesystem::is_directory(file)) return refuse("is a folder, not a file");
  const std::unique_ptr<std::FILE, FileCloser> in(file == "-" ? stdin : std::fopen(file.c_str(), "rb"));
  auto text = in ? read_up_to(in.get(), limit) : std::nullopt;
  if (!text) return refuse(std::string("cannot be read: ") + std::strerror(errno));
  if (text->size() > limit)
    return refuse("is longer than " + std::to_string(limit / (1024 * 1024)) +
                  " MiB, which is what one text may have; split it");
  if (const std::string why = no_text(*text); !why.empty()) return refuse(why);
  return text;
}

// More characters of UTF-8 than bytes that are none: a text that was cut, or put together carelessly.
bool is_mostly_utf8(std::string_view bytes) {
  std::size_t characters = 0, bad = 0;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t from = at;
    const char32_t c = next_character(bytes, at);
    if (at - from > 1) ++characters;
    if (c == 0xFFFD && at - from == 1) ++bad;
  }
  return characters > bad;
}

// The names in the bytes of a file, in whatever encoding it is, at the bytes where they stand in it.
std::vector<model::Mention> scan_bytes(const names::Matcher& matcher, const std::string& bytes, bool html,
                                       Time at) {
  const auto sniff = html ? markup::Sniff::html : markup::Sniff::none;
  const auto scanned = [&](std::string_view text) {
    return html ? matcher.scan_html(text, at) : matcher.scan_plain(text, at);
  };
  // UTF-8 is scanned as it stands; a bad byte is a sign between words.
  if (markup::is_read_as_utf8(bytes, sniff) || (!html && is_mostly_utf8(bytes))) return scanned(bytes);
  const auto decoded = markup::decode_mapped(bytes, sniff);
  auto found = scanned(decoded.text());
  for (auto& mention : found) {
    mention.begin = decoded.origin(mention.begin);
    mention.end = decoded.origin(mention.end);
  }
  return found;
}

std::string named(const model::Roster& roster, const model::Mention& mention) {
  const std::string kind(model::word(mention.kind));
  const auto* person = roster.person(mention.whom);
  const auto* company = roster.company(mention.whom);
  if (mention.kind == model::WhomKind::person && person != nullptr) return person->name;
  if (mention.kind == model::WhomKind::company && company != nullptr) return "the company " + company->name;
  return "the " + kind + " " + mention.whom;
}

// Mention::why in a sentence of its own.
std::string sentence(const model::Roster& roster, const model::Mention& mention) {
  return "Read as " + named(roster, mention) + ": " + mention.why +
         (mention.alerts ? ", so it alerts." : ", so it does not alert.");
}

void print(const model::Roster& roster, const std::string& file, const model::Mention& mention) {
  nlohmann::ordered_json line;
  line["file"] = file;
  line["kind"] = model::word(mention.kind);
  line["id"] = mention.whom;
  line["text"] = mention.text;
  line["start"] = mention.begin;
  line["end"] = mention.end;
  line["certainty"] = mention.sure ? "sure" : "probable";
  line["alert"] = mention.alerts;
  line["rule"] = mention.rule;
  line["why"] = sentence(roster, mention);
  std::puts(line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

}  // namespace

int scan(const ScanOptions& options) {
  const auto roster = setup::read_roster(options.roster);
  if (roster.people.empty() && roster.companies.empty())
    throw setup::ConfigError(options.roster +
                             ": lists no [[person]] and no [[company]], so nothing can be found");
  const names::Matcher matcher(roster);
  const Time now = SystemClock().now();
  bool all_read = true;
  const auto files = options.files.empty() ? std::vector<std::string>{"-"} : options.files;
  const std::size_t limit = options.html ? names::VisibleText::max_html_bytes : longest_text;
  for (const auto& file : files) {
    const auto text = read_text(file, limit);
    if (!text) {
      all_read = false;
      continue;
    }
    for (const auto& mention : scan_bytes(matcher, *text, options.html, now)) print(roster, file, mention);
  }
  return all_read ? 0 : 1;
}

}  // namespace earshot::app

#include "linkback/rules.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace earshot::linkback {

using model::RuleKind;
using model::RuleVerdict;
using model::SourceRule;

namespace {

constexpr std::string_view word_mark = "word:", host_mark = "host:";
constexpr std::size_t longest_word = 100;

struct Numbers {
  std::array<unsigned char, 16> bytes{};
  int family = AF_INET, bits = 32;
};

std::optional<Numbers> numbers_of(std::string_view address) {
  Numbers out;
  const std::string text(address);
  if (inet_pton(AF_INET, text.c_str(), out.bytes.data()) == 1) return out;
  if (inet_pton(AF_INET6, text.c_str(), out.bytes.data()) != 1) return std::nullopt;
  constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(mapped.begin(), mapped.end(), out.bytes.begin())) {
    std::copy_n(out.bytes.begin() + 12, 4, out.bytes.begin());
    return out;
  }
  out.family = AF_INET6;
  out.bits = 128;
  return out;
}

// Bits behind the prefix are cleared, so that a block has one spelling.
std::string block_of(Numbers numbers, int bits) {
  for (int bit = bits; bit < numbers.bits; ++bit) {
    auto& byte = numbers.bytes[static_cast<std::size_t>(bit / 8)];
    byte = static_cast<unsigned char>(byte & ~(0x80U >> (bit % 8)));
  }
  std::array<char, INET6_ADDRSTRLEN> out{};
  return std::string(inet_ntop(numbers.family, numbers.bytes.data(), out.data(), out.size())) + "/" +
         std::to_string(bits);
}

// What a provider hands out; in IPv6 nobody owns less than a /64 or more than a /16.
int widest(int family) {
  return family == AF_INET ? 8 : 16;
}

std::optional<std::string> read_block(std::string_view text) {
  const auto slash = text.find('/');
  const auto numbers = numbers_of(text.substr(0, slash));
  if (!numbers) return std::nullopt;
  int bits = numbers->bits;
  if (slash != std::string_view::npos) {
    const auto digits = text.substr(slash + 1);
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (end.ec != std::errc() || end.ptr != digits.data() + digits.size()) return std::nullopt;
  }
  if (bits < widest(numbers->family) || bits > numbers->bits) return std::nullopt;
  return block_of(*numbers, bits);
}

bool is_host(std::string_view text) {
  return !text.empty() && text.find_first_of("/:@?#\\ \t") == std::string_view::npos;
}

}  // namespace

std::optional<SourceRule> read_rule(std::string_view text, RuleVerdict verdict) {
  text = trim(text);
  const bool blocks = verdict == RuleVerdict::block;
  if (text.starts_with(word_mark)) {
    const std::string word = folded(squeeze(text.substr(word_mark.size())));
    if (!blocks || word.size() < 2 || word.size() > longest_word) return std::nullopt;
    return SourceRule{RuleKind::word, word, verdict};
  }
  if (auto block = read_block(text)) {
    if (!blocks) return std::nullopt;
    return SourceRule{RuleKind::address, std::move(*block), verdict};
  }
  if (text.find("://") != std::string_view::npos) {
    const auto author = Url::parse(text);
    if (!author || author->has_credentials()) return std::nullopt;
    return SourceRule{RuleKind::author, page_key(author->without_fragment()), verdict};
  }
  // Our own parser makes lower case and punycode of it.
  const bool marked = text.starts_with(host_mark);
  if (marked) text.remove_prefix(host_mark.size());
  if (text.starts_with('.')) text.remove_prefix(1);
  if (text.starts_with("*.")) text.remove_prefix(2);
  // A host of one word, as inside a company's network, is taken for one only if that is said: it may be a
  // slip.
  if (!is_host(text) || (!marked && text.find('.') == std::string_view::npos)) return std::nullopt;
  const auto url = Url::parse("https://" + std::string(text) + "/");
  if (!url) return std::nullopt;
  return SourceRule{RuleKind::host, std::string(url->host()), verdict};
}

std::string written(const SourceRule& rule) {
  if (rule.kind == RuleKind::word) return std::string(word_mark) + rule.value;
  if (rule.kind == RuleKind::author) return "https://" + rule.value;
  if (rule.kind == RuleKind::host && rule.value.find('.') == std::string::npos)
    return std::string(host_mark) + rule.value;
  return rule.value;
}

store::SourceSigns signs_of(std::string_view host, std::string_view author, std::string_view sender) {
  constexpr std::ptrdiff_t most_hosts = 10;
  store::SourceSigns out;
  while (!host.empty()) {
    out.hosts.emplace_back(host);
    const auto dot = host.find('.');
    host = dot == std::string_view::npos ? std::string_view() : host.substr(dot + 1);
  }
  // Of a name with very many labels those in the middle: rules are about whole names and about owners.
  if (std::ssize(out.hosts) > most_hosts)
    out.hosts.erase(out.hosts.begin() + 1, out.hosts.end() - most_hosts);
  if (const auto url = Url::parse(author)) out.authors.push_back(page_key(url->without_fragment()));
  if (const auto numbers = numbers_of(sender)) {
    for (int bits = numbers->bits; bits >= widest(numbers->family); --bits) {
      out.addresses.push_back(block_of(*numbers, bits));
      if (bits > 64) bits = 65;  // one machine, then networks
    }
  }
  return out;
}

}  // namespace earshot::linkback

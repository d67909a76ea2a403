#include "net/address_guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

namespace earshot::net {
namespace {

// The union of what the special-purpose registries and other guards of this kind list; each of these ranges
// was missing in some guard at some time. 168.63.129.16 is a cloud's metadata service on a public-looking
// address.
constexpr std::string_view closed_v4[] = {
    "0.0.0.0/8",       "10.0.0.0/8",     "100.64.0.0/10",  "127.0.0.0/8",     "168.63.129.16/32",
    "169.254.0.0/16",  "172.16.0.0/12",  "192.0.0.0/24",   "192.0.2.0/24",    "192.31.196.0/24",
    "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4",    "240.0.0.0/4",
};
// IPv6 is closed but for this range, so that mapped, translated (NAT64), local and future addresses need no
// line.
constexpr std::string_view open_v6 = "2000::/3";
constexpr std::string_view closed_v6[] = {
    "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
};

template <std::size_t n>
std::vector<Cidr> parsed(const std::string_view (&lines)[n]) {
  std::vector<Cidr> ranges;
  for (const std::string_view line : lines) ranges.push_back(Cidr::parse(line).value());
  return ranges;
}

bool any_contains(const std::vector<Cidr>& ranges, const Address& address) {
  return std::ranges::any_of(ranges, [&](const Cidr& range) { return range.contains(address); });
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
  const std::string zero_ended(text);
  if (zero_ended.find('\0') != std::string::npos) return std::nullopt;
  Address address;
  if (inet_pton(AF_INET, zero_ended.c_str(), address.bytes_.data()) == 1) {
    address.v4_ = true;
    return address;
  }
  if (inet_pton(AF_INET6, zero_ended.c_str(), address.bytes_.data()) == 1) return address;
  return std::nullopt;
}

std::optional<Address> Address::of(const sockaddr& socket_address) {
  Address address;
  if (socket_address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &socket_address, sizeof v4);
    std::memcpy(address.bytes_.data(), &v4.sin_addr, sizeof v4.sin_addr);
    address.v4_ = true;
    return address;
  }
  if (socket_address.sa_family == AF_INET6) {
    sockaddr_in6 v6{};
    std::memcpy(&v6, &socket_address, sizeof v6);
    std::memcpy(address.bytes_.data(), &v6.sin6_addr, sizeof v6.sin6_addr);
    return address;
  }
  return std::nullopt;
}

std::optional<std::uint16_t> port_of(const sockaddr& socket_address) {
  if (socket_address.sa_family != AF_INET && socket_address.sa_family != AF_INET6) return std::nullopt;
  sockaddr_in head{};  // the port stands at the same place in both families
  std::memcpy(&head, &socket_address, sizeof head);
  return ntohs(head.sin_port);
}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::optional<Address> network = Address::parse(text.substr(0, slash));
  if (!network) return std::nullopt;
  Cidr range;
  range.network_ = *network;
  const unsigned longest = network->v4_ ? 32 : 128;
  range.bits_ = longest;
  if (slash != std::string_view::npos) {
    const std::string_view digits = text.substr(slash + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), range.bits_);
    if (error != std::errc{} || end != digits.data() + digits.size() || range.bits_ > longest)
      return std::nullopt;
  }
  for (unsigned bit = range.bits_; bit < longest; ++bit)
    if (network->bytes_[bit / 8] & (0x80u >> (bit % 8))) return std::nullopt;
  return range;
}

bool Cidr::contains(const Address& address) const {
  if (address.v4_ != network_.v4_) return false;
  const unsigned whole = bits_ / 8, rest = bits_ % 8;
  if (!std::equal(network_.bytes_.begin(), network_.bytes_.begin() + whole, address.bytes_.begin()))
    return false;
  if (rest == 0) return true;
  const unsigned mask = 0xff00u >> rest;
  return ((network_.bytes_[whole] ^ address.bytes_[whole]) & mask & 0xffu) == 0;
}

bool is_public(const Address& address) {
  static const std::vector<Cidr> v4 = parsed(closed_v4), v6 = parsed(closed_v6);
  static const Cidr global_v6 = Cidr::parse(open_v6).value();
  if (address.is_v4()) return !any_contains(v4, address);
  return global_v6.contains(address) && !any_contains(v6, address);
}

AddressGuard::AddressGuard(GuardSettings settings) : settings_(std::move(settings)) {}

bool AddressGuard::lets_through(const Address& address, std::uint16_t port) const {
  if (any_contains(settings_.allow, address)) return true;
  if (any_contains(settings_.deny, address) || !is_public(address)) return false;
  return std::ranges::find(settings_.ports, port) != settings_.ports.end();
}

}  // namespace earshot::net

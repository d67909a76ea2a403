// Which addresses may a stranger's link make us connect to? Asked at the connect call, where a name can no
// longer change its meaning; every check made earlier is undone by a second look-up (DNS rebinding).
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sockaddr;

namespace earshot::net {

// An IPv4 or IPv6 address. An IPv4 address inside an IPv6 one stays IPv6: it is never mistaken for the other.
class Address {
 public:
  // Only the canonical spellings: "192.0.2.1" with four decimals, or IPv6 without brackets and scope.
  static std::optional<Address> parse(std::string_view text);
  static std::optional<Address> of(const sockaddr& socket_address);  // nothing for other families

  bool is_v4() const { return v4_; }
  friend bool operator==(const Address&, const Address&) = default;

 private:
  friend class Cidr;
  std::array<std::uint8_t, 16> bytes_{};  // an IPv4 address fills the first four
  bool v4_ = false;
};

std::optional<std::uint16_t> port_of(const sockaddr& socket_address);  // nothing for other families

// A range "10.0.0.0/8", "fd00::/8", or one address alone.
class Cidr {
 public:
  // Nothing if malformed, or if bits behind the prefix are set: such a line in a configuration is a slip.
  static std::optional<Cidr> parse(std::string_view text);
  bool contains(const Address& address) const;

 private:
  Address network_;
  unsigned bits_ = 0;
};

struct GuardSettings {
  std::vector<Cidr> allow = {};  // goes before everything else, at any port: the laboratory, an egress proxy
  std::vector<Cidr> deny = {};   // beside the built-in list: this host's own public addresses
  std::vector<std::uint16_t> ports = {80, 443, 8080};
};

// Immutable, so that any thread may ask.
class AddressGuard {
 public:
  explicit AddressGuard(GuardSettings settings = {});
  bool lets_through(const Address& address, std::uint16_t port) const;

 private:
  GuardSettings settings_;
};

// Part of the public internet, by the registries of special-purpose addresses?
bool is_public(const Address& address);

}  // namespace earshot::net

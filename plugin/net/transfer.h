// One question to one server: a single hop of a fetch, with every limit that one hop must keep.
#pragma once
#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "net/address_guard.h"
#include "net/curl_library.h"
#include "net/fetcher.h"

namespace earshot::net {

struct Hop {
  Url url;
  bool to_own_origin = false;         // the guard is asked for nothing but the port
  bool same_origin = true;            // as the request's own address: its private headers may go along
  std::chrono::milliseconds left{0};  // of limits.total
};

struct HopSettings {
  const std::string& user_agent;
  std::chrono::seconds stall;
  std::size_t& bytes_held;  // what all transfers together hold of their bodies
};

// Stays where it was born (libcurl holds its address). `request` and `guard` must outlive it.
class Transfer {
 public:
  Transfer(const FetchRequest& request, Hop hop, const AddressGuard& guard, const HopSettings& settings);
  ~Transfer() { bytes_held_ -= held_; }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* handle() const { return easy_.get(); }
  const Hop& hop() const { return hop_; }
  std::size_t held() const { return held_; }
  // Once, after libcurl has said how it ended.
  Result<Fetched, FetchError> outcome(CURLcode code);

 private:
  void ask();
  void add_headers();
  void keep_limits(const HopSettings& settings);
  void keep_inside_walls();
  bool may_connect(const Address& address, std::uint16_t port) const;
  bool take_header(std::string_view line);
  bool take_body(std::string_view bytes);
  FetchError reason(CURLcode code) const;

  static curl_socket_t open_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int before_request(void* self, char* there, char* here, int there_port, int here_port);
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* self);

  const FetchRequest& request_;
  const Hop hop_;
  const AddressGuard& guard_;
  std::size_t& bytes_held_;
  std::size_t held_ = 0;
  CurlList header_lines_;
  Easy easy_;
  Fetched got_;
  std::size_t header_bytes_ = 0;
  int sockets_refused_ = 0, sockets_opened_ = 0;
  bool in_body_ = false, headers_too_large_ = false, stopped_on_purpose_ = false;
};

// Where the answer sends us, if it does and the method follows.
std::optional<std::string> redirect_target(const FetchRequest& request, const Fetched& answer);

// libcurl reads the same host and port out of the address as we do. If not, somebody is being fooled.
bool curl_agrees(const Url& url);

}  // namespace earshot::net

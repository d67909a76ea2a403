#include "net/transfer.h"

#include <fcntl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace earshot::net {
namespace {

// What may follow a redirect to another origin; everything else might be a secret between us and the first
// one.
constexpr std::string_view travelling_headers[] = {
    "accept",        "accept-language", "if-modified-since",
    "if-none-match", "user-agent",      "x-pingback-forwarded-for",
};
constexpr int redirect_statuses[] = {301, 302, 303, 307, 308};
constexpr long slowest_bytes_per_second = 100;

struct Meaning {
  CURLcode code;
  FetchError error;
};
// What is not listed is `unreachable`: the connection or the name server failed in some way that may pass.
constexpr Meaning meanings[] = {
    {CURLE_UNSUPPORTED_PROTOCOL, FetchError::garbled},  // an answer without a status line (HTTP/0.9)
    {CURLE_URL_MALFORMAT, FetchError::refused_address},
    {CURLE_COULDNT_RESOLVE_HOST, FetchError::unresolved},
    {CURLE_WEIRD_SERVER_REPLY, FetchError::garbled},
    {CURLE_OPERATION_TIMEDOUT, FetchError::timeout},
    {CURLE_SSL_CONNECT_ERROR, FetchError::bad_tls},
    {CURLE_BAD_CONTENT_ENCODING, FetchError::garbled},
    {CURLE_WRITE_ERROR, FetchError::garbled},                  // brotli that is none; ours are told before
    {CURLE_ABORTED_BY_CALLBACK, FetchError::refused_address},  // before_request
    {CURLE_SSL_CERTPROBLEM, FetchError::bad_tls},
    {CURLE_SSL_CIPHER, FetchError::bad_tls},
    {CURLE_PEER_FAILED_VERIFICATION, FetchError::bad_tls},
    {CURLE_USE_SSL_FAILED, FetchError::bad_tls},
    {CURLE_SSL_CACERT_BADFILE, FetchError::bad_tls},
    {CURLE_SSL_ISSUER_ERROR, FetchError::bad_tls},
    {CURLE_SSL_INVALIDCERTSTATUS, FetchError::bad_tls},
};

// select(), with which libfcgi asks, knows descriptors below 1,024 only: a thousand slow fetches must not
// take them from those who knock at our door. Where so many are not allowed it stays where it is.
int stand_aside(int socket) {
  if (socket < 0 || socket >= FD_SETSIZE) return socket;
  const int moved = fcntl(socket, F_DUPFD_CLOEXEC, FD_SETSIZE);
  if (moved < 0) return socket;
  close(socket);
  return moved;
}

long remote_status(CURL* easy) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return status;
}

bool is_redirect(long status) {
  return std::ranges::find(redirect_statuses, static_cast<int>(status)) != std::end(redirect_statuses);
}

}  // namespace

std::optional<std::string> redirect_target(const FetchRequest& request, const Fetched& answer) {
  if (request.method == "POST" || !is_redirect(answer.status)) return std::nullopt;
  std::string location = answer.header("location");
  if (location.empty()) return std::nullopt;
  return location;
}

bool curl_agrees(const Url& url) {
  const ParsedUrl parsed(curl_url());
  if (!parsed) throw CurlFailure("address", "out of memory");
  if (curl_url_set(parsed.get(), CURLUPART_URL, url.text().c_str(), 0) != CURLUE_OK) return false;
  const auto part = [&](CURLUPart which, unsigned flags) {
    char* text = nullptr;
    std::string copy;
    if (curl_url_get(parsed.get(), which, &text, flags) == CURLUE_OK) copy = text;
    curl_free(text);
    return copy;
  };
  std::string host = part(CURLUPART_HOST, 0);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::optional<Address> ours = Address::parse(url.host()), theirs = Address::parse(host);
  const bool same_host = ours && theirs ? *ours == *theirs : equal_ignoring_case(host, url.host());
  return same_host && part(CURLUPART_PORT, CURLU_DEFAULT_PORT) == std::to_string(url.port()) &&
         part(CURLUPART_SCHEME, 0) == url.scheme() && part(CURLUPART_USER, 0).empty();
}

Transfer::Transfer(const FetchRequest& request, Hop hop, const AddressGuard& guard,
                   const HopSettings& settings)
    : request_(request),
      hop_(std::move(hop)),
      guard_(guard),
      bytes_held_(settings.bytes_held),
      easy_(make_easy()) {
  ask();
  add_headers();
  set(easy_, CURLOPT_USERAGENT, settings.user_agent.c_str());
  keep_limits(settings);
  keep_inside_walls();
}

void Transfer::ask() {
  const Url place = hop_.url.without_fragment();
  set(easy_, CURLOPT_URL, place.text().c_str());
  set(easy_, CURLOPT_PATH_AS_IS, 1L);
  set(easy_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(easy_, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
  if (request_.method == "HEAD") {
    set(easy_, CURLOPT_NOBODY, 1L);
  } else if (request_.method == "POST") {
    set(easy_, CURLOPT_POST, 1L);
    set(easy_, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(easy_, CURLOPT_POSTFIELDS, request_.body.c_str());
  }
  set(easy_, CURLOPT_HEADERFUNCTION, &Transfer::on_header);
  set(easy_, CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(easy_, CURLOPT_WRITEFUNCTION, &Transfer::on_body);
  set(easy_, CURLOPT_WRITEDATA, static_cast<void*>(this));
}

void Transfer::add_headers() {
  bool has_type = false;
  for (const auto& [name, value] : request_.headers) {
    const std::string low = lower_ascii(name);
    if (!hop_.same_origin && std::ranges::find(travelling_headers, low) == std::end(travelling_headers))
      continue;
    has_type = has_type || low == "content-type";
    header_lines_.add(value.empty() ? name + ";" : name + ": " + value);  // curl's way to send an empty value
  }
  if (hop_.same_origin && !request_.host_header.empty()) header_lines_.add("Host: " + request_.host_header);
  if (request_.method == "POST") {
    header_lines_.add("Expect:");  // no waiting for a 100 that many servers never send
    if (!has_type) header_lines_.add("Content-Type:");
  }
  set(easy_, CURLOPT_HTTPHEADER, header_lines_.get());
}

void Transfer::keep_limits(const HopSettings& settings) {
  set(easy_, CURLOPT_NOSIGNAL, 1L);
  // libcurl walks through all names that it remembers for each one it asks for, and (7.88) keeps an entry for
  // ever of each host whose idle connection had to make room for another. A stranger's host is seldom asked
  // again soon.
  set(easy_, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
  set(easy_, CURLOPT_FORBID_REUSE, hop_.to_own_origin ? 0L : 1L);
  // A name server that does not answer must cost its own question only, not the thread that serves all.
  set(easy_, CURLOPT_QUICK_EXIT, 1L);
  const auto connect = std::min(request_.limits.connect, hop_.left);
  set(easy_, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(connect.count(), 1)));
  set(easy_, CURLOPT_TIMEOUT_MS, static_cast<long>(std::max<std::int64_t>(hop_.left.count(), 1)));
  set(easy_, CURLOPT_LOW_SPEED_LIMIT, slowest_bytes_per_second);
  set(easy_, CURLOPT_LOW_SPEED_TIME, static_cast<long>(settings.stall.count()));
  set(easy_, CURLOPT_FOLLOWLOCATION, 0L);
  set(easy_, CURLOPT_BUFFERSIZE, 16L * 1024L);
}

void Transfer::keep_inside_walls() {
  set(easy_, CURLOPT_PROTOCOLS_STR, "http,https");
  set(easy_, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  set(easy_, CURLOPT_PROXY,
      "");  // also not the one of the environment: the guard would see nothing but the proxy
  set(easy_, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
  set(easy_, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  set(easy_, CURLOPT_OPENSOCKETFUNCTION, &Transfer::open_socket);
  set(easy_, CURLOPT_OPENSOCKETDATA, static_cast<void*>(this));
  // Connections kept open were let through for another transfer, perhaps one with a longer reach.
  set(easy_, CURLOPT_PREREQFUNCTION, &Transfer::before_request);
  set(easy_, CURLOPT_PREREQDATA, static_cast<void*>(this));
}

bool Transfer::may_connect(const Address& address, std::uint16_t port) const {
  if (hop_.to_own_origin) return port == hop_.url.port();
  return guard_.lets_through(address, port);
}

curl_socket_t Transfer::open_socket(void* self, curlsocktype, curl_sockaddr* to) {
  auto& transfer = *static_cast<Transfer*>(self);
  const std::optional<Address> address = Address::of(to->addr);
  const std::optional<std::uint16_t> port = port_of(to->addr);
  if (!address || !port || !transfer.may_connect(*address, *port)) {
    ++transfer.sockets_refused_;
    return CURL_SOCKET_BAD;
  }
  ++transfer.sockets_opened_;
  return stand_aside(socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol));
}

int Transfer::before_request(void* self, char* there, char*, int there_port, int) {
  const auto& transfer = *static_cast<Transfer*>(self);
  const std::optional<Address> address = Address::parse(there);
  const bool fine = address && transfer.may_connect(*address, static_cast<std::uint16_t>(there_port));
  return fine ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

std::size_t Transfer::on_header(char* bytes, std::size_t size, std::size_t count, void* self) {
  return static_cast<Transfer*>(self)->take_header({bytes, size * count}) ? size * count : 0;
}

std::size_t Transfer::on_body(char* bytes, std::size_t size, std::size_t count, void* self) {
  return static_cast<Transfer*>(self)->take_body({bytes, size * count}) ? size * count : 0;
}

bool Transfer::take_header(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > request_.limits.header_bytes) {
    headers_too_large_ = true;
    return false;
  }
  if (in_body_) return true;  // trailers of a chunked body say nothing we ask for
  if (line.starts_with("HTTP/")) {
    got_.headers.clear();  // what came before was an interim answer (1xx)
    return true;
  }
  const bool continued = line.starts_with(' ') || line.starts_with('\t');
  const std::string_view words = trim(line);
  if (continued && !got_.headers.empty()) {
    got_.headers.back().second.append(" ").append(words);
  } else if (const std::size_t colon = words.find(':'); colon != std::string_view::npos) {
    got_.headers.emplace_back(lower_ascii(trim(words.substr(0, colon))), trim(words.substr(colon + 1)));
  }
  return true;
}

bool Transfer::take_body(std::string_view bytes) {
  if (!in_body_) {
    in_body_ = true;
    got_.status = static_cast<int>(remote_status(easy_.get()));
  }
  if (redirect_target(request_, got_)) {
    stopped_on_purpose_ = true;
    return false;
  }
  const std::size_t room = request_.limits.body_bytes - got_.body.size();
  const auto taken = bytes.substr(0, room);
  got_.body.append(taken);
  held_ += taken.size();
  bytes_held_ += taken.size();
  if (bytes.size() <= room) return true;
  got_.truncated = stopped_on_purpose_ = true;
  return false;
}

Result<Fetched, FetchError> Transfer::outcome(CURLcode code) {
  if (code != CURLE_OK && !(code == CURLE_WRITE_ERROR && stopped_on_purpose_)) return reason(code);
  got_.status = static_cast<int>(remote_status(easy_.get()));
  got_.final_url = hop_.url;
  return std::move(got_);
}

FetchError Transfer::reason(CURLcode code) const {
  if (headers_too_large_) return FetchError::too_large;
  // One header line beyond libcurl's own limit ends as this.
  if (code == CURLE_OUT_OF_MEMORY && !in_body_ && sockets_opened_ > 0) return FetchError::too_large;
  if (code == CURLE_COULDNT_CONNECT && sockets_refused_ > 0 && sockets_opened_ == 0)
    return FetchError::refused_address;
  const auto* const found = std::ranges::find(meanings, code, &Meaning::code);
  return found != std::end(meanings) ? found->error : FetchError::unreachable;
}

}  // namespace earshot::net

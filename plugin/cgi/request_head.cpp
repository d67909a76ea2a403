#include "cgi/request_head.h"

#include <fastcgi.h>

#include <cstdint>
#include <string>

namespace earshot::cgi {
namespace {

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

struct Record {
  unsigned type = 0, id = 0;
  std::string_view content;
};

// Takes a whole record off the front; false if it has not all come.
bool take_record(std::string_view& bytes, Record& record) {
  if (bytes.size() < FCGI_HEADER_LEN) return false;
  const std::size_t content = byte_at(bytes, 4) << 8 | byte_at(bytes, 5), padding = byte_at(bytes, 6);
  if (bytes.size() < FCGI_HEADER_LEN + content + padding) return false;
  record = {byte_at(bytes, 1), byte_at(bytes, 2) << 8 | byte_at(bytes, 3),
            bytes.substr(FCGI_HEADER_LEN, content)};
  bytes.remove_prefix(FCGI_HEADER_LEN + content + padding);
  return true;
}

// One byte, or four with the first bit set.
bool take_length(std::string_view& bytes, std::size_t& length) {
  if (bytes.empty()) return false;
  length = byte_at(bytes, 0);
  if (length < 0x80) {
    bytes.remove_prefix(1);
    return true;
  }
  if (bytes.size() < 4) return false;
  length = (length & 0x7f) << 24 | byte_at(bytes, 1) << 16 | byte_at(bytes, 2) << 8 | byte_at(bytes, 3);
  bytes.remove_prefix(4);
  return true;
}

bool lengths_are_true(std::string_view pairs) {
  while (!pairs.empty()) {
    std::size_t name = 0, value = 0;
    if (!take_length(pairs, name) || !take_length(pairs, value)) return false;
    if (name > pairs.size() || value > pairs.size() - name) return false;
    pairs.remove_prefix(name + value);
  }
  return true;
}

bool is_responder_request(const Record& record) {
  return record.type == FCGI_BEGIN_REQUEST && record.id != 0 &&
         record.content.size() == sizeof(FCGI_BeginRequestBody) &&
         (byte_at(record.content, 0) << 8 | byte_at(record.content, 1)) == FCGI_RESPONDER;
}

}  // namespace

Head check_head(std::string_view bytes) {
  const auto more = [whole = bytes.size()] {
    return whole < max_head_bytes ? Head::incomplete : Head::refused;
  };
  if (!bytes.empty() && byte_at(bytes, 0) != FCGI_VERSION_1) return Head::refused;
  if (bytes.size() > 1 && byte_at(bytes, 1) != FCGI_BEGIN_REQUEST) return Head::refused;
  Record begin;
  if (!take_record(bytes, begin)) return more();
  if (!is_responder_request(begin)) return Head::refused;
  std::string pairs;
  while (true) {
    if (!bytes.empty() && byte_at(bytes, 0) != FCGI_VERSION_1) return Head::refused;
    Record record;
    if (!take_record(bytes, record)) return more();
    if (record.type != FCGI_PARAMS || record.id != begin.id) return Head::refused;
    if (record.content.empty()) return lengths_are_true(pairs) ? Head::complete : Head::refused;
    pairs += record.content;
  }
}

}  // namespace earshot::cgi

#include "net/fetcher.h"

namespace earshot::net {
namespace {

struct Word {
  FetchError error;
  std::string_view text;
};
constexpr Word words[] = {
    {FetchError::refused_address, "refused_address"},
    {FetchError::unresolved, "unresolved"},
    {FetchError::unreachable, "unreachable"},
    {FetchError::timeout, "timeout"},
    {FetchError::too_many_redirects, "too_many_redirects"},
    {FetchError::too_large, "too_large"},
    {FetchError::bad_tls, "bad_tls"},
    {FetchError::garbled, "garbled"},
    {FetchError::not_now, "not_now"},
};

constexpr bool in_order() {
  int at = 0;
  for (const Word& entry : words)
    if (static_cast<int>(entry.error) != at++) return false;
  return at == static_cast<int>(FetchError::not_now) + 1;
}
static_assert(in_order());

}  // namespace

std::string_view word(FetchError error) {
  return words[static_cast<std::size_t>(error)].text;
}

std::string Fetched::header(std::string_view lower_case_name) const {
  for (const auto& [name, value] : headers)
    if (name == lower_case_name) return value;
  return "";
}

}  // namespace earshot::net

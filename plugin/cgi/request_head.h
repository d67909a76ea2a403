// Looks at the first bytes of a FastCGI request before libfcgi does: libfcgi believes the lengths that stand
// in the parameters and aborts the whole program when it cannot allocate them (its Malloc asserts; seen
// with 2.4.2).
#pragma once
#include <cstddef>
#include <string_view>

namespace earshot::cgi {

// Begin record and all parameters. nginx's header buffers hold 32 KiB in all.
inline constexpr std::size_t max_head_bytes = 64 * 1024;

enum class Head {
  incomplete,  // more must come
  complete,    // begins with one whole, honest head; the body follows
  refused      // no responder request, lying lengths, or too long
};

Head check_head(std::string_view bytes);

}  // namespace earshot::cgi

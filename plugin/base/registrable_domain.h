// Who owns a host name: below the name that was registered its owner makes up as many as he likes.
#pragma once
#include <string_view>

namespace earshot {

// "example.org" of "a.b.example.org" by the public suffix list, private suffixes included: "ana.github.io"
// stays apart from "bob.github.io". `host` as it stands in a Url; the result is a part of it. An IP address,
// and a name that has no such part ("localhost", "co.uk"), is itself.
std::string_view registrable_domain(std::string_view host);

}  // namespace earshot

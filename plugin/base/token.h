// Random tokens, digests and signatures (libsodium behind it).
#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace earshot {

// Unguessable, URL-safe (base64url without padding) from `bytes` random bytes.
std::string random_token(std::size_t bytes = 24);
std::uint64_t random_number();
std::string sha256_hex(std::string_view bytes);
std::string hmac_sha256(std::string_view key, std::string_view bytes);  // 32 raw bytes
// Base64url of an HMAC over both: what was signed for one purpose is worth nothing for another.
std::string signature(std::string_view key, std::string_view purpose, std::string_view text);
std::string base64(std::string_view bytes);
std::string base64url(std::string_view bytes);  // without padding
// With or without padding; nothing if there is a character that base64 does not have.
std::optional<std::string> from_base64(std::string_view text);
// Takes the same time wherever the first difference is.
bool same_bytes(std::string_view a, std::string_view b);

// The signature of Standard Webhooks, "v1,…" over id, seconds and body. A secret "whsec_…" is base64, any
// other is taken as it is.
std::string hook_signature(std::string_view secret, std::string_view id, std::int64_t seconds,
                           std::string_view body);

}  // namespace earshot

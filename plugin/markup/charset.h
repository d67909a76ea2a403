// Foreign bytes become UTF-8 once, at the wall; nothing behind it hears of other encodings.
#pragma once
#include <string>
#include <string_view>

namespace earshot::markup {

enum class Sniff {
  none,
  html
};  // html: also look for <meta charset> in the first 64 KiB and <?xml encoding?>

// The encoding is that of the byte order mark, else `declared` (from a header or a form field, "" = none),
// else what sniffing finds, else UTF-8 if the bytes are valid, else windows-1252. Names mean what they mean
// to browsers (https://encoding.spec.whatwg.org: "iso-8859-1" is windows-1252): whoever reads bytes otherwise
// sees links that no reader sees. UTF-7 and unknown names count as not given. Always returns clean_utf8 text.
std::string to_utf8(std::string_view bytes, std::string_view declared, Sniff sniff);

// The value of `charset=` in a Content-Type, without quotes; "" if there is none.
std::string_view charset_of(std::string_view content_type);
// "text/html" of "Text/HTML; charset=…", in lower case.
std::string media_type_of(std::string_view content_type);
// Is this a name that to_utf8 obeys, of an encoding in which markup stands as in ASCII?
bool is_like_ascii(std::string_view name);

}  // namespace earshot::markup

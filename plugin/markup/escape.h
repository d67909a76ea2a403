// Escaping for output, done by the writer at the last step. Each takes UTF-8 and returns what may stand at
// one place.
#pragma once
#include <string>
#include <string_view>

namespace earshot::markup {

std::string html_text(std::string_view text);   // between tags
std::string html_lines(std::string_view text);  // the same, its lines kept by <br>
std::string attribute(std::string_view text);   // inside double or single quotes
std::string xml_text(
    std::string_view text);  // text or quoted attribute; characters that XML forbids are dropped
// With the quotes; "<", ">", "&", U+2028 and U+2029 as \u….: safe inside <script> as well. Bad UTF-8 becomes
// U+FFFD.
std::string json_string(std::string_view text);

}  // namespace earshot::markup

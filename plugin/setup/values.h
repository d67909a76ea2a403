// Values that several tables of a file hold: an address, one word of a few.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/url.h"
#include "model/words.h"
#include "setup/toml_file.h"

namespace earshot::setup {

// Nothing, with a fault, for what is no http or https address.
inline std::optional<Url> read_url(TomlFile& file, const Section& section, std::string_view key) {
  const auto text = section.text(key);
  if (text.empty()) return std::nullopt;
  auto url = Url::parse(text);
  if (!url)
    file.fault(section.line(key), "\"" + std::string(key) + "\" is no http or https address: " + text);
  return url;
}

// `otherwise` where nothing is written, and, with a fault, for a word that E does not have.
template <class E>
E read_word(TomlFile& file, const Section& section, std::string_view key, E otherwise) {
  const auto text = section.text(key);
  if (text.empty()) return otherwise;
  if (const auto value = model::from_word<E>(text)) return *value;
  std::string known;
  for (const auto& [value, name] : model::Words<E>::table)
    known.append(known.empty() ? "" : ", ").append(name);
  file.fault(section.line(key), "\"" + std::string(key) + "\" may be " + known + ", not \"" + text + "\"");
  return otherwise;
}

}  // namespace earshot::setup

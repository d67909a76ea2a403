// Any bytes scanned as plain text and as HTML: every hit lies in what was given.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "names/matcher.h"

using namespace earshot;

namespace {

model::Person person(const char* id, const char* name, const char* company, model::FirstName policy) {
  model::Person p;
  p.id = id;
  p.name = name;
  p.company = company;
  p.first_name = policy;
  p.handles = {"aruiz"};
  return p;
}

model::Roster roster() {
  model::Roster r;
  r.companies = {{"acme", "Acme", {"Acme Inc."}, {"Rocket Sled", "C++"}, {"rust"}, {"acme.example"}},
                 {"ford", "Ford", {}, {}, {}, {}}};
  r.people = {person("a", "Ana Ruiz", "acme", model::FirstName::after_full_name),
              person("b", "Ana Ruiz", "ford", model::FirstName::always),
              person("c", "Will Ford", "ford", model::FirstName::with_context),
              person("d", "Zoë van der Strauß", "acme", model::FirstName::always),
              person("e", "田中 太郎", "acme", model::FirstName::never),
              person("f", "Семён Орлов", "acme", model::FirstName::always)};
  return r;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const names::Matcher matcher(roster());
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const Time at = from_micros(0);
  for (const auto& hit : matcher.scan_plain(text, at)) {
    if (hit.begin >= hit.end || hit.end > size || text.substr(hit.begin, hit.end - hit.begin) != hit.text)
      std::abort();
  }
  for (const auto& hit : matcher.scan_html(text, at)) {
    if (hit.begin >= hit.end || hit.end > size) std::abort();
  }
  return 0;
}

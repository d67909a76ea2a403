#include "setup/manner.h"

#include "setup/values.h"

namespace earshot::setup {
namespace {

model::TimeOfDay read_digest_hour(TomlFile& file, const Section& section) {
  constexpr std::int64_t morning = 8;
  const auto hour = section.number("digest_hour", morning);
  if (hour >= 0 && hour <= 23) return std::chrono::hours(hour);
  file.fault(section.line("digest_hour"), "\"digest_hour\" lies between 0 and 23");
  return std::chrono::hours(morning);
}

model::Zone read_zone(TomlFile& file, const Section& section, const model::Zone& otherwise) {
  if (!section.has("zone")) return otherwise;
  if (const auto zone = model::Zone::find(section.text("zone"))) return *zone;
  file.fault(section.line("zone"),
             "\"zone\" is none that this system knows; write an IANA name, \"Europe/Berlin\"");
  return otherwise;
}

}  // namespace

model::Manner read_manner(TomlFile& file, const Section& section, const model::Zone& otherwise) {
  model::Manner out;
  out.pace = read_word(file, section, "alerts", model::Pace::at_once);
  out.digest_at = read_digest_hour(file, section);
  out.zone = read_zone(file, section, otherwise);
  const auto quiet = section.texts("quiet");
  for (std::size_t i = 0; i < quiet.size(); ++i) {
    if (const auto one = model::parse_quiet(quiet[i])) {
      out.quiet.push_back(*one);
    } else {
      file.fault(section.line("quiet", i), "\"quiet\" holds no hours: \"" + quiet[i] +
                                               "\"; write \"22:00-07:00\", \"sat\" or \"sun 00:00-12:00\"");
    }
  }
  out.webhook = read_url(file, section, "webhook");
  out.webhook_secret = section.text("webhook_secret");
  out.slack = read_url(file, section, "slack");
  return out;
}

}  // namespace earshot::setup

#include "setup/duties.h"

#include <algorithm>
#include <charconv>
#include <set>
#include <unordered_map>

#include "base/text.h"
#include "setup/nearest.h"

namespace earshot::setup {
namespace {

std::string unknown(const std::string& word, const std::vector<std::string_view>& known) {
  const auto near = nearest(word, known);
  return "\"" + word + "\"" + (near.empty() ? "" : "; did you mean \"" + std::string(near) + "\"?");
}

// Everybody whom "to", "then" and the like may name.
std::vector<std::string_view> receivers_of(const model::Roster& roster) {
  std::vector<std::string_view> out;
  for (const auto& person : roster.people) out.push_back(person.id);
  for (const auto& group : roster.groups) out.push_back(group.id);
  return out;
}

bool has(const std::vector<std::string_view>& known, std::string_view word) {
  return std::ranges::find(known, word) != known.end();
}

void check_then(TomlFile& file, const Section& section, const std::vector<std::string_view>& receivers) {
  const auto then = section.text("then");
  if (!then.empty() && !has(receivers, then))
    file.fault(section.line("then"), "no [[person]] and no [[group]] has the id " + unknown(then, receivers));
}

void read_groups(TomlFile& file, model::Roster& roster) {
  std::set<std::string, std::less<>> seen;
  for (const auto& section : file.tables("group")) {
    model::Group group{section.text("id"), section.texts("members"), section.flag("on_duty", false),
                       section.text("then")};
    if (roster.person(group.id))
      file.fault(section.line("id"), "the id \"" + group.id + "\" is a person's already");
    if (!seen.insert(group.id).second)
      file.fault(section.line("id"), "the id \"" + group.id + "\" is used by two groups");
    if (group.members.empty()) file.fault(section.line("members"), "\"members\" names nobody");
    for (std::size_t i = 0; i < group.members.size(); ++i) {
      if (!roster.person(group.members[i]))
        file.fault(section.line("members", i), "no [[person]] has the id \"" + group.members[i] + "\"");
    }
    roster.groups.push_back(std::move(group));
  }
  const auto receivers = receivers_of(roster);
  for (const auto& section : file.tables("group")) check_then(file, section, receivers);
}

// What a route may be about, as written in the roster.
std::vector<std::string_view> things_of(const model::Roster& roster) {
  std::vector<std::string_view> out;
  for (const auto& company : roster.companies) {
    out.push_back(company.id);
    out.push_back(company.name);
    out.insert(out.end(), company.products.begin(), company.products.end());
    out.insert(out.end(), company.topics.begin(), company.topics.end());
  }
  return out;
}

void read_match(TomlFile& file, const Section& section, const std::vector<std::string_view>& things,
                model::Route& route) {
  const auto match = section.texts("match");
  for (std::size_t i = 0; i < match.size(); ++i) {
    const auto& word = match[i];
    route.words += (i > 0 ? ", " : "") + word;
    const bool thing = std::ranges::any_of(things, [&](auto known) { return folded(known) == folded(word); });
    if (thing) {
      route.things.push_back(folded(squeeze(word)));
    } else if (model::from_word<model::CaseKind>(word)) {
      route.kinds.push_back(word);
    } else {
      file.fault(section.line("match", i),
                 "no product, topic, company or kind (problem, idea, question, praise, other) is named " +
                     unknown(word, things));
    }
  }
}

void read_routes(TomlFile& file, model::Roster& roster) {
  const auto things = things_of(roster);
  const auto receivers = receivers_of(roster);
  for (const auto& section : file.tables("route")) {
    model::Route route;
    read_match(file, section, things, route);
    route.to = section.texts("to");
    route.then = section.text("then");
    if (route.to.empty()) file.fault(section.line("to"), "\"to\" names nobody");
    for (std::size_t i = 0; i < route.to.size(); ++i) {
      if (!has(receivers, route.to[i]))
        file.fault(section.line("to", i),
                   "no [[person]] and no [[group]] has the id " + unknown(route.to[i], receivers));
    }
    check_then(file, section, receivers);
    roster.routes.push_back(std::move(route));
  }
}

// Each person with the table it was read from, found by its id: a roster may hold a hundred thousand.
class Staff {
 public:
  struct One {
    model::Person& person;
    const Section& section;
  };
  Staff(const TomlFile& file, model::Roster& roster) {
    std::unordered_map<std::string_view, model::Person*> people;
    for (auto& person : roster.people) people.emplace(person.id, &person);
    for (const auto& section : file.tables("person")) {
      const auto found = people.find(section.text("id"));
      if (found == people.end() || !by_id_.emplace(found->first, all_.size()).second) continue;
      all_.push_back({*found->second, section});
    }
  }
  const std::vector<One>& all() const { return all_; }
  const model::Person* find(std::string_view id) const {
    const auto found = by_id_.find(id);
    return found == by_id_.end() ? nullptr : &all_[found->second].person;
  }

 private:
  std::vector<One> all_;
  std::unordered_map<std::string_view, std::size_t> by_id_;
};

// Who stands in for whom must end somewhere, whatever the dates are.
bool deputies_in_a_circle(const Staff& staff, const model::Person& person) {
  const auto* at = &person;
  for (std::size_t steps = 0; steps <= staff.all().size() && at && !at->deputy.empty(); ++steps) {
    at = staff.find(at->deputy);
    if (at == &person) return true;
  }
  return false;
}

void read_absences(TomlFile& file, const Staff& staff) {
  for (const auto& [person, section] : staff.all()) {
    person.away_from = section.date("away_from");
    person.away_to = section.date("away_to");
    person.deputy = section.text("deputy");
    if (person.away_from && person.away_to && *person.away_to <= *person.away_from)
      file.fault(section.line("away_to"), "\"away_to\" lies before \"away_from\"");
    if (!person.deputy.empty() && !staff.find(person.deputy))
      file.fault(section.line("deputy"), "no [[person]] has the id \"" + person.deputy + "\"");
  }
  for (const auto& [person, section] : staff.all()) {
    if (deputies_in_a_circle(staff, person))
      file.fault(section.line("deputy"),
                 "the deputies go in a circle: " + person.id + " stands in for itself in the end");
  }
}

// What of the things they look after people want to hear.
void read_wishes(TomlFile& file, const Staff& staff) {
  const auto is_code = [](const std::string& text) {
    return (text.size() == 2 || text.size() == 3) &&
           std::ranges::all_of(text, [](char c) { return c >= 'a' && c <= 'z'; });
  };
  for (const auto& [person, section] : staff.all()) {
    person.kinds = section.texts("kinds");
    for (std::size_t i = 0; i < person.kinds.size(); ++i) {
      if (!model::from_word<model::CaseKind>(person.kinds[i]))
        file.fault(
            section.line("kinds", i),
            "\"kinds\" holds problem, question, idea, praise and other, not \"" + person.kinds[i] + "\"");
    }
    person.languages = section.texts("languages");
    for (std::size_t i = 0; i < person.languages.size(); ++i) {
      if (!is_code(person.languages[i]))
        file.fault(section.line("languages", i),
                   "\"languages\" holds codes like \"en\" and \"de\", not \"" + person.languages[i] + "\"");
    }
  }
}

// "8h", "90m", "2d", "30s".
std::optional<Duration> parse_span(std::string_view text) {
  using namespace std::chrono_literals;
  constexpr std::pair<char, std::chrono::seconds> units[] = {
      {'s', 1s}, {'m', 60s}, {'h', 3600s}, {'d', 86400s}};
  int number = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
  if (read.ec != std::errc() || read.ptr + 1 != text.data() + text.size() || number < 1 || number > 10000)
    return std::nullopt;
  for (const auto& [letter, unit] : units) {
    if (*read.ptr == letter) return unit * number;
  }
  return std::nullopt;
}

}  // namespace

void read_duties(TomlFile& file, model::Roster& roster) {
  read_groups(file, roster);
  read_routes(file, roster);
  const Staff staff(file, roster);
  read_absences(file, staff);
  read_wishes(file, staff);
}

void read_patience(TomlFile& file, const Section& section, model::Site& site) {
  const auto hours = section.number("claim_hours", site.claim_hours);
  if (hours < 0 || hours > 1000)
    file.fault(section.line("claim_hours"), "\"claim_hours\" lies between 0 (claims never run out) and 1000");
  site.claim_hours = static_cast<int>(hours);
  const auto wanted = section.texts("answer_within");
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto line = squeeze(wanted[i]);
    const auto gap = std::min(line.find(' '), line.size());
    const auto kind = model::from_word<model::CaseKind>(line.substr(0, gap));
    const auto span = parse_span(std::string_view(line).substr(std::min(gap + 1, line.size())));
    if (kind && span) {
      site.answer_within[static_cast<std::size_t>(*kind)] = *span;
    } else {
      file.fault(
          section.line("answer_within", i),
          "\"answer_within\" holds kinds (problem, idea, question, praise, other) and times (s, m, h, d): "
          "\"problem 8h\", not \"" +
              wanted[i] + "\"");
    }
  }
}

std::string fallback_fault(const model::Site& site) {
  if (site.fallback.empty() || site.roster.person(site.fallback) || site.roster.group(site.fallback))
    return {};
  return "\"fallback\" names nobody: no [[person]] and no [[group]] of the roster has the id " +
         unknown(site.fallback, receivers_of(site.roster));
}

}  // namespace earshot::setup

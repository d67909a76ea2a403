// How fast names are found: text of Zipf's words with names strewn in, rosters of growing size, MB/s of fold,
// match and rules together, each beside the bare fold of the same text.
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/text.h"
#include "bench/made_text.h"
#include "names/matcher.h"

using namespace earshot;
using namespace earshot::bench;

namespace {

// A crowd: each fifth word is half a name, borne by one or two people, and each sentence has a full one.
// What a hit costs here is what the rules cost, since the words around are few.
bool time_crowd(std::size_t bytes) {
  Random random(7);
  std::vector<std::string> given;
  for (std::size_t i = 0; i < 2000; ++i) given.push_back(capital(made_word(random, 3)));
  model::Roster roster = made_roster(3000, random);
  for (auto& person : roster.people) {
    person.name = given[random() % given.size()] + person.name.substr(person.name.find(' '));
    person.first_name = static_cast<model::FirstName>(random() % 4);
  }
  std::string text;
  for (std::size_t n = 0; text.size() < bytes; ++n) {
    const std::string& name = roster.people[random() % roster.people.size()].name;
    const std::size_t gap = name.find(' ');
    std::string first = name.substr(0, gap);
    if (n % 4 == 3) first[0] = static_cast<char>(first[0] - 'A' + 'a');
    text += n % 4 == 0 ? name : n % 4 == 1 ? "Mr. " + name.substr(gap + 1) : first;
    for (int i = 0; i < 4; ++i) text += " " + made_word(random, 2);
    text += n % 300 == 0 ? ".\n\n" : n % 4 == 2 ? ". " : " and ";
  }
  const names::Matcher matcher(roster);
  std::size_t hits = 0;
  const double taken = seconds([&] { hits = matcher.scan_plain(text, Time{}).size(); });
  std::printf("a crowd of %zu hits in one text of %.1f MB: %.2f us a hit\n", hits,
              static_cast<double>(text.size()) / 1e6, taken * 1e6 / static_cast<double>(hits));
  return hits > 0;
}

}  // namespace

int main(int argc, char** argv) {
  const std::size_t megabytes = argc > 1 ? static_cast<std::size_t>(std::atoi(argv[1])) : 20;
  constexpr std::size_t item_bytes = 16 * 1024;
  std::printf("%8s %12s %12s %12s %10s %10s\n", "names", "build ms", "fold MB/s", "scan MB/s", "hits",
              "alerting");
  std::vector<std::size_t> sizes;
  for (int i = 2; i < argc; ++i) sizes.push_back(static_cast<std::size_t>(std::atoi(argv[i])));
  if (sizes.empty()) sizes = {10, 1000, 10000, 100000};
  for (const std::size_t names : sizes) {
    Random random(names);
    const model::Roster roster = made_roster(names, random);
    const std::string text = made_text(megabytes * 1000000, roster, random);
    double build = 0;
    std::vector<names::Matcher> matcher;
    build = seconds([&] { matcher.emplace_back(roster); });
    std::size_t folded_bytes = 0, hits = 0, alerting = 0;
    const double fold_time = seconds([&] {
      for (std::size_t at = 0; at < text.size(); at += item_bytes) {
        folded_bytes += fold(std::string_view(text).substr(at, item_bytes)).text().size();
      }
    });
    double best = 1e9;
    for (int round = 0; round < 3; ++round) {
      hits = alerting = 0;
      best = std::min(best, seconds([&] {
                        for (std::size_t at = 0; at < text.size(); at += item_bytes) {
                          for (const auto& hit : matcher.front().scan_plain(
                                   std::string_view(text).substr(at, item_bytes), Time{})) {
                            ++hits;
                            alerting += hit.alerts ? 1 : 0;
                          }
                        }
                      }));
    }
    const double mb = static_cast<double>(text.size()) / 1e6;
    std::printf("%8zu %12.0f %12.0f %12.1f %10zu %10zu\n", names, build * 1e3, mb / fold_time, mb / best,
                hits, alerting);
    if (folded_bytes != text.size()) return 1;  // the text is ASCII: folding keeps its length
  }
  return time_crowd(1'000'000) ? 0 : 1;
}

// How fast names are found: text of Zipf's words with names strewn in, rosters of growing size, MB/s of fold,
// match and rules together, each beside the bare fold of the same text.
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "base/text.h"
#include "names/matcher.h"

using namespace earshot;

namespace {

using Random = std::mt19937_64;

std::string made_word(Random& random, std::size_t syllables) {
  static constexpr std::string_view begins[] = {"b", "d", "f", "g", "k", "l",  "m",  "n",
                                                "p", "r", "s", "t", "v", "st", "tr", "sh"};
  static constexpr std::string_view ends[] = {"a", "e", "i", "o", "u", "an", "er", "in", "or", "us"};
  std::string word;
  for (std::size_t i = 0; i < syllables; ++i) {
    word += begins[random() % std::size(begins)];
    word += ends[random() % std::size(ends)];
  }
  return word;
}

std::string capital(std::string word) {
  word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

model::Roster made_roster(std::size_t people, Random& random) {
  model::Roster roster;
  roster.companies.push_back({"acme", "Acme", {"Acme Inc."}, {"Rocket Sled"}, {}, {"acme.example"}});
  for (std::size_t i = 0; i < people; ++i) {
    model::Person person;
    person.id = "p" + std::to_string(i);
    person.company = "acme";
    person.name =
        capital(made_word(random, 2 + random() % 2)) + " " + capital(made_word(random, 3 + random() % 2));
    roster.people.push_back(std::move(person));
  }
  return roster;
}

// One in about 300 words is a name of the roster, as in PLATFORM's text: far more than a blog has.
std::string made_text(std::size_t bytes, const model::Roster& roster, Random& random) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < 50000; ++i) words.push_back(made_word(random, 1 + random() % 4));
  std::string text;
  text.reserve(bytes + 100);
  std::uniform_real_distribution<double> uniform(0, 1);
  bool fresh = true;
  for (std::size_t n = 1; text.size() < bytes; ++n) {
    const auto rank =
        static_cast<std::size_t>(std::pow(static_cast<double>(words.size()), uniform(random))) - 1;
    const bool name = random() % 300 == 0;
    text += name    ? roster.people[random() % roster.people.size()].name
            : fresh ? capital(words[rank])
                    : words[rank];
    fresh = n % 14 == 0;
    text += fresh ? (n % 70 == 0 ? ".\n\n" : ". ") : " ";
  }
  return text;
}

// Of this process's own time: other programs on the machine do not make the figures worse.
template <class Work>
double seconds(Work&& work) {
  const std::clock_t begin = std::clock();
  work();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

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

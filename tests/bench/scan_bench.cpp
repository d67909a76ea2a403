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
#include "outreach/matcher.h"

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
  // First names are few and shared, and some are words of the text as well.
  std::vector<std::string> given;
  for (std::size_t i = 0; i < 2000; ++i) given.push_back(capital(made_word(random, i % 10 == 0 ? 2 : 4)));
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

}  // namespace

int main(int argc, char** argv) {
  const std::size_t megabytes = argc > 1 ? static_cast<std::size_t>(std::atoi(argv[1])) : 20;
  constexpr std::size_t item_bytes = 16 * 1024;
  std::printf("%8s %12s %12s %12s %10s %10s\n", "names", "build ms", "fold MB/s", "scan MB/s", "hits",
              "alerting");
  for (const std::size_t names : {10U, 1000U, 10000U, 100000U}) {
    Random random(names);
    const model::Roster roster = made_roster(names, random);
    const std::string text = made_text(megabytes * 1000000, roster, random);
    double build = 0;
    std::vector<outreach::Matcher> matcher;
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
  return 0;
}

// The names and the text that matchers are timed with: the same for the same numbers, in every program.
#pragma once
#include <cmath>
#include <ctime>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "model/roster.h"

namespace earshot::bench {

using Random = std::mt19937_64;

inline std::string made_word(Random& random, std::size_t syllables) {
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

inline std::string capital(std::string word) {
  word[0] = static_cast<char>(word[0] - 'a' + 'A');
  return word;
}

inline model::Roster made_roster(std::size_t people, Random& random) {
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
inline std::string made_text(std::size_t bytes, const model::Roster& roster, Random& random) {
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

}  // namespace earshot::bench

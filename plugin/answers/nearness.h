// The readers' comments before an answer, described by numbers: what a guess chooses from.
#pragma once
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "answers/guess.h"

namespace earshot::answers {

enum GuessFeature : std::size_t {
  rank,           // log(1 + readers' comments in between)
  latest,         // no reader's comment in between
  answered,       // has an answer already
  latest_open,    // the latest without an answer
  next_open,      // the first without an answer behind the one last answered
  previous_open,  // the last without an answer before the one last answered
  again_at_once,  // the one last answered, within one sitting
  again_later,    // the one last answered, later
  shared_words,   // rare words in common
  overtaken,      // its author wrote again before the answer
  question,       // asks
  passed_over,    // was there already when this person last answered
  named,          // its author's name stands somewhere in the answer
  age             // log(1 + hours)
};

struct Candidate {
  std::size_t item = 0;
  GuessFeatures features{};
};

// Who was answered so far, in one way to read the conversation.
struct History {
  std::vector<std::uint8_t> answered;                                         // by place
  std::unordered_map<std::string, std::pair<std::size_t, std::size_t>> last;  // person → (answer, item)
  void note(const Conversation& conversation, std::size_t answer, std::size_t item);
};

class Nearness {
 public:
  explicit Nearness(const Conversation& conversation);
  // Latest first, at most forty; only what no history changes is filled in.
  std::vector<Candidate> candidates(std::size_t answer) const;
  // Fills in the rest.
  void look_back(std::size_t answer, const History& history, std::vector<Candidate>& candidates) const;

 private:
  double in_common(std::size_t a, std::size_t b) const;

  const Conversation& conversation_;
  std::vector<std::vector<std::pair<std::uint64_t, double>>>
      distinct_;  // words of each, sorted, with their rarity
};

// Probabilities of the candidates under one manner.
std::vector<double> shares(const std::vector<Candidate>& candidates, std::size_t manner);

}  // namespace earshot::answers

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
  overtaken,      // its author wrote again before the answer
  passed_over,    // was there already when this person last answered
  left_over,      // was there already when this person came the time before
  counts_off,     // as many newer ones wait as answers follow in this visit
  first_new,      // the oldest without an answer that came since the visit before
  age,            // log(1 + hours)
  spoken_with,    // its author was answered before
  shared_words,   // rare words in common
  likeness,       // the same by the length of both
  question,       // asks
  length,         // log(1 + words)
  named,          // its author's name stands somewhere in the answer
  to_reader,      // speaks to another reader by name
  to_staff,       // speaks to a staff member by name
  welcome,        // the answer says that it was a pleasure: 1 to who gave thanks, -1 to any other
  thanked,        // it begins with thanks: 1 to praise and hints, -1 to questions
  mended          // it says that something is mended: 1 to who told of a fault, -1 to any other
};
// From here on features speak of words, not of places.
inline constexpr std::size_t first_word_feature = shared_words;

struct Candidate {
  std::size_t item = 0;
  GuessFeatures features{};
};

// Who was answered so far, in one way to read the conversation. Copied often: plain and small.
struct History {
  struct Last {
    std::size_t author = 0, answer = 0, item = 0;
  };
  std::vector<std::uint8_t> answered;  // by place
  std::vector<std::uint8_t> met;       // by author: was answered
  std::vector<Last> last;              // a line for each staff author
  explicit History(const Conversation& conversation);
  void note(const Conversation& conversation, std::size_t answer, std::size_t item);
  const Last* last_of(std::size_t author) const;
};

class Nearness {
 public:
  explicit Nearness(const Conversation& conversation);
  // Latest first, at most forty, or two hundred that came since the visit before; only what no history
  // changes is filled in.
  std::vector<Candidate> candidates(std::size_t answer) const;
  // Fills in the rest.
  void look_back(std::size_t answer, const History& history, std::vector<Candidate>& candidates) const;

 private:
  // A person's comments with no reader between them, or within minutes of each other.
  struct Visit {
    std::size_t begin = 0;    // the first comment of it
    std::size_t to_come = 0;  // how many follow before a reader speaks
    std::size_t before = 0;   // place behind the last comment of the visit before; 0 = none
  };
  struct Wording {
    std::vector<std::pair<std::uint64_t, double>> words;  // distinct, sorted, with their rarity
    double weight = 0;                                    // sum of the squares of it
    std::uint64_t first_name = 0;                         // of the author; 0 = too short to tell
    double question = 0, length = 0, to_reader = 0, to_staff = 0;
    bool courteous = false, fault = false;                 // of a reader
    bool welcomes = false, thanks = false, mends = false;  // of staff
  };
  void read_wording();
  void read_visits();
  void compare(std::size_t answer, std::size_t item, GuessFeatures& features) const;

  const Conversation& conversation_;
  std::vector<Wording> wording_;
  std::vector<Visit> visits_;
};

// One step's probabilities by place alone, all manners together as the habit has them, and how much likelier
// the words make each candidate than a stranger's comment (a factor that is the same in all manners).
std::vector<double> mixed_shares(const std::vector<Candidate>& candidates, const Habit& habit);
std::vector<double> word_factors(const std::vector<Candidate>& candidates);

}  // namespace earshot::answers

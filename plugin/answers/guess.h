// Which reader a staff comment without any sign speaks to, in conversations whose engine records no threads.
#pragma once
#include <array>
#include <cstddef>
#include <string>
#include <unordered_map>
#include <vector>

#include "answers/reading.h"
#include "model/post.h"

namespace earshot::answers {

// A staff comment and the comment that it answers, as places in the conversation.
struct Link {
  std::size_t answer = 0, item = 0;
  model::AnswerRule rule = model::AnswerRule::parent;
  double certainty = 1.0;
};

// A quotation that is not marked as one, or is short, is below this: a phrase that speaks for an item, no
// proof.
inline constexpr double sure_quotation = 0.9;
inline bool is_sure(const Link& link) {
  if (link.rule == model::AnswerRule::quote) return link.certainty >= sure_quotation;
  return link.rule != model::AnswerRule::address;
}

// How people work through their comments. What one of them does is learned from the answers that are certain.
enum class Manner { one_by_one, oldest_first, newest_first, any_order };
inline constexpr std::size_t manners = 4;

// One person's share of each manner; sums to 1.
using Habit = std::array<double, manners>;
inline constexpr Habit unknown_habit{0.5, 0.25, 0.1, 0.15};
// By roster id.
using Habits = std::unordered_map<std::string, Habit>;

// A link for each of `silent` (staff comments without a sign, in order) before which a reader spoke, and for
// each link of `certain` that was found by address: of all comments of its author the likeliest. Quotations
// that are not sure count as words. `certain`: the links that signs gave, in order of the answers; the
// guesses are made to fit them.
std::vector<Link> guess_links(const Conversation& conversation, const std::vector<Link>& certain,
                              const std::vector<std::size_t>& silent, const Habits& habits);

// How well each manner explains what is known of a person's answers: for each, the likelihood of its place,
// and of its words where only they tell.
using Explained = std::unordered_map<std::string, std::vector<std::array<double, manners>>>;
void explain_links(const Conversation& conversation, const std::vector<Link>& certain,
                   const std::vector<std::size_t>& silent, Explained& out);
// The shares that explain all of it best; few answers say little against `unknown_habit`.
Habit habit_from(const std::vector<std::array<double, manners>>& likelihoods);

// What a choice is made from; public for the trainer of the weights.
inline constexpr std::size_t guess_features = 25;
using GuessFeatures = std::array<double, guess_features>;

}  // namespace earshot::answers

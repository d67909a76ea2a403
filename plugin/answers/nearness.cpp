#include "answers/nearness.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <unordered_set>

#include "base/text.h"

namespace earshot::answers {

namespace {

// Nobody answers what lies further back without a sign of whom he means.
constexpr std::size_t far_enough = 40;
constexpr auto one_sitting = std::chrono::minutes(10);

// Rows: manners. Trained as a choice among candidates on conversations whose threads were recorded and then
// hidden; for working off in sittings, with the answers moved to the end of sittings of two to four comments.
constexpr double weights[manners][guess_features] = {
    {-0.87, 0.11, -2.94, 0.61, 0.91, 0.04, -1.50, -0.86, 3.15, -0.33, 0.89, -0.20, 0.22, -2.24},
    {-1.00, -0.26, -5.88, -0.48, 2.17, -1.96, -0.87, -0.30, 3.03, 0.33, 0.94, -2.68, 1.03, -0.23},
    {-1.17, -0.81, -6.59, -0.23, 0.38, 0.79, -0.69, -0.16, 3.06, 0.28, 0.80, -1.97, 1.31, -0.23},
};

}  // namespace

void History::note(const Conversation& conversation, std::size_t answer, std::size_t item) {
  answered[item] = 1;
  last[conversation.said[answer].comment->person] = {answer, item};
}

Nearness::Nearness(const Conversation& conversation) : conversation_(conversation) {
  std::unordered_map<std::uint64_t, double> rarity;
  for (const auto& u : conversation.said) {
    auto& words = distinct_.emplace_back();
    for (const auto& word : u.words) words.emplace_back(word.hash, 0.0);
    std::sort(words.begin(), words.end());
    words.erase(std::unique(words.begin(), words.end()), words.end());
    for (const auto& [word, unused] : words) rarity[word] += 1;
  }
  const auto total = static_cast<double>(conversation.said.size());
  for (auto& [word, count] : rarity) count = std::log((total + 1) / count) / std::log(total + 2);
  for (auto& words : distinct_) {
    for (auto& [word, rare] : words) rare = rarity.at(word);
  }
}

double Nearness::in_common(std::size_t a, std::size_t b) const {
  double sum = 0;
  auto x = distinct_[a].begin(), y = distinct_[b].begin();
  while (x != distinct_[a].end() && y != distinct_[b].end()) {
    if (x->first == y->first) sum += x->second * x->second;
    const bool forward = x->first <= y->first, other = y->first <= x->first;
    if (forward) ++x;
    if (other) ++y;
  }
  return std::log1p(sum);
}

std::vector<Candidate> Nearness::candidates(std::size_t answer) const {
  const auto& a = conversation_.said[answer];
  std::vector<Candidate> out;
  std::unordered_set<std::size_t> spoke_later;
  for (std::size_t at = answer; at-- > 0 && out.size() < far_enough;) {
    const auto& u = conversation_.said[at];
    if (!u.reader) continue;
    Candidate c;
    c.item = at;
    auto& f = c.features;
    f[rank] = std::log1p(static_cast<double>(out.size()));
    f[latest] = out.empty() ? 1 : 0;
    f[shared_words] = in_common(answer, at);
    f[overtaken] = spoke_later.insert(u.author).second ? 0 : 1;
    f[question] = u.text.find('?') != std::string::npos ? 1 : 0;
    const auto hours = std::chrono::duration<double, std::ratio<3600>>(a.at - u.at).count();
    f[age] = std::log1p(std::max(0.0, hours)) / 4;
    const auto name = folded(squeeze(u.comment->author_name));
    const auto first = word_hash(std::string_view(name).substr(0, name.find(' ')));
    const auto is_name = [&](const Word& w) { return w.hash == first && w.upper; };
    f[named] = name.size() > 2 && std::any_of(a.words.begin(), a.words.end(), is_name) ? 1 : 0;
    out.push_back(c);
  }
  return out;
}

void Nearness::look_back(std::size_t answer, const History& history,
                         std::vector<Candidate>& candidates) const {
  const auto& said = conversation_.said;
  const auto last = history.last.find(said[answer].comment->person);
  std::optional<std::size_t> latest_unanswered, next, previous;
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const auto at = candidates[i].item;
    auto& f = candidates[i].features;
    const bool open = history.answered[at] == 0;
    for (const auto k : {latest_open, next_open, previous_open, again_at_once, again_later, passed_over})
      f[k] = 0;
    f[answered] = open ? 0 : 1;
    if (open && !latest_unanswered) latest_unanswered = i;
    if (last == history.last.end()) {
      if (open) next = i;
      continue;
    }
    const auto [before, target] = last->second;
    if (at == target) f[said[answer].at - said[before].at <= one_sitting ? again_at_once : again_later] = 1;
    f[passed_over] = open && said[at].at < said[before].at ? 1 : 0;
    if (open && at > target) next = i;
    if (open && at < target && !previous) previous = i;
  }
  if (latest_unanswered) candidates[*latest_unanswered].features[latest_open] = 1;
  if (next) candidates[*next].features[next_open] = 1;
  if (previous) candidates[*previous].features[previous_open] = 1;
}

std::vector<double> shares(const std::vector<Candidate>& candidates, std::size_t manner) {
  std::vector<double> out;
  double top = -1e300, sum = 0;
  for (const auto& c : candidates) {
    double dot = 0;
    for (std::size_t k = 0; k < guess_features; ++k) dot += c.features[k] * weights[manner][k];
    out.push_back(dot);
    top = std::max(top, dot);
  }
  for (auto& x : out) sum += (x = std::exp(x - top));
  for (auto& x : out) x /= sum;
  return out;
}

}  // namespace earshot::answers

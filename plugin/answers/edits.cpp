#include "answers/edits.h"

#include <algorithm>
#include <unordered_map>

#include "answers/signs.h"

namespace earshot::answers {

double share_of_new_words(std::string_view html_before, std::string_view html_now) {
  const auto now = words_of(html_now);
  if (now.empty()) return 0;
  std::unordered_map<std::uint64_t, int> left;
  for (const auto word : words_of(html_before)) ++left[word];
  std::size_t fresh = 0;
  for (const auto word : now) {
    const auto found = left.find(word);
    if (found == left.end() || found->second == 0) {
      ++fresh;
    } else {
      --found->second;
    }
  }
  return static_cast<double>(fresh) / static_cast<double>(now.size());
}

void mark_edits(const Conversation& conversation, const std::vector<Link>& links, const WaitRules& rules,
                const std::map<model::RowId, store::AnsweredText>& texts, bool wait_again,
                std::vector<model::Wait>& waits) {
  if (texts.empty()) return;
  for (std::size_t at = 0; at < waits.size(); ++at) {
    const auto& comment = *conversation.said[at].comment;
    const auto text = texts.find(comment.id);
    if (!waits[at].first_answer || text == texts.end()) continue;
    const Time edited = text->second.edited;
    const bool answered_since =
        (waits[at].answered && *waits[at].answered > edited) ||
        std::ranges::any_of(links,
                            [&](const Link& link) {
                              return link.item == at && link.certainty >= certain_enough &&
                                     conversation.said[link.answer].at > edited;
                            }) ||
        std::ranges::any_of(rules.elsewhere,
                            [&](const SaidElsewhere& one) { return one.item == at && one.at > edited; });
    if (answered_since || share_of_new_words(text->second.html, comment.html) <= model::another_text)
      continue;
    waits[at].edited = edited;
    waits[at].again = wait_again && !rules.closed;
  }
}

}  // namespace earshot::answers

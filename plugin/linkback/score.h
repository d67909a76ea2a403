// How much a verified linkback looks like spam. That the source links to us is a gate and no part of this.
#pragma once
#include <string>
#include <vector>

#include "model/linkback.h"
#include "model/moderation.h"

namespace earshot::linkback {

// What the check of the source saw and the record does not keep.
struct SpamSigns {
  bool unseen_link = false;  // no reader sees it, and the page does not say what it is to our post either
  std::size_t foreign_links = 0;  // to other hosts than its own
  std::string words;              // of the entry, beyond what the record keeps of it
  std::string sent;               // by a trackback's sender …
  bool foreign_words = false;     // … and its page does not say that
};

inline constexpr int many_of_a_page = 5;

struct SpamHistory {
  bool known = false;                      // one of this host and author is shown
  bool disliked = false;                   // one of this host was hidden, or is junk
  int of_same_page = 0;                    // others under the same post (store::others_of_page)
  std::vector<std::string> blocked_words;  // folded
};

model::SpamScore spam_score(const model::Linkback& linkback, const SpamSigns& signs,
                            const SpamHistory& history);

// Whether the page or the words bear a sign that `earlier`, which it was let in with, does not speak of.
bool has_new_signs(const model::SpamScore& earlier, const model::Linkback& linkback, const SpamSigns& signs,
                   const std::vector<std::string>& blocked_words);

}  // namespace earshot::linkback

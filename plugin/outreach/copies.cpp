#include "outreach/copies.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "base/text.h"
#include "markup/clean.h"
#include "store/case_store.h"
#include "store/comment_store.h"
#include "store/post_store.h"

namespace earshot::outreach {
namespace {

using model::ItemKind;
using model::WhomKind;

// Words of a sentence beside the name, and of a stretch that is no whole sentence. Short ones are written by
// many: "Could Ana Ruiz help?"; of products longer ones are too.
constexpr std::size_t beside_person = 6, beside_thing = 9, longest_chance = 10;
constexpr int origins_looked_at = 50;

// A text as words, and where its sentences end.
class Words {
 public:
  explicit Words(std::string_view text) : folding_(fold(text)) {
    constexpr std::string_view enders = ".!?\n";
    const std::string_view folded = folding_.text();
    for (std::size_t at = 0; at < folded.size();) {
      const std::size_t begin = at;
      if (!is_word_character(next_character(folded, at))) continue;
      for (std::size_t next = at; next < folded.size() && is_word_character(next_character(folded, next));)
        at = next;
      Word word{folded.substr(begin, at - begin), folding_.origin(begin), folding_.origin(at), false};
      if (!words_.empty()) {
        const std::size_t end = words_.back().end;
        words_.back().last =
            text.substr(end, word.begin - end).find_first_of(enders) != std::string_view::npos;
      }
      words_.push_back(word);
    }
  }
  Words(const Words&) = delete;

  std::size_t size() const { return words_.size(); }
  std::string_view at(std::size_t i) const { return words_[i].text; }
  // The words that lie in those bytes of the text; both ends the same if none does.
  std::pair<std::size_t, std::size_t> inside(std::size_t begin, std::size_t end) const {
    std::size_t first = 0;
    while (first < size() && words_[first].end <= begin) ++first;
    std::size_t behind = first;
    while (behind < size() && words_[behind].begin < end) ++behind;
    return {first, behind};
  }
  std::size_t sentence_begin(std::size_t i) const {
    while (i > 0 && !words_[i - 1].last) --i;
    return i;
  }
  std::size_t sentence_end(std::size_t i) const {
    while (i + 1 < size() && !words_[i].last) ++i;
    return std::min(i + 1, size());
  }

 private:
  struct Word {
    std::string_view text;  // folded
    std::size_t begin, end;
    bool last;  // of its sentence
  };
  const Folded folding_;  // the words look into it
  std::vector<Word> words_;
};

// Does the earlier text hold the whole sentence around those words, or so many of it that it is no chance?
bool repeats(const Words& text, std::pair<std::size_t, std::size_t> name, const Words& earlier,
             std::size_t least) {
  const auto [first, behind] = name;
  if (first == behind) return false;
  const std::size_t begin = text.sentence_begin(first), end = text.sentence_end(behind - 1);
  for (std::size_t at = 0; at + (behind - first) <= earlier.size(); ++at) {
    std::size_t length = 0;
    while (first + length < behind && earlier.at(at + length) == text.at(first + length)) ++length;
    if (first + length < behind) continue;
    std::size_t left = first, right = behind;
    for (std::size_t i = at; i > 0 && left > begin && earlier.at(i - 1) == text.at(left - 1); --i) --left;
    for (std::size_t i = at + length; i < earlier.size() && right < end && earlier.at(i) == text.at(right);
         ++i)
      ++right;
    const bool whole = left == begin && right == end && end - begin >= least + (behind - first);
    if (whole || right - left >= longest_chance) return true;
  }
  return false;
}

struct Origin {
  ItemKind kind{};
  model::RowId id = 0;
  bool operator<(const Origin& other) const { return std::pair(kind, id) < std::pair(other.kind, other.id); }
};

// Earlier posts and comments that named the same, the latest first.
std::vector<Origin> origins_of(db::Reader& reader, const model::Site& site, const model::Mention& mention) {
  std::vector<Origin> out;
  if (mention.kind != WhomKind::person) {
    for (const auto id : store::comments_naming(reader, site.id, mention.whom, origins_looked_at))
      out.push_back({ItemKind::comment, id});
    return out;
  }
  for (const auto id : store::latest_alerts(reader, site.id, mention.whom, origins_looked_at)) {
    if (const auto alert = store::find_alert(reader, site.id, id))
      out.push_back({alert->item_kind, alert->item_id});
  }
  return out;
}

// Did somebody hear of it: of a person's name that person?
bool was_told(db::Reader& reader, const model::Site& site, const Origin& origin,
              const model::Mention& mention) {
  const auto lines = store::alerts_about(reader, site.id, origin.kind, origin.id);
  return std::ranges::any_of(lines, [&](const store::AlertLine& line) {
    return (mention.kind != WhomKind::person || line.alert.person == mention.whom) &&
           !store::may_revive(line.delivery);
  });
}

class Copies {
 public:
  Copies(db::Reader& reader, const model::Site& site, const Item& item)
      : reader_(reader), site_(site), item_(item), words_(item.text) {
    if (const auto comment = store::find_comment(reader, site.id, item.id)) post_id_ = comment->post_id;
  }

  // Where it stood before, in words; "" if nowhere.
  std::string origin(const model::Mention& mention) {
    const auto name = words_.inside(mention.begin, mention.end);
    const auto least = mention.kind == WhomKind::person ? beside_person : beside_thing;
    for (const auto& origin : origins_of(reader_, site_, mention)) {
      const bool earlier =
          origin.kind == ItemKind::post || (origin.kind == ItemKind::comment && origin.id < item_.id);
      if (!earlier || !was_told(reader_, site_, origin, mention)) continue;
      const auto* said = said_there(origin);
      if (said && repeats(words_, name, *said, least))
        return "the " + std::string(model::word(origin.kind)) + " " + std::to_string(origin.id);
    }
    return {};
  }

 private:
  // Null: it stands under another post. Only the words are read, not all that outreach knows of an item: this
  // is asked for dozens of origins.
  const Words* said_there(const Origin& origin) {
    const auto known = said_.find(origin);
    if (known != said_.end()) return known->second ? &*known->second : nullptr;
    auto& words = said_[origin];
    if (origin.kind == ItemKind::post && origin.id == post_id_) {
      if (const auto post = store::find_post(reader_, site_.id, post_id_))
        words.emplace(post->title + "\n\n" + markup::plain_text(post->html));
    } else if (origin.kind == ItemKind::comment) {
      const auto comment = store::find_comment(reader_, site_.id, origin.id);
      if (comment && comment->post_id == post_id_) words.emplace(markup::plain_text(comment->html));
    }
    return words ? &*words : nullptr;
  }

  db::Reader& reader_;
  const model::Site& site_;
  const Item& item_;
  const Words words_;
  model::RowId post_id_ = 0;  // of the comment that `item_` is
  std::map<Origin, std::optional<Words>> said_;
};

}  // namespace

void quiet_copies(db::Reader& reader, const model::Site& site, const Item& item,
                  std::vector<store::Hit>& hits) {
  const bool any = std::ranges::any_of(hits, [](const store::Hit& hit) { return hit.mention.alerts; });
  if (item.kind != ItemKind::comment || !item.open || !any) return;
  Copies copies(reader, site, item);
  for (auto& [mention, passage] : hits) {
    if (!mention.alerts) continue;
    const auto origin = copies.origin(mention);
    if (origin.empty()) continue;
    mention.alerts = false;
    mention.why += "; but the sentence repeats " + origin + ", which was told of";
  }
}

}  // namespace earshot::outreach

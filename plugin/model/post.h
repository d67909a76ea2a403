// A post and a comment as the engine shows them to the public.
#pragma once
#include <optional>
#include <string>

#include "base/clock.h"
#include "model/ids.h"
#include "model/words.h"

namespace earshot::model {

enum class Visibility { open, gone };  // gone: deleted, trashed, unapproved again, marked as spam
template <>
struct Words<Visibility> {
  static constexpr std::array<std::pair<Visibility, std::string_view>, 2> table{
      {{Visibility::open, "public"}, {Visibility::gone, "gone"}}};
};

struct Post {
  RowId id = 0;
  std::string engine_id;  // the engine's own key: WordPress id, feed guid, or the address
  std::string url, title, author_name, author_account;
  std::string html;  // as received, bounded
  std::optional<Time> published, modified;
  bool pings_open = true;
  std::optional<bool> comments_open;  // nothing: the engine does not say
  std::optional<Time> closed;         // since when nobody can answer there: comments closed, or it went
  Visibility state = Visibility::open;
};

// How sure we are that a comment's author is the person of the roster.
enum class Identity { none, proven, confirmed, claimed, contradicted };
template <>
struct Words<Identity> {
  static constexpr std::array<std::pair<Identity, std::string_view>, 5> table{
      {{Identity::none, ""},
       {Identity::proven, "proven"},
       {Identity::confirmed, "confirmed"},
       {Identity::claimed, "claimed"},
       {Identity::contradicted, "contradicted"}}};
};

// How long a reader's comment waits, or waited. Comments of one reader in one conversation with no answer
// between them are a run: they wait, and are answered, together. What answers may be a comment, or a later
// post or linkback of staff.
struct Wait {
  RowId run_first = 0;                // first comment of the run; 0 = this comment needs no answer
  std::optional<RowId> first_answer;  // nothing = still waits
  std::optional<Time> answered;       // unknown when the answer bears no date
  std::string answered_by;            // roster id
  std::optional<Time> closed;         // ended without an answer: nobody can write there any more
  std::optional<Time> edited;         // more than a fifth of it was written anew after it was answered
  bool again = false;                 // and so it waits once more
  friend bool operator==(const Wait&, const Wait&) = default;
};

struct Comment {
  RowId id = 0;
  RowId post_id = 0;
  std::string engine_id;
  std::string kind = "comment";  // comment, pingback, trackback
  std::string parent_engine_id;  // "" = answers the post
  std::string author_name, author_url;
  std::string account;  // "wordpress:7", "" = a visitor
  std::string url;      // its place on the page
  std::string html;     // as received, bounded
  std::optional<Time> published;
  Time seen{};
  bool imported = false;
  Visibility state = Visibility::open;
  // Derived by the answers room; recomputed when the roster or the rules change.
  std::string person;  // roster id, "" = a reader
  Identity identity = Identity::none;
  std::string identity_why;
  bool needs_answer = false;
  std::string needs_why;
  Wait wait;
};

inline bool waits(const Comment& c) {
  if (c.state != Visibility::open || !c.needs_answer) return false;
  return c.wait.again || (!c.wait.first_answer && !c.wait.closed);
}

// The rule by which a staff comment answers another; strongest first. Words are part of `earshot replies`.
enum class AnswerRule { parent, link, quote, address, adjacent, later_post, manual };
template <>
struct Words<AnswerRule> {
  static constexpr std::array<std::pair<AnswerRule, std::string_view>, 7> table{
      {{AnswerRule::parent, "parent"},
       {AnswerRule::link, "link"},
       {AnswerRule::quote, "quote"},
       {AnswerRule::address, "address"},
       {AnswerRule::adjacent, "adjacent"},
       {AnswerRule::later_post, "later-post"},
       {AnswerRule::manual, "manual"}}};
};

// What people said about a comment; it stands against all that reading finds.
enum class HandWord { post, these, needed, not_needed };
template <>
struct Words<HandWord> {
  static constexpr std::array<std::pair<HandWord, std::string_view>, 4> table{
      {{HandWord::post, "post"},
       {HandWord::these, "these"},
       {HandWord::needed, "needed"},
       {HandWord::not_needed, "not needed"}}};
};

// By how much of its words a text must be new to count as another one.
inline constexpr double another_text = 0.2;

struct Answer {
  RowId answer_id = 0, item_id = 0;
  AnswerRule rule = AnswerRule::parent;
  double certainty = 1.0;
};

}  // namespace earshot::model

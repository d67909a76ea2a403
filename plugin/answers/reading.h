// The comments under one post, read for what tells who speaks to whom: words, quotations, links, authors.
#pragma once
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "markup/clean.h"
#include "model/post.h"

namespace earshot::answers {

struct Word {
  std::uint64_t hash = 0;            // of the folded word
  std::uint64_t stem = 0;            // of the same without its ending, as far as English has endings
  std::uint32_t begin = 0, end = 0;  // bytes of Utterance::text
  bool upper = false, in_quote = false;
};

struct Utterance {
  const model::Comment* comment = nullptr;
  Time at{};
  std::size_t author = 0;             // equal for the same author in this conversation
  bool staff = false;                 // public and the company's word
  bool reader = false;                // public, a person, not staff
  bool flat = false;                  // where it came from records no threads, as far as this one shows
  std::optional<std::size_t> parent;  // place in the conversation
  std::string text;
  std::vector<Word> words;
  std::vector<std::pair<std::size_t, std::size_t>> quotes;  // ranges of words, half open
  std::vector<markup::PlainText::Reference> links;
};

struct Conversation {
  std::vector<Utterance> said;  // in order of time
  bool threaded = false;        // some comment has a recorded parent
};

// Roster ids of programs: their comments are nobody's word.
using Bots = std::set<std::string>;

// `comments` as store::comments_of_post gives them, identities filled in; they must live longer than the
// result. `engine_threads`: the engine records whom a comment replies to, so no parent means: nobody.
Conversation read_conversation(const std::vector<model::Comment>& comments, bool engine_threads,
                               const Bots& bots = {});

// Was the answer there for all to see when the other comment was let through? Only where both were seen as
// they came: of what was written before we watched the order of seeing says nothing.
bool came_behind(const Utterance& item, const Utterance& answer);

// Whoever asked as a reader, before he was one of us or without saying so, does not answer himself. A name
// alone is anybody's.
bool is_own_word(const Utterance& item, const Utterance& answer);

// Words in order; where a script puts no space between them, each character is one.
std::vector<Word> split(const std::string& text);
std::uint64_t word_hash(std::string_view folded_word);
// Words of a list as hashes, folded.
using WordSet = std::unordered_set<std::uint64_t>;
WordSet word_set(std::initializer_list<std::string_view> words);
// Between two bytes of its text.
bool sentence_ends_between(const Utterance& u, std::size_t from, std::size_t to);
// The words of a comment's text, in order, as hashes.
std::vector<std::uint64_t> words_of(std::string_view html);

}  // namespace earshot::answers

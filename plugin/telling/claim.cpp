#include "telling/claim.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "base/token.h"
#include "identity/word.h"
#include "markup/clean.h"
#include "outreach/excerpt.h"
#include "store/comment_store.h"
#include "store/post_store.h"

namespace earshot::telling {
namespace {

using model::Identity;

constexpr auto claim_good_for = std::chrono::days(14);

struct ClaimWords {
  Identity identity;
  std::string_view word, question, button, done, evidence;
};
constexpr std::array claim_words{
    ClaimWords{Identity::confirmed, "mine", "Did you write this comment?", "Yes, it is mine",
               "Noted: readers see by a badge that it is yours.",
               "said by the signed link that it is theirs"},
    ClaimWords{Identity::contradicted, "not-mine", "Is this comment somebody else's?", "It is not mine",
               "Noted: it gets no badge and counts as nobody's answer.",
               "said by the signed link that it is not theirs"},
};
constexpr std::string_view word_noted_already = "That is noted already.";

const ClaimWords* claim_called(std::string_view word) {
  const auto found = std::ranges::find(claim_words, word, &ClaimWords::word);
  return found == claim_words.end() ? nullptr : &*found;
}

// A token holds numbers only: this one stands for a person of the roster.
std::int64_t person_mark(const std::string& person) {
  const auto digest = sha256_hex("claim\n" + person);
  constexpr std::size_t digits = 13;
  std::int64_t out = 0;
  std::from_chars(digest.data(), digest.data() + digits, out, 16);
  return out;
}

struct Claim {
  const ClaimWords* words = nullptr;
  const model::Person* person = nullptr;
  model::Comment comment;
};

std::optional<Claim> read_claim(db::Reader& reader, const model::Site& site, const store::ActLink& link) {
  Claim out;
  out.words = claim_called(link.word);
  const auto person = std::ranges::find_if(
      site.roster.people, [&](const auto& one) { return person_mark(one.id) == link.state; });
  auto comment = store::find_comment(reader, site.id, link.id);
  if (!out.words || person == site.roster.people.end() || !comment) return std::nullopt;
  out.person = &*person;
  out.comment = std::move(*comment);
  return out;
}

// Why it cannot be said (any more); "" if it can.
std::string obstacle(db::Reader& reader, const model::Site& site, const Claim& claim) {
  if (claim.comment.state != model::Visibility::open) return "The comment is gone. Nothing was changed.";
  if (!claim.person->staff_at(claim.comment.published.value_or(claim.comment.seen)))
    return claim.person->name + " was not on the roster when it was written. Nothing was changed.";
  const auto said = store::identity_word(reader, site.id, claim.comment.id);
  if (!said) return {};
  if (said->person == claim.person->id && said->identity == claim.words->identity)
    return std::string(word_noted_already);
  // Who spoke by the other link may think again; nobody speaks against somebody else's word by an old link.
  if (said->who == claim.person->id) return {};
  return "Meanwhile somebody else said who wrote it. Nothing was changed.";
}

ActPage page_about(db::Reader& reader, const model::Site& site, const Claim& claim) {
  ActPage out;
  out.passage = outreach::excerpt(markup::plain_text(claim.comment.html), 0, 0);
  out.url = claim.comment.url;
  if (const auto post = store::find_post(reader, site.id, claim.comment.post_id)) {
    out.title = post->title;
    if (out.url.empty()) out.url = post->url;
  }
  out.words = obstacle(reader, site, claim);
  return out;
}

}  // namespace

ClaimAddresses claim_addresses(db::Reader& reader, const model::Site& site, model::RowId comment,
                               const std::string& person, Time now) {
  const auto address = [&](Identity identity) {
    const auto& words = *std::ranges::find(claim_words, identity, &ClaimWords::identity);
    return site.public_url("act/" + store::act_token(reader, site.id,
                                                     {std::string(words.word), comment, person_mark(person),
                                                      now + claim_good_for}));
  };
  return {address(Identity::confirmed), address(Identity::contradicted)};
}

bool is_claim(const store::ActLink& link) {
  return claim_called(link.word) != nullptr;
}

std::optional<ActPage> show_claim(db::Reader& reader, const model::Site& site, const store::ActLink& link) {
  const auto claim = read_claim(reader, site, link);
  if (!claim) return std::nullopt;
  ActPage out = page_about(reader, site, *claim);
  if (out.words.empty()) {
    out.words = claim->words->question;
    out.button = claim->words->button;
  }
  return out;
}

std::optional<ActPage> do_claim(db::Tx& tx, const store::Books& books, const store::ActLink& link) {
  const auto claim = read_claim(tx, books.site, link);
  if (!claim) return std::nullopt;
  ActPage out = page_about(tx, books.site, *claim);
  out.done = out.words.empty() || out.words == word_noted_already;
  if (!out.words.empty()) return out;
  identity::say_who_wrote(tx, books, claim->comment.id,
                          {claim->person->id, claim->words->identity, claim->person->id,
                           claim->person->name + " " + std::string(claim->words->evidence)});
  out.words = claim->words->done;
  return out;
}

}  // namespace earshot::telling

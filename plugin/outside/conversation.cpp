#include "outside/conversation.h"

#include <algorithm>
#include <optional>

#include "base/log.h"
#include "outside/reading.h"
#include "store/case_store.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/linkback_store.h"
#include "store/outside_answer_store.h"
#include "store/outside_store.h"
#include "store/trace_store.h"

namespace earshot::outside {
namespace {

using model::AnswerLevel;
using model::CaseState;
using model::ItemKind;
using model::OutsideAnswer;
using model::OutsideItem;

std::string in_words(AnswerLevel level) {
  return level == AnswerLevel::confirmed ? "confirmed" : "claimed: only the name says so";
}

void note_answer(db::Tx& tx, const store::Books& books, const OutsideAnswer& answer) {
  if (!store::put_outside_answer(tx, books, answer)) return;
  store::add_event(tx, books, "case", answer.case_id, "answered elsewhere",
                   answer.url + " (" + in_words(answer.level) + ")", answer.person);
}

// What happened last in the conversation, as far as the case is concerned.
struct Standing {
  std::optional<OutsideAnswer> last;
  const OutsideItem* asked_since = nullptr;  // what waits for an answer after it
};

Standing standing(const std::vector<OutsideAnswer>& answers, const std::vector<OutsideItem>& comments,
                  const std::vector<model::RowId>& alerted) {
  Standing out;
  if (answers.empty()) return out;
  out.last = answers.back();
  for (const auto& comment : comments) {
    const bool ours = !comment.person.empty() ||
                      std::ranges::any_of(answers, [&](const auto& one) { return one.item == comment.id; });
    if (ours || comment.at() <= out.last->at) continue;
    if (asks(comment.text) || std::ranges::count(alerted, comment.id) > 0) out.asked_since = &comment;
  }
  return out;
}

void move(db::Tx& tx, const store::Books& books, const model::Case& found, CaseState to,
          const std::string& who, const std::string& why) {
  if (found.state == to || !model::may_move(found.state, to)) return;
  store::move_case(tx, books, found, to, who, why);
  log::info("outside", "case", {{"case", found.id}, {"state", model::word(to)}});
}

struct Root {
  ItemKind kind{};
  model::RowId id = 0;
};

// The conversation that stands at this address.
std::optional<Root> root_at(db::Reader& reader, const model::Site& site, const Url& url) {
  if (const auto item = store::find_outside_by_key(reader, site.id, store::outside_key(url)))
    return Root{item->root_kind, item->root_id};
  for (const auto id : store::linkbacks_from(reader, site.id, url, 20)) {
    if (store::case_of(reader, site.id, ItemKind::linkback, id)) return Root{ItemKind::linkback, id};
  }
  if (!url.fragment()) return std::nullopt;
  return root_at(reader, site, url.without_fragment());
}

}  // namespace

bool take_comments(db::Tx& tx, const store::Books& books, ItemKind root_kind, model::RowId root,
                   std::vector<OutsideItem> comments, Time since, bool first_look) {
  bool news = false;
  auto room = most_of_a_conversation - store::count_outside_comments(tx, books.site.id, root_kind, root);
  for (auto& comment : comments) {
    if (room <= 0 && !store::find_outside_by_key(tx, books.site.id, comment.key)) continue;
    comment.root_kind = root_kind;
    comment.root_id = root;
    comment.old = comment.published ? *comment.published < since : first_look;
    const Time at = comment.published.value_or(books.now());
    if (const auto* writer = signed_by(books.site.roster, comment.author_name, at))
      comment.person = writer->id;
    const auto stored = store::put_outside(tx, books, comment);
    if (!stored.changes_something()) continue;
    if (stored.fresh) --room;
    news = true;
    store::add_job(tx, books, model::JobKind::scan_outside, stored.id, books.now());
  }
  return news;
}

void follow_case(db::Tx& tx, const store::Books& books, ItemKind root_kind, model::RowId root) {
  const auto site = books.site.id;
  const auto found = store::case_of(tx, site, root_kind, root);
  if (!found) return;
  const auto comments = store::outside_comments(tx, site, root_kind, root);
  const auto known = store::outside_answers_of_case(tx, site, found->id);
  for (const auto& comment : comments) {
    // Confirmed under whatever name, before we saw it?
    const auto confirmed = std::ranges::find(known, comment.key, &OutsideAnswer::key);
    const auto& person = confirmed != known.end() ? confirmed->person : comment.person;
    if (person.empty()) continue;
    note_answer(
        tx, books,
        {0, found->id, comment.key, comment.id, person, comment.url, AnswerLevel::claimed, comment.at()});
  }
  const auto now = standing(store::outside_answers_of_case(tx, site, found->id), comments,
                            store::alerted_outside(tx, site, found->id));
  if (!now.last) return;
  // Whoever took the case has it, until it is answered for good.
  const bool moves = !now.asked_since || found->state == CaseState::fresh;
  if (moves)
    move(tx, books, *found, CaseState::answered, now.last->person,
         "at " + now.last->url + " (" + in_words(now.last->level) + ")");
  if (!now.asked_since) return;
  const auto then = store::find_case(tx, site, found->id);
  if (then->state == CaseState::answered)
    move(tx, books, *then, CaseState::waiting_again, {}, "a reader asks at " + now.asked_since->url);
}

Result<Confirmed, std::string> confirm_answer(db::Tx& tx, const store::Books& books, const Url& url,
                                              const model::Person& person) {
  const auto site = books.site.id;
  const auto root = root_at(tx, books.site, url);
  const auto of_case = root ? store::case_of(tx, site, root->kind, root->id) : std::nullopt;
  if (!of_case)
    return std::string(
        "no case is about that page or one of its comments; `earshot hear` the page first, and if nobody is "
        "named there, there is nothing to answer");
  OutsideAnswer answer{0,         of_case->id, store::outside_key(url), {},
                       person.id, url.text(),  AnswerLevel::confirmed,  books.now()};
  auto item = store::find_outside_by_key(tx, site, answer.key);
  if (!item || item->kind == model::OutsideKind::post) {
    // The page was named: the person's newest comment there is meant, if there is one.
    item.reset();
    for (const auto& known : store::outside_answers_of_case(tx, site, of_case->id)) {
      if (known.person == person.id && known.item && !url.fragment())
        item = store::find_outside(tx, site, *known.item);
    }
  }
  if (item) {
    answer.key = item->key;
    answer.item = item->id;
    answer.url = item->url;
    answer.at = item->at();
  }
  note_answer(tx, books, answer);
  follow_case(tx, books, root->kind, root->id);
  return Confirmed{of_case->id, store::find_case(tx, site, of_case->id)->state, item.has_value()};
}

}  // namespace earshot::outside

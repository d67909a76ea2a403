#include "answers/answer_match.h"

#include <algorithm>
#include <map>
#include <sstream>

#include "answers/reading.h"
#include "answers/signs.h"
#include "answers/staff_match.h"
#include "answers/waiting.h"
#include "store/answer_store.h"
#include "store/comment_store.h"
#include "store/event_store.h"
#include "store/identity_store.h"
#include "store/job_store.h"
#include "store/site_store.h"

namespace earshot::answers {

namespace {

using model::AnswerRule;
using model::Comment;

// Made by people, not by reading: matching leaves them alone.
bool by_hand(AnswerRule rule) {
  return rule == AnswerRule::manual || rule == AnswerRule::later_post;
}

// The conversation as stored, and as it should be.
struct Plan {
  std::string mark;
  std::vector<Comment> stored, meant;
  std::vector<model::Answer> answers_stored, answers_meant;
};

using Words = std::map<model::RowId, store::IdentityWord>;

std::vector<Comment> identified(const std::vector<Comment>& stored, const StaffRoll& roll,
                                const Words& words) {
  std::vector<Comment> out = stored;
  for (auto& comment : out) {
    const auto said = words.find(comment.id);
    const auto author = said == words.end() ? roll.classify(comment) : roll.by_word(comment, said->second);
    comment.person = author.person;
    comment.identity = author.identity;
    comment.identity_why = author.why;
  }
  return out;
}

bool engine_threads(const model::Site& site) {
  return site.engine == model::Engine::wordpress;
}

std::vector<Link> kept_by_hand(const Plan& plan) {
  std::map<model::RowId, std::size_t> places;
  for (std::size_t i = 0; i < plan.meant.size(); ++i) places[plan.meant[i].id] = i;
  std::vector<Link> out;
  for (const auto& answer : plan.answers_stored) {
    const auto a = places.find(answer.answer_id);
    const auto i = places.find(answer.item_id);
    if (by_hand(answer.rule) && a != places.end() && i != places.end()) {
      out.push_back({a->second, i->second, answer.rule, answer.certainty});
    }
  }
  return out;
}

Plan make_plan(db::Reader& reader, const store::Books& books, model::RowId post, const StaffRoll& roll,
               const Habits& habits) {
  Plan plan;
  plan.mark = store::conversation_mark(reader, books.site.id, post);
  plan.stored = store::comments_of_post(reader, books.site.id, post);
  plan.answers_stored = store::answers_in_post(reader, books.site.id, post);
  plan.meant = identified(plan.stored, roll, store::identity_words_in_post(reader, books.site.id, post));
  const auto conversation = read_conversation(plan.meant, engine_threads(books.site));
  auto links = match_conversation(conversation, habits);
  for (const auto& link : links) {
    plan.answers_meant.push_back(
        {plan.meant[link.answer].id, plan.meant[link.item].id, link.rule, link.certainty});
  }
  for (const auto& link : kept_by_hand(plan)) {
    if (conversation.said[link.answer].staff) links.push_back(link);
  }
  const auto needs = needs_of(conversation);
  const auto waits = waits_of(conversation, needs, links);
  for (std::size_t i = 0; i < plan.meant.size(); ++i) {
    plan.meant[i].needs_answer = needs[i].needs;
    plan.meant[i].needs_why = needs[i].why;
    plan.meant[i].wait = waits[i];
  }
  return plan;
}

// Imported, or from before Earshot stood beside the blog: no case can hang on it.
bool is_history(const store::Books& books, const Comment& comment) {
  return comment.imported || (comment.published && *comment.published < books.site.since);
}

bool was_matched(const Comment& comment) {
  return comment.needs_answer || !comment.needs_why.empty();
}

std::string identity_in_words(const Comment& comment) {
  if (comment.person.empty()) return "a reader";
  return comment.person + " (" + std::string(model::word(comment.identity)) + ")";
}

void write_comment(db::Tx& tx, const store::Books& books, const Comment& was, const Comment& is) {
  const auto site = books.site.id;
  if (was.person != is.person || was.identity != is.identity || was.identity_why != is.identity_why) {
    store::set_identity(tx, site, is.id, is.person, is.identity, is.identity_why);
    // The roster changed, or somebody said so: figures of the past change with it, and this tells why.
    if (was_matched(was) && (was.person != is.person || was.identity != is.identity))
      store::add_event(tx, books, "comment", is.id, "identity",
                       identity_in_words(was) + " → " + identity_in_words(is));
  }
  if (was.needs_answer != is.needs_answer || was.needs_why != is.needs_why) {
    store::set_needs(tx, site, is.id, is.needs_answer, is.needs_why);
  }
  if (was.wait == is.wait) return;
  store::set_wait(tx, site, is.id, is.wait);
  if (is_history(books, is) || was.wait.first_answer.has_value() == is.wait.first_answer.has_value()) return;
  if (is.wait.first_answer) {
    store::add_event(tx, books, "comment", is.id, "answered", is.wait.answered_by);
  } else if (is.state == model::Visibility::open) {
    store::add_event(tx, books, "comment", is.id, "answer lost", was.wait.answered_by);
  }
  store::add_job(tx, books, model::JobKind::follow_case, is.id, books.now());
}

void write_answers(db::Tx& tx, const store::Books& books, const Plan& plan) {
  std::map<std::pair<model::RowId, model::RowId>, const model::Answer*> stored;
  for (const auto& answer : plan.answers_stored) stored[{answer.answer_id, answer.item_id}] = &answer;
  for (const auto& answer : plan.answers_meant) {
    const auto known = stored.find({answer.answer_id, answer.item_id});
    if (known == stored.end()) {
      store::put_answer(tx, books, answer);
      continue;
    }
    const auto& was = *known->second;
    if (!by_hand(was.rule) && (was.rule != answer.rule || was.certainty != answer.certainty)) {
      store::put_answer(tx, books, answer);
    }
    stored.erase(known);
  }
  for (const auto& [pair, answer] : stored) {
    if (!by_hand(answer->rule)) store::drop_answer(tx, books.site.id, pair.first, pair.second);
  }
}

void apply(db::Tx& tx, const store::Books& books, const Plan& plan) {
  write_answers(tx, books, plan);
  for (std::size_t i = 0; i < plan.meant.size(); ++i) write_comment(tx, books, plan.stored[i], plan.meant[i]);
}

// Reading and matching happen outside of the write; if the conversation moved on meanwhile, once more.
void match_one(const store::Books& books, model::RowId post, const StaffRoll& roll, const Habits& habits) {
  for (bool done = false; !done;) {
    const auto plan =
        books.database.read([&](db::Reader& reader) { return make_plan(reader, books, post, roll, habits); });
    done = books.database.write([&](db::Tx& tx) {
      if (store::conversation_mark(tx, books.site.id, post) != plan.mark) return false;
      apply(tx, books, plan);
      return true;
    });
  }
}

std::string habit_name(const std::string& person) {
  return "habit:" + person;
}

std::vector<store::ProfileProof> known_proofs(const store::Books& books) {
  return books.database.read(
      [&](db::Reader& reader) { return store::profile_proofs(reader, books.site.id); });
}

Habits known_habits(const store::Books& books) {
  Habits out;
  books.database.read([&](db::Reader& reader) {
    for (const auto& person : books.site.roster.people) {
      const auto text = store::setting(reader, books.site.id, habit_name(person.id));
      if (!text) continue;
      std::istringstream in(*text);
      Habit habit{};
      for (auto& share : habit) in >> share;
      if (in) out[person.id] = habit;
    }
  });
  return out;
}

Habits learn_habits(const store::Books& books, const std::vector<model::RowId>& posts,
                    const StaffRoll& roll) {
  Explained sums;
  for (const auto post : posts) {
    const auto who = books.database.read([&](db::Reader& reader) {
      return identified(store::comments_of_post(reader, books.site.id, post), roll,
                        store::identity_words_in_post(reader, books.site.id, post));
    });
    const auto conversation = read_conversation(who, engine_threads(books.site));
    if (conversation.threaded) continue;
    const auto signs = read_signs(conversation);
    explain_links(conversation, signs.links, signs.silent, sums);
  }
  Habits out = known_habits(books);
  books.database.write([&](db::Tx& tx) {
    for (const auto& [person, sum] : sums) {
      const auto habit = habit_from(sum);
      out[person] = habit;
      std::ostringstream text;
      for (const auto share : habit) text << share << ' ';
      store::put_setting(tx, books.site.id, habit_name(person), text.str());
    }
  });
  return out;
}

}  // namespace

model::JobOutcome match_answer(const store::Books& books, const model::Job& job) {
  const auto comment = books.database.read(
      [&](db::Reader& reader) { return store::find_comment(reader, books.site.id, job.subject); });
  if (!comment) return model::Done{};
  match_post(books, comment->post_id);
  // Only now it is known who wrote it. Pings come to us by their own protocols; old comments open no case.
  if (!comment->imported && comment->kind == "comment") {
    books.database.write([&](db::Tx& tx) {
      store::add_job(tx, books, model::JobKind::scan_comment, comment->id, books.now());
    });
  }
  return model::Done{};
}

void match_post(const store::Books& books, model::RowId post) {
  match_one(books, post, StaffRoll(books.site, known_proofs(books)), known_habits(books));
}

void match_posts(const store::Books& books, const std::vector<model::RowId>& posts,
                 const std::function<void(std::size_t done)>& progress) {
  const StaffRoll roll(books.site, known_proofs(books));
  const auto habits = learn_habits(books, posts, roll);
  std::size_t done = 0;
  for (const auto post : posts) {
    match_one(books, post, roll, habits);
    if (progress) progress(++done);
  }
}

}  // namespace earshot::answers

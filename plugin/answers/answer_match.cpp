#include "answers/answer_match.h"

#include <algorithm>
#include <future>
#include <map>
#include <sstream>

#include "answers/reading.h"
#include "answers/signs.h"
#include "answers/staff_match.h"
#include "answers/waiting.h"
#include "store/answer_store.h"
#include "store/comment_store.h"
#include "store/event_store.h"
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

// A colleague's word, or the person's own, about a comment without an account stays; the rest is read off the
// row.
bool was_decided(const Comment& known) {
  return known.account.empty() &&
         (known.identity == model::Identity::confirmed || known.identity == model::Identity::contradicted);
}

// The conversation as stored, and as it should be.
struct Plan {
  std::string mark;
  std::vector<Comment> stored, meant;
  std::vector<model::Answer> answers_stored, answers_meant;
};

std::vector<Comment> identified(const std::vector<Comment>& stored, const StaffRoll& roll) {
  std::vector<Comment> out = stored;
  for (auto& comment : out) {
    if (was_decided(comment)) continue;
    const auto author = roll.classify(comment);
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
  plan.meant = identified(plan.stored, roll);
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
  // Nothing more is read, and many plans may wait to be written.
  for (auto* comments : {&plan.stored, &plan.meant}) {
    for (auto& comment : *comments) std::string().swap(comment.html);
  }
  return plan;
}

// Imported, or from before Earshot stood beside the blog: no case can hang on it.
bool is_history(const store::Books& books, const Comment& comment) {
  return comment.imported || (comment.published && *comment.published < books.site.since);
}

void write_comment(db::Tx& tx, const store::Books& books, const Comment& was, const Comment& is) {
  if (was.person != is.person || was.identity != is.identity || was.identity_why != is.identity_why ||
      was.needs_answer != is.needs_answer || was.needs_why != is.needs_why || was.wait != is.wait) {
    store::set_matched(tx, books.site.id, is);
  }
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

// The plans of the next posts, until they hold about as many comments as one write should.
struct Batch {
  std::vector<std::pair<model::RowId, Plan>> plans;
  std::size_t next = 0;  // the first post that is not among them
};

Batch plan_batch(const store::Books& books, const std::vector<model::RowId>& posts, std::size_t from,
                 const StaffRoll& roll, const Habits& habits) {
  constexpr std::size_t comments_a_write = 1000;
  Batch out;
  out.next = from;
  for (std::size_t comments = 0; out.next < posts.size() && comments < comments_a_write; ++out.next) {
    const auto post = posts[out.next];
    auto plan =
        books.database.read([&](db::Reader& reader) { return make_plan(reader, books, post, roll, habits); });
    comments += plan.meant.size();
    out.plans.emplace_back(post, std::move(plan));
  }
  return out;
}

// Conversations that moved on since they were read are left out and given back.
std::vector<model::RowId> write_batch(const store::Books& books, const Batch& batch) {
  return books.database.write([&](db::Tx& tx) {
    std::vector<model::RowId> moved_on;
    for (const auto& [post, plan] : batch.plans) {
      if (store::conversation_mark(tx, books.site.id, post) == plan.mark) {
        apply(tx, books, plan);
        store::note_imported_matched(tx, books.site.id, post);
      } else {
        moved_on.push_back(post);
      }
    }
    return moved_on;
  });
}

std::string habit_name(const std::string& person) {
  return "habit:" + person;
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

// How a person works through comments is three shares: more comments than these do not change them.
constexpr std::size_t enough_to_learn = 20'000;

// About a thousand of them, from the first to the last: blogs change over the years.
std::vector<model::RowId> spread(const std::vector<model::RowId>& posts) {
  constexpr std::size_t most = 1000;
  const auto step = std::max<std::size_t>(1, posts.size() / most);
  std::vector<model::RowId> out;
  for (std::size_t i = 0; i < posts.size(); i += step) out.push_back(posts[i]);
  return out;
}

// Where threads are recorded, and where no staff spoke, nothing was ever guessed.
bool tells_habits(const std::vector<Comment>& comments) {
  return std::ranges::any_of(comments, [](const Comment& c) { return is_staff(c); }) &&
         std::ranges::all_of(comments, [](const Comment& c) { return c.parent_engine_id.empty(); });
}

Habits learn_habits(const store::Books& books, const std::vector<model::RowId>& posts,
                    const StaffRoll& roll) {
  Explained sums;
  std::size_t read = 0;
  for (const auto post : spread(posts)) {
    if (read >= enough_to_learn) break;
    const auto comments = books.database.read(
        [&](db::Reader& reader) { return store::comments_of_post(reader, books.site.id, post); });
    const auto who = identified(comments, roll);
    read += who.size();
    if (!tells_habits(who)) continue;
    const auto conversation = read_conversation(who, engine_threads(books.site));
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
  match_one(books, post, StaffRoll(books.site), known_habits(books));
}

void match_posts(const store::Books& books, const std::vector<model::RowId>& posts,
                 const std::function<void(std::size_t done)>& progress) {
  const StaffRoll roll(books.site);
  const auto habits = learn_habits(books, posts, roll);
  // The next batch is read and matched while this one is written.
  const auto plan_from = [&](std::size_t from) {
    return std::async(std::launch::async, [&, from] { return plan_batch(books, posts, from, roll, habits); });
  };
  auto planned = plan_from(0);
  for (std::size_t done = 0; done < posts.size();) {
    const auto batch = planned.get();
    if (batch.next < posts.size()) planned = plan_from(batch.next);
    for (const auto post : write_batch(books, batch)) match_one(books, post, roll, habits);
    done = batch.next;
    if (progress) progress(done);
  }
}

}  // namespace earshot::answers

#include "answers/answer_match.h"

#include <algorithm>
#include <future>
#include <map>
#include <set>
#include <sstream>
#include <tuple>

#include "answers/edits.h"
#include "answers/later.h"
#include "answers/reading.h"
#include "answers/signs.h"
#include "answers/staff_match.h"
#include "answers/waiting.h"
#include "store/answer_store.h"
#include "store/by_hand_store.h"
#include "store/comment_store.h"
#include "store/event_store.h"
#include "store/identity_store.h"
#include "store/job_store.h"
#include "store/later_store.h"
#include "store/post_store.h"
#include "store/site_store.h"

namespace earshot::answers {

namespace {

using model::AnswerRule;
using model::Comment;

// Made by people, not by reading: matching leaves them alone.
bool by_hand(AnswerRule rule) {
  return rule == AnswerRule::manual;
}

// The conversation as it should be. What is stored is read once more where it is written.
struct Plan {
  std::string mark;
  std::vector<Comment> meant;
  std::vector<model::Answer> answers_stored, answers_meant;
  std::vector<store::LaterAnswer> later_meant;
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

std::vector<store::ProfileProof> known_proofs(const store::Books& books) {
  return books.database.read(
      [&](db::Reader& reader) { return store::profile_proofs(reader, books.site.id); });
}

// All that one run of matching knows beside the conversation.
struct Rules {
  std::vector<store::ProfileProof> proofs;
  StaffRoll roll;
  Bots bots;
  std::optional<names::Matcher> names;
  Habits habits;

  explicit Rules(const store::Books& books) : proofs(known_proofs(books)), roll(books.site, proofs) {
    const auto& roster = books.site.roster;
    for (const auto& person : roster.people) {
      if (person.bot) bots.insert(person.id);
    }
    if (books.site.answering.needs == model::NeedsAnswer::mentions) names.emplace(roster);
  }
};

// What people said replaces what was read.
void heed(const std::map<model::RowId, model::HandWord>& words, const Plan& plan, std::vector<Link>& links,
          NeedRules& needs) {
  for (const auto& [comment, word] : words) {
    if (word == model::HandWord::needed || word == model::HandWord::not_needed) {
      needs.said_by_hand[comment] = word == model::HandWord::needed;
    } else {
      std::erase_if(links, [&, id = comment](const Link& l) { return plan.meant[l.answer].id == id; });
    }
  }
}

// What staff said in later posts and on pages of their own to those who had no answer until then.
std::vector<SaidElsewhere> said_elsewhere(db::Reader& reader, const store::Books& books, model::RowId post,
                                          const store::Place& place, const Rules& rules,
                                          const std::vector<Link>& links, const NeedRules& needs,
                                          Plan& plan) {
  std::vector<SaidElsewhere> out;
  const auto words = later_words(reader, books.site, rules.proofs, place, post);
  const auto keys = store::link_keys(books.site, place);
  auto later = read_later(plan.meant, words, books.site, keys, engine_threads(books.site));
  keep_waiting_only(plan.meant, words, links, needs.said_by_hand, later);
  for (const auto& link : later) {
    const auto& said = words[link.word].said;
    plan.later_meant.push_back({plan.meant[link.item].id, words[link.word].kind, said.id, said.person,
                                link.certainty, link.evidence});
    if (link.certainty >= certain_enough) out.push_back({link.item, said.id, *said.published, said.person});
  }
  std::ranges::sort(plan.later_meant, {}, [](const store::LaterAnswer& one) {
    return std::tuple(one.item_id, model::word(one.source_kind), one.source_id);
  });
  return out;
}

// Who answered what was deleted afterwards did answer: the answer stays his, and is no other's.
void keep_answers_to_gone(const Conversation& conversation, Plan& plan, std::vector<Link>& links) {
  std::map<model::RowId, std::size_t> places;
  for (std::size_t i = 0; i < plan.meant.size(); ++i) places[plan.meant[i].id] = i;
  for (const auto& answer : plan.answers_stored) {
    const auto a = places.find(answer.answer_id), i = places.find(answer.item_id);
    if (by_hand(answer.rule) || a == places.end() || i == places.end()) continue;
    if (plan.meant[i->second].state == model::Visibility::open || !conversation.said[a->second].staff)
      continue;
    plan.answers_meant.push_back(answer);
    std::erase_if(links, [&](const Link& l) {
      return l.answer == a->second && l.rule == AnswerRule::adjacent && answer.certainty >= certain_enough;
    });
  }
}

// It asks for nothing any more, and it tells whose first answer it had: unless the same answer is the first
// to what else its author said in that run.
void keep_waits_of_gone(const Conversation& conversation, const std::vector<Comment>& stored, Plan& plan) {
  std::map<model::RowId, std::size_t> staff;
  std::set<std::pair<model::RowId, std::size_t>> credited;  // (first answer, author)
  for (std::size_t i = 0; i < plan.meant.size(); ++i) {
    if (conversation.said[i].staff) staff[plan.meant[i].id] = i;
    const auto& wait = plan.meant[i].wait;
    if (wait.first_answer) credited.emplace(*wait.first_answer, conversation.said[i].author);
  }
  for (std::size_t i = 0; i < plan.meant.size(); ++i) {
    const auto& was = stored[i].wait;
    if (plan.meant[i].state == model::Visibility::open || !was.first_answer) continue;
    if (!staff.contains(*was.first_answer)) continue;
    if (credited.contains({*was.first_answer, conversation.said[i].author})) continue;
    plan.meant[i].wait = was;
    plan.meant[i].wait.again = false;
  }
}

Plan make_plan(db::Reader& reader, const store::Books& books, model::RowId post, const Rules& rules) {
  Plan plan;
  const auto& answering = books.site.answering;
  const auto place = store::place_of_post(reader, books.site.id, post).value_or(store::Place{});
  plan.mark = store::conversation_mark(reader, books.site.id, post);
  const auto stored = store::comments_of_post(reader, books.site.id, post);
  plan.answers_stored = store::answers_in_post(reader, books.site.id, post);
  plan.meant = identified(stored, rules.roll, store::identity_words_in_post(reader, books.site.id, post));
  const auto conversation = read_conversation(plan.meant, engine_threads(books.site), rules.bots);
  auto links = match_conversation(conversation, rules.habits);
  NeedRules need_rules{answering.needs, rules.names ? &*rules.names : nullptr, {}};
  heed(store::said_by_hand_under(reader, books.site.id, post), plan, links, need_rules);
  keep_answers_to_gone(conversation, plan, links);
  for (const auto& link : links) {
    plan.answers_meant.push_back(
        {plan.meant[link.answer].id, plan.meant[link.item].id, link.rule, link.certainty});
  }
  for (const auto& link : kept_by_hand(plan)) {
    if (conversation.said[link.answer].staff) links.push_back(link);
  }
  const auto needs = needs_of(conversation, need_rules);
  WaitRules wait_rules{answering.blanket, {}, place.closed};
  wait_rules.elsewhere = said_elsewhere(reader, books, post, place, rules, links, need_rules, plan);
  auto waits = waits_of(conversation, needs, links, wait_rules);
  mark_edits(conversation, links, wait_rules, store::answered_texts(reader, books.site.id, post),
             answering.edited_waits, waits);
  for (std::size_t i = 0; i < plan.meant.size(); ++i) {
    plan.meant[i].needs_answer = needs[i].needs;
    plan.meant[i].needs_why = needs[i].why;
    plan.meant[i].wait = waits[i];
  }
  keep_waits_of_gone(conversation, stored, plan);
  // Nothing more is read, and many plans may wait to be written.
  for (auto& comment : plan.meant) std::string().swap(comment.html);
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
  if (was.person != is.person || was.identity != is.identity || was.identity_why != is.identity_why ||
      was.needs_answer != is.needs_answer || was.needs_why != is.needs_why || was.wait != is.wait) {
    store::set_matched(tx, books.site.id, is);
  }
  // The roster changed, or somebody said so: figures of the past change with it, and this tells why.
  if (was_matched(was) && (was.person != is.person || was.identity != is.identity)) {
    store::add_event(tx, books, "comment", is.id, "identity",
                     identity_in_words(was) + " → " + identity_in_words(is));
  }
  if (is_history(books, is)) return;
  if (was.wait.closed.has_value() != is.wait.closed.has_value() && !is.wait.first_answer)
    store::add_event(tx, books, "comment", is.id, is.wait.closed ? "wait closed" : "waits again");
  if (is.wait.edited && was.wait.edited != is.wait.edited)
    store::add_event(tx, books, "comment", is.id, "edited after answer");
  if (was.wait.first_answer.has_value() == is.wait.first_answer.has_value()) return;
  if (is.wait.first_answer) {
    store::add_event(tx, books, "comment", is.id, "answered", is.wait.answered_by);
  } else if (is.state == model::Visibility::open) {
    store::add_event(tx, books, "comment", is.id, "answer lost", was.wait.answered_by);
  }
  store::add_job(tx, books, model::JobKind::follow_case, is.id, books.now());
}

void write_answers(db::Tx& tx, const store::Books& books, model::RowId post, const Plan& plan) {
  std::map<std::pair<model::RowId, model::RowId>, const model::Answer*> stored;
  const auto answers = store::answers_in_post(tx, books.site.id, post);
  for (const auto& answer : answers) stored[{answer.answer_id, answer.item_id}] = &answer;
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

// Two runs may have read the same conversation side by side: what the first wrote is no news to the second.
void apply(db::Tx& tx, const store::Books& books, model::RowId post, const Plan& plan) {
  write_answers(tx, books, post, plan);
  if (store::later_answers(tx, books.site.id, post) != plan.later_meant)
    store::put_later_answers(tx, books, post, plan.later_meant);
  const auto stored = store::matched_of_post(tx, books.site.id, post);
  for (const auto& comment : plan.meant) {
    const auto was = stored.find(comment.id);
    if (was != stored.end()) write_comment(tx, books, was->second, comment);
  }
}

// Reading and matching happen outside of the write; if the conversation moved on meanwhile, once more.
void match_one(const store::Books& books, model::RowId post, const Rules& rules) {
  for (bool done = false; !done;) {
    const auto plan =
        books.database.read([&](db::Reader& reader) { return make_plan(reader, books, post, rules); });
    done = books.database.write([&](db::Tx& tx) {
      if (store::conversation_mark(tx, books.site.id, post) != plan.mark) return false;
      apply(tx, books, post, plan);
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
                 const Rules& rules) {
  constexpr std::size_t comments_a_write = 2000;
  Batch out;
  out.next = from;
  for (std::size_t comments = 0; out.next < posts.size() && comments < comments_a_write; ++out.next) {
    const auto post = posts[out.next];
    auto plan =
        books.database.read([&](db::Reader& reader) { return make_plan(reader, books, post, rules); });
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
        apply(tx, books, post, plan);
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

Habits learn_habits(const store::Books& books, const std::vector<model::RowId>& posts, const Rules& rules) {
  Explained sums;
  std::size_t read = 0;
  for (const auto post : spread(posts)) {
    if (read >= enough_to_learn) break;
    const auto who = books.database.read([&](db::Reader& reader) {
      return identified(store::comments_of_post(reader, books.site.id, post), rules.roll,
                        store::identity_words_in_post(reader, books.site.id, post));
    });
    read += who.size();
    // Where threads are recorded, and where no staff spoke, nothing was ever guessed.
    if (std::ranges::none_of(who, [](const Comment& c) { return is_staff(c); })) continue;
    const auto conversation = read_conversation(who, engine_threads(books.site), rules.bots);
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
  Rules rules(books);
  rules.habits = known_habits(books);
  match_one(books, post, rules);
}

void match_posts(const store::Books& books, const std::vector<model::RowId>& posts,
                 const std::function<void(std::size_t done)>& progress) {
  Rules rules(books);
  rules.habits = learn_habits(books, posts, rules);
  // The next batch is read and matched while this one is written.
  const auto plan_from = [&](std::size_t from) {
    return std::async(std::launch::async, [&, from] { return plan_batch(books, posts, from, rules); });
  };
  auto planned = plan_from(0);
  for (std::size_t done = 0; done < posts.size();) {
    const auto batch = planned.get();
    if (batch.next < posts.size()) planned = plan_from(batch.next);
    for (const auto post : write_batch(books, batch)) match_one(books, post, rules);
    done = batch.next;
    if (progress) progress(done);
  }
}

}  // namespace earshot::answers

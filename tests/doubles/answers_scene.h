// A blog of Ana Ruiz's with one post and what is said below it: where tests of the answers room begin. Time
// goes on only when it is told to.
#pragma once
#include <string>
#include <vector>

#include "answers/answer_match.h"
#include "answers/figures.h"
#include "doubles/memory_books.h"
#include "store/comment_store.h"
#include "store/event_store.h"
#include "store/post_store.h"

namespace earshot::doubles {

struct AnswersScene {
  MemoryBooks store;
  model::RowId post = 0;  // at https://blog.example/sled/

  AnswersScene() {
    model::Person ana;
    ana.id = "ana-ruiz";
    ana.name = "Ana Ruiz";
    ana.accounts = {"wordpress:7"};
    store.site.roster.people = {ana};
    post = put(made_post("5", "sled", "<p>About sleds.</p>"));
  }

  model::Post made_post(const std::string& id, const std::string& name, const std::string& html) {
    model::Post p;
    p.engine_id = id;
    p.url = "https://blog.example/" + name + "/";
    p.html = html;
    p.author_account = "wordpress:7";
    p.published = store.clock.now();
    return p;
  }
  model::RowId put(const model::Post& p) {
    return store.database->write([&](db::Tx& tx) { return store::put_post(tx, store.books(), p).id; });
  }

  // Below the post, said now; `account` is "wordpress:7" for Ana and "" for readers.
  model::Comment made_comment(const std::string& id, const std::string& who, const std::string& account,
                              const std::string& parent, const std::string& html) {
    model::Comment c;
    c.post_id = post;
    c.engine_id = id;
    c.author_name = who;
    c.account = account;
    c.parent_engine_id = parent;
    c.html = html;
    c.url = "https://blog.example/sled/#comment-" + id;
    c.published = store.clock.now();
    return c;
  }
  model::RowId put(const model::Comment& c) {
    return store.database->write([&](db::Tx& tx) { return store::put_comment(tx, store.books(), c).id; });
  }

  void match() { answers::match_post(store.books(), post); }
  model::Comment row(model::RowId id) {
    return store.database->read(
        [&](db::Reader& reader) { return store::find_comment(reader, store.site.id, id).value(); });
  }
  // The events of a comment: the fact and, where there is one, its detail.
  std::vector<std::string> facts(model::RowId id) {
    std::vector<std::string> out;
    store.database->read([&](db::Reader& reader) {
      for (const auto& e : store::events_of(reader, store.site.id, "comment", id))
        out.push_back(e.fact + (e.detail.empty() ? "" : " " + e.detail));
    });
    return out;
  }
  std::int64_t waiting() {
    return store.database->read(
        [&](db::Reader& reader) { return store::count_waiting(reader, store.site.id); });
  }
  answers::Figures figures_at(Time now) {
    answers::FigureQuestion question;
    question.now = now;
    return store.database->read(
        [&](db::Reader& reader) { return answers::figures(reader, store.site, question); });
  }
};

}  // namespace earshot::doubles

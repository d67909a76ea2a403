#include "web/answers_page.h"

#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "markup/clean.h"
#include "store/answer_store.h"
#include "store/comment_store.h"
#include "store/mention_store.h"
#include "store/post_store.h"
#include "web/fragment_cache.h"
#include "web/page_facts.h"

namespace earshot::web {
namespace {

constexpr int answers_on_page = 50;
constexpr std::size_t answer_text = 400, asked_text = 200;

enum class AnswersForm { page, atom, json };

struct Asked {
  std::string name, text, url;
};

struct AnswerEntry {
  model::Comment comment;
  std::vector<Asked> asked;
  std::string post_title, post_url;
};

std::string words_of(const model::Comment& comment, std::size_t most) {
  return shorten(squeeze(markup::plain_text(comment.html)), most);
}

bool is_bot(const model::Site& site, const std::string& id) {
  const auto* person = site.roster.person(id);
  return person && person->bot;
}

// Whose answers a page lists: one person's, those about one topic, or all.
struct Subject {
  std::string person, topic;

  // Below the prefix, and where in a list of all pages it stands.
  std::string path() const {
    if (!topic.empty()) return "answers/topic/" + percent_encode(topic);
    return person.empty() ? "answers" : "answers/" + person;
  }
  std::string name(const model::Site& site) const {
    if (!topic.empty()) return "staff about " + topic;
    return person.empty() ? "staff" : site.roster.name_of(person);
  }
};

bool is_answer(const model::Comment& comment) {
  return comment.state == model::Visibility::open &&
         (comment.identity == model::Identity::proven || comment.identity == model::Identity::confirmed);
}

// What staff said with the topic's name in it, and what they answered to readers who named it; newest first.
std::vector<model::Comment> answers_about(db::Reader& reader, model::SiteId site, const std::string& topic) {
  std::map<model::RowId, model::Comment> found;
  const auto take = [&](model::RowId id) {
    if (found.contains(id)) return;
    auto comment = store::find_comment(reader, site, id);
    if (comment && is_answer(*comment)) found.emplace(id, std::move(*comment));
  };
  for (const auto named : store::comments_naming(reader, site, topic, 4 * answers_on_page)) {
    take(named);
    for (const auto& answer : store::answers_of_item(reader, site, named)) take(answer.answer_id);
  }
  std::vector<model::Comment> out;
  for (auto& [id, comment] : found) out.push_back(std::move(comment));
  std::ranges::sort(out, std::greater(),
                    [](const model::Comment& c) { return std::pair(c.published.value_or(c.seen), c.id); });
  out.resize(std::min(out.size(), static_cast<std::size_t>(answers_on_page)));
  return out;
}

std::vector<model::Comment> comments_for(db::Reader& reader, model::SiteId site, const Subject& subject) {
  if (!subject.topic.empty()) return answers_about(reader, site, subject.topic);
  if (!subject.person.empty())
    return store::comments_of_person(reader, site, subject.person, answers_on_page);
  return store::staff_comments(reader, site, std::nullopt, answers_on_page);
}

std::vector<AnswerEntry> recent_answers(const Context& context, const Subject& subject) {
  return context.books.database.read([&](db::Reader& reader) {
    std::vector<AnswerEntry> out;
    const auto site = context.books.site.id;
    for (auto& comment : comments_for(reader, site, subject)) {
      if (is_bot(context.books.site, comment.person)) continue;
      AnswerEntry entry;
      for (const auto& answer : store::answers_by(reader, site, comment.id)) {
        const auto item = store::find_comment(reader, site, answer.item_id);
        if (item && item->state == model::Visibility::open)
          entry.asked.push_back({item->author_name, words_of(*item, asked_text), item->url});
      }
      if (const auto post = store::find_post(reader, site, comment.post_id)) {
        entry.post_title = post->title;
        entry.post_url = post->url;
      }
      entry.comment = std::move(comment);
      out.push_back(std::move(entry));
    }
    return out;
  });
}

std::string address_of(const model::Site& site, const Subject& subject, std::string_view ending) {
  return site.public_url(subject.path() + std::string(ending));
}

void fill_topics(const model::Site& site, markup::Filling& filling) {
  if (site.answering.by_topic.empty()) return;
  auto& topics = filling.add("TOPICS");
  for (const auto& topic : site.answering.by_topic)
    topics.add("TOPIC").set("NAME", topic).set("PAGE", address_of(site, {"", topic}, ""));
}

void fill_people(const model::Site& site, markup::Filling& filling) {
  markup::Filling* people = nullptr;
  for (const auto& person : site.roster.people) {
    if (!person.public_page) continue;
    if (!people) people = &filling.add("PEOPLE");
    people->add("PERSON").set("NAME", person.name).set("PAGE", address_of(site, {person.id, ""}, ""));
  }
}

markup::Filling fill_answers(const Context& context, const Subject& subject) {
  const auto& site = context.books.site;
  markup::Filling filling;
  filling.set("SITE", site.name).set("SITE_URL", site.url.text()).set("SELF", address_of(site, subject, ""));
  filling.set("FEED", address_of(site, subject, ".atom")).set("JSON", address_of(site, subject, ".json"));
  filling.set("WHOSE", subject.name(site));
  if (subject.person.empty() && subject.topic.empty()) {
    fill_people(site, filling);
    fill_topics(site, filling);
  }
  if (site.answering.show_waiting) {
    const auto count = context.books.database.read(
        [&](db::Reader& reader) { return store::count_waiting(reader, site.id); });
    filling.add("WAITING").set("COUNT", std::to_string(count));
  }
  Time newest = site.since;
  for (const auto& line : recent_answers(context, subject)) {
    const auto at = line.comment.published.value_or(line.comment.seen);
    newest = std::max(newest, at);
    auto& entry = filling.add("ANSWER");
    entry.set("WHO", site.roster.name_of(line.comment.person))
        .set("COMPANY", company_name(site, line.comment.person))
        .set("WHEN", iso8601(at))
        .set("URL", line.comment.url)
        .set("POST_TITLE", line.post_title)
        .set("POST_URL", line.post_url)
        .set("TEXT", words_of(line.comment, answer_text));
    for (const auto& asked : line.asked) {
      entry.add("WHOM").set("NAME", asked.name);
      entry.add("ASKED").set("TEXT", asked.text);
    }
  }
  filling.set("UPDATED", iso8601(newest));
  return filling;
}

// JSON Feed 1.1.
std::string json_feed(const Context& context, const Subject& subject) {
  using nlohmann::ordered_json;
  const auto& site = context.books.site;
  ordered_json items = ordered_json::array();
  for (const auto& line : recent_answers(context, subject)) {
    ordered_json asked = ordered_json::array();
    for (const auto& one : line.asked)
      asked.push_back({{"name", one.name}, {"text", one.text}, {"url", one.url}});
    items.push_back({{"id", line.comment.url},
                     {"url", line.comment.url},
                     {"title", line.post_title},
                     {"content_text", words_of(line.comment, answer_text)},
                     {"date_published", iso8601(line.comment.published.value_or(line.comment.seen))},
                     {"authors", ordered_json::array({{{"name", site.roster.name_of(line.comment.person)}}})},
                     {"_earshot",
                      {{"company", company_name(site, line.comment.person)},
                       {"post", line.post_url},
                       {"answers", asked}}}});
  }
  const ordered_json feed{{"version", "https://jsonfeed.org/version/1.1"},
                          {"title", "Answers of " + subject.name(site) + " on " + site.name},
                          {"home_page_url", site.url.text()},
                          {"feed_url", address_of(site, subject, ".json")},
                          {"items", items}};
  return feed.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

cgi::Response answers_in(const Context& context, const cgi::Request& request, const Subject& subject,
                         AnswersForm form) {
  const std::string name = context.books.site.name + " " + address_of(context.books.site, subject, "") + " " +
                           std::to_string(static_cast<int>(form));
  return context.fragments.answer(name, context.books.now(), request, [&] {
    cgi::Response response;
    if (form == AnswersForm::json) {
      response.content_type = "application/feed+json";
      response.body = json_feed(context, subject);
    } else {
      if (form == AnswersForm::atom) response.content_type = "application/atom+xml; charset=utf-8";
      response.body =
          context.templates.fill(form == AnswersForm::atom ? "reader/answers.xml" : "reader/answers.html",
                                 fill_answers(context, subject));
    }
    return response.with("Cache-Control", "public, max-age=5");
  });
}

// A person who agreed, or a topic that the host gave a page.
std::optional<Subject> subject_at(const model::Site& site, std::string_view rest) {
  constexpr std::string_view of_topic = "topic/";
  if (rest.starts_with(of_topic)) {
    const std::string topic(rest.substr(of_topic.size()));  // paths arrive decoded
    const auto& topics = site.answering.by_topic;
    if (std::ranges::find(topics, topic) == topics.end()) return std::nullopt;
    return Subject{"", topic};
  }
  const auto* person = site.roster.person(rest);
  if (!person || !person->public_page) return std::nullopt;
  return Subject{person->id, ""};
}

}  // namespace

cgi::Response answer_answers(const Context& context, const cgi::Request& request, std::string_view rest) {
  if (rest.empty()) return answers_in(context, request, {}, AnswersForm::page);
  auto form = AnswersForm::page;
  constexpr std::string_view atom = ".atom", json = ".json";
  if (rest.ends_with(atom)) form = AnswersForm::atom;
  if (rest.ends_with(json)) form = AnswersForm::json;
  if (form != AnswersForm::page) rest.remove_suffix(atom.size());
  static_assert(atom.size() == json.size());
  const auto subject = subject_at(context.books.site, rest);
  // Who did not agree is told apart from nobody in no way.
  if (!subject) {
    cgi::Response response;
    response.status = 404;
    response.content_type = "text/plain; charset=utf-8";
    response.body = "There is no such page.\n";
    return response;
  }
  return answers_in(context, request, *subject, form);
}

cgi::Response answer_answers_atom(const Context& context, const cgi::Request& request, std::string_view) {
  return answers_in(context, request, {}, AnswersForm::atom);
}

cgi::Response answer_answers_json(const Context& context, const cgi::Request& request, std::string_view) {
  return answers_in(context, request, {}, AnswersForm::json);
}

}  // namespace earshot::web

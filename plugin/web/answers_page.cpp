#include "web/answers_page.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "markup/clean.h"
#include "store/answer_store.h"
#include "store/comment_store.h"
#include "store/post_store.h"
#include "web/fragment_cache.h"
#include "web/page_facts.h"

namespace earshot::web {
namespace {

constexpr int answers_on_page = 50;
constexpr std::size_t answer_text = 400, asked_text = 200;

enum class Form { page, atom, json };

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

// Of one person, or of all for "".
std::vector<AnswerEntry> recent_answers(const Context& context, const std::string& person) {
  return context.books.database.read([&](db::Reader& reader) {
    std::vector<AnswerEntry> out;
    const auto site = context.books.site.id;
    auto comments = person.empty() ? store::staff_comments(reader, site, std::nullopt, answers_on_page)
                                   : store::comments_of_person(reader, site, person, answers_on_page);
    for (auto& comment : comments) {
      if (is_bot(context.books.site, comment.person)) continue;
      AnswerEntry entry;
      for (const auto& answer : store::answers_by(reader, site, comment.id)) {
        const auto item = store::find_comment(reader, site, answer.item_id);
        if (item) entry.asked.push_back({item->author_name, words_of(*item, asked_text), item->url});
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

std::string address_of(const model::Site& site, const std::string& person, std::string_view ending) {
  return site.public_url((person.empty() ? "answers" : "answers/" + person) + std::string(ending));
}

void fill_people(const model::Site& site, markup::Filling& filling) {
  markup::Filling* people = nullptr;
  for (const auto& person : site.roster.people) {
    if (!person.public_page) continue;
    if (!people) people = &filling.add("PEOPLE");
    people->add("PERSON").set("NAME", person.name).set("PAGE", address_of(site, person.id, ""));
  }
}

markup::Filling fill_answers(const Context& context, const std::string& person) {
  const auto& site = context.books.site;
  markup::Filling filling;
  filling.set("SITE", site.name).set("SITE_URL", site.url.text()).set("SELF", address_of(site, person, ""));
  filling.set("FEED", address_of(site, person, ".atom")).set("JSON", address_of(site, person, ".json"));
  filling.set("WHOSE", person.empty() ? "staff" : site.roster.name_of(person));
  if (person.empty()) fill_people(site, filling);
  if (site.answering.show_waiting) {
    const auto count = context.books.database.read(
        [&](db::Reader& reader) { return store::count_waiting(reader, site.id); });
    filling.add("WAITING").set("COUNT", std::to_string(count));
  }
  Time newest = site.since;
  for (const auto& line : recent_answers(context, person)) {
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
std::string json_feed(const Context& context, const std::string& person) {
  using nlohmann::ordered_json;
  const auto& site = context.books.site;
  ordered_json items = ordered_json::array();
  for (const auto& line : recent_answers(context, person)) {
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
                          {"title", "Answers of " + (person.empty() ? "staff" : site.roster.name_of(person)) +
                                        " on " + site.name},
                          {"home_page_url", site.url.text()},
                          {"feed_url", address_of(site, person, ".json")},
                          {"items", items}};
  return feed.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

cgi::Response answers_in(const Context& context, const cgi::Request& request, const std::string& person,
                         Form form) {
  const std::string name = context.books.site.name + " " + address_of(context.books.site, person, "") + " " +
                           std::to_string(static_cast<int>(form));
  return context.fragments.answer(name, context.books.now(), request, [&] {
    cgi::Response response;
    if (form == Form::json) {
      response.content_type = "application/feed+json";
      response.body = json_feed(context, person);
    } else {
      if (form == Form::atom) response.content_type = "application/atom+xml; charset=utf-8";
      response.body = context.templates.fill(
          form == Form::atom ? "reader/answers.xml" : "reader/answers.html", fill_answers(context, person));
    }
    return response.with("Cache-Control", "public, max-age=5").with("Access-Control-Allow-Origin", "*");
  });
}

}  // namespace

cgi::Response answer_answers(const Context& context, const cgi::Request& request, std::string_view rest) {
  if (rest.empty()) return answers_in(context, request, "", Form::page);
  auto form = Form::page;
  constexpr std::string_view atom = ".atom", json = ".json";
  if (rest.ends_with(atom)) form = Form::atom;
  if (rest.ends_with(json)) form = Form::json;
  if (form != Form::page) rest.remove_suffix(atom.size());
  static_assert(atom.size() == json.size());
  const auto* person = context.books.site.roster.person(rest);
  // Who did not agree is told apart from nobody in no way.
  if (!person || !person->public_page) {
    cgi::Response response;
    response.status = 404;
    response.content_type = "text/plain; charset=utf-8";
    response.body = "There is no such page.\n";
    return response;
  }
  return answers_in(context, request, person->id, form);
}

cgi::Response answer_answers_atom(const Context& context, const cgi::Request& request, std::string_view) {
  return answers_in(context, request, "", Form::atom);
}

cgi::Response answer_answers_json(const Context& context, const cgi::Request& request, std::string_view) {
  return answers_in(context, request, "", Form::json);
}

}  // namespace earshot::web

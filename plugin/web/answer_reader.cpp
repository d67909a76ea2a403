#include "web/answer_reader.h"

#include <nlohmann/json.hpp>

#include "base/text.h"
#include "markup/clean.h"
#include "store/answer_store.h"
#include "store/comment_store.h"
#include "store/post_address.h"
#include "web/fragment_cache.h"
#include "web/page_facts.h"

namespace earshot::web {
namespace {

constexpr int answers_on_page = 50;

// The post a reader looks at; nothing for pages that are none.
std::optional<model::Post> post_at(const Context& context, db::Reader& reader, const std::string& target) {
  const auto url = Url::parse(target);
  return url ? store::post_at(reader, context.books.site, *url) : std::nullopt;
}

std::string linkback_title(const model::Linkback& linkback) {
  return linkback.title.empty() ? linkback.source : linkback.title;
}

std::string linkback_author(const model::Linkback& linkback) {
  if (!linkback.author_name.empty()) return linkback.author_name;
  return linkback.blog_name.empty() ? linkback.source_host : linkback.blog_name;
}

markup::Filling fill_fragment(const Context& context, const PageFacts& facts) {
  markup::Filling filling;
  filling.set("PINGBACK", context.books.site.public_url("pingback"));
  filling.set("WEBMENTION", context.books.site.public_url("webmention"));
  filling.set("ANSWERS_URL", context.books.site.public_url("answers"));
  if (facts.asked > 0) {
    auto& figures = filling.add("FIGURES");
    figures.set("ANSWERED", std::to_string(facts.answered)).set("ASKED", std::to_string(facts.asked));
    if (facts.median_first_response)
      figures.add("MEDIAN").set("TIME", in_words(*facts.median_first_response));
  }
  if (!facts.linkbacks.empty()) {
    auto& list = filling.add("LINKBACKS");
    for (const auto& linkback : facts.linkbacks) {
      auto& line = list.add("LINKBACK");
      line.set("SOURCE", linkback.source)
          .set("TITLE", linkback_title(linkback))
          .set("AUTHOR", linkback_author(linkback))
          .set("KIND",
               linkback.type == "mention" ? model::word(linkback.protocol) : std::string_view(linkback.type));
      if (!linkback.excerpt.empty()) line.add("EXCERPT").set("TEXT", linkback.excerpt);
    }
  }
  return filling;
}

nlohmann::json engagement_json(const PageFacts& facts, const std::string& target) {
  using nlohmann::json;
  json marks = json::object();
  for (const auto& mark : facts.marks) {
    json entry = json::object();
    if (!mark.staff.empty()) {
      entry["staff"] = {{"name", mark.staff},
                        {"company", mark.company},
                        {"level", mark.confirmed_only ? "confirmed" : "proven"}};
    }
    if (!mark.answered_by.empty()) {
      entry["answered"] = {{"by", mark.answered_by}, {"at", mark.answer_element}};
      if (mark.answered_after) {
        entry["answered"]["after"] = in_words(*mark.answered_after);
        entry["answered"]["seconds"] =
            std::chrono::duration_cast<std::chrono::seconds>(*mark.answered_after).count();
      }
    }
    marks[mark.element] = std::move(entry);
  }
  json figures = {{"comments", facts.comments},
                  {"asked", facts.asked},
                  {"answered", facts.answered},
                  {"waiting", facts.asked - facts.answered},
                  {"median_first_response_seconds", nullptr}};
  if (facts.median_first_response) {
    figures["median_first_response_seconds"] =
        std::chrono::duration_cast<std::chrono::seconds>(*facts.median_first_response).count();
  }
  return {{"target", target},
          {"comments", std::move(marks)},
          {"figures", std::move(figures)},
          {"linkbacks", facts.linkbacks.size()}};
}

cgi::Response cacheable(cgi::Response response) {
  return response.with("Cache-Control", "public, max-age=5").with("Access-Control-Allow-Origin", "*");
}

struct AnsweredComment {
  model::Comment comment;
  std::vector<std::string> answered;  // names of those who were answered
  std::string post_title, post_url;
};

std::vector<AnsweredComment> recent_answers(const Context& context) {
  return context.books.database.read([&](db::Reader& reader) {
    std::vector<AnsweredComment> out;
    const auto site = context.books.site.id;
    for (auto& comment : store::staff_comments(reader, site, std::nullopt, answers_on_page)) {
      AnsweredComment line;
      for (const auto& answer : store::answers_by(reader, site, comment.id)) {
        if (const auto item = store::find_comment(reader, site, answer.item_id))
          line.answered.push_back(item->author_name);
      }
      if (const auto post = store::find_post(reader, site, comment.post_id)) {
        line.post_title = post->title;
        line.post_url = post->url;
      }
      line.comment = std::move(comment);
      out.push_back(std::move(line));
    }
    return out;
  });
}

markup::Filling fill_answers(const Context& context) {
  const auto& site = context.books.site;
  markup::Filling filling;
  filling.set("SITE", site.name).set("SITE_URL", site.url.text()).set("SELF", site.public_url("answers"));
  filling.set("FEED", site.public_url("answers.atom"));
  Time newest = site.since;
  const auto waiting =
      context.books.database.read([&](db::Reader& reader) { return store::count_waiting(reader, site.id); });
  filling.set("WAITING", std::to_string(waiting));
  for (const auto& line : recent_answers(context)) {
    const auto at = line.comment.published.value_or(line.comment.seen);
    newest = std::max(newest, at);
    auto& entry = filling.add("ANSWER");
    entry.set("WHO", site.roster.name_of(line.comment.person))
        .set("COMPANY", company_name(site, line.comment.person))
        .set("WHEN", iso8601(at))
        .set("URL", line.comment.url)
        .set("POST_TITLE", line.post_title)
        .set("POST_URL", line.post_url)
        .set("TEXT", shorten(squeeze(markup::plain_text(line.comment.html)), 400));
    for (const auto& name : line.answered) entry.add("WHOM").set("NAME", name);
  }
  filling.set("UPDATED", iso8601(newest));
  return filling;
}

}  // namespace

cgi::Response answer_fragment(const Context& context, const cgi::Request& request, std::string_view) {
  const auto target = request.query().first("target").value_or("");
  return context.fragments.answer(
      context.books.site.name + " fragment " + target, context.books.now(), request, [&] {
        // An unknown page gets an empty fragment, never an error page: it may stand inside somebody's post.
        const auto facts = context.books.database.read([&](db::Reader& reader) -> std::optional<PageFacts> {
          const auto post = post_at(context, reader, target);
          if (!post) return std::nullopt;
          return read_page_facts(reader, context.books.site, post->id);
        });
        cgi::Response response;
        if (facts)
          response.body = context.templates.fill("reader/fragment.html", fill_fragment(context, *facts));
        return cacheable(std::move(response));
      });
}

cgi::Response answer_widget(const Context& context, const cgi::Request& request, std::string_view) {
  return context.fragments.answer("widget", context.books.now(), request, [&] {
    cgi::Response response;
    response.content_type = "text/javascript; charset=utf-8";
    response.body = context.templates.raw("reader/widget.js");
    return response.with("Cache-Control", "public, max-age=3600");
  });
}

cgi::Response answer_engagement(const Context& context, const cgi::Request& request, std::string_view) {
  const auto target = request.query().first("target").value_or("");
  return context.fragments.answer(
      context.books.site.name + " engagement " + target, context.books.now(), request, [&] {
        const auto facts = context.books.database.read([&](db::Reader& reader) {
          const auto post = post_at(context, reader, target);
          return post ? read_page_facts(reader, context.books.site, post->id) : PageFacts{};
        });
        cgi::Response response;
        response.content_type = "application/json";
        response.body = engagement_json(facts, clean_utf8(target))
                            .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        return cacheable(std::move(response));
      });
}

cgi::Response answer_answers(const Context& context, const cgi::Request& request, std::string_view) {
  return context.fragments.answer(context.books.site.name + " answers", context.books.now(), request, [&] {
    cgi::Response response;
    response.body = context.templates.fill("reader/answers.html", fill_answers(context));
    return cacheable(std::move(response));
  });
}

cgi::Response answer_answers_atom(const Context& context, const cgi::Request& request, std::string_view) {
  return context.fragments.answer(
      context.books.site.name + " answers.atom", context.books.now(), request, [&] {
        cgi::Response response;
        response.content_type = "application/atom+xml; charset=utf-8";
        response.body = context.templates.fill("reader/answers.xml", fill_answers(context));
        return cacheable(std::move(response));
      });
}

}  // namespace earshot::web

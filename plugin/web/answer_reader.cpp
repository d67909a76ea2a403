#include "web/answer_reader.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "store/post_address.h"
#include "web/fragment_cache.h"
#include "web/page_facts.h"

namespace earshot::web {
namespace {

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

// For readers without JavaScript: the same words that the script puts beside the comments.
void fill_answered(const PageFacts& facts, markup::Filling& filling) {
  constexpr std::size_t most = 200;
  std::map<std::string_view, const CommentMark*> by_element;
  for (const auto& mark : facts.marks) by_element[mark.element] = &mark;
  markup::Filling* list = nullptr;
  std::size_t count = 0;
  // Whose name is not confirmed comes first: no number of answers may push that out of the list.
  std::vector<CommentMark> marks = facts.marks;
  std::stable_partition(marks.begin(), marks.end(),
                        [](const CommentMark& m) { return !m.unproven_name.empty(); });
  for (const auto& mark : marks) {
    if (mark.answered_by.empty() && !mark.waits && mark.unproven_name.empty()) continue;
    if (++count > most) return;
    if (!list) list = &filling.add("ANSWERED_LIST");
    auto& line = list->add("LINE");
    line.set("ITEM", mark.element).set("READER", mark.author.empty() ? "Somebody" : mark.author);
    if (!mark.unproven_name.empty()) {
      auto& unproven = line.add("UNPROVEN");
      unproven.set("NAME", mark.unproven_name);
      if (!mark.unproven_company.empty()) unproven.add("OF").set("COMPANY", mark.unproven_company);
    }
    if (mark.waits) line.add("WAITS");
    if (mark.answered_by.empty()) continue;
    auto& answered = line.add("ANSWERED");
    answered.set("ANSWER", mark.answer_url).set("WHO", mark.answered_by);
    const auto by = by_element.find(mark.answer_element);
    if (by != by_element.end() && !by->second->company.empty())
      answered.add("STAFF").set("COMPANY", by->second->company);
    if (mark.answered_after) answered.add("AFTER").set("TIME", in_words(*mark.answered_after));
    if (mark.waits) answered.add("AGAIN");
  }
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
  fill_answered(facts, filling);
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
    if (!mark.unproven_name.empty()) {
      entry["unproven"] = {
          {"name", mark.unproven_name}, {"company", mark.unproven_company}, {"fold", mark.folded}};
    }
    if (!mark.answered_by.empty()) {
      entry["answered"] = {{"by", mark.answered_by}, {"at", mark.answer_element}};
      if (mark.answer_element.empty()) entry["answered"]["url"] = mark.answer_url;
      if (mark.answered_after) {
        entry["answered"]["after"] = in_words(*mark.answered_after);
        entry["answered"]["seconds"] =
            std::chrono::duration_cast<std::chrono::seconds>(*mark.answered_after).count();
      }
    }
    if (mark.waits) entry["waits"] = true;
    marks[mark.element] = std::move(entry);
  }
  json figures = {{"comments", facts.comments},
                  {"asked", facts.asked},
                  {"answered", facts.answered},
                  {"waiting", facts.waiting},
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
  return response.with("Cache-Control", "public, max-age=5");
}

}  // namespace

cgi::Response answer_fragment(const Context& context, const cgi::Request& request, std::string_view) {
  // nginx names the page by its path when it puts the fragment in by itself.
  const auto& given = request.parameters;
  const auto page = given.find("EARSHOT_PAGE");
  const auto target = page != given.end() ? context.books.site.url.origin() + page->second
                                          : request.query().first("target").value_or("");
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

}  // namespace earshot::web

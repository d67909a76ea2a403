#include "web/routes.h"

#include <algorithm>

#include "web/answer_action.h"
#include "web/answer_api.h"
#include "web/answer_feed.h"
#include "web/answer_hook.h"
#include "web/answer_host.h"
#include "web/answer_ingest.h"
#include "web/answer_linkback.h"
#include "web/answer_reader.h"
#include "web/answers_page.h"

namespace earshot::web {
namespace {

constexpr std::size_t kib = 1024;

constexpr Route routes[] = {
    {"about", "GET", Reach::exact, 0, Oversize::refused, answer_about},
    {"act", "GET", Reach::below, 0, Oversize::refused, answer_action},
    {"act", "POST", Reach::below, kib, Oversize::refused, answer_action},
    {"answers", "GET", Reach::below, 0, Oversize::refused, answer_answers, Pace::at_once, Readers::any_page},
    {"answers.atom", "GET", Reach::exact, 0, Oversize::refused, answer_answers_atom, Pace::at_once,
     Readers::any_page},
    {"answers.json", "GET", Reach::exact, 0, Oversize::refused, answer_answers_json, Pace::at_once,
     Readers::any_page},
    {"api/count", "GET", Reach::exact, 0, Oversize::refused, answer_count, Pace::at_once, Readers::any_page},
    {"api/count.json", "GET", Reach::exact, 0, Oversize::refused, answer_count, Pace::at_once,
     Readers::any_page},
    {"api/engagement", "GET", Reach::exact, 0, Oversize::refused, answer_engagement, Pace::at_once,
     Readers::any_page},
    {"api/links", "GET", Reach::exact, 0, Oversize::refused, answer_mentions, Pace::at_once,
     Readers::any_page},
    {"api/links.atom", "GET", Reach::exact, 0, Oversize::refused, answer_mentions, Pace::at_once,
     Readers::any_page},
    {"api/links.html", "GET", Reach::exact, 0, Oversize::refused, answer_mentions, Pace::at_once,
     Readers::any_page},
    {"api/links.jf2", "GET", Reach::exact, 0, Oversize::refused, answer_mentions, Pace::at_once,
     Readers::any_page},
    {"api/links.json", "GET", Reach::exact, 0, Oversize::refused, answer_mentions, Pace::at_once,
     Readers::any_page},
    {"api/mention", "GET", Reach::below, 0, Oversize::refused, answer_mention, Pace::at_once,
     Readers::any_page},
    {"api/mentions", "GET", Reach::exact, 0, Oversize::refused, answer_mentions, Pace::at_once,
     Readers::any_page},
    {"api/mentions.atom", "GET", Reach::exact, 0, Oversize::refused, answer_mentions, Pace::at_once,
     Readers::any_page},
    {"api/mentions.html", "GET", Reach::exact, 0, Oversize::refused, answer_mentions, Pace::at_once,
     Readers::any_page},
    {"api/mentions.jf2", "GET", Reach::exact, 0, Oversize::refused, answer_mentions, Pace::at_once,
     Readers::any_page},
    {"api/mentions.json", "GET", Reach::exact, 0, Oversize::refused, answer_mentions, Pace::at_once,
     Readers::any_page},
    {"feed", "GET", Reach::below, 0, Oversize::refused, answer_feed},
    {"fragment", "GET", Reach::exact, 0, Oversize::refused, answer_fragment, Pace::at_once,
     Readers::any_page},
    {"health", "GET", Reach::exact, 0, Oversize::refused, answer_health},
    {"hook/comment", "POST", Reach::exact, 64 * kib, Oversize::refused, answer_comment_hook},
    {"hook/ingest", "POST", Reach::exact, 1024 * kib, Oversize::refused, answer_ingest},
    {"metrics", "GET", Reach::exact, 0, Oversize::refused, answer_metrics},
    {"page", "GET", Reach::exact, 0, Oversize::refused, answer_page},
    {"pingback", "POST", Reach::exact, 64 * kib, Oversize::told, answer_pingback, Pace::gives_way},
    {"status", "GET", Reach::below, 0, Oversize::refused, answer_status},
    {"trackback", "GET", Reach::below, 0, Oversize::refused, answer_trackback},
    {"trackback", "POST", Reach::below, 64 * kib, Oversize::told, answer_trackback, Pace::gives_way},
    {"webmention", "GET", Reach::exact, 0, Oversize::refused, answer_webmention_form},
    {"webmention", "POST", Reach::exact, 8 * kib, Oversize::told, answer_webmention, Pace::gives_way},
    {"widget.js", "GET", Reach::exact, 0, Oversize::refused, answer_widget},
};
static_assert(in_order(routes));

}  // namespace

std::span<const Route> all_routes() {
  return routes;
}

std::size_t longest_body() {
  return std::ranges::max(routes, {}, &Route::body_limit).body_limit;
}

}  // namespace earshot::web

#include "telling/figures_mail.h"

#include <algorithm>

#include "answers/figures.h"
#include "answers/wording.h"
#include "base/text.h"
#include "store/figure_store.h"
#include "store/job_store.h"

namespace earshot::telling {

namespace {

using answers::Figures;
using std::chrono::days;
using std::chrono::hours;

constexpr auto mail_at = hours{8};
constexpr auto too_late = days{2};

// Monday 0:00 of the week before `now`, and of its own.
struct Week {
  Time from, to;
};

Week last_week(const model::Zone& zone, Time now) {
  const auto today = zone.day(now);
  const auto monday = today - (std::chrono::weekday{today} - std::chrono::Monday);
  return {zone.start_of(monday - days{7}), zone.start_of(monday)};
}

bool leads(const model::Person& person) {
  const auto role = folded(person.role);
  return role.find("lead") != std::string::npos || role.find("manager") != std::string::npos;
}

std::vector<const model::Person*> readers(const model::Site& site, Time now) {
  std::vector<const model::Person*> out;
  for (const auto& person : site.roster.people) {
    const bool chosen = site.weekly_figures_to ? std::ranges::find(*site.weekly_figures_to, person.id) !=
                                                     site.weekly_figures_to->end()
                                               : leads(person);
    if (chosen && !person.email.empty() && person.staff_at(now)) out.push_back(&person);
  }
  return out;
}

bool nothing_happened(const Figures& f) {
  return f.needing == 0 && f.answered_in_window == 0 && f.answers_lost == 0 &&
         std::ranges::none_of(f.staff, [](const auto& one) { return one.comments > 0; });
}

Figures figures_of(db::Reader& reader, const store::Books& books, const Week& week) {
  return answers::figures(reader, books.site,
                          {.from = week.from, .to = week.to, .now = books.now(), .most_posts = 5});
}

void add_line(markup::Filling& filling, std::string_view what, const std::string& value,
              const std::string& before) {
  filling.add("LINE").set("WHAT", what).set("VALUE", value).set("BEFORE", before);
}

void add_lines(markup::Filling& filling, const Figures& f) {
  const auto& before = *f.before;
  const auto count = [](std::int64_t n) { return std::to_string(n); };
  using answers::percent;
  using answers::words;
  add_line(filling, "Comments that ask for an answer", count(f.needing), count(before.needing));
  add_line(filling, "Answered", percent(f.share_answered, f.open > 0),
           percent(before.share_answered, before.open > 0));
  if (f.target && before.target) {
    add_line(filling, "Within " + words(std::optional(f.target->within)), percent(f.target->share),
             percent(before.target->share));
  }
  add_line(filling, "First response, median", words(f.first_response.median),
           words(before.first_response.median));
  add_line(filling, "Nine in ten within, with those who wait", words(f.first_response.p90_so_far),
           words(before.first_response.p90_so_far));
  if (f.business && before.business) {
    add_line(filling, "Median in business time", words(f.business->median), words(before.business->median));
  }
  if (f.answers_lost > 0) add_line(filling, "Answers lost", count(f.answers_lost), "");
}

markup::Filling fill_in(const store::Books& books, const model::Person& person, const Figures& f) {
  const auto& site = books.site;
  const auto& zone = site.hours.zone;
  markup::Filling filling;
  filling.set("PERSON", person.name)
      .set("SITE", site.name)
      .set("SITE_URL", site.url.text())
      .set("FIRST_DAY", model::day_text(zone.day(*f.from)))
      .set("LAST_DAY", model::day_text(zone.day(*f.to) - days{1}))
      .set("WAITING", std::to_string(f.backlog.waiting));
  add_lines(filling, f);
  if (f.backlog.waiting > 0 && !f.backlog.oldest_url.empty()) {
    filling.add("OLDEST").set("URL", f.backlog.oldest_url).set("AGE", answers::words(f.backlog.max_age));
  }
  for (const auto& one : f.staff) {
    if (one.comments == 0 && one.first_answers == 0 && one.open_claims == 0) continue;
    filling.add("STAFF")
        .set("NAME", site.roster.name_of(one.person))
        .set("ANSWERS", std::to_string(one.answers))
        .set("FIRST", std::to_string(one.first_answers))
        .set("MEDIAN", answers::words(one.median_first_response))
        .set("CLAIMS", std::to_string(one.open_claims));
  }
  for (const auto& one : f.posts) {
    filling.add("POST")
        .set("TITLE", one.title.empty() ? one.url : one.title)
        .set("URL", one.url)
        .set("ASKED", std::to_string(one.needing))
        .set("OPEN", std::to_string(one.open));
  }
  for (const auto& sentence : answers::definitions(site)) filling.add("MEANING").set("SENTENCE", sentence);
  return filling;
}

}  // namespace

model::JobOutcome tell_week(const store::Books& books) {
  const auto& zone = books.site.hours.zone;
  const auto now = books.now();
  const auto week = last_week(zone, now);
  const auto due = zone.first(zone.day(week.to) + mail_at);
  const model::Again next{zone.next(now, mail_at, std::chrono::Monday), ""};
  if (now < due || now >= due + too_late || books.site.since >= due) return next;
  const auto people = readers(books.site, now);
  if (people.empty()) return next;
  const bool quiet = books.database.read(
      [&](db::Reader& reader) { return nothing_happened(figures_of(reader, books, week)); });
  if (quiet) return next;
  books.database.write([&](db::Tx& tx) {
    for (const auto* person : people) {
      if (const auto id = store::add_figures_mail(tx, books, person->id, week.from))
        store::add_job(tx, books, model::JobKind::mail_figures, *id, now);
    }
  });
  return next;
}

std::optional<AlertMail> compose_figures(const store::Books& books, const markup::Templates& templates,
                                         model::RowId id) {
  const auto mail = books.database.read(
      [&](db::Reader& reader) { return store::find_figures_mail(reader, books.site.id, id); });
  if (!mail || mail->state != model::DeliveryState::pending) return std::nullopt;
  const auto* person = books.site.roster.person(mail->person);
  if (!person || person->email.empty() || !person->staff_at(books.now())) return std::nullopt;
  const auto& zone = books.site.hours.zone;
  const Week week{mail->week_from, zone.start_of(zone.day(mail->week_from) + days{7})};
  const auto f = books.database.read([&](db::Reader& reader) { return figures_of(reader, books, week); });
  AlertMail out;
  out.to_name = person->name;
  out.to_address = person->email;
  out.subject = "[" + books.site.name + "] Answers from " + model::day_text(zone.day(week.from)) + ": " +
                answers::percent(f.share_answered, f.open > 0) + " answered, " +
                std::to_string(f.backlog.waiting) + " waiting";
  // The same at each try: a mail sent twice by a crash is one in the reader's program.
  out.message_id = "figures-" + std::to_string(id) + "@" + std::string(books.site.url.host());
  out.list_id = "figures." + std::string(books.site.url.host());
  const auto filling = fill_in(books, *person, f);
  out.text = templates.fill("mail/figures.txt", filling);
  out.html = templates.fill("mail/figures.html", filling);
  return out;
}

}  // namespace earshot::telling

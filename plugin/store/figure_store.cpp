#include "store/figure_store.h"

#include <limits>

#include "store/columns.h"

namespace earshot::store {

namespace {

std::int64_t begin_of(const std::optional<Time>& from) {
  return from ? micros(*from) : std::numeric_limits<std::int64_t>::min();
}
std::int64_t end_of(const std::optional<Time>& to) {
  return to ? micros(*to) : std::numeric_limits<std::int64_t>::max();
}

std::string week_lines(const model::BusinessHours& hours) {
  std::string out;
  for (const auto& interval : hours.week) out += model::weekly_text(interval) + "\n";
  return out;
}

std::string holiday_lines(const model::BusinessHours& hours) {
  std::string out;
  for (const auto day : hours.holidays) out += model::day_text(day) + "\n";
  return out;
}

model::BusinessHours hours_from(const db::Row& row, std::size_t at) {
  model::BusinessHours out;
  out.zone = model::Zone::find(row.text(at)).value_or(model::Zone());
  for (const auto& line : lines_of(row.text(at + 1))) {
    const auto intervals = model::parse_weekly(line).value();
    out.week.insert(out.week.end(), intervals.begin(), intervals.end());
  }
  out.week = model::week_of(std::move(out.week));
  for (const auto& line : lines_of(row.text(at + 2))) out.holidays.push_back(model::parse_day(line).value());
  return out;
}

std::string work_where(std::string_view when) {
  return std::string(
             "select person, count(*), count(case when n > 0 then 1 end), sum(n) from ("
             "select c.person as person,"
             " (select count(*) from answer a where a.site_id = c.site_id and a.answer_id = c.id) as n"
             " from comment c where c.site_id = $1 and c.person <> '' and c.identity in "
             "('proven','confirmed')"
             " and c.state = 'public' and ")
      .append(when)
      .append(") as work group by +person");
}

}  // namespace

std::vector<StaffWork> staff_work(db::Reader& reader, model::SiteId site, std::optional<Time> from,
                                  std::optional<Time> to) {
  std::map<std::string, StaffWork> found;
  const auto add = [&](const std::vector<db::Row>& rows) {
    for (const auto& row : rows) {
      auto& work = found[row.text(0)];
      work.comments += row.integer(1);
      work.answers += row.integer(2);
      work.items += row.integer(3);
    }
  };
  add(reader.query(work_where("c.published_at >= $2 and c.published_at < $3"),
                   {key(site), begin_of(from), end_of(to)}));
  if (!from && !to) add(reader.query(work_where("c.published_at is null"), {key(site)}));
  std::vector<StaffWork> out;
  for (auto& [person, work] : found) {
    out.push_back(work);
    out.back().person = person;
  }
  return out;
}

std::map<std::string, std::int64_t> open_claims(db::Reader& reader, model::SiteId site) {
  std::map<std::string, std::int64_t> out;
  for (const auto& row : reader.query(
           "select owner, count(*) from outreach_case where site_id = $1 and state = $2 group by owner",
           {key(site), std::string(model::word(model::CaseState::claimed))})) {
    out.emplace(row.text(0), row.integer(1));
  }
  return out;
}

std::int64_t answers_lost(db::Reader& reader, model::SiteId site, std::optional<Time> from,
                          std::optional<Time> to) {
  return reader
      .first(
          "select count(*) from event where site_id = $1 and fact = 'answer lost' and at >= $2 and at < $3",
          {key(site), begin_of(from), end_of(to)})
      ->integer(0);
}

std::int64_t answered_within(db::Reader& reader, model::SiteId site, std::optional<Time> from,
                             std::optional<Time> to) {
  return reader
      .first(
          "select count(*) from comment where site_id = $1 and needs_answer = 1 and state = 'public'"
          " and run_first = id and answered_at >= $2 and answered_at < $3",
          {key(site), begin_of(from), end_of(to)})
      ->integer(0);
}

std::vector<ScheduleVersion> schedules(db::Reader& reader, model::SiteId site) {
  std::vector<ScheduleVersion> out;
  for (const auto& row : reader.query("select valid_from, zone, week, holidays from business_schedule where "
                                      "site_id = $1 order by valid_from",
                                      {key(site)})) {
    out.push_back({from_micros(row.integer(0)), hours_from(row, 1)});
  }
  return out;
}

bool schedule_is_known(db::Reader& reader, model::SiteId site, const model::BusinessHours& hours) {
  const auto last = reader.first(
      "select zone, week, holidays from business_schedule where site_id = $1 order by valid_from desc limit "
      "1",
      {key(site)});
  if (!last) return hours.empty();
  return last->text(0) == hours.zone.name() && last->text(1) == week_lines(hours) &&
         last->text(2) == holiday_lines(hours);
}

void put_schedule(db::Tx& tx, model::SiteId site, const model::BusinessHours& hours, Time now) {
  tx.exec(
      "insert into business_schedule (site_id, valid_from, zone, week, holidays) values ($1, $2, $3, $4, $5)"
      " on conflict (site_id, valid_from) do nothing",
      {key(site), micros(now), hours.zone.name(), week_lines(hours), holiday_lines(hours)});
}

std::optional<model::RowId> add_figures_mail(db::Tx& tx, const Books& books, const std::string& person,
                                             Time week_from) {
  const auto id = books.next_id();
  const auto added = tx.exec(
      "insert into figures_mail (site_id, id, person, week_from, state, last_error) values ($1, $2, $3, $4, "
      "$5, '')"
      " on conflict (site_id, person, week_from) do nothing",
      {key(books.site.id), id, person, micros(week_from),
       std::string(model::word(model::DeliveryState::pending))});
  return added > 0 ? std::optional(id) : std::nullopt;
}

std::optional<FiguresLetter> find_figures_mail(db::Reader& reader, model::SiteId site, model::RowId id) {
  const auto row = reader.first(
      "select person, week_from, state from figures_mail where site_id = $1 and id = $2", {key(site), id});
  if (!row) return std::nullopt;
  return FiguresLetter{row->text(0), from_micros(row->integer(1)),
                       model::stored_word<model::DeliveryState>(row->text(2))};
}

void note_figures_mail(db::Tx& tx, model::SiteId site, model::RowId id, model::DeliveryState state,
                       std::string_view error) {
  tx.exec("update figures_mail set state = $3, last_error = $4 where site_id = $1 and id = $2",
          {key(site), id, std::string(model::word(state)), std::string(error)});
}

}  // namespace earshot::store

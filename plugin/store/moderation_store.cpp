#include "store/moderation_store.h"

#include <algorithm>
#include <array>

#include "store/columns.h"
#include "store/event_store.h"
#include "store/job_store.h"
#include "store/linkback_store.h"

namespace earshot::store {

using model::Linkback;
using model::LinkbackState;
using model::RuleKind;
using model::word;

namespace {

struct Decision {
  Moderation decision;
  LinkbackState to;
  std::string_view fact;
  std::array<LinkbackState, 4> from;  // the last is repeated where there are fewer
};
constexpr std::array decisions{
    Decision{Moderation::approve,
             LinkbackState::shown,
             "approved",
             {LinkbackState::waiting, LinkbackState::hidden, LinkbackState::junk, LinkbackState::junk}},
    Decision{Moderation::hide,
             LinkbackState::hidden,
             "hidden",
             {LinkbackState::waiting, LinkbackState::shown, LinkbackState::junk, LinkbackState::junk}},
};

const Decision& of(Moderation decision) {
  return *std::ranges::find(decisions, decision, &Decision::decision);
}

model::SourceRule rule_in(const db::Row& row) {
  return {model::stored_word<RuleKind>(row.text(0)), row.text(1),
          model::stored_word<model::RuleVerdict>(row.text(2))};
}

std::optional<model::SourceRule> first_rule(db::Reader& reader, model::SiteId site, RuleKind kind,
                                            const std::vector<std::string>& signs) {
  if (signs.empty()) return std::nullopt;
  std::string places;
  std::vector<db::Value> values{key(site), text(kind)};
  for (const auto& sign : signs) {
    values.emplace_back(sign);
    places += (places.empty() ? "$" : ", $") + std::to_string(values.size());
  }
  const auto rows = reader.query(
      "select kind, value, verdict from source_rule where site_id = $1 and kind = $2 and value in (" +
          places + ")",
      values);
  for (const auto& sign : signs) {
    for (const auto& row : rows) {
      if (row.text(1) == sign) return rule_in(row);
    }
  }
  return std::nullopt;
}

bool has_rules(db::Reader& reader, model::SiteId site, std::string_view kind) {
  return reader
      .first("select value from source_rule where site_id = $1 and kind = $2 limit 1", {key(site), own(kind)})
      .has_value();
}

}  // namespace

bool moderate(db::Tx& tx, const Books& books, model::RowId id, Moderation decision, std::string_view who) {
  const auto before = find_linkback(tx, books.site.id, id);
  const Decision& move = of(decision);
  if (!before || !std::ranges::count(move.from, before->state)) return false;
  Linkback after = *before;
  after.state = move.to;
  save_linkback(tx, books, *before, after);
  add_event(tx, books, "linkback", id, move.fact, word(before->state), who);
  return true;
}

bool undo_moderation(db::Tx& tx, const Books& books, model::RowId id, std::string_view who) {
  const auto before = find_linkback(tx, books.site.id, id);
  if (!before) return false;
  const Event* last = nullptr;
  const auto events = events_of(tx, books.site.id, "linkback", id);
  for (const auto& event : events) {
    if (event.fact == "undone") last = nullptr;
    if (std::ranges::count(decisions, event.fact, &Decision::fact)) last = &event;
  }
  if (!last) return false;
  const auto decided = std::ranges::find(decisions, last->fact, &Decision::fact)->to;
  const auto earlier = model::from_word<LinkbackState>(last->detail);
  if (before->state != decided || !earlier || !model::may_move(decided, *earlier)) return false;
  const bool was_shown = *earlier == LinkbackState::shown;
  Linkback after = *before;
  after.state = was_shown ? LinkbackState::waiting : *earlier;
  save_linkback(tx, books, *before, after);
  add_event(tx, books, "linkback", id, "undone", last->fact, who);
  if (was_shown) add_job(tx, books, model::JobKind::verify, id, books.now());
  return true;
}

bool is_to_be_shown_again(db::Reader& reader, model::SiteId site, model::RowId id) {
  bool hid_shown = false, undone = false;
  for (const auto& event : events_of(reader, site, "linkback", id)) {
    const bool decision = std::ranges::count(decisions, event.fact, &Decision::fact) > 0;
    if (event.fact == "undone") {
      undone = hid_shown;
      hid_shown = false;
    } else if (decision || model::from_word<LinkbackState>(event.fact)) {
      undone = false;
      hid_shown = event.fact == word(LinkbackState::hidden) && event.detail == word(LinkbackState::shown);
    }
  }
  return undone;
}

std::vector<model::RowId> decidable_linkbacks(db::Reader& reader, model::SiteId site, Moderation decision,
                                              std::string_view host) {
  const Decision& move = of(decision);
  std::vector<model::RowId> out;
  // Everything at once means what waits: junk and what was decided before is only meant where a host is
  // named.
  const std::size_t states = host.empty() ? 1 : move.from.size();
  for (std::size_t i = 0; i < states; ++i) {
    if (i > 0 && move.from[i] == move.from[i - 1]) continue;
    for (const auto& row : reader.query("select id, source_host from linkback where site_id = $1"
                                        " and state = $2 order by id",
                                        {key(site), text(move.from[i])})) {
      const std::string& of_source = row.text(1);
      const bool below = of_source.size() > host.size() && of_source.ends_with(host) &&
                         of_source[of_source.size() - host.size() - 1] == '.';
      if (host.empty() || of_source == host || below) out.push_back(row.integer(0));
    }
  }
  std::ranges::sort(out);
  return out;
}

void put_source_rule(db::Tx& tx, const Books& books, const model::SourceRule& rule, std::string_view who) {
  tx.exec(
      "insert into source_rule (site_id, kind, value, verdict, who, added_at)"
      " values ($1, $2, $3, $4, $5, $6) on conflict (site_id, kind, value) do update"
      " set verdict = excluded.verdict, who = excluded.who, added_at = excluded.added_at",
      {key(books.site.id), text(rule.kind), rule.value, text(rule.verdict), own(who), micros(books.now())});
}

bool remove_source_rule(db::Tx& tx, const Books& books, const model::SourceRule& rule) {
  return tx.exec("delete from source_rule where site_id = $1 and kind = $2 and value = $3 and verdict = $4",
                 {key(books.site.id), text(rule.kind), rule.value, text(rule.verdict)}) > 0;
}

std::vector<model::SourceRule> list_source_rules(db::Reader& reader, model::SiteId site,
                                                 std::optional<model::RuleVerdict> verdict) {
  std::vector<model::SourceRule> out;
  for (const auto& row : reader.query("select kind, value, verdict from source_rule where site_id = $1"
                                      " order by kind, value",
                                      {key(site)})) {
    auto rule = rule_in(row);
    if (!verdict || rule.verdict == *verdict) out.push_back(std::move(rule));
  }
  return out;
}

std::optional<model::SourceRule> source_verdict(db::Reader& reader, model::SiteId site,
                                                const SourceSigns& signs) {
  // A site without any list, the most frequent one, pays for one look.
  if (!reader.first("select kind from source_rule where site_id = $1 limit 1", {key(site)}))
    return std::nullopt;
  if (auto rule = first_rule(reader, site, RuleKind::host, signs.hosts)) return rule;
  if (auto rule = first_rule(reader, site, RuleKind::author, signs.authors)) return rule;
  if (signs.addresses.empty() || !has_rules(reader, site, word(RuleKind::address))) return std::nullopt;
  return first_rule(reader, site, RuleKind::address, signs.addresses);
}

std::vector<std::string> blocked_words(db::Reader& reader, model::SiteId site) {
  std::vector<std::string> out;
  for (const auto& row : reader.query("select value from source_rule where site_id = $1 and kind = 'word'"
                                      " and verdict = 'block' order by value",
                                      {key(site)})) {
    out.push_back(row.text(0));
  }
  return out;
}

bool is_known_source(db::Reader& reader, model::SiteId site, const Linkback& linkback) {
  return reader
      .first(
          "select id from linkback where site_id = $1 and source_host = $2 and author_url = $3"
          " and state = 'shown' and id <> $4 limit 1",
          {key(site), linkback.source_host, linkback.author_url, linkback.id})
      .has_value();
}

bool is_disliked_host(db::Reader& reader, model::SiteId site, std::string_view host, model::RowId but) {
  return reader
      .first(
          "select id from linkback where site_id = $1 and source_host = $2"
          " and state in ('hidden', 'junk') and id <> $3 limit 1",
          {key(site), own(host), but})
      .has_value();
}

namespace {

// Its address but for query and fragment.
std::string page_of(const Linkback& linkback) {
  return linkback.source.substr(0, linkback.source.find_first_of("?#"));
}

}  // namespace

int others_of_page(db::Reader& reader, model::SiteId site, const Linkback& linkback, int limit) {
  const auto address = linkback.source.substr(0, linkback.source.find('#'));
  return static_cast<int>(
      reader
          .query(
              "select 1 from linkback where site_id = $1 and post_id = $2 and state in ('shown', 'waiting')"
              " and source_host = $3 and id <> $4"
              " and ((substr(source, 1, length($5)) = $5 and substr(source, length($5) + 1, 1) in ('', '#'))"
              " or ($8 <> '' and title = $7 and excerpt = $8 and substr(source, 1, length($9)) = $9"
              " and substr(source, length($9) + 1, 1) in ('', '?', '#'))) limit $6",
              {key(site), id_or_null(linkback.post_id), linkback.source_host, linkback.id, address,
               std::int64_t{limit}, linkback.title, linkback.excerpt, page_of(linkback)})
          .size());
}

int others_of_domain(db::Reader& reader, model::SiteId site, const Linkback& linkback,
                     std::string_view domain, Time since, int limit) {
  int out = 0;
  for (const auto state : {LinkbackState::shown, LinkbackState::waiting}) {
    // By the numbers, which sort by time: only what came since then is read.
    out += static_cast<int>(
        reader
            .first(
                "select count(*) from (select id, source_host, received_at from linkback"
                " where site_id = $1 and post_id = $2 and state = $3 and id >= $4 order by id desc limit $5)"
                " where id <> $6 and received_at >= $7"
                " and (source_host = $8 or substr(source_host, -length($8) - 1) = '.' || $8)",
                {key(site), id_or_null(linkback.post_id), text(state), model::first_id_of(since),
                 std::int64_t{limit}, linkback.id, micros(since), own(domain)})
            ->integer(0));
  }
  return out;
}

namespace {

// What addresses of one page have in common; "" of no address.
std::string bare_page(const std::string& address) {
  const auto url = Url::parse(address);
  const auto bare = url ? Url::parse(url->origin() + std::string(url->path())) : std::nullopt;
  return bare ? page_key(*bare) : std::string();
}

}  // namespace

bool was_hidden_page(db::Reader& reader, model::SiteId site, const Linkback& linkback, const Url& read_at) {
  const std::array here{bare_page(linkback.source), bare_page(read_at.text())};
  const auto is_here = [&](const std::string& address) {
    const auto page = bare_page(address);
    return !page.empty() && std::ranges::count(here, page) > 0;
  };
  const auto hidden = reader.query(
      "select l.source, coalesce(p.final_url, '') from linkback l left join linkback_page p"
      " on p.site_id = l.site_id and p.linkback_id = l.id"
      " where l.site_id = $1 and l.post_id = $2 and l.state = 'hidden' and l.id <> $3",
      {key(site), id_or_null(linkback.post_id), linkback.id});
  return std::ranges::any_of(
      hidden, [&](const db::Row& row) { return is_here(row.text(0)) || is_here(row.text(1)); });
}

void put_score(db::Tx& tx, const Books& books, model::RowId id, const model::SpamScore& score) {
  if (score.points == 0 && score.parts.empty()) {
    tx.exec("delete from linkback_score where site_id = $1 and linkback_id = $2", {key(books.site.id), id});
    return;
  }
  tx.exec(
      "insert into linkback_score (site_id, linkback_id, points, parts) values ($1, $2, $3, $4)"
      " on conflict (site_id, linkback_id) do update set points = excluded.points,"
      " parts = excluded.parts",
      {key(books.site.id), id, std::int64_t{score.points}, score.parts});
}

model::SpamScore find_score(db::Reader& reader, model::SiteId site, model::RowId id) {
  const auto row = reader.first(
      "select points, parts from linkback_score"
      " where site_id = $1 and linkback_id = $2",
      {key(site), id});
  return row ? model::SpamScore{static_cast<int>(row->integer(0)), row->text(1)} : model::SpamScore{};
}

std::vector<model::RowId> linkbacks_to_read_again(db::Reader& reader, model::SiteId site, Time before,
                                                  int limit) {
  std::vector<model::RowId> out;
  for (const auto& row : reader.query("select id from linkback where site_id = $1 and state = 'shown'"
                                      " and verified_at < $2 order by verified_at limit $3",
                                      {key(site), micros(before), std::int64_t{limit}})) {
    out.push_back(row.integer(0));
  }
  return out;
}

int purge_junk(db::Tx& tx, const Books& books, Time before, int limit) {
  const auto site = key(books.site.id);
  const auto rows = tx.query(
      "select id from linkback where site_id = $1 and state = 'junk'"
      " and changed_at < $2 and not exists (select 1 from publication p"
      " where p.site_id = $1 and p.linkback_id = linkback.id)"
      " order by changed_at limit $3",
      {site, micros(before), std::int64_t{limit}});
  for (const auto& row : rows) {
    const auto id = row.integer(0);
    tx.exec("delete from linkback_page where site_id = $1 and linkback_id = $2", {site, id});
    tx.exec("delete from linkback_score where site_id = $1 and linkback_id = $2", {site, id});
    tx.exec("delete from event where site_id = $1 and subject_kind = 'linkback' and subject_id = $2",
            {site, id});
    tx.exec("delete from job where site_id = $1 and kind = 'verify' and subject = $2 and state = 'ready'",
            {site, id});
    tx.exec("delete from linkback where site_id = $1 and id = $2", {site, id});
  }
  return static_cast<int>(rows.size());
}

}  // namespace earshot::store

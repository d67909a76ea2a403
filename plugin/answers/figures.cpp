#include "answers/figures.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <unordered_map>

#include "answers/groups.h"
#include "answers/schedule.h"
#include "answers/spans.h"
#include "store/comment_store.h"
#include "store/figure_store.h"
#include "store/post_store.h"

namespace earshot::answers {

namespace {

using std::chrono::hours;
constexpr std::array<Duration, 4> bucket_ends{hours(4), hours(24), hours(72), hours(168)};

std::size_t bucket_of(Duration d) {
  return static_cast<std::size_t>(std::ranges::upper_bound(bucket_ends, d) - bucket_ends.begin());
}

std::optional<double> share(std::int64_t part, std::int64_t of) {
  if (of == 0) return std::nullopt;
  return static_cast<double>(part) / static_cast<double>(of);
}

// One question as it stands at some time.
struct Measured {
  enum class Kind { open, closed, known, unknown, impossible } kind = Kind::open;
  Duration wall{};  // until the answer or the end of the wait, or the age of what waits
  std::optional<Duration> business;
};

// How things stand at `now`, which may lie in the past: what came later has not come yet.
enum class Standing { open, closed, answered };
Standing standing_of(const model::Wait& wait, Time now) {
  if (wait.first_answer && (!wait.answered || *wait.answered <= now)) return Standing::answered;
  return wait.closed && *wait.closed <= now ? Standing::closed : Standing::open;
}

// From when the question counts: where the host wants it, from when it was let through. Whoever answered
// before we saw it had seen it himself.
std::optional<Time> begin_of_wait(const store::WaitFact& fact, const model::Site& site) {
  constexpr auto seen_as_it_came = std::chrono::minutes(10);
  if (!site.answering.from_visible || !fact.published || !fact.seen || *fact.published < site.since)
    return fact.published;
  if (fact.wait.answered && *fact.wait.answered < *fact.seen) return fact.published;
  return *fact.seen > *fact.published + seen_as_it_came ? fact.seen : fact.published;
}

Measured measure_question(const store::WaitFact& fact, Standing standing, Time now, const model::Site& site,
                          const Schedule& schedule) {
  const bool answered = standing == Standing::answered, closed = standing == Standing::closed;
  Measured out;
  const auto begin = begin_of_wait(fact, site);
  if (!begin || (answered && !fact.wait.answered)) {
    out.kind = Measured::Kind::unknown;
    return out;
  }
  const Time end = answered ? *fact.wait.answered : closed ? *fact.wait.closed : now;
  const auto took = end - *begin;
  if (answered && took < -clock_skew) {
    out.kind = Measured::Kind::impossible;
    return out;
  }
  out.kind = answered ? Measured::Kind::known : closed ? Measured::Kind::closed : Measured::Kind::open;
  out.wall = std::max(took, Duration::zero());
  out.business = schedule.duration(*begin, end);
  return out;
}

// Counts one cohort.
class Counter {
 public:
  Counter(const model::Site& site, const Schedule& schedule, Cohort& out)
      : site_(site), schedule_(schedule), out_(out) {
    if (!site.answer_target) return;
    out_.target.emplace();
    out_.target->within = *site.answer_target;
    out_.target->business = !site.hours.empty();
  }

  Standing standing(const store::WaitFact& fact) const { return standing_of(fact.wait, out_.now); }

  // What became of the question, if the comment is the first of its run.
  std::optional<Measured> add(const store::WaitFact& fact) {
    const auto stands = standing(fact);
    const bool answered = stands == Standing::answered;
    ++out_.needing;
    ++(answered ? out_.answered : stands == Standing::closed ? out_.closed : out_.open);
    out_.edited += answered && fact.wait.edited && *fact.wait.edited <= out_.now;
    if (fact.wait.run_first != fact.item) return std::nullopt;
    const auto measured = measure_question(fact, stands, out_.now, site_, schedule_);
    auto& times = out_.first_response;
    if (measured.kind == Measured::Kind::open || measured.kind == Measured::Kind::closed) {
      ages_.push_back(measured.wall);
      if (measured.business) business_ages_.push_back(*measured.business);
    } else if (measured.kind == Measured::Kind::known) {
      ++times.known;
      responses_.push_back(measured.wall);
      if (measured.business) business_responses_.push_back(*measured.business);
    } else if (answered) {
      ++(measured.kind == Measured::Kind::unknown ? times.unknown : times.impossible);
    }
    if (out_.target) hold_against_target(measured);
    return measured;
  }

  void finish() {
    measure(out_.first_response, responses_, ages_);
    out_.share_answered = share(out_.answered, out_.needing);
    if (!site_.hours.empty()) {
      out_.business.emplace();
      out_.business->known = static_cast<std::int64_t>(business_responses_.size());
      out_.business->unknown = out_.first_response.unknown;
      out_.business->impossible = out_.first_response.impossible;
      measure(*out_.business, business_responses_, business_ages_);
    }
    if (out_.target) out_.target->share = share(out_.target->met, out_.target->met + out_.target->missed);
  }

 private:
  void hold_against_target(const Measured& measured) {
    auto& target = *out_.target;
    const auto took = target.business ? measured.business : std::optional(measured.wall);
    const bool dated =
        measured.kind != Measured::Kind::unknown && measured.kind != Measured::Kind::impossible;
    if (!dated || !took) {
      ++target.unknown;
    } else if (*took > target.within || measured.kind == Measured::Kind::closed) {
      ++target.missed;
    } else {
      ++(measured.kind == Measured::Kind::known ? target.met : target.undecided);
    }
  }

  const model::Site& site_;
  const Schedule& schedule_;
  Cohort& out_;
  std::vector<Duration> responses_, ages_, business_responses_, business_ages_;
};

struct PersonTimes {
  std::int64_t first_answers = 0;
  std::vector<Duration> wall, business;
};

struct PostTimes {
  std::int64_t needing = 0, answered = 0, open = 0;
  std::vector<Duration> wall;
};

class Report {
 public:
  Report(db::Reader& reader, const model::Site& site, const FigureQuestion& question)
      : reader_(reader),
        site_(site),
        question_(question),
        schedule_(versions(), question.now),
        spans_(site.hours.zone, question),
        groups_(reader, site) {
    out_.from = question.from;
    out_.to = question.to;
    out_.now = question.now;
  }

  Figures make() {
    count_cohort();
    credit_gone();
    count_before();
    count_backlog();
    count_staff();
    name_posts();
    out_.kinds = groups_.kinds();
    out_.topics = groups_.topics();
    out_.span = spans_.unit();
    out_.spans = spans_.finish();
    out_.answers_lost = store::answers_lost(reader_, site_.id, question_.from, question_.to);
    out_.answered_in_window = store::answered_within(reader_, site_.id, question_.from, question_.to);
    return std::move(out_);
  }

 private:
  std::vector<store::ScheduleVersion> versions() {
    auto out =
        question_.present_hours ? std::vector<store::ScheduleVersion>() : store::schedules(reader_, site_.id);
    if (out.empty()) out.push_back({Time{}, site_.hours});
    return out;
  }

  void count_cohort() {
    Counter counter(site_, schedule_, out_);
    store::stream_waits(reader_, site_.id, question_.from, question_.to, [&](const store::WaitFact& fact) {
      const auto stands = counter.standing(fact);
      const bool answered = stands == Standing::answered, open = stands == Standing::open;
      const auto measured = counter.add(fact);
      const bool timed = measured && measured->kind == Measured::Kind::known;
      auto& post = posts_[fact.post_id];
      ++post.needing;
      post.answered += answered;
      post.open += open;
      if (timed) post.wall.push_back(measured->wall);
      if (timed) ++out_.response_counts[bucket_of(measured->wall)];
      const auto took = timed ? std::optional(measured->wall) : std::nullopt;
      spans_.add(fact.published, answered, open, took);
      groups_.add(fact.item, answered, open, took);
      if (measured && answered) credit(fact.wait.answered_by, *measured);
    });
    counter.finish();
  }

  // Deleted questions are in no cohort; who answered them first did so all the same.
  void credit_gone() {
    store::stream_answered_and_gone(
        reader_, site_.id, question_.from, question_.to, [&](const store::WaitFact& fact) {
          credit(fact.wait.answered_by,
                 measure_question(fact, Standing::answered, question_.now, site_, schedule_));
        });
  }

  void credit(const std::string& person, const Measured& measured) {
    auto& times = people_[person];
    ++times.first_answers;
    if (measured.kind != Measured::Kind::known) return;
    times.wall.push_back(measured.wall);
    if (measured.business) times.business.push_back(*measured.business);
  }

  // Both cohorts had as long to be answered: else the younger one would look worse each time.
  void count_before() {
    if (!question_.from) return;
    const auto length = question_.to.value_or(question_.now) - *question_.from;
    if (length <= Duration::zero()) return;
    auto& before = out_.before.emplace();
    before.from = *question_.from - length;
    before.to = *question_.from;
    before.now = question_.now - length;
    Counter counter(site_, schedule_, before);
    store::stream_waits(reader_, site_.id, before.from, before.to,
                        [&](const store::WaitFact& fact) { counter.add(fact); });
    counter.finish();
  }

  void count_backlog() {
    auto& out = out_.backlog;
    std::vector<Duration> ages;
    store::stream_waiting(reader_, site_.id, [&](const store::WaitingFact& fact) {
      ++out.waiting;
      if (!fact.since) {
        ++out.undated;
        return;
      }
      const auto age = std::max(Duration::zero(), question_.now - *fact.since);
      ++out.ages[bucket_of(age)];
      if (ages.empty()) out.oldest = fact.item;
      ages.push_back(age);
    });
    if (ages.empty()) return;
    out.max_age = ages.front();
    out.median_age = median_of(ages);
    if (const auto oldest = store::find_comment(reader_, site_.id, out.oldest)) {
      out.oldest_id = oldest->engine_id;
      out.oldest_url = oldest->url;
    }
  }

  void count_staff() {
    std::map<std::string, StaffFigures> staff;
    const auto of = [&](const std::string& person) -> StaffFigures& {
      auto& line = staff[person];
      line.person = person;
      return line;
    };
    for (const auto& work : store::staff_work(reader_, site_.id, question_.from, question_.to)) {
      auto& line = of(work.person);
      line.comments = work.comments;
      line.answers = work.answers;
      line.items = work.items;
    }
    for (const auto& [person, cases] : store::open_claims(reader_, site_.id)) of(person).open_claims = cases;
    for (auto& [person, times] : people_) {
      auto& line = of(person);
      line.first_answers = times.first_answers;
      line.median_first_response = median_of(times.wall);
      if (!site_.hours.empty()) line.median_business = median_of(times.business);
    }
    for (auto& [person, line] : staff) out_.staff.push_back(std::move(line));
  }

  void name_posts() {
    out_.posts_in_all = static_cast<std::int64_t>(posts_.size());
    std::vector<std::pair<std::int64_t, model::RowId>> order;  // the most questions first, then the youngest
    for (const auto& [post, times] : posts_) order.emplace_back(-times.needing, -post);
    std::ranges::sort(order);
    order.resize(std::min(order.size(), question_.most_posts));
    for (const auto& [unused, minus_post] : order) {
      auto& times = posts_[-minus_post];
      PostFigures line{-minus_post, {}, {}, times.needing, times.answered, times.open, median_of(times.wall)};
      if (const auto post = store::find_post(reader_, site_.id, line.post)) {
        line.title = post->title;
        line.url = post->url;
      }
      out_.posts.push_back(std::move(line));
    }
  }

  db::Reader& reader_;
  const model::Site& site_;
  const FigureQuestion& question_;
  Figures out_;
  Schedule schedule_;
  SpanCounter spans_;
  GroupCounter groups_;
  std::map<std::string, PersonTimes> people_;
  std::unordered_map<model::RowId, PostTimes> posts_;
};

}  // namespace

Figures figures(db::Reader& reader, const model::Site& site, const FigureQuestion& question) {
  return Report(reader, site, question).make();
}

std::vector<std::string> definitions(const model::Site& site) {
  std::vector<std::string> out{
      "Asks for an answer: a public comment by a reader that is not mere thanks, a greeting or said before.",
      "Answered: somebody of the staff who was logged in, or whose word it is by a colleague's confirmation, "
      "answered it later.",
      "Share answered: of the comments written in the time, \"so far\" while some of them wait.",
      "First response: from a question to its first answer. Comments of one reader with no answer between "
      "them are one question; "
      "up to two minutes before the question count as at once.",
      "Median and nine in ten: nearest rank, k = ceil(q n), of what was answered; fewer than five are "
      "listed.",
      "With those who wait: the same by Kaplan and Meier; > means that too many wait to say more.",
      "The time before: as long, and as things stood as long ago, so that both had as long to be answered.",
      "Waiting: all that waits now, whenever written, by its age.",
      "Closed: asked and not answered before comments there were closed, or the post went. Counts as "
      "unanswered, and against the target; waits no more.",
      "Edited after answer: more than a fifth of its words are new since its last answer" +
          std::string(site.answering.edited_waits ? "; it waits again."
                                                  : "; the answer counts all the same."),
      "By kind and topic: what the words of a comment ask for, and which products and topics of the roster "
      "it names for sure; imported comments are not looked through for them."};
  if (site.answering.from_visible)
    out.push_back("First response counts from when a question could be read, where it was held back.");
  if (!site.hours.empty()) {
    out.push_back("Business time: only the site's hours count (" + site.hours.zone.name() +
                  ", without holidays), as they were when the question was asked.");
  }
  if (site.answer_target) {
    out.push_back("Within target: first response within " + in_words(*site.answer_target) +
                  (site.hours.empty() ? "" : " of business time") +
                  "; what still waits and may yet meet it is not counted.");
  }
  return out;
}

}  // namespace earshot::answers

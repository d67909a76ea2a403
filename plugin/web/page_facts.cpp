#include "web/page_facts.h"

#include <algorithm>
#include <map>

#include "answers/response_times.h"
#include "answers/staff_match.h"
#include "store/comment_store.h"
#include "store/linkback_store.h"
#include "store/post_store.h"

namespace earshot::web {
namespace {

using model::Identity;

constexpr int most_linkbacks = 1000;

std::optional<Duration> first_response(const model::Comment& comment) {
  if (!comment.published || !comment.wait.answered) return std::nullopt;
  const auto took = *comment.wait.answered - *comment.published;
  if (took < -answers::clock_skew) return std::nullopt;
  return std::max(took, Duration::zero());
}

}  // namespace

std::string company_name(const model::Site& site, const std::string& person) {
  const auto* found = site.roster.person(person);
  const auto* company = found ? site.roster.company(found->company) : nullptr;
  return company ? company->name : std::string();
}

std::string element_id(const model::Comment& comment) {
  const auto hash = comment.url.rfind('#');
  if (hash != std::string::npos && hash + 1 < comment.url.size()) return comment.url.substr(hash + 1);
  return "comment-" + comment.engine_id;
}

namespace {

// An answer that is no comment of this page: a later post of ours, or a page that links here.
std::string address_of(db::Reader& reader, const model::Site& site, model::RowId answer) {
  if (const auto post = store::find_post(reader, site.id, answer)) return post->url;
  const auto linkback = store::find_linkback(reader, site.id, answer);
  return linkback ? linkback->source : std::string();
}

}  // namespace

PageFacts read_page_facts(db::Reader& reader, const model::Site& site, model::RowId post) {
  PageFacts facts;
  std::vector<Duration> times;
  const auto comments = store::comments_of_post(reader, site.id, post);
  std::map<model::RowId, std::string> elements;
  for (const auto& comment : comments) elements[comment.id] = element_id(comment);
  std::optional<answers::StaffRoll> roll;  // made when somebody bears a name of ours: few pages need it
  for (const auto& comment : comments) {
    if (comment.state != model::Visibility::open || comment.kind != "comment") continue;
    ++facts.comments;
    CommentMark mark;
    mark.element = elements[comment.id];
    mark.author = comment.author_name;
    if (answers::is_staff(comment)) {
      mark.staff = site.roster.name_of(comment.person);
      mark.company = company_name(site, comment.person);
      mark.confirmed_only = comment.identity == Identity::confirmed;
    }
    const auto policy = site.answering.unproven_names;
    if (answers::is_unproven(comment) && policy != model::UnprovenNames::leave) {
      if (!roll) roll.emplace(site);
      const auto* company = roll->company_named(comment.author_name);
      mark.unproven_name = company ? company->name : site.roster.name_of(comment.person);
      if (!company) mark.unproven_company = company_name(site, comment.person);
      mark.folded = policy == model::UnprovenNames::hide;
    }
    if (comment.needs_answer) {
      ++facts.asked;
      if (comment.wait.first_answer) {
        ++facts.answered;
        mark.answered_by = site.roster.name_of(comment.wait.answered_by);
        const auto here = elements.find(*comment.wait.first_answer);
        if (here != elements.end()) mark.answer_element = here->second;
        mark.answer_url = here != elements.end() ? "#" + here->second
                                                 : address_of(reader, site, *comment.wait.first_answer);
        mark.answered_after = first_response(comment);
        if (mark.answered_after) times.push_back(*mark.answered_after);
      }
      if (model::waits(comment)) {
        ++facts.waiting;
        mark.waits = site.answering.show_waiting;
      }
    }
    if (!mark.staff.empty() || !mark.unproven_name.empty() || !mark.answered_by.empty() || mark.waits)
      facts.marks.push_back(std::move(mark));
  }
  facts.median_first_response = answers::median_of(times);
  facts.linkbacks = store::shown_linkbacks(reader, site.id, post, most_linkbacks);
  return facts;
}

}  // namespace earshot::web

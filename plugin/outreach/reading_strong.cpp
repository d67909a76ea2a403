// What a full name, a handle, a company or a product found in the text is worth.
#include <algorithm>

#include "base/text.h"
#include "outreach/reading.h"
#include "outreach/word_lists.h"

namespace earshot::outreach {

namespace {

std::string without_possessive(std::string word) {
  const std::size_t apostrophe = word.find('\'');
  return apostrophe == std::string::npos ? word : word.substr(0, apostrophe);
}

bool german_noun(std::string_view folded) {
  for (const std::string_view ending :
       {"ung", "en", "er", "heit", "keit", "schaft", "tion", "e", "team", "ent", "nis"}) {
    if (folded.size() > ending.size() + 1 && folded.ends_with(ending)) return true;
  }
  return false;
}

std::string_view host_of(std::string_view href) {
  const std::size_t slashes = href.find("//");
  if (slashes == std::string_view::npos) return {};
  href.remove_prefix(slashes + 2);
  href = href.substr(0, href.find_first_of("/?#"));
  if (const std::size_t at = href.rfind('@'); at != std::string_view::npos) href.remove_prefix(at + 1);
  return href.substr(0, href.find(':'));
}

std::string in_quotes(std::string_view text) {
  return "“" + squeeze(text) + "”";
}

}  // namespace

void Reading::tell(Range place, model::WhomKind kind, std::string whom, Verdict verdict) {
  const std::string_view all = passage_.text();
  const auto opened = std::ranges::count(passage_.of(place), '['),
             closed = std::ranges::count(passage_.of(place), ']');
  if (opened > closed && place.end < all.size() && all[place.end] == ']') ++place.end;
  if (closed > opened && place.begin > 0 && all[place.begin - 1] == '[') --place.begin;
  if (text_.quoted(place.begin) && verdict.alerts) {
    verdict.alerts = false;
    verdict.why += "; stands in a quotation";
  }
  const Range origin = text_.origin(place);
  out_.push_back({kind, std::move(whom), std::string(passage_.of(place)), origin.begin, origin.end,
                  verdict.sure, verdict.alerts, std::move(verdict.rule), std::move(verdict.why)});
}

void Reading::tell_person(Range place, std::uint32_t owner, Verdict verdict) {
  const model::Person& person = matcher_.roster().people[owner];
  if (!person.staff_at(at_)) {
    const bool early = person.from && at_ < *person.from;
    verdict.alerts = false;
    verdict.why += early ? "; staff only from " + iso8601(*person.from).substr(0, 10)
                         : "; no longer staff since " + iso8601(*person.to).substr(0, 10);
  }
  tell(place, model::WhomKind::person, person.id, std::move(verdict));
}

void Reading::judge(const Strong& strong) {
  switch (strong.senses.front()->spelling) {
    case Spelling::company:
    case Spelling::product:
    case Spelling::topic:
      return judge_thing(strong);
    default:
      return judge_person(strong);
  }
}

void Reading::judge_thing(const Strong& strong) {
  const Sense& sense = *strong.senses.front();
  Verdict verdict{true, true, "", "names " + in_quotes(sense.written)};
  if (sense.spelling == Spelling::topic) {
    verdict.rule = "topic";
    return tell(strong.place, model::WhomKind::topic, sense.written, verdict);
  }
  const bool company = sense.spelling == Spelling::company;
  verdict.rule = company ? "company" : "product";
  const bool small = !sense.several_words && !sense.spaceless && !passage_.capital(strong.place) &&
                     folded(sense.written) != sense.written && is_lower(passage_.behind(strong.place.begin));
  if (strong.as_surname) {
    verdict = {false, false, "company_as_surname",
               in_quotes(sense.written) + " is the surname of a person here"};
  } else if (small) {
    verdict.sure = false;
    verdict.alerts = !company;
    if (company) verdict.why = "written small, " + in_quotes(sense.written) + " may be an ordinary word";
  }
  if (!company) return tell(strong.place, model::WhomKind::product, sense.written, verdict);
  tell(strong.place, model::WhomKind::company, matcher_.roster().companies[sense.owner].id, verdict);
}

Reading::Verdict Reading::verdict_for_name(const Strong& strong, const Sense& sense,
                                           const std::string& longer) const {
  if (sense.spelling == Spelling::handle) {
    if (passage_.before(strong.place.begin) == '@') return {true, true, "handle", "handle @" + sense.written};
    const std::string plain = folded(sense.written);
    const bool word_too = sense.common || is_given_name(plain) || is_lead_word(plain) || plain.size() < 4;
    if (word_too) return {false, false, "handle", "handle without “@” that is a word as well"};
    return {false, true, "handle", "handle " + in_quotes(sense.written) + " without “@”"};
  }
  const bool full = sense.spelling == Spelling::full_name;
  if (!longer.empty()) {
    return {false, false, full ? "full_name" : "alias",
            "together with " + in_quotes(longer) + " it may be another, longer name"};
  }
  if (full)
    return {true, true, "full_name",
            "full name" + std::string(strong.initial_inside ? " with an initial between" : "")};
  return {true, true, "alias", "spelling " + in_quotes(sense.written) + " of the roster"};
}

void Reading::judge_person(const Strong& strong) {
  People people;
  for (const Sense* sense : strong.senses) {
    if (std::ranges::find(people, sense->owner) == people.end()) people.push_back(sense->owner);
  }
  const Sense& sense = *strong.senses.front();
  const bool handle = sense.spelling == Spelling::handle;
  const bool named = !handle && (sense.several_words || sense.spaceless);
  const Verdict verdict =
      verdict_for_name(strong, sense, named && !sense.spaceless ? longer_name(strong.place) : "");
  std::string by;
  const People meant = settle_namesakes(people, strong.place, by);
  const bool settled = meant.size() == 1;
  for (const std::uint32_t person : people) {
    Verdict own = verdict;
    if (people.size() > 1 && settled && person == meant.front()) {
      own.sure = false;
      own.why += by;
    } else if (people.size() > 1) {
      own.sure = own.alerts = false;
      own.why = settled ? "somebody else with the same name is meant" + by
                        : "several people of the roster carry this name and nothing near tells who is meant";
    }
    const bool antecedent = own.alerts || (people.size() == 1 && verdict.alerts);
    if (antecedent) remember(person, strong.place.begin);
    tell_person(strong.place, person, own);
  }
}

Reading::People Reading::settle_namesakes(const People& people, Range place, std::string& by) const {
  if (people.size() < 2) return people;
  People left;
  for (const std::uint32_t p : people) {
    if (matcher_.roster().people[p].staff_at(at_)) left.push_back(p);
  }
  if (left.size() == 1) by = "; the only one of that name who is staff";
  if (left.size() < 2) return left;
  for (const std::string_view distance : {"sentence", "paragraph"}) {
    People near;
    for (const std::uint32_t p : left) {
      const std::string where = company_near(p, place);
      if (!where.empty() && (distance == "paragraph" || where.find(distance) != std::string::npos))
        near.push_back(p);
    }
    if (near.size() == 1) {
      by = "; the company is spoken of " + company_near(near.front(), place);
      return near;
    }
    if (near.size() > 1) return left;
  }
  return left;
}

bool Reading::is_no_surname(Passage::Neighbour next, Range name) const {
  const std::string plain = without_possessive(word(next.word));
  if (plain == "ii" || plain == "iii" || plain == "iv" || plain == "jr" || plain == "sr") return false;
  if (plain.size() < 2 || is_lead_word(plain) || strong_begins(next.word.begin)) return true;
  if (passage_.all_capitals(next.word) && !passage_.all_capitals(name)) return true;  // "CEO"
  if (german() && german_noun(plain)) return true;
  return passage_.in_headline(name.begin);
}

// The neighbour that makes the name a longer one: "Delgado" behind "Ana Ruiz", "Maria" before it.
std::string Reading::longer_name(Range place) const {
  auto next = passage_.word_behind(place.end);
  if (next.exists() && !next.broken) {
    if (passage_.capital(next.word) && !is_no_surname(next, place))
      return std::string(passage_.of(next.word));
    const std::string small = word(next.word);
    const auto second = passage_.word_behind(next.word.end);
    const bool of_two = small == "de" && (word(second.word) == "la" || word(second.word) == "los" ||
                                          word(second.word) == "las");
    const auto third = of_two ? passage_.word_behind(second.word.end) : second;
    if ((of_two || small == "van") && passage_.capital(third.word) && !strong_begins(third.word.begin)) {
      return std::string(passage_.of({next.word.begin, third.word.end}));
    }
  }
  const auto previous = passage_.word_before(place.begin);
  if (previous.exists() && !previous.broken && !previous.dot && passage_.capital(previous.word)) {
    const std::string plain = word(previous.word);
    const bool verb = is_common_word(plain) && passage_.sentence_begins(previous.word.begin);
    if (is_given_name(plain) && !verb && !strong_covers(previous.word))
      return std::string(passage_.of(previous.word));
  }
  return {};
}

// "Henry Ford", "Mr. Ford", "H. Ford", "Ford, Henry".
bool Reading::worn_as_surname(Range place) const {
  if (passage_.behind(place.end) == ',') {
    const auto given = passage_.word_behind(place.end + 1);
    const bool alone = !passage_.capital(passage_.word_behind(given.word.end).word);
    if (passage_.capital(given.word) && is_given_name(word(given.word)) && alone && !someone_before(place)) {
      return passage_.word_behind(given.word.end).exists() == false || passage_.sentence_begins(place.begin);
    }
  }
  return someone_before(place);
}

bool Reading::someone_before(Range place) const {
  const auto previous = passage_.word_before(place.begin);
  if (!previous.exists() || previous.broken) return false;
  const std::string plain = word(previous.word);
  const bool initial = previous.dot && count_characters(plain) == 1 && passage_.capital(previous.word);
  if (initial || (is_title(plain) && (passage_.capital(previous.word) || previous.dot))) return true;
  if (previous.dot || !passage_.capital(previous.word) || strong_covers(previous.word)) return false;
  if (is_given_name(plain)) return !(is_common_word(plain) && passage_.sentence_begins(previous.word.begin));
  if (passage_.sentence_begins(previous.word.begin) || is_lead_word(plain) || german() ||
      passage_.in_headline(place.begin))
    return false;
  return !passage_.all_capitals(previous.word) && previous.word.end - previous.word.begin > 2 &&
         plain.find('\'') == std::string::npos;
}

void Reading::note_companies() {
  for (const Strong& strong : strong_) {
    const Sense& sense = *strong.senses.front();
    const bool thing = sense.spelling == Spelling::company || sense.spelling == Spelling::product ||
                       sense.spelling == Spelling::topic;
    if (thing && !strong.as_surname) company_places_[sense.owner].push_back(strong.place);
  }
  for (const Hit& hit : hits_) {
    if (!matcher_.summary(hit.entry).domain) continue;
    for (const auto company : matcher_.bearers(hit.entry).domain)
      company_places_[company].push_back(hit.place);
  }
  std::vector<Found> found;
  for (const auto& link : text_.links()) {
    found.clear();
    const std::string host = folded(host_of(link.href));
    matcher_.trie().find(host, found);
    for (const Found& each : found) {
      if (each.end != host.size() || (each.begin > 0 && host[each.begin - 1] != '.')) continue;
      for (const auto company : matcher_.bearers(each.entry).domain)
        company_places_[company].push_back(link.place);
    }
  }
  for (auto& [company, places] : company_places_) {
    std::ranges::sort(places, {}, &Range::begin);
    for (std::size_t i = 1; i < places.size(); ++i)
      places[i].end = std::max(places[i].end, places[i - 1].end);
  }
}

bool Reading::company_within(std::uint32_t company, Range range) const {
  const auto places = company_places_.find(company);
  if (places == company_places_.end()) return false;
  const auto behind = std::ranges::lower_bound(places->second, range.end, {}, &Range::begin);
  return behind != places->second.begin() && (behind - 1)->end >= range.begin;
}

std::string Reading::company_near(std::uint32_t person, Range place) const {
  const std::uint32_t company = matcher_.parts(person).company;
  if (company == NameTrie::npos || company_places_.empty()) return {};
  if (company_within(company, passage_.sentence(place.begin))) return "in the same sentence";
  if (company_within(company, passage_.paragraph(place.begin))) return "in the same paragraph";
  return {};
}

bool Reading::german() const {
  if (german_) return *german_;
  constexpr std::size_t enough = 4000;
  int words = 0;
  const std::string plain = folded(cut(passage_.text(), enough));
  for (std::size_t at = 0; at < plain.size();) {
    const std::size_t end = std::min(plain.find_first_of(" ,.!?:;", at), plain.size());
    words += is_german_word(std::string_view(plain).substr(at, end - at)) ? 1 : 0;
    at = end + 1;
  }
  german_ = words >= 2 && words * 400 >= static_cast<int>(plain.size());
  return *german_;
}

}  // namespace earshot::outreach

// What a full name, a handle, a company or a product found in the text is worth.
#include <algorithm>

#include "base/text.h"
#include "names/reading.h"
#include "names/word_lists.h"

namespace earshot::names {

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

// "& Sons" or "Brick Company" behind a company's name.
std::string heirs_of(const Passage& passage, Range place) {
  constexpr std::string_view forms[] = {"ag",   "church", "college", "company", "corp",   "corporation",
                                        "gmbh", "inc",    "llc",     "ltd",     "school", "university"};
  const auto sign = passage.word_behind(place.end);
  const auto form = passage.word_behind(sign.word.end);  // "Acme Brick Company"
  const bool motor =
      folded(passage.of(sign.word)).starts_with("motor");  // "Ford Motor Company" is Ford itself
  if (!motor && passage.capital(sign.word) && passage.capital(form.word) && !sign.broken && !form.broken &&
      among(forms, folded(passage.of(form.word))))
    return std::string(passage.of({place.begin, form.word.end}));
  std::size_t at = sign.word.end;
  const std::string joint = folded(passage.of(sign.word));
  if (passage.of({place.end, std::min(place.end + 3, passage.text().size())}) == " & ") {
    at = place.end + 2;
  } else if (joint != "and" && joint != "und" && joint != "et" && joint != "y") {
    return {};
  }
  const auto heirs = passage.word_behind(at);
  constexpr std::string_view words[] = {"brothers", "bros", "daughters", "fils", "gebruder", "hijos",
                                        "partners", "sohn", "sohne",     "sons", "tochter"};
  const bool found = among(words, folded(passage.of(heirs.word)));
  return found && passage.capital(heirs.word) ? std::string(passage.of({place.begin, heirs.word.end})) : "";
}

std::string in_quotes(std::string_view text) {
  return "“" + squeeze(text) + "”";
}

}  // namespace

void Reading::tell(Range place, model::WhomKind kind, std::string whom, Verdict verdict) {
  place = text_.as_written(place);
  const std::string& all = text_.as_written();
  const std::string_view inside = std::string_view(all).substr(place.begin, place.end - place.begin);
  const auto opened = std::ranges::count(inside, '['), closed = std::ranges::count(inside, ']');
  if (opened > closed && place.end < all.size() && all[place.end] == ']') ++place.end;
  if (closed > opened && place.begin > 0 && all[place.begin - 1] == '[') --place.begin;
  if (text_.quoted(place.begin) && verdict.alerts) {
    verdict.alerts = false;
    verdict.why += "; stands in a quotation";
  }
  const Range origin = text_.origin(place);
  out_.push_back({kind, std::move(whom), all.substr(place.begin, place.end - place.begin), origin.begin,
                  origin.end, verdict.sure, verdict.alerts, std::move(verdict.rule), std::move(verdict.why)});
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
  Verdict verdict{true, true, "", "the name " + in_quotes(sense.written) + " of the roster"};
  if (sense.spelling == Spelling::topic) {
    verdict.rule = "topic";
    return tell(strong.place, model::WhomKind::topic, sense.written, verdict);
  }
  const bool company = sense.spelling == Spelling::company;
  verdict.rule = company ? "company" : "product";
  if (strong.ending()) verdict.why += company ? ", in the genitive" : ", in the plural";
  const bool small = !sense.several_words && !sense.spaceless && !passage_.capital(strong.place) &&
                     folded(sense.written) != sense.written && is_lower(passage_.behind(strong.place.begin));
  if (strong.as_surname) {
    verdict = {false, false, "company_as_surname",
               in_quotes(sense.written) + " is the surname of a person here"};
  } else if (company && (place_named_after(strong.place) || lies_in_state(strong.place) ||
                         travelled_to(strong.place) || speaks_of_town(sense))) {
    verdict = {false, false, "company", "a street or a place bears the name here"};
  } else if (const std::string heirs = company ? heirs_of(passage_, strong.place) : ""; !heirs.empty()) {
    verdict = {false, false, "company", in_quotes(heirs) + " may be another company"};
  } else if (!company && (is_word_of_product(strong) || (small && is_one_of_many(strong.place)))) {
    verdict = {false, false, "product",
               in_quotes(passage_.of(strong.place)) + " is an ordinary word or a house here"};
  } else if (small || (company && strong.ending())) {
    verdict.sure = false;
    verdict.alerts = !company || !small;
    if (company && small)
      verdict.why = "written small, " + in_quotes(sense.written) + " may be an ordinary word";
  }
  if (!company) return tell(strong.place, model::WhomKind::product, sense.written, verdict);
  tell(strong.place, model::WhomKind::company, matcher_.roster().companies[sense.owner].id, verdict);
}

// Where one place calls it a town, all the text speaks of that.
bool Reading::speaks_of_town(const Sense& company) const {
  return owned_elsewhere(company, [&](const Strong& other) { return is_town(other.place); });
}

// "saw a kestrel"
bool Reading::is_one_of_many(Range place) const {
  constexpr std::string_view articles[] = {"a",     "an",    "ein", "eine", "einem",
                                           "einen", "einer", "un",  "una",  "une"};
  const auto previous = passage_.word_before(place.begin);
  const auto next = passage_.word_behind(place.end);
  // "a widget bug" speaks of the product all the same.
  return previous.exists() && among(articles, word(previous.word)) &&
         (!next.exists() || is_lead_word(word(next.word)));
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
  if (strong.ending()) return {false, true, full ? "full_name" : "alias", "full name in the genitive"};
  if (!longer.empty()) {
    return {false, false, full ? "full_name" : "alias",
            "together with " + in_quotes(longer) + " it may be another, longer name"};
  }
  if (sense.inflected) return {false, true, "full_name", "full name in another case"};
  if (sense.romanised) return {false, true, "full_name", "full name in Latin letters"};
  if (sense.left_out == Sense::LeftOut::end_of_given || sense.left_out == Sense::LeftOut::whole_given)
    return {false, true, "full_name",
            "full name with another form of the first name of " + in_quotes(sense.written)};
  if (sense.left_out == Sense::LeftOut::initial)
    return {true, true, "full_name", "full name without the initial that the roster gives"};
  if (sense.left_out == Sense::LeftOut::second_surname) {
    const std::string near = company_near(sense.owner, strong.place);
    if (full_name_before(sense.owner, strong.place.begin))
      return {true, true, "full_name", "first of two surnames, after the full name"};
    return {false, !near.empty(), "full_name",
            near.empty() ? "first of two surnames only, and the company is not spoken of near"
                         : "first of two surnames, the company is spoken of " + near};
  }
  if (full)
    return {true, true, "full_name",
            "full name" + std::string(strong.passed_over ? " with an initial or a byname between" : "")};
  return {true, true, "alias", "spelling " + in_quotes(sense.written) + " of the roster"};
}

void Reading::judge_person(const Strong& strong) {
  People people;
  for (const Sense* sense : strong.senses) {
    if (std::ranges::find(people, sense->owner) == people.end()) people.push_back(sense->owner);
  }
  const Sense& sense = *strong.senses.front();
  const bool handle = sense.spelling == Spelling::handle;
  const bool single = !handle && !sense.several_words && !sense.spaceless;
  Verdict verdict =
      verdict_for_name(strong, sense, handle || sense.spaceless ? "" : longer_name(strong.place));
  if (single && introduced_as_other(strong.place)) introduced_.push_back(people.front());
  if (verdict.alerts && std::ranges::find(introduced_, people.front()) != introduced_.end())
    verdict = {false, false, std::move(verdict.rule), "introduced as somebody else of the same name"};
  if (single && verdict.alerts && signs_off(strong.place)) verdict = signature(std::move(verdict.rule));
  if (handle && verdict.alerts && passage_.before(strong.place.begin) != '@' &&
      introduced_as_other(strong.place))
    verdict = {false, false, std::move(verdict.rule), "introduced as what somebody else is called"};
  std::string by;
  const Affiliation belongs = handle ? Affiliation{} : affiliation({strong.place.begin, strong.outer_end});
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
    if (people.size() == 1 && own.alerts)
      own = unless_of_others(std::move(own), person, belongs, strong.place);
    const bool antecedent = own.alerts || (people.size() == 1 && own.alerts);
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
  const Affiliation belongs = affiliation(place);
  if (belongs.company != NameTrie::npos) {
    People there;
    for (const std::uint32_t p : left) {
      if (matcher_.parts(p).company == belongs.company) there.push_back(p);
    }
    if (there.size() == 1)
      by = "; said to be of " + in_quotes(matcher_.roster().companies[belongs.company].name);
    if (!there.empty()) return there;
  }
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

// "Ana Ruiz of Borealis", when ours is of Acme.
Reading::Verdict Reading::unless_of_others(Verdict verdict, std::uint32_t person, const Affiliation& belongs,
                                           Range place) const {
  if (denied(place))
    return {false, false, std::move(verdict.rule), "the text says that somebody else is meant"};
  const bool alone = !strong_begins(passage_.word_behind(place.end).word.begin);  // no "Ana Ruiz Acme Inc."
  if (const std::string heirs = alone ? heirs_of(passage_, place) : ""; !heirs.empty())
    return {false, false, std::move(verdict.rule), in_quotes(heirs) + " is a business"};
  const std::uint32_t own = matcher_.parts(person).company;
  const bool foreign = belongs.company != NameTrie::npos && own != NameTrie::npos && belongs.company != own;
  const bool ours_near = company_near(person, place) == "in the same sentence";
  if (const std::string walk = ours_near ? "" : other_walk(place); !walk.empty())
    return {false, false, std::move(verdict.rule), "the same name, but called " + in_quotes(walk)};
  if ((!foreign && belongs.other.empty()) || (belongs.loose && ours_near)) return verdict;
  const std::string& where = foreign ? matcher_.roster().companies[belongs.company].name : belongs.other;
  return {false, false, std::move(verdict.rule), "the same name, but said to be of " + in_quotes(where)};
}

bool Reading::is_no_surname(Passage::Neighbour next, Range name, bool in_titles) const {
  const std::string plain = without_possessive(word(next.word));
  if (is_generation(plain)) return false;
  if (plain.size() < 2 || is_lead_word(plain) || strong_begins(next.word.begin)) return true;
  constexpr std::string_view firms[] = {"ag", "gmbh", "inc", "kg", "llc", "ltd"};
  if (among(firms, plain)) return false;
  if (is_named_thing(plain)) return false;                                            // "Ana Ruiz Award"
  if (passage_.all_capitals(next.word) && !passage_.all_capitals(name)) return true;  // "CEO"
  if (passage_.all_capitals(next.word) && !next.dot) {  // "ANA RUIZ ANSWERS CUSTOMERS", a heading
    const auto third = passage_.word_behind(next.word.end), previous = passage_.word_before(name.begin);
    if ((third.exists() && passage_.all_capitals(third.word)) ||
        (previous.exists() && !previous.broken && passage_.all_capitals(previous.word)))
      return true;
  }
  if (german() && german_noun(plain)) return true;
  return in_titles && passage_.in_headline(name.begin);
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
  if (passage_.behind(place.end) == ',') {  // "Mark Hall, Jr."; but "Mark Hall, Sr. Pérez"
    const auto heir = passage_.word_behind(place.end + 1);
    const bool title =
        is_title(word(heir.word)) && passage_.word_behind(heir.word.end + (heir.dot ? 1 : 0)).exists();
    if (is_generation(word(heir.word)) && !title) return std::string(passage_.of(heir.word));
  }
  const auto previous = passage_.word_before(place.begin);
  constexpr std::string_view saints[] = {"saint", "sankt", "st", "ste"};
  if (previous.exists() && among(saints, word(previous.word))) return std::string(passage_.of(previous.word));
  if (previous.exists() && !previous.broken && !previous.dot && passage_.capital(previous.word)) {
    const std::string plain = word(previous.word);
    const std::size_t elided = plain.find('\'');  // "L'École Ana Ruiz"
    if (is_named_thing(elided == std::string::npos ? plain : plain.substr(elided + 1)))
      return std::string(passage_.of(previous.word));  // "Calle Ana Ruiz"
    const bool verb = is_verb_too(plain) && passage_.sentence_begins(previous.word.begin);
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
  if (is_given_name(plain)) return !(is_verb_too(plain) && passage_.sentence_begins(previous.word.begin));
  // "Josephine Baker danced": a company that is a surname or a trade.
  const bool begins = passage_.sentence_begins(previous.word.begin) && !is_common_word(word(place));
  if (begins || is_lead_word(plain) || german() || passage_.in_headline(place.begin)) return false;
  return !passage_.all_capitals(previous.word) && previous.word.end - previous.word.begin > 2 &&
         plain.find('\'') == std::string::npos;
}

}  // namespace earshot::names

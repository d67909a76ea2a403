// Whom the bearer of a name is said to belong to, what he does, and whether the text says that another is
// meant.
#include <algorithm>

#include "base/text.h"
#include "names/reading.h"
#include "names/word_lists.h"

namespace earshot::names {

// "Kim Lee, head of support at Acme,": the office and where it is held; behind the comma at `at`.
Reading::Affiliation Reading::apposition(std::size_t at) const {
  constexpr std::string_view schools[] = {"academy",     "akademie",    "college",    "hochschule",
                                          "hospital",    "institut",    "institute",  "klinik",
                                          "universidad", "universitat", "universite", "university"};
  constexpr std::string_view places[] = {"at",  "bei", "chez", "de", "del", "der",
                                         "des", "en",  "for",  "of", "von"};
  constexpr std::string_view stops[] = {"and",      "but",    "ehemals", "ex",    "former",
                                        "formerly", "fruher", "once",    "que",   "that",
                                        "und",      "which",  "who",     "whose", "y"};
  constexpr std::string_view firms[] = {"ag", "corp", "gmbh", "inc", "kg", "llc", "ltd", "plc"};
  constexpr std::string_view clauses[] = {"das", "der", "die"};
  for (int i = 0; i < 7; ++i) {
    const auto next = passage_.word_behind(at);
    if (!next.exists() || next.broken) return {};
    const std::string plain = word(next.word);
    const auto form = passage_.word_behind(next.word.end);
    const bool firm =
        passage_.capital(form.word) && among(firms, word(form.word)) && !strong_begins(next.word.begin);
    if (i == 0 && passage_.capital(next.word) && (among(schools, plain) || firm))
      return {NameTrie::npos, std::string(passage_.of(next.word)), false};
    if (among(stops, plain) || is_deed(plain) || (i == 0 && among(clauses, plain))) return {};
    at = next.word.end;
    if (i == 0 || !among(places, plain)) continue;
    const auto place = passage_.word_behind(at);
    if (const Strong* company = place.exists() ? company_at(place.word.begin) : nullptr)
      return {company->senses.front()->owner, {}, false};
    if (std::string other = other_organisation(place.word); !other.empty())
      return {NameTrie::npos, std::move(other), false};
  }
  return {};
}

// "Kim Lee of Acme", "Kim Lee (Acme)", "Kim Lee, Acme", "Acme's Kim Lee".
Reading::Affiliation Reading::affiliation(Range name) const {
  const std::string_view text = passage_.text();
  const auto of = [](const Strong* company, bool loose) {
    return Affiliation{company->senses.front()->owner, {}, loose};
  };
  std::size_t at = name.end;
  if (text.substr(at).starts_with(" (")) {
    if (const Strong* company = company_at(at + 2)) return of(company, false);
    if (std::string other = other_organisation(passage_.word_from(at + 2).word); !other.empty())
      return {NameTrie::npos, std::move(other), false};
  }
  const bool comma = at < text.size() && text[at] == ',';
  const auto next = passage_.word_behind(at + (comma ? 1 : 0));
  if (comma && next.exists()) {
    if (const Strong* company = company_at(next.word.begin))
      return of(company, passage_.behind(company->place.end) != ',');
    if (const Affiliation held = apposition(at + 1); held.company != NameTrie::npos || !held.other.empty())
      return held;
  }
  constexpr std::string_view prepositions[] = {"of", "at", "from", "von", "bei", "de", "chez"};
  constexpr std::string_view articles[] = {"the", "der", "firma", "la", "el"};
  const std::string preposition = word(next.word);
  if (next.exists() && among(prepositions, preposition)) {
    auto place = passage_.word_behind(next.word.end);
    for (int i = 0; i < 2 && among(articles, word(place.word)); ++i)  // "von der Firma Megasoft"
      place = passage_.word_behind(place.word.end);
    if (const Strong* company = place.exists() ? company_at(place.word.begin) : nullptr)
      return of(company, met(name));
    if (preposition != "from" && preposition != "de") {
      if (std::string other = other_organisation(place.word); !other.empty())
        return {NameTrie::npos, std::move(other), met(name)};
    }
  }
  const auto behind =
      std::ranges::lower_bound(strong_, name.begin, {}, [](const Strong& s) { return s.place.begin; });
  if (behind == strong_.begin() || (behind - 1)->place.end + 30 < name.begin) return {};
  const Strong* before = company_at((behind - 1)->place.begin);
  if (before == nullptr) return {};
  const std::string between = folded(text.substr(before->place.end, name.begin - before->place.end));
  return between.starts_with("'s ") && between.find_first_of(".,;:!?()", 3) == std::string::npos
             ? of(before, false)
             : Affiliation{};
}

// "A. Ruiz, Staff Writer, Orange County Register", "J. Müller, Mitglied des Stadtrats": the body where the
// bearer of so common a name is said to hold a post. "A. Ruiz, Head of Customer Care" tells of none.
std::string Reading::post_elsewhere(Range name, const std::string& rule) const {
  if (rule != "initial_surname" && rule != "title_surname") return {};
  if (passage_.behind(name.end) != ',') return public_body(name);
  constexpr std::string_view posts[] = {
      "chair",       "chairman",     "chairwoman",  "columnist",   "correspondent", "critic",
      "curator",     "dean",         "director",    "editor",      "editora",       "head",
      "journalist",  "journalistin", "lecturer",    "leiter",      "leiterin",      "mayor",
      "member",      "membre",       "miembro",     "mitglied",    "periodista",    "photographer",
      "president",   "presidenta",   "presidente",  "principal",   "profesor",      "profesora",
      "professor",   "professorin",  "redakteur",   "redakteurin", "reporter",      "secretary",
      "spokesman",   "spokesperson", "spokeswoman", "sprecher",    "sprecherin",    "treasurer",
      "vorsitzende", "vorsitzender", "writer"};
  constexpr std::string_view bodies[] = {"academy",      "association",  "ayuntamiento",
                                         "board",        "bundestag",    "bundestages",
                                         "bundestags",   "church",       "club",
                                         "college",      "concejo",      "congress",
                                         "congreso",     "council",      "courier",
                                         "gazette",      "gemeinderat",  "gemeinderates",
                                         "gemeinderats", "gewerkschaft", "herald",
                                         "hochschule",   "hospital",     "institut",
                                         "institute",    "instituto",    "journal",
                                         "kreistag",     "kreistags",    "landtag",
                                         "landtages",    "landtags",     "legislature",
                                         "ministerio",   "ministeriums", "ministry",
                                         "museum",       "observer",     "orchestra",
                                         "parlament",    "parlamento",   "parlaments",
                                         "parliament",   "partido",      "party",
                                         "post",         "register",     "school",
                                         "senado",       "senate",       "stadtrat",
                                         "stadtrates",   "stadtrats",    "stadtverordnetenversammlung",
                                         "sentinel",     "times",        "tribune",
                                         "union",        "universidad",  "universitat",
                                         "universite",   "university",   "verband",
                                         "verbands",     "verein",       "vereins",
                                         "zeitung"};
  constexpr std::string_view small_too[] = {"ayuntamiento", "church",     "council", "ministry",
                                            "parlamento",   "parliament", "senate",  "university"};
  constexpr std::size_t most_words = 10;
  std::size_t at = name.end + 1;
  bool post = false;
  for (std::size_t i = 0; i < most_words; ++i) {
    const auto next = passage_.word_behind(at);
    if (!next.exists() || next.broken || strong_begins(next.word.begin)) return {};
    const std::string plain = word(next.word);
    if (is_deed(plain)) return {};
    if (post && (passage_.capital(next.word) ? among(bodies, plain) : among(small_too, plain)))
      return std::string(passage_.of(next.word));
    post = post || among(posts, plain);
    if (i >= 3 && !post) return {};
    at = next.word.end;
    const char32_t sign = passage_.behind(at);
    if (sign == ',' && post) {
      ++at;
    } else if (!is_space(sign)) {
      return {};
    }
  }
  return {};
}

// "Dr. Ruiz of the physics department", "Mrs. Ruiz from the parish council"
std::string Reading::public_body(Range name) const {
  constexpr std::string_view bodies[] = {"church",      "college",     "congregation", "council",  "court",
                                         "faculty",     "gemeinde",    "hospital",     "ministry", "parish",
                                         "parliament",  "police",      "school",       "schule",   "senate",
                                         "universidad", "universitat", "university"};
  // Companies have departments too.
  constexpr std::string_view fields[] = {"art",         "biology",    "chemistry", "economics",  "english",
                                         "fire",        "history",    "justice",   "law",        "math",
                                         "mathematics", "medicine",   "music",     "philosophy", "physics",
                                         "police",      "psychology", "state"};
  constexpr std::string_view prepositions[] = {"at", "from", "of", "von"};
  constexpr int most_words = 4;
  auto next = passage_.word_behind(name.end);
  if (!next.exists() || !among(prepositions, word(next.word))) return {};
  std::string last;
  for (int i = 0; i < most_words; ++i) {
    next = passage_.word_behind(next.word.end);
    if (!next.exists() || strong_begins(next.word.begin)) return {};
    const std::string plain = word(next.word);
    if (among(bodies, plain) || (plain == "department" && among(fields, last)))
      return std::string(passage_.of(next.word));
    last = plain;
  }
  return {};
}

// "W. Ruiz sang": the same initial and surname, but what nobody does for a company with a blog.
std::string Reading::other_deed(Range name, const std::string& rule) const {
  constexpr std::string_view deeds[] = {
      "batted", "bowled",  "composed", "conceded", "conducted", "danced",  "drummed", "homered",
      "malte",  "painted", "predigte", "preached", "refereed",  "sang",    "scored",  "scores",
      "singt",  "sings",   "sprinted", "starred",  "swam",      "tackled", "umpired"};
  if (rule != "initial_surname" && rule != "title_surname") return {};
  const auto next = passage_.word_behind(name.end);
  return next.exists() && among(deeds, word(next.word)) ? std::string(passage_.of(next.word)) : "";
}

// "another Ana Ruiz", "no relation to Ana Ruiz", "Ana Ruiz (no relation)".
bool Reading::denied(Range name) const {
  constexpr std::string_view before[] = {
      "another ",        "a different ",  "the other ",     "some other ",    "no relation to ",
      "not related to ", "unrelated to ", "confused with ", "not the ",       "not our ",
      "ein anderer ",    "eine andere ",  "einen anderen ", "einem anderen ", "einer anderen ",
      "der andere ",     "die andere ",   "nicht der ",     "nicht die ",     "verwandt mit ",
      "also named ",     "also called ",  "auch namens ",   "otro ",          "otra ",
      "un autre ",       "une autre ",    "no es el ",      "no es la ",      "the late ",
      "другои ",         "другая "};
  constexpr std::string_view behind[] = {
      "no relation",     "not related",   "unrelated",       "not that one",
      "not the same",    "not the one",   "not our",         "nicht verwandt",
      "nicht verschwag", "nicht die vom", "nicht der vom",   "kein verwandter",
      "no emparentad",   "a namesake",    "a different one", "not to be confused"};
  constexpr std::string_view joints[] = {"and", "aus", "but", "de",  "der",  "die",  "from",
                                         "in",  "is",  "of",  "or",  "que",  "that", "the",
                                         "und", "von", "was", "who", "with", "y"};
  constexpr std::string_view last_words[] = {
      "andere", "anderem", "anderen",   "anderer", "another", "autre",  "called", "named", "namens",
      "der",    "die",     "different", "el",      "la",      "late",   "mit",    "other", "otra",
      "otro",   "our",     "the",       "to",      "with",    "другая", "другои"};
  constexpr std::size_t longest = 40;
  const std::string_view text = passage_.text();
  const bool may_be = among(last_words, word(passage_.word_before(name.begin).word));
  const std::size_t from = name.begin > longest ? name.begin - longest : 0;
  const std::string left = may_be ? " " + folded(text.substr(from, name.begin - from)) : "";
  for (const std::string_view phrase : before) {
    if (!left.ends_with(phrase) ||
        is_word_character(static_cast<unsigned char>(left[left.size() - phrase.size() - 1])))
      continue;
    // "another Ana Ruiz masterpiece" is hers.
    const auto next = passage_.word_behind(name.end);
    const bool thing = next.exists() && !passage_.capital(next.word) && !among(joints, word(next.word));
    if (!thing || phrase.starts_with("no") || phrase.starts_with("un")) return true;
  }
  std::string_view right = text.substr(name.end, longest);
  const std::size_t sign = right.find_first_not_of(" ,(–-—");
  constexpr std::string_view first_letters = "nukadNUKAD";
  if (sign == std::string_view::npos || sign == 0 ||
      first_letters.find(right[sign]) == std::string_view::npos)
    return false;
  const std::string plain = folded(cut(right.substr(sign), longest));
  return std::ranges::any_of(behind, [&](std::string_view phrase) { return plain.starts_with(phrase); });
}

// "I met Ana Ruiz at Borealis" tells of a place.
bool Reading::met(Range name) const {
  constexpr std::string_view verbs[] = {"found", "greeted", "heard", "meet",    "met",    "sah",
                                        "saw",   "see",     "traf",  "visited", "watched"};
  return among(verbs, word(passage_.word_before(name.begin).word));
}

// "my grandmother Ana Ruiz", "mi profesora Ana Ruiz": somebody's own, before the word at `kin`.
bool Reading::is_somebodys(Range kin) const {
  constexpr std::string_view colleagues[] = {
      "amiga",    "amigo", "flatmate", "frau",        "freund",        "freundin", "friend",  "kollege",
      "kollegin", "mann",  "mate",     "mitbewohner", "mitbewohnerin", "partner",  "roommate"};
  constexpr std::string_view professions[] = {"doctor",   "doctora",   "grandfather", "grandmother",
                                              "profesor", "profesora", "professor",   "professorin"};
  const std::string plain = word(kin);
  if (!among(professions, plain) && (!is_relation(plain) || among(colleagues, plain))) return false;
  return is_possessive(word(passage_.word_before(kin.begin).word));
}

// "the actor Will Young", "Will Young, the singer", "Will Young (a singer)".
std::string Reading::other_walk(Range name) const {
  const auto walk = [&](Range each) {
    const std::string plain = word(each);
    return is_other_walk(std::string_view(plain).substr(plain.rfind('-') + 1));  // "Ex-Nationalspieler"
  };
  auto before = passage_.word_before(name.begin);
  if (before.exists() && !before.dot && is_somebodys(before.word))
    return std::string(passage_.of(before.word));
  if (before.exists() && is_title(word(before.word)) && !walk(before.word))
    before = passage_.word_before(before.word.begin);
  if (before.exists() && !before.dot && walk(before.word)) return std::string(passage_.of(before.word));
  std::size_t at = name.end;
  const std::string_view text = passage_.text();
  const bool brackets = text.substr(at).starts_with(" (");
  if (brackets) at += 1;
  if (!brackets && (at >= text.size() || text[at] != ',')) return predicate_walk(name.end);
  // Within the apposition only: a few words up to the next sign.
  for (int i = 0; i < 4; ++i) {
    const auto next =
        i == 0 && brackets ? passage_.word_from(at + 1) : passage_.word_behind(at + (i == 0 ? 1 : 0));
    if (!next.exists()) return {};
    // "Ana Ruiz, judge for yourself"
    if (walk(next.word) && !is_office(word(next.word))) return std::string(passage_.of(next.word));
    at = next.word.end;
    if (!is_space(passage_.behind(at))) break;
  }
  if (!brackets) return {};
  const std::size_t closed = text.substr(0, at + 40).find(')', at);
  return closed == std::string_view::npos ? "" : predicate_walk(closed + 1);
}

// "… is a plumber", "… war ein bekannter Maler"
std::string Reading::predicate_walk(std::size_t at) const {
  constexpr std::string_view verbs[] = {"era", "es", "est", "is", "ist", "war", "was"};
  constexpr std::string_view articles[] = {"a", "an", "der", "die", "ein", "eine", "the", "un", "una", "une"};
  const auto verb = passage_.word_behind(at);
  if (verb.word.end - verb.word.begin > 3) return {};
  const auto article = passage_.word_behind(verb.word.end);
  if (!verb.exists() || !article.exists() || !among(verbs, word(verb.word)) ||
      !among(articles, word(article.word)))
    return {};
  at = article.word.end;
  for (int i = 0; i < 3; ++i) {
    const auto next = passage_.word_behind(at);
    if (!next.exists()) return {};
    if (is_other_walk(word(next.word))) return std::string(passage_.of(next.word));
    at = next.word.end;
  }
  return {};
}

// "the Anchor Inn", "the Anchor, the only pub": a house that bears the name of the product.
bool Reading::bears_name_of_product(const Strong& strong) const {
  constexpr std::string_view houses[] = {"arms",       "bar",    "brewery",  "cafe",  "farm",
                                         "hotel",      "inn",    "kneipe",   "lodge", "pub",
                                         "restaurant", "tavern", "wirtshaus"};
  constexpr int most_words = 4;
  const auto next = passage_.word_behind(strong.place.end);
  if (next.exists() && !next.broken && passage_.capital(next.word) &&
      (among(houses, word(next.word)) || is_named_thing(word(next.word))))
    return true;
  if (passage_.behind(strong.place.end) != ',' || !has_article(strong.place)) return false;
  std::size_t at = strong.place.end + 1;
  for (int i = 0; i < most_words; ++i) {
    const auto word_of = passage_.word_behind(at);
    if (!word_of.exists()) return false;
    if (among(houses, word(word_of.word))) return true;
    at = word_of.word.end;
  }
  return false;
}

// A product that is a word: "Kestrels are falcons"; a house that bears its name owns it in the whole text, as
// a person owns a first name.
bool Reading::is_word_of_product(const Strong& strong) const {
  const Sense& sense = *strong.senses.front();
  if (!sense.common || sense.several_words) return false;
  if (strong.ending() && passage_.sentence_begins(strong.place.begin)) return true;
  return owned_elsewhere(sense, [&](const Strong& other) { return bears_name_of_product(other); });
}

// "Acme is a pretty border town"
bool Reading::is_town(Range company) const {
  constexpr std::string_view towns[] = {"city",   "ciudad", "community", "dorf",   "gemeinde",
                                        "hamlet", "island", "port",      "pueblo", "stadt",
                                        "suburb", "town",   "village",   "ville"};
  constexpr std::string_view verbs[] = {"es", "est", "is", "ist", "war", "was"};
  constexpr std::string_view articles[] = {"a", "an", "das", "die", "ein", "eine", "the", "un", "una", "une"};
  constexpr int most_words = 4;
  const auto verb = passage_.word_behind(company.end);
  const auto article = passage_.word_behind(verb.word.end);
  if (!verb.exists() || !among(verbs, word(verb.word)) || !article.exists() ||
      !among(articles, word(article.word)))
    return false;
  std::size_t at = article.word.end;
  for (int i = 0; i < most_words; ++i) {
    const auto next = passage_.word_behind(at);
    if (!next.exists()) return false;
    if (among(towns, word(next.word)))
      return !passage_.word_behind(next.word.end).exists() || passage_.behind(next.word.end) != '-';
    at = next.word.end;
  }
  return false;
}

// "the ferry from Acme", "der Zug nach Acme"
bool Reading::travelled_to(Range company) const {
  constexpr std::string_view directions[] = {"aus", "from", "in", "nach", "to", "via", "von"};
  constexpr std::string_view means[] = {"bahn",   "boat", "bus",   "coach", "fahre", "ferry",
                                        "flight", "road", "train", "tram",  "zug"};
  const auto direction = passage_.word_before(company.begin);
  if (!direction.exists() || !among(directions, word(direction.word))) return false;
  const auto by = passage_.word_before(direction.word.begin);
  return by.exists() && !by.dot && among(means, word(by.word));
}

bool Reading::place_named_after(Range place) const {
  constexpr std::string_view places[] = {"avenue", "boulevard", "calle",   "county", "platz",
                                         "road",   "rue",       "strasse", "street"};
  const auto next = passage_.word_behind(place.end);
  return next.exists() && passage_.capital(next.word) && among(places, word(next.word));
}

// "Baker, Oregon"
bool Reading::lies_in_state(Range place) const {
  constexpr std::string_view states[] = {
      "alabama",   "alaska",      "arizona",  "arkansas",     "california", "colorado",  "connecticut",
      "delaware",  "florida",     "georgia",  "hawaii",       "idaho",      "illinois",  "indiana",
      "iowa",      "kansas",      "kentucky", "louisiana",    "maine",      "maryland",  "michigan",
      "minnesota", "mississippi", "missouri", "montana",      "nebraska",   "nevada",    "ohio",
      "oklahoma",  "ontario",     "oregon",   "pennsylvania", "quebec",     "tennessee", "texas",
      "utah",      "vermont",     "virginia", "washington",   "wisconsin",  "wyoming"};
  if (passage_.behind(place.end) != ',') return false;
  const auto next = passage_.word_behind(place.end + 1);
  return next.exists() && passage_.capital(next.word) && among(states, word(next.word));
}

// Only what looks like one: "of Madrid" and "of Customer Care" say nothing.
std::string Reading::other_organisation(Range first) const {
  if (!passage_.capital(first)) return {};
  constexpr std::string_view forms[] = {
      "academy",    "ag",           "airlines",   "associates",  "bank",      "church",      "clinic",
      "college",    "consulting",   "corp",       "corporation", "foods",     "gmbh",        "group",
      "holding",    "hospital",     "inc",        "industries",  "institute", "kg",          "limited",
      "llc",        "ltd",          "motors",     "plc",         "sa",        "solutions",   "orchestra",
      "systems",    "university",   "hochschule", "institut",    "klinik",    "universidad", "universitat",
      "universite", "universitesi", "uniwersytet"};
  constexpr std::string_view endings[] = {"co",   "corp", "soft",  "tech", "tel",
                                          "ware", "labs", "works", "bank"};
  constexpr std::string_view places[] = {"francisco", "mexico", "monaco", "morocco", "rico", "jalisco"};
  const std::string plain = word(first);
  const auto next = passage_.word_behind(first.end);
  bool found =
      among(forms, plain) || (next.exists() && passage_.capital(next.word) && among(forms, word(next.word)));
  if (!among(places, plain)) {
    found = found || std::ranges::any_of(endings, [&](std::string_view e) {
              return plain.size() > e.size() + 2 && plain.ends_with(e);
            });
  }
  bool small = false;  // "MegaWidgets"
  for (std::size_t at = first.begin; at < first.end;) {
    const char32_t c = next_character(passage_.text(), at);
    found = found || (small && is_upper(c));
    small = is_lower(c);
  }
  return found ? std::string(passage_.of(first)) : std::string();
}

}  // namespace earshot::names

// What stands around a name: companies near it, whom its bearer is said to belong to, the language, endings.
#include <algorithm>

#include "base/text.h"
#include "names/reading.h"
#include "names/word_lists.h"

namespace earshot::names {

namespace {

std::string_view host_of(std::string_view href) {
  const std::size_t slashes = href.find("//");
  if (slashes == std::string_view::npos) return {};
  href.remove_prefix(slashes + 2);
  href = href.substr(0, href.find_first_of("/?#"));
  if (const std::size_t at = href.rfind('@'); at != std::string_view::npos) href.remove_prefix(at + 1);
  return href.substr(0, href.find(':'));
}

// "neue", "letzter": what may stand between a genitive and its noun.
bool inflected(std::string_view word) {
  if (word.size() < 4 || is_german_word(word)) return false;
  return word.ends_with('e') || word.ends_with("er") || word.ends_with("es") || word.ends_with("en") ||
         word.ends_with("em");
}

template <std::size_t N>
bool among(const std::string_view (&words)[N], std::string_view word) {
  return std::ranges::find(words, word) != std::end(words);
}

}  // namespace

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

const Reading::Strong* Reading::company_at(std::size_t begin) const {
  const auto found =
      std::ranges::lower_bound(strong_, begin, {}, [](const Strong& s) { return s.place.begin; });
  if (found == strong_.end() || found->place.begin != begin || found->as_surname) return nullptr;
  return found->senses.front()->spelling == Spelling::company ? &*found : nullptr;
}

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
  constexpr std::string_view clauses[] = {"das", "der", "die"};
  for (int i = 0; i < 7; ++i) {
    const auto next = passage_.word_behind(at);
    if (!next.exists() || next.broken) return {};
    const std::string plain = word(next.word);
    if (i == 0 && passage_.capital(next.word) && among(schools, plain))
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

// "another Ana Ruiz", "no relation to Ana Ruiz", "Ana Ruiz (no relation)".
bool Reading::denied(Range name) const {
  constexpr std::string_view before[] = {
      "another ",        "a different ",  "the other ",     "some other ",    "no relation to ",
      "not related to ", "unrelated to ", "confused with ", "not the ",       "not our ",
      "ein anderer ",    "eine andere ",  "einen anderen ", "einem anderen ", "einer anderen ",
      "der andere ",     "die andere ",   "nicht der ",     "nicht die ",     "verwandt mit ",
      "otro ",           "otra ",         "un autre ",      "une autre ",     "no es el ",
      "no es la ",       "другои ",       "другая "};
  constexpr std::string_view behind[] = {
      "no relation",     "not related",   "unrelated",       "not that one",
      "not the same",    "not the one",   "not our",         "nicht verwandt",
      "nicht verschwag", "nicht die vom", "nicht der vom",   "kein verwandter",
      "no emparentad",   "a namesake",    "a different one", "not to be confused"};
  constexpr std::string_view joints[] = {"and", "aus", "but", "de",  "der",  "die",  "from",
                                         "in",  "is",  "of",  "or",  "que",  "that", "the",
                                         "und", "von", "was", "who", "with", "y"};
  constexpr std::size_t longest = 40;
  const std::string_view text = passage_.text();
  const std::size_t from = name.begin > longest ? name.begin - longest : 0;
  const std::string left = " " + folded(text.substr(from, name.begin - from));
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
  if (sign == std::string_view::npos || sign == 0) return false;
  const std::string plain = folded(cut(right.substr(sign), longest));
  return std::ranges::any_of(behind, [&](std::string_view phrase) { return plain.starts_with(phrase); });
}

// "I met Ana Ruiz at Borealis" tells of a place.
bool Reading::met(Range name) const {
  constexpr std::string_view verbs[] = {"found", "greeted", "heard", "meet",    "met",    "sah",
                                        "saw",   "see",     "traf",  "visited", "watched"};
  return among(verbs, word(passage_.word_before(name.begin).word));
}

// "the actor Will Young", "Will Young, the singer", "Will Young (a singer)".
std::string Reading::other_walk(Range name) const {
  const auto walk = [&](Range each) {
    const std::string plain = word(each);
    return is_other_walk(std::string_view(plain).substr(plain.rfind('-') + 1));  // "Ex-Nationalspieler"
  };
  auto before = passage_.word_before(name.begin);
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
    if (walk(next.word)) return std::string(passage_.of(next.word));
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

bool Reading::has_article(Range place) const {
  constexpr std::string_view articles[] = {"each", "every", "her",   "his",   "its",  "my",    "our",
                                           "that", "the",   "their", "these", "this", "those", "your"};
  const auto previous = passage_.word_before(place.begin);
  if (!previous.exists() || previous.dot) return false;
  const std::string plain = word(previous.word);
  if (std::ranges::find(articles, plain) != std::end(articles)) return true;
  return (plain == "a" || plain == "an") &&
         passage_.capital(previous.word);  // small they are prepositions too
}

// "Ana, what do you think?", "Thanks Ana"
bool Reading::addresses(Range place) const {
  constexpr std::string_view greetings[] = {"dear",  "gracias", "hallo", "hello", "hey",    "hi",  "hola",
                                            "liebe", "lieber",  "merci", "thank", "thanks", "thx", "you"};
  if (among(greetings, word(passage_.word_before(place.begin).word))) return true;
  const char32_t behind = passage_.behind(place.end);
  return (behind == ',' || behind == '!') && passage_.sentence_begins(place.begin);
}

bool Reading::thing_named_after(Range place) const {
  const auto next = passage_.word_behind(place.end);
  return next.exists() && !next.broken && is_named_thing(word(next.word));
}

bool Reading::may_be_name(bool common, Range place) const {
  if (!common) return true;
  if (!passage_.capital(place) || has_article(place)) return false;
  const char32_t behind = passage_.behind(place.end);
  if (passage_.before(place.begin) == '@' || behind == '\'' || behind == 0x2019) return true;
  const auto next = passage_.word_behind(place.end);
  if (next.exists() && is_word_character(passage_.behind(next.word.begin)) &&
      !is_letter(passage_.behind(next.word.begin)))
    return false;
  if (passage_.all_capitals(place)) {  // "DO NOT MARK THIS"
    const auto previous = passage_.word_before(place.begin);
    if ((previous.exists() && passage_.all_capitals(previous.word)) ||
        (next.exists() && passage_.all_capitals(next.word) && !is_deed(word(next.word))))
      return false;
  }
  const auto previous = passage_.word_before(place.begin);
  if (german() && previous.exists() && !passage_.capital(previous.word) && inflected(word(previous.word)) &&
      is_german_word(word(passage_.word_before(previous.word.begin).word)))
    return false;  // "der frühe Vogel"
  if (is_season(word(place))) {
    constexpr std::string_view times[] = {
        "ab",   "anfang", "before", "by",    "during", "early", "en", "end",  "ende",  "im",      "in",
        "last", "late",   "mid",    "mitte", "next",   "of",    "on", "seit", "since", "through", "until"};
    const std::string before = word(passage_.word_before(place.begin).word);
    if (std::ranges::find(times, before) != std::end(times)) return false;
  }
  return !passage_.sentence_begins(place.begin) || behind == ',' || behind == ':' ||
         (next.exists() && is_deed(word(next.word)));
}

bool Reading::ending_fits(Spelling spelling, Range outer) const {
  if (spelling == Spelling::product || spelling == Spelling::topic) return true;
  if (spelling == Spelling::company && german()) {  // "die Antwort Acmes"
    const auto noun = passage_.word_before(outer.begin);
    const auto article = passage_.word_before(noun.word.begin);
    if (noun.exists() && passage_.capital(noun.word) && article.exists() &&
        is_german_word(word(article.word)))
      return true;
  }
  return spelling != Spelling::handle && genitive(outer);
}

// "Möllers Antwort", "Acmes neues Büro": German sets no apostrophe.
bool Reading::genitive(Range outer) const {
  constexpr std::string_view hisses = "sxz";
  const char32_t last = passage_.before(outer.end - 1);
  if (!german() || last == U'ß' ||
      (last < 0x80 && hisses.find(static_cast<char>(last)) != std::string_view::npos))
    return false;
  const std::string before = word(passage_.word_before(outer.begin).word);
  if (before == "die" || before == "den") return false;  // the family
  auto next = passage_.word_behind(outer.end);
  for (int adjectives = 0; next.exists() && adjectives < 3; ++adjectives) {
    if (passage_.capital(next.word)) return true;
    if (!inflected(word(next.word))) return false;
    next = passage_.word_behind(next.word.end);
  }
  return false;
}

// By the small words, more of German than of English.
bool Reading::german() const {
  if (german_) return *german_;
  constexpr std::size_t enough = 1500;
  constexpr std::string_view english[] = {"the",  "of",   "and",  "to",  "is",  "are",  "for",
                                          "that", "with", "this", "it",  "not", "have", "be",
                                          "by",   "from", "we",   "you", "he",  "she"};
  int words = 0, foreign = 0;
  const std::string plain = folded(cut(passage_.text(), enough));
  for (std::size_t at = 0; at < plain.size();) {
    const std::size_t end = std::min(plain.find_first_of(" ,.!?:;", at), plain.size());
    const std::string_view next = std::string_view(plain).substr(at, end - at);
    words += is_german_word(next) ? 1 : 0;
    foreign += among(english, next) ? 1 : 0;
    at = end + 1;
  }
  german_ = words > 2 * foreign && words * 400 >= static_cast<int>(plain.size());
  return *german_;
}

}  // namespace earshot::names

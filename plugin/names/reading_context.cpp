// What stands around a name: companies near it, articles and greetings, the language, endings.
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
bool has_an_ending(std::string_view word) {
  if (word.size() < 4 || is_german_word(word)) return false;
  return word.ends_with('e') || word.ends_with("er") || word.ends_with("es") || word.ends_with("en") ||
         word.ends_with("em");
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
  if (german() && previous.exists() && !passage_.capital(previous.word) &&
      has_an_ending(word(previous.word)) &&
      is_german_word(word(passage_.word_before(previous.word.begin).word)))
    return false;  // "der frühe Vogel"
  if (is_season(word(place))) {
    constexpr std::string_view times[] = {"ab",   "anfang", "before", "by",      "during", "early",
                                          "en",   "end",    "ende",   "for",     "im",     "in",
                                          "last", "late",   "mid",    "mitte",   "next",   "of",
                                          "on",   "seit",   "since",  "through", "until"};
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
    if (!has_an_ending(word(next.word))) return false;
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

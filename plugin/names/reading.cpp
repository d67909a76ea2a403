#include "names/reading.h"

#include <algorithm>

#include "base/text.h"
#include "names/confusables.h"
#include "names/word_lists.h"

namespace earshot::names {

namespace {

// What folding drops may end a hit, but nobody would mark it.
std::size_t without_joiners(std::string_view text, std::size_t end) {
  for (bool again = true; again && end > 0;) {
    again = false;
    for (const std::string_view joiner :
         {"\u00AD", "\u200B", "\u200C", "\u200D", "\u200E", "\u200F", "\u202A", "\u202B", "\u202C", "\u202D",
          "\u202E", "\u2060", "\u2066", "\u2067", "\u2068", "\u2069", "\uFEFF"}) {
      if (!text.substr(0, end).ends_with(joiner)) continue;
      end -= joiner.size();
      again = true;
    }
  }
  return end;
}

bool is_person(Spelling s) {
  return s == Spelling::full_name || s == Spelling::alias || s == Spelling::handle || s == Spelling::surname;
}

}  // namespace

Reading::Reading(const Matcher& matcher, const VisibleText& text, Time at, const Present& present)
    : matcher_(matcher),
      text_(text),
      passage_(text.text()),
      at_(at),
      present_(present),
      plain_(fold(text.text())) {}

std::vector<model::Mention> Reading::mentions() && {
  collect();
  choose_strong();
  note_companies();
  drop_doubtful_givens();
  note_present();
  for (const Strong& strong : strong_) judge(strong);
  for (const Hit& hit : hits_) {
    const Matcher::Summary summary = matcher_.summary(hit.entry);
    if (passage_.capital(hit.place) || summary.small_letters || summary.particle) judge_weak(hit);
  }
  for (const std::uint32_t i : titled_) judge_titled_in_small(found_[i]);
  judge_small_letters();
  find_at_names();
  if (may_hold_confusables(text_.text())) find_confusables();
  std::ranges::stable_sort(out_, [](const auto& a, const auto& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  return std::move(out_);
}

void Reading::collect() {
  matcher_.trie().find(plain_.text(), found_);
  const auto small = [&](std::size_t at) {
    const char first = passage_.text()[at];  // nearly always enough
    return (first >= 'a' && first <= 'z') || is_lower(passage_.behind(at));
  };
  for (std::uint32_t i = 0; i < found_.size(); ++i) {
    const Matcher::Summary summary = matcher_.summary(found_[i].entry);
    const std::size_t begin = plain_.origin(found_[i].begin);
    // A surname in small letters is a word, and so is nearly every first name; with many names most hits are
    // that.
    if (!summary.stands_alone && !summary.small_letters && !summary.particle && small(begin)) {
      if (summary.small_after_full && found_[i].ending == 0) small_.push_back(i);
      if (summary.surname && titled_in_small(begin)) titled_.push_back(i);
      if (!summary.domain) continue;
    }
    keep(found_[i], begin);
  }
  std::ranges::stable_sort(hits_, [](const Hit& a, const Hit& b) {
    return a.place.begin != b.place.begin ? a.place.begin < b.place.begin : a.place.end > b.place.end;
  });
}

void Reading::keep(const Found& found, std::size_t begin) {
  const Range place{begin, without_joiners(text_.text(), plain_.origin(found.end))};
  if (place.begin >= place.end || passage_.breaks_paragraph(place)) return;
  const std::size_t outer =
      found.ending == 0 ? place.end : without_joiners(text_.text(), plain_.origin(found.end + found.ending));
  hits_.push_back({place, found.entry, found.passed_over, outer});
}

std::string Reading::word(Range r) const {
  return folded(passage_.of(r));
}

bool Reading::signs_fit(const Sense& sense, Range& place) const {
  if (!sense.before.empty()) {
    const std::string_view left = passage_.text().substr(0, place.begin);
    if (!folded(left.substr(left.size() - std::min(left.size(), sense.before.size() * 3)))
             .ends_with(sense.before))
      return false;
    if (sense.before.size() <= place.begin) place.begin -= sense.before.size();
  }
  if (sense.behind.empty()) return true;
  const std::string_view right = passage_.text().substr(place.end, sense.behind.size() * 3);
  if (folded(right).starts_with(sense.behind)) {
    place.end += std::min(sense.behind.size(), right.size());
    return true;
  }
  return sense.behind == "." || sense.behind == "!";
}

// A double name whose line ends behind its hyphen: "Ana Ruiz-\nKlein", "Maria-\nAna Ruiz".
bool Reading::broken_at_hyphen(Range place) const {
  if (is_hyphen(passage_.behind(place.end))) {
    const auto next = passage_.word_behind(place.end + hyphen_bytes(passage_.behind(place.end)));
    if (next.broken && passage_.capital(next.word)) return true;
  }
  if (passage_.before(place.begin) != '\n') return false;
  const std::size_t at = passage_.text().find_last_not_of("\r\n", place.begin - 1);
  if (at == std::string_view::npos || passage_.text()[at] != '-') return false;
  return is_given_name(word(passage_.word_before(at).word));
}

bool Reading::hyphen_fits(const Sense& sense, Range place) const {
  const bool left = is_hyphen(passage_.before(place.begin));
  const bool right = is_hyphen(passage_.behind(place.end));
  if (is_person(sense.spelling) && broken_at_hyphen(place)) return false;
  if (!left && !right) return true;
  if (left) {
    const std::size_t at = place.begin - hyphen_bytes(passage_.before(place.begin));
    const bool joined = is_word_character(passage_.before(at));
    // A double surname ("Smith-Ford") wears the company's name; "ex-Acme" does not.
    if (joined && is_person(sense.spelling)) return false;
    if (joined && sense.spelling == Spelling::company && !sense.several_words) {
      const auto first = passage_.word_before(at);
      if (passage_.capital(first.word) && passage_.word_before(first.word.begin).exists() && !german())
        return false;
    }
  }
  if (right && is_person(sense.spelling)) {
    const std::size_t at = place.end + hyphen_bytes(passage_.behind(place.end));
    if (!is_word_character(passage_.behind(at))) return true;
    std::size_t end = at;
    while (end < passage_.text().size() && end < at + 12 && is_letter(passage_.behind(end))) ++end;
    const std::string honour = lower_ascii(passage_.of({at, end}));
    return honour == "san" || honour == "sama" || honour == "kun" || honour == "chan" || honour == "sensei";
  }
  return true;
}

bool Reading::apostrophe_fits(Range place) const {
  const std::string_view text = passage_.text();
  if (is_apostrophe(passage_.before(place.begin))) {
    const std::size_t at = character_start(text, place.begin - 1);
    std::size_t begin = at;
    while (begin > 0 && begin + 8 > at && is_word_character(passage_.before(begin))) --begin;
    const std::string left = folded(text.substr(begin, at - begin));
    constexpr std::string_view elided[] = {"l", "d",    "qu",  "j",    "n",    "s",    "c",  "m",
                                           "t", "dell", "all", "nell", "sull", "dall", "un", "lorsqu"};
    if (!left.empty() && !among(elided, left)) return false;
    // "D'Acosta" is a name, "d'Acme" is "of Acme".
    if (left == "d" && text[begin] == 'D' && !passage_.sentence_begins(begin)) return false;
  }
  if (!is_apostrophe(passage_.behind(place.end))) return true;
  std::size_t at = place.end;
  next_character(text, at);
  const std::size_t begin = at;
  int letters = 0;
  while (at < text.size() && is_word_character(passage_.behind(at)) && ++letters <= 7)
    next_character(text, at);
  if (letters == 0) return true;
  // "'s", "'ll", and the endings that Turkish sets behind an apostrophe; "Ruiz'Garcia" is another name.
  const Range ending{begin, at};
  return letters <= 6 &&
         (!is_upper(passage_.behind(begin)) || passage_.all_capitals(place) || word(ending) == "s");
}

bool Reading::borders_fit(const Sense& sense, Range place) const {
  if (sense.spaceless) return spaceless_borders_fit(place) && !passage_.in_address(place);
  const char32_t right = passage_.behind(place.end), left = passage_.before(place.begin);
  if (sense.behind.empty() && place.end - place.begin <= 2 && (right == '+' || right == '#')) return false;
  if (left == '$' || left == '~' ||
      (left == '@' && sense.spelling != Spelling::handle && sense.several_words))
    return left == '@';
  if (!hyphen_fits(sense, place) || !apostrophe_fits(place)) return false;
  if (sense.spelling == Spelling::handle && left == '@') {
    if (right != '@') {
      const char32_t further = passage_.before(place.begin - 1);
      return !passage_.in_domain_behind(place) && !is_word_character(further) && further != '/';
    }
    // "@aruiz@acme.example" is hers only on a server of the company.
    const model::Company* company = matcher_.roster().company(matcher_.roster().people[sense.owner].company);
    const std::string rest = lower_ascii(passage_.text().substr(place.end + 1, 255));
    return company != nullptr && std::ranges::any_of(company->domains, [&](const std::string& domain) {
             return rest.starts_with(lower_ascii(domain)) &&
                    (rest.size() == domain.size() ||
                     !is_word_character(static_cast<unsigned char>(rest[domain.size()])));
           });
  }
  return !passage_.in_address(place);
}

bool Reading::case_fits(const Sense& sense, Range place) const {
  if (sense.spaceless) return true;
  if (sense.spelling == Spelling::topic || sense.spelling == Spelling::handle) return true;
  std::size_t first = 0;
  if (!is_upper(next_character(sense.written, first))) return true;  // the roster writes it small
  if (sense.several_words)
    return !is_person(sense.spelling) || !(reads_as_words(sense, place) || made_of_words(sense, place));
  if (!sense.common) return true;
  if (!passage_.capital(place)) return false;
  return sense.spelling != Spelling::company || !read_as_word(place);
}

// Between the words of the name: "M." and "“Bolt”" may stand there, "y" of "Ana y Ruiz" joins two people, and
// "T." is not the "J." that the roster gives.
bool Reading::between_fits(const Sense& sense, const Hit& hit) const {
  if (!is_person(sense.spelling) || sense.spaceless) return true;
  const std::string& middle = matcher_.parts(sense.owner).middle;
  if (!hit.passed_over && (middle.empty() || sense.spelling != Spelling::full_name)) return true;
  constexpr std::string_view joints[] = {"a", "e", "i", "o", "u", "y", "à", "é", "а", "и", "у", "η"};
  const bool capitals = passage_.all_capitals(hit.place);
  std::size_t expected = 0;
  for (auto next = passage_.word_behind(passage_.word_from(hit.place.begin).word.end);
       next.exists() && next.word.end < hit.place.end;
       next = passage_.word_behind(next.word.end + (next.dot ? 1 : 0))) {
    const std::string plain = word(next.word);
    if (count_characters(plain) != 1) continue;
    if (!next.dot && (capitals || !passage_.capital(next.word)) && among(joints, plain)) return false;
    if (sense.spelling == Spelling::full_name && !middle.empty()) {
      if (!std::string_view(middle).substr(expected).starts_with(plain)) return false;
      expected += plain.size();
    }
  }
  return true;
}

std::vector<const Sense*> Reading::fitting(const Hit& hit, Range& place) const {
  const auto rank = [&](Spelling s) {
    if (s == Spelling::handle) return passage_.before(hit.place.begin) == '@' ? 0 : 4;
    return s <= Spelling::alias ? 0 : static_cast<int>(s) - static_cast<int>(Spelling::company) + 1;
  };
  std::vector<const Sense*> best;
  std::size_t signs = 0;
  for (const Sense& sense : matcher_.senses(hit.entry)) {
    Range own = hit.place;
    if (hit.ending()) {
      if (!ending_fits(sense.spelling, hit.outer()) || !sense.behind.empty() ||
          !borders_fit(sense, hit.outer()))
        continue;
    } else if (!signs_fit(sense, own) || !borders_fit(sense, own)) {
      continue;
    }
    if (!case_fits(sense, own) || !between_fits(sense, hit)) continue;
    if (!best.empty() && (own.end - own.begin < signs || rank(sense.spelling) > rank(best.front()->spelling)))
      continue;
    if (!best.empty() && (own.end - own.begin > signs || rank(sense.spelling) < rank(best.front()->spelling)))
      best.clear();
    best.push_back(&sense);
    place = own;
    signs = own.end - own.begin;
  }
  const auto whole = [](const Sense* sense) { return sense->as_in_roster(); };
  if (std::ranges::any_of(best, whole))
    std::erase_if(best, [&](const Sense* sense) { return !whole(sense); });
  return best;
}

std::optional<Reading::Strong> Reading::strong_at(const Hit& hit) const {
  Strong strong{hit.place, {}, hit.passed_over};
  strong.senses = fitting(hit, strong.place);
  strong.outer_end = std::max(hit.outer_end, strong.place.end);
  if (strong.senses.empty()) return std::nullopt;
  const Sense& sense = *strong.senses.front();
  const bool single = !sense.several_words && !sense.spaceless;
  if (single && is_person(sense.spelling) && sense.spelling != Spelling::handle &&
      !may_be_name(sense.common, strong.place))
    return std::nullopt;
  if (single && sense.spelling == Spelling::company && worn_as_surname(strong.place)) {
    strong.as_surname = true;
    if (matcher_.summary(hit.entry).surname) return std::nullopt;  // weighed as a surname
  }
  return strong;
}

void Reading::choose_strong() {
  std::size_t covered = 0;
  for (const Hit& hit : hits_) {
    if (hit.place.begin < covered || !matcher_.summary(hit.entry).stands_alone) continue;
    auto strong = strong_at(hit);
    if (!strong || strong->place.begin < covered) continue;
    covered = strong->place.end;
    strong_.push_back(std::move(*strong));
  }
}

// "Robert Young" is Rob Young where something says so: his company near, or his own name beside it.
void Reading::drop_doubtful_givens() {
  const auto doubtful = [](const Strong& strong) {
    return strong.senses.front()->left_out == Sense::LeftOut::whole_given;
  };
  if (std::ranges::none_of(strong_, doubtful)) return;
  std::unordered_map<std::uint32_t, bool> named;
  for (const Strong& strong : strong_) {
    const Sense& sense = *strong.senses.front();
    if (is_person(sense.spelling) && sense.as_in_roster()) named[sense.owner] = true;
  }
  std::erase_if(strong_, [&](const Strong& strong) {
    if (!doubtful(strong)) return false;
    return std::ranges::none_of(strong.senses, [&](const Sense* sense) {
      // “William "Bill" Stone”
      const bool byname =
          strong.passed_over &&
          folded(passage_.of(strong.place)).find(matcher_.parts(sense->owner).given) != std::string::npos;
      return byname || named.contains(sense->owner) || !company_near(sense->owner, strong.place).empty();
    });
  });
}

bool Reading::strong_covers(Range place) const {
  const auto behind =
      std::ranges::upper_bound(strong_, place.begin, {}, [](const Strong& s) { return s.place.begin; });
  if (behind != strong_.end() && behind->place.begin < place.end) return true;
  return behind != strong_.begin() && place.begin < (behind - 1)->place.end;
}

bool Reading::strong_begins(std::size_t at) const {
  return std::ranges::binary_search(strong_, at, {}, [](const Strong& s) { return s.place.begin; });
}

void Reading::find_confusables() {
  const Skeleton skeleton = skeleton_of(text_.text());
  std::vector<Found> found;
  matcher_.trie().find(skeleton.text, found);
  std::size_t covered = 0;
  for (const Found& each : found) {
    const Range place{skeleton.origin[each.begin], skeleton.origin[each.end]};
    if (place.begin < covered || !mixes_scripts(passage_.of(place)) || strong_covers(place)) continue;
    for (const Sense& sense : matcher_.senses(each.entry)) {
      if (sense.spelling == Spelling::topic || passage_.in_address(place)) continue;
      Verdict verdict{false, false, "confusable",
                      "looks like “" + sense.written + "” but holds letters of another script"};
      covered = place.end;
      if (is_person(sense.spelling)) {
        tell_person(place, sense.owner, verdict);
      } else {
        const bool company = sense.spelling == Spelling::company;
        tell(place, company ? model::WhomKind::company : model::WhomKind::product,
             company ? matcher_.roster().companies[sense.owner].id : sense.written, verdict);
      }
      break;
    }
  }
}

}  // namespace earshot::names

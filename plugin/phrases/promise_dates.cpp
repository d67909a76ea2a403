// By when a promise would be kept: the day that its sentence names.
#include <algorithm>
#include <charconv>
#include <chrono>
#include <optional>
#include <span>

#include "base/text.h"
#include "phrases/promise.h"
#include "phrases/tokens.h"

namespace earshot::phrases {
namespace {

using namespace std::chrono;
using model::LocalDay;

constexpr days usual{14};

struct Named {
  std::string_view word;
  unsigned number;
};
constexpr Named weekdays[] = {  // Sunday is 0
    {"monday", 1},     {"tuesday", 2}, {"wednesday", 3}, {"thursday", 4},  {"friday", 5},
    {"saturday", 6},   {"sunday", 0},  {"montag", 1},    {"dienstag", 2},  {"mittwoch", 3},
    {"donnerstag", 4}, {"freitag", 5}, {"samstag", 6},   {"sonnabend", 6}, {"sonntag", 0}};
constexpr Named months[] = {{"january", 1},   {"february", 2}, {"march", 3},     {"april", 4},
                            {"may", 5},       {"june", 6},     {"july", 7},      {"august", 8},
                            {"september", 9}, {"october", 10}, {"november", 11}, {"december", 12},
                            {"januar", 1},    {"februar", 2},  {"märz", 3},      {"mai", 5},
                            {"juni", 6},      {"juli", 7},     {"oktober", 10},  {"dezember", 12}};
constexpr Named numbers[] = {{"a", 1},     {"one", 1},   {"two", 2},  {"three", 3},  {"four", 4}, {"five", 5},
                             {"six", 6},   {"ten", 10},  {"few", 3},  {"couple", 2}, {"ein", 1},  {"eine", 1},
                             {"einem", 1}, {"einer", 1}, {"zwei", 2}, {"drei", 3},   {"vier", 4}, {"fünf", 5},
                             {"sechs", 6}, {"zehn", 10}, {"paar", 3}};
constexpr Named units[] = {{"hour*", 1}, {"stunde*", 1}, {"day*", 1},    {"tag*", 1},
                           {"week*", 7}, {"woche*", 7},  {"month*", 30}, {"monat*", 30}};

std::optional<unsigned> look_up(std::span<const Named> table, const std::string& word) {
  const auto found =
      std::ranges::find_if(table, [&](const Named& row) { return word_fits(folded(row.word), word); });
  return found == table.end() ? std::nullopt : std::optional(found->number);
}

std::optional<unsigned> number_in(const std::string& word) {
  unsigned number = 0;
  const auto read = std::from_chars(word.data(), word.data() + word.size(), number);
  // "3rd", "1st" count too.
  if (read.ec == std::errc() && word.size() - static_cast<std::size_t>(read.ptr - word.data()) <= 2 &&
      number < 400)
    return number;
  return look_up(numbers, word);
}

LocalDay last_day(year of, unsigned month_number) {
  return LocalDay{year_month_day_last{of, month_day_last{month{month_number}}}};
}

LocalDay end_of_month(LocalDay in) {
  const year_month_day date{in};
  return last_day(date.year(), static_cast<unsigned>(date.month()));
}

// Of this year, or of the next if it is over.
LocalDay end_of_month_ahead(LocalDay today, unsigned month_number) {
  const auto now = year_month_day{today}.year();
  const auto end = last_day(now, month_number);
  return end >= today ? end : last_day(now + years{1}, month_number);
}

// The first such day behind `today`.
LocalDay next_weekday(LocalDay today, unsigned number) {
  const auto ahead = weekday{number} - weekday{today};
  return today + (ahead.count() == 0 ? days{7} : ahead);
}

// Of this year, or of the next if it is over.
std::optional<LocalDay> date_ahead(LocalDay today, unsigned month_number, unsigned day_number) {
  for (const auto when : {year_month_day{today}.year(), year_month_day{today}.year() + years{1}}) {
    const year_month_day date{when, month{month_number}, day{day_number}};
    if (date.ok() && LocalDay{date} >= today) return LocalDay{date};
  }
  return std::nullopt;
}

class Sentence {
 public:
  Sentence(std::string_view text, LocalDay today) : words_(tokens_of(folded(text)).words), today_(today) {}

  std::optional<LocalDay> day() const {
    for (std::size_t at = 0; at < words_.size(); ++at) {
      if (const auto found = date_at(at)) return found;
    }
    if (const auto found = phrase()) return found;
    for (std::size_t at = 0; at < words_.size(); ++at) {
      if (const auto number = look_up(weekdays, word(at))) return next_weekday(today_, *number);
    }
    return std::nullopt;
  }

 private:
  std::string word(std::size_t at) const { return at < words_.size() ? words_[at].word : std::string(); }
  bool has(std::string_view text) const {
    const auto phrase = phrase_words(text);
    for (std::size_t at = 0; at < words_.size(); ++at) {
      if (phrase_end(words_, at, phrase) > 0) return true;
    }
    return false;
  }

  // "3 May", "May 3", "3. Mai", "in May", "im Mai", "in two weeks", "in ein paar Tagen".
  std::optional<LocalDay> date_at(std::size_t at) const {
    const auto month_here = look_up(months, word(at));
    const auto before = at > 0 ? number_in(word(at - 1)) : std::nullopt;
    const auto behind = number_in(word(at + 1));
    if (month_here && before) return date_ahead(today_, *month_here, *before);
    if (month_here && behind) return date_ahead(today_, *month_here, *behind);
    const auto lead = at > 0 ? word(at - 1) : std::string();
    if (month_here && (lead == "in" || lead == "im" || lead == "by"))
      return end_of_month_ahead(today_, *month_here);
    const auto unit = look_up(units, word(at));
    if (!unit || at == 0) return std::nullopt;
    auto count = number_in(lead);
    if (lead == "of" && at > 1) count = number_in(word(at - 2));  // "a couple of weeks"
    if (!count || word(at).starts_with("hour") || word(at).starts_with("stunde")) return std::nullopt;
    return today_ + days{*count * *unit};
  }

  std::optional<LocalDay> phrase() const {
    const auto friday = next_weekday(today_ - days{1}, 5);
    if (has("today") || has("tonight") || has("heute")) return today_;
    if (has("day after tomorrow") || has("übermorgen")) return today_ + days{2};
    if (has("tomorrow") || has("morgen")) return today_ + days{1};
    if (has("this week") || has("end of the week") || has("diese woche") || has("ende der woche"))
      return friday;
    if (has("next week") || has("nächste woche") || has("nächster woche") || has("kommende woche"))
      return next_weekday(today_ - days{1}, 0) + days{5};
    if (has("this month") || has("end of the month") || has("diesen monat") || has("diesem monat"))
      return end_of_month(today_);
    if (has("next month") || has("nächsten monat") || has("nächster monat"))
      return end_of_month(end_of_month(today_) + days{1});
    return std::nullopt;
  }

  const std::vector<Token> words_;
  const LocalDay today_;
};

}  // namespace

Time promised_by(std::string_view sentence, Time at, const model::Zone& zone) {
  const auto today = zone.day(at);
  const auto named = Sentence(sentence, today).day();
  return zone.start_of(named.value_or(today + usual) + days{1});
}

}  // namespace earshot::phrases

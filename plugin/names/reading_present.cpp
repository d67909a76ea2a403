// Who is known to the reader before a name is met: by the full name earlier in the text, by taking part in
// the conversation, by a handle that is the full name; and the name at the end, which is the writer's own.
#include <algorithm>

#include "base/text.h"
#include "names/called.h"
#include "names/reading.h"
#include "names/word_lists.h"

namespace earshot::names {

namespace {

constexpr std::size_t shortest_handle = 6, longest_handle = 60;

bool in_handle(char32_t c) {
  return is_word_character(c) || c == '.' || c == '-';
}

std::string first_word(const std::string& name) {
  const std::string plain = folded(squeeze(name));
  return plain.substr(0, plain.find(' '));
}

// "Dan" among the readers takes the name from Daniel of the staff too.
bool may_be_called(const std::string& other, const std::string& given) {
  const auto holds = [&](const std::vector<std::string_view>& forms) {
    return std::ranges::find(forms, other) != forms.end();
  };
  return other == given || holds(short_forms(given)) || holds(long_forms(given));
}

// "stephen_cleary" and "StephenCleary" as two words.
std::string with_spaces(std::string_view handle) {
  std::string out;
  bool small = false;
  for (std::size_t at = 0; at < handle.size();) {
    const std::size_t begin = at;
    const char32_t c = next_character(handle, at);
    const bool sign = c == '_' || c == '.' || c == '-';
    if (small && is_upper(c)) out += ' ';
    out += sign ? " " : handle.substr(begin, at - begin);
    small = is_lower(c);
  }
  return out;
}

}  // namespace

std::string Reading::first_letter(std::string_view text) {
  std::size_t behind = 0;
  if (!text.empty()) next_character(text, behind);
  return std::string(text.substr(0, behind));
}

void Reading::remember(std::uint32_t person, std::size_t at) {
  const auto [place, fresh] = full_names_.try_emplace(person, at + 1);
  if (!fresh) {
    place->second = std::min(place->second, at + 1);
    return;
  }
  const Matcher::NameParts& parts = matcher_.parts(person);
  if (parts.given_entry != NameTrie::npos) named_by_given_[parts.given_entry].push_back(person);
  for (const std::uint32_t entry : parts.called) named_by_given_[entry].push_back(person);
  if (parts.surname_entry != NameTrie::npos) named_by_surname_[parts.surname_entry].push_back(person);
  if (parts.typed_surname_entry != NameTrie::npos)
    named_by_surname_[parts.typed_surname_entry].push_back(person);
}

bool Reading::full_name_before(std::uint32_t person, std::size_t at) const {
  const auto found = full_names_.find(person);
  return found != full_names_.end() && found->second <= at;
}

bool Reading::full_name_anywhere(std::uint32_t person) const {
  return full_names_.contains(person);
}

// "Hi Ana" in a comment on a post by Ana Ruiz, unless another Ana takes part.
void Reading::note_present() {
  const auto& people = matcher_.roster().people;
  for (const std::string& id : present_.staff) {
    const auto found = std::ranges::find(people, id, &model::Person::id);
    if (found == people.end()) continue;
    const auto person = static_cast<std::uint32_t>(found - people.begin());
    const Matcher::NameParts& parts = matcher_.parts(person);
    const bool shared = std::ranges::any_of(present_.others, [&](const std::string& other) {
      return may_be_called(first_word(other), parts.given);
    });
    if (!shared && !full_names_.contains(person)) remember(person, 0);
    if (!shared) full_names_[person] = 0;
  }
}

bool Reading::is_present(std::uint32_t person) const {
  const auto found = full_names_.find(person);
  return found != full_names_.end() && found->second == 0;
}

// "@ana_ruiz", "@AnaRuiz": nobody has to list a handle that says the full name.
void Reading::find_at_names() {
  const std::string_view text = passage_.text();
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    const char32_t left = passage_.before(at);
    if (is_word_character(left) || left == '/' || left == '.') continue;
    Range handle{at + 1, at + 1};
    for (std::size_t next = handle.end; next < text.size() && next < at + longest_handle;) {
      if (!in_handle(next_character(text, next))) break;
      handle.end = next;
    }
    while (handle.end > handle.begin && (text[handle.end - 1] == '.' || text[handle.end - 1] == '-'))
      --handle.end;
    const bool elsewhere = handle.end < text.size() && (text[handle.end] == '@' || text[handle.end] == '/');
    if (handle.end - handle.begin < shortest_handle || elsewhere || strong_covers(handle)) continue;
    const People meant = named_by_handle(handle);
    if (meant.size() == 1)
      tell_person(handle, meant.front(),
                  {false, true, "handle", "behind “@” stands the full name, written as a handle"});
  }
}

// Those whose full name the handle is, also without a sign between its words.
Reading::People Reading::named_by_handle(Range handle) const {
  const std::string plain = folded(with_spaces(passage_.of(handle)));
  People meant;
  const auto look_up = [&](const std::string& name) {
    std::vector<Found> found;
    matcher_.trie().find(name, found);
    for (const Found& each : found) {
      if (each.begin != 0 || each.end != name.size() || each.passed_over) continue;
      for (const Sense& sense : matcher_.senses(each.entry)) {
        const bool named = sense.spelling == Spelling::full_name && sense.several_words;
        if (named && std::ranges::find(meant, sense.owner) == meant.end()) meant.push_back(sense.owner);
      }
    }
  };
  look_up(plain);
  if (plain.find(' ') != std::string::npos) return meant;
  for (std::size_t at = 2; at + 2 <= plain.size(); ++at) {
    if ((static_cast<unsigned char>(plain[at]) & 0xC0U) == 0x80) continue;
    look_up(plain.substr(0, at) + " " + plain.substr(at));
  }
  return meant;
}

// "Regards,\nSam": alone at the end it is the writer's own.
bool Reading::signs_off(Range place) const {
  constexpr std::string_view farewells[] = {
      "best", "bises", "cheers",     "cordialement", "greetings", "grusse",    "gruss", "gruessen", "grussen",
      "lg",   "mfg",   "pozdrawiam", "regards",      "saludos",   "sincerely", "vg",    "wishes",   "yours"};
  const std::string_view text = passage_.text();
  if (text.find_first_not_of(" \t\r\n.", place.end) != std::string_view::npos) return false;
  std::string_view left = text.substr(0, place.begin);
  const auto drop = [&left](std::string_view signs) {
    const std::size_t last = left.find_last_not_of(signs);
    left = left.substr(0, last == std::string_view::npos ? 0 : last + 1);
  };
  drop(" \t*");
  if (trim(left).empty()) return false;
  if (left.ends_with('!') || left.ends_with('.') || left.ends_with('?')) {  // "Keep it coming! Peter"
    return text.find_first_not_of(" \t\r\n", place.end) == std::string_view::npos;
  }
  for (const std::string_view dash : {"-", "–", "—", "~"}) {
    if (left.ends_with(dash)) return trim(left) != dash;
  }
  const auto previous = passage_.word_before(place.begin);
  return left.ends_with('\n') || among(farewells, word(previous.word));
}

// In a cell or line of its own it says who wrote what stands beside it.
bool Reading::stands_alone(Range place) const {
  return trim(passage_.of(passage_.paragraph(place.begin))).size() == place.end - place.begin &&
         trim(passage_.text()).size() > place.end - place.begin;
}

Reading::Verdict Reading::signature(std::string rule) {
  return {false, false, std::move(rule), "stands at the end as the writer's own signature"};
}

}  // namespace earshot::names

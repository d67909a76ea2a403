// One text read once: the spellings found in it, weighed against each other and against what stands around
// them.
#pragma once
#include <algorithm>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/text.h"
#include "names/matcher.h"
#include "names/passage.h"

namespace earshot::names {

// Refers to the matcher, the text and who is present; all outlive it.
class Reading {
 public:
  Reading(const Matcher& matcher, const VisibleText& text, Time at, const Present& present);
  std::vector<model::Mention> mentions() &&;

 private:
  struct Hit {
    Range place;
    std::uint32_t entry;
    bool passed_over = false;
    std::size_t outer_end = 0;  // behind the ending of a plural or genitive, else place.end
    bool ending() const { return outer_end != place.end; }
    Range outer() const { return {place.begin, outer_end}; }
  };
  // A spelling that stands for itself: full names, handles, companies, products, topics.
  struct Strong {
    Range place;
    std::vector<const Sense*> senses;  // all of one kind
    bool passed_over = false;
    bool as_surname = false;  // a company's name, worn by a person
    std::size_t outer_end = 0;
    bool ending() const { return outer_end != place.end; }
  };
  struct Verdict {
    bool sure = true, alerts = true;
    std::string rule, why;
  };
  using People = std::vector<std::uint32_t>;

  void collect();
  void keep(const Found& found, std::size_t begin);
  void note_companies();
  void note_present();
  void find_at_names();
  People named_by_handle(Range handle) const;
  void find_confusables();
  void choose_strong();
  void drop_doubtful_givens();
  std::optional<Strong> strong_at(const Hit& hit) const;
  std::vector<const Sense*> fitting(const Hit& hit, Range& place) const;
  bool signs_fit(const Sense& sense, Range& place) const;
  bool borders_fit(const Sense& sense, Range place) const;
  bool spaceless_borders_fit(Range place) const;
  bool hangul_borders_fit(Range place) const;
  bool han_borders_fit(Range place, bool called) const;
  bool broken_at_hyphen(Range place) const;
  bool hyphen_fits(const Sense& sense, Range place) const;
  bool apostrophe_fits(Range place) const;
  bool commands(Range name) const;
  bool read_as_word(Range company) const;
  bool reads_as_words(const Sense& sense, Range place) const;
  bool asks(std::string_view given, Range name) const;
  bool orders(std::string_view given, Range name) const;
  bool made_of_words(const Sense& sense, Range place) const;
  bool case_fits(const Sense& sense, Range place) const;
  bool between_fits(const Sense& sense, const Hit& hit) const;
  bool ending_fits(Spelling spelling, Range outer) const;
  bool genitive(Range outer) const;
  bool worn_as_surname(Range place) const;
  bool someone_before(Range place) const;

  void judge(const Strong& strong);
  void judge_thing(const Strong& strong);
  void judge_person(const Strong& strong);
  Verdict verdict_for_name(const Strong& strong, const Sense& sense, const std::string& longer) const;
  People settle_namesakes(const People& people, Range place, std::string& by) const;
  std::string longer_name(Range place) const;
  bool is_word_of_product(const Strong& strong) const;
  bool bears_name_of_product(const Strong& strong) const;
  bool is_town(Range company) const;
  bool travelled_to(Range company) const;
  bool speaks_of_town(const Sense& company) const;
  bool is_one_of_many(Range place) const;
  // Does it hold of any place of that company or product? Asked of the text once.
  template <class Test>
  bool owned_elsewhere(const Sense& thing, Test test) const {
    const auto [known, fresh] = owned_elsewhere_.try_emplace(&thing, false);
    if (fresh) {
      known->second = std::ranges::any_of(
          strong_, [&](const Strong& other) { return other.senses.front() == &thing && test(other); });
    }
    return known->second;
  }
  bool place_named_after(Range place) const;
  bool lies_in_state(Range place) const;
  bool thing_named_after(Range place) const;
  // Whom the words right beside the name say the person belongs to: a company of the roster, or somebody
  // else.
  struct Affiliation {
    std::uint32_t company = NameTrie::npos;
    std::string other;
    bool loose = false;  // may be where the person was met
  };
  Affiliation affiliation(Range name) const;
  Affiliation apposition(std::size_t at) const;
  Verdict unless_of_others(Verdict verdict, std::uint32_t person, const Affiliation& belongs,
                           Range place) const;
  std::string other_organisation(Range first_word) const;
  std::string post_elsewhere(Range name, const std::string& rule) const;
  std::string public_body(Range name) const;
  std::string other_deed(Range name, const std::string& rule) const;
  std::string other_walk(Range name) const;
  bool is_somebodys(Range kin) const;
  std::string predicate_walk(std::size_t at) const;
  bool met(Range name) const;
  bool denied(Range name) const;
  const Strong* company_at(std::size_t begin) const;
  // in_titles: where every word has a capital, none makes a longer name.
  bool is_no_surname(Passage::Neighbour next, Range name, bool in_titles = true) const;

  void judge_weak(const Hit& hit);
  bool titled_in_small(std::size_t begin) const;
  void judge_titled_in_small(const Found& found);
  void judge_small_letters();
  bool judge_surname(const Hit& hit);
  bool judge_surname_in_case(Range place, const People& people);
  bool judge_title(Range place, const People& people);
  struct Initials {
    std::string letter;  // the first one
    std::size_t begin = 0;
    std::string all;
  };
  Initials initials_before(Range place) const;
  bool judge_shortened(Range place, const People& people);
  bool judge_initial(Range place, const People& people);
  bool judge_catalogue(Range place, const People& people);
  std::size_t end_of_initials(std::size_t at) const;
  bool judge_reversed(Range place, const People& people);
  bool judge_bare_surname(const Hit& hit);
  bool turned_round(Range place, const People& people) const;
  bool judge_surname_of_company(const Hit& hit);
  void tell_surname(Range whole, Range surname, const People& people, const std::string& rule,
                    std::string_view what);
  void judge_first_name(const Hit& hit);
  People who_may_be_called(const Hit& hit) const;
  Verdict first_name_verdict(std::uint32_t person, const People& people, const Hit& hit) const;
  bool honoured(Range given) const;
  bool may_be_name(bool common, Range place) const;
  bool has_article(Range place) const;
  bool addresses(Range place) const;
  bool signs_off(Range place) const;
  bool stands_alone(Range place) const;
  static Verdict signature(std::string rule);
  bool is_present(std::uint32_t person) const;
  bool surname_capital(const Hit& hit) const;
  // The full name of somebody else with that first name or surname, "" if the text has none.
  std::string other_with_given(std::uint32_t entry);
  struct Other {
    std::string name;
    std::size_t at = 0;
  };
  Other other_with_surname(std::uint32_t entry);
  bool has_initial(const People& people, const std::string& letter) const;
  bool introduced_as_other(Range given) const;
  std::string other_full_name(const Hit& hit) const;
  std::string follows_as_surname(Range given) const;
  std::string stands_as_given(Range surname) const;

  // Where dozens share a name and nothing tells them apart, listing all of them explains nothing.
  static constexpr std::size_t few = 3;
  static std::string first_letter(std::string_view text);

  bool strong_covers(Range place) const;
  bool strong_begins(std::size_t at) const;
  bool full_name_before(std::uint32_t person, std::size_t at) const;
  void remember(std::uint32_t person, std::size_t at);
  bool full_name_anywhere(std::uint32_t person) const;
  // "in the same sentence", "in the same paragraph", or "" if the company is not spoken of near.
  std::string company_near(std::uint32_t person, Range place) const;
  bool company_within(std::uint32_t company, Range range) const;
  bool german() const;
  std::string word(Range r) const;

  void tell(Range place, model::WhomKind kind, std::string whom, Verdict verdict);
  void tell_person(Range place, std::uint32_t person, Verdict verdict);

  const Matcher& matcher_;
  const VisibleText& text_;
  const Passage passage_;
  const Time at_;
  const Present& present_;
  Folded plain_;
  std::vector<Found> found_;
  std::vector<std::uint32_t> titled_;  // of found_: surnames in small letters behind a title
  std::vector<std::uint32_t> small_;   // of found_: first names in small letters, words as a rule
  std::vector<Hit> hits_;
  std::vector<Strong> strong_;  // in order, apart
  // Whose, and behind how many bytes first: 0 for those who are present.
  std::unordered_map<std::uint32_t, std::size_t> full_names_;
  People introduced_;  // whose one name the text gives to somebody else: "our cat Riko"
  // Of the full names of the text: who has this first name, this surname.
  std::unordered_map<std::uint32_t, People> named_by_given_, named_by_surname_;
  // Where a company, a thing of it or its domain stands; each end is the furthest so far.
  std::unordered_map<std::uint32_t, std::vector<Range>> company_places_;
  std::optional<std::unordered_map<std::uint32_t, std::string>> others_with_given_;
  std::optional<std::unordered_map<std::uint32_t, Other>> others_with_surname_;
  std::uint32_t surname_entry_ = 0;  // of the hit that is weighed as a surname
  std::size_t weak_end_ = 0;         // what a surname took with it, "Ruiz, Ana", is not weighed again
  mutable std::optional<bool> german_, kana_;
  mutable std::unordered_map<const Sense*, bool> owned_elsewhere_;
  std::vector<model::Mention> out_;
};

}  // namespace earshot::names

// Who may be spoken of, and whose word counts as the company's.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/manner.h"
#include "model/words.h"

namespace earshot::model {

enum class FirstName { never, after_full_name, with_context, always };
template <>
struct Words<FirstName> {
  static constexpr std::array<std::pair<FirstName, std::string_view>, 4> table{
      {{FirstName::never, "never"},
       {FirstName::after_full_name, "after_full_name"},
       {FirstName::with_context, "with_context"},
       {FirstName::always, "always"}}};
};

struct Company {
  std::string id, name;
  std::vector<std::string> aliases, products, topics, domains;
};

struct Person {
  std::string id, company, name;
  std::vector<std::string> aliases, handles;
  std::string email, role;
  FirstName first_name = FirstName::after_full_name;
  std::vector<std::string>
      accounts;  // "wordpress:7", "blogger:0577…", "disqus:ana", "url:https://ana.example/"
  std::vector<std::string> profiles;       // pages of the person's that name others of hers with rel=me
  std::optional<Time> from, to;            // half open: staff from `from` until before `to`
  std::optional<Time> away_from, away_to;  // half open as well; one without the other has no other end
  std::string deputy;                      // hears in the person's place then; a roster id
  Manner manner;
  // Of the products, topics and companies this person looks after: only what is of these kinds and written in
  // these languages (codes of ISO 639; what cannot be told counts as known). Empty = all. Names are never
  // held back.
  std::vector<std::string> kinds, languages;
  bool bot = false;          // a program: badge only, it answers nobody
  bool public_page = false;  // agreed to a public page of all own answers

  bool staff_at(Time t) const { return (!from || *from <= t) && (!to || t < *to); }
  bool away_at(Time t) const {
    return (away_from || away_to) && (!away_from || *away_from <= t) && (!away_to || t < *away_to);
  }
};

// Whom others name together.
struct Group {
  std::string id;
  std::vector<std::string> members;  // roster ids
  bool on_duty = false;              // hears of what nobody else looks after
  std::string then;                  // a person or a group: who is told when nobody of these answers
};

// Who looks after what: where several fit the last one wins.
struct Route {
  std::vector<std::string> things;  // products, topics, companies (id or name), folded; empty = all
  std::vector<std::string> kinds;   // of cases, "problem"; empty = all
  std::vector<std::string> to;      // persons and groups
  std::string then;
  std::string words;  // for people: "Rocket Sled, problem"
};

struct Roster {
  std::vector<Company> companies;
  std::vector<Person> people;
  std::vector<Group> groups;
  std::vector<Route> routes;

  const Person* person(std::string_view id) const;
  std::string name_of(std::string_view person_id) const;  // the id itself if nobody has it any more
  const Person* person_with_account(std::string_view account) const;
  const Company* company(std::string_view id) const;
  const Group* group(std::string_view id) const;
};

}  // namespace earshot::model

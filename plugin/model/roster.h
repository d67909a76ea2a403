// Who may be spoken of, and whose word counts as the company's.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
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
  std::vector<std::string> accounts;  // "wordpress:7"
  std::optional<Time> from, to;       // half open: staff from `from` until before `to`
  bool bot = false;                   // a program: badge only, it answers nobody
  bool public_page = false;           // agreed to a public page of all own answers

  bool staff_at(Time t) const { return (!from || *from <= t) && (!to || t < *to); }
};

struct Roster {
  std::vector<Company> companies;
  std::vector<Person> people;

  const Person* person(std::string_view id) const;
  std::string name_of(std::string_view person_id) const;  // the id itself if nobody has it any more
  const Person* person_with_account(std::string_view account) const;
  const Company* company(std::string_view id) const;
};

}  // namespace earshot::model

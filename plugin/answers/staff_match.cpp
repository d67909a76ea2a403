#include "answers/staff_match.h"

#include <algorithm>
#include <sstream>
#include <unordered_set>

#include "base/confusable.h"
#include "base/text.h"
#include "base/url.h"

namespace earshot::answers {

namespace {

std::string_view engine_of(std::string_view account) {
  return account.substr(0, account.find(':'));
}

const std::string* account_at(const model::Person& person, std::string_view engine) {
  for (const auto& account : person.accounts) {
    if (engine_of(account) == engine) return &account;
  }
  return nullptr;
}

struct AccountPage {
  std::string_view engine, before;
};
constexpr AccountPage account_pages[] = {
    {"url:", ""}, {"blogger:", "https://www.blogger.com/profile/"}, {"github:", "https://github.com/"}};
constexpr std::string_view name_ends[] = {"(",   "[",   "|", "/",    ",",      " - ",
                                          " – ", " — ", "@", " at ", " from ", " of "};

std::vector<std::string> name_parts(std::string_view name) {
  std::vector<std::string> out;
  std::istringstream in{std::string(name)};
  for (std::string part; in >> part;) out.push_back(std::move(part));
  return out;
}

std::string parts_joined(const std::vector<std::string>& parts) {
  std::string out;
  for (const auto& part : parts) out += (out.empty() ? "" : " ") + part;
  return out;
}

std::size_t letters_in(std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < part.size();) count += is_word_character(next_character(part, at));
  return count;
}

std::unordered_set<std::string> folded_set(std::initializer_list<std::string_view> words) {
  std::unordered_set<std::string> out;
  for (const auto word : words) out.insert(folded(word));
  return out;
}

// "Dr. Ana M. Ruiz" is Ana Ruiz: without titles before the name and initials within it.
std::string bare_parts(std::string_view name) {
  static const auto titles =
      folded_set({"dr",    "prof",   "professor", "mr",   "mrs",  "ms",  "miss", "mx",       "sir",
                  "herr",  "frau",   "hr",        "fr",   "dipl", "ing", "mag",  "sr",       "sra",
                  "señor", "señora", "don",       "doña", "m",    "mme", "mlle", "monsieur", "madame"});
  auto parts = name_parts(name);
  const auto is_title = [](const std::string& part) {
    auto word = folded(part);
    std::erase(word, '.');
    std::erase(word, ' ');
    return titles.contains(word);
  };
  while (parts.size() > 2 && is_title(parts.front())) parts.erase(parts.begin());
  for (std::size_t i = parts.size(); parts.size() > 2 && i-- > 1;) {
    if (i + 1 < parts.size() && letters_in(parts[i]) <= 1)
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i));
  }
  return parts_joined(parts);
}

// "Ruiz, Ana" and "Ruiz Ana".
std::string last_name_first(std::string_view name) {
  auto parts = name_parts(name);
  if (parts.size() < 2) return {};
  std::rotate(parts.begin(), parts.end() - 1, parts.end());
  return parts_joined(parts);
}

// "The Acme Support Team" speaks for Acme.
std::string without_office(std::string_view name) {
  static const auto offices =
      folded_set({"support", "team", "staff", "help", "helpdesk", "service", "official", "office", "admin",
                  "sales", "press", "crew", "care", "customer", "kundendienst", "kundenservice"});
  auto parts = name_parts(name);
  while (parts.size() > 1 && offices.contains(folded(parts.back()))) parts.pop_back();
  if (parts.size() > 1 && folded(parts.front()) == "the") parts.erase(parts.begin());
  return parts_joined(parts);
}

// Shown from right to left by a control of Unicode: what is read then is the reverse of what is written.
constexpr std::string_view right_to_left_override = "\u202E";

std::string reversed_characters(const std::string& key) {
  std::vector<char32_t> characters;
  for (std::size_t at = 0; at < key.size();) characters.push_back(next_character(key, at));
  std::string out;
  for (auto c = characters.rbegin(); c != characters.rend(); ++c) append_utf8(out, *c);
  return out;
}

}  // namespace

std::string look_alike_key(std::string_view name) {
  const std::string skeleton = confusable_skeleton(folded(name));
  std::string out;
  for (std::size_t at = 0; at < skeleton.size();) {
    const char32_t c = next_character(skeleton, at);
    if (!is_word_character(c) || c == U'_') continue;
    // The skeleton keeps i apart from l, which no reader of "Ru1z" does.
    append_utf8(out, c == U'i' || c == U'1' ? U'l' : c);
  }
  return out;
}

StaffRoll::StaffRoll(const model::Site& site, const std::vector<store::ProfileProof>& proofs) : site_(site) {
  for (const auto& person : site.roster.people) {
    const auto add = [&](const std::string& name) {
      const auto key = look_alike_key(name);
      if (key.empty()) return;
      // Whoever has an account can be told apart from a namesake; let that person own the name.
      const auto [at, fresh] = names_.emplace(key, &person);
      if (!fresh && at->second->accounts.empty()) at->second = &person;
    };
    // "Ana Ruiz Acme" and "Acme Ana Ruiz" speak for Ana as much as "Ana Ruiz" does.
    const auto* company = site.roster.company(person.company);
    const auto add_full = [&](const std::string& name) {
      add(name);
      if (!company) return;
      add(name + company->name);
      add(company->name + name);
      for (const auto& alias : company->aliases) add(name + alias);
    };
    const auto add_forms = [&](const std::string& name) {
      add_full(name);
      add(bare_parts(name));
      add(last_name_first(name));
      add(last_name_first(bare_parts(name)));
    };
    add_forms(person.name);
    for (const auto& alias : person.aliases) add_forms(alias);
    for (const auto& handle : person.handles) add(handle);
  }
  for (const auto& company : site.roster.companies) {
    companies_.emplace(look_alike_key(company.name), &company);
    for (const auto& alias : company.aliases) companies_.emplace(look_alike_key(alias), &company);
  }
  companies_.erase("");
  for (const auto& proof : proofs) {
    const auto page = Url::parse(proof.page);
    if (const auto* person = site.roster.person(proof.person); page && person)
      pages_.emplace(page_key(*page), person);
  }
}

// The page that an account is: accounts of these engines are pages, or have one that anybody can see.
const model::Person* StaffRoll::owner_of_page(const model::Comment& comment) const {
  for (const auto& [engine, before] : account_pages) {
    if (!comment.account.starts_with(engine)) continue;
    const auto page = Url::parse(std::string(before) + comment.account.substr(engine.size()));
    const auto found = page ? pages_.find(page_key(*page)) : pages_.end();
    return found == pages_.end() ? nullptr : found->second;
  }
  return nullptr;
}

// What stands behind a full name is no other name: "Ana Ruiz (support)", "Ana Ruiz | Acme", "Ana Ruiz from
// Acme".
const model::Person* StaffRoll::named(const std::string& name) const {
  const auto known = [&](const std::string& key) -> const model::Person* {
    const auto found = key.empty() ? names_.end() : names_.find(key);
    return found == names_.end() ? nullptr : found->second;
  };
  const bool overridden = name.find(right_to_left_override) != std::string::npos;
  const auto find = [&](std::string_view part) -> const model::Person* {
    const auto key = look_alike_key(part);
    const auto* person = known(key);
    if (!person && overridden) person = known(reversed_characters(key));
    if (person) return person;
    const auto bare = bare_parts(part);
    return bare == part ? nullptr : known(look_alike_key(bare));
  };
  if (const auto* person = find(name)) return person;
  for (const auto mark : name_ends) {
    const auto end = name.find(mark);
    const auto before = trim(std::string_view(name).substr(0, end));
    // A nickname with something behind it is anybody's.
    if (end == std::string::npos || before.find(' ') == std::string_view::npos) continue;
    if (const auto* person = find(before)) return person;
  }
  return nullptr;
}

// The company's own name, maybe with an office behind it.
const model::Company* StaffRoll::company_named(const std::string& name) const {
  const auto find = [&](std::string_view part) -> const model::Company* {
    auto found = companies_.find(look_alike_key(part));
    if (found == companies_.end() && part.find(' ') != std::string_view::npos)
      found = companies_.find(look_alike_key(without_office(part)));
    return found == companies_.end() ? nullptr : found->second;
  };
  if (companies_.empty() || named(name)) return nullptr;
  if (const auto* company = find(name)) return company;
  for (const auto mark : name_ends) {
    const auto end = name.find(mark);
    if (end == std::string::npos) continue;
    if (const auto* company = find(trim(std::string_view(name).substr(0, end)))) return company;
  }
  return nullptr;
}

Author StaffRoll::by_word(const model::Comment& comment, const store::IdentityWord& word) const {
  const auto* person = site_.roster.person(word.person);
  if (word.identity == model::Identity::none || !person) return {"", model::Identity::none, word.evidence};
  if (!person->staff_at(comment.published.value_or(comment.seen)))
    return {"", model::Identity::none, person->name + " was not staff at that time; " + word.evidence};
  return {person->id, word.identity, word.evidence};
}

Author StaffRoll::by_account(const model::Comment& comment, const model::Person& person, Time when) const {
  if (!person.staff_at(when)) {
    return {"", model::Identity::none, "account of " + person.name + ", not staff at that time"};
  }
  return {person.id, model::Identity::proven,
          "the engine's account " + comment.account + " belongs to " + person.name};
}

Author StaffRoll::by_name(const model::Comment& comment, const model::Person& person) const {
  if (comment.account.empty()) {
    return {person.id, model::Identity::claimed,
            "the name \"" + comment.author_name + "\" is, or looks like, " + person.name +
                "'s; written without an account"};
  }
  if (comment.account.starts_with("url:") && site_.roster.person_with_account(comment.account) == &person) {
    return {person.id, model::Identity::claimed,
            "the roster has " + comment.account + " as " + person.name +
                "'s; no page of the roster and it name each other (rel=me)"};
  }
  if (account_at(person, engine_of(comment.account)) != nullptr) {
    return {person.id, model::Identity::contradicted,
            "writes under the name of " + person.name + " from the account " + comment.account +
                ", which is another's"};
  }
  return {person.id, model::Identity::claimed,
          "the name is " + person.name + "'s; the account " + comment.account + " is not on the roster"};
}

// Nobody's own name: whoever of the company stands first on the roster is asked.
Author StaffRoll::by_company_name(const model::Comment& comment, Time when) const {
  const auto* company = company_named(comment.author_name);
  if (!company) return {};
  const auto& people = site_.roster.people;
  const auto one = std::ranges::find_if(people, [&](const model::Person& person) {
    return person.company == company->id && !person.bot && person.staff_at(when);
  });
  if (one == people.end()) return {};
  return {one->id, model::Identity::claimed,
          "the name \"" + comment.author_name + "\" is, or looks like, that of " + company->name +
              (comment.account.empty() ? "; written without an account"
                                       : "; the account " + comment.account + " is not on the roster")};
}

Author StaffRoll::classify(const model::Comment& comment) const {
  const Time when = comment.published.value_or(comment.seen);
  const bool is_page = comment.account.starts_with("url:");
  if (!comment.account.empty() && !is_page) {
    if (const auto* person = site_.roster.person_with_account(comment.account)) {
      return by_account(comment, *person, when);
    }
  }
  if (const auto* person = owner_of_page(comment)) {
    auto author = by_account(comment, *person, when);
    if (!author.person.empty())
      author.why =
          "the account " + comment.account + " and a page of " + person->name + " name each other (rel=me)";
    return author;
  }
  // A page alone proves nothing, even where the roster has it among the accounts: the page itself has to
  // agree.
  const auto* person = is_page ? site_.roster.person_with_account(comment.account) : nullptr;
  if (!person) person = named(comment.author_name);
  if (!person) return by_company_name(comment, when);
  if (!person->staff_at(when)) {
    return {"", model::Identity::none, "name of " + person->name + ", not staff at that time"};
  }
  return by_name(comment, *person);
}

Author classify(const model::Site& site, const model::Comment& comment) {
  return StaffRoll(site).classify(comment);
}

}  // namespace earshot::answers

#include "answers/staff_match.h"

#include "base/confusable.h"
#include "base/text.h"

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

StaffRoll::StaffRoll(const model::Site& site) : site_(site) {
  for (const auto& person : site.roster.people) {
    const auto add = [&](const std::string& name) {
      const auto key = look_alike_key(name);
      if (key.empty()) return;
      // Whoever has an account can be told apart from a namesake; let that person own the name.
      const auto [at, fresh] = names_.emplace(key, &person);
      if (!fresh && at->second->accounts.empty()) at->second = &person;
    };
    add(person.name);
    for (const auto& alias : person.aliases) add(alias);
    for (const auto& handle : person.handles) add(handle);
  }
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
  if (account_at(person, engine_of(comment.account)) != nullptr) {
    return {person.id, model::Identity::contradicted,
            "writes under the name of " + person.name + " from the account " + comment.account +
                ", which is another's"};
  }
  return {person.id, model::Identity::claimed,
          "the name is " + person.name + "'s; the account " + comment.account + " is not on the roster"};
}

Author StaffRoll::classify(const model::Comment& comment) const {
  const Time when = comment.published.value_or(comment.seen);
  if (!comment.account.empty()) {
    if (const auto* person = site_.roster.person_with_account(comment.account)) {
      return by_account(comment, *person, when);
    }
  }
  const auto key = look_alike_key(comment.author_name);
  const auto found = key.empty() ? names_.end() : names_.find(key);
  if (found == names_.end()) return {};
  if (!found->second->staff_at(when)) {
    return {"", model::Identity::none, "name of " + found->second->name + ", not staff at that time"};
  }
  return by_name(comment, *found->second);
}

Author classify(const model::Site& site, const model::Comment& comment) {
  return StaffRoll(site).classify(comment);
}

}  // namespace earshot::answers

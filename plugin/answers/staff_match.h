// Is the author of a comment one of us? Only an account that the engine itself proves is proof; a name never
// is.
#pragma once
#include <string>
#include <unordered_map>

#include "model/post.h"
#include "model/site.h"

namespace earshot::answers {

struct Author {
  std::string person;  // roster id, "" = a reader
  model::Identity identity = model::Identity::none;
  std::string why;  // for people; "" for a reader with a name of his own
};

// The roster's names in the form in which look-alikes are equal. Lives shorter than the site.
class StaffRoll {
 public:
  explicit StaffRoll(const model::Site& site);
  // Who the comment's author is by account and name alone: `confirmed` comes from elsewhere.
  Author classify(const model::Comment& comment) const;

 private:
  Author by_account(const model::Comment& comment, const model::Person& person, Time when) const;
  Author by_name(const model::Comment& comment, const model::Person& person) const;

  const model::Site& site_;
  std::unordered_map<std::string, const model::Person*> names_;
};

// For one comment; many are cheaper with a StaffRoll.
Author classify(const model::Site& site, const model::Comment& comment);

// "Ana Ruiz", "ana.ruiz", "АNА RUIZ" with Cyrillic letters and "Ana  Ru1z" give the same. "" for no letters
// at all.
std::string look_alike_key(std::string_view name);

// Does the comment count as the company's word?
inline bool is_staff(const model::Comment& comment) {
  return !comment.person.empty() &&
         (comment.identity == model::Identity::proven || comment.identity == model::Identity::confirmed);
}

}  // namespace earshot::answers

// A person's own alerts as an Atom feed, for those who read feeds rather than mails. Its address is a secret.
#pragma once
#include <string>

#include "markup/template.h"
#include "store/books.h"

namespace earshot::telling {

// The latest alerts of this person, whose case they are in, and how that stands; newest first. `self` is the
// feed's own address.
std::string alert_feed(const store::Books& books, const markup::Templates& templates,
                       const std::string& person, const std::string& self);

}  // namespace earshot::telling

// Rules about sources and what makes a linkback look like spam.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "model/words.h"

namespace earshot::model {

// host: and its subdomains. author: one address. address: a CIDR block of senders. word: in what is shown.
enum class RuleKind { host, author, address, word };
template <>
struct Words<RuleKind> {
  static constexpr std::array<std::pair<RuleKind, std::string_view>, 4> table{{{RuleKind::host, "host"},
                                                                               {RuleKind::author, "author"},
                                                                               {RuleKind::address, "address"},
                                                                               {RuleKind::word, "word"}}};
};

enum class RuleVerdict { allow, block };
template <>
struct Words<RuleVerdict> {
  static constexpr std::array<std::pair<RuleVerdict, std::string_view>, 2> table{
      {{RuleVerdict::allow, "allow"}, {RuleVerdict::block, "block"}}};
};

struct SourceRule {
  RuleKind kind = RuleKind::host;
  std::string value;  // in normal form, see linkback/rules.h
  RuleVerdict verdict = RuleVerdict::block;
};

// The link itself is a gate, not a part of this.
struct SpamScore {
  int points = 0;
  std::string parts;  // "hidden link 3, 310 links to others 2"
};
inline constexpr int points_to_wait = 3;  // a moderator looks at it, whatever the policy
inline constexpr int points_to_junk = 6;

}  // namespace earshot::model

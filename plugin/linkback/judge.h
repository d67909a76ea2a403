// What becomes of a verified linkback by the site's lists, its policy and the score: shown, waiting, junk, or
// refused.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/url.h"
#include "linkback/score.h"
#include "model/linkback.h"
#include "model/moderation.h"
#include "model/site.h"
#include "store/books.h"

namespace earshot::linkback {

struct Judgement {
  model::LinkbackState state = model::LinkbackState::waiting;
  model::Refusal reason = model::Refusal::none;
  bool allowed = false;  // by a rule
  std::string why;       // for moderators, never for the sender
  model::SpamScore score;
};

// `read_at` is where the page was read after redirects, `passed` are the hosts on the way: a rule that
// allows a host is about the one there, a rule that blocks is about every host on the way. An author is
// allowed only on pages of the author's own host, since any page can name any author.
Judgement judge(db::Reader& reader, const model::Site& site, const model::Linkback& linkback,
                const Url& read_at, const std::vector<std::string>& passed, const SpamSigns& signs);

}  // namespace earshot::linkback

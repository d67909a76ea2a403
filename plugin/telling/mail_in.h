// Mails that the host hands in: answers to alerts become notes or take the case, returned mails count against
// their address. Nothing of them is ever shown to readers, and nothing is ever answered: no loops.
#pragma once
#include <string>
#include <string_view>

#include "model/words.h"
#include "net/mime_reader.h"
#include "store/books.h"

namespace earshot::telling {

enum class HeardMail { note, claim, unsubscribed, bounce, dropped, not_ours };

struct HeardOutcome {
  HeardMail what = HeardMail::not_ours;
  std::string why;  // for the log: no words of the mail
};

// Safe to do twice with the same mail. not_ours: it may be another site's.
HeardOutcome hear_mail(const store::Books& books, const net::MimePart& mail);

}  // namespace earshot::telling

template <>
struct earshot::model::Words<earshot::telling::HeardMail> {
  using Heard = earshot::telling::HeardMail;
  static constexpr std::array<std::pair<Heard, std::string_view>, 6> table{
      {{Heard::note, "note"},
       {Heard::claim, "claim"},
       {Heard::unsubscribed, "unsubscribed"},
       {Heard::bounce, "bounce"},
       {Heard::dropped, "dropped"},
       {Heard::not_ours, "not ours"}}};
};

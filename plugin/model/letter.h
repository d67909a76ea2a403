// One message to one person by one channel, and what stands in its way.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "model/alert.h"
#include "model/ids.h"
#include "model/words.h"

namespace earshot::model {

enum class Channel { mail, webhook, slack };
template <>
struct Words<Channel> {
  static constexpr std::array<std::pair<Channel, std::string_view>, 3> table{
      {{Channel::mail, "mail"}, {Channel::webhook, "webhook"}, {Channel::slack, "slack"}}};
};

// What it holds: one alert; what a burst or a quiet night brought together; what a digest did; a case that
// its reader wanted to see again.
enum class LetterForm { alert, roll_up, digest, reminder };
template <>
struct Words<LetterForm> {
  static constexpr std::array<std::pair<LetterForm, std::string_view>, 4> table{
      {{LetterForm::alert, "alert"},
       {LetterForm::roll_up, "roll-up"},
       {LetterForm::digest, "digest"},
       {LetterForm::reminder, "reminder"}}};
};

// Why it did not leave when it was tried last; suspended: nothing is sent to this address any more.
enum class Trouble { none, server, recipient, content, suspended };
template <>
struct Words<Trouble> {
  static constexpr std::array<std::pair<Trouble, std::string_view>, 5> table{
      {{Trouble::none, "none"},
       {Trouble::server, "server"},
       {Trouble::recipient, "recipient"},
       {Trouble::content, "content"},
       {Trouble::suspended, "suspended"}}};
};

struct Letter {
  RowId id = 0;
  std::string person;
  Channel channel = Channel::mail;
  LetterForm form = LetterForm::alert;
  RowId subject = 0;  // alert: that alert; reminder: the case; else 0
  DeliveryState state = DeliveryState::pending;
  std::string message_id;
  Time window{};  // the beginning of the ten minutes that it counts into
  Time due{}, made{};
  std::optional<Time> tried, sent;  // first tried: from then on nothing joins it
  int tries = 0;
  Trouble trouble = Trouble::none;
  std::string last_error;
};

}  // namespace earshot::model

// Who says that they have the same: what coalescence is counted from.
#pragma once
#include <optional>
#include <string>

#include "base/clock.h"
#include "model/alert.h"
#include "model/ids.h"
#include "model/words.h"

namespace earshot::model {

enum class Agreeing { words, link };  // "me too", also on a page of its own; a page that only links to it
template <>
struct Words<Agreeing> {
  static constexpr std::array<std::pair<Agreeing, std::string_view>, 2> table{
      {{Agreeing::words, "words"}, {Agreeing::link, "link"}}};
};

// One item that agrees with one conversation.
struct Agreement {
  ItemKind root_kind = ItemKind::post;
  RowId root_id = 0;
  ItemKind item_kind = ItemKind::comment;
  RowId item_id = 0;
  Agreeing how = Agreeing::words;
  std::string said;                 // the words, as they were written
  std::string name, account, page;  // of the writer; page: an address of theirs
  std::string host;                 // of the page, if it is one of its own (how: link)
  std::string url;                  // of the item
  Time at{};
  bool old = false;  // imported, or written before Earshot stood beside the blog: alerts nobody
  friend bool operator==(const Agreement&, const Agreement&) = default;
};

// What is known of a conversation with which others agree.
struct Gathering {
  ItemKind root_kind = ItemKind::post;
  RowId root_id = 0;
  int voices = 0, hosts = 0;        // distinct
  std::optional<Time> first, last;  // of the voices
  int told_voices = 0;              // so many in the window when staff were told last, 0 = never
  std::optional<Time> told;         // when the last of those spoke
};

}  // namespace earshot::model

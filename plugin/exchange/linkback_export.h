// What stands in our books, in forms that others read: our own lines, webmention.io's jf2, WordPress's WXR.
#pragma once
#include <array>
#include <functional>
#include <ostream>
#include <string>

#include "model/words.h"
#include "store/books.h"

namespace earshot::exchange {

enum class ExportForm { ndjson, webmention_io, wxr };

}  // namespace earshot::exchange

namespace earshot::model {
template <>
struct Words<exchange::ExportForm> {
  static constexpr std::array<std::pair<exchange::ExportForm, std::string_view>, 3> table{
      {{exchange::ExportForm::ndjson, "ndjson"},
       {exchange::ExportForm::webmention_io, "webmention.io"},
       {exchange::ExportForm::wxr, "wxr"}}};
};
}  // namespace earshot::model

namespace earshot::exchange {

// Our own lines hold what is shown, waits or was hidden; the other forms what is shown, WXR also what waits.
// Streamed; returns how many.
std::int64_t export_linkbacks(const store::Books& books, ExportForm form, std::ostream& to);
// As lines of `earshot import comments`, or WXR. Asserts that the form is one of these.
std::int64_t export_comments(const store::Books& books, ExportForm form, std::ostream& to);

}  // namespace earshot::exchange

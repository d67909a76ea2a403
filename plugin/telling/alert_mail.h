// The words of an alert: what was said, by whom, where, why this person hears of it, and where to go.
#pragma once
#include <optional>
#include <string>

#include "markup/template.h"
#include "model/ids.h"
#include "store/books.h"

namespace earshot::telling {

struct AlertMail {
  std::string to_name, to_address;  // address is "" when the roster has none
  std::string subject, message_id, thread_root, list_id;
  std::string text, html;
};

// Nothing if the alert was withdrawn, sent or never made, or its person left the roster: there is nothing to
// send.
std::optional<AlertMail> compose_alert(const store::Books& books, const markup::Templates& templates,
                                       model::RowId alert);

}  // namespace earshot::telling

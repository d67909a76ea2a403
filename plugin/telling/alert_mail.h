// The words of an alert: what was said, by whom, where, why this person hears of it, and where to go.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "markup/template.h"
#include "model/agreement.h"
#include "model/ids.h"
#include "outreach/item.h"
#include "store/books.h"
#include "telling/act.h"

namespace earshot::telling {

struct AlertMail {
  std::string to_name, to_address;  // address is "" when the roster has none
  std::string subject, message_id, thread_root, thread_parent, list_id;
  std::string unsubscribe_url, unsubscribe_address, reply_address;  // the addresses may be ""
  std::string text, html;
};

// What is told of one alert, by whatever channel.
struct AlertFacts {
  model::Alert alert;
  model::Case of_case;
  std::optional<outreach::Item> item;
  ActAddresses act;
  std::vector<model::Agreement> voices;  // of those who gather, as they are now
};
std::optional<AlertFacts> read_alert_facts(db::Reader& reader, const store::Books& books, model::RowId alert);
// "You are named in a comment"
std::string what_happened(const AlertFacts& facts);
// Whether there is still something to tell: readers see the item.
bool holds(const AlertFacts& facts);
std::string alerts_list_id(const model::Site& site);

// Nothing if the alert was withdrawn, sent or never made, or its person left the roster: there is nothing to
// send.
std::optional<AlertMail> compose_alert(const store::Books& books, const markup::Templates& templates,
                                       model::RowId alert);

}  // namespace earshot::telling

// The figures of last week for those who lead: who gets them, and their words.
#pragma once
#include <optional>
#include <string>

#include "markup/template.h"
#include "model/job.h"
#include "store/books.h"
#include "telling/alert_mail.h"

namespace earshot::telling {

// Job `figures_week`: from Monday, eight o'clock by the site's clock, each of the roster's people who is to
// get the figures of the week before is written down, with the job `mail_figures`. Nobody if nothing happened
// in that week, or if Earshot slept until Wednesday. Safe to repeat: nobody is written down twice for a week.
model::JobOutcome tell_week(const store::Books& books);

// Nothing if it was sent, or its person left.
std::optional<AlertMail> compose_figures(const store::Books& books, const markup::Templates& templates,
                                         model::RowId id);

}  // namespace earshot::telling

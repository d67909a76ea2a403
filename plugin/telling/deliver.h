// An alert's way to its person: in which letter it goes and when, and what becomes of letters that the mail
// server, or the person's webhook, does not take.
#pragma once
#include "markup/template.h"
#include "model/job.h"
#include "net/fetcher.h"
#include "net/mailer.h"
#include "store/books.h"

namespace earshot::telling {

// Where letters are put. All lives longer than the job.
struct Post {
  net::Mailer* mailer = nullptr;  // nullptr: no mail is configured, letters wait
  const net::Mailbox& from;
  net::Fetcher& web;
  const markup::Templates& templates;
};

// The job `deliver`: decides; sends nothing.
model::JobOutcome tell_alert(const store::Books& books, model::RowId alert);
// The job `send_letter`. A crash between the server's 250 and our note sends it twice, with the same
// Message-ID; nothing else does. Tried by model::back_off, given up after five days.
model::JobOutcome send_letter(const store::Books& books, const Post& post, model::RowId letter);
// The job `remind`: a snoozed case comes back, if it still waits.
model::JobOutcome remind(const store::Books& books, model::RowId snooze);
// The job `try_mail`: asks a mail server that was away until it is back; then what waits goes out.
model::JobOutcome try_mail(const store::Books& books, const Post& post);

// The job `tell_notice`: about a case, beside its items. Waits for the person's quiet hours to end.
model::JobOutcome tell_notice(const store::Books& books, const Post& post, const model::Job& job);
// The job `mail_figures`: the week's figures, to one who leads.
model::JobOutcome mail_figures(const store::Books& books, const Post& post, const model::Job& job);

// Nothing is held against the address any more, and what waited for that goes out. False if nothing was.
bool forgive(db::Tx& tx, const store::Books& books, const std::string& address);

}  // namespace earshot::telling

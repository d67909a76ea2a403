// The words of what a person is told about a case beside its items; in the mail thread of the case.
#pragma once
#include <optional>

#include "markup/template.h"
#include "model/alert.h"
#include "model/ids.h"
#include "store/books.h"
#include "telling/alert_mail.h"

namespace earshot::telling {

// Nothing if it was sent, its person left the roster, or its cause is gone: the case was taken, answered or
// closed meanwhile, the promise kept.
std::optional<AlertMail> compose_notice(const store::Books& books, const markup::Templates& templates,
                                        model::RowId notice);

// Is it only that readers see nothing of its case now? Then it stays for when they see it again.
bool notice_rests(db::Reader& reader, const model::Site& site, const model::Notice& notice);

}  // namespace earshot::telling

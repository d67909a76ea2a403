// Messages that an engine pushed to us, so that one that comes twice is answered the same and changes
// nothing.
#pragma once
#include <optional>
#include <string>

#include "db/database.h"
#include "store/books.h"

namespace earshot::store {

std::optional<std::string> answer_to_push(db::Reader& reader, model::SiteId site, const std::string& message);
// Also forgets those taken before `forget`.
void note_push(db::Tx& tx, const Books& books, const std::string& message, const std::string& answer,
               Time forget);

}  // namespace earshot::store

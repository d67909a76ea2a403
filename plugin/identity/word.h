// The word of a person, or of whoever runs the blog, about who wrote a comment: the only proof there is where
// the engine knows no accounts.
#pragma once
#include "store/books.h"
#include "store/identity_store.h"

namespace earshot::identity {

// The word holds from now on; the conversation is matched anew, also backwards: whom the comment answers, who
// waits, whose case is answered. False if the same was said already.
bool say_who_wrote(db::Tx& tx, const store::Books& books, model::RowId comment,
                   const store::IdentityWord& word);

}  // namespace earshot::identity

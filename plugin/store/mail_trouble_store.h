// What mail servers say about addresses of ours, and which mails came in already.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "db/database.h"
#include "store/books.h"

namespace earshot::store {

struct MailTrouble {
  std::string address;
  double score = 0;
  Time scored{};
  std::optional<Time> suspended;
  std::string why;
};
std::optional<MailTrouble> mail_trouble(db::Reader& reader, model::SiteId site, const std::string& address);
void put_mail_trouble(db::Tx& tx, model::SiteId site, const MailTrouble& trouble);
// False if nothing was held against it.
bool forgive_address(db::Tx& tx, model::SiteId site, const std::string& address);
// Those with a score, the suspended ones first.
std::vector<MailTrouble> mail_troubles(db::Reader& reader, model::SiteId site);

// Mails that came in and did something; forgotten after a month.
bool was_heard(db::Reader& reader, model::SiteId site, const std::string& key_of_mail);
void note_heard(db::Tx& tx, const Books& books, const std::string& key_of_mail);

}  // namespace earshot::store

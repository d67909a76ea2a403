// Linkbacks from elsewhere become records of ours. Nobody is alerted, no page is asked, no webhook called.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "exchange/carried.h"
#include "exchange/moved.h"
#include "store/books.h"

namespace earshot::exchange {

struct LinkbackImportSettings {
  bool any_host = false;  // else a target that does not lie below the site's address is not taken
  bool dry_run = false;   // nothing is written
};

// How one target was understood.
struct TargetMapping {
  std::string url;         // after the move
  std::string post_title;  // "" when no post is known there
  std::int64_t linkbacks = 0;
  bool known = false;  // else a post is made for it
};

// Each five hundred rows are one transaction; what was imported before, or came as a ping, is left as it is,
// so that an import can be broken off and run again.
class LinkbackImport {
 public:
  LinkbackImport(const store::Books& books, const MovedAddresses& moved, LinkbackImportSettings settings)
      : books_(books), moved_(moved), settings_(settings) {}

  // Why it is not taken, if so.
  std::optional<std::string> add(Carried carried);
  void flush();

  std::int64_t fresh() const { return fresh_; }
  std::int64_t known() const { return known_; }
  // Of a dry run: by the target as it stood in the file.
  const std::map<std::string, TargetMapping>& mapping() const { return mapping_; }

 private:
  struct Counts {
    std::int64_t fresh = 0, known = 0;
  };
  Counts store(db::Tx& tx);
  bool insert(db::Tx& tx, const Carried& carried);
  Counts count(db::Reader& reader) const;
  void map(db::Reader& reader, const Url& target, const std::string& written);

  const store::Books& books_;
  const MovedAddresses& moved_;
  LinkbackImportSettings settings_;
  std::vector<Carried> rows_;
  std::map<std::string, TargetMapping> mapping_;
  std::int64_t fresh_ = 0, known_ = 0;
};

}  // namespace earshot::exchange

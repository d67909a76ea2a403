// Shown linkbacks as an Atom feed and as a page of microformats.
#pragma once
#include <string>
#include <vector>

#include "exchange/jf2.h"
#include "markup/template.h"
#include "model/site.h"
#include "store/publication_store.h"
#include "store/shown_store.h"

namespace earshot::web {

// Written entry by entry, so that a long list is in memory once.
class MentionFeed {
 public:
  // `query` tells one selection from another in the feed's own address; no token in it.
  MentionFeed(const model::Site& site, std::string_view query);
  // For staff: where it can be decided whether readers see it; "" = no such link.
  struct Links {
    std::string show, hide;
  };
  void add(const store::ShownLinkback& shown, exchange::Detail detail, const Links& links);
  std::size_t size() const { return entries_.size(); }
  std::string finish(const std::vector<store::Withdrawn>& withdrawn) const;

 private:
  const model::Site& site_;
  std::string self_, entries_;
  Time newest_;
};

void add_mention(markup::Filling& page, const store::ShownLinkback& shown, exchange::Detail detail);

}  // namespace earshot::web

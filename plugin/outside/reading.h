// From what stands on somebody else's blog to an item of ours: a feed's entry, a page, a comment on it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "markup/feed.h"
#include "markup/page.h"
#include "markup/page_comments.h"
#include "model/outside.h"
#include "model/roster.h"
#include "net/fetcher.h"

namespace earshot::outside {

inline constexpr std::size_t text_bytes = 64 * 1024, comment_bytes = 16 * 1024;
inline constexpr std::size_t title_characters = 300, name_characters = 100;
inline constexpr std::size_t most_entries = 200;                                   // of one look at a feed
inline constexpr std::size_t most_comments = 500;                                  // of one look at a page
inline constexpr std::int64_t most_of_a_day = 500, most_of_a_conversation = 2000;  // that are kept

// Posts of a feed, newest known first as the feed has them. Times of the future are taken as now.
std::vector<model::OutsideItem> posts_in(const markup::Feed& feed, const Url& feed_url, Time now);
// Comments of a feed. only_of_page: the feed has those of other pages too, which are left out.
std::vector<model::OutsideItem> comments_in(const markup::Feed& feed, const Url& page, bool only_of_page,
                                            Time now);
std::vector<model::OutsideItem> comments_in(const std::vector<markup::PageComment>& comments, const Url& page,
                                            Time now);
// The page itself, read from `got`.
model::OutsideItem post_on(const net::Fetched& got, const markup::Page& page, Time now);

// The staff member whose name, alias or handle this is, at that time; nullptr when nobody's or several
// people's.
const model::Person* signed_by(const model::Roster& roster, std::string_view author, Time at);
// Does a reader ask something? A question mark that is not part of an address.
bool asks(std::string_view text);

}  // namespace earshot::outside

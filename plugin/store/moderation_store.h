// What moderators decide about linkbacks and their sources, and what helps them to: lists, scores, undo.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/url.h"
#include "db/database.h"
#include "model/linkback.h"
#include "model/moderation.h"
#include "store/books.h"

namespace earshot::store {

enum class Moderation { approve, hide };
// Writes the decision, who took it and what it changed. False when there is no such record, or it is not in a
// state that a moderator decides.
bool moderate(db::Tx& tx, const Books& books, model::RowId id, Moderation decision, std::string_view who);
// Takes back the last decision about it that was not taken back yet; the state it had before comes back, but
// for what was hidden from readers: nobody read its source meanwhile, so it waits, with its job `verify`, and
// is shown again if the link is still there. False when there is none, or the record has moved on since.
bool undo_moderation(db::Tx& tx, const Books& books, model::RowId id, std::string_view who);
// Does it wait for that, and nothing was decided about it since?
bool is_to_be_shown_again(db::Reader& reader, model::SiteId site, model::RowId id);

// For bulk moves: those in a state that `decision` can change, oldest first; of one source host (its
// subdomains too) or of all.
std::vector<model::RowId> decidable_linkbacks(db::Reader& reader, model::SiteId site, Moderation decision,
                                              std::string_view host);

// A rule given again replaces the older verdict.
void put_source_rule(db::Tx& tx, const Books& books, const model::SourceRule& rule, std::string_view who);
bool remove_source_rule(db::Tx& tx, const Books& books, const model::SourceRule& rule);
std::vector<model::SourceRule> list_source_rules(db::Reader& reader, model::SiteId site,
                                                 std::optional<model::RuleVerdict> verdict);

// What is looked up of a source: each list from the narrowest to the widest (linkback/rules.h makes them).
struct SourceSigns {
  std::vector<std::string> hosts, authors, addresses;
};
// The rule of the first sign that has one, hosts before authors before addresses: so an allowed author never
// saves a blocked host. Two reads where a site has no rules for addresses, one where it has none at all.
std::optional<model::SourceRule> source_verdict(db::Reader& reader, model::SiteId site,
                                                const SourceSigns& signs);
std::vector<std::string> blocked_words(db::Reader& reader, model::SiteId site);

// Is another linkback shown of this host and this author? One host may carry many people.
bool is_known_source(db::Reader& reader, model::SiteId site, const model::Linkback& linkback);
// Did a moderator hide another one of this host, or is one in the junk?
bool is_disliked_host(db::Reader& reader, model::SiteId site, std::string_view host, model::RowId but);
// Did a moderator hide another one of the same page under the same post? It is the same if the addresses, or
// those that redirects led to, differ in query and fragment only. Walks through the post's hidden ones.
bool was_hidden_page(db::Reader& reader, model::SiteId site, const model::Linkback& linkback,
                     const Url& read_at);
// How many others of the same page readers see or a moderator is to see under the same post; at most `limit`.
// It is the same if the address differs in its fragment only, or in its query and the words are the same.
// Walks through the post's linkbacks.
int others_of_page(db::Reader& reader, model::SiteId site, const model::Linkback& linkback, int limit);

// Others of that domain (its hosts and itself) which came under the same post since then, and which readers
// see or a moderator is to see; of each, the newest `limit` are looked at.
int others_of_domain(db::Reader& reader, model::SiteId site, const model::Linkback& linkback,
                     std::string_view domain, Time since, int limit);

void put_score(db::Tx& tx, const Books& books, model::RowId id, const model::SpamScore& score);
model::SpamScore find_score(db::Reader& reader, model::SiteId site, model::RowId id);

// Shown ones whose source was read last before that time, oldest first.
std::vector<model::RowId> linkbacks_to_read_again(db::Reader& reader, model::SiteId site, Time before,
                                                  int limit);
// Junk that has been junk since before that time goes for good, with what its source said and its history.
// What readers were once shown stays. Returns how many went.
int purge_junk(db::Tx& tx, const Books& books, Time before, int limit);

}  // namespace earshot::store

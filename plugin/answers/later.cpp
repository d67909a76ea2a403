#include "answers/later.h"

#include <algorithm>
#include <optional>
#include <set>
#include <unordered_map>

#include "answers/signs.h"
#include "store/job_store.h"
#include "store/later_store.h"
#include "store/linkback_store.h"
#include "store/post_address.h"

namespace earshot::answers {

namespace {

using model::ItemKind;

constexpr int most_words = 50;
constexpr std::size_t most_targets = 200;
constexpr double certainty_of_link = 0.9;
// What is said in a post is said to all its readers: a name or a quotation there tells less than in a thread.
constexpr double less_sure = 0.85;

// The addresses on this blog to which the post links, each once; not that of the post itself.
std::vector<Url> targets_of(const model::Site& site, const model::Post& post) {
  std::vector<Url> out;
  const auto own = Url::parse(post.url);
  if (!own || post.state != model::Visibility::open) return out;
  std::set<std::string> seen;
  for (const auto& link : markup::read_plain_text(post.html).links) {
    const auto url = own->resolve(link.href);
    if (!url || same_page(*url, *own) || !store::could_be_post(site, *url)) continue;
    if (seen.insert(url->without_fragment().text()).second) out.push_back(url->without_fragment());
    if (out.size() == most_targets) break;
  }
  return out;
}

std::string word_of_post(const model::Site& site, const model::Post& post) {
  const auto* person =
      post.author_account.empty() ? nullptr : site.roster.person_with_account(post.author_account);
  return person && !person->bot && person->staff_at(*post.published) ? person->id : std::string();
}

// Whose page it is: of a host that is proven to be somebody's, or a part of one.
std::string word_of_page(const model::Site& site, const std::vector<store::ProfileProof>& proofs,
                         const std::string& address, Time when) {
  const auto page = Url::parse(address);
  if (!page) return {};
  for (const auto& proof : proofs) {
    const auto root = Url::parse(proof.page);
    const auto* person = site.roster.person(proof.person);
    if (root && person && !person->bot && person->staff_at(when) && lies_below(*page, *root))
      return person->id;
  }
  return {};
}

LaterWord as_word(const model::Site& site, ItemKind kind, model::RowId id, const std::string& person,
                  Time published) {
  LaterWord out;
  out.kind = kind;
  out.said.id = id;
  out.said.engine_id = "\n" + std::string(model::word(kind)) + std::to_string(id);  // no engine's key
  out.said.author_name = site.roster.name_of(person);
  out.said.account = out.said.engine_id;
  out.said.person = person;
  out.said.identity = model::Identity::proven;
  out.said.published = published;
  out.said.seen = published;
  return out;
}

Time time_of(const model::Comment& comment) {
  return comment.published.value_or(comment.seen);
}

void add_pages(db::Reader& reader, const model::Site& site, const std::vector<store::ProfileProof>& proofs,
               model::RowId post, std::vector<LaterWord>& out) {
  if (proofs.empty()) return;
  for (const auto& linkback : store::shown_linkbacks(reader, site.id, post, 20 * most_words)) {
    const auto when = linkback.published.value_or(linkback.received);
    if (word_of_page(site, proofs, linkback.source, when).empty()) continue;
    const auto page = store::find_source_page(reader, site.id, linkback.id);
    // Where a redirect led is whose page it is.
    const auto person = page ? word_of_page(site, proofs, page->final_url, when) : std::string();
    if (person.empty()) continue;
    auto word = as_word(site, ItemKind::linkback, linkback.id, person, when);
    word.said.html = page->content_html;
    word.said.url = page->final_url;
    word.named.push_back(linkback.target);
    out.push_back(std::move(word));
    if (out.size() == static_cast<std::size_t>(most_words)) return;
  }
}

// Reads all words beside the conversation at once.
class LaterReading {
 public:
  LaterReading(const std::vector<model::Comment>& comments, const std::vector<LaterWord>& words,
               const model::Site& site, const std::vector<std::string>& keys)
      : comments_(comments), words_(words), site_(site), keys_(keys) {
    for (std::size_t i = 0; i < comments.size(); ++i) by_key_.emplace(comments[i].engine_id, i);
  }

  std::vector<LaterLink> run(bool engine_threads) {
    all_ = comments_;
    for (const auto& word : words_) {
      const auto behind = std::ranges::upper_bound(all_, *word.said.published, {}, time_of);
      all_.insert(behind, word.said);
    }
    auto conversation = read_conversation(all_, engine_threads);
    std::unordered_map<std::size_t, std::size_t> word_at, item_at;  // place → number
    for (std::size_t place = 0; place < all_.size(); ++place) note_place(place, word_at, item_at);
    for (const auto& [place, word] : word_at) {
      links_of(word, conversation.said[place]);
      conversation.said[place].links.clear();
    }
    for (const auto& link : read_signs(conversation).links) {
      const auto word = word_at.find(link.answer);
      const auto item = item_at.find(link.item);
      if (word == word_at.end() || item == item_at.end()) continue;
      if (link.rule == model::AnswerRule::quote)
        add(word->second, item->second, less_sure * link.certainty,
            "links to the conversation and quotes it");
      if (link.rule == model::AnswerRule::address)
        add(word->second, item->second, less_sure * link.certainty,
            "links to the conversation and speaks to its writer by name");
    }
    std::ranges::sort(out_, {}, [](const LaterLink& l) { return std::pair(l.word, l.item); });
    return std::move(out_);
  }

 private:
  void note_place(std::size_t place, std::unordered_map<std::size_t, std::size_t>& word_at,
                  std::unordered_map<std::size_t, std::size_t>& item_at) {
    const auto known = by_key_.find(all_[place].engine_id);
    if (known != by_key_.end()) {
      item_at[place] = known->second;
      return;
    }
    const auto word =
        std::ranges::find(words_, all_[place].engine_id,
                          [](const LaterWord& w) -> const std::string& { return w.said.engine_id; });
    word_at[place] = static_cast<std::size_t>(word - words_.begin());
  }

  void links_of(std::size_t word, const Utterance& said) {
    for (const auto& link : said.links) link_to(word, link.href);
    for (const auto& address : words_[word].named) link_to(word, address);
  }

  void link_to(std::size_t word, const std::string& href) {
    const auto page = Url::parse(words_[word].said.url);
    const auto url = page ? page->resolve(href) : Url::parse(href);
    if (!url || !url->fragment()) return;
    const auto is_here = [&](const std::string& key) { return std::ranges::find(keys_, key) != keys_.end(); };
    if (std::ranges::none_of(store::link_keys(site_, *url), is_here)) return;
    const auto found = by_key_.find(store::comment_in(url->text()));
    if (found == by_key_.end()) return;
    const auto& comment = comments_[found->second];
    const bool reader =
        comment.state == model::Visibility::open && comment.kind == "comment" &&
        !(comment.identity == model::Identity::proven || comment.identity == model::Identity::confirmed);
    if (reader && time_of(comment) <= *words_[word].said.published)
      add(word, found->second, certainty_of_link, "links to it");
  }

  void add(std::size_t word, std::size_t item, double certainty, const char* evidence) {
    const auto same = [&](const LaterLink& l) { return l.word == word && l.item == item; };
    if (std::ranges::none_of(out_, same)) out_.push_back({word, item, certainty, evidence});
  }

  const std::vector<model::Comment>& comments_;
  const std::vector<LaterWord>& words_;
  const model::Site& site_;
  const std::vector<std::string>& keys_;
  std::unordered_map<std::string_view, std::size_t> by_key_;
  std::vector<model::Comment> all_;
  std::vector<LaterLink> out_;
};

}  // namespace

model::JobOutcome note_links(const store::Books& books, model::RowId id) {
  const auto& site = books.site;
  struct Known {
    std::optional<model::Post> post;
    std::vector<std::string> keys;
  };
  const auto known = books.database.read([&](db::Reader& reader) {
    return Known{store::find_post(reader, site.id, id), store::post_links(reader, site.id, id)};
  });
  if (!known.post) return model::Done{};
  const auto targets = targets_of(site, *known.post);
  std::set<std::string> keys;
  for (const auto& target : targets) {
    for (auto& key : store::link_keys(site, target)) keys.insert(std::move(key));
  }
  books.database.write([&](db::Tx& tx) {
    store::put_post_links(tx, site.id, id, {keys.begin(), keys.end()});
    std::set<model::RowId> touched;
    for (const auto& target : targets) {
      if (const auto post = store::post_at(tx, site, target)) touched.insert(post->id);
    }
    for (const auto& key : known.keys) {
      if (const auto post = store::find_post_by_key(tx, site.id, key)) touched.insert(post->id);
    }
    for (const auto post : touched) store::add_job(tx, books, model::JobKind::match_post, post, books.now());
  });
  return model::Done{};
}

std::vector<LaterWord> later_words(db::Reader& reader, const model::Site& site,
                                   const std::vector<store::ProfileProof>& proofs, const store::Place& place,
                                   model::RowId post) {
  std::vector<LaterWord> out;
  for (auto& later : store::posts_linking_to(reader, site.id, store::link_keys(site, place), most_words)) {
    const auto person = later.id == post ? std::string() : word_of_post(site, later);
    if (person.empty()) continue;
    auto word = as_word(site, ItemKind::post, later.id, person, *later.published);
    word.said.html = std::move(later.html);
    word.said.url = std::move(later.url);
    out.push_back(std::move(word));
  }
  add_pages(reader, site, proofs, post, out);
  std::ranges::stable_sort(out, {}, [](const LaterWord& w) { return *w.said.published; });
  return out;
}

std::vector<LaterLink> read_later(const std::vector<model::Comment>& comments,
                                  const std::vector<LaterWord>& words, const model::Site& site,
                                  const std::vector<std::string>& keys, bool engine_threads) {
  if (words.empty() || comments.empty()) return {};
  return LaterReading(comments, words, site, keys).run(engine_threads);
}

void keep_waiting_only(const std::vector<model::Comment>& comments, const std::vector<LaterWord>& words,
                       const std::vector<Link>& links, const std::map<model::RowId, bool>& said_by_hand,
                       std::vector<LaterLink>& later) {
  std::erase_if(later, [&](const LaterLink& one) {
    const auto by_people = said_by_hand.find(comments[one.item].id);
    if (by_people != said_by_hand.end() && by_people->second) return true;
    return std::ranges::any_of(links, [&](const Link& link) {
      return link.item == one.item && link.certainty >= certain_enough &&
             time_of(comments[link.answer]) <= *words[one.word].said.published;
    });
  });
}

}  // namespace earshot::answers

// Who answers whom and who waits, conversation by conversation: data in spec/answers/conversations.txt.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "answers/edits.h"
#include "answers/later.h"
#include "answers/reading.h"
#include "answers/signs.h"
#include "answers/staff_match.h"
#include "answers/waiting.h"
#include "doubles/wound_clock.h"

namespace earshot::answers {

BOOST_AUTO_TEST_SUITE(answers_spec)

namespace {

struct Case {
  std::string name;
  bool engine_threads = true, blanket = false, closed = false, edits_wait = false;
  model::NeedsAnswer policy = model::NeedsAnswer::all;
  std::map<std::string, bool> by_hand;  // item → needs an answer
  std::vector<model::Comment> said;
  std::map<std::string, std::set<std::string>> expected;  // answer → "item:rule"
  std::map<std::string, std::string> before;              // comment → its text when it was answered
  std::vector<LaterWord> later;
  std::set<std::string> waiting, ended, edited;
};

model::Site the_site() {
  model::Site site;
  site.url = *Url::parse("https://blog.example/");
  model::Person ana;
  ana.id = "staff";
  ana.name = "Ana Ruiz";
  ana.accounts = {"wordpress:7"};
  model::Person ben;
  ben.id = "staff2";
  ben.name = "Ben Oort";
  ben.accounts = {"wordpress:8"};
  model::Person bot;
  bot.id = "bot";
  bot.name = "Sled Bot";
  bot.accounts = {"wordpress:9"};
  bot.bot = true;
  model::Person cleo;
  cleo.id = "staff3";
  cleo.name = "Cleo Vance";
  cleo.accounts = {"wordpress:10"};
  cleo.from = doubles::monday_morning + std::chrono::seconds(30);
  site.roster.people = {ana, ben, bot, cleo};
  return site;
}

model::Comment comment_from(std::istringstream& words, std::size_t place) {
  std::string id, parent, who, word;
  words >> id >> parent >> who >> word;
  model::Comment c;
  c.id = static_cast<model::RowId>(place) + 1;
  c.engine_id = id;
  c.parent_engine_id = parent == "-" ? "" : parent;
  c.published = doubles::monday_morning + std::chrono::minutes(place);
  c.seen = *c.published;
  c.url = "https://blog.example/p/1/#comment-" + id;
  if (word == "gone") {
    c.state = model::Visibility::gone;
    words >> word;
  }
  if (word == "late") {
    c.seen += std::chrono::hours(1);
    words >> word;
  }
  BOOST_REQUIRE_EQUAL(word, "|");
  std::getline(words, c.html);
  for (auto at = c.html.find("\\n"); at != std::string::npos; at = c.html.find("\\n"))
    c.html.replace(at, 2, "\n");
  std::replace(who.begin(), who.end(), '_', ' ');
  c.author_name = who == "staff"    ? "Ana Ruiz"
                  : who == "staff2" ? "Ben Oort"
                  : who == "staff3" ? "Cleo Vance"
                  : who == "bot"    ? "Sled Bot"
                                    : who;
  c.account = who == "staff"    ? "wordpress:7"
              : who == "staff2" ? "wordpress:8"
              : who == "staff3" ? "wordpress:10"
              : who == "bot"    ? "wordpress:9"
                                : "";
  const auto author = classify(the_site(), c);
  c.person = author.person;
  c.identity = author.identity;
  return c;
}

// A post of the blog, or a page of a staff member's own, said behind all that was said so far.
LaterWord later_from(std::istringstream& words, std::size_t place) {
  std::string word;
  LaterWord out;
  auto& said = out.said;
  words >> said.engine_id >> said.person >> word;
  BOOST_REQUIRE_EQUAL(word, "|");
  said.id = 1000 + static_cast<model::RowId>(place);
  said.published = doubles::monday_morning + std::chrono::minutes(place) - std::chrono::seconds(30);
  said.seen = *said.published;
  said.account = said.author_name = said.engine_id;
  said.identity = model::Identity::proven;
  said.url = "https://blog.example/" + said.engine_id + "/";
  std::getline(words, said.html);
  return out;
}

std::set<std::string> words_in(std::istringstream& words) {
  std::set<std::string> out;
  for (std::string word; words >> word;) out.insert(word);
  return out;
}

std::vector<Case> read_cases() {
  std::ifstream in(std::string(EARSHOT_TESTS) + "/spec/answers/conversations.txt");
  BOOST_REQUIRE(in.good());
  std::vector<Case> out;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("# ")) {
      out.push_back({});
      out.back().name = line.substr(2);
      continue;
    }
    std::istringstream words(line);
    std::string verb, word;
    words >> verb;
    auto& c = out.back();
    if (verb == "engine") c.engine_threads = (words >> word) && word == "wordpress";
    if (verb == "blanket") c.blanket = true;
    if (verb == "needs") {
      words >> word;
      c.policy = *model::from_word<model::NeedsAnswer>(word);
    }
    if (verb == "hand") {
      std::string id;
      words >> id >> word;
      c.by_hand[id] = word == "yes";
    }
    if (verb == "say") c.said.push_back(comment_from(words, c.said.size()));
    if (verb == "closed") c.closed = true;
    if (verb == "edits_wait") c.edits_wait = true;
    if (verb == "was") {
      std::string id;
      words >> id >> word;
      std::getline(words, c.before[id]);
    }
    if (verb == "later") c.later.push_back(later_from(words, c.said.size()));
    if (verb == "expect") {
      std::string answer;
      words >> answer;
      c.expected[answer] = words_in(words);
    }
    if (verb == "waiting") c.waiting = words_in(words);
    if (verb == "ended") c.ended = words_in(words);
    if (verb == "edited") c.edited = words_in(words);
  }
  std::erase_if(out, [](const Case& c) { return c.said.empty(); });
  return out;
}

std::string shown(const std::set<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += word + " ";
  return out;
}

using Found = std::map<std::string, std::set<std::string>>;  // answer → "item:rule"

Found found_in(const Case& c, const Conversation& conversation, const std::vector<Link>& links,
               const std::vector<LaterLink>& later) {
  Found out;
  for (std::size_t i = 0; i < c.said.size(); ++i) {
    if (conversation.said[i].staff) out[c.said[i].engine_id];
  }
  for (const auto& link : links) {
    BOOST_TEST((link.certainty > 0 && link.certainty <= 1), c.name);
    out[c.said[link.answer].engine_id].insert(c.said[link.item].engine_id + ":" +
                                              std::string(word(link.rule)));
  }
  for (const auto& word : c.later) out[word.said.engine_id];
  for (const auto& link : later)
    out[c.later[link.word].said.engine_id].insert(c.said[link.item].engine_id + ":later-post");
  return out;
}

void compare_waits(const Case& c, const Conversation& conversation, const std::vector<Link>& links,
                   const std::vector<Need>& needs, const std::vector<LaterLink>& later) {
  const auto end = doubles::monday_morning + std::chrono::hours(1);
  WaitRules rules{c.blanket, {}, c.closed ? std::optional(end) : std::nullopt};
  for (const auto& link : later) {
    const auto& said = c.later[link.word].said;
    if (link.certainty >= certain_enough)
      rules.elsewhere.push_back({link.item, said.id, *said.published, said.person});
  }
  std::map<model::RowId, store::AnsweredText> texts;
  for (const auto& comment : c.said) {
    if (const auto before = c.before.find(comment.engine_id); before != c.before.end())
      texts[comment.id] = {before->second, end};
  }
  auto waits = waits_of(conversation, needs, links, rules);
  mark_edits(conversation, links, rules, texts, c.edits_wait, waits);
  std::set<std::string> waiting, ended, edited;
  for (std::size_t i = 0; i < c.said.size(); ++i) {
    auto comment = c.said[i];
    comment.needs_answer = needs[i].needs;
    comment.wait = waits[i];
    if (model::waits(comment)) waiting.insert(comment.engine_id);
    if (comment.wait.closed) ended.insert(comment.engine_id);
    if (comment.wait.edited) edited.insert(comment.engine_id);
  }
  BOOST_TEST(shown(waiting) == shown(c.waiting), c.name + ": waiting " + shown(waiting));
  BOOST_TEST(shown(ended) == shown(c.ended), c.name + ": ended " + shown(ended));
  BOOST_TEST(shown(edited) == shown(c.edited), c.name + ": edited " + shown(edited));
}

}  // namespace

BOOST_AUTO_TEST_CASE(each_conversation_is_read_as_its_data_say) {
  const auto cases = read_cases();
  BOOST_TEST(cases.size() >= 100u);
  const auto site = the_site();
  const names::Matcher names(site.roster);
  for (const auto& c : cases) {
    const auto conversation = read_conversation(c.said, c.engine_threads, {"bot"});
    const auto links = match_conversation(conversation, {});
    NeedRules rules{c.policy, &names, {}};
    for (const auto& comment : c.said) {
      if (const auto said = c.by_hand.find(comment.engine_id); said != c.by_hand.end())
        rules.said_by_hand[comment.id] = said->second;
    }
    auto later = read_later(c.said, c.later, site, {"blog.example/p/1"}, c.engine_threads);
    keep_waiting_only(c.said, c.later, links, rules.said_by_hand, later);
    const auto found = found_in(c, conversation, links, later);
    BOOST_TEST(found.size() == c.expected.size(), c.name);
    for (const auto& [answer, items] : c.expected) {
      const auto given = found.contains(answer) ? shown(found.at(answer)) : "nothing";
      BOOST_TEST(given == shown(items), c.name + ": " + answer + " gives " + given);
    }
    compare_waits(c, conversation, links, needs_of(conversation, rules), later);
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace earshot::answers

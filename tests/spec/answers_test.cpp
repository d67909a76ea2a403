// Who answers whom and who waits, conversation by conversation: data in spec/answers/conversations.txt.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "answers/reading.h"
#include "answers/signs.h"
#include "answers/staff_match.h"
#include "answers/waiting.h"
#include "doubles/wound_clock.h"

namespace earshot::answers {
namespace {

struct Case {
  std::string name;
  bool engine_threads = true, blanket = false;
  model::NeedsAnswer policy = model::NeedsAnswer::all;
  std::map<std::string, bool> by_hand;  // item → needs an answer
  std::vector<model::Comment> said;
  std::map<std::string, std::set<std::string>> expected;  // answer → "item:rule"
  std::set<std::string> waiting;
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
  site.roster.people = {ana, ben, bot};
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
  BOOST_REQUIRE_EQUAL(word, "|");
  std::getline(words, c.html);
  for (auto at = c.html.find("\\n"); at != std::string::npos; at = c.html.find("\\n"))
    c.html.replace(at, 2, "\n");
  std::replace(who.begin(), who.end(), '_', ' ');
  c.author_name = who == "staff"    ? "Ana Ruiz"
                  : who == "staff2" ? "Ben Oort"
                  : who == "bot"    ? "Sled Bot"
                                    : who;
  c.account = who == "staff"    ? "wordpress:7"
              : who == "staff2" ? "wordpress:8"
              : who == "bot"    ? "wordpress:9"
                                : "";
  const auto author = classify(the_site(), c);
  c.person = author.person;
  c.identity = author.identity;
  return c;
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
    if (verb == "expect") {
      std::string answer;
      words >> answer;
      auto& items = c.expected[answer];
      while (words >> word) items.insert(word);
    }
    if (verb == "waiting") {
      while (words >> word) c.waiting.insert(word);
    }
  }
  std::erase_if(out, [](const Case& c) { return c.said.empty(); });
  return out;
}

std::string shown(const std::set<std::string>& words) {
  std::string out;
  for (const auto& word : words) out += word + " ";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(answers_spec)

BOOST_AUTO_TEST_CASE(each_conversation_is_read_as_its_data_say) {
  const auto cases = read_cases();
  BOOST_TEST(cases.size() >= 80u);
  const auto roster = the_site().roster;
  const names::Matcher names(roster);
  for (const auto& c : cases) {
    const auto conversation = read_conversation(c.said, c.engine_threads, {"bot"});
    const auto links = match_conversation(conversation, {});
    std::map<std::string, std::set<std::string>> found;
    for (std::size_t i = 0; i < c.said.size(); ++i) {
      if (conversation.said[i].staff) found[c.said[i].engine_id];
    }
    for (const auto& link : links) {
      BOOST_TEST((link.certainty > 0 && link.certainty <= 1), c.name);
      found[c.said[link.answer].engine_id].insert(c.said[link.item].engine_id + ":" +
                                                  std::string(word(link.rule)));
    }
    BOOST_TEST(found.size() == c.expected.size(), c.name);
    for (const auto& [answer, items] : c.expected) {
      BOOST_TEST(shown(found[answer]) == shown(items),
                 c.name + ": " + answer + " gives " + shown(found[answer]));
    }
    NeedRules rules{c.policy, &names, {}};
    for (const auto& comment : c.said) {
      if (const auto said = c.by_hand.find(comment.engine_id); said != c.by_hand.end())
        rules.said_by_hand[comment.id] = said->second;
    }
    const auto needs = needs_of(conversation, rules);
    const auto waits = waits_of(conversation, needs, links, c.blanket);
    std::set<std::string> waiting;
    for (std::size_t i = 0; i < c.said.size(); ++i) {
      if (needs[i].needs && !waits[i].first_answer) waiting.insert(c.said[i].engine_id);
    }
    BOOST_TEST(shown(waiting) == shown(c.waiting), c.name + ": waiting " + shown(waiting));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace earshot::answers

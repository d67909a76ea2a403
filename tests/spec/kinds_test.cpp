// What kind of words people write: sentences with the kind a careful reader would give, in spec/kinds/.
#include <boost/test/unit_test.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "base/text.h"
#include "phrases/kinds.h"

namespace earshot::phrases {

BOOST_AUTO_TEST_SUITE(kinds)

namespace {

struct Score {
  int right = 0, all = 0;
};

Score read_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  Score out;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const auto bar = line.find(" | ");
    if (line.empty() || line.front() == '#') continue;
    const auto expected =
        bar == std::string::npos ? std::nullopt : model::from_word<model::CaseKind>(line.substr(0, bar));
    BOOST_REQUIRE_MESSAGE(expected, path << ":" << number << ": no kind");
    const auto got = read_kind(line.substr(bar + 3));
    ++out.all;
    if (got.kind == *expected) {
      ++out.right;
    } else {
      std::printf("kinds: %s:%d: %s (%s), expected %s: %s\n", path.filename().c_str(), number,
                  std::string(word(got.kind)).c_str(), got.words.c_str(),
                  std::string(word(*expected)).c_str(), line.substr(bar + 3).c_str());
    }
  }
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(sentences_are_read_as_a_careful_reader_does) {
  int files = 0;
  Score all;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(EARSHOT_TESTS) + "/spec/kinds")) {
    const auto score = read_file(entry.path());
    std::printf("kinds: %s: %d of %d right\n", entry.path().filename().c_str(), score.right, score.all);
    BOOST_TEST(score.right * 100 >= score.all * 95, entry.path());
    all.right += score.right;
    all.all += score.all;
    ++files;
  }
  BOOST_TEST(files >= 2);
  BOOST_TEST(all.all >= 80);
}

BOOST_AUTO_TEST_CASE(the_words_that_decided_are_told) {
  const auto got = read_kind("Thanks, but it crashes and doesn't even work offline.");
  BOOST_TEST(got.words.find("crash") != std::string::npos, got.words);
  BOOST_TEST(got.words.find("doesn't … work") != std::string::npos, got.words);
  BOOST_TEST(read_kind("My sled is red.").words.empty());
  BOOST_TEST(read_kind("Support was not helpful.").words == "not “helpful”");
}

BOOST_AUTO_TEST_CASE(of_a_conversation_the_strongest_kind_counts) {
  const KindReading praise{model::CaseKind::praise, "great"}, problem{model::CaseKind::problem, "crash"};
  BOOST_TEST((stronger(praise, problem).kind == model::CaseKind::problem));
  BOOST_TEST((stronger(problem, praise).words == "crash"));
}

BOOST_AUTO_TEST_CASE(odd_bytes_and_long_texts_are_read_all_the_same) {
  BOOST_TEST((read_kind("").kind == model::CaseKind::other));
  BOOST_TEST((read_kind("\xff\xfe?!?'''''").kind == model::CaseKind::question));
  const std::string long_text = std::string(100000, 'a') + " crash";
  BOOST_TEST((read_kind(long_text).kind == model::CaseKind::other));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace earshot::phrases

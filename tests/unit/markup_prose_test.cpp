// Mails that an archive sets into <pre> are read as text, program text is not.
#include "markup/prose.h"

#include <boost/test/unit_test.hpp>
#include <string>

#include "doubles/archived_mail.h"
#include "markup/clean.h"
#include "markup/page.h"

using namespace earshot;
using namespace earshot::markup;

BOOST_AUTO_TEST_SUITE(markup_prose)

namespace {

constexpr std::string_view program =
    "<pre>int main() {\n  std::string author = \"Ana Ruiz\";\n  for (int i = 0; i < 9; ++i)\n    "
    "greet(author, i);\n"
    "  return 0;\n}\n# cc main.cc\n$ ./a.out\n$ git log --author=\"Tom Becker\"\nif (x) {\n  y();\n}\n</pre>";

// What of the text is set apart.
std::string apart_of(std::string_view html) {
  const auto plain = read_plain_text(html);
  std::string out;
  for (const auto& [begin, end] : plain.apart) out += plain.text.substr(begin, end - begin) + "|";
  return out;
}

}  // namespace

BOOST_AUTO_TEST_CASE(sentences_are_prose_and_programs_are_not) {
  BOOST_TEST(looks_like_prose(
      "Hello all,\n\nI don't know (yet) why it's broken; 3 of 4 fail.\n> Ask him.\n-- \nRosa"));
  BOOST_TEST(looks_like_prose("Ich weiß es nicht.\nСпросите Соколова, пожалуйста.\n日本語も文章です。"));
  BOOST_TEST(!looks_like_prose(program));
  BOOST_TEST(!looks_like_prose("def greet(name):\n    print(name)\n\ngreet('Ana Ruiz')"));
  BOOST_TEST(!looks_like_prose("SELECT name FROM people;\nDELETE FROM people;\nDROP TABLE people;"));
  BOOST_TEST(!looks_like_prose("[client]\nuser = ana\nname = Ana Ruiz\nport = 3306"));
  BOOST_TEST(!looks_like_prose("10:02:11 ERROR app.Main(17): x_y=3 failed\n  at acme.Sled.go(Sled.java:3)"));
  BOOST_TEST(!looks_like_prose("git log --author=\"Ana Ruiz\"\ncommit 3f2a1b"));
  BOOST_TEST(!looks_like_prose(""));
}

BOOST_AUTO_TEST_CASE(an_archived_mail_is_the_pages_text) {
  BOOST_TEST(apart_of(doubles::archived_mail) == "");
  const auto page =
      read_page(doubles::archived_mail, "text/html", Url::parse("https://x.example/2.html").value());
  BOOST_TEST(page.quoted.empty());
  BOOST_TEST(page.text.find("\n> Somebody should ask") != std::string::npos, page.text);
  BOOST_TEST(read_plain_text(doubles::archived_mail).text.find("Ko-\nwalski") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(program_text_stays_apart_whatever_its_share) {
  const std::string code(program);
  BOOST_TEST(apart_of(code).find("Ana Ruiz") != std::string::npos);
  const std::string mail(doubles::archived_mail);
  const auto begin = mail.find("<PRE>"), end = mail.find("</PRE>");
  const std::string words = mail.substr(begin + 5, end - begin - 5);
  BOOST_TEST(apart_of("<pre><code>" + words + "</code></pre>").find("Ruiz") != std::string::npos);
  BOOST_TEST(apart_of("<pre>Ana Ruiz</pre>") == "Ana Ruiz|");
  // A sample of output beside an article that is longer.
  BOOST_TEST(apart_of("<pre>" + words + "</pre><p>" + words + " More.").find("Ruiz") != std::string::npos);
  const std::string both = mail.substr(0, end) + "</PRE>" + code + mail.substr(end);
  BOOST_TEST(apart_of(both).find("std::string") != std::string::npos);
  BOOST_TEST(apart_of(both).find("rang me at home") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

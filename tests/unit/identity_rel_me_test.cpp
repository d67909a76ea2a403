#include "identity/rel_me.h"

#include <boost/test/unit_test.hpp>

#include "doubles/fake_web.h"
#include "doubles/memory_books.h"
#include "store/identity_store.h"

using namespace earshot;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(identity_rel_me)

namespace {

struct Profiles : doubles::MemoryBooks {
  FakeWeb web;

  Profiles() {
    model::Person ana;
    ana.id = "ana";
    ana.name = "Ana Ruiz";
    ana.profiles = {"https://ana.example/"};
    site.roster.people = {ana};
    web.on_fetch = [this](const net::FetchRequest&) { BOOST_TEST(!database->in_transaction()); };
    web.serves_html(
        "https://ana.example/",
        "<a rel='me' href='https://social.example/@ana'>me</a>"
        "<link rel='me' href='https://www.blogger.com/profile/0577'><a href='https://other.example/'>x</a>");
    web.serves_html("https://social.example/@ana",
                    "<a rel='nofollow me' href='https://ana.example'>home</a>");
    web.serves_html("https://www.blogger.com/profile/0577",
                    "<a rel='me' href='https://somebody.example/'>home</a>");
  }
  model::JobOutcome check() { return identity::check_profiles(books(), web); }
  std::vector<std::string> proven() {
    std::vector<std::string> out;
    for (const auto& proof :
         database->read([&](db::Reader& reader) { return store::profile_proofs(reader, site.id); }))
      out.push_back(proof.page);
    return out;
  }
  std::int64_t matchings() {
    return database->read([&](db::Reader& reader) {
      return reader.first("select count(*) from job where kind = 'match_again'")->integer(0);
    });
  }
};

using Pages = std::vector<std::string>;

}  // namespace

BOOST_FIXTURE_TEST_CASE(two_pages_that_name_each_other_prove_each_other_and_one_alone_nothing, Profiles) {
  const auto outcome = check();
  BOOST_TEST(proven() == (Pages{"https://ana.example/", "https://social.example/@ana"}),
             boost::test_tools::per_element());
  BOOST_TEST(matchings() == 1);
  BOOST_TEST((std::get<model::Again>(outcome).due == clock.now() + std::chrono::days(7)));
}

BOOST_FIXTURE_TEST_CASE(pages_are_read_once_a_week_and_lose_what_they_no_longer_say, Profiles) {
  check();
  web.forget_asked();
  clock.wind(24h);
  check();
  BOOST_TEST(web.asked().empty());
  web.serves_html("https://social.example/@ana", "<p>No links any more.</p>");
  clock.wind(24h * 7);
  check();
  BOOST_TEST(proven().empty());
}

BOOST_FIXTURE_TEST_CASE(a_page_that_cannot_be_read_now_takes_nothing_away, Profiles) {
  check();
  clock.wind(24h * 8);
  web.fails("https://social.example/@ana", net::FetchError::timeout);
  const auto outcome = check();
  BOOST_TEST(proven().size() == 2u);
  BOOST_TEST((std::get<model::Again>(outcome).due == clock.now() + std::chrono::days(1)));
  web.answers("https://social.example/@ana", 404);
  clock.wind(24h);
  check();
  BOOST_TEST(proven().empty());
}

BOOST_FIXTURE_TEST_CASE(who_left_the_roster_proves_nothing, Profiles) {
  check();
  site.roster.people.clear();
  check();
  BOOST_TEST(proven().empty());
}

BOOST_AUTO_TEST_SUITE_END()

// What `earshot why` says of who was not told.
#include "app/decisions.h"

#include <boost/test/unit_test.hpp>

#include "doubles/outreach_scene.h"
#include "outreach/mutes.h"
#include "store/mute_store.h"

using namespace earshot;

BOOST_AUTO_TEST_SUITE(app_decisions)

namespace {

struct Blog : doubles::OutreachScene {
  void mute_rosa() {
    database->write([&](db::Tx& tx) {
      model::Mute mute;
      mute.person = "tom";
      mute.what = model::MuteKind::source;
      mute.value = outreach::mute_value(mute.what, "Rosa Klein");
      store::add_mute(tx, books(), mute);
    });
  }
  std::vector<std::string> why_not(model::RowId id) {
    return database->read([&](db::Reader& reader) {
      std::vector<std::string> out;
      const auto account = app::account_of(reader, site, *store::find_comment(reader, site.id, id), "tom");
      for (const auto& one : account.decisions)
        if (one.fact == "not alerted" || one.fact == "no alert") out.push_back(one.fact + ": " + one.text);
      return out;
    });
  }
};

}  // namespace

BOOST_AUTO_TEST_CASE(who_muted_the_writer_is_said_to_have_done_so_and_nothing_else) {
  Blog blog;
  blog.mute_rosa();
  const auto id = blog.comment("10", "<p>Could Tom Becker help?</p>");
  blog.scan(id);
  const auto said = blog.why_not(id);
  BOOST_REQUIRE(said.size() == 1u);
  BOOST_TEST(said[0].starts_with("not alerted: muted: the source rosa klein"), said[0]);
}

BOOST_AUTO_TEST_SUITE_END()

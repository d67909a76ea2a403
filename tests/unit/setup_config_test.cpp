#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "setup/config.h"

using namespace earshot;

BOOST_AUTO_TEST_SUITE(config)

namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "earshot-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name) << text;
    return (path_ / name).string();
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

std::string fault_of(const std::string& path) {
  try {
    (void)setup::read_config(path);
  } catch (const setup::ConfigError& error) {
    return error.what();
  }
  return "no fault";
}

bool names(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

const std::string smallest =
    "[store]\nurl = \"sqlite:data/e.db\"\n[[site]]\nname = \"blog\"\nurl = \"https://blog.example/\"\n";

}  // namespace

BOOST_AUTO_TEST_CASE(a_sites_name_is_a_plain_word_and_its_address_its_own) {
  const Folder folder;
  for (const std::string name : {"", "b c/../", "b\\r\\nBcc: x@y", "<b>"}) {
    const auto fault = fault_of(folder.write("e.toml", "[store]\nurl = \"sqlite:e.db\"\n[[site]]\nname = \"" +
                                                           name + "\"\nurl = \"https://blog.example/\"\n"));
    BOOST_TEST(names(fault, "e.toml:4"), name + ": " + fault);
  }
  const auto twice = smallest + "[[site]]\nname = \"two\"\nurl = \"https://blog.example/\"\n";
  BOOST_TEST(names(fault_of(folder.write("e.toml", twice)), "two sites have the address"));
}

BOOST_AUTO_TEST_CASE(store_and_one_site_are_enough) {
  const Folder folder;
  const auto config = setup::read_config(folder.write("e.toml", smallest));
  BOOST_TEST(config.store_url == "sqlite:" + folder.path() + "/data/e.db");
  BOOST_REQUIRE(config.sites.size() == 1u);
  const auto& site = config.sites.front().site;
  BOOST_TEST(site.url.text() == "https://blog.example/");
  BOOST_TEST(site.prefix == "/earshot");
  BOOST_TEST((site.engine == model::Engine::wordpress));
  BOOST_TEST((site.approve == model::Approve::verified));
  BOOST_TEST(config.mail.url.empty());
}

BOOST_AUTO_TEST_CASE(a_blog_that_sends_pingbacks_itself_is_not_sent_for_unless_the_host_says_so) {
  const Folder folder;
  const auto sends = [&](const std::string& site) {
    const auto config = setup::read_config(folder.write(
        "e.toml",
        "[store]\nurl = \"sqlite::memory:\"\n[[site]]\nname = \"b\"\nurl = \"https://b.example/\"\n" + site));
    return config.sites.at(0).site.sending;
  };
  BOOST_TEST(!sends("").on);
  BOOST_TEST(sends("send = true\n").on);
  BOOST_TEST(sends("engine = \"feed\"\n").on);
  BOOST_TEST(!sends("engine = \"feed\"\nsend = false\n").on);
  BOOST_TEST(!sends("").to_self);
  BOOST_TEST(sends("send_to_self = true\n").to_self);
  BOOST_TEST(sends("lenient_pingback = true\n").lenient_pingback);
}

BOOST_AUTO_TEST_CASE(an_unknown_key_is_refused_with_file_line_and_the_likely_word) {
  const Folder folder;
  const auto path = folder.write("e.toml", smallest + "orign = \"http://127.0.0.1:8080\"\n");
  const auto fault = fault_of(path);
  BOOST_TEST(names(fault, path + ":6: unknown key \"orign\" in [site]"), fault);
  BOOST_TEST(names(fault, "did you mean \"origin\""), fault);
}

BOOST_AUTO_TEST_CASE(every_fault_is_told_not_only_the_first) {
  const Folder folder;
  const auto path =
      folder.write("e.toml",
                   "[store]\nurl = 5\n[mial]\n[[site]]\nname = \"blog\"\nurl = \"ftp://blog.example/\"\n"
                   "approve = \"yes\"\nprefix = \"no slash\"\n[serve]\nworkers = 9999\n");
  const auto fault = fault_of(path);
  for (const char* part :
       {":2: \"url\" is not what is expected", ":3: unknown table [mial]; did you mean \"mail\"",
        ":6: \"url\" is no http", ":7: \"approve\" may be verified, known, list, manual",
        ":8: \"prefix\" is a path", ":10: \"workers\" lies between"}) {
    BOOST_TEST(names(fault, path + part), "missing: " << part << "\nin:\n" << fault);
  }
}

BOOST_AUTO_TEST_CASE(broken_toml_a_missing_file_and_missing_tables_are_named) {
  const Folder folder;
  const auto broken = folder.write("b.toml", "[store]\nurl = \"sqlite:x\n");
  BOOST_TEST(names(fault_of(broken), broken + ":2: "), fault_of(broken));
  BOOST_TEST(names(fault_of(folder.path() + "/none.toml"), "cannot be read: No such file"));
  const auto empty = fault_of(folder.write("c.toml", ""));
  BOOST_TEST(names(empty, "[store] needs \"url\""), empty);
  BOOST_TEST(names(empty, "no [[site]]"), empty);
  BOOST_TEST(
      names(fault_of(folder.write("d.toml", "[[store]]\nurl = \"sqlite:x\"\n")), ":1: write it as [store]"));
}

BOOST_AUTO_TEST_CASE(mail_needs_a_sender_and_postgresql_is_refused_in_words) {
  const Folder folder;
  BOOST_TEST(names(fault_of(folder.write("m.toml", smallest + "[mail]\nurl = \"smtp://127.0.0.1\"\n")),
                   "[mail] needs \"from\""));
  BOOST_TEST(names(
      fault_of(folder.write(
          "p.toml",
          "[store]\nurl = \"postgresql://x/y\"\n[[site]]\nname = \"b\"\nurl = \"http://b.example/\"\n")),
      "SQLite only"));
}

BOOST_AUTO_TEST_CASE(address_blocks_and_senders_that_are_none_are_refused_with_their_lines) {
  const Folder folder;
  const auto path =
      folder.write("f.toml", smallest +
                                 "[fetch]\nallow = [\n  \"10.0.0.0/8\",\n  \"10.1.0.0/8\",\n  \"lan\"]\n"
                                 "[mail]\nurl = \"smtp://\"\nfrom = \"Earshot at blog\"\n");
  const auto fault = fault_of(path);
  for (const char* part : {":9: \"allow\" holds no address block: \"10.1.0.0/8\"",
                           ":10: \"allow\" holds no address block: \"lan\"",
                           ":12: [mail] url begins with smtp:// or smtps:// and names a server",
                           ":13: \"from\" is no mail address; write the sender of alerts"}) {
    BOOST_TEST(names(fault, path + part), "missing: " << part << "\nin:\n" << fault);
  }
}

BOOST_AUTO_TEST_CASE(a_missing_store_is_told_once_and_with_a_line) {
  const Folder folder;
  const auto path = folder.write("s.toml", "[[site]]\nname = \"b\"\nurl = \"http://b.example/\"\n");
  const auto fault = fault_of(path);
  BOOST_TEST(names(fault, path + ":1: [store] needs \"url\": where records are kept"), fault);
  BOOST_TEST(fault.find('\n') == std::string::npos, fault);
  const auto wrong = fault_of(
      folder.write("t.toml", "[store]\nurl = 5\n[[site]]\nname = \"b\"\nurl = \"http://b.example/\"\n"));
  BOOST_TEST(wrong.find('\n') == std::string::npos, wrong);
}

BOOST_AUTO_TEST_CASE(files_and_folders_that_are_not_there_are_told_where_they_are_named) {
  const Folder folder;
  const auto path =
      folder.write("n.toml", smallest + "roster = \"nobody.toml\"\n[serve]\ntemplates = \"nowhere\"\n");
  const auto fault = fault_of(path);
  BOOST_TEST(
      names(fault, path + ":6: \"roster\" names a file that is not there: " + folder.path() + "/nobody.toml"),
      fault);
  BOOST_TEST(names(fault, path + ":8: \"templates\" names no folder: " + folder.path() + "/nowhere"), fault);
}

BOOST_AUTO_TEST_CASE(a_roster_is_read_whole) {
  const Folder folder;
  const auto roster = setup::read_roster(folder.write("r.toml", R"(
[[company]]
id = "acme"
name = "Acme"
products = ["Rocket Sled"]
[[person]]
id = "ana-ruiz"
company = "acme"
name = "Ana  Ruiz"
handles = []
email = "ana@acme.example"
first_name = "always"
accounts = ["wordpress:7"]
from = 2024-01-01
to = 2025-06-30
)"));
  BOOST_REQUIRE(roster.people.size() == 1u);
  const auto& ana = roster.people.front();
  BOOST_TEST(ana.name == "Ana Ruiz");
  BOOST_TEST((ana.first_name == model::FirstName::always));
  BOOST_TEST(ana.staff_at(*parse_iso8601("2024-01-01")));
  BOOST_TEST(!ana.staff_at(*parse_iso8601("2025-06-30")));
  BOOST_TEST(!ana.staff_at(*parse_iso8601("2023-12-31")));
  BOOST_TEST(roster.person_with_account("wordpress:7")->id == "ana-ruiz");
  BOOST_TEST(roster.company("acme")->products.front() == "Rocket Sled");
}

BOOST_AUTO_TEST_CASE(a_roster_with_doubles_and_loose_ends_is_refused_with_lines) {
  const Folder folder;
  const auto path = folder.write("r.toml", R"([[person]]
id = "ana"
name = "Ana"
accounts = ["wordpress:7"]
[[person]]
id = "ana"
name = "Other"
[[person]]
id = "bob"
name = "Bob"
company = "none"
email = "bob at acme"
accounts = ["wordpress:7", "seven"]
from = 2025-01-01
to = 2024-01-01
)");
  std::string fault;
  try {
    (void)setup::read_roster(path);
  } catch (const setup::ConfigError& error) {
    fault = error.what();
  }
  for (const char* part :
       {":6: the id \"ana\" is used by two people", ":11: no [[company]] has the id \"none\"",
        ":12: \"bob at acme\" is no mail", ":13: an account is written engine:number",
        ":13: the account \"wordpress:7\" belongs to two", ":15: \"to\" lies before"}) {
    BOOST_TEST(names(fault, path + part), "missing: " << part << "\nin:\n" << fault);
  }
}

BOOST_AUTO_TEST_CASE(hours_are_read_with_their_zone_and_holidays) {
  const Folder folder;
  const auto path =
      folder.write("e.toml", smallest +
                                 "zone = \"Europe/Berlin\"\nhours = [\"tue-wed 09:00-17:00\", "
                                 "\"mon 10:00-12:00\"]\nholidays = [\"2026-12-26\", \"2026-12-25\"]\n");
  const auto hours = setup::read_config(path).sites.at(0).site.hours;
  BOOST_TEST(hours.zone.name() == "Europe/Berlin");
  BOOST_REQUIRE(hours.week.size() == 3U);
  BOOST_CHECK(hours.week.front().day == std::chrono::Monday);
  BOOST_REQUIRE(hours.holidays.size() == 2U);
  BOOST_TEST(model::day_text(hours.holidays.front()) == "2026-12-25");
  BOOST_TEST(setup::read_config(folder.write("f.toml", smallest)).sites.at(0).site.hours.zone.name() ==
             "UTC");
}

BOOST_AUTO_TEST_CASE(each_mistake_in_the_hours_is_told_with_its_line) {
  const Folder folder;
  const auto fault = fault_of(folder.write(
      "e.toml", smallest + "zone = \"Europe/Berln\"\nhours = [\n\"mon-fri 09:00-17:00\",\n\"sat 10-13\"]\n"
                           "holidays = [\"2026-12-25\",\n\"2026-02-30\"]\n"));
  BOOST_TEST(names(fault, "e.toml:6: \"zone\""), fault);
  BOOST_TEST(names(fault, "e.toml:9: \"hours\" holds no days and hours: \"sat 10-13\""), fault);
  BOOST_TEST(names(fault, "e.toml:11: \"holidays\" holds no date: \"2026-02-30\""), fault);
  const auto zoneless = fault_of(folder.write("e.toml", smallest + "hours = [\"mon 09:00-17:00\"]\n"));
  BOOST_TEST(names(zoneless, "e.toml:6: \"hours\" needs \"zone\""), zoneless);
}

BOOST_AUTO_TEST_CASE(groups_routes_and_absences_are_read_and_a_site_has_a_fallback) {
  const Folder folder;
  folder.write("r.toml", R"(
[[company]]
id = "acme"
name = "Acme"
products = ["Rocket Sled"]
[[person]]
id = "ana"
name = "Ana Ruiz"
[[person]]
id = "tom"
name = "Tom Becker"
away_from = 2026-07-01
away_to = 2026-07-15
deputy = "ana"
[[group]]
id = "support"
members = ["ana", "tom"]
on_duty = true
then = "tom"
[[route]]
match = ["rocket sled", "problem"]
to = ["support"]
then = "ana"
)");
  const auto config = setup::read_config(
      folder.write("e.toml", smallest + "roster = \"r.toml\"\nfallback = \"support\"\nclaim_hours = 4\n"
                                        "answer_within = [\"problem 8h\", \"question 2d\"]\n"));
  const auto& site = config.sites.at(0).site;
  BOOST_TEST(site.fallback == "support");
  BOOST_TEST(site.claim_hours == 4);
  BOOST_TEST(
      (site.answer_within[static_cast<std::size_t>(model::CaseKind::problem)] == std::chrono::hours(8)));
  BOOST_TEST(
      (site.answer_within[static_cast<std::size_t>(model::CaseKind::question)] == std::chrono::hours(48)));
  BOOST_TEST(!site.answer_within[static_cast<std::size_t>(model::CaseKind::praise)]);
  const auto& roster = site.roster;
  BOOST_TEST(roster.person("tom")->away_at(*parse_iso8601("2026-07-01")));
  BOOST_TEST(!roster.person("tom")->away_at(*parse_iso8601("2026-07-15")));
  BOOST_TEST(roster.group("support")->on_duty);
  BOOST_REQUIRE(roster.routes.size() == 1u);
  BOOST_TEST(roster.routes[0].things.front() == "rocket sled");
  BOOST_TEST(roster.routes[0].kinds.front() == "problem");
}

BOOST_AUTO_TEST_CASE(routes_and_deputies_that_lead_nowhere_are_refused_with_lines) {
  const Folder folder;
  const auto path = folder.write("r.toml", R"([[person]]
id = "ana"
name = "Ana Ruiz"
deputy = "tom"
[[person]]
id = "tom"
name = "Tom Becker"
deputy = "ana"
away_from = 2026-07-01
away_to = 2026-07-01
[[group]]
id = "ana"
members = ["bob"]
[[route]]
match = ["Rocket Sled"]
to = ["suport"]
then = "nobody"
)");
  std::string fault;
  try {
    (void)setup::read_roster(path);
  } catch (const setup::ConfigError& error) {
    fault = error.what();
  }
  for (const char* part : {":4: the deputies go in a circle", ":10: \"away_to\" lies before",
                           ":12: the id \"ana\" is a person's", ":13: no [[person]] has the id \"bob\"",
                           ":15: no product, topic, company or kind", ":16: no [[person]] and no [[group]]",
                           ":17: no [[person]] and no [[group]]"}) {
    BOOST_TEST(names(fault, path + part), "missing: " << part << "\nin:\n" << fault);
  }
  const auto config = folder.write("e.toml", smallest + "fallback = \"x\"\n");
  BOOST_TEST(names(fault_of(config), config + ":6: \"fallback\" names nobody"), fault_of(config));
  const auto times =
      folder.write("t.toml", smallest + "answer_within = [\"problem soon\"]\nclaim_hours = -1\n");
  BOOST_TEST(names(fault_of(times), times + ":6: \"answer_within\" holds kinds"), fault_of(times));
  BOOST_TEST(names(fault_of(times), times + ":7: \"claim_hours\" lies between"), fault_of(times));
}

BOOST_AUTO_TEST_CASE(how_a_person_is_told_is_read_and_each_mistake_told_with_its_line) {
  const Folder folder;
  const std::string ana = "[[person]]\nid = \"ana\"\nname = \"Ana Ruiz\"\n";
  const auto good = setup::read_roster(
      folder.write("r.toml", ana + "alerts = \"daily\"\ndigest_hour = 9\nzone = \"Europe/Berlin\"\nquiet = "
                                   "[\"22:00-07:00\", \"sat\"]\nslack = \"https://hooks.example/x\"\n"));
  const auto& manner = good.people.at(0).manner;
  BOOST_CHECK(manner.pace == model::Pace::daily && manner.digest_at == std::chrono::hours(9));
  BOOST_TEST(manner.zone.name() == "Europe/Berlin");
  BOOST_TEST(manner.quiet.size() == 2U);
  BOOST_TEST(manner.slack.has_value());
  try {
    (void)setup::read_roster(folder.write("r.toml", ana +
                                                        "alerts = \"often\"\ndigest_hour = 24\nzone = "
                                                        "\"Berlin\"\nquiet = [\n\"sat\",\n\"at night\"]\n"));
    BOOST_FAIL("no fault");
  } catch (const setup::ConfigError& error) {
    const std::string fault = error.what();
    BOOST_TEST(names(fault, "r.toml:4: \"alerts\" may be at_once, each, hourly"), fault);
    BOOST_TEST(names(fault, "r.toml:5: \"digest_hour\" lies between 0 and 23"), fault);
    BOOST_TEST(names(fault, "r.toml:6: \"zone\""), fault);
    BOOST_TEST(names(fault, "r.toml:9: \"quiet\" holds no hours: \"at night\""), fault);
  }
  const auto long_user = fault_of(
      folder.write("e.toml", smallest + "[mail]\nreplies = \"a-name-that-is-much-too-long@blog.example\"\n"));
  BOOST_TEST(names(long_user, "\"replies\" is a mail address"), long_user);
}

BOOST_AUTO_TEST_CASE(places_are_read_where_the_roster_is_not) {
  const Folder folder;
  const auto places = setup::read_places(
      folder.write("e.toml", smallest + "prefix = \"/heard/\"\nroster = \"/nowhere/roster.toml\"\n"));
  BOOST_REQUIRE(places.size() == 1);
  BOOST_TEST(places[0].name == "blog");
  BOOST_TEST(places[0].prefix == "/heard");
  BOOST_TEST(places[0].url == "https://blog.example/");
  BOOST_CHECK_THROW(setup::read_places(folder.write("e.toml", "[[site]]\nname = \"a b\"\nurl = \"x\"\n")),
                    setup::ConfigError);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_told_with_what_to_do) {
  const Folder folder;
  const auto missing = fault_of(folder.path() + "/none.toml");
  BOOST_TEST(names(missing, "--config FILE; ./install.sh install"), missing);
  for (const std::string open : {"url = \"sqlite:e.db\n", "url = 'sqlite:e.db\n", "url = \"sqlite:e.db"}) {
    const auto fault = fault_of(folder.write("e.toml", "[store]\n" + open));
    BOOST_TEST(names(fault, "e.toml:2: "), fault);
    BOOST_TEST(names(fault, "a string seems not to be closed"), fault);
  }
  const auto other = fault_of(folder.write("e.toml", "[store]\nurl = \"\\q\"\n"));
  BOOST_TEST(!names(other, "not to be closed"), other);
}

BOOST_AUTO_TEST_CASE(target_and_readers_of_the_figures_are_checked) {
  const Folder folder;
  folder.write("roster.toml", "[[person]]\nid = \"ana\"\nname = \"Ana Ruiz\"\n");
  const auto with = [&](const std::string& lines) {
    return folder.write("e.toml", smallest + "roster = \"roster.toml\"\n" + lines);
  };
  const auto site =
      setup::read_config(with("answer_target = \"90min\"\nweekly_figures_to = [\"ana\"]\n")).sites.at(0).site;
  BOOST_CHECK(site.answer_target == Duration(std::chrono::minutes(90)));
  BOOST_CHECK(site.weekly_figures_to == std::vector<std::string>{"ana"});
  BOOST_TEST(!setup::read_config(with("")).sites.at(0).site.weekly_figures_to.has_value());
  for (const std::string wrong : {"", "24", "h", "0h", "-1h", "1.5h", "24 h", "99999h"}) {
    const auto fault = fault_of(with("answer_target = \"" + wrong + "\"\n"));
    BOOST_TEST(names(fault, "e.toml:7: \"answer_target\" is written"), wrong + ": " + fault);
  }
  const auto fault = fault_of(with("weekly_figures_to = [\"ana\",\n\"bob\"]\n"));
  BOOST_TEST(names(fault, "e.toml:8: \"weekly_figures_to\" names nobody of the roster: \"bob\""), fault);
}

BOOST_AUTO_TEST_SUITE_END()

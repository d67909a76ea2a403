#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "markup/template.h"

using namespace earshot::markup;

BOOST_AUTO_TEST_SUITE(markup_template)

namespace {

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "earshot-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
  }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

std::string filled(const std::string& name, const std::string& text, const Filling& filling) {
  const Folder folder;
  folder.write(name, text);
  return Templates(folder.path()).fill(name, filling);
}

}  // namespace

BOOST_AUTO_TEST_CASE(values_are_escaped_by_the_place_they_stand_in) {
  Filling filling;
  filling.set("T", "<b>\"&'").set("U", "javascript:alert(1)").set("V", "https://a.example/?a&b");
  const std::string out = filled(
      "x/a.html", "<p title=\"{{T}}\">{{T}}</p><a href=\"{{U}}\">x</a><a href=\"{{V}}\">y</a>", filling);
  BOOST_TEST(out.find("<b>") == std::string::npos);
  BOOST_TEST(out.find("&lt;b&gt;&quot;&amp;") != std::string::npos);
  BOOST_TEST(out.find("javascript:") == std::string::npos);
  BOOST_TEST(out.find("https://a.example/?a&amp;b") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(xml_is_escaped_and_text_is_not) {
  Filling filling;
  filling.set("T", "a < b & c");
  BOOST_TEST(filled("a.xml", "<t>{{T}}</t>", filling) == "<t>a &lt; b &amp; c</t>");
  BOOST_TEST(filled("a.txt", "{{T}}\n", filling) == "a < b & c\n");
}

BOOST_AUTO_TEST_CASE(sections_repeat_nest_and_see_the_names_outside) {
  Filling filling;
  filling.set("WHO", "Ana");
  filling.add("ROW").set("N", "1");
  Filling& second = filling.add("ROW");
  second.set("N", "2");
  second.add("IN").set("X", "x");
  BOOST_TEST(filled("a.txt", "{{#ROW}}{{N}}{{WHO}}{{#IN}}[{{X}}]{{/IN}};{{/ROW}}{{#NONE}}no{{/NONE}}",
                    filling) == "1Ana;2Ana[x];");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_loaded_is_named) {
  const auto fault = [](const std::string& text) {
    const Folder folder;
    folder.write("desk/bad.html", text);
    try {
      const Templates templates(folder.path());
    } catch (const std::runtime_error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  BOOST_TEST(fault("<a href={{U}}>x</a>").find("desk/bad.html") != std::string::npos);
  BOOST_TEST(fault("{{#A}}x").find("desk/bad.html") != std::string::npos);
  BOOST_TEST(fault("<a href=\"{{U}}\">x</a>") == "");
  BOOST_CHECK_THROW(Templates("/nonexistent/folder"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(files_that_are_no_templates_come_out_as_they_are) {
  const Folder folder;
  folder.write("reader/widget.js", "var a = '{{NOT}}';\n");
  const Templates templates(folder.path());
  BOOST_TEST(templates.raw("reader/widget.js") == "var a = '{{NOT}}';\n");
}

BOOST_AUTO_TEST_CASE(two_sets_do_not_know_each_other) {
  const Folder one, two;
  one.write("a.txt", "one");
  two.write("a.txt", "two");
  const Templates first(one.path()), second(two.path());
  BOOST_TEST(first.fill("a.txt", {}) == "one");
  BOOST_TEST(second.fill("a.txt", {}) == "two");
}

BOOST_AUTO_TEST_CASE(the_templates_we_ship_load) {
  BOOST_CHECK_NO_THROW(Templates{});
}

BOOST_AUTO_TEST_SUITE_END()

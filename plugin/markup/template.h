// Fills the files of templates/: insert, repeat, if; escaping chosen by the place in the page (ctemplate's
// AUTOESCAPE).
// {{NAME}} inserts a value; {{#SECTION}}…{{/SECTION}} repeats once per add(), and is left out when there was
// none;
// {{!…}} is a comment. Values go only into text and quoted attributes; a name set outside a section is seen
// inside it.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace earshot::markup {

// What goes into a template: values by name, and sections that are shown once per filled-in child.
class Filling {
 public:
  Filling& set(std::string_view name, std::string_view value);
  Filling& add(std::string_view section);  // the child to fill; stays valid as long as this Filling

  struct Parts;
  Filling();
  Filling(Filling&&) noexcept;
  Filling& operator=(Filling&&) noexcept;
  ~Filling();
  const Parts& parts() const { return *parts_; }

 private:
  std::unique_ptr<Parts> parts_;
};

// Immutable after construction; thread-safe.
class Templates {
 public:
  // The built-in templates; files of `folder` (may be "") replace those of the same name. Throws
  // std::runtime_error naming the file when one does not load or would put a value where it cannot be
  // escaped.
  explicit Templates(const std::string& folder = {});
  ~Templates();
  // `.html` and `.xml` are auto-escaped, `.txt` is not. Asserts that the name exists.
  std::string fill(std::string_view name, const Filling& filling) const;
  // The bytes of a file that is served as it is: "reader/widget.js".
  std::string_view raw(std::string_view name) const;

 private:
  struct Store;
  std::unique_ptr<Store> store_;
};

// One file of a folder of templates, on its own.
struct TemplateTrial {
  std::string name;
  bool known = false;  // there is a built-in one of this name: else nobody asks for it
  std::string fault;   // "" = it loads
};
// Throws std::filesystem::filesystem_error when the folder cannot be read.
std::vector<TemplateTrial> try_templates(const std::string& folder);

}  // namespace earshot::markup

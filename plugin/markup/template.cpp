#include "markup/template.h"

#include <ctemplate/per_expand_data.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>

#include <cassert>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <list>
#include <map>
#include <stdexcept>

#include "template_files.h"

namespace earshot::markup {

struct Filling::Parts {
  std::vector<std::pair<std::string, std::string>> values;
  std::list<std::pair<std::string, Filling>> sections;  // a list: add() hands out references
};

Filling::Filling() : parts_(std::make_unique<Parts>()) {}
Filling::Filling(Filling&&) noexcept = default;
Filling& Filling::operator=(Filling&&) noexcept = default;
Filling::~Filling() = default;

Filling& Filling::set(std::string_view name, std::string_view value) {
  parts_->values.emplace_back(name, value);
  return *this;
}

Filling& Filling::add(std::string_view section) {
  return parts_->sections.emplace_back(std::string(section), Filling()).second;
}

namespace {

namespace fs = std::filesystem;

// ctemplate keeps its caches and their keys for ever unless it is told which is whose: one cache for each
// Templates.
std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw std::runtime_error("template " + path.string() + " cannot be read");
  return text;
}

// What ctemplate must hear first, so that it escapes by the place in the page.
std::string_view pragma_for(std::string_view name) {
  if (name.ends_with(".html")) return "{{%AUTOESCAPE context=\"HTML\"}}";
  if (name.ends_with(".xml")) return "{{%AUTOESCAPE context=\"XML\"}}";
  return {};
}

bool is_filled(std::string_view name) {
  return name.ends_with(".html") || name.ends_with(".xml") || name.ends_with(".txt");
}

ctemplate::TemplateString lent(std::string_view text) {
  return {text.data(), text.size()};
}

void pour(const Filling::Parts& parts, ctemplate::TemplateDictionary& dictionary) {
  for (const auto& [name, value] : parts.values) dictionary.SetValue(lent(name), lent(value));
  for (const auto& [name, child] : parts.sections)
    pour(child.parts(), *dictionary.AddSectionDictionary(lent(name)));
}

}  // namespace

namespace {

constexpr const char* unusable = "a section is not closed, or a value stands where it cannot be escaped";

bool loads(ctemplate::TemplateCache& cache, std::string_view name, std::string_view text) {
  if (!is_filled(name)) return true;
  const std::string whole = std::string(pragma_for(name)).append(text);
  return cache.StringToTemplateCache(lent(name), lent(whole), ctemplate::DO_NOT_STRIP);
}

}  // namespace

struct Templates::Store {
  std::map<std::string, std::string, std::less<>> files;
  ctemplate::TemplateCache cache;
};

Templates::Templates(const std::string& folder) : store_(std::make_unique<Store>()) {
  for (const auto& [name, text] : embedded_templates) {
    store_->files.emplace(name, text);
  }
  if (!folder.empty()) {
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (!entry.is_regular_file()) continue;
      store_->files.insert_or_assign(fs::relative(entry.path(), folder).generic_string(),
                                     read_file(entry.path()));
    }
  }
  for (const auto& [name, text] : store_->files) {
    if (!loads(store_->cache, name, text)) throw std::runtime_error("template " + name + ": " + unusable);
  }
  store_->cache.Freeze();
}

Templates::~Templates() = default;

std::string Templates::fill(std::string_view name, const Filling& filling) const {
  ctemplate::TemplateDictionary dictionary(lent(name));
  pour(filling.parts(), dictionary);
  ctemplate::PerExpandData per_fill;
  std::string out;
  const bool known =
      store_->cache.ExpandNoLoad(lent(name), ctemplate::DO_NOT_STRIP, &dictionary, &per_fill, &out);
  assert(known);
  static_cast<void>(known);
  return out;
}

std::string_view Templates::raw(std::string_view name) const {
  const auto found = store_->files.find(name);
  assert(found != store_->files.end());
  return found->second;
}

std::vector<TemplateTrial> try_templates(const std::string& folder) {
  std::vector<TemplateTrial> out;
  ctemplate::TemplateCache cache;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    TemplateTrial one;
    one.name = fs::relative(entry.path(), folder).generic_string();
    for (const auto& [name, text] : embedded_templates) one.known = one.known || name == one.name;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    if (!file) {
      one.fault = "cannot be read";
    } else if (!loads(cache, one.name, text)) {
      one.fault = unusable;
    }
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace earshot::markup

// The forms in which `earshot report` tells figures: for a terminal, for programs, for a spreadsheet, and one
// page that a browser opens or prints.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "answers/figures.h"
#include "answers/wording.h"
#include "markup/template.h"
#include "model/site.h"

namespace earshot::app {

struct SiteFigures {
  const model::Site& site;
  answers::Figures figures;
};

nlohmann::ordered_json report_json(const SiteFigures& report);
void print_report(const SiteFigures& report);
// The main figures side by side, a line for each blog.
void print_overview(const std::vector<SiteFigures>& reports);
// One table in long form, "site,part,of,figure,value": parts differ in their columns, and this form has none
// to differ in.
std::string report_csv(const std::vector<SiteFigures>& reports);
// Stands alone: no script, no font, no picture from elsewhere.
std::string report_html(const markup::Templates& templates, const std::vector<SiteFigures>& reports);

using answers::percent;
using answers::words;
std::string name_of_time(const SiteFigures& report);  // "from 2026-01-01 to 2026-02-01"

}  // namespace earshot::app

// A blog with one post, into which files of linkbacks come and out of which they go.
#pragma once
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "doubles/memory_books.h"
#include "exchange/linkback_export.h"
#include "exchange/linkback_import.h"
#include "exchange/linkback_reading.h"
#include "store/job_store.h"
#include "store/linkback_store.h"
#include "store/post_store.h"

namespace earshot::doubles {

struct ImportScene : MemoryBooks {
  ImportScene() {
    model::Post post;
    post.engine_id = "5";
    post.url = "https://blog.example/rocket/";
    post.title = "The rocket sled";
    database->write([&](db::Tx& tx) { store::put_post(tx, books(), post); });
  }
  exchange::CarriedForm read(const std::string& text, exchange::LinkbackImportSettings settings = {}) {
    std::istringstream file(text);
    const auto lent = books();
    exchange::LinkbackImport import(lent, moved, settings);
    bad.clear();
    comments.clear();
    exchange::CarriedReceiver to;
    to.linkback = [&](std::int64_t line, exchange::Carried carried) {
      if (const auto why = import.add(std::move(carried))) bad.emplace_back(line, *why);
    };
    to.comment = [&](std::int64_t, exchange::CarriedComment comment) { comments.push_back(comment.line); };
    to.bad = [&](std::int64_t line, const std::string& why) { bad.emplace_back(line, why); };
    to.progress = [](std::int64_t) {};
    const auto form = exchange::read_carried(file, to);
    import.flush();
    fresh = import.fresh();
    known = import.known();
    mapping = import.mapping();
    return form;
  }
  std::vector<model::Linkback> all() {
    auto list =
        database->read([&](db::Reader& r) { return store::list_linkbacks(r, site.id, std::nullopt, 10000); });
    std::ranges::sort(list, {}, &model::Linkback::id);
    return list;
  }
  model::SourcePage page_of(const model::Linkback& one) {
    return database->read([&](db::Reader& r) { return store::find_source_page(r, site.id, one.id); }).value();
  }
  std::string exported(exchange::ExportForm form) {
    std::ostringstream out;
    exchange::export_linkbacks(books(), form, out);
    return out.str();
  }
  std::string post_address(const model::Linkback& one) {
    return database->read([&](db::Reader& r) { return store::find_post(r, site.id, *one.post_id); })->url;
  }
  std::size_t jobs() {
    return database->read([](db::Reader& r) { return store::list_jobs(r, 1000); }).size();
  }

  exchange::MovedAddresses moved;
  std::int64_t fresh = 0, known = 0;
  std::map<std::string, exchange::TargetMapping> mapping;
  std::vector<std::pair<std::int64_t, std::string>> bad;
  std::vector<nlohmann::ordered_json> comments;
};

}  // namespace earshot::doubles

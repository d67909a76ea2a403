#include "web/answer_host.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "markup/escape.h"
#include "store/job_store.h"
#include "store/linkback_store.h"
#include "store/site_store.h"
#include "web/tally.h"

namespace earshot::web {
namespace {

struct QueueState {
  std::int64_t ready = 0, running = 0;
  Duration late{};  // how long the oldest due job has been due
};

QueueState sum_up(const std::vector<store::QueueCount>& counts, Time now) {
  QueueState state;
  for (const auto& count : counts) {
    (count.running ? state.running : state.ready) += count.jobs;
    if (!count.running) state.late = std::max(state.late, now - count.oldest_due);
  }
  return state;
}

// Label values come from our own tables and from the configuration; the format wants these three escaped.
std::string label(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out;
}

void head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
  out.append("# HELP ").append(name).append(" ").append(help).append("\n");
  out.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

void requests(std::string& out, const Tally& tally) {
  const auto lines = tally.lines();
  const auto labels = [](const Tally::Line& line) {
    return "{route=\"" + label(line.route) + "\",method=\"" + label(line.method) + "\",status=\"" +
           std::to_string(line.status) + "\"} ";
  };
  head(out, "earshot_requests_total", "counter", "Requests answered.");
  for (const auto& line : lines)
    out += "earshot_requests_total" + labels(line) + std::to_string(line.requests) + "\n";
  head(out, "earshot_request_seconds_total", "counter", "Time spent answering.");
  for (const auto& line : lines) {
    out += "earshot_request_seconds_total" + labels(line) +
           std::to_string(std::chrono::duration<double>(line.spent).count()) + "\n";
  }
}

void queue(std::string& out, const std::vector<store::QueueCount>& counts, Time now) {
  head(out, "earshot_queue_jobs", "gauge", "Jobs waiting or running, all sites.");
  for (const auto& count : counts) {
    out += "earshot_queue_jobs{kind=\"" + std::string(model::word(count.kind)) + "\",state=\"" +
           (count.running ? "running" : "ready") + "\"} " + std::to_string(count.jobs) + "\n";
  }
  head(out, "earshot_queue_late_seconds", "gauge", "How long the oldest due job has been due.");
  out += "earshot_queue_late_seconds " +
         std::to_string(std::chrono::duration<double>(sum_up(counts, now).late).count()) + "\n";
}

}  // namespace

cgi::Response answer_health(const Context& context, const cgi::Request&, std::string_view) {
  const auto& books = context.books;
  nlohmann::json state = {{"site", books.site.name}};
  int status = 200;
  try {
    books.database.write([&](db::Tx& tx) {
      store::put_setting(tx, books.site.id, "health.asked", std::to_string(micros(books.now())));
    });
    state["store"] = "writable";
    state["status"] = "ok";
  } catch (const db::StoreFailure& failure) {
    // The question was whether this happens; the answer is the reason, for the host's eyes only.
    state["store"] = failure.what();
    state["status"] = "failed";
    status = 503;
  }
  if (status == 200) {
    const auto counts = books.database.read([](db::Reader& reader) { return store::count_jobs(reader); });
    const auto sums = sum_up(counts, books.now());
    state["queue"] = {{"ready", sums.ready},
                      {"running", sums.running},
                      {"late_seconds", std::chrono::duration_cast<std::chrono::seconds>(sums.late).count()}};
  }
  auto text = state.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
  return cgi::Response{status, "application/json", std::move(text), {}}.with("Cache-Control", "no-store");
}

cgi::Response answer_metrics(const Context& context, const cgi::Request&, std::string_view) {
  const auto& books = context.books;
  std::string out;
  if (context.tally) requests(out, *context.tally);
  books.database.read([&](db::Reader& reader) {
    queue(out, store::count_jobs(reader), books.now());
    head(out, "earshot_linkbacks", "gauge", "Pings by state.");
    for (const auto& [state, count] : store::count_linkbacks(reader, books.site.id)) {
      out += "earshot_linkbacks{site=\"" + label(books.site.name) + "\",state=\"" +
             std::string(model::word(state)) + "\"} " + std::to_string(count) + "\n";
    }
  });
  return cgi::Response{200, "text/plain; version=0.0.4; charset=utf-8", std::move(out), {}}.with(
      "Cache-Control", "no-store");
}

cgi::Response answer_page(const Context& context, const cgi::Request&, std::string_view) {
  const auto& site = context.books.site;
  return cgi::Response{204, "text/plain", {}, {}}
      .with("X-Earshot-Pingback", site.public_url("pingback"))
      .with("X-Earshot-Link", "<" + site.public_url("webmention") + ">; rel=\"webmention\"")
      .with("X-Earshot-Insert",
            "<script src=\"" + markup::attribute(site.prefix + "/widget.js") + "\" defer></script>");
}

}  // namespace earshot::web

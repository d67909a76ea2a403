// serve, work, and one CGI run.
#include <chrono>
#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>
#include <thread>

#include "app/commands.h"
#include "app/site_set.h"
#include "base/log.h"
#include "cgi/acceptor.h"
#include "store/job_store.h"
#include "web/front.h"
#include "web/routes.h"
#include "work/runner.h"

namespace earshot::app {
namespace {

// Signals that end us, blocked before any thread is made, so that only wait() sees them.
class EndSignals {
 public:
  EndSignals() {
    sigemptyset(&set_);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  void wait() const {
    int signal = 0;
    sigwait(&set_, &signal);
    log::info("app", "stopping", {{"signal", signal}});
  }
  // True if one came within `timeout`.
  bool came_within(std::chrono::milliseconds timeout) const {
    const timespec time{timeout.count() / 1000, timeout.count() % 1000 * 1000000};
    return sigtimedwait(&set_, nullptr, &time) > 0;
  }

 private:
  sigset_t set_;
};

std::vector<web::Context> contexts(SiteSet& sites) {
  std::vector<web::Context> out;
  for (const auto* site : sites.sites()) {
    out.push_back({sites.books(*site), sites.templates(), sites.intake(), sites.fragments()});
  }
  return out;
}

cgi::AcceptorSettings acceptor_settings(const SiteSet& sites) {
  cgi::AcceptorSettings settings;
  settings.workers = sites.config().workers;
  settings.prefix = sites.sites().front()->prefix;
  settings.limits.body_bytes = web::longest_body();
  return settings;
}

// Two workers may share a store; what nobody holds any more is begun again without waiting.
std::unique_ptr<db::WorkerMark> begin_working(SiteSet& sites) {
  return sites.database().mark_worker([&] {
    const auto left = sites.database().write([](db::Tx& tx) { return store::take_over_jobs(tx); });
    if (left > 0) log::info("app", "taking over what a killed worker had begun", {{"jobs", left}});
  });
}

void begin_watching(SiteSet& sites) {
  for (const auto* site : sites.sites()) work::begin_watching(sites.books(*site));
}

int listening_socket(const ServeOptions& options, const setup::Config& config) {
  if (!options.listen.empty()) return cgi::listen_on(options.listen, config.socket_group);
  const int inherited = cgi::inherited_socket();
  if (inherited < 0) {
    throw setup::ConfigError(
        "nothing to listen on: give --listen unix:/run/earshot/earshot.sock, or start from systemd or "
        "spawn-fcgi");
  }
  return inherited;
}

}  // namespace

int serve(const GlobalOptions& global, const ServeOptions& options) {
  const EndSignals signals;
  SiteSet sites(setup::read_config(global.config_path));
  const int socket = listening_socket(options, sites.config());
  web::Front front(contexts(sites), web::all_routes());
  cgi::Acceptor acceptor(acceptor_settings(sites),
                         [&](const cgi::Request& request) { return front(request); });
  std::unique_ptr<db::WorkerMark> working;  // outlives the runner
  std::optional<work::Runner> runner;
  if (!options.no_work) {
    working = begin_working(sites);
    begin_watching(sites);
    runner.emplace(sites.database(), sites.mint(), sites.clock(), work::make_job_table(sites.tools()),
                   work::default_groups(), [&] { return front.bustle().high(); });
    runner->start();
  }
  std::thread serving([&] { acceptor.run(socket); });
  const auto address = cgi::address_of(socket);
  std::fprintf(stderr, "listening on %s\n", address.c_str());  // port 0 is chosen by the kernel
  log::info("app", "serving",
            {{"listen", address},
             {"sites", static_cast<std::int64_t>(sites.sites().size())},
             {"working", options.no_work ? "no" : "yes"}});
  signals.wait();
  acceptor.stop();
  serving.join();
  sites.web().stop();
  if (runner) runner->stop();
  return 0;
}

int serve_one_cgi_request(const std::string& config_path) {
  std::optional<SiteSet> sites;
  try {
    sites.emplace(setup::read_config(config_path));
  } catch (const std::exception&) {
    // The visitor hears whose fault it is, the operator (by main) which.
    cgi::answer_one_cgi_request({}, [](const cgi::Request&) {
      return cgi::Response{500,
                           "text/plain; charset=utf-8",
                           "Something failed on our side. The operator finds it in the log.\n",
                           {}};
    });
    throw;
  }
  web::Front front(contexts(*sites), web::all_routes());
  return cgi::answer_one_cgi_request(acceptor_settings(*sites),
                                     [&](const cgi::Request& request) { return front(request); });
}

int work(const GlobalOptions& global, bool once) {
  const EndSignals signals;
  SiteSet sites(setup::read_config(global.config_path));
  const auto working = begin_working(sites);
  begin_watching(sites);
  work::Runner runner(sites.database(), sites.mint(), sites.clock(), work::make_job_table(sites.tools()));
  if (once) {
    std::printf("%d jobs done\n", runner.run_once(8));
    return 0;
  }
  runner.start();
  signals.wait();
  sites.web().stop();
  runner.stop();
  return 0;
}

}  // namespace earshot::app

// What `earshot check` found out, and how it asks many things at once: some hosts never answer.
#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace earshot::setup {

enum class Level { ok, warning, wrong };
std::string_view word(Level level);

struct Finding {
  Level level = Level::ok;
  std::string text, cure;  // cure: what to do about it, "" when all is well
};

// The findings of one trial, in the order in which they came.
class Findings {
 public:
  void ok(const std::string& text) { lines_.push_back({Level::ok, text, {}}); }
  void warning(const std::string& text, const std::string& cure) {
    lines_.push_back({Level::warning, text, cure});
  }
  void wrong(const std::string& text, const std::string& cure) {
    lines_.push_back({Level::wrong, text, cure});
  }
  const std::vector<Finding>& lines() const { return lines_; }

 private:
  std::vector<Finding> lines_;
};

struct Trial {
  std::string site;   // "" = concerns all sites
  std::string about;  // "mail", "store" …
  std::function<void(Findings&)> run;
};

// Runs trials side by side. A trial that throws has found something wrong: the exception says what.
class TrialRun {
 public:
  explicit TrialRun(std::vector<Trial> trials) : trials_(std::move(trials)), results_(trials_.size()) {}
  TrialRun(const TrialRun&) = delete;
  TrialRun& operator=(const TrialRun&) = delete;

  // False when the time was over before all had ended. Then their threads still run and use this object: tell
  // what there is and leave the program by std::_Exit.
  bool finish(std::chrono::milliseconds patience);

  struct Told {
    const Trial* trial;
    Finding finding;
  };
  std::vector<Told> told() const;  // in the order of the trials

 private:
  struct Outcome {
    Findings findings;
    bool done = false;
  };
  void work();

  const std::vector<Trial> trials_;
  std::vector<Outcome> results_;
  std::size_t next_ = 0, done_ = 0;
  bool closed_ = false;  // the time is over: what ends now is no longer taken
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::thread> threads_;
};

}  // namespace earshot::setup

// A mail server in memory: keeps what it accepted, and can be told to put off or refuse.
#pragma once
#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "net/mailer.h"

namespace earshot {

class FakeMailer final : public net::Mailer {
 public:
  // Called before each outcome, outside of any lock of ours: here a test asserts that no transaction is open.
  std::function<void(const net::Mail&)> on_send;

  // For everybody, until accepts().
  void defers(std::string why = "451 try again later", net::MailStage stage = net::MailStage::server) {
    set_for_all(net::MailDeferred{std::move(why), stage});
  }
  void refuses(std::string why = "554 not wanted") { set_for_all(net::MailRefused{std::move(why)}); }
  void accepts() {
    set_for_all(net::MailSent{});
    const std::lock_guard lock(mutex_);
    by_address_.clear();
  }
  // For one recipient only; goes before what is said for everybody.
  void defers_for(const std::string& address, std::string why = "450 mailbox busy") {
    set_for_one(address, net::MailDeferred{std::move(why), net::MailStage::recipient});
  }
  void refuses_for(const std::string& address, std::string why = "550 no such user") {
    set_for_one(address, net::MailRefused{std::move(why), net::MailStage::recipient});
  }

  net::MailOutcome send(const net::Mail& mail) override {
    if (on_send) on_send(mail);
    const std::lock_guard lock(mutex_);
    tried_.push_back(mail);
    const auto own = by_address_.find(mail.to.address);
    const net::MailOutcome outcome = own != by_address_.end() ? own->second : for_all_;
    if (std::holds_alternative<net::MailSent>(outcome)) sent_.push_back(mail);
    return outcome;
  }

  bool would_take(const std::string&) override {
    const std::lock_guard lock(mutex_);
    return std::holds_alternative<net::MailSent>(for_all_);
  }

  std::vector<net::Mail> sent() const {
    const std::lock_guard lock(mutex_);
    return sent_;
  }
  // Also those that were put off or refused.
  std::vector<net::Mail> tried() const {
    const std::lock_guard lock(mutex_);
    return tried_;
  }
  std::vector<net::Mail> sent_to(const std::string& address) const {
    std::vector<net::Mail> theirs = sent();
    std::erase_if(theirs, [&](const net::Mail& mail) { return mail.to.address != address; });
    return theirs;
  }
  void forget() {
    const std::lock_guard lock(mutex_);
    sent_.clear();
    tried_.clear();
  }

 private:
  void set_for_all(net::MailOutcome outcome) {
    const std::lock_guard lock(mutex_);
    for_all_ = std::move(outcome);
  }
  void set_for_one(const std::string& address, net::MailOutcome outcome) {
    const std::lock_guard lock(mutex_);
    by_address_.insert_or_assign(address, std::move(outcome));
  }

  mutable std::mutex mutex_;
  net::MailOutcome for_all_ = net::MailSent{};
  std::map<std::string, net::MailOutcome> by_address_;
  std::vector<net::Mail> sent_, tried_;
};

}  // namespace earshot

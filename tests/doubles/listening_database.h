// A store that remembers the text of each statement it was given, and runs it: for tests that look at them
// all.
#pragma once
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "db/database.h"

namespace earshot::doubles {

class ListeningDatabase final : public db::Database {
 public:
  explicit ListeningDatabase(std::unique_ptr<db::Database> store) : store_(std::move(store)) {}

  std::set<std::string> heard() const {
    const std::lock_guard lock(mutex_);
    return heard_;
  }

  void run_write(const std::function<void(db::Tx&)>& work) override {
    store_->run_write([&](db::Tx& tx) {
      ListeningTx listening(*this, tx);
      work(listening);
    });
  }
  void run_read(const std::function<void(db::Reader&)>& work) override {
    store_->run_read([&](db::Reader& reader) {
      ListeningReader listening(*this, reader);
      work(listening);
    });
  }
  bool in_transaction() const override { return store_->in_transaction(); }
  bool has_table(std::string_view name) override { return store_->has_table(name); }
  void backup(const std::string& path) override { store_->backup(path); }
  std::unique_ptr<db::WorkerMark> mark_worker(const std::function<void()>& if_alone) override {
    return store_->mark_worker(if_alone);
  }

 private:
  using Each = std::function<void(const db::Row&)>;

  class ListeningReader final : public db::Reader {
   public:
    ListeningReader(ListeningDatabase& to, db::Reader& reader) : to_(to), reader_(reader) {}
    std::vector<db::Row> query(std::string_view sql, std::span<const db::Value> values) override {
      to_.hear(sql);
      return reader_.query(sql, values);
    }
    void stream(std::string_view sql, std::span<const db::Value> values, const Each& each) override {
      to_.hear(sql);
      reader_.stream(sql, values, each);
    }

   private:
    ListeningDatabase& to_;
    db::Reader& reader_;
  };

  class ListeningTx final : public db::Tx {
   public:
    ListeningTx(ListeningDatabase& to, db::Tx& tx) : to_(to), tx_(tx) {}
    std::vector<db::Row> query(std::string_view sql, std::span<const db::Value> values) override {
      to_.hear(sql);
      return tx_.query(sql, values);
    }
    void stream(std::string_view sql, std::span<const db::Value> values, const Each& each) override {
      to_.hear(sql);
      tx_.stream(sql, values, each);
    }
    std::int64_t exec(std::string_view sql, std::span<const db::Value> values) override {
      to_.hear(sql);
      return tx_.exec(sql, values);
    }

   private:
    ListeningDatabase& to_;
    db::Tx& tx_;
  };

  void hear(std::string_view sql) {
    const std::lock_guard lock(mutex_);
    heard_.emplace(sql);
  }

  std::unique_ptr<db::Database> store_;
  mutable std::mutex mutex_;
  std::set<std::string> heard_;
};

}  // namespace earshot::doubles

// A value, or the reason why there is none. For what strangers and users can cause; see ARCHITECTURE.md,
// "Errors".
#pragma once
#include <cassert>
#include <utility>
#include <variant>

namespace earshot {

template <class T, class E>
class [[nodiscard]] Result {
 public:
  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Result(E error) : held_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return held_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // Only after ok() was asked.
  T& operator*() {
    assert(ok());
    return *std::get_if<0>(&held_);
  }
  const T& operator*() const {
    assert(ok());
    return *std::get_if<0>(&held_);
  }
  T* operator->() { return &**this; }
  const T* operator->() const { return &**this; }
  const E& error() const {
    assert(!ok());
    return *std::get_if<1>(&held_);
  }

 private:
  std::variant<T, E> held_;
};

}  // namespace earshot

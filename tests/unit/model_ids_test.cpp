#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <thread>
#include <vector>

#include "doubles/wound_clock.h"
#include "model/ids.h"

using namespace earshot;
using model::IdMint;

BOOST_AUTO_TEST_SUITE(model_ids)

BOOST_AUTO_TEST_CASE(numbers_grow_with_time_and_are_exact_in_javascript) {
  IdMint mint;
  const auto early = mint.next(doubles::monday_morning);
  const auto late = mint.next(doubles::monday_morning + std::chrono::milliseconds(1));
  BOOST_TEST(early > 0);
  BOOST_TEST(early < late);
  const Time year_2080 = std::chrono::sys_days{std::chrono::year{2080} / 1 / 1};
  BOOST_TEST(mint.next(year_2080) < (std::int64_t{1} << 53));
}

BOOST_AUTO_TEST_CASE(numbers_grow_also_when_the_clock_stands_or_goes_back) {
  IdMint mint;
  auto last = mint.next(doubles::monday_morning);
  for (int i = 0; i < 10'000; ++i) {
    const auto next = mint.next(doubles::monday_morning - std::chrono::seconds(i % 7));
    BOOST_REQUIRE(next > last);
    last = next;
  }
}

BOOST_AUTO_TEST_CASE(a_clock_before_2020_gives_positive_numbers) {
  IdMint mint;
  const auto first = mint.next(Time{});
  BOOST_TEST(first > 0);
  BOOST_TEST(mint.next(Time{}) > first);
}

BOOST_AUTO_TEST_CASE(two_mints_start_at_different_counters) {
  int same = 0;
  for (int i = 0; i < 50; ++i) {
    IdMint a, b;
    if (a.next(doubles::monday_morning) == b.next(doubles::monday_morning)) ++same;
  }
  BOOST_TEST(same < 5);
}

BOOST_AUTO_TEST_CASE(threads_never_get_the_same_number) {
  IdMint mint;
  std::vector<std::vector<model::RowId>> got(8);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : got) {
      threads.emplace_back([&] {
        for (int i = 0; i < 2000; ++i) mine.push_back(mint.next(doubles::monday_morning));
      });
    }
  }
  std::vector<model::RowId> all;
  for (const auto& mine : got) {
    BOOST_TEST(std::ranges::is_sorted(mine));
    all.insert(all.end(), mine.begin(), mine.end());
  }
  std::ranges::sort(all);
  BOOST_CHECK(std::ranges::adjacent_find(all) == all.end());
}

BOOST_AUTO_TEST_SUITE_END()

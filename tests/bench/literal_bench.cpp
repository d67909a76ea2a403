// The names of scan_bench found by machines for literals that know no rules: what Earshot's rules cost beside
// them. literal_bench FOLDER MEGABYTES NAMES… also leaves names and text there for programs that read files.
#include <hs/hs.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

#include "bench/made_text.h"

using namespace earshot;
using namespace earshot::bench;

namespace {

struct Freed {
  void operator()(hs_database_t* database) const { hs_free_database(database); }
  void operator()(hs_scratch_t* scratch) const { hs_free_scratch(scratch); }
};
using Patterns = std::unique_ptr<hs_database_t, Freed>;
using Scratch = std::unique_ptr<hs_scratch_t, Freed>;

Patterns compiled(const model::Roster& roster) {
  std::vector<const char*> texts;
  std::vector<unsigned> flags, ids;
  std::vector<std::size_t> sizes;
  for (const auto& person : roster.people) {
    texts.push_back(person.name.data());
    sizes.push_back(person.name.size());
    flags.push_back(HS_FLAG_CASELESS);
    ids.push_back(static_cast<unsigned>(ids.size()));
  }
  hs_database_t* out = nullptr;
  hs_compile_error_t* trouble = nullptr;
  if (hs_compile_lit_multi(texts.data(), flags.data(), ids.data(), sizes.data(),
                           static_cast<unsigned>(texts.size()), HS_MODE_BLOCK, nullptr, &out,
                           &trouble) != HS_SUCCESS) {
    std::fprintf(stderr, "%s\n", trouble->message);
    hs_free_compile_error(trouble);
    std::exit(1);
  }
  return Patterns(out);
}

int count_one(unsigned, unsigned long long, unsigned long long, unsigned, void* count) {
  ++*static_cast<std::size_t*>(count);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) {
    std::fputs("literal_bench FOLDER MEGABYTES NAMES…\n", stderr);
    return 2;
  }
  const std::filesystem::path folder = argv[1];
  const auto megabytes = static_cast<std::size_t>(std::atoi(argv[2]));
  constexpr std::size_t item_bytes = 16 * 1024;
  for (int i = 3; i < argc; ++i) {
    const auto names = static_cast<std::size_t>(std::atoi(argv[i]));
    Random random(names);
    const auto roster = made_roster(names, random);
    const auto text = made_text(megabytes * 1000000, roster, random);
    std::ofstream(folder / (std::to_string(names) + ".text")) << text;
    std::ofstream list(folder / (std::to_string(names) + ".names"));
    for (const auto& person : roster.people) list << person.name << "\n";
    Patterns patterns;
    const double build = seconds([&] { patterns = compiled(roster); });
    hs_scratch_t* room = nullptr;
    if (hs_alloc_scratch(patterns.get(), &room) != HS_SUCCESS) return 1;
    const Scratch scratch(room);
    std::size_t hits = 0;
    double best = 1e9;
    for (int round = 0; round < 3; ++round) {
      hits = 0;
      best = std::min(best, seconds([&] {
                        for (std::size_t at = 0; at < text.size(); at += item_bytes) {
                          const auto item = std::string_view(text).substr(at, item_bytes);
                          hs_scan(patterns.get(), item.data(), static_cast<unsigned>(item.size()), 0,
                                  scratch.get(), count_one, &hits);
                        }
                      }));
    }
    std::printf("%zu names: built in %.0f ms, %.1f MB/s, %zu hits\n", names, build * 1e3,
                static_cast<double>(text.size()) / 1e6 / best, hits);
  }
}

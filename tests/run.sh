# What `./install.sh test` runs; read by install.sh, which brings say, die, quietly, packages and build.
# shellcheck shell=bash

own_code() { git -c safe.directory='*' ls-files -co --exclude-standard 'plugin/*.h' 'plugin/*.cpp' 'tests/*.h' 'tests/*.cpp'; }

format_check() {
  local files
  mapfile -t files < <(own_code)
  ((${#files[@]})) || { echo "no files found to check: this is no clone (git ls-files lists nothing)"; return 1; }
  clang-format-14 --dry-run --Werror "${files[@]}"
}

# A dozen files of a room at a time, as build-fuzz compiled them: nine tenths of clang-tidy's time goes into headers.
# Its precompiled headers must be there.
lint() {
  local files
  mapfile -t files < <(find build-fuzz -path '*earshot_*/Unity/*.cxx' | sort)
  ((${#files[@]})) || { echo "no files found for lint: build-fuzz was not built"; return 1; }
  printf '%s\0' "${files[@]}" plugin/app/main.cpp | xargs -0 -n 1 -P 2 clang-tidy-14 -p build-fuzz --quiet
}

# Compiled together, a file may live on what its neighbours include and name: each must stand alone, with all warnings.
each_file_alone() {
  cmake --preset dev && cmake --build --preset dev -- embedded_sql_header embedded_templates_header || return
  python3 - build-dev/compile_commands.json <<'PYTHON' | xargs -0 -n 1 -P 2 bash -c
import json, re, sys
ours = [each for each in json.load(open(sys.argv[1])) if "/plugin/" in each["file"]]
if not ours:
    sys.exit("no files of ours in " + sys.argv[1])
for each in ours:
    command = re.sub(r" -o \S+ -c ", " -fsyntax-only ", re.sub(r" -MD -MT \S+ -MF \S+", "", each["command"]))
    print("cd " + each["directory"] + " && " + command, end="\0")
PYTHON
}

unit_targets() { ninja -C "$1" -t targets all | sed -n 's/^\(unit_[a-z]*\|spec\): CXX_EXECUTABLE_LINKER.*/\1/p' | sort -u; }

# Rooms in which threads meet: the others have nothing for the thread sanitizer to see.
threaded_rooms() {
  grep -lE '#include <(thread|future|mutex|shared_mutex|atomic|condition_variable|semaphore)(\.h)?>' plugin/*/*.{h,cpp} |
    cut -d/ -f2 | sort -u
}

# sanitized PRESET: the tests that need no other program, under a sanitizer.
sanitized() {
  local preset=$1 targets launcher=()
  say "tests under $preset: build"
  quietly cmake --preset "$preset"
  # The fuzz build has address and undefined sanitizers too: one build serves both.
  mapfile -t targets < <(unit_targets "build-$preset")
  [[ $preset != tsan ]] || mapfile -t targets < <(threaded_rooms | sed 's/^/unit_/' | grep -Fx -f <(printf '%s\n' "${targets[@]}"))
  ((${#targets[@]})) || die "no unit tests found in build-$preset"
  quietly cmake --build --preset "$preset" -- "${targets[@]}"
  # The thread sanitizer wants its shadow where randomised addresses may already lie.
  if [[ $preset == tsan ]] && setarch -R true 2>/dev/null; then
    launcher=(setarch -R)
  fi
  say "tests under $preset: run ${targets[*]}"
  quietly "${launcher[@]}" ctest --test-dir "build-$preset" --output-on-failure --no-tests=error -j "$(nproc)" \
    -R "^($(IFS='|'; echo "${targets[*]}"))\$"
}

what_needs_no_daemon() {
  say "lint"
  quietly lint
  say "each file alone"
  quietly each_file_alone
  sanitized tsan
}

fuzz_one() {
  local driver=$1 found status=0 seeds=()
  [[ ! -d tests/fuzz/corpus/${driver%_fuzz} ]] || seeds=("tests/fuzz/corpus/${driver%_fuzz}")
  found=$(mktemp -d)
  # A fixed seed, so that a run can be had again; another one: EARSHOT_FUZZ_SEED=N.
  timeout 120 "build-fuzz/$driver" -seed="${EARSHOT_FUZZ_SEED:-1}" -max_total_time=30 -timeout=10 -rss_limit_mb=1500 -print_final_stats=1 \
    -artifact_prefix="build-fuzz/$driver-" "$found" "${seeds[@]}" >"build-fuzz/$driver.log" 2>&1 || status=1
  rm -rf "$found"
  if ((status)); then
    tail -n 40 "build-fuzz/$driver.log"
    echo "$driver found a fault; the input that shows it lies in build-fuzz/"
  else
    sed -n "s/^stat::number_of_executed_units: */    $driver: inputs tried: /p" "build-fuzz/$driver.log"
  fi
  return $status
}

fuzz_all() {
  local drivers
  mapfile -t drivers < <(find tests/fuzz -name '*_fuzz.cpp' -printf '%f\n' | sed 's/\.cpp$//' | sort)
  ((${#drivers[@]})) || die "no fuzz drivers found"
  build fuzz "${drivers[@]}"
  say "fuzz: ${#drivers[@]} drivers, 30 s each, three at a time"
  export -f fuzz_one
  printf '%s\n' "${drivers[@]}" | xargs -P 3 -I '{}' bash -c 'fuzz_one {}'
}

run_tests() {
  (($# == 0)) || wrong_use "test takes no options"
  need_debian_root
  STATE=${XDG_STATE_HOME:-/var/tmp}/earshot-test
  open_log
  say "logs: $STATE/log"
  build_while_installing "${DEMO_PACKAGES[@]}" "${TEST_PACKAGES[@]}"
  say "format"
  quietly format_check
  fuzz_all
  sanitized fuzz
  say "the release build with real parts, the story among them; lint and the thread sanitizer beside it"
  # Those wait for clocks and daemons most of the time.
  beside idle what_needs_no_daemon
  ctest --test-dir build --output-on-failure --no-tests=error -j 1 -L "^(rig|house)$"
  end_beside
}

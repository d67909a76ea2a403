#!/bin/bash
# Earshot: try it, test it, measure it, install it. Needs Debian 12 (or alike) and root; brings its own packages.
set -euo pipefail
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"

usage() {
  cat <<'TEXT'
usage: ./install.sh COMMAND

  demo [--once] [--port N] [--state DIR] [--pictures DIR]
                 a WordPress behind nginx with Earshot beside it, on loopback; plays a story and checks each step.
                 Stays up until Ctrl-C; with --once it stops again and tells by its exit status whether all was right.
                 Uses the ports N (8480 without --port), N+1 and N+2.
  test           builds and runs every test that there is
  bench          prints each figure with its comparison
  install --url URL [--name NAME] [--prefix /PATH] [--dry-run]
                 program, nginx parts, systemd units, man pages, and a configuration if there is none;
                 where there is one, the nginx parts follow it (--name chooses among several sites)
  uninstall [--purge] [--dry-run]
                 takes all that away; --purge the configuration and the store too

install heeds DESTDIR=FOLDER (writes there, touches no service), EARSHOT_PROGRAM=FILE (built already) and
NGINX_CHECK=COMMAND (instead of nginx -t) in the environment.
State and logs of each command lie in earshot-COMMAND (earshot-demo, earshot-test, …) below ${XDG_STATE_HOME:-/var/tmp}.
TEXT
}

BUILD_PACKAGES=(g++ cmake ninja-build ccache pkg-config libfcgi-dev libxml2-dev libcurl4-openssl-dev libsqlite3-dev
  libicu-dev libidn2-dev libpsl-dev libsodium-dev libctemplate-dev nlohmann-json3-dev libtomlplusplus-dev libcli11-dev libcld2-dev
  libboost-test-dev libhowardhinnant-date-dev tzdata)
DEMO_PACKAGES=(nginx-light wordpress wordpress-theme-twentytwentyone wordpress-theme-twentytwentythree php-fpm php-mysql
  php-xml php-curl php-mbstring mariadb-server python3 python3-aiosmtpd chromium fonts-dejavu-core)
TEST_PACKAGES=(clang-14 clang-tidy-14 libclang-rt-14-dev lld clang-format-14 curl fcgiwrap git iproute2
  ikiwiki libcgi-session-perl libcgi-formbuilder-perl libtimedate-perl)
# Node from elsewhere brings its own npm and does not suffer Debian's beside it.
command -v npm >/dev/null || TEST_PACKAGES+=(nodejs npm)
BENCH_PACKAGES=(wrk libhyperscan-dev ripgrep)

STATE=${XDG_STATE_HOME:-/var/tmp}/earshot-demo
LOG=/dev/null
BEGUN=$SECONDS

say() { printf '[%3ds] %s\n' $((SECONDS - BEGUN)) "$*"; }
die() {
  printf 'install.sh: %s\n' "$*" >&2
  exit 1
}
wrong_use() {
  printf 'install.sh: %s\n(./install.sh --help says what there is)\n' "$*" >&2
  exit 2
}

# Runs a command with its output in the log; shows the end of it when it fails.
quietly() {
  local from
  from=$(wc -l <"$LOG")
  printf '\n$ %s\n' "$*" >>"$LOG"
  if ! "$@" >>"$LOG" 2>&1 </dev/null; then
    tail -n "+$((from + 1))" "$LOG" | tail -n 60 >&2
    die "failed: $* (all of it: $LOG)"
  fi
}

# wants_value OPTION [VALUE…]: the rest of the command line must begin with a value.
wants_value() { [[ ${2:-} && $2 != --* ]] || wrong_use "$1 wants a value"; }

need_debian_root() {
  command -v apt-get >/dev/null && command -v dpkg-query >/dev/null ||
    die "this needs Debian 12 or a system alike: there is no apt-get here"
  [[ $(id -u) == 0 ]] || die "this must run as root (packages, and daemons under their own users); try: sudo ./install.sh ${COMMAND}"
}

open_log() {
  mkdir -p "$STATE/log"
  chmod 755 "$STATE"
  LOG=$STATE/log/$COMMAND.log
  : >"$LOG"
}

# ---------------------------------------------------------------- packages

missing_packages() {
  local name
  for name in "$@"; do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null) == installed ]] || printf '%s\n' "$name"
  done
}

# WordPress's package would rather have Apache; only a machine that has none is told to go without.
without_apache() {
  local name php
  php=$(apt-cache depends php-fpm 2>/dev/null | sed -n 's/.*Depends: \(php[0-9.]*\)-fpm.*/\1/p' | head -n 1)
  for name in apache2-bin libapache2-mod-php "libapache2-mod-${php:-php8.2}"; do
    if [[ $(missing_packages "$name") ]] && apt-cache show "$name" >/dev/null 2>&1; then
      printf '%s-\n' "$name"
    fi
  done
}

# New services must not start on the user's machine only because a demo needs their programs.
POLICY=/usr/sbin/policy-rc.d
hold_services() {
  [[ -e $POLICY ]] && return
  printf '#!/bin/sh\nexit 101\n' >$POLICY
  chmod 755 $POLICY
  trap 'rm -f "$POLICY"' EXIT
  HELD=yes
}
release_services() {
  [[ ${HELD:-} == yes ]] || return 0
  rm -f $POLICY
  trap - EXIT
  HELD=
}

apt_install() {
  DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 \
    --no-install-recommends install "$@"
}

packages() {
  local missing refused=()
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then
    say "packages: all there"
    return
  fi
  say "packages: ${missing[*]}"
  if ! apt-cache show "${missing[@]}" >/dev/null 2>&1; then
    quietly apt-get -q update
  fi
  if [[ " ${missing[*]} " == *" wordpress "* ]]; then
    mapfile -t refused < <(without_apache)
  fi
  hold_services
  if ! apt_install "${missing[@]}" "${refused[@]}" >>"$LOG" 2>&1 </dev/null; then
    quietly apt-get -q update # the lists were older than what the mirror keeps
    quietly apt_install "${missing[@]}" "${refused[@]}"
  fi
  release_services
  say "packages: done"
}

# ---------------------------------------------------------------- build

# build PRESET [TARGET…]
build() {
  local preset=$1
  shift
  say "build: $preset"
  quietly cmake --preset "$preset"
  quietly cmake --build --preset "$preset" -- "$@"
  say "build: $preset done"
}

# beside idle|evenly COMMAND…: runs meanwhile, idle: on what others leave of the processor. end_beside waits for it and
# fails as it did, silent otherwise.
BESIDE=
beside() {
  local how=$1
  shift
  BESIDE_LOG=$STATE/log/beside.log
  set -m
  (
    LOG=$BESIDE_LOG
    exec >"$LOG" 2>&1
    [[ $how == evenly ]] || chrt --idle --pid 0 "$BASHPID" || renice -n 19 "$BASHPID"
    "$@"
  ) &
  BESIDE=$!
  set +m
  trap 'kill -- "-$BESIDE" 2>/dev/null || true' EXIT
}
end_beside() {
  trap - EXIT
  wait "$BESIDE" && return
  tail -n 60 "$BESIDE_LOG" >&2
  die "failed beside the rest (all of it: $BESIDE_LOG)"
}

# The program; what it does not need to be built comes meanwhile.
build_while_installing() {
  packages "${BUILD_PACKAGES[@]}"
  beside evenly packages "$@"
  say "meanwhile the packages that are needed to run it"
  build release earshot
  end_beside
  say "packages: all there"
}

# ---------------------------------------------------------------- demo

# Held until this process ends, whatever it becomes by exec; the kernel lets go of it even after kill -9.
hold_state() {
  local lock note=$STATE/demo.pid
  mkdir -p "$STATE"
  exec {lock}>>"$note"
  flock --nonblock "$lock" || die "a demo is running here (pid $(<"$note")): stop it, or give another --state than $STATE"
  printf '%s\n' $$ >"$note"
}

demo() {
  local options=() port=8480
  while (($#)); do
    case $1 in
      --once) options+=(--once) ;;
      --port) wants_value "$@"; port=$2; shift ;;
      --port=*) port=${1#*=} ;;
      --state) wants_value "$@"; STATE=$2; shift ;;
      --pictures) wants_value "$@"; options+=(--pictures "$(realpath -m "$2")"); shift ;;
      *) wrong_use "demo does not know $1" ;;
    esac
    shift
  done
  [[ $port =~ ^[0-9]{1,5}$ ]] && ((10#$port > 0 && 10#$port < 65534)) ||
    wrong_use "--port wants a number from 1 to 65533: the demo uses it and the two behind it"
  need_debian_root
  STATE=$(realpath -m "$STATE")
  hold_state
  # Before the long part, where there is a Python already.
  local play=(/usr/bin/python3 tests/rig/demo.py --program build/earshot --state "$STATE" --port "$((10#$port))")
  [[ ! -x ${play[0]} ]] || "${play[@]}" --only-room || exit 1
  open_log
  say "state and logs: $STATE"
  build_while_installing "${DEMO_PACKAGES[@]}"
  exec "${play[@]}" "${options[@]}"
}

# ---------------------------------------------------------------- bench

bench() {
  (($# == 0)) || wrong_use "bench takes no options"
  need_debian_root
  STATE=${XDG_STATE_HOME:-/var/tmp}/earshot-bench
  open_log
  packages "${BUILD_PACKAGES[@]}" "${DEMO_PACKAGES[@]}" "${BENCH_PACKAGES[@]}"
  local programs
  mapfile -t programs < <(find tests/bench -name '*_bench.cpp' -printf '%f\n' | sed 's/\.cpp$//' | sort)
  build release earshot "${programs[@]}"
  exec /usr/bin/python3 tests/bench/bench.py build
}

COMMAND=${1:-}
(($#)) && shift
for word in "$@"; do
  [[ $word != -h && $word != --help ]] || COMMAND=help
done
case $COMMAND in
  demo) demo "$@" ;;
  test)
    # shellcheck source=tests/run.sh
    source tests/run.sh
    run_tests "$@"
    ;;
  bench) bench "$@" ;;
  install | uninstall)
    # shellcheck source=templates/place.sh
    source templates/place.sh
    "${COMMAND}_earshot" "$@"
    ;;
  -h | --help | help) usage ;;
  '') usage >&2; exit 2 ;;
  *) wrong_use "there is no command $COMMAND" ;;
esac

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
The state folder of demo is ${XDG_STATE_HOME:-/var/tmp}/earshot-demo; logs of all commands lie in log/ below it.
TEXT
}

BUILD_PACKAGES=(g++ cmake ninja-build ccache pkg-config libfcgi-dev libxml2-dev libcurl4-openssl-dev libsqlite3-dev
  libicu-dev libidn2-dev libsodium-dev libctemplate-dev nlohmann-json3-dev libtomlplusplus-dev libcli11-dev libcld2-dev
  libboost-test-dev libhowardhinnant-date-dev tzdata)
DEMO_PACKAGES=(nginx-light wordpress wordpress-theme-twentytwentyone wordpress-theme-twentytwentythree php-fpm php-mysql
  php-xml php-curl php-mbstring mariadb-server python3 python3-aiosmtpd chromium fonts-dejavu-core)
TEST_PACKAGES=(clang-14 clang-tidy-14 libclang-rt-14-dev lld clang-format-14 fcgiwrap git iproute2)
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
  open_log
  say "state and logs: $STATE"
  build_while_installing "${DEMO_PACKAGES[@]}"
  exec /usr/bin/python3 tests/rig/demo.py --program build/earshot --state "$STATE" --port "$((10#$port))" "${options[@]}"
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

# ---------------------------------------------------------------- install

# Empty: what the configuration says, or the first one's usual value.
NAME=
PREFIX=
URL=
DRY=
PURGE=
ROOT=${DESTDIR:-}
PROGRAM=/usr/local/bin/earshot
SOCKET=/run/earshot/earshot.sock
CONFIG=/etc/earshot/earshot.toml
PLAIN_PREFIX='^(/[A-Za-z0-9_-]+)+$'

install_options() {
  while (($#)); do
    case $COMMAND$1 in
      *--dry-run) DRY=yes ;;
      uninstall--purge) PURGE=yes ;;
      install--url) wants_value "$@"; URL=$2; shift ;;
      install--name) wants_value "$@"; NAME=$2; shift ;;
      install--prefix) wants_value "$@"; PREFIX=$2; shift ;;
      *) wrong_use "$COMMAND does not know $1" ;;
    esac
    shift
  done
  [[ ! $NAME || $NAME =~ ^[A-Za-z0-9._-]+$ ]] || wrong_use "--name wants letters, digits, dots, hyphens and underscores"
  [[ ! $PREFIX || $PREFIX =~ $PLAIN_PREFIX ]] || wrong_use "--prefix wants a path such as /earshot"
  [[ ! $URL || $URL =~ ^https?://[][A-Za-z0-9.:_-]+/([^][:space:]\"\\?#]+/)?$ ]] ||
    wrong_use "--url wants the blog's address with its last slash, such as https://blog.example/ or https://example.org/blog/"
}

verb() { printf '%s%s' "${DRY:+would }" "$1"; }

run() {
  if [[ $DRY ]]; then
    printf 'would run: %s\n' "$*"
  else
    "$@"
  fi
}

# place TARGET MODE: standard input becomes that file. Says so, shows what changes in a file that is there already.
PLACED=()
place() {
  local target=$ROOT$1 mode=$2 new
  new=$(mktemp)
  cat >"$new"
  if ! cmp -s "$new" "$target"; then
    say "$(verb write) $target"
    [[ ! -e $target || $mode == 755 ]] || diff -u "$target" "$new" || true
    if [[ ! $DRY ]]; then
      PLACED+=("$target")
      mkdir -p "$(dirname "$target")"
      [[ ! -e $target ]] || cp -p "$target" "$target.before-earshot"
      install -m "$mode" "$new" "$target"
    fi
  fi
  rm -f "$new"
}

# Back to how it was, if nginx does not like what we placed; else the old copies go.
settle_placed() {
  local target
  for target in "${PLACED[@]}"; do
    if [[ -e $target.before-earshot ]]; then
      if [[ $1 == undo ]]; then mv "$target.before-earshot" "$target"; else rm "$target.before-earshot"; fi
    elif [[ $1 == undo ]]; then
      rm -f "$target"
    fi
  done
  PLACED=()
}

# places_in FILE: name, prefix and address of each site there, a line each, as the program reads them. Fails with 1 when
# the program refuses the file, with 3 when there is no program yet that could be asked.
places_in() {
  local program status
  for program in "${EARSHOT_PROGRAM:-build/earshot}" "$ROOT$PROGRAM"; do
    [[ -x $program ]] || continue
    "$program" --config "$1" site --places && return
    status=$?
    ((status != 1)) || return 1
  done
  return 3
}

# Sets NAME, PREFIX and URL by the configuration that is there; what was asked for otherwise is refused.
follow_config() {
  local lines status=0 name prefix url key asked here='' found=() file=$ROOT$CONFIG
  lines=$(places_in "$file") || status=$?
  if ((status == 3)); then
    say "no program is built yet that reads $file: what follows may differ in name and prefix"
    first_places
    return
  fi
  ((status == 0)) || die "the program cannot read $file: mend it first; nothing was written"
  while IFS=$'\t' read -r name prefix url; do
    found+=("$name")
    [[ $NAME && $NAME != "$name" ]] || here+=$name$'\t'$prefix$'\t'$url$'\n'
  done <<<"$lines"
  [[ $here ]] || die "$file has no site named $NAME, there is: ${found[*]}; leave --name out, or write that site there first"
  ((${#found[@]} == 1)) || [[ $NAME ]] || die "$file has several sites, choose one by --name: ${found[*]}"
  IFS=$'\t' read -r name prefix url <<<"$here"
  for key in prefix url; do
    if [[ $key == prefix ]]; then asked=$PREFIX; else asked=$URL; fi
    [[ ! $asked || $asked == "${!key}" ]] ||
      die "--$key $asked contradicts $file, where $name has ${!key}: leave --$key out, or change it there first; nothing was written"
  done
  NAME=$name PREFIX=$prefix URL=$url
  [[ $PREFIX =~ $PLAIN_PREFIX ]] || die "the prefix $PREFIX in $file does not fit into nginx's patterns: letters, digits, - and _ do"
}

# The same for the first configuration, in the program's own spelling of the address.
first_places() {
  local trial lines url
  NAME=${NAME:-blog} PREFIX=${PREFIX:-/earshot}
  trial=$(mktemp)
  first_config >"$trial"
  lines=$(places_in "$trial") || (($? == 3)) || die "the program does not take this address: nothing was written"
  rm -f "$trial"
  IFS=$'\t' read -r _ _ url <<<"$lines"
  URL=${url:-$URL}
}

fill() {
  sed -e '/^# Placeholders: /d' \
    -e "s|@PREFIX@|$PREFIX|g" -e "s|@SITE@|$NAME|g" -e "s|@SOCKET@|$SOCKET|g" -e "s|@PROGRAM@|$PROGRAM|g" "$1"
}

first_config() {
  cat <<TEXT
[store]
url = "sqlite:/var/lib/earshot/earshot.db"

[mail]
url = "smtp://127.0.0.1:25"
from = "Earshot <earshot@$(sed -E 's|^https?://||; s|[:/].*$||' <<<"$URL")>"

[[site]]
name = "$NAME"
url = "$URL"
engine = "wordpress"
prefix = "$PREFIX"
roster = "/etc/earshot/roster.toml"
TEXT
}

first_roster() {
  cat <<'TEXT'
# Who may be spoken of, and whose answers count as the company's: see earshot.toml(5).
# [[company]]
# id = "acme"
# name = "Acme"
# [[person]]
# id = "ana-ruiz"
# company = "acme"
# name = "Ana Ruiz"
# email = "ana@acme.example"
# accounts = ["wordpress:7"]
TEXT
}

place_config() {
  [[ -e $ROOT$CONFIG ]] || place $CONFIG 640 < <(first_config)
  [[ -e $ROOT/etc/earshot/roster.toml ]] || place /etc/earshot/roster.toml 640 < <(first_roster)
  [[ $DRY || $ROOT ]] || chgrp earshot $CONFIG /etc/earshot/roster.toml
}

place_parts() {
  local page part
  for part in http server page headers xmlrpc ssi; do
    place "/etc/nginx/earshot/earshot-$part.conf" 644 < <(fill "templates/nginx/earshot-$part.conf")
  done
  for part in socket service; do
    place "/etc/systemd/system/earshot.$part" 644 < <(fill "templates/systemd/earshot.$part")
  done
  for page in plugin/man/*.[1-8]; do
    [[ -e $page ]] && place "/usr/local/share/man/man${page##*.}/${page##*/}" 644 <"$page"
  done
  return 0
}

systemd_runs() { [[ -d /run/systemd/system && ! $ROOT ]]; }
nginx_there() { command -v nginx >/dev/null && [[ ! $ROOT ]]; }
# NGINX_CHECK: for hosts whose nginx is not started as `nginx`.
nginx_accepts() {
  if [[ ${NGINX_CHECK:-} ]]; then
    $NGINX_CHECK
  elif nginx_there; then
    nginx -t
  fi
}
reload_nginx() { [[ ! -s /run/nginx.pid ]] || run nginx -s reload; }

install_earshot() {
  install_options "$@"
  [[ -e $ROOT$CONFIG || $URL ]] || wrong_use "--url is needed: the blog's address with its last slash, such as https://blog.example/"
  [[ -z ${EARSHOT_PROGRAM:-} || -f $EARSHOT_PROGRAM && -x $EARSHOT_PROGRAM ]] ||
    die "EARSHOT_PROGRAM names no program: $EARSHOT_PROGRAM"
  [[ $DRY ]] || need_debian_root
  if [[ ! $DRY ]]; then
    STATE=${XDG_STATE_HOME:-/var/tmp}/earshot-install
    open_log
    if [[ -z ${EARSHOT_PROGRAM:-} ]]; then
      packages "${BUILD_PACKAGES[@]}"
      build release earshot
    fi
  fi
  if [[ -e $ROOT$CONFIG ]]; then follow_config; else first_places; fi
  if [[ ! $DRY ]]; then
    place "$PROGRAM" 755 <"${EARSHOT_PROGRAM:-build/earshot}"
    [[ $ROOT ]] || getent passwd earshot >/dev/null ||
      run useradd --system --user-group --home-dir /var/lib/earshot --shell /usr/sbin/nologin earshot
  else
    say "would build, and write $ROOT$PROGRAM; would make the user earshot if there is none"
  fi
  place_config
  place_parts
  if [[ ! $DRY ]] && ! nginx_accepts; then
    settle_placed undo
    die "nginx does not accept it: everything is as it was before"
  fi
  settle_placed keep
  if systemd_runs; then
    run systemctl daemon-reload
    run systemctl enable --now earshot.socket
    run systemctl enable earshot.service
    run systemctl restart earshot.service
  fi
  ! nginx_there || reload_nginx
  cat <<TEXT

Your blog is not touched. To attach it, add to the nginx configuration
  in http { }:                          include /etc/nginx/earshot/earshot-http.conf;
  in the blog's server { }:             include /etc/nginx/earshot/earshot-server.conf;
  in its location ~ \.php\$ { }:         include /etc/nginx/earshot/earshot-page.conf;
  where its own add_header lines stand: include /etc/nginx/earshot/earshot-headers.conf;   (none: in server { })
then: nginx -t && nginx -s reload, fill in /etc/earshot/roster.toml, and see what is still wrong: earshot check
TEXT
}

uninstall_earshot() {
  local file files=("$PROGRAM")
  install_options "$@"
  [[ $DRY ]] || need_debian_root
  if grep -rlsE '^[^#]*include[^#]*earshot-(http|server|page|headers)\.conf' "$ROOT/etc/nginx" --exclude-dir=earshot; then
    die "these files still include Earshot's parts: take those lines out first, nginx would not start without them"
  fi
  if systemd_runs && [[ -e /etc/systemd/system/earshot.service ]]; then
    run systemctl disable --now earshot.service earshot.socket
  fi
  files+=(/etc/nginx/earshot /etc/systemd/system/earshot.{socket,service})
  for file in plugin/man/*.[1-8]; do
    files+=("/usr/local/share/man/man${file##*.}/${file##*/}")
  done
  [[ ! $PURGE ]] || files+=(/etc/earshot /var/lib/earshot)
  for file in "${files[@]}"; do
    if [[ -e $ROOT$file ]]; then
      say "$(verb remove) $ROOT$file"
      [[ $DRY ]] || rm -rf "$ROOT$file"
    fi
  done
  ! systemd_runs || run systemctl daemon-reload
  ! nginx_there || reload_nginx
  [[ ! $PURGE || $ROOT ]] || ! getent passwd earshot >/dev/null || run userdel earshot
  [[ $PURGE ]] || say "kept: /etc/earshot and /var/lib/earshot (--purge removes them)"
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
  install) install_earshot "$@" ;;
  uninstall) uninstall_earshot "$@" ;;
  -h | --help | help) usage ;;
  '') usage >&2; exit 2 ;;
  *) wrong_use "there is no command $COMMAND" ;;
esac

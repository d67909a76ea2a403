# shellcheck shell=bash
# install and uninstall of ./install.sh, which sources this: fills in the templates beside it and puts them where they belong.

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
  [[ ! $URL || $URL =~ ^https?://[^[:space:]/\"\\?#]+/([^[:space:]\"\\?#]+/)?$ ]] ||
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

# URL as the program spells it: small letters in the host, no usual port.
spell_url() {
  local trial lines='' url status=0
  [[ $URL ]] || return 0
  trial=$(mktemp)
  NAME=blog PREFIX=/earshot first_config >"$trial"
  lines=$(places_in "$trial") || status=$?
  rm -f "$trial"
  ((status != 1)) || die "the program does not take the address $URL: nothing was written"
  IFS=$'\t' read -r _ _ url <<<"$lines"
  URL=${url:-$URL}
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
  spell_url
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

# The same for the first configuration.
first_places() {
  NAME=${NAME:-blog} PREFIX=${PREFIX:-/earshot}
  spell_url
}

fill() {
  sed -e '/^# Placeholders: /d' \
    -e "s|@PREFIX@|$PREFIX|g" -e "s|@SITE@|$NAME|g" -e "s|@SOCKET@|$SOCKET|g" -e "s|@PROGRAM@|$PROGRAM|g" "$1"
}

first_config() {
  local host
  host=$(sed -E 's|^https?://||; s|[:/].*$||' <<<"$URL")
  [[ $host =~ ^[A-Za-z0-9.-]+$ ]] || host=localhost
  cat <<TEXT
[store]
url = "sqlite:/var/lib/earshot/earshot.db"

[mail]
url = "smtp://127.0.0.1:25"
from = "Earshot <earshot@$host>"

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
then: nginx -t && nginx -s reload, fill in /etc/earshot/roster.toml, systemctl restart earshot, and see what is still wrong: earshot check
TEXT
}

uninstall_earshot() {
  local file files=("$PROGRAM")
  install_options "$@"
  [[ $DRY ]] || need_debian_root
  if grep -rlsE '^[^#]*include[^#]*earshot-(http|server|page|headers|xmlrpc|ssi)\.conf' "$ROOT/etc/nginx" --exclude-dir=earshot; then
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

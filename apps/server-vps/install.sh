#!/bin/sh
# Installs the server from its unpacked archive, or uninstalls it, on a Linux without .deb packages. It
# replaces the files of an older version and keeps the settings. A second run changes nothing.
set -eu
umask 022 # root's umask may be stricter, but the directories created here must be readable by everybody

name=server-vps
program=/usr/local/bin/$name
manual=/usr/local/share/man/man8/$name.8
settings=/etc/default/$name
units=/etc/systemd/system
drop_in=50-systemd-252.conf
drop_ins="$name.service.d/$drop_in $name@.service.d/$drop_in"

is_dry_run=false
is_changed=false

main() {
  action=install
  for argument; do
    case $argument in
    --uninstall) action=uninstall ;;
    --dry-run) is_dry_run=true ;;
    --help)
      usage
      return
      ;;
    *) fail 64 "Cannot read \"$argument\": expected --uninstall, --dry-run or --help" ;;
    esac
  done
  if ! $is_dry_run && [ "$(id -u)" != 0 ]; then
    fail 77 "Cannot $action as user $(id -u): expected root; run it with sudo, or use --dry-run to see what it would do"
  fi
  CDPATH='' cd -- "$(dirname "$0")"
  sockets=$(list_units socket)
  # Those for HTTPS on its own ports are installed, and only the administrator enables them.
  enabled=$(list_units socket | grep -v -x -e "$name-https.socket" -e "$name-redirect.socket" || true)
  services=$(list_units service)
  templates=$(list_templates)
  "${action}_server"
}

usage() {
  cat <<'USAGE'
Usage: ./install.sh [--dry-run]               installs or upgrades, and starts the service under systemd
       ./install.sh --uninstall [--dry-run]   stops the service and removes all but the settings
       ./install.sh --help

Prints each step. With --dry-run it only prints; without it, it must run as root.
USAGE
}

install_server() {
  check_archive
  put 755 "$name" "$program"
  put 644 "$name.8" "$manual"
  if [ -e "$settings" ]; then
    say "keep $settings"
  else
    put 644 "$name.env" "$settings"
  fi
  if has_systemd; then
    install_units
  else
    say "No systemd found: configure this system's service manager to start $program"
  fi
}

install_units() {
  for unit in $sockets $services $templates; do
    put 644 "$unit" "$units/$unit"
  done
  for path in $drop_ins; do
    if is_systemd_old; then
      put 644 "$name.service.d/$drop_in" "$units/$path"
    else
      remove "$units/$path"
    fi
  done
  # shellcheck disable=SC2086 # lists of names
  step systemctl enable --quiet $enabled $services
  if is_systemd_running; then start_units; fi
}

# The sockets stay open while the service restarts, so that no connection is refused.
start_units() {
  step systemctl daemon-reload
  # shellcheck disable=SC2086 # lists of names
  if $is_changed; then
    [ -z "$enabled" ] || step systemctl start $enabled
    step systemctl restart $services
    # Instances, of which only systemd knows the names: those that run.
    [ -z "$templates" ] || step systemctl try-restart "$name@*.service"
  else
    step systemctl start $enabled $services
  fi
}

uninstall_server() {
  # shellcheck disable=SC2086 # lists of names
  if has_systemd && [ -e "$units/$name.service" ]; then
    # Only installed units, because systemctl fails for an unknown name. All at once, because a socket
    # that is still listening would start the service again.
    installed=$(list_installed)
    if is_systemd_running; then
      step systemctl stop $installed
      [ -z "$templates" ] || step systemctl stop "$name@*.service" "$name@*.socket" "$name-*@*.socket"
    fi
    step systemctl disable --quiet $installed
  fi
  for unit in $sockets $services $templates $drop_ins; do
    remove "$units/$unit"
  done
  remove "$program"
  remove "$manual"
  if is_systemd_running; then step systemctl daemon-reload; fi
  if [ -e "$settings" ]; then say "keep $settings"; fi
}

list_units() {
  for unit in ./*[!@]."$1"; do
    if [ -e "$unit" ]; then echo "${unit#./}"; fi
  done
}

# They are enabled and started by the administrator, each with the name of an instance.
list_templates() {
  for unit in ./*@.service ./*@.socket; do
    if [ -e "$unit" ]; then echo "${unit#./}"; fi
  done
}

list_installed() {
  for unit in $sockets $services; do
    if [ -e "$units/$unit" ]; then echo "$unit"; fi
  done
}

# A truncated download would otherwise be noticed only when the program is needed.
check_archive() {
  sha256sum -c SHA256SUMS >/dev/null ||
    fail 65 "Cannot install the files in \"$PWD\": their checksums differ from SHA256SUMS; unpack the archive again, or download it again"
}

has_systemd() {
  command -v systemctl >/dev/null
}

is_systemd_running() {
  [ -d /run/systemd/system ] && has_systemd
}

# The program notifies systemd through OpenFile=, which systemd 253 introduced. In the .deb,
# debian/postinst makes the same decision.
is_systemd_old() {
  version=$(systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
  [ -n "$version" ] && [ "$version" -lt 253 ]
}

# Writes a new file and renames it, because the old program may be running.
put() {
  mode=$1 source=$2 target=$3
  if cmp -s "$source" "$target"; then return; fi
  is_changed=true
  say "write $target"
  if $is_dry_run; then return; fi
  mkdir -p "${target%/*}"
  cp "$source" "$target.new"
  chown 0:0 "$target.new"
  chmod "$mode" "$target.new"
  mv "$target.new" "$target"
}

remove() {
  if [ ! -e "$1" ]; then return; fi
  is_changed=true
  say "remove $1"
  if $is_dry_run; then return; fi
  rm "$1"
  # Remove the folder of drop-ins if this was the last one.
  case $1 in *.d/*) rmdir "${1%/*}" 2>/dev/null || true ;; esac
}

step() {
  say "$*"
  $is_dry_run || "$@"
}

say() {
  echo "$*"
}

fail() {
  echo "$2" >&2
  exit "$1"
}

main "$@"

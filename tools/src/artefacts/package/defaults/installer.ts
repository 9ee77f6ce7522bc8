/** Renders the script that installs the files of the archive where there are no .deb packages. */
export function renderInstaller(name: string): string {
  return `#!/bin/sh
# Installs ${name} from its unpacked archive, or uninstalls it. The settings stay.
set -eu
umask 022 # root's umask may be stricter, but everybody must read the directories created here

name=${name}
program=/usr/local/bin/$name
manual=/usr/local/share/man/man8/$name.8
settings=/etc/default/$name
unit=/etc/systemd/system/$name.service

main() {
  case "$*" in
  '') action=install_program ;;
  --uninstall) action=uninstall_program ;;
  *) fail 64 "Cannot read \\"$*\\": expected no argument, or --uninstall" ;;
  esac
  [ "$(id -u)" = 0 ] || fail 77 "Cannot change this machine as user $(id -u): expected root; run it with sudo"
  CDPATH='' cd -- "$(dirname "$0")"
  $action
}

install_program() {
  sha256sum -c SHA256SUMS >/dev/null ||
    fail 65 "Cannot install the files in \\"$PWD\\": their checksums differ from SHA256SUMS; unpack the archive again"
  put 755 "$name" "$program"
  put 644 "$name.8" "$manual"
  [ -e "$settings" ] || put 644 "$name.env" "$settings"
  if ! command -v systemctl >/dev/null; then
    echo "No systemd found: configure the service manager of this machine to start $program"
    return
  fi
  put 644 "$name.service" "$unit"
  systemctl enable --quiet "$name.service"
  if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    systemctl restart "$name.service"
  fi
}

uninstall_program() {
  if [ -e "$unit" ]; then
    if [ -d /run/systemd/system ]; then systemctl stop "$name.service"; fi
    systemctl disable --quiet "$name.service"
  fi
  rm -f "$program" "$manual" "$unit"
  if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
}

# Writes a new file and renames it, because the old program may be running.
put() {
  mkdir -p "$(dirname "$3")"
  cp "$2" "$3.new"
  chown 0:0 "$3.new"
  chmod "$1" "$3.new"
  mv "$3.new" "$3"
  echo "write $3"
}

fail() {
  echo "$2" >&2
  exit "$1"
}

main "$@"
`;
}

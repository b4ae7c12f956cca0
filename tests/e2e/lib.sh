# shellcheck shell=bash
# lib.sh - what every end-to-end test sources, first thing.
#
# The test starts again inside namespaces of its own (`unshare -n -m`, an empty /run), so nothing
# it builds, breaks or forgets can reach the machine. Judges are ip -j, ping, tcpdump, tshark:
# never our own code.
#
#   ok WHAT COMMAND...      the command succeeds
#   is WHAT GOT WANTED      two strings are equal
#   like WHAT GOT REGEX     a string matches (extended; . is also a newline, ^ and $ are the ends)
#   skip WHAT WHY           counted and named
#   soon COMMAND...         within 5 s the command succeeds; never sleep
#   KEEP=1                  a shell inside when it ends
set -u
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
: "${B:=build}"
case $B in /*) ;; *) B=$here/$B ;; esac
export B LC_ALL=C.UTF-8

if [ "$(id -u)" -ne 0 ]; then
	echo "ok - ${0##*/} # SKIP needs root"
	exit 0
fi
if [ -z "${NSCOPE_INSIDE-}" ]; then
	NSCOPE_INSIDE=1 exec unshare -n -m --propagation private -- "$0" "$@"
fi
mount -t tmpfs tmpfs /run && mount -t sysfs sysfs /sys 2>/dev/null
mount -t bpf bpf /sys/fs/bpf 2>/dev/null
ip link set lo up
tmp=$(mktemp -d)
failures=0

finish() {
	local rc=$?
	[ -z "${KEEP-}" ] || bash
	jobs -p | xargs -r kill -9 2>/dev/null
	rm -rf "$tmp"
	[ $rc -ne 0 ] && exit $rc
	[ "$failures" -eq 0 ] || exit 1
}
trap finish EXIT

nscope() { "$B/nscope" "$@"; }

pass() { echo "ok - $1"; }
fail() {
	echo "not ok - $1"
	shift
	[ $# -eq 0 ] || printf '%s\n' "$@" | sed 's/^/#   /'
	failures=$((failures + 1))
}
ok() {
	local what=$1 out
	shift
	if out=$("$@" 2>&1); then pass "$what"; else fail "$what" "$*: status $?" "$out"; fi
}
is() { if [ "$2" = "$3" ]; then pass "$1"; else fail "$1" "got:    $2" "wanted: $3"; fi; }
like() { if printf '%s' "$2" | grep -Eqz -- "$3"; then pass "$1"; else fail "$1" "got:    $2" "wanted: $3"; fi; }
unlike() { if printf '%s' "$2" | grep -Eqz -- "$3"; then fail "$1" "got:      $2" "unwanted: $3"; else pass "$1"; fi; }
skip() { echo "ok - $1 # SKIP $2"; }
soon() {
	local _
	for _ in $(seq 100); do
		"$@" >/dev/null 2>&1 && return
		sleep 0.05
	done
	"$@"
}
# status COMMAND...: its exit status, its output in $out and $err
# shellcheck disable=SC2034
status() {
	out=$("$@" 2>"$tmp/err")
	local rc=$?
	err=$(cat "$tmp/err")
	return $rc
}

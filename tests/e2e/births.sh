#!/bin/bash
# births - what a new namespace is born with is looked at, and written only where it is wrong
#
# Of the initial namespace, whose settings are inherited, a test has no copy to play with; so strace
# changes what nscope reads (17 in place of 0), and shows what it writes.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
lab=$tmp/births.yaml
cat >"$lab" <<'YAML'
name: births
nodes:
  red: {interfaces: {eth0: {addresses: [10.0.0.1/24]}}}
  blue: {interfaces: {eth0: {addresses: [10.0.1.1/24, "fd00::1/64"]}}}
  rtr: {kind: router, interfaces: {a: {addresses: [10.0.0.5/24]}, b: {addresses: [10.0.1.5/24]}}}
links:
  - [red:eth0, rtr:a]
  - [blue:eth0, rtr:b]
YAML

# ---- each room says what the plan says
nscope up "$lab" >/dev/null
for n in red blue rtr; do
	nscope plan "$lab" | awk -v n=$n '/^ip / {mine = $4 == n} mine' | grep -o 'net\.[^ ]*=[^ ]*' >"$tmp/wanted"
	wrong=
	while IFS="=" read -r key value; do
		[ "$(ip netns exec $n sysctl -n "$key")" = "$value" ] || wrong="$wrong $key"
	done <"$tmp/wanted"
	is "$n: $(wc -l <"$tmp/wanted") sysctls are as planned" "$wrong" ""
done
nscope down births >/dev/null

# ---- what is right is not written again
if ! strace -qq -o /dev/null true 2>/dev/null; then
	skip "what is written" "strace may not trace here"
	exit 0
fi
key=net/ipv4/conf/default/arp_announce
# written [STRACE-OPTIONS]: how often the key is opened for writing while pair is built
written() {
	strace -f -o "$tmp/trace" -e trace=openat2,pread64 "$@" "$B/nscope" up pair >"$tmp/out" 2>&1
	echo "$? $(grep -c "$key.*O_RDWR" "$tmp/trace")"
}
is "nothing is written that is right already" "$(written)" "0 0"
ok "read in the first room and in the last" [ "$(grep -c "$key" "$tmp/trace")" = 2 ]
nscope down pair >/dev/null

# ---- what is wrong is written in every room: the key is the seventh of the first look, and of the last
reads=$(grep -c 'pread64(.*, 255, 0)' "$tmp/trace")
is "wrong in every room, written in every room" \
	"$(written -e inject=pread64:poke_exit=@arg2=3137:when=9+$((reads / 2 + 1)))" "0 2"
nscope down pair >/dev/null

# ---- born with something else than the first
is "somebody changes it meanwhile: no lab" "$(written -e inject=pread64:poke_exit=@arg2=3137:when=9)" "2 1"
like "and the key is named" "$(cat "$tmp/out")" "namespace blue: somebody has just changed what .*sysctl $key was 17, is 0; try again"
is "and nothing is left" "$(ls -d /run/netns /run/nscope 2>/dev/null)" ""

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
key=net/ipv4/conf/default/arp_announce # the seventh that is read, and two reads come before
echo 'nodes: {alone: {}}' >"$tmp/alone.yaml"
# written LAB [STRACE-OPTIONS]: how often the key is opened for writing while LAB is built
written() {
	strace -f -o "$tmp/trace" -e trace=openat2,pread64 "${@:2}" "$B/nscope" up "$1" >"$tmp/out" 2>&1
	echo "$? $(grep -c "$key.*O_RDWR" "$tmp/trace")"
}
is "nothing is written that is right already" "$(written pair)" "0 0"
ok "read in the first room and in the last" [ "$(grep -c "$key" "$tmp/trace")" = 2 ]
nscope down pair >/dev/null
is "what is wrong is written" "$(written "$tmp/alone.yaml" -e inject=pread64:poke_exit=@arg2=3137:when=9)" "0 1"
nscope down alone >/dev/null

# ---- born with something else than the first
is "somebody changes it meanwhile: no lab" "$(written pair -e inject=pread64:poke_exit=@arg2=3137:when=9)" "2 1"
like "and the key is named" "$(cat "$tmp/out")" "namespace blue: somebody has just changed what .*sysctl $key was 17, is 0; try again"
is "and nothing is left" "$(ls -d /run/netns /run/nscope 2>/dev/null)" ""

#!/bin/bash
# crash - killed anywhere, up or down; one `down` later nothing of ours is left, all else is
#
# Killed just before the N-th call of one kind (strace sends SIGKILL), for a spread of N; CRASH=all
# takes every N of every kind. The lab leaves processes behind, so only nscope itself is followed.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

if ! strace -qq -o /dev/null true 2>/dev/null; then
	skip "killed anywhere" "strace may not trace here"
	exit 0
fi
export ASAN_OPTIONS=detect_leaks=0 # under strace it cannot
calls="mkdirat,mkdir,openat,open_tree,move_mount,mount_setattr,renameat2,linkat,unlinkat,rmdir,umount2,unshare,setns,sendmsg,write,pwrite64,flock,socket"
lab=$tmp/crash.yaml
cat >"$lab" <<'YAML'
name: crash
nodes:
  red:
    interfaces: {eth0: {addresses: [192.168.15.1/24]}}
    rules: [{from: 192.168.15.1, table: 7}]
    routes: [{to: 10.0.0.0/8, type: prohibit, table: 7}]
    neighbours: [{to: 192.168.15.9, mac: "02:00:00:00:00:09", dev: eth0}]
    nft: "table inet f { }"
    run: ["sleep 311.404 >/dev/null 2>&1 &"]
  crash-blue:
    interfaces: {eth0: {addresses: [192.168.15.2/24]}}
    isolate: [pid, mount]
    run: ["sleep 312.404 >/dev/null 2>&1 &"]
  sw: {kind: switch}
links:
  - [red:eth0, sw]
  - [crash-blue:eth0, sw]
YAML

# Others may run this test beside us: what runs is told apart by our pid.
sed -i "s/crash-blue/blue$$/; s/\.404/.$$/" "$lab"

# ---- decoys that look like ours
if [ -z "${CRASH_BARE-}" ]; then
	ip netns add red2
	ip -n red2 link add eth0 type veth peer name eth1
	echo keep >/run/netns/crash
fi
ip link add eth0 type veth peer name red

snapshot() {
	ip -j link | jq -S 'map([.ifname, .ifindex, .address])'
	find /run -mindepth 1 -printf '%p %i\n' | sort
	awk '/ \/run/ {print $5, $9, $4}' /proc/self/mountinfo | sort
	[ ! -e /run/netns/red2 ] || ip -n red2 -j link | jq -S 'map([.ifname, .ifindex])'
	ps -eo args= | grep -c "^sleep 31[12].$$\$\|^nscope: blue$$\$"
}
before=$(snapshot)
count() { # count VERB...: "CALL TIMES" a line
	strace -qq -e trace="$calls" -o "$tmp/trace" "$B/nscope" "$@" >/dev/null
	sed -E 's/^([a-z0-9_]+)\(.*/\1/' "$tmp/trace" | sort | uniq -c | awk '{print $2, $1}'
}
points() { # points TIMES: which of them are tried
	if [ "${CRASH-}" = all ]; then seq "$1"; else
		for n in 1 2 $(($1 / 2)) $(($1 - 1)) "$1"; do
			[ "$n" -gt 0 ] && [ "$n" -le "$1" ] && echo "$n"
		done | sort -nu
	fi
}
killed() { # killed CALL N VERB...
	(
		strace -qq -e trace="$1" -e inject="$1:signal=SIGKILL:when=$2" -o /dev/null \
			"$B/nscope" "${@:3}"
		true # the shell in between is the one that says "Killed"
	) >/dev/null 2>&1
}

count up "$lab" >"$tmp/up"
count down crash >"$tmp/down"
is "a whole round leaves nothing" "$(snapshot)" "$before"

tried=0 wrong=
while read -r call times; do
	for n in $(points "$times"); do
		killed "$call" "$n" up "$lab"
		nscope down crash >/dev/null 2>"$tmp/said"
		tried=$((tried + 1))
		[ "$(snapshot)" = "$before" ] || wrong="$wrong
$call $n: $(cat "$tmp/said") $(diff <(echo "$before") <(snapshot))"
	done
done <"$tmp/up"
is "up killed at $tried points: nothing is left after down" "$wrong" ""

tried=0 wrong=
while read -r call times; do
	for n in $(points "$times"); do
		nscope up "$lab" >/dev/null 2>"$tmp/said" || wrong="$wrong $call $n: $(cat "$tmp/said")"
		killed "$call" "$n" down crash
		nscope down crash >/dev/null 2>"$tmp/said"
		tried=$((tried + 1))
		[ "$(snapshot)" = "$before" ] || wrong="$wrong
$call $n: $(cat "$tmp/said") $(diff <(echo "$before") <(snapshot))"
	done
done <"$tmp/down"
is "down killed at $tried points: nothing is left after another" "$wrong" ""

# ---- what was left half built, up builds anew
tried=0 wrong=
for n in 1 2 3 5; do
	killed sendmsg $n up "$lab"
	tried=$((tried + 1))
	nscope up "$lab" >/dev/null 2>"$tmp/said" && ip netns exec red ping -nqc1 -W1 192.168.15.2 >/dev/null ||
		wrong="$wrong
sendmsg $n: $(cat "$tmp/said")"
	nscope down crash >/dev/null
done
is "up killed at $tried points: another up builds it" "$wrong" ""
is "and nothing is left in the end" "$(snapshot)" "$before"

# ---- killed while it becomes another: up makes it that one, down leaves nothing
cp "$lab" "$tmp/was"
sed 's/192.168.15.1\/24/192.168.15.7\/24/; s/table inet f/table inet g/; s/from: 192.168.15.1/from: 192.168.15.7/
	s/^  sw:/  green: {interfaces: {eth0: {addresses: [192.168.15.3\/24]}}}\n&/; s/^links:/&\n  - [green:eth0, sw]/' "$lab" >"$tmp/shall"
nscope up "$lab" >/dev/null
cp "$tmp/shall" "$lab"
count up "$lab" >"$tmp/change"
is "the lab becomes another" "$(ip -n green -j addr show dev eth0 | jq -r '.[].addr_info[0].local')" 192.168.15.3
nscope down crash >/dev/null
tried=0 wrong=
while read -r call times; do
	for n in $([ "${CRASH-}" = all ] && seq "$times" || seq $((1 + RANDOM % times)) "$times" | head -1); do
		cp "$tmp/was" "$lab"
		nscope up "$lab" >/dev/null 2>"$tmp/said" || wrong="$wrong $call $n: $(cat "$tmp/said")"
		cp "$tmp/shall" "$lab"
		killed "$call" "$n" up "$lab"
		tried=$((tried + 1))
		if [ $((tried % 2)) -eq 0 ]; then
			nscope up "$lab" >/dev/null 2>"$tmp/said" && ip netns exec green ping -nqc1 -W1 192.168.15.7 >/dev/null ||
				wrong="$wrong
$call $n: up: $(cat "$tmp/said")"
		fi
		nscope down crash >/dev/null 2>"$tmp/said"
		[ "$(snapshot)" = "$before" ] || wrong="$wrong
$call $n: $(cat "$tmp/said") $(diff <(echo "$before") <(snapshot))"
	done
done <"$tmp/change"
is "a change killed at $tried points: up finishes it, nothing is left after down" "$wrong" ""
cp "$tmp/was" "$lab"

# ---- Ctrl-C in the middle takes back what was done
strace -qq -e trace=sendmsg -e inject=sendmsg:signal=SIGINT:when=3 -o /dev/null \
	"$B/nscope" up "$lab" >/dev/null 2>&1
is "SIGINT in the middle of up" "$(snapshot)" "$before"

# ---- once more where /run/netns is ours, too
[ -n "${CRASH_BARE-}" ] || {
	ip netns del red2
	rm /run/netns/crash
	umount /run/netns
	rmdir /run/netns
	ip link del eth0
	CRASH_BARE=1 exec "$0"
}

#!/bin/bash
# attach - a thousand namespaces watched: how long it takes until all are, against the bare cost of
# the system calls that takes (attach_floor.c), and what it costs in memory and descriptors.
#
# Rounds alternate. From exec to "watching", so loading the programs and reading all tables is
# ours to pay; the floor only attaches. Linking a program to an interface takes the kernel a grace
# period each, which both wait for.
#
# Wanted: at most 1.5 times the floor; at most 64 MiB resident in all our processes together.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
rounds=${ROUNDS:-3} rooms=${ROOMS:-1000}

{
	echo "name: big"
	echo "nodes:"
	for i in $(seq "$rooms"); do
		echo "  n$i: {interfaces: {eth0: {addresses: [10.$((i / 250)).$((i % 250)).1/8]}}}"
	done
	echo "links:"
	for i in $(seq 1 2 $((rooms - 1))); do echo "  - [n$i:eth0, n$((i + 1)):eth0]"; done
} >"$tmp/big.yaml"
nscope up "$tmp/big.yaml" >/dev/null || exit 2
ulimit -n "$(ulimit -Hn)"

is_watching() { grep -q watching "$tmp/err"; }
ours() {
	local begin pid
	: >"$tmp/err"
	begin=$(date +%s%N)
	"$B/nscope" trace >/dev/null 2>"$tmp/err" &
	pid=$!
	until is_watching; do
		kill -0 $pid 2>/dev/null || return 1
		sleep 0.01
	done
	echo $(($(date +%s%N) - begin)) >>"$tmp/ns.ours"
	cat /proc/$pid/smaps_rollup /proc/"$(pgrep -P $pid)"/smaps_rollup | awk '/^Pss:/ {s += $2} END {print s}' >>"$tmp/kib"
	find /proc/$pid/fd /proc/"$(pgrep -P $pid)"/fd -type l | wc -l >>"$tmp/fds"
	kill -INT $pid
	wait $pid
}
floor() { "$B/tests/bench/attach_floor" | awk '{print $3}' >>"$tmp/ns.floor"; }
median() { sort -n "$tmp/$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

for _ in $(seq "$rounds"); do
	floor || exit 2
	ours || exit 2
done
nscope down big >/dev/null
awk -v r="$rounds" -v n="$rooms" -v f="$(median ns.floor)" -v o="$(median ns.ours)" \
	-v kib="$(sort -n "$tmp/kib" | tail -1)" -v fds="$(sort -n "$tmp/fds" | tail -1)" 'BEGIN {
	printf "attaching to %d ends in %d namespaces, %d rounds, medians:\n", n, n, r
	printf "  system calls alone  %7.2f s\n", f / 1e9
	printf "  nscope trace        %7.2f s    %.2f times (wanted: at most 1.50)\n", o / 1e9, o / f
	printf "  resident            %7.1f MiB  (wanted: at most 64)\n", kib / 1024
	printf "  descriptors         %7d     %.2f for each end\n", fds, fds / n
	exit !(o <= 1.5 * f && kib <= 64 * 1024) }'

#!/bin/bash
# sift - what a flood ping pays for a trace that wants ARP only: the filter in the kernel, against
# the same filter in user space (with a loop in it, which the kernel does not get).
#
# Each run stands between two runs that nobody watches, and counts as the difference.
#
# Wanted: in the kernel it adds at most half of what it adds in user space.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
rounds=${ROUNDS:-15} pings=${PINGS:-10000}

# per_ping: nanoseconds of one request and its reply
per_ping() {
	local begin end
	begin=$(date +%s%N)
	ip netns exec red ping -n -q -f -c "$pings" 192.168.15.2 >/dev/null
	end=$(date +%s%N)
	echo $(((end - begin) / pings))
}
traced() {
	local pid
	"$B/nscope" trace -- "$@" >/dev/null 2>"$tmp/traced" &
	pid=$!
	soon grep -q watching "$tmp/traced"
	per_ping
	kill -INT $pid
	wait $pid
}
added() { # added NAME FILTER: nanoseconds a ping takes longer
	local before with after
	before=$(per_ping)
	with=$(traced "$2")
	after=$(per_ping)
	echo "$before" >>"$tmp/ns.nobody"
	echo $((with - (before + after) / 2)) >>"$tmp/ns.$1"
}
median() { sort -n "$tmp/ns.$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

nscope up pair >/dev/null || exit 2
per_ping >/dev/null
for _ in $(seq "$rounds"); do
	added kernel arp
	added user 'arp or ip6 protochain 200'
done
nscope down pair >/dev/null
awk -v base="$(median nobody)" -v k="$(median kernel)" -v u="$(median user)" -v r="$rounds" -v n="$pings" 'BEGIN {
	printf "flood ping under a trace of ARP, %d rounds of %d, medians, ns per ping:\n", r, n
	printf "  nobody watches        %6d\n", base
	printf "  filter in user space  %+6d\n", u
	printf "  filter in the kernel  %+6d    %.2f of it (wanted: at most 0.50)\n", k, k / u
	exit !(u > 0 && k <= u / 2) }'

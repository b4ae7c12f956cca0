#!/bin/bash
# flood - what watching costs a flood ping: all ends traced, against tcpdump on the same ends.
#
# Each run stands between two runs that nobody watches, and counts as the difference: these
# machines drift by more than what is measured. Time per ping is the whole run's, because ping's
# own rtt ends at microseconds.
#
# The peer does the same job, printing each packet. tcpdump -w, which prints nothing, is measured
# beside it: a harder mark.
#
# Wanted: traced adds at most half of what tcpdump adds; no event lost.
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
	: >"$tmp/traced"
	"$B/nscope" trace >/dev/null 2>"$tmp/traced" &
	pid=$!
	soon grep -q watching "$tmp/traced"
	per_ping
	kill -INT $pid
	wait $pid
	grep -o '[0-9]* delivered + [0-9]* lost' "$tmp/traced" >>"$tmp/delivered"
}
dumped() { # dumped [TCPDUMP-OPTIONS]
	local n pids=
	for n in red blue; do
		: >"$tmp/$n"
		ip netns exec $n tcpdump -n -i eth0 "$@" 'arp or icmp or icmp6' >/dev/null 2>"$tmp/$n" &
		pids="$pids $!"
		soon grep -q listening "$tmp/$n"
	done
	per_ping
	# shellcheck disable=SC2086
	kill -INT $pids
	wait
}
printing() { dumped; }
writing() { dumped -w -; } # not to /dev/null by name: tcpdump would make it its own

added() { # added WAY: nanoseconds a ping takes longer
	local before with after
	before=$(per_ping)
	with=$("$1")
	after=$(per_ping)
	echo "$before" >>"$tmp/ns.nobody"
	echo $((with - (before + after) / 2)) >>"$tmp/ns.$1"
}
median() { sort -n "$tmp/ns.$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

nscope up pair >/dev/null || exit 2
per_ping >/dev/null
for _ in $(seq "$rounds"); do
	for way in traced printing writing; do added $way; done
done
nscope down pair >/dev/null
lost=$(awk '{s += $4} END {print s + 0}' "$tmp/delivered")
awk -v base="$(median nobody)" -v t="$(median traced)" -v p="$(median printing)" -v w="$(median writing)" \
	-v r="$rounds" -v n="$pings" -v lost="$lost" 'BEGIN {
	printf "flood ping, %d rounds of %d, medians, ns per ping:\n", r, n
	printf "  nobody watches  %6d\n", base
	printf "  nscope trace    %+6d\n", t
	printf "  tcpdump         %+6d    nscope adds %.2f of it (wanted: at most 0.50)\n", p, t / p
	printf "  tcpdump -w      %+6d    nscope adds %.2f of it\n", w, t / w
	printf "  events lost     %6d    (wanted: 0)\n", lost
	exit !(p > 0 && t <= p / 2 && lost == 0) }'

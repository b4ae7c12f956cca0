#!/bin/bash
# flood - what watching costs a flood ping: all ends traced, against none, against tcpdump on the
# same ends. Time per ping is the whole run's, because ping's own rtt ends at microseconds.
#
# Wanted: traced adds at most half of what tcpdump adds.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
rounds=${ROUNDS:-7} pings=${PINGS:-30000}

# per_ping: nanoseconds of one request and its reply
per_ping() {
	local begin end
	begin=$(date +%s%N)
	ip netns exec red ping -n -q -f -c "$pings" 192.168.15.2 >/dev/null
	end=$(date +%s%N)
	echo $(((end - begin) / pings))
}
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

nobody() { per_ping; }
traced() {
	local pid
	"$B/nscope" trace >/dev/null 2>"$tmp/traced" &
	pid=$!
	soon grep -q watching "$tmp/traced"
	per_ping
	kill -INT $pid
	wait $pid
	grep -o '[0-9]* delivered + [0-9]* lost' "$tmp/traced" >>"$tmp/delivered"
}
# Each writes what it sees to nowhere, as cheaply as it can.
dumped() {
	local n pids=
	for n in red blue; do
		ip netns exec $n tcpdump -n -i eth0 -w /dev/null 'arp or icmp or icmp6' 2>"$tmp/$n" &
		pids="$pids $!"
		soon grep -q listening "$tmp/$n"
	done
	per_ping
	# shellcheck disable=SC2086
	kill -INT $pids
	wait
}

nscope up pair >/dev/null || exit 2
per_ping >/dev/null
for _ in $(seq "$rounds"); do
	for way in nobody traced dumped; do $way >>"$tmp/ns.$way"; done
done
base=$(median <"$tmp/ns.nobody") traced=$(median <"$tmp/ns.traced") dumped=$(median <"$tmp/ns.dumped")
nscope down pair >/dev/null
awk -v b="$base" -v t="$traced" -v d="$dumped" -v r="$rounds" -v n="$pings" 'BEGIN {
	printf "flood ping, %d rounds of %d, median ns per ping:\n", r, n
	printf "  nobody watches %6d\n  nscope trace   %6d  (+%d)\n  tcpdump x 2    %6d  (+%d)\n", b, t, t - b, d, d - b
	ratio = d > b ? (t - b) / (d - b) : 99
	printf "  nscope adds %.2f of what tcpdump adds (wanted: at most 0.50)\n", ratio
	exit ratio > 0.5 }'
rc=$?
lost=$(awk '{s += $4} END {print s + 0}' "$tmp/delivered")
echo "  events lost in all rounds: $lost (wanted: 0)"
[ "$lost" -eq 0 ] || rc=1
exit $rc

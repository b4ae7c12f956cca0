#!/bin/bash
# storm - what a storm costs whoever records it, and whoever sends it: nscope trace -w, against
# tcpdump -w on the same end with the same filter.
#
# storm.c sends ARP broadcasts and echo requests in turn as fast as the machine does; the echoes
# are answered. Each run stands between two runs that nobody watches, and counts as the difference.
# The collector's time is all its processes' (nscope: reader and attacher), user and system, from
# before the storm until all is written; per event, and per packet, that is in the file.
#
# Wanted: no event lost with the default ring, and the sum closes; the sender is slowed no more than
# by tcpdump; the collector needs at most half of tcpdump's time.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
rounds=${ROUNDS:-7} packets=${PACKETS:-640000}
expr='arp or icmp'

per_packet() { # nanoseconds the sender takes for one
	ip netns exec red "$B/tests/bench/storm" eth0 "$mac" 192.168.15.1 192.168.15.2 192.168.15.77 "$packets"
}
spent() { # spent PID: CPU time of it and its children, ns
	local pid
	for pid in $1 $(pgrep -P "$1"); do cat /proc/"$pid"/task/*/schedstat; done | awk '{s += $1} END {printf "%d", s}'
}
# watched PID COUNTED: a storm seen by PID, which ends after it; COUNTED tells what it wrote
watched() {
	local before after ns
	before=$(spent "$1")
	ns=$(per_packet)
	sleep 1.2 # tcpdump hands over an unfinished block after a second
	after=$(spent "$1")
	kill -INT "$1"
	wait "$1"
	echo "$ns $(((after - before) / $($2)))"
}
traced() {
	rm -f "$tmp/cap" "$tmp/traced"
	"$B/nscope" trace red:eth0 "$expr" -w "$tmp/cap" 2>"$tmp/traced" &
	soon grep -q watching "$tmp/traced"
	watched $! delivered
	grep -o '[0-9]* seen = .* lost' "$tmp/traced" >>"$tmp/sums"
}
delivered() { grep -o '[0-9]* delivered' "$tmp/traced" | cut -d' ' -f1; }
dumped() {
	rm -f "$tmp/cap" "$tmp/dumped"
	ip netns exec red tcpdump -n -i eth0 -w "$tmp/cap" "$expr" 2>"$tmp/dumped" &
	soon grep -q listening "$tmp/dumped"
	watched $! captured
	grep -o '[0-9]* packets dropped by kernel' "$tmp/dumped" >>"$tmp/missed"
}
captured() { grep -o '[0-9]* packets captured' "$tmp/dumped" | cut -d' ' -f1; }

added() { # added WAY: its cost to the sender and its own
	local before with after
	before=$(per_packet)
	with=$("$1")
	after=$(per_packet)
	echo "$before" >>"$tmp/ns.nobody"
	echo $((${with% *} - (before + after) / 2)) >>"$tmp/ns.$1"
	echo "${with#* }" >>"$tmp/cpu.$1"
}
median() { sort -n "$tmp/$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

nscope up pair >/dev/null || exit 2
mac=$(ip -n blue -j link show eth0 | jq -r '.[0].address')
per_packet >/dev/null || exit 2
for _ in $(seq "$rounds"); do
	for way in traced dumped; do added $way; done
done
nscope down pair >/dev/null
awk '{print $1, $4 + $7 + $10, $10}' "$tmp/sums" >"$tmp/closed"
awk -v base="$(median ns.nobody)" -v t="$(median ns.traced)" -v d="$(median ns.dumped)" \
	-v ct="$(median cpu.traced)" -v cd="$(median cpu.dumped)" -v r="$rounds" -v n="$packets" \
	-v missed="$(awk '{s += $1} END {print s}' "$tmp/missed")" '
{ open += $1 != $2; lost += $3; seen += $1 }
END {
	printf "storm, %d rounds of %d packets, medians:\n", r, n
	printf "  sender, ns per packet    nobody watches  %5d (%d k/s)\n", base, 1e6 / base
	printf "                           nscope -w      %+6d\n", t
	printf "                           tcpdump -w     %+6d    nscope adds %.2f of it (wanted: at most 1.00)\n", d, t / d
	printf "  collector, ns of CPU     nscope -w       %5d per event\n", ct
	printf "                           tcpdump -w      %5d per packet; nscope needs %.2f of it (wanted: at most 0.50)\n", cd, ct / cd
	printf "  events                   seen %d, lost %d (wanted: 0; tcpdump: %d), sums that do not close: %d (wanted: 0)\n", seen, lost, missed, open
	exit !(d > 0 && t <= d && ct <= cd / 2 && lost == 0 && open == 0 && seen > 0) }' "$tmp/closed"

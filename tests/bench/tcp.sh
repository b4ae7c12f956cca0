#!/bin/bash
# tcp - what watching takes from a TCP stream, of which no packet is ours: both ends traced, against
# tcpdump with the filter 'arp or icmp' on the same ends.
#
# One stream runs all the time. It is looked at for a moment while nobody watches, while one of the
# two does, while nobody does, and so on; each counts as its share of its two neighbours' mean,
# because these machines drift by more than what is measured. The kernel's own counters tell how
# much arrived. A second is judged as one that the stream, and who watches it, had a CPU for: what
# else runs on the machine takes most of the clock's.
#
# Wanted: at least 98 % of the throughput, and never less than tcpdump leaves.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
rounds=${ROUNDS:-60} moment=${MOMENT:-0.25}

# sample PID...: octets that arrived in blue; nanoseconds of CPU that the stream and these took; and
# of the clock's
sample() {
	local p files=()
	for p in "${stream[@]}" "$@"; do files+=(/proc/"$p"/task/*/schedstat); done
	awk -v clock="${EPOCHREALTIME/./}" '/eth0:/ {octets = $2} FILENAME ~ /schedstat/ {cpu += $1}
		END {printf "%.0f %.0f %.0f\n", octets, cpu, clock * 1e3}' /proc/"${stream[0]}"/net/dev "${files[@]}"
}
# rate PID...: octets a second, by CPU time and by the clock
rate() {
	local before
	sleep 0.1 # for what a watcher still does when it has begun
	before=$(sample "$@")
	sleep "$moment"
	echo "$before $(sample "$@")" | awk '{o = ($4 - $1) * 1e9; printf "%.0f %.0f\n", o / ($5 - $2), o / ($6 - $3)}'
}

traced() {
	local pid
	: >"$tmp/traced"
	"$B/nscope" trace >/dev/null 2>"$tmp/traced" &
	pid=$!
	soon grep -q watching "$tmp/traced"
	rate $pid "$(pgrep -P $pid)"
	kill -INT $pid
	wait $pid
	# "nscope: N seen = N filtered + N delivered + N lost"
	grep -o '[0-9]* seen = .* lost' "$tmp/traced" | tr -d '=+' >>"$tmp/sums"
}
dumped() {
	local n pids=
	for n in red blue; do
		: >"$tmp/$n"
		ip netns exec $n tcpdump -n -i eth0 'arp or icmp' >/dev/null 2>"$tmp/$n" &
		pids="$pids $!"
		soon grep -q listening "$tmp/$n"
	done
	# shellcheck disable=SC2086
	rate $pids
	# shellcheck disable=SC2086
	kill -INT $pids
	# shellcheck disable=SC2086
	wait $pids
}
# share WAY: its part of what arrives without it, in millionths
share() {
	local before=$last with
	with=$("$1")
	last=$(rate)
	echo "$last" >>"$tmp/nobody"
	echo "$before $with $last" | awk '{printf "%.0f %.0f\n", $3 * 2e6 / ($1 + $5), $4 * 2e6 / ($2 + $6)}' >>"$tmp/share.$1"
}
median() { # median FILE COLUMN
	awk -v c="$2" '{print $c}' "$tmp/$1" | sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'
}

nscope up pair >/dev/null || exit 2
ip netns exec blue iperf3 -s -1 >"$tmp/server" 2>&1 &
stream=($!)
soon sh -c "ip netns exec blue ss -Hltn 'sport = 5201' | grep -q ."
ip netns exec red iperf3 -c 192.168.15.2 -A 0,$(($(nproc) > 1)) -t 3600 >"$tmp/client" 2>&1 &
stream+=($!)
mapfile -tO 2 stream < <(pgrep ksoftirqd)
sleep 0.5
last=$(rate)
for _ in $(seq "$rounds"); do
	share traced
	share dumped
done
kill "${stream[1]}"
awk -v r="$rounds" -v base="$(median nobody 2)" -v t="$(median share.traced 1)" -v d="$(median share.dumped 1)" \
	-v tc="$(median share.traced 2)" -v dc="$(median share.dumped 2)" '
	{runs++; seen += $1; open += $1 != $2 + $3 + $4; lost += $4}
	END {
	printf "a TCP stream, %d rounds, medians:\n", r
	printf "  nobody watches  %6.1f Gbit/s\n", base * 8 / 1e9
	printf "  nscope trace    %6.1f %% of it (wanted: at least 98), %.1f %% by the clock\n", t / 1e4, tc / 1e4
	printf "  tcpdump         %6.1f %% of it (wanted: no more), %.1f %% by the clock\n", d / 1e4, dc / 1e4
	printf "  packets seen    %d, lost %d, sums that do not close %d\n", seen, lost, open
	exit !(runs == r && t >= 980000 && t >= d && seen > 0 && !lost && !open) }' \
	<(sed 's/[a-z]//g' "$tmp/sums")

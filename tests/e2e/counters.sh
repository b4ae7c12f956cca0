#!/bin/bash
# counters - how many of what, and what it cost: --count, --summary, --cost.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

start_trace() { # start_trace OUT ARGS...: returns when every end is watched
	local out=$1
	shift
	"$B/nscope" trace "$@" >"$out" 2>"$out.err" &
	tracer=$!
	soon grep -q watching "$out.err"
}
stop_trace() {
	kill -INT "$tracer"
	wait "$tracer"
}
cell() { # cell FILE NETNS TITLE
	awk -v n="$2" -v t="$3" '$1 == "NETNS" {for (i = 2; i <= NF; i++) if ($i == t) c = i} $1 == n {v = $c} END {print v}' "$1"
}

nscope up pair >/dev/null
for n in red blue; do ip netns exec $n sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1; done
start_trace "$tmp/c.txt" --count --cost
ip netns exec red ping -n -q -i 0.002 -c 100 192.168.15.2 >"$tmp/ping"
like "the ping itself" "$(cat "$tmp/ping")" "100 received"
soon sh -c "kill -USR1 $tracer; grep -q NETNS '$tmp/c.txt'"
like "SIGUSR1 prints the table so far" "$(cat "$tmp/c.txt")" "NETNS +ARP +REQUEST"
ip netns exec red ping -n -c 1 -W 4 192.168.15.9 >/dev/null
sleep 0.1
stop_trace
is "it ends well" "$?" 0
for n in red blue; do
	is "requests at $n" "$(cell "$tmp/c.txt" $n REQUEST)" 100
	is "replies at $n" "$(cell "$tmp/c.txt" $n REPLY)" 100
done
is "the sum of both" "$(cell "$tmp/c.txt" total REQUEST)" 200
is "the echo that waited in vain is a drop" "$(cell "$tmp/c.txt" red DROP)" 1
unlike "no line a packet" "$(cat "$tmp/c.txt")" "who-has"
runs() { awk -v p="$1" '$1 == p {print $2}' "$tmp/c.txt.err"; }
ok "each program's runs are told: end_in" test "$(runs end_in)" -ge 200
ok "and end_out's" test "$(runs end_out)" -ge 200
like "and its time, and our own" "$(cat "$tmp/c.txt.err")" "end_in +[0-9]+ +[0-9]+ +0\.[0-9]+ s.*reading, printing +[0-9.]+ s"
is "the statistics are off again" "$(sysctl -n kernel.bpf_stats_enabled)" 0

enough() { [ "$(wc -l <"$tmp/f.json")" -gt 100 ]; }
# ended in the middle of a flood: what had been counted by then was delivered
for i in 1 2 3; do
	ip netns exec red ping -n -q -f -w 3 192.168.15.2 >/dev/null &
	flood=$!
	start_trace "$tmp/f.json" -j
	soon enough
	stop_trace
	kill $flood
	wait $flood
	is "the sum closes in full traffic, nothing is lost: $i" \
		"$(tail -1 "$tmp/f.json" | jq '.seen == .filtered + .delivered + .lost and .lost == 0 and .delivered > 100')" true
	is "delivered is what was printed: $i" "$(tail -1 "$tmp/f.json" | jq .delivered)" "$(($(wc -l <"$tmp/f.json") - 2))"
done

start_trace "$tmp/s.txt" --summary -c 2
ip netns exec red ping -n -c 1 192.168.15.2 >/dev/null
wait "$tracer"
is "lines are lines" "$(grep -c ' ICMP ' "$tmp/s.txt")" 2
is "and the table is beside them" "$(cell "$tmp/s.txt.err" total REQUEST)" 2
for wrong in "--count -j" "--count --ladder" "--cost -r $tmp/x"; do
	# shellcheck disable=SC2086
	status nscope trace $wrong
	is "$wrong is refused" "$?" 2
done
nscope down pair >/dev/null

# shellcheck shell=bash
# first_ping.sh - the first ping of `pair`, seen by us and by tcpdump on the same ends, on any kernel
#
#   start_trace OUT ARGS...   returns when every end is watched; the process is $tracer
#   stop_trace                its exit status
#   first_ping                after `up pair`; leaves $tmp/t.json and $tmp/{red,blue}.pcap

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
start_dump() { # start_dump NAMESPACE: all of it, into $tmp/NAMESPACE.pcap
	ip netns exec "$1" tcpdump -U --immediate-mode -i eth0 -w "$tmp/$1.pcap" 2>"$tmp/$1.log" &
	dumps="${dumps-} $!"
	soon grep -q listening "$tmp/$1.log"
}
# shellcheck disable=SC2086
stop_dumps() {
	kill -INT $dumps
	wait $dumps
	dumps=
}
counted() { tcpdump -n -r "$1" 'arp or icmp or icmp6' 2>/dev/null | wc -l; }

first_ping() {
	# IPv6's own chatter (DAD, RS) would mix in: wait until it is over.
	for n in red blue; do ip netns exec $n sysctl -qw net.ipv6.conf.eth0.router_solicitations=0; done
	sleep 1

	start_dump red
	start_dump blue
	start_trace "$tmp/t.json" -j
	ip netns exec red ping -n -c 1 -W 2 192.168.15.2 >"$tmp/ping" || fail "the ping itself" "$(cat "$tmp/ping")"
	soon grep -q 'echo reply' "$tmp/t.json"
	sleep 0.3
	stop_trace
	is "SIGINT ends it well" "$?" 0
	stop_dumps

	ok "every line is JSON" jq -e . "$tmp/t.json"
	packets=$(jq -r 'select(.type == "packet" and .proto != "icmp6") | "\(.netns):\(.ifname) \(.dir) \(.proto) \(.arp.opcode // .icmp.type)"' "$tmp/t.json")
	is "the first ping, in order, at both ends" "$packets" "red:eth0 out arp 1
blue:eth0 in arp 1
blue:eth0 out arp 2
red:eth0 in arp 2
red:eth0 out icmp 8
blue:eth0 in icmp 8
blue:eth0 out icmp 0
red:eth0 in icmp 0"
	for n in red blue; do
		is "what is $n's is in the namespace that is $n" \
			"$(jq -r "select(.netns == \"$n\") | .netns_inum" "$tmp/t.json" | sort -u)" "$(stat -L -c %i /run/netns/$n)"
	done
	is "one packet_id per frame at both ends" \
		"$(jq -s -c '[.[] | select(.type == "packet" and .proto != "icmp6") | .packet_id] | [.[0,2,4,6] as $a | $a] == [.[1,3,5,7]] and (unique | length == 4)' "$tmp/t.json")" true
	is "request, reply and their ARP share one transaction" \
		"$(jq -s -c '[.[] | select(.type == "packet" and .proto != "icmp6") | .transaction] | unique | length == 1 and .[0] > 0' "$tmp/t.json")" true
	like "red's entry goes to REACHABLE between the ARP reply and the echo" \
		"$(jq -s -r '[.[] | select(.proto != "icmp6")] | map(if .type == "neigh" and .netns == "red" and .neigh.new == "REACHABLE" then "R" elif .proto == "arp" and .netns == "red" and .dir == "in" then "a" elif .proto == "icmp" and .netns == "red" and .dir == "out" then "e" else empty end) | join("")' "$tmp/t.json" | cut -c1-3)" "^${order:-aRe}$"
	is "blue learns red from the request" \
		"$(jq -c 'select(.type == "neigh" and .netns == "blue") | [.neigh.dst, .neigh.old, .neigh.new]' "$tmp/t.json" | head -1)" \
		'["192.168.15.1","NONE","STALE"]'
	is "time never runs backwards" "$(jq -s '[.[] | .mono_ns // empty] | . == sort' "$tmp/t.json")" true
	for n in red blue; do
		is "as many packets at $n:eth0 as tcpdump saw" \
			"$(jq -s "[.[] | select(.type == \"packet\" and .netns == \"$n\")] | length" "$tmp/t.json")" "$(counted "$tmp/$n.pcap")"
	done
	for n in red blue; do
		is "the same words at $n as tcpdump's" \
			"$(jq -r "select(.type == \"packet\" and .netns == \"$n\" and .proto != \"icmp6\") | .summary" "$tmp/t.json")" \
			"$(tcpdump -t -n -r "$tmp/$n.pcap" 'arp or icmp' 2>/dev/null | sed -E 's/^(ARP,|IP) //; s/^(Request|Reply) //; s/ICMP //; /who-has|is-at/s/, length [0-9]+$//')"
	done
	is "the sum closes" "$(jq -s '.[-1] | .type == "end" and .seen == .filtered + .delivered + .lost and .lost == 0' "$tmp/t.json")" true
	is "delivered is what was printed" \
		"$(jq -s '([.[] | select(.type == "packet" or .type == "drop" or .type == "neigh")] | length) == .[-1].delivered' "$tmp/t.json")" true
	like "the sum is on stderr too" "$(cat "$tmp/t.json.err")" "seen = [0-9]+ filtered \+ [0-9]+ delivered \+ 0 lost"
}

#!/bin/bash
# trace - one first ping of `pair`, seen by us and by tcpdump on the same ends.
#
#      red                     blue
#   192.168.15.1 ──eth0──eth0── 192.168.15.2     (both ends are ifindex 2: told apart by name)
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

ok "up pair" nscope up pair
is "both ends have the same ifindex" "$(ip -n red -j link show eth0 | jq .[0].ifindex)" \
	"$(ip -n blue -j link show eth0 | jq .[0].ifindex)"
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
is "one packet_id per frame at both ends" \
	"$(jq -s -c '[.[] | select(.type == "packet" and .proto != "icmp6") | .packet_id] | [.[0,2,4,6] as $a | $a] == [.[1,3,5,7]] and (unique | length == 4)' "$tmp/t.json")" true
is "request, reply and their ARP share one transaction" \
	"$(jq -s -c '[.[] | select(.type == "packet" and .proto != "icmp6") | .transaction] | unique | length == 1 and .[0] > 0' "$tmp/t.json")" true
is "red's entry goes to REACHABLE between the ARP reply and the echo" \
	"$(jq -s -r '[.[] | select(.proto != "icmp6")] | map(if .type == "neigh" and .netns == "red" and .neigh.new == "REACHABLE" then "R" elif .proto == "arp" and .netns == "red" and .dir == "in" then "a" elif .proto == "icmp" and .netns == "red" and .dir == "out" then "e" else empty end) | join("")' "$tmp/t.json" | cut -c1-3)" aRe
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
is "tshark counts the same echoes" \
	"$(jq -s '[.[] | select(.proto == "icmp" and .netns == "red")] | length' "$tmp/t.json")" \
	"$(tshark -r "$tmp/red.pcap" -Y icmp 2>/dev/null | wc -l)"
is "the sum closes" "$(jq -s '.[-1] | .type == "end" and .seen == .filtered + .delivered + .lost and .lost == 0' "$tmp/t.json")" true
is "delivered is what was printed" \
	"$(jq -s '([.[] | select(.type == "packet" or .type == "drop" or .type == "neigh")] | length) == .[-1].delivered' "$tmp/t.json")" true
like "the sum is on stderr too" "$(cat "$tmp/t.json.err")" "seen = [0-9]+ filtered \+ [0-9]+ delivered \+ 0 lost"

start_trace "$tmp/t.txt" red blue
ip netns exec red ping -n -c 1 -W 2 192.168.15.2 >/dev/null
soon grep -q 'echo reply' "$tmp/t.txt"
sleep 0.2
stop_trace
like "text has tcpdump's words, the namespace first" "$(head -1 "$tmp/t.txt")" \
	"^[0-9:]{8}\.[0-9]{6} red:eth0 +out ICMP 192\.168\.15\.1 > 192\.168\.15\.2: echo request, id [0-9]+, seq 1, length 64$"
like "then the other end" "$(sed -n 2p "$tmp/t.txt")" "^[0-9:]{8}\.[0-9]{6} blue:eth0 +in  ICMP "
unlike "no colour in a pipe" "$(cat "$tmp/t.txt")" $'\e'

start_trace "$tmp/usr1" -j
ip netns exec red ping -n -c 1 -W 2 192.168.15.2 >/dev/null
soon grep -q 'echo reply' "$tmp/usr1"
sleep 0.2
kill -USR1 "$tracer"
ok "SIGUSR1 prints the counters" soon grep -qE '^nscope: so far [0-9]+ seen = [0-9]+ filtered \+ [1-9][0-9]* delivered \+ 0 lost \+ 0 under way$' "$tmp/usr1.err"
ok "and it goes on" kill -0 "$tracer"
stop_trace

start_trace "$tmp/c.json" -j -c 3
ip netns exec red ping -n -c 3 -i 0.2 -W 2 192.168.15.2 >/dev/null
soon test ! -e /proc/$tracer
wait "$tracer"
is "-c ends it well" "$?" 0
is "-c 3 prints three packets" "$(jq -s '[.[] | select(.type == "packet")] | length' "$tmp/c.json")" 3
is "-c keeps the sum" "$(jq -s '.[-1] | .seen == .filtered + .delivered + .lost' "$tmp/c.json")" true

start_trace "$tmp/one.json" -j blue:eth0
ip netns exec red ping -n -c 1 -W 2 192.168.15.2 >/dev/null
soon grep -q 'echo reply' "$tmp/one.json"
stop_trace
is "NODE:IF watches that end alone" "$(jq -s -r '[.[] | select(.type == "packet") | .netns + ":" + .ifname] | unique | join(" ")' "$tmp/one.json")" blue:eth0

# nobody at .9: the kernel gives up and says so
start_trace "$tmp/nine.json" -j
ip netns exec red ping -n -c 1 -W 5 192.168.15.9 >/dev/null
soon grep -q FAILED "$tmp/nine.json"
stop_trace
is "three questions for an address nobody owns" \
	"$(jq -s '[.[] | select(.type == "packet" and .netns == "red" and .arp.opcode == 1 and .arp.dst.proto_ipv4 == "192.168.15.9")] | length' "$tmp/nine.json")" 3
is "the neighbour fails" "$(jq -r 'select(.type == "neigh" and .neigh.new == "FAILED") | .netns + " " + .neigh.dst' "$tmp/nine.json" | head -1)" \
	"red 192.168.15.9"
is "the waiting echo is dropped, with the reason" \
	"$(jq -r 'select(.type == "drop" and .netns == "red") | .skb_drop.drop_reason' "$tmp/nine.json" | sort -u | grep -x NEIGH_FAILED)" NEIGH_FAILED

start_trace "$tmp/dead.json" -j
# By number: other programs, and other tests' nscopes, come and go meanwhile.
# The process that was started reads, a child of it holds the programs.
keeper=$(pgrep -P $tracer)
programs=$(cat /proc/"$keeper"/fdinfo/* 2>/dev/null | sed -n 's/^prog_id:[[:space:]]*//p' | sort -un)
loaded() { bpftool -j prog | jq -e --argjson ours "[$(paste -sd, <<<"$programs")]" 'any(.id as $i | $ours | index($i))' >/dev/null; }
gone() { ! loaded; }
ok "programs are loaded while it runs" loaded
kill -9 "$tracer"
wait "$tracer" 2>/dev/null
for n in red blue; do
	is "kill -9 leaves no program on clsact in $n" "$(ip netns exec $n bpftool net | grep -c end_)" 0
	is "kill -9 leaves no tc qdisc in $n" "$(ip netns exec $n tc qdisc show dev eth0 | grep -c clsact)" 0
done
ok "kill -9 leaves no program loaded" soon gone
ok "nor a process" soon test ! -e /proc/"$keeper"

status nscope trace nowhere
is "an unknown node is an error" "$?" 2
like "and says what there is" "$err" "nowhere"
status nscope trace -c 0
is "-c 0 is an error" "$?" 2
start_trace "$tmp/host.txt" host
like "a namespace without a veth end is waited for, and what to name is said" \
	"$(cat "$tmp/host.txt.err")" "no veth end yet.*host:eth0"
stop_trace
status nscope trace red:eth7
is "an unknown interface is an error" "$?" 2
ok "down" nscope down pair
status nscope trace
is "nothing to watch is an error" "$?" 2
like "and says what to do" "$err" "nscope up pair"

#!/bin/bash
# witness - what leaves no drop: where a packet ended, what a routing table answered, which error
# went out, what a bridge learnt. Judges: sysctl and ip made the case, /proc/kallsyms has the
# function, ip route get the decision, nstat the errors, bridge the learning, bpftool and
# /proc/PID/fdinfo what is loaded.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

for n in red blue rtr sw; do
	ip netns add $n
	ip -n $n link set lo up
	ip netns exec $n sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.default.rp_filter=0
done
# red eth0 --- p-red sw br0 p-blue --- eth0 blue, and red r0 --- rr rtr
ip -n sw link add br0 type bridge mcast_snooping 0
for n in red blue; do
	ip link add eth0 netns $n type veth peer name p-$n netns sw
	ip -n sw link set p-$n master br0 up
	ip -n $n link set eth0 up
done
ip -n sw link set br0 up
ip -n red addr add 192.168.15.1/24 dev eth0
ip -n blue addr add 192.168.15.2/24 dev eth0
ip link add r0 netns red type veth peer name rr netns rtr
ip -n red addr add 10.1.0.2/24 dev r0
ip -n rtr addr add 10.1.0.1/24 dev rr
ip -n red addr add fd01::2/64 dev r0 nodad
ip -n rtr addr add fd01::1/64 dev rr nodad
ip -n red link set r0 up
ip -n rtr link set rr up
ip -n red route add 10.2.0.0/16 via 10.1.0.1
ip -n red route add fd02::/64 via fd01::1
ip -n rtr route add 10.2.0.0/16 dev rr
ip -n rtr route add blackhole 10.3.0.0/16
ip netns exec rtr sysctl -qw net.ipv4.ip_forward=1

start_trace() { # start_trace OUT ARGS...: returns when every end is watched
	local out=$1
	shift
	"$B/nscope" trace "$@" >"$out" 2>"$out.err" &
	tracer=$!
	soon grep -q watching "$out.err"
}
stop_trace() {
	sleep 0.3
	kill -INT "$tracer"
	wait "$tracer"
}
# programs PID: the names of all that it or its children hold
programs() {
	local p id
	for p in "$1" $(cat "/proc/$1/task/$1/children"); do
		sed -n 's/^prog_id:[[:space:]]*//p' "/proc/$p"/fdinfo/* 2>/dev/null
	done | sort -un | while read -r id; do
		bpftool -j prog show id "$id" | jq -r .name
	done | sort -u | paste -sd ' '
}
learnt() { ip netns exec sw bridge -j fdb show | jq -r '.[] | select(.state != "permanent") | "\(.mac) \(.ifname)"' | sort; }
ping_from() { ip netns exec "$1" ping -n -c 1 -W 0.5 "${@:2}" >/dev/null 2>&1; }
in_() { ip netns exec "$@"; }
errors_out() { ip netns exec rtr nstat -asz IcmpOutTimeExcds | awk '$1 == "IcmpOutTimeExcds" { print $2 }'; }
# of FILE: what FILTER selects, a line each
pick() { jq -c "select($2)" "$1"; }

start_trace "$tmp/plain.json" -j
plain=$(programs $tracer)
like "a trace holds the programs at the ends" "$plain" "end_in"
unlike "... and none of the witnesses" "$plain" "(in_hand|laid_down|consume|fib|icmp_send|fdb)"
ok "a ping" ping_from red 192.168.15.2
stop_trace
is "... and tells of none" "$(pick "$tmp/plain.json" '.type | IN("consume", "fib", "fdb", "icmp_send")')" ""

start_trace "$tmp/a.json" -j -w "$tmp/a.pcapng" --witness
like "with --witness it holds them" "$(programs $tracer)" "consume.*fdb.*fib.*fib6.*icmp_send.*in_hand.*laid_down"

# a bridge that knows nobody
for n in red blue; do ip -n sw link set p-$n type bridge_slave fdb_flush; done
# ARP heard and not answered
ip -n red neigh flush dev eth0
in_ blue sysctl -qw net.ipv4.conf.all.arp_ignore=8
ok "arp_ignore: no answer" eval '! ping_from red 192.168.15.2'
in_ blue sysctl -qw net.ipv4.conf.all.arp_ignore=0
# an echo heard and not answered
ip -n red neigh flush dev eth0
ok "a ping is answered" ping_from red 192.168.15.2
in_ blue sysctl -qw net.ipv4.icmp_echo_ignore_all=1
ok "icmp_echo_ignore_all: no answer" eval '! ping_from red -s 57 192.168.15.2'
in_ blue sysctl -qw net.ipv4.icmp_echo_ignore_all=0
# no way back, and one into the dark
ip -n red addr add 10.9.0.1/32 dev lo
ip -n red addr add 10.9.0.2/32 dev lo
ip -n blue route add blackhole 10.9.0.2/32
ok "no route for the reply: no answer" eval '! ping_from red -I 10.9.0.1 192.168.15.2'
ok "a blackhole for the reply: no answer" eval '! ping_from red -I 10.9.0.2 192.168.15.2'
is "... as the kernel says itself" "$(ip -n blue route get 10.9.0.1 2>&1; ip -n blue route get 10.9.0.2 2>&1)" \
"RTNETLINK answers: Network is unreachable
RTNETLINK answers: Invalid argument"
# errors, more than the rate limit lets out
before=$(errors_out)
in_ red ping -n -q -t 1 -c 20 -i 0.01 -W 0.3 10.2.0.9 >/dev/null
errors=$(($(errors_out) - before))
ok "IPv6 by a gateway" eval '! ping_from red fd02::9'
learnt=$(learnt)
# not watched, and watched
unshare -n sh -c 'ip link set lo up && ping -n -c 1 -W 1 127.0.0.9 >/dev/null'
ping_from red 127.0.0.8
stop_trace
is "SIGINT ends it well" $? 0

function=$(awk '$3 == "arp_process" || $3 == "icmp_rcv" { print $3 }' /proc/kallsyms | sort -u | paste -sd ' ')
is "the kernel has these functions" "$function" "arp_process icmp_rcv"
jq -e . "$tmp/a.json" >/dev/null || fail "it is JSON"
first_asked=$(pick "$tmp/a.json" '.type == "packet" and .netns == "blue" and .dir == "in" and .proto == "arp"' | head -1 | jq .packet_id)
is "the ignored ARP request ends at arp_process in blue, with its number" \
	"$(pick "$tmp/a.json" ".type == \"consume\" and .packet_id == $first_asked and .netns == \"blue\"" | jq -r '"\(.ifname) \(.consume.location) \(.proto)"')" \
	"eth0 arp_process arp"
echo_in() { # echo_in LENGTH: the number of the request of that many octets that came in at blue
	pick "$tmp/a.json" ".type == \"packet\" and .netns == \"blue\" and .dir == \"in\" and .icmp.type == 8 and .len == $1" | jq .packet_id | head -1
}
ignored=$(echo_in 99)
is "the ignored echo ends at icmp_rcv in blue, with its number" \
	"$(pick "$tmp/a.json" ".type == \"consume\" and .packet_id == $ignored and .netns == \"blue\"" | jq -r '"\(.ifname) \(.consume.location) \(.summary)"')" \
	"eth0 icmp_rcv $(pick "$tmp/a.json" ".type == \"packet\" and .packet_id == $ignored" | jq -r .summary | head -1)"
is "... and was looked up once, on its way in: there was no reply" \
	"$(pick "$tmp/a.json" ".type == \"fib\" and .packet_id == $ignored and .netns == \"blue\"" | jq -r '"\(.fib.src) \(.fib.dst) \(.fib.dev)"')" \
	"192.168.15.1 192.168.15.2 eth0"
answered=$(echo_in 98)
is "the answered one was looked up on the way back, too" \
	"$(pick "$tmp/a.json" ".type == \"fib\" and .packet_id == $answered and .netns == \"blue\"" | jq -r '"\(.fib.src) \(.fib.dst) \(.fib.dev)"')" \
"192.168.15.1 192.168.15.2 eth0
192.168.15.2 192.168.15.1 eth0"
is "the way back of a reply that was never made" \
	"$(pick "$tmp/a.json" '.type == "fib" and .netns == "blue" and (.fib.dst | startswith("10.9.0.")) and .fib.src == "192.168.15.2"' |
		jq -r '"\(.fib.dst) \(.fib.error) \(.fib.iif) \(.transaction > 0)"' | sort -u)" \
"10.9.0.1 no match 1 true
10.9.0.2 blackhole 1 true"
is "a sender's own lookup is its namespace's, without a packet" \
	"$(pick "$tmp/a.json" '.type == "fib" and .fib.dst == "10.2.0.9" and .netns == "red"' | jq -r '"\(.fib.gateway) \(.fib.dev) \(.ifname) \(.packet_id)"' | sort -u)" \
	"$(ip -n red -j route get 10.2.0.9 | jq -r '.[0] | "\(.gateway) \(.dev)"') null null"
is "IPv6 has its decision" \
	"$(pick "$tmp/a.json" '.type == "fib" and .fib.dst == "fd02::9" and .netns == "red" and .fib.table == 254' | jq -r '"\(.fib.gateway) \(.fib.dev)"' | sort -u)" \
	"$(ip -n red -6 -j route get fd02::9 | jq -r '.[0] | "\(.gateway) \(.dev)"')"
is "each error that went out, and not one that the rate limit held back" \
	"$(pick "$tmp/a.json" '.type == "icmp_send" and .netns == "rtr"' | jq -r '"\(.icmp_send.type) \(.icmp_send.code) \(.icmp.type)"' | sort | uniq -c | xargs)" \
	"$errors 11 0 8"
ok "... which held some back" [ "$errors" -lt 20 ]
is "... beside 20 drops" "$(pick "$tmp/a.json" '.type == "drop" and .netns == "rtr" and .skb_drop.location == "ip_forward"' | wc -l)" 20
is "what the bridge learnt" \
	"$(pick "$tmp/a.json" '.type == "fdb" and .ifname == "br0" and .netns == "sw"' | jq -r '"\(.fdb.mac) \(.fdb.dev)"' | sort -u)" "$learnt"
is "... from red and from blue" "$(cut -d ' ' -f 2 <<<"$learnt" | sort | paste -sd ' ')" "p-blue p-red"
is "what is not watched is not told of" "$(grep -c 127.0.0.9 "$tmp/a.json")" 0
like "what is watched is" "$(pick "$tmp/a.json" '.type == "fib" and .fib.dst == "127.0.0.8"' | jq -r .netns | sort -u)" "^red\$"
# a program that runs for the whole machine may be kept from interrupting itself: that counts as lost
ok "the sum closes" jq -se '.[-1] | .type == "end" and .seen == .filtered + .delivered + .lost' "$tmp/a.json"
nscope trace -r "$tmp/a.pcapng" -j 2>/dev/null >"$tmp/back.json"
ok "read back to the letter" cmp "$tmp/a.json" "$tmp/back.json"
nscope trace -r "$tmp/a.pcapng" 2>/dev/null >"$tmp/back.txt"
like "in text" "$(cat "$tmp/back.txt")" "blue:eth0 +consume at arp_process ARP who-has 192.168.15.2"
like "... decisions" "$(cat "$tmp/back.txt")" "blue:eth0 +fib table 254 192.168.15.2 > 10.9.0.2 iif 1: blackhole"
like "... errors" "$(cat "$tmp/back.txt")" "rtr:rr +icmp_send type 11 code 0 for ICMP 10.1.0.2 > 10.2.0.9: echo request"
if python3 -c 'import jsonschema' 2>/dev/null; then
	is "each line is what the schema says" "$(nscope schema >"$tmp/schema"; python3 -c '
import json, sys
from jsonschema import Draft7Validator
judge = Draft7Validator(json.load(open(sys.argv[1])))
for n, line in enumerate(open(sys.argv[2]), 1):
    for e in judge.iter_errors(json.loads(line)):
        print(n, e.message[:200])
' "$tmp/schema" "$tmp/a.json" 2>&1 | head -3)" ""
else
	skip "each line is what the schema says" "no python3-jsonschema"
fi

#!/bin/bash
# fault - a link impaired on purpose does what was said, no other does, and mended is as before.
#
#      red                     blue
#   192.168.15.1 ──eth0──eth0── 192.168.15.2
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

blue=192.168.15.2
in_red() { ip netns exec red "$@"; }
in_blue() { ip netns exec blue "$@"; }
# missing N: which of N echoes from red were not answered
missing() {
	in_red ping -n -c "$1" -i 0.004 -W 0.5 $blue | grep -oP 'icmp_seq=\K\d+' | sort -nu >"$tmp/got"
	seq "$1" | grep -vxFf "$tmp/got" | paste -sd' '
}
# Replies come home unimpaired and ARP stays out of it: what goes missing is what one end lost.
static_neighbours() {
	ip -n red neigh replace $blue lladdr 02:00:00:00:00:02 nud permanent dev eth0
	ip -n blue neigh replace 192.168.15.1 lladdr 02:00:00:00:00:01 nud permanent dev eth0
}
tally() { nscope fault pair --list -j | jq -c ".[] | select(.netns == \"$1\") | $2"; }
start_dump() { # start_dump NAMESPACE FILTER
	ip netns exec "$1" tcpdump -U --immediate-mode -n -i eth0 "$2" >"$tmp/$1.txt" 2>"$tmp/$1.log" &
	dump=$!
	soon grep -q listening "$tmp/$1.log"
}
stop_dump() { sleep 0.1; kill -INT $dump; wait $dump; }

pins=$(ls /sys/fs/bpf)
ok "up pair" nscope up pair
static_neighbours
is "nothing is impaired" "$(nscope fault pair --list; nscope fault pair --list -j)" "no link of lab pair is impaired
[]"

# ---- what is asked wrongly changes nothing
wrong() { # wrong WHAT REGEX ARGS...
	local what=$1 regex=$2
	shift 2
	status nscope fault "$@"
	like "$what" "$?:$out:$err" "^2::$regex"
}
wrong "no lab" 'nscope fault: which lab\?'
wrong "an unknown lab lists what is there" "nscope: no lab 'nosuch'; up: pair$" nosuch red-blue --loss 1%
wrong "a path is no lab" 'nscope: ' ../pair red-blue --loss 1%
wrong "an unknown link lists what is there" \
	"nscope: no link 'red-green' in lab pair; its links: red:eth0--blue:eth0$" pair red-green --loss 1%
wrong "a link's name is escaped" "nscope: no link 'x.x1b\[2J'" pair $'x\e[2J' --loss 1%
wrong "no link" 'nscope fault: which link' pair --loss 1%
wrong "no impairment" 'nscope fault: what shall happen' pair red-blue
wrong "a share without its sign" 'nscope fault: a share .* 1%' pair red-blue --loss 1
wrong "more than all" 'nscope fault: a share' pair red-blue --loss 100.1%
wrong "another protocol" 'nscope fault: --block is arp or icmp' pair red-blue --block tcp
wrong "a seed too large" 'nscope fault: --seed' pair red-blue --loss 1% --seed 4294967296
wrong "a negative seed" 'nscope fault: --seed' pair red-blue --loss 1% --seed -1
wrong "to list and to clear" 'nscope fault: --list or --clear' pair --list --clear
wrong "to set and to clear" 'nscope fault: --list and --clear set nothing' pair --loss 1% --clear
wrong "from a node that is not on the link" 'nscope: --from green: red-blue has no end there' \
	pair red-blue --from green --loss 1%
if command -v setpriv >/dev/null; then
	status setpriv --reuid 65534 --clear-groups "$B/nscope" fault pair red-blue --loss 1%
	like "without root, the cure" "$?:$err" '^2:nscope: impairing a link needs root .*try sudo$'
fi
is "nothing was changed" "$(nscope fault pair --list -j)" "[]"

# ---- all is lost, one way
nscope fault pair red-blue --from red --loss 100% >"$tmp/said"
like "set: says what, and how to say it again" "$(cat "$tmp/said")" \
	'^red:eth0 -> blue:eth0: --loss 100% --seed [0-9]+$'
start_dump blue icmp
is "red's echoes are lost" "$(missing 5)" "1 2 3 4 5"
stop_dump
is "none of them arrived, as tcpdump has it" "$(cat "$tmp/blue.txt")" ""
status in_red ping -n -c 3 -i 0.01 -W 0.3 $blue
like "ping counts them as a wire's losses" "$?:$out" '^1:.*3 packets transmitted, 0 received, 100% packet loss'
is "and hears of nothing else" "$err" ""
start_dump red icmp
in_blue ping -n -c 3 -i 0.01 -W 0.3 192.168.15.1 >/dev/null
stop_dump
is "the other way is whole: blue's echoes arrive, the replies do not" \
	"$(grep -c 'echo request' "$tmp/red.txt"):$(grep -c 'echo reply' "$tmp/red.txt")" 3:0
is "every frame was counted" "$(tally red '[.seen, .lost, .peer]')" '[11,11,"blue:eth0"]'
is "of one end only" "$(nscope fault pair --list -j | jq length)" 1
like "list: a table" "$(nscope fault pair --list)" \
	'^FROM +TO +SEEN +LOST +DUPLICATED +CORRUPTED +BLOCKED +SEED
red:eth0 +blue:eth0 +11 +11 \(100%\) +- +- +- +[0-9]+$'

# ---- the trace sees a frame leave, and then its loss, whoever came first
watch_loss() {
	"$B/nscope" trace -j red >"$tmp/t.json" 2>"$tmp/t.err" &
	local tracer=$!
	soon grep -q watching "$tmp/t.err"
	[ -z "$1" ] || nscope fault pair red-blue --from red --loss 100% >/dev/null
	in_red ping -n -c 1 -W 0.3 $blue >/dev/null
	soon grep -q skb_drop "$tmp/t.json"
	kill -INT $tracer
	wait $tracer
	jq -r 'select(.proto == "icmp") | "\(.type) \(.ifname) \(.dir // .skb_drop.location)"' "$tmp/t.json"
}
seen="packet eth0 out
drop eth0 skb_do_redirect"
is "the tracer comes second" "$(watch_loss '')" "$seen"
nscope fault pair --clear >/dev/null
is "the tracer comes first" "$(watch_loss fault)" "$seen"

# ---- some are lost: which ones, the seed decides; reckoned by another program
fates="........xx......x.........x..x..xx...x..x...x....x.....x...x..xx"
wanted=$(for i in $(seq 64); do [ "${fates:i-1:1}" = . ] || echo "$i"; done | paste -sd' ')
for round in first second; do
	nscope fault pair red-blue --from red --loss 30% --seed 7 >/dev/null
	is "seed 7, $round time: exactly these are lost" "$(missing 64)" "$wanted"
done
is "so many were counted" "$(tally red '[.seen, .lost, .loss, .seed]')" "[64,$(wc -w <<<"$wanted"),30,7]"
nscope fault pair red-blue --from red --loss 30% --seed 8 >/dev/null
other=$(missing 64)
like "seed 8: others" "$other" '^[0-9]+ '
unlike "seed 8: not the same" "$other" "^$wanted\$"
nscope fault pair red:eth0--blue:eth0 --loss 30% --seed 1 >/dev/null
in_red ping -q -n -f -c 400 -W 0.1 $blue >"$tmp/ping" 2>&1
received=$(grep -oP '\d+(?= received)' "$tmp/ping")
# 0.7 of 0.7 of 400; five standard deviations are 50
ok "both ways: half of them come home ($received)" [ "$received" -gt 146 ] && [ "$received" -lt 246 ]
is "each end's tally is what ping saw" "$(($(tally blue .seen) - $(tally blue .lost)))" "$received"
is "a reply that is lost was sent before" "$(($(tally red .seen) - $(tally red .lost)))" "$(tally blue .seen)"

# ---- twice
nscope fault pair --clear >/dev/null
nscope fault pair blue:eth0 --from red:eth0 --duplicate 100% >/dev/null
start_dump blue 'icmp[0] == 8'
in_red ping -n -c 5 -i 0.02 -W 1 $blue >"$tmp/ping"
stop_dump
is "blue has each echo twice, as tcpdump has it" "$(grep -oP 'seq \K\d+' "$tmp/blue.txt" | paste -sd' ')" "1 1 2 2 3 3 4 4 5 5"
ok "ping says DUP!" grep -q 'DUP!' "$tmp/ping"
is "counted" "$(tally red '[.seen, .duplicated]')" "[5,5]"

"$B/nscope" trace -j >"$tmp/t.json" 2>"$tmp/t.err" &
tracer=$!
soon grep -q watching "$tmp/t.err"
in_red ping -n -c 1 -W 1 $blue >/dev/null
both_in() { [ "$(grep -c '"netns":"blue".*"dir":"in"' "$tmp/t.json")" -eq 2 ]; }
soon both_in
kill -INT $tracer
wait $tracer
is "the trace tells the two apart, and both arrive" \
	"$(jq -r 'select(.icmp.type == 8) | "\(.packet_id) \(.netns)"' "$tmp/t.json" | sort | paste -sd,)" "1 blue,1 red,2 blue,2 red"

# ---- damaged: the kernel at the other end finds every one by its checksum
counter() { in_blue nstat -asz "$1" | awk -v n="$1" '$1 == n {print $2}'; }
damaged() { echo $(($(counter IcmpInCsumErrors) + $(counter IpInHdrErrors))); }
nscope fault pair red-blue --from red --corrupt 100% >/dev/null
before=$(damaged)
is "no damaged echo is answered" "$(missing 64 | wc -w)" 64
is "each had a wrong checksum" "$(($(damaged) - before))" 64
ok "some of them ICMP's" [ "$(counter IcmpInCsumErrors)" -gt 20 ]
is "counted" "$(tally red '[.seen, .corrupted]')" "[64,64]"

# TCP's checksums are never computed between namespaces; its data must come whole all the same.
nscope fault pair red-blue --corrupt 5% --seed 3 >/dev/null
head -c 300000 /dev/urandom >"$tmp/data"
in_blue timeout 60 python3 -c 'import socket, sys
s = socket.create_server(("", 5001)); print("listening", flush=True); c = s.accept()[0]
while b := c.recv(65536): open(sys.argv[1], "ab").write(b)' "$tmp/arrived" >"$tmp/server" &
server=$!
soon grep -q listening "$tmp/server"
in_red timeout 60 python3 -c 'import socket, sys
s = socket.create_connection(("192.168.15.2", 5001))
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
d = open(sys.argv[1], "rb").read()
for i in range(0, len(d), 1000): s.sendall(d[i:i + 1000])' "$tmp/data"
wait $server
is "TCP's data arrives whole" "$(sha256sum <"$tmp/arrived")" "$(sha256sum <"$tmp/data")"
ok "though it was damaged on its way" [ "$(tally red .corrupted)" -gt 0 ]

# ---- blocked by protocol
neighbour() { ip -n red -j neigh show "$1" dev eth0 | jq -r '.[].state[0]'; }
nscope fault pair red-blue --block arp >/dev/null
is "ARP blocked: who knows the MAC can ping" "$(missing 3)" ""
ip -n red neigh flush all nud permanent
ip -n red neigh flush all
is "who does not, cannot" "$(missing 1)" 1
like "red asks in vain" "$(neighbour $blue)" 'INCOMPLETE|FAILED'
ok "counted" [ "$(tally red .blocked)" -ge 1 ]
nscope fault pair red-blue --block icmp >/dev/null
ip -n red neigh flush all
is "ICMP blocked: no echo comes back" "$(missing 2)" "1 2"
is "but ARP does" "$(neighbour $blue)" REACHABLE
is "counted, once each" "$(tally red '[.blocked, .block]')" '[2,["icmp"]]'

# ---- mended is as before
status nscope fault pair red:eth0 --clear
is "clear: says what" "$?:$out" "0:red:eth0 -> blue:eth0: mended
blue:eth0 -> red:eth0: mended"
status nscope fault pair --clear
is "again: there is nothing" "$?:$out" "0:no link of pair was impaired"
is "all echoes come home" "$(missing 20)" ""
nscope fault pair red-blue --loss 100% >/dev/null
nscope fault pair red-blue --from blue --clear >/dev/null
is "one way mended, the other stays" "$(nscope fault pair --list -j | jq -r '.[].netns')" red
nscope fault pair red-blue --loss 0% >/dev/null
is "nothing to be lost is mended, too" "$(nscope fault pair --list -j)" "[]"

# ---- IPv6: neighbour discovery is to it what ARP is to IPv4
for n in red blue; do in_$n sysctl -qw net.ipv6.conf.eth0.disable_ipv6=0; done
ip -n red addr add fd00::1/64 dev eth0 nodad
ip -n blue addr add fd00::2/64 dev eth0 nodad
ping6() { in_red ping -n -q -c 2 -i 0.01 -W 0.3 fd00::2 >/dev/null; echo $?; }
nscope fault pair red-blue --block icmp >/dev/null
is "IPv6, ICMP blocked: no echo" "$(ping6)" 1
like "but the neighbour is known" "$(neighbour fd00::2)" 'REACHABLE|DELAY|STALE'
nscope fault pair red-blue --block arp >/dev/null
is "IPv6, ARP blocked: who is known can be pinged" "$(ping6)" 0
ip -n red -6 neigh flush all
is "who is not, cannot" "$(ping6)" 1
nscope fault pair --clear >/dev/null
soon in_red ping -n -q -c 1 -W 0.3 fd00::2
is "mended" "$(ping6)" 0

# ---- others' filters at the same place
tc -n red qdisc add dev eth0 clsact 2>/dev/null # before tcx the tracer may have left one
tc -n red filter add dev eth0 egress prio 7 u32 match u32 0 0 flowid 1:1
filters=$(tc -n red filter show dev eth0 egress)
nscope fault pair red-blue --loss 100% >/dev/null
nscope fault pair --clear >/dev/null
is "others' filters stay" "$(tc -n red filter show dev eth0 egress)" "$filters"
tc -n red qdisc del dev eth0 clsact

# ---- who changes the lab has its lock
exec 9>/run/nscope/pair/lock
flock 9
wrong "somebody else changes the lab" 'nscope: lab pair is being changed' pair red-blue --loss 1%
ok "looking is allowed" nscope fault pair --list
exec 9>&-

# ---- killed at any call: nothing outside the lab, and the lab can be mended
outer() { find /run -mindepth 1 -printf '%p %i\n' | sort; ip -d -j link | jq -S 'map(del(.stats, .stats64))'; ls /sys/fs/bpf; tc qdisc; }
if strace -qq -o /dev/null true 2>/dev/null; then
	export ASAN_OPTIONS=detect_leaks=0 # under strace it cannot
	calls=bpf,setns,openat,flock,socket,pwrite64
	before=$(outer)
	strace -qq -e trace=$calls -o "$tmp/trace" "$B/nscope" fault pair red-blue --loss 100% >/dev/null
	sed -E 's/\(.*//' "$tmp/trace" | sort | uniq -c | awk '{print $2, $1}' >"$tmp/calls"
	tried=0 trouble=
	while read -r call times; do
		for n in 1 $((times / 3)) $((times / 2)) $((times * 3 / 4)) "$times"; do
			[ "$n" -gt 0 ] || continue
			(strace -qq -e trace="$call" -e inject="$call:signal=SIGKILL:when=$n" -o /dev/null \
				"$B/nscope" fault pair red-blue --loss 100%; true) >/dev/null 2>&1
			tried=$((tried + 1))
			[ "$(outer)" = "$before" ] || trouble="$trouble $call $n: outside;"
			nscope fault pair --clear >/dev/null && [ "$(nscope fault pair --list -j)" = "[]" ] ||
				trouble="$trouble $call $n: not mended;"
		done
	done <"$tmp/calls"
	is "killed at $tried points: nothing outside, all can be mended" "$trouble" ""
	ok "at $tried points" [ "$tried" -gt 20 ]
	is "all echoes come home" "$(missing 5)" ""
else
	skip "killed anywhere" "strace may not trace here"
fi

# ---- gone with the lab
seed=$((RANDOM * 32768 + RANDOM))
maps() { bpftool -j map dump name fault_state 2>/dev/null | jq -s "[.. | .seed? | select(. == $seed)] | length"; }
nscope fault pair red-blue --loss 1% --seed $seed >/dev/null
is "each end has its map" "$(maps)" 2
nscope down pair >/dev/null
gone() { [ "$(maps)" -eq 0 ]; }
ok "gone with down" soon gone
is "nothing is left" "$(ls /run/netns /run/nscope 2>/dev/null)" ""
is "nothing was pinned" "$(ls /sys/fs/bpf)" "$pins"

# ---- a switch: the same for its ports; names that hold dashes
cat >"$tmp/dash.yaml" <<'YAML'
name: dash
nodes:
  a: {interfaces: {eth0: {addresses: [10.7.0.1/24]}, x: {addresses: [10.8.0.1/24]}}}
  a-b: {interfaces: {eth0: {addresses: [10.7.0.2/24]}}}
  b-c: {interfaces: {eth0: {addresses: [10.8.0.2/24]}, y: {addresses: [10.9.0.2/24]}}}
  c: {interfaces: {y: {addresses: [10.9.0.3/24]}}}
  sw: {kind: switch}
links:
  - [a:eth0, sw]
  - [a-b:eth0, sw]
  - [a:x, b-c:eth0]
  - [b-c:y, c:y]
YAML
ok "up dash" nscope up "$tmp/dash.yaml"
status nscope fault dash a-b-c --loss 1%
is "one link: a and b-c" "$?:$(head -1 <<<"$out" | cut -d: -f1-4)" "0:a:x -> b-c:eth0: --loss 1% --seed $(grep -oP 'seed \K\d+' <<<"$out" | head -1)"
nscope fault dash --clear >/dev/null
echo_a() { ip netns exec a ping -n -q -c 1 -W 0.3 10.7.0.2 >/dev/null; }
ok "over the switch" echo_a
nscope fault dash sw-a-b --from sw --loss 100% >/dev/null
is "what a port sends is lost" "$(echo_a; echo $?)" 1
like "and which" "$(nscope fault dash --list)" 'sw:a-b +a-b:eth0 +[0-9]+ +[0-9]+ \(100%\)'
nscope fault dash --clear >/dev/null
ok "mended" echo_a
nscope down dash >/dev/null

sed -i 's/^  - \[b-c:y, c:y\]/  - [b-c:y, c:y]\n  - [b-c:z, c:z]/; s/y: {addresses: \[10.9.0.2.24\]}/&, z: {}/; s/c: {interfaces: {y: .*/c: {interfaces: {y: {}, z: {}}}/' "$tmp/dash.yaml"
ok "up dash, with two links between two" nscope up "$tmp/dash.yaml"
wrong "two links of one name" "nscope: 'c-b-c' is more than one link of lab dash: b-c:y--c:y, b-c:z--c:z" \
	dash c-b-c --loss 1%

# ---- a namespace that took a node's name is not the lab's
exec 8</run/netns/c # its inode number shall not be given to the next one
ip netns del c
ip netns add c
ip -n c link add y type veth peer name y2
wrong "another namespace of that name" 'nscope: /run/netns/c is another namespace' dash c:y --from c --loss 1%
ok "the rest can be listed" nscope fault dash --list
is "and mended" "$(nscope fault dash --clear)" "no link of dash was impaired"
nscope down dash >/dev/null 2>&1

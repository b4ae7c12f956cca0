#!/bin/bash
# churn - interfaces and namespaces that come, change and go while they are watched.
#
#      s1 ──eth0──eth0── s2      stays, and is pinged all the while
#      c1, c2                    a thousand veths, in pairs, are made there, renamed, removed
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

rounds=25 at_once=20

start_trace() { # start_trace OUT ARGS...: returns when every end is watched
	local out=$1
	shift
	"$B/nscope" trace "$@" >"$out" 2>"$out.err" &
	tracer=$!
	soon grep -q watching "$out.err"
	attacher=$(pgrep -P $tracer)
}
stop_trace() {
	kill -INT "$tracer"
	wait "$tracer"
}
pipe() { # pipe FROM IF ADDRESS TO IF ADDRESS
	ip -n "$1" link add "$2" type veth peer name "$5" netns "$4"
	ip -n "$1" addr add "$3" dev "$2"
	ip -n "$4" addr add "$6" dev "$5"
	ip -n "$1" link set "$2" up
	ip -n "$4" link set "$5" up
}
fds() { find /proc/"$tracer"/fd /proc/"$attacher"/fd -type l | wc -l; }
quiet() { # IPv6's own chatter is not what is looked at
	ip netns exec "$1" sysctl -qw net.ipv6.conf.default.disable_ipv6=1
}
packets() { # packets FILE NETNS IF DIR TYPE: sequence numbers of the echoes seen there
	jq -r "select(.type == \"packet\" and .netns == \"$2\" and .ifname == \"$3\" and .dir == \"$4\" and .icmp.type == $5) | .icmp.seq" "$1"
}

for n in s1 s2 c1 c2; do
	ip netns add $n
	quiet $n
	ip -n $n link set lo up
done
pipe s1 eth0 10.0.0.1/24 s2 eth0 10.0.0.2/24

# decoys: what others have hung where we hang ours
ip netns exec s1 tc qdisc add dev eth0 clsact
ip netns exec s1 tc filter add dev eth0 ingress prio 7 handle 3 bpf bytecode '1,6 0 0 0' flowid 1:1
ip netns exec s1 nft add table inet decoy
decoys() { ip netns exec s1 sh -c 'tc filter show dev eth0 ingress; tc qdisc show dev eth0; nft -a list ruleset; ip -d link show eth0'; }
before=$(decoys)

start_trace "$tmp/t.json" -j
had=$(fds)
ip netns exec s1 ping -n -i 0.02 -c 500 10.0.0.2 >"$tmp/ping" &
ping=$!
for r in $(seq $rounds); do
	for i in $(seq $at_once); do
		to=$([ $((i % 2)) -eq 0 ] && echo "netns c2")
		echo "link add v$i group 7 type veth peer name w$r-$i $to"
	done >"$tmp/batch"
	for i in $(seq $at_once); do
		echo "link set v$i name n$i up"
	done >>"$tmp/batch"
	echo "link del group 7" >>"$tmp/batch"
	ip -n c1 -batch "$tmp/batch" || break
done
is "the churn itself" "$r" "$rounds"
wait $ping
like "the ping itself" "$(cat "$tmp/ping")" "500 received"

# what is born last is seen: c1 is where a thousand died
pipe c1 last 10.9.0.1/24 c2 end 10.9.0.2/24
seen() { [ "$(packets "$tmp/t.json" c2 end in 8 | wc -l)" -gt 0 ]; }
try() { ip netns exec c1 ping -n -c 1 -W 1 10.9.0.2 >/dev/null && seen; }
ok "what is born last is seen" soon try
ip netns exec c1 ping -n -c 3 -i 0.2 10.9.0.2 >/dev/null
sleep 0.2
is "at both its ends" "$(packets "$tmp/t.json" c1 last out 8 | tail -3 | xargs)" "1 2 3"
is "with its name and its peer" \
	"$(jq -r 'select(.type == "packet" and .ifname == "end" and .dir == "in" and .icmp.type == 8) | .netns + " " + .peer' "$tmp/t.json" | tail -1)" "c2 c1:last"
ip -n c1 link del last
gone() { [ "$(fds)" -le "$had" ]; }
ok "no descriptor is left of a thousand" soon gone
is "decoys are as they were" "$(decoys)" "$before"

# a bridge takes an interface and lets it go: the kernel says DELLINK, and deletes nothing
ip -n c1 link add br9 type bridge
ip -n c1 link add port type veth peer name trop
ip -n c1 link set port master br9
ip -n c1 link set port nomaster
words() { jq -r --arg i "$1" 'select(.type == "link" and .ifname == $i) | .summary' "$tmp/t.json"; }
let_go() { words port | grep -q nomaster; }
ok "a bridge's port is told of" soon let_go
is "and is still there when it is no port any more" "$(words port | grep -E 'master|gone' | paste -sd,)" "master br9,nomaster"

# a namespace that nobody but us looks at dies when its name goes
pipe s2 mate 10.8.0.1/24 c2 self 10.8.0.2/24
soon grep -q '"ifname":"mate"' "$tmp/t.json"
ip netns del c2
widowed() { ! ip -n s2 link show mate; }
ok "a watched namespace dies with its name" soon widowed
ok "and is told of" soon jq -es 'any(.[]; .type == "netns" and .netns == "c2" and .event == "gone")' "$tmp/t.json"
ip netns add c2
quiet c2
ok "another of that name is another" soon jq -es 'any(.[]; .type == "netns" and .netns == "c2" and .event == "new")' "$tmp/t.json"

stop_trace
is "it ends well" "$?" 0
for where in "s1 eth0 out 8" "s2 eth0 in 8" "s2 eth0 out 0" "s1 eth0 in 0"; do
	# shellcheck disable=SC2086
	is "every ping of the pair that stays is seen: $where" \
		"$(packets "$tmp/t.json" $where | sort -n | uniq | wc -l)" 500
done
ok "every line is JSON" jq -e .type "$tmp/t.json"
is "the sum closes, nothing is lost" \
	"$(jq -s '.[-1] | .type == "end" and .seen == .filtered + .delivered + .lost and .lost == 0' "$tmp/t.json")" true
is "delivered is what was printed" "$(jq -s '(length - 2) == .[-1].delivered' "$tmp/t.json")" true
is "time never runs backwards" "$(jq -s '[.[] | .mono_ns // empty] | . == sort' "$tmp/t.json")" true
is "all that came is told of" "$(jq -s '[.[] | select(.type == "link" and .event == "new" and (.ifname | startswith("v")))] | length' "$tmp/t.json")" $((rounds * at_once))
is "and all that went, under its new name" "$(jq -s '[.[] | select(.type == "link" and .event == "gone" and (.ifname | test("^n[0-9]")))] | length' "$tmp/t.json")" $((rounds * at_once))
is "every packet has a name" "$(jq -s '[.[] | select(.type == "packet" and .ifname == null)] | length' "$tmp/t.json")" 0

# more changes than fit, while nobody reads
start_trace "$tmp/o.json" -j s1
kill -STOP $tracer
for i in $(seq 20000); do echo "link set lo mtu $((20000 + i))"; done >"$tmp/batch"
ip -n s1 -batch "$tmp/batch"
pipe s1 late 10.7.0.1/24 s2 later 10.7.0.2/24
ip -n s1 link set lo mtu 1234
kill -CONT $tracer
ok "that some were missed is said" soon grep -q '"type":"resync"' "$tmp/o.json"
ok "what has become of it is known" soon jq -es 'any(.[]; .type == "link" and .ifname == "lo" and .link.mtu == 1234)' "$tmp/o.json"
late() { ip netns exec s1 ping -n -c 1 -W 1 10.7.0.2 >/dev/null && grep '"type":"packet"' "$tmp/o.json" | grep -q '"ifname":"late"'; }
ok "what came meanwhile is watched" soon late
stop_trace
is "the sum closes" "$(jq -s '.[-1] | .seen == .filtered + .delivered + .lost' "$tmp/o.json")" true

# the last one goes
start_trace "$tmp/e.txt" s1
ip netns del s1
ok "when all is gone it ends" soon test ! -e /proc/$tracer
wait $tracer
is "well" "$?" 0
like "and says why" "$(cat "$tmp/e.txt.err")" "all that was watched is gone"
like "links, addresses and namespaces in ip's words" "$(cat "$tmp/e.txt")" "s1 +netns gone"

# who attaches is killed: nothing is pretended
start_trace "$tmp/k.txt" s2
kill -9 "$attacher"
ok "without who attaches it ends" soon test ! -e /proc/$tracer
wait $tracer
is "as a failure" "$?" 2
like "and says why" "$(cat "$tmp/k.txt.err")" "the process that attaches is gone"

# without the right to hear of changes
setpriv --bounding-set=-net_broadcast --inh-caps=-net_broadcast "$B/nscope" trace s2 >"$tmp/n.txt" 2>"$tmp/n.txt.err" &
tracer=$!
soon grep -q watching "$tmp/n.txt.err"
like "that changes are not followed is said" "$(cat "$tmp/n.txt.err")" "will not be watched.*CAP_NET_BROADCAST"
stop_trace
is "and the rest works" "$?" 0

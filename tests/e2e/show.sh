#!/bin/bash
# show - what we say of each table is what ip -j and bridge -j say of it. Judges: they.
#
#     red, blue, green ── sw (the built-in switch)      red ── rtr ── blue (router)
#     x:e0 ── y:e0      made by ip alone: two tables, a rule, every kind of route, a static neighbour
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

ours() { jq -cS --arg n "$1" ".[] | select(.netns == \$n) | $2"; }
# compare WHAT NODE OURS THEIRS: two jq filters, over $tmp/ours and $tmp/WHAT.NODE
compare() {
	local got wanted
	got=$(ours "$2" "$3 | sort_by(tostring)" <"$tmp/ours")
	wanted=$(jq -cS -s "add // [] | $4 | sort_by(tostring)" "$tmp/$1.$2")
	is "$2: $1" "${got//\},\{/$'},\n{'}" "${wanted//\},\{/$'},\n{'}"
	[ "$got" != "[]" ] || [ "$1" = neighbours ] || fail "$2: $1 has rows" "none"
}
link='map({ifindex, ifname, flags, mtu, operstate, link_type, address, promiscuity, master, ifalias, kind: .linkinfo.info_kind})'
addr='map({ifname, addr_info: (.addr_info | map({family, local, prefixlen, scope, address}))})'
route='map({type: (.type // "unicast"), dst, from, gateway, via, dev, table: (.table // "main"), protocol: (.protocol // "boot"),
	scope: (.scope // "global"), prefsrc, metric: (.metric // 0), mtu: (.mtu // .metrics[0].mtu), flags: (.flags | sort),
	nexthops: ((.nexthops // []) | map({gateway, via, dev, weight, flags: (.flags | sort)}))})'
neigh='map({dst, dev, lladdr, state})'
rule='map(del(.family) | if has("not") then .not = true else . end)'
port='map({ifname, master, state, hairpin, guard, root_block, fastleave, learning, flood, mcast_flood, bcast_flood, mcast_to_unicast, neigh_suppress, vlan_tunnel, isolated, locked})'
fdb='map({mac, ifname, vlan, master, state, flags: (.flags | sort)})'

# theirs NODE: every table of it, as they say it
theirs() {
	ip -n "$1" -j -d link >"$tmp/links.$1"
	ip -n "$1" -j addr >"$tmp/addresses.$1"
	ip -n "$1" -j route show table all >"$tmp/routes.$1"
	ip -n "$1" -j neigh show nud all >"$tmp/neighbours.$1"
	{ ip -n "$1" -j rule; ip -n "$1" -j -6 rule; } >"$tmp/rules.$1"
	ip netns exec "$1" bridge -j -d link >"$tmp/ports.$1"
	ip netns exec "$1" bridge -j fdb >"$tmp/FDB.$1"
}
all_theirs() { for n in "$@"; do theirs "$n" && cat "$tmp"/*."$n"; done | sed -E 's/_(life_time|timer)":[0-9.]*//g' | cksum; }
# A moment in which nothing changed (links come up, duplicate detection ends, entries grow old).
at_rest() {
	local before
	before=$(all_theirs "$@")
	nscope show -j "$@" >"$tmp/ours" && [ "$before" = "$(all_theirs "$@")" ] &&
		! grep -q tentative "$tmp"/addresses.*
}
# judge NODE...: every table of each
judge() {
	local n
	ok "show -j $*" soon at_rest "$@"
	ok "one JSON array" jq -e -s 'length == 1 and (.[0] | type == "array")' "$tmp/ours"
	for n in "$@"; do
		compare links "$n" ".links | $link" "$link"
		compare addresses "$n" ".links | $addr" "$addr"
		compare routes "$n" ".routes | $route" "$route"
		compare neighbours "$n" ".neighbours | $neigh" "$neigh"
		compare rules "$n" ".rules | $rule" "$rule"
		if ip -n "$n" link show type bridge | grep -q .; then
			compare ports "$n" ".ports | $port" "$port"
			compare FDB "$n" ".fdb | $fdb" "$fdb"
		else
			is "$n: no bridge, no ports" "$(ours "$n" '.ports + .fdb' <"$tmp/ours")" "[]"
		fi
	done
}

# ---- what others built, and no lab

for n in x y; do ip netns add $n; ip -n $n link set lo up; done
ip -n x link add e0 address 02:00:00:00:00:01 type veth peer name e0 address 02:00:00:00:00:02 netns y
ip -n x link set e0 mtu 1400 up
ip -n x link set e0 alias 'to "y"'
ip -n y link set e0 up
ip -n x addr add 10.0.0.1/24 dev e0
ip -n x addr add 10.9.9.1 peer 10.9.9.2/32 dev e0
ip -n x addr add fd00::1/64 dev e0 nodad
ip -n x route add 172.16.0.0/12 via 10.0.0.2
ip -n x route add blackhole 10.5.0.0/16
ip -n x route add unreachable 10.6.0.0/16 metric 4000000000
ip -n x route add 10.7.0.0/16 via inet6 fe80::7 dev e0
ip -n x route add 10.8.0.0/16 via 10.0.0.3 mtu 1300 proto static src 10.0.0.1
ip -n x route add 10.9.0.0/16 nexthop via 10.0.0.2 weight 1 nexthop via 10.0.0.3 weight 5
ip -n x route add default via 10.0.0.9 table 100
ip -n x route add prohibit 10.10.0.0/16 table 1000
ip -n x -6 route add fd02::/64 nexthop via fd00::2 dev e0 nexthop via fd00::3 dev e0
ip -n x -6 route add fd03::/64 from fd00::/64 via fd00::2 dev e0 metric 5
ip -n x rule add from 10.0.0.0/8 to 10.8.0.1 iif e0 lookup 100 prio 1000
ip -n x rule add not fwmark 0x1/0xff prohibit prio 1001
ip -n x -6 rule add from fd00::/64 lookup 1000 prio 7
ip -n x neigh add 10.0.0.2 lladdr 02:00:00:00:00:99 dev e0 nud permanent
ip -n x link add mv link e0 type macvlan
judge x y
is "the pipe's other end" "$(jq -r '[.[].links[] | select(.ifname == "e0").peer] | join(" ")' "$tmp/ours")" "y:e0 x:e0"
is "a macvlan names what it sits on" "$(ours x '.links[] | select(.ifname == "mv").link' <"$tmp/ours")" '"e0"'
is "one room alone knows its neighbours' names" "$(nscope show -j x | jq -r '.[0].links[] | select(.ifname == "e0").peer')" y:e0
is "without NODE and lab: every named namespace" "$(nscope show -j | jq -r 'map(.netns) | join(" ")')" "x y"
text=$(nscope show x y)
like "two tables and their routes" "$text" 'default via 10\.0\.0\.9 dev e0 table 100'
like "rules, where they are not the usual ones" "$(nscope show x)" '1000: from 10\.0\.0\.0/8 to 10\.8\.0\.1 iif e0 lookup 100'
like "those who have the usual ones are told from those who have none" "$text" 'as every namespace has them'
unlike "table local is for -v" "$text" 'table local'
like "-v says it" "$(nscope show -v x)" 'local 10\.0\.0\.1 dev e0 table local proto kernel scope host src 10\.0\.0\.1'
unshare -n sleep 1000 &
inner=$!
soon test "$(readlink /proc/self/ns/net)" != "$(readlink /proc/$inner/ns/net)"
ip link add out0 type veth peer name in0 netns $inner
is "pid:N, and host beside it" "$(nscope show -j pid:$inner host | jq -r '.[0].links[] | select(.ifname == "in0").peer')" host:out0
like "also when host is not asked for" "$(nscope show pid:$inner)" 'in0 .* peer host:out0'
ip link del out0
kill $inner
wait $inner 2>/dev/null
ip netns del x
ip netns del y

# ---- labs

ok "up switch" nscope up switch
ip netns exec red ping -c1 -W2 192.168.15.2 >/dev/null
ip netns exec red ping -c1 -W1 192.168.15.9 >/dev/null
ip netns exec sw bridge link set dev blue isolated on learning off
ip netns exec sw bridge fdb add 02:00:00:00:00:77 dev green master static
soon eval 'ip -n red neigh show 192.168.15.9 | grep -q FAILED'
judge red sw
is "a lab's name is its nodes" "$(nscope show -j switch | jq -r 'map(.netns) | sort | join(" ")')" "blue green red sw"
is "so is none" "$(nscope show -j | jq -r 'map(.netns + "/" + .lab) | sort | join(" ")')" "blue/switch green/switch red/switch sw/switch"
text=$(nscope show host red)
like "host and red beside each other" "$text" $'── host ─+  ── red \\(lab switch\\)'
like "red has learnt what the host knows nothing of" "$text" $'\nneighbours +neighbours\n  none +192\\.168\\.15\\.2  02:00:00:00:00:02'
like "the port's flags that are not usual" "$(nscope show sw)" $'blue +forwarding  learning off  isolated on\n'
like "what a bridge was told and what it learnt" "$(nscope show sw)" $'02:00:00:00:00:01  red\n.*02:00:00:00:00:77  green  static\n'
ip -n green link set eth0 down
soon eval 'ip -n sw -j link show green | grep -q NO-CARRIER'
text=$(nscope show --color=always)
for word in DOWN NO-CARRIER FAILED disabled; do like "$word hurts" "$text" $'\e\\[31m'"$word"$'\e\\[m'; done
unlike "no colour in a pipe" "$(nscope show)" $'\e'
is "80 columns are enough" "$(nscope show | wc -L)" 80
is "and 60" "$(NSCOPE_INSIDE='' script -qec "stty cols 60 rows 24; $B/nscope show --color=never red blue" /dev/null | tr -d '\r' | wc -L)" 60

for i in $(seq 2 40); do ip -n red neigh add 192.168.15.$((i + 100)) lladdr "02:00:00:00:01:$i" dev eth0; done
rows=$(ip -n red -j neigh | jq length)
like "long tables are cut" "$(nscope show red)" "\.\.\. and $((rows - 20)) more \(-v shows all\)"
is "but for -v" "$(nscope show -v red | grep -c '02:00:00:00:01:')" 39
# One dump for each table; the FDB only where there is a bridge.
dumps() { strace -f -qq -e trace=sendmsg -o "$tmp/strace" "$B/nscope" show "$1" >/dev/null; grep -c 'nlmsg_type=' "$tmp/strace"; }
is "five dumps a room, six with a bridge" "$(dumps host) $(ip link add br9 type bridge; dumps host)" "5 6"
ip link del br9

status nscope show nowhere
is "an unknown name" "$? $out" "2 "
like "is named, and what there is" "$err" "^nscope: no namespace 'nowhere'; there are: .*red"
status nscope show -j --graph
is "one format at a time" "$?" 2
nscope show -j >/dev/full 2>"$tmp/err"
is "a full disk is noticed" "$?" 2
is "down" "$(nscope down switch)" "lab switch is down"

ok "up router" nscope up router
judge red rtr blue
ok "down router" nscope down router

# More than one datagram can name: a switch knows a thousand others, and each of its ports has a peer.
printf 'nodes:\n  sw: {kind: switch}\n  r{i}: {count: 1000, interfaces: {eth0: {addresses: ["10.0.0.0/16+{i}"]}}}\nlinks: [["r{i}:eth0", sw]]\n' >"$tmp/big.yaml"
ok "up: a thousand on a switch" nscope up "$tmp/big.yaml"
timeout 20 "$B/nscope" show -j big >"$tmp/big"
is "all of them are shown in time" "$?" 0
is "every pipe's other end has its name" "$(jq -c '[.[].links[] | select(.link_index)] | [length, (map(select(.peer)) | length)]' "$tmp/big")" "[2000,2000]"
is "also from one end alone" "$(timeout 20 "$B/nscope" show -j r1000 | jq -r '.[0].links[] | select(.link_index).peer')" "sw:r1000"
ok "drawn, they are one line, cut" test "$(nscope show --graph big | wc -l)" -lt 10
ok "down" nscope down big

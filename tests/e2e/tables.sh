#!/bin/bash
# tables - what `why` reads of namespaces is what ip, bridge, tc, nft and sysctl say of them
# needs: root
# shellcheck source=tests/e2e/lib.sh disable=SC2154
. "$(dirname "$0")/lib.sh"

read_all() { "$B/tests/bench/tables" red rtr blue >"$tmp/record"; }
# rows ROOM WORD FIELD...: the rows of a room, "-" where a field is 0 or empty
rows() {
	awk -v room="$1" -v word="$2" -v fields="${*:3}" '
		$1 == "room" { here = substr($2, 6) == room }
		here && $1 == word {
			delete v
			for (i = 2; i <= NF; i++) { p = index($i, "="); v[substr($i, 1, p - 1)] = substr($i, p + 1) }
			n = split(fields, f, " "); line = ""
			for (i = 1; i <= n; i++) line = line (i > 1 ? " " : "") (f[i] in v ? v[f[i]] : "-")
			print line
		}' "$tmp/record" | sort
}
in_room() { ip netns exec "$@"; }
# value ROOM WORD KEY [IFINDEX]: one value of a line of settings or counts
value() { rows "$1" "$2" ${4+ifindex} "$3" | awk -v i="${4-}" 'i == "" { print; next } $1 == i { print $2 }'; }

for n in red rtr blue; do ip netns add $n && ip -n $n link set lo up; done
ip -n red link add r0 index 5 type veth peer name rr index 5 netns rtr
ip -n blue link add b0 index 5 type veth peer name rb index 6 netns rtr
ip -n rtr link add br0 index 9 type bridge stp_state 0 forward_delay 0 ageing_time 1234
ip -n rtr link set rb master br0
ip -n red addr add 10.1.0.2/24 dev r0
ip -n red addr add fd01::2/64 dev r0 nodad
ip -n rtr addr add 10.1.0.1/24 brd + dev rr
ip -n rtr addr add 10.2.0.1/24 dev br0
ip -n blue addr add 10.2.0.2/24 dev b0
for l in red:r0 rtr:rr rtr:rb rtr:br0 blue:b0; do ip -n ${l%:*} link set ${l#*:} up; done
ip -n red link set r0 mtu 1400
ip -n red link set r0 arp off
ip -n red route add default via 10.1.0.1
ip -n red route add 10.5.0.0/24 nexthop via 10.1.0.1 nexthop via 10.1.0.7 weight 2
ip -n red route add unreachable 10.7.0.0/24 metric 9
ip -n red rule add fwmark 0x1/0xff lookup 88 pref 9
ip -n red neigh add 10.1.0.1 lladdr 02:00:00:00:00:05 dev r0 nud permanent
ip -n rtr neigh add proxy 10.1.0.99 dev rr
in_room rtr bridge link set dev rb isolated on flood off bcast_flood off learning off hairpin on
in_room rtr bridge fdb add 02:00:00:00:00:77 dev rb master static sticky
in_room rtr sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.rr.rp_filter=2 net.ipv4.conf.all.arp_ignore=1 \
	net.ipv6.conf.rr.disable_ipv6=1 net.ipv4.neigh.rr.unres_qlen_bytes=2000
in_room rtr nft 'add table inet f; add chain inet f fw { type filter hook forward priority 5; policy drop; }'
in_room rtr nft 'add rule inet f fw icmp type 8 drop'
in_room rtr tc qdisc add dev rr root handle 7: tbf rate 1mbit burst 2000 limit 2000
for n in red rtr blue; do soon sh -c "! ip -n $n -6 addr show tentative | grep -q ."; done
soon sh -c "ip -n rtr link show rb | grep -q 'state UP'"

ok "all of it is read" read_all
grep -q '^room name=blue' "$tmp/record" || cat "$tmp/record"

for n in red rtr blue; do
	is "$n: links as ip has them" "$(rows $n link ifindex name mtu mac | sed 's/ -$/ 00:00:00:00:00:00/')" \
		"$(ip -n $n -j link | jq -r '.[] | "\(.ifindex) \(.ifname) \(.mtu) \(.address)"' | sort)"
	is "$n: addresses as ip has them" "$(rows $n addr ifindex addr len)" \
		"$(ip -n $n -j addr | jq -r '.[] | .ifindex as $i | .addr_info[] | "\($i) \(.local) \(.prefixlen)"' | sort)"
	is "$n: as many routes as ip has" "$(rows $n route family | wc -l)" \
		"$( (ip -n $n -4 route show table all; ip -n $n -6 route show table all) | grep -vc '^	')"
	is "$n: rules as ip has them" "$(rows $n rule priority | sort -n | tr '\n' ' ')" \
		"$( (ip -n $n -4 rule; ip -n $n -6 rule) | sed 's/:.*//;s/^0$/-/' | sort -n | tr '\n' ' ')"
	is "$n: neighbours as ip has them" "$(rows $n neigh ifindex addr lladdr | grep -v ' -$' | grep -v '^1 ' | cut -d' ' -f2,3 | grep -v 33:33 | grep -v 01:00:5e)" \
		"$(ip -n $n -j neigh | jq -r '.[] | select(.lladdr) | "\(.dst) \(.lladdr)"' | sort)"
done
is "the broadcast address" "$(rows rtr addr addr broadcast | grep '^10.1.0.1 ')" "10.1.0.1 10.1.0.255"
is "NOARP is in the flags" "$(($(rows red link name flags | sed -n 's/^r0 //p') & 0x80))" 128
is "every leg of a route" "$(rows red hop gateway weight | grep 10.1.0.7)" "10.1.0.7 2"
is "a route that refuses" "$(rows red route dst len type metric | grep '^10.7')" "10.7.0.0 24 7 9"
is "a rule's mark" "$(rows red rule priority fwmark fwmask table | grep '^9 ')" "9 1 255 88"
is "an address answered for" "$(rows rtr proxy ifindex addr)" "5 10.1.0.99"
is "a port's flags as bridge has them" \
	"$(rows rtr link name port.isolated port.flood port.bcast_flood port.learning port.hairpin | grep '^rb ' | tr 1- tf)" \
	"$(in_room rtr bridge -j -d link | jq -r '.[] | select(.ifname == "rb") | "\(.ifname) \(.isolated) \(.flood) \(.bcast_flood) \(.learning) \(.hairpin)"' | sed 's/true/t/g;s/false/f/g')"
is "the bridge's numbers" "$(rows rtr link name bridge.ageing_time | grep br0)" \
	"br0 $(ip -n rtr -j -d link show br0 | jq '.[].linkinfo.info_data.ageing_time')"
is "a MAC pinned to a port" "$(rows rtr fdb mac ifindex master | grep '^02:00:00:00:00:77')" "02:00:00:00:00:77 6 9"
for key in ip_forward icmp_ratelimit ip_default_ttl; do
	is "sysctl $key" "$(value rtr setting "${key^^}")" "$(in_room rtr sysctl -n net.ipv4.$key)"
done
for key in rp_filter forwarding arp_ignore accept_local; do
	is "sysctl conf.rr.$key" "$(value rtr setting4 $key 5)" "$(in_room rtr sysctl -n net.ipv4.conf.rr.$key)"
done
is "sysctl conf.all.arp_ignore" "$(grep -c 'setting4 ifindex=0 .* arp_ignore=1 ' "$tmp/record")" 1
is "sysctl ipv6 disable_ipv6" "$(value rtr setting6 disable_ipv6 5)" 1
is "sysctl neigh unres_qlen_bytes" "$(value rtr neigh4 unres_qlen_bytes 5)" \
	"$(in_room rtr sysctl -n net.ipv4.neigh.rr.unres_qlen_bytes)"
is "chains as nft has them" "$(rows rtr chain table name type priority drops uses)" \
	"$(in_room rtr nft -j list ruleset | jq -r '.nftables[].chain | select(.) | "\(.table) \(.name) \(.type) \(.prio) \(if .policy == "drop" then 1 else "-" end)"') 1"
is "queues as tc has them" "$(rows rtr queue ifindex kind handle)" \
	"5 tbf $(($(in_room rtr tc -j qdisc show dev rr | jq -r '.[0].handle' | tr -d ':') << 16))"
is "nothing in red's way" "$(rows red chain name)$(rows red queue kind)$(rows red gate kind)" ""

in_room red ping -c 1 -W 0.3 10.1.0.1 >/dev/null 2>&1
in_room rtr sysctl -qw net.ipv4.conf.rr.rp_filter=0
ip -n red link set r0 arp on
ip -n red neigh replace 10.1.0.1 lladdr "$(ip -n rtr -j link show rr | jq -r '.[].address')" dev r0
read_all
before=$(value rtr count IcmpInEchos)
in_room red ping -c 3 -i 0.01 -W 0.3 10.1.0.1 >/dev/null 2>&1
read_all
is "three echoes were counted" "$(($(value rtr count IcmpInEchos) - before))" 3
is "as nstat counts them" "$(value rtr count IcmpInEchos)" \
	"$(in_room rtr nstat -asz IcmpInEchos | awk '/IcmpInEchos/ { print $2 }')"

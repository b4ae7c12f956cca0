# shellcheck shell=bash disable=SC2154
# dead-next-hop.sh - of several next hops this flow hashes to the one that is not there

# _pick PLACE T IF PREFIX GATEWAY WORDS...: the first of T's new addresses PREFIX11.. that PLACE
# sends through GATEWAY; $to is it
_pick() {
	local place=$1 t=$2 dev=$3 prefix=$4 gateway=$5 k
	shift 5
	for k in $(seq 11 60); do
		to=$prefix$k
		into "$place" ip route get "$to" "$@" | grep -q "via $gateway " || continue
		case $to in *:*) addr "$t" "$dev" "$to/64" ;; *) addr "$t" "$dev" "$to/24" ;; esac
		return
	done
	echo "no flow takes $gateway" >&2
}

senders_second_leg_on_the_same_wire() {
	chain 4 s g t
	ip -n s route replace default nexthop via 10.50.0.2 nexthop via 10.50.0.77
	_pick s t e0 10.50.1. 10.50.0.77
	ask s "$to"
	at s
	mend ip -n s route replace default via 10.50.0.2
}

senders_first_leg_on_another_wire() {
	chain 4 s g t
	ns quiet0
	wire s wan1 quiet0 x0
	addr s wan1 10.9.0.2/24
	route g 10.9.0.0/24 via 10.50.0.1
	ip -n s route replace 10.50.1.0/24 nexthop via 10.9.0.77 nexthop via 10.50.0.2
	_pick s t e0 10.50.1. 10.9.0.77
	ask s "$to"
	at s
	mend ip -n s route replace 10.50.1.0/24 via 10.50.0.2
}

routers_uplink_of_two() {
	chain 4 s r1 r2 t
	ip -n r1 route replace 10.50.2.0/24 nexthop via 10.50.1.2 nexthop via 10.50.1.3
	_pick r1 t e0 10.50.2. 10.50.1.3 from 10.50.0.1 iif e0
	ask s "$to"
	at r1
	mend ip -n r1 route replace 10.50.2.0/24 via 10.50.1.2
}

v6_routers_uplink_of_two() {
	chain 6 s r1 r2 t
	set_in s net.ipv6.auto_flowlabels=0
	ip -n r1 -6 route del fd50:2::/64
	ip -n r1 -6 route add fd50:2::/64 nexthop via fd50:1::2 nexthop via fd50:1::3
	_pick r1 t e0 fd50:2:: fd50:1::3 from fd50:0::1 iif e0
	ask s "$to"
	at r1
	mend ip -n r1 -6 route del fd50:2::/64 nexthop via fd50:1::3
	mend ip -n r1 -6 route replace fd50:2::/64 via fd50:1::2
}

targets_way_back_of_two() {
	chain 4 s g t
	ip -n t route replace default nexthop via 10.50.1.1 nexthop via 10.50.1.66
	_pick_source s e1 t 10.50.1.66
	ask s t@$end -I "$me"
	at t
	on reply
	mend ip -n t route replace default via 10.50.1.1
}

# _pick_source S IF T GATEWAY: the first new address of S that T answers through GATEWAY, as $me
_pick_source() {
	local k
	for k in $(seq 11 60); do
		me=10.50.0.$k
		into "$3" ip route get "$me" from "$end" | grep -q "via $4 " || continue
		addr "$1" "$2" "$me/24"
		return
	done
	echo "no flow takes $4" >&2
}

router_on_the_way_back() {
	chain 4 s r1 r2 r3 t
	ip -n r3 route replace 10.50.0.0/24 nexthop via 10.50.2.1 nexthop via 10.50.2.9 weight 200
	for k in $(seq 11 60); do
		me=10.50.0.$k
		into r3 ip route get "$me" from "$end" iif e1 | grep -q "via 10.50.2.9 " && break
	done
	addr s e1 "$me/24"
	ask s $end -I "$me"
	at r3
	on reply
	mend ip -n r3 route replace 10.50.0.0/24 via 10.50.2.1
}

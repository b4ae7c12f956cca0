# shellcheck shell=bash
# shellcheck source=tests/why/lib.sh
# far-ways.sh - ways there and home, links without a net, next hops of the other family, several routers from who asks.

third_of_five_routers_knows_no_way() {
	chain 4 ana r1 r2 r3 r4 r5 zoe
	ip -n r3 route del 10.50.5.0/24
	ask ana zoe@"$end"
	cause no-route
	at r3
	mend ip -n r3 route add 10.50.5.0/24 via 10.50.3.2
}

fourth_of_five_routers_knows_no_way_back() {
	chain 4 ana r1 r2 r3 r4 r5 zoe
	ip -n r4 route del 10.50.0.0/24
	ask ana "$end"
	cause no-route
	at r4
	on reply
	mend ip -n r4 route add 10.50.0.0/24 via 10.50.3.1
}

middle_router_knows_no_v6_way_back() {
	chain 6 ana r1 r2 r3 zoe
	ip -n r2 -6 route del fd50:0::/64
	ask ana zoe@"$end"
	cause no-route
	at r2
	on reply
	mend ip -n r2 -6 route add fd50::/64 via fd50:1::1
}

# addresses on lo: north takes requests, south takes replies
_lo_diamond() {
	diamond
	addr west lo 192.0.2.1/32
	addr east lo 192.0.2.2/32
	route west 192.0.2.2 via 172.20.1.2 src 192.0.2.1
	route east 192.0.2.1 via 172.20.4.2 src 192.0.2.2
	route north 192.0.2.1 via 172.20.1.1
	route north 192.0.2.2 via 172.20.3.1
	route south 192.0.2.1 via 172.20.2.1
	route south 192.0.2.2 via 172.20.4.1
}

other_way_home_has_no_route() {
	_lo_diamond
	ip -n south route del 192.0.2.1
	ask west 192.0.2.2
	cause no-route
	at south
	on reply
	mend ip -n south route add 192.0.2.1 via 172.20.2.1
}

other_way_home_is_strict_at_the_target() {
	_lo_diamond
	set_in east net.ipv4.conf.upper.rp_filter=1
	ask west 192.0.2.2
	cause rp-filter
	at east upper
	mend ip netns exec east sysctl -w net.ipv4.conf.upper.rp_filter=0
}

other_way_home_is_strict_at_the_sender() {
	_lo_diamond
	set_in west net.ipv4.conf.all.rp_filter=1
	ask west 192.0.2.2
	cause rp-filter
	at west lower
	on reply
	mend ip netns exec west sysctl -w net.ipv4.conf.all.rp_filter=0
}

other_way_home_is_loose_and_well() {
	_lo_diamond
	set_in west net.ipv4.conf.all.rp_filter=2
	set_in east net.ipv4.conf.all.rp_filter=2
	ask west 192.0.2.2
	reachable
}

other_way_home_does_not_forward() {
	_lo_diamond
	set_in south net.ipv4.conf.e.forwarding=0
	ask west 192.0.2.2
	cause forwarding-off
	at south
	on reply
	mend ip netns exec south sysctl -w net.ipv4.conf.e.forwarding=1
}

other_way_home_rejects_the_loopback_source() {
	_lo_diamond
	into south ip route replace unreachable 192.0.2.1/32
	ask west 192.0.2.2
	cause route-rejects
	at south
	on reply
	mend ip -n south route replace 192.0.2.1/32 via 172.20.2.1
}

middle_router_is_strict_about_another_way() {
	chain 4 ana r1 r2 zoe
	wire r2 back r1 back
	addr r2 back 10.51.0.2/24
	addr r1 back 10.51.0.1/24
	ip -n r2 route replace 10.50.0.0/24 via 10.51.0.1
	set_in r2 net.ipv4.conf.e0.rp_filter=1
	ask ana zoe@"$end"
	cause rp-filter
	at r2 e0
	mend ip netns exec r2 sysctl -w net.ipv4.conf.e0.rp_filter=0
}

thirty_one_with_the_wrong_pair() {
	ns even odd
	wire even p2p odd p2p
	addr even p2p 10.9.0.0/31
	addr odd p2p 10.9.0.3/31
	ask even 10.9.0.1
	cause address-unowned
	at even
	nofix
	mend ip -n odd addr add 10.9.0.1/31 dev p2p
}

thirty_one_is_well() {
	ns even odd
	wire even p2p odd p2p
	addr even p2p 10.9.0.0/31
	addr odd p2p 10.9.0.1/31
	ask odd even@10.9.0.0
	reachable
}

peer_address_names_another_peer() {
	ns a1 b1
	wire a1 ppp0 b1 ppp0
	into a1 ip addr add 10.1.1.1 peer 10.2.2.2/32 dev ppp0
	into b1 ip addr add 10.2.2.2 peer 10.1.1.9/32 dev ppp0
	ask a1 b1@10.2.2.2
	cause no-route wrong-prefix
	at b1
	on reply
	mend ip -n b1 route add 10.1.1.1 dev ppp0
}

peer_addresses_are_well() {
	ns a1 b1
	wire a1 ppp0 b1 ppp0
	into a1 ip addr add 10.1.1.1 peer 10.2.2.2/32 dev ppp0
	into b1 ip addr add 10.2.2.2 peer 10.1.1.1/32 dev ppp0
	ask a1 b1@10.2.2.2
	reachable
}

slash_32_with_device_routes_is_well() {
	ns pod1 pod2
	wire pod1 eth0 pod2 eth0
	addr pod1 eth0 10.77.1.1/32
	addr pod2 eth0 10.77.2.2/32
	route pod1 default dev eth0
	route pod2 default dev eth0
	ask pod1 pod2@10.77.2.2
	reachable
}

# v4 over v6 next hops
_over_six() {
	ns ana zoe
	router mid
	wire ana e mid w
	wire mid e zoe w
	local n
	for n in "ana e fe80::a" "mid w fe80::b" "mid e fe80::c" "zoe w fe80::d"; do
		# shellcheck disable=SC2086
		set -- $n
		into "$1" ip addr flush dev "$2" scope link
		into "$1" ip addr add "$3/64" dev "$2" nodad
	done
	addr ana lo 198.51.100.1/32
	addr zoe lo 198.51.100.9/32
	into ana ip route add 198.51.100.9 via inet6 fe80::b dev e src 198.51.100.1
	into mid ip route add 198.51.100.1 via inet6 fe80::a dev w
	into mid ip route add 198.51.100.9 via inet6 fe80::d dev e
	into zoe ip route add 198.51.100.1 via inet6 fe80::c dev w src 198.51.100.9
}

v4_over_v6_home_next_hop_is_nobody() {
	_over_six
	into zoe ip route replace 198.51.100.1 via inet6 fe80::77 dev w
	ask ana 198.51.100.9
	cause gateway-unowned
	at zoe
	on reply
	nofix
	mend ip -n zoe route replace 198.51.100.1 via inet6 fe80::c dev w
}

v4_over_v6_next_hop_is_nobody() {
	_over_six
	into mid ip route replace 198.51.100.9 via inet6 fe80::77 dev e
	ask ana zoe@198.51.100.9
	cause gateway-unowned
	at mid
	nofix
	mend ip -n mid route replace 198.51.100.9 via inet6 fe80::d dev e
}

v4_over_v6_is_well() {
	_over_six
	ask ana zoe@198.51.100.9
	reachable
}

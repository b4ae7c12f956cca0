# shellcheck shell=bash
# shellcheck source=tests/why/lib.sh
# far-routes.sh - routes, rules and next hops, several routers away from who asks.

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

# two routers side by side: north takes requests, south takes replies
_diamond() {
	ns west east
	router north south
	wire west upper north w
	wire west lower south w
	wire north e east upper
	wire south e east lower
	addr west upper 172.20.1.1/30
	addr north w 172.20.1.2/30
	addr west lower 172.20.2.1/30
	addr south w 172.20.2.2/30
	addr north e 172.20.3.2/30
	addr east upper 172.20.3.1/30
	addr south e 172.20.4.2/30
	addr east lower 172.20.4.1/30
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
	_diamond
	ip -n south route del 192.0.2.1
	ask west 192.0.2.2
	cause no-route
	at south
	on reply
	mend ip -n south route add 192.0.2.1 via 172.20.2.1
}

other_way_home_is_strict_at_the_target() {
	_diamond
	set_in east net.ipv4.conf.upper.rp_filter=1
	ask west 192.0.2.2
	cause rp-filter
	at east upper
	mend ip netns exec east sysctl -w net.ipv4.conf.upper.rp_filter=0
}

other_way_home_is_strict_at_the_sender() {
	_diamond
	set_in west net.ipv4.conf.all.rp_filter=1
	ask west 192.0.2.2
	cause rp-filter
	at west lower
	on reply
	mend ip netns exec west sysctl -w net.ipv4.conf.all.rp_filter=0
}

other_way_home_is_loose_and_well() {
	_diamond
	set_in west net.ipv4.conf.all.rp_filter=2
	set_in east net.ipv4.conf.all.rp_filter=2
	ask west 192.0.2.2
	reachable
}

other_way_home_does_not_forward() {
	_diamond
	set_in south net.ipv4.conf.e.forwarding=0
	ask west 192.0.2.2
	cause forwarding-off
	at south
	on reply
	mend ip netns exec south sysctl -w net.ipv4.conf.e.forwarding=1
}

other_way_home_rejects_the_loopback_source() {
	_diamond
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

rule_by_source_at_the_target_leads_into_a_blackhole() {
	chain 4 ana r1 zoe
	into zoe ip rule add from "$end" lookup 77
	into zoe ip route add blackhole default table 77
	ask ana zoe@"$end"
	cause route-rejects policy-route
	at zoe
	on reply
	mend ip -n zoe rule del from "$end" lookup 77
}

mark_of_the_ping_chooses_a_gateway_that_is_nobody() {
	chain 4 ana r1 zoe
	into ana ip rule add fwmark 0x5 lookup 5
	into ana ip route add default via 10.50.0.200 table 5
	ask ana zoe@"$end" -m 5
	cause policy-route gateway-unowned
	at ana
	mend ip -n ana rule del fwmark 0x5 lookup 5
}

mark_rule_that_the_ping_does_not_carry_is_well() {
	chain 4 ana r1 zoe
	into ana ip rule add fwmark 0x5 lookup 5
	into ana ip route add unreachable default table 5
	ask ana zoe@"$end" -m 6
	reachable
}

rule_by_iif_in_the_second_router_prohibits() {
	chain 4 ana r1 r2 zoe
	into r2 ip rule add iif e0 lookup 50
	into r2 ip route add prohibit 10.50.2.0/24 table 50
	ask ana "$end"
	cause route-rejects policy-route
	at r2
	mend ip -n r2 rule del iif e0 lookup 50
}

rule_itself_is_unreachable_for_replies() {
	chain 4 ana r1 r2 zoe
	into r1 ip rule add iif e1 to 10.50.0.0/24 unreachable pref 90
	ask ana zoe@"$end"
	cause policy-route route-rejects
	at r1
	on reply
	mend ip -n r1 rule del pref 90
}

rule_to_main_is_gone_at_the_target() {
	chain 4 ana r1 zoe
	into zoe ip rule del lookup main
	ask ana zoe@"$end"
	cause policy-route no-route
	at zoe
	on reply
	mend ip -n zoe rule add lookup main pref 32766
}

rule_table_throws_back_to_main_is_well() {
	chain 4 ana r1 r2 zoe
	into r1 ip rule add from all lookup 9 pref 9
	into r1 ip route add throw default table 9
	into r1 ip route add unreachable 10.99.0.0/16 table 9
	ask ana zoe@"$end"
	reachable
}

heavy_leg_of_the_router_is_dead() {
	chain 4 ana r1 r2 zoe
	into r1 ip route replace 10.50.2.0/24 nexthop via 10.50.1.66 weight 255 nexthop via 10.50.1.2 weight 1
	ask ana zoe@"$end"
	cause dead-next-hop
	at r1
	mend ip -n r1 route replace 10.50.2.0/24 via 10.50.1.2
}

heavy_leg_home_is_dead() {
	chain 4 ana r1 zoe
	into zoe ip route replace default nexthop via 10.50.1.66 weight 250 nexthop via 10.50.1.1 weight 1
	ask ana "$end"
	cause dead-next-hop
	at zoe
	on reply
	mend ip -n zoe route replace default via 10.50.1.1
}

v6_heavy_leg_is_dead() {
	chain 6 ana r1 zoe
	into ana ip -6 route replace default nexthop via fd50:0::66 weight 250 nexthop via fd50:0::2 weight 1
	again ip -n ana -6 neigh flush all
	ask ana zoe@"$end"
	cause dead-next-hop
	at ana
	mend ip -n ana -6 route replace default via fd50::2
}

next_hop_object_is_a_blackhole() {
	chain 4 ana r1 zoe
	into r1 ip nexthop add id 6 blackhole
	into r1 ip route add "$end"/32 nhid 6
	ask ana zoe@"$end"
	cause route-rejects overlapping-route
	at r1
	mend ip -n r1 route del "$end"/32
}

next_hop_object_points_at_nobody() {
	chain 4 ana r1 r2 zoe
	into r1 ip nexthop add id 11 via 10.50.1.55 dev e1
	into r1 ip route replace 10.50.2.0/24 nhid 11
	ask ana zoe@"$end"
	cause gateway-unowned
	at r1
	mend ip -n r1 route replace 10.50.2.0/24 via 10.50.1.2
}

next_hop_group_is_well() {
	chain 4 ana r1 r2 zoe
	into r1 ip nexthop add id 1 via 10.50.1.2 dev e1
	into r1 ip nexthop add id 9 group 1
	into r1 ip route replace 10.50.2.0/24 nhid 9
	ask ana zoe@"$end"
	reachable
}

three_routers_pass_it_round() {
	chain 4 ana r1 r2 r3 zoe
	wire r3 ring r1 ring
	addr r3 ring 10.52.0.3/24
	addr r1 ring 10.52.0.1/24
	ip -n r3 route add 203.0.113.0/24 via 10.52.0.1
	ip -n r1 route add 203.0.113.0/24 via 10.50.1.2
	ip -n r2 route add 203.0.113.0/24 via 10.50.2.2
	addr zoe lo 203.0.113.9/32
	ask ana 203.0.113.9
	cause routing-loop
	at 'r1|r2|r3'
	mend ip -n r3 route replace 203.0.113.0/24 via 10.50.3.2
}

replies_go_round_between_two_v6_routers() {
	chain 6 ana r1 r2 r3 zoe
	ip -n r1 -6 addr add fd99::1/64 dev lo
	ip -n r1 -6 route add fd0a::/64 via fd50:1::2
	ip -n r2 -6 route add fd0a::/64 via fd50:1::1
	ip -n r3 -6 route add fd0a::/64 via fd50:2::1
	addr ana lo fd0a::1/128
	ask ana zoe@"$end" -I fd0a::1
	cause routing-loop
	at 'r1|r2'
	on reply
	mend ip -n r1 -6 route replace fd0a::/64 via fd50::1
}

patience_of_three_hops_for_five() {
	chain 4 ana r1 r2 r3 r4 zoe
	ask ana zoe@"$end" -t 3
	cause ttl-too-small
	at 'ana|r3'
	nofix
	retry -t 5
}

exactly_enough_hops_is_well() {
	chain 4 ana r1 r2 r3 zoe
	ask ana zoe@"$end" -t 4
	reachable
}

target_answers_with_two_hops_left() {
	chain 4 ana r1 r2 r3 zoe
	set_in zoe net.ipv4.ip_default_ttl=2
	ask ana zoe@"$end"
	cause ttl-too-small
	at 'zoe|r2'
	on reply
	mend ip netns exec zoe sysctl -w net.ipv4.ip_default_ttl=64
}

v6_target_answers_with_one_hop_left() {
	chain 6 ana r1 zoe
	set_in zoe net.ipv6.conf.e0.hop_limit=1
	ask ana zoe@"$end"
	cause ttl-too-small
	at 'zoe|r1'
	on reply
	mend ip netns exec zoe sysctl -w net.ipv6.conf.e0.hop_limit=64
}

first_router_sets_the_ttl_to_one() {
	chain 4 ana r1 r2 zoe
	rules r1 'add table ip m; add chain ip m post { type filter hook postrouting priority 0; }; add rule ip m post ip ttl set 1'
	ask ana zoe@"$end"
	cause ttl-too-small
	at 'r1|r2'
	mend ip netns exec r1 nft delete table ip m
}

host_bit_route_of_the_router_shadows_the_target() {
	chain 4 ana r1 zoe
	ns moe
	wire r1 e2 moe e0
	addr r1 e2 10.50.1.129/28
	addr moe e0 10.50.1.130/28
	ip -n zoe addr add 10.50.1.131/24 dev e0
	ask ana 10.50.1.131
	cause overlapping-route
	at r1
	mend ip -n r1 route add 10.50.1.131 dev e1
}

stale_route_of_the_router_takes_replies_elsewhere() {
	chain 4 ana r1 r2 zoe
	ns moe
	wire r2 e2 moe e0
	addr r2 e2 10.53.0.1/24
	addr moe e0 10.53.0.2/24
	ip -n r2 route add 10.50.0.0/29 via 10.53.0.2
	ask ana "$end"
	cause overlapping-route
	at r2
	on reply
	mend ip -n r2 route del 10.50.0.0/29
}

target_thinks_that_the_whole_ten_is_at_hand() {
	chain 4 ana r1 r2 zoe
	ip -n zoe addr flush dev e0
	ip -n zoe addr add "$end"/9 dev e0
	ip -n zoe route add default via 10.50.2.1
	ask ana zoe@"$end"
	cause wrong-prefix
	at zoe e0
	on reply
	mend "ip -n zoe addr del $end/9 dev e0; ip -n zoe addr add $end/24 dev e0; ip -n zoe route replace default via 10.50.2.1"
}

target_thinks_that_a_v6_net_is_at_hand() {
	chain 6 ana r1 zoe
	ip -n zoe addr del "$end"/64 dev e0
	ip -n zoe addr add "$end"/24 dev e0
	ip -n zoe -6 route replace default via fd50:1::1
	ask ana "$end"
	cause wrong-prefix
	at zoe e0
	on reply
	mend "ip -n zoe addr del $end/24 dev e0; ip -n zoe addr add $end/64 dev e0; ip -n zoe -6 route replace default via fd50:1::1"
}

router_has_a_device_for_a_far_net() {
	chain 4 ana r1 r2 zoe
	ip -n r1 route replace 10.50.2.0/24 dev e1
	ask ana zoe@"$end"
	cause no-gateway
	at r1
	mend ip -n r1 route replace 10.50.2.0/24 via 10.50.1.2
}

second_router_sends_to_a_gateway_that_is_nobody() {
	chain 4 ana r1 r2 r3 zoe
	ip -n r2 route replace 10.50.3.0/24 via 10.50.2.99
	ask ana zoe@"$end"
	cause gateway-unowned
	at r2
	mend ip -n r2 route replace 10.50.3.0/24 via 10.50.2.2
}

v6_target_sends_home_by_a_link_local_gateway_that_is_nobody() {
	chain 6 ana r1 zoe
	ip -n zoe -6 route replace default via fe80::dead dev e0
	ask ana zoe@"$end"
	cause gateway-unowned
	at zoe
	on reply
	mend ip -n zoe -6 route replace default via fd50:1::1
}

gateway_is_a_host_that_does_not_forward() {
	lan 4 sw ana clerk gate
	ns zoe
	wire gate wan zoe e0
	forward gate
	addr gate wan 198.18.0.1/24
	addr zoe e0 198.18.0.2/24
	route zoe default via 198.18.0.1
	route clerk default via 10.60.0.3
	route ana default via 10.60.0.2
	ask ana zoe@198.18.0.2
	cause forwarding-off
	at clerk
	mend ip netns exec clerk sysctl -w net.ipv4.ip_forward=1
}

cheaper_default_leads_to_nobody() {
	chain 4 ana r1 zoe
	ip -n ana route del default
	ip -n ana route add default via 10.50.0.2 metric 200
	ip -n ana route add default via 10.50.0.254 metric 100
	ask ana zoe@"$end"
	cause gateway-unowned overlapping-route
	at ana
	mend ip -n ana route del default metric 100
}

# as some container networks do: a gateway that exists nowhere, the router speaks for it
_ghost_gateway() {
	ns pod1 pod2
	router node
	local i
	for i in 1 2; do
		wire pod$i eth0 node cali$i
		addr pod$i eth0 10.65.0.$i/32
		into pod$i ip route add 169.254.1.1 dev eth0 scope link
		into pod$i ip route add default via 169.254.1.1 dev eth0
		route node 10.65.0.$i dev cali$i
		set_in node net.ipv4.conf.cali$i.proxy_arp=1 net.ipv4.neigh.cali$i.proxy_delay=0
	done
	addr node lo 10.65.255.1/32
	into node ip route add default dev lo
}

ghost_gateway_is_well() {
	_ghost_gateway
	ask pod1 pod2@10.65.0.2
	reachable
}

ghost_gateway_has_no_voice_on_one_side() {
	_ghost_gateway
	set_in node net.ipv4.conf.cali1.proxy_arp=0
	ask pod1 pod2@10.65.0.2
	cause proxy-arp-missing
	at node cali1
	mend ip netns exec node sysctl -w net.ipv4.conf.cali1.proxy_arp=1
}

ghost_gateway_has_no_voice_for_the_reply() {
	_ghost_gateway
	set_in node net.ipv4.conf.cali2.proxy_arp=0
	ask pod1 pod2@10.65.0.2
	cause proxy-arp-missing
	at node cali2
	on reply
	mend ip netns exec node sysctl -w net.ipv4.conf.cali2.proxy_arp=1
}

source_by_route_is_unknown_to_the_second_router() {
	chain 4 ana r1 r2 zoe
	addr ana lo 10.99.9.9/32
	ip -n ana route replace default via 10.50.0.2 src 10.99.9.9
	ip -n r1 route add 10.99.9.9 via 10.50.0.1
	ask ana zoe@"$end"
	cause no-route bad-source
	at 'r2|ana'
	on 'reply|request'
	mend ip -n r2 route add 10.99.9.9 via 10.50.1.1
}

source_by_option_is_unknown_to_the_target() {
	ns ana zoe
	wire ana e0 zoe e0
	addr ana e0 10.4.0.1/24 10.5.0.1/24
	addr zoe e0 10.4.0.2/24
	ask ana zoe@10.4.0.2 -I 10.5.0.1
	cause no-route bad-source
	at 'zoe|ana'
	on 'reply|request'
	nofix
	retry -I 10.4.0.1
}

second_address_as_source_is_well() {
	ns ana zoe
	wire ana e0 zoe e0
	addr ana e0 10.4.0.1/24 10.4.0.77/24 10.5.0.1/24
	addr zoe e0 10.4.0.2/24
	ask ana zoe@10.4.0.2 -I 10.4.0.77
	reachable
}

bound_to_an_interface_on_another_wire() {
	chain 4 ana r1 zoe
	ns moe
	wire ana side moe side
	addr ana side 10.88.0.1/24
	addr moe side 10.88.0.2/24
	ask ana zoe@"$end" -I side
	cause address-unowned no-route no-gateway overlapping-route
	at ana
	nofix
	retry
}

v6_target_without_prefix_route() {
	ns ana zoe
	wire ana e0 zoe e0
	addr ana e0 fd04::1/64
	into zoe ip addr add fd04::2/64 dev e0 noprefixroute
	ask ana zoe@fd04::2
	cause no-route
	at zoe
	on reply
	mend ip -n zoe -6 route add fd04::/64 dev e0
}

routes_without_prefix_are_none() {
	ns ana zoe
	wire ana e0 zoe e0
	into ana ip addr add 10.4.0.1/24 dev e0 noprefixroute
	addr zoe e0 10.4.0.2/24
	ask ana zoe@10.4.0.2
	cause no-route
	at ana
	mend ip -n ana route add 10.4.0.0/24 dev e0
}

rule_suppresses_the_default_of_main() {
	chain 4 ana r1 zoe
	into ana ip rule add lookup main suppress_prefixlength 0 pref 100
	into ana ip rule del lookup main pref 32766
	ask ana zoe@"$end"
	cause policy-route no-route
	at ana
	mend ip -n ana rule add lookup main pref 32766
}

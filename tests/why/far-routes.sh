# shellcheck shell=bash
# shellcheck source=tests/why/lib.sh
# far-routes.sh - loops, hops, nets, masks, gateways and sources, several routers from who asks.

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

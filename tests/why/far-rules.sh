# shellcheck shell=bash
# shellcheck source=tests/why/lib.sh
# far-rules.sh - rules, tables, legs and next hop objects, several routers from who asks.

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
	# Its label, by which it is sent here or there, is drawn anew for each ping.
	into ana ip -6 route replace default nexthop via fd50:0::66 weight 250 nexthop via fd50:0::67 weight 250 \
		nexthop via fd50:0::68 weight 250 nexthop via fd50:0::69 weight 250 nexthop via fd50:0::2 weight 1
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

# shellcheck shell=bash
# shellcheck source=tests/why/lib.sh
# far-ends.sh - what the far end does, or does not do, with what reaches it.

target_ignores_v6_echo() {
	chain 6 ana r1 r2 zoe
	set_in zoe net.ipv6.icmp.echo_ignore_all=1
	ask ana zoe@"$end"
	cause echo-ignored
	at zoe
	mend ip netns exec zoe sysctl -w net.ipv6.icmp.echo_ignore_all=0
}

target_on_a_loopback_ignores_echo() {
	chain 4 ana r1 r2 zoe
	addr zoe lo 203.0.113.200/32
	ip -n r1 route add 203.0.113.200 via 10.50.1.2
	ip -n r2 route add 203.0.113.200 via 10.50.2.2
	set_in zoe net.ipv4.icmp_echo_ignore_all=1
	ask ana 203.0.113.200
	cause echo-ignored
	at zoe
	mend ip netns exec zoe sysctl -w net.ipv4.icmp_echo_ignore_all=0
}

loopback_target_is_not_known_to_the_second_router() {
	chain 4 ana r1 r2 zoe
	addr zoe lo 203.0.113.200/32
	ip -n r1 route add 203.0.113.200 via 10.50.1.2
	ask ana 203.0.113.200
	cause no-route
	at r2
	mend ip -n r2 route add 203.0.113.200 via 10.50.2.2
}

loopback_that_has_the_address_is_down_but_well() {
	chain 4 ana r1 zoe
	addr zoe lo 203.0.113.200/32
	ip -n r1 route add 203.0.113.200 via 10.50.1.2
	ip -n zoe link set lo down
	ask ana 203.0.113.200
	reachable
}

own_v6_address_with_loopback_down() {
	ns ana zoe
	wire ana eth0 zoe eth0
	addr ana eth0 fd68::1/64
	ip -n ana link set lo down
	ask ana fd68::1
	cause loopback-down
	at ana lo
	mend ip -n ana link set lo up
}

bridge_address_of_a_switch_that_ignores_echo() {
	lan 4 sw ana zoe
	addr sw br0 10.60.0.100/24
	set_in sw net.ipv4.icmp_echo_ignore_all=1
	ask ana sw@10.60.0.100
	cause echo-ignored
	at sw
	mend ip netns exec sw sysctl -w net.ipv4.icmp_echo_ignore_all=0
}

v6_is_off_on_the_interface_of_the_router() {
	chain 6 ana r1 r2 zoe
	set_in r2 net.ipv6.conf.e1.disable_ipv6=1
	ask ana zoe@"$end"
	cause ipv6-disabled
	at r2 e1
	nofix
	mend "ip netns exec r2 sysctl -w net.ipv6.conf.e1.disable_ipv6=0; ip -n r2 addr add fd50:2::1/64 dev e1"
}

v6_is_off_on_a_spare_link_of_the_target() {
	chain 6 ana r1 zoe
	ns moe
	wire zoe spare moe spare
	set_in zoe net.ipv6.conf.spare.disable_ipv6=1
	ip -n zoe -6 route del default
	ask ana zoe@"$end"
	cause no-route
	at zoe
	on reply
	mend ip -n zoe -6 route add default via fd50:1::1
}

v6_is_off_at_the_target() {
	lan 6 sw ana zoe
	set_in zoe net.ipv6.conf.eth0.disable_ipv6=1
	ask ana fd60::2
	cause ipv6-disabled address-unowned
	at 'zoe|ana'
	nofix
	mend "ip netns exec zoe sysctl -w net.ipv6.conf.eth0.disable_ipv6=0; ip -n zoe addr add fd60::2/64 dev eth0"
}

address_of_the_target_waits_for_dad() {
	lan 6 sw ana zoe
	set_in zoe net.ipv6.conf.eth0.accept_dad=1 net.ipv6.conf.eth0.dad_transmits=200
	ip -n zoe addr add fd60::55/64 dev eth0
	ask ana fd60::55
	cause address-tentative
	at zoe
	mend "ip -n zoe addr del fd60::55/64 dev eth0; ip -n zoe addr add fd60::55/64 dev eth0 nodad"
}

address_of_the_router_waits_for_dad() {
	chain 6 ana r1 zoe
	set_in r1 net.ipv6.conf.e0.accept_dad=1 net.ipv6.conf.e0.dad_transmits=200
	ip -n r1 addr del fd50:0::2/64 dev e0
	ip -n r1 addr add fd50:0::2/64 dev e0
	ask ana zoe@"$end"
	cause address-tentative
	at r1
	mend "ip -n r1 addr del fd50::2/64 dev e0; ip -n r1 addr add fd50::2/64 dev e0 nodad"
}

deprecated_address_is_well() {
	lan 6 sw ana zoe
	ip -n zoe addr change fd60::2/64 dev eth0 preferred_lft 0
	ask ana zoe@fd60::2
	reachable
}

link_local_over_the_right_wire_is_well() {
	lan 6 sw ana zoe
	ip -n zoe addr add fe80::2222/64 dev eth0 nodad
	ask ana fe80::2222%eth0
	reachable
}

link_local_over_the_wrong_wire() {
	ns ana zoe moe
	wire ana one zoe one
	wire ana two moe two
	ip -n zoe addr add fe80::2222/64 dev one nodad
	ask ana fe80::2222%two
	cause scope-missing address-unowned
	at ana
	nofix
	instead fe80::2222%one
}

source_is_not_its_own() {
	chain 4 ana r1 zoe
	ask ana zoe@"$end" -I 10.50.1.9
	cause bad-source no-address
	at ana
	nofix
	retry
}

target_owns_the_address_of_the_sender_on_a_loopback() {
	chain 4 ana r1 r2 zoe
	addr zoe lo 10.50.0.1/32
	ask ana zoe@"$end"
	cause duplicate-address
	at 'zoe|ana'
	on 'request|reply'
	mend ip -n zoe addr del 10.50.0.1/32 dev lo
}

router_owns_the_address_of_the_sender() {
	chain 4 ana r1 r2 zoe
	addr r2 lo 10.50.0.1/32
	ask ana zoe@"$end"
	cause duplicate-address
	at 'r2|ana'
	on 'request|reply'
	mend ip -n r2 addr del 10.50.0.1/32 dev lo
}

router_owns_the_v6_address_of_the_sender() {
	chain 6 ana r1 r2 zoe
	addr r2 lo fd50:0::1/128
	ask ana zoe@"$end"
	cause duplicate-address
	at 'r2|ana'
	on 'request|reply'
	mend ip -n r2 addr del fd50::1/128 dev lo
}

broadcast_is_ignored_by_everyone() {
	lan 4 sw ana moe zoe
	addr zoe eth0 10.60.0.200/24
	ip -n moe addr change 10.60.0.2/24 brd 10.60.0.255 dev eth0
	ask ana 10.60.0.255 -b
	cause broadcast-address echo-ignored
	nofix
	mend 'for n in ana moe zoe; do ip netns exec $n sysctl -w net.ipv4.icmp_echo_ignore_broadcasts=0; done'
}

network_address_of_a_small_net() {
	lan 4 sw ana zoe
	ip -n ana addr add 10.69.0.65/26 dev eth0
	ip -n zoe addr add 10.69.0.66/26 dev eth0
	ask ana 10.69.0.64
	cause broadcast-address
	nofix
	instead 10.69.0.66
}

broadcast_address_of_a_net_behind_a_router() {
	chain 4 ana r1 zoe
	ip -n zoe addr change "$end"/24 brd + dev e0
	ip -n r1 addr change 10.50.1.1/24 brd + dev e1
	ask ana 10.50.1.255
	cause broadcast-address
	nofix
	instead "$end"
}

target_moved_to_a_net_of_its_own() {
	chain 4 ana r1 zoe
	ip -n zoe addr flush dev e0
	addr zoe e0 10.50.9.2/24
	ip -n zoe route add default via 10.50.1.1 onlink dev e0
	ask ana "$end"
	cause address-unowned
	at r1
	nofix
	mend ip -n zoe addr add "$end"/24 dev e0
}

route_home_has_a_foreign_source() {
	chain 4 ana r1 r2 zoe
	addr zoe lo 203.0.113.3/32
	ip -n zoe route replace default via 10.50.2.1 src 203.0.113.3
	ask ana zoe@"$end"
	reachable
}

target_has_two_links_and_answers_by_the_other() {
	ns sw1 ana zoe
	router gw
	wire ana eth0 gw lan
	wire gw dmz zoe eth0
	wire gw mgmt zoe eth1
	addr ana eth0 10.71.0.2/24
	addr gw lan 10.71.0.1/24
	addr gw dmz 10.71.1.1/24
	addr gw mgmt 10.71.2.1/24
	addr zoe eth0 10.71.1.2/24
	addr zoe eth1 10.71.2.2/24
	route ana default via 10.71.0.1
	route zoe default via 10.71.2.1
	set_in gw net.ipv4.conf.mgmt.rp_filter=1
	ask ana zoe@10.71.1.2
	cause rp-filter arp-ignored
	at gw mgmt
	on reply
	mend ip netns exec gw sysctl -w net.ipv4.conf.mgmt.rp_filter=0
}

target_has_two_links_and_its_other_gateway_is_nobody() {
	ns ana zoe sw
	router gw
	wire ana eth0 gw lan
	wire gw dmz zoe eth0
	wire zoe mgmt sw p1
	bridge_of sw br0 p1
	addr ana eth0 10.71.0.2/24
	addr gw lan 10.71.0.1/24
	addr gw dmz 10.71.1.1/24
	addr zoe eth0 10.71.1.2/24
	addr zoe mgmt 192.168.122.5/24
	route ana default via 10.71.0.1
	route zoe default via 192.168.122.1
	ask ana zoe@10.71.1.2
	cause gateway-unowned overlapping-route no-route
	at zoe
	on reply
	mend ip -n zoe route replace default via 10.71.1.1
}

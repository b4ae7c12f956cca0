# shellcheck shell=bash
# shellcheck source=tests/why/lib.sh
# far-herrings.sh - what looks bad and is well, herrings beside a fault, and two faults at once.

# what looks bad and is not, or is not the fault
strict_everywhere_but_straight_is_well() {
	chain 4 ana r1 r2 r3 zoe
	local n
	for n in ana r1 r2 r3 zoe; do set_in $n net.ipv4.conf.all.rp_filter=1; done
	ask ana zoe@"$end"
	reachable
}

crowd_of_herrings_is_well() {
	chain 4 ana r1 r2 zoe
	wire r1 spare r2 spare
	into r1 ip link set spare down
	rules r1 'add table inet f; add chain inet f through { type filter hook forward priority 0; }; add rule inet f through ip daddr 10.50.2.9 drop; add rule inet f through tcp dport 80 reject; add rule inet f through icmp type timestamp-request drop'
	into r2 ip route add blackhole 10.50.2.128/25
	into r2 ip route add unreachable default metric 4000
	into r2 ip rule add from 10.50.0.7 lookup 44
	into zoe ip neigh add 10.50.2.77 lladdr 02:00:00:00:00:09 dev e0 nud permanent
	into zoe iptables-nft -A INPUT -p udp -j DROP
	set_in zoe net.ipv4.icmp_echo_ignore_broadcasts=1
	ask ana zoe@"$end"
	reachable
}

filter_that_counts_and_logs_is_well() {
	chain 6 ana r1 zoe
	rules r1 'add table inet f; add counter inet f c; add chain inet f through { type filter hook forward priority 0; policy drop; }; add rule inet f through counter name c; add rule inet f through meta l4proto ipv6-icmp limit rate 1000/second accept'
	ask ana zoe@"$end"
	reachable
}

everything_translated_is_well() {
	chain 4 ana gw zoe
	rules gw 'add table ip nat; add chain ip nat pre { type nat hook prerouting priority -100; }; add rule ip nat pre ip daddr 203.0.113.0/24 dnat to 10.50.1.2; add chain ip nat post { type nat hook postrouting priority 100; }; add rule ip nat post oifname "e1" snat to 10.50.1.1'
	ip -n zoe route del default
	ask ana 203.0.113.33
	reachable
}

dead_leg_that_this_ping_does_not_take_is_well() {
	chain 4 ana r1 zoe
	into ana ip route replace 10.99.0.0/16 nexthop via 10.50.0.66 nexthop via 10.50.0.2
	ask ana zoe@"$end"
	reachable
}

big_fragments_over_three_routers_are_well() {
	chain 4 ana r1 r2 r3 zoe
	into r2 ip link set e1 mtu 600
	into r3 ip link set e0 mtu 600
	ask ana zoe@"$end" -s 5000 -M dont
	reachable
}

no_address_on_the_way_is_well() {
	chain 4 ana r1 r2 zoe
	into r1 ip route add 10.72.0.0/24 via 10.50.1.2
	into r1 ip addr del 10.50.1.1/24 dev e1
	into r1 ip route add 10.50.1.0/24 dev e1
	into r1 ip route replace 10.50.2.0/24 via 10.50.1.2
	ip -n r2 route replace 10.50.0.0/24 dev e0
	set_in r1 net.ipv4.conf.e1.proxy_arp=1 net.ipv4.neigh.e1.proxy_delay=0
	ask ana zoe@"$end"
	reachable
}

same_subnet_on_both_sides_of_a_proxy_is_well() {
	ns ana zoe
	router mid
	wire ana eth0 mid left
	wire mid right zoe eth0
	addr ana eth0 10.73.0.1/24
	addr zoe eth0 10.73.0.129/24
	route mid 10.73.0.1 dev left
	route mid 10.73.0.129 dev right
	set_in mid net.ipv4.conf.all.proxy_arp=1 net.ipv4.neigh.left.proxy_delay=0 net.ipv4.neigh.right.proxy_delay=0
	ask ana zoe@10.73.0.129
	reachable
}

herring_strict_check_beside_a_filter() {
	chain 4 ana r1 r2 zoe
	local n
	for n in ana r1 r2 zoe; do set_in $n net.ipv4.conf.all.rp_filter=1; done
	rules r2 'add table ip6 f; add chain ip6 f through { type filter hook forward priority 0; policy drop; }; add table ip g; add chain ip g pre { type filter hook prerouting priority -5; }; add rule ip g pre iifname "e1" ip protocol icmp drop'
	ask ana zoe@"$end"
	cause firewall
	at r2
	on reply
	mend ip netns exec r2 nft delete table ip g
}

herring_blackhole_of_others_beside_a_missing_route() {
	chain 4 ana r1 r2 zoe
	into r2 ip route add blackhole 10.50.2.64/26
	into r1 ip rule add from 10.50.0.64/26 unreachable pref 50
	ip -n r1 route del 10.50.2.0/24
	into r1 ip route add unreachable 10.50.3.0/24
	ask ana zoe@"$end"
	cause no-route
	at r1
	mend ip -n r1 route add 10.50.2.0/24 via 10.50.1.2
}

herring_same_macs_elsewhere_beside_a_dead_gateway() {
	chain 4 ana r1 r2 zoe
	wire r1 x r2 x
	into r1 ip link set x address 02:11:11:11:11:11
	into r2 ip link set x address 02:11:11:11:11:11
	ip -n r2 route replace 10.50.0.0/24 via 10.50.1.99
	ask ana zoe@"$end"
	cause gateway-unowned
	at r2
	on reply
	mend ip -n r2 route replace 10.50.0.0/24 via 10.50.1.1
}

herring_masquerade_beside_an_ignored_echo() {
	chain 4 ana gw r2 zoe
	rules gw 'add table ip nat; add chain ip nat post { type nat hook postrouting priority 100; }; add rule ip nat post ip saddr 10.99.0.0/16 masquerade; add chain ip nat pre { type nat hook prerouting priority -100; }; add rule ip nat pre tcp dport 80 dnat to 10.50.2.2'
	set_in zoe net.ipv4.icmp_echo_ignore_all=1
	ask ana "$end"
	cause echo-ignored
	at zoe
	mend ip netns exec zoe sysctl -w net.ipv4.icmp_echo_ignore_all=0
}

herring_off_forwarding_of_an_interface_that_only_sends() {
	chain 4 ana r1 r2 zoe
	set_in r1 net.ipv4.conf.e1.forwarding=0
	set_in r2 net.ipv4.conf.all.rp_filter=2
	ask ana zoe@"$end"
	cause forwarding-off
	at r1 e1
	on reply
	mend ip netns exec r1 sysctl -w net.ipv4.conf.e1.forwarding=1
}

# two at once
route_then_filter() {
	chain 4 ana r1 r2 zoe
	ip -n r1 route del 10.50.2.0/24
	rules zoe 'add table ip f; add chain ip f in { type filter hook input priority 0; policy drop; }'
	ask ana zoe@"$end"
	cause no-route
	at r1
	mend ip -n r1 route add 10.50.2.0/24 via 10.50.1.2
	next firewall
	at zoe
	mend ip netns exec zoe nft delete table ip f
}

filter_then_no_way_back() {
	chain 4 ana r1 r2 r3 zoe
	into r2 iptables-nft -P FORWARD DROP
	ip -n r3 route del 10.50.0.0/24
	ask ana "$end"
	cause firewall
	at r2
	mend ip netns exec r2 iptables-nft -P FORWARD ACCEPT
	next no-route
	at r3
	on reply
	mend ip -n r3 route add 10.50.0.0/24 via 10.50.2.1
}

forwarding_then_strictness_at_home() {
	chain 4 ana r1 zoe
	wire ana extra zoe extra
	addr ana extra 10.74.0.1/24
	addr zoe extra 10.74.0.2/24
	ip -n zoe route add 10.50.0.0/24 via 10.74.0.1
	set_in ana net.ipv4.conf.extra.rp_filter=1
	set_in r1 net.ipv4.ip_forward=0
	ask ana "$end"
	cause forwarding-off
	at r1
	mend ip netns exec r1 sysctl -w net.ipv4.ip_forward=1
	next rp-filter arp-ignored
	at ana extra
	on reply
	mend ip netns exec ana sysctl -w net.ipv4.conf.extra.rp_filter=0
}

v6_gateway_then_ignored_echo() {
	chain 6 ana r1 r2 zoe
	ip -n r1 -6 route replace fd50:2::/64 via fd50:1::bad
	set_in zoe net.ipv6.icmp.echo_ignore_all=1
	ask ana zoe@"$end"
	cause gateway-unowned
	at r1
	mend ip -n r1 -6 route replace fd50:2::/64 via fd50:1::2
	next echo-ignored
	at zoe
	mend ip netns exec zoe sysctl -w net.ipv6.icmp.echo_ignore_all=0
}

link_then_wrong_mac() {
	chain 4 ana r1 r2 zoe
	ip -n r2 link set e1 down
	ask ana zoe@"$end"
	cause link-down
	at r2 e1
	ip -n zoe neigh replace 10.50.2.1 lladdr 02:00:5e:00:00:02 dev e0 nud permanent
	mend ip -n r2 link set e1 up
	next neighbour-wrong
	at zoe
	on reply
	mend ip -n zoe neigh del 10.50.2.1 dev e0
}

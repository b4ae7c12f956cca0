# shellcheck shell=bash disable=SC2154
# healthy.sh - it pings; whatever looks odd here is no cause

pipe() {
	chain 4 a b
	ask a b@$end
	reachable
}

v6_pipe() {
	chain 6 a b
	ask a b@$end
	reachable
}

five_hops() {
	chain 4 a r1 r2 r3 r4 b
	ask a $end
	reachable
}

v6_five_hops() {
	chain 6 a r1 r2 r3 r4 b
	ask a $end -s 1200
	reachable
}

three_switches_in_series() {
	lan 4 s1 a
	ns s2 s3 z
	wire s1 t12 s2 t12
	wire s2 t23 s3 t23
	wire s3 pz z eth0
	bridge_of s1 br0 t12
	bridge_of s2 br0 t12 t23
	bridge_of s3 br0 t23 pz
	addr z eth0 10.60.0.200/24
	ask a z@10.60.0.200
	reachable
}

two_nameless_ends() {
	nameless p
	nameless q
	wire $p e0 $q e0
	addr $p e0 10.0.0.1/31
	addr $q e0 10.0.0.0/31
	ask $p 10.0.0.0
	reachable
}

from_the_machine_itself() {
	ns web
	wire host v0 web eth0
	addr host v0 172.18.0.1/16
	addr web eth0 172.18.0.2/16
	ask host web@172.18.0.2
	reachable
}

to_the_machine_itself() {
	ns web
	wire host v0 web eth0
	addr host v0 172.18.0.1/16
	addr web eth0 172.18.0.2/16
	ask web 172.18.0.1
	reachable
}

loopback() {
	ns me
	ask me 127.0.0.1
	reachable
}

v6_loopback() {
	ns me
	ask me ::1
	reachable
}

lo_is_down_and_not_needed() {
	chain 4 a g b
	ip -n a link set lo down
	ip -n b link set lo down
	ask a $end
	reachable
}

address_on_a_loopback_that_is_down() {
	chain 4 cli gw srv
	addr srv lo 10.99.99.1/32
	route gw 10.99.99.1 via 10.50.1.2
	ip -n srv link set lo down
	ask cli 10.99.99.1
	reachable
}

address_of_a_routers_own_down_leg() {
	chain 4 s r1 r2
	ns void
	wire r2 spare0 void spare0
	addr r2 spare0 10.88.0.1/24
	forward r2
	route r1 10.88.0.0/24 via 10.50.1.2
	ip -n r2 link set spare0 down
	ask s 10.88.0.1
	reachable
}

links_that_are_down_beside_the_path() {
	chain 4 a g b
	ns x
	wire g side0 x side0
	addr g side0 10.77.0.1/24
	ip -n x link set side0 down
	ip -n a link add spare type veth peer name spare1
	ask a $end
	reachable
}

rejects_for_other_nets() {
	chain 4 a g b
	ip -n a route add blackhole 10.99.0.0/16
	ip -n g route add unreachable 10.51.0.0/16
	ip -n b route add prohibit 10.50.2.0/24
	ask a $end
	reachable
}

rule_into_an_empty_table() {
	chain 4 a g b
	ip -n a rule add pref 10 lookup 99
	ip -n g rule add from 10.50.0.0/24 pref 11 lookup 98
	ask a $end
	reachable
}

rule_for_marked_packets_only() {
	chain 4 a g b
	ip -n a rule add fwmark 9 lookup 99
	ip -n a route add unreachable default table 99
	ask a $end
	reachable
}

both_legs_of_a_multipath_live() {
	chain 4 a g b
	router h
	wire a f1 h f0
	wire h f1 b f1
	addr a f1 10.52.0.1/24
	addr h f0 10.52.0.2/24
	addr h f1 10.53.0.1/24
	addr b f1 10.53.0.2/24
	route h 10.50.1.2 via 10.53.0.2
	route b 10.52.0.0/24 via 10.53.0.1
	ip -n a route replace 10.50.1.0/24 nexthop via 10.50.0.2 nexthop via 10.52.0.2
	ask a $end
	reachable
}

reply_takes_another_way() {
	chain 4 a g b
	router h
	wire a f1 h f0
	wire h f1 b f1
	addr a f1 10.52.0.1/24
	addr h f0 10.52.0.2/24
	addr h f1 10.53.0.1/24
	addr b f1 10.53.0.2/24
	route h 10.50.0.0/24 via 10.52.0.1
	route b 10.50.0.0/24 via 10.53.0.1
	ask a $end
	reachable
}

static_neighbours_that_are_right() {
	chain 4 a b
	ip -n a neigh add $end lladdr "$(mac b e0)" dev e1 nud permanent
	ip -n b neigh add 10.50.0.1 lladdr "$(mac a e1)" dev e0 nud permanent
	ip -n a link set e1 arp on
	ask a $end
	reachable
}

static_neighbours_of_others_that_are_wrong() {
	lan 4 sw a b c
	ip -n a neigh add 10.60.0.3 lladdr 02:de:ad:00:00:01 dev eth0 nud permanent
	ip -n c neigh add 10.60.0.1 lladdr 02:de:ad:00:00:02 dev eth0 nud permanent
	ask a 10.60.0.2
	reachable
}

failed_neighbour_from_before_it_came_up() {
	lan 4 sw a b
	ip -n b link set eth0 down
	into a ping -c 1 -W 1 10.60.0.2 >/dev/null
	ip -n b link set eth0 up
	ask a 10.60.0.2
	reachable
}

no_forwarding_where_nobody_routes() {
	lan 4 sw a b c
	addr sw br0 10.60.0.254/24
	route a default via 10.60.0.254
	ask a b@10.60.0.2
	reachable
}

arp_ignore_for_an_address_that_is_on_its_link() {
	chain 4 a g b
	set_in b net.ipv4.conf.all.arp_ignore=1
	set_in g net.ipv4.conf.all.arp_filter=1
	ask a $end
	reachable
}

strict_reverse_path_on_a_straight_way() {
	chain 4 a r1 r2 b
	for n in a r1 r2 b; do set_in $n net.ipv4.conf.all.rp_filter=1; done
	ask a $end
	reachable
}

ttl_that_is_just_enough() {
	chain 4 a r1 r2 b
	ask a $end -t 3
	reachable
}

larger_mtu_than_the_ping_needs() {
	chain 4 a g b
	ip -n g link set e1 mtu 900
	ip -n b link set e0 mtu 900
	ask a $end -s 500
	reachable
}

fragments_through_a_router() {
	chain 4 a g b
	ask a $end -s 4000
	reachable
}

v4_is_well_while_v6_is_off() {
	chain 4 a g b
	for n in a g b; do set_in $n net.ipv6.conf.all.disable_ipv6=1; done
	ask a $end
	reachable
}

accept_rules_and_counters() {
	chain 4 a g b
	into g nft 'table inet f { chain fw { type filter hook forward priority 0; policy drop;
		ct state established,related accept; ip protocol icmp counter accept; }; }'
	into b nft 'table inet f { chain in { type filter hook input priority 0; policy drop;
		icmp type echo-request accept; }; }'
	ask a $end
	reachable
}

masquerading_gateway() {
	lan 4 sw a b
	forward sw
	ns inet
	addr sw br0 10.60.0.254/24
	wire sw wan inet eth0
	addr sw wan 203.0.113.1/24
	addr inet eth0 203.0.113.2/24
	route a default via 10.60.0.254
	into sw nft 'table ip nat { chain post { type nat hook postrouting priority 100;
		ip saddr 10.60.0.0/24 oifname "wan" masquerade; }; }'
	ask a inet@203.0.113.2
	reachable
}

proxied_target() {
	chain 4 a g b
	ip -n a route replace 10.50.1.0/24 dev e1
	set_in g net.ipv4.conf.e0.proxy_arp=1 net.ipv4.neigh.e0.proxy_delay=0
	ask a $end
	reachable
}

unnumbered_interface_in_between() {
	chain 4 a r1 r2 b
	ip -n r1 addr flush dev e1
	ip -n r2 addr flush dev e0
	ip -n r1 route add 10.50.2.0/24 dev e1
	ip -n r2 route add 10.50.0.0/24 dev e0
	set_in r1 net.ipv4.conf.e1.proxy_arp=1 net.ipv4.neigh.e1.proxy_delay=0
	set_in r2 net.ipv4.conf.e0.proxy_arp=1 net.ipv4.neigh.e0.proxy_delay=0
	ask a $end
	reachable
}

v6_over_link_local_next_hops() {
	chain 6 a r1 r2 b
	ip -n r1 -6 route del fd50:2::/64
	ip -n r1 -6 route add fd50:2::/64 via "$(_link_local r2 e0)" dev e1
	ask a $end
	reachable
}
_link_local() { into "$1" ip -6 -o addr show dev "$2" scope link | grep -oP 'fe80::[^/]*'; }

v6_link_local_with_its_scope() {
	chain 6 a b
	ask a "$(_link_local b e0)%e1"
	reachable
}

same_address_elsewhere_on_the_machine() {
	chain 4 a b
	ns other peer
	wire other e0 peer e0
	addr other e0 $end/24
	ip netns exec other ip link set lo down
	ask a $end
	reachable
}

same_mac_on_another_wire() {
	chain 4 a g b
	ip -n b link set e0 down
	ip -n b link set e0 address "$(mac a e1)"
	ip -n b link set e0 up
	route b default via 10.50.1.1
	ask a $end
	reachable
}

spanning_tree_that_has_converged() {
	ns sw a b
	ip -n sw link add br0 type bridge stp_state 1 forward_delay 200 mcast_snooping 0
	wire a eth0 sw pa
	wire b eth0 sw pb
	bridge_of sw br0 pa pb
	addr a eth0 10.60.0.1/24
	addr b eth0 10.60.0.2/24
	until [ "$(into sw bridge link show | grep -c 'state forwarding')" = 2 ]; do sleep 0.2; done
	ask a 10.60.0.2
	reachable
}

nameless_router_in_between() {
	ns a b
	nameless r
	forward $r
	wire a e0 $r e0
	wire $r e1 b e0
	addr a e0 10.11.0.2/24
	addr $r e0 10.11.0.1/24
	addr $r e1 10.12.0.1/24
	addr b e0 10.12.0.2/24
	route a default via 10.11.0.1
	route b default via 10.12.0.1
	ask a b@10.12.0.2
	reachable
}

guests_on_the_machines_bridge_and_beyond() {
	ns web out
	forward host
	wire host vweb web eth0
	bridge_of host br7 vweb
	wire host wan0 out eth0
	addr host br7 172.17.0.1/16
	addr host wan0 198.51.100.2/30
	addr web eth0 172.17.0.2/16
	addr out eth0 198.51.100.1/30
	route web default via 172.17.0.1
	nft 'table ip nat { chain post { type nat hook postrouting priority 100;
		ip saddr 172.17.0.0/16 oifname != "br7" masquerade; }; }'
	ask web 198.51.100.1
	reachable
}

duplicate_address_on_another_switch() {
	lan 4 sw a b
	ns sw2 b2
	wire sw2 p b2 eth0
	bridge_of sw2 br0 p
	addr b2 eth0 10.60.0.2/24
	ask a b@10.60.0.2
	reachable
}

wide_mask_that_hides_nothing() {
	chain 4 a g b
	ip -n a addr flush dev e1
	addr a e1 10.50.0.1/23
	route a default via 10.50.0.2
	ip -n a route add 10.50.1.2 via 10.50.0.2
	ask a $end
	reachable
}

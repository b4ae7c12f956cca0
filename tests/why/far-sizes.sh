# shellcheck shell=bash
# shellcheck source=tests/why/lib.sh
# far-sizes.sh - sizes of packets, tunnels, and rooms of every kind.

# sizes
path_shrinks_and_nobody_may_say_so() {
	chain 4 ana r1 r2 zoe
	into r1 ip link set e1 mtu 1300
	into r2 ip link set e0 mtu 1300
	rules r1 'add table ip q; add chain ip q out { type filter hook output priority 0; }; add rule ip q out icmp type destination-unreachable drop'
	ask ana zoe@"$end" -M do -s 1400
	cause mtu
	at 'r1|r2'
	mend "ip -n r1 link set e1 mtu 1500; ip -n r2 link set e0 mtu 1500"
}

path_shrinks_for_v6() {
	chain 6 ana r1 r2 zoe
	into r2 ip link set e1 mtu 1290
	into zoe ip link set e0 mtu 1290
	ask ana zoe@"$end" -M do -s 1400
	cause mtu
	at 'r2|zoe'
	mend "ip -n r2 link set e1 mtu 1500; ip -n zoe link set e0 mtu 1500; ip -n ana -6 route flush cache"
}

path_shrinks_but_routers_cut_it() {
	chain 4 ana r1 r2 zoe
	into r1 ip link set e1 mtu 700
	into r2 ip link set e0 mtu 700
	ask ana zoe@"$end" -M dont -s 1400
	reachable
}

own_link_is_smaller_than_the_ping() {
	chain 4 ana r1 zoe
	ask ana zoe@"$end" -M do -s 1473
	cause mtu
	at ana
	nofix
	retry -M do -s 1472
}

route_has_a_size_of_its_own() {
	chain 4 ana r1 zoe
	ip -n ana route replace default via 10.50.0.2 mtu lock 1000
	ask ana zoe@"$end" -M do -s 1200
	cause mtu
	at ana
	mend ip -n ana route replace default via 10.50.0.2
}

last_pipe_is_smaller_at_its_end() {
	chain 4 ana r1 r2 zoe
	into zoe ip link set e0 mtu 1000
	ask ana zoe@"$end" -s 1300
	cause mtu
	at 'zoe|r2'
	mend ip -n zoe link set e0 mtu 1500
}

first_pipe_is_smaller_for_the_reply() {
	chain 4 ana r1 r2 zoe
	into ana ip link set e1 mtu 1100
	ask ana zoe@"$end" -s 1300
	cause mtu
	at 'ana|r1'
	on reply
	mend ip -n ana link set e1 mtu 1500
}

too_small_for_v6_at_all() {
	chain 6 ana r1 zoe
	into r1 ip link set e1 mtu 1200
	ask ana zoe@"$end"
	cause no-route no-address ipv6-disabled mtu
	at r1
	nofix
	mend "ip -n r1 link set e1 mtu 1500; ip -n r1 addr add fd50:1::1/64 dev e1; ip netns exec r1 sysctl -w net.ipv6.conf.e1.forwarding=1"
}

tunnel_passes_a_router_that_filters_it() {
	chain 4 ana r1 zoe
	into ana ip link add vx type vxlan id 77 remote 10.50.1.2 local 10.50.0.1 dstport 4789 dev e1
	into zoe ip link add vx type vxlan id 77 remote 10.50.0.1 local 10.50.1.2 dstport 4789 dev e0
	into ana ip link set vx up
	into zoe ip link set vx up
	addr ana vx 10.70.0.1/24
	addr zoe vx 10.70.0.2/24
	rules r1 'add table ip f; add chain ip f through { type filter hook forward priority 0; }; add rule ip f through udp dport 4789 drop'
	ask ana 10.70.0.2
	cause firewall
	at r1
	mend ip netns exec r1 nft delete table ip f
}

tunnel_is_well() {
	chain 4 ana r1 zoe
	into ana ip link add vx type vxlan id 77 remote 10.50.1.2 local 10.50.0.1 dstport 4789 dev e1
	into zoe ip link add vx type vxlan id 77 remote 10.50.0.1 local 10.50.1.2 dstport 4789 dev e0
	into ana ip link set vx up
	into zoe ip link set vx up
	addr ana vx 10.70.0.1/24
	addr zoe vx 10.70.0.2/24
	ask ana zoe@10.70.0.2
	reachable
}

# who asks and who is asked, of every kind
nameless_router_does_not_forward() {
	ns ana zoe
	nameless mid
	# shellcheck disable=SC2154
	wire ana e1 "$mid" e0
	wire "$mid" e1 zoe e0
	addr ana e1 10.50.0.1/24
	addr "$mid" e0 10.50.0.2/24
	addr "$mid" e1 10.50.1.1/24
	addr zoe e0 10.50.1.2/24
	route ana default via 10.50.0.2
	route zoe default via 10.50.1.1
	ask ana zoe@10.50.1.2
	cause forwarding-off
	mend "nsenter -t ${mid#pid:} -n sysctl -w net.ipv4.ip_forward=1"
}

nameless_asks_and_the_target_has_no_way_back() {
	nameless me
	router mid
	ns zoe
	# shellcheck disable=SC2154
	wire "$me" e1 mid e0
	wire mid e1 zoe e0
	addr "$me" e1 10.50.0.1/24
	addr mid e0 10.50.0.2/24
	addr mid e1 10.50.1.1/24
	addr zoe e0 10.50.1.2/24
	route "$me" default via 10.50.0.2
	ask "$me" 10.50.1.2
	cause no-route
	at zoe
	on reply
	mend ip -n zoe route add default via 10.50.1.1
}

path_as_the_target_and_a_firewall_there() {
	chain 4 ana r1 zoe
	rules zoe 'add table ip f; add chain ip f in { type filter hook input priority 0; policy drop; }'
	ask ana /run/netns/zoe@"$end"
	cause firewall
	at 'zoe|/run/netns/zoe'
	mend ip netns exec zoe nft delete table ip f
}

host_routes_between_two() {
	ns ana zoe
	wire ana eth0 host va
	wire host vz zoe eth0
	addr ana eth0 10.66.1.2/24
	addr host va 10.66.1.1/24
	addr host vz 10.66.2.1/24
	addr zoe eth0 10.66.2.2/24
	route ana default via 10.66.1.1
	route zoe default via 10.66.2.1
	forward host
	rules host 'add table ip f; add chain ip f through { type filter hook forward priority 0; policy drop; }; add rule ip f through iifname "vz" accept'
	ask ana zoe@10.66.2.2
	cause firewall
	at host
	mend nft delete table ip f
}

host_is_asked_and_is_strict() {
	ns ana
	wire ana eth0 host va
	wire ana eth1 host vb
	addr ana eth0 10.66.1.2/24
	addr host va 10.66.1.1/24
	addr host vb 10.66.3.1/24
	addr ana lo 10.66.9.9/32
	route host 10.66.9.9 dev vb
	set_in host net.ipv4.conf.va.rp_filter=1
	ask ana 10.66.1.1 -I 10.66.9.9
	cause rp-filter arp-ignored
	at host
	mend sysctl -w net.ipv4.conf.va.rp_filter=0
}

odd_names_with_a_port_down() {
	ns node.1 'node_2-b' sw.x
	wire node.1 ve.1-x sw.x p@1
	wire 'node_2-b' 0eth sw.x 'p+2'
	bridge_of sw.x br.0 p@1 'p+2'
	addr node.1 ve.1-x 10.67.0.1/30
	addr 'node_2-b' 0eth 10.67.0.2/30
	into sw.x ip link set 'p+2' down
	ask node.1 10.67.0.2
	cause link-down
	at sw.x p+2
	mend ip -n sw.x link set p+2 up
}

# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# herrings.sh - a fault, and an oddity beside it that is no cause: with that alone it worked.
. "$here/nets.sh"

# A third router does not forward; it is on no way.
idle_router_beside_a_missing_route() {
	_row 10.181. ann r1 r2 bob
	ns r3 && wire r1 x9 r3 x9
	addr r1 x9 10.181.50.1/24 && addr r3 x9 10.181.50.2/24
	set_in r3 net.ipv4.ip_forward=0
	_worked ann 10.181.3.2
	ip -n r2 route del 10.181.1.0/24
	ask ann 10.181.3.2
	cause no-route
	at r2
	on reply
	mend ip -n r2 route add 10.181.1.0/24 via 10.181.2.1
}

# The rules of the router drop plenty, nothing of ours.
rules_beside_forwarding_off() {
	_row 10.182. cat fw dog
	_nft fw <<-E
	table inet filter {
		set bad { type ipv4_addr; elements = { 10.182.1.9, 10.182.2.9 }; }
		chain f {
			type filter hook forward priority 0
			ip saddr @bad counter drop
			ip daddr @bad counter drop
			icmp type timestamp-request drop
			meta l4proto { tcp, udp } drop
		}
	}
	E
	_worked cat 10.182.2.2
	set_in fw net.ipv4.ip_forward=0
	ask cat 10.182.2.2
	cause forwarding-off
	at fw
	mend ip netns exec fw sysctl -w net.ipv4.ip_forward=1
}

# Another host's port is down; ours is isolated.
dead_port_beside_isolated_ones() {
	_lan sw br0 10.183.0. 24 eel fly gnu hen
	ip -n sw link set p-hen down
	ip -n hen link set eth0 down
	bridge -n sw link set dev p-gnu isolated on
	bridge -n sw link set dev p-fly isolated on
	_worked eel 10.183.0.2
	bridge -n sw link set dev p-eel isolated on
	_forget eel fly
	ask eel 10.183.0.2
	cause bridge-port-isolated
	at sw
	mend bridge -n sw link set dev p-eel isolated off
}

# A mask is wrong where nobody looks: on an interface the ping does not use.
wrong_mask_beside_a_firewall() {
	_row 10.184. ibx jay kit
	ns lar && wire ibx z9 lar z9
	addr ibx z9 172.19.0.1/30 && addr lar z9 172.19.0.77/24
	_worked ibx 10.184.2.2
	into kit iptables-nft -A INPUT -p icmp -j DROP
	ask ibx 10.184.2.2
	cause firewall
	at kit
	mend ip netns exec kit iptables-nft -F INPUT
}

# Strict reverse path everywhere, and everywhere the way back is the way there.
strict_everywhere_beside_echo_ignored() {
	_row 10.185. mol nut owl
	for x in mol nut owl; do set_in $x net.ipv4.conf.all.rp_filter=1; done
	_worked mol 10.185.2.2
	set_in owl net.ipv4.icmp_echo_ignore_all=1
	ask mol 10.185.2.2
	cause echo-ignored
	at owl
	mend ip netns exec owl sysctl -w net.ipv4.icmp_echo_ignore_all=0
}

# br_netfilter with a policy that forbids, on a switch beside; ours lets frames alone.
other_switch_beside_a_port_without_bridge() {
	_lan sw1 br0 10.186.0. 24 pig rat
	_lan sw2 br0 10.187.0. 24 sow tit
	set_in sw2 net.bridge.bridge-nf-call-iptables=1
	into sw2 iptables-nft -P FORWARD DROP
	_worked pig 10.186.0.2
	ip -n sw1 link set p-rat nomaster
	_forget pig rat
	ask pig 10.186.0.2
	cause not-in-bridge
	at sw1 p-rat
	mend ip -n sw1 link set p-rat master br0
}

# A permanent neighbour is wrong, of an address nobody asks for.
wrong_neighbour_beside_a_small_mtu() {
	_row 10.188. urn vat wok
	ip -n urn neigh add 10.188.1.77 lladdr 02:de:ad:00:00:01 dev r0 nud permanent
	ip -n vat neigh add 10.188.2.77 lladdr 02:de:ad:00:00:02 dev r0 nud permanent
	_worked urn 10.188.2.2 -s 1400
	ip -n wok link set l0 mtu 1300
	ask urn 10.188.2.2 -s 1400
	cause mtu
	at wok l0
	mend ip -n wok link set l0 mtu 1500
}

# The link of another interface is dead, a route over it is there, and a better one is used.
dead_spare_route_beside_a_program() {
	_row 10.189. yak zeb ape
	ns gone && wire yak s9 gone s9
	addr yak s9 10.189.70.1/24
	ip -n gone link set s9 down
	route yak 10.189.0.0/16 via 10.189.70.2 metric 50
	_worked yak 10.189.2.2
	_tc_drop ape l0 ingress 'icmp(skb, 8)'
	ask yak 10.189.2.2
	cause tc-drop
	at ape l0
	mend tc -n ape qdisc del dev l0 clsact
}

# XDP and tc programs that pass are on the way; the qdisc is what drops.
harmless_programs_beside_a_queue() {
	_lan sw br0 10.190.0. 24 bat cod
	_xdp_drop cod eth0 xdpgeneric 0
	_tc_drop bat eth0 egress 'icmp(skb, 17)'
	_worked bat 10.190.0.2
	tc -n sw qdisc add dev p-cod root bfifo limit 60
	ask bat 10.190.0.2
	cause qdisc-drop
	at sw p-cod
	mend tc -n sw qdisc del dev p-cod root
}

# NAT is missing for one net; the ping comes from another and dies elsewhere.
nat_of_another_net_beside_a_wrong_fdb() {
	_lan sw br0 10.191.0. 24 dab eft fox
	ns out && wire sw wan out eth0
	addr sw br0 10.191.0.254/24
	addr sw wan 198.51.100.1/24 && addr out eth0 198.51.100.2/24
	forward sw
	_nft sw <<-E
	table ip nat {
		chain post {
			type nat hook postrouting priority srcnat
			ip saddr 10.77.0.0/16 oifname wan masquerade
		}
	}
	E
	_worked dab 10.191.0.2
	bridge -n sw link set dev p-eft learning off
	bridge -n sw fdb replace "$(mac eft eth0)" dev p-fox master static
	ask dab 10.191.0.2
	cause bridge-fdb-wrong
	at sw
	mend "bridge -n sw fdb del $(mac eft eth0) dev p-fox master"
	mend bridge -n sw link set dev p-eft learning on
}

# Blackholes and rules for others; what fails is that nobody has the address.
blackholes_beside_nobody() {
	_row 10.192. gar hog ide
	route hog blackhole 10.192.99.0/24
	route hog unreachable 10.193.0.0/16
	into hog ip rule add fwmark 9 prohibit prio 20
	_worked gar 10.192.2.2
	ask gar 10.192.2.200
	cause address-unowned
	at hog
	mend ip -n ide addr add 10.192.2.200/24 dev l0
}

# IPv6 is off on a router of the IPv4 way, and the IPv4 fault is at its neighbour.
no_ipv6_beside_an_ipv4_fault() {
	_row 10.194. jak koi lox mew
	set_in koi net.ipv6.conf.all.disable_ipv6=1
	set_in lox net.ipv6.conf.all.forwarding=0
	_worked jak 10.194.3.2
	set_in lox net.ipv4.conf.l0.forwarding=0
	ask jak 10.194.3.2
	cause forwarding-off
	at lox 'l0|'
	mend ip netns exec lox sysctl -w net.ipv4.conf.l0.forwarding=1
}

# And the other way round.
no_ipv4_forwarding_beside_an_ipv6_fault() {
	_row6 fd00:f5: nit ocu pup
	set_in ocu net.ipv4.ip_forward=0
	set_in pup net.ipv4.icmp_echo_ignore_all=1
	set_in ocu net.ipv6.conf.all.forwarding=1
	_worked nit fd00:f5:2::2
	into pup ip6tables-nft -A OUTPUT -p ipv6-icmp --icmpv6-type echo-reply -j DROP
	ask nit fd00:f5:2::2
	cause firewall
	at pup
	on reply
	mend ip netns exec pup ip6tables-nft -F OUTPUT
}

# Two hosts beside share a MAC and an address; neither is asked.
twins_beside_a_blocked_port() {
	_lan sw br0 10.195.0. 24 qua ram sap tau
	ip -n tau addr add 10.195.0.3/24 dev eth0
	_worked qua 10.195.0.2
	bridge -n sw link set dev p-ram state 1
	_forget qua ram
	ask qua 10.195.0.2
	cause bridge-port-blocked
	at sw p-ram
	mend bridge -n sw link set dev p-ram state 3
}

# Another multipath route has dead legs; this ping's way is single and meets a reverse path check.
dead_leg_elsewhere_beside_rp_filter() {
	ns usk vim
	router wad xan
	wire usk x0 wad x0 && wire wad y0 vim x0
	wire usk y0 xan x0 && wire xan y0 vim y0
	addr usk x0 10.196.1.1/24 && addr wad x0 10.196.1.2/24
	addr wad y0 10.196.2.1/24 && addr vim x0 10.196.2.2/24
	addr usk y0 10.196.3.1/24 && addr xan x0 10.196.3.2/24
	addr xan y0 10.196.4.1/24 && addr vim y0 10.196.4.2/24
	forward usk
	route usk 10.196.2.0/24 via 10.196.1.2
	route vim 10.196.1.0/24 via 10.196.4.1
	route xan 10.196.1.0/24 via 10.196.3.1
	into usk ip route add 10.250.0.0/16 nexthop via 10.196.1.99 nexthop via 10.196.3.99
	_worked usk 10.196.2.2
	set_in vim net.ipv4.conf.x0.rp_filter=1
	ask usk 10.196.2.2
	cause rp-filter
	at vim x0
	mend ip netns exec vim sysctl -w net.ipv4.conf.x0.rp_filter=0
}

# The drop rule is on the way and in the right chain, for the other direction.
rule_of_the_other_direction_beside_a_dead_link() {
	_row 10.197. yen zax abb
	_nft zax <<-E
	table ip oneway {
		chain f {
			type filter hook forward priority 0
			iifname r0 icmp type echo-request drop
			iifname l0 icmp type echo-reply drop
		}
	}
	E
	_worked yen 10.197.2.2
	ip -n abb link set l0 down
	ask yen 10.197.2.2
	cause link-down
	at abb l0
	mend ip -n abb link set l0 up
	next no-route # what was down has lost its routes
	at abb
	on reply
	mend ip -n abb route add 10.197.1.0/24 via 10.197.2.1
}

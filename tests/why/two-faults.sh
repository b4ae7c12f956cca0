# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# two-faults.sh - the second shows itself when the first is mended.
. "$here/nets.sh"

no_route_then_firewall() {
	_row 10.205. ace bar web
	_worked ace 10.205.2.2
	ip -n ace route del 10.205.2.0/24
	into web iptables-nft -A INPUT -p icmp -j DROP
	ask ace 10.205.2.2
	cause no-route
	at ace
	mend ip -n ace route add 10.205.2.0/24 via 10.205.1.2
	next firewall
	at web
	mend ip netns exec web iptables-nft -F INPUT
}

not_in_bridge_then_echo_ignored() {
	_lan sw br0 10.206.0. 24 cog dip
	_worked cog 10.206.0.2
	ip -n sw link set p-dip nomaster
	set_in dip net.ipv4.icmp_echo_ignore_all=1
	_forget cog dip
	ask cog 10.206.0.2
	cause not-in-bridge
	at sw p-dip
	mend ip -n sw link set p-dip master br0
	next echo-ignored
	at dip
	mend ip netns exec dip sysctl -w net.ipv4.icmp_echo_ignore_all=0
}

forwarding_off_then_no_way_back() {
	_row 10.207. elm fir gum hay
	_worked elm 10.207.3.2
	set_in fir net.ipv4.ip_forward=0
	ip -n hay route flush root 10.207.1.0/24
	ask elm 10.207.3.2
	cause forwarding-off
	at fir
	mend ip netns exec fir sysctl -w net.ipv4.ip_forward=1
	next no-route
	at hay
	on reply
	mend ip -n hay route add 10.207.1.0/24 via 10.207.3.1
}

# The same router: it must not forward, and its firewall would not let it.
firewall_behind_forwarding_off() {
	_row6 fd00:fa: ivy jet keg
	_worked ivy fd00:fa:2::2
	set_in jet net.ipv6.conf.all.forwarding=0
	_nft jet <<-E
	table ip6 f {
		chain forward {
			type filter hook forward priority 0; policy drop;
		}
	}
	E
	ask ivy fd00:fa:2::2
	cause forwarding-off
	at jet
	mend ip netns exec jet sysctl -w net.ipv6.conf.all.forwarding=1
	next firewall
	at jet
	mend ip netns exec jet nft delete table ip6 f
}

# Both routers drop; the first one first.
two_firewalls() {
	_row 10.208. log map net oar
	_worked log 10.208.3.2
	for x in map net; do
		_nft $x <<-E
		table inet wall {
			chain f {
				type filter hook forward priority 0
				icmp type echo-request drop
			}
		}
		E
	done
	ask log 10.208.3.2
	cause firewall
	at map
	mend ip netns exec map nft delete table inet wall
	next firewall
	at net
	mend ip netns exec net nft delete table inet wall
}

# The request dies at the target's reverse path check, the reply would at a program.
rp_filter_then_tc_drop() {
	ns pad urn
	router qat rim
	wire pad x0 qat x0 && wire qat y0 urn x0
	wire pad y0 rim x0 && wire rim y0 urn y0
	addr pad x0 10.209.1.1/24 && addr qat x0 10.209.1.2/24
	addr qat y0 10.209.2.1/24 && addr urn x0 10.209.2.2/24
	addr pad y0 10.209.3.1/24 && addr rim x0 10.209.3.2/24
	addr rim y0 10.209.4.1/24 && addr urn y0 10.209.4.2/24
	forward pad
	route pad 10.209.2.0/24 via 10.209.1.2
	route urn 10.209.1.0/24 via 10.209.4.1
	route rim 10.209.1.0/24 via 10.209.3.1
	_worked pad 10.209.2.2
	set_in urn net.ipv4.conf.x0.rp_filter=1
	_tc_drop rim x0 egress 'icmp(skb, 0)'
	ask pad 10.209.2.2
	cause rp-filter
	at urn x0
	mend ip netns exec urn sysctl -w net.ipv4.conf.x0.rp_filter=0
	next tc-drop
	at rim x0
	on reply
	mend tc -n rim qdisc del dev x0 clsact
}

xdp_then_output() {
	_lan sw br0 10.210.0. 24 sac tub
	_worked sac 10.210.0.2
	_xdp_drop sw p-sac xdpgeneric 'first(x, 23, 1)'
	into tub iptables-legacy -A OUTPUT -p icmp -j DROP
	ask sac 10.210.0.2
	cause xdp-drop
	at sw p-sac
	mend nsenter --net=/run/netns/sw ip link set dev p-sac xdpgeneric off
	next firewall
	at tub
	on reply
	mend ip netns exec tub iptables-legacy -F OUTPUT
}

link_down_then_neighbour_wrong() {
	ns vow wax
	wire vow e0 wax e0
	addr vow e0 10.211.0.1/24 && addr wax e0 10.211.0.2/24
	_worked vow 10.211.0.2
	ip -n wax link set e0 down
	ip -n vow neigh replace 10.211.0.2 lladdr 02:de:ad:00:00:09 dev e0 nud permanent
	ask vow 10.211.0.2
	cause link-down
	at wax e0
	mend ip -n wax link set e0 up
	next neighbour-wrong
	at vow
	mend ip -n vow neigh del 10.211.0.2 dev e0
}

isolated_then_mtu() {
	_lan sw br0 10.212.0. 24 yew zip
	_worked yew 10.212.0.2 -s 1400
	bridge -n sw link set dev p-yew isolated on
	bridge -n sw link set dev p-zip isolated on
	ip -n zip link set eth0 mtu 1200
	_forget yew zip
	ask yew 10.212.0.2 -s 1400
	cause bridge-port-isolated
	at sw
	mend bridge -n sw link set dev p-zip isolated off
	next mtu
	at zip eth0
	mend ip -n zip link set eth0 mtu 1500
}

nat_wrong_then_input() {
	_row 10.213. aft bin
	forward bin && _lan dc br0 10.214.0. 24 app
	wire bin in dc p-bin && bridge_of dc br0 p-bin
	addr bin in 10.214.0.254/24
	route app default via 10.214.0.254
	route aft default via 10.213.1.2
	_nft bin <<-E
	table ip svc {
		chain pre {
			type nat hook prerouting priority dstnat
			ip daddr 192.0.2.7 dnat to 10.214.0.66
		}
	}
	E
	_worked aft 10.214.0.1
	_nft app <<-E
	table ip door {
		chain in {
			type filter hook input priority 0
			ip saddr 10.213.0.0/16 icmp type echo-request drop
		}
	}
	E
	ask aft 192.0.2.7
	cause nat-wrong
	at bin
	mend ip netns exec bin nft flush chain ip svc pre
	mend ip netns exec bin nft add rule ip svc pre ip daddr 192.0.2.7 dnat to 10.214.0.1
	mend ip netns exec bin conntrack -F
	next firewall
	at app
	mend ip netns exec app nft delete table ip door
}

ipv6_disabled_then_no_flood() {
	_lan sw br0 fd00:fb:: 64 cup dye
	_worked cup fd00:fb::2
	set_in cup net.ipv6.conf.eth0.disable_ipv6=1
	bridge -n sw link set dev p-dye mcast_flood off
	_forget dye
	ask cup fd00:fb::2
	cause ipv6-disabled
	at cup
	mend ip netns exec cup sysctl -w net.ipv6.conf.eth0.disable_ipv6=0
	mend ip -n cup addr replace fd00:fb::1/64 dev eth0 nodad
	next bridge-no-flood
	at sw p-dye
	mend bridge -n sw link set dev p-dye mcast_flood on
}

# The output of the sender drops; behind it is a route into a dead end.
output_then_blackhole() {
	_row 10.215. egg fan gel
	_worked egg 10.215.2.2
	into egg iptables-nft -A OUTPUT -p icmp -j DROP
	route fan blackhole 10.215.2.2/32
	ask egg 10.215.2.2
	cause firewall
	at egg
	mend ip netns exec egg iptables-nft -F OUTPUT
	next route-rejects
	at fan
	mend ip -n fan route del blackhole 10.215.2.2/32
}

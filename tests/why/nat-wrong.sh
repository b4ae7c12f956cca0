# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# nat-wrong.sh - an address is rewritten that should not be, or to the wrong one.
. "$here/nets.sh"

dnat_to_nobody() {
	_row 10.89. user lb
	forward lb
	_lan dc br0 10.89.9. 24 srv1 srv2
	wire lb in dc p-lb && into dc ip link set p-lb master br0
	addr lb in 10.89.9.254/24
	route srv1 default via 10.89.9.254
	route user default via 10.89.1.2
	_nft lb <<-E
	table ip svc {
		chain pre {
			type nat hook prerouting priority dstnat
			ip daddr 192.0.2.1 dnat to 10.89.9.1
		}
	}
	E
	_worked user 192.0.2.1
	into lb nft flush chain ip svc pre
	into lb nft add rule ip svc pre ip daddr 192.0.2.1 dnat to 10.89.9.77
	ask user 192.0.2.1
	at lb
	nofix
	mend ip netns exec lb nft flush chain ip svc pre
	mend ip netns exec lb nft add rule ip svc pre ip daddr 192.0.2.1 dnat to 10.89.9.1
	mend ip netns exec lb conntrack -F
}

# The source becomes an address that nobody on the outer wire has.
snat_to_nobody() {
	_row 10.90. in gw
	forward gw && ns out
	wire gw wan out eth0
	addr gw wan 198.51.100.1/24 && addr out eth0 198.51.100.2/24
	route in default via 10.90.1.2
	_nft gw <<-E
	table ip nat {
		chain post {
			type nat hook postrouting priority srcnat
			oifname wan snat to 198.51.100.1
		}
	}
	E
	_worked in 198.51.100.2
	into gw nft flush chain ip nat post
	into gw nft add rule ip nat post oifname wan snat to 198.51.100.99
	ask in 198.51.100.2
	at gw
	on 'request|reply'
	mend ip netns exec gw nft flush chain ip nat post
	mend ip netns exec gw nft add rule ip nat post oifname wan masquerade
}

dnat_to_loopback() {
	_row 10.91. ext fw dmz
	_worked ext 10.91.2.2
	_nft fw <<-E
	table ip nat {
		chain pre {
			type nat hook prerouting priority dstnat
			ip daddr 10.91.2.2 meta l4proto icmp dnat to 127.0.0.1
		}
	}
	E
	ask ext 10.91.2.2
	at fw
	mend ip netns exec fw nft flush chain ip nat pre
}

# The sender's own table sends its pings elsewhere.
dnat_at_the_sender() {
	_lan sw br0 10.92.0. 24 one two three
	_worked one 10.92.0.2
	into one iptables-nft -t nat -A OUTPUT -d 10.92.0.2 -p icmp -j DNAT --to-destination 10.92.0.200
	ask one 10.92.0.2
	at one
	mend ip netns exec one iptables-nft -t nat -F OUTPUT
}

# Traffic between two nets of one house leaves with the outer address, and that is unknown inside.
snat_between_inner_nets() {
	_row 10.93. fin cor mkt
	_worked fin 10.93.2.2
	ip -n mkt route del 10.93.1.0/24
	ip -n mkt route add 10.93.1.0/24 via 10.93.2.1
	_nft cor <<-E
	table ip nat {
		chain post {
			type nat hook postrouting priority srcnat
			oifname != "lo" snat to 198.51.100.77
		}
	}
	E
	ask fin 10.93.2.2
	at cor
	on 'request|reply'
	mend ip netns exec cor nft flush chain ip nat post
}

ipv6_dnat() {
	_row6 fd00:94: cl gate sv
	_worked cl fd00:94:2::2
	_nft gate <<-E
	table ip6 nat {
		chain pre {
			type nat hook prerouting priority dstnat
			ip6 daddr fd00:94:2::2 dnat to fd00:94:2::dead
		}
	}
	E
	ask cl fd00:94:2::2
	at gate
	mend ip netns exec gate nft flush chain ip6 nat pre
}

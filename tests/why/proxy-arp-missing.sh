# shellcheck shell=bash disable=SC2154
# proxy-arp-missing.sh - routes that rely on a neighbour who answers for others, and does not

# _node POD...: a node between the world and pods (10.244.0.k/32), whose gateway is 169.254.1.1 for
# all: nobody is it, the node answers for it
_node() {
	local p k=0
	router node
	ns world
	wire node eth0 world e0
	addr node eth0 192.0.2.1/24
	addr world e0 192.0.2.2/24
	route world 10.244.0.0/16 via 192.0.2.1
	route node default via 192.0.2.2
	for p; do
		k=$((k + 1))
		ns "$p"
		wire node "cali$k" "$p" eth0
		addr "$p" eth0 10.244.0.$k/32
		route "$p" 169.254.1.1 dev eth0
		route "$p" default via 169.254.1.1 dev eth0
		route node 10.244.0.$k dev "cali$k"
		set_in node net.ipv4.conf.cali$k.proxy_arp=1
	done
}

pods_gateway_on_the_senders_side() {
	_node web db
	set_in node net.ipv4.conf.cali1.proxy_arp=0
	ask web 10.244.0.2
	at node cali1
	mend nsenter --net=/run/netns/node sysctl -qw net.ipv4.conf.cali1.proxy_arp=1
}

pods_gateway_on_the_targets_side() {
	_node web db cache
	set_in node net.ipv4.conf.cali3.proxy_arp=0
	ask web cache@10.244.0.3
	at node cali3
	on reply
	mend nsenter --net=/run/netns/node sysctl -qw net.ipv4.conf.cali3.proxy_arp=1
}

pods_gateway_and_a_target_beyond_the_node() {
	_node web
	set_in node net.ipv4.conf.cali1.proxy_arp=0
	ask web 192.0.2.2
	at node cali1
	mend nsenter --net=/run/netns/node sysctl -qw net.ipv4.conf.cali1.proxy_arp=1
}

# entries to answer for, and the switch that makes them count is off
v6_proxy_entries_without_proxy_ndp() {
	ns left right
	router mid
	wire left e0 mid l0
	wire mid r0 right e0
	addr left e0 fd80::1/64
	addr right e0 fd80::2/64
	route mid fd80::1 dev l0
	route mid fd80::2 dev r0
	ip -n mid -6 neigh add proxy fd80::2 dev l0
	ip -n mid -6 neigh add proxy fd80::1 dev r0
	set_in mid net.ipv6.conf.r0.proxy_ndp=1
	ask left fd80::2
	at mid l0
	mend nsenter --net=/run/netns/mid sysctl -qw net.ipv6.conf.l0.proxy_ndp=1
}

v6_proxy_entry_missing_on_the_targets_side() {
	ns left right
	router mid
	wire left e0 mid l0
	wire mid r0 right e0
	addr left e0 fd80::1/64
	addr right e0 fd80::2/64
	route mid fd80::1 dev l0
	route mid fd80::2 dev r0
	ip -n mid -6 neigh add proxy fd80::2 dev l0
	set_in mid net.ipv6.conf.l0.proxy_ndp=1 net.ipv6.conf.r0.proxy_ndp=1
	ask left right@fd80::2
	at mid r0
	on reply
	mend ip -n mid -6 neigh add proxy fd80::1 dev r0
}

# one /24 on two wires; the proxy joins them, but only for one side
v4_proxy_on_one_side_only() {
	ns left right
	router mid
	wire left e0 mid l0
	wire mid r0 right e0
	addr left e0 192.168.7.1/24
	addr right e0 192.168.7.2/24
	route mid 192.168.7.1 dev l0
	route mid 192.168.7.2 dev r0
	set_in mid net.ipv4.conf.l0.proxy_arp=1
	ask left 192.168.7.2
	at mid r0
	on reply
	mend nsenter --net=/run/netns/mid sysctl -qw net.ipv4.conf.r0.proxy_arp=1
}

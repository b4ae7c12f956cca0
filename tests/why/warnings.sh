# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# warnings.sh - it is reachable, and something is odd all the same: arp-flux and redirected.
. "$here/nets.sh"

# The address is on one interface, another one of the same namespace answers for it.
arp_flux_other_wire() {
	ns ask dual away
	wire ask eth0 dual in0 && wire dual out0 away eth0
	addr ask eth0 10.130.0.1/24 && addr dual in0 10.130.0.2/24
	addr dual out0 10.130.9.2/24 && addr away eth0 10.130.9.1/24
	route ask 10.130.9.2/32 dev eth0
	ask ask 10.130.9.2
	warn arp-flux dual
}

arp_flux_two_on_one_switch() {
	_lan sw br0 10.131.0. 24 cam
	ns duo
	wire duo e1 sw q1 && wire duo e2 sw q2
	bridge_of sw br0 q1 q2
	addr duo e1 10.131.0.21/24 && addr duo e2 10.131.0.22/24
	ask cam 10.131.0.22
	warn arp-flux duo
}

redirect_to_a_neighbour() {
	_lan sw br0 10.132.0. 24 host1 gw1 gw2
	ns dest
	wire gw2 out dest eth0
	addr gw2 out 10.132.9.1/24 && addr dest eth0 10.132.9.2/24
	forward gw1 && forward gw2
	set_in gw1 net.ipv4.conf.eth0.send_redirects=1 net.ipv4.conf.all.send_redirects=1
	route gw1 10.132.9.0/24 via 10.132.0.3
	route host1 default via 10.132.0.2
	route dest default via 10.132.9.1
	set_in host1 net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.eth0.accept_redirects=0
	ask host1 10.132.9.2
	warn redirected gw1
}

# The better way is the target itself, on the same wire.
redirect_to_the_target() {
	_lan hub br0 192.0.2. 24 p1 rt p3
	forward rt
	into p1 ip route replace 192.0.2.3/32 via 192.0.2.2
	set_in p1 net.ipv4.conf.all.accept_redirects=0 net.ipv4.conf.eth0.accept_redirects=0
	ask p1 192.0.2.3
	warn redirected rt
}

redirect_v6() {
	_lan sw br0 fd00:c7:: 64 m1 m2 m3
	ns deep
	wire m3 dn deep eth0
	addr m3 dn fd00:c8::1/64 && addr deep eth0 fd00:c8::2/64
	forward m2 && forward m3
	into m2 ip -6 route add fd00:c8::/64 via "$(_link_local m3 eth0)" dev eth0
	route m1 fd00:c8::/64 via fd00:c7::2
	route deep default via fd00:c8::1
	set_in m1 net.ipv6.conf.all.accept_redirects=0 net.ipv6.conf.eth0.accept_redirects=0
	_worked m1 fd00:c8::2
	into m2 grep -q 'OutRedirects.*[1-9]' /proc/net/snmp6 || echo "m2 sends no redirect"
	ask m1 fd00:c8::2
	warn redirected m2
}

# Which of two legs a packet takes depends on its place; the other one is to be the dead one.
other_leg_is_dead() {
	local good=(nexthop via 172.20.1.2) dead=(nexthop via 172.20.2.9)
	diamond
	addr west lower 172.20.2.10/29
	route east 172.20.1.0/30 via 172.20.3.2
	into west ip route add 172.20.3.0/30 "${good[@]}" "${dead[@]}"
	ip -n west route get 172.20.3.1 | grep -q 172.20.1.2 ||
		into west ip route replace 172.20.3.0/30 "${dead[@]}" "${good[@]}"
	again ip -n west neigh replace 172.20.2.9 dev lower nud failed
	_worked west 172.20.3.1
	ask west 172.20.3.1
	warn dead-next-hop west lower
}

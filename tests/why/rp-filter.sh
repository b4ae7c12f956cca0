# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# rp-filter.sh - an answer would leave by another interface than the packet came in.
. "$here/nets.sh"

# _two_ways: ask goes src - ra - dst, the answer of dst leaves by rb
_two_ways() {
	ns src dst
	router ra rb
	wire src a0 ra s0 && wire ra d0 dst a1
	wire src b0 rb s0 && wire rb d0 dst b1
	addr src a0 10.30.1.2/24 && addr ra s0 10.30.1.1/24
	addr ra d0 10.30.2.1/24 && addr dst a1 10.30.2.2/24
	addr src b0 10.30.3.2/24 && addr rb s0 10.30.3.1/24
	addr rb d0 10.30.4.1/24 && addr dst b1 10.30.4.2/24
	route src 10.30.2.0/24 via 10.30.1.1
	route dst 10.30.1.0/24 via 10.30.4.1
	route rb 10.30.1.0/24 via 10.30.3.2
	route ra 10.30.4.0/24 via 10.30.2.2
	set_in src net.ipv4.ip_forward=1
	ask src 10.30.2.2
}

at_the_target() {
	_two_ways
	_worked src 10.30.2.2
	set_in dst net.ipv4.conf.a1.rp_filter=1
	at dst a1
	mend ip netns exec dst sysctl -w net.ipv4.conf.a1.rp_filter=0
}

# conf/all counts too: the interface's own 0 says nothing.
all_is_stronger() {
	_two_ways
	_worked src 10.30.2.2
	set_in dst net.ipv4.conf.all.rp_filter=1
	at dst a1
	mend ip netns exec dst sysctl -w net.ipv4.conf.all.rp_filter=0
}

the_reply_at_the_sender() {
	_two_ways
	_worked src 10.30.2.2
	set_in src net.ipv4.conf.b0.rp_filter=1
	at src b0
	on reply
	mend ip netns exec src sysctl -w net.ipv4.conf.b0.rp_filter=0
}

# The middle router would send the answer round the other way.
in_the_middle() {
	_row 10.31. west r1 mid r2 east
	wire r1 x0 mid x0
	addr r1 x0 10.31.99.1/30 && addr mid x0 10.31.99.2/30
	ip -n mid route replace 10.31.1.0/24 via 10.31.99.1
	_worked west 10.31.4.2
	set_in mid net.ipv4.conf.l0.rp_filter=1
	ask west 10.31.4.2
	at mid l0
	mend ip netns exec mid sysctl -w net.ipv4.conf.l0.rp_filter=0
}

# Loose mode asks only for any way back, and there is none.
loose_without_any_way() {
	_two_ways
	ip -n ra addr del 10.30.1.1/24 dev s0
	addr ra s0 10.30.1.1/32
	ip -n src route replace 10.30.1.1 dev a0
	ip -n src route replace 10.30.2.0/24 via 10.30.1.1
	ip -n src neigh replace 10.30.1.1 lladdr "$(mac ra s0)" dev a0 nud permanent
	_worked src 10.30.2.2
	set_in ra net.ipv4.conf.s0.rp_filter=2
	at ra s0
	mend ip netns exec ra sysctl -w net.ipv4.conf.s0.rp_filter=0
}

# shellcheck shell=bash disable=SC2154
# routing-loop.sh - the packet goes round until its TTL is spent; the router that sends it back

second_router_only_has_a_default_backwards() {
	chain 4 s r1 r2 r3 t
	ip -n r2 route del 10.50.3.0/24
	ip -n r2 route add default via 10.50.1.1
	ask s $end
	at r2
	mend ip -n r2 route add 10.50.3.0/24 via 10.50.2.2
}

v6_second_router_only_has_a_default_backwards() {
	chain 6 s r1 r2 r3 t
	ip -n r2 -6 route del fd50:3::/64
	ip -n r2 -6 route add default via fd50:1::1
	ask s t@$end
	at r2
	mend ip -n r2 -6 route add fd50:3::/64 via fd50:2::2
}

round_a_triangle() {
	chain 4 s r1 r2 r3 r4 t
	wire r3 tri r1 tri
	addr r3 tri 10.51.0.1/30
	addr r1 tri 10.51.0.2/30
	ip -n r3 route replace 10.50.4.0/24 via 10.51.0.2
	ask s $end
	at r3
	mend ip -n r3 route replace 10.50.4.0/24 via 10.50.3.2
}

v6_round_a_triangle() {
	chain 6 s r1 r2 r3 r4 t
	wire r3 tri r1 tri
	addr r3 tri fd51::1/64
	addr r1 tri fd51::2/64
	ip -n r3 -6 route del fd50:4::/64
	ip -n r3 -6 route add fd50:4::/64 via fd51::2
	ask s $end
	at r3
	mend 'ip -n r3 -6 route del fd50:4::/64; ip -n r3 -6 route add fd50:4::/64 via fd50:3::2'
}

the_reply_goes_round() {
	chain 4 s r1 r2 r3 t
	ip -n r2 route replace 10.50.0.0/24 via 10.50.2.2
	ask s $end
	at r2
	on reply
	mend ip -n r2 route replace 10.50.0.0/24 via 10.50.1.1
}

net_that_exists_nowhere() {
	chain 4 s r1 r2 t
	route r1 default via 10.50.1.2
	route r2 default via 10.50.1.1
	ask s 10.123.0.1
	at 'r1|r2'
	nofix
	mend ip -n r2 addr add 10.123.0.1/32 dev lo
}

# the right router is on the same wire
two_routers_on_one_lan() {
	lan 4 sw s g1 g2 g3
	for g in g1 g2 g3; do
		forward $g
		set_in $g net.ipv4.conf.all.send_redirects=0 net.ipv4.conf.eth0.send_redirects=0
	done
	ns t
	wire g3 out0 t eth0
	addr g3 out0 10.9.0.1/16
	addr t eth0 10.9.0.2/16
	route t default via 10.9.0.1
	route s default via 10.60.0.2
	route g1 10.9.0.0/16 via 10.60.0.3
	route g2 10.9.0.0/16 via 10.60.0.2
	ask s 10.9.0.2
	at 'g1|g2'
	mend ip -n g2 route replace 10.9.0.0/16 via 10.60.0.4
}

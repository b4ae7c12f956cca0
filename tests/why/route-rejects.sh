# shellcheck shell=bash disable=SC2154
# route-rejects.sh - unreachable, prohibit and blackhole routes, and who has them

sender_unreachable() {
	chain 4 s g t
	ip -n s route add unreachable 10.50.1.0/25
	ask s $end
	at s
	mend ip -n s route del unreachable 10.50.1.0/25
}

sender_prohibit() {
	lan 4 sw s t
	ip -n s route add prohibit 10.60.0.2
	ask s 10.60.0.2
	at s
	mend ip -n s route del prohibit 10.60.0.2
}

sender_blackhole() {
	chain 4 s g t
	ip -n s route add blackhole 10.50.1.2
	ask s t@$end
	at s
	mend ip -n s route del blackhole 10.50.1.2
}

v6_sender_prohibit() {
	chain 6 s g t
	ip -n s -6 route add prohibit fd50:1::/64
	ask s $end
	at s
	mend ip -n s -6 route del prohibit fd50:1::/64
}

v6_sender_blackhole() {
	lan 6 sw s t
	ip -n s -6 route add blackhole fd60::2
	ask s fd60::2
	at s
	mend ip -n s -6 route del blackhole fd60::2
}

router_unreachable() {
	chain 4 s g1 g2 t
	ip -n g1 route replace unreachable 10.50.2.0/24
	ask s $end
	at g1
	mend ip -n g1 route replace 10.50.2.0/24 via 10.50.1.2
}

router_blackhole_in_silence() {
	chain 4 s g1 g2 t
	ip -n g2 route add blackhole 10.50.2.2
	ask s $end
	at g2
	mend ip -n g2 route del blackhole 10.50.2.2
}

router_prohibit() {
	chain 4 s g1 g2 g3 t
	ip -n g3 route add prohibit 10.50.3.0/26
	ask s $end
	at g3
	mend ip -n g3 route del prohibit 10.50.3.0/26
}

v6_router_prohibit() {
	chain 6 s g1 g2 t
	ip -n g2 -6 route add prohibit $end
	ask s $end
	at g2
	mend ip -n g2 -6 route del prohibit $end
}

v6_router_unreachable() {
	chain 6 s g t
	ip -n g -6 route add unreachable fd50:1::/80
	ask s $end
	at g
	mend ip -n g -6 route del unreachable fd50:1::/80
}

targets_blackhole_swallows_the_reply() {
	chain 4 s g t
	ip -n t route add blackhole 10.50.0.0/24
	ask s $end
	at t
	on reply
	mend ip -n t route del blackhole 10.50.0.0/24
}

v6_targets_unreachable_route_back() {
	chain 6 s g t
	ip -n t -6 route add unreachable fd50:0::/64
	ask s $end
	at t
	on reply
	mend ip -n t -6 route del unreachable fd50:0::/64
}

router_blackholes_the_way_back() {
	chain 4 s g1 g2 g3 t
	ip -n g2 route add blackhole 10.50.0.1
	ask s $end
	at g2
	on reply
	mend ip -n g2 route del blackhole 10.50.0.1
}

# no less specific default behind it: the fallback of a VPN that is off
fallback_when_the_tunnel_is_off() {
	chain 4 s g t
	ip -n s route del default
	ip -n s route add unreachable default metric 4278198272
	ask s $end
	at s
	mend ip -n s route add default via 10.50.0.2
}

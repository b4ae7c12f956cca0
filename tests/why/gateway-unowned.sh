# shellcheck shell=bash disable=SC2154
# gateway-unowned.sh - the route names a gateway that nobody is

senders_default() {
	chain 4 s g t
	ip -n s route replace default via 10.50.0.77
	ask s $end
	at s
	mend ip -n s route replace default via 10.50.0.2
}

v6_senders_default() {
	chain 6 s g t
	ip -n s -6 route del default
	ip -n s -6 route add default via fd50:0::dead
	ask s $end
	at s
	mend 'ip -n s -6 route del default; ip -n s -6 route add default via fd50:0::2'
}

v6_link_local_gateway_of_a_replaced_router() {
	chain 6 s g t
	ip -n s -6 route del default
	ip -n s -6 route add default via fe80::5efe:1 dev e1
	ask s $end
	at s
	mend 'ip -n s -6 route del default; ip -n s -6 route add default via fd50:0::2'
}

senders_default_behind_two_switches() {
	lan 4 swa pc tv
	ns swb web
	router gw
	wire swa sfp1 swb sfp1
	wire swb p1 gw lan0
	wire gw wan0 web eth0
	bridge_of swa br0 sfp1
	bridge_of swb br0 sfp1 p1
	addr gw lan0 10.60.0.254/24
	addr gw wan0 192.0.2.1/28
	addr web eth0 192.0.2.9/28
	route web default via 192.0.2.1
	route pc default via 10.60.0.253
	ask pc web@192.0.2.9
	at pc
	mend ip -n pc route replace default via 10.60.0.254
}

routers_next_hop() {
	chain 4 s r1 r2 t
	ip -n r1 route replace 10.50.2.0/24 via 10.50.1.200
	ask s $end
	at r1
	mend ip -n r1 route replace 10.50.2.0/24 via 10.50.1.2
}

v6_third_routers_next_hop() {
	chain 6 s r1 r2 r3 t
	ip -n r2 -6 route del fd50:3::/64
	ip -n r2 -6 route add fd50:3::/64 via fd50:2::22
	ask s $end
	at r2
	mend 'ip -n r2 -6 route del fd50:3::/64; ip -n r2 -6 route add fd50:3::/64 via fd50:2::2'
}

targets_default() {
	chain 4 s g t
	ip -n t route replace default via 10.50.1.254
	ask s $end
	at t
	on reply
	mend ip -n t route replace default via 10.50.1.1
}

v6_targets_default() {
	chain 6 s g t
	ip -n t -6 route del default
	ip -n t -6 route add default via fd50:1::fffe
	ask s t@$end
	at t
	on reply
	mend 'ip -n t -6 route del default; ip -n t -6 route add default via fd50:1::1'
}

router_on_the_way_back() {
	chain 4 s r1 r2 r3 t
	ip -n r3 route replace 10.50.0.0/24 via 10.50.2.9
	ask s $end
	at r3
	on reply
	mend ip -n r3 route replace 10.50.0.0/24 via 10.50.2.1
}

nameless_targets_default() {
	router gw
	ns user
	nameless pod
	wire user u0 gw g0
	wire gw cali0 $pod eth0
	addr user u0 10.1.1.2/24
	addr gw g0 10.1.1.1/24
	addr gw cali0 10.244.0.1/24
	addr $pod eth0 10.244.0.17/24
	route user default via 10.1.1.1
	route $pod default via 10.244.0.254
	ask user 10.244.0.17
	at $pod
	on reply
	mend nsenter -t ${pod#pid:} -n ip route replace default via 10.244.0.1
}

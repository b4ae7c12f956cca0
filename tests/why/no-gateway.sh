# shellcheck shell=bash disable=SC2154
# no-gateway.sh - a route with a device alone: the far host is looked for on the near wire

senders_default_names_only_the_device() {
	chain 4 s g t
	ip -n s route replace default dev e1
	ask s $end
	at s
	mend ip -n s route replace default via 10.50.0.2
}

v6_senders_default_names_only_the_device() {
	chain 6 s g t
	ip -n s -6 route del default
	ip -n s -6 route add default dev e1
	ask s $end
	at s
	mend ip -n s -6 route del default
	mend ip -n s -6 route add default via fd50:0::2
}

dhcp_client_left_a_device_route_on_a_switched_lan() {
	lan 4 sw pc gw tv
	forward gw
	ns web
	wire gw wan0 web eth0
	addr gw wan0 198.51.100.1/24
	addr web eth0 198.51.100.80/24
	route web default via 198.51.100.1
	ip -n pc route add default dev eth0 metric 1002
	ask pc 198.51.100.80
	at pc
	mend ip -n pc route add default via 10.60.0.2
}

routers_route_names_only_the_device() {
	chain 4 s r1 r2 r3 t
	ip -n r2 route replace 10.50.3.0/24 dev e1
	ask s $end
	at r2
	mend ip -n r2 route replace 10.50.3.0/24 via 10.50.2.2
}

v6_routers_route_names_only_the_device() {
	chain 6 s r1 r2 t
	ip -n r1 -6 route del fd50:2::/64
	ip -n r1 -6 route add fd50:2::/64 dev e1
	ask s $end
	at r1
	mend 'ip -n r1 -6 route del fd50:2::/64; ip -n r1 -6 route add fd50:2::/64 via fd50:1::2'
}

targets_default_names_only_the_device() {
	chain 4 s g t
	ip -n t route replace default dev e0
	ask s $end
	at t
	on reply
	mend ip -n t route replace default via 10.50.1.1
}

router_on_the_way_back() {
	chain 4 s r1 r2 t
	ip -n r2 route replace 10.50.0.0/24 dev e0
	ask s t@$end
	at r2
	on reply
	mend ip -n r2 route replace 10.50.0.0/24 via 10.50.1.1
}

# shellcheck shell=bash disable=SC2154
# overlapping-route.sh - a route that is right, and one before it that takes the packet elsewhere

# _aside PLACE IF ADDRESS/LEN...: a second wire with a quiet neighbour on it, and an address there
_aside() {
	ns elsewhere
	wire "$1" "$2" elsewhere x0
	addr "$@"
}

sender_has_a_second_net_of_the_same_numbers() {
	chain 4 s g t
	_aside s lab0 10.50.1.77/24
	ask s $end
	at s
	mend ip -n s addr del 10.50.1.77/24 dev lab0
}

v6_sender_has_a_second_net_of_the_same_numbers() {
	chain 6 s g t
	_aside s lab0 fd50:1::77/64
	ask s t@$end
	at s
	mend ip -n s addr del fd50:1::77/64 dev lab0
}

two_wires_one_subnet_and_the_wrong_one_came_first() {
	ns s elsewhere t
	wire s mgmt0 elsewhere x0
	wire s eth0 t eth0
	addr s mgmt0 10.5.0.9/24
	addr s eth0 10.5.0.1/24
	addr t eth0 10.5.0.2/24
	ask s 10.5.0.2
	at s
	mend ip -n s addr del 10.5.0.9/24 dev mgmt0
}

router_has_a_longer_prefix_on_another_leg() {
	chain 4 s r1 r2 t
	_aside r1 spare0 10.50.2.1/29
	ask s $end
	at r1
	mend ip -n r1 addr del 10.50.2.1/29 dev spare0
}

v6_last_router_has_a_longer_prefix_on_another_leg() {
	chain 6 s r1 r2 t
	_aside r2 spare0 fd50:2::99/112
	ask s $end
	at r2
	mend ip -n r2 addr del fd50:2::99/112 dev spare0
}

targets_container_net_is_the_senders_net() {
	chain 4 s g t
	ns web
	ip -n t link add docker0 type bridge mcast_snooping 0
	wire t veth7 web eth0
	bridge_of t docker0 veth7
	addr t docker0 10.50.0.200/16
	addr web eth0 10.50.0.99/16
	ask s $end
	at t
	on reply
	mend ip -n t addr del 10.50.0.200/16 dev docker0
}

router_on_the_way_back_has_the_senders_net_too() {
	chain 4 s r1 r2 t
	_aside r2 lan9 10.50.0.14/28
	ask s $end
	at r2
	on reply
	mend ip -n r2 addr del 10.50.0.14/28 dev lan9
}

# the router of the management net is well, and knows nothing of the lab
default_through_the_management_net_wins() {
	chain 4 s g t
	router mgmt
	wire s mgmt0 mgmt lan
	addr s mgmt0 192.168.121.10/24
	addr mgmt lan 192.168.121.1/24
	ip -n s route del default
	ip -n s route add default via 10.50.0.2 metric 200
	ip -n s route add default via 192.168.121.1 metric 100
	ask s $end
	at s
	mend ip -n s route add default via 10.50.0.2 metric 50
}

v6_default_through_the_management_net_wins() {
	chain 6 s g t
	router mgmt
	wire s mgmt0 mgmt lan
	addr s mgmt0 fd99::10/64
	addr mgmt lan fd99::1/64
	ip -n s -6 route del default
	ip -n s -6 route add default via fd50:0::2 metric 2000
	ip -n s -6 route add default via fd99::1 metric 1000
	ask s $end
	at s
	mend ip -n s -6 route add default via fd50:0::2 metric 500
}

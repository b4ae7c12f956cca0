# shellcheck shell=bash disable=SC2154
# link-down.sh - an interface or a bridge on the path that nobody set up, near, far or between

senders_own_link() {
	chain 4 near far
	ip -n near link set e1 down
	ask near $end
	at near e1
	mend ip -n near link set e1 up
}

v6_senders_own_link() {
	lan 6 sw n1 n2
	ip -n n1 link set eth0 down
	ip -n n1 addr flush dev eth0
	ip -n n1 addr add fd60::1/64 dev eth0 nodad
	ask n1 fd60::2
	at n1 eth0
	mend ip -n n1 link set eth0 up
}

far_end_of_the_pipe() {
	chain 4 near far
	ip -n far link set e0 down
	ask near far@$end
	at far e0
	mend ip -n far link set e0 up
}

# IPv6 addresses do not survive it
v6_far_end_of_the_pipe() {
	chain 6 near far
	ip -n far link set e0 down
	ask near $end
	at far e0
	mend ip -n far link set e0 up
	next address-unowned
	at near e1
	nofix
	mend ip -n far addr add $end/64 dev e0 nodad
}

bridge_of_the_second_switch() {
	lan 4 swa east
	ns swb west
	wire swa x0 swb x0
	wire swb p1 west eth0
	bridge_of swa br0 x0
	bridge_of swb lanbr x0 p1
	addr west eth0 10.60.0.200/24
	ip -n swb link set lanbr down
	ask east 10.60.0.200
	at swb lanbr
	mend ip -n swb link set lanbr up
}

uplink_of_the_first_switch() {
	lan 6 swa east
	ns swb west
	wire swa x0 swb x0
	wire swb p1 west eth0
	bridge_of swa br0 x0
	bridge_of swb lanbr x0 p1
	addr west eth0 fd60::200/64
	ip -n swa link set x0 down
	ask east fd60::200
	at swa x0
	mend ip -n swa link set x0 up
}

port_of_the_target() {
	lan 4 sw a b c
	ip -n sw link set p-c down
	ask a c@10.60.0.3
	at sw p-c
	mend ip -n sw link set p-c up
}

port_of_the_sender() {
	lan 4 sw a b c
	ip -n sw link set p-a down
	ask a 10.60.0.2
	at sw p-a
	mend ip -n sw link set p-a up
}

bridge_with_the_gateways_address() {
	lan 4 sw a b
	forward sw
	addr sw br0 10.60.0.254/24
	ns out
	wire sw wan0 out eth0
	addr sw wan0 100.64.0.1/30
	addr out eth0 100.64.0.2/30
	route out default via 100.64.0.1
	route a default via 10.60.0.254
	ip -n sw link set br0 down
	ask a 100.64.0.2
	at sw br0
	mend ip -n sw link set br0 up
}

last_routers_far_interface() {
	chain 4 s r1 r2 t
	ip -n r2 link set e1 down
	ask s $end
	at r2 e1
	mend ip -n r2 link set e1 up
}

# its default route went with it
last_host_of_a_long_way() {
	chain 4 s r1 r2 r3 t
	ip -n t link set e0 down
	ask s t@$end
	at t e0
	mend ip -n t link set e0 up
	next no-route
	at t
	on reply
	mend ip -n t route add default via 10.50.3.1
}

pipe_between_two_routers() {
	chain 4 s r1 r2 t
	ip -n r2 link set e0 down
	ask s $end
	at r2 e0
	mend ip -n r2 link set e0 up
	next no-route
	at r2
	on reply
	mend ip -n r2 route add 10.50.0.0/24 via 10.50.1.1
}

# the reply goes another way than the request, and that way ends at a router's dead end
way_back_over_another_router() {
	chain 4 s r1 t
	router alt
	wire t b0 alt b0
	wire alt b1 s b1
	addr t b0 10.70.0.1/24
	addr alt b0 10.70.0.2/24
	addr alt b1 10.71.0.1/24
	addr s b1 10.71.0.2/24
	route alt 10.50.0.0/24 via 10.71.0.2
	route t 10.50.0.0/24 via 10.70.0.2
	ip -n alt link set b0 down
	ask s $end
	at alt b0
	on reply
	mend ip -n alt link set b0 up
}

nameless_targets_interface() {
	ns desk
	nameless box
	wire desk v0 $box v1
	addr desk v0 192.168.40.1/30
	addr $box v1 192.168.40.2/30
	into $box ip link set v1 down
	ask desk 192.168.40.2
	at $box v1
	mend nsenter -t ${box#pid:} -n ip link set v1 up
}

what_a_macvlan_sits_on() {
	ns sub box peer
	wire box eno1 peer eth0
	ip -n box link add mv0 link eno1 netns sub type macvlan mode bridge
	ip -n sub link set mv0 up
	addr sub mv0 10.14.0.2/24
	addr peer eth0 10.14.0.3/24
	ip -n box link set eno1 down
	ask sub 10.14.0.3
	at box eno1
	mend ip -n box link set eno1 up
}

the_machines_end_of_a_guests_pipe() {
	ns guest
	wire host vg guest eth0
	addr host vg 172.30.0.1/24
	addr guest eth0 172.30.0.2/24
	ip link set vg down
	ask guest 172.30.0.1 -s 300
	at host vg
	cause link-down
	mend ip link set vg up
}

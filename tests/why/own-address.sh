# shellcheck shell=bash disable=SC2154
# own-address.sh - warnings: it answers, and the packet never left

twin_on_a_pipe() {
	chain 4 red blue
	ip -n blue addr add 10.50.0.1/24 dev e0
	ask red 10.50.0.1
	warn own-address red
}

v6_twin_on_a_switch() {
	lan 6 sw a b c
	ip -n c addr add fd60::1/64 dev eth0 nodad
	ask a fd60::1
	warn own-address a
}

both_ends_of_a_cable_at_home() {
	ns home
	ip -n home link add va type veth peer name vb
	ip -n home link set va up
	ip -n home link set vb up
	addr home va 10.1.0.1/24
	addr home vb 10.2.0.1/24
	ask home 10.2.0.1
	warn own-address home
}

switch_with_the_other_end_of_its_port() {
	lan 4 sw a b
	addr sw br0 10.60.0.5/24
	ip -n sw link add x type veth peer name px
	ip -n sw link set px master br0 up
	ip -n sw link set x up
	addr sw x 10.60.0.7/24
	ask sw 10.60.0.7
	warn own-address sw
}

routed_target_has_the_senders_address_too() {
	chain 4 s g t
	addr t lo 10.50.0.1/32
	ask s 10.50.0.1
	warn own-address s
}

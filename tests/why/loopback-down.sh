# shellcheck shell=bash disable=SC2154
# loopback-down.sh - lo is down, and an address of one's own is asked for

_alone() {
	ip netns add solo
	ip -n solo link add t0 type veth peer name t1
	ip -n solo link set t0 up
	ip -n solo link set t1 up
	at solo lo
	mend ip -n solo link set lo up
}

own_v4_address() {
	_alone
	addr solo t0 10.11.12.13/28
	ask solo 10.11.12.13
}

own_v6_address() {
	_alone
	ip -n solo addr add fd11::13/64 dev t0 nodad
	ask solo fd11::13
}

localhost_in_a_fresh_namespace() {
	_alone
	ask solo 127.0.0.1
}

localhost_went_down_later() {
	chain 4 a b
	ip -n b link set lo down
	ask b 127.0.0.1
	at b lo
	mend ip -n b link set lo up
}

v6_localhost() {
	_alone
	ask solo ::1
}

own_address_of_a_bridge_with_carrier() {
	lan 4 sw h1 h2
	addr sw br0 10.60.0.99/24
	ip -n sw link set lo down
	ask sw 10.60.0.99
	at sw lo
	mend ip -n sw link set lo up
}

own_address_in_a_nameless_namespace() {
	chain 4 a b
	nameless box
	wire a x0 $box x0
	addr $box x0 10.9.8.7/24
	into $box ip link set lo down
	ask $box 10.9.8.7
	at $box lo
	mend nsenter -t ${box#pid:} -n ip link set lo up
}

# shellcheck shell=bash disable=SC2154
# duplicate-mac.sh - two interfaces on one wire with one MAC

_same() { # _same A IF B IF: B's becomes A's
	into "$3" ip link set "$4" address "$(mac "$1" "$2")"
}

sender_and_target() {
	lan 4 sw a b c
	_same a eth0 b eth0
	ask a 10.60.0.2
	at 'a|b' eth0
	mend ip -n b link set eth0 address 02:00:00:00:00:0b
}

v6_sender_and_target() {
	lan 6 sw a b c
	_same b eth0 a eth0
	ask a b@fd60::2
	at 'a|b' eth0
	mend ip -n a link set eth0 address 02:00:00:00:00:0a
}

sender_and_gateway() {
	lan 4 sw pc gw tv
	forward gw
	ns web
	wire gw wan0 web e0
	addr gw wan0 100.70.0.1/24
	addr web e0 100.70.0.2/24
	route web default via 100.70.0.1
	route pc default via 10.60.0.2
	_same gw eth0 pc eth0
	ip -n pc route replace default via 10.60.0.2
	ask pc 100.70.0.2
	at 'pc|gw' eth0
	mend ip -n pc link set eth0 address 02:00:00:00:00:0c
}

clones_on_two_switches() {
	lan 4 sw1 vm1 x
	ns sw2 vm2
	wire sw1 t1 sw2 t1
	wire sw2 tap2 vm2 ens3
	bridge_of sw1 br0 t1
	bridge_of sw2 br0 t1 tap2
	addr vm2 ens3 10.60.0.99/24
	_same vm1 eth0 vm2 ens3
	ask vm1 vm2@10.60.0.99
	at 'vm1|vm2' 'eth0|ens3'
	mend ip -n vm2 link set ens3 address 52:54:00:00:00:02
}

router_and_target_on_the_last_wire() {
	chain 4 s g t
	lan 4 sw x y
	wire g lan0 sw p-g
	bridge_of sw br0 p-g
	addr g lan0 10.60.0.254/24
	route y default via 10.60.0.254
	_same g lan0 y eth0
	ip -n y route replace default via 10.60.0.254
	ask s 10.60.0.2
	at 'g|y' 'lan0|eth0'
	mend ip -n y link set eth0 address 02:00:00:00:00:0d
}

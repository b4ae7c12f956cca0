# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# macvlan-isolated.sh - a macvlan and the device below it do not hear each other.
. "$here/nets.sh"

# _child PARENT IF CHILD: CHILD has mv0 on PARENT's IF
_child() {
	ip -n "$1" link add mv0 netns "$3" link "$2" type macvlan mode "${4-bridge}"
	ip -n "$3" link set mv0 up
}

parent_asks_child() {
	_lan sw br0 10.126.0. 24 nod oak
	ns kid
	_child nod eth0 kid
	addr kid mv0 10.126.0.50/24
	_worked oak 10.126.0.50
	ask nod 10.126.0.50
	at 'nod|kid'
	mend ip -n nod link add mv1 link eth0 type macvlan mode bridge
	mend ip -n nod addr del 10.126.0.1/24 dev eth0
	mend ip -n nod link set mv1 up
	mend ip -n nod addr add 10.126.0.1/24 dev mv1
}

child_asks_parent() {
	ns par far kid
	wire par eth0 far eth0
	addr par eth0 10.127.0.1/24 && addr far eth0 10.127.0.2/24
	_child par eth0 kid
	addr kid mv0 10.127.0.3/24
	_worked kid 10.127.0.2
	ask kid 10.127.0.1
	at 'par|kid'
	mend ip -n par link add mv1 link eth0 type macvlan mode bridge
	mend ip -n par addr del 10.127.0.1/24 dev eth0
	mend ip -n par link set mv1 up
	mend ip -n par addr add 10.127.0.1/24 dev mv1
}

parent_asks_child_v6() {
	ns pip qua kid
	wire pip nic qua nic
	addr pip nic fd00:c5::1/64 && addr qua nic fd00:c5::2/64
	_child pip nic kid
	addr kid mv0 fd00:c5::3/64
	_worked qua fd00:c5::3
	ask pip fd00:c5::3
	at 'pip|kid'
	mend ip -n pip link add mv1 link nic type macvlan mode bridge
	mend ip -n pip addr del fd00:c5::1/64 dev nic
	mend ip -n pip link set mv1 up
	mend ip -n pip addr add fd00:c5::1/64 dev mv1
}

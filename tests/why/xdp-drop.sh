# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# xdp-drop.sh - an XDP program throws frames away before the kernel has them.
. "$here/nets.sh"

generic_at_the_target() {
	_lan sw br0 10.106.0. 24 kit lou
	_worked kit 10.106.0.2
	_xdp_drop lou eth0 xdpgeneric 'first(x, 23, 1)'
	ask kit 10.106.0.2
	at lou eth0
	mend nsenter --net=/run/netns/lou ip link set dev eth0 xdpgeneric off
}

native_everything() {
	ns mia ned
	wire mia v1 ned v2
	addr mia v1 10.107.0.1/24 && addr ned v2 10.107.0.2/24
	_worked mia 10.107.0.2
	_xdp_drop ned v2 xdpdrv 1
	_forget mia ned
	ask mia 10.107.0.2
	at ned v2
	mend nsenter --net=/run/netns/ned ip link set dev v2 xdp off
}

native_at_a_router_the_reply() {
	_row 10.108. oda pip quy
	_worked oda 10.108.2.2
	_xdp_drop pip r0 xdpdrv 'first(x, 23, 1) && first(x, 34, 0)'
	ask oda 10.108.2.2
	at pip r0
	on reply
	mend nsenter --net=/run/netns/pip ip link set dev r0 xdp off
}

ipv6_at_the_sender() {
	_row6 fd00:a9: roy sal ted
	_worked roy fd00:a9:2::2
	_xdp_drop roy r0 xdp 'first(x, 20, 58) && first(x, 54, 129)'
	ask roy fd00:a9:2::2
	at roy r0
	on reply
	mend nsenter --net=/run/netns/roy ip link set dev r0 xdp off
}

bridge_port() {
	_lan sw br0 10.110.0. 24 uwe val
	_worked uwe 10.110.0.2
	_xdp_drop sw p-uwe xdpgeneric 'first(x, 23, 1)'
	ask uwe 10.110.0.2
	at sw p-uwe
	mend nsenter --net=/run/netns/sw ip link set dev p-uwe xdpgeneric off
}

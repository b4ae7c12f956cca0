# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# forwarding-off.sh - a router that keeps what it should hand on.
. "$here/nets.sh"

last_router() {
	_row 10.32. client a b c server
	_worked client 10.32.4.2
	set_in c net.ipv4.ip_forward=0
	ask client 10.32.4.2
	at c
	mend ip netns exec c sysctl -w net.ipv4.ip_forward=1
}

one_interface_the_reply() {
	_row 172.28. x1 fw x2
	_worked x1 172.28.2.2
	set_in fw net.ipv4.conf.r0.forwarding=0
	ask x1 172.28.2.2
	at fw 'r0|'
	on reply
	mend ip netns exec fw sysctl -w net.ipv4.conf.r0.forwarding=1
}

one_interface_the_request() {
	_row 198.18. probe gate hop sink
	_worked probe 198.18.3.2
	set_in hop net.ipv4.conf.l0.forwarding=0
	ask probe 198.18.3.2
	at hop 'l0|'
	mend ip netns exec hop sysctl -w net.ipv4.conf.l0.forwarding=1
}

ipv6() {
	_row6 fd00:32: left r1 r2 right
	_worked left fd00:32:3::2
	set_in r1 net.ipv6.conf.all.forwarding=0
	ask left fd00:32:3::2
	at r1
	mend ip netns exec r1 sysctl -w net.ipv6.conf.all.forwarding=1
	# forwarding off turned the routes' learning on, not the routes away
}

# The gateway of a switch's hosts is the switch itself.
switch_as_gateway() {
	_lan sw br0 192.168.40. 24 desk lamp
	ns cloud
	wire sw wan cloud eth0
	addr sw br0 192.168.40.254/24
	addr sw wan 203.0.113.1/29 && addr cloud eth0 203.0.113.2/29
	route desk default via 192.168.40.254
	route cloud 192.168.40.0/24 via 203.0.113.1
	forward sw
	_worked desk 203.0.113.2
	set_in sw net.ipv4.ip_forward=0
	ask desk 203.0.113.2
	at sw
	mend ip netns exec sw sysctl -w net.ipv4.ip_forward=1
}

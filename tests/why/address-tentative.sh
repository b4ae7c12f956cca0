# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# address-tentative.sh - an IPv6 address that still asks whether it is alone.
. "$here/nets.sh"

# _slow_dad NODE IF ADDRESS: an address that stays tentative for minutes
_slow_dad() {
	set_in "$1" net.ipv6.conf.all.accept_dad=1 "net.ipv6.conf.$2.accept_dad=1" \
		"net.ipv6.conf.$2.dad_transmits=600"
	into "$1" ip addr add "$3" dev "$2"
}

at_the_target() {
	ns ibis jay
	wire ibis e0 jay e0
	addr ibis e0 fd00:d3::1/64
	_slow_dad jay e0 fd00:d3::2/64
	ask ibis fd00:d3::2
	at jay e0
	mend ip -n jay addr del fd00:d3::2/64 dev e0
	mend ip -n jay addr add fd00:d3::2/64 dev e0 nodad
}

at_the_sender() {
	_lan sw br0 fd00:d4:: 64 kea lynx
	into kea ip addr del fd00:d4::1/64 dev eth0
	_slow_dad kea eth0 fd00:d4::1/64
	ask kea fd00:d4::2 -I fd00:d4::1
	at kea eth0
	mend ip -n kea addr del fd00:d4::1/64 dev eth0
	mend ip -n kea addr add fd00:d4::1/64 dev eth0 nodad
}

at_the_gateway() {
	_row6 fd00:d5: mole newt owl
	_worked mole fd00:d5:2::2
	into newt ip addr del fd00:d5:1::2/64 dev l0
	_slow_dad newt l0 fd00:d5:1::2/64
	_forget mole
	ask mole fd00:d5:2::2
	at newt l0
	mend ip -n newt addr del fd00:d5:1::2/64 dev l0
	mend ip -n newt addr add fd00:d5:1::2/64 dev l0 nodad
}

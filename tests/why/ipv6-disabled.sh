# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# ipv6-disabled.sh - a namespace or an interface that speaks no IPv6.
. "$here/nets.sh"

at_the_sender() {
	ns bee cow
	wire bee e0 cow e0
	addr bee e0 fd00:d0::1/64 && addr cow e0 fd00:d0::2/64
	_worked bee fd00:d0::2
	set_in bee net.ipv6.conf.e0.disable_ipv6=1
	ask bee fd00:d0::2
	at bee
	mend ip netns exec bee sysctl -w net.ipv6.conf.e0.disable_ipv6=0
	mend ip -n bee addr replace fd00:d0::1/64 dev e0 nodad
}

at_the_target() {
	_lan sw br0 fd00:d1:: 64 doe elk
	_worked doe fd00:d1::2
	set_in elk net.ipv6.conf.all.disable_ipv6=1
	_forget doe
	ask doe fd00:d1::2
	at elk
	mend ip netns exec elk sysctl -w net.ipv6.conf.all.disable_ipv6=0
	mend ip -n elk addr replace fd00:d1::2/64 dev eth0 nodad
}

at_a_router() {
	_row6 fd00:d2: fox gnu hen
	_worked fox fd00:d2:2::2
	set_in gnu net.ipv6.conf.l0.disable_ipv6=1
	_forget fox
	ask fox fd00:d2:2::2
	at gnu 'l0|'
	mend ip netns exec gnu sysctl -w net.ipv6.conf.l0.disable_ipv6=0
	mend ip -n gnu addr replace fd00:d2:1::2/64 dev l0 nodad
}

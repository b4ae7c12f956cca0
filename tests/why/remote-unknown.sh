# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# remote-unknown.sh - the packet went where nscope cannot look, and nothing came back.
. "$here/nets.sh"

machine_on_a_switch() {
	_lan sw br0 10.120.0. 24 ash
	_away sw tap0 tap 10.120.0.9
	into sw ip link set tap0 master br0
	ask ash 10.120.0.9
	at sw
	on 'request|reply'
	nofix
	mend touch "$tmp/kind"
}

behind_a_tunnel() {
	_row 10.121. bay cod
	forward cod
	_away cod tun0 tun 198.51.100.5
	addr cod tun0 198.51.100.4/31
	route bay default via 10.121.1.2
	ask bay 198.51.100.5
	at cod
	on 'request|reply'
	nofix
	mend touch "$tmp/kind"
}

behind_a_tunnel_v6() {
	ns dab
	_away dab tun6 tun fd00:c2::2
	addr dab tun6 fd00:c2::1/64
	ask dab fd00:c2::2
	at dab
	on 'request|reply'
	nofix
	mend touch "$tmp/kind"
}

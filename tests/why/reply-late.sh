# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# reply-late.sh - the answer comes, after ping gave up.
. "$here/nets.sh"

slow_machine_on_a_switch() {
	_lan sw br0 10.122.0. 24 elf
	_away sw tap0 tap 10.122.0.9 0.7
	into sw ip link set tap0 master br0
	_worked elf 10.122.0.9
	ask elf 10.122.0.9 -c 1 -W 0.2
	on 'request|reply'
	nofix
	retry -c 1 -W 2
}

slow_tunnel() {
	_row 10.123. fig gum
	forward gum
	_away gum tun0 tun 198.51.100.5 0.8
	addr gum tun0 198.51.100.4/31
	route fig default via 10.123.1.2
	_worked fig 198.51.100.5
	ask fig 198.51.100.5 -c 1 -W 0.3
	on 'request|reply'
	nofix
	retry -c 1 -W 3
}

slow_tunnel_v6() {
	ns ham
	_away ham tun6 tun fd00:c3::2 0.6
	addr ham tun6 fd00:c3::1/64
	_worked ham fd00:c3::2
	ask ham fd00:c3::2 -c 1 -W 0.1
	on 'request|reply'
	nofix
	retry -c 1 -W 2
}

# One slow wire: its bucket is empty and the packet waits its turn.
slow_queue() {
	ns ink jig
	wire ink eth0 jig eth0
	addr ink eth0 10.124.0.1/24 && addr jig eth0 10.124.0.2/24
	_worked ink 10.124.0.2
	tc -n ink qdisc add dev eth0 root tbf rate 8kbit burst 1600 limit 20000
	again 'into ink ping -n -q -c 3 -i 0.05 -W 0.1 -s 1000 10.124.0.2'
	ask ink 10.124.0.2 -c 1 -W 0.4 -s 1400
	on 'request|reply'
	mend tc -n ink qdisc del dev eth0 root
}

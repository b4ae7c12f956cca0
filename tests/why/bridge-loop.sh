# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# bridge-loop.sh - the same frame goes round.
. "$here/nets.sh"

# _shout NODE NET: questions to all, which then go round
_shout() {
	local i
	for i in $(seq 101 130); do
		into "$1" ping -n -q -c 1 -W 0.01 "$2$i" >/dev/null &
	done
	wait
	_forget "$1"
}

# _tail SWITCH BRIDGE: a cable with both ends in it, one still down; slow, so that the storm is small
_tail() {
	wire "$1" tail "$1" head
	ip -n "$1" link set head down
	for x in tail head; do
		tc -n "$1" qdisc add dev $x root tbf rate 20mbit burst 3000 limit 60000
		ip -n "$1" link set $x master "$2"
	done
}

own_tail() {
	_lan sw br0 10.76.0. 24 a1 a2
	_tail sw br0
	_worked a1 10.76.0.2
	ip -n sw link set head up
	_shout a1 10.76.0. && _shout a2 10.76.0.
	ask a1 10.76.0.2
	at sw
	on 'request|reply'
	mend ip -n sw link set head down
}

# Four on the switch, and a router behind it: everything meets what goes round.
gateway_of_a_switch() {
	_lan hub lan0 10.75.0. 24 b1 b2 b3 gate
	ns far && forward gate
	wire gate out far eth0
	addr gate out 198.51.100.1/24 && addr far eth0 198.51.100.2/24
	route b1 default via 10.75.0.4
	route far default via 198.51.100.1
	_tail hub lan0
	_worked b1 198.51.100.2
	ip -n hub link set head up
	_shout b1 10.75.0. && _shout gate 10.75.0.
	ask b1 198.51.100.2
	at hub
	on 'request|reply'
	mend ip -n hub link set head down
	mend ip -n b1 neigh flush dev eth0
	mend ip -n gate neigh flush dev eth0
}

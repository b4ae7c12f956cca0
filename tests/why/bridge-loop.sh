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

# The second cable goes through a slow device, so that the storm stays small.
two_cables() {
	ns ping1 ping2 swa swb
	wire ping1 eth0 swa p1
	wire ping2 eth0 swb p2
	wire swa t1 swb t1
	wire swa t2 swb t2
	for x in swa swb; do tc -n $x qdisc add dev t2 root tbf rate 100mbit burst 3000 limit 60000; done
	bridge_of swa br0 p1 t1 t2
	bridge_of swb br0 p2 t1 t2
	ip -n swb link set t2 down
	addr ping1 eth0 10.75.0.1/24
	addr ping2 eth0 10.75.0.2/24
	_worked ping1 10.75.0.2
	ip -n swb link set t2 up
	_shout ping1 10.75.0. && _shout ping2 10.75.0.
	ask ping1 10.75.0.2
	on 'request|reply'
	mend ip -n swb link set t2 down
}

own_tail() {
	_lan sw br0 10.76.0. 24 a1 a2
	wire sw tail sw head
	ip -n sw link set head down
	tc -n sw qdisc add dev tail root tbf rate 100mbit burst 3000 limit 60000
	tc -n sw qdisc add dev head root tbf rate 100mbit burst 3000 limit 60000
	ip -n sw link set tail master br0
	ip -n sw link set head master br0
	_worked a1 10.76.0.2
	ip -n sw link set head up
	_shout a1 10.76.0. && _shout a2 10.76.0.
	ask a1 10.76.0.2
	at sw
	on 'request|reply'
	mend ip -n sw link set head down
}

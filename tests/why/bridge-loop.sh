# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# bridge-loop.sh - TODO
. "$here/nets.sh"

# The second cable goes through a slow device, so that the storm stays small.
two_cables() {
	ns ping1 ping2 swa swb
	wire ping1 eth0 swa p1
	wire ping2 eth0 swb p2
	wire swa t1 swb t1
	wire swa t2 swb t2
	for x in swa:t2 swb:t2; do tc -n ${x%:*} qdisc add dev t2 root tbf rate 3mbit burst 3000 limit 60000; done
	ip -n swb link set t2 down
	bridge_of swa br0 p1 t1 t2
	bridge_of swb br0 p2 t1 t2
	addr ping1 eth0 10.75.0.1/24
	addr ping2 eth0 10.75.0.2/24
	_worked ping1 10.75.0.2
	ip -n swb link set t2 up
	_forget ping1 ping2
	ask ping1 10.75.0.2
	on 'request|reply'
	mend ip -n swb link set t2 down
}

own_tail() {
	_lan sw br0 10.76.0. 24 a1 a2
	wire sw tail sw head
	ip -n sw link set head down
	tc -n sw qdisc add dev tail root tbf rate 20mbit burst 3000 limit 60000
	tc -n sw qdisc add dev head root tbf rate 20mbit burst 3000 limit 60000
	ip -n sw link set tail master br0
	ip -n sw link set head master br0
	_worked a1 10.76.0.2
	ip -n sw link set head up; _forget a1 a2
	ask a1 10.76.0.2
	at sw
	on 'request|reply'
	mend ip -n sw link set head down
}

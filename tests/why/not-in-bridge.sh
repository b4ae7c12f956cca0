# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# not-in-bridge.sh - the end in the switch belongs to no bridge, or to another one.
. "$here/nets.sh"

target_port() {
	ns ann bob cat hall
	for x in ann bob cat; do wire $x lan0 hall to-$x; done
	bridge_of hall br-lan to-ann to-bob to-cat
	addr ann lan0 10.20.0.1/24
	addr bob lan0 10.20.0.2/24
	addr cat lan0 10.20.0.3/24
	_worked ann 10.20.0.2
	ip -n hall link set to-bob nomaster && _forget ann bob
	ask ann 10.20.0.2
	at hall to-bob
	mend ip -n hall link set to-bob master br-lan
}

other_bridge() {
	ns m1 m2 m3 core
	wire m1 e core v1
	wire m2 e core v2
	wire m3 e core v3
	bridge_of core brA v1 v2
	bridge_of core brB v3
	addr m1 e 172.20.5.8/27
	addr m2 e 172.20.5.9/27
	addr m3 e 172.20.5.77/27
	_worked m1 172.20.5.9
	ip -n core link set v2 master brB && _forget m1 m2
	ask m1 172.20.5.9
	at core v2
	mend ip -n core link set v2 master brA
}

sender_port_v6() {
	ns left right sw
	wire left eth0 sw pl
	wire right eth0 sw pr
	bridge_of sw br0 pl pr
	addr left eth0 fd00:5::1/64
	addr right eth0 fd00:5::2/64
	_worked left fd00:5::2
	ip -n sw link set pl nomaster && _forget left right
	ask left fd00:5::2
	at sw pl
	mend ip -n sw link set pl master br0
}

trunk() {
	ns h1 h9 sw1 sw2
	wire h1 eth0 sw1 p1
	wire sw1 trunk sw2 trunk
	wire h9 eth0 sw2 p9
	bridge_of sw1 br0 p1 trunk
	bridge_of sw2 br0 trunk p9
	addr h1 eth0 10.8.8.1/24
	addr h9 eth0 10.8.8.9/24
	_worked h1 10.8.8.9
	ip -n sw2 link set trunk nomaster && _forget h1 h9
	ask h1 10.8.8.9
	at sw2 trunk
	mend ip -n sw2 link set trunk master br0
}

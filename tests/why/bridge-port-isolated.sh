# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# bridge-port-isolated.sh - two ports that may talk to others and not to each other.
. "$here/nets.sh"

bridge_port_isolated() {
	_lan sw br0 10.11.0. 16 one two three
	_worked one 10.11.0.2
	bridge -n sw link set dev p-one isolated on
	bridge -n sw link set dev p-two isolated on
	_forget one two
	ask one 10.11.0.2
	at sw
	mend bridge -n sw link set dev p-one isolated off
}

gateway() {
	_lan vswitch vbr 172.31.4. 24 pod peer
	ns gate far
	wire gate in vswitch p-gate
	ip -n vswitch link set p-gate master vbr
	addr gate in 172.31.4.254/24
	wire gate out far eth0
	addr gate out 198.18.9.1/24
	addr far eth0 198.18.9.2/24
	forward gate
	route pod default via 172.31.4.254
	route far default via 198.18.9.1
	_worked pod 198.18.9.2
	bridge -n vswitch link set dev p-gate isolated on
	bridge -n vswitch link set dev p-pod isolated on
	_forget pod gate
	ask pod 198.18.9.2
	at vswitch
	mend bridge -n vswitch link set dev p-gate isolated off
}

v6() {
	_lan mid br-mid fd00:77:: 64 x1 x2
	_worked x1 fd00:77::2
	bridge -n mid link set dev p-x1 isolated on
	bridge -n mid link set dev p-x2 isolated on
	_forget x1 x2
	ask x1 fd00:77::2
	at mid
	mend bridge -n mid link set dev p-x2 isolated off
}

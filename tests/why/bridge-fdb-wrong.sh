# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# bridge-fdb-wrong.sh - the bridge believes a MAC behind another port.
. "$here/nets.sh"

sticky() {
	_lan sw br0 10.72.0. 24 red blue green
	_worked red 10.72.0.2
	bridge -n sw fdb replace "$(mac blue eth0)" dev p-green master static sticky
	ask red 10.72.0.2
	at sw
	mend "bridge -n sw fdb del '$(mac blue eth0)' dev p-green master"
}

no_learning_v6() {
	_lan hub h0 fd00:72:: 64 n1 n2 n3
	_worked n3 fd00:72::1
	bridge -n hub link set dev p-n1 learning off
	bridge -n hub fdb replace "$(mac n1 eth0)" dev p-n2 master static
	ask n3 fd00:72::1
	at hub
	mend "bridge -n hub fdb del '$(mac n1 eth0)' dev p-n2 master"
	mend bridge -n hub link set dev p-n1 learning on
}

reply() {
	_lan rack br-rack 10.73.0. 24 ivy jon kim
	ip -n ivy neigh replace 10.73.0.3 lladdr "$(mac kim eth0)" dev eth0 nud permanent
	_worked ivy 10.73.0.3
	bridge -n rack link set dev p-ivy learning off
	bridge -n rack fdb replace "$(mac ivy eth0)" dev p-jon master static
	ask ivy 10.73.0.3
	at rack
	on reply
	mend "bridge -n rack fdb del '$(mac ivy eth0)' dev p-jon master"
	mend bridge -n rack link set dev p-ivy learning on
}

# The bridge itself claims the neighbour's address: frames for it end in the switch.
the_switch_itself() {
	_lan sw br0 10.74.0. 24 aa bb
	_worked aa 10.74.0.2
	bridge -n sw link set dev p-bb learning off
	bridge -n sw fdb del "$(mac bb eth0)" dev p-bb master
	bridge -n sw fdb add "$(mac bb eth0)" dev p-bb master local
	ask aa 10.74.0.2
	at sw
	mend "bridge -n sw fdb del '$(mac bb eth0)' dev p-bb master"
	mend bridge -n sw link set dev p-bb learning on
}

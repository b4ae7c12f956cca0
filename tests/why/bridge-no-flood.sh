# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# bridge-no-flood.sh - a port that gets no copy of what the bridge floods.
. "$here/nets.sh"

broadcast() {
	_lan sw br0 10.70.0. 24 ed flo gus
	_worked ed 10.70.0.2
	bridge -n sw link set dev p-flo bcast_flood off flood off && _forget ed flo
	ask ed 10.70.0.2
	at sw p-flo
	mend bridge -n sw link set dev p-flo bcast_flood on flood on
}

multicast_v6() {
	_lan bb lan6 fd00:70:: 64 v1 v2 v3
	_worked v1 fd00:70::2
	ip -n bb link set lan6 type bridge mcast_snooping 0
	bridge -n bb link set dev p-v2 mcast_flood off
	_forget v1 v2
	ask v1 fd00:70::2
	at bb p-v2
	mend bridge -n bb link set dev p-v2 mcast_flood on
}

learning() {
	_lan sw7 br7 10.71.1. 24 src dst by
	_worked src 10.71.1.2
	bridge -n sw7 link set dev p-dst learning off flood off
	bridge -n sw7 fdb del "$(mac dst eth0)" dev p-dst master
	_forget src dst
	ask src 10.71.1.2
	at sw7 p-dst
	mend bridge -n sw7 link set dev p-dst learning on flood on
}

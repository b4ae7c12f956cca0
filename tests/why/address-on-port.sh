# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# address-on-port.sh - the switch's address sits on one of its ports.
. "$here/nets.sh"

gateway() {
	ns pc1 pc2 gw
	wire pc1 eth0 gw l1
	wire pc2 eth0 gw l2
	bridge_of gw br9 l1 l2
	addr pc1 eth0 172.18.0.11/24
	addr pc2 eth0 172.18.0.12/24
	addr gw br9 172.18.0.1/24
	_worked pc1 172.18.0.1
	ip -n gw addr del 172.18.0.1/24 dev br9
	ip -n gw addr add 172.18.0.1/24 dev l2
	_forget pc1 gw
	ask pc1 172.18.0.1
	at gw l2
	on reply
	mend ip -n gw addr del 172.18.0.1/24 dev l2
	mend ip -n gw addr add 172.18.0.1/24 dev br9
}

routed() {
	ns ext gw srv other
	wire ext wan gw up0
	wire srv eth0 gw p-srv
	wire other eth0 gw p-oth
	forward gw
	bridge_of gw lan p-srv p-oth
	addr ext wan 198.51.100.2/30
	addr gw up0 198.51.100.1/30
	addr gw lan 10.50.1.1/24
	addr srv eth0 10.50.1.2/24
	addr other eth0 10.50.1.3/24
	route ext default via 198.51.100.1
	route srv default via 10.50.1.1
	_worked ext 10.50.1.2
	ip -n gw addr del 10.50.1.1/24 dev lan
	ip -n gw addr add 10.50.1.1/24 dev p-srv
	_forget gw srv
	ask ext 10.50.1.2
	at gw p-srv
	mend ip -n gw addr del 10.50.1.1/24 dev p-srv
	mend ip -n gw addr add 10.50.1.1/24 dev lan
}

v6() {
	ns node box
	wire node u0 box q0
	bridge_of box bridge7 q0
	addr node u0 fd00:9::42/64
	addr box bridge7 fd00:9::1/64
	_worked node fd00:9::1
	ip -n box addr del fd00:9::1/64 dev bridge7
	ip -n box addr add fd00:9::1/64 dev q0
	_forget node box
	ask node fd00:9::1
	at box q0
	mend ip -n box addr del fd00:9::1/64 dev q0
	mend ip -n box addr add fd00:9::1/64 dev bridge7
}

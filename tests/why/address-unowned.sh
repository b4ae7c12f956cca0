# shellcheck shell=bash disable=SC2154
# address-unowned.sh - nobody is TO; who asked the last wire in vain

on_the_senders_pipe() {
	chain 4 s t
	ask s 10.50.0.9
	at s e1
	nofix
	mend ip -n t addr add 10.50.0.9/24 dev e0
}

v6_on_the_senders_pipe() {
	chain 6 s t
	ask s fd50:0::9
	at s e1
	nofix
	mend ip -n t addr add fd50:0::9/64 dev e0 nodad
}

on_the_senders_switch() {
	lan 4 sw a b c d
	ask a 10.60.0.50 -s 200
	at a eth0
	nofix
	mend ip -n d addr add 10.60.0.50/24 dev eth0
}

v6_behind_two_switches() {
	lan 6 sw1 a b
	ns sw2 c
	wire sw1 x1 sw2 x1
	wire sw2 p1 c eth0
	bridge_of sw1 br0 x1
	bridge_of sw2 br0 x1 p1
	addr c eth0 fd60::c/64
	ask a fd60::d
	at a eth0
	nofix
	mend ip -n c addr add fd60::d/64 dev eth0 nodad
}

on_the_last_of_four_wires() {
	chain 4 s r1 r2 r3 t
	ask s 10.50.3.3
	at r3 e1
	nofix
	mend ip -n t addr add 10.50.3.3/24 dev e0
}

v6_on_the_last_of_three_wires() {
	chain 6 s r1 r2 t
	ask s fd50:2::3
	at r2 e1
	nofix
	mend ip -n t addr add fd50:2::3/64 dev e0 nodad
}

from_the_switch_itself() {
	lan 4 sw a b
	addr sw br0 10.60.0.254/24
	ask sw 10.60.0.77
	at sw br0
	nofix
	mend ip -n b addr add 10.60.0.77/24 dev eth0
}

the_last_router_is_nameless() {
	chain 4 s r1 spare
	nameless fw
	ns t
	wire r1 dmz0 $fw out0
	wire $fw in0 t eth0
	forward $fw
	addr r1 dmz0 10.90.0.1/30
	addr $fw out0 10.90.0.2/30
	addr $fw in0 10.91.0.1/24
	addr t eth0 10.91.0.2/24
	route r1 10.91.0.0/24 via 10.90.0.2
	route $fw default via 10.90.0.1
	route t default via 10.91.0.1
	ask s 10.91.0.3
	at $fw in0
	nofix
	mend ip -n t addr add 10.91.0.3/24 dev eth0
}

the_machine_asks_its_bridge() {
	ns web db
	wire host vweb web eth0
	wire host vdb db eth0
	bridge_of host br7 vweb vdb
	addr host br7 172.17.7.1/24
	addr web eth0 172.17.7.2/24
	addr db eth0 172.17.7.3/24
	ask host 172.17.7.4
	at host br7
	nofix
	mend ip -n db addr add 172.17.7.4/24 dev eth0
}

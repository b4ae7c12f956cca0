# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# tc-drop.sh - a classifier at an interface's door says no.
. "$here/nets.sh"

ingress_of_the_target() {
	_lan sw br0 10.100.0. 24 kay leo
	_worked kay 10.100.0.2
	_tc_drop leo eth0 ingress 'icmp(skb, 8)'
	ask kay 10.100.0.2
	at leo eth0
	mend tc -n leo qdisc del dev eth0 clsact
}

egress_of_the_sender() {
	ns sid tor
	wire sid e0 tor e0
	addr sid e0 10.101.0.1/24 && addr tor e0 10.101.0.2/24
	_worked sid 10.101.0.2
	_tc_drop sid e0 egress 'ip4(skb)'
	ask sid 10.101.0.2
	at sid e0
	mend tc -n sid filter del dev e0 egress
}

egress_of_a_router_the_reply() {
	_row 10.102. abe bix cal
	_worked abe 10.102.2.2
	_tc_drop bix l0 egress 'icmp(skb, 0)'
	ask abe 10.102.2.2
	at bix l0
	on reply
	mend tc -n bix qdisc del dev l0 clsact
}

arp_only() {
	_lan sw br0 10.103.0. 24 dov eli
	_worked dov 10.103.0.2
	_tc_drop eli eth0 ingress 'arp(skb)'
	_forget dov eli
	ask dov 10.103.0.2
	at eli eth0
	mend tc -n eli qdisc del dev eth0 clsact
}

ipv6_on_a_bridge_port() {
	_lan sw br0 fd00:a4:: 64 fay gil
	_worked fay fd00:a4::2
	_tc_drop sw p-gil egress 'icmp6(skb, 128)'
	ask fay fd00:a4::2
	at sw p-gil
	mend tc -n sw qdisc del dev p-gil clsact
}

# Two programs on one hook; the first lets everything pass.
the_second_program() {
	_row 10.105. hal ian jem
	_worked hal 10.105.2.2
	_tc_drop ian l0 ingress 0 5
	_tc_drop ian l0 ingress 'icmp(skb, 8)' 9
	ask hal 10.105.2.2
	at ian l0
	mend tc -n ian filter del dev l0 ingress prio 9
}

# No qdisc, no filter: the program hangs on a link.
by_a_link() {
	_row 10.104. kip lem mot
	_worked kip 10.104.2.2
	_tcx_drop lem r0 egress 'icmp(skb, 8)'
	ask kip 10.104.2.2
	at lem r0
	nofix
	mend kill $!
}

by_a_link_the_reply() {
	_lan sw br0 fd00:a5:: 64 nan ove
	_worked nan fd00:a5::2
	_tcx_drop nan eth0 ingress 'icmp6(skb, 129)'
	ask nan fd00:a5::2
	at nan eth0
	on reply
	nofix
	mend kill $!
}

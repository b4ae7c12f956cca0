# shellcheck shell=bash disable=SC2154
# arp-off.sh - NOARP where neighbours have to be found

sender() {
	chain 4 s t
	ip -n s link set e1 arp off
	ask s $end
	at s e1
	mend ip -n s link set e1 arp on
	mend ip -n s neigh flush all nud noarp
}

sender_on_a_switch_asks_its_gateway() {
	chain 4 s g t
	ip -n s link set e1 arp off
	ask s t@$end
	at s e1
	mend ip -n s link set e1 arp on
	mend ip -n s neigh flush all nud noarp
}

v6_sender() {
	chain 6 s t
	ip -n s link set e1 arp off
	ask s $end
	at s e1
	mend ip -n s link set e1 arp on
	mend ip -n s -6 neigh flush all nud noarp
}

target_does_not_answer() {
	chain 4 s g t
	ip -n t link set e0 arp off
	ask s $end
	at t e0
	mend ip -n t link set e0 arp on
}

gateway_does_not_answer() {
	lan 4 sw pc gw
	forward gw
	addr gw lo 192.0.2.1/32
	route pc default via 10.60.0.2
	ip -n gw link set eth0 arp off
	ask pc 192.0.2.1
	at gw eth0
	mend ip -n gw link set eth0 arp on
}

routers_way_out() {
	chain 4 s r1 r2 t
	ip -n r2 link set e1 arp off
	ask s $end
	at r2 e1
	mend ip -n r2 link set e1 arp on
	mend ip -n r2 neigh flush all nud noarp
}

# the router knows the target by heart; the target sends the answer to itself
targets_answer_goes_to_itself() {
	chain 4 s g t
	ip -n g neigh add 10.50.1.2 lladdr "$(mac t e0)" dev e1 nud permanent
	ip -n t link set e0 arp off
	ask s $end
	at t e0
	on reply
	mend ip -n t link set e0 arp on
	mend ip -n t neigh flush all nud noarp
}

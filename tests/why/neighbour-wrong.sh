# shellcheck shell=bash disable=SC2154
# neighbour-wrong.sh - an entry with a MAC that is not the neighbour's, and who holds it

senders_static_entry() {
	chain 4 s t
	ip -n s neigh add $end lladdr 02:de:ad:00:00:01 dev e1 nud permanent
	ask s $end
	at s e1
	mend ip -n s neigh del $end dev e1
}

v6_senders_static_entry() {
	lan 6 sw a b
	ip -n a neigh add fd60::2 lladdr 02:de:ad:00:00:01 dev eth0 nud permanent
	ask a b@fd60::2
	at a eth0
	mend ip -n a neigh del fd60::2 dev eth0
}

senders_static_gateway() {
	chain 4 s g t
	ip -n s neigh add 10.50.0.2 lladdr 02:de:ad:00:00:02 dev e1 nud permanent
	ask s $end
	at s e1
	mend ip -n s neigh del 10.50.0.2 dev e1
}

last_routers_static_entry() {
	chain 4 s r1 r2 t
	ip -n r2 neigh add $end lladdr 02:de:ad:00:00:03 dev e1 nud permanent
	ask s $end
	at r2 e1
	mend ip -n r2 neigh del $end dev e1
}

v6_first_routers_static_entry() {
	chain 6 s r1 r2 t
	ip -n r1 neigh add fd50:1::2 lladdr 02:de:ad:00:00:04 dev e1 nud permanent
	ask s $end
	at r1 e1
	mend ip -n r1 neigh del fd50:1::2 dev e1
}

targets_static_gateway() {
	chain 4 s g t
	ip -n t neigh add 10.50.1.1 lladdr 02:de:ad:00:00:05 dev e0 nud permanent
	ask s $end
	at t e0
	on reply
	mend ip -n t neigh del 10.50.1.1 dev e0
}

v6_targets_static_entry_of_the_sender() {
	chain 6 s t
	ip -n t neigh add fd50:0::1 lladdr 02:de:ad:00:00:06 dev e0 nud permanent
	ask s $end
	at t e0
	on reply
	mend ip -n t neigh del fd50:0::1 dev e0
}

router_on_the_way_back() {
	chain 4 s r1 r2 r3 t
	ip -n r3 neigh add 10.50.2.1 lladdr 02:de:ad:00:00:07 dev e0 nud permanent
	ask s $end
	at r3 e0
	on reply
	mend ip -n r3 neigh del 10.50.2.1 dev e0
}

# the frame does arrive, at a neighbour's who is not meant
static_entry_of_a_third_host() {
	lan 4 sw a b c
	ip -n a neigh add 10.60.0.2 lladdr "$(mac c eth0)" dev eth0 nud permanent
	ask a 10.60.0.2
	at a eth0
	mend ip -n a neigh del 10.60.0.2 dev eth0
}

target_changed_its_mac_later() {
	lan 4 sw a b
	ip -n a neigh add 10.60.0.2 lladdr "$(mac b eth0)" dev eth0 nud permanent
	ip -n b link set eth0 address 02:00:00:00:00:99
	ask a 10.60.0.2
	at a eth0
	mend ip -n a neigh del 10.60.0.2 dev eth0
}

# not static: learnt, still believed, and the address has moved to another host
address_moved_while_the_entry_is_reachable() {
	lan 4 sw a b c
	set_in a net.ipv4.neigh.eth0.base_reachable_time_ms=900000
	ip -n a neigh add 10.60.0.2 lladdr 02:de:ad:00:00:08 dev eth0 nud reachable
	ask a 10.60.0.2
	at a eth0
	mend ip -n a neigh del 10.60.0.2 dev eth0
}

broadcast_mac_that_the_target_does_not_take() {
	chain 4 s t
	set_in t net.ipv4.conf.all.drop_unicast_in_l2_multicast=1
	ip -n s neigh add $end lladdr ff:ff:ff:ff:ff:ff dev e1 nud permanent
	ask s $end
	at s e1
	mend ip -n s neigh del $end dev e1
}

the_machine_knows_its_guest_wrongly() {
	ns web db
	forward host
	wire host vweb web eth0
	wire host vdb db eth0
	addr host vweb 172.17.1.1/24
	addr host vdb 172.17.2.1/24
	addr web eth0 172.17.1.2/24
	addr db eth0 172.17.2.2/24
	route web default via 172.17.1.1
	route db default via 172.17.2.1
	ip neigh add 172.17.1.2 lladdr 02:de:ad:00:00:09 dev vweb nud permanent
	ask web 172.17.2.2
	at host vweb
	on reply
	mend ip neigh del 172.17.1.2 dev vweb
}

# shellcheck shell=bash disable=SC2154
# no-route.sh - a table without an answer: at the sender, on the way, at the target, on the way back

_laptop_to_server() {
	ns laptop server
	router edge core
	wire laptop wl0 edge lan0
	wire edge wan0 core isp0
	wire core srv0 server eno1
	addr laptop wl0 172.20.1.10/24
	addr edge lan0 172.20.1.1/24
	addr edge wan0 198.18.0.1/30
	addr core isp0 198.18.0.2/30
	addr core srv0 172.20.9.1/24
	addr server eno1 172.20.9.80/24
	route laptop default via 172.20.1.1
	route server default via 172.20.9.1
	route edge default via 198.18.0.2
	route core 172.20.1.0/24 via 198.18.0.1
	ask laptop 172.20.9.80
}

sender_has_no_default() {
	_laptop_to_server
	ip -n laptop route del default
	at laptop
	mend ip -n laptop route add default via 172.20.1.1
}

core_forgot_the_way_back() {
	_laptop_to_server
	ip -n core route del 172.20.1.0/24
	at core
	on reply
	mend ip -n core route add 172.20.1.0/24 via 198.18.0.1
}

server_lost_its_default() {
	_laptop_to_server
	ask laptop server@172.20.9.80 -s 1000
	ip -n server route del default
	at server
	on reply
	mend ip -n server route add default via 172.20.9.1
}

sender_lost_its_default_when_the_link_flapped() {
	_laptop_to_server
	ip -n laptop link set wl0 down
	ip -n laptop link set wl0 up
	at laptop
	mend ip -n laptop route add default via 172.20.1.1
}

v6_sender_has_no_default() {
	chain 6 tick gate tock
	ip -n tick -6 route del default
	ask tick $end
	at tick
	mend ip -n tick -6 route add default via fd50:0::2
}

v6_target_cannot_answer() {
	chain 6 tick gate tock
	ip -n tock -6 route del default
	ask tick tock@$end
	at tock
	on reply
	mend ip -n tock -6 route add default via fd50:1::1
}

v6_middle_router_of_three() {
	chain 6 w x1 x2 x3 y
	ip -n x2 -6 route del fd50:3::/64
	ask w $end
	at x2
	mend ip -n x2 -6 route add fd50:3::/64 via fd50:2::2
}

first_of_three_routers_does_not_know_the_net() {
	chain 4 w x1 x2 x3 y
	ip -n x1 route del 10.50.3.0/24
	ask w $end
	at x1
	mend ip -n x1 route add 10.50.3.0/24 via 10.50.1.2
}

last_of_three_routers_has_no_way_back() {
	chain 4 w x1 x2 x3 y
	ip -n x3 route del 10.50.0.0/24
	ask w $end
	at x3
	on reply
	mend ip -n x3 route add 10.50.0.0/24 via 10.50.2.1
}

throw_hides_the_default_of_another_table() {
	chain 4 me gw you
	ip -n me route add throw 10.50.1.0/24
	ask me $end
	at me
	mend ip -n me route del throw 10.50.1.0/24
}

nameless_target_has_no_default() {
	chain 4 probe gw spare
	nameless box
	wire gw box0 $box eth0
	addr gw box0 10.77.0.1/29
	addr $box eth0 10.77.0.2/29
	ask probe 10.77.0.2
	at $box
	on reply
	mend nsenter -t ${box#pid:} -n ip route add default via 10.77.0.1
}

sender_asks_in_the_name_of_its_loopback() {
	chain 4 pc r1 r2 pop
	addr pc lo 192.0.2.7/32
	ask pc $end -I 192.0.2.7
	on reply
	route r2 192.0.2.7 via 10.50.1.1
	at r1
	mend ip -n r1 route add 192.0.2.7 via 10.50.0.1
}

the_machine_itself_has_no_route() {
	router gate
	ns away
	wire host up0 gate dn0
	wire gate far0 away if0
	addr host up0 10.81.0.2/24
	addr gate dn0 10.81.0.1/24
	addr gate far0 10.82.0.1/24
	addr away if0 10.82.0.2/24
	route away default via 10.82.0.1
	ask host 10.82.0.2
	at host
	mend ip route add 10.82.0.0/24 via 10.81.0.1
}

target_behind_two_switches_lacks_the_return() {
	lan 4 sw1 ann gw
	ns sw2 bob
	wire sw1 up0 sw2 up0
	wire sw2 p-bob bob eth7
	bridge_of sw1 br0 up0
	bridge_of sw2 bri up0 p-bob
	addr bob eth7 10.60.0.40/24
	forward gw
	ns out
	wire gw w0 out w0
	addr gw w0 203.0.113.1/28
	addr out w0 203.0.113.2/28
	route out default via 203.0.113.1
	ask out 10.60.0.40
	at bob
	on reply
	mend ip -n bob route add default via 10.60.0.2
}

the_machine_between_its_guests() {
	ns web
	router vpn
	ns far
	forward host
	wire host vweb web eth0
	wire host vvpn vpn eth0
	wire vpn tun0 far eth0
	addr host vweb 172.17.1.1/24
	addr host vvpn 172.17.2.1/24
	addr web eth0 172.17.1.2/24
	addr vpn eth0 172.17.2.2/24
	addr vpn tun0 10.99.0.1/24
	addr far eth0 10.99.0.2/24
	route web default via 172.17.1.1
	route vpn 172.17.0.0/16 via 172.17.2.1
	route far default via 10.99.0.1
	ask web 10.99.0.2
	at host
	mend ip route add 10.99.0.0/24 via 172.17.2.2
}

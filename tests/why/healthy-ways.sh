# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# healthy-ways.sh - it pings: routes, neighbours, bridges and addresses that look odd are right.
. "$here/nets.sh"

strict_rp_filter_on_a_symmetric_path() {
	_row 10.160. ab bc cd de
	for x in bc cd; do set_in $x net.ipv4.conf.{all,l0,r0}.rp_filter=1; done
	set_in de net.ipv4.conf.all.rp_filter=1
	ask ab 10.160.3.2
	reachable
}

# _ring A B C D: the ask goes A-B-D, the answer D-C-A
_ring() {
	ns "$1" "$4"
	router "$2" "$3"
	wire "$1" x0 "$2" x0 && wire "$2" y0 "$4" x0
	wire "$1" y0 "$3" x0 && wire "$3" y0 "$4" y0
	addr "$1" x0 10.161.1.1/24 && addr "$2" x0 10.161.1.2/24
	addr "$2" y0 10.161.2.1/24 && addr "$4" x0 10.161.2.2/24
	addr "$1" y0 10.161.3.1/24 && addr "$3" x0 10.161.3.2/24
	addr "$3" y0 10.161.4.1/24 && addr "$4" y0 10.161.4.2/24
	forward "$1"
	route "$1" 10.161.2.0/24 via 10.161.1.2
	route "$4" 10.161.1.0/24 via 10.161.4.1
	route "$3" 10.161.1.0/24 via 10.161.3.1
	ask "$1" 10.161.2.2
}

asymmetric_and_nobody_minds() {
	_ring ef fg gh hi
	reachable
}

loose_rp_filter_on_an_asymmetric_path() {
	_ring ij jk kl lm
	for x in ij jk kl lm; do set_in $x net.ipv4.conf.{all,default,x0,y0}.rp_filter=2; done
	route kl 10.161.2.0/24 via 10.161.4.2
	reachable
}

arp_ignore_on_the_right_interface() {
	_lan sw br0 10.162.0. 24 mn no
	set_in no net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
	into no ip addr add 10.162.0.200/32 dev lo
	ask mn 10.162.0.2
	reachable
}

proxy_arp_on_purpose() {
	ns op qr && router pq
	wire op e0 pq e0 && wire pq e1 qr e0
	addr op e0 10.163.0.1/16 && addr pq e0 10.163.0.254/24
	addr pq e1 10.163.1.254/24 && addr qr e0 10.163.1.1/24
	route qr 10.163.0.0/24 via 10.163.1.254
	set_in pq net.ipv4.conf.e0.proxy_arp=1
	ask op 10.163.1.1
	reachable
}

rules_for_other_marks_and_sources() {
	_row 10.164. rs st tu
	route st blackhole default table 77
	into st ip rule add fwmark 7 lookup 77 prio 10
	into st ip rule add from 10.99.0.0/16 blackhole prio 11
	into st ip rule add iif r0 to 10.99.0.0/16 prohibit prio 12
	ask rs 10.164.2.2
	reachable
}

policy_routing_that_works() {
	_row 10.165. uv vw wx
	into uv ip route del 10.165.2.0/24
	route uv 10.165.2.0/24 via 10.165.1.2 table 100
	into uv ip rule add to 10.165.0.0/16 lookup 100 prio 50
	route uv unreachable default metric 9999
	ask uv 10.165.2.2
	reachable
}

both_legs_alive_by_hash() {
	ns xy ba && router yz za
	wire xy x0 yz x0 && wire yz y0 ba x0
	wire xy y0 za x0 && wire za y0 ba y0
	addr xy x0 fd00:f0:1::1/64 && addr yz x0 fd00:f0:1::2/64
	addr yz y0 fd00:f0:2::1/64 && addr ba x0 fd00:f0:2::2/64
	addr xy y0 fd00:f0:3::1/64 && addr za x0 fd00:f0:3::2/64
	addr za y0 fd00:f0:4::1/64 && addr ba y0 fd00:f0:4::2/64
	into xy ip addr add fd00:f0:99::1/128 dev lo
	into ba ip addr add fd00:f0:88::1/128 dev lo
	into xy ip -6 route add fd00:f0:88::1 src fd00:f0:99::1 \
		nexthop via fd00:f0:1::2 nexthop via fd00:f0:3::2
	into ba ip -6 route add fd00:f0:99::1 src fd00:f0:88::1 \
		nexthop via fd00:f0:2::1 nexthop via fd00:f0:4::1
	route yz fd00:f0:88::1/128 via fd00:f0:2::2
	route yz fd00:f0:99::1/128 via fd00:f0:1::1
	route za fd00:f0:88::1/128 via fd00:f0:4::2
	route za fd00:f0:99::1/128 via fd00:f0:3::1
	ask xy fd00:f0:88::1
	reachable
}

nine_hops() {
	_row 10.166. a0 a1 a2 a3 a4 a5 a6 a7 a8 a9
	ask a0 10.166.9.2
	reachable
}

nine_hops_v6() {
	_row6 fd00:f1: b0 b1 b2 b3 b4 b5 b6 b7 b8 b9
	ask b9 fd00:f1:1::1
	reachable
}

mtu_smaller_and_the_ping_too() {
	_row 10.167. ca cb cc
	ip -n cb link set r0 mtu 600
	ip -n ca link set r0 mtu 1300
	ask ca 10.167.2.2 -s 500
	reachable
}

# Too big for the second wire, and cut: nobody forbade it.
mtu_smaller_and_it_is_cut() {
	_row 10.168. cd ce cf
	ip -n ce link set r0 mtu 700
	ip -n cf link set l0 mtu 700
	ask cd 10.168.2.2 -s 1400 -M dont
	reachable
}

many_addresses() {
	ns dg dh
	wire dg e0 dh e0
	addr dg e0 10.169.0.1/24 10.169.0.2/32 172.31.9.1/24 198.18.77.1/30
	addr dh e0 10.170.0.9/24 10.169.0.200/24 10.169.0.201/24 198.18.77.2/30
	ask dg 10.169.0.201
	reachable
}

the_same_net_twice_and_the_right_one_first() {
	ns ei ej ek
	wire ei e0 ej e0 && wire ei e1 ek e0
	addr ei e0 10.171.0.1/24 && addr ej e0 10.171.0.2/24
	into ei ip addr add 10.171.0.5/24 dev e1 metric 500
	ask ei 10.171.0.2
	reachable
}

static_fdb_that_is_right() {
	_lan sw br0 10.172.0. 24 fl fm fn
	bridge -n sw link set dev p-fm learning off
	bridge -n sw fdb replace "$(mac fm eth0)" dev p-fm master static sticky
	bridge -n sw fdb replace 02:de:ad:be:ef:00 dev p-fn master static
	ask fl 10.172.0.2
	reachable
}

only_one_port_is_isolated() {
	_lan sw br0 10.173.0. 24 go gp gq
	bridge -n sw link set dev p-go isolated on
	ask go 10.173.0.2
	reachable
}

no_flood_and_the_answer_is_known() {
	_lan sw br0 10.174.0. 24 hr hs
	_worked hr 10.174.0.2
	bridge -n sw link set dev p-hs flood off mcast_flood off
	ask hr 10.174.0.2
	reachable
}

another_port_is_down_or_blocked() {
	_lan sw br0 fd00:f2:: 64 it iu iv iw
	ip -n sw link set p-iv down
	bridge -n sw link set dev p-iw state 0
	ask it fd00:f2::2
	reachable
}

snooping_with_a_querier() {
	_lan sw br0 fd00:f3:: 64 jx jy
	addr sw br0 fd00:f3::ff/64
	ip -n sw link set br0 type bridge mcast_query_response_interval 10
	ip -n sw link set br0 type bridge mcast_snooping 1 mcast_querier 1
	for _ in $(seq 40); do bridge -n sw mdb show | grep -q 'p-jy.*ff00:2' && break; sleep 0.1; done
	ask jx fd00:f3::2
	reachable
}

macvlans_side_by_side() {
	ns kz la lb
	wire kz up0 la e9
	ip -n kz link add mv0 netns lb link up0 type macvlan mode bridge
	ip -n lb link set mv0 up
	ns mc && ip -n kz link add mv0 netns mc link up0 type macvlan mode bridge
	ip -n mc link set mv0 up
	addr lb mv0 10.175.0.1/24 && addr mc mv0 10.175.0.2/24
	ask lb 10.175.0.2
	reachable
}

macvlan_to_the_world() {
	ns md ne of
	wire md up0 ne e0
	ip -n md link add mv0 netns of link up0 type macvlan mode private
	ip -n of link set mv0 up
	addr of mv0 10.176.0.1/24 && addr ne e0 10.176.0.2/24
	ask of 10.176.0.2
	reachable
}

link_local_with_its_scope() {
	ns og oh oi
	wire og e1 oh e0 && wire og e2 oi e0
	ask og "$(_link_local oi e0)%e2"
	reachable
}

link_local_by_interface() {
	ns pj pk
	wire pj wan pk lan
	ask pj "$(_link_local pk lan)" -I wan
	reachable
}

own_address() {
	ns ql
	wire ql e0 ql e1
	addr ql e0 10.177.0.1/24
	ask ql 10.177.0.1
	reachable
}

target_without_a_name() {
	ns rm && router rn
	nameless there
	wire rm e0 rn e0 && wire rn e1 "$there" e0
	addr rm e0 fd00:f4:1::1/64 && addr rn e0 fd00:f4:1::2/64
	addr rn e1 fd00:f4:2::1/64 && addr "$there" e0 fd00:f4:2::2/64
	route rm default via fd00:f4:1::2
	into "$there" ip -6 route add default via fd00:f4:2::1
	ask rm fd00:f4:2::2
	reachable
}

# The target ignores broadcasts, and IPv6; it is asked neither.
ignores_something_else() {
	_lan sw br0 10.178.0. 24 so sp
	set_in sp net.ipv4.icmp_echo_ignore_broadcasts=1 net.ipv6.icmp.echo_ignore_all=1
	set_in sp net.ipv6.conf.all.disable_ipv6=1
	ask so 10.178.0.2
	reachable
}

redirects_are_not_sent() {
	_lan sw br0 10.179.0. 24 tq tr
	ns ts && wire tr out ts e0
	addr tr out 10.180.0.1/24 && addr ts e0 10.180.0.2/24
	forward tr
	set_in tr net.ipv4.conf.eth0.forwarding=1 net.ipv4.conf.all.send_redirects=0
	route tq 10.180.0.0/24 via 10.179.0.2
	route ts default via 10.180.0.1
	ask tq 10.180.0.2
	reachable
}

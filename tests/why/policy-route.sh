# shellcheck shell=bash disable=SC2154
# policy-route.sh - the main table is right, and a rule asks another

targets_rule_for_its_own_address() {
	chain 4 s g t
	ip -n t rule add from 10.50.1.2 lookup 125
	ip -n t route add default via 10.50.1.99 table 125
	ask s $end
	at t
	on reply
	mend ip -n t rule del from 10.50.1.2 lookup 125
}

v6_targets_rule_for_its_own_address() {
	chain 6 s g t
	ip -n t -6 rule add from $end lookup 125
	ip -n t -6 route add default via fd50:1::99 table 125
	ask s $end
	at t
	on reply
	mend ip -n t -6 rule del from $end lookup 125
}

# _detour PLACE: a second router there that knows nobody; $via is its address
_detour() {
	router detour
	wire "$1" d0 detour d0
	addr "$1" d0 10.66.0.1/24 fd66::1/64
	addr detour d0 10.66.0.2/24 fd66::2/64
}

marked_pings_take_the_tunnels_table() {
	chain 4 s g t
	_detour s
	ip -n s rule add fwmark 7 lookup 51820
	ip -n s route add default via 10.66.0.2 table 51820
	ask s $end -m 7
	at s
	mend ip -n s rule del fwmark 7 lookup 51820
}

senders_rule_for_the_targets_net() {
	chain 4 s g1 g2 t
	_detour s
	ip -n s rule add to 10.50.2.0/24 pref 1000 lookup 77
	ip -n s route add default via 10.66.0.2 table 77
	ask s t@$end
	at s
	mend ip -n s rule del pref 1000
}

routers_rule_for_what_its_lan_sends() {
	chain 4 s r1 r2 t
	_detour r1
	ip -n r1 rule add iif e0 pref 500 lookup 200
	ip -n r1 route add default via 10.66.0.2 table 200
	ask s $end
	at r1
	mend ip -n r1 rule del pref 500
}

v6_routers_rule_for_what_its_lan_sends() {
	chain 6 s r1 r2 t
	_detour r1
	ip -n r1 -6 rule add iif e0 pref 500 lookup 200
	ip -n r1 -6 route add default via fd66::2 table 200
	ask s $end
	at r1
	mend ip -n r1 -6 rule del pref 500
}

routers_rule_for_the_way_back() {
	chain 4 s r1 r2 t
	_detour r2
	ip -n r2 rule add from 10.50.2.0/24 to 10.50.0.0/24 pref 9 lookup 9
	ip -n r2 route add default via 10.66.0.2 table 9
	ask s $end
	at r2
	on reply
	mend ip -n r2 rule del pref 9
}

rule_that_prohibits() {
	chain 4 s g t
	ip -n s rule add to $end pref 100 prohibit
	ask s $end
	cause policy-route route-rejects
	at s
	mend ip -n s rule del pref 100
}

# as wg-quick does it: everything but what main knows better than by default
tunnel_takes_what_main_has_only_by_default() {
	chain 4 s g t
	_detour s
	ip -n s rule add pref 100 lookup main suppress_prefixlength 0
	ip -n s rule add pref 101 lookup 51820
	ip -n s route add default via 10.66.0.2 table 51820
	ask s $end
	at s
	mend ip -n s rule del pref 101
}

pings_alone_have_a_table() {
	chain 4 s r1 r2 t
	_detour r1
	ip -n r1 rule add ipproto icmp pref 50 lookup 66
	ip -n r1 route add 10.50.2.0/24 via 10.66.0.2 table 66
	ask s $end
	at r1
	mend ip -n r1 rule del pref 50
}

the_machines_rule_for_one_guest() {
	ns web lab
	router detour
	forward host
	wire host vweb web eth0
	wire host vlab lab eth0
	wire host vtun detour eth0
	addr host vweb 172.17.1.1/24
	addr host vlab 172.17.2.1/24
	addr host vtun 172.17.3.1/24
	addr web eth0 172.17.1.2/24
	addr lab eth0 172.17.2.2/24
	addr detour eth0 172.17.3.2/24
	route web default via 172.17.1.1
	route lab default via 172.17.2.1
	ip rule add from 172.17.1.2 pref 7 lookup 70
	ip route add default via 172.17.3.2 table 70
	ask web 172.17.2.2
	at host
	mend ip rule del pref 7
}

# shellcheck shell=bash
# shellcheck source=tests/why/lib.sh
# far-nat.sh - NAT in the middle of a way, queues and what else swallows a packet there.

snat_to_an_address_that_nobody_has() {
	chain 4 ana r1 zoe
	rules r1 'add table ip nat; add chain ip nat post { type nat hook postrouting priority 100; }; add rule ip nat post oifname "e1" snat to 10.50.1.99'
	ask ana zoe@"$end"
	cause nat-wrong
	at r1
	on 'request|reply'
	mend ip netns exec r1 nft flush chain ip nat post
}

masquerade_is_for_the_other_net() {
	ns ana zoe
	router gw
	wire ana eth0 gw lan
	wire gw wan zoe eth0
	addr ana eth0 192.168.7.2/24
	addr gw lan 192.168.7.1/24
	addr gw wan 198.51.100.1/24
	addr zoe eth0 198.51.100.2/24
	route ana default via 192.168.7.1
	rules gw 'add table ip nat; add chain ip nat post { type nat hook postrouting priority 100; }; add rule ip nat post ip saddr 192.168.8.0/24 oifname "wan" masquerade'
	ask ana zoe@198.51.100.2
	cause nat-missing
	at gw
	on 'request|reply'
	mend ip netns exec gw nft add rule ip nat post ip saddr 192.168.7.0/24 oifname wan masquerade
}

# ana behind a NAT, two routers beyond it
_beyond_nat() {
	chain 4 ana gw r2 r3 zoe
	rules gw 'add table ip nat; add chain ip nat post { type nat hook postrouting priority 100; }; add rule ip nat post oifname "e1" masquerade'
	ip -n r2 route del 10.50.0.0/24
	ip -n r3 route del 10.50.0.0/24
}

nat_in_the_middle_is_well() {
	_beyond_nat
	ask ana zoe@"$end"
	reachable
}

firewall_beyond_the_nat() {
	_beyond_nat
	rules r3 'add table ip f; add chain ip f through { type filter hook forward priority 0; }; add rule ip f through ip saddr 10.50.1.1 icmp type echo-request drop'
	ask ana zoe@"$end"
	cause firewall
	at r3
	mend ip netns exec r3 nft delete table ip f
}

no_way_back_to_the_nat() {
	_beyond_nat
	ip -n r3 route del 10.50.1.0/24
	ask ana zoe@"$end"
	cause no-route
	at r3
	on reply
	mend ip -n r3 route add 10.50.1.0/24 via 10.50.2.1
}

firewall_of_the_sender_after_the_nat() {
	_beyond_nat
	into ana iptables-nft -A INPUT -s "$end" -j DROP
	ask ana zoe@"$end"
	cause firewall
	at ana
	on reply
	mend ip netns exec ana iptables-nft -F INPUT
}

target_ignores_echo_beyond_the_nat() {
	_beyond_nat
	set_in zoe net.ipv4.icmp_echo_ignore_all=1
	ask ana zoe@"$end"
	cause echo-ignored
	at zoe
	mend ip netns exec zoe sysctl -w net.ipv4.icmp_echo_ignore_all=0
}

dnat_to_a_server_that_filters() {
	chain 4 ana gw zoe
	rules gw 'add table ip nat; add chain ip nat pre { type nat hook prerouting priority -100; }; add rule ip nat pre ip daddr 203.0.113.80 dnat to 10.50.1.2'
	rules zoe 'add table ip f; add chain ip f in { type filter hook input priority 0; policy drop; }'
	ask ana 203.0.113.80
	cause firewall
	at zoe
	mend ip netns exec zoe nft delete table ip f
}

dnat_to_a_server_without_a_way_back() {
	chain 4 ana gw zoe
	rules gw 'add table ip nat; add chain ip nat pre { type nat hook prerouting priority -100; }; add rule ip nat pre ip daddr 203.0.113.80 dnat to 10.50.1.2'
	ip -n zoe route del default
	ask ana 203.0.113.80
	cause no-route
	at zoe
	on reply
	mend ip -n zoe route add default via 10.50.1.1
}

v6_nat_in_the_middle_filters_beyond() {
	chain 6 ana gw r2 zoe
	rules gw 'add table ip6 nat; add chain ip6 nat post { type nat hook postrouting priority 100; }; add rule ip6 nat post oifname "e1" snat to fd50:1::1'
	rules zoe 'add table ip6 f; add chain ip6 f in { type filter hook input priority 0; }; add rule ip6 f in ip6 saddr fd50:1::1 icmpv6 type echo-request drop'
	ask ana zoe@"$end"
	cause firewall
	at zoe
	mend ip netns exec zoe nft delete table ip6 f
}

u32_sends_it_into_a_sink() {
	chain 4 ana r1 zoe
	into r1 ip link add sink type ifb
	into r1 ip link set sink up
	into r1 tc qdisc add dev e1 clsact
	into r1 tc filter add dev e1 egress protocol ip u32 match ip protocol 1 0xff action mirred egress redirect dev lo
	ask ana zoe@"$end"
	cause tc-drop
	at r1 e1
	mend ip netns exec r1 tc qdisc del dev e1 clsact
}

bucket_is_smaller_than_the_ping() {
	chain 4 ana r1 r2 zoe
	into r2 tc qdisc add dev e1 root tbf rate 1mbit burst 700 limit 3000
	ask ana zoe@"$end" -s 1000
	cause qdisc-drop
	at r2 e1
	mend ip netns exec r2 tc qdisc del dev e1 root
}

class_with_a_queue_of_nothing() {
	chain 4 ana r1 zoe
	into zoe tc qdisc add dev e0 root handle 1: htb default 10
	into zoe tc class add dev e0 parent 1: classid 1:10 htb rate 10mbit
	into zoe tc qdisc add dev e0 parent 1:10 handle 10: bfifo limit 60
	ask ana zoe@"$end"
	cause qdisc-drop
	at zoe e0
	on reply
	mend ip netns exec zoe tc qdisc del dev e0 root
}

shaped_but_well() {
	chain 4 ana r1 r2 zoe
	into r2 tc qdisc add dev e1 root tbf rate 10mbit burst 3000 limit 30000
	into r1 tc qdisc add dev e0 root pfifo limit 5
	ask ana zoe@"$end"
	reachable
}

xfrm_policy_blocks() {
	chain 4 ana r1 zoe
	into ana ip xfrm policy add src 10.50.0.0/24 dst 10.50.1.0/24 dir out action block
	ask ana zoe@"$end"
	cause unknown firewall route-rejects
	at ana
	nofix
	mend ip -n ana xfrm policy flush
}

output_mark_reroutes_the_reply() {
	chain 4 ana r1 zoe
	rules zoe 'add table ip mk; add chain ip mk out { type route hook output priority -150; }; add rule ip mk out icmp type echo-reply meta mark set 0x30'
	into zoe ip rule add fwmark 0x30 lookup 30
	into zoe ip route add unreachable default table 30
	ask ana zoe@"$end"
	cause policy-route route-rejects
	at zoe
	on reply
	mend ip -n zoe rule del fwmark 0x30 lookup 30
}

arp_table_of_the_middle_router() {
	chain 4 ana r1 r2 zoe
	rules r2 'add table arp a; add chain arp a in { type filter hook input priority 0; }; add rule arp a in iifname "e0" arp operation request drop'
	ask ana zoe@"$end"
	cause firewall
	at r2
	mend ip netns exec r2 nft delete table arp a
}

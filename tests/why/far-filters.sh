# shellcheck shell=bash
# shellcheck source=tests/why/lib.sh
# far-filters.sh - filters of every make, somewhere along a longer way.

netdev_table_at_the_target() {
	chain 4 ana r1 r2 zoe
	rules zoe 'add table netdev early; add chain netdev early in { type filter hook ingress device "e0" priority -150; }; add rule netdev early in ip saddr 10.50.0.0/24 icmp type echo-request counter drop'
	ask ana zoe@"$end"
	cause firewall
	at zoe
	mend ip netns exec zoe nft delete table netdev early
}

netdev_egress_of_the_second_router() {
	chain 4 ana r1 r2 zoe
	rules r2 'add table netdev late; add chain netdev late out { type filter hook egress device "e1" priority 0; }; add rule netdev late out ip protocol icmp drop'
	ask ana "$end"
	cause firewall
	at r2
	mend ip netns exec r2 nft delete table netdev late
}

netdev_egress_drops_the_v6_reply() {
	chain 6 ana r1 zoe
	rules zoe 'add table netdev late; add chain netdev late out { type filter hook egress device "e0" priority 0; }; add rule netdev late out icmpv6 type echo-reply drop'
	ask ana zoe@"$end"
	cause firewall
	at zoe
	on reply
	mend ip netns exec zoe nft delete table netdev late
}

inet_ingress_hook() {
	chain 4 ana r1 r2 zoe
	rules r1 'add table inet edge; add chain inet edge in { type filter hook ingress device "e1" priority 0; policy drop; }; add rule inet edge in meta protocol arp accept'
	ask ana zoe@"$end"
	cause firewall
	at r1
	on reply
	mend ip netns exec r1 nft delete table inet edge
}

interval_set_names_the_source() {
	chain 4 ana r1 r2 zoe
	rules r2 'add table inet f; add set inet f bad { type ipv4_addr; flags interval; elements = { 10.1.0.0/16, 10.50.0.0/25, 192.0.2.5 }; }; add chain inet f through { type filter hook forward priority 10; policy accept; }; add rule inet f through ip saddr @bad drop'
	ask ana zoe@"$end"
	cause firewall
	at r2
	mend ip netns exec r2 nft delete table inet f
}

concatenated_set_lets_only_others_pass() {
	chain 4 ana r1 zoe
	rules r1 'add table inet f; add set inet f ok { type ipv4_addr . ipv4_addr; elements = { 10.50.0.9 . 10.50.1.2, 10.50.1.2 . 10.50.0.1 }; }; add chain inet f through { type filter hook forward priority 0; policy drop; }; add rule inet f through ip saddr . ip daddr @ok accept'
	ask ana zoe@"$end"
	cause firewall
	at r1
	mend "ip netns exec r1 nft 'add element inet f ok { 10.50.0.1 . 10.50.1.2 }'"
}

verdict_map_by_interface_then_address() {
	chain 4 ana r1 r2 zoe
	rules r1 'add table ip v; add chain ip v tozoe; add rule ip v tozoe ip daddr vmap { 10.50.1.2 : accept, 10.50.2.2 : drop }; add chain ip v through { type filter hook forward priority 0; policy accept; }; add rule ip v through oifname vmap { "e1" : jump tozoe, "e0" : accept }'
	ask ana zoe@"$end"
	cause firewall
	at r1
	mend ip netns exec r1 nft delete table ip v
}

goto_leaves_for_the_policy() {
	chain 4 ana r1 zoe
	rules zoe 'add table inet g; add chain inet g side; add rule inet g side tcp dport 22 accept; add chain inet g in { type filter hook input priority 0; policy drop; }; add rule inet g in ip protocol icmp goto side; add rule inet g in accept'
	ask ana "$end"
	cause firewall
	at zoe
	mend ip netns exec zoe nft insert rule inet g in ip protocol icmp accept
}

only_established_may_pass() {
	chain 4 ana r1 r2 zoe
	rules r2 'add table inet s; add chain inet s through { type filter hook forward priority 0; policy drop; }; add rule inet s through ct state established,related accept; add rule inet s through iifname "e1" accept'
	ask ana zoe@"$end"
	cause firewall
	at r2
	mend ip netns exec r2 nft add rule inet s through accept
}

only_established_may_pass_the_other_way() {
	chain 4 ana r1 r2 zoe
	rules r2 'add table inet s; add chain inet s through { type filter hook forward priority 0; policy drop; }; add rule inet s through ct state established,related accept; add rule inet s through iifname "e0" accept'
	ask ana zoe@"$end"
	reachable
}

untracked_is_refused() {
	chain 4 ana r1 zoe
	rules r1 'add table ip raw; add chain ip raw pre { type filter hook prerouting priority -300; }; add rule ip raw pre ip protocol icmp notrack; add table ip f; add chain ip f through { type filter hook forward priority 0; }; add rule ip f through ct state untracked drop'
	ask ana zoe@"$end"
	cause firewall conntrack
	at r1
	mend ip netns exec r1 nft flush chain ip raw pre
}

invalid_reply_of_another_way_home() {
	diamond
	route west 172.20.3.0/30 via 172.20.1.2
	route east 172.20.1.0/30 via 172.20.4.2
	route south 172.20.1.0/30 via 172.20.2.1
	rules south 'add table inet f; add chain inet f through { type filter hook forward priority 0; }; add rule inet f through ct state invalid counter drop'
	ask west east@172.20.3.1
	cause conntrack firewall
	at south
	on reply
	mend ip netns exec south nft delete table inet f
}

limit_was_used_up_long_ago() {
	chain 4 ana r1 zoe
	rules zoe 'add table inet l; add chain inet l in { type filter hook input priority 0; }; add rule inet l in icmp type echo-request limit rate 1/day burst 1 packets accept; add rule inet l in icmp type echo-request drop'
	into ana ping -q -c 2 -i 0.2 -W 1 "$end" >/dev/null
	ask ana zoe@"$end"
	cause firewall
	at zoe
	mend ip netns exec zoe nft delete table inet l
}

iptables_nft_drops_the_reply_at_home() {
	chain 4 ana r1 r2 zoe
	into zoe iptables-nft -A OUTPUT -o e0 -p icmp --icmp-type echo-reply -j DROP
	ask ana zoe@"$end"
	cause firewall
	at zoe
	on reply
	mend ip netns exec zoe iptables-nft -F OUTPUT
}

iptables_nft_policy_behind_a_chain_of_chains() {
	chain 4 ana r1 r2 r3 zoe
	into r2 sh -c 'iptables-nft -N one; iptables-nft -N two; iptables-nft -A one -j two; iptables-nft -A two -d 10.50.3.9 -j ACCEPT; iptables-nft -A two -j RETURN; iptables-nft -A FORWARD -j one; iptables-nft -A FORWARD -i e1 -j ACCEPT; iptables-nft -P FORWARD DROP'
	ask ana "$end"
	cause firewall
	at r2
	mend ip netns exec r2 iptables-nft -P FORWARD ACCEPT
}

legacy_tables_forward_drop() {
	chain 4 ana r1 r2 zoe
	into r2 iptables-legacy -A FORWARD -s 10.50.0.0/24 -p icmp -j DROP
	ask ana zoe@"$end"
	cause firewall
	at r2
	mend ip netns exec r2 iptables-legacy -F FORWARD
}

legacy_raw_table_at_the_target() {
	chain 4 ana r1 zoe
	into zoe iptables-legacy -t raw -A PREROUTING -i e0 -s 10.50.0.1 -j DROP
	ask ana zoe@"$end"
	cause firewall
	at zoe
	mend ip netns exec zoe iptables-legacy -t raw -F
}

queue_without_a_reader() {
	chain 4 ana r1 zoe
	into r1 iptables-legacy -A FORWARD -p icmp -j NFQUEUE --queue-num 3
	ask ana zoe@"$end"
	cause firewall
	at r1
	mend ip netns exec r1 iptables-legacy -F FORWARD
}

rejected_on_the_way_home() {
	chain 4 ana r1 r2 zoe
	into r1 iptables-nft -A FORWARD -s 10.50.2.0/24 -j REJECT --reject-with icmp-admin-prohibited
	ask ana zoe@"$end"
	cause firewall
	at r1
	on reply
	mend ip netns exec r1 iptables-nft -F FORWARD
}

postrouting_filter_of_v6() {
	chain 6 ana r1 r2 zoe
	rules r1 'add table ip6 p; add chain ip6 p post { type filter hook postrouting priority 300; }; add rule ip6 p post oifname "e1" ip6 daddr fd50:2::/64 drop'
	ask ana zoe@"$end"
	cause firewall
	at r1
	mend ip netns exec r1 nft delete table ip6 p
}

advertisement_does_not_leave_the_target() {
	chain 6 ana r1 zoe
	rules zoe 'add table inet n; add chain inet n out { type filter hook output priority 0; }; add rule inet n out icmpv6 type nd-neighbor-advert drop'
	ask ana zoe@"$end"
	cause firewall
	at zoe
	on 'request|reply'
	mend ip netns exec zoe nft delete table inet n
}

neighbour_solicitation_is_dropped_by_the_target() {
	chain 6 ana r1 zoe
	into zoe ip6tables-nft -A INPUT -p icmpv6 --icmpv6-type neighbour-solicitation -j DROP
	ask ana zoe@"$end"
	cause firewall
	at zoe
	mend ip netns exec zoe ip6tables-nft -F INPUT
}

arptables_holds_the_answers_back() {
	lan 4 sw ana zoe
	into zoe arptables -A OUTPUT --opcode Reply -j DROP
	ask ana zoe@10.60.0.2
	cause firewall
	at zoe
	on 'request|reply'
	mend ip netns exec zoe arptables -F OUTPUT
}

bridge_filter_in_the_second_switch() {
	ns s1 s2 ana zoe
	wire ana eth0 s1 p1
	wire s1 trunk2 s2 trunk1
	wire s2 p1 zoe eth0
	bridge_of s1 br7 p1 trunk2
	bridge_of s2 br7 p1 trunk1
	addr ana eth0 10.61.0.1/24
	addr zoe eth0 10.61.0.2/24
	rules s2 'add table bridge b; add chain bridge b f { type filter hook forward priority 0; }; add rule bridge b f ether type ip ip protocol icmp iifname "p1" drop'
	ask ana zoe@10.61.0.2
	cause firewall
	at s2
	on reply
	mend ip netns exec s2 nft delete table bridge b
}

ebtables_knows_another_mac() {
	lan 4 sw ana zoe
	into sw ebtables -A FORWARD -i p-zoe -s ! 02:00:00:00:00:aa -j DROP
	ask ana zoe@10.60.0.2
	cause firewall
	at sw
	on 'reply|request'
	mend ip netns exec sw ebtables -F FORWARD
}

physdev_rule_of_a_bridge() {
	lan 4 sw ana moe zoe
	set_in sw net.bridge.bridge-nf-call-iptables=1
	into sw iptables-nft -A FORWARD -m physdev --physdev-in p-ana --physdev-out p-zoe -j DROP
	ask ana zoe@10.60.0.3
	cause bridge-netfilter
	at sw
	mend ip netns exec sw iptables-nft -F FORWARD
}

fib_expression_as_a_reverse_path_check() {
	chain 4 ana r1 r2 zoe
	wire r2 back r1 back
	addr r2 back 10.51.0.2/24
	addr r1 back 10.51.0.1/24
	ip -n r2 route replace 10.50.0.0/24 via 10.51.0.1
	rules r2 'add table inet rp; add chain inet rp pre { type filter hook prerouting priority -300; }; add rule inet rp pre fib saddr . iif oif missing drop'
	ask ana zoe@"$end"
	cause firewall
	at r2
	mend ip netns exec r2 nft delete table inet rp
}

mark_by_nft_then_rule_then_nowhere() {
	chain 4 ana r1 r2 zoe
	rules r1 'add table ip mk; add chain ip mk pre { type filter hook prerouting priority -150; }; add rule ip mk pre ip protocol icmp meta mark set 0x20'
	into r1 ip rule add fwmark 0x20 lookup 20
	into r1 ip route add default via 10.50.1.77 table 20
	ask ana zoe@"$end"
	cause policy-route gateway-unowned
	at r1
	mend ip -n r1 rule del fwmark 0x20 lookup 20
}

own_output_drops_marked_pings() {
	chain 4 ana r1 zoe
	rules ana 'add table inet o; add chain inet o out { type filter hook output priority 0; }; add rule inet o out meta mark 7 drop'
	ask ana zoe@"$end" -m 7
	cause firewall
	at ana
	mend ip netns exec ana nft delete table inet o
}

length_rule_meets_big_pings() {
	chain 4 ana r1 r2 zoe
	rules r2 'add table ip len; add chain ip len f { type filter hook forward priority 0; }; add rule ip len f meta length > 1000 drop'
	ask ana zoe@"$end" -s 1200
	cause firewall
	at r2
	mend ip netns exec r2 nft delete table ip len
}

length_rule_does_not_meet_small_pings() {
	chain 4 ana r1 r2 zoe
	rules r2 'add table ip len; add chain ip len f { type filter hook forward priority 0; }; add rule ip len f meta length > 1000 drop'
	ask ana zoe@"$end" -s 600
	reachable
}

later_fragments_are_dropped_by_a_router() {
	chain 4 ana r1 r2 zoe
	rules r1 'add table netdev fr; add chain netdev fr in { type filter hook ingress device "e0" priority 0; }; add rule netdev fr in ip frag-off & 0x1fff != 0 drop'
	ask ana zoe@"$end" -s 4000
	cause fragment-lost firewall
	at r1
	mend ip netns exec r1 nft delete table netdev fr
}

v6_fragments_are_refused_before_conntrack() {
	chain 6 ana r1 r2 zoe
	rules r2 'add table ip6 fr; add chain ip6 fr pre { type filter hook prerouting priority -450; }; add rule ip6 fr pre exthdr frag exists drop'
	ask ana zoe@"$end" -s 3000
	cause fragment-lost firewall
	at r2
	mend ip netns exec r2 nft delete table ip6 fr
}

echo_replies_do_not_pass_the_router() {
	chain 4 ana r1 r2 zoe
	rules r2 'add table inet er; add chain inet er f { type filter hook forward priority -10; }; add rule inet er f icmp type { echo-reply, timestamp-reply } drop'
	ask ana "$end"
	cause firewall
	at r2
	on reply
	mend ip netns exec r2 nft delete table inet er
}

tos_of_the_ping_is_refused() {
	chain 4 ana r1 r2 zoe
	rules r1 'add table ip q; add chain ip q f { type filter hook forward priority 0; }; add rule ip q f ip dscp ef drop'
	ask ana zoe@"$end" -Q 0xb8
	cause firewall
	at r1
	mend ip netns exec r1 nft delete table ip q
}

root_may_not_ping() {
	chain 4 ana r1 zoe
	rules ana 'add table inet u; add chain inet u out { type filter hook output priority 0; }; add rule inet u out meta skuid 0 meta l4proto { icmp, icmpv6 } drop'
	ask ana zoe@"$end"
	cause firewall
	at ana
	mend ip netns exec ana nft delete table inet u
}

target_prohibits_by_icmpx() {
	chain 6 ana r1 zoe
	rules zoe 'add table inet rj; add chain inet rj in { type filter hook input priority 0; }; add rule inet rj in icmpv6 type echo-request reject with icmpx type admin-prohibited'
	ask ana zoe@"$end"
	cause firewall
	at zoe
	mend ip netns exec zoe nft delete table inet rj
}

sender_does_not_take_replies() {
	chain 4 ana r1 r2 zoe
	rules ana 'add table inet i; add chain inet i in { type filter hook input priority 0; policy drop; }; add rule inet i in iifname lo accept'
	ask ana zoe@"$end"
	cause firewall
	at ana
	on reply
	mend ip netns exec ana nft delete table inet i
}

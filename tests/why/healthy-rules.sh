# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# healthy-rules.sh - it pings: the rules, programs and queues that look guilty let it pass.
. "$here/nets.sh"

drop_rule_for_tcp() {
	_row 10.140. ad bo ci
	_nft bo <<-E
	table inet filter {
		chain forward {
			type filter hook forward priority 0
			meta l4proto tcp drop
			udp dport 1-1024 reject
		}
	}
	E
	ask ad 10.140.2.2
	reachable
}

drop_rule_for_another_address() {
	ns di ef
	wire di e0 ef e0
	addr di e0 10.141.1.1/24 && addr ef e0 10.141.1.2/24
	_nft ef <<-E
	table ip f {
		chain in {
			type filter hook input priority 0
			ip saddr { 10.141.1.3, 10.141.1.100-10.141.1.200 } drop
			ip saddr 10.141.1.1 ip daddr != 10.141.1.2 drop
		}
	}
	E
	ask di 10.141.1.2
	reachable
}

policy_drop_with_the_rule_that_allows() {
	_row 10.142. ga hu ik
	_nft hu <<-E
	table inet fw {
		chain forward {
			type filter hook forward priority 0; policy drop;
			ct state established,related accept
			ip saddr 10.142.1.0/24 icmp type echo-request accept
		}
		chain input {
			type filter hook input priority 0; policy drop;
			ip6 nexthdr icmpv6 accept
		}
	}
	E
	ask ga 10.142.2.2
	reachable
}

# The router lets nothing come to itself; it is not asked.
input_of_the_router_drops() {
	_row 10.143. jo ku li
	into ku iptables-nft -P INPUT DROP
	into ku iptables-nft -P OUTPUT DROP
	ask jo 10.143.2.2
	reachable
}

bridge_netfilter_that_accepts() {
	_lan swi br1 10.144.0. 24 mo na
	set_in swi net.bridge.bridge-nf-call-iptables=1 net.bridge.bridge-nf-call-arptables=1
	_nft swi <<-E
	table ip filter {
		chain forward {
			type filter hook forward priority 0; policy drop;
			meta l4proto icmp accept
		}
	}
	E
	ask mo 10.144.0.2
	reachable
}

# The policy forbids, but frames do not meet it: br_netfilter is off.
forward_policy_beside_a_bridge() {
	_lan box br0 10.145.0. 24 op qu
	set_in box net.bridge.bridge-nf-call-iptables=0
	into box iptables-nft -P FORWARD DROP
	ask op 10.145.0.2
	reachable
}

trace_and_log_rules() {
	_row 10.146. ri su ta
	_nft su <<-E
	table inet watch {
		chain pre {
			type filter hook prerouting priority -400
			meta l4proto icmp meta nftrace set 1
		}
		chain f {
			type filter hook forward priority 0
			counter log group 5 prefix "seen "
			limit rate 100/second accept
			accept
		}
	}
	E
	ask ri 10.146.2.2
	reachable
}

dead_chain_full_of_drops() {
	ns ul vo
	wire ul e0 vo e0
	addr ul e0 fd00:e0::1/64 && addr vo e0 fd00:e0::2/64
	_nft vo <<-E
	table inet old {
		chain blackhole { drop; }
		chain never { meta l4proto ipv6-icmp jump blackhole; }
		chain in {
			type filter hook input priority 0
			iifname "gone0" jump never
		}
	}
	E
	ask ul fd00:e0::2
	reachable
}

xdp_that_passes() {
	_lan sw br0 10.147.0. 24 wa xe
	_xdp_drop xe eth0 xdpdrv 0
	ask wa 10.147.0.2
	reachable
}

# XDP drops, but only UDP.
xdp_that_drops_udp() {
	_lan sw br0 10.148.0. 24 yo zu
	_xdp_drop zu eth0 xdpgeneric 'first(x, 23, 17)'
	ask yo 10.148.0.2
	reachable
}

tc_programs_that_pass() {
	_row 10.149. am be co
	for x in l0 r0; do
		_tc_drop be $x ingress 0 1
		_tc_drop be $x egress 'icmp(skb, 13)' 2
	done
	ask am 10.149.2.2
	reachable
}

queue_wide_enough() {
	_row 10.150. da ek fi
	tc -n ek qdisc add dev r0 root tbf rate 1mbit burst 10kb limit 10kb
	tc -n ek qdisc add dev l0 root pfifo limit 10
	tc -n fi qdisc add dev l0 root handle 1: htb default 30
	ask da 10.150.2.2 -c 3
	reachable
}

source_nat_that_is_asked_for() {
	_row 192.168. go he
	forward he && ns web
	wire he wan web eth0
	addr he wan 198.51.100.1/24 && addr web eth0 198.51.100.2/24
	route go default via 192.168.1.2
	into he iptables-legacy -t nat -A POSTROUTING -o wan -j MASQUERADE
	ask go 198.51.100.2
	reachable
}

published_address() {
	_row 10.151. ib jo ko
	_nft jo <<-E
	table ip nat {
		chain pre {
			type nat hook prerouting priority dstnat
			ip daddr 203.0.113.9 dnat to 10.151.2.2
		}
	}
	E
	route ib default via 10.151.1.2
	ask ib 203.0.113.9
	reachable
}

# Invalid ones are dropped, and nothing is invalid.
stateful_on_both_ways() {
	_row6 fd00:e1: lu ma no
	_nft ma <<-E
	table inet s {
		chain f {
			type filter hook forward priority 0; policy drop;
			ct state invalid drop
			ct state { new, established, related } accept
		}
	}
	E
	ask lu fd00:e1:2::2
	reachable
}

ebtables_against_another_mac() {
	_lan sw br0 10.152.0. 24 ov pa
	into sw ebtables -A FORWARD -s 02:11:22:33:44:55 -j DROP
	into sw ebtables -A FORWARD -p ARP --arp-ip-dst 10.152.0.77 -j DROP
	ask ov 10.152.0.2
	reachable
}

# The wire lost everything once; the loss was cleared.
fault_that_was_cleared() {
	nscope up pair >/dev/null
	nscope fault pair red-blue --loss 100% >/dev/null
	nscope fault pair red-blue --clear >/dev/null
	ask red 192.168.15.2
	reachable
}

# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# firewall-edges.sh - firewalls of frames, ARP and IPv6, of iptables, ebtables and arptables.
. "$here/nets.sh"

bridge_forward_by_mac() {
	_lan sw br0 10.64.0. 24 red blue green
	_worked red 10.64.0.2
	_nft sw <<-E
	table bridge spoof {
		chain f {
			type filter hook forward priority 0
			iifname p-red ether saddr != 02:aa:aa:aa:aa:aa drop
		}
	}
	E
	_forget red blue
	ask red 10.64.0.2
	cause firewall
	at sw
	mend ip netns exec sw nft delete table bridge spoof
}

bridge_prerouting_the_reply() {
	_lan loft br-loft 10.65.0. 24 hen fox
	_worked hen 10.65.0.2
	_nft loft <<-E
	table bridge t {
		chain pre {
			type filter hook prerouting priority 0
			iifname p-fox ip saddr 10.65.0.2 drop
		}
	}
	E
	ask hen 10.65.0.2
	cause firewall
	at loft
	on reply
	mend ip netns exec loft nft delete table bridge t
}

bridge_drops_arp() {
	_lan hub br0 10.66.0. 24 amy ben
	_worked amy 10.66.0.2
	_nft hub <<-E
	table bridge noarp {
		chain f {
			type filter hook forward priority 0
			arp operation request arp daddr ip 10.66.0.2 counter drop
		}
	}
	E
	_forget amy ben
	ask amy 10.66.0.2
	cause firewall
	at hub
	mend ip netns exec hub nft delete table bridge noarp
}

arp_input_at_the_target() {
	ns lia max
	wire lia e0 max e0
	addr lia e0 10.67.0.1/24 && addr max e0 10.67.0.2/24
	_worked lia 10.67.0.2
	_nft max <<-E
	table arp deaf {
		chain in {
			type filter hook input priority 0
			arp operation request drop
		}
	}
	E
	_forget lia max
	ask lia 10.67.0.2
	cause firewall
	at max
	mend ip netns exec max nft delete table arp deaf
}

# The question is answered, and the answer never gets out.
arp_output_at_the_target() {
	_lan sw br0 10.68.0. 24 nia ole
	_worked nia 10.68.0.2
	_nft ole <<-E
	table arp mute {
		chain out {
			type filter hook output priority 0
			arp operation reply drop
		}
	}
	E
	_forget nia ole
	ask nia 10.68.0.2
	cause firewall
	at ole
	on 'request|reply'
	mend ip netns exec ole nft delete table arp mute
}

netdev_ingress() {
	_row 10.69. una via vera
	_worked una 10.69.2.2
	_nft vera <<-E
	table netdev early {
		chain in {
			type filter hook ingress device l0 priority -100
			ip saddr 10.69.1.1 icmp type echo-request counter drop
		}
	}
	E
	ask una 10.69.2.2
	cause firewall
	at vera
	mend ip netns exec vera nft delete table netdev early
}

netdev_egress_of_a_router() {
	_row 10.70. ida jo kai
	_worked ida 10.70.2.2
	_nft jo <<-E
	table netdev out {
		chain eg {
			type filter hook egress device l0 priority 0
			icmp type echo-reply drop
		}
	}
	E
	ask ida 10.70.2.2
	cause firewall
	at jo
	on reply
	mend ip netns exec jo nft delete table netdev out
}

inet_ingress() {
	ns uli ves
	wire uli e0 ves e0
	addr uli e0 10.71.0.1/24 && addr ves e0 10.71.0.2/24
	_worked uli 10.71.0.2
	_nft ves <<-E
	table inet front {
		chain in {
			type filter hook ingress device e0 priority 0
			meta l4proto icmp drop
		}
	}
	E
	ask uli 10.71.0.2
	cause firewall
	at ves
	mend ip netns exec ves nft delete table inet front
}

ipv6_forward() {
	_row6 fd00:64: ape bat cow
	_worked ape fd00:64:2::2
	_nft bat <<-E
	table ip6 f6 {
		chain forward {
			type filter hook forward priority 0; policy drop;
			tcp dport 443 accept
		}
	}
	E
	ask ape fd00:64:2::2
	cause firewall
	at bat
	mend ip netns exec bat nft delete table ip6 f6
}

# Everything of ICMPv6 is dropped, so the neighbour cannot even be found.
ipv6_neighbour_discovery() {
	ns dee emu
	wire dee e0 emu e0
	addr dee e0 fd00:65::1/64 && addr emu e0 fd00:65::2/64
	_worked dee fd00:65::2
	_nft emu <<-E
	table inet strict {
		chain in {
			type filter hook input priority 0
			meta l4proto ipv6-icmp drop
		}
	}
	E
	_forget dee emu
	ask dee fd00:65::2
	cause firewall
	at emu
	mend ip netns exec emu nft delete table inet strict
}

ipv6_reject() {
	_row6 fd00:66: fly gnu hog
	_worked fly fd00:66:2::2
	_nft gnu <<-E
	table inet r {
		chain f {
			type filter hook forward priority 0
			ip6 daddr fd00:66:2::/64 meta l4proto ipv6-icmp reject with icmpv6 admin-prohibited
		}
	}
	E
	ask fly fd00:66:2::2
	cause firewall
	at gnu
	mend ip netns exec gnu nft delete table inet r
}

ip6tables_input() {
	_lan sw br0 fd00:67:: 64 ira jay
	_worked ira fd00:67::2
	into jay ip6tables-nft -A INPUT -p ipv6-icmp --icmpv6-type echo-request -j DROP
	ask ira fd00:67::2
	cause firewall
	at jay
	mend ip netns exec jay ip6tables-nft -F INPUT
}

iptables_forward_policy() {
	_row 10.72. koi lox mew
	_worked koi 10.72.2.2
	into lox iptables-nft -P FORWARD DROP
	into lox iptables-nft -A FORWARD -p tcp -j ACCEPT
	ask koi 10.72.2.2
	cause firewall
	at lox
	mend ip netns exec lox iptables-nft -P FORWARD ACCEPT
}

iptables_chain_of_its_own() {
	_row 10.73. nut owl pug
	_worked nut 10.73.2.2
	into owl iptables-nft -N GUARD
	into owl iptables-nft -A GUARD -s 10.99.0.0/16 -j RETURN
	into owl iptables-nft -A GUARD -p icmp -j REJECT --reject-with icmp-admin-prohibited
	into owl iptables-nft -A FORWARD -i l0 -j GUARD
	ask nut 10.73.2.2
	cause firewall
	at owl
	mend ip netns exec owl iptables-nft -F GUARD
}

iptables_legacy_input() {
	ns ram sow
	wire ram e0 sow e0
	addr ram e0 10.74.0.1/24 && addr sow e0 10.74.0.2/24
	_worked ram 10.74.0.2
	into sow iptables-legacy -A INPUT -p icmp -j DROP
	ask ram 10.74.0.2
	cause firewall
	at sow
	mend ip netns exec sow iptables-legacy -F INPUT
}

# The rule that allows is in one backend, the policy that forbids in the other.
iptables_both_backends() {
	_row 10.75. tit urn vole
	_worked tit 10.75.2.2
	into urn iptables-nft -A FORWARD -p icmp -j ACCEPT
	into urn iptables-legacy -P FORWARD DROP
	ask tit 10.75.2.2
	cause firewall
	at urn
	mend ip netns exec urn iptables-legacy -P FORWARD ACCEPT
}

iptables_legacy_raw_reply() {
	_row 10.76. wren xu yak
	_worked wren 10.76.2.2
	into xu iptables-legacy -t raw -A PREROUTING -i r0 -p icmp -j DROP
	ask wren 10.76.2.2
	cause firewall
	at xu
	on reply
	mend ip netns exec xu iptables-legacy -t raw -F PREROUTING
}

ebtables_forward() {
	_lan sw br0 10.77.0. 24 zeb ant
	_worked zeb 10.77.0.2
	into sw ebtables -A FORWARD -p IPv4 --ip-proto icmp -o p-ant -j DROP
	ask zeb 10.77.0.2
	cause firewall
	at sw
	mend ip netns exec sw ebtables -F FORWARD
}

arptables_input() {
	_lan sw br0 10.78.0. 24 bug cub
	_worked bug 10.78.0.2
	into cub arptables -A INPUT -j DROP
	_forget bug cub
	ask bug 10.78.0.2
	cause firewall
	at cub
	mend ip netns exec cub arptables -F INPUT
}

# The gateway drops what is meant for itself, not what passes it.
router_input() {
	_row 10.79. elk fawn goat
	_worked elk 10.79.1.2
	_nft fawn <<-E
	table inet self {
		chain in {
			type filter hook input priority 0; policy drop;
			iifname r0 accept
		}
	}
	E
	ask elk 10.79.1.2
	cause firewall
	at fawn
	mend ip netns exec fawn nft delete table inet self
}

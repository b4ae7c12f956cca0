# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# bridge-netfilter.sh - a frame that is only switched meets the hooks of the IP layer.
. "$here/nets.sh"

forward_policy() {
	_lan sw br0 10.85.0. 24 red blue
	_worked red 10.85.0.2
	set_in sw net.bridge.bridge-nf-call-iptables=1
	_nft sw <<-E
	table ip filter {
		chain FORWARD {
			type filter hook forward priority 0; policy drop;
			ct state established,related accept
		}
	}
	E
	ask red 10.85.0.2
	at sw
	mend ip netns exec sw sysctl -w net.bridge.bridge-nf-call-iptables=0
}

iptables_rule_the_reply() {
	_lan docker docker0 172.17.0. 16 c1 c2 c3
	_worked c1 172.17.0.2
	set_in docker net.bridge.bridge-nf-call-iptables=1
	into docker iptables-nft -A FORWARD -i docker0 -o docker0 -s 172.17.0.2 -j DROP
	ask c1 172.17.0.2
	at docker
	on reply
	mend ip netns exec docker iptables-nft -F FORWARD
}

ipv6() {
	_lan hv br-hv fd00:85:: 64 vm1 vm2
	_worked vm1 fd00:85::2
	set_in hv net.bridge.bridge-nf-call-ip6tables=1
	_nft hv <<-E
	table inet f {
		chain forward {
			type filter hook forward priority filter; policy drop;
			meta l4proto ipv6-icmp icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept
		}
	}
	E
	ask vm1 fd00:85::2
	at hv
	mend ip netns exec hv sysctl -w net.bridge.bridge-nf-call-ip6tables=0
}

prerouting() {
	_lan rack br7 10.86.4. 26 n1 n2 n3
	_worked n3 10.86.4.1
	set_in rack net.bridge.bridge-nf-call-iptables=1
	_nft rack <<-E
	table ip raw {
		chain pre {
			type filter hook prerouting priority raw
			ip saddr 10.86.4.0/26 ip daddr 10.86.4.0/26 icmp type echo-request drop
		}
	}
	E
	ask n3 10.86.4.1
	at rack
	mend ip netns exec rack nft flush table ip raw
}

# Two switches in a row; the second one's own firewall forwards nothing.
second_switch() {
	ns h1 h2 s1 s2
	wire h1 eth0 s1 p1 && wire s1 tr s2 tr && wire h2 eth0 s2 p2
	bridge_of s1 br0 p1 tr
	bridge_of s2 br0 p2 tr
	addr h1 eth0 10.87.0.1/24 && addr h2 eth0 10.87.0.2/24
	_worked h1 10.87.0.2
	set_in s2 net.bridge.bridge-nf-call-iptables=1
	into s2 iptables-legacy -P FORWARD DROP
	ask h1 10.87.0.2
	at s2
	mend ip netns exec s2 sysctl -w net.bridge.bridge-nf-call-iptables=0
}

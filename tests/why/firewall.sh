# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# firewall.sh - a rule, a chain's policy or a table that came later says no.
. "$here/nets.sh"

forward_policy() {
	_row 10.50. pc fw web
	_worked pc 10.50.2.2
	_nft fw <<-E
	table inet filter {
		chain forward {
			type filter hook forward priority 0; policy drop;
			tcp dport { 80, 443 } accept
			ct state established accept
		}
	}
	E
	ask pc 10.50.2.2
	at fw
	mend ip netns exec fw nft add rule inet filter forward icmp type echo-request accept
}

input_rule_at_the_target() {
	_lan sw br0 10.51.0. 24 nan otto
	_worked nan 10.51.0.2
	_nft otto <<-E
	table ip door {
		chain in {
			type filter hook input priority 10
			iifname lo accept
			ip protocol icmp icmp type echo-request counter drop
		}
	}
	E
	ask nan 10.51.0.2
	at otto
	mend ip netns exec otto nft delete table ip door
}

output_at_the_sender() {
	ns tx rx
	wire tx v0 rx v0
	addr tx v0 10.52.0.1/24 && addr rx v0 10.52.0.2/24
	_worked tx 10.52.0.2
	_nft tx <<-E
	table inet guard {
		chain out {
			type filter hook output priority 0
			meta l4proto icmp drop
		}
	}
	E
	ask tx 10.52.0.2
	at tx
	mend ip netns exec tx nft flush chain inet guard out
}

# The answer is thrown away at home.
input_at_the_sender() {
	ns t1 t2
	wire t1 v0 t2 v0
	addr t1 v0 10.53.0.1/24 && addr t2 v0 10.53.0.2/24
	_worked t1 10.53.0.2
	_nft t1 <<-E
	table ip home {
		chain in {
			type filter hook input priority 0
			icmp type echo-reply drop
		}
	}
	E
	ask t1 10.53.0.2
	at t1
	on reply
	mend ip netns exec t1 nft delete table ip home
}

output_at_the_target() {
	_row 10.54. a b c d
	_worked a 10.54.3.2
	_nft d <<-E
	table ip mute {
		chain out {
			type filter hook output priority -150
			ip daddr 10.54.1.0/24 drop
		}
	}
	E
	ask a 10.54.3.2
	at d
	on reply
	mend ip netns exec d nft delete table ip mute
}

prerouting_raw() {
	_row 172.24. v w x
	_worked v 172.24.2.2
	_nft w <<-E
	table ip raw {
		chain PREROUTING {
			type filter hook prerouting priority raw
			ip daddr 172.24.2.2 iifname != "docker0" counter drop
		}
	}
	E
	ask v 172.24.2.2
	at w
	mend ip netns exec w nft flush table ip raw
}

postrouting_of_the_reply() {
	_row 10.55. jan feb mar apr
	_worked jan 10.55.3.2
	_nft feb <<-E
	table inet mangle {
		chain post {
			type filter hook postrouting priority mangle
			oifname l0 ip saddr 10.55.3.0/24 drop
		}
	}
	E
	ask jan 10.55.3.2
	at feb
	on reply
	mend ip netns exec feb nft delete table inet mangle
}

reject_at_a_router() {
	_row 10.56. ro sa ti
	_worked ro 10.56.2.2
	_nft sa <<-E
	table inet fw {
		chain f {
			type filter hook forward priority filter
			ip daddr 10.56.2.0/24 reject with icmpx admin-prohibited
		}
	}
	E
	ask ro 10.56.2.2
	at sa
	mend ip netns exec sa nft delete table inet fw
}

reject_at_the_target() {
	ns ping pong
	wire ping e0 pong e0
	addr ping e0 192.0.2.9/30 && addr pong e0 192.0.2.10/30
	_worked ping 192.0.2.10
	_nft pong <<-E
	table ip filter {
		chain input {
			type filter hook input priority 0
			meta l4proto icmp reject with icmp host-unreachable
		}
	}
	E
	ask ping 192.0.2.10
	at pong
	mend ip netns exec pong nft delete table ip filter
}

a_set_of_addresses() {
	_row 10.57. mo tu we
	_worked mo 10.57.2.2
	_nft tu <<-E
	table ip blocklist {
		set bad {
			type ipv4_addr; flags interval;
			elements = { 10.99.0.0/16, 10.57.1.1, 192.0.2.0/24 }
		}
		chain check {
			type filter hook forward priority -5
			ip saddr @bad counter drop
		}
	}
	E
	ask mo 10.57.2.2
	at tu
	mend ip netns exec tu nft 'delete element ip blocklist bad { 10.57.1.1 }'
}

a_verdict_map() {
	_row 10.58. ka li ma
	_worked ka 10.58.2.2
	_nft li <<-E
	table inet maps {
		map by_wire {
			type ifname : verdict
			elements = { "r0" : accept, "l0" : jump inward }
		}
		chain inward {
			meta l4proto icmp goto sink
			accept
		}
		chain sink {
			counter drop
		}
		chain f {
			type filter hook forward priority 0
			iifname vmap @by_wire
		}
	}
	E
	ask ka 10.58.2.2
	at li
	mend ip netns exec li nft flush chain inet maps sink
}

jump_after_jump() {
	_lan sw br0 10.59.0. 24 asker asked
	_worked asker 10.59.0.2
	_nft asked <<-E
	table ip deep {
		chain third {
			icmp type { timestamp-request, echo-request } drop
		}
		chain second {
			ip saddr 10.59.0.0/28 jump third
			return
		}
		chain first {
			ct state new jump second
		}
		chain in {
			type filter hook input priority 0
			jump first
			accept
		}
	}
	E
	ask asker 10.59.0.2
	at asked
	mend ip netns exec asked nft flush chain ip deep third
}

# A chain accepts; a chain of another table, later at the same hook, does not.
accept_is_not_final() {
	_row 10.60. p1 p2 p3
	_worked p1 10.60.2.2
	_nft p2 <<-E
	table inet early {
		chain f {
			type filter hook forward priority -10
			meta l4proto icmp counter accept
		}
	}
	table inet late {
		chain f {
			type filter hook forward priority 10; policy drop;
			tcp dport 22 accept
		}
	}
	E
	ask p1 10.60.2.2
	at p2
	mend ip netns exec p2 nft delete table inet late
}

# Two hundred rules, and one of them is the one.
one_of_many_rules() {
	_row 10.61. go mid stop
	_worked go 10.61.2.2
	{
		echo 'table ip many { chain f { type filter hook forward priority 0'
		for i in $(seq 1 120); do echo "ip saddr 10.200.$i.0/24 drop"; done
		echo 'ip daddr 10.61.2.2 icmp type echo-request meta length > 60 drop'
		for i in $(seq 121 200); do echo "ip daddr 10.200.$i.0/24 drop"; done
		printf '}\n}\n'
	} | _nft mid
	ask go 10.61.2.2
	at mid
	mend ip netns exec mid nft delete table ip many
}

limit_used_up() {
	ns aye bee
	wire aye e0 bee e0
	addr aye e0 10.62.0.1/24 && addr bee e0 10.62.0.2/24
	_worked aye 10.62.0.2
	_nft bee <<-E
	table ip lim {
		chain in {
			type filter hook input priority 0
			ip saddr 10.62.0.1 icmp type echo-request limit rate over 1/day burst 1 packets drop
		}
	}
	E
	into aye ping -n -q -c 2 -i 0.2 -W 0.3 10.62.0.2 >/dev/null
	ask aye 10.62.0.2
	at bee
	mend ip netns exec bee nft delete table ip lim
}

mark_decides() {
	_row 10.63. s1 s2 s3
	_worked s1 10.63.2.2
	_nft s2 <<-E
	table inet marks {
		chain pre {
			type filter hook prerouting priority mangle
			iifname l0 meta mark set 0x42
		}
		chain f {
			type filter hook forward priority 0
			meta mark 0x42 drop
		}
	}
	E
	ask s1 10.63.2.2
	at s2
	mend ip netns exec s2 nft flush chain inet marks f
}

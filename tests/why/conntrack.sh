# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# conntrack.sh - the connection is remembered wrongly, or was never seen whole.
. "$here/nets.sh"

# _half PREFIX RULES: ask goes by ra, the answer by rb, and one of them wants to have seen the ask
_half() {
	ns cli srv
	router ra rb
	wire cli a0 ra s0 && wire ra d0 srv a1
	wire cli b0 rb s0 && wire rb d0 srv b1
	addr cli a0 10.95.1.2/24 && addr ra s0 10.95.1.1/24
	addr ra d0 10.95.2.1/24 && addr srv a1 10.95.2.2/24
	addr cli b0 10.95.3.2/24 && addr rb s0 10.95.3.1/24
	addr rb d0 10.95.4.1/24 && addr srv b1 10.95.4.2/24
	forward cli
	route cli 10.95.2.0/24 via 10.95.1.1
	route srv 10.95.1.0/24 via 10.95.4.1
	route rb 10.95.1.0/24 via 10.95.3.2
	_worked cli 10.95.2.2
	ask cli 10.95.2.2
}

invalid_reply_at_a_router() {
	_half
	_nft rb <<-E
	table inet stateful {
		chain f {
			type filter hook forward priority 0
			ct state invalid counter drop
		}
	}
	E
	at rb
	on reply
	mend ip netns exec rb nft flush chain inet stateful f
}

invalid_by_iptables() {
	_half
	into rb iptables-nft -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT
	into rb iptables-nft -A FORWARD -m conntrack --ctstate INVALID -j DROP
	at rb
	on reply
	mend ip netns exec rb iptables-nft -F FORWARD
}

# IPv6, and the invalid one is dropped before routing.
invalid_v6() {
	ns u0 u3
	router up dn
	wire u0 x0 up x0 && wire up y0 u3 x0
	wire u0 y0 dn x0 && wire dn y0 u3 y0
	addr u0 x0 fd00:96:1::2/64 && addr up x0 fd00:96:1::1/64
	addr up y0 fd00:96:2::1/64 && addr u3 x0 fd00:96:2::2/64
	addr u0 y0 fd00:96:3::2/64 && addr dn x0 fd00:96:3::1/64
	addr dn y0 fd00:96:4::1/64 && addr u3 y0 fd00:96:4::2/64
	route u0 fd00:96:2::/64 via fd00:96:1::1
	route u3 fd00:96:1::/64 via fd00:96:4::1
	route dn fd00:96:1::/64 via fd00:96:3::2
	_worked u0 fd00:96:2::2
	_nft dn <<-E
	table ip6 sane {
		chain pre {
			type filter hook prerouting priority mangle
			ct state invalid drop
		}
	}
	E
	ask u0 fd00:96:2::2
	at dn
	on reply
	mend ip netns exec dn nft delete table ip6 sane
}

# The ping with this id began before there was NAT; what was decided then still holds.
older_than_the_nat_rule() {
	_row 192.168. lap gw
	forward gw && ns web
	wire gw wan web eth0
	addr gw wan 203.0.113.1/24 && addr web eth0 203.0.113.2/24
	route lap default via 192.168.1.2
	_nft gw <<-E
	table ip nat {
		chain track {
			type filter hook forward priority 0
			ct state new accept
		}
		chain post {
			type nat hook postrouting priority srcnat
			oifname wan masquerade
		}
	}
	E
	_worked lap 203.0.113.2
	into gw nft flush chain ip nat post
	into lap ping -n -q -c 1 -W 0.2 -e 4711 203.0.113.2 >/dev/null
	into gw nft add rule ip nat post oifname wan masquerade
	again 'into lap ping -n -q -c 1 -W 0.1 -e 4711 203.0.113.2'
	ask lap 203.0.113.2 -e 4711
	at gw
	on 'request|reply'
	mend ip netns exec gw conntrack -F
}

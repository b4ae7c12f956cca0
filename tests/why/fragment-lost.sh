# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# fragment-lost.sh - some pieces of a packet arrive, not all.
. "$here/nets.sh"

# Only later pieces are dropped: small pings do not notice.
later_pieces_at_a_router() {
	_row 10.41. ann gw bob
	_worked ann 10.41.2.2 -s 3000
	_nft gw <<-E
	table ip pieces {
		chain forth {
			type filter hook forward priority 0
			ip frag-off & 0x1fff != 0 counter drop
		}
	}
	E
	ask ann 10.41.2.2 -s 3000
	at gw
	mend ip netns exec gw nft delete table ip pieces
}

first_piece_on_the_way_back() {
	_row 10.42. eve r1 r2 dan
	_worked eve 10.42.3.2 -s 2500
	_nft r2 <<-E
	table ip cut {
		chain pre {
			type filter hook prerouting priority -500
			iifname r0 ip frag-off & 0x3fff == 0x2000 drop
		}
	}
	E
	ask eve 10.42.3.2 -s 2500
	at r2
	on reply
	mend ip netns exec r2 nft delete table ip cut
}

ipv6() {
	_row6 fd00:43: u v w
	_worked u fd00:43:2::2 -s 2000
	_nft v <<-E
	table netdev cut6 {
		chain in {
			type filter hook ingress device l0 priority 0
			frag frag-off != 0 drop
		}
	}
	E
	ask u fd00:43:2::2 -s 2000
	at v
	mend ip netns exec v nft delete table netdev cut6
}

# One program at the target's door throws every piece but the first away.
at_the_target_by_a_program() {
	ns pit jug
	wire pit eth0 jug eth0
	addr pit eth0 10.44.0.1/24 && addr jug eth0 10.44.0.2/24
	_worked pit 10.44.0.2 -s 4000
	_tc_drop jug eth0 ingress 'later(skb)'
	ask pit 10.44.0.2 -s 4000
	cause fragment-lost tc-drop
	at jug eth0
	mend tc -n jug qdisc del dev eth0 clsact
}

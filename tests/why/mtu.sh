# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# mtu.sh - too big for a place on the way, and nobody may or can cut it.
. "$here/nets.sh"

far_end_smaller() {
	ns tom uma
	wire tom eth0 uma eth0
	addr tom eth0 10.33.0.1/30 && addr uma eth0 10.33.0.2/30
	_worked tom 10.33.0.2 -s 1450
	ip -n uma link set eth0 mtu 1400
	ask tom 10.33.0.2 -s 1450
	at uma eth0
	mend ip -n uma link set eth0 mtu 1500
}

# The request leaves in pieces that fit, the answer of the other end in one that does not.
own_end_smaller() {
	ns tim ula
	wire tim e0 ula e1
	addr tim e0 10.33.1.1/30 && addr ula e1 10.33.1.2/30
	_worked tim 10.33.1.2 -s 1450
	ip -n tim link set e0 mtu 1300
	ask tim 10.33.1.2 -s 1450
	at tim e0
	on reply
	mend ip -n tim link set e0 mtu 1500
}

do_not_fragment() {
	_row 10.34. host1 ra rb host2
	_worked host1 10.34.3.2 -s 1400 -M do
	ip -n ra link set r0 mtu 1280
	ip -n rb link set l0 mtu 1280
	ask host1 10.34.3.2 -s 1400 -M do
	at ra r0
	mend ip -n ra link set r0 mtu 1500
	mend ip -n rb link set l0 mtu 1500
	mend ip -n host1 route flush cache
}

# The router says so, and a rule swallows what it says.
error_filtered() {
	_row 10.35. alpha mid omega
	_worked alpha 10.35.2.2 -s 1400 -M do
	ip -n mid link set r0 mtu 1000
	ip -n omega link set l0 mtu 1000
	_nft alpha <<-E
	table ip quiet {
		chain in {
			type filter hook input priority 0
			icmp type destination-unreachable drop
		}
	}
	E
	ask alpha 10.35.2.2 -s 1400 -M do
	at mid r0
	mend ip -n mid link set r0 mtu 1500
	mend ip -n omega link set l0 mtu 1500
	mend ip -n alpha route flush cache
}

bridge_port() {
	_lan sw br0 10.36.0. 24 sam tia
	_worked sam 10.36.0.2 -s 1400
	ip -n sw link set p-tia mtu 1200
	ask sam 10.36.0.2 -s 1400
	at sw p-tia
	mend ip -n sw link set p-tia mtu 1500
}

do_not_fragment_v6() {
	_row6 fd00:37: north rt south
	_worked north fd00:37:2::2 -s 1400 -M do
	ip -n rt link set r0 mtu 1280
	ip -n south link set l0 mtu 1280
	ask north fd00:37:2::2 -s 1400 -M do
	at rt r0
	mend ip -n rt link set r0 mtu 1500
	mend ip -n south link set l0 mtu 1500
	mend ip -6 -n north route flush cache
}

# The reply meets the small end of a pipe between two routers.
reply_between_routers() {
	_row 10.38. kim r1 r2 lee
	_worked kim 10.38.3.2 -s 1420
	ip -n r1 link set r0 mtu 1400
	ask kim 10.38.3.2 -s 1420
	at r1 r0
	on 'request|reply'
	mend ip -n r1 link set r0 mtu 1500
}

# A jumbo frame, and one port of the trunk that is not.
jumbo_trunk() {
	ns j1 j2 s1 s2
	wire j1 eth0 s1 p0 && wire s1 t0 s2 t0 && wire s2 p0 j2 eth0
	bridge_of s1 br0 p0 t0
	bridge_of s2 br0 t0 p0
	for x in j1:eth0 j2:eth0 s1:p0 s1:t0 s2:p0 s2:t0 s1:br0 s2:br0; do
		ip -n "${x%:*}" link set "${x#*:}" mtu 9000
	done
	addr j1 eth0 10.39.0.1/24 && addr j2 eth0 10.39.0.2/24
	_worked j1 10.39.0.2 -s 8000
	ip -n s2 link set t0 mtu 1500
	ask j1 10.39.0.2 -s 8000
	at s2 t0
	mend ip -n s2 link set t0 mtu 9000
}

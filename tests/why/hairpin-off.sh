# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# hairpin-off.sh - a frame has to leave where it came in, and may not.
. "$here/nets.sh"

# Two macvlans in VEPA mode behind one port: the switch has to send back.
vepa() {
	ns box c1 c2 sw other
	wire box eth0 sw p-box
	wire other eth0 sw p-oth
	bridge_of sw br0 p-box p-oth
	ip -n box link add m1 netns c1 link eth0 type macvlan mode vepa
	ip -n box link add m2 netns c2 link eth0 type macvlan mode vepa
	ip -n c1 link set m1 up
	ip -n c2 link set m2 up
	addr c1 m1 10.80.0.11/24
	addr c2 m2 10.80.0.12/24
	addr other eth0 10.80.0.20/24
	bridge -n sw link set dev p-box hairpin on
	_worked c1 10.80.0.12
	bridge -n sw link set dev p-box hairpin off && _forget c1 c2
	ask c1 10.80.0.12
	at sw p-box
	mend bridge -n sw link set dev p-box hairpin on
}

vepa_v6() {
	ns node w1 w2 edge
	wire node nic edge down0
	bridge_of edge br-edge down0
	addr edge br-edge fd00:80::ff/64
	ip -n node link add mv netns w1 link nic type macvlan mode vepa
	ip -n node link add mv netns w2 link nic type macvlan mode vepa
	ip -n w1 link set mv up
	ip -n w2 link set mv up
	addr w1 mv fd00:80::1/64
	addr w2 mv fd00:80::2/64
	bridge -n edge link set dev down0 hairpin on
	_worked w1 fd00:80::2
	bridge -n edge link set dev down0 hairpin off && _forget w1 w2
	ask w1 fd00:80::2
	at edge down0
	mend bridge -n edge link set dev down0 hairpin on
}

# A published address leads back to the one who asks for it.
published() {
	_lan sw br0 10.81.0. 24 pod other
	addr sw br0 10.81.0.254/24
	route pod default via 10.81.0.254
	forward sw
	set_in sw net.bridge.bridge-nf-call-iptables=1
	_nft sw <<-E
	table ip svc {
		chain pre {
			type nat hook prerouting priority -100
			ip daddr 10.96.0.10 dnat to 10.81.0.1
		}
		chain post {
			type nat hook postrouting priority 100
			ip saddr 10.81.0.1 ip daddr 10.81.0.1 snat to 10.81.0.254
		}
	}
	E
	bridge -n sw link set dev p-pod hairpin on
	_worked pod 10.96.0.10
	bridge -n sw link set dev p-pod hairpin off
	ask pod 10.96.0.10
	at sw p-pod
	mend bridge -n sw link set dev p-pod hairpin on
}

# The switch knows the pod's MAC already: it is the echo itself that would have to turn round.
published_and_known() {
	published
	ip -n sw neigh replace 10.81.0.1 lladdr "$(mac pod eth0)" dev br0 nud permanent
}

# shellcheck shell=bash
# shellcheck source=tests/why/lib.sh
# far-links.sh - switches in series, children of links and neighbours, far from who asks.

# ana - s1 - s2 - s3 - zoe, one subnet over three switches; each has br7
_three_switches() {
	local v=${1-4} s
	ns s1 s2 s3 ana zoe
	wire ana eth0 s1 pa
	wire s1 right s2 left
	wire s2 right s3 left
	wire s3 pz zoe eth0
	bridge_of s1 br7 pa right
	bridge_of s2 br7 left right
	bridge_of s3 br7 left pz
	if [ "$v" = 4 ]; then
		addr ana eth0 10.62.0.1/24
		addr zoe eth0 10.62.0.2/24
		end=10.62.0.2
	else
		addr ana eth0 fd62::1/64
		addr zoe eth0 fd62::2/64
		end=fd62::2
	fi
}

three_switches_are_well() {
	_three_switches 6
	ask ana zoe@"$end"
	reachable
}

trunk_of_the_middle_switch_is_isolated() {
	_three_switches
	into s2 bridge link set dev left isolated on
	into s2 bridge link set dev right isolated on
	ask ana zoe@"$end"
	cause bridge-port-isolated
	at s2
	mend ip netns exec s2 bridge link set dev left isolated off
}

trunk_of_the_third_switch_is_in_another_bridge() {
	_three_switches
	into s3 ip link add br9 type bridge
	into s3 ip link set br9 up
	into s3 ip link set left master br9
	ask ana zoe@"$end"
	cause not-in-bridge
	at s3
	mend ip -n s3 link set left master br7
}

trunk_of_the_second_switch_is_down() {
	_three_switches
	into s2 ip link set right down
	ask ana zoe@"$end"
	cause link-down
	at s2 right
	mend ip -n s2 link set right up
}

bridge_of_the_third_switch_is_down() {
	_three_switches 6
	into s3 ip link set br7 down
	ask ana "$end"
	cause link-down
	at s3 br7
	mend ip -n s3 link set br7 up
}

port_of_the_second_switch_is_blocked() {
	_three_switches
	into s2 bridge link set dev left state 1
	ask ana zoe@"$end"
	cause bridge-port-blocked
	at s2 left
	mend ip netns exec s2 bridge link set dev left state 3
}

no_broadcast_leaves_the_second_switch() {
	_three_switches
	into s2 bridge link set dev right bcast_flood off
	ask ana zoe@"$end"
	cause bridge-no-flood
	at s2
	mend ip netns exec s2 bridge link set dev right bcast_flood on
}

no_multicast_leaves_the_second_switch() {
	_three_switches 6
	into s2 bridge link set dev right mcast_flood off
	ask ana zoe@"$end"
	cause bridge-no-flood multicast-snooping
	at s2
	mend ip netns exec s2 bridge link set dev right mcast_flood on
}

mac_of_the_sender_is_pinned_in_the_third_switch() {
	_three_switches
	ns moe
	wire s3 pm moe eth0
	bridge_of s3 br7 pm
	into s3 bridge fdb replace "$(mac ana eth0)" dev pm master static sticky
	ask ana zoe@"$end"
	cause bridge-fdb-wrong
	at s3
	on 'reply|request'
	mend "ip netns exec s3 bridge fdb del $(mac ana eth0) dev pm master"
}

stranger_beyond_two_switches_has_the_mac_of_the_target() {
	_three_switches
	ns moe
	wire s1 pm moe eth0
	bridge_of s1 br7 pm
	into moe ip link set eth0 address "$(mac zoe eth0)"
	addr moe eth0 10.62.0.3/24
	again ip netns exec moe ping -c 1 -W 1 10.62.0.77
	ip -n ana neigh add "$end" lladdr "$(mac zoe eth0)" dev eth0 nud permanent
	into s1 bridge fdb replace "$(mac zoe eth0)" dev pm master static sticky
	ask ana zoe@"$end"
	cause duplicate-mac bridge-fdb-wrong
	at 'moe|zoe|s1'
	nofix
	mend "ip -n moe link set eth0 address 02:00:00:00:00:99; ip netns exec s1 bridge fdb del $(mac zoe eth0) dev pm master"
}

small_trunk_between_the_switches() {
	_three_switches
	into s2 ip link set right mtu 900
	ask ana zoe@"$end" -s 1200
	cause mtu
	at s2
	mend ip -n s2 link set right mtu 1500
}

small_trunk_does_not_matter_for_small_pings() {
	_three_switches
	into s2 ip link set right mtu 900
	ask ana zoe@"$end" -s 700
	reachable
}

filter_of_the_last_port_hears_no_arp() {
	_three_switches
	rules s3 'add table netdev x; add chain netdev x in { type filter hook ingress device "left" priority 0; }; add rule netdev x in ether type arp drop'
	ask ana zoe@"$end"
	cause firewall
	at s3
	mend ip netns exec s3 nft delete table netdev x
}

# children of a link
_children() { # _children MODE: of one link in hub, c1 in ana and c2 in zoe
	ns hub ana zoe sw
	wire hub base sw p1
	bridge_of sw br0 p1
	into hub ip link add c1 link base netns ana type macvlan mode "$1"
	into hub ip link add c2 link base netns zoe type macvlan mode "$1"
	into ana ip link set c1 up
	into zoe ip link set c2 up
	addr ana c1 10.63.0.1/24
	addr zoe c2 10.63.0.2/24
}

children_of_a_bridge_are_well() {
	_children bridge
	ask ana zoe@10.63.0.2
	reachable
}

children_are_private() {
	_children private
	ask ana zoe@10.63.0.2
	cause macvlan-isolated
	at 'ana|zoe|hub'
	mend ip -n ana link set c1 type macvlan mode bridge
	mend ip -n zoe link set c2 type macvlan mode bridge
}

children_need_the_switch_to_reflect() {
	_children vepa
	ask ana zoe@10.63.0.2
	cause hairpin-off macvlan-isolated
	at 'ana|zoe|hub|sw'
	mend ip netns exec sw bridge link set dev p1 hairpin on
}

children_with_a_reflecting_switch_are_well() {
	_children vepa
	into sw bridge link set dev p1 hairpin on
	ask ana zoe@10.63.0.2
	reachable
}

link_below_the_child_is_down() {
	_children bridge
	into hub ip link set base down
	ask ana zoe@10.63.0.2
	cause link-down
	at hub base
	mend ip -n hub link set base up
}

child_of_the_target_is_down() {
	_children bridge
	into zoe ip link set c2 down
	ask ana 10.63.0.2
	cause link-down
	at zoe c2
	mend ip -n zoe link set c2 up
}

host_and_its_child() {
	ns zoe sw
	wire host base sw p1
	bridge_of sw br0 p1
	ip link add c2 link base netns zoe type macvlan mode bridge
	into zoe ip link set c2 up
	addr host base 10.63.0.1/24
	addr zoe c2 10.63.0.2/24
	ask host zoe@10.63.0.2
	cause macvlan-isolated
	at 'host|zoe'
	nofix
	mend 'ip link add own link base type macvlan mode bridge; ip addr del 10.63.0.1/24 dev base; ip addr add 10.63.0.1/24 dev own; ip link set own up'
}

# neighbours
router_has_a_wrong_mac_for_the_target() {
	chain 4 ana r1 r2 zoe
	ip -n r2 neigh replace "$end" lladdr 02:00:5e:00:00:01 dev e1 nud permanent
	ask ana zoe@"$end"
	cause neighbour-wrong
	at r2
	mend ip -n r2 neigh del "$end" dev e1
}

target_has_a_wrong_mac_for_the_router() {
	chain 4 ana r1 r2 zoe
	ip -n zoe neigh replace 10.50.2.1 lladdr 02:00:5e:00:00:02 dev e0 nud permanent
	ask ana zoe@"$end"
	cause neighbour-wrong
	at zoe
	on reply
	mend ip -n zoe neigh del 10.50.2.1 dev e0
}

v6_router_has_a_wrong_mac_for_the_next() {
	chain 6 ana r1 r2 zoe
	ip -n r1 neigh replace fd50:1::2 lladdr 02:00:5e:00:00:03 dev e1 nud permanent
	ask ana "$end"
	cause neighbour-wrong
	at r1
	mend ip -n r1 neigh del fd50:1::2 dev e1
}

right_mac_by_hand_is_well() {
	chain 4 ana r1 zoe
	ip -n r1 neigh replace "$end" lladdr "$(mac zoe e0)" dev e1 nud permanent
	ask ana zoe@"$end"
	reachable
}

arp_is_off_at_the_second_router() {
	chain 4 ana r1 r2 zoe
	into r1 ip link set e1 arp off
	ask ana zoe@"$end"
	cause arp-off
	at r1 e1
	mend ip -n r1 link set e1 arp on
}

arp_is_off_at_the_target() {
	chain 4 ana r1 zoe
	into zoe ip link set e0 arp off
	ask ana zoe@"$end"
	cause arp-off
	at zoe e0
	on 'request|reply'
	mend ip -n zoe link set e0 arp on
}

target_answers_only_its_own_subnet() {
	chain 4 ana r1 zoe
	addr r1 e1 10.55.0.1/24
	ip -n r1 addr del 10.50.1.1/24 dev e1
	ip -n r1 route add 10.50.1.0/24 dev e1
	ip -n zoe route replace default dev e0
	set_in zoe net.ipv4.conf.e0.arp_ignore=2
	set_in r1 net.ipv4.conf.e1.proxy_arp=1 net.ipv4.neigh.e1.proxy_delay=0
	ask ana zoe@"$end"
	cause arp-ignored
	at zoe
	mend ip netns exec zoe sysctl -w net.ipv4.conf.e0.arp_ignore=0
}

address_of_another_wire_is_not_answered_for() {
	chain 4 ana r1 zoe
	addr zoe lo 10.50.1.200/32
	set_in zoe net.ipv4.conf.all.arp_ignore=1
	ask ana 10.50.1.200
	cause arp-ignored
	at zoe
	mend ip netns exec zoe sysctl -w net.ipv4.conf.all.arp_ignore=0
}

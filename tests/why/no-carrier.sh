# shellcheck shell=bash disable=SC2154
# no-carrier.sh - up, and nobody at the other end: taps without a process, a child without carrier

sender_has_a_tap_nobody_opens() {
	ns vm peer
	ip -n vm tuntap add tap0 mode tap
	addr vm tap0 192.168.122.2/24
	ip -n vm link set tap0 up
	ask vm 192.168.122.1
	at vm tap0
	nofix
	mend ip -n vm link del tap0
	mend ip link add tap0 netns vm type veth peer name t0 netns peer
	mend 'ip -n vm addr add 192.168.122.2/24 dev tap0; ip -n peer addr add 192.168.122.1/24 dev t0'
	mend 'ip -n vm link set tap0 up; ip -n peer link set t0 up'
}

v6_sender_has_a_tap_nobody_opens() {
	ns vm peer
	ip -n vm tuntap add vnet3 mode tap
	addr vm vnet3 fd22::2/64
	ip -n vm link set vnet3 up
	ask vm fd22::1
	at vm vnet3
	nofix
	mend ip -n vm link del vnet3
	mend ip link add vnet3 netns vm type veth peer name t0 netns peer
	mend 'ip -n vm addr add fd22::2/64 dev vnet3; ip -n peer addr add fd22::1/64 dev t0'
	mend 'ip -n vm link set vnet3 up; ip -n peer link set t0 up'
}

routers_uplink_is_a_dead_tap() {
	chain 4 inside rt mid
	ns far
	ip -n rt tuntap add vpn0 mode tap
	ip -n rt link set vpn0 up
	addr rt vpn0 10.200.0.1/24
	ask inside 10.200.0.2
	at rt vpn0
	nofix
	mend ip -n rt link del vpn0
	mend ip link add vpn0 netns rt type veth peer name t0 netns far
	mend 'ip -n rt addr add 10.200.0.1/24 dev vpn0; ip -n far addr add 10.200.0.2/24 dev t0'
	mend 'ip -n rt link set vpn0 up; ip -n far link set t0 up; ip -n far route add default via 10.200.0.1'
}

# the answer takes the tunnel's tap, which nobody reads
target_answers_into_a_dead_tap() {
	chain 4 cli gw srv
	ns mate
	ip -n srv tuntap add tun7 mode tap
	ip -n srv link set tun7 up
	addr srv tun7 10.201.0.1/30
	route srv 10.50.0.0/24 via 10.201.0.2
	ask cli $end
	at srv tun7
	on reply
	nofix
	mend ip -n srv link del tun7
	mend ip link add tun7 netns srv type veth peer name m0 netns gw
	mend 'ip -n srv addr add 10.201.0.1/30 dev tun7; ip -n gw addr add 10.201.0.2/30 dev m0'
	mend 'ip -n srv link set tun7 up; ip -n gw link set m0 up'
	mend ip -n srv route add 10.50.0.0/24 via 10.201.0.2
}

machine_behind_the_bridge_is_off() {
	chain 4 user host0 gone
	ns guest
	ip -n host0 link add virbr0 type bridge mcast_snooping 0
	ip -n host0 tuntap add vnet0 mode tap
	ip -n host0 link set vnet0 master virbr0 up
	ip -n host0 link set virbr0 up
	addr host0 virbr0 192.168.122.1/24
	ask user 192.168.122.50
	at host0 'virbr0|vnet0'
	nofix
	mend ip -n host0 link del vnet0
	mend ip link add vnet0 netns host0 type veth peer name eth0 netns guest
	mend 'ip -n host0 link set vnet0 master virbr0 up; ip -n guest link set eth0 up'
	mend 'ip -n guest addr add 192.168.122.50/24 dev eth0; ip -n guest route add default via 192.168.122.1'
}

v6_routers_way_out_is_a_dead_tap() {
	chain 6 inside rt mid
	ns far
	ip -n rt tuntap add vpn0 mode tap
	ip -n rt link set vpn0 up
	addr rt vpn0 fd20::1/64
	ask inside fd20::2
	at rt vpn0
	nofix
	mend ip -n rt link del vpn0
	mend ip link add vpn0 netns rt type veth peer name t0 netns far
	mend 'ip -n rt link set vpn0 up; ip -n far link set t0 up; ip -n far addr add fd20::2/64 dev t0'
	mend 'ip -n rt addr add fd20::1/64 dev vpn0; ip -n far -6 route add default via fd20::1'
}

# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# echo-ignored.sh - the target heard, and was told not to answer.
. "$here/nets.sh"

on_a_switch() {
	_lan sw br0 10.115.0. 24 jo ken
	_worked jo 10.115.0.2
	set_in ken net.ipv4.icmp_echo_ignore_all=1
	ask jo 10.115.0.2
	at ken
	mend ip netns exec ken sysctl -w net.ipv4.icmp_echo_ignore_all=0
}

behind_routers() {
	_row 10.116. lu mo ng oz
	_worked lu 10.116.3.2
	set_in oz net.ipv4.icmp_echo_ignore_all=1
	ask lu 10.116.3.2
	at oz
	mend ip netns exec oz sysctl -w net.ipv4.icmp_echo_ignore_all=0
}

ipv6() {
	_row6 fd00:b7: pat quo rex
	_worked pat fd00:b7:2::2
	set_in rex net.ipv6.icmp.echo_ignore_all=1
	ask pat fd00:b7:2::2
	at rex
	mend ip netns exec rex sysctl -w net.ipv6.icmp.echo_ignore_all=0
}

# The gateway itself is asked; it forwards and does not answer.
the_gateway() {
	_row 10.117. sue tao ula
	_worked sue 10.117.1.2
	set_in tao net.ipv4.icmp_echo_ignore_all=1
	ask sue 10.117.1.2
	at tao
	mend ip netns exec tao sysctl -w net.ipv4.icmp_echo_ignore_all=0
}

# A published address: the one behind it ignores.
behind_nat() {
	_row 10.118. vic way xan
	_nft way <<-E
	table ip nat {
		chain pre {
			type nat hook prerouting priority dstnat
			ip daddr 198.51.100.8 dnat to 10.118.2.2
		}
	}
	E
	route vic 198.51.100.8/32 via 10.118.1.2
	_worked vic 198.51.100.8
	set_in xan net.ipv4.icmp_echo_ignore_all=1
	ask vic 198.51.100.8
	at xan
	mend ip netns exec xan sysctl -w net.ipv4.icmp_echo_ignore_all=0
}

itself() {
	ns solo
	addr solo lo 10.119.0.1/32
	_worked solo 10.119.0.1
	set_in solo net.ipv4.icmp_echo_ignore_all=1
	ask solo 10.119.0.1
	at solo
	mend ip netns exec solo sysctl -w net.ipv4.icmp_echo_ignore_all=0
}

# shellcheck shell=bash disable=SC2154
# bad-source.sh - the packet leaves in the name of 0.0.0.0, or of somebody else

device_route_and_no_address_at_all() {
	ns bare full
	wire bare e0 full e0
	addr full e0 10.7.0.1/24
	ip -n bare route add 10.7.0.0/24 dev e0
	ask bare 10.7.0.1
	at bare
	mend ip -n bare addr add 10.7.0.9/24 dev e0
}

default_over_a_bare_interface() {
	chain 4 s g t
	ip -n s addr flush dev e1
	ip -n s route add 10.50.0.2 dev e1
	ip -n s route add default via 10.50.0.2 dev e1 onlink
	ask s $end
	at s
	mend ip -n s addr add 10.50.0.1/24 dev e1
}

asked_in_a_strangers_name() {
	chain 4 s g t
	set_in s net.ipv4.ip_nonlocal_bind=1
	ask s $end -I 10.50.0.99
	at s
	nofix
	retry
}

v6_asked_in_a_strangers_name() {
	chain 6 s g t
	set_in s net.ipv6.ip_nonlocal_bind=1
	ask s $end -I fd50:0::99
	at s
	nofix
	retry
}

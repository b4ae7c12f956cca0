# shellcheck shell=bash disable=SC2154
# broadcast-address.sh - TO is a network, not a host

broadcast_of_the_own_net() {
	lan 4 sw a b
	ask a 10.60.0.255
	at a
	nofix
	instead 10.60.0.2
}

broadcast_of_a_small_net() {
	ns left right
	wire left e0 right e0
	addr left e0 192.0.2.41/29
	addr right e0 192.0.2.42/29
	ask left 192.0.2.47
	at left
	nofix
	instead 192.0.2.42
}

network_of_the_own_net() {
	lan 4 sw a b c
	ask a 10.60.0.0
	at a
	nofix
	instead 10.60.0.3
}

network_of_a_small_net() {
	ns gw out
	router mid
	wire out e0 mid e0
	wire mid e1 gw e9
	addr out e0 10.8.0.2/24
	addr mid e0 10.8.0.1/24
	addr mid e1 172.29.0.129/26
	addr gw e9 172.29.0.130/26
	ask gw 172.29.0.128
	at gw
	nofix
	instead 172.29.0.129
}

broadcast_of_a_far_net() {
	chain 4 s g t
	ask s 10.50.1.255
	at 's|g'
	nofix
	instead 10.50.1.2
}

broadcast_set_by_hand() {
	ns left right
	wire left e0 right e0
	ip -n left addr add 10.33.0.1/16 brd 10.33.7.7 dev e0
	addr right e0 10.33.0.2/16
	ask left 10.33.7.7
	at left
	nofix
	instead 10.33.0.2
}

# shellcheck shell=bash disable=SC2154
# no-address.sh - the sender's way out has no address of the family, and nothing leaves

pipe_with_one_bare_end() {
	ns nora otto
	wire nora v-n otto v-o
	addr otto v-o 10.3.3.2/24
	ask nora 10.3.3.2
	at nora v-n
	mend ip -n nora addr add 10.3.3.1/24 dev v-n
}

v6_on_a_v4_only_host() {
	ns nora otto
	wire nora v-n otto v-o
	into nora ip link set v-n addrgenmode none down
	into nora ip link set v-n up
	addr nora v-n 10.3.3.1/24
	addr otto v-o 10.3.3.2/24 fd33::2/64
	ask nora fd33::2
	at nora v-n
	mend ip -n nora addr add fd33::1/64 dev v-n nodad
}

v4_on_a_v6_only_host() {
	lan 6 sw nora otto
	addr otto eth0 10.3.3.2/24
	ask nora 10.3.3.2
	at nora eth0
	mend ip -n nora addr add 10.3.3.1/24 dev eth0
}

moved_into_its_namespace_after_it_had_its_address() {
	ns cont hostns
	ip -n hostns link add vethA type veth peer name vethB
	addr hostns vethB 10.4.0.2/24
	addr hostns vethA 10.4.0.1/24
	ip -n hostns link set vethB up
	ip -n hostns link set vethB netns cont
	ip -n hostns link set vethA up
	ip -n cont link set vethB up
	ask cont 10.4.0.1
	at cont vethB
	mend ip -n cont addr add 10.4.0.2/24 dev vethB
}

switch_without_an_address() {
	lan 4 sw h1 h2
	ask sw 10.60.0.2
	at sw br0
	mend ip -n sw addr add 10.60.0.250/24 dev br0
}

nameless_sender() {
	nameless box
	ns peer
	wire $box e0 peer e0
	addr peer e0 172.31.5.1/24
	ask $box peer@172.31.5.1
	at $box e0
	mend nsenter -t ${box#pid:} -n ip addr add 172.31.5.9/24 dev e0
}

bare_client_two_hops_away() {
	chain 4 c r1 r2 s
	ip -n c addr flush dev e1
	ask c $end
	at c e1
	mend ip -n c addr add 10.50.0.1/24 dev e1
	next no-route
	at c
	mend ip -n c route add default via 10.50.0.2
}

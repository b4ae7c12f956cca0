# shellcheck shell=bash
# shellcheck source=tests/why/lib.sh
# no-route.sh - a table without an answer: at the sender, on the way, at the target, on the way back.

_v4_two_routers() {
	ns laptop server && router edge core
	wire laptop wl0 edge lan && wire edge wan core isp && wire core srv server eno1
	addr laptop wl0 172.20.1.10/24 && addr edge lan 172.20.1.1/24
	addr edge wan 198.18.0.1/30 && addr core isp 198.18.0.2/30
	addr core srv 172.20.9.1/24 && addr server eno1 172.20.9.80/24
	route laptop default via 172.20.1.1 && route server default via 172.20.9.1
	route edge default via 198.18.0.2 && route core 172.20.1.0/24 via 198.18.0.1
	ask laptop 172.20.9.80
}

sender_has_no_default() {
	_v4_two_routers
	ip -n laptop route del default
	at laptop && mend ip -n laptop route add default via 172.20.1.1
}

core_forgot_the_way_back() {
	_v4_two_routers
	ip -n core route del 172.20.1.0/24
	at core && on reply && mend ip -n core route add 172.20.1.0/24 via 198.18.0.1
}

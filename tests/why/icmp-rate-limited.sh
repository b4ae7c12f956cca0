# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# icmp-rate-limited.sh - the error that would tell is held back: a warning beside the cause.
. "$here/nets.sh"

dead_host_behind_a_router() {
	_row 10.128. rye sap tau
	_worked rye 10.128.2.2
	ask rye 10.128.2.99 -c 30 -i 0.01
	cause address-unowned
	at sap
	beside icmp-rate-limited sap
	mend ip -n tau addr add 10.128.2.99/24 dev l0
}

no_route_at_a_router_v6() {
	_row6 fd00:c6: ump van wax
	_worked ump fd00:c6:2::2
	route ump fd00:dead::/64 via fd00:c6:1::2
	ask ump fd00:dead::1 -c 30 -i 0.01
	cause no-route
	at van
	beside icmp-rate-limited van
	nofix
	mend ip -6 -n van route add fd00:dead::/64 via fd00:c6:2::2
	mend ip -6 -n wax addr add fd00:dead::1/128 dev lo
}

rejected_by_a_router() {
	_row 10.129. yap zag abe
	route zag prohibit 10.200.0.0/16
	_worked yap 10.129.2.2
	route yap 10.200.0.0/16 via 10.129.1.2
	ask yap 10.200.0.1 -c 40 -i 0.01
	cause route-rejects
	at zag
	beside icmp-rate-limited zag
	nofix
	mend ip -n zag route del prohibit 10.200.0.0/16
	mend ip -n zag route add 10.200.0.0/16 via 10.129.2.2
	mend ip -n abe addr add 10.200.0.1/32 dev lo
}

# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# dad-failed.sh - somebody else had the IPv6 address first.
. "$here/nets.sh"

# _taken NODE IF ADDRESS BY IF: NODE's ADDRESS loses against the one of BY, which goes away again
_taken() {
	into "$4" ip addr add "$3" dev "$5" nodad
	set_in "$1" "net.ipv6.conf.$2.accept_dad=1" net.ipv6.conf.all.accept_dad=1
	into "$1" ip addr add "$3" dev "$2"
	until into "$1" ip addr show dev "$2" | grep -q dadfailed; do sleep 0.1; done
	into "$4" ip addr del "$3" dev "$5"
}

at_the_target() {
	_lan sw br0 fd00:d6:: 64 pug rat
	ns thief
	wire thief eth0 sw p-thief && bridge_of sw br0 p-thief
	_taken rat eth0 fd00:d6::77/64 thief eth0
	ask pug fd00:d6::77
	at rat eth0
	mend ip -n rat addr del fd00:d6::77/64 dev eth0
	mend ip -n rat addr add fd00:d6::77/64 dev eth0 nodad
}

at_the_sender() {
	ns sow tit
	wire sow e0 tit e0
	addr tit e0 fd00:d7::2/64
	_taken sow e0 fd00:d7::1/64 tit e0
	ask sow fd00:d7::2 -I fd00:d7::1
	at sow e0
	mend ip -n sow addr del fd00:d7::1/64 dev e0
	mend ip -n sow addr add fd00:d7::1/64 dev e0 nodad
}

# The one who had it first is still there: the loser cannot ask in its name.
owner_still_there() {
	_lan hub br0 fd00:d8:: 64 urn vat wok
	set_in vat net.ipv6.conf.eth0.accept_dad=1 net.ipv6.conf.all.accept_dad=1
	into vat ip addr add fd00:d8::1/64 dev eth0
	until into vat ip addr show dev eth0 | grep -q dadfailed; do sleep 0.1; done
	ask vat fd00:d8::3 -I fd00:d8::1
	at vat eth0
	nofix
	mend ip -n urn addr del fd00:d8::1/64 dev eth0
	mend ip -n vat addr del fd00:d8::1/64 dev eth0
	mend ip -n vat addr add fd00:d8::1/64 dev eth0 nodad
}

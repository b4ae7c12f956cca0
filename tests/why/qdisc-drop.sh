# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# qdisc-drop.sh - a queue that takes nothing, or too little.
. "$here/nets.sh"

no_room_at_the_sender() {
	ns wim xia
	wire wim e0 xia e0
	addr wim e0 10.111.0.1/24 && addr xia e0 10.111.0.2/24
	_worked wim 10.111.0.2
	tc -n wim qdisc add dev e0 root pfifo limit 0
	ask wim 10.111.0.2
	at wim e0
	mend tc -n wim qdisc del dev e0 root
}

bucket_smaller_than_the_packet() {
	_row 10.112. yin zoe abu
	_worked yin 10.112.2.2 -s 1000
	tc -n zoe qdisc add dev r0 root tbf rate 8kbit burst 300 limit 3000
	ask yin 10.112.2.2 -s 1000
	at zoe r0
	mend tc -n zoe qdisc del dev r0 root
}

the_reply_of_the_target() {
	_lan sw br0 10.113.0. 24 bo cy
	_worked bo 10.113.0.2
	tc -n cy qdisc add dev eth0 root bfifo limit 60
	ask bo 10.113.0.2
	at cy eth0
	on reply
	mend tc -n cy qdisc del dev eth0 root
}

black_hole_v6() {
	_row6 fd00:b4: di ed flo
	_worked di fd00:b4:2::2
	tc -n ed qdisc add dev r0 root blackhole
	ask di fd00:b4:2::2
	at ed r0
	mend tc -n ed qdisc del dev r0 root
}

switch_port() {
	_lan sw br0 10.114.0. 24 gus ira
	_worked gus 10.114.0.2
	tc -n sw qdisc add dev p-gus root pfifo limit 0
	_forget gus ira
	ask gus 10.114.0.2
	at sw p-gus
	on 'request|reply'
	mend tc -n sw qdisc del dev p-gus root
}

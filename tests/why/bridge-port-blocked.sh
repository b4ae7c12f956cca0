# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# bridge-port-blocked.sh - a port whose state does not forward.
. "$here/nets.sh"

listening() {
	_lan sw br0 10.66.0. 24 ada bea cid
	_worked ada 10.66.0.2
	bridge -n sw link set dev p-bea state 1 && _forget ada bea
	ask ada 10.66.0.2
	at sw p-bea
	mend bridge -n sw link set dev p-bea state 3
}

disabled_v6() {
	_lan fabric spine fd00:66:: 64 k1 k2 k3
	_worked k2 fd00:66::3
	bridge -n fabric link set dev p-k2 state 0 && _forget k2 k3
	ask k2 fd00:66::3
	at fabric p-k2
	mend bridge -n fabric link set dev p-k2 state 3
}

stp_starts() {
	_lan tor br-tor 192.0.2. 28 web app db
	_worked web 192.0.2.3
	ip -n tor link set br-tor type bridge forward_delay 3000 stp_state 1
	ip -n tor link set p-db down
	ip -n tor link set p-db up
	_forget web db
	ask web 192.0.2.3
	at tor p-db
	on 'request|reply'
	mend ip -n tor link set br-tor type bridge stp_state 0
	mend ip -n tor link set p-db down
	mend ip -n tor link set p-db up
}

# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# nscope-fault.sh - the fault is one that was set on purpose.
. "$here/nets.sh"

_fault() { # _fault LAB LINK HOW...
	nscope fault "$@" >/dev/null
}

loss_of_all() {
	nscope up pair >/dev/null
	_worked red 192.168.15.2
	_fault pair red-blue --loss 100%
	ask red 192.168.15.2
	at 'red|blue'
	on 'request|reply'
	mend nscope fault pair red-blue --clear
}

block_icmp_of_one_end() {
	nscope up switch >/dev/null
	_worked red 192.168.15.2
	_fault switch blue-sw --block icmp --from blue
	ask red 192.168.15.2
	at 'blue|sw'
	on reply
	mend nscope fault switch blue-sw --clear
}

block_arp() {
	nscope up pair >/dev/null
	_fault pair red-blue --block arp
	ask blue 192.168.15.1
	at 'red|blue'
	on 'request|reply'
	mend nscope fault pair red-blue --clear
}

loss_behind_a_router() {
	nscope up router >/dev/null
	local target
	target=$(into blue ip -j -4 addr show eth0 | jq -r '.[].addr_info[0].local')
	_worked red "$target"
	_fault router rtr-blue --loss 100%
	ask red "$target"
	at 'blue|rtr'
	on 'request|reply'
	mend nscope fault router rtr-blue --clear
}

# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# scope-missing.sh - a link-local address without the link.
. "$here/nets.sh"

two_wires() {
	ns mid near far
	wire mid e1 near eth0
	wire mid e2 far eth0
	ask mid "$(_link_local far eth0)"
	at mid
	nofix
	retry -I e2
}

switch_and_uplink() {
	_lan sw br0 10.135.0. 24 box peer
	ns up0
	wire box wan up0 eth0
	ask box "$(_link_local up0 eth0)"
	at box
	nofix
	retry -I wan
}

# shellcheck shell=bash
# shellcheck source=tests/why/nets.sh
# socket-refused.sh - ping may not even ask.
. "$here/nets.sh"

# _ping_without_rights: a ping that has no capability of its own, run by one who has none either
_ping_without_rights() {
	mkdir "$tmp/bin" && cp "$(command -v ping)" "$tmp/bin"
	as env "PATH=$tmp/bin:$PATH" setpriv --bounding-set -net_raw --inh-caps -net_raw "$@"
}

no_group_may() {
	_lan sw br0 10.125.0. 24 ivo jak
	_worked ivo 10.125.0.2
	_ping_without_rights
	into ivo sysctl -qw 'net.ipv4.ping_group_range=1 0'
	ask ivo 10.125.0.2
	at ivo
	mend 'ip netns exec ivo sysctl -w net.ipv4.ping_group_range="0 2147483647"'
}

another_group_may_v6() {
	_row6 fd00:c4: ked lob mud
	_worked ked fd00:c4:2::2
	_ping_without_rights --regid 1234 --clear-groups
	into ked sysctl -qw 'net.ipv4.ping_group_range=0 0'
	ask ked fd00:c4:2::2
	at ked
	mend 'ip netns exec ked sysctl -w net.ipv4.ping_group_range="0 2147483647"'
}

#!/bin/bash
# plan - the printed commands, run by sh, build a lab that ip and ping agree with
#
# The printer is the golden tests' one, so that only user/topo is on trial.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$here" || exit

build() { # build LABFILE: as a person would, stopping at the first command that fails
	"$B/tests/golden/plan" "$1" >"$tmp/plan" && sh -e "$tmp/plan"
}
raze() { ip -all netns delete; }
in_() { # in_ NODE COMMAND...
	ip netns exec "$@"
}
pings() { # pings NODE ADDRESS...
	local node=$1 to
	shift
	for to in "$@"; do in_ "$node" ping -nq -c1 -W1 "$to" || return; done
}
addresses() { # addresses NODE: "eth0 192.168.15.1/24" a line, what the author wrote
	ip -n "$1" -j addr | jq -r '.[] | .ifname as $i | .addr_info[] | select(.scope == "global")
		| "\($i) \(.local)/\(.prefixlen)"' | sort | paste -sd,
}
link() { ip -n "$1" -j -d link show dev "$2" | jq -r "$3"; }

# A new namespace copies conf/{all,default} of the machine's initial one, which is not ours to
# change: what a hostile one would have left is written right after each namespace is made.
hostile="rp_filter=1 arp_ignore=1 arp_announce=2 arp_filter=1 accept_local=1 proxy_arp=1"
poison() {
	local key settings="net.ipv4.conf.all.send_redirects=0 net.ipv6.conf.all.disable_ipv6=1"
	for key in $hostile; do
		settings+=" net.ipv4.conf.all.$key net.ipv4.conf.default.$key"
	done
	sed "s/^ip netns add \(.*\)/&; ip netns exec \1 sysctl -qw net.ipv4.ip_forward=1 $settings/"
}
build_poisoned() {
	"$B/tests/golden/plan" "$1" | poison >"$tmp/plan" && sh -e "$tmp/plan"
}

# ---- pair, on a hostile machine
ok "pair: sh runs every line" build_poisoned user/topo/builtin/pair.yaml
is "pair: two namespaces" "$(ip -j netns | jq -r '.[].name' | sort | paste -sd,)" blue,red
is "pair: red's address" "$(addresses red)" "eth0 192.168.15.1/24"
is "pair: red's MAC" "$(link red eth0 '.[].address')" 02:00:00:00:00:01
is "pair: blue's MAC" "$(link blue eth0 '.[].address')" 02:00:00:00:00:02
is "pair: nothing but lo and eth0" "$(ip -n red -j link | jq -r '.[].ifname' | paste -sd,)" lo,eth0
ok "pair: red reaches blue and itself" pings red 192.168.15.2 192.168.15.1 127.0.0.1
for key in $hostile forwarding=1; do
	is "pair: $key does not stay" \
		"$(in_ red cat "/proc/sys/net/ipv4/conf/"{all,default,eth0}"/${key%=*}" | paste -sd,)" 0,0,0
done
is "pair: IPv6 is on" "$(in_ red cat /proc/sys/net/ipv6/conf/{default,eth0}/disable_ipv6 | paste -sd,)" 0,0
is "pair: redirects are sent and believed" \
	"$(in_ red cat /proc/sys/net/ipv4/conf/all/{send,accept}_redirects | paste -sd,)" 1,1
raze

# ---- switch
ok "switch: sh runs every line" build user/topo/builtin/switch.yaml
is "switch: ports are called after their nodes" \
	"$(ip -n sw -j link show master br0 | jq -r '.[].ifname' | sort | paste -sd,)" blue,green,red
is "switch: every port forwards, at once" \
	"$(ip netns exec sw bridge -j link | jq -r '.[].state' | sort -u)" forwarding
is "switch: the bridge keeps its own MAC" "$(link sw br0 '.[].address')" 02:01:00:01:00:00
is "switch: no STP, no delay" \
	"$(link sw br0 '.[].linkinfo.info_data | "\(.stp_state) \(.forward_delay)"')" "0 0"
is "switch: its ports speak no IPv6" "$(ip -n sw -6 -j addr show scope link | jq length)" 0
ok "switch: red reaches blue, green, the gateway" pings red 192.168.15.2 192.168.15.3 192.168.15.5
raze

# ---- router
ok "router: sh runs every line" build user/topo/builtin/router.yaml
is "router: forwards IPv4 and IPv6" \
	"$(in_ rtr cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/eth0/forwarding | paste -sd,)" 1,1
is "router: red's default route" \
	"$(ip -n red -j route show default | jq -r '.[] | "\(.gateway) \(.dev)"')" "10.1.0.1 eth0"
ok "router: red reaches blue through rtr" pings red 10.2.0.2
is "router: one hop" "$(in_ red ping -nc1 -W1 10.2.0.2 | grep -o 'ttl=[0-9]*')" ttl=63
is "router: answers for nobody else" \
	"$(in_ red arping -c1 -w1 -I eth0 10.1.0.77 2>&1 | grep -ci 'reply from')" 0
raze

# ---- everything at once
ok "everything: sh runs every line" build tests/golden/plan/everything.yaml
is "everything: red's addresses" "$(addresses red)" "eth0 192.168.15.1/24,eth0 fd00:15::1/64"
is "everything: sw1's addresses" "$(addresses sw1)" \
	"br0 192.168.15.5/24,br0 fd00:15::5/64,wan 203.0.113.1/24"
is "everything: IPv6 is usable at once" \
	"$(ip -n red -6 -j addr show dev eth0 scope global | jq -c '[.[].addr_info[] | select(.tentative)]')" "[]"
is "everything: MTU of an interface" "$(link red eth0 '.[].mtu')" 1400
is "everything: MTU of a link, at both ends" "$(link sw1 wan '.[].mtu') $(link inet eth0 '.[].mtu')" \
	"9000 9000"
is "everything: a given MAC stays" "$(link red eth0 '.[].address')" 02:00:00:00:00:02
is "everything: no two MACs are alike" "$(for n in red sw1 sw2 inet a-node-with-a-long-name-{1,2}; do
	ip -n "$n" -j link; done | jq -r '.[] | select(.ifname != "lo") | .address' | sort | uniq -d)" ""
is "everything: up: false" "$(link red "it's" '.[].flags | index("UP")')" null
is "everything: a routed interface is no port" "$(link sw1 wan '.[].master')" null
is "everything: both ends of a trunk are ports" \
	"$(link sw1 sw2 '.[].master') $(link sw2 sw1 '.[].master')" "br0 br0"
is "everything: all ports forward" \
	"$(for n in sw1 sw2; do ip netns exec $n bridge -j link; done | jq -r '.[].state' | sort -u)" forwarding
is "everything: routes" "$(ip -n red -j route | jq -r '.[] | select(.protocol != "kernel")
	| "\(.dst) \(.gateway) \(.metric)"' | sort | paste -sd,)" \
	"10.0.0.0/8 192.168.15.5 7,10.9.0.0/16 172.16.0.1 null,172.16.0.0/12 null null,default 192.168.15.5 null"
is "everything: IPv6 routes" "$(ip -n red -6 -j route | jq -r '.[] | select(.gateway)
	| "\(.dst) \(.gateway)"' | sort | paste -sd,)" "default fd00:15::5,fd01::/64 fe80::1"
ok "everything: red reaches the gateway, both families" pings red 192.168.15.5 fd00:15::5
raze

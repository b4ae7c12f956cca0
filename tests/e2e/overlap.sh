#!/bin/bash
# overlap - the student's question: "what if the namespace's address is the same as an actual one?"
# Nothing reaches the host that it does not allow, and what it allows goes again without a trace.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$tmp" || exit

# The host of this test: an uplink to a LAN with a machine on it, and a connection that must live.
sysctl -qw net.ipv6.conf.default.addr_gen_mode=1 # no address that appears later by itself
ip netns add lan
ip link add uplink type veth peer name eth0 netns lan
ip link set uplink up
ip addr add 192.168.1.7/24 dev uplink
ip -n lan link set eth0 up
ip -n lan addr add 192.168.1.50/24 dev eth0
ip route add default via 192.168.1.50
ip route add 172.20.0.0/16 via 192.168.1.50
host() {
	ip -d -j link | jq -cS '.[] | del(.stats, .stats64, .ifindex)'
	ip -j addr | jq -cS '.[].addr_info'
	ip route show table all
	ip -6 route show table all | grep -v multicast
	ip rule
	sysctl -a 2>/dev/null | grep '^net\.' | grep -Ev 'nf_conntrack_count|random|\.secret' | sha256sum
}
# as_before WHAT [FILTER]: the host is as it was, and no lab is there
as_before() { is "$1" "$(diff "$tmp/before" <(host))$(ls /run/nscope 2>/dev/null)" ""; }
soon ping -nqc1 -W1 192.168.1.50
host >"$tmp/before"
ping -nqi0.05 192.168.1.50 >lived 2>&1 &
pinger=$!

lab() { # lab RED-ADDRESS [HOST-INTERFACE-ADDRESS [ROUTE-OF-HOST]]
	cat <<YAML
name: lab
nodes:
  red: {interfaces: {eth0: {addresses: [$1]}}}
  blue: {interfaces: {eth0: {addresses: [10.77.0.2/24]}}}
YAML
	[ $# -lt 2 ] || cat <<YAML
  host:
    interfaces: {veth-red: {addresses: [$2]}}
    routes: [${3-}]
YAML
	echo "links:"
	if [ $# -lt 2 ]; then echo "  - [red:eth0, blue:eth0]"; else echo "  - [red:eth0, host:veth-red]
  - [blue:eth0, red:eth1]"; fi
}

# ---- (a) an address of the host's inside a lab: kept apart, and said
lab 192.168.1.7/24 >lab.yaml
status nscope up lab.yaml
is "the host's own address in a lab: built, with a note" "$?:$err" \
	"0:note: lab.yaml:3:41: 192.168.1.7 of red:eth0 is also the host's own (uplink): kept apart, for no wire joins them; who is inside reaches red, never the host"
is "the host is as it was" "$(diff "$tmp/before" <(host))" ""
ok "the host still reaches its LAN" ping -nqc1 -W1 192.168.1.50
ok "... and itself" ping -nqc1 -W1 192.168.1.7
nscope down lab >/dev/null
lab 192.168.1.99/24 >lab.yaml
status nscope up lab.yaml
like "the host's network in a lab: a note" "$?:$err" '^0:note: .*overlaps the host.s 192\.168\.1\.0/24 \(uplink\): kept apart'
lab 192.168.1.99/24 | sed 's/name: lab/name: other/; s/red/crimson/g; s/blue/navy/g' >other.yaml
status nscope up other.yaml
like "another lab's network: a note" "$?:$err" '^0:.*192\.168\.1\.0/24 is also lab lab.s \(red:eth0\): kept apart'
nscope down --all >/dev/null
lab 10.77.0.1/24 >lab.yaml
status nscope up lab.yaml
is "no overlap, no note" "$?:$err" "0:"
nscope down lab >/dev/null
lab 172.20.1.1/24 >lab.yaml
status nscope up lab.yaml
like "a network the host reaches by a route: a note" "$?:$err" '^0:note:.*overlaps the host.s 172\.20\.0\.0/16 \(uplink\)'
nscope down lab >/dev/null

# ---- (b) links to the host want a word more
lab 10.9.0.1/24 10.9.0.2/24 >lab.yaml
status nscope up lab.yaml
like "a link to the host without --allow-host is refused" "$?:$err" '^2:nscope: lab.yaml:[0-9]+:[0-9]+: .*--allow-host'
as_before "... and nothing was made"

# ---- (c) what would reach the host is refused, with what it would have done
refused() { # refused WHAT REGEX LAB-ARGUMENTS...
	local what=$1 regex=$2
	shift 2
	lab "$@" >lab.yaml
	status nscope up --allow-host lab.yaml
	like "$what: refused" "$?:$err" "^2:nscope: lab.yaml:[0-9]+:[0-9]+: $regex"
	as_before "... and nothing was made"
}
refused "the host's own address on its end" "duplicate answer: the host has 192\.168\.1\.7 already" 10.9.0.1/24 192.168.1.7/32
refused "the LAN's network on its end" "shadowed route: the host reaches 192\.168\.1\.0/24 by uplink" 192.168.1.9/24 192.168.1.8/24
refused "half of the LAN's network" "shadowed route:" 10.9.0.1/24 192.168.1.200/25
refused "the host's address beside it" "martian source: 192\.168\.1\.7 of red:eth0" 192.168.1.7/24 10.9.0.2/24
refused "an address of the LAN beside it" "shadowed route: 192\.168\.1\.60 of red:eth0" 192.168.1.60/24 10.9.0.2/24
refused "a default route" "shadowed route: the host has a default route by uplink" 10.9.0.1/24 10.9.0.2/24 "{to: default, via: 10.9.0.1}"
refused "a network it reaches elsewhere" "shadowed route: the host reaches 172\.20\.0\.0/16" 10.9.0.1/24 10.9.0.2/24 "{to: 172.20.5.0/24, via: 10.9.0.1}"

# ---- (d) allowed: an interface, its address, a route; nothing else, and all of it goes
lab 10.9.0.1/24 10.9.0.2/24 "{to: 10.77.0.0/24, via: 10.9.0.1}" >lab.yaml
status nscope up --allow-host lab.yaml
is "with --allow-host it is built" "$?:$err" "0:"
ok "the host reaches the room" ping -nqc1 -W1 10.9.0.1
is "the interface bears the lab's name" "$(ip -d -j link show dev veth-red | jq -r '.[].ifalias')" nscope:lab
is "the route is there, and ours" "$(ip -j route show 10.77.0.0/24 | jq -r '.[] | "\(.gateway) \(.dev) \(.protocol)"')" "10.9.0.1 veth-red 78"
is "nothing of what was there is different" "$(diff <(grep -v sha256 "$tmp/before") <(host) | grep '^<' | grep -v '  -$')" ""
is "no forwarding was switched on" "$(cat /proc/sys/net/ipv4/ip_forward)" 0
status nscope up --allow-host lab.yaml
is "again: it is not its own overlap" "$?:$out$err" "0:lab lab is up already"
sed -i 's/10\.9\.0\.2/10.9.0.3/' lab.yaml
status nscope up --allow-host lab.yaml
is "its address in the host can change" "$?:$(ip -j addr show dev veth-red | jq -r '.[].addr_info[] | select(.family == "inet").local')$err" "0:10.9.0.3"
status nscope down lab
is "down takes it away" "$?:$err:$(ip link show dev veth-red 2>&1)" '0::Device "veth-red" does not exist.'
as_before "the host is as it was, altogether"

# ---- a name that the host has is not taken
ip link add veth-red type veth peer name decoy
host >"$tmp/before"
status nscope up --allow-host lab.yaml
like "an interface of that name is there: refused" "$?:$err" '^2:.*host:veth-red.*File exists'
as_before "... it lives, and nothing of the lab stays"
is "... no namespace" "$(ls /run/netns)" lan

kill -INT $pinger
wait $pinger
like "the host's connection lived through all of it" "$(cat lived)" ' 0% packet loss'

#!/bin/bash
# kinds - interfaces of any kind, by name and all at once.
#
#      a: br0 10.0.0.1 ── port ══════ eth0 10.0.0.2 :b        a: lo, br1, tun0
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

start_trace() { # start_trace OUT ARGS...: returns when every end is watched
	local out=$1
	shift
	"$B/nscope" trace "$@" >"$out" 2>"$out.err" &
	tracer=$!
	soon grep -q watching "$out.err"
}
stop_trace() {
	kill -INT "$tracer"
	wait "$tracer"
}
ends() { jq -r 'select(.type == "packet" and .proto == "icmp") | .netns + ":" + .ifname + " " + .dir' "$1" | sort -u | paste -sd,; }
ping_all() {
	ip netns exec a ping -n -c 1 -W 1 10.0.0.2 >/dev/null
	ip netns exec a ping -n -c 1 -W 1 127.0.0.1 >/dev/null
	soon grep -q 'echo reply' "$1"
	sleep 0.1
}

for n in a b; do
	ip netns add $n
	ip netns exec $n sysctl -qw net.ipv6.conf.default.disable_ipv6=1
	ip -n $n link set lo up
done
ip -n a link add br0 type bridge
ip -n a link add port type veth peer name eth0 netns b
ip -n a link set port master br0
ip -n a link add br1 type bridge
for i in br0 port br1; do ip -n a link set $i up; done
ip -n a addr add 10.0.0.1/24 dev br0
ip -n b addr add 10.0.0.2/24 dev eth0
ip -n b link set eth0 up
ip netns exec a ping -n -c 1 -W 2 10.0.0.2 >/dev/null

start_trace "$tmp/veth.json" -j a b
ping_all "$tmp/veth.json"
stop_trace
is "veth ends, where nothing is said" "$(ends "$tmp/veth.json")" "a:port in,a:port out,b:eth0 in,b:eth0 out"
start_trace "$tmp/br.json" -j a:br0
ping_all "$tmp/br.json"
stop_trace
is "a bridge by its name" "$(ends "$tmp/br.json")" "a:br0 in,a:br0 out"
start_trace "$tmp/any.json" -j a:any
ping_all "$tmp/any.json"
like "bridges, port, lo" "$(cat "$tmp/any.json.err")" "watching 4 ends in 1 namespace"
ip -n a link add late type bridge
late() { jq -es 'any(.[]; .type == "link" and .ifname == "late")' "$tmp/any.json"; }
ok "one that comes later, of any kind" soon late
ip -n a addr add 10.5.0.1/24 dev late
ip -n a link set late up
asked() { ip netns exec a ping -n -c 1 -W 1 10.5.0.9 >/dev/null; jq -es 'any(.[]; .type == "packet" and .ifname == "late")' "$tmp/any.json"; }
ok "is watched, too" soon asked
stop_trace
is "NODE:any: all of them" "$(ends "$tmp/any.json" | sed 's/,a:late.*//')" "a:br0 in,a:br0 out,a:lo in,a:lo out,a:port in,a:port out"
start_trace "$tmp/i.json" -j -i any
ping_all "$tmp/i.json"
stop_trace
like "-i any: of all namespaces" "$(ends "$tmp/i.json")" "a:lo in.*b:eth0 in"
start_trace "$tmp/lo.json" -j -i lo a b
ping_all "$tmp/lo.json"
stop_trace
is "-i IF: of that name only" "$(ends "$tmp/lo.json")" "a:lo in,a:lo out"

# one that gets the name that was asked for
status nscope trace -i eth7
is "a name that nobody has is refused" "$?" 2
start_trace "$tmp/name.json" -j b:eth0
ip -n b link add pipe type veth peer name end
ip -n b link set eth0 name old
ip -n b link set pipe name eth0
ip -n b addr add 10.6.0.1/24 dev eth0
ip -n b link set end up
ip -n b link set eth0 up
renamed() { ip netns exec b ping -n -c 1 -W 1 10.6.0.9 >/dev/null; jq -es 'any(.[]; .type == "packet" and .ifname == "eth0" and .arp.dst.proto_ipv4 == "10.6.0.9")' "$tmp/name.json"; }
ok "who is renamed to what was asked for is watched" soon renamed
stop_trace

if ip -n a tuntap add tun0 mode tun 2>/dev/null; then
	status nscope trace a:tun0
	is "an interface without Ethernet frames is refused" "$?" 2
	like "and why" "$err" "tun0 of a has no Ethernet frames"
else
	skip "an interface without Ethernet frames is refused" "no tun here"
fi

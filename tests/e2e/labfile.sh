#!/bin/bash
# labfile - what a lab file can say beyond links and addresses, printed, run by sh, and judged by
# ip, ping, tcpdump and nft
#
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$here" || exit

build() { nscope plan "$1" >"$tmp/plan" && sh -e "$tmp/plan"; }
raze() { ip -all netns delete; }
in_() { ip netns exec "$@"; }
pings() { in_ "$1" ping -nqc1 -W1 "${@:2}"; }

# ---- every built-in lab does what its checks say
# checks LAB: "FROM ADDRESS ok|fail" a line; a node is its first address, as `up --check` takes it
checks() {
	python3 - "user/topo/builtin/$1.yaml" <<'PY'
import sys, yaml
lab = yaml.safe_load(open(sys.argv[1], encoding="utf-8"))
def address(to):
    node = lab["nodes"].get(to)
    if node is None:
        return to
    all = list(node.get("addresses", []))
    for i in node.get("interfaces", {}).values():
        all += i.get("addresses", [])
    return all[0].split("/")[0]
for c in lab.get("checks", []):
    p = c["ping"]
    print(p["from"], address(p["to"]), p.get("expect", "ok"))
PY
}
n=0
for lab in house nat twin; do
	ok "$lab: sh runs every line" build $lab
	while read -r from to wanted; do
		is "$lab: $from pings $to" "$(pings "$from" "$to" >/dev/null 2>&1 && echo ok || echo fail)" "$wanted"
		n=$((n + 1))
	done < <(checks $lab)
	raze
done
ok "there were checks" [ $n -ge 15 ]

# ---- NAT: what is seen on the wire
heard() { # heard NODE WHAT-PINGS...: sources of the echo requests that arrive at NODE
	local node=$1
	shift
	in_ "$node" timeout 5 tcpdump -lnni eth0 -c1 'icmp[icmptype] == icmp-echo' >"$tmp/heard" 2>"$tmp/listens" &
	soon grep -q listening "$tmp/listens"
	pings "$@" >/dev/null 2>&1
	wait $!
	sed -n 's/.* IP \([0-9.]*\) > \([0-9.]*\):.*/\1 \2/p' "$tmp/heard"
}
build nat
is "nat: red's echo arrives as rtr's" "$(heard inet red 203.0.113.2)" "203.0.113.1 203.0.113.2"
is "nat: between rooms nothing is rewritten" "$(heard blue red 10.2.0.2)" "10.1.0.2 10.2.0.2"
raze
cat >"$tmp/dnat.yaml" <<'YAML'
name: dnat
nodes:
  red: {interfaces: {eth0: {addresses: [10.1.0.2/24]}}, routes: [{to: default, via: 10.1.0.1}]}
  rtr:
    kind: router
    interfaces: {lan: {addresses: [10.1.0.1/24]}, wan: {addresses: [203.0.113.1/24]}}
    nat:
      - {dnat: 203.0.113.1, to: 10.1.0.2, in: wan}
      - {snat: 10.1.0.0/24, to: 203.0.113.7, out: wan}
  inet: {interfaces: {eth0: {addresses: [203.0.113.2/24]}}}
links:
  - [red:eth0, rtr:lan]
  - [rtr:wan, inet:eth0]
YAML
build "$tmp/dnat.yaml"
is "dnat: inet's echo to rtr is red's" "$(heard red inet 203.0.113.1)" "203.0.113.2 10.1.0.2"
is "snat: red's echo has the address given" "$(heard inet red 203.0.113.2)" "203.0.113.7 203.0.113.2"
raze
for lab in tests/golden/nat/*.nft; do
	ok "nft reads $lab" unshare -n nft -c -f "$lab"
	is "nft understands $lab as it is written" \
		"$(unshare -n sh -c "nft -f $lab && nft list ruleset" | grep -v '^$' | expand -t2)" \
		"$(grep -v '^[[:space:]]*#' "$lab" | expand -t2)"
done

# ---- ways: routes of every type, tables, rules, neighbours, sysctls
ok "ways: sh runs every line" build tests/golden/plan/ways.yaml
routes() { ip -n red -j route show table "$1" | jq -r ".[] | select(.protocol != \"kernel\") | $2" | sort | paste -sd,; }
is "ways: types" "$(routes main '"\(.type // "unicast") \(.dst)"')" \
	"blackhole 10.8.0.0/16,prohibit 10.8.2.0/24,unicast default,unreachable 10.8.1.0/24"
is "ways: table 7" "$(routes 7 '"\(.dst) \(.gateway)"')" "default 10.2.0.1"
is "ways: table 1000" "$(routes 1000 '"\(.type) \(.dst)"')" "throw 10.8.3.0/24"
is "ways: what is local is in local" "$(ip -n red -j route show table local 10.8.4.0/24 | jq -r '.[].dev')" lo
is "ways: rules" "$(ip -n red -j rule | jq -r '.[] | "\(.priority) \(.src)/\(.srclen) \(.table)"' | paste -sd,)" \
	"0 all/null local,100 10.0.0.0/8 main,32765 10.2.0.2/null 7,32766 all/null main,32767 all/null default"
is "ways: the rule with everything" "$(ip -n red rule show priority 100)" \
	"100:	from 10.0.0.0/8 to 192.0.2.0/24 fwmark 0x1/0xff iif lo oif eth0 lookup main"
is "ways: a rule decides" "$(ip -n red -j route get 192.0.2.9 from 10.2.0.2 | jq -r '.[].gateway')" 10.2.0.1
like "ways: an IPv6 rule" "$(ip -n red -6 rule show priority 32765)" "fwmark 0x9 .*prohibit"
is "ways: neighbours stay" "$(ip -n red -j neigh show nud permanent dev eth0 | jq -r '.[] | "\(.dst) \(.lladdr)"' | sort | paste -sd,)" \
	"10.1.0.9 02:00:00:00:00:99,fd00:1::9 02:00:00:00:00:99"
like "ways: one is answered for" "$(ip -n red neigh show proxy)" "^10.1.0.10 dev eth0"
sysctls() { in_ red cat "${@/#//proc/sys/net/}" | paste -sd,; }
is "ways: sysctls" "$(sysctls ipv4/ip_forward ipv4/conf/eth1.7/rp_filter ipv4/neigh/eth0/base_reachable_time_ms)" 1,2,1000
is "ways: a value of two words" "$(sysctls ipv4/ip_local_port_range)" "1024	65535"
raze

# ---- count: a chain of routers, each from the same five lines
ok "count: sh runs every line" build tests/golden/plan/count.yaml
is "count: so many" "$(ip -j netns | jq -r '.[].name' | sort | paste -sd,)" h1,h2,r1,r2,r3,red,sw
is "count: their own addresses" "$(for i in 1 2 3; do ip -n r$i -j -4 addr show dev right | jq -r '.[].addr_info[].local'; done | paste -sd,)" \
	10.2.0.2,10.3.0.2,10.4.0.2
ok "count: neighbours in the chain" pings r1 10.2.0.1
ok "count: copies on one switch" pings h1 10.4.0.4
is "count: defaults, unless said" "$(in_ r2 sysctl -n net.ipv4.ip_default_ttl) $(in_ h2 sysctl -n net.ipv4.ip_default_ttl)" "32 2"
is "count: the MTU of all links, but of who says another" \
	"$(for n in "r1 right" "sw h1" "h1 eth0"; do read -r a b <<<"$n"; ip -n "$a" -j link show dev "$b" | jq '.[].mtu'; done | paste -sd,)" \
	1400,1400,1300
raze

# ---- more: commands, and the host as a node
is "more: commands are run, in order" "$(build tests/golden/plan/more.yaml | grep -v ' dev ' | paste -sd,)" \
	"it's up,1,2"
raze
ok "host: sh runs every line" build tests/golden/plan/host.yaml
is "host: its address" "$(ip -j addr show dev lab0 | jq -r '.[].addr_info[] | select(.family == "inet") | .local')" 10.99.0.1
is "host: its route" "$(ip -j route show 10.98.0.0/16 | jq -r '.[].gateway')" 10.99.0.2
ok "host: it reaches the lab" ping -nqc1 -W1 10.99.0.2
raze

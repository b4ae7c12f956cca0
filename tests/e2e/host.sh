#!/bin/bash
# host - a link to the namespace nscope was started in: only with consent, only its own, and gone
# with the lab
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/facts.sh
. "$(dirname "$0")/facts.sh"

cat >"$tmp/lab.yaml" <<'YAML'
name: out
nodes:
  red:
    interfaces: {eth0: {addresses: [10.77.0.2/24, "fd77::2/64"]}}
    routes: [{to: default, via: 10.77.0.1}]
  sw: {kind: switch, addresses: [10.78.0.1/24]}
  host:
    interfaces:
      to-red: {addresses: [10.77.0.1/24, "fd77::1/64"], mtu: 1400, mac: "02:00:00:00:77:01"}
      to-sw: {addresses: [10.78.0.9/24]}
      bare: {mac: "02:00:00:00:77:02"}
    routes: [{to: 10.79.0.0/16, via: 10.77.0.2}, {to: 10.80.0.0/16, dev: to-sw, metric: 5}]
links:
  - [host:to-red, red:eth0]
  - [sw, host:to-sw]
  - [red:eth1, host:bare]
YAML
# host: all of it that a lab has no business with
host() {
	ip -d -j link | jq -c 'sort_by(.ifindex)[] | del(.stats, .stats64)'
	ip -j addr | jq -c '.[].addr_info'
	ip route show table all | sort
	ip -6 route show table all | sort
	ip rule
	ip -6 rule
	ip -j neigh show nud permanent
	nft -j list ruleset
	sysctl -a 2>/dev/null | grep '^net\.' | grep -Ev 'nf_conntrack|random|stable_secret|icmp_msgs_' |
		grep -v 'to-red\|to-sw\|bare'
}
unchanged() { # unchanged WHAT: the host is as it was
	is "$1" "$(diff <(echo "$before") <(host))" ""
}
sysctl -qw net.ipv6.conf.default.accept_dad=0
ip link add uplink type veth peer name far
ip link set uplink up
ip addr add 203.0.113.7/24 dev uplink
ip route add default via 203.0.113.1 dev uplink
ip link set far up
# Carrier is told a moment later
soon sh -c 'ip -j link | jq -e "all(.[]; .operstate != \"LOWERLAYERDOWN\")"'
before=$(host)

status nscope up "$tmp/lab.yaml"
like "without --allow-host it is refused, with the cure" "$?:$err" '^2:.*--allow-host'
unchanged "... and the host is as it was"
status nscope up --allow-host "$tmp/lab.yaml"
is "with it, it is built" "$?:$(grep -v ^note: <<<"$err")" "0:"
is "the host's end: MAC, MTU, and whose it is" \
	"$(ip -j link show dev to-red | jq -r '.[] | "\(.address) \(.mtu) \(.ifalias)"')" \
	"02:00:00:00:77:01 1400 nscope:out"
ok "the host reaches the lab" ping -nqc1 -W1 10.77.0.2
ok "... by IPv6, at once" ping -nqc1 -W1 fd77::2
ok "... and the switch" ping -nqc1 -W1 10.78.0.1
ok "the lab reaches the host" ip netns exec red ping -nqc1 -W1 10.77.0.1
is "its routes lead into the lab" "$(ip -j route show proto 78 | jq -r '.[] | "\(.dst) \(.gateway) \(.dev) \(.metric)"' | paste -sd,)" \
	"10.79.0.0/16 10.77.0.2 to-red null,10.80.0.0/16 null to-sw 5"
is "the default route is as it was" "$(ip -j route show default | jq -r '.[].dev')" uplink
is "no sysctl of the host was written" "$(diff <(grep '^net\.' <<<"$before") <(host | grep '^net\.'))" ""
status nscope up --allow-host "$tmp/lab.yaml"
is "again: nothing" "$out" "lab out is up already"

# ---- a change of it
sed 's/mtu: 1400/mtu: 1300/; s/10.78.0.9/10.78.0.10/' "$tmp/lab.yaml" >"$tmp/new" && cp "$tmp/lab.yaml" "$tmp/old" && cp "$tmp/new" "$tmp/lab.yaml"
status nscope up --allow-host "$tmp/lab.yaml"
is "a changed file changes the host's end" "$?:$(ip -j addr show dev to-sw | jq -r '.[].addr_info[] | select(.family == "inet").local') $(ip -j link show dev to-red | jq '.[].mtu')" "0:10.78.0.10 1300"
# Somebody takes it for theirs
ip link set dev bare alias "somebody's"
sed -i 's/02:00:00:00:77:02/02:00:00:00:77:03/' "$tmp/lab.yaml"
status nscope up --allow-host "$tmp/lab.yaml"
like "what does not bear the lab's mark is not touched" "$?:$err" "^2:.*bare is not this lab's"
is "... its MAC is as it was" "$(ip -j link show dev bare | jq -r '.[].address')" 02:00:00:00:77:02
ip link set dev bare alias nscope:out
status nscope down out
is "down: done" "$?:$err" "0:"
unchanged "... and the host's ends went with the lab's"

# ---- no interface of the host's is taken
ip link add to-red type veth peer name far2
before=$(host)
status nscope up --allow-host "$tmp/lab.yaml"
like "a name that is taken is refused" "$?:$err" '^2:.*cannot create red:eth0 -- host:to-red: .*exists'
unchanged "... and the host is as it was"
is "... nothing stays" "$(ls /run/netns /run/nscope 2>/dev/null)" ""
ip link del to-red
before=$(host)

# ---- a route that would leave by the host's own interface would outlive the lab
sed -i 's/via: 10.77.0.2/via: 203.0.113.1/' "$tmp/lab.yaml"
status nscope up --allow-host "$tmp/lab.yaml"
like "... is refused" "$?" 2
unchanged "... and the host is as it was"

# ---- up is killed right after the host's end was made, before it is marked
cp "$tmp/old" "$tmp/lab.yaml"
if strace -qq -o /dev/null true 2>/dev/null; then
	export ASAN_OPTIONS=detect_leaks=0
	for n in 1 2 3 4 5 6 7 8; do
		(
			strace -qq -f -e trace=sendmsg -e inject=sendmsg:signal=SIGKILL:when=$n -o /dev/null \
				"$B/nscope" up --allow-host "$tmp/lab.yaml"
			true
		) >/dev/null 2>&1
		nscope down out >/dev/null 2>&1
		[ "$(host)" = "$before" ] || fail "killed at sendmsg $n" "$(diff <(echo "$before") <(host))"
	done
	unchanged "up killed at eight points: down leaves the host as it was"
	unset ASAN_OPTIONS
fi

# ---- the printed plan, run where the lab shall be linked to
nscope plan "$tmp/lab.yaml" >"$tmp/plan"
status sh -e "$tmp/plan"
is "plan: sh runs every line" "$?:$err" "0:"
ok "plan: the host reaches the lab" ping -nqc1 -W1 10.77.0.2
soon settled red sw
facts red sw >"$tmp/facts.sh"
ip -j -d addr show | jq -c '.[] | select(.ifalias) | [.ifname, .ifalias, .mtu, .address, [.addr_info[].local]]' >"$tmp/host.sh"
ip netns del red
ip netns del sw
soon eval '! ip -j link | grep -q nscope:out'
nscope up --allow-host "$tmp/lab.yaml" >/dev/null 2>"$tmp/said"
soon facts_are "$tmp/facts.sh" red sw
is "plan: the same lab" "$(diff "$tmp/facts.sh" "$tmp/facts.now")" ""
is "plan: the same ends outside" "$(ip -j -d addr show | jq -c '.[] | select(.ifalias) | [.ifname, .ifalias, .mtu, .address, [.addr_info[].local]]')" \
	"$(cat "$tmp/host.sh")"
nscope down out >/dev/null

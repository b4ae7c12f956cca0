#!/bin/bash
# same - the printed plan, run by sh, and `nscope up` build the same lab, by all that ip, bridge,
# nft and sysctl can tell
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/facts.sh
. "$(dirname "$0")/facts.sh"
cd "$here" || exit

nodes() { # nodes FILE: the namespaces that its plan makes
	nscope plan "$1" | sed -n 's/^ip netns add //p'
}
for lab in user/topo/builtin/*.yaml tests/golden/plan/{everything,tables,ways,count}.yaml; do
	# shellcheck disable=SC2046
	same_labs "$lab" $(nodes "$lab")
done

# ---- a comparison that cannot fail would be none: one fact of each kind is spoilt
lab=tests/golden/plan/tables.yaml
nscope up "$lab" >/dev/null
soon settled red gw inet
facts red gw inet >"$tmp/before"
while IFS= read -r spoil; do
	sh -c "$spoil"
	facts red gw inet >"$tmp/after"
	if cmp -s "$tmp/before" "$tmp/after"; then fail "seen: $spoil"; else pass "seen: $spoil"; fi
	cp "$tmp/after" "$tmp/before"
done <<'SPOIL'
ip -n red link set dev eth0 mtu 1300
ip -n red addr add 10.9.9.9/32 dev eth0
ip -n red route del blackhole 10.1.0.0/16
ip -n red -6 route del table 300 unreachable fd02::/64
ip -n red rule del priority 77
ip -n red -6 rule del priority 5
ip -n red neigh replace 10.0.0.77 lladdr 02:00:00:00:00:76 dev eth0 nud permanent
ip -n red neigh del proxy 10.0.0.78 dev eth0
ip netns exec gw nft add rule inet fire in drop
ip netns exec red sysctl -qw net.ipv4.conf.eth0.rp_filter=2
SPOIL
nscope down tables >/dev/null

# shellcheck shell=bash
# facts.sh - all that the system's own tools say of namespaces, fit to be compared.
#
#   facts NODE...            what ip, bridge, nft and sysctl see, one fact a line
#   same_labs FILE NODE...   the printed plan, run by sh, and `nscope up` build the same
#
# Left out is what no two labs share: indices, counters, timers, what neighbours have been learnt;
# who made a route or a rule (its protocol), which is how nscope knows its own; and what an
# interface that is down, or its other end, remembers of an earlier life.

facts_of_links() { # facts_of_links NODE
	ip -n "$1" -d -j link | jq -c '.[] | del(.ifindex, .link_index, .link_netnsid, .stats, .stats64)
		| if .flags | index("NO-CARRIER") then .operstate = "DOWN" else . end
		| if .flags | index("UP") then . else del(.qdisc) end
		| if .linkinfo.info_data then .linkinfo.info_data |= with_entries(select(.key | test("timer|^root_|^bridge_id|_id$|fdb_n_learned") | not)) else . end
		| if .linkinfo.info_slave_data then .linkinfo.info_slave_data |= with_entries(select(.key | test("timer|_id$|^no$|^id$|^designated") | not)) else . end'
	ip netns exec "$1" bridge -d -j link | jq -c '.[] | del(.ifindex, .link)'
}
facts_of_addresses() {
	ip -n "$1" -d -j addr | jq -c '.[] | .ifname as $i | .addr_info[] | del(.index) | [$i, .]'
}
facts_of_routes() {
	local family
	for family in -4 -6; do
		ip -n "$1" $family -d -j route show table all | jq -c '.[] | [.] | del(.[].protocol, .[].expires)
			| select(.[0].type != "multicast" or (.[0].flags | index("linkdown") | not)) | ["'$family'", .[0]]'
		ip -n "$1" $family -j rule | jq -c '.[] | del(.protocol) | ["'$family'", .]'
		ip -n "$1" $family -j neigh show nud permanent | jq -c '.[]'
		ip -n "$1" $family -j neigh show proxy | jq -c '.[]'
	done
}
facts_of_rules() {
	ip netns exec "$1" nft -j list ruleset | jq -c '.nftables[] | select(.metainfo | not) | del(.. | .handle?)
		| walk(if type == "object" and has("packets") then .packets = 0 | .bytes = 0 else . end)'
}
facts_of_sysctls() {
	ip netns exec "$1" sysctl -a 2>/dev/null | grep '^net\.' |
		grep -Ev 'nf_conntrack_(count|buckets|max)|stable_secret|random|dev_snmp|icmp_msgs_|flush'
}
facts() {
	local node part
	for node; do
		for part in links addresses routes rules sysctls; do
			"facts_of_$part" "$node" | sort | sed "s/^/$node $part /"
		done
	done
}

# facts_are FILE NODE...: those in FILE? What is no fact yet (carrier, a port's state) will be.
facts_are() {
	facts "${@:2}" >"$tmp/facts.now"
	cmp -s "$1" "$tmp/facts.now"
}

same_labs() {
	local lab=$1 name
	shift
	name=${lab##*/}
	nscope plan "$lab" >"$tmp/plan" || fail "$name: is planned" "$(nscope plan "$lab" 2>&1)"
	status sh -e "$tmp/plan"
	is "$name: sh runs every line" "$?:$err" "0:"
	soon settled "$@"
	facts "$@" >"$tmp/facts.sh"
	ip -all netns delete
	status nscope up "$lab"
	is "$name: up builds it" "$?:$(grep -v ^note: <<<"$err")" "0:"
	soon facts_are "$tmp/facts.sh" "$@"
	is "$name: both are the same lab, in $(wc -l <"$tmp/facts.sh") facts" \
		"$(diff "$tmp/facts.sh" "$tmp/facts.now")" ""
	nscope down "$(nscope list -j | jq -r '[.[].lab | values][0]')" >/dev/null
}

# settled NODE...: an interface is operational if it has carrier and not if it has none (the kernel
# says the one at once and the other up to a second later), no address is tentative
settled() {
	local node
	for node; do
		ip -n "$node" -d -j addr | jq -e 'all(.[]; .ifname == "lo" or (.flags | index("UP") | not) or
			((.flags | index("LOWER_UP") != null) == (.operstate == "UP"))) and
			(all(.[].addr_info[]; .tentative | not))' || return
		ip netns exec "$node" bridge -j link | jq -e 'all(.[] | select(.flags | index("LOWER_UP"));
			.state == "forwarding")' || return
	done
}

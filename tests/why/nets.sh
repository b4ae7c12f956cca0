# shellcheck shell=bash
# shellcheck source=tests/why/lib.sh
# nets.sh - networks that many scenarios start from, whole and well.

# _lan SWITCH BRIDGE NET LEN NODE...: node number i has eth0 NETi/LEN, on the port p-NODE
_lan() {
	local sw=$1 br=$2 net=$3 len=$4 i=0 x ports=()
	shift 4
	ns "$sw" "$@"
	for x; do
		i=$((i + 1))
		wire "$x" eth0 "$sw" "p-$x"
		addr "$x" eth0 "$net$i/$len"
		ports+=("p-$x")
	done
	bridge_of "$sw" "$br" "${ports[@]}"
}

# _row NET A ROUTER... B: hosts A and B at the ends of a row of routers; the i-th wire is NETi.0/24
# (.1 at its left end, .2 at its right), interfaces are called r (to the right) and l (to the left)
_row() {
	local net=$1 i=0 j x nodes=("${@:2}")
	ns "${nodes[0]}" "${nodes[-1]}"
	router "${nodes[@]:1:${#nodes[@]}-2}"
	for ((i = 1; i < ${#nodes[@]}; i++)); do
		wire "${nodes[i - 1]}" r "${nodes[i]}" l
		addr "${nodes[i - 1]}" r "$net$i.1/24"
		addr "${nodes[i]}" l "$net$i.2/24"
	done
	for ((i = 0; i < ${#nodes[@]}; i++)); do
		for ((j = 1; j < ${#nodes[@]}; j++)); do
			x=$net$j.0/24
			if [ $j -lt $i ]; then route "${nodes[i]}" "$x" via "$net$i.1"; fi
			if [ $j -gt $((i + 1)) ]; then route "${nodes[i]}" "$x" via "$net$((i + 1)).2"; fi
		done
	done
}

# _row6 NET A ROUTER... B: the same in IPv6; the i-th wire is NETi::/64
_row6() {
	local net=$1 i=0 j x nodes=("${@:2}")
	ns "${nodes[0]}" "${nodes[-1]}"
	router "${nodes[@]:1:${#nodes[@]}-2}"
	for ((i = 1; i < ${#nodes[@]}; i++)); do
		wire "${nodes[i - 1]}" r "${nodes[i]}" l
		addr "${nodes[i - 1]}" r "$net$i::1/64"
		addr "${nodes[i]}" l "$net$i::2/64"
	done
	for ((i = 0; i < ${#nodes[@]}; i++)); do
		for ((j = 1; j < ${#nodes[@]}; j++)); do
			x=$net$j::/64
			if [ $j -lt $i ]; then route "${nodes[i]}" "$x" via "$net$i::1"; fi
			if [ $j -gt $((i + 1)) ]; then route "${nodes[i]}" "$x" via "$net$((i + 1))::2"; fi
		done
	done
}

# _worked FROM ADDRESS [PING-OPTION...]: before it is broken, the network is well
_worked() {
	into "$1" ping -n -q -c 1 -W 2 "${@:3}" "$2" >/dev/null 2>&1 || echo "$1 never reached $2"
}

# _forget NODE...: no neighbour is remembered
_forget() {
	local x
	for x; do
		into "$x" ip neigh flush all 2>/dev/null
		into "$x" ip -6 neigh flush all 2>/dev/null
	done
}

# _nft NODE <<RULES
_nft() { into "$1" nft -f -; }

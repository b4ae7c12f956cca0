#!/bin/bash
# schema - a live trace with every type of line that there is; each is what `nscope schema` says,
# live, from a capture, and from a capture that others took. Judge: python3-jsonschema.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

if ! python3 -c 'import jsonschema' 2>/dev/null; then
	skip "lines are what the schema says" "no python3-jsonschema"
	exit 0
fi
nscope schema >"$tmp/schema"
# wrong FILE: a line for each that the schema does not take; it takes its time, so of each type the
# first 300
wrong() {
	python3 - "$tmp/schema" "$1" <<'EOF'
import json, sys
from jsonschema import Draft7Validator
schema = json.load(open(sys.argv[1]))
Draft7Validator.check_schema(schema)
whole = Draft7Validator(schema)
count = {}
for n, line in enumerate(open(sys.argv[2]), 1):
    value = json.loads(line)
    count[value["type"]] = count.get(value["type"], 0) + 1
    if count[value["type"]] <= 300 and not whole.is_valid(value):
        print(n, line[:200])
EOF
}
types() { jq -r .type "$1" | sort -u | paste -sd' '; }
all=$(jq -r '.definitions[].properties.type.const // empty' "$tmp/schema" | sort -u | paste -sd' ')
nft_in() { ip netns exec "$1" nft "${@:2}"; }
seen() { grep -q "\"type\":\"$1\"" "$tmp/live.json"; }

ok "up pair" nscope up pair
nft_in blue -f - <<'EOF'
table inet filter {
	chain input {
		type filter hook input priority 0; policy accept;
		icmp type echo-request counter
		counter; counter; counter; counter
	}
}
EOF
"$B/nscope" trace --rules --witness -j -w "$tmp/live.pcapng" >"$tmp/live.json" 2>"$tmp/err" &
tracer=$!
soon grep -q watching "$tmp/err"

# packets of all three protocols; an error that quotes; fragments; a drop; neighbours that fail
ip -n red neigh flush dev eth0
ip netns exec red ping -nq -c 2 -i 0.1 -W 2 192.168.15.2 >/dev/null
ip netns exec red ping -nq -c 1 -s 3000 -W 2 192.168.15.2 >/dev/null
ip netns exec red ping -nq -c 1 -W 2 -I eth0 ff02::1 >/dev/null 2>&1
ip netns exec blue bash -c 'echo x >/dev/udp/192.168.15.1/7' 2>/dev/null
ip netns exec red ping -nq -c 1 -W 4 192.168.15.9 >/dev/null
# a namespace, links, addresses, routes: new, changed, gone
ip -n red link add d0 type veth peer name d1
ip -n red link set d0 up mtu 1400
ip -n red link set d0 name d2
ip -n red addr add 10.7.0.1/24 dev d2
ip -n red link set d1 up
# a switch that learns
ip -n red link add b0 type bridge
ip -n red link set b0 up
ip -n red link set d1 master b0
learns() {
	ip netns exec red ping -nq -c 1 -W 1 -I d2 10.7.0.9 >/dev/null 2>&1
	seen fdb
}
soon learns
ip -n red link del b0
ip -n red -6 addr add fd07::1/64 dev d2 nodad
ip -n red route add 10.8.0.0/16 via 10.7.0.2 dev d2 metric 7
ip -n red route add unreachable 10.9.0.0/16
ip -n red -6 route add fd08::/64 via fd07::2
ip -n red route del 10.8.0.0/16
ip -n red addr del 10.7.0.1/24 dev d2
ip -n red link del d2
gone() { grep '"type":"link"' "$tmp/live.json" | grep -q '"event":"gone"'; }
soon gone
# a namespace of a lab
printf 'name: late\nnodes:\n  green: {}\n' >"$tmp/late.yaml"
ok "up late" nscope up "$tmp/late.yaml"
soon seen netns
ok "down late" nscope down late
# more at once than is kept while nobody reads: verdicts, changes
kill -STOP $tracer
ip netns exec red ping -nq -f -c 2000 192.168.15.2 >/dev/null
for i in $(seq 20000); do echo "link set lo mtu $((20000 + i))"; done | ip -n blue -batch -
kill -CONT $tracer
soon seen resync
soon seen lost
kill -INT $tracer
wait $tracer
is "the trace has every type that the schema knows" "$(types "$tmp/live.json")" "$all"
is "each line is what the schema says" "$(wrong "$tmp/live.json" | head -5)" ""
nscope trace -r "$tmp/live.pcapng" -j >"$tmp/back.json" 2>/dev/null
is "and from the capture" "$(wrong "$tmp/back.json" | head -5)" ""
is "which has them, too" "$(types "$tmp/back.json")" "$all"
tcpdump -r "$tmp/live.pcapng" -w "$tmp/other.pcap" 2>/dev/null
nscope trace -r "$tmp/other.pcap" -j >"$tmp/other.json" 2>/dev/null
is "each line of others' capture is what the schema says" "$(wrong "$tmp/other.json" | head -5)" ""
is "it has packets" "$(types "$tmp/other.json")" "end packet start"

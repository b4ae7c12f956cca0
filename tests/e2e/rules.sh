#!/bin/bash
# rules - trace --rules: which rule of the firewall said what of which packet; and of our own table
# nothing stays, however we end. Judges: nft, ping, what the rules were written to do.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

start_trace() { # start_trace OUT ARGS...: returns when every end is watched
	local out=$1
	shift
	"$B/nscope" trace --rules "$@" >"$out" 2>"$out.err" &
	tracer=$!
	soon grep -q watching "$out.err"
}
stop_trace() {
	sleep 0.3
	kill -INT "$tracer"
	wait "$tracer"
}
nft_in() { ip netns exec "$1" nft "${@:2}"; }
ping_from() { ip netns exec "$1" ping -n -c 1 -W 1 "$2" >/dev/null; }
tables() { nft_in "$1" list tables | sort | paste -sd ' '; }
# verdicts FILE NODE: one a line, packets that the rules were not written for left out
verdicts() {
	jq -r --arg n "$2" 'select(.type == "rule" and .netns == $n and .proto != "icmp6" and .nft.chain_name) | .nft |
		"\(.family) \(.table_name) \(.chain_name) \(.verdict)\(if .policy then " policy" else "" end)\(if .rule then ": " + .rule else "" end)"' "$1"
}

ok "up router" nscope up router
nft_in rtr -f - <<'EOF'
table inet filter {
	chain forward {
		type filter hook forward priority 0; policy accept;
		icmp type echo-request jump deeper
		icmp type echo-reply counter
	}
	chain deeper {
		icmp type echo-reply drop comment "never # handle 99"
		ip saddr 10.1.0.2 return comment "a # handle 98"
	}
}
EOF
before=$(tables rtr)
start_trace "$tmp/a.json" -j -w "$tmp/a.pcapng"
is "our table is there, by its side" "$(tables rtr)" "$before table inet nscope_trace"
like "... and belongs to a process" "$(nft_in rtr list table inet nscope_trace)" "flags owner"
like "... and it is told on stderr" "$(cat "$tmp/a.json.err")" "nscope_trace"
is "... and in the stream, once for each namespace" \
	"$(jq -r 'select(.type == "rule" and (.nft.chain_name | not)) | "\(.netns) \(.nft.table_name)"' "$tmp/a.json" | sort | paste -sd,)" \
	"blue nscope_trace,red nscope_trace,rtr nscope_trace"
nft_in red flush ruleset
is "a flush of the ruleset leaves it" "$(tables red)" "table inet nscope_trace"
ok "a ping through it" ping_from red 10.2.0.2
soon grep -q '"verdict":"continue"' "$tmp/a.json"
stop_trace
is "SIGINT ends it well" $? 0
is "our table is gone" "$(tables rtr)" "$before"
is "each verdict with table, chain and text; the policies too" "$(verdicts "$tmp/a.json" rtr)" \
"inet filter forward jump: icmp type echo-request jump deeper
inet filter deeper return: ip saddr 10.1.0.2 return comment \"a # handle 98\"
inet filter forward accept policy
inet filter forward continue: icmp type echo-reply counter
inet filter forward accept policy"
is "handles are nft's" \
	"$(jq -r 'select(.type == "rule" and .nft.rule) | "\(.nft.rule) # handle \(.nft.rule_handle)"' "$tmp/a.json" | sort -u)" \
	"$(nft_in rtr -a -s list table inet filter | grep -E '(jump|counter|return)' | sed 's/^\t*//' | sort -u)"
is "a verdict has the packet_id and transaction of the packet that came in" \
	"$(jq -s -c '[.[] | select(.type == "rule" and .nft.chain_name and .proto == "icmp") | [.packet_id, .transaction]] | unique' "$tmp/a.json")" \
	"$(jq -s -c '[.[] | select(.type == "packet" and .netns == "rtr" and .dir == "in" and .proto == "icmp") | [.packet_id, .transaction]] | unique' "$tmp/a.json")"
ok "the sum closes" jq -se '.[-1] | .type == "end" and .seen == .filtered + .delivered + .lost and .lost == 0' "$tmp/a.json"
nscope trace -r "$tmp/a.pcapng" -j 2>/dev/null >"$tmp/back.json"
ok "read back to the letter" cmp "$tmp/a.json" "$tmp/back.json"
if python3 -c 'import jsonschema' 2>/dev/null; then
	is "each line is what the schema says" "$(nscope schema >"$tmp/schema"; python3 -c '
import json, sys
from jsonschema import Draft7Validator
judge = Draft7Validator(json.load(open(sys.argv[1])))
print(sum(not judge.is_valid(json.loads(line)) for line in open(sys.argv[2])))' "$tmp/schema" "$tmp/a.json")" 0
fi

# ---- a drop; the ruleset changes while we look; kill -9
start_trace "$tmp/t"
nft_in rtr insert rule inet filter forward icmp type echo-request drop
handle=$(nft_in rtr -a list chain inet filter forward | sed -n 's/.*echo-request drop # handle //p')
ping_from red 10.2.0.2
ok "a rule that came later, in words" soon grep -qE \
	"rtr +rule inet filter forward handle $handle drop: icmp type echo-request drop\$" "$tmp/t"
kill -9 "$tracer"
wait "$tracer" 2>/dev/null
ok "kill -9: our table is gone as well" soon [ "$(tables rtr)" = "$before" ]
start_trace "$tmp/d" --drops
ping_from red 10.2.0.2
stop_trace
is "--drops has the verdict beside the drop" "$(grep -cE ' (drop NETFILTER_DROP|rule .* drop: )' "$tmp/d")" 2
start_trace "$tmp/one" red icmp
status nscope trace --rules red
like "a second one says why it cannot" "$?:$err" '2:.*nscope_trace.*another nscope'
stop_trace
status nscope trace --rules -r "$tmp/a.pcapng"
is "--rules is no way to read" $? 2

# ---- a policy, IPv6, output

# ---- more than the socket holds while we do not look: told as lost, and the sum closes
nft_in rtr flush ruleset
nft_in rtr -f - <<'EOF'
table ip many { chain forward { type filter hook forward priority 0; counter; counter; counter; counter; }; }
EOF
start_trace "$tmp/l.json" -j red rtr
kill -STOP "$tracer"
ip netns exec red ping -q -n -f -c 3000 10.2.0.2 >/dev/null
kill -CONT "$tracer"
stop_trace
# shellcheck disable=SC2016
ok "verdicts that the kernel could not hand over are lost, and the sum closes" \
	jq -se '.[-1] as $sum | ([.[] | select(.type == "lost") | .count] | add) as $lost |
		$sum.seen == $sum.filtered + $sum.delivered + $sum.lost and $lost == $sum.lost and
		# each request and reply: two rules of ours, four counters, a policy, and the ends of chains
		$lost + ([.[] | select(.type == "rule")] | length) >= 6000 * 5' "$tmp/l.json"
is "... but no packet" "$(jq -s '[.[] | select(.type == "packet" and .netns == "red" and .icmp.type == 8)] | length' "$tmp/l.json")" 3000

nft_in rtr flush ruleset
nft_in red add table ip6 six
nft_in red add chain ip6 six out '{ type filter hook output priority 0; policy drop; }'
ip -n red -6 addr add fd00::1/64 dev eth0 nodad
start_trace "$tmp/p.json" -j red
ip netns exec red ping -6 -n -c 1 -W 1 fd00::2 >/dev/null
soon grep -q '"table_name":"six"' "$tmp/p.json"
stop_trace
like "a policy drops what a namespace sends" \
	"$(jq -r 'select(.nft.table_name == "six") | "\(.proto) \(.nft.family) \(.nft.verdict) \(.nft.policy)"' "$tmp/p.json")" "icmp6 ip6 drop true"
nft_in red flush ruleset

# ---- iptables-nft
if command -v iptables-nft >/dev/null; then
	ip netns exec rtr iptables-nft -A FORWARD -p icmp -j DROP
	start_trace "$tmp/i"
	ping_from red 10.2.0.2
	ok "a rule of iptables" soon grep -qE 'rtr +rule ip filter FORWARD handle [0-9]+ drop: ' "$tmp/i"
	stop_trace
else
	skip "a rule of iptables" "no iptables-nft"
fi
nscope down router >/dev/null

# ---- the families bridge and arp, only where they have tables
ok "up switch" nscope up switch
nft_in sw -f - <<'EOF'
table bridge b {
	chain forward { type filter hook forward priority 0; icmp type echo-request ip daddr 192.168.15.3 drop; }
}
EOF
nft_in blue -f - <<'EOF'
table arp a {
	chain in { type filter hook input priority 0; arp operation request drop; }
}
EOF
start_trace "$tmp/b.json" -j
is "a table in each family that has one" "$(tables sw); $(tables blue); $(tables red)" \
	"table bridge b table bridge nscope_trace table inet nscope_trace; table arp a table arp nscope_trace table inet nscope_trace; table inet nscope_trace"
ping_from red 192.168.15.3
ping_from red 192.168.15.2
stop_trace
like "a bridge's rule" "$(verdicts "$tmp/b.json" sw)" "bridge b forward drop: icmp type echo-request ip daddr 192.168.15.3 drop"
like "... of ARP the policy" "$(jq -r 'select(.netns == "sw" and .type == "rule" and .proto == "arp") | .nft.verdict' "$tmp/b.json")" accept
like "a rule of the family arp" "$(verdicts "$tmp/b.json" blue)" "arp a in drop: arp operation request drop"
is "each verdict found its packet" "$(jq -c 'select(.type == "rule" and .nft.chain_name and (.packet_id | not))' "$tmp/b.json")" ""
is "nothing stays" "$(tables sw); $(tables blue); $(tables red)" "table bridge b; table arp a; "
nscope down switch >/dev/null

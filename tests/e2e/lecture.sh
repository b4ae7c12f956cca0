#!/bin/bash
# lecture - --explain on real events: live and from a capture, as text, as a ladder, as JSON.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

ok "up pair" nscope up pair
status nscope ping --explain red blue
is "a ping is answered as before" "$?" 0
like "the question" "$(tr -s ' \n' ' ' <<<"$out")" \
	"red asks everyone on this wire: who has 192.168.15.2\? Only its owner should answer\."
like "who is asked" "$(tr -s ' \n' ' ' <<<"$out")" "blue hears the question, and 192.168.15.2 is its own"
like "the reply" "$(tr -s ' \n' ' ' <<<"$out")" "the way there and the way back both work\."
is "the ladder has 80 columns" "$(sed '/^$/,$d' <<<"$out" | python3 -c 'import sys; print(sum(len(l.rstrip("\n")) > 80 for l in sys.stdin))')" 0
unlike "without --explain nothing of it" "$(nscope ping red blue)" "asks everyone"

watched() { # watched FILE TRACE-OPTIONS...: what a ping of .2, a ping of .9 and a change cause
	local file=$1 tracer
	shift
	ip -n red neigh flush all && ip -n blue neigh flush all
	"$B/nscope" trace "$@" >"$file" 2>"$tmp/err" &
	tracer=$!
	soon grep -q watching "$tmp/err"
	ip netns exec red ping -c 1 -W 1 192.168.15.2 >/dev/null
	ip netns exec red ping -c 1 -W 4 192.168.15.9 >/dev/null
	ip -n red addr add 192.168.15.7/24 dev eth0
	soon grep -q 192.168.15.7 "$file"
	ip -n red addr del 192.168.15.7/24 dev eth0
	kill -INT $tracer && wait $tracer
}
watched "$tmp/text" --explain
text=$(cat "$tmp/text")
like "what waits" "$text" "    red has a packet for 192\.168\.15\.2 and does not know its MAC"
like "who is not asked" "$text" "    blue hears the question, too, but 192\.168\.15\.9 is not its own: it stays silent\."
like "a packet given up" "$text" "    red throws this packet away: nobody told the MAC that it waited for\."
like "an address" "$text" "    red has a new address: it will answer whoever asks for 192\.168\.15\.7\."
is "in a pipe a sentence is one line" "$(grep -c '^    .*[^.?!]$' "$tmp/text")" 0
is "no sentence twice in a row" "$(grep '^    ' "$tmp/text" | uniq -d)" ""
ok "folded where COLUMNS says so" env COLUMNS=60 sh -c '"$0" trace --explain -c 1 & sleep 0.5; ip netns exec red ping -c 1 -W 1 192.168.15.2 >/dev/null; wait' "$B/nscope"

watched "$tmp/json" -j --explain
is "every line of JSON that is an event has its sentence" \
	"$(jq -r 'select(.type != "start" and (.explain | length) == 0) | .type' "$tmp/json")" ""
is "each in full" "$(jq -r 'select(.type == "packet" and .arp.opcode == 1 and .dir == "out") | .explain' "$tmp/json" | sort -u | grep -c '^red asks everyone on this wire: who has')" 2
if python3 -c 'import jsonschema' 2>/dev/null; then
	nscope schema trace >"$tmp/schema"
	is "the schema takes them" "$(python3 - "$tmp/schema" "$tmp/json" <<'PY'
import json, sys
from jsonschema import Draft7Validator
judge = Draft7Validator(json.load(open(sys.argv[1])))
print(sum(not judge.is_valid(json.loads(l)) for l in open(sys.argv[2])))
PY
)" 0
else
	skip "the schema takes them" "no python3-jsonschema"
fi

"$B/nscope" trace -w "$tmp/c.pcapng" 2>"$tmp/err" &
tracer=$!
soon grep -q watching "$tmp/err"
ip netns exec red ping -c 1 -W 1 192.168.15.2 >/dev/null
kill -INT $tracer && wait $tracer
like "a capture is explained" "$(nscope trace -r "$tmp/c.pcapng" --explain 2>/dev/null)" "please send this back"
like "also as a ladder" "$(nscope trace -r "$tmp/c.pcapng" --ladder --explain 2>/dev/null | tr -s ' \n' ' ')" "please send this back"
ip netns exec red tcpdump -i eth0 -c 2 -w "$tmp/t.pcap" icmp 2>"$tmp/err" &
tracer=$!
soon grep -q listening "$tmp/err"
ip netns exec red ping -c 1 -W 1 192.168.15.2 >/dev/null
wait $tracer
like "and one that tcpdump took" "$(nscope trace -r "$tmp/t.pcap" --explain 2>/dev/null)" "192.168.15.1 sends echo request 1 to 192.168.15.2"
status nscope trace --explain --count
is "--explain has nothing to say about --count" "$?" 2
ok "down" nscope down pair

#!/bin/bash
# why_verb - what why prints, as text and as JSON, and what --fix does.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# fits WHAT TEXT: no line is wider than 80 columns
fits() { is "$1" "$(printf '%s\n' "$2" | grep -E '.{81}')" ""; }
escapes() { grep -c $'\033' <<<"$1"; }
schema_says() {
	python3 - "$1" <(nscope schema why) <<-'PY' 2>&1 | tail -1
	import json, sys
	from jsonschema import Draft7Validator
	schema = json.load(open(sys.argv[2]))
	Draft7Validator.check_schema(schema)
	for e in Draft7Validator(schema).iter_errors(json.loads(sys.argv[1])):
	    print(list(e.path), e.message)
	PY
}
has_jsonschema() { python3 -c 'import jsonschema' 2>/dev/null; }
valid() { # valid WHAT JSON
	if has_jsonschema; then is "$1" "$(schema_says "$2")" ""; else skip "$1" "no python3-jsonschema"; fi
}
way() { jq -r '.path[] | .direction + " " + ([.stops[] | [.netns, .ifname, .address] | map(. // empty) | join(":")] | join(" "))' <<<"$1"; }

# ---- reachable
nscope up switch >/dev/null
status nscope why red blue
is "reachable: status" $? 0
like "the first line is the sentence" "$out" '^blue answered 1 of 1'
like "the way there and back, with times" "$out" \
	'request  red:eth0 ━▶ sw:red → sw:blue ━▶ blue:eth0 \(192.168.15.2\)  [0-9]+\.[0-9]{3} ms
  reply    blue:eth0 ━▶ sw:blue → sw:red ━▶ red:eth0 \(192.168.15.1\)  [0-9]+\.[0-9]{3} ms'
fits "80 columns" "$out"
is "no colour in a pipe" "$(escapes "$out")" 0
is "nothing on stderr" "$err" ""
like "a plain locale gets plain signs" "$(LC_ALL=C nscope why red blue)" \
	'red:eth0 --> sw:red > sw:blue --> blue:eth0'
ok "asked for, colour comes" [ "$(escapes "$(nscope why red 192.168.15.9 --color)")" -gt 0 ]
out=$(nscope why red blue -j)
is "-j: the way" "$(way "$out")" "request red:eth0 sw:red sw:blue blue:eth0:192.168.15.2
reply blue:eth0 sw:blue sw:red red:eth0:192.168.15.1"
is "-j: no cause" "$(jq -c '[.reachable, .cause, .where, .direction, .fix]' <<<"$out")" '[true,null,null,null,[]]'
ok "-j: the times" jq -e 'all(.path[]; .ns > 0 and .gap == null)' <<<"$out"
valid "-j: as the schema says" "$out"

# ---- a kernel that does not tire is not waited for
ip netns exec red sysctl -qw net.ipv4.neigh.eth0.mcast_solicit=1000
is "a question that goes on for ever ends here" "$(timeout 30 "$B/nscope" why red 192.168.15.9 -j | jq -r .cause; echo "${PIPESTATUS[0]}")" "address-unowned
1"
ip netns exec red sysctl -qw net.ipv4.neigh.eth0.mcast_solicit=3
ip -n red neigh flush all

# ---- not
ip -n sw link set blue down
status nscope why red blue
is "unreachable: status" $? 1
like "the mark is where the switch is" "$out" 'red:eth0 ━▶ sw:red ✗ sw:blue ┄▷ blue:eth0'
like "evidence has numbers and a source" "$out" '
  1\. config  sw:blue.*
  2\. '
like "the fix is a command" "$out" '  fix: ip -n sw link set blue up$'
fits "80 columns, in vain" "$out"
out=$(nscope why red blue -j)
is "-j: the gap" "$(jq -r '.path[0] | .stops[.gap.behind] | .netns + ":" + .ifname' <<<"$out")" sw:red
is "-j: seen up to there" "$(jq -c '[.path[0].stops[].seen]' <<<"$out")" '[true,true,false,false]'
valid "-j: as the schema says, in vain" "$out"
status nscope why nobody blue
is "trouble: status" $? 2
is "trouble: nothing on stdout" "$out" ""

# ---- on a terminal
on_terminal() { script -qec "TERM=xterm $1" /dev/null </dev/null; }
seen=$(on_terminal "$B/nscope why red blue")
ok "colour on a terminal" [ "$(escapes "$seen")" -gt 0 ]
like "what is waited for" "$seen" $'\r''waiting for '
seen=$(NO_COLOR=1 on_terminal "$B/nscope why red blue 2>/dev/null")
is "NO_COLOR" "$(escapes "$seen")" 0
ok "--color wins over NO_COLOR" [ "$(escapes "$(NO_COLOR=1 nscope why red blue --color=always)")" -gt 0 ]
status nscope why red blue --color=pink
is "no such colour" $? 2

# ---- --fix
status nscope why --fix red blue </dev/null
is "--fix without a terminal: status" $? 2
like "... says what to add" "$err" '--yes'
status nscope why --yes red blue
is "--yes without --fix" $? 2
seen=$(printf 'n\n' | script -qec "$B/nscope why --fix red blue" /dev/null)
is "no is no: status" $? 1
like "it asked first" "$seen" 'run this\? \[y/N\]'
ok "nothing was done" grep -q DOWN <(ip -n sw -br link show blue)
ip -n blue addr flush dev eth0
ip -n blue addr add 192.168.15.2/32 dev eth0
status nscope why --fix --yes red 192.168.15.2
is "two faults are mended one after the other: status" $? 0
is "... each with its sentence" "$(grep -cE '(is down,|too narrow|answered 1 of 1)' <<<"$out")" 3
ok "... and ping says so" ip netns exec red ping -qc 1 -W 2 192.168.15.2
ip -n sw link set blue down
seen=$(printf 'y\n' | script -qec "$B/nscope why --fix red blue" /dev/null)
is "yes on a terminal: status" $? 0
ok "... mended" ip netns exec red ping -qc 1 -W 2 192.168.15.2

# commands that do not help
nscope exec sw -- ip link set blue down
mkdir "$tmp/bin"
printf '#!/bin/sh\nexit 0\n' >"$tmp/bin/ip"
chmod +x "$tmp/bin/ip"
status env "PATH=$tmp/bin:$PATH" "$B/nscope" why --fix --yes red blue
is "what does not help is run once: status" $? 1
is "... and no more" "$(grep -c '^\$ ' <<<"$out")" 1
like "... which it says" "$out" 'same cause'
printf '#!/bin/sh\nexit 3\n' >"$tmp/bin/ip"
status env "PATH=$tmp/bin:$PATH" "$B/nscope" why --fix --yes red blue
is "a command that fails ends it: status" $? 1
like "... which it says" "$out" 'command failed'
nscope down switch >/dev/null

# ---- round and round: the round is drawn once
nscope up router >/dev/null
ip -n rtr route add 10.9.0.0/24 via 10.2.0.2
ip netns exec blue sysctl -qw net.ipv4.ip_forward=1
out=$(nscope why red 10.9.0.9)
like "a loop" "$out" 'rtr:eth1 ━▶ blue:eth0 ━▶ rtr:eth1 ━▶ … ━▶ (blue:eth0|rtr:eth1)'
ok "... in few lines" [ "$(grep -c '━▶' <<<"$out")" -le 2 ]
like "... with the mark" "$out" '✗ .*╰ came in and was not passed on'
nscope down router >/dev/null

# ---- the host's own network is touched only when told so
ip netns add far
ip link add v0 type veth peer name v1 netns far
ip addr add 10.7.0.1/24 dev v0
ip -n far addr add 10.7.0.2/24 dev v1
ip -n far link set v1 up
status nscope why --fix --yes host 10.7.0.2
is "the host is left alone: status" $? 1
like "... with the cure" "$out" '--allow-host'
ok "... and it was" grep -q DOWN <(ip -br link show v0)
ok "--allow-host" nscope why --fix --yes --allow-host host 10.7.0.2
ok "ping says so, too" ping -qc 1 -W 2 10.7.0.2

# ---- names that want out
ip netns add 'a"b\c'
ip link add w0 type veth peer name 'x"y' netns 'a"b\c'
ip addr add 10.8.0.1/24 dev w0
ip link set w0 up
ip -n 'a"b\c' addr add 10.8.0.2/24 dev 'x"y'
out=$(nscope why host 10.8.0.2 -j)
is "hostile names are quoted" "$(jq -r .where.ifname <<<"$out")" 'x"y'
is "... and never in a command" "$(jq -c .fix <<<"$out")" '[]'
valid "... as the schema says" "$out"

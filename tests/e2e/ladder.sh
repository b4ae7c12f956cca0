#!/bin/bash
# ladder - what the ladder shows of real labs: who waits, who hears and stays silent, what is lost,
# translated, not drawn; as wide as COLUMNS says, and line by line as it happens.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

columns() { python3 -c 'import sys; print(max(len(l.rstrip("\n")) for l in sys.stdin))'; }
picture() { sed '/^$/,$d' <<<"$1"; }

ok "up pair" nscope up pair
status nscope ping red blue
like "the echo waits, and it is said which one" "$out" \
	"INCOMPLETE.*■ echo request 1 waits.*who has.*is at.*REACHABLE.*echo request 1 to"
like "its lane is dotted until the MAC is known" "$out" "┆◀[^◆]*is at.*REACHABLE"
like "the time is split" "$out" "answered in [0-9.]+ ms: [0-9.]+ asking for the MAC, [0-9.]+ there, [0-9.]+ back"
# The parts are the whole, to the microsecond.
is "and the parts add up" "$(sed -n 's/.*answered in \([0-9.]*\) ms: \([0-9.]*\) asking.* \([0-9.]*\) there, \([0-9.]*\) back.*/\1 \2 \3 \4/p' <<<"$out" |
	awk '{printf "%d\n", $1 * 1000 - $2 * 1000 - $3 * 1000 - $4 * 1000 + 0.5}')" 0
ip -n red neigh flush all && ip -n blue neigh flush all
status env COLUMNS=50 "$B/nscope" ping red blue
is "COLUMNS makes it narrow" "$(($(columns <<<"$(picture "$out" | grep -v ^seen)") <= 50))" 1
status env COLUMNS=200 "$B/nscope" ping red blue
is "but never wider than 80" "$(($(columns <<<"$(picture "$out")") <= 80))" 1
ip -n blue link set eth0 arp off
ip -n red neigh flush all
status nscope ping red blue
like "who has ARP off hears it, and is silent" "$out" "it is me, but ARP is switched off here"
ip -n blue link set eth0 arp on

# IPv6 asks with neighbour discovery.
ip -n red addr add fd00::1/64 dev eth0 nodad
ip -n blue addr add fd00::2/64 dev eth0 nodad
status nscope ping red fd00::2
like "IPv6 waits, too" "$out" "INCOMPLETE.*echo request 1 waits.*ND who has fd00::2.*ND fd00::2 is at.*REACHABLE"

# Live: a line is there before anything else happens, also that of a frame that got lost.
"$B/nscope" trace --ladder red blue >"$tmp/live" 2>"$tmp/err" &
tracer=$!
soon grep -q watching "$tmp/err"
ip netns exec red ping -c 1 -W 1 192.168.15.2 >/dev/null
ok "the reply is drawn while the trace goes on" soon grep -q 'echo reply 1' "$tmp/live"
ok "a loss on the way" nscope fault pair red-blue --loss 100%
ip netns exec red ping -c 1 -W 1 192.168.15.2 >/dev/null
ok "and so is the loss" soon grep -Eq 'echo request 1.*╳' "$tmp/live"
kill -0 $tracer && pass "nothing had to end for that"
ip -n blue link set eth0 down
ok "a link that goes down stands in its lane" soon grep -q 'eth0 down' "$tmp/live"
kill -INT $tracer && wait $tracer
ok "down pair" nscope down pair

ok "up switch" nscope up switch
status nscope ping red blue
like "green hears the question: not me" "$out" "not me ◆"
is "said once, as red asks once" "$(grep -c 'not me' <<<"$out")" 1
ok "down switch" nscope down switch

ok "up nat" nscope up nat
status nscope ping red inet
like "the router writes its own address into it" "$out" "request 1 from (203\.0)?\.113\.1"
like "each wait is counted" "$out" "asking for 2 MACs"
like "who is not on the way is not drawn, and named" "$out" "not drawn: blue \(the ping does not pass"
"$B/nscope" trace -w "$tmp/nat.pcapng" 2>"$tmp/err" &
tracer=$!
soon grep -q watching "$tmp/err"
ip netns exec red ping -c 1 -W 1 203.0.113.2 >/dev/null
kill -INT $tracer && wait $tracer
like "a capture draws the same" "$(nscope trace -r "$tmp/nat.pcapng" --ladder)" "request 1 from .*NAT: reply 1 to 10\.1\.0\.2"
ok "down nat" nscope down nat

cat >"$tmp/chain.yaml" <<'YAML'
name: chain
defaults:
  nodes: {kind: router}
nodes:
  a: {kind: host, interfaces: {e: {addresses: [10.0.0.1/24]}}, routes: [{to: default, via: 10.0.0.2}]}
  r1: {interfaces: {l: {addresses: [10.0.0.2/24]}, r: {addresses: [10.0.1.1/24]}}, routes: [{to: default, via: 10.0.1.2}]}
  r2: {interfaces: {l: {addresses: [10.0.1.2/24]}, r: {addresses: [10.0.2.1/24]}}, routes: [{to: default, via: 10.0.2.2}, {to: 10.0.0.0/24, via: 10.0.1.1}]}
  r3: {interfaces: {l: {addresses: [10.0.2.2/24]}, r: {addresses: [10.0.3.1/24]}}, routes: [{to: default, via: 10.0.3.2}, {to: 10.0.0.0/23, via: 10.0.2.1}]}
  r4: {interfaces: {l: {addresses: [10.0.3.2/24]}, r: {addresses: [10.0.4.1/24]}}, routes: [{to: default, via: 10.0.4.2}, {to: 10.0.0.0/22, via: 10.0.3.1}]}
  r5: {interfaces: {l: {addresses: [10.0.4.2/24]}, r: {addresses: [10.0.5.1/24]}}, routes: [{to: 10.0.0.0/22, via: 10.0.4.1}]}
  z: {kind: host, interfaces: {e: {addresses: [10.0.5.2/24]}}, routes: [{to: default, via: 10.0.5.1}]}
links:
  - [a:e, r1:l]
  - [r1:r, r2:l]
  - [r2:r, r3:l]
  - [r3:r, r4:l]
  - [r4:r, r5:l]
  - [r5:r, z:e]
YAML
sed -i '/^defaults:/,+1d; s/^  \(r[1-5]\): {/  \1: {kind: router, /' "$tmp/chain.yaml"
ok "up a chain of five routers" nscope up "$tmp/chain.yaml"
status nscope ping a z
is "it is answered" "$?" 0
like "lanes stand in the order of the way" "$(sed -n 2p <<<"$out")" "^ *a +r4 +r5 +z$"
like "a frame that stops in a namespace without a lane names it" "$out" "\.0\.2\? ──▶ r1"
like "and comes from its side" "$out" "─ who has \.3\.2\? ▶│|who has \.3\.2\? ─▶│"
like "the routers without a lane are named" "$out" "not drawn: r1, r2, r3 \(they only forward\)"
like "and their waits are counted, too" "$out" "asking for 6 MACs"
unlike "and no question is left over" "$out" "asked 1 time"
is "in 80 columns" "$(($(columns <<<"$(picture "$out")") <= 80))" 1
ip -n r4 route add prohibit 10.0.5.0/24
status nscope ping a z
is "refused on the way: no" "$?" 1
like "the refusal comes back as an arrow" "$out" "(unreach|prohib|ICMP)"
ok "down chain" nscope down chain

{
	echo "name: dozen"
	echo "nodes:"
	echo "  h{i}: {count: 11, interfaces: {eth0: {addresses: [\"10.0.0.0/24+{i}\"]}}}"
	echo "  sw: {kind: switch}"
	echo "links:"
	echo "  - [\"h{i}:eth0\", sw]"
} >"$tmp/dozen.yaml"
ok "up twelve rooms" nscope up "$tmp/dozen.yaml"
status nscope ping h1 h11
is "answered" "$?" 0
like "two hosts and their switch stand there" "$(sed -n 2p <<<"$out")" "^ *h1 +sw +h11$"
like "nine are named or counted" "$out" "not drawn: h2, h3, h4 and 6 more"
like "and the copies that went to them" "$out" "to 9 not drawn"
ok "down dozen" nscope down dozen

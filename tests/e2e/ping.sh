#!/bin/bash
# ping - the ladder and its closing sentence, on labs of our own and on plain `ip netns` ones.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

ok "up pair" nscope up pair
status nscope ping red blue
is "an answered ping says yes" "$?" 0
like "who has, is at, request, reply in order" "$out" "who.has.*is.at.*request.*reply"
like "red's neighbour goes to REACHABLE" "$out" "REACHABLE"
like "one closing sentence" "$(tail -1 <<<"$out")" "^blue answered .*\.$"
is "the ladder has 80 columns" \
	"$(sed '/^$/,$d' <<<"$out" | python3 -c 'import sys; print(sum(len(l.rstrip("\n")) > 80 for l in sys.stdin))')" 0
unlike "no colour in a pipe" "$out" $'\e'

status env LC_ALL=C "$B/nscope" ping red blue
is "in ASCII too" "$?" 0
unlike "ASCII is ASCII" "$out" $'[\x80-\xff]'
status nscope ping --color=always red blue
like "colour on request" "$out" $'\e\\['

status nscope ping red blue -- -c 3 -i 0.2
like "options reach ping" "$out" "3 of 3"
status nscope ping red 192.168.15.9
is "an unanswered ping says no" "$?" 1
like "the sentence of the contract" "$out" \
	"red asked 3 times who has 192\.168\.15\.9 on eth0 and nobody answered: no interface on that wire owns it\."

ip -n blue link set eth0 down
status nscope ping red blue
is "the far end down: no" "$?" 1
like "and it is named" "$out" "blue.s eth0 is down"
like "with its fix" "$out" "fix: ip -n blue link set eth0 up"
sh -c "$(sed -n 's/^ *fix: //p' <<<"$out")"
ok "the fix mends it" soon nscope ping red blue
ip -n red link set eth0 down
status nscope ping red blue
is "the near end down: no" "$?" 1
like "and it is named" "$out" "red.s eth0 is down"
ip -n red link set eth0 up
ok "and mended" soon nscope ping red blue

ip -n red link set lo down
status nscope ping red 127.0.0.1
is "lo down: no" "$?" 1
like "and it is named" "$out" "red.s lo is down"
sh -c "$(sed -n 's/^ *fix: //p' <<<"$out")"
ok "the fix mends it" nscope ping red 127.0.0.1

status nscope ping red
is "FROM alone is a usage error" "$?" 2
status nscope ping red nowhere
is "an unknown TO is an error" "$?" 2
status nscope ping red blue -c 1
is "ping's options need --" "$?" 2
status nscope ping red blue -- --no-such-option
is "an option that ping refuses is an error" "$?" 2
like "in ping's own words" "$out$err" "ping:"
ok "down" nscope down pair

# Namespaces that others built work as well.
ip netns add a && ip netns add b
ip link add v0 netns a type veth peer name v0 netns b
ip -n a addr add 10.9.0.1/24 dev v0
ip -n b addr add 10.9.0.2/24 dev v0
for n in a b; do ip -n $n link set v0 up && ip -n $n link set lo up; done
ok "namespaces of ip netns" soon nscope ping a b
status nscope ping a 10.77.0.1
is "no way to there: no" "$?" 1
like "and why" "$out" "no route"
ip -n b addr flush dev v0
status nscope ping a b
is "a target without an address is an error" "$?" 2
ip -n a addr flush dev v0
status nscope ping a 10.9.0.2
is "a sender without an address: no" "$?" 1

ok "up switch" nscope up switch
status nscope ping red green
is "through a switch" "$?" 0
like "the switch has a lane" "$out" "sw"
ip -n sw link set br0 down
status nscope ping red green
is "a switch that is down: no" "$?" 1
like "br0 is named" "$out" "sw.s bridge br0 is down"
ip -n sw link set br0 up
ok "and mended" soon nscope ping red green
ok "up router" nscope down switch
ok "up router" nscope up router
status nscope ping red blue
is "through a router" "$?" 0
ok "down router" nscope down router

#!/bin/bash
# lesson.sh ID - one lesson, as a student goes through it: started, asked too early, helped, every
# command of its text typed, mended, asked again, stopped. Its mend is what its author wrote; whether
# that helped is judged here, with ip and ping.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../lib.sh"
id=$1
PATH=$B:$PATH
unset -f nscope # as a student calls it
in_room() { ip netns exec "$@" >/dev/null 2>&1; }
pings() { in_room "$1" ping -qn -c 1 -W 2 "$2"; }
neigh() { ip -n "$1" -j neigh show to "$2" | jq -r '.[0] | (.lladdr // "-") + " " + (.state // [] | join(","))'; }
learned() { bridge -n sw -j fdb show br br0 dynamic | jq -r '.[]?.ifname' | sort -u | xargs; }
# Is all as the lesson wants it? What changes nothing: entries are looked at and not made.
judge() {
	case $id in
	room) ip -n red -j addr show dev lo | jq -e 'any(.[].addr_info[]?; .local == "10.0.0.1")' >/dev/null ;;
	pipe | mend1 | mend5 | mend6 | mend7) pings red 192.168.15.2 ;;
	address) pings red 192.168.15.2 && [ "$(ip -n blue -j addr show dev eth0 | jq '.[].addr_info[] | select(.family == "inet") | .prefixlen')" = 24 ] ;;
	arp) [[ $(neigh red 192.168.15.2) == 02:00:00:00:00:02* && $(neigh blue 192.168.15.1) == 02:00:00:00:00:01* ]] ;;
	ageing) [[ $(neigh red 192.168.15.2) == *FAILED ]] ;;
	announce) [[ $(neigh red 192.168.15.2) == 02:00:00:00:00:33* ]] ;;
	bridge) [ "$(learned)" = "blue green red" ] ;;
	gateway | mend3 | mend4) pings red 10.2.0.2 && ! pings red 10.3.0.1 ;;
	masquerade) pings red 203.0.113.2 && ! pings inet 10.1.0.2 ;;
	twins) pings blue 192.168.15.4 && pings green 192.168.15.2 ;;
	mend2) pings red 192.168.15.200 && pings green 192.168.15.200 ;;
	mend8) pings red 203.0.113.2 && pings blue 203.0.113.2 ;;
	*) echo "no judge" && exit 2 ;;
	esac
}
# What check says is still wrong, in the lesson's or in why's words.
wrong() {
	case $id in
	room) echo 'lo in red does not have the address 10.0.0.1' ;;
	pipe | mend1) echo "blue's eth0 is down" ;;
	address) echo 'does not have the address 192.168.15.2' ;;
	arp) echo "red has not learnt blue's MAC" ;;
	ageing) echo 'blue still answers' ;;
	announce) echo 'does not have the MAC 02:00:00:00:00:33' ;;
	bridge) echo 'nobody behind the port red' ;;
	gateway) echo 'red has no default route' ;;
	masquerade) echo 'NAT is missing' ;;
	twins) echo 'two rooms still own 192.168.15.2' ;;
	mend2) echo "mask /25 is too narrow" ;;
	mend3) echo 'blue has no route to red' ;;
	mend4) echo 'does not forward' ;;
	mend5) echo "blue's firewall drops the echo request" ;;
	mend6) echo 'to the MAC 02:00:00:00:00:99' ;;
	mend7) echo 'are both isolated' ;;
	mend8) echo 'to the gateway 192.168.15.6' ;;
	esac
}
file=user/lesson/builtin/$id.yaml
cd "$here" || exit 2
status nscope lesson start "$id"
is "$id: start: status" $? 0
is "... nothing on stderr" "$err" ""
text=$out
is "... its text fits 80 columns" "$(expand <<<"$text" | grep -E '.{81}')" ""
like "... and says what comes then" "$text" 'lesson check'
is "... what runs is told again" "$(nscope lesson)" "$text"
if judge; then fail "nothing has to be done for it"; else pass "something has to be done for it"; fi

status nscope lesson check
is "check, too early: status" $? 1
like "... says what is wrong" "$out" "$(wrong)"
unlike "... and not the cure" "$out" 'fix:|ip -n |lesson start'

wanted=$(python3 -c 'import sys, yaml; print(len(yaml.safe_load(open(sys.argv[1]))["hints"]))' "$file")
given=$(for _ in $(seq "$wanted"); do nscope lesson hint | head -1; done)
is "hints, one after the other" "$given" "$(for i in $(seq "$wanted"); do echo "Hint $i of $wanted:"; done)"
status nscope lesson hint
is "the last one again: status" $? 0
like "... says so" "$out" "^Hint $wanted of $wanted, once more:"
is "no hint is wider than 80 columns" "$(grep -E '.{81}' <<<"$out")" ""

# As typed: a command that is not there, or an option that nobody knows, would show.
typed=0 strange=
while read -r command; do
	said=$(bash -c "$command" </dev/null 2>&1)
	typed=$((typed + 1))
	if [ $? -gt 2 ] || grep -qiE 'usage:|not found|unknown (command|option)|invalid' <<<"$said"; then strange="$strange$command: $said"; fi
done < <(sed -n '/^And at any time/q; s/^    \([^ ]\)/\1/p' <<<"$text")
ok "the text has commands" [ "$typed" -gt 0 ]
is "... and each can be typed" "$strange" ""

mends=$(python3 -c '
import sys, yaml
for m in yaml.safe_load(open(sys.argv[1])).get("mend", []):
    print(m["in"], m["run"])' "$file")
if [ -n "$mends" ]; then
	if judge; then fail "the text alone mends it"; else pass "the text alone does not mend it"; fi
	while read -r node command; do
		ok "mend: $command" ip netns exec "$node" sh -c "$command"
	done <<<"$mends"
fi
ok "all is as the lesson wants it" soon judge
status nscope lesson check
is "check: status" $? 0
like "... celebrates" "$out" 'Well done\.'
is "... in 80 columns" "$(grep -E '.{81}' <<<"$out")" ""
is "... and nothing on stderr" "$err" ""
status nscope lesson stop
is "stop: status" $? 0
is "nothing is left" "$(ls /run/netns /run/nscope 2>/dev/null)$(ip -br link | grep -v '^lo')" ""

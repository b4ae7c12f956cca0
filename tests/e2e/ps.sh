#!/bin/bash
# ps - the processes in each namespace, as /proc has them
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# The judge: every process whose ns/net is that inode, "PID INNER" a line.
judge() {
	for p in /proc/[0-9]*; do
		[ "$(readlink "$p/ns/net")" = "net:[$1]" ] &&
			awk -v p="${p#/proc/}" '/^NSpid:/ {print p, $NF}' "$p/status"
	done 2>/dev/null | sort -n
}
said() { nscope ps -j "$1" | jq -r '.[] | "\(.pid) \(.inner_pid)"' | sort -n; }
inode() { stat -Lc %i "/run/netns/$1"; }

status nscope ps
is "no namespace: 2, and what to do" "$?:$err" \
	"2:nscope: there is no namespace to look at; try: nscope up pair"
nscope up pair >/dev/null
is "nobody there: the head alone" "$(nscope ps)" "NODE  PID  INNER  COMMAND"
is "... and an empty array" "$(nscope ps -j)" "[]"

ip netns exec red sleep 1000 >/dev/null 2>&1 &
red=$!
ip netns exec blue unshare -pf --kill-child --mount-proc sh -c 'sleep 1001; :' >/dev/null 2>&1 &
blue=$!
soon test "$(cat /proc/$red/comm)" = sleep
soon pgrep -fx "sleep 1001"
is "red: as /proc has it" "$(said red)" "$(judge "$(inode red)")"
is "blue: as /proc has it, with a pid namespace inside" "$(said blue)" "$(judge "$(inode blue)")"
is "... of which one is pid 1" "$(nscope ps -j blue | jq -c '[.[] | select(.inner_pid == 1) | .comm]')" '["sh"]'
like "a table" "$(nscope ps)" "NODE +PID +INNER +COMMAND
red +$red +$red +sleep 1000
blue +$blue +$blue +unshare -pf --kill-child --mount-proc sh -c sleep 1001; :
blue +[0-9]+ +1 +sh -c sleep 1001; :
blue +[0-9]+ +2 +sleep 1001$"
is "NODE twice is once" "$(nscope ps -j red red | jq length)" 1
is "the namespace of a process" "$(nscope ps -j pid:$red | jq -c '[.[] | [.netns, .pid]]')" "[[\"pid:$red\",$red]]"
is "host is where we are" "$(nscope ps -j host | jq "[.[] | select(.pid == $$)] | length")" 1
is "the lab is named" "$(nscope ps -j blue | jq -r '.[0].lab')" pair
kill $red
wait $red 2>/dev/null
is "who ended is gone" "$(said red)" ""

# ---- hostile and odd names
printf '#!/bin/sh\nread x' >"$tmp/$(printf 'a\nNSpid:\t7')"
chmod +x "$tmp/"*NSpid*
mkfifo "$tmp/hold"
ip netns exec red "$tmp/$(printf 'a\nNSpid:\t7')" $'\e[31m' '"q"' $'\xff' <>"$tmp/hold" >/dev/null 2>&1 &
odd=$!
soon grep -qz 31m /proc/$odd/cmdline
soon sh -c "tr -d '\\n' </proc/$odd/comm | grep -q aNSpid"
is "a name with newlines does not lie about the pid" "$(said red)" "$odd $odd"
is "no control byte comes out" "$(nscope ps red | tr -d '\n\040-\176' | wc -c)" 0
is "the arguments, escaped" "$(nscope ps -j red | jq -r '.[0].cmdline_hex | length > 0')" true
is "every row fits the terminal" "$(nscope ps | awk 'length($0) > 80')" ""
kill $odd

# ---- a process of many groups: NSpid stands far down in its status
python3 - >/dev/null 2>&1 <<'PY' &
import os, ctypes, time
os.setgroups(range(20000, 30000))
libc = ctypes.CDLL(None)
fd = os.open("/run/netns/red", os.O_RDONLY)
libc.setns(fd, 0)
time.sleep(1000)
PY
groups=$!
soon test "$(readlink /proc/$groups/ns/net)" = "net:[$(inode red)]"
is "thousands of groups" "$(said red | grep -c "^$groups $groups$")" 1
kill $groups

# ---- processes that come and go while we look
(while :; do ip netns exec red true; done) 2>/dev/null &
storm=$!
wrong=
for _ in $(seq 30); do
	nscope ps -j red >"$tmp/rows" 2>"$tmp/err" && jq -e . "$tmp/rows" >/dev/null || wrong="$wrong $(cat "$tmp/err")"
done
is "what vanishes while we look is no error" "$wrong" ""
kill $storm
wait $storm 2>/dev/null
kill $blue
status nscope ps --all
is "usage: 2" "$?" 2
status nscope ps rde
is "no such namespace: 2" "$?" 2

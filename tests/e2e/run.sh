#!/bin/bash
# run - a lab's own commands: where they run, what they leave running, and that it ends with the lab
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

lab() { # lab COMMAND...: of the node red
	{
		printf 'name: lab\nnodes:\n  blue: {interfaces: {eth0: {addresses: [10.0.0.2/24]}}}\n'
		printf '  red:\n    interfaces: {eth0: {addresses: [10.0.0.1/24]}}\n    run:\n'
		for c; do printf '      - |\n%s\n' "$(sed 's/^/        /' <<<"$c")"; done
		printf 'links: [[red:eth0, blue:eth0]]\n'
	} >"$tmp/lab.yaml"
}
nothing() { [ -z "$(ls /run/netns /run/nscope 2>/dev/null)" ]; }
# Others may run this test beside us: what sleeps here sleeps some more, by our pid.
running() { ps -eo args= | grep "^sleep 30[$1][.]$$\$" | sort | paste -sd,; }
inside() { ip netns pids "$1" | xargs -r ps -o comm= -p | sort | paste -sd,; }

lab "ping -nqc1 -W1 10.0.0.2 >/dev/null && echo reached" \
	'echo "$NSCOPE_NODE of $NSCOPE_LAB, at $(ip -br -4 addr show eth0 | wc -l)"' \
	"cat; echo no input >&2" "ls /sys/class/net | paste -sd,"
status nscope up "$tmp/lab.yaml"
is "they run inside, in order, when all is there" "$?:$out:$err" "0:reached
red of lab, at 1
eth0,lo
lab lab is up: blue, red (2 namespaces, 1 link)
try: nscope ping blue red:no input"
status nscope up "$tmp/lab.yaml"
is "a second up runs none" "$out" "lab lab is up already"
nscope down lab >/dev/null

# ---- one that fails
lab "echo before" "echo cause >&2
exit 3" "echo after"
status nscope up "$tmp/lab.yaml"
is "a failing command: its words, then ours; the next does not run" "$?:$out:$err" "2:before:cause
nscope: $tmp/lab.yaml:9:9: cannot run in red 'echo cause >&2 ...': it ended with status 3"
ok "... and nothing stays" nothing
lab 'kill -9 $$'
status nscope up "$tmp/lab.yaml"
like "one that is killed" "$?:$err" "^2:.*cannot run in red 'kill -9 \\$\\$': it was ended by signal 9"
ok "... and nothing stays" nothing
lab "sleep 300.$$ & exit 4"
status nscope up "$tmp/lab.yaml"
like "what a failing one has started ends, too" "$?:$err" "^2:.*status 4$"
ok "... and nothing stays" nothing

# ---- what they leave running
lab "sleep 301.$$ >/dev/null 2>&1 &" "setsid nohup sleep 302.$$ >/dev/null 2>&1 &" \
	"(trap '' TERM; exec sleep 303.$$) >/dev/null 2>&1 &"
status nscope up "$tmp/lab.yaml"
is "daemons do not hold up up" "$?:$err" "0:"
is "... and outlive it" "$(inside red)" sleep,sleep,sleep
ip netns exec red sleep 304.$$ &
other=$!
soon test "$(readlink /proc/$other/ns/net)" != "$(readlink /proc/$$/ns/net)"
cp /proc/"$(ip netns pids red | head -1)"/environ "$tmp/environ"
# One outside that carries the word, as if somebody had copied it
env "$(tr '\0' '\n' <"$tmp/environ" | grep ^NSCOPE_RUN=)" sleep 305.$$ &
copy=$!
start=$SECONDS
status nscope down lab
like "down ends what they left, names who else is inside" "$?:$out:$err" \
	"^0:lab lab is down:nscope: namespace red lives on without its name: process $other runs in it$"
ok "... within its patience" [ $((SECONDS - start)) -lt 10 ]
is "... and only that" "$(running 1-5)" "sleep 304.$$,sleep 305.$$"
kill "$other" "$copy"
wait 2>/dev/null
ok "nothing stays" nothing

# ---- up itself is killed: down knows what the commands carry
lab "sleep 306.$$ >/dev/null 2>&1 &" "kill -9 \$PPID; sleep 307.$$"
nscope up "$tmp/lab.yaml" >/dev/null 2>&1
nscope down lab >/dev/null
is "up killed in the middle of a command: down ends all of it" \
	"$(running 67)" ""
ok "nothing stays" nothing

# ---- Ctrl-C while one of them takes its time
lab "sleep 308.$$"
"$B/nscope" up "$tmp/lab.yaml" >/dev/null 2>"$tmp/err" &
up=$!
soon pgrep -f "^sleep 308[.]$$\$"
kill -INT $up
wait $up
is "SIGINT: status 2" "$?" 2
like "... it is said" "$(cat "$tmp/err")" "cannot run in red 'sleep 308.$$': interrupted"
is "... the command is gone" "$(running 8)" ""
ok "nothing stays" nothing

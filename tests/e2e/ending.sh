#!/bin/bash
# ending - how a trace ends while packets come: told to by each signal, by a reader that goes, by a
# disk that is full.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

nscope up pair >/dev/null
for n in red blue; do ip netns exec $n sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1; done
ip netns exec red ping -n -q -i 0.002 192.168.15.2 >/dev/null &
traffic=$!

# The programs of the child that holds them, by number: others' come and go meanwhile.
note_programs() { ours=$(cat /proc/"$(pgrep -P $tracer)"/fdinfo/* 2>/dev/null | sed -n 's/^prog_id:[[:space:]]*//p' | sort -un | paste -sd,); }
loaded() { bpftool -j prog | jq "[.[] | select(.id as \$i | [$ours] | index(\$i))] | length"; }
unloaded() { [ "$(loaded)" -eq 0 ]; }
enough() { [ -e "$1" ] && [ "$(stat -c %s "$1")" -gt 5000 ]; }
begin() { # begin ARGS...: a trace into $tmp/out
	: >"$tmp/err"
	"$B/nscope" trace "$@" >"$tmp/out" 2>"$tmp/err" &
	tracer=$!
	soon grep -q watching "$tmp/err"
}
sum='nscope: [0-9]+ seen = [0-9]+ filtered \+ [1-9][0-9]* delivered \+ [0-9]+ lost'

for signal in INT TERM HUP; do
	rm -f "$tmp/w.pcapng"
	begin -j -w "$tmp/w.pcapng"
	soon enough "$tmp/out"
	note_programs
	ok "programs are loaded meanwhile" test "$(loaded)" -ge 2
	kill -USR1 $tracer
	soon grep -q 'so far' "$tmp/err"
	kill -$signal $tracer
	wait $tracer
	is "SIG$signal ends it well" "$?" 0
	like "with the sum, after what SIGUSR1 asked for" "$(tail -n +2 "$tmp/err")" "^nscope: so far .* under way.$sum$"
	is "the last line is whole, and closes" "$(tail -1 "$tmp/out" | jq '.type == "end" and .seen == .filtered + .delivered + .lost')" true
	is "the capture is too" "$(nscope trace -j -r "$tmp/w.pcapng" 2>/dev/null | tail -1)" "$(tail -1 "$tmp/out")"
	ok "and nothing is loaded any more" soon unloaded
done

# A reader that has enough: the pipe is closed while packets come.
for options in "" -j "-w -"; do
	# shellcheck disable=SC2086
	"$B/nscope" trace $options 2>"$tmp/err" > >(head -c 2000 >"$tmp/head") &
	tracer=$!
	ok "who closes the pipe ends 'trace $options'" soon test ! -e /proc/$tracer
	wait $tracer
	is "quietly" "$?:$(grep -cE 'cannot|Broken' "$tmp/err")" 0:0
	is "after what was wanted" "$(stat -c %s "$tmp/head")" 2000
done

# A disk that is full, of lines.
mkdir "$tmp/small" && mount -t tmpfs -o size=64k tmpfs "$tmp/small"
for options in "" -j; do
	: >"$tmp/err"
	# shellcheck disable=SC2086
	"$B/nscope" trace $options >"$tmp/small/lines" 2>"$tmp/err" &
	tracer=$!
	ok "a full disk ends 'trace $options'" soon test ! -e /proc/$tracer
	wait $tracer
	is "as a failure" "$?" 2
	like "that says so" "$(cat "$tmp/err")" "cannot write to standard output: No space left on device"
	is "what fitted is there" "$(stat -c %s "$tmp/small/lines")" 65536
done
kill $traffic
umount "$tmp/small"
nscope down pair >/dev/null

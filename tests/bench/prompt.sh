#!/bin/bash
# prompt - how soon a packet that comes alone is told of: from the kernel's time in the line until
# a reader has it, in a pipe, on a terminal, and by way of a capture in a pipe.
#
# A ping is sent five times a second, so each finds the tracer asleep.
#
# Wanted: within 5 ms, the median.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
pings=${PINGS:-50}

cat >"$tmp/reader.py" <<'PY'
# reader.py OUT: a line a packet on stdin; how old each was when it came, in nanoseconds
import os, re, sys, time
out, rest = open(sys.argv[1], "w"), b""
while True:
    try:
        data = os.read(0, 65536)
    except OSError:  # the terminal's other end is gone
        break
    now = time.time_ns()
    if not data:
        break
    *lines, rest = (rest + data).split(b"\n")
    for line in lines:
        m = re.search(rb"(\d{10})\.(\d{6}).* echo re", line)
        if m:
            print(now - int(m[1]) * 10**9 - int(m[2]) * 1000, file=out)
PY
cat >"$tmp/terminal.py" <<'PY'
# terminal.py DIR COMMAND...: COMMAND writes to a terminal, and what it shows is read
import os, pty, subprocess, sys
shown, terminal = pty.openpty()
d = sys.argv[1]
reader = subprocess.Popen(["python3", d + "/reader.py", d + "/ns"], stdin=shown)
command = subprocess.Popen(sys.argv[2:], stdout=terminal)
open(d + "/pid", "w").write(str(command.pid))
os.close(shown), os.close(terminal)
command.wait(), reader.wait()
PY

trace() {
	echo "$BASHPID" >"$tmp/pid"
	exec "$B/nscope" trace "$@" red blue 2>"$tmp/err"
}
read_ages() { python3 "$tmp/reader.py" "$tmp/ns"; }
told() { # told WAY: how old each line was, in $tmp/ns
	case $1 in
	pipe) trace -n -tt | read_ages ;;
	terminal) python3 "$tmp/terminal.py" "$tmp" "$B/nscope" trace -n -tt red blue 2>"$tmp/err" ;;
	capture) trace -w - | tcpdump -n -tt -l -r - 2>/dev/null | read_ages ;;
	esac
}

nscope up pair >/dev/null || exit 2
failed=0
printf 'a packet that comes alone, %d pings, both ends, until it is read:\n' "$pings"
for way in pipe terminal capture; do
	: >"$tmp/err"
	told $way &
	soon grep -q watching "$tmp/err" || exit 2
	ip netns exec red ping -n -q -i 0.2 -c "$pings" 192.168.15.2 >/dev/null
	sleep 0.2
	kill -INT "$(cat "$tmp/pid")"
	wait $!
	sort -n "$tmp/ns" | awk -v way=$way -v wanted=$((4 * pings)) '{v[NR] = $1 / 1e6} END {
		m = v[int((NR + 1) / 2)]
		printf "  %-9s median %5.2f ms, 90 %% within %5.2f ms (wanted: at most 5), %d of %d lines\n", \
			way, m, v[int(NR * 0.9)], NR, wanted
		exit !(NR == wanted && m <= 5) }' || failed=1
done
nscope down pair >/dev/null
exit $failed

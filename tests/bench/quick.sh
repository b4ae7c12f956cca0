#!/bin/bash
# quick - how long why takes for a ping that is answered, and for an address that nobody has, next to
# that ping alone: until it says why, and until it ends, when nothing of it hangs anywhere any more.
#
# Wanted: the answer within 1.3 times ping's own time and 50 ms, the median.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
rounds=${ROUNDS:-31} vain=${VAIN:-3}

cat >"$tmp/took.py" <<'PY'
# took.py COMMAND...: microseconds to its first line, and to its end
import subprocess, sys, time
start = time.monotonic()
p = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
first = p.stdout.read(1) and time.monotonic()
p.stdout.read(), p.wait()
end = time.monotonic()
print(int(1e6 * ((first or end) - start)), int(1e6 * (end - start)))
PY
alone() { # ping's own time is until its end: it prints before it has asked
	python3 "$tmp/took.py" nsenter --net="/run/netns/$1" ping -n -c 1 -W 4 "$2" >>"$tmp/ping"
}
asked() { python3 "$tmp/took.py" "$B/nscope" why "$1" "$2" >>"$tmp/why"; }
median() { # median FILE COLUMN: in ms
	sort -n -k "$2,$2" "$1" | awk -v c="$2" '{ v[NR] = $c } END { print v[int((NR + 1) / 2)] / 1000 }'
}
compare() { # compare WHAT: the medians, side by side
	awk -v what="$1" -v n="$(wc -l <"$tmp/why")" -v ping="$(median "$tmp/ping" 2)" \
		-v why="$(median "$tmp/why" 1)" -v end="$(median "$tmp/why" 2)" 'BEGIN {
		most = 1.3 * ping + 50
		printf "  %-19s ping %6.1f ms, why %6.1f of at most %6.1f, all gone after %6.1f (%d rounds)\n",
			what, ping, why, most, end, n
		exit why > most }' || failed=1
	rm "$tmp/ping" "$tmp/why"
}

failed=0
echo "from the command to the answer:"
for lab in "switch red blue" "router red blue" "nat red inet" "house red blue" "pair red blue"; do
	read -r name from to <<<"$lab"
	nscope up "$name" >/dev/null || exit 2
	nscope why "$from" "$to" >/dev/null || exit 2
	address=$(nscope why "$from" "$to" -j | jq -r .to.address)
	for _ in $(seq "$rounds"); do
		alone "$from" "$address"
		asked "$from" "$to"
	done
	compare "$name, answered"
	[ "$name" = pair ] || nscope down "$name" >/dev/null
done
for i in $(seq "$vain"); do # no address twice: who was asked for in vain is remembered
	alone red 192.168.15.$((100 + i))
	asked red 192.168.15.$((200 + i))
done
compare "pair, nobody has it"
exit $failed

#!/bin/bash
# quick - how long why takes for a ping that is answered, and for an address that nobody has, next to
# that ping alone. Both are programs that are started and waited for: with why that is until all it
# hung anywhere is gone.
#
# Wanted, the medians: at most 1.3 times ping's own time and 50 ms.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
rounds=${ROUNDS:-31} vain=${VAIN:-3}

took() { # took FILE COMMAND...: its time in microseconds, another line of FILE
	local file=$1 start=${EPOCHREALTIME/./}
	shift
	"$@" >/dev/null 2>&1
	echo "$((${EPOCHREALTIME/./} - start))" >>"$file"
}
alone() { took "$tmp/ping" nsenter --net="/run/netns/$1" ping -n -c 1 -W 4 "$2"; }
asked() { took "$tmp/why" "$B/nscope" why "$1" "$2"; }
median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] / 1000 }'; }
compare() { # compare WHAT: the medians, side by side
	awk -v what="$1" -v n="$(wc -l <"$tmp/why")" -v why="$(median "$tmp/why")" -v ping="$(median "$tmp/ping")" 'BEGIN {
		most = 1.3 * ping + 50
		printf "  %-26s ping %7.1f ms, why %7.1f ms, at most %7.1f: %.2f of it (%d rounds)\n",
			what, ping, why, most, why / most, n
		exit why > most }' || failed=1
	rm "$tmp/ping" "$tmp/why"
}

failed=0
echo "from the command to its end:"
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

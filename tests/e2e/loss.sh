#!/bin/bash
# loss - a ring that is made to overflow: what is missing is told exactly, to one event, in every
# format. The judge is the wire: the interfaces' own counters, and how many packets were printed.
#
#   RUNS=100    as many runs; each takes one way to send, to print and to overflow, in turn
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
runs=${RUNS:-10} packets=3000

cat >"$tmp/storm.py" <<'PY'
# storm.py IFACE N MAC: N echo replies that nobody asked for, by a packet socket; prints how many
# were tried: where the CPU's backlog is full the kernel drops one, and says so
import errno, socket, struct, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind((sys.argv[1], 0))
def checksum(b):
    n = sum(struct.unpack("!%dH" % (len(b) // 2), b))
    n = (n & 0xffff) + (n >> 16)
    return struct.pack("!H", ~(n + (n >> 16)) & 0xffff)
ip = bytes((0x45, 0, 0, 84, 0, 0, 0x40, 0, 64, 1, 0, 0, 192, 168, 15, 1, 192, 168, 15, 2))
ip = ip[:10] + checksum(ip) + ip[12:]
to = bytes.fromhex(sys.argv[3].replace(":", ""))
tried = n = 0
while n < int(sys.argv[2]):
    icmp = struct.pack("!BBHHH", 0, 0, 0, 7, n & 0xffff) + bytes(56)
    icmp = icmp[:2] + checksum(icmp) + icmp[4:]
    tried += 1
    try:
        n += s.send(to + bytes((2, 0, 0, 0, 0, 9, 8, 0)) + ip + icmp) == 98
    except OSError as e:
        if e.errno != errno.ENOBUFS:
            raise
print(tried)
PY
cat >"$tmp/capture.py" <<'PY'
# capture.py FILE: rows, and what the last interface statistics say: received, dropped, and the
# comment's four numbers (draft-ietf-opsawg-pcapng, 4.6)
import re, struct, sys
data, at, packets, stats = open(sys.argv[1], "rb").read(), 0, 0, {}
while at < len(data):
    kind, size = struct.unpack_from("=II", data, at)
    if kind == 6:
        packets += 1
    if kind == 5:
        stats, o = {}, at + 20
        while struct.unpack_from("=H", data, o)[0]:
            code, n = struct.unpack_from("=HH", data, o)
            stats.setdefault(code, data[o + 4:o + 4 + n])
            o += 4 + (n + 3) // 4 * 4
    at += size
received, dropped = (int.from_bytes(stats[c], sys.byteorder) for c in (4, 5))
seen, filtered, delivered, lost = (int(n) for n in re.findall(rb"\d+", stats[1]))
assert (received, dropped) == (seen, lost), (received, dropped, seen, lost)
print(packets, seen, filtered, delivered, lost)
PY

# crossed NETNS...: packets that crossed these ends, in both directions; one that the CPU's backlog
# had no room for left its sender, and was dropped at its receiver: those are two events
crossed() {
	local n
	for n in "$@"; do ip -n "$n" -j -s link show eth0; done |
		jq -s '[.[][].stats64 | .rx.packets + .tx.packets + .tx.dropped + .rx.dropped] | add'
}
# told FORMAT: "EVENTS seen filtered delivered lost", of what was printed and what was said; and in
# a stream also the sum of its gaps
told() {
	case $1 in
	json) jq -rs '([.[] | select(.type | IN("packet", "drop"))] | length) as $n |
		([.[] | select(.type == "lost") | .count] | add // 0) as $gaps |
		.[-1] | [$n, .seen, .filtered, .delivered, .lost] + (if $gaps == .lost then [] else ["gaps", $gaps] end) | join(" ")' "$tmp/out" ;;
	text)
		echo "$(grep -cv ' lost here' "$tmp/out") $(grep ' seen = ' "$tmp/err" | grep -o '[0-9]*' | paste -sd' ')"
		sed -n 's/.*(\([0-9]*\) events* lost here.*/\1/p' "$tmp/out" | awk '{s += $1} END {print s + 0}' >"$tmp/gaps"
		;;
	capture) python3 "$tmp/capture.py" "$tmp/out" ;;
	esac
}

nscope up pair >/dev/null
for n in red blue; do ip netns exec $n sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1; done
mac() { ip -n "$1" -j link show eth0 | jq -r '.[0].address'; }
ip -n red neigh replace 192.168.15.2 lladdr "$(mac blue)" dev eth0 nud permanent
ip -n blue neigh replace 192.168.15.1 lladdr "$(mac red)" dev eth0 nud permanent
to=$(mac blue)
mkfifo "$tmp/fifo"

ways=(in out both) formats=(json text capture) overflows=(tracer reader ring)
options() { case $1 in json) echo -j ;; capture) echo -w - ;; esac; }
for i in $(seq 0 $((runs - 1))); do
	way=${ways[i % 3]} format=${formats[i / 3 % 3]} overflow=${overflows[(i + i / 3 + i / 9) % 3]}
	case $way in in) nodes=blue ;; out) nodes=red ;; both) nodes="red blue" ;; esac
	ring=64
	[ "$overflow" != ring ] || ring=4
	: >"$tmp/err"
	cat "$tmp/fifo" >"$tmp/out" &
	reader=$!
	# shellcheck disable=SC2046,SC2086
	"$B/nscope" trace -B $ring $(options "$format") $nodes >"$tmp/fifo" 2>"$tmp/err" &
	tracer=$!
	# On a busy machine it takes its time to attach.
	for _ in 1 2 3 4; do soon grep -q watching "$tmp/err" && break; done
	# shellcheck disable=SC2086
	before=$(crossed $nodes)
	case $overflow in tracer) kill -STOP $tracer ;; reader) kill -STOP $reader ;; esac
	if [ "$way" = both ]; then
		sent=$(ip netns exec red ping -n -q -f -c $packets 192.168.15.2 | awk '/transmitted/ {print 2 * ($1 + $4)}')
	else
		sent=$(ip netns exec red python3 "$tmp/storm.py" eth0 $packets "$to")
	fi
	# shellcheck disable=SC2086
	wire=$(($(crossed $nodes) - before))
	case $overflow in tracer) kill -CONT $tracer ;; reader) kill -CONT $reader ;; esac
	kill -INT $tracer
	wait $tracer
	wait $reader
	read -r printed told <<<"$(told "$format")"
	lost=$((wire - printed))
	# A reader that nobody stops may keep up, where the sender is slow; ping does not say how
	# often the backlog was full.
	if { [ $lost -gt 0 ] || [ "$overflow" = ring ]; } &&
		{ [ $wire -eq "$sent" ] || { [ "$way" = both ] && [ $wire -gt "$sent" ]; }; }; then
		is "run $((i + 1)): $way, $format, $overflow: the wire's count is told" "$told" "$wire 0 $printed $lost"
	else
		fail "run $((i + 1)): $way, $format, $overflow" "sent $sent, on the wire $wire, printed $printed, told $told"
	fi
	[ "$format" != text ] || is "and the gaps in the text add up" "$(cat "$tmp/gaps")" "$lost"
done
nscope down pair >/dev/null

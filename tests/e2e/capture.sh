#!/bin/bash
# capture - a trace written to a file and read back to the letter; Wireshark's and tcpdump's tools
# find in it what they would have seen themselves.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

start_trace() { # start_trace OUT ARGS...: returns when every end is watched
	local out=$1
	shift
	"$B/nscope" trace "$@" >"$out" 2>"$out.err" &
	tracer=$!
	soon grep -q watching "$out.err"
}
stop_trace() {
	kill -INT "$tracer"
	wait "$tracer"
}
shark() { tshark -N n -r "$@" 2>/dev/null; }
# As nobody, who may do nothing.
unprivileged() { setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set -all "$@"; }
# The shape of every block, judged by the draft alone.
cat >"$tmp/grammar.py" <<'PY'
import struct, sys
data, at, ifaces, last = open(sys.argv[1], "rb").read(), 0, 0, None
fixed = {0x0a0d0d0a: 16, 1: 8, 4: None, 5: 12, 6: None}
while at < len(data):
    kind, size = struct.unpack_from("=II", data, at)
    assert kind in fixed and size % 4 == 0 and size >= 12 and at + size <= len(data), (at, kind, size)
    assert size < 65536 and struct.unpack_from("=I", data, at + size - 4)[0] == size
    body, at = data[at + 8:at + size - 4], at + size
    rest = fixed[kind]
    if kind == 6:
        iface, high, low, cap, wire = struct.unpack_from("=IIIII", body)
        assert iface < ifaces and cap <= wire, (iface, cap, wire)
        rest = 20 + (cap + 3) // 4 * 4
        assert not any(body[20 + cap:rest])
        assert last is None or (high << 32 | low) >= last, "time runs backwards"
        last = high << 32 | low
    if kind == 4:
        rest = 0
        while struct.unpack_from("=H", body, rest)[0]:
            rest += 4 + (struct.unpack_from("=H", body, rest + 2)[0] + 3) // 4 * 4
        rest += 4
    if kind == 1:
        ifaces += 1
        assert struct.unpack_from("=HHI", body) == (1, 0, 262144)
    while True:
        code, n = struct.unpack_from("=HH", body, rest)
        value = body[rest + 4:rest + 4 + n]
        assert len(value) == n and not any(body[rest + 4 + n:rest + 4 + (n + 3) // 4 * 4])
        rest += 4 + (n + 3) // 4 * 4
        if code == 0:
            assert n == 0 and rest == len(body)
            break
        if code == 1:
            value.decode("utf-8")
print("good")
PY
grammar() { python3 "$tmp/grammar.py" "$1" 2>&1 | tail -1; }

ok "up pair" nscope up pair
for n in red blue; do ip netns exec $n sysctl -qw net.ipv6.conf.eth0.router_solicitations=0; done
sleep 1

# One live run: JSON to a pipe, the capture beside it.
start_trace "$tmp/live.json" -j -w "$tmp/a.pcapng"
ip netns exec red ping -n -c 2 -i 0.2 -W 2 192.168.15.2 >/dev/null
ip netns exec red ping -n -c 1 -W 4 192.168.15.9 >/dev/null
soon grep -q FAILED "$tmp/live.json"
stop_trace
is "SIGINT ends it well" "$?" 0
is "its blocks are as the draft has them" "$(grammar "$tmp/a.pcapng")" good
is "it is its owner's alone" "$(stat -c %a "$tmp/a.pcapng")" 600
chmod 755 "$tmp" && chmod 644 "$tmp/a.pcapng"
unprivileged "$B/nscope" trace -j -r "$tmp/a.pcapng" >"$tmp/again.json" 2>"$tmp/again.err"
is "-r needs no rights" "$?" 0
ok "JSON is the same to the letter" cmp "$tmp/live.json" "$tmp/again.json"
is "and so are the counters" "$(cat "$tmp/again.err")" "$(grep seen "$tmp/live.json.err")"
ok "through a pipe, too" sh -c "cat $tmp/a.pcapng | $B/nscope trace -j -r - 2>/dev/null | cmp - $tmp/live.json"

if python3 -c 'import jsonschema' 2>/dev/null; then
	is "each line is what the schema says" "$(nscope schema >"$tmp/schema"; python3 -c '
import json, sys
from jsonschema import Draft7Validator
judge = Draft7Validator(json.load(open(sys.argv[1])))
print(sum(not judge.is_valid(json.loads(line)) for line in open(sys.argv[2])))' "$tmp/schema" "$tmp/live.json")" 0
else
	skip "each line is what the schema says" "no python3-jsonschema"
fi
packets=$(jq -s '[.[] | select(.type == "packet")] | length' "$tmp/live.json")
left=$(jq -r 'select(.type == "drop" and .skb_drop.drop_reason == "NEIGH_FAILED") | .packet_id' "$tmp/live.json" | sort -u | wc -l)
is "there was one packet that no end saw" "$left" 1
is "a row for each packet at an end, and for the one that never left" "$(shark "$tmp/a.pcapng" | wc -l)" "$((packets + left))"
is "capinfos counts the same" "$(capinfos -c -M "$tmp/a.pcapng" 2>/dev/null | sed -n 's/.*packets: *//p')" "$((packets + left))"
is "and tcpdump" "$(tcpdump -nr "$tmp/a.pcapng" 2>/dev/null | wc -l)" "$((packets + left))"
is "interfaces are NODE:IF" "$(shark "$tmp/a.pcapng" -T fields -e frame.interface_name | sort -u | paste -sd' ')" "blue:eth0 red:eth0"
is "who, which way, which packet: as in JSON" \
	"$(shark "$tmp/a.pcapng" -Y 'frame.packet_flags_direction != 0' -T fields -e frame.interface_name -e frame.packet_flags_direction -e frame.packet_id)" \
	"$(jq -r 'select(.type == "packet") | "\(.netns):\(.ifname)\t\(if .dir == "in" then "0x00000001" else "0x00000002" end)\t\(.packet_id)"' "$tmp/live.json")"
is "one filter finds a packet at every end" \
	"$(shark "$tmp/a.pcapng" -Y 'frame.packet_id == 1' -T fields -e frame.interface_name | paste -sd' ')" "red:eth0 blue:eth0"
is "a filter finds the drop, with its reason, at the echo that died" \
	"$(shark "$tmp/a.pcapng" -Y 'icmp && frame.comment contains "drop NEIGH_FAILED at "' | wc -l)" 1
is "and neighbour changes" \
	"$(shark "$tmp/a.pcapng" -Y 'frame.comment contains "red neigh 192.168.15.2 INCOMPLETE -> REACHABLE"' -T fields -e arp.opcode -e frame.interface_name)" \
	"$(printf '2\tred:eth0')"
is "every packet of a transaction says so" \
	"$(shark "$tmp/a.pcapng" -Y 'frame.comment == "transaction 1"' | wc -l)" \
	"$(jq -s '[.[] | select(.type == "packet" and .transaction == 1)] | length' "$tmp/live.json")"
like "the last one says how long it took" \
	"$(shark "$tmp/a.pcapng" -Y 'icmp.type == 0 && frame.interface_name == "red:eth0"' -T fields -e frame.comment | head -1)" \
	"transaction 1: answered in [0-9.]+ ms: resolve [0-9.]+, there [0-9.]+, back [0-9.]+"
like "names come with the packets" "$(tshark -r "$tmp/a.pcapng" -N n 2>/dev/null)" "red . blue"
like "the topology is the capture's comment" "$(capinfos -p -M "$tmp/a.pcapng" 2>/dev/null; capinfos -k "$tmp/a.pcapng" 2>/dev/null)" \
	"netns red lab pair .*link red:eth0 .*kind veth mac 02:00:00:00:00:01 .*peer blue:eth0.*address 192\.168\.15\.2/24 on blue:eth0"
is "time stamps are tcpdump's to the microsecond" \
	"$(tcpdump -tt -nr "$tmp/a.pcapng" 2>/dev/null | head -1 | cut -d' ' -f1)" \
	"$(jq -r 'select(.type == "packet") | .time' "$tmp/live.json" | head -1 | { IFS=. read -r s ns; echo "$(date -ud "$s" +%s).${ns:0:6}"; })"

# Text, live and again; the ladder, again.
start_trace "$tmp/live.txt" --print -w "$tmp/b.pcapng"
ip netns exec red ping -n -c 1 -W 2 192.168.15.2 >/dev/null
soon grep -q 'echo reply' "$tmp/live.txt"
sleep 0.2
stop_trace
ok "text is the same to the letter" sh -c "$B/nscope trace -r $tmp/b.pcapng 2>/dev/null | cmp - $tmp/live.txt"
start_trace "$tmp/live.ladder" --ladder -w "$tmp/c.pcapng"
ip netns exec red ping -n -c 1 -W 2 192.168.15.2 >/dev/null
sleep 0.2
stop_trace
ok "the ladder is the same to the letter" sh -c "$B/nscope trace --ladder -r $tmp/c.pcapng 2>/dev/null | cmp - $tmp/live.ladder"
like "and is one" "$(cat "$tmp/live.ladder")" "red .*blue.*echo request 1 .*echo reply 1 .*echo 1 answered in"
is "-w alone prints nothing" "$(start_trace "$tmp/q" -w "$tmp/d.pcapng"; stop_trace; wc -c <"$tmp/q")" 0
ok "and is a capture without packets" tcpdump -nr "$tmp/d.pcapng"
is "one of no packets reads back, too" "$(nscope trace -j -r "$tmp/d.pcapng" 2>/dev/null | jq -r .type | paste -sd' ')" "start end"

# Written alone it leaves what belongs together to its reader, who finds what another sees live.
events() { jq -c 'select(.type != "start" and .type != "end") | [.type, .netns, .ifname, .dir, .packet_id, .transaction, .summary, .neigh]' "$1"; }
for filter in "" "arp or icmp"; do
	# shellcheck disable=SC2086
	start_trace "$tmp/eye.json" -j $filter
	eye=$tracer
	# shellcheck disable=SC2086
	start_trace "$tmp/q" -w "$tmp/alone.pcapng" $filter
	ip -n red neigh flush dev eth0
	ip netns exec red ping -n -c 2 -i 0.2 -W 2 192.168.15.2 >/dev/null
	ip netns exec red ping -6 -n -c 1 -W 2 ff02::1%eth0 >/dev/null
	sleep 0.2
	stop_trace
	tracer=$eye
	stop_trace
	nscope trace -j -r "$tmp/alone.pcapng" >"$tmp/alone.json" 2>/dev/null
	is "alone: its blocks are as the draft has them ($filter)" "$(grammar "$tmp/alone.pcapng")" good
	is "its reader finds what belongs together ($filter)" "$(events "$tmp/alone.json")" "$(events "$tmp/eye.json")"
	is "an echo, its reply and their ARP ($filter)" \
		"$(jq -r 'select(.transaction == 1 and .type == "packet") | .proto' "$tmp/alone.json" | sort | uniq -c | xargs)" "4 arp 4 icmp"
	is "others see what was asked for ($filter)" "$(tcpdump -nr "$tmp/alone.pcapng" 2>/dev/null | wc -l)" \
		"$(jq -s '[.[] | select(.type == "packet")] | length' "$tmp/alone.json")"
	nscope trace -r "$tmp/alone.pcapng" -w "$tmp/told.pcapng" 2>/dev/null
	is "and in a copy what belongs together ($filter)" \
		"$(shark "$tmp/told.pcapng" -Y 'frame.comment == "transaction 1"' | wc -l)" 8
	ok "the copy reads the same ($filter)" sh -c "$B/nscope trace -j -r $tmp/told.pcapng 2>/dev/null | cmp - $tmp/alone.json"
done
is "what was left out is not shown" "$(jq -r 'select(.proto == "icmp6") | .summary' "$tmp/alone.json" | wc -l)" 0

# Recorded anew, less of it.
ok "-r FILE -w FILE copies" nscope trace -r "$tmp/a.pcapng" -w "$tmp/copy.pcapng"
ok "and the copy reads the same" sh -c "$B/nscope trace -j -r $tmp/copy.pcapng 2>/dev/null | cmp - $tmp/live.json"
is "its blocks are as the draft has them" "$(grammar "$tmp/copy.pcapng")" good
nscope trace -r "$tmp/a.pcapng" -w "$tmp/less.pcapng" red arp 2>"$tmp/less.err"
is "less of it: what was asked for" "$(nscope trace -j -r "$tmp/less.pcapng" 2>/dev/null | jq -r 'select(.netns) | .netns + (.proto // .type)' | sort -u | paste -sd' ')" \
	"redarp redneigh"
is "and the sum still closes" "$(nscope trace -j -r "$tmp/less.pcapng" 2>/dev/null | jq -s '.[-1] | .seen == .filtered + .delivered + .lost and .seen > .delivered')" true

# Namespaces and interfaces that come, are called something else, and go, shown or filtered.
for filter in "" arp; do
	# shellcheck disable=SC2086
	start_trace "$tmp/churn.json" -j -w "$tmp/churn.pcapng" $filter
	ip link add w0 netns red type veth peer name w1 netns blue
	for n in red:w0:1 blue:w1:2; do
		IFS=: read -r node ifname host <<<"$n"
		ip -n "$node" addr add "10.8.0.$host/24" dev "$ifname"
		ip -n "$node" link set "$ifname" up
	done
	soon ip netns exec red ping -n -c 1 -W 1 10.8.0.2
	soon sh -c "grep '\"w1\"' $tmp/churn.json | grep -q who-has"
	ip -n blue link set w1 down
	ip -n blue link set w1 name w9
	ip -n blue link set w9 up
	ip -n red neigh flush dev w0
	soon ip netns exec red ping -n -c 1 -W 1 10.8.0.2
	soon sh -c "grep '\"w9\"' $tmp/churn.json | grep -q who-has"
	ip -n red link del w0
	sleep 0.3
	stop_trace
	like "the new one was seen under both names ($filter)" "$(jq -r 'select(.type == "packet") | .ifname + " " + (.peer // "")' "$tmp/churn.json" | sort -u | paste -sd,)" \
		"w0 blue:w1,w0 blue:w9,w1 red:w0,w9 red:w0"
	ok "JSON is the same to the letter while names change ($filter)" \
		sh -c "$B/nscope trace -j -r $tmp/churn.pcapng 2>/dev/null | cmp - $tmp/churn.json"
	nscope trace -r "$tmp/churn.pcapng" -w "$tmp/churn2.pcapng" 2>/dev/null
	ok "and of a copy ($filter)" sh -c "$B/nscope trace -j -r $tmp/churn2.pcapng 2>/dev/null | cmp - $tmp/churn.json"
done

# A pipe is read live.
start_trace "$tmp/pipe.pcapng" -w -
ip netns exec red ping -n -c 1 -W 2 192.168.15.2 >/dev/null
soon sh -c "tcpdump -nr $tmp/pipe.pcapng 2>/dev/null | grep -q 'echo reply'"
ok "what came is there at once, in whole blocks" test "$(grammar "$tmp/pipe.pcapng")" = good
stop_trace
mkfifo "$tmp/fifo"
tshark -l -i - <"$tmp/fifo" >"$tmp/shark" 2>/dev/null &
shark_pid=$!
start_trace "$tmp/none" -w "$tmp/fifo"
ip netns exec red ping -n -c 1 -W 2 192.168.15.2 >/dev/null
ok "Wireshark's capture engine takes it live" soon grep -q 'Echo (ping) reply' "$tmp/shark"
stop_trace
wait $shark_pid

# A writer that is killed leaves whole blocks.
start_trace "$tmp/killed" -w "$tmp/killed.pcapng"
ip netns exec red ping -q -n -f -c 2000 192.168.15.2 >/dev/null
kill -9 "$tracer"
wait "$tracer" 2>/dev/null
is "kill -9 leaves whole blocks" "$(grammar "$tmp/killed.pcapng")" good
status nscope trace -j -r "$tmp/killed.pcapng"
is "which are read" "$?" 0
like "as far as they go" "$err" "killed\.pcapng has no end"
is "and the sum closes" "$(jq -s '.[-1] | .type == "end" and .seen == .filtered + .delivered + .lost and .seen > 1000' <<<"$out")" true

# Disks that are full, readers that go or stand still.
mkdir "$tmp/small" && mount -t tmpfs -o size=64k tmpfs "$tmp/small"
"$B/nscope" trace -w "$tmp/small/f.pcapng" 2>"$tmp/small.err" >/dev/null &
tracer=$!
soon grep -q watching "$tmp/small.err"
ip netns exec red ping -q -n -f -c 2000 192.168.15.2 >/dev/null
soon test ! -e /proc/$tracer
wait $tracer
is "a full disk ends it with status 2" "$?" 2
like "and says so" "$(cat "$tmp/small.err")" "cannot write to .*/f\.pcapng: No space left on device"
is "what fitted is whole blocks" "$(grammar "$tmp/small/f.pcapng")" good
ok "that tcpdump reads" tcpdump -nr "$tmp/small/f.pcapng"
status nscope trace -w /dev/full
is "/dev/full is full" "$?" 2
(set -o pipefail; nscope trace -r "$tmp/a.pcapng" 2>"$tmp/head.err" | head -1 >/dev/null; exit "${PIPESTATUS[0]}")
is "who closes the pipe ends it quietly" "$?" 0
(sleep 60) < <("$B/nscope" trace -j 2>"$tmp/slow.err" & echo $! >"$tmp/slow.pid"; wait $!; echo $? >"$tmp/slow.rc") &
reader=$!
soon grep -q watching "$tmp/slow.err"
ip netns exec red ping -q -n -f -c 3000 192.168.15.2 >/dev/null
kill -INT "$(cat "$tmp/slow.pid")"
ok "Ctrl-C ends it though its reader stands still" soon test -s "$tmp/slow.rc"
like "and it says what is missing" "$(cat "$tmp/slow.err")" "its reader does not read"
kill $reader

# What is not written to.
ln -s "$tmp/a.pcapng" "$tmp/link.pcapng"
before=$(sha256sum <"$tmp/a.pcapng")
status nscope trace -w "$tmp/link.pcapng"
is "a symbolic link is refused" "$?" 2
ln "$tmp/a.pcapng" "$tmp/twin.pcapng"
status nscope trace -w "$tmp/twin.pcapng"
is "and a second name" "$?" 2
is "and nothing happened to it" "$(sha256sum <"$tmp/a.pcapng")" "$before"
status nscope trace -w "$tmp"
is "and a directory" "$?" 2
mkdir -m 777 "$tmp/theirs"
SUDO_UID=65534 SUDO_GID=65534 nscope trace -r "$tmp/a.pcapng" -w "$tmp/theirs/x.pcapng" 2>/dev/null
is "under sudo it is theirs" "$(stat -c %u:%g "$tmp/theirs/x.pcapng")" 65534:65534
SUDO_UID=65534 SUDO_GID=65534 status nscope trace -r "$tmp/a.pcapng" -w "$tmp/mine.pcapng"
is "and only where they may" "$?" 2
status nscope trace -w - -j
is "-w - has stdout for itself" "$?" 2

# Cut anywhere, a capture gives what is whole of it, and an error.
python3 - "$B/nscope" "$tmp/b.pcapng" "$tmp/cut.pcapng" <<'PY'
import subprocess, sys
nscope, path, cut = sys.argv[1:]
data = open(path, "rb").read()
whole = subprocess.run([nscope, "trace", "-r", path], capture_output=True).stdout
borders, at = {0}, 0
while at < len(data):
    at += int.from_bytes(data[at + 4:at + 8], sys.byteorder)
    borders.add(at)
wrong = []
for n in range(0, len(data), 13):
    open(cut, "wb").write(data[:n])
    p = subprocess.run([nscope, "trace", "-r", cut], capture_output=True, timeout=10)
    if not whole.startswith(p.stdout) or p.returncode != (0 if n in borders - {0} else 2) or p.returncode < 0:
        wrong.append((n, p.returncode, p.stderr))
print("ok - cut at %d lengths" % len(range(0, len(data), 13)) if not wrong else "not ok - cut: %r" % wrong[:3])
PY
umount "$tmp/small"
ok "down" nscope down pair

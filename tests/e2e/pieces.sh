#!/bin/bash
# pieces - packets whose headers lie in fragments of the buffer, as an AF_PACKET ring sends them:
# only the Ethernet header is in its linear part. Read, filtered and left as they are. Judge: tcpdump.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

ok "up pair" nscope up pair
for n in red blue; do ip netns exec $n sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1; done
sleep 0.3
pids=
for n in red blue; do
	ip netns exec $n tcpdump -B 4096 -U --immediate-mode -i eth0 -w "$tmp/$n.pcap" 2>"$tmp/$n.log" &
	pids="$pids $!"
	soon grep -q listening "$tmp/$n.log"
done
for what in all arp icmp-echo; do
	filter=()
	[ $what = all ] || filter=(-- "$([ $what = arp ] && echo arp || echo 'icmp[icmptype] == icmp-echo')")
	"$B/nscope" trace -t "${filter[@]}" >"$tmp/$what" 2>"$tmp/$what.err" &
	pids="$pids $!"
	soon grep -q watching "$tmp/$what.err"
done

ip netns exec red python3 - <<'PY'
import mmap, socket, struct
SOL_PACKET, PACKET_TX_RING, SEND_REQUEST, FRAME, FRAMES, HEAD = 263, 13, 1, 2048, 64, 32
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.setsockopt(SOL_PACKET, PACKET_TX_RING, struct.pack("IIII", FRAME * FRAMES, 1, FRAME, FRAMES))
s.bind(("eth0", 0))
ring = mmap.mmap(s.fileno(), FRAME * FRAMES)
A, B = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")
def check(b):
    n = sum(struct.unpack("!%dH" % (len(b) // 2), b))
    n = (n & 0xffff) + (n >> 16)
    return ~((n & 0xffff) + (n >> 16)) & 0xffff
def ip4(payload, options=b""):
    h = struct.pack("!BBHHHBBH4s4s", 0x45 + len(options) // 4, 0, 20 + len(options) + len(payload), 7, 0, 64, 1, 0,
                    bytes([192, 168, 15, 1]), bytes([192, 168, 15, 2])) + options
    return h[:10] + struct.pack("!H", check(h)) + h[12:] + payload
def echo(n, seq):
    b = struct.pack("!BBHHH", 8, 0, 0, 77, seq) + b"x" * n
    return b[:2] + struct.pack("!H", check(b)) + b[4:]
arp = struct.pack("!HHBBH", 1, 0x800, 6, 4, 1) + A + bytes([192, 168, 15, 1]) + b"\0" * 6 + bytes([192, 168, 15, 2])
frames = [b"\x08\x06" + arp, b"\x08\x06" + arp + b"\0" * 18, b"\x81\0\0\5\x08\x06" + arp]
frames += [b"\x08\0" + ip4(echo(n, i)) for i, n in enumerate((0, 8, 56, 200, 1400, 1472))]
frames += [b"\x08\0" + ip4(echo(56, 10), b"\x94\4\0\0"), b"\x88\xa8\0\6\x81\0\0\7\x08\0" + ip4(echo(56, 11))]
frames += [b"\x08\0" + ip4(struct.pack("!BBHI", 3, 1, 0, 0) + ip4(echo(600, 12)))]
for i, f in enumerate(frames):
    f, at = B + A + f, i * FRAME
    ring[at + HEAD:at + HEAD + len(f)] = f
    ring[at + 8:at + 12] = struct.pack("I", len(f))
    ring[at:at + 8] = struct.pack("Q", SEND_REQUEST)
s.send(b"")
PY
answered() { [ "$(tcpdump -nr "$tmp/red.pcap" 'icmp[icmptype] == icmp-echoreply' 2>/dev/null | wc -l)" -ge 6 ]; }
ok "they are answered" soon answered
sleep 0.3
# shellcheck disable=SC2086
kill -INT $pids
wait

words() { sed -E 's/^ARP, (Request|Reply) (.*), length [0-9]+$/ARP \2/; s/^IP (.*): ICMP (.*)/ICMP \1: \2/' | sort; }
tagged='arp or icmp or (vlan and (arp or icmp)) or (vlan and (arp or icmp))'
for n in red blue; do
	grep -E "^$n:eth0 +(in|out) " "$tmp/all" | sed -E 's/^[^ ]+ +(in|out) +//' | sort >"$tmp/ours"
	tcpdump -tnr "$tmp/$n.pcap" "$tagged" 2>/dev/null | words >"$tmp/theirs"
	is "$n: tcpdump's words" "$(diff "$tmp/ours" "$tmp/theirs")" ""
	ok "$n: all of them" test "$(wc -l <"$tmp/ours")" -ge 20
done
for what in arp icmp-echo; do
	is "$what, filtered in the kernel" "$(grep -cE ' (in|out) ' "$tmp/$what")" \
		"$(for n in red blue; do tcpdump -nr "$tmp/$n.pcap" "$([ $what = arp ] && echo arp || echo 'icmp[icmptype] == icmp-echo')" 2>/dev/null; done | wc -l)"
done
ok "down" nscope down pair

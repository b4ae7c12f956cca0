#!/bin/bash
# words - our summary of a frame is what tcpdump -n says of it, for some hundred frames, whole and
# cut short anywhere. Judge: tcpdump.
#
# tcpdump is asked to leave out its time stamp, and these words are taken from its lines because
# our column says them: "ARP, Request", "IP ", "ICMP ", "ICMP6, ", an ARP's length. One blank
# that it forgets ("bytes missing!fe80::1") is put in.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

python3 - "$tmp" <<'EOF'
import random, struct, sys, socket
random.seed(1)
here = sys.argv[1]
MAC = [bytes.fromhex("02000000000%x" % i) for i in range(1, 4)]
V4 = [socket.inet_aton(a) for a in ("192.168.15.1", "192.168.15.2", "10.0.0.254")]
V6 = [socket.inet_pton(socket.AF_INET6, a) for a in ("fe80::1", "fd00::2", "2001:db8::3", "ff02::1:ff00:2")]

def eth(payload, type, tags=()):
    vlan = b"".join(struct.pack("!HH", t, 5) for t in tags)
    return MAC[1] + MAC[0] + vlan + struct.pack("!H", type) + payload

def arp(op, spa=V4[0], tpa=V4[1], tha=b"\0" * 6, hrd=1, pro=0x0800, hln=6, pln=4):
    return struct.pack("!HHBBH", hrd, pro, hln, pln, op) + MAC[0] + spa + tha + tpa

def ip4(payload, proto=1, off=0x4000, options=b"", total=None, vihl=None):
    n = 20 + len(options)
    return struct.pack("!BBHHHBBH", vihl or 0x40 | n // 4, 0,
        n + len(payload) if total is None else total, 7, off, 64, proto, 0) + V4[0] + V4[1] + options + payload

def icmp(type, code, rest=b"\0\0\0\0", data=b""):
    return struct.pack("!BBH", type, code, 0) + rest + data

def ip6(payload, nxt=58, plen=None):
    return struct.pack("!IHBB", 6 << 28, len(payload) if plen is None else plen, nxt, 64) + V6[0] + V6[1] + payload

def ext(nxt, n=0):
    return bytes([nxt, n, 5, 2, 0, 0, 1, 0]) + b"\1\6" * (n > 0) + b"\0" * max(0, 8 * n - 2)

echo = icmp(8, 0, struct.pack("!HH", 7, 3), b"x" * 56)
udp = struct.pack("!HHHH", 1000, 33434, 12, 0) + b"abcd"
f = []
for op in (1, 2, 3, 4, 8, 9):
    f.append(eth(arp(op, tha=MAC[2] if op in (3, 4, 8, 9) else b"\0" * 6), 0x0806))
f += [eth(arp(1, spa=V4[0], tpa=V4[0]), 0x0806), eth(arp(1, spa=b"\0" * 4), 0x0806), # announcement, probe
    eth(arp(1, tha=MAC[1]), 0x0806), eth(arp(2, spa=V4[1], tpa=V4[1], tha=b"\xff" * 6), 0x0806),
    eth(arp(1) + b"\0" * 18, 0x0806), eth(arp(1, hrd=6), 0x0806), eth(arp(1, pro=0x86dd), 0x0806), eth(arp(1, pln=16) + b"\0" * 24, 0x0806)]
for tags in ((0x8100,), (0x88a8, 0x8100), (0x88a8, 0x8100, 0x8100)):
    f += [eth(arp(1), 0x0806, tags), eth(ip4(echo), 0x0800, tags)]
f += [eth(ip4(echo), 0x0800), eth(ip4(icmp(0, 0, struct.pack("!HH", 65535, 65535), b"y")), 0x0800),
    eth(ip4(echo, options=b"\x94\x04\0\0"), 0x0800), eth(ip4(echo, options=b"\x07\x27\x04" + b"\0" * 37), 0x0800),
    eth(ip4(echo, off=0x2000), 0x0800), eth(ip4(b"z" * 40, off=0x20b9), 0x0800), eth(ip4(b"z" * 40, off=0x00b9), 0x0800),
    eth(ip4(echo, total=1500), 0x0800), eth(ip4(echo, total=10), 0x0800), eth(ip4(echo, vihl=0x43), 0x0800),
    eth(ip4(echo, vihl=0x75), 0x0800), eth(ip4(echo) + b"\0" * 9, 0x0800), eth(ip4(b"", proto=1), 0x0800), eth(ip4(b"1234", proto=99), 0x0800)]
for quoted in (ip4(echo[:8], total=84), ip4(udp, proto=17), ip4(udp, proto=6), ip4(udp, proto=99), ip4(udp, proto=17, options=b"\1" * 8)):
    for type, codes in ((3, range(18)), (4, [0]), (5, range(5)), (11, range(3)), (12, range(2))):
        for code in codes:
            f.append(eth(ip4(icmp(type, code, V4[2] if type == 5 else b"\0\0\5\xdc", quoted)), 0x0800))
f.append(eth(ip4(icmp(3, 4, b"\0" * 4, ip4(udp, proto=17))), 0x0800))
f += [eth(ip4(icmp(t, 0, b"\0\1\0\2", b"\0" * 12)), 0x0800) for t in (10, 13, 15, 16, 17, 42)]
e6 = icmp(128, 0, struct.pack("!HH", 9, 1), b"x" * 56)
f += [eth(ip6(e6), 0x86dd), eth(ip6(icmp(129, 0, b"\0\1\0\1")), 0x86dd),
    eth(ip6(ext(58) + e6, 0), 0x86dd), eth(ip6(ext(60) + ext(58, 1) + e6, 0), 0x86dd),
    eth(ip6(struct.pack("!BBHI", 58, 0, 1, 77) + e6, 44), 0x86dd), eth(ip6(struct.pack("!BBHI", 58, 0, 1449, 77) + e6, 44), 0x86dd),
    eth(ip6(e6, plen=900), 0x86dd), eth(ip6(b"", 58), 0x86dd), eth(ip6(b"abcd", 99), 0x86dd), eth(ip6(b"", 59), 0x86dd),
    eth(b"\x40" + ip6(e6)[1:], 0x86dd)]
for quoted in (ip6(e6[:16], plen=64), ip6(udp, 17), ip6(udp, 6), ip6(ext(17) + udp, 0)):
    for type, codes in ((1, range(5)), (2, [0]), (3, range(3)), (4, range(5))):
        f += [eth(ip6(icmp(type, c, b"\0\0\5\0", quoted)), 0x86dd) for c in codes]
for type in (135, 136):
    f.append(eth(ip6(icmp(type, 0, b"\x60\0\0\0", V6[1] + b"\2\1" + MAC[0])), 0x86dd))
f += [eth(ip6(icmp(137, 0, b"\0" * 4, V6[2] + V6[1])), 0x86dd), eth(ip6(icmp(133, 0, data=b"\1\1" + MAC[0])), 0x86dd),
    eth(ip6(icmp(134, 0, b"\x40\0\7\8", b"\0" * 8)), 0x86dd), eth(ip6(icmp(250, 3)), 0x86dd)]
f += [eth(ip6(icmp(t, 0, b"\0\5\0\0", V6[3])), 0x86dd) for t in (130, 131, 132)]
f += [eth(ip6(icmp(130, 0, b"\0\5\0\0", V6[3] + struct.pack("!BBH", 2, 125, n) + V6[0] * n)), 0x86dd) for n in (0, 2)]
f += [eth(ip6(ext(58) + icmp(143, 0, b"\0\0\0\1", b"\4\0\0\0" + V6[3]), 0), 0x86dd)]
for n in (1, 3):
    f.append(eth(ip6(icmp(130, 0)[:4 + n], 58), 0x86dd))

cut = [(x, min(len(x), 192)) for x in f]
for x in f:  # each frame, cut short at six places
    cut += [(x, n) for n in sorted(random.sample(range(14, min(len(x), 192)), 6))]
cut += [(f[0], n) for n in range(1, 14)]
pcap = open(here + "/frames.pcap", "wb")
pcap.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
events = open(here + "/frames.events", "w")
events.write("netns red\nlink red eth0 02:00:00:00:00:01\n")
for i, (x, n) in enumerate(cut):
    pcap.write(struct.pack("<IIII", i, 0, n, len(x)) + x[:n])
    events.write("%d red:eth0 in len %d hex %s\n" % (i * 1000000, len(x), x[:n].hex()))
print(len(cut), file=open(here + "/count", "w"))

# Each octet of each frame's headers turned to two others: some 30,000 more, for -r.
pcap = open(here + "/turned.pcap", "wb")
pcap.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
for x in f:
    for i in range(14, min(len(x), 100)):
        for value in random.sample(range(256), 2):
            y = bytearray(x)
            y[i] = value
            pcap.write(struct.pack("<IIII", 0, 0, len(y), len(y)) + y)
EOF

ours() { sed -E 's/^[^ ]+ (red:eth0   in  )?//; s/^(ARP|ICMP6?|IP6?|Ethernet) //; s/  +/ /g; s/ $//'; }
theirs() {
	grep -av '^	' | sed -E '
	s/^ARP, (Request|Reply|Reverse Request|Reverse Reply|Inverse Request|Inverse Reply) (.*), length [0-9]+$/\2/
	s/^ARP, (.*), length [0-9]+$/\1/
	s/^ARP, //
	s/^IP6? +//
	s/missing!/missing! /
	s/ICMP6, //; s/(: |missing! )ICMP /\1/; s/ICMP ([a-z].*length)/\1/
	s/  +/ /g; s/^ //; s/ $//'
}
"$B/tests/golden/replay" text "$tmp/frames.events" | ours >"$tmp/ours"
tcpdump -tnr "$tmp/frames.pcap" 2>/dev/null | theirs >"$tmp/theirs"
count=$(cat "$tmp/count")
is "a line for each of $count frames" "$(wc -l <"$tmp/ours") $(wc -l <"$tmp/theirs")" "$count $count"
is "tcpdump's words" "$(diff "$tmp/ours" "$tmp/theirs" | head -40)" ""
ok "more than a few frames" test "$count" -gt 900

# The same by -r. What tcpdump says of node information (RFC 4620), RPL (RFC 6550), renumbering
# (RFC 2894) and ATM we leave to it.
others='who-are-you|RPL|router renumbering|^ATM'
nscope trace -r "$tmp/turned.pcap" 2>"$tmp/err" | ours >"$tmp/ours"
tcpdump -tnr "$tmp/turned.pcap" 'arp or icmp or icmp6' 2>/dev/null | theirs >"$tmp/theirs"
is "-r counts as tcpdump counts" "$(wc -l <"$tmp/ours")" "$(wc -l <"$tmp/theirs")"
ok "tens of thousands of frames" test "$(wc -l <"$tmp/ours")" -gt 30000
is "tcpdump's words, whatever an octet is" \
	"$(paste -d'\n' "$tmp/ours" "$tmp/theirs" | awk -v others="$others" 'NR % 2 { o = $0; next } o != $0 && $0 !~ others { print o; print $0 }' | head -20)" ""

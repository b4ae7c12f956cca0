#!/bin/bash
# words - our summary of a frame is what tcpdump -n says of it, for some hundred frames, whole and
# cut short anywhere, and for frames of every type and code, with tags, options, extension headers,
# fragments. Judge: tcpdump.
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

# Every type and code of ICMP and ICMPv6, every sort of ARP, behind tags, options and extension
# headers of all sorts; 8000 of them cut short.
python3 - "$tmp" <<'EOF'
import random, socket, struct, sys
random.seed(3)
MAC = [bytes.fromhex("02000000000%x" % i) for i in range(1, 4)]
V4 = [socket.inet_aton(a) for a in ("192.168.15.1", "192.168.15.2", "10.0.0.254")]
V6 = [socket.inet_pton(socket.AF_INET6, a) for a in ("fe80::1", "fd00::2", "2001:db8::3", "ff02::1:ff00:2")]
def eth(payload, type, tags=()):
    return MAC[1] + MAC[0] + b"".join(struct.pack("!HH", t, random.randrange(65536)) for t in tags) + struct.pack("!H", type) + payload
def arp(op, hrd=1, pro=0x800, hln=6, pln=4):
    any = lambda n: random.choice([b"\0" * n, b"\xff" * n, random.randbytes(n)])
    return struct.pack("!HHBBH", hrd, pro, hln, pln, op) + any(hln) + any(pln) + any(hln) + any(pln)
def ip4(payload, proto=1, off=0, options=b"", ttl=64, tos=0):
    n = 20 + len(options)
    return struct.pack("!BBHHHBBH", 0x40 | n // 4, tos, n + len(payload), random.randrange(65536), off, ttl, proto, 0) + random.choice(V4) + random.choice(V4) + options + payload
def ip6(payload, nxt=58, hlim=64, flow=0):
    return struct.pack("!IHBB", 6 << 28 | flow, len(payload), nxt, hlim) + random.choice(V6) + random.choice(V6) + payload
def ext(nxt, n=0):
    return bytes([nxt, n]) + (b"\x05\x02\0\0\1\0" if n == 0 else b"\x01" + bytes([8 * n + 4 - 2 + 0]) + b"\0" * (8 * n + 4))
def options():
    o = random.choice([b"\x94\x04\0\0", b"\x07\x07\x04" + b"\0" * 4 + b"\0", b"\x44\x08\x05\0" + b"\0" * 4, b"\x83\x07\x04" + V4[2] + b"\0", b"\x89\x07\x04" + V4[2] + b"\0", b"\1\1\1\0", b"\x88\x04\0\7", b"\x86\x04\1\2", b"\x52\x0c" + b"\0" * 10, b"\x1e\x02\0\0", b"\x07\x01\0\0", b"\x94\xff\0\0", random.randbytes(8)])
    return o
f = []
udp4 = lambda: ip4(random.randbytes(12), random.choice([17, 6, 1, 99]), random.choice([0, 0, 0x4000, 0x2000, 5]), random.choice([b"", b"", options()]))
udp6 = lambda: random.choice([ip6(random.randbytes(12), random.choice([17, 6, 58, 99])), ip6(ext(17) + random.randbytes(12), random.choice([0, 60, 43]))])
tags = lambda: random.choice([(), (), (), (), (0x8100,), (0x88a8,), (0x88a8, 0x8100), (0x8100, 0x8100), (0x9100, 0x8100)])
for type in range(256):
    for code in list(range(18)) + [255]:
        for rest in (udp4(), random.randbytes(random.randrange(40)), b""):
            f.append(eth(ip4(struct.pack("!BBH", type, code, 0) + random.choice([b"\0" * 4, random.randbytes(4)]) + rest), 0x800))
    for code in list(range(9)) + [255]:
        for rest in (udp6(), random.randbytes(random.randrange(60)), V6[1] + b"\1\1" + MAC[1] + b"\2\1" + MAC[0], b""):
            f.append(eth(ip6(struct.pack("!BBH", type, code, 0) + random.choice([b"\0" * 4, random.randbytes(4)]) + rest), 0x86dd))
for op in list(range(30)) + [255, 256, 65535]:
    for hrd in (1, 6, 7, 24, 32, 0, 77):
        for pro in (0x800, 0x86dd, 0x806, 0x1000, 0x8100, 0x1234):
            f.append(eth(arp(op, hrd, pro, random.choice([6, 6, 6, 0, 2, 8, 20]), random.choice([4, 4, 4, 0, 16])), 0x806, tags()))
for i in range(6000):
    icmp = lambda: struct.pack("!BBH", random.choice([0, 8, 3, 5, 11, 12, 13]), random.randrange(16), 0) + random.randbytes(4) + udp4()
    icmp6 = lambda: struct.pack("!BBH", random.choice([1, 2, 3, 4, 128, 129, 130, 133, 134, 135, 136, 137, 143]), random.randrange(6), 0) + random.randbytes(4) + random.choice([udp6(), random.randbytes(48)])
    f.append(eth(ip4(icmp(), 1, random.choice([0, 0x4000, 0x2000, 0x2010, 0x0020, 0x8000, 0xc000, random.randrange(65536)]), random.choice([b"", options(), options() + options()]), random.randrange(256), random.randrange(256)), 0x800, tags()))
    chain = [0, 60, 43, 44]; random.shuffle(chain); chain = chain[:random.randrange(4)]
    body, nxt = icmp6(), 58
    for h in chain:
        body = (struct.pack("!BBHI", nxt, 0, random.choice([0, 1, 0x0549, 8]), random.getrandbits(32)) if h == 44 else ext(nxt, random.randrange(3))) + body
        nxt = h
    f.append(eth(ip6(body, nxt, random.randrange(256), random.choice([0, random.getrandbits(28)])), 0x86dd, tags()))
out = []
for x in f:
    out.append((x + b"\0" * random.choice([0, 0, 0, 10]), None))
for x in random.sample(f, 8000):
    out.append((x, random.randrange(14, len(x) + 1)))
for name, those in (("kinds", out), ("whole", out[:len(f)])):
    p = open("%s/%s.pcap" % (sys.argv[1], name), "wb")
    p.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
    for x, n in those:
        y = x[:n] if n else x
        p.write(struct.pack("<IIII", 0, 0, len(y), len(x)) + y)
EOF
# compare WHAT FILTER LEAST: line by line
compare() {
	nscope trace -r "$tmp/kinds.pcap" -- "$2" 2>/dev/null | ours >"$tmp/ours"
	tcpdump -tnr "$tmp/kinds.pcap" "$2" 2>/dev/null | theirs >"$tmp/theirs"
	is "$1: -r counts as tcpdump counts" "$(wc -l <"$tmp/ours")" "$(wc -l <"$tmp/theirs")"
	ok "$1: at least $3 frames" test "$(wc -l <"$tmp/ours")" -ge "$3"
	is "$1: tcpdump's words" \
		"$(paste -d'\n' "$tmp/ours" "$tmp/theirs" | awk -v others="$others" 'NR % 2 { o = $0; next } o != $0 && $0 !~ others { print o; print $0 }' | head -20)" ""
}
compare "every type and code" 'arp or icmp or icmp6' 30000
compare "with VLAN tags" vlan 5000
compare "with extension headers" 'ip6 and ip6[6] != 58' 2000
is "without a filter it is that of arp, icmp, icmp6" \
	"$(nscope trace -r "$tmp/kinds.pcap" 2>/dev/null | md5sum)" \
	"$(nscope trace -r "$tmp/kinds.pcap" -- arp or icmp or icmp6 2>/dev/null | md5sum)"

# -e: the addresses, tags and lengths in front of it
links() { grep -avE '^	|\[\|vlan\]' | sed -E 's/^([^,]+(, ethertype [^,]+|, length [0-9]+|, vlan [^,]+|, p [0-7]|, DEI)*): .*/\1/'; }
nscope trace -t -e -r "$tmp/kinds.pcap" vlan 2>/dev/null | links >"$tmp/ours"
tcpdump -tenr "$tmp/kinds.pcap" vlan 2>/dev/null | links >"$tmp/theirs"
is "-e: tcpdump's Ethernet header" "$(diff "$tmp/ours" "$tmp/theirs" | head)" ""
ok "of thousands of frames" test "$(wc -l <"$tmp/ours")" -gt 4000

# -v: the parentheses in front of the addresses, with IP's options; checksums are tcpdump's alone.
nscope trace -t -v -r "$tmp/whole.pcap" -- 'icmp or icmp6' >"$tmp/ours" 2>/dev/null
tcpdump -tvnr "$tmp/whole.pcap" 'icmp or icmp6' >"$tmp/theirs" 2>/dev/null
is "-v: tcpdump's header" "$(python3 - "$tmp" <<'EOF'
import re, sys
here = sys.argv[1]
ours = open(here + "/ours", errors="replace").read().splitlines()
joined = []
for line in open(here + "/theirs", errors="replace").read().splitlines():
    if line.startswith("    "):
        joined[-1] += line
    elif line[0] != "\t":
        joined.append(line)
def head(line):
    line = re.sub(r", bad cksum [0-9a-f]+ \(->[0-9a-f]+\)!", "", line)
    m = re.search(r"^\w+ +(\((tos|hlim|class|flowlabel) .*?\)) +[0-9a-f.:]+ > ", line)
    return m and m.group(1)
if len(ours) != len(joined):
    print(len(ours), len(joined), "lines")
n = 0
for a, b in zip(ours, joined):
    n += head(a) is not None
    if head(a) != head(b):
        print(a[:200], b[:200], sep="\n")
print(n > 25000)
EOF
)" True

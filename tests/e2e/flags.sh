#!/bin/bash
# flags - tcpdump's options do to our lines what they do to tcpdump's. Judge: tcpdump.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
export TZ=Asia/Kolkata # five and a half hours: a zone that cannot be forgotten

python3 - "$tmp/f.pcap" <<'EOF'
import socket, struct, sys
A, B = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")
V4 = [socket.inet_aton(a) for a in ("192.168.15.1", "192.168.15.2")]
V6 = [socket.inet_pton(socket.AF_INET6, a) for a in ("fe80::1", "fd00::2")]
def eth(payload, type, *tags):
    return B + A + b"".join(struct.pack("!HH", *t) for t in tags) + struct.pack("!H", type) + payload
def arp(op):
    return struct.pack("!HHBBH", 1, 0x800, 6, 4, op) + A + V4[0] + B + V4[1]
def ip4(payload, off=0x4000, tos=0, ttl=64, options=b"", proto=1):
    return struct.pack("!BBHHHBBH", 0x45 + len(options) // 4, tos, 20 + len(options) + len(payload), 7, off, ttl, proto, 0) + V4[0] + V4[1] + options + payload
def ip6(payload, flow=0):
    return struct.pack("!IHBB", 6 << 28 | flow, len(payload), 58, 255) + V6[0] + V6[1] + payload
echo = struct.pack("!BBHHH", 8, 0, 0, 7, 3) + bytes(range(32, 88))
frames = [eth(arp(1), 0x806), eth(arp(2), 0x806), eth(arp(1), 0x806, (0x8100, 0x6005)), eth(ip4(echo), 0x800),
    eth(ip4(echo), 0x800, (0x88a8, 0x1064), (0x8100, 7)), eth(ip4(echo, 0x2000, 3, 1), 0x800), eth(ip4(b"x" * 9, 0x00b9, 1), 0x800),
    eth(ip4(echo, options=b"\x94\x04\0\0"), 0x800), eth(ip4(echo, 0x8000, 2, 255, b"\1\1\1\0"), 0x800), eth(ip4(echo)[:21] + b"\0" * 7, 0x800),
    eth(ip4(struct.pack("!BBHI", 3, 1, 0, 0) + ip4(echo)[:28]), 0x800), eth(ip4(struct.pack("!BBHI", 11, 0, 0, 0) + ip4(echo)), 0x800),
    eth(ip6(struct.pack("!BBHHH", 128, 0, 0, 7, 3) + b"y" * 8, 0xabcde), 0x86dd), eth(ip6(struct.pack("!BBHHH", 129, 0, 0, 7, 3), 0x2a00000), 0x86dd)]
out, t = open(sys.argv[1], "wb"), 1767323045123456789
out.write(struct.pack("<IHHiIII", 0xa1b23c4d, 2, 4, 0, 0, 262144, 1))
for i, x in enumerate(frames):
    t += (999, 1000, 1500, 10**9 + 1, 7200 * 10**9, -500)[i % 6]
    out.write(struct.pack("<IIII", t // 10**9, t % 10**9, len(x), len(x)) + x)
EOF
all='arp or icmp or icmp6 or vlan'
# A line a packet, and no word that only one of us has in that place.
one_line() { python3 -c '
import re, sys
out = []
for line in sys.stdin.read().split("\n"):
    if line.startswith(("\t", "    ")) and not line.startswith("\t0x"):
        out[-1] += " " + line.strip()
    elif line:
        out.append(line)
for line in out:
    line = re.sub(r"ARP, |\{ ICMP |(?<= )\}$|\b(ICMP6?|IP6?|ARP) (?=\(tos|\(hlim|\(flow|\(class|[0-9f]|who-has|truncated|Ethernet)", "", line)
    line = re.sub(r"\b(Request|Reply) (?=who-has|[0-9.]+ is-at)", "", line)
    line = re.sub(r"ICMP6, |ICMP ((?=echo|host|time|ip))|^ARP |\bIP6? (?=\()", "", line)
    line = re.sub(r"((who-has|is-at).*), length \d+$", r"\1", line)
    # Checksums we do not judge; where a header is cut short and how long an echo is stand elsewhere.
    line = re.sub(r" \(wrong icmp cksum [^)]*\)!\)|\[bad icmp6 cksum [^]]*\] ", "", line)
    line = re.sub(r"^(.*)(\(tos[^)]*\(1\)[^)]*\) )(truncated-ip.*missing! )", r"\1\3\2", line)
    if "hlim" in line:
        line = re.sub(r", length \d+$", "", line)
    if not line.startswith("\t"):
        line = re.sub(" +", " ", line).strip()
    print(line)
'; }
same() { # same OPTIONS...
	is "$*" "$(nscope trace -r "$tmp/f.pcap" "$@" -- "$all" 2>/dev/null | one_line)" \
		"$(tcpdump -nKr "$tmp/f.pcap" "$@" "$all" 2>/dev/null | one_line)"
}
for t in -tt -ttt -tttt -ttttt; do
	same $t
	same $t --nano
done
same -t
same --nano
same --micro
same -t -x
same -t -xx
same -t -X
same -t -XX
same -t -e
same -t -e -q
same -t -v
same -t -v -e
for size in 0 1048577 1M -1; do
	status nscope trace -B $size -r "$tmp/f.pcap"
	is "a ring of $size KiB is refused" "$?:$(head -1 <<<"$err")" "2:nscope trace: -B wants a number of KiB, 1 to 1048576"
done
status nscope trace -r "$tmp/f.pcap" -tttttt
is "a sixth -t is one too many" "$?" 2

# Neighbour discovery: what tcpdump puts on lines of its own stands on ours.
python3 - "$tmp/nd.pcap" <<'EOF'
import struct, sys
def frame(icmp):
    return bytes.fromhex("333300000001" "020000000001" "86dd") + struct.pack("!IHBB", 6 << 28, len(icmp), 58, 255) + bytes.fromhex("fe80" + "00" * 13 + "01" "ff02" + "00" * 13 + "01") + icmp
lladdr, target = bytes.fromhex("0101020000000001"), bytes.fromhex("fd00" + "00" * 13 + "02")
prefix = struct.pack("!BBBBIII", 3, 4, 64, 0xc0, 86400, 0xffffffff, 0) + target[:8] + b"\0" * 8
frames = [struct.pack("!BBHI", 133, 0, 0, 0) + lladdr,
    struct.pack("!BBHBBHII", 134, 0, 0, 64, 0xc8, 1800, 30000, 1000) + lladdr + prefix + struct.pack("!BBHI", 5, 1, 0, 1400),
    struct.pack("!BBHI", 135, 0, 0, 0) + target + lladdr,
    struct.pack("!BBHI", 136, 0, 0, 0x60000000) + target + b"\2" + lladdr[1:],
    struct.pack("!BBHI", 136, 0, 0, 0) + target + b"\2\0" + lladdr[2:], struct.pack("!BBHI", 135, 0, 0, 0) + target + b"\1\7" + lladdr[2:]]
out = open(sys.argv[1], "wb")
out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 262144, 1))
for x in map(frame, frames):
    out.write(struct.pack("<IIII", 0, 0, len(x), len(x)) + x)
EOF
options='(source|destination) link-address option \([12]\), length 8 \(1\): [0-9a-f:]{17}|prefix info option.* pref. time [a-z0-9]*|hop limit.*retrans timer [0-9]+ms|Flags \[[^]]*\]'
is "-v: neighbour discovery's options" "$(nscope trace -tv -r "$tmp/nd.pcap" 2>/dev/null | grep -oE "$options")" \
	"$(tcpdump -tnvKr "$tmp/nd.pcap" 2>/dev/null | sed 's/unknown\]/&/' | grep -oE "$options")"
like "an option of no length ends it" "$(nscope trace -tv -r "$tmp/nd.pcap" 2>/dev/null | sed -n 5p)" "Flags \[none\]$"

#!/bin/bash
# vlan - frames with no to four VLAN tags, from one end of a pipe to the other: at both ends we
# show the bytes that tcpdump shows there. On the way in the kernel takes the outer tag off.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

ok "up pair" nscope up pair
for n in red blue; do ip netns exec $n sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1; done
sleep 0.3
for n in red blue; do
	ip netns exec $n tcpdump -s 512 -B 4096 -U --immediate-mode -i eth0 -w "$tmp/$n.pcap" 2>"$tmp/$n.log" &
	dumps="${dumps-} $!"
	soon grep -q listening "$tmp/$n.log"
done
"$B/nscope" trace -w "$tmp/t.pcapng" 2>"$tmp/err" &
tracer=$!
soon grep -q watching "$tmp/err"

ip netns exec red python3 - <<'EOF'
import itertools, socket, struct
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("eth0", 0))
A, B = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")
def ip4(payload):
    h = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), n, 0, 64, 1, 0) + bytes([192, 168, 15, 1, 192, 168, 15, 2])
    total = sum(struct.unpack("!10H", h))
    total = (total & 0xffff) + (total >> 16)
    return h[:10] + struct.pack("!H", ~((total & 0xffff) + (total >> 16)) & 0xffff) + h[12:] + payload
def arp():
    return struct.pack("!HHBBH", 1, 0x800, 6, 4, 1) + A + bytes([192, 168, 15, 1]) + b"\0" * 6 + bytes([192, 168, 16, n])
n = 0
for count in range(5):
    for types in itertools.product((0x8100, 0x88a8), repeat=count):
        for kind in range(3):
            n += 1
            inner, body = [(0x806, arp()), (0x800, ip4(struct.pack("!BBHHH", 8, 0, 0, 7, n) + b"x" * 56)),
                           (0x800, ip4(struct.pack("!BBHI", 3, 1, 0, 0) + b"\x45" + b"q" * 200))][kind]
            tags = b"".join(struct.pack("!HH", t, (5 + n + i) & 0xfff | i << 13) for i, t in enumerate(types))
            s.send(B + A + tags + struct.pack("!H", inner) + body)
EOF
# 31 sorts of tags, three frames each
all() { [ "$(tcpdump -nr "$1" ether dst 02:00:00:00:00:02 2>/dev/null | grep -c '^[0-9]')" -ge 93 ]; }
for n in red blue; do ok "tcpdump saw all of them at $n" soon all "$tmp/$n.pcap"; done
kill -INT $tracer
wait $tracer
# shellcheck disable=SC2086
kill -INT $dumps
wait

# Three tags are walked over; a frame with a fourth is nobody's.
want='arp or icmp or (vlan and (arp or icmp)) or (vlan and (arp or icmp)) or (vlan and (arp or icmp))'
words() { sed -E 's/ARP, Request who-has/who-has/; s/Request who-has/who-has/; s/: ARP who-has/: who-has/; s/\), ARP who-has/), who-has/; s/(who-has .*), length [0-9]+$/\1/; s/ICMP //; s/ICMP //' | sort; }
for n in red blue; do
	case $n in red) dir=out from='^02:00:00:00:00:01' ;; blue) dir=in from='> 02:00:00:00:00:02' ;; esac
	nscope trace -r "$tmp/t.pcapng" $n -Q $dir -t -e 2>/dev/null | grep -v ' drop ' | sed "s/^$n:eth0 *$dir *//" | grep -e "$from" | words >"$tmp/ours"
	tcpdump -tenr "$tmp/$n.pcap" "$want" 2>/dev/null | grep -e "$from" | words >"$tmp/theirs"
	is "$n: headers, tags and words as tcpdump shows them" "$(diff "$tmp/ours" "$tmp/theirs")" ""
	is "$n: all of them" "$(wc -l <"$tmp/ours")" "$((3 * (1 + 2 + 4 + 8)))"
done
tags() { tshark -r "$1" -Y "$2 && (arp || icmp)" -T fields -e vlan.id -e ieee8021ad.id 2>/dev/null | head -45; }
is "in Wireshark, too" "$(tags "$tmp/t.pcapng" 'frame.interface_name == "blue:eth0" && frame.packet_flags_direction == 1')" \
	"$(tags "$tmp/blue.pcap" 'eth.dst == 02:00:00:00:00:02')"
ids() { nscope trace -j -r "$tmp/t.pcapng" "$@" 2>/dev/null | jq -r 'select(.type == "packet" and .eth.dst == "02:00:00:00:00:02") | .packet_id' | sort -n; }
is "one packet at both ends, whatever became of its tag" "$(ids red -Q out)" "$(ids blue -Q in)"
ok "down" nscope down pair

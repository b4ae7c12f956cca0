#!/bin/bash
# join - the same frame has the same packet_id at every end, and two frames never share one. Judge:
# tcpdump at every end of the labs, which tells frames apart by what is in them: ARP by its octets
# and its turn at that end, IP by its id, fragment offset and ICMP type, which NAT leaves alone.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# ends: every veth end of every lab, NODE:IF a line
ends() {
	local n
	for n in $(ip netns list | awk '{print $1}'); do
		ip -n "$n" -j -d link show | jq -r --arg n "$n" '.[] | select(.linkinfo.info_kind == "veth") | "\($n):\(.ifname)"'
	done
}
start() {
	local end log
	dumps=
	rm -f "$tmp"/*.pcap
	"$B/nscope" trace -j >"$tmp/t.json" 2>"$tmp/t.err" &
	tracer=$!
	soon grep -q watching "$tmp/t.err"
	for end in $(ends); do
		log="$tmp/$end.log"
		ip netns exec "${end%:*}" tcpdump -U --immediate-mode -n -i "${end#*:}" -w "$tmp/$end.pcap" 'arp or icmp' 2>"$log" &
		dumps="$dumps $!"
		soon grep -q listening "$log"
	done
}
# settled: both have written all there is; a busy machine's tcpdump is late
settled() {
	local end
	for end in $(ends); do
		[ "$(tcpdump -n -r "$tmp/$end.pcap" 2>/dev/null | wc -l)" -ge \
			"$(jq -s "[.[] | select(.type == \"packet\" and .proto != \"icmp6\" and .netns == \"${end%:*}\" and .ifname == \"${end#*:}\")] | length" "$tmp/t.json")" ] || return
	done
}
# shellcheck disable=SC2086
stop() {
	sleep 0.3
	soon settled
	kill -INT $tracer $dumps
	wait $tracer $dumps
}

cat >"$tmp/judge.py" <<'EOF'
# A frame by tcpdump: what it is, and how often that was at this end before. Then ids and frames
# must be two names of one thing. NAT changes addresses, ICMP id and checksum; IP id, fragment
# offset, type and sequence number stay.
import collections, glob, json, os, struct, sys
here = sys.argv[1]
def read(path):
    b = open(path, "rb").read()
    at = 24
    while at + 16 <= len(b):
        cap = struct.unpack_from("<I", b, at + 8)[0]
        yield b[at + 16:at + 16 + cap]
        at += 16 + cap
def seen(p):
    if p[12:14] == b"\x08\x06":
        mac = lambda m: ":".join("%02x" % x for x in m)
        ip = lambda a: ".".join(str(x) for x in a)
        return (p[21], mac(p[22:28]), ip(p[28:32]), mac(p[32:38]), ip(p[38:42]))
    ip = p[14:]
    offset = (struct.unpack("!H", ip[6:8])[0] & 0x1fff) * 8
    icmp = ip[(ip[0] & 15) * 4:]
    kind = None if offset else icmp[0]
    return (struct.unpack("!H", ip[4:6])[0], offset, kind,
            struct.unpack("!H", icmp[6:8])[0] if kind in (0, 8) else None)
def told(e):
    if e["proto"] == "arp":
        src, dst = e["arp"]["src"], e["arp"]["dst"]
        return (e["arp"]["opcode"], src["hw_mac"], src["proto_ipv4"], dst["hw_mac"], dst["proto_ipv4"])
    icmp = e.get("icmp", {})
    return (e["ip"]["id"], e["ip"].get("frag_offset", 0), icmp.get("type"), icmp.get("seq"))
theirs, ours = {}, collections.defaultdict(list)
for path in glob.glob(here + "/*.pcap"):
    theirs[os.path.basename(path)[:-5]] = [seen(p) for p in read(path)]
for line in open(here + "/t.json"):
    e = json.loads(line)
    if e["type"] == "packet" and e["proto"] in ("arp", "icmp"):
        ours["%s:%s" % (e["netns"], e["ifname"])].append((told(e), e))
to_id, to_frame, bad, n, ends = {}, {}, 0, 0, collections.Counter()
for end in sorted(theirs):
    if collections.Counter(theirs[end]) != collections.Counter(k for k, e in ours[end]):
        print(end, "tcpdump saw", len(theirs[end]), "and nscope", len(ours[end]), "or others")
        bad += 1
    turn = collections.Counter()
    for k, e in ours[end]:
        frame, id = (k, turn[k]), e["packet_id"]
        turn[k] += 1
        n += 1
        ends[id] += 1
        if to_id.setdefault(frame, id) != id or to_frame.setdefault(id, frame) != frame:
            print(end, e["time"], e["summary"], frame, "id", id, "but", to_id[frame])
            bad += 1
print("%d frames at ends, %d wrong, %s ends at most" % (n, bad, max(ends.values(), default=0)))
EOF
judge() { # judge WHAT ENDS: nothing is wrong, and some frame was at so many ends
	local said
	said=$(python3 "$tmp/judge.py" "$tmp" 2>&1)
	like "$1" "$said" "^[1-9][0-9]* frames at ends, 0 wrong, $2 ends at most\$"
}
# one transaction a ping: requests and replies with their ARP
transactions() { jq -s '[.[] | select(.type == "packet" and .proto == "icmp" and (.icmp.type == 8 or .icmp.type == 0)) | "\(.transaction)"] | unique | length' "$tmp/t.json"; }
ping_from() { ip netns exec "$1" ping -n -i 0.02 -W 1 "${@:2}" >/dev/null; }

ok "up switch" nscope up switch
for n in red blue green sw; do ip -n $n neigh flush all; done
start
ping_from red -c 5 192.168.15.2
ping_from blue -c 5 192.168.15.3
ping_from red -c 3 -s 3000 192.168.15.3
ip netns exec red ping -n -c 1 -W 2 192.168.15.77 >/dev/null
stop
# who-has: red, and on all ports of the switch (itself once, two copies and their ends)
judge "switch: floods, fragments, requests that are repeated" 6
is "switch: a transaction for each ping" "$(transactions)" 13
nscope down switch >/dev/null

ok "up router" nscope up router
start
ping_from red -c 10 10.2.0.2 &
ping_from blue -c 10 10.1.0.2
wait $!
ping_from red -c 2 -s 3000 10.2.0.2
ip netns exec red ping -n -c 1 -t 1 10.2.0.2 >/dev/null
ip netns exec red ping -n -c 1 -W 1 10.9.9.9 >/dev/null
stop
judge "router: both ways at once, fragments, errors" 4
nscope down router >/dev/null

# Two hosts behind one address, whose pings have one ICMP id: the second has it changed
ok "up nat" nscope up nat
start
ping_from red -c 20 -e 7 203.0.113.2 &
first=$!
ping_from blue -c 20 -e 7 203.0.113.2
wait $first
ping_from red -c 3 -s 3000 203.0.113.2
ip -n inet route add blackhole 198.51.100.0/24
ping_from red -c 3 198.51.100.9
stop
judge "nat: one ICMP id twice, fragments, errors" 4
is "nat: both are seen with the same ICMP id inside, with two outside" \
	"$(jq -s -c '[.[] | select(.type == "packet" and .icmp.type == 8 and .dir == "in" and .ip.dst == "203.0.113.2" and (.summary | test("length 64"))) | "\(.netns) \(.icmp.ident)"] | unique | map(split(" ")[0]) | group_by(.) | map(length)' "$tmp/t.json")" "[2,1]"
nscope down nat >/dev/null

ok "up house" nscope up house
start
ping_from red -c 10 203.0.113.2 &
first=$!
ping_from blue -c 10 203.0.113.2
wait $first
ping_from red -c 5 192.168.15.2
stop
judge "house: bridge and NAT in one namespace" "[46]"
is "a request through the house, its reply and their ARP have one transaction at every end" \
	"$(jq -s '[.[] | select(.type == "packet" and .icmp.type == 8 and .netns == "red" and .dir == "out") | .transaction] as $asked |
		[.[] | select(.type == "packet" and .icmp.type == 0 and .netns == "red" and .dir == "in") | .transaction] as $answered |
		$asked == $answered and ($asked | unique | length) == 15' "$tmp/t.json")" true
nscope down house >/dev/null

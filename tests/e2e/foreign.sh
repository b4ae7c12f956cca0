#!/bin/bash
# foreign - captures that others took, through -r: what tcpdump reads of them we read; what nobody
# can read is an error in plain words. No root: the reader runs as nobody.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
chmod 755 "$tmp"
read_it() { setpriv --reuid 65534 --regid 65534 --clear-groups --bounding-set -all "$B/nscope" trace -r "$@"; }

# A capture by tcpdump itself, on a pipe with something on it.
ip netns add a && ip netns add b
ip link add v0 netns a type veth peer name v0 netns b
ip -n a addr add 10.9.0.1/24 dev v0
ip -n b addr add 10.9.0.2/24 dev v0
for n in a b; do ip -n $n link set v0 up; done
ip netns exec a tcpdump -U --immediate-mode -i v0 -w "$tmp/t.pcap" 2>"$tmp/log" &
soon grep -q listening "$tmp/log"
ip netns exec a ping -n -c 2 -i 0.2 -W 2 10.9.0.2 >/dev/null
ip netns exec a bash -c 'echo x >/dev/udp/10.9.0.2/7' 2>/dev/null
soon sh -c "tcpdump -nr $tmp/t.pcap 2>/dev/null | grep -q unreachable"
kill -INT $!
wait $!
chmod 644 "$tmp/t.pcap"

status read_it "$tmp/t.pcap"
is "tcpdump's capture is read by nobody" "$?" 0
is "line by line what tcpdump prints of it" \
	"$(sed -E 's/ (ICMP6|IP6) / IP6 /; s/ ARP / /; s/ ICMP / IP /' <<<"$out")" \
	"$(tcpdump -nr "$tmp/t.pcap" 'arp or icmp or icmp6' 2>/dev/null | sed -E 's/ ARP, (Request|Reply)//; /who-has|is-at/s/, length [0-9]+$//; s/ ICMP6?,? / /; s/ICMP //')"
like "with its counters" "$err" "[0-9]+ seen = [1-9][0-9]* filtered \+ [0-9]+ delivered \+ 0 lost"
count=$(wc -l <<<"$out")
is "JSON says no more than is known" \
	"$(read_it "$tmp/t.pcap" -j 2>/dev/null | jq -s '[.[] | select(.type == "packet")] | length, (map(has("netns") or has("dir") or has("mono_ns") or has("ifname")) | any)' | paste -sd' ')" \
	"$count false"
for f in pcap pcapng nsecpcap; do
	editcap -F $f "$tmp/t.pcap" "$tmp/t.$f" 2>/dev/null
	chmod 644 "$tmp/t.$f"
	is "the same as $f" "$(read_it "$tmp/t.$f" 2>/dev/null | md5sum)" "$(printf '%s\n' "$out" | md5sum)"
done
is "the same from a pipe" "$(read_it - <"$tmp/t.pcap" 2>/dev/null | md5sum)" "$(printf '%s\n' "$out" | md5sum)"
is "with a filter it is the filter's" "$(read_it "$tmp/t.pcap" udp 2>/dev/null | wc -l)" \
	"$(tcpdump -nr "$tmp/t.pcap" udp 2>/dev/null | wc -l)"
is "-c N of it" "$(read_it "$tmp/t.pcap" -c 3 2>/dev/null | wc -l)" 3

# What it cannot be asked.
for what in "-w $tmp/x.pcapng" --ladder --drops --transaction-failed "-Q in" "-i v0" "--netns a" red; do
	# shellcheck disable=SC2086
	status nscope trace -r "$tmp/t.pcap" $what
	is "$what of others' is an error" "$?" 2
	like "that says why" "$err" "no capture of nscope's"
done

# Other link types are named.
python3 - "$tmp" <<'EOF'
import struct, sys
for dlt in (0, 1, 12, 113, 276, 101, 147):
    open("%s/dlt%d" % (sys.argv[1], dlt), "wb").write(struct.pack("<IHHiIIIIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, dlt, 1, 0, 4, 4) + b"\0" * 4)
EOF
for dlt in 0 113 276 101; do
	status nscope trace -r "$tmp/dlt$dlt"
	is "link type $dlt is refused" "$?" 2
done
like "by name" "$(nscope trace -r "$tmp/dlt276" 2>&1)" "link type is LINUX_SLL2 \(.*\); nscope reads Ethernet frames only"
like "or by number" "$(nscope trace -r "$tmp/dlt147" 2>&1)" "link type is (USER0|147)"

# No captures at all.
: >"$tmp/empty"
head -c 5000 /dev/urandom >"$tmp/random"
echo "hello" >"$tmp/hello"
for f in empty random hello .; do
	status nscope trace -r "$tmp/$f"
	is "$f is no capture" "$?" 2
	like "and its name is said" "$err" "^nscope: .*$f: "
done
status nscope trace -r "$tmp/nowhere"
like "what is not there is said" "$err" "nowhere: No such file or directory"
is "unreadable is an error" "$(chmod 600 "$tmp/t.pcap"; read_it "$tmp/t.pcap" 2>&1; echo $?)" "nscope: $tmp/t.pcap: Permission denied
2"

# Cut, and with octets turned: what tcpdump still prints we still print; nothing crashes or hangs.
cat >"$tmp/hurt.py" <<'EOF'
import random, subprocess, sys
nscope, tmp = sys.argv[1:]
random.seed(7)
wrong, cases = [], 0
for name in ("t.pcap", "t.pcapng"):
    data = open(tmp + "/" + name, "rb").read()
    hurt = [data[:n] for n in range(1, len(data), 29)]
    for _ in range(150):
        y = bytearray(data)
        for _ in range(random.randint(1, 4)):
            y[random.randrange(len(y))] = random.randrange(256)
        hurt.append(bytes(y))
    for y in hurt:
        open(tmp + "/hurt", "wb").write(y)
        ours = subprocess.run([nscope, "trace", "-r", tmp + "/hurt"], capture_output=True, timeout=10)
        # tcpdump tells its link type only with the packets: what we refuse for that it may print
        theirs = subprocess.run(["tcpdump", "-tnr", tmp + "/hurt", "arp or icmp or icmp6"], capture_output=True)
        lines = sum(not l.startswith(b"\t") for l in theirs.stdout.splitlines())
        cases += 1
        if ours.returncode not in (0, 2) or (lines != ours.stdout.count(b"\n") and b"link type" not in ours.stderr):
            wrong.append((name, len(y), ours.returncode, lines, ours.stdout.count(b"\n"), ours.stderr, theirs.stderr))
        elif (ours.returncode != 0) != (theirs.returncode != 0) and b"link type" not in ours.stderr:
            wrong.append((name, len(y), ours.returncode, theirs.returncode, ours.stderr, theirs.stderr))
print("ok - %d hurt captures" % cases if not wrong else "not ok - hurt captures: %d, %r" % (len(wrong), wrong[:2]))
EOF
python3 "$tmp/hurt.py" "$B/nscope" "$tmp"

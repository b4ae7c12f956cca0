#!/bin/bash
# sift - a filter in the kernel leaves out what the same filter leaves out of a capture, and counts
# it. Judges: tcpdump with that filter, the interfaces' own counters, tc and bpftool.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
pids=

start() { # start NAME ARGS...
	local name=$1
	shift
	rm -f "$tmp/$name.err" # of the one before
	"$B/nscope" trace "$@" >"$tmp/$name" 2>"$tmp/$name.err" &
	pids="$pids $!"
	soon grep -q watching "$tmp/$name.err" || fail "the trace $name"
}
end() {
	sleep 0.3
	# shellcheck disable=SC2086
	kill -INT $pids
	# shellcheck disable=SC2086
	wait $pids
	pids=
}
sum() { sed -nE "s/^nscope: ([0-9]+) seen = ([0-9]+) filtered \+ ([0-9]+) delivered \+ ([0-9]+) lost$/\\$2/p" "$tmp/$1.err"; }
closes() { [ "$(sum "$1" 1)" -eq $(($(sum "$1" 2) + $(sum "$1" 3) + $(sum "$1" 4))) ]; }
# programs of a process and its children, by name
programs() {
	for p in "$1" $(pgrep -P "$1"); do cat /proc/"$p"/fdinfo/* 2>/dev/null; done | awk '/^prog_id/ { print $2 }' |
		while read -r id; do bpftool prog show id "$id"; done | sed -nE 's/.* name ([a-z_]+) .*/\1/p' | sort -u
}
frames() { for n in red blue; do ip -n $n -s -j link show eth0; done | jq -s '[.[][0].stats64 | .rx.packets + .tx.packets] | add'; }
traffic() {
	ip -n red neigh flush dev eth0 nud all 2>/dev/null
	ip netns exec red ping -nq -c 20 -i 0.01 -W 2 192.168.15.2 >/dev/null
	ip netns exec red ping -nq -c 1 -s 2000 -W 2 192.168.15.2 >/dev/null
	ip netns exec blue bash -c 'for i in 1 2 3; do echo x >/dev/udp/192.168.15.1/7; done' 2>/dev/null
	ip netns exec red python3 - <<'PY'
import socket, struct
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(("eth0", 0))
A, B = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")
arp = struct.pack("!HHBBH", 1, 0x800, 6, 4, 1) + A + bytes([192, 168, 15, 1]) + b"\0" * 6 + bytes([192, 168, 15, 77])
for tags in (b"", b"\x81\0\0\5", b"\x88\xa8\0\6\x81\0\0\7"):
    s.send(B + A + tags + b"\x08\x06" + arp)
PY
	ip netns exec red ping -nq -c 1 -W 4 192.168.15.9 >/dev/null
	# From here on nothing happens by itself, however long the traces take to end.
	settle
}
settle() {
	ip -n red neigh flush all
	ip -n blue neigh flush all
	ip -n red neigh replace 192.168.15.2 lladdr 02:00:00:00:00:02 dev eth0 nud permanent
	ip -n blue neigh replace 192.168.15.1 lladdr 02:00:00:00:00:01 dev eth0 nud permanent
}

ok "up pair" nscope up pair
for n in red blue; do ip netns exec $n sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1; done
sleep 0.5

# One trace keeps everything; what a filter chooses from that, as it comes, is what it has to be.
filters=(arp 'host 192.168.15.9' 'icmp[icmptype] == icmp-echo' 'not arp' 'vlan 5' 'vlan and vlan and arp'
	'ip[6:2] & 0x1fff != 0' 'greater 100')
for n in red blue; do
	ip netns exec $n tcpdump -s 256 -B 4096 -U --immediate-mode -i eth0 -w "$tmp/$n.pcap" 2>"$tmp/$n.log" &
	pids="$pids $!"
	soon grep -q listening "$tmp/$n.log"
done
start all -w "$tmp/all.pcapng"
for i in "${!filters[@]}"; do start "f$i" -t -- "${filters[$i]}"; done
start in -t -Q in
start out -t -Q out -- arp
start drops -t --drops
start count --count -- arp
traffic
end

counts() { sort | uniq -c; }
lines() { nscope trace -r "$tmp/all.pcapng" -t "$@" 2>/dev/null | counts; }
ours='arp or icmp or icmp6 or (vlan and (arp or icmp)) or (vlan and (arp or icmp))'
for i in "${!filters[@]}"; do
	f=${filters[$i]}
	is "'$f' as from a capture of everything" "$(counts <"$tmp/f$i")" "$(lines -- "$f")"
	is "'$f' counts as tcpdump counts" "$(grep -cE '^[^ ]+ +(in|out) ' "$tmp/f$i")" "$(for n in red blue; do
		tcpdump -nr "$tmp/$n.pcap" -w - "$f" 2>/dev/null | tcpdump -tnr - "$ours" 2>/dev/null
	done | grep -cv '^	')"
	ok "'$f': the sum closes" closes "f$i"
	is "'$f' sees as much as who wants all" "$(sum "f$i" 1)" "$(sum all 1)"
	is "'$f' lost nothing" "$(sum "f$i" 4)" 0
done
is "-Q in" "$(counts <"$tmp/in")" "$(lines -Q in)"
is "-Q out, and arp" "$(counts <"$tmp/out")" "$(lines -Q out -- arp)"
is "--drops" "$(counts <"$tmp/drops")" "$(lines --drops)"
like "there is a drop" "$(cat "$tmp/drops")" "drop NEIGH_FAILED"
is "--count" "$(cat "$tmp/count")" "$(nscope trace -r "$tmp/all.pcapng" --count -- arp 2>/dev/null)"
for n in in out drops count; do
	ok "$n: the sum closes" closes $n
	is "$n sees as much as who wants all" "$(sum $n 1)" "$(sum all 1)"
done

# Where nothing but frames happens, seen is what the interfaces count.
for f in arp icmp 'icmp[icmptype] == icmp-echo'; do
	start few -t -- "$f"
	before=$(frames)
	ip netns exec red ping -nq -f -c 2000 192.168.15.2 >/dev/null
	ip netns exec blue bash -c 'for i in 1 2 3; do echo x >/dev/udp/192.168.15.1/7; done' 2>/dev/null
	after=$(frames)
	end
	is "'$f': seen is what the interfaces count" "$(sum few 1)" $((after - before))
	is "'$f': delivered is what is printed" "$(sum few 3)" "$(wc -l <"$tmp/few")"
	ok "'$f': the sum closes" closes few
done
is "an echo request at both ends" "$(sum few 3)" 4000

# Who needs all frames to know what belongs together gets all of them.
start text arp
like "text: in the kernel" "$(programs "$!")" skip_in
start json -j arp
is "-j: in user space" "$(programs "$!" | grep skip)" ""
start ladder --ladder arp
is "--ladder: in user space" "$(programs "$!" | grep skip)" ""
start write -w "$tmp/w.pcapng" --print arp
is "-w: in user space" "$(programs "$!" | grep skip)" ""
start failed --transaction-failed arp
is "--transaction-failed: in user space" "$(programs "$!" | grep skip)" ""
start none red
is "without a filter there is no gate" "$(programs "$!" | grep skip)" ""
start protochain ip6 protochain 58
is "a loop: in user space" "$("$B/nscope" trace -r "$tmp/all.pcapng" -- ip6 protochain 58 2>&1 | tail -1 | grep -c seen)" 1
end
ok "down" nscope down pair

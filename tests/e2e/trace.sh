#!/bin/bash
# trace - one first ping of `pair`, seen by us and by tcpdump on the same ends.
#
#      red                     blue
#   192.168.15.1 ──eth0──eth0── 192.168.15.2     (both ends are ifindex 2: told apart by name)
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# shellcheck source=tests/e2e/lib/first_ping.sh
. "$here/tests/e2e/lib/first_ping.sh"

ok "up pair" nscope up pair
is "both ends have the same ifindex" "$(ip -n red -j link show eth0 | jq .[0].ifindex)" \
	"$(ip -n blue -j link show eth0 | jq .[0].ifindex)"
first_ping
is "tshark counts the same echoes" \
	"$(jq -s '[.[] | select(.proto == "icmp" and .netns == "red")] | length' "$tmp/t.json")" \
	"$(tshark -r "$tmp/red.pcap" -Y icmp 2>/dev/null | wc -l)"

start_trace "$tmp/t.txt" red blue
ip netns exec red ping -n -c 1 -W 2 192.168.15.2 >/dev/null
soon grep -q 'echo reply' "$tmp/t.txt"
sleep 0.2
stop_trace
like "text has tcpdump's words, the namespace first" "$(head -1 "$tmp/t.txt")" \
	"^[0-9:]{8}\.[0-9]{6} red:eth0 +out ICMP 192\.168\.15\.1 > 192\.168\.15\.2: echo request, id [0-9]+, seq 1, length 64$"
like "then the other end" "$(sed -n 2p "$tmp/t.txt")" "^[0-9:]{8}\.[0-9]{6} blue:eth0 +in  ICMP "
unlike "no colour in a pipe" "$(cat "$tmp/t.txt")" $'\e'

start_trace "$tmp/usr1" -j
ip netns exec red ping -n -c 1 -W 2 192.168.15.2 >/dev/null
soon grep -q 'echo reply' "$tmp/usr1"
sleep 0.2
kill -USR1 "$tracer"
ok "SIGUSR1 prints the counters" soon grep -qE '^nscope: so far [0-9]+ seen = [0-9]+ filtered \+ [1-9][0-9]* delivered \+ 0 lost \+ 0 under way$' "$tmp/usr1.err"
ok "and it goes on" kill -0 "$tracer"
stop_trace

start_trace "$tmp/c.json" -j -c 3
ip netns exec red ping -n -c 3 -i 0.2 -W 2 192.168.15.2 >/dev/null
soon test ! -e /proc/$tracer
wait "$tracer"
is "-c ends it well" "$?" 0
is "-c 3 prints three packets" "$(jq -s '[.[] | select(.type == "packet")] | length' "$tmp/c.json")" 3
is "-c keeps the sum" "$(jq -s '.[-1] | .seen == .filtered + .delivered + .lost' "$tmp/c.json")" true

start_trace "$tmp/one.json" -j blue:eth0
ip netns exec red ping -n -c 1 -W 2 192.168.15.2 >/dev/null
soon grep -q 'echo reply' "$tmp/one.json"
stop_trace
is "NODE:IF watches that end alone" "$(jq -s -r '[.[] | select(.type == "packet") | .netns + ":" + .ifname] | unique | join(" ")' "$tmp/one.json")" blue:eth0

# who listens and never reads had a copy, and no loss
start_trace "$tmp/copy.json" -j
ip netns exec red python3 -c '
import socket, subprocess
ear = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
subprocess.run("ping -n -c 3 -i 0.2 -W 2 192.168.15.2".split(), stdout=subprocess.DEVNULL, check=True)
assert ear.recv(2048, socket.MSG_PEEK)'
is "it heard" "$?" 0
soon test "$(grep -c 'echo reply' "$tmp/copy.json")" -ge 6
sleep 0.2
stop_trace
is "a listener that ends with frames unread is no drop" "$(jq -c 'select(.type == "drop")' "$tmp/copy.json")" ""

# nobody at .9: the kernel gives up and says so
start_trace "$tmp/nine.json" -j
ip netns exec red ping -n -c 1 -W 5 192.168.15.9 >/dev/null
soon grep -q FAILED "$tmp/nine.json"
stop_trace
is "three questions for an address nobody owns" \
	"$(jq -s '[.[] | select(.type == "packet" and .netns == "red" and .arp.opcode == 1 and .arp.dst.proto_ipv4 == "192.168.15.9")] | length' "$tmp/nine.json")" 3
is "the neighbour fails" "$(jq -r 'select(.type == "neigh" and .neigh.new == "FAILED") | .netns + " " + .neigh.dst' "$tmp/nine.json" | head -1)" \
	"red 192.168.15.9"
is "the waiting echo is dropped, with the reason" \
	"$(jq -r 'select(.type == "drop" and .netns == "red") | .skb_drop.drop_reason' "$tmp/nine.json" | sort -u | grep -x NEIGH_FAILED)" NEIGH_FAILED

start_trace "$tmp/dead.json" -j
# By number: other programs, and other tests' nscopes, come and go meanwhile.
# The process that was started reads, a child of it holds the programs.
keeper=$(pgrep -P $tracer)
programs=$(cat /proc/"$keeper"/fdinfo/* 2>/dev/null | sed -n 's/^prog_id:[[:space:]]*//p' | sort -un)
loaded() { bpftool -j prog | jq -e --argjson ours "[$(paste -sd, <<<"$programs")]" 'any(.id as $i | $ours | index($i))' >/dev/null; }
gone() { ! loaded; }
ok "programs are loaded while it runs" loaded
kill -9 "$tracer"
wait "$tracer" 2>/dev/null
for n in red blue; do
	is "kill -9 leaves no program on clsact in $n" "$(ip netns exec $n bpftool net | grep -c end_)" 0
	is "kill -9 leaves no tc qdisc in $n" "$(ip netns exec $n tc qdisc show dev eth0 | grep -c clsact)" 0
done
ok "kill -9 leaves no program loaded" soon gone
ok "nor a process" soon test ! -e /proc/"$keeper"

status nscope trace nowhere
is "an unknown node is an error" "$?" 2
like "and says what there is" "$err" "nowhere"
status nscope trace -c 0
is "-c 0 is an error" "$?" 2
start_trace "$tmp/host.txt" host
like "a namespace without a veth end is waited for, and what to name is said" \
	"$(cat "$tmp/host.txt.err")" "no veth end yet.*host:eth0"
stop_trace
status nscope trace red:eth7
is "an unknown interface is an error" "$?" 2
ok "down" nscope down pair
status nscope trace
is "nothing to watch is an error" "$?" 2
like "and says what to do" "$err" "nscope up pair"

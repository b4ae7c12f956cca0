#!/bin/bash
# filter - which events are shown; the rest is counted. Judge of the language: tcpdump.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# traced OUT ARGS...: while red pings .2 and, without an answer, .9
traced() {
	local out=$1
	shift
	"$B/nscope" trace "$@" >"$out" 2>"$out.err" &
	tracer=$!
	soon grep -q watching "$out.err" || { cat "$out.err"; return 1; }
	ip -n red neigh flush dev eth0
	ip netns exec red ping -n -c 1 -W 2 192.168.15.2 >/dev/null
	ip netns exec red ping -n -c 1 -W 4 192.168.15.9 >/dev/null
	sleep 0.3
	kill -INT "$tracer"
	wait "$tracer"
}
closes() { sed -nE 's/^nscope: ([0-9]+) seen = ([0-9]+) filtered \+ ([0-9]+) delivered \+ ([0-9]+) lost$/\1 \2 \3 \4/p' "$1" |
	{ read -r seen filtered delivered lost && [ "$seen" -eq $((filtered + delivered + lost)) ]; }; }
lines() { nscope trace -j -r "$tmp/all.pcapng" "$@" 2>/dev/null | jq -r 'select(.type != "start" and .type != "end")'; }

ok "up pair" nscope up pair
for n in red blue; do ip netns exec $n sysctl -qw net.ipv6.conf.eth0.router_solicitations=0; done
sleep 1

# One run keeps everything; from it the others are judged.
traced "$tmp/all.json" -j -w "$tmp/all.pcapng" || fail "the trace itself"
for filter in arp icmp 'host 192.168.15.9' 'src host 192.168.15.2' 'icmp[icmptype] == 8' 'not arp' \
	'ether broadcast' '(arp or icmp) and dst host 192.168.15.2' 'len <= 42' 'ip[8] == 64'; do
	is "'$filter' chooses the packets that tcpdump chooses" \
		"$(lines -- "$filter" | jq -r 'select(.type == "packet") | .time[11:26]')" \
		"$(TZ=UTC tcpdump --nano -nr "$tmp/all.pcapng" "$filter" 2>/dev/null | grep -v '^	' | cut -c1-15 |
			grep -Fxf <(jq -r 'select(.type == "packet") | .time[11:26]' "$tmp/all.json"))"
done
is "arp shows the neighbour table beside it" "$(lines arp | jq -r '.proto // .type' | sort -u | paste -sd' ')" "arp neigh"
is "icmp does not" "$(lines icmp | jq -r .type | sort -u | paste -sd' ')" "drop packet"
is "host A shows what becomes of A" \
	"$(lines -- host 192.168.15.9 | jq -r 'select(.type == "neigh") | .neigh.dst' | sort -u)" 192.168.15.9
is "-Q out" "$(lines -Q out | jq -r '.dir // empty' | sort -u)" out
is "-Q in" "$(lines -Q in | jq -r '.dir // empty' | sort -u)" in
is "-Q inout is both" "$(lines -Q inout | jq -r '.dir // empty' | sort -u | paste -sd' ')" "in out"
is "--drops" "$(lines --drops | jq -r '.skb_drop.drop_reason' | sort -u)" NEIGH_FAILED
is "--netns" "$(lines --netns blue | jq -r .netns | sort -u)" blue
is "NODE of a capture" "$(lines red | jq -r .netns | sort -u)" red
is "NODE:IF of a capture" "$(lines blue:eth0 | jq -r '.netns + ":" + .ifname' | sort -u)" blue:eth0
is "-i of a capture" "$(lines -i eth0 | wc -l)" "$(lines | wc -l)"
is "-s cuts" "$(nscope trace -r "$tmp/all.pcapng" -s 20 arp 2>/dev/null | grep -v neigh | awk '{print $4, $5}' | sort -u)" "ARP [|arp]"
is "what was not answered" \
	"$(lines --transaction-failed | jq -r 'select(.type == "packet") | .summary' | sort -u)" \
	"who-has 192.168.15.9 tell 192.168.15.1"
is "with its drop and its neighbour" "$(lines --transaction-failed | jq -r '.type' | sort -u | paste -sd' ')" "drop neigh packet"
nscope trace -r "$tmp/all.pcapng" --transaction-failed >"$tmp/failed" 2>"$tmp/failed.err"
ok "and the sum closes" closes "$tmp/failed.err"
for what in redd red:eth7x; do
	status nscope trace -r "$tmp/all.pcapng" "${what%:*}x"
	is "a NODE that the capture does not know is an error" "$?" 2
done

# Live.
traced "$tmp/icmp.json" -j red icmp and host 192.168.15.2
is "NODE, then FILTER" "$(jq -r 'select(.netns) | .netns + " " + .proto' "$tmp/icmp.json" | sort -u)" "red icmp"
ok "what it leaves out is counted" closes "$tmp/icmp.json.err"
like "not lost" "$(cat "$tmp/icmp.json.err")" "[1-9][0-9]* filtered .* 0 lost"
traced "$tmp/failed.json" -j --transaction-failed
is "live, what was not answered" "$(jq -r 'select(.type == "packet") | .summary' "$tmp/failed.json" | sort -u)" \
	"who-has 192.168.15.9 tell 192.168.15.1"
ok "and the sum closes" closes "$tmp/failed.json.err"
traced "$tmp/q.json" -j --netns blue -Q in -i eth0 -- arp
is "all of them together" "$(jq -r 'select(.type == "packet") | .netns + .ifname + .dir + .proto' "$tmp/q.json" | sort -u)" blueeth0inarp
is "the capture says by which filter" "$(nscope trace -r "$tmp/all.pcapng" -w "$tmp/f.pcapng" arp 2>/dev/null; capinfos "$tmp/f.pcapng" 2>/dev/null | sed -n 's/ *Filter string = //p' | sort -u)" arp

# Which word is what.
ip netns add arp && ip link add v0 netns arp type veth peer name v1 netns arp
traced "$tmp/ns" arp && like "a namespace called arp is a NODE" "$(cat "$tmp/ns.err")" "in 1 namespace"
ip netns del arp
words() { # what it says on stderr
	timeout -s INT 0.5 "$B/nscope" trace -c 1 "$@" 2>"$tmp/words" >/dev/null
	cat "$tmp/words"
}
like "host is a NODE" "$(words host)" "in 1 namespace.*host:eth0"
like "host ADDRESS is a FILTER" "$(words host 192.168.15.2)" "watching 2 ends"
like "behind -- everything is" "$(words red -- host 192.168.15.2)" "watching 1 end "
like "an address alone is neither, and it says what" "$(words 192.168.15.2)" "no namespace; a filter for it is: host 192.168.15.2"
like "nonsense is libpcap's to say" "$(words arp and and)" "filter 'arp and and': .*syntax error.*pcap-filter"
like "two filters are one too many" "$(words arp -- icmp)" "begins at 'arp'"
for bad in "-Q up" "-s x" "-c 0" "--netns nowhere" "-i eth7" "-j --ladder"; do
	# shellcheck disable=SC2086
	status nscope trace $bad
	is "$bad is an error" "$?" 2
done
ok "down" nscope down pair

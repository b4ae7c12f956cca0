#!/bin/bash
# extcap - Wireshark finds us in its list of interfaces, and captures from us. Judge: tshark, with
# the same external capture programs as Wireshark.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# The variable is for users; root's tshark looks into root's home only.
export HOME=$tmp XDG_CONFIG_HOME=$tmp/.config WIRESHARK_EXTCAP_DIR=$tmp/.config/wireshark/extcap
mkdir -p "$WIRESHARK_EXTCAP_DIR" && ln -s "$B/nscope" "$WIRESHARK_EXTCAP_DIR/nscope"
shark() { tshark "$@" 2>"$tmp/err"; }

ok "up pair" nscope up pair
for n in red blue; do ip netns exec $n sysctl -qw net.ipv6.conf.eth0.disable_ipv6=1; done
like "tshark lists us" "$(shark -D)" "nscope \(nscope: ARP and ICMP in all namespaces\)"
like "and each lab" "$(shark -D)" "nscope-pair \(nscope: lab pair\)"
like "of Ethernet" "$(shark -i nscope -L)" "EN10MB"
is "settings are told" "$(nscope --extcap-interface nscope --extcap-config | grep -o 'call=--nodes')" "call=--nodes"
is "a good filter is met with silence" "$(nscope --extcap-interface nscope --extcap-capture-filter 'arp or icmp')" ""
like "a bad one with the reason" "$(nscope --extcap-interface nscope --extcap-capture-filter 'arp or')" "syntax error"

# captured INTERFACE OPTIONS...: what tshark takes from us while red pings blue
captured() {
	local interface=$1 shark
	shift
	timeout 20 tshark -l -N n -i "$interface" "$@" -T fields -e frame.interface_name -e _ws.col.Info >"$tmp/out" 2>"$tmp/err" &
	shark=$!
	for _ in $(seq 60); do
		ip netns exec red ping -n -c 1 -W 1 192.168.15.2 >/dev/null
		[ "$(wc -l <"$tmp/out")" -ge 8 ] && break
		sleep 0.1
	done
	kill -INT $shark
	wait $shark
	sort -u "$tmp/out"
}
like "all namespaces" "$(captured nscope)" "blue:eth0.Echo \(ping\) request.*red:eth0.Echo \(ping\) reply"
like "a lab" "$(captured nscope-pair)" "blue:eth0.Echo \(ping\) request.*red:eth0.Echo \(ping\) reply"
unlike "a filter" "$(captured nscope -f arp\ or\ icmp\[icmptype\]==0)" "request.*seq"
like "leaves what it names" "$(cat "$tmp/out")" "reply"
is "nodes" "$(captured nscope -o "extcap.nscope.nodes:red" | cut -f1 | sort -u)" red:eth0
gone() { ! pgrep -f "^$WIRESHARK_EXTCAP_DIR/nscope"; }
ok "nothing stays behind" soon gone
status nscope --capture
is "without Wireshark it is an error" "$?" 2
ok "down" nscope down pair

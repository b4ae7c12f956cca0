#!/bin/bash
# why_explain - what --explain says to type brings about that very cause.
#
#   ALL=1   every cause that can be built here, not only the quick ones; a minute or two
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

quick='loopback-down link-down broadcast-address route-rejects policy-route no-route ttl-too-small
own-address forwarding-off firewall echo-ignored bridge-port-isolated nscope-fault mtu
rp-filter arp-off overlapping-route'
# What needs the whole machine, a program to be compiled, modules that a kernel may lack, or luck.
elsewhere='neighbour-table-full multicast-snooping xdp-drop backlog-full unknown tc-drop
vlan-filtered reply-late bridge-loop'

text() { nscope why --explain "$1"; }
# recipe CAUSE: its commands; the question is asked as JSON
recipe() { text "$1" | sed -n 's/^    //p' | sed 's/nscope why /nscope why -j /'; }
# found CAUSE: the cause and the warnings that its recipe leads to
found() {
	# shellcheck disable=SC2016 # $0 is the other shell's
	recipe "$1" | unshare -n -m --propagation private sh -c '
		PATH=$0:$PATH
		mount -t tmpfs tmpfs /run; mount -t sysfs sysfs /sys; mount -t bpf bpf /sys/fs/bpf
		ip link set lo up
		. /dev/stdin' "$B" 2>"$tmp/err.$1" | tee "$tmp/out.$1" | tail -n 1 |
		jq -r '[.cause, .warnings[].cause] | map(. // empty) | join(" ")'
}

codes=$(nscope why --explain | grep -v '^ ')
ok "causes are listed" [ "$(wc -w <<<"$codes")" -ge 60 ]
is "each is explained" "$(for c in $codes; do
	[ "$(text "$c" | head -n 1)" = "$c" ] || echo "$c"
done)" ""
is "each tells what is typed, and what is said then" "$(for c in $codes; do
	recipe "$c" | grep -q 'nscope why -j ' && text "$c" | grep -q '^  > .*[.]$' || echo "$c"
done)" ""
is "80 columns are enough" "$({ nscope why --explain; for c in $codes; do text "$c"; done; } |
	awk 'length($0) > 80')" ""

[ -z "${ALL-}" ] || quick=$(grep -vxF "$(tr ' ' '\n' <<<"$elsewhere")" <<<"$codes")
for c in $quick; do
	like "$c: built as told" "$(found "$c")" "(^| )$c( |\$)"
done

#!/bin/bash
# labs - what it costs to build N hosts on one switch, and to remove them: against who else can
#
#   sh        the commands of a tutorial, a process each: veth pairs made outside, then moved
#   mininet   Mininet with its LinuxBridge, without the start of Python
#   batch     an expert's: ip -batch, both ends made in place, the bridge last; one ip per host,
#             because a batch cannot change its namespace
#   floor     floor.c: the least a C program can do; no journal, no checks, no sysctls
#   nscope    up, down
#
# Each in a network namespace, a mount namespace and an empty /run of its own, which end with it;
# the next begins when the kernel has cleaned up. Rounds alternate; medians.
#
# A removal is over when the kernel is clean: when the slab of network namespaces holds as many as
# before. (Freed ones that a CPU keeps for the next user are counted there, so some more. Others who
# make namespaces meanwhile are counted, too: a quiet machine, please.)
#
# Wanted:
#   up     25 times faster than sh, 10 times than mininet, 3 times than batch; at most 1.3 floors
#   down   3 times faster than mininet's stop
#   1000   a node costs at most 1.3 times what it costs at 100; at most 1 KiB and 1 descriptor more
#   cycles pair, 1000 times in one process: no namespace and no descriptor left, and less heap than
#          the smallest piece each time (what malloc() keeps for later is counted, too)
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
rounds=${ROUNDS:-5} few=${FEW:-100} many=${MANY:-1000} cycles=${CYCLES:-1000}
bench=$here/tests/bench

# ---- the same lab, five times

star() { # star N: as a lab file
	echo "name: star"
	echo "nodes:"
	echo "  sw: {kind: switch}"
	seq "$1" | awk '{printf "  r%d: {interfaces: {eth0: {addresses: [10.0.%d.%d/16]}}}\n", $1, $1 / 256, $1 % 256}'
	echo "links:"
	seq "$1" | awk '{printf "  - [r%d:eth0, sw]\n", $1}'
}
tutorial() {
	echo "ip link add v-net-0 type bridge"
	echo "ip link set dev v-net-0 up"
	seq "$1" | awk '{
		print "ip netns add r" $1
		print "ip link add veth-r" $1 " type veth peer name veth-r" $1 "-br"
		print "ip link set veth-r" $1 " netns r" $1
		print "ip link set veth-r" $1 "-br master v-net-0"
		printf "ip -n r%d addr add 10.0.%d.%d/16 dev veth-r%d\n", $1, $1 / 256, $1 % 256, $1
		print "ip -n r" $1 " link set veth-r" $1 " up"
		print "ip link set veth-r" $1 "-br up"
	}'
}
expert() {
	echo "ip -batch - <<'END'"
	echo "netns add sw"
	seq "$1" | sed 's/^/netns add r/'
	echo END
	echo "ip -n sw -batch - <<'END'"
	echo "link add br0 type bridge"
	seq "$1" | sed 's/.*/link add r& master br0 up type veth peer name eth0 netns r&/'
	echo END
	seq "$1" | awk '{
		print "ip -n r" $1 " -batch - <<END"
		print "link set lo up"
		printf "addr add 10.0.%d.%d/16 dev eth0\n", $1 / 256, $1 % 256
		print "link set eth0 up"
		print "END"
	}'
	echo "ip -n sw link set br0 up"
}

# ---- clocks, and what the kernel still holds

now() { echo "${EPOCHREALTIME//[!0-9]/}"; }
namespaces() { awk '$1 == "net_namespace" {print $2}' /proc/slabinfo; }
is_clean() { [ "$(namespaces)" -le $((clean + 16)) ]; }
settle() {
	local _
	for _ in $(seq 3000); do
		is_clean && return
		sleep 0.01
	done
	echo "labs: the kernel still holds $(namespaces) network namespaces, $clean before" >&2
}
# timed WHAT COMMAND...: microseconds, into the file $tmp/WHAT
timed() {
	local what=$1 begin
	shift
	begin=$(now)
	"$@" >/dev/null || echo "labs: $*: status $?" >&2
	echo $(($(now) - begin)) >>"$tmp/$what"
}
median() { sort -n "$tmp/$1" | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }

# ---- each way, once; where nscope and the floor are called, we are in its own namespaces

removed() {
	"$@"
	settle
}
way_sh() { timed "sh.$1" sh "$tmp/tutorial.$1"; }
way_batch() { timed "batch.$1" sh "$tmp/expert.$1"; }
way_floor() { timed "floor.$1" "$B/tests/bench/floor" "$1"; }
way_nscope() {
	timed "nscope.$1" nscope up "$tmp/star.$1"
	timed "nscope-down.$1" removed nscope down star
}
way_mininet() {
	local took rest begin
	coproc mn { exec "$bench/mn.py" "$1" 2>"$tmp/mn"; }
	read -r took <&"${mn[0]}" && echo "$took" >>"$tmp/mininet.$1"
	begin=$(now)
	echo >&"${mn[1]}"
	read -r rest <&"${mn[0]}" && settle && echo $(($(now) - begin)) >>"$tmp/mininet-down.$1"
	wait
	[ "${rest-}" ] || cat "$tmp/mn" >&2
}
export -f now namespaces is_clean settle timed removed nscope way_sh way_batch way_floor way_nscope way_mininet
export tmp bench
export clean=0
alone() { # alone WAY N
	clean=$(namespaces)
	unshare -n -m --propagation private -- bash -uc "
		mount -t tmpfs tmpfs /run && mount -t sysfs sysfs /sys && ip link set lo up && way_$1 $2"
	settle
}

for n in $few $many; do
	star "$n" >"$tmp/star.$n"
	tutorial "$n" >"$tmp/tutorial.$n"
	expert "$n" >"$tmp/expert.$n"
done
for _ in $(seq "$rounds"); do
	for way in floor nscope batch sh mininet; do alone $way "$few"; done
done
for _ in $(seq "$rounds"); do
	for way in floor nscope; do alone $way "$many"; done
done

# ---- memory, descriptors, leaks

# while N hosts are built: the most kilobytes resident, the highest descriptor
peak_memory() { command time -o "$tmp/memory.$1" -f %M "$B/nscope" up "$tmp/star.$1" >/dev/null; }
peak_descriptor() {
	strace -qq -o "$tmp/strace" -e trace=open,openat,openat2,open_tree,socket,ioctl "$B/nscope" up "$tmp/star.$1" >/dev/null
	awk '$NF + 0 > max {max = $NF + 0} END {print max + 0}' "$tmp/strace"
}
for n in $few $many; do
	peak_memory "$n"
	nscope down star >/dev/null
	peak_descriptor "$n" >"$tmp/descriptor.$n"
	nscope down star >/dev/null
done
settle
clean=$(namespaces)
read -r cycle descriptors heap <<<"$("$B/tests/bench/cycles" pair "$cycles")"
settle
left=$(($(namespaces) - clean))

# ---- the verdict

{
	for way in sh mininet batch floor nscope mininet-down nscope-down; do
		echo "$way $(median "$way.$few")"
	done
	echo "many $(median "nscope.$many")"
	echo "many-floor $(median "floor.$many")"
	echo "memory $(($(cat "$tmp/memory.$many") - $(cat "$tmp/memory.$few")))"
	echo "descriptors $(($(cat "$tmp/descriptor.$many") - $(cat "$tmp/descriptor.$few")))"
	echo "cycle $cycle"
	echo "left $left"
	echo "open $descriptors"
	echo "heap $heap"
} | awk -v few="$few" -v many="$many" -v rounds="$rounds" -v cycles="$cycles" '
function mark(good, wanted) {
	missed += !good
	return "wanted: " wanted (good ? "" : ", MISSED")
}
function line(what, number, unit, told, verdict) {
	printf "  %-28s %10.1f %-4s %-22s %s\n", what, number, unit, told, verdict
}
function against(what, us, ours, times) {
	line(what, us / 1000, "ms", sprintf("%.1f times nscope", us / ours),
		mark(us >= times * ours, "at least " times))
}
function at_most(what, number, unit, told, ratio, most) {
	line(what, number, unit, sprintf(told, ratio), mark(ratio <= most, "at most " most))
}
{ v[$1] = $2 }
END {
	printf "%d hosts on one switch, medians of %d rounds\n", few, rounds
	against("sh", v["sh"], v["nscope"], 25)
	against("mininet", v["mininet"], v["nscope"], 10)
	against("ip -batch", v["batch"], v["nscope"], 3)
	at_most("floor", v["floor"] / 1000, "ms", "nscope is %.2f of it", v["nscope"] / v["floor"], 1.3)
	line("nscope up", v["nscope"] / 1000, "ms", "", "")
	printf "removed, until the kernel is clean\n"
	against("mininet", v["mininet-down"], v["nscope-down"], 3)
	line("nscope down", v["nscope-down"] / 1000, "ms", "", "")
	printf "%d hosts on one switch\n", many
	at_most("nscope up", v["many"] / 1000, "ms", "a node costs %.2f", v["many"] / many / (v["nscope"] / few), 1.3)
	line("floor", v["many-floor"] / 1000, "ms",
		sprintf("a node costs %.2f", v["many-floor"] / many / (v["floor"] / few)), "")
	more = many - few
	at_most("each node more: memory", v["memory"] * 1024 / more, "B", "", v["memory"] * 1024 / more, 1024)
	at_most("each node more: descriptors", v["descriptors"] / more, "", "", int(100 * v["descriptors"] / more) / 100, 1)
	printf "pair up and down, %d times\n", cycles
	line("each", v["cycle"] / 1000, "ms", "", "")
	at_most("namespaces left", v["left"], "", "", v["left"], 16)
	at_most("descriptors left open", v["open"], "", "", v["open"], 0)
	at_most("heap left, each time", v["heap"] / cycles, "B", "", v["heap"] / cycles, 16)
	exit missed > 0
}'

#!/bin/bash
# errno - any call of `up` fails once: it says what it could not do, and takes all back by itself,
# to nothing or to what the lab was before
#
# strace lets the N-th call of a kind fail, for a spread of N; CRASH=all takes every N, and more
# errors. The lab has every kind of step there is.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/facts.sh
. "$(dirname "$0")/facts.sh"

if ! strace -qq -o /dev/null true 2>/dev/null; then
	skip "every call fails once" "strace may not trace here"
	exit 0
fi
export ASAN_OPTIONS=detect_leaks=0 # under strace it cannot
lab=$tmp/errno.yaml
cat >"$lab" <<'YAML'
name: errno
nodes:
  red:
    interfaces: {eth0: {addresses: [192.168.15.1/24, "fd15::1/64"]}}
    routes: [{to: default, via: 192.168.15.5}, {to: 10.9.0.0/16, type: blackhole, table: 1000}]
    rules: [{from: 192.168.15.1, table: 1000}]
    neighbours: [{to: 192.168.15.99, mac: "02:00:00:00:00:99", dev: eth0}]
    sysctls: {net.ipv4.conf.eth0.rp_filter: 1}
    nft: "table inet f { }"
    run: ["true", "sleep 300.404 >/dev/null 2>&1 &"]
  errno-blue: {interfaces: {eth0: {addresses: [192.168.15.2/24]}}, isolate: [pid, mount, uts, ipc], nft: "table ip g { }"}
  sw: {kind: switch, addresses: [192.168.15.5/24]}
  host: {interfaces: {out: {addresses: [192.168.16.1/24]}}, routes: [{to: 10.10.0.0/16, via: 192.168.16.2}]}
links:
  - [red:eth0, sw]
  - {endpoints: [errno-blue:eth0, sw], loss: 1%, seed: 1}
  - [host:out, red:eth1]
YAML
sed -i 's/interfaces: {eth0: {addresses: .192.168.15.1\/24, "fd15::1\/64"\]}}/interfaces: {eth0: {addresses: [192.168.15.1\/24, "fd15::1\/64"]}, eth1: {addresses: [192.168.16.2\/24]}}/' "$lab"

# Others may run this test beside us: what runs is told apart by our pid.
sed -i "s/errno-blue/blue$$/; s/300.404/300.$$/" "$lab"

# ---- decoys that look like ours
ip netns add red2
ip -n red2 link add eth0 type veth peer name eth1
echo keep >/run/netns/errno
ip link add eth0 type veth peer name red
ip link set eth0 alias nscope:errno
nft add table inet f
snapshot() {
	ip -j link | jq -S 'map([.ifname, .ifindex, .address, .ifalias])'
	ip -j addr | jq -S 'map(.addr_info)'
	ip -4 route show table all
	ip rule
	nft list ruleset
	find /run -mindepth 1 -printf '%p %i\n' | sort
	awk '/ \/run/ {print $5, $9, $4}' /proc/self/mountinfo | sort
	ip -n red2 -j link | jq -S 'map([.ifname, .ifindex])'
	ps -eo args= | grep -c "^sleep 300.$$\$\|^nscope: blue$$\$"
}
before=$(snapshot)
up() { "$@" "$B/nscope" up --allow-host "$lab"; }
status up env
is "the lab has every kind of step" "$?:$(grep -v ^note: <<<"$err")" "0:"
nscope down errno >/dev/null
is "... and goes without a trace" "$(diff <(echo "$before") <(snapshot))" ""

# call, errors; those behind the bar are for CRASH=all
faults='umount2 EBUSY |
unlinkat EBUSY |
sendmsg ENOBUFS | EPERM
recvmsg ENOBUFS | ENOMEM
socket EMFILE |
openat EMFILE | EACCES ENOMEM
openat2 EACCES | ELOOP
open_tree EPERM |
move_mount EBUSY |
mkdirat ENOSPC |
mkdir EACCES |
renameat2 EBUSY |
linkat EEXIST | ENOSPC
unshare ENOSPC | EPERM
setns EPERM |
write ENOSPC | EIO
pwrite64 ENOSPC |
flock ENOLCK |
fork EAGAIN |
clone EAGAIN |
clone3 EAGAIN |
pipe2 EMFILE |
memfd_create EMFILE |
bpf EPERM | ENOMEM
ioctl EINVAL |
poll EINVAL |
getrandom EINVAL |
pidfd_open ENOSYS |
kill EPERM |
statx EINVAL |
newfstatat EACCES |'
calls=$(awk '{print $1}' <<<"$faults" | paste -sd,)
strace -qq -e trace="${calls//,/,?}" -e trace="?${calls//,/,?}" -o "$tmp/trace" "$B/nscope" up --allow-host "$lab" >/dev/null 2>&1
nscope down errno >/dev/null
sed -E 's/^([a-z0-9_]+)\(.*/\1/' "$tmp/trace" | sort | uniq -c | awk '{print $2, $1}' >"$tmp/counts"
points() { # points TIMES [ONE]: which of them are tried
	if [ "${CRASH-}" = all ]; then seq "$1"; else
		printf '%s\n' $((1 + RANDOM % $1)) ${2-"$1"}
	fi | sort -nu | tail -n "${2:-+1}"
}
tried=0 degraded=0 wrong=
one() { # one CALL ERROR N
	local rc said what="$1 $2 $3" left
	tried=$((tried + 1))
	status up strace -qq -o /dev/null -e trace="$1" -e inject="$1:error=$2:when=$3"
	rc=$? said=$(grep -v ^note: <<<"$err")
	left=$(diff <(echo "$before") <(snapshot))
	case $rc in
	0) # nothing that it cannot do without: the lab is whole, and goes
		degraded=$((degraded + 1))
		ip netns exec red ping -nqc5 -i0.1 -W1 192.168.15.2 >/dev/null || wrong="$wrong
$what: said yes, but red does not reach blue"
		;;
	2)
		[ -n "$said" ] && [ "${said#nscope: }" != "$said" ] || wrong="$wrong
$what: says no reason: $said"
		case $said in *undoing*) wrong="$wrong
$what: not taken back: $said" ;; esac
		[ -z "$left" ] || wrong="$wrong
$what: $said: left: $left"
		;;
	134) # a thread that cannot go home does nothing more (netns_leave)
		[ "$1" = setns ] || wrong="$wrong
$what: aborts"
		;;
	127) # the loader of libraries, before we were there
		case $said in *'error while loading'*) tried=$((tried - 1)) ;; *) wrong="$wrong
$what: $said" ;; esac
		;;
	*) wrong="$wrong
$what: status $rc: $said" ;;
	esac
	[ -z "$left" ] || nscope down errno >/dev/null 2>&1
	left=$(diff <(echo "$before") <(snapshot))
	[ -z "$left" ] || wrong="$wrong
$what: after down: $left"
}
while read -r call errors; do
	times=$(awk -v c="$call" '$1 == c {print $2}' "$tmp/counts")
	[ -n "$times" ] || continue
	[ "${CRASH-}" = all ] && errors=${errors/|/} || errors=${errors%%|*}
	for error in $errors; do
		for n in $(points "$times"); do one "$call" "$error" "$n"; done
	done
done <<<"$faults"
is "up: one of $tried calls fails ($degraded it can do without)" "$wrong" ""
ok "... enough of them" [ "$tried" -ge 30 ]

# ---- the same while a lab becomes another: it stays what it was, or is what it shall be
cp "$lab" "$tmp/was.yaml"
sed -e 's/192.168.15.1\/24, //; s/from: 192.168.15.1/from: 192.168.15.0\/24/; s/table inet f/table inet h/' \
	-e 's/"true", //; s/{to: default, via: 192.168.15.5}, //; s/rp_filter: 1/rp_filter: 2/; s/15.99/15.98/' \
	-e 's/^  sw:/  green: {interfaces: {eth0: {addresses: [192.168.15.3\/24]}}}\n&/' \
	-e "s/^  - .endpoints.*/  - [blue$$:eth0, sw:p9]\n  - [green:eth0, sw]/" "$lab" >"$tmp/shall.yaml"
# shellcheck disable=SC2046
all() { facts red blue$$ sw $([ ! -e /run/netns/green ] || echo green); }
cp "$tmp/shall.yaml" "$lab"
ok "what it shall be" up env
soon settled red blue$$ sw green
all >"$tmp/shall"
cp "$tmp/was.yaml" "$lab"
ok "what it was" up env
soon settled red blue$$ sw
all >"$tmp/was"
ok "the two labs differ" eval '! cmp -s "$tmp/was" "$tmp/shall"'
cp "$tmp/shall.yaml" "$lab"
strace -qq -e trace="?${calls//,/,?}" -o "$tmp/trace" "$B/nscope" up --allow-host "$lab" >/dev/null 2>&1
sed -E 's/^([a-z0-9_]+)\(.*/\1/' "$tmp/trace" | sort | uniq -c | awk '{print $2, $1}' >"$tmp/counts"
tried=0 changed=0 wrong=
changing() { # changing CALL ERROR N
	local rc said what="$1 $2 $3" now try
	tried=$((tried + 1))
	cp "$tmp/was.yaml" "$lab"
	up env >/dev/null 2>&1
	cp "$tmp/shall.yaml" "$lab"
	status up strace -qq -o /dev/null -e trace="$1" -e inject="$1:error=$2:when=$3"
	rc=$? said=$(grep -v ^note: <<<"$err")
	now=shall
	case $rc in
	0) changed=$((changed + 1)) ;;
	2) now=was ;;
	127) return ;;
	134) # it could not go home: the lab is half, and up builds it anew
		up env >/dev/null 2>&1
		;;
	*) wrong="$wrong
$what: status $rc: $said" ;;
	esac
	for try in 1 2 3 4 5 6; do # the kernel is done with an address a moment later than it says
		all >"$tmp/now"
		cmp -s "$tmp/now" "$tmp/$now" && break
		sleep "0.$try"
	done
	cmp -s "$tmp/now" "$tmp/$now" || wrong="$wrong
$what: $said: is not what it $now: $(diff "$tmp/$now" "$tmp/now" | head -5)"
	case $said in *undoing*) wrong="$wrong
$what: $said" ;; esac
}
for call in sendmsg recvmsg openat openat2 setns write clone linkat move_mount renameat; do
	times=$(awk -v c="$call" '$1 == c {print $2}' "$tmp/counts")
	[ -n "$times" ] || continue
	for n in $(points "$times" 1); do changing "$call" EACCES "$n"; done
done
is "a change: one of $tried calls fails ($changed it can do without)" "$wrong" ""
nscope down errno >/dev/null
ok "... enough of them" [ "$tried" -ge 8 ]
is "and nothing is left in the end" "$(diff <(echo "$before") <(snapshot))" ""

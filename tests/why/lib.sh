# shellcheck shell=bash
# lib.sh - the words a scenario is written in. A scenario is a function in CAUSE.sh: it builds,
# breaks, and says the truth. run(1) gives it a machine of its own: namespaces, /run, /sys.
#
#   ask FROM TO [PING-OPTION...]  the question; TO may be NODE@ADDRESS: why is asked for the node
#   cause CAUSE...                the answer; without it the file's name. More than one only where
#                                 each is equally right
#   at NETNS [IFNAME]             where; A|B where each is equally right. No IFNAME: any, or none
#   on request|reply              the way the packet was going
#   mend COMMAND                  the true cure, for sh; may be said again
#   retry PING-OPTION...          the true cure is to ping so
#   instead ADDRESS               the true cure is to ask for this address
#   nofix                         no command can cure it: why's fix is not tried
#   again COMMAND                 brings back what a ping heals by itself, before each ping
#   reachable                     the ping works
#   warn CAUSE NETNS [IFNAME]     ... with this warning
#   beside CAUSE NETNS [IFNAME]   a warning that goes with the cause
#   next CAUSE...                 the fault said so far is the first of two: mended, the ping still
#                                 fails, and the words that follow are about the second
#   as COMMAND...                 who asks: ping and why are run by it (setpriv ...)
#
# A place is a name, pid:N or host (the machine the scenario starts in).
# shellcheck disable=SC2034 # run reads what is said here
set -u

ask() { from=$1 to=${2%@*} address=${2#*@} options=("${@:3}") retries=("${@:3}") cured=$address; }
cause() { causes=$(words "$@"); }
at() { where=$1 ifname=${2-}; }
on() { direction=$1; }
mend() { mends+=("$*"); }
retry() { retries=("$@") mends+=(true); }
instead() { cured=$1 mends+=(true); }
nofix() { fixes=no; }
again() { before+=("$*"); }
reachable() { causes=null where='' ifname='' direction=''; }
warn() { reachable && warned=$1 where=$2 ifname=${3-}; }
beside() { beside=("$1" "$2" "${3-}"); }
next() {
	end_of_fault
	where='' ifname='' direction=request mends=()
	cause "$@"
}
end_of_fault() { faults+=("$(declare -p causes where ifname direction mends)"); }
as() { as=("$@"); }
words() { local IFS='|' && echo "$*"; }

# into PLACE COMMAND...: run it there
into() {
	local place=$1
	shift
	case $place in
	host) "$@" ;;
	pid:*) nsenter -t "${place#pid:}" -n "$@" ;;
	*) nsenter --net="/run/netns/$place" "$@" ;;
	esac
}

# quiet PLACE: defaults that do not come from the machine the tests run on, no waiting for DAD
quiet() {
	into "$1" sysctl -qw net.ipv4.conf.{all,default}.{rp_filter,arp_ignore,arp_announce,arp_filter}=0 \
		net.ipv4.ip_forward=0 net.ipv6.conf.{all,default}.{disable_ipv6,accept_dad,forwarding}=0
	into "$1" ip link set lo up
}

# ns NAME...: namespaces; router NAME...: that forward
ns() {
	local n
	for n; do ip netns add "$n" && quiet "$n"; done
}
router() {
	local n
	for n; do ns "$n" && forward "$n"; done
}
forward() { into "$1" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.{all,default}.forwarding=1; }

# nameless VAR: a namespace that only a process holds; VAR is its place. It ends with the scenario.
nameless() {
	local mine
	unshare -n setpriv --pdeathsig KILL sleep infinity &
	mine=$(readlink /proc/self/ns/net)
	until [ "$(readlink "/proc/$!/ns/net")" != "$mine" ]; do sleep 0.01; done
	printf -v "$1" 'pid:%s' "$!"
	nameless+=("$!")
	quiet "pid:$!"
}

# wire A IF B IF: a pipe between two places, both ends up
wire() {
	local a=${1#pid:} b=${3#pid:}
	[ "$a" = host ] && a=$$
	[ "$b" = host ] && b=$$
	ip link add "$2" netns "$a" type veth peer name "$4" netns "$b"
	into "$1" ip link set "$2" up
	into "$3" ip link set "$4" up
}

# addr PLACE IF ADDRESS/LEN...
addr() {
	local place=$1 dev=$2 a
	shift 2
	for a; do into "$place" ip addr add "$a" dev "$dev"; done
}

# route PLACE WORDS...: as ip route add; -6 is found out
route() {
	local place=$1
	shift
	case $* in *:*) into "$place" ip -6 route add "$@" ;; *) into "$place" ip route add "$@" ;; esac
}

# bridge_of PLACE BR PORT...: a bridge there and its ports (which exist), all up
bridge_of() {
	local place=$1 br=$2 p
	shift 2
	into "$place" ip link show "$br" >/dev/null 2>&1 ||
		into "$place" ip link add "$br" type bridge mcast_snooping 0
	for p; do into "$place" ip link set "$p" master "$br" up; done
	into "$place" ip link set "$br" up
}

# rules PLACE TEXT: nft's, there
rules() { into "$1" nft "$2"; }

mac() { into "$1" ip -o link show "$2" | grep -oP 'link/ether \K\S+'; } # mac PLACE IF
set_in() { into "$1" sysctl -qw "${@:2}"; }

# chain 4|6 A R... Z: pipes in a row between two hosts, over routers that know every net. The k-th
# pipe is A:e1-R:e0, 10.50.k.0/24 or fd50:k::/64, .1 and .2; $end is Z's address.
chain() {
	local v=$1 k j n
	shift
	local -a node=("$@")
	n=$(($# - 1))
	ns "$1" "${node[n]}"
	[ $n -lt 2 ] || router "${node[@]:1:n-1}"
	for ((k = 0; k < n; k++)); do
		wire "${node[k]}" e1 "${node[k + 1]}" e0
		addr "${node[k]}" e1 "$(net "$v" $k 1)/$(((v == 4) ? 24 : 64))"
		addr "${node[k + 1]}" e0 "$(net "$v" $k 2)/$(((v == 4) ? 24 : 64))"
	done
	end=$(net "$v" $((n - 1)) 2)
	[ $n -ge 2 ] || return 0
	route "$1" default via "$(net "$v" 0 2)"
	route "${node[n]}" default via "$(net "$v" $((n - 1)) 1)"
	for ((k = 1; k < n; k++)); do
		for ((j = 0; j < k - 1; j++)); do
			route "${node[k]}" "$(subnet "$v" $j)" via "$(net "$v" $((k - 1)) 1)"
		done
		for ((j = k + 1; j < n; j++)); do
			route "${node[k]}" "$(subnet "$v" $j)" via "$(net "$v" $k 2)"
		done
	done
}

# west and east over two routers side by side, north and south; the routes are the scenario's
diamond() {
	ns west east
	router north south
	wire west upper north w
	wire west lower south w
	wire north e east upper
	wire south e east lower
	addr west upper 172.20.1.1/30
	addr north w 172.20.1.2/30
	addr west lower 172.20.2.1/30
	addr south w 172.20.2.2/30
	addr north e 172.20.3.2/30
	addr east upper 172.20.3.1/30
	addr south e 172.20.4.2/30
	addr east lower 172.20.4.1/30
}
net() { if [ "$1" = 4 ]; then echo "10.50.$2.$3"; else echo "fd50:$2::$3"; fi; }
subnet() { if [ "$1" = 4 ]; then echo "10.50.$2.0/24"; else echo "fd50:$2::/64"; fi; }

# lan 4|6 SW HOST...: hosts on a switch, the k-th has eth0 10.60.0.k/24 or fd60::k/64; SW:p-HOST
lan() {
	local v=$1 sw=$2 h k=0
	shift 2
	ns "$sw" "$@"
	for h; do
		k=$((k + 1))
		wire "$h" eth0 "$sw" "p-$h"
		bridge_of "$sw" br0 "p-$h"
		if [ "$v" = 4 ]; then addr "$h" eth0 10.60.0.$k/24; else addr "$h" eth0 fd60::$k/64; fi
	done
}

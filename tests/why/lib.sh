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
#   nofix                         no command can cure it: why's fix is not tried
#   again COMMAND                 brings back what a ping heals by itself, before each ping
#   reachable                     the ping works
#   warn CAUSE NETNS [IFNAME]     ... with this warning
#
# A place is a name, pid:N or host (the machine the scenario starts in).
# shellcheck disable=SC2034 # run reads what is said here
set -u

ask() { from=$1 to=${2%@*} address=${2#*@} options=("${@:3}") retries=("${@:3}"); }
cause() { causes=$(words "$@"); }
at() { where=$1 ifname=${2-}; }
on() { direction=$1; }
mend() { mends+=("$*"); }
retry() { retries=("$@") mends+=(true); }
nofix() { fixes=no; }
again() { before+=("$*"); }
reachable() { causes=null where='' ifname='' direction=''; }
warn() { reachable && warned=$1 where=$2 ifname=${3-}; }
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

mac() { into "$1" ip -o link show "$2" | grep -oP 'link/ether \K\S+'; } # mac PLACE IF
set_in() { into "$1" sysctl -qw "${@:2}"; }

#!/bin/bash
# lab - up builds what the file says, down takes it away, and neither touches anything else
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

link() { ip -n "$1" -j -d link show dev "$2" | jq -r "$3"; }
# ip lists what is no namespace, too, and complains of it
names() { ip netns list 2>/dev/null | awk '$1 != "file" {print $1}' | sort | paste -sd,; }
# mount(8) keeps its own notes in /run/mount
files() { find /run -mindepth 1 ! -path '/run/mount*' | sort; }
mounts() { awk '/ \/run\// {print $5, $9}' /proc/self/mountinfo | sort; }
# outer: all that a lab has no business with
outer() {
	ip -d -j link | jq -S 'map(del(.stats, .stats64))'
	ip -j addr | jq -S 'map(.addr_info)'
	ip route show table all
	ip -6 route show table all
	ip rule
	ip -j neigh
	sysctl -a 2>/dev/null | grep '^net\.' | grep -Ev 'nf_conntrack_count|random|\.secret' | sha256sum
}

# ---- a namespace, a pipe and a file that are none of ours
ip netns add red2
ip link add decoy0 type veth peer name decoy1
ip link set decoy0 up
echo keep >/run/netns/file
before=$(outer)
decoys=$(ls /run/netns)
runtime=$(mounts)

# ---- pair
status nscope up pair
is "up: succeeds, in two lines" "$?:$out" "0:lab pair is up: red, blue (2 namespaces, 1 link)
try: nscope ping red blue"
is "ip netns sees both" "$(names)" blue,red,red2
is "the outer namespace is as before" "$(outer)" "$before"
is "red:eth0 has its MAC, set by us, and is up" \
	"$(link red eth0 '.[] | "\(.address) \(.operstate) \(.mtu) \(.linkinfo.info_kind)"')" \
	"02:00:00:00:00:01 UP 1500 veth"
is "udev will not rename it: addr_assign_type" \
	"$(ip netns exec red cat /sys/class/net/eth0/addr_assign_type)" 3
is "blue's too" "$(ip netns exec blue cat /sys/class/net/eth0/addr_assign_type)" 3
is "red's address" "$(ip -n red -4 -j addr show dev eth0 | jq -r '.[].addr_info[] |
	"\(.local)/\(.prefixlen)"')" 192.168.15.1/24
is "lo is up" "$(link red lo '.[].flags | index("UP") != null')" true
is "nothing but lo and eth0" "$(ip -n red -j link | jq -r '.[].ifname' | paste -sd,)" lo,eth0
ok "red pings blue at once" ip netns exec red ping -nqc1 -W1 192.168.15.2
is "every name is mounted once" "$(mounts | grep -c 'netns/\(red\|blue\) nsfs')" 2
is "ours are read-only files, as ip makes them" "$(stat -c %a /run/netns/red)" 444
ok "ip netns exec works with ours" ip netns exec blue true

status nscope up pair
is "a second up changes nothing and says so" "$?:$out" "0:lab pair is up already"
printf 'name: pair\nnodes: {red: {}}\n' >"$tmp/other.yaml"
status nscope up "$tmp/other.yaml"
is "another lab of that name is refused" "$?:$err" \
	"2:nscope: lab pair is up, from built-in pair; first: nscope down pair"
printf 'name: two\nnodes: {yellow: {}, blue: {}}\n' >"$tmp/two.yaml"
status nscope up "$tmp/two.yaml"
is "a node of another lab is refused" "$?:$err" \
	"2:nscope: namespace blue belongs to lab pair already; first: nscope down pair"
printf 'name: two\nnodes: {yellow: {}, red2: {}}\n' >"$tmp/two.yaml"
status nscope up "$tmp/two.yaml"
like "a foreign namespace is refused, with the cure" "$?:$err" '^2:.*red2 exists already.*ip netns del red2'
is "nothing was begun" "$(names):$(ls /run/nscope)" "blue,red,red2:pair"

# ---- list
nscope list >"$tmp/list"
like "list: ours with its lab" "$(cat "$tmp/list")" 'red +pair +2 +192\.168\.15\.1/24'
like "list: foreign ones too" "$(cat "$tmp/list")" 'red2 +- +1'
like "list: what is no namespace" "$(cat "$tmp/list")" 'file +- +- +not a namespace'
is "list -j: addresses as ip sees them" \
	"$(nscope list -j | jq -r '.[] | select(.lab == "pair") | .addresses[]' | grep -v ^fe80 | sort)" \
	"$(for n in red blue; do ip -n $n -4 -j addr show dev eth0; done |
		jq -r '.[].addr_info[] | "\(.local)/\(.prefixlen)"' | sort)"
is "list -j: inodes as ip sees them" "$(nscope list -j | jq '.[] | select(.netns == "red").netns_inum')" \
	"$(stat -Lc %i /run/netns/red)"
is "list -j: foreign" "$(nscope list -j | jq -c '.[] | select(.netns == "red2").lab,
	(select(.netns == "file") | .state)' | paste -sd' ')" '"not a namespace" null'

# ---- down
status nscope down nosuch
is "down: an unknown lab lists what is there" "$?:$err" "2:nscope: no lab 'nosuch'; up: pair"
status nscope down ../pair
is "down: a path is no lab" "$?" 2
status nscope down pair
is "down: says so" "$?:$out$err" "0:lab pair is down"
is "the names are gone, the foreign ones stay" "$(names)" red2
is "files below /run/netns are as before" "$(ls /run/netns)" "$decoys"
is "mounts are as before" "$(mounts)" "$runtime"
ok "nothing of ours is left in /run" test ! -e /run/nscope
is "the outer namespace is as before, again" "$(outer)" "$before"
ok "the foreign veth lives" ip link show decoy1
status nscope down pair
is "down again: no such lab" "$?:$err" "2:nscope: no lab 'pair'; none is up"

# ---- with nothing in /run/netns but ours, that goes too
ip netns del red2
rm /run/netns/file
umount /run/netns
rmdir /run/netns
empty=$(mounts)
nscope up pair >/dev/null
ok "up makes /run/netns" test -d /run/netns
is "... shared, as ip wants it" "$(findmnt -no PROPAGATION /run/netns)" shared
nscope down pair >/dev/null
is "down leaves no file" "$(files)" ""
is "down leaves no mount" "$(mounts)" "$empty"
nscope up pair >/dev/null
ip netns add green
nscope down pair >/dev/null
is "a foreign namespace made meanwhile survives the last down" "$(names)" green
ok "... and works" ip netns exec green true
ip netns del green
umount /run/netns
rmdir /run/netns

# ---- switch: a bridge that forwards at once
nscope up switch >/dev/null
is "every port forwards when up returns" \
	"$(bridge -n sw -j link | jq -r '.[] | select(.master == "br0").state' | sort | uniq -c | xargs)" \
	"3 forwarding"
is "ports have their names" "$(bridge -n sw -j link | jq -r '.[] | select(.ifname != "br0").ifname' |
	sort | paste -sd,)" blue,green,red
is "no spanning tree, no delay" "$(link sw br0 '.[].linkinfo.info_data |
	"\(.stp_state) \(.forward_delay)"')" "0 0"
is "the bridge keeps its own MAC" "$(ip netns exec sw cat /sys/class/net/br0/addr_assign_type)" 3
ok "hosts reach each other" ip netns exec red ping -nqc1 -W1 192.168.15.3
ok "hosts reach the switch" ip netns exec red ping -nqc1 -W1 192.168.15.5
nscope down switch >/dev/null

# ---- router: routes, ours by their protocol number, and forwarding
nscope up router >/dev/null
is "a default route, tagged as ours" \
	"$(ip -n blue -j route show default | jq -r '.[] | "\(.gateway) \(.dev) \(.protocol)"')" \
	"10.2.0.1 eth0 78"
is "the router forwards" "$(ip netns exec rtr cat /proc/sys/net/ipv4/ip_forward)" 1
is "hosts do not" "$(ip netns exec red cat /proc/sys/net/ipv4/ip_forward)" 0
ok "through the router" ip netns exec red ping -nqc1 -W1 10.2.0.2
nscope down --all >/dev/null
is "down --all: all" "$(names):$(find /run/nscope 2>/dev/null)" ":"
is "down --all with none" "$(nscope down --all)" "no lab is up"

# ---- MTU, MAC, IPv6, an interface that stays down, two switches in a row
cat >"$tmp/all.yaml" <<'YAML'
name: all
nodes:
  a: {interfaces: {x: {addresses: [10.0.0.1/24, "fd00::1/64"], mtu: 1400, mac: "02:00:00:00:aa:01"}}}
  b: {interfaces: {x: {addresses: [10.0.0.2/24, "fd00::2/64"]}, y: {up: false}}}
  c: {interfaces: {y: {}}}
  s1: {kind: switch}
  s2: {kind: switch}
links:
  - [a:x, s1]
  - [b:x, s2]
  - [s1:up, s2:down]
  - [b:y, c:y]
YAML
status nscope up "$tmp/all.yaml"
is "up: of everything" "$?:$err" "0:"
is "MTU and MAC as written" "$(link a x '.[] | "\(.mtu) \(.address)"')" "1400 02:00:00:00:aa:01"
is "IPv6 is usable at once" "$(ip -n a -6 -j addr show dev x scope global |
	jq -r '.[].addr_info[] | select(.local) | "\(.local) \(.tentative) \(.nodad)"')" "fd00::1 null true"
ok "IPv6 through two switches, at once" ip netns exec a ping -nqc1 -W1 fd00::2
is "the second switch's end is a port, too" "$(link s2 down '.[].master')" br0
is "an interface told to stay down is down" "$(link b y '.[].operstate')" DOWN
is "... and its other end has no carrier" "$(link c y '.[].flags | index("NO-CARRIER") != null')" true
nscope down all >/dev/null

# ---- when a step fails all is undone, and the kernel's own words are said
cat >"$tmp/bad.yaml" <<'YAML'
name: bad
nodes:
  a: {interfaces: {x: {addresses: [10.0.0.1/24], mtu: 100000}}}
  b: {interfaces: {x: {}}}
links:
  - [a:x, b:x]
YAML
status nscope up "$tmp/bad.yaml"
if [ "$?" -eq 2 ] && grep -q 'bad.yaml:[0-9]*:[0-9]*: ' <<<"$err"; then
	pass "a failing step: exit 2, file and line"
else
	fail "a failing step: exit 2, file and line" "$err"
fi
is "... and nothing stays" "$(files)" ""
export ASAN_OPTIONS=detect_leaks=0 # under strace it cannot
status strace -qq -o /dev/null -e trace=sendmsg -e inject=sendmsg:error=ENOBUFS:when=4 "$B/nscope" up pair
rc=$?
unset ASAN_OPTIONS
like "the kernel runs out in the middle" "$rc:$err" '^2:.*No buffer space available'
is "... and nothing stays" "$(files)" ""

# ---- one at a time
nscope up pair >/dev/null
exec 9>/run/nscope/pair/lock
echo 4711 >&9
flock 9
status nscope down pair
is "somebody else's lock is respected, and named" "$?:$err" \
	"2:nscope: lab pair is being changed by process 4711"
exec 9>&-

# ---- what somebody put in our place is not ours
ip netns del red
ip netns add red
status nscope up pair
like "a lab that lost a namespace is not called up" "$?:$err" '^2:.*its namespace red is gone'
like "list says so" "$(nscope list)" 'red +pair +- +gone'
status nscope down pair
like "down: succeeds and names what it left alone" "$?:$err" '^0:.*run/netns/red is not what the lab made'
is "... and has left it alone" "$(names)" red
ok "... alive" ip netns exec red true
ip netns del red
umount /run/netns
rmdir /run/netns

# ---- a process inside keeps a namespace alive
nscope up pair >/dev/null
inside=
for node in red blue; do
	ip netns exec $node sleep 60 &
	soon test "$(readlink /proc/$!/ns/net)" != "$(readlink /proc/$$/ns/net)"
	inside="$inside $!"
done
read -r in_red in_blue <<<"$inside"
status nscope down pair
like "down: names who is still inside" "$?:$err" \
	"^0:.*red lives on.* process $in_red .*blue lives on.* process $in_blue "
is "... its links are gone all the same" \
	"$(nsenter -t "$in_red" -n ip -j link | jq -r '.[].ifname' | paste -sd,)" lo
kill "$in_red" "$in_blue"

# ---- one mount a namespace, also where /run is shared with others, who see it come and go
# shellcheck disable=SC2016
unshare -m --propagation shared sh -ec '
	mount --make-shared /run
	unshare -m --propagation slave sleep 60 & other=$!
	until [ "$(readlink /proc/$other/ns/mnt)" != "$(readlink /proc/$$/ns/mnt)" ]; do sleep 0.01; done
	"$B/nscope" up pair >/dev/null
	echo here $(grep -c "netns/red " /proc/self/mountinfo)
	echo there $(grep -c "netns/red " /proc/$other/mountinfo)
	"$B/nscope" down pair
	echo here $(grep -c netns /proc/self/mountinfo)
	echo there $(grep -c netns /proc/$other/mountinfo)
	kill $other' >"$tmp/shared" 2>&1
is "a shared /run: one mount here, one there, none after" "$(paste -sd, "$tmp/shared")" \
	"here 1,there 1,lab pair is down,here 0,there 0"

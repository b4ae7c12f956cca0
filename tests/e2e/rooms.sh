#!/bin/bash
# rooms - isolate: a node's own pids, mounts, host name and IPC, and the process that keeps them
#
#   red   pid, mount, uts, ipc          green   uts
#   blue  nothing                       cyan    mount
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

# Unlike a name, a keeper does not go with this test's mounts.
trap 'rc=$?; nscope down --all >/dev/null 2>&1; (exit $rc); finish' EXIT
mount -t tmpfs tmpfs /mnt

lab=$tmp/rooms.yaml
cat >"$lab" <<'YAML'
name: rooms
nodes:
  red: {isolate: [pid, mount, uts, ipc], interfaces: {eth0: {addresses: [192.168.15.1/24]}}}
  blue: {interfaces: {eth0: {addresses: [192.168.15.2/24]}}}
  green: {isolate: uts}
  cyan: {isolate: [mount]}
links:
  - [red:eth0, blue:eth0]
YAML

# ---- a namespace that others name, whose end can be seen: its pipe goes with it
ip netns add other
ip link add seen type veth peer name far netns other

nscope up "$lab" >/dev/null
# has NODE COMM; alone NODE: but for its keeper
has() { nscope ps -j "$1" | jq -e ".[] | select(.comm == \"$2\")"; }
alone() { [ "$(nscope ps -j "$1" | jq length)" = 1 ]; }
keeper() { nscope ps -j "$1" | jq '.[0].pid'; }
red=$(keeper red)
cookie=$(stat -Lc %i /run/netns/red)

spaces() { for n in pid mnt uts ipc net user; do readlink "$1/$n"; done; }
ours=$(spaces /proc/self/ns)
# apart NODE WORDS...: these, and the network, are not ours; the others are
apart() {
	local node=$1 inside differ
	shift
	inside=$(nscope exec "$node" -- sh -c 'for n in pid mnt uts ipc net user; do readlink /proc/self/ns/$n; done')
	differ=$(comm -13 <(sort <<<"$ours") <(sort <<<"$inside") | sed 's/:.*//' | sort | paste -sd' ')
	is "$node: not ours are $*" "$differ" "$*"
}
apart red ipc mnt net pid uts
apart green mnt net uts
apart cyan mnt net
apart blue mnt net
is "red: the same for all who enter" "$(nscope exec red -- readlink /proc/self/ns/{pid,mnt,uts,ipc})" \
	"$(nscope exec red -- readlink /proc/self/ns/{pid,mnt,uts,ipc})"
is "... and those are the keeper's" "$(nscope exec red -- readlink /proc/1/ns/{pid,mnt,uts,ipc,net})" \
	"$(readlink /proc/"$red"/ns/{pid,mnt,uts,ipc,net})"
unlike "blue: each has mounts of its own" "$(nscope exec blue -- readlink /proc/self/ns/mnt)" \
	"^$(nscope exec blue -- readlink /proc/self/ns/mnt)$"
is "by a path the network alone" "$(nscope exec /run/netns/red -- readlink /proc/self/ns/pid)" "$(readlink /proc/self/ns/pid)"
is "by pid:N the network alone" "$(nscope exec "pid:$red" -- readlink /proc/self/ns/{net,uts})" \
	"$(readlink /proc/"$red"/ns/net /proc/self/ns/uts)"

# ---- two numbers for one process
"$B/nscope" exec red -- sh -c 'echo $$ >/run/inner; exec sleep 1000' >/dev/null 2>&1 &
exec=$!
sleeper() { nscope ps -j red | jq ".[] | select(.comm == \"sleep\") | .$1"; }
soon has red sleep
is "its pid inside is what it says itself" "$(sleeper inner_pid)" "$(cat /run/inner)"
is "its pid here is what /proc says" "$(awk '/^NSpid:/ {print $2, $3}' "/proc/$(sleeper pid)/status")" \
	"$(sleeper pid) $(cat /run/inner)"
is "inside, /proc shows that room alone" "$(nscope exec red -- sh -c 'echo /proc/[0-9]*' | tr ' ' '\n' | wc -l)" 3
is "... of which the keeper is pid 1" "$(nscope exec red -- cat /proc/1/comm)" "nscope: red"
judge() {
	for p in /proc/[0-9]*; do
		[ "$(readlink "$p/ns/net")" = "net:[$cookie]" ] && awk -v p="${p#/proc/}" '/^NSpid:/ {print p, $NF}' "$p/status"
	done 2>/dev/null | sort -n
}
is "ps tells what /proc does" "$(nscope ps -j red | jq -r '.[] | "\(.pid) \(.inner_pid)"' | sort -n)" "$(judge)"
kill $exec
wait $exec 2>/dev/null

# ---- host name, IPC, mounts
before=$(uname -n)
is "the host name is the node's" "$(nscope exec red -- uname -n),$(nscope exec green -- uname -n)" red,green
nscope exec red -- sh -c 'echo changed >/proc/sys/kernel/hostname'
is "... and its own to change" "$(nscope exec red -- uname -n),$(uname -n)" "changed,$before"
is "... where it has one" "$(nscope exec cyan -- uname -n)" "$before"
nscope exec red -- ipcmk -M 4096 >/dev/null
segments() { grep -c '^ *[0-9-]' </proc/sysvipc/shm; }
is "shared memory made inside is there" "$(nscope exec red -- sh -c 'tail -n +2 /proc/sysvipc/shm | wc -l')" 1
is "... and not here" "$(ipcs -m | grep -c ' 4096 ')" 0
nscope exec red -- mount -t tmpfs inside /mnt
nscope exec red -- touch /mnt/file
is "a mount made inside is there for the next" "$(nscope exec red -- ls /mnt)" file
is "... and not here" "$(grep -c ' tmpfs inside ' /proc/self/mountinfo)$(ls /mnt)" 0
is "... nor in another room" "$(nscope exec cyan -- grep -c ' tmpfs inside ' /proc/self/mountinfo)" 0
is "cyan: its mounts last, too" \
	"$(nscope exec cyan -- mount -t tmpfs more /mnt && nscope exec cyan -- grep -c ' tmpfs more ' /proc/self/mountinfo)" 1
is "blue: mounts end with the command" \
	"$(nscope exec blue -- mount -t tmpfs more /mnt && nscope exec blue -- grep -c ' tmpfs more ' /proc/self/mountinfo)" 0
is "/sys is the room's" "$(nscope exec red -- ls /sys/class/net | paste -sd,)" "$(ip -n red -j link | jq -r '.[].ifname' | sort | paste -sd,)"
is "the directory stays" "$(cd "$tmp" && nscope exec red -- pwd)" "$tmp"
is "a keeper holds no other's name" "$(grep -c /run/netns/ "/proc/$red/mountinfo")" 0
ip netns del other
ok "... so that a namespace ends when its name goes" soon sh -c '! ip link show seen'

# ---- orphans
zombies() { nscope exec red -- sh -c 'cat /proc/[0-9]*/stat' | sed 's/.*) //' | grep -c ^Z; }
nscope exec red -- sh -c '(sleep 0.05 &) ; (true &)'
ok "orphans are buried" soon alone red
is "... no zombie is left" "$(zombies)" 0
kill -STOP "$red"
nscope exec red -- sh -c '(sleep 0.05 &)'
ok "... also while the keeper is stopped" soon alone red
is "... without a zombie" "$(zombies)" 0
kill -CONT "$red"

# ---- what the keeper is
is "it has no capability, and gets none" "$(awk '/^(CapEff|CapPrm|NoNewPrivs):/ {print $2}' "/proc/$red/status" | paste -sd,)" \
	"0000000000000000,0000000000000000,1"
is "it holds no descriptor but /dev/null" "$(readlink "/proc/$red/fd/"* | sort -u)" /dev/null
is "it leads a session without a terminal" "$(ps -o sid=,tty= -p "$red" | xargs)" "$red ?"
is "it stands nowhere" "$(readlink "/proc/$red/cwd")" /
is "it says whose it is" "$(cat "/proc/$red/comm"):$(tr '\0' ' ' <"/proc/$red/cmdline" | sed 's/ *$//')" "nscope: red:nscope: red"
if ldd "$B/nscope" | grep -q asan; then
	skip "it holds next to no memory" "a sanitizer does"
else
	ok "it holds next to no memory" [ "$(awk '/^Private_Dirty:/ {print $2}' "/proc/$red/smaps_rollup")" -lt 512 ]
fi
kill -TERM "$red"
kill -HUP "$red"
kill -INT "$red"
nscope exec red -- kill -9 1
is "no signal but SIGKILL from outside ends it" "$(nscope exec red -- echo well)" well

# ---- commands of the lab are inside; a changed lab has another keeper
sed 's/eth0: {addresses: \[192.168.15.1\/24\]}}}/&, run: ["readlink \/proc\/self\/ns\/pid >\/run\/ran"]}/; s/}}}, run/}}, run/' "$lab" >"$tmp/run.yaml"
nscope down rooms >/dev/null
nscope up "$tmp/run.yaml" >/dev/null
red=$(keeper red)
is "the lab's commands run inside" "$(cat /run/ran)" "$(readlink "/proc/$red/ns/pid")"
sed -i 's/isolate: \[pid, mount, uts, ipc\]/isolate: uts/' "$tmp/run.yaml"
nscope up "$tmp/run.yaml" >/dev/null
unlike "a changed lab has another keeper" "$(keeper red)" "^$red$"
is "... the old one is dead" "$(readlink "/proc/$red/ns/net")" ""
is "... the new one keeps what is wanted" "$(nscope exec red -- readlink /proc/self/ns/{pid,ipc}),$(nscope exec red -- uname -n)" \
	"$(readlink /proc/self/ns/{pid,ipc}),red"
sed -i '/red:/s/isolate: uts, //' "$tmp/run.yaml"
nscope up "$tmp/run.yaml" >/dev/null
is "... and none where none is wanted" "$(nscope ps -j red):$(nscope exec red -- uname -n)" "[]:$before"
nscope down rooms >/dev/null

# ---- the end
nscope up "$lab" >/dev/null
"$B/nscope" exec red -- sh -c 'trap "" TERM HUP INT; while :; do sleep 1000; done' >/dev/null 2>&1 &
exec=$!
soon has red sleep
all=$(nscope ps -j | jq '.[].pid')
status nscope down rooms
is "down ends all who are in a pid namespace" "$?:$err" "0:"
wait $exec
is "... exec says by what" $? 137
is "... nobody of them is left" "$(for p in $all; do [ -d "/proc/$p/ns" ] && readlink "/proc/$p/ns/net"; done)" ""
is "... nor any name" "$(ls /run/netns 2>/dev/null; ls /run/nscope 2>/dev/null)" ""

# ---- a keeper killed by somebody else
nscope up "$lab" >/dev/null
red=$(keeper red)
kill -9 "$red"
soon sh -c "! [ -e /proc/$red/ns/net ]"
status nscope exec red -- true
is "exec says so, and the cure" "$?:$err" \
	"2:nscope: the keeper of red (process $red) was killed, and the namespaces it kept are gone; first: nscope down rooms, then up again"
is "others are as before" "$(nscope exec green -- uname -n)" green

# ---- another process that has its number by now
journal=/run/nscope/rooms/journal
start() { sed 's/.*) //' "/proc/$1/stat" | awk '{print $20}'; }
ip netns exec red sleep 1000 >/dev/null 2>&1 &
inside=$!
sleep 1000 >/dev/null 2>&1 &
outside=$!
ip netns exec red sleep 1001 >/dev/null 2>&1 &
proven=$!
soon test "$(cat /proc/$proven/comm)" = sleep
soon test "$(cat /proc/$inside/comm)" = sleep
line() { sed -i "/^keeper red /d; \$ikeeper red $1 $2 uts" "$journal"; }
line $inside $(($(start $inside) + 1))
status nscope exec red -- true
like "a number alone is not believed" "$?:$err" "^2:nscope: the keeper of red \(process $inside\) was killed"
line $outside "$(start $outside)"
status nscope exec red -- true
like "... nor one in another namespace" "$?:$err" "^2:nscope: the keeper of red \(process $outside\) was killed"
cp "$journal" "$tmp/journal"
line $inside $(($(start $inside) + 1))
echo "keeper red $outside $(start $outside) uts" >>"$journal"
echo "keeper red 1 0 uts" >>"$journal"
echo "keeper red 0 0 uts" >>"$journal"
echo "keeper red $proven $(start $proven) uts" >>"$journal"
nscope down rooms >/dev/null 2>&1
is "down kills who is proven, and nobody else" \
	"$(for p in $inside $outside $proven; do kill -0 $p 2>/dev/null && [ "$(ps -o stat= -p $p)" != Z ] && echo $p; done | xargs)" \
	"$inside $outside"
kill $inside $outside
wait 2>/dev/null

# ---- who entered and is not waited for
nscope up "$lab" >/dev/null
"$B/nscope" exec red -- sleep 1000 >/dev/null 2>&1 &
exec=$!
soon has red sleep
kill -STOP $exec
status nscope down rooms
like "down tells of a keeper that cannot end" "$err" "the keeper of red, process [0-9]+, does not end"
kill -CONT $exec
wait $exec
is "... and it does as soon as it can" $? 137

# ---- killed while a keeper is made: it stays only if the journal knows it
if ! strace -qq -o /dev/null true 2>/dev/null; then
	skip "killed anywhere" "strace may not trace here"
	exit
fi
export ASAN_OPTIONS=detect_leaks=0
calls=socketpair,setsockopt,setns,unshare,clone,clone3,recvfrom,sendto,write,wait4,kill
strace -qq -e trace=$calls -o "$tmp/trace" "$B/nscope" up "$lab" >/dev/null
nscope down rooms >/dev/null
# Other labs on this machine may have such keepers, too: other programs', or there before.
named() {
	grep -lxE 'nscope: (red|green|cyan)' /proc/[0-9]*/comm 2>/dev/null | tr -dc '0-9\n' | while read -r p; do
		[ "$(readlink "/proc/$p/exe")" = "$(realpath "$B/nscope")" ] && echo "$p"
	done | sort
}
others=$(named)
mine() { comm -13 <(echo "$others") <(named); }
unknown() { for p in $(mine); do grep -q "^keeper [a-z]* $p " $journal 2>/dev/null || echo "$p"; done; }
none_unknown() { [ -z "$(unknown)" ]; }
tried=0 wrong=
while read -r times call; do
	for n in $(seq "$times"); do
		[ "$times" -gt 12 ] && [ "$n" -gt 3 ] && [ "$n" -lt $((times - 8)) ] && continue
		(
			strace -qq -e trace="$call" -e inject="$call:signal=SIGKILL:when=$n" -o /dev/null "$B/nscope" up "$lab"
			true
		) >/dev/null 2>&1
		soon none_unknown || wrong="$wrong
$call $n: nobody knows $(unknown)"
		nscope down rooms >/dev/null 2>&1
		[ -z "$(mine)$(ls /run/netns 2>/dev/null)" ] || wrong="$wrong
$call $n: left $(mine)"
		tried=$((tried + 1))
	done
done < <(sed -E 's/\(.*//' "$tmp/trace" | sort | uniq -c)
is "up killed at $tried points: no keeper is left" "$wrong" ""
ok "... which were many" [ "$tried" -gt 30 ]

# ---- what goes wrong in the keeper is told, and all is taken back
for fault in sethostname:error=EPERM capset:error=EINVAL sethostname:signal=SIGKILL; do
	timeout 20 strace -f -qq -e trace="${fault%%:*}" -e inject="$fault" -o /dev/null "$B/nscope" up "$lab" >/dev/null 2>"$tmp/err"
	is "$fault: refused, and all is taken back" "$?:$(mine)$(find /run/netns /run/nscope -mindepth 1 2>/dev/null)" "2:"
	like "... in words" "$(cat "$tmp/err")" "rooms.yaml:[0-9]+:[0-9]+: cannot .*red.*(set the host name|let go of the capabilities|ended before it began)"
done

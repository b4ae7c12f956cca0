#!/bin/bash
# exec - a command inside a namespace: its words, its status, its /sys, its /etc
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

nscope up pair >/dev/null
is "it runs inside" "$(nscope exec red -- ip -4 -j addr show dev eth0 | jq -r '.[].addr_info[].local')" \
	192.168.15.1
is "-- may be left out" "$(nscope exec red readlink /proc/self/ns/net)" \
	"net:[$(stat -Lc %i /run/netns/red)]"
is "/sys is the namespace's" "$(nscope exec red -- ls /sys/class/net | paste -sd,)" \
	"$(ip netns exec red ls /sys/class/net | paste -sd,)"
is "our own /sys is as before" "$(ls /sys/class/net)" lo
status nscope exec red -- sh -c 'exit 7'
is "the status is the command's" $? 7
status nscope exec red -- sh -c 'kill -9 $$'
is "also when a signal ended it" $? 137
is "its options are its own" "$(nscope exec red -- echo -n --help)" "--help"
status nscope exec red -- no-such-command
is "not found: 127" "$?:$err" "127:nscope: cannot run no-such-command: No such file or directory"
status nscope exec red -- /etc/passwd
is "not executable: 126" "$?" 126
status nscope exec rde -- true
is "no such namespace: 2, and which there are" "$?:$err" \
	"2:nscope: no namespace 'rde'; there are: blue, red"
is "stdin comes through" "$(echo words | nscope exec red -- cat)" words

"$B/nscope" exec red -- sleep 60 &
soon test "$(cat /proc/$!/comm 2>/dev/null)" = sleep
is "the command takes our place" "$(cat /proc/$!/comm)" sleep
kill -TERM $!
wait $!
is "signals reach it" $? 143

# ---- /etc/netns/NAME over /etc, as ip netns exec
mount -t tmpfs tmpfs /mnt && mkdir /mnt/up /mnt/work
if mount -t overlay overlay -o lowerdir=/etc,upperdir=/mnt/up,workdir=/mnt/work /etc 2>/dev/null; then
	mkdir -p /etc/netns/red
	echo "192.168.15.2 blue" >/etc/netns/red/hosts
	is "/etc/netns/red/hosts is /etc/hosts inside" "$(nscope exec red -- cat /etc/hosts)" \
		"$(ip netns exec red cat /etc/hosts)"
	unlike "... and only inside" "$(cat /etc/hosts)" "192.168.15.2 blue"
else
	skip "/etc/netns/red/hosts is /etc/hosts inside" "no overlayfs to change /etc in"
fi

# ---- all that a namespace may be called
sleep 60 &
other=$!
is "pid:N" "$(nscope exec pid:$other -- readlink /proc/self/ns/net)" "$(readlink /proc/$other/ns/net)"
is "host" "$(nscope exec host -- readlink /proc/self/ns/net)" "$(readlink /proc/$$/ns/net)"
is "a path" "$(nscope exec /run/netns/red -- readlink /proc/self/ns/net)" \
	"net:[$(stat -Lc %i /run/netns/red)]"
ln -s /proc/$other/ns/net /run/netns/container
is "a symbolic link, as people make it for containers" \
	"$(nscope exec container -- readlink /proc/self/ns/net)" "$(readlink /proc/$other/ns/net)"
kill $other
wait $other 2>/dev/null
touch /run/netns/file
mkfifo /run/netns/fifo
mkdir /run/netns/dir
for what in pid:0 pid: pid:x pid:99999999999 /dev/null /nowhere/at/all file fifo dir /proc/self/ns/mnt \
	'' . .. ../netns/red 'a b' $'a\nb' -x; do
	status nscope exec "$what" -- true
	rc=$?
	is "$(printf 'no namespace: %q' "$what")" "$rc:$(grep -c '^nscope' <<<"$err")" 2:1
done
unlike "no control character comes out" "$(nscope exec $'a\e[31m' -- true 2>&1)" $'\e'

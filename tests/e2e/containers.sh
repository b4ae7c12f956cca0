#!/bin/bash
# containers - namespaces that have no name: containers by what their engine's files call them, and
# all there are on the machine (--all). No engine runs here: its files are laid out by hand, the
# processes and namespaces they speak of are real.

# In a process namespace of its own, or --all would watch the whole machine.
if [ "$(id -u)" -eq 0 ] && [ -z "${NSCOPE_PIDS-}" ]; then
	NSCOPE_PIDS=1 exec unshare -p -f --kill-child --mount-proc -- "$0" "$@"
fi
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
mount -t tmpfs tmpfs /var/lib && mount -t tmpfs tmpfs /root && mkdir -p /run/user/0

start_trace() { # start_trace OUT ARGS...: returns when every end is watched
	local out=$1
	shift
	"$B/nscope" trace "$@" >"$out" 2>"$out.err" &
	tracer=$!
	soon grep -q watching "$out.err"
}
stop_trace() {
	kill -INT "$tracer"
	wait "$tracer"
}
resident() { # resident: $pid, in a network namespace of its own
	unshare -n -- sleep 300 &
	pid=$!
	soon other_room
}
other_room() { [ "$(readlink /proc/$pid/ns/net)" != "$(readlink /proc/$$/ns/net)" ]; }
docker() { # docker ID NAME PID [RUNNING]
	mkdir -p "/var/lib/docker/containers/$1"
	jq -n --arg n "/$2" --argjson p "$3" --argjson r "${4-true}" \
		'{ID: "x", Name: $n, State: {Running: $r, Pid: $p, Status: "running"}, NetworkSettings: {SandboxKey: "/run/docker/netns/x"}}' \
		>"/var/lib/docker/containers/$1/config.v2.json"
}
podman() { # podman INDEX GRAPH RUN ID NAME PID
	mkdir -p "$2/overlay-containers" "$3/overlay-containers/$4/userdata"
	jq -n --arg i "$4" --arg n "$5" '[{id: "0", names: ["stopped"]}, {id: $i, names: [$n], image: "y"}]' \
		>"$2/overlay-containers/$1"
	echo "$6" >"$3/overlay-containers/$4/userdata/pidfile"
}
room_of() { nscope exec "$1" -- readlink /proc/self/ns/net; }
inside() { readlink "/proc/$1/ns/net"; }

resident && web=$pid
resident && db=$pid
resident && tmpdb=$pid
resident && mine=$pid
docker 5434 web $web
docker 5435 old $web false
docker 5436 twin $web
podman containers.json /var/lib/containers/storage /run/containers/storage aaaa db $db
podman volatile-containers.json /var/lib/containers/storage /run/containers/storage bbbb quick $tmpdb
podman containers.json /root/.local/share/containers/storage /run/user/0/containers cccc mine $mine

is "docker:NAME" "$(room_of docker:web)" "$(inside $web)"
is "a name that nothing else has" "$(room_of web)" "$(inside $web)"
is "podman:NAME" "$(room_of podman:db)" "$(inside $db)"
is "one that was run with --rm" "$(room_of podman:quick)" "$(inside $tmpdb)"
is "a user's" "$(room_of mine)" "$(inside $mine)"
ip netns add web
is "a namespace's name comes first" "$(nscope exec web -- ls -Li /proc/self/ns/net | cut -d' ' -f1)" "$(ls -i /run/netns/web | cut -d' ' -f1)"
is "the engine's word still finds the container" "$(room_of docker:web)" "$(inside $web)"
ip netns del web

status nscope exec old -- true
is "one that does not run is none" "$?" 2
status nscope exec podman:web -- true
is "an engine's word is not another's" "$?" 2
like "and says so" "$err" "no container 'web' of podman runs here"
podman containers.json /var/lib/containers/storage /run/containers/storage aaaa twin $db
status nscope exec twin -- true
is "two of a name are no answer" "$?" 2
like "but a choice" "$err" "docker:twin, podman:twin"
touch -d '1 hour ago' /run/containers/storage/overlay-containers/aaaa/userdata/pidfile
status nscope exec podman:twin -- true
is "a pid that was given to another since is none" "$?" 2

# files that are not what they should be
mkdir -p /var/lib/docker/containers/{bad,fifo,dir/config.v2.json,empty,list}
echo '{"Name": "/bad", "State": {"Running": true, "Pid": 1' >/var/lib/docker/containers/bad/config.v2.json
mkfifo /var/lib/docker/containers/fifo/config.v2.json
: >/var/lib/docker/containers/empty/config.v2.json
echo '[[[[{"Name": 7}]]]]' >/var/lib/docker/containers/list/config.v2.json
head -c 20000000 /dev/zero >/var/lib/docker/containers/bad/huge
mkdir -p /var/lib/docker/containers/huge && mv /var/lib/docker/containers/bad/huge /var/lib/docker/containers/huge/config.v2.json
is "broken files are passed over" "$(room_of docker:web)" "$(inside $web)"
for n in bad fifo dir empty list huge; do
	status timeout 5 "$B/nscope" exec docker:$n -- true
	is "and are no container: $n" "$?" 2
done
docker 666 $'es\e[31mc' $web
start_trace "$tmp/esc.txt" $'docker:es\e[31mc'
like "what they say is escaped" "$(cat "$tmp/esc.txt.err")" 'docker:es.x1b\[31mc:eth0'
unlike "everywhere" "$(cat "$tmp/esc.txt.err")" $'\e'
stop_trace
rm -r /var/lib/docker/containers/{bad,fifo,dir,empty,list,huge,666,5436}

# watched by its name
ip link add v0 type veth peer name eth0 netns $web
nsenter -t $web -n sh -c 'ip link set lo up; ip addr add 10.0.0.2/24 dev eth0; ip link set eth0 up'
ip addr add 10.0.0.1/24 dev v0 && ip link set v0 up
start_trace "$tmp/t.json" -j docker:web:eth0
ping -n -c 1 -W 1 10.0.0.2 >/dev/null
soon grep -q 'echo reply' "$tmp/t.json"
stop_trace
is "a container's interface is watched, under its name" \
	"$(jq -r 'select(.type == "packet" and .icmp.type == 8) | .netns + " " + .ifname + " " + .dir' "$tmp/t.json")" "docker:web eth0 in"

# all of them
ip netns add named
start_trace "$tmp/a.json" -j --all
like "host, a name, and four processes' are watched" "$(cat "$tmp/a.json.err")" "in 6 namespaces"
ping -n -c 1 -W 1 10.0.0.2 >/dev/null
soon grep -q 'echo reply' "$tmp/a.json"
resident && late=$pid
docker 7777 late $late
newcomer() { jq -es --arg p "$1" 'any(.[]; .type == "netns" and .event == "new" and .netns == $p)' "$tmp/a.json"; }
ok "a process's namespace is found while it runs" soon newcomer docker:late
resident && plain=$pid
ok "under its number where it has no name" soon newcomer pid:$plain
ip link add v1 type veth peer name eth0 netns $plain
nsenter -t $plain -n sh -c 'ip addr add 10.1.0.2/24 dev eth0; ip link set eth0 up'
ip addr add 10.1.0.1/24 dev v1 && ip link set v1 up
pinged() { ping -n -c 1 -W 1 10.1.0.2 >/dev/null; jq -es --arg p pid:$plain 'any(.[]; .type == "packet" and .netns == $p and .icmp.type == 8)' "$tmp/a.json"; }
ok "and its interfaces are watched" soon pinged
kill $plain
gone() { jq -es --arg p pid:$plain 'any(.[]; .type == "netns" and .event == "gone" and .netns == $p)' "$tmp/a.json"; }
ok "it ends with its process" soon gone
stop_trace
is "the host's end and the container's, by name" \
	"$(jq -r 'select(.type == "packet" and .icmp.type == 8 and .icmp.seq == 1) | .netns + ":" + .ifname' "$tmp/a.json" | head -2 | xargs)" "host:v0 docker:web:eth0"
is "the sum closes" "$(jq -s '.[-1] | .seen == .filtered + .delivered + .lost and .lost == 0' "$tmp/a.json")" true
status nscope trace --all web
is "--all and a NODE contradict each other" "$?" 2

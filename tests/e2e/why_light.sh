#!/bin/bash
# why_light - a ping that is answered costs no eBPF; what why hangs anywhere is gone when it ends.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

sockets() { # packet sockets in every namespace, nscope's and others'
	local n
	for n in $(ip netns list | cut -d' ' -f1); do
		ip netns exec "$n" sh -c 'tail -qn +2 /proc/net/packet'
	done | wc -l
}
hears() { [ "$(sockets)" -gt 0 ]; }
deaf() { [ "$(sockets)" -eq 0 ]; }
hung() { ip netns exec "$1" python3 "$tmp/hung.py" eth0; } # programs at its eth0: a number, or "?"
hangs() { [ "$(hung "$1")" -gt 0 ]; }
free() { [ "$(hung red) $(hung blue)" = "0 0" ]; }
cat >"$tmp/hung.py" <<'PY'
# hung.py IF: how many programs hang at its tcx, both ways; "?" before Linux 6.6
import ctypes, os, socket, struct, sys
libc, n = ctypes.CDLL(None, use_errno=True), 0
for direction in 46, 47:  # BPF_TCX_INGRESS, BPF_TCX_EGRESS
    attr = ctypes.create_string_buffer(struct.pack("II", socket.if_nametoindex(sys.argv[1]), direction), 128)
    number = {"x86_64": 321, "aarch64": 280}[os.uname().machine]
    if libc.syscall(number, 16, attr, 128):  # BPF_PROG_QUERY
        print("?") or sys.exit()
    n += struct.unpack_from("I", attr, 24)[0]
print(n)
PY
stops() { jq -c '[.path[] | [.direction, (.stops[] | [.netns, .ifname, .address])]]' <<<"$1"; }

nscope up switch >/dev/null

# ---- answered
status nscope why red blue -j
is "answered: status" $? 0
seen=$out
is "no packet socket is left" "$(sockets)" 0
is "proven by packets at every end" \
	"$(jq -r '[.confidence, ([.evidence[] | select(.kind == "packet")] | length)] | join(" ")' <<<"$seen")" "proven 8"
ok "no warning" jq -e '.warnings == []' <<<"$seen"

cat >"$tmp/refuse.py" <<'PY'
# refuse.py bpf|packet COMMAND...: run it with bpf(2), or packet sockets, refused by seccomp
import ctypes, os, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
bpf, sock = {"x86_64": (321, 41), "aarch64": (280, 198)}[os.uname().machine]
refuse, allow = (0x06, 0, 0, 0x00050001), (0x06, 0, 0, 0x7fff0000)
program = [(0x20, 0, 0, 0), (0x15, 0, 1, bpf), refuse, allow]  # load the number; equal?
if sys.argv[1] == "packet":  # and the first argument, AF_PACKET?
    program = [(0x20, 0, 0, 0), (0x15, 0, 3, sock), (0x20, 0, 0, 16), (0x15, 0, 1, 17), refuse, allow]
code = b"".join(struct.pack("HBBI", *i) for i in program)
buf = ctypes.create_string_buffer(code)
class Prog(ctypes.Structure):
    _fields_ = [("len", ctypes.c_ushort), ("filter", ctypes.c_void_p)]
prog = Prog(len(program), ctypes.addressof(buf))
assert not libc.prctl(38, 1, 0, 0, 0) and not libc.prctl(22, 2, ctypes.byref(prog), 0, 0)
os.execvp(sys.argv[2], sys.argv[2:])
PY
refused() { # refused bpf|packet VERB...; on a machine that is busy ping may come too late at first
	local _
	for _ in 1 2 3 4 5; do
		status python3 "$tmp/refuse.py" "$1" "$B/nscope" "${@:2}" && return
	done
	return 2
}
refused bpf why red blue -j
is "without a single bpf(2): status" $? 0
is "... and the same way" "$(stops "$out")" "$(stops "$seen")"
refused bpf why red blue -- -s 1000 -t 3
is "... also with options for ping" $? 0
refused bpf why red blue -- -c 2
is "what several packets provoke is watched: it needs bpf(2)" $? 2

# The other way round: without packet sockets the programs see it, and say the same.
refused packet why red blue -j
is "without packet sockets: status" $? 0
is "... the same way, seen by the programs" "$(stops "$out")" "$(stops "$seen")"
is "... from the same place" "$(jq -c '[.from, .to, .confidence, .warnings]' <<<"$out")" \
	"$(jq -c '[.from, .to, .confidence, .warnings]' <<<"$seen")"

# ---- through NAT, which no packet socket can follow by sk_buff
nscope down switch >/dev/null
nscope up nat >/dev/null
refused bpf why red inet -j
is "behind NAT: status" $? 0
is "... the whole way there" "$(jq -c '[.path[0].stops[] | [.netns, .ifname]]' <<<"$out")" \
	'[["red","eth0"],["rtr","eth0"],["rtr","eth2"],["inet","eth0"]]'
nscope down nat >/dev/null

# ---- in vain: who asked before the programs were there is counted, and not twice
nscope up pair >/dev/null
status nscope why red 192.168.15.9
is "in vain: status" $? 1
like "every question is told of" "$out" 'red asked 3 times who has 192\.168\.15\.9'
is "no packet socket is left in vain" "$(sockets)" 0
tcx=$(hung red)
if [ "$tcx" = "?" ]; then
	skip "... and no program at an end" "no tcx"
else
	ok "... and no program at an end" free
fi

# ---- killed
nscope why red 192.168.15.77 >/dev/null 2>&1 &
pid=$!
ok "it listens" soon hears
kill -9 $pid
wait $pid 2>/dev/null
ok "killed at once, it listens no more" soon deaf
gone() { ! pgrep -f 192.168.15.77 >/dev/null; }
ok "... and its ping is gone" soon gone
nscope why red 192.168.15.78 >/dev/null 2>&1 &
pid=$!
gone() { ! pgrep -f 192.168.15.78 >/dev/null; }
if [ "$tcx" = "?" ]; then
	skip "killed later, the programs are gone" "no tcx"
else
	ok "the programs hang at the ends" soon hangs red
	kill -9 $pid
	ok "killed then, they are gone" soon free
fi
kill -9 $pid 2>/dev/null
{ wait $pid; } 2>/dev/null
ok "... and its ping" soon gone
nscope down pair >/dev/null

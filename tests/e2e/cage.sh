#!/bin/bash
# cage - who takes packets apart has no rights: looked at from outside, and tried from inside, by a
# debugger that lets the process itself make the calls. The binary is the one that is shipped.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

cat >"$tmp/inject.py" <<'PY'
# inject.py PID NAME...: the process makes these calls; prints "NAME: result" for each
import ctypes, os, struct, sys
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
libc.ptrace.restype = ctypes.c_long
ATTACH, DETACH, GETREGS, SETREGS, SINGLESTEP = 16, 17, 12, 13, 9
R = "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp ss fs_base gs_base ds es fs gs".split()
CALLS = {  # number, arguments
    "open": (2, 0, 0, 0), "openat": (257, -100, 0, 0), "socket": (41, 2, 1, 0), "execve": (59, 0, 0, 0),
    "fork": (57,), "clone3": (435, 0, 0), "bpf": (321, 11, 0, 0), "ptrace": (101, 0, 0, 0), "kill": (62, 1, 0),
    "setns": (308, 0, 0), "unshare": (272, 0x40000000), "mount": (165, 0, 0, 0), "connect": (42, 0, 0, 0),
    "prctl": (157, 4, 1), "setuid": (105, 0), "unlink": (87, 0), "io_uring_setup": (425, 1, 0), "ioctl": (16, 0, 0, 0),
    "mmap-exec": (9, 0, 4096, 5, 0x22, -1, 0), "mmap": (9, 0, 4096, 3, 0x22, -1, 0), "getpid": (39,)}
pid = int(sys.argv[1])
def call(request, data=None):
    if libc.ptrace(request, pid, None, data) < 0:
        sys.exit("ptrace %d: %s" % (request, os.strerror(ctypes.get_errno())))
call(ATTACH)
os.waitpid(pid, 0)
saved = ctypes.create_string_buffer(27 * 8)
call(GETREGS, saved)
regs = dict(zip(R, struct.unpack("27Q", saved.raw)))
# It waits inside a call: the instruction before is "syscall".
with open("/proc/%d/mem" % pid, "rb") as mem:
    mem.seek(regs["rip"] - 2)
    assert mem.read(2) == b"\x0f\x05"
for name in sys.argv[2:]:
    nr, args = CALLS[name][0], CALLS[name][1:]
    r = dict(regs, rax=nr, orig_rax=2**64 - 1, rip=regs["rip"] - 2)
    for reg, value in zip(("rdi", "rsi", "rdx", "r10", "r8", "r9"), args):
        r[reg] = value % 2**64
    call(SETREGS, struct.pack("27Q", *(r[k] for k in R)))
    call(SINGLESTEP)
    os.waitpid(pid, 0)
    after = ctypes.create_string_buffer(27 * 8)
    call(GETREGS, after)
    value = struct.unpack("27q", after.raw)[R.index("rax")]
    print("%s: %s" % (name, os.strerror(-value) if -4096 < value < 0 else "done"))
# As a call that a signal interrupted.
r = dict(regs, rax=2**64 - 4, orig_rax=2**64 - 1)
call(SETREGS, struct.pack("27Q", *(r[k] for k in R)))
call(DETACH)
PY

start_trace() { # start_trace OUT ARGS...: returns when every end is watched
	local out=$1
	shift
	"$B/nscope" trace "$@" >"$out" 2>"$out.err" &
	tracer=$!
	soon grep -q watching "$out.err"
	attacher=$(pgrep -P $tracer)
}
stop_trace() {
	kill -INT "$tracer"
	wait "$tracer"
}
status_of() { awk -v k="$2:" '$1 == k {print $2}' "/proc/$1/status"; }
rights() { for k in CapInh CapPrm CapEff CapBnd CapAmb; do status_of "$1" $k; done | sort -u; }
refused="open openat socket execve fork clone3 bpf ptrace kill setns unshare mount connect prctl setuid unlink io_uring_setup ioctl mmap-exec"
try() { # try WHO PID: the calls from inside it
	local out c
	if [ "$(uname -m)" != x86_64 ]; then
		skip "$1: calls from inside" "written for x86_64"
		return
	fi
	# shellcheck disable=SC2086
	out=$(python3 "$tmp/inject.py" "$2" $refused mmap getpid 2>&1)
	for c in $refused; do is "$1: $c is refused" "$(sed -n "s/^$c: //p" <<<"$out")" "Operation not permitted"; done
	for c in mmap getpid; do is "$1: $c is not" "$(sed -n "s/^$c: //p" <<<"$out")" "done"; done
}

nscope up pair >/dev/null
start_trace "$tmp/t.json" -j
is "the reader has no capability" "$(rights $tracer)" 0000000000000000
is "nor can it gain one" "$(status_of $tracer NoNewPrivs)" 1
is "and may make few calls" "$(status_of $tracer Seccomp)" 2
# CAP_DAC_READ_SEARCH 2, NET_ADMIN 12, SYS_PTRACE 19, SYS_ADMIN 21, PERFMON 38, BPF 39
is "who attaches has what that takes" "$(status_of "$attacher" CapEff)" 000000c000281004
is "and cannot gain more" "$(status_of "$attacher" NoNewPrivs)" 1
try trace $tracer
ip netns exec red ping -n -c 1 -W 2 192.168.15.2 >/dev/null
ok "it goes on after that" soon grep -q 'echo reply' "$tmp/t.json"

# All that a trace does, done without rights: nothing it needs was forgotten.
ip -n red link add x type veth peer name y netns blue
ip -n red link set x up
soon grep -q '"ifname":"y"' "$tmp/t.json"
ip netns exec red ping -n -c 1 -W 4 192.168.15.9 >/dev/null
ok "a drop's place has a name" soon jq -es 'any(.[]; .type == "drop" and (.skb_drop.location | test("^[a-z_]+$")))' "$tmp/t.json"
kill -USR1 $tracer
ok "counters are told" soon grep -q 'so far' "$tmp/t.json.err"
stop_trace
is "it ends well" "$?" 0
is "the sum closes" "$(jq -s '.[-1] | .seen == .filtered + .delivered + .lost and .lost == 0' "$tmp/t.json")" true
unlike "nothing was refused that was needed" "$(cat "$tmp/t.json.err")" "not permitted|going on"

start_trace "$tmp/w.err" -w "$tmp/w.pcapng"
is "so is who writes a capture" "$(rights $tracer) $(status_of $tracer Seccomp)" "0000000000000000 2"
ip netns exec red ping -n -c 2 -i 0.2 192.168.15.2 >/dev/null
stop_trace
is "it is whole" "$(tcpdump -n -r "$tmp/w.pcapng" icmp 2>/dev/null | wc -l)" 8
mkfifo "$tmp/fifo"
"$B/nscope" trace -r "$tmp/fifo" >"$tmp/r.txt" 2>&1 &
reader=$!
exec 9>"$tmp/fifo"
cat "$tmp/w.pcapng" >&9
soon grep -q 'echo reply' "$tmp/r.txt"
is "and who reads one" "$(rights $reader) $(status_of $reader Seccomp)" "0000000000000000 2"
try "trace -r" $reader
exec 9>&-
wait $reader
is "to its end" "$?" 0

# What a release does not have: a way out.
unlike "nothing switches it off" "$(strings "$B/nscope"; nscope trace --help)" "(no|un)[-_]?cage|NO_CAGE|--no-sandbox"
nscope down pair >/dev/null

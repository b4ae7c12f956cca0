#!/bin/bash
# shell - a command in a room with pids of its own is a child, and nobody shall see a difference:
# exit statuses, signals, stops, the terminal; and the shell one gets there
#
#   red   pid, mount, uts, ipc: the command is a child          blue   nothing: it takes our place
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
trap 'rc=$?; nscope down --all >/dev/null 2>&1; (exit $rc); finish' EXIT

cat >"$tmp/rooms.yaml" <<'YAML'
name: rooms
nodes:
  red: {isolate: [pid, mount, uts, ipc], interfaces: {eth0: {addresses: [192.168.15.1/24]}}}
  blue: {interfaces: {eth0: {addresses: [192.168.15.2/24]}}}
links:
  - [red:eth0, blue:eth0]
YAML
nscope up "$tmp/rooms.yaml" >/dev/null

# ---- how it ends: as the command without us ends, by the judgement of wait(2)
cat >"$tmp/ends.py" <<'PY'
import subprocess, sys
nscope = [sys.argv[1], "exec", "red", "--"]
def both(script):
    return [subprocess.run(pre + ["sh", "-c", script], stderr=subprocess.DEVNULL).returncode for pre in ([], nscope)]
wrong = []
if sys.argv[2] == "status":
    wrong = [n for n in range(256) if both(f"exit {n}") != [n, n]]
else:
    stops = {17, 18, 19, 20, 21, 22, 23, 28, 32, 33}
    for n in range(1, 65):
        if n not in stops and both(f"ulimit -c 0; kill -{n} $$; exit 200") != [-n, -n]:
            wrong.append(n)
print(*wrong)
PY
is "every exit status, 0 to 255" "$(python3 "$tmp/ends.py" "$B/nscope" status)" ""
is "every signal that ends a command" "$(python3 "$tmp/ends.py" "$B/nscope" signal)" ""
status nscope exec red -- no-such-command
is "not found: 127" "$?:$err" "127:nscope: cannot run no-such-command: No such file or directory"
status nscope exec red -- /etc/passwd
is "not executable: 126" "$?" 126
is "NODE is in the environment" "$(nscope exec red -- sh -c 'echo $NSCOPE_NODE'),$(nscope exec blue -- sh -c 'echo $NSCOPE_NODE')" red,blue
is "stdin comes through" "$(echo words | nscope exec red -- cat)" words
mkfifo "$tmp/pipe"
"$B/nscope" exec red -- sh -c 'echo words; exec sleep 60 >/dev/null 2>&1' >"$tmp/pipe" 2>&1 &
us=$!
is "a reader sees the end of what the command closes" "$(timeout 30 cat "$tmp/pipe"),$?" words,0
kill $us
wait $us

# ---- signals to us reach it
comm() { cat "/proc/$1/comm" 2>/dev/null; }
state() { ps -o stat= -p "$1" | cut -c1; }
inner() { nscope ps -j red | jq ".[] | select(.comm == \"$1\") | .pid"; }
has() { [ -n "$(inner "$1")" ]; }
cat >"$tmp/trap" <<'SH'
#!/bin/sh
for s in HUP INT QUIT TERM USR1 USR2 ALRM; do trap "echo $s >>$1" $s; done
trap "exit 3" WINCH
echo ready >>"$1"
while :; do sleep 0.01; done
SH
chmod +x "$tmp/trap"
# An asynchronous command of a shell ignores SIGINT and SIGQUIT, for ever if it is a shell itself.
cat >"$tmp/start.py" <<'PY'
import os, signal, sys
for s in (signal.SIGINT, signal.SIGQUIT): signal.signal(s, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])
PY
python3 "$tmp/start.py" "$B/nscope" exec red -- "$tmp/trap" "$tmp/said" &
us=$!
soon grep -q ready "$tmp/said"
for s in HUP INT QUIT TERM USR1 USR2 ALRM; do
	kill -$s $us
	soon grep -q $s "$tmp/said"
done
kill -WINCH $us
wait $us
is "each signal once, and the status of its trap" "$?:$(paste -sd, "$tmp/said")" "3:ready,HUP,INT,QUIT,TERM,USR1,USR2,ALRM"

"$B/nscope" exec red -- sleep 60 &
us=$!
soon has sleep
child=$(inner sleep)
kill -9 $us
ok "killed with SIGKILL, we take it with us" soon sh -c "! [ -e /proc/$child/ns/net ]"
wait $us

# ---- stops; set -m: a group of its own, with somebody who could continue it
set -m
"$B/nscope" exec red -- sleep 60 &
us=$!
set +m
soon has sleep
child=$(inner sleep)
are() { [ "$(state $us)$(state "$child")" = "$1" ]; }
for s in TSTP TTIN; do
	kill -$s $us
	ok "$s: it stops, and we do" soon are TT
	kill -CONT $us
	ok "... CONT: both go on" soon are SS
done
kill -STOP "$child"
ok "it is stopped: we stop" soon are TT
kill -CONT $us
ok "... and go on together" soon are SS
kill $us
wait $us
is "... to the end" $? 143

# ---- the terminal
is "it has the terminal" "$(script -qec "$B/nscope exec red -- sh -c 'test -t 0 && test -t 1 && echo \$((2 + 2))'" /dev/null </dev/null | tr -d '\r')" 4
script -qec "$B/nscope exec red -- sh -c 'exit 42'" /dev/null </dev/null >/dev/null
is "its status comes through a terminal" $? 42

# What a person types, what he sees: each step waits for its words.
cat >"$tmp/type.py" <<'PY'
import os, pty, re, select, sys, time
def talk(argv, steps, env={}):
    pid, fd = pty.fork()
    if not pid:
        os.closerange(3, 1024)
        os.environ.update({"PS1": "outside> ", "HOME": os.environ["TYPE_HOME"], **env})
        os.execvp(argv[0], argv)
    seen = ""
    def wait(words):
        nonlocal seen
        end = time.time() + 10
        while not re.search(words, seen, re.S):
            if time.time() > end or not select.select([fd], [], [], end - time.time())[0]:
                print(f"waited for {words!r}, saw {seen!r}"); os.kill(pid, 9); return False
            try: got = os.read(fd, 4096)
            except OSError: got = b""
            if not got: break
            seen += got.decode(errors="replace")
        return bool(re.search(words, seen, re.S))
    for words, keys in steps:
        if not wait(words):
            print(f"never saw {words!r} in {seen!r}"); break
        seen = ""
        os.write(fd, keys.encode())
    end = time.time() + 10
    while time.time() < end:
        if select.select([fd], [], [], 0.05)[0]:
            try:
                if not os.read(fd, 4096): break
            except OSError: break
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
N = sys.argv[1]
case = sys.argv[2]
# A key that comes before the command runs is for the shell: wait for its word. No vfork in it: who
# is stopped between that and exec keeps its parent from stopping.
wait = """sh -c 'trap "echo go""ing on" CONT; echo wai""ting; while :; do read x; done'"""
outside = ["bash", "--norc", "--noediting", "-i"]
if case == "keys":
    print(talk(outside, [
        ("outside> ", f"{N} exec red -- {wait}\r"), ("waiting", "\x1a"),
        ("Stopped.*outside> ", "fg\r"), ("going on", "\x03"),
        ("outside> ", "echo it was $?\r"), ("it was 130.*outside> ", "exit 5\r")]))
elif case == "bash":
    print(talk([N, "shell", "red"], [
        (r"you are in red; exit, or Ctrl-D, leaves.*\[red\] ", "echo $NSCOPE_NODE-$MINE-$(hostname)\r"),
        (r"red-rc-red.*\[red\] ", f"{wait}\r"), ("waiting", "\x03"),
        (r"\[red\] ", "ls /proc/$$/fd | paste -sd,\r"), (r"0,1,2,255\r\n.*\[red\] ", "exit 7\r")], {"SHELL": "/bin/bash"}))
elif case == "sh":
    print(talk([N, "shell", "red"], [(r"\[red\] # ", "echo $((6 * 7))\r"), (r"42\r\n\[red\] # ", "exit 8\r")], {"SHELL": "/bin/sh"}))
elif case == "blue":
    print(talk([N, "shell", "blue"], [(r"\[blue\] ", "echo $((6 * 7))\r"), (r"42\r\n.*\[blue\] ", "\x04")], {"SHELL": "/bin/bash"}))
elif case == "suspend":
    print(talk(outside, [
        ("outside> ", f"{N} shell red\r"), (r"\[red\] ", "suspend\r"), ("Stopped.*outside> ", "fg\r"),
        (r"shell red\r\n.*\[red\] ", "echo $((6 * 7))\r"), (r"42\r\n.*\[red\] ", "exit 9\r"),
        ("outside> ", "echo it was $?\r"), ("it was 9.*outside> ", "cat\r"), ("cat\r\n", "words\r"),
        ("words\r\nwords", "\x04"), ("outside> ", "exit 6\r")], {"SHELL": "/bin/bash"}))
elif case == "script":
    # the shell that waits has no job control: nobody but us gives the terminal back
    print(talk(["sh", "-c", f"{N} shell red; read x; echo got $x; exit 4"], [
        (r"\[red\] ", "exit 0\r"), ("exit\r\n", "words\r"), ("got words", "")], {"SHELL": "/bin/bash"}))
PY
mkdir "$tmp/home"
echo 'MINE=rc' >"$tmp/home/.bashrc"
export TYPE_HOME=$tmp/home
types() { timeout 100 python3 "$tmp/type.py" "$B/nscope" "$1" 2>&1; }
is "Ctrl-Z stops it, fg continues it, Ctrl-C ends it" "$(types keys)" 5
is "bash: the rc, the prompt, no descriptor too many, its status" "$(types bash)" 7
is "sh: the prompt, its status" "$(types sh)" 8
is "a room without pids of its own: the prompt; Ctrl-D leaves" "$(types blue)" 0
is "suspend, fg, exit: the terminal is where it was" "$(types suspend)" 6
is "... also where no shell outside cares for it" "$(types script)" 4

# ---- without a terminal
is "a script on stdin" "$(echo 'echo $NSCOPE_NODE $((6 * 7))' | SHELL=/bin/bash nscope shell red 2>&1)" "red 42"
echo 'exit 11' | nscope shell red
is "... its status" $? 11
is "no SHELL: sh" "$(echo 'cat /proc/$$/comm' | env -u SHELL "$B/nscope" shell red)" sh
status env SHELL=/no/such/shell "$B/nscope" shell red </dev/null
is "no such shell: 127" "$?:$err" "127:nscope: cannot run /no/such/shell: No such file or directory"
status nscope shell rde
is "no such namespace: 2, and which there are" "$?:$err" "2:nscope: no namespace 'rde'; there are: blue, red"
status nscope shell
is "usage: 2" $? 2

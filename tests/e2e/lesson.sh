#!/bin/bash
# lesson - every lesson from start to mended (lib/lesson.sh, each in a world of its own), and what
# the verb says when it is asked for something else.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$here" || exit 2

mapfile -t ids < <(nscope lesson list | sed -n 's/^  \([a-z][a-z0-9]*\) .*/\1/p')
ok "there are at least twelve" [ "${#ids[@]}" -ge 12 ]
is "each file is a lesson of the list" "$(printf '%s\n' "${ids[@]}" | sort)" \
	"$(basename -a -s .yaml user/lesson/builtin/*.yaml | sort)"
is "the list fits 80 columns" "$(nscope lesson list | grep -E '.{81}')" ""

# They mostly wait, so some go at a time.
printf '%s\n' "${ids[@]}" |
	NSCOPE_INSIDE='' xargs -P 6 -I {} sh -c "tests/e2e/lib/lesson.sh {} >$tmp/{}.said 2>&1; echo \$? >$tmp/{}.status"
for id in "${ids[@]}"; do
	sed "s/^\(ok\|not ok\) - \.\.\./\1 - $id: .../" "$tmp/$id.said"
	bad=$(grep -c '^not ok' "$tmp/$id.said")
	failures=$((failures + bad))
	ok "$id: went to its end" [ "$(cat "$tmp/$id.status")" -eq $((bad > 0)) ]
done

# ---- causes that a lesson shows
named=$(nscope why --explain | grep -v '^ ' | while read -r cause; do
	nscope why --explain "$cause" | sed -n 's/^  As a lesson: nscope lesson start //p'
done)
ok "why --explain names lessons" [ "$(wc -l <<<"$named")" -ge 10 ]
is "... that are there" "$(grep -vxF "$(printf '%s\n' "${ids[@]}")" <<<"$named")" ""

# ---- asked for something else
status nscope lesson
is "no lesson runs: the list" $? 0
is "... as list prints it" "$out" "$(nscope lesson list)"
for verb in check hint stop; do
	status nscope lesson $verb
	is "$verb without a lesson: status" $? 2
	like "... says so" "$err" 'no lesson is running'
done
status nscope lesson start apr
is "no such lesson: status" $? 2
like "... says which was meant" "$err" "did you mean 'arp'"
status nscope lesson begin arp
is "no such word: status" $? 2
status nscope lesson start
is "start what?" $? 2

# ---- one at a time, and beside other labs
nscope up pair >/dev/null
status nscope lesson start arp
is "a lab has the room already: status" $? 2
like "... says whose, and the cure" "$err" 'red belongs to lab pair already; first: nscope down pair'
ok "... which is left alone" ip netns exec red ping -qc 1 -W 2 192.168.15.2
nscope down pair >/dev/null
nscope lesson start arp >/dev/null
status nscope lesson start room
is "a second lesson: status" $? 2
like "... says which runs, and how it ends" "$err" 'lesson arp is running already: .*nscope lesson stop'
ok "the first one is still there" nscope exec red -- true
like "the lab is a lab" "$(nscope list)" 'arp'
nscope lesson hint >/dev/null
nscope down arp >/dev/null
is "down ends it, too" "$(ls /run/nscope 2>/dev/null)" ""
like "... hints begin anew" "$(nscope lesson start arp >/dev/null; nscope lesson hint)" '^Hint 1 of'
nscope lesson stop >/dev/null

# ---- killed at any moment: stop, or another start, clears up
for ms in 2 5 10 20 40 80 160; do
	"$B/nscope" lesson start mend6 >/dev/null 2>&1 &
	sleep "0.$(printf '%03d' $ms)"
	{ kill -9 $! && wait $!; } 2>/dev/null
	status nscope lesson start mend6
	if [ $? -ne 0 ] && ! grep -q 'running already' <<<"$err"; then
		fail "started again after kill -9 at $ms ms" "$err"
	fi
	ok "killed at $ms ms, started again: broken as it should be" \
		grep -q PERMANENT <(ip -n red neigh show to 192.168.15.2)
	nscope lesson stop >/dev/null
	is "... and nothing is left" "$(ls /run/netns /run/nscope 2>/dev/null)" ""
done

# ---- a teacher's own
awk '/^.Bd -literal/ {on = 1; text = ""; next} /^.Ed/ {if (text ~ /^title:/) printf "%s", text; on = 0} on {text = text $0 "\n"}' \
	user/nscope.8 >"$tmp/manual.yaml"
like "the man page's example is a lesson" "$(nscope validate "$tmp/manual.yaml" 2>&1)" ': ok: lesson manual: '
cat >"$tmp/own.yaml" <<'EOF2'
title: Our own
teaches: nothing
lab:
  nodes:
    red: {interfaces: {eth0: {addresses: [10.0.0.1/24]}}}
    blue: {interfaces: {eth0: {addresses: [10.0.0.2/24]}}}
  links:
    - [red:eth0, blue:eth0]
text: |
  Some words that are quite a lot longer than the eighty columns that a terminal has, and on.

      nscope ping red blue
checks:
  - {in: red, run: test -e /run/done, wrong: It is not done.}
done: Fine.
EOF2
ok "validate" nscope validate "$tmp/own.yaml"
status nscope lesson start "$tmp/own.yaml"
is "a lesson of one's own: status" $? 0
is "... is filled to 80 columns" "$(grep -E '.{81}' <<<"$out")" ""
is "... without hints there is none" "$(nscope lesson hint 2>&1; echo $?)" "nscope: lesson $tmp/own.yaml has no hints
2"
rm "$tmp/own.yaml"
status nscope lesson check
is "its file is not needed again: status" $? 1
like "... it says its own words" "$out" 'Not yet\. It is not done\.'
unlike "... and offers no hint" "$out" 'lesson hint'
touch /run/done
status nscope lesson check
is "done: status" $? 0
unlike "... and no lesson follows" "$out" 'lesson start'
nscope lesson stop >/dev/null

# ---- commands as the student has to type them
out=$(SUDO_UID=1000 nscope lesson start arp)
like "who came by sudo needs it again" "$out" "
    sudo $B/nscope exec red -- ip neigh
"
is "... in 80 columns, but for the path" "$(sed "s|$B/||" <<<"$out" | grep -E '.{81}')" ""
seen=$(script -qec "TERM=xterm $B/nscope lesson" /dev/null </dev/null)
like "commands stand out on a terminal" "$seen" $'\033\\[1m'
nscope lesson stop >/dev/null
status setpriv --reuid 65534 --regid 65534 --clear-groups "$B/nscope" lesson start arp
is "without root: status" $? 2
like "... says what it takes" "$err" 'needs root'
ok "the list needs none" setpriv --reuid 65534 --regid 65534 --clear-groups "$B/nscope" lesson list

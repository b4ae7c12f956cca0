#!/bin/bash
# report - the verb: where the page goes, what it refuses, what it needs. What the page does is
# tests/browser/page.sh's.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

ok "up pair" nscope up pair
"$B/nscope" trace -w "$tmp/pair.pcapng" 2>"$tmp/trace" &
tracer=$!
soon grep -q watching "$tmp/trace"
ip netns exec red ping -q -c2 -i 0.2 192.168.15.2 >/dev/null
kill -TERM $tracer
wait $tracer

data() { sed -n 's/.*id="data">\(.*\)<\/script>.*/\1/p' "$1"; }
ok "a page" nscope report "$tmp/pair.pcapng" -o "$tmp/pair.html"
data "$tmp/pair.html" >"$tmp/pair.json"
ok "its data is JSON" jq -e . "$tmp/pair.json"
is "of the rooms that there are" "$(jq -c '[.rooms[].name] | sort' "$tmp/pair.json")" '["blue","red"]'
is "every echo goes through the pipe once there, once back" \
	"$(jq -c '[.steps[] | select(.summary | test("echo")) | select(.kind == "hop") | .hops[0].end] | group_by(.)[] | [.[0], length]' "$tmp/pair.json")" '["in",4]'
is "what red has routes to is the kernel's" \
	"$(jq -c '[.first[] | select(.[0] == "route" and .[1] == 0) | .[3]] | sort' "$tmp/pair.json")" \
	"$(ip -n red -j route | jq -c '[.[].dst] | sort')"
ok "to standard output" sh -c "'$B/nscope' report '$tmp/pair.pcapng' -o - | cmp - '$tmp/pair.html'"
ok "from standard input" sh -c "'$B/nscope' report - -o - <'$tmp/pair.pcapng' | cmp - '$tmp/pair.html'"
ok "without rights" setpriv --reuid 65534 --clear-groups --bounding-set -all \
	"$B/nscope" report - -o - <"$tmp/pair.pcapng"
is "-c: the first packets" "$(nscope report "$tmp/pair.pcapng" -c 2 -o - >"$tmp/two.html" && data "$tmp/two.html" | jq '[.steps[] | select(.kind == "hop")] | length')" 1

status nscope report
is "no capture: usage" "$? ${err%%$'\n'*}" "2 nscope report: one CAPTURE, please"
status nscope report "$tmp/pair.pcapng"
is "no page: usage" "$? ${err%%$'\n'*}" "2 nscope report: -o FILE says where the page goes"
for n in 0 -5 ' -5' +5 2x '' 99999999999999999999; do
	status nscope report "$tmp/pair.pcapng" -o "$tmp/x.html" -c "$n"
	is "-c '$n' is no number of packets" "$? ${err%%$'\n'*}" "2 nscope report: -c is a number of packets"
done
status nscope report "$tmp/nothing" -o "$tmp/x.html"
like "a capture that is not there" "$? $err" "^2 nscope: .*nothing: No such file"
status nscope report "$tmp/pair.html" -o "$tmp/x.html"
like "one that is none" "$? $err" "^2 nscope: .*pair.html: "
head -c 3000 "$tmp/pair.pcapng" >"$tmp/cut.pcapng"
status nscope report "$tmp/cut.pcapng" -o "$tmp/cut.html"
is "of a capture that was cut there is what there is" "$? $(data "$tmp/cut.html" | jq '.steps | length > 0')" "2 true"
ln -s "$tmp/elsewhere" "$tmp/link.html"
status nscope report "$tmp/pair.pcapng" -o "$tmp/link.html"
is "no page through a symbolic link" "$?" 2
mkdir "$tmp/full" && mount -t tmpfs -o size=16k tmpfs "$tmp/full"
status nscope report "$tmp/pair.pcapng" -o "$tmp/full/x.html"
like "a full disk is told" "$? $err" "^2 nscope: .*No space left"
is "and leaves no half of a page" "$(stat -c %s "$tmp/full/x.html")" 0
umount "$tmp/full"

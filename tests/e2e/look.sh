#!/bin/bash
# look - what changed since the last `show` is marked; what is kept for that is nobody else's, harms
# nobody, and goes with the lab.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

looks=/run/nscope/.look
marked() { grep -E '^(.{41})?[+~-] ' || true; }

ok "up switch" nscope up switch
is "the first look marks nothing" "$(nscope show red sw | marked)" ""
is "nor does the second, when nothing changed" "$(nscope show red sw | marked)" ""
ip netns exec red ping -c 1 192.168.15.2 >/dev/null
ip -n red addr add 10.7.0.1/24 dev eth0
out=$(nscope show red)
like "a ping's ARP entry is new" "$out" $'\n''\+ 192\.168\.15\.2 +02:00:00:00:00:02'
like "an address is new" "$out" $'\n''\+ eth0 +10\.7\.0\.1/24'
like "its route, too" "$out" $'\n''\+ 10\.7\.0\.0/24 dev eth0'
like "what a switch learnt is new" "$(nscope show sw)" $'\n''\+ 02:00:00:00:00:01 +red'
is "said once" "$(nscope show red | marked)" ""
ip -n red addr del 10.7.0.1/24 dev eth0
ip -n red link set eth0 mtu 1400
ip -n red neigh replace 192.168.15.2 lladdr 02:00:00:00:00:02 dev eth0 nud permanent
is "without marks nothing is remembered" "$(nscope show --no-marks red | marked)" ""
out=$(nscope show -j red)
is "JSON has none, unless asked" "$(jq -r '.[0] | has("changes")' <<<"$out")" false
out=$(nscope show red --color=always)
like "an address is gone" "$out" $'\n\e\\[31m-\e\\[m '".*10\.7\.0\.1/24"
like "an MTU changed" "$out" $'\n\e\\[33m~\e\\[m '"eth0.*mtu 1400"
like "a state changed" "$out" $'\n\e\\[33m~\e\\[m '"192\.168\.15\.2.*PERMANENT"
ip -n red link set eth0 mtu 1500
is "asked, JSON has them" "$(nscope show -j --marks red | jq -c '.[0].changes | map([.table, .change])')" '[["links","changed"]]'
for i in {1..30}; do ip -n red addr add 10.6.$i.1/24 dev eth0; done
is "all of them, however many the text shows" "$(nscope show -j --marks red | jq '[.[0].changes[] | select(.table == "addresses")] | length')" 30
for i in {1..30}; do ip -n red addr del 10.6.$i.1/24 dev eth0; done
nscope show red >/dev/null

# Beside each other, with the sentence for it; alone, and among themselves, without.
like "host and room" "$(nscope show host red)" "red has tables of its own: from inside, those of host cannot be seen\."
unlike "room and room" "$(nscope show red blue)" "cannot be seen"

# It is root's alone, and whatever stands there is no more than no look.
is "the directory is root's alone" "$(stat -c %a $looks)" 700
is "and its files" "$(stat -c %a $looks/* | sort -u)" 600
for how in 'head -c 100000 /dev/urandom' 'yes link' 'printf "room name=red cookie=1\n"' 'printf x' 'cat /dev/null' \
	'printf "snapshot tables=4294967295\nroom cookie=18446744073709551615 name=x\nlink ifindex=99999999999\n"' 'head -c 6000000 /dev/zero'; do
	for file in "$looks"/*; do sh -c "$how" 2>/dev/null | head -c 6000000 >"$file"; done
	status nscope show red sw
	is "a look of '$how' is none" "$? $(marked <<<"$out")" "0 "
done
rm "$file" && mkfifo -m 600 "$file"
ok "nor is a pipe one" timeout 5 "$B/nscope" show red blue green sw
rm -f "$file" && ln -s /etc/passwd "$file"
ok "nor a link" timeout 5 "$B/nscope" show red blue green sw
is "which leads to what it was" "$(head -c 4 /etc/passwd)" root
chmod 755 $looks
ip netns exec green ping -c 1 192.168.15.2 >/dev/null
is "a directory that others may read is not believed" "$(nscope show green | marked)" ""
chmod 700 $looks && chown 65534 $looks
is "nor one that is another's" "$(nscope show green | marked)" ""
chown 0 $looks && chown 65534 $looks/*
is "nor another's file in it" "$(nscope show green | marked)" ""
chown 0 $looks/*

# Again and again, in a pipe; and ended by a signal, in order.
nscope show green >/dev/null
"$B/nscope" show --watch=0.2 green >"$tmp/watch" &
watcher=$!
soon grep -q green "$tmp/watch"
ip -n green addr add 10.8.0.1/24 dev eth0
ok "a change is marked while it is watched" soon grep -q '^+ eth0 .*10\.8\.0\.1/24' "$tmp/watch"
kill -TERM $watcher
wait $watcher
is "it ends well" "$?" 0
is "and counts as the last look" "$(nscope show green | marked)" ""
for bad in 0 x 1x -1 5000; do
	status nscope show --watch=$bad green
	is "--watch=$bad is none" "$?" 2
done
status nscope show --watch -j
is "nor is JSON watched" "$?" 2

# Two at once, many times: each reads a whole look or none.
for _ in 1 2 3 4 5 6 7 8; do nscope show red blue sw >"$tmp/one" & nscope show red blue sw >"$tmp/two" & wait; done
is "two at once do not harm each other" "$(marked <"$tmp/one"; marked <"$tmp/two")" ""

ip netns add other
nscope show other >/dev/null
printf 'name: beside\nnodes: {x: {interfaces: {e: {addresses: [10.99.0.1/24]}}}, y: {interfaces: {e: {addresses: [10.99.0.2/24]}}}}\nlinks: [[x:e, y:e]]\n' >"$tmp/beside.yaml"
ok "up another lab" nscope up "$tmp/beside.yaml"
nscope show x >/dev/null
ok "down switch" nscope down switch
left=("$looks"/*-switch) others=("$looks"/*-beside "$looks"/*-)
is "no look of the lab is left" "${left[0]}" "$looks/*-switch"
ok "those of others are" test -f "${others[0]}" -a -f "${others[1]}"
nscope down --all >/dev/null
is "with the last lab all are gone" "$(ls -A /run/nscope 2>&1 | head -1)" \
	"ls: cannot access '/run/nscope': No such file or directory"

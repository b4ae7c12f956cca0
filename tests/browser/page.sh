#!/bin/bash
# page - a report's page in Chromium: every control, both themes, print, keys, readers, hostile
# captures, 500 steps. What it shows of a real lab is compared with what the kernel says.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
cd "$here/tests/browser" || exit 2
pages=$B/browser/pages
rm -rf "$pages" && mkdir -p "$pages"
export NODE_PATH=$here/build/browser/node_modules

report() { nscope report "$1" -o "$pages/$2.html"; }

# record EVENTS NAME: a page of what events.* would have been
record() { "$B/tests/golden/replay" pcapng "$1" >"$tmp/$2.pcapng" && report "$tmp/$2.pcapng" "$2"; }

# ---- a lesson: ping twice, ping nobody

nscope up switch >/dev/null 2>&1 || fail "the lab is up"
"$B/nscope" trace -w "$tmp/lesson.pcapng" 2>"$tmp/trace" &
tracer=$!
soon grep -q watching "$tmp/trace"
nscope exec red -- ping -q -c2 -i 0.3 192.168.15.2 >/dev/null
nscope exec red -- ping -q -c1 -W4 192.168.15.77 >/dev/null
nscope exec blue -- ip route add 10.0.0.0/8 via 192.168.15.5
sleep 0.3
kill -TERM $tracer
neigh() { ip -n "$1" -j neigh | jq -c '[.[] | select(.dst | test("^192")) | .dst + " " + (.lladdr // "?")] | sort'; }
jq -n --argjson red "$(neigh red)" --argjson blue "$(neigh blue)" \
	--argjson fdb "$(bridge -n sw -j fdb show | jq -c '[.[] | select(.master and .state != "permanent" and (.mac | test("^(33|01)") | not)) | .mac + " " + .ifname] | sort | unique')" \
	--argjson routes "$(ip -n red -j route | jq -c '[.[].dst] | sort')" \
	'{neigh: {red: $red, blue: $blue}, fdb: $fdb, route: {red: $routes}}' >"$pages/kernel.json"
wait $tracer
ok "a capture becomes a page" report "$tmp/lesson.pcapng" lesson
tcpdump -r "$tmp/lesson.pcapng" -w "$tmp/foreign.pcap" arp or icmp 2>/dev/null
ok "so does one of tcpdump's" report "$tmp/foreign.pcap" foreign
nscope down --all >/dev/null 2>&1

# ---- names and packets that would be programs

cat >"$tmp/hostile.events" <<EOF
netns </script><script>window.hacked=1</script> </title><script>hacked=1</script>
netns <img/src=x/onerror=window.hacked=1>
netns $(printf '\xe2\x80\xa8\xe2\x80\xa9\x07\x1b[2J\xff\xfe')
netns {{constructor.constructor('window.hacked=1')()}}
link </script><script>window.hacked=1</script> "><b/onload=1> 02:00:00:00:00:01
link <img/src=x/onerror=window.hacked=1> eth0 02:00:00:00:00:02 </script><script>window.hacked=1</script>:"><b/onload=1>
link $(printf '\xe2\x80\xa8\xe2\x80\xa9\x07\x1b[2J\xff\xfe') eth0 02:00:00:00:00:03
addr <img/src=x/onerror=window.hacked=1> eth0 192.168.15.2
reason 70 </script><img/src=x>
symbol ffffffff81000000 <script>hacked()</script>
100 </script><script>window.hacked=1</script>:"><b/onload=1> out @1 arp who-has 192.168.15.2 tell 192.168.15.1
102 <img/src=x/onerror=window.hacked=1>:eth0 in @1 arp who-has 192.168.15.2 tell 192.168.15.1
103 <img/src=x/onerror=window.hacked=1>:eth0 neigh 192.168.15.1 NONE STALE 02:00:00:00:00:01
104 <img/src=x/onerror=window.hacked=1>:eth0 drop 70 ffffffff81000000 @1 arp who-has 192.168.15.2 tell 192.168.15.1
200 <img/src=x/onerror=window.hacked=1>:eth0 out @2 hex 020000000001 020000000002 0800 4500003800010000400100000a0000010a00000208000000000100013c7363726970743e616c6572742831293c2f7363726970743e
300 $(printf '\xe2\x80\xa8\xe2\x80\xa9\x07\x1b[2J\xff\xfe'):eth0 out @3 arp who-has 192.168.15.2 tell 192.168.15.7
EOF
ok "hostile names become a page" record "$tmp/hostile.events" hostile

# ---- many steps, many rooms, none

# pings N: N packets through one pipe
pings() {
	printf 'netns red\nnetns blue\nlink red eth0 02:00:00:00:00:01\n'
	printf 'link blue eth0 02:00:00:00:00:02 red:eth0\naddr red eth0 192.168.15.1\naddr blue eth0 192.168.15.2\n'
	awk -v n="$1" 'BEGIN {
		for (i = 0; i < n; i++) {
			us = 100 * i; seq = int(i / 2) + 1
			a = i % 2 ? "blue" : "red"; b = i % 2 ? "red" : "blue"
			from = i % 2 ? "192.168.15.2" : "192.168.15.1"; to = i % 2 ? "192.168.15.1" : "192.168.15.2"
			if (i % 10 == 9)
				printf "%d red:eth0 neigh 192.168.15.2 %s 02:00:00:00:00:02\n", us, \
					i % 20 == 9 ? "NONE REACHABLE" : "REACHABLE STALE"
			else
				printf "%d %s:eth0 out @%d %s %s %s 7 %d\n%d %s:eth0 in @%d %s %s %s 7 %d\n", \
					us, a, i + 1, i % 2 ? "reply" : "echo", from, to, seq, us + 5, b, i + 1, i % 2 ? "reply" : "echo", from, to, seq
		}
	}'
}
pings 500 >"$tmp/long.events"
ok "500 steps" record "$tmp/long.events" long
pings 2100 >"$tmp/longer.events"
ok "2,100" record "$tmp/longer.events" longer
{
	for i in $(seq 30); do printf 'netns r%d\nlink r%d eth0 02:00:00:00:01:%02x\n' "$i" "$i" "$i"; done
	echo "netns hub"
	for i in $(seq 30); do printf 'link hub p%d 02:00:00:00:02:%02x r%d:eth0\n' "$i" "$i" "$i"; done
	for i in $(seq 30); do printf '%d hub:p%d out @%d arp who-has 192.168.15.%d tell 192.168.15.99\n' "$i" "$i" "$i" "$i"; done
} >"$tmp/many.events"
ok "31 rooms" record "$tmp/many.events" many
printf 'netns red\n100 - resync\n' >"$tmp/empty.events"
ok "nothing" record "$tmp/empty.events" empty

timeout 120 node page.js "$pages" 2>&1 || failures=$((failures + 1))

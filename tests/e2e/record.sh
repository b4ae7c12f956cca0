#!/bin/bash
# record - the README's moving picture shows what is printed now, and needs nothing beside itself.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$here" || exit 2
picture=user/nscope.svg

# Times differ, and how many packets were beside the point.
words() { tests/record --text "$1" | sed -E 's/ *[0-9]+\.[0-9]{3}/ T/g; s/^seen [0-9]+ = filtered [0-9]+/seen N = filtered N/'; }
ok "it is recorded" tests/record "$B/nscope" "$tmp/new.svg"
is "the committed picture ends as a new one does" "$(words $picture)" "$(words "$tmp/new.svg")"
like "... a ping that failed, why, and the cure" "$(words $picture)" \
	'nobody answered: no interface.*fix: ip -n blue addr add.*answered 1 of 1'
is "nothing is left" "$(ls /run/netns /run/nscope 2>/dev/null)" ""
ok "it is smaller than 100 KiB" [ "$(stat -c %s $picture)" -lt $((100 * 1024)) ]
like "it moves by CSS" "$(cat $picture)" '@keyframes.*animation:'
like "... where motion is wanted" "$(cat $picture)" 'prefers-reduced-motion:no-preference\)\{@keyframes'
unlike "it fetches nothing and runs nothing" "$(cat $picture)" '<script|href|url\(|@import|on[a-z]+='
like "the README shows it" "$(cat README.md)" "\\]\\($picture\\)"

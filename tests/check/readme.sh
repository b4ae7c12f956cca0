#!/bin/bash
# readme - the README's transcripts are what the demo and the ten pings print, but for times.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
cd "$here" || exit 2

# Numbers with a fraction are times; columns keep their width, so only digits change.
times() { sed -E 's/^seen [0-9]+ = filtered [0-9]+/seen N = filtered N/; s/[0-9]+\.[0-9]{3}( |$)/T.TTT\1/g; s/ +T\.TTT/ T.TTT/g; s/in [0-9.]+ ms/in T ms/g; s/[0-9.]+ ms/T ms/g'; }
block() { awk '/^```/{f=0} f; /^```console$/{f=1}' README.md; }
side_by_side() { awk '/^```/{f=0} f; /^```text$/{f=1}' README.md; }
no_fix() { awk '/^  fix /{f=1; next} f && /^   /{next} {f=0} 1'; }

demo=$(tests/demo "$B/nscope" 2>&1)
is "the demo ends well" "$?" 0
tests/ten "$B/nscope" >"$tmp/ten"
is "the ten pings fail, and are cured" "$?" 0
demo=$(times <<<"$demo")
missing=$(block | times | grep -v '^$' | while IFS= read -r line; do
	grep -qxF -- "$line" <<<"$demo" || echo "$line"
done)
is "every line of the README's transcript was printed" "$missing" ""
is "the README's side by side is what they printed" "$(side_by_side)" "$(no_fix <"$tmp/ten")"
commands=$(block | grep -c '^\$ sudo nscope')
ok "the README shows the demo's commands" [ "$commands" -ge 3 ]
is "nothing is left" "$(ls /run/netns /run/nscope 2>/dev/null)" ""

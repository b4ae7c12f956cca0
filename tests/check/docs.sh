#!/bin/bash
# docs - README, --help and man page say the same, and say all.
# shellcheck source=tests/check/lib.sh
. "$(dirname "$0")/lib.sh"
nscope=${B:-build}/nscope
verbs=$(sed -n 's/^\tX(\([a-z]*\), "\(.*\)", *\\*$/\1/p; s/^\tX(\([a-z]*\), "[^"]*", .*/\1/p' user/cmd/cmd.h | sort -u)
verdict "the verb table is read" "$([ "$(wc -w <<<"$verbs")" -ge 9 ] || echo "found: $verbs")"
verdict "every verb is in --help" "$(for v in $verbs; do "$nscope" --help | grep -qE "^  $v " || echo "$v"; done)"
verdict "every verb is in the man page" "$(for v in $verbs; do grep -qE "^\.It (Xo )?Cm $v( |$)" user/nscope.8 || echo "$v"; done)"
verdict "every verb is in the README" "$(for v in $verbs; do grep -qE "^\| .$v" README.md || echo "$v"; done)"
verdict "no verb is promised that is not there" \
	"$(sed -n 's/^\.It \(Xo \)\{0,1\}Cm \([a-z]*\).*/\2/p' user/nscope.8 | grep -vxF "$verbs")"
verdict "every verb explains itself" \
	"$(for v in $verbs; do "$nscope" "$v" --help 2>&1 | head -1 | grep -q "^usage: nscope $v" || echo "$v"; done)"
verdict "every long option of --help is in the man page" \
	"$(for v in $verbs; do "$nscope" "$v" --help | grep -oE -- '--[a-z][a-z-]*[a-z]' ; done | sort -u | grep -vx -- --help |
		while read -r o; do grep -qF -- "${o#--}" user/nscope.8 || echo "$o"; done)"
verdict "help fits 80 columns" "$({ "$nscope" --help; for v in $verbs; do "$nscope" "$v" --help; done; } |
	expand | awk 'length($0) > 80')"
if command -v mandoc >/dev/null; then
	verdict "mandoc finds no fault" "$(mandoc -Tlint -Wwarning user/nscope.8 2>&1)"
else
	echo "ok - mandoc finds no fault # SKIP no mandoc"
fi
verdict "make deps installs what the Makefile calls" \
	"$(for t in clang bpftool tcpdump tshark jq strace mandoc; do grep -qE "^(DEPS|	).*\b$t\b" Makefile || echo $t; done)"
exit $((failures > 0))

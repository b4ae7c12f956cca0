#!/bin/bash
# style - what a reader's eye relies on: formatting, file heads, sizes, licences.
# shellcheck source=tests/check/lib.sh
. "$(dirname "$0")/lib.sh"
mapfile -t code < <(find user include bpf tests -name '*.[ch]')

if command -v clang-format >/dev/null; then
	verdict "clang-format agrees" "$(clang-format --dry-run "${code[@]}" 2>&1 | grep -E 'warning:|error:' | head)"
else
	echo "ok - clang-format agrees # SKIP no clang-format"
fi
if command -v shellcheck >/dev/null; then
	mapfile -t scripts < <(grep -rlE '^#!/bin/(ba)?sh' tests .ci)
	verdict "shellcheck agrees" "$(shellcheck -x -S warning "${scripts[@]}" 2>&1 | head -20)"
else
	echo "ok - shellcheck agrees # SKIP no shellcheck"
fi
verdict "every file opens with its licence" \
	"$(for f in "${code[@]}"; do head -1 "$f" | grep -q 'SPDX-License-Identifier: GPL-2.0' || echo "$f"; done)"
verdict "every file says its job" \
	"$(for f in "${code[@]}"; do head -4 "$f" | grep -q "${f##*/} - " || echo "$f"; done)"
verdict "no file over 400 lines" \
	"$(find user include bpf -name '*.[ch]' -exec wc -l {} + | awk '$2 != "total" && $1 > 400')"
verdict "no line over 100 columns" \
	"$(python3 - "${code[@]}" <<'PY'
import sys
for name in sys.argv[1:]:
    for i, line in enumerate(open(name, encoding="utf-8"), 1):
        if len(line.rstrip("\n").expandtabs(8)) > 100:
            print(f"{name}:{i}")
PY
)"
verdict "no switch over our own enum hides behind default" \
	"$(find user -name '*.c' -not -path 'user/cmd/*' -print0 | xargs -0 awk '/switch \(.*(kind|type|proto|dir|cause|state)\)/ && !/icmp\.type|\(state\)/{s=FILENAME":"FNR} /default:/{if(s)print s} /^}/{s=""}')"
exit $((failures > 0))

#!/bin/bash
# why - networks whose fault is known, and what nscope says of it: a part of tests/why, or with
# WHY=all every one. What is wrong and sure of itself is a failure, and so is a false alarm; of the
# rest nearly all have to be right: another verdict may be said by a machine that is busy.
cd "$(dirname "$0")/../.." || exit 2
if [ "$(id -u)" -ne 0 ]; then
	echo "ok - why # SKIP needs root"
	exit 0
fi
least=95 # of 100
never='nothing wrong was called proven\|no false alarm\|judged again from a file'
every=9
[ "${WHY-}" = all ] && every=1
said=$(EVERY=$every JOBS=${JOBS:-4} tests/why/run)
grep -v "$never" <<<"$said" | sed 's/^not ok - /# not right: /'
grep "$never" <<<"$said"
read -r right all < <(sed -n 's/^# \([0-9]*\) of \([0-9]*\) scenarios right.*/\1 \2/p' <<<"$said")
if [ $((${right:-0} * 100)) -ge $((${all:-1} * least)) ]; then
	echo "ok - $right of $all verdicts are right"
else
	echo "not ok - only $right of $all verdicts are right"
fi
! grep -q '^not ok' <<<"$(grep "$never" <<<"$said")" && [ $((${right:-0} * 100)) -ge $((${all:-1} * least)) ]

#!/bin/bash
# why - every scenario of tests/why: a network whose fault is known, and what nscope says of it.
cd "$(dirname "$0")/../.." || exit 2
if [ "$(id -u)" -ne 0 ]; then
	echo "ok - why # SKIP needs root"
	exit 0
fi
# until there is the verb: the scenarios alone
"${B:-build}/nscope" why --help >/dev/null 2>&1 || MODE=truth
MODE=${MODE:-why} JOBS=${JOBS:-12} exec tests/why/run

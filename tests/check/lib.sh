# shellcheck shell=bash
# lib.sh - what every check of the house sources: the repository's root, and a verdict.
set -u
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
failures=0

# verdict WHAT HITS: well when nothing was hit
verdict() {
	if [ -z "$2" ]; then
		echo "ok - $1"
	else
		echo "not ok - $1"
		sed 's/^/#   /' <<<"$2"
		failures=$((failures + 1))
	fi
}

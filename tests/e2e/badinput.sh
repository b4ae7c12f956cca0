#!/bin/bash
# badinput - whatever is wrong: one clear line, exit 2, nothing changed
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

cd "$tmp" || exit
chmod 755 /run # as everywhere: nobody makes anything there
everything() { # all that a command could have changed
	find /run -mindepth 1 | sort
	cat /proc/self/mountinfo
	ip -j link
	ls "$tmp"
}
touch err
before=$(everything)

# refused WHAT REGEX ARGUMENTS...: exit 2, nothing on stdout, a first line that says it, no change
refused() {
	local what=$1 wanted=$2
	shift 2
	status nscope "$@"
	local rc=$?
	like "$what" "$rc:$(head -1 <<<"$err")" "^2:nscope.*$wanted"
	is "$what: nothing on stdout, nothing changed" "$out$(everything)" "$before"
}
# at WHAT REGEX TEXT: the same of a lab file, which is quoted with a caret below it
at() {
	printf '%s\n' "$3" >lab.yaml
	before=$(everything)
	refused "$1" "$2" up lab.yaml
	is "$1: the source line, and a caret under it" "$(sed -n '2s/^ *[0-9]* |.*/line/p; 3s/^ *| *^$/caret/p' \
		<<<"$err" | paste -sd' ')" "line caret"
	is "$1: says it once" "$(grep -c 'nscope' <<<"$err")" 1
	rm lab.yaml
	before=$(everything)
}

refused "no file" "cannot open nosuch.yaml: No such file or directory" up nosuch.yaml
refused "a directory" "cannot read /tmp: Is a directory" up /tmp
refused "a binary" "/bin/true" up /bin/true
refused "no argument" "which lab" up
refused "two arguments" "one lab" up pair switch
refused "an unknown option" "option" up --nosuch
refused "an unknown option of down" "option" down --nosuch
refused "an unknown option of list" "option" list --nosuch
refused "an unknown option of exec" "option" exec --nosuch
refused "exec without a command" "which command" exec red
refused "exec with nothing behind --" "which command" exec red --
refused "down without a lab" "which lab" down
refused "an unknown verb" "no verb 'upp'" upp pair

at "an unknown key" "lab.yaml:3:[0-9]+: .*interfacs" \
	'name: x
nodes:
  red: {interfacs: {eth0: {}}}'
at "a duplicate key" "lab.yaml:4:[0-9]+: .*red" \
	'name: x
nodes:
  red: {}
  red: {}'
at "a 16-character interface name" "lab.yaml:3:[0-9]+: .*15" \
	'name: x
nodes:
  red: {interfaces: {sixteen-letters-: {}}}'
at "an address without its prefix" "lab.yaml:3:[0-9]+: .*192.168.15.1" \
	'name: x
nodes:
  red: {interfaces: {eth0: {addresses: [192.168.15.1]}}}'
at "two ends alike" "lab.yaml:5:[0-9]+: " \
	'name: x
nodes:
  red: {interfaces: {eth0: {}}}
links:
  - [red:eth0, red:eth0]'
at "a name that leads elsewhere" "lab.yaml:3:[0-9]+: " \
	'name: x
nodes:
  ../red: {}'
at "a lab's name that leads elsewhere" "lab.yaml:1:[0-9]+: " \
	'name: ../x
nodes: {red: {}}'

for verb in up down list exec; do
	status nscope "$verb" --help
	like "$verb --help: usage and an example" "$?:$out" "^0:usage: nscope $verb .*sudo nscope $verb"
done

# ---- no root. The binary is put where nobody may read it.
install -m 755 "$B/nscope" /run/nscope-for-nobody
before=$(everything)
nobody() { setpriv --reuid=65534 --regid=65534 --clear-groups /run/nscope-for-nobody "$@"; }
if nobody --version >/dev/null 2>&1; then
	ip netns add foreign
	before=$(everything)
	for line in "up pair" "down pair" "exec foreign -- true" list; do
		# shellcheck disable=SC2086
		status nobody $line
		rc=$?
		is "no root: nscope $line" "$rc:$(grep -c '^nscope: .*sudo' <<<"$err"):$(wc -l <<<"$err")" 2:1:1
		is "no root: nscope $line: nothing changed" "$out$(everything)" "$before"
	done
else
	skip "no root" "nobody cannot run the binary"
fi

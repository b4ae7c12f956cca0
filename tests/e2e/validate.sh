#!/bin/bash
# validate - plan, validate and whatever is no lab file: one clear complaint, exit status 2, in time
#
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$tmp" || exit

# refused WHAT INPUT REGEX: validate and plan say the same, nothing on stdout, within 2 s
refused() {
	local verb
	for verb in validate plan; do
		status timeout 2 "$B/nscope" $verb "$2"
		is "$1: $verb ends with 2" $? 2
		is "$1: $verb prints nothing" "$out" ""
		like "$1: $verb says why" "$(head -1 <<<"$err")" "^nscope: .*$3"
		ok "$1: $verb says it in one line, or points at it in two more" \
			grep -qx '[13]' <<<"$(wc -l <<<"$err")"
	done
}
yaml() { printf '%b' "$1" >lab.yaml; }

is "validate counts" "$(nscope validate pair)" "pair: ok: lab pair: 2 nodes, 1 link"
for lab in house nat twin; do
	like "$lab is a lab, with checks" "$(nscope validate $lab)" "^$lab: ok: lab $lab: [48] nodes, [36] links, [456] checks$"
done
yaml 'nodes: {red: {run: ["true", "false"]}}\nlinks: [[red:eth0, host:lab0]]\n'
is "validate says what a file would do beside" "$(nscope validate lab.yaml)" \
	"lab.yaml: ok: lab lab: 1 node, 1 link, 2 commands, tied to the host"
ok "validate --schema is JSON, for draft 7" jq -e '."$schema" | test("draft-07")' <<<"$(nscope validate --schema)"
# shellcheck disable=SC2016 # the inner shell expands it
like "a schema that cannot be written is no success" \
	"$(bash -c '"$B/nscope" validate --schema >/dev/full; echo "status $?"' 2>&1)" "No space left.*status 2"
status nscope validate --schema pair
is "validate --schema is alone" $? 2
is "plan prints steps" "$(nscope plan switch | grep -c '^ip -n sw link add')" 4
is "plan reads standard input" "$(echo '{name: x, nodes: {a: }}' | nscope plan - | head -1)" "ip netns add a"
is "what plan prints, sh can read" "$(nscope plan router | sh -n 2>&1)" ""
for verb in plan validate; do
	status nscope $verb --help
	is "$verb --help ends with 0" $? 0
	like "$verb --help shows how" "$out" "^usage: nscope $verb .*nscope $verb "
	status nscope $verb
	is "$verb without a lab ends with 2" $? 2
	status nscope $verb a b
	is "$verb of two labs ends with 2" $? 2
	status nscope $verb --frobnicate
	is "$verb with an unknown option ends with 2" $? 2
done
# shellcheck disable=SC2016 # the inner shell expands it
like "a plan that cannot be written is no success" \
	"$(bash -c '"$B/nscope" plan pair >/dev/full; echo "status $?"' 2>&1)" "No space left.*status 2"

refused "no file" gone.yaml "gone.yaml: No such file or directory"
refused "a directory" / "Is a directory"
mkfifo fifo
refused "a FIFO" fifo "no regular file"
truncate -s 1G sparse
refused "a sparse gigabyte" sparse "larger than 1 MiB"
head -c 100000 "$B/nscope" >binary
refused "a binary" binary "is binary"
iconv -t UTF-16 <<<'nodes: {a: }' >lab.yaml
refused "UTF-16" lab.yaml "UTF-16"
yaml ''
refused "an empty file" lab.yaml "lab.yaml is empty"
yaml '# only\n# comments\n'
refused "only comments" lab.yaml "lab.yaml is empty"
yaml 'nodes:\n\tred:\n'
refused "tabs" lab.yaml "2:1: a tab"
head -c 1000000 /dev/zero | tr '\0' '[' >lab.yaml
refused "a million brackets" lab.yaml "nested too deep"
yaml 'a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n'
refused "a bomb of aliases" lab.yaml "1:4: anchors"
yaml 'nodes: {red: {interfaces: {eth0: {addresses: [10.0.0.1/33]}}}}\n'
refused "a mask of 33" lab.yaml "1:47: .*from 0 to 32"
yaml 'nodes: {red: {interfaces: {abcdefghijklmnop: }}}\n'
refused "sixteen characters" lab.yaml "at most 15"
yaml 'nodes: {"\\x1b[31mred": }\n'
refused "an escape sequence" lab.yaml '1:9: .[\]x1b\[31mred'
yaml '\xef\xbb\xbfnodes:\r\n  red:\r\n'
is "a byte order mark and CRLF are text" "$(nscope validate lab.yaml)" "lab.yaml: ok: lab lab: 1 node, 0 links"

# ---- the man page's labs are labs
awk -v dir="$tmp" '/^\.Sh THE LAB FILE/ {in_section = 1} /^\.Sh OUTPUT/ {in_section = 0}
	/^\.Ed/ {out = ""} out {print > out}
	in_section && /^\.Bd/ {out = dir "/man" ++n ".yaml"}' "$here/user/nscope.8"
is "the man page's lab" "$(nscope validate man1.yaml)" "man1.yaml: ok: lab office: 4 nodes, 3 links, 1 check"
is "the man page's large lab" "$(nscope validate man2.yaml)" "man2.yaml: ok: lab man2: 101 nodes, 200 links"

# ---- copies: a few octets that would become a lot
yaml 'nodes:\n  r{i}:\n    count: 4097\n'
refused "too many copies" lab.yaml "3:12: .*from 1 to 4096"
yaml 'nodes:\n  r{i}: {count: 4096}\n  s{i}: {count: 1}\n'
refused "too many nodes together" lab.yaml "2:17: more than 4096 nodes"
{
	printf 'nodes:\n  r{i}: {count: 4096, run: ["'
	head -c 900000 /dev/zero | tr '\0' x
	printf '"]}\n'
} >lab.yaml
refused "copies of a long text" lab.yaml "more than 32 MiB"
{
	printf 'nodes:\n  r{i}: {count: 4095}\n  b:\nlinks:\n'
	yes '  - ["r{i}:a", b]' | head -n 50000
} >lab.yaml
refused "copies of many links" lab.yaml "more than 32 MiB"
yaml 'nodes:\n  r{i}: {count: 4096, kind: router, interfaces: {a: {addresses: ["10.0.0.0/16+{i}"]}}}\nlinks:\n  - ["r{i}:b", "r{i+1}:a"]\n  - [r1:a, r4096:b]\n'
is "the largest lab" "$(timeout 5 "$B/nscope" validate lab.yaml)" "lab.yaml: ok: lab lab: 4096 nodes, 4096 links"

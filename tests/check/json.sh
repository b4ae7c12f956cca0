#!/bin/bash
# json - every line of a trace is JSON to the strictest readers, and what trace.schema.json says;
# the schema says nothing that no line has.
# shellcheck source=tests/check/lib.sh
. "$(dirname "$0")/lib.sh"
: "${B:=build}"
schema=user/out/trace.schema.json
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT

verdict "the binary prints the schema" "$("$B/nscope" schema | diff - $schema 2>&1 | head -5)"
"$B/tests/golden/babble" 100000 >"$lines"
verdict "100,000 lines of any octets are there" "$([ "$(wc -l <"$lines")" -eq 100003 ] || wc -l <"$lines")"
verdict "jq takes them" "$(jq -e 'type == "object"' "$lines" 2>&1 | grep -vxm5 true)"
verdict "they are ASCII, without control characters" "$(LC_ALL=C grep -m3 -n '[^ -~]' "$lines")"
verdict "a strict Python takes them: no key twice, no number that is none" "$(python3 - "$lines" <<'EOF' 2>&1 | tail -3
import json, sys
def pairs(members):
    keys = [k for k, _ in members]
    if len(set(keys)) != len(keys):
        raise ValueError("twice: %s" % keys)
    for k, v in members:
        if k.endswith("_hex"):
            # the octets, and the text that stands for them
            assert bytes.fromhex(v).decode("utf-8", "replace").count("\ufffd") >= 1, (k, v)
    return dict(members)
def never(word):
    raise ValueError(word)
for n, line in enumerate(open(sys.argv[1], encoding="ascii"), 1):
    try:
        json.loads(line, object_pairs_hook=pairs, parse_constant=never, parse_float=never, strict=True)
    except Exception as e:
        print(n, e)
EOF
)"
if ! python3 -c 'import jsonschema' 2>/dev/null; then
	echo "ok - lines are what the schema says # SKIP no python3-jsonschema"
	exit $((failures > 0))
fi
judge=$(
	cat <<'EOF'
import glob, json, sys
from jsonschema import Draft7Validator
schema = json.load(open("user/out/trace.schema.json"))
Draft7Validator.check_schema(schema)
kinds = {d["properties"]["type"]["const"]: Draft7Validator({"definitions": schema["definitions"], **d})
         for d in schema["definitions"].values() if "const" in d.get("properties", {}).get("type", {})}
golden = [json.loads(line) for name in glob.glob("tests/golden/trace/*.json") for line in open(name)]
def wrong(line):
    return [e.message for e in kinds[line["type"]].iter_errors(line)]
EOF
)
verdict "every golden line is what the schema says" "$(python3 - <<EOF 2>&1 | tail -3
$judge
for line in golden:
    for message in wrong(line):
        print(message)
if len(golden) < 100:
    print("only", len(golden), "lines")
EOF
)"
verdict "so is every twentieth of the others" "$(python3 - "$lines" <<EOF 2>&1 | tail -3
$judge
for n, line in enumerate(open(sys.argv[1])):
    if n % 20 < 1 or n > 99990:
        for message in wrong(json.loads(line)):
            print(n + 1, message[:200])
EOF
)"
verdict "it takes no line of which a member is missing, of another kind, or one too many" "$(python3 - <<EOF 2>&1 | tail -3
$judge
free = {"mono_ns", "host", "lab", "netns", "netns_inum", "ifname", "ifindex", "peer", "dir", "packet_id", "transaction",
        "eth", "arp", "ip", "ipv6", "icmp", "icmpv6", "malformed"}
for line in golden:
    for key in line:
        if key == "type":
            continue
        if not wrong({**line, key: [None]}):
            print(line["type"], key, "may be anything")
        if line["type"] != "packet" or key not in free:
            if key not in free and not wrong({k: v for k, v in line.items() if k != key}):
                print(line["type"], key, "may be missing")
    if not wrong({**line, "extra": 1}):
        print(line["type"], "takes any member")
EOF
)"
verdict "it names no member that no line has" "$(python3 - "$lines" <<EOF 2>&1 | tail -5
$judge
seen = set()
def look(value):
    if isinstance(value, dict):
        for k, v in value.items():
            seen.add(k)
            look(v)
for line in golden:
    look(line)
for n, line in enumerate(open(sys.argv[1])):
    if n % 5 == 0:
        look(json.loads(line))
named = set()
for d in schema["definitions"].values():
    stack = [d]
    while stack:
        at = stack.pop()
        if isinstance(at, dict):
            named |= set(at.get("properties", {}))
            stack += at.values()
rare = {"was_hex", "master", "master_hex", "dev_hex", "info_kind_hex", "hops", "via", "prefsrc", "address"}
print("\n".join(sorted(named - seen - rare)))
EOF
)"
exit $((failures > 0))

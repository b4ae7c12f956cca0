#!/bin/bash
# schema - lab.schema.json, which editors read, says what the parser says.
# shellcheck source=tests/check/lib.sh
. "$(dirname "$0")/lib.sh"
: "${B:=build}"
schema=user/topo/lab.schema.json

if ! python3 -c 'import jsonschema, yaml' 2>/dev/null; then
	echo "ok - the schema is the parser's # SKIP no python3-jsonschema, python3-yaml"
	exit 0
fi
verdict "the binary prints the schema" "$("$B/nscope" validate --schema | diff - $schema 2>&1 | head -5)"
verdict "it is a schema" "$(python3 - $schema <<'PY' 2>&1 | tail -1
import json, sys
from jsonschema import Draft7Validator
Draft7Validator.check_schema(json.load(open(sys.argv[1])))
PY
)"
verdict "it has the parser's sections, keys and words" "$("$B/tests/golden/keys" | python3 -c '
import json, sys
schema = json.load(open(sys.argv[1]))
defs = schema["definitions"]
def enum(path):
    name, *rest = path.split(".")
    at = defs[name]["properties"][rest[0]] if rest else defs[name]
    for key in rest[1:]:
        return [str(at[key])]
    return at["enum"] if "enum" in at else at["anyOf"][0]["enum"]
n = 0
for line in sys.stdin:
    what, name, *words = line.split()
    if what == "section":
        has = schema if name == "lab" else defs.get(name, {})
        theirs, n = list(has.get("properties", {})), n + 1
        if has.get("additionalProperties") is not False:
            print(name, "lets other keys pass")
    else:
        theirs = enum(name)
    if sorted(theirs) != sorted(words):
        print(f"{name}: the schema has {sorted(theirs)}, the parser {sorted(words)}")
if n < 10:
    print("only", n, "sections")
' $schema 2>&1)"

# fits FILE...: the names of those that the schema takes
fits() {
	python3 - $schema "$@" <<'PY'
import json, sys, yaml
from jsonschema import Draft7Validator
judge = Draft7Validator(json.load(open(sys.argv[1])))
for name in sys.argv[2:]:
    try:
        if judge.is_valid(yaml.safe_load(open(name, encoding="utf-8"))):
            print(name)
    except yaml.YAMLError:
        pass
PY
}
mapfile -t good < <(printf '%s\n' user/topo/builtin/*.yaml tests/golden/plan/*.yaml tests/golden/nat/*.yaml)
mapfile -t bad < <(grep -lE 'unknown key|is no (kind|type)' tests/golden/errors/*.err | sed 's/err$/yaml/')
verdict "it takes every lab that we have" \
	"$(printf '%s\n' "${good[@]}" | sort | comm -23 - <(fits "${good[@]}" | sort))"
verdict "it refuses unknown keys and words" "$(fits "${bad[@]}")"
verdict "there were some of both" "$([ ${#good[@]} -ge 10 ] && [ ${#bad[@]} -ge 10 ] || echo "${#good[@]} ${#bad[@]}")"
exit $((failures > 0))

#!/bin/bash
# drawing - who is joined in the drawing is who is joined in the snapshot, for some hundred labs made
# by chance; and no name gets out of its quotes. Judges: a pen that follows the lines from port to
# port, Graphviz, and Mermaid's grammar as far as we use it.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

cat >"$tmp/labs.py" <<'PY'
import random, subprocess, sys, json, re, os
show, where, mode = sys.argv[1:]
random.seed(7)
def octets(b):
    return "".join(chr(c) if 0x20 < c < 0x7f and c != 0x5c else "\\x%02x" % c for c in b)
escaped = lambda b: "".join(chr(c) if 0x20 <= c < 0x7f and c != 0x5c else "\\x%02x" % c for c in b)
HARM = [bytes([c]) for c in b'"\\|<>&;#`[]{}()%-=.lNn\n\r\x1b\xff1 aZ'] + [b"&lt;", b"&#35;", b"#35;", b"\\N", b"<br/>", b"end"]
def lab(hostile):
    n = random.randint(1, 12)
    noise = lambda size: b"".join(random.choice(HARM) for _ in range(random.randint(1, size)))[:size]
    name = lambda size, plain, i: (noise(size) if hostile else plain) + b"%d" % i
    nodes = [name(20, b"node", i) for i in range(n)]
    links, used = [], [0] * n
    for _ in range(random.randint(0, 2 * n)):
        a, b = random.randrange(n), random.randrange(n)
        ends = []
        for x in (a, b):
            ends.append((x, name(6, b"eth", used[x])))
            used[x] += 1
        links.append(ends)
    lines = ["netns " + octets(x) for x in nodes]
    for (a, i), (b, k) in links:
        lines.append("link %s %s veth" % (octets(nodes[a]), octets(i)))
        if random.random() < .5:
            lines.append("addr %s %s 10.%d.%d.1/24" % (octets(nodes[a]), octets(i), a, used[a]))
        lines.append("link %s %s veth peer %s:%s" % (octets(nodes[b]), octets(k), octets(nodes[a]), octets(i)))
    open(where, "w").write("\n".join(lines) + "\n")
    return nodes, links
def run(format):
    return subprocess.run([show, format, where], check=True, stdout=subprocess.PIPE).stdout.decode()

# ---- the pen

LEFT, RIGHT, UP, DOWN = (-1, 0), (1, 0), (0, -1), (0, 1)
TURN = {"┌": {LEFT: DOWN, UP: RIGHT}, "┐": {RIGHT: DOWN, UP: LEFT}, "└": {LEFT: UP, DOWN: RIGHT}, "┘": {RIGHT: UP, DOWN: LEFT}}
def boxes(g):
    at = lambda x, y: g[y][x] if 0 <= y < len(g) and 0 <= x < len(g[y]) else " "
    for y in range(len(g)):
        for x in range(len(g[y])):
            r = x + 1
            while at(x, y) == "┌" and at(r, y) == "─":
                r += 1
            if at(r, y) != "┐" or at(x, y) != "┌" or at(x + 1, y + 1) != " ":
                continue
            b = y + 1
            while at(x, b) in "│┤" and at(r, b) in "│├":
                b += 1
            if at(x, b) == "└" and at(r, b) == "┘" and all(at(i, b) == "─" for i in range(x + 1, r)):
                yield x, y, r, b
def trace(text):
    g = text.split("\n")
    ports = {}
    for x, y, r, b in boxes(g):
        says = [g[i][x + 2:r - 1].strip() for i in range(y + 1, b)]
        for i in range(y + 1, b):
            for side, mark, way in ((x, "┤", LEFT), (r, "├", RIGHT)):
                if g[i][side] == mark:
                    ports[side, i] = (says[0], says[i - y - 1].split(" ")[0], way)
    found = []
    for (x, y), (node, port, way) in ports.items():
        while True:
            x, y = x + way[0], y + way[1]
            if (x, y) in ports:
                break
            c = g[y][x]
            if c in TURN:
                way = TURN[c][way]
            elif c != "┼" and c != ("─" if way in (LEFT, RIGHT) else "│"):
                raise Exception("the line ends at %d,%d: %r\n%s" % (x, y, c, text))
        found.append(frozenset([(node, port), ports[x, y][:2]]))
    return found

if mode == "pen":
    drawn = 0
    for i in range(400):
        nodes, links = lab(False)
        text = run("graph")
        if "┌" not in text:
            continue
        drawn += 1
        wanted = sorted(sorted((nodes[e].decode(), p.decode()) for e, p in l) for l in links)
        got = sorted(sorted(l) for l in set(trace(text)))
        assert got == wanted, "%s\n%s\n%s" % (text, got, wanted)
        assert max(map(len, text.split("\n"))) <= 80, text
    print("drawn" if drawn > 390 else "only %d were drawn" % drawn)

def texts(o):
    return [d["text"] for d in o.get("_ldraw_", []) if d["op"] == "T"]
if mode == "dot":
    for i in range(60):
        nodes, links = lab(True)
        drawn = subprocess.run(["dot", "-Tjson"], input=run("dot").encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=True)
        assert not drawn.stderr, drawn.stderr
        d = json.loads(drawn.stdout.decode())
        assert [texts(o)[0] for o in d.get("objects", [])] == [escaped(x) for x in nodes], (d, nodes)
        ends = lambda e: sorted([(e["tail"], e["_tldraw_"][-1]["text"]), (e["head"], e["_hldraw_"][-1]["text"])])
        assert sorted(map(ends, d.get("edges", []))) == sorted(sorted((n, escaped(p)) for n, p in l) for l in links), d
    print("drawn")

TEXT = r'"((?:[A-Za-z0-9 .:/,()-]|#[0-9]+;|<br/>)*)"'
plain = lambda t: re.sub("#([0-9]+);", lambda m: chr(int(m[1])), t)
if mode == "mermaid":
    for i in range(200):
        nodes, links = lab(True)
        lines = run("mermaid").split("\n")
        assert lines.pop(0) == "flowchart LR" and lines.pop() == ""
        got, edges = [], []
        for l in lines:
            if m := re.fullmatch(r'    n(\d+)(\[\[?)%s(\]\]?)' % TEXT, l):
                assert int(m[1]) == len(got) and len(m[2]) == len(m[4])
                got.append(plain(m[3].split("<br/>")[0]))
            else:
                m = re.fullmatch(r'    n(\d+) (---|-\.-)\|%s\| n(\d+)' % TEXT, l)
                assert m and "<" not in m[3] and int(m[1]) < len(got) > int(m[4]), l
                edges.append((int(m[1]), plain(m[3]), int(m[4])))
        assert got == [escaped(x) for x in nodes], (got, nodes)
        assert len(edges) == len(links)
        label = lambda l: {(a, escaped(i) + " - " + escaped(k), b) for (a, i), (b, k) in (l, l[::-1])}
        assert all(any(e in label(l) for l in links) for e in edges), (edges, links)
    print("read")
PY
pen() { python3 "$tmp/labs.py" "$B/tests/golden/show" "$tmp/lab.world" "$1" 2>&1; }
is "every line leads from a port to the one it is joined with" "$(pen pen)" drawn
is "Graphviz draws every name and joins who is joined" "$(pen dot)" drawn
is "no name leaves its quotes in Mermaid" "$(pen mermaid)" read
# shellcheck disable=SC2016
for g in "$here"/tests/golden/graph/*.dot; do
	ok "Graphviz takes ${g##*/}" dot -Tplain -o "$tmp/plain" "$g"
	is "${g##*/}: as many nodes and edges" "$(gvpr 'BEG_G { print(nNodes($G), " ", nEdges($G)) }' "$g")" \
		"$(grep -cE '^	n[0-9]+ \[' "$g") $(grep -c ' -- ' "$g")"
done

#!/bin/bash
# change - a changed file makes the lab that it would have built from nothing, and touches nothing
# that is alike; judged by ip, bridge, nft and sysctl
#
#   LABS=40 SEED=7   so many random labs, one changed into the next
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/e2e/facts.sh
. "$(dirname "$0")/facts.sh"
cd "$tmp" || exit
: "${LABS:=7}" "${SEED:=$((RANDOM))}"

nodes() { nscope plan "$1" | sed -n 's/^ip netns add //p'; }
same_as_fresh() { # same_as_fresh WHAT: lab.yaml changed its lab; a fresh one is the same
	local what=$1 all
	all=$(nodes lab.yaml)
	# shellcheck disable=SC2086
	soon settled $all || fail "$what: it settles" "$(cat lab.yaml)"
	# shellcheck disable=SC2086
	facts $all >changed
	nscope down lab >/dev/null
	status nscope up lab.yaml || fail "$what: a fresh one" "$err"
	# shellcheck disable=SC2086
	soon facts_are changed $all
	is "$what: as if it were new ($(wc -l <changed) facts)" "$(diff changed facts.now)" ""
}

# ---- what differs is changed in place: nobody inside notices the rest
cat >lab.yaml <<'YAML'
nodes:
  red: {interfaces: {eth0: {addresses: [10.0.0.1/24]}}, routes: [{to: default, via: 10.0.0.254}]}
  blue: {interfaces: {eth0: {addresses: [10.0.0.2/24]}}}
  gw: {kind: router, interfaces: {eth0: {addresses: [10.1.0.1/24]}, eth1: {}}}
  sw: {kind: switch, addresses: [10.0.0.254/24]}
links: [[red:eth0, sw], [blue:eth0, sw], [gw:eth1, sw:gw]]
YAML
sed -i '/gw: {kind/s/eth0: {addresses: .10.1.0.1.24.}, //' lab.yaml
ok "up" nscope up lab.yaml
index() { ip -n "$1" -j link show dev "$2" | jq '.[].ifindex'; }
was="$(stat -Lc %i /run/netns/red) $(index red eth0) $(index sw red) $(index sw br0)"
ip netns exec red ping -nqi0.05 10.0.0.2 >pinged 2>&1 &
pinger=$!
ip -n red monitor link address route >seen 2>&1 &
monitor=$!
soon test -s /proc/$monitor/exe
cp lab.yaml lab.before
sed -i 's/10.0.0.2\/24\]/10.0.0.2\/24], mtu: 1400/' lab.yaml
sed -i '/^  sw:/s/^/  green: {interfaces: {eth0: {addresses: [10.0.0.3\/24]}}}\n/; s/\[blue:eth0, sw\]/&, [green:eth0, sw]/' lab.yaml
is "--dry-run says what would change, and changes nothing" \
	"$(nscope up --dry-run lab.yaml | grep -c '^ip netns add green\|^ip -n blue link set dev eth0 mtu 1400')" 2
is "... nothing" "$(ip -n blue -j link show dev eth0 | jq '.[].mtu'; ls /run/netns | paste -sd,)" "1500
blue,gw,red,sw"
status nscope up lab.yaml
is "a node more, an MTU less" "$?:$out$err" "0:lab lab is changed: red, blue, gw, green, sw (5 namespaces, 4 links)"
ok "the new node answers" ip netns exec red ping -nqc1 -W1 10.0.0.3
is "the MTU is set" "$(ip -n blue -j link show dev eth0 | jq '.[].mtu')" 1400
is "the others are the same namespaces and interfaces" \
	"$(stat -Lc %i /run/netns/red) $(index red eth0) $(index sw red) $(index sw br0)" "$was"
kill -INT $pinger
wait $pinger
like "a ping that ran meanwhile lost nothing" "$(cat pinged)" ' 0% packet loss'
kill $monitor
is "red's own kernel saw no change" "$(cat seen)" ""
status nscope up lab.yaml
is "again: nothing" "$?:$out" "0:lab lab is up already"
cp lab.before lab.yaml
ok "back" nscope up lab.yaml
is "the node is gone" "$(ls /run/netns | paste -sd,)" blue,gw,red,sw
is "... and its port" "$(ip -n sw -j link show master br0 | jq -r '.[].ifname' | sort | paste -sd,)" blue,gw,red

# ---- what cannot be done leaves the lab as it was
before=$(facts red blue gw sw)
sed 's/^  blue:/  green: {run: ["exit 3"]}\n&/; s/10.0.0.1\/24/10.0.0.77\/24/' lab.before >lab.yaml
status nscope up lab.yaml
like "a step that fails is named" "$?:$err" "^2:nscope: lab.yaml:3:.*exit 3"
is "... and all is as it was" "$(facts red blue gw sw)" "$before"
is "... no new namespace" "$(ls /run/netns | paste -sd,)" blue,gw,red,sw
cp lab.before lab.yaml
is "... and the old file is still what is up" "$(nscope up lab.yaml)" "lab lab is up already"
sed 's/^  blue:/  taken: {}\n&/' lab.before >lab.yaml
ip netns add taken
status nscope up lab.yaml
like "a foreign namespace is refused" "$?:$err" '^2:.*taken exists already'
is "... before anything is changed" "$(facts red blue gw sw)" "$before"
ip netns del taken

# ---- another file
mkdir other
cp lab.before other/lab.yaml
status nscope up other/lab.yaml
is "a lab of that name from another file is refused" "$?:$err" \
	"2:nscope: lab lab is up, from $tmp/lab.yaml; first: nscope down lab"
cp lab.before lab.yaml
nscope down lab >/dev/null

# ---- random labs, one changed into the next
cat >labs.py <<'PY'
import random, sys
rng = random.Random(int(sys.argv[1]))
def maybe(p): return rng.random() < p
def some(items, low=0): return rng.sample(items, rng.randint(low, len(items)))
def host(k):
    v4 = some([f"10.0.0.{k}/24", f"10.0.0.{k + 20}/24", f"172.16.{k}.1/30"], 1)
    v6 = some([f"fd00::{k}/64", f"fd01::{k}/64"]) if maybe(.4) else []
    iface = {"addresses": v4 + v6}
    if maybe(.3): iface["mtu"] = rng.choice([1400, 1500, 9000])
    if maybe(.2): iface["mac"] = f'"02:00:00:00:aa:{k:02x}"'
    up = not maybe(.15)
    if not up: iface["up"] = "false"
    node = {"interfaces": {"eth0": iface}}
    routes = []
    if up and any(a.startswith("10.0.0.") for a in v4):
        routes += some(["{to: default, via: 10.0.0.254}", "{to: 10.9.0.0/16, via: 10.0.0.253, metric: 5}",
                        "{to: 10.8.0.0/16, dev: eth0, table: 77}"])
    routes += some(["{to: 10.7.0.0/16, type: blackhole}"])
    if routes: node["routes"] = routes
    if maybe(.3): node["rules"] = some([f"{{from: 10.0.0.{k}/32, table: 77}}", "{to: 10.6.0.0/16, priority: 50, type: prohibit}"], 1)
    if maybe(.4): node["sysctls"] = "{" + ", ".join(some(["net.ipv4.ip_default_ttl: %d" % rng.choice([40, 50]),
        "net.ipv4.conf.eth0.rp_filter: %d" % rng.choice([1, 2]), "net.ipv4.conf.all.arp_ignore: 1",
        "net.ipv4.conf.default.arp_announce: 2"], 1)) + "}"
    if maybe(.3): node["neighbours"] = [f'{{to: 10.0.0.99, mac: "02:00:00:00:00:{rng.choice([97, 98])}", dev: eth0}}']
    if maybe(.25): node["nft"] = '"table inet fire { chain in { type filter hook input priority 0; policy accept; tcp dport %d drop; }; }"' % rng.choice([22, 23])
    if maybe(.2): node["kind"] = "router"
    return node
def text(value):
    if isinstance(value, dict): return "{" + ", ".join(f"{k}: {text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list): return "[" + ", ".join(text(v) for v in value) + "]"
    return str(value)
names = some(["red", "blue", "green", "grey"], 2)
nodes = {n: host(1 + i) for i, n in enumerate(names)}
links = []
if maybe(.8):
    nodes["sw"] = {"kind": "switch"}
    if maybe(.6): nodes["sw"]["addresses"] = some(["10.0.0.254/24", "fd00::fe/64"], 1)
    links = [f"[{n}:eth0, {rng.choice(['sw', 'sw:p' + n])}]" for n in names]
else:
    nodes["gw"] = {"kind": "router", "interfaces": {n: {"addresses": ["10.0.%d.254/24" % i]} for i, n in enumerate(names)}}
    links = [f"[{n}:eth0, gw:{n}]" for n in names]
rng.shuffle(links)
print("nodes:")
for n, v in nodes.items(): print(f"  {n}: {text(v)}")
print("links:")
for l in links: print(f"  - {l}")
PY
made=0 seed=$SEED
while [ $made -le "$LABS" ]; do
	python3 labs.py $((seed++)) >lab.yaml
	nscope validate lab.yaml >/dev/null 2>"$tmp/why" || continue
	if [ $((made++)) -eq 0 ]; then
		nscope up lab.yaml >/dev/null 2>&1 || fail "seed $((seed - 1)) is built"
		continue
	fi
	status nscope up lab.yaml || fail "seed $((seed - 1)) is a change" "$err" "$(cat lab.yaml)"
	same_as_fresh "seed $((seed - 1))"
done
nscope down lab >/dev/null

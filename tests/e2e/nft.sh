#!/bin/bash
# nft - rulesets are loaded whole or not at all, and what nft says of a bad one reaches its author
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

lab() { # lab RULESET: a lab whose node fw has it
	{
		printf 'name: fw\nnodes:\n  a: {nft: "table ip a { }"}\n  fw:\n    nft: |\n'
		sed 's/^/      /' <<<"$1"
	} >"$tmp/fw.yaml"
}
refused() { # refused WHAT RULESET REGEX
	lab "$2"
	status nscope up "$tmp/fw.yaml"
	like "$1" "$?:$err" "$3"
	is "... and nothing stays" "$(ls /run/netns /run/nscope 2>/dev/null)" ""
}
file="$tmp/fw.yaml"
at="^2:nscope: $file:[0-9]+:[0-9]+: cannot load the ruleset of fw: "

lab "table inet f {
	chain in { type filter hook input priority 0; policy drop; }
}
add rule inet f in ip saddr 10.0.0.1 accept"
ok "blocks and single commands" nscope up "$tmp/fw.yaml"
is "both tables are where they belong" \
	"$(ip netns exec a nft -j list ruleset | jq -r '.nftables[].table.name | values') $(ip netns exec fw nft list chain inet f in | grep -c 'policy drop\|10.0.0.1 accept')" "a 2"
nscope down fw >/dev/null

refused "a typing error: nft's words, the line, a caret below it" "table ip f {
  chain in {
    ip saddr 10.0.0.1 drp
  }
}" "$at"'syntax error, unexpected newline
      ip saddr 10.0.0.1 drp
 +[\^]'
refused "what only the kernel finds: one transaction, nothing of it stays" "table ip f { }
add rule ip f nosuch drop" "$at"'Could not process rule: No such file or directory'
refused "a jump to nowhere" "table ip f {
  chain in { jump nowhere; }
}" "$at"'Could not process rule: No such file'
refused "a file is not included" "include \"/etc/passwd\"" "$at"'a ruleset stands for itself'
refused "... nor on one line with others" "table ip f { }; include '/etc/passwd'" "$at"'a ruleset stands for itself'
lab "table ip f { # include \"/etc/passwd\"
  chain include_me { log prefix \"include '/etc/passwd'\"; }
}"
ok "the word itself is none" nscope up "$tmp/fw.yaml"
nscope down fw >/dev/null

# A name is not asked of the DNS: nobody would answer in there, for 10 s
start=$SECONDS
refused "a host's name" "table ip f {
  chain in { ip saddr no.such.host.example drop; }
}" "$at"'Could not resolve hostname'
ok "... is told at once" [ $((SECONDS - start)) -lt 5 ]

# ---- libnftables never returns, or ends its process: not ours
refused "one that would wait for ever is ended" "monitor" "$at"'nft was not done with it within 5 s'
if strace -qq -o /dev/null true 2>/dev/null; then
	export ASAN_OPTIONS=detect_leaks=0 # under strace it cannot
	lab "table ip f { }"
	# Of the sockets that fail none can be told from others by strace, but fcntl() comes right
	# after the child's; we call it when we take back, too: down does the rest.
	status strace -f -qq -o /dev/null -e trace=fcntl -e inject=fcntl:error=EPROTONOSUPPORT:when=1 \
		"$B/nscope" up "$tmp/fw.yaml"
	like "no nf_tables in the kernel: it is said, with the cure" "$?:$err" \
		'^2:.*cannot load the ruleset of a: the kernel has no nf_tables .*Protocol not supported.*modprobe nf_tables'
	nscope down fw >/dev/null 2>&1
	status strace -f -qq -o /dev/null -e trace=sendto -e inject=sendto:signal=SIGSEGV \
		"$B/nscope" up "$tmp/fw.yaml"
	like "libnftables crashes: it is said" "$?:$err" '^2:.*ruleset of a: nft (was ended by signal 11|gave up)'
	is "... and nothing stays" "$(ls /run/netns /run/nscope 2>/dev/null)" ""
	unset ASAN_OPTIONS
fi

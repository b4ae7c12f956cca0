#!/bin/bash
# layers - the walls of the house: who may include, call and know whom. A wall that no code leans
# against is no proof, so each rule is also tried on a breach.
# shellcheck source=tests/check/lib.sh
. "$(dirname "$0")/lib.sh"

# wall WHAT REGEX FILES...: no file may match
wall() {
	local what=$1 regex=$2 hits
	shift 2
	if [ $# -eq 0 ]; then
		hits="no file is guarded"
	else
		hits=$(grep -nE -- "$regex" "$@" /dev/null | grep -vE '^[^:]*:[0-9]+:\s*(/?\*|//)')
	fi
	verdict "$what" "$hits"
}

# guards REGEX BREACH: the rule would see it
guards() {
	if grep -qE -- "$1" <<<"$2"; then
		echo "ok - the wall would stop: $2"
	else
		echo "not ok - the wall would let pass: $2"
		failures=$((failures + 1))
	fi
}

mapfile -t all < <(find user include bpf -name '*.[ch]')
mapfile -t pure < <(find user/topo user/lesson user/trace user/why user/out user/show user/page -name '*.[ch]')
mapfile -t silent < <(printf '%s\n' "${pure[@]}" | grep -vE '/(out|show|page)/')
mapfile -t low < <(find user/util include -name '*.[ch]')
mapfile -t base < <(find user/kernel -name '*.[ch]')
mapfile -t kernel < <(find user/kernel user/lab user/tables user/tracer -name '*.[ch]')
mapfile -t io < <(find user/io -name '*.[ch]')
# but REGEX: all files but those, into $others
but() { mapfile -t others < <(printf '%s\n' "${all[@]}" | grep -vE "$1"); }

up='#include ".*/(kernel|lab|tables|tracer|cmd)/'
stairs='#include "\.\./(lab|tables|tracer|cmd)/'
doors='\b(open|openat|socket|setns|unshare|mount|fopen|getenv|clock_gettime|time|gettimeofday|usleep|sleep|poll|select|system|popen|fork|getpid)\('
talk='\b(printf|puts|perror|fputs)\(|\bstd(out|err)\b'
wall "pure folders know neither kernel nor verbs" "$up" "${pure[@]}"
wall "pure folders open, wait, ask the time for nothing" "$doors" "${pure[@]}"
wall "pure folders print only to what they were given" "$talk" "${silent[@]}"
wall "the kernel's edge prints nothing" "$talk" "${kernel[@]}"
wall "the low floors know nobody above" '#include "(\.\./)+(user/)?(topo|kernel|lab|tables|tracer|trace|why|out|cmd)/' "${low[@]}"
wall "the kernel's edge knows no verb" '#include.*cmd/' "${kernel[@]}"
wall "netlink and namespaces know nobody who stands on them" "$stairs" "${base[@]}"
wall "files go in and out without kernel and verbs" "$up" "${io[@]}"
wall "files go in and out without a word" "$talk" "${io[@]}"
but '^user/io/'
wall "libpcap only below user/io" '#include <pcap' "${others[@]}"
but '^user/(kernel|lab|tables|tracer)/'
wall "libmnl only at the kernel's edge" 'libmnl' "${others[@]}"
but '^user/kernel/nft(_list)?\.c'
wall "libnftables only in nft.c and nft_list.c" 'nftables/libnftables' "${others[@]}"
but '^(bpf/|user/tracer/(tracer|ends|tc|reasons|load|prefilter|fault|egress)[a-z_]*\.[ch])'
wall "libbpf only in the tracer's files, and in those that impair links" '#include <bpf/' "${others[@]}"
but '^user/(kernel|lab)/netns[a-z_]*\.c'
wall "namespaces are entered and mounted only in netns" \
	'\b(setns|unshare|mount|umount2?)\(' "${others[@]}"
but '^user/lab/netns_run\.c'
wall "programs are run only where a verb says so" '\b(execv|execvp|execve|posix_spawnp?|system|popen)\(' "${others[@]}"
raw='\bbpf_probe_read|bpf_printk|skb_pull_data|SEC\("(xdp|kprobe|fentry|fexit)'
mapfile -t programs < <(find bpf -type f ! -name common.h)
wall "no eBPF program reads raw memory, prints, or pulls" "$raw" "${programs[@]}"
# lockdown=confidentiality forbids it; before Linux 6.2 there is no better way.
verdict "raw memory is read in one place, and only where the kernel is too old to do without" \
	"$(grep -E "$raw" bpf/common.h | grep -vE '^ ?[/*]' | tail -n +2
	awk 'FNR == 1 {knob = -9} /by_helper/ {knob = FNR} /\tread_raw\(/ && FNR - knob > 3 {print FILENAME ":" FNR}' bpf/*)"
# What impairs a link is there to harm packets, and is attached only on demand; the tracer lets
# every packet through unchanged.
harm='bpf_skb_(store|change|adjust|vlan)|bpf_l[34]_csum|bpf_(clone_)?redirect|TCX?_(ACT_SHOT|DROP)'
mapfile -t tracer < <(find bpf -type f ! -name fault.bpf.c)
wall "the tracer changes, sends and drops no packet" "$harm" "${tracer[@]}"
wall "no unsafe string function" '\b(strcpy|strcat|sprintf|gets|alloca|strtok)\(' "${all[@]}"
# A library's call of a name that we export would reach us instead: its json_string(), its warn().
verdict "no function of ours stands in a library's place" \
	"$(nm -D --defined-only "${B:-build}/nscope" | grep -E ' [TDR] ')"
guards "$up" '#include "../kernel/nl.h"'
guards "$stairs" '#include "../lab/lab.h"'
guards "$doors" '	fd = open("/etc/passwd", 0);'
guards "$talk" '	fprintf(stderr, "x");'
guards "$raw" '	bpf_skb_pull_data(skb, 0);'
guards "$harm" '	bpf_skb_store_bytes(skb, 0, &b, 1, 0);'
guards "$harm" '	return bpf_redirect(0, 0);'
exit $((failures > 0))

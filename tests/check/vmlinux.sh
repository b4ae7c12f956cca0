#!/bin/bash
# vmlinux - both headers describe the same kernel: the hand-cut one, and the full one that
# `make VMLINUX=generated` makes. Both objects load, and hold the same programs.
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/../e2e/lib.sh"
cd "$here" || exit 2

if [ ! -r /sys/kernel/btf/vmlinux ]; then
	skip "both headers load" "no BTF"
	exit
fi
pins=/sys/fs/bpf # ours alone: lib.sh mounted it

programs() { (cd "$pins/$1" && echo *); }
for flavour in cut generated; do
	dir=build/generated arg=VMLINUX=generated
	[ $flavour = cut ] && dir=build arg=
	# shellcheck disable=SC2086
	ok "$flavour: builds" make -s $arg $dir/nscope.bpf.o
	ok "$flavour: loads" bpftool prog loadall $dir/nscope.bpf.o "$pins/$flavour"
	# shellcheck disable=SC2086
	ok "$flavour: what impairs links builds" make -s $arg $dir/bpf/fault.bpf.o
	ok "$flavour: and loads" bpftool prog loadall $dir/bpf/fault.bpf.o "$pins/fault-$flavour"
done
is "the same programs" "$(programs generated)" "$(programs cut)"
# skip_in and skip_out stand at the ends in a filter's stead
is "one for each row of the hook table" "$(programs cut | tr ' ' '\n' | grep -vc '^skip_')" \
	"$(sed -n '/^#define HOOKS/,/^$/p; /^#define WITNESSES/,/^$/p' include/hooks.h | grep -c 'X([A-Z]')"

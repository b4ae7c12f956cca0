# SPDX-License-Identifier: GPL-2.0-or-later
# One flat Makefile; everything built goes to build/. `make help` reads the ## comments below.
#
#   V=1                 show whole commands
#   SAN=1               address and undefined-behaviour sanitizers, in build/san/
#   VMLINUX=generated   the running kernel's full header instead of vmlinux/vmlinux.h, in
#                       build/generated/; or the path of another header
#   PREFIX, DESTDIR     where `make install` puts things

PREFIX	?= /usr/local
CLANG	?= clang
BPFTOOL	?= $(firstword $(shell command -v bpftool 2>/dev/null) /usr/sbin/bpftool)
VMLINUX	?= vmlinux/vmlinux.h
VERSION	:= 0.1

comma	:= ,
sanitize := $(if $(SAN),-fsanitize=address$(comma)undefined)
flavour	:= $(if $(SAN),/san)$(if $(filter generated,$(VMLINUX)),/generated)
B	:= build$(flavour)

# What Debian calls what we need: to build and run, and on top of it to test.
DEPS_BUILD := gcc make pkg-config clang llvm bpftool libbpf-dev libelf-dev zlib1g-dev libmnl-dev \
	libyaml-dev libnftables-dev libpcap-dev libjansson-dev libseccomp-dev libc6-dev iputils-ping iproute2
DEPS_TEST := libcmocka-dev tcpdump tshark jq strace nftables mandoc shellcheck clang-format libclang-rt-14-dev procps \
	util-linux python3 python3-jsonschema python3-yaml graphviz iptables conntrack \
	chromium-headless-shell fonts-dejavu-core $(if $(shell command -v npm),,nodejs npm)
DEPS_BENCH := mininet bridge-utils iperf3 time
DEPS_VM := qemu-system-x86 busybox-static cpio kmod xz-utils zstd lz4 python3 tcpdump jq procps debian-archive-keyring

PKGS	:= libbpf libelf zlib libmnl yaml-0.1 libnftables libpcap jansson libseccomp
CFLAGS	?= -O2 -g
# -idirafter: a header missing from a bare machine is named by `make deps`, not by cc
ALL_CFLAGS = -std=gnu11 -D_GNU_SOURCE -DNSCOPE_VERSION='"$(VERSION)"' -I$(B) -I. \
	-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wformat=2 \
	-Werror=unused-function $(WERROR) $(CFLAGS) $(sanitize) \
	$(shell pkg-config --cflags $(PKGS) 2>/dev/null)
ALL_LDFLAGS = $(LDFLAGS) $(sanitize)
LDLIBS	= $(shell pkg-config --libs $(PKGS) 2>/dev/null || echo -lbpf -lelf -lz -lmnl -lyaml -lnftables -lpcap -ljansson -lseccomp)
WERROR	:= -Werror

BPF_CFLAGS := -g -O2 -target bpf -mcpu=v2 -Wall -Wextra -Werror -Wno-unused-parameter \
	-include $(if $(filter generated,$(VMLINUX)),$(B)/vmlinux.h,$(VMLINUX)) \
	-I. -idirafter /usr/include/$(shell uname -m)-linux-gnu

Q	:= $(if $(V),,@)
msg	= $(if $(V),,@printf '  %-7s %s\n' $(1) $(2);)

srcs	:= $(wildcard user/*/*.c)
objs	:= $(srcs:%.c=$(B)/%.o)
# The tracer. libbpf's linker wants the maps before those who use them.
bpf_srcs := bpf/maps.bpf.c $(filter-out bpf/maps.bpf.c bpf/fault.bpf.c,$(wildcard bpf/*.bpf.c))
bpf_objs := $(bpf_srcs:%.bpf.c=$(B)/%.bpf.o)
units	:= $(patsubst %.c,$(B)/%,$(wildcard tests/unit/test_*.c tests/bpf/test_*.c tests/golden/*.c))
benches	:= $(patsubst %.c,$(B)/%,$(wildcard tests/bench/*.c))
fuzzers	:= $(patsubst %.c,$(B)/%,$(wildcard tests/fuzz/fuzz_*.c))

.DELETE_ON_ERROR:
.SECONDARY:
.PHONY: all help deps deps-build deps-bench deps-vm check check-vm demo bench fuzz golden lint install uninstall clean tests

all: $(B)/nscope ## build/nscope, one binary with the eBPF programs inside

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@awk '/^#   [A-Z]/{sub(/^# /, "");print} /^#  +[a-z]/{sub(/^# /, "");print}' $(MAKEFILE_LIST)

# Installing is root's; a machine that has all of it is left alone, in a second.
install_deps = @missing=; for p in $(1); do \
	dpkg-query -W -f '$${Status}' $$p 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$p"; done; \
	test -z "$$missing" || { echo "  APT    $$missing"; apt-get update -qq && \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing \
	>build/apt.log 2>&1 || { tail -5 build/apt.log >&2; exit 1; }; }

deps-build: | build
	$(call install_deps,$(DEPS_BUILD))

deps: | build ## install what building and testing need (Debian packages, two of npm's)
	$(call install_deps,$(DEPS_BUILD) $(DEPS_TEST))
	$(Q)$(MAKE) --no-print-directory build/browser/node_modules/.package-lock.json

# Who drives the browser, and Mermaid: the very versions of the lock file.
build/browser/node_modules/.package-lock.json: tests/browser/package.json tests/browser/package-lock.json
	$(call msg,NPM,$(@D))mkdir -p build/browser && cp $^ build/browser/ && \
		npm ci --prefix build/browser --ignore-scripts --no-audit --no-fund >build/npm.log 2>&1 || \
		{ tail -5 build/npm.log >&2; exit 1; }

# A second make, so that pkg-config and bpftool are looked for after they were installed.
demo: deps-build ## see it work: a ping explained, and a failing one; leaves nothing behind
	$(Q)$(MAKE) --no-print-directory all
	$(Q)tests/demo $(B)/nscope

check: deps ## build and run every test; ends in "N passed, N failed, N skipped"
	$(Q)$(MAKE) --no-print-directory tests
	$(Q)B=$(B) tests/run

tests: all $(units) $(benches) # all that `check` runs

deps-vm: deps-build
	$(call install_deps,$(DEPS_VM))

check-vm: deps-vm ## the same on Debian's other kernels, in QEMU: KERNELS="5.10 6.1 6.12 6.18"
	$(Q)$(MAKE) --no-print-directory all
	$(Q)B=$(B) tests/vm/check

deps-bench: deps
	$(call install_deps,$(DEPS_BENCH))

bench: deps-bench ## ratios against peers, side by side in one run
	$(Q)$(MAKE) --no-print-directory tests
	$(Q)B=$(B) tests/bench/run

fuzz: $(fuzzers) ## 30 s for each fuzzer (clang's libFuzzer)
	$(Q)for f in $(fuzzers); do echo "  FUZZ    $$f"; \
		mkdir -p $$f.corpus && $$f -max_total_time=$(or $(FUZZ_SECONDS),30) -verbosity=0 $$f.corpus || exit 1; done

golden: tests ## write the golden files anew; look at `git diff` afterwards
	$(Q)B=$(B) tests/golden/run --update

lint: ## formatting, shell scripts, man page
	$(Q)clang-format --dry-run -Werror $$(git ls-files '*.c' '*.h' | grep -v '^vmlinux/')
	$(Q)shellcheck -x $$(git ls-files | xargs grep -l '^#!.*sh')

install: all ## into $(DESTDIR)$(PREFIX)
	install -Dm755 $(B)/nscope $(DESTDIR)$(PREFIX)/bin/nscope
	install -Dm644 user/nscope.8 $(DESTDIR)$(PREFIX)/share/man/man8/nscope.8
	install -Dm644 user/topo/lab.schema.json $(DESTDIR)$(PREFIX)/share/nscope/lab.schema.json
	install -Dm644 user/out/trace.schema.json $(DESTDIR)$(PREFIX)/share/nscope/trace.schema.json
	install -Dm644 user/out/verdict.schema.json $(DESTDIR)$(PREFIX)/share/nscope/verdict.schema.json

uninstall: ## what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/nscope $(DESTDIR)$(PREFIX)/share/man/man8/nscope.8 \
		$(DESTDIR)$(PREFIX)/share/nscope/lab.schema.json \
		$(DESTDIR)$(PREFIX)/share/nscope/trace.schema.json \
		$(DESTDIR)$(PREFIX)/share/nscope/verdict.schema.json

clean: ## remove build/
	rm -rf build

build:
	$(Q)mkdir -p $@

# ---- user space

$(B)/nscope: $(B)/user/main.o $(objs)
	$(call msg,LD,$@)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LDLIBS)

$(B)/user/%.o: user/%.c
	$(call msg,CC,$<)mkdir -p $(@D) && $(CC) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Only the tracer sees the skeleton, and only fault.c the other.
$(B)/user/tracer/tracer.o $(B)/user/tracer/tracer_count.o $(B)/user/tracer/load.o $(B)/user/tracer/prefilter.o: $(B)/nscope.skel.h
$(B)/user/tracer/fault.o: $(B)/fault.skel.h

# The built-in labs and lessons are bytes inside objects.
$(B)/user/topo/builtin.o: $(wildcard user/topo/builtin/*.yaml)
$(B)/user/lesson/lesson_list.o: $(wildcard user/lesson/builtin/*.yaml)
$(B)/user/topo/schema.o: user/topo/lab.schema.json
$(B)/user/out/schema.o: user/out/trace.schema.json user/out/verdict.schema.json
$(B)/user/why/explain.o: user/why/explain.txt
$(B)/user/page/html.o: user/page/page.html user/page/page.css user/page/page.js $(B)/page.hash.h

# The page names the one program and the one style that it may use, by their hashes.
hash_of = sha256-$$(/usr/bin/printf "$$(sha256sum <$(1) | sed 's/ .*//; s/../\\x&/g')" | base64)
$(B)/page.hash.h: user/page/page.css user/page/page.js
	$(call msg,HASH,$@)mkdir -p $(@D) && { \
		echo "#define PAGE_CSS_HASH \"$(call hash_of,user/page/page.css)\""; \
		echo "#define PAGE_JS_HASH \"$(call hash_of,user/page/page.js)\""; } >$@

# ---- eBPF: one object per file, linked into one, embedded as a skeleton

$(B)/bpf/%.bpf.o: bpf/%.bpf.c $(if $(filter generated,$(VMLINUX)),$(B)/vmlinux.h)
	$(call msg,BPF,$<)mkdir -p $(@D) && $(CLANG) $(BPF_CFLAGS) -MMD -MP -c -o $@ $<

$(B)/nscope.bpf.o: $(bpf_objs)
	$(call msg,GEN,$@)$(BPFTOOL) gen object $@ $^

$(B)/nscope.skel.h: $(B)/nscope.bpf.o
	$(call msg,SKEL,$@)$(BPFTOOL) gen skeleton $< name nscope >$@ 2>/dev/null

# What impairs a link is an object of its own: the tracer changes no packet.
$(B)/fault.skel.h: $(B)/bpf/fault.bpf.o
	$(call msg,SKEL,$@)$(BPFTOOL) gen skeleton $< name fault_bpf >$@ 2>/dev/null

$(B)/vmlinux.h:
	$(call msg,BTF,$@)mkdir -p $(@D) && $(BPFTOOL) btf dump file /sys/kernel/btf/vmlinux format c >$@

# ---- tests: a program per file; what it needs comes out of the archive

$(B)/libnscope.a: $(objs)
	$(call msg,AR,$@)rm -f $@ && ar rcs $@ $^

$(B)/tests/%: tests/%.c $(B)/libnscope.a
	$(call msg,CC,$<)mkdir -p $(@D) && $(CC) $(ALL_CFLAGS) -MMD -MP -MF $@.d $(ALL_LDFLAGS) -o $@ $< \
		$(B)/libnscope.a -lcmocka $(LDLIBS)

$(B)/tests/fuzz/%: tests/fuzz/%.c $(filter-out user/kernel/% user/lab/% user/tables/% user/tracer/% user/cmd/% user/io/%,$(srcs))
	$(call msg,FUZZ,$<)mkdir -p $(@D) && $(CLANG) $(ALL_CFLAGS) -fsanitize=fuzzer,address,undefined \
		-o $@ $(filter %.c,$^) -lyaml -ljansson

-include $(objs:.o=.d) $(bpf_objs:.o=.d) $(B)/bpf/fault.bpf.d $(units:=.d) $(benches:=.d) $(B)/user/main.d

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * load.c - the eBPF object into the kernel, each program that this kernel takes
 *
 * One refused program fails a whole object, so when that happens each program is tried alone, in
 * an object of its own, and those that were refused are left out.
 */
#include "load.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/resource.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/capability.h>

#include "nscope.skel.h"

static const char *const programs[] = {
#define PROGRAM_ROW(id, program, ...) [HOOK_##id] = #program,
	HOOKS(PROGRAM_ROW)
#undef PROGRAM_ROW
};

/* The last line of libbpf's that says why; it has no way to hand it over but a callback. */
static char last_words[160];

static int keep_words(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	char line[1024];

	if (level != LIBBPF_WARN)
		return 0;
	vsnprintf(line, sizeof(line), fmt, ap);
	if (!strncmp(line, "libbpf: ", 8) && strstr(line, "failed") && !strstr(line, "object"))
		snprintf(last_words, sizeof(last_words), "%.*s", (int)strcspn(line + 8, "\n"),
			 line + 8);
	return 0;
}

/* Arguments of a tracepoint as this kernel has it, from its BTF; -1: no such tracepoint */
static int tracepoint_args(const char *name)
{
	struct btf *btf = btf__load_vmlinux_btf();
	const struct btf_type *t;
	char type[64];
	int id, n = -1;

	if (!btf)
		return -1;
	snprintf(type, sizeof(type), "btf_trace_%s", name);
	id = btf__find_by_name_kind(btf, type, BTF_KIND_TYPEDEF);
	t = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;
	t = t ? btf__type_by_id(btf, t->type) : NULL; /* the pointer */
	t = t && btf_is_ptr(t) ? btf__type_by_id(btf, t->type) : NULL;
	if (t && btf_is_func_proto(t))
		n = btf_vlen(t) - 1; /* the first is the probe's own */
	btf__free(btf);
	return n;
}

const char *load_program_name(int hook)
{
	return programs[hook];
}

struct bpf_program *load_program(const struct nscope *skel, int hook)
{
	return bpf_object__find_program_by_name(skel->obj, programs[hook]);
}

static bool is_end(int hook)
{
	return hook == HOOK_END_IN || hook == HOOK_END_OUT;
}

static void set_unused(struct tracer_hook *h, const char *why)
{
	h->state = HOOK_UNUSED;
	snprintf(h->why, sizeof(h->why), "%s", why);
}

/* Which rows this kernel needs at all, before it is asked whether it takes them. */
static void choose_hooks(const struct load_config *c, struct tracer_hook *hooks)
{
	bool reasons = tracepoint_args("kfree_skb") >= 3;

	for (int i = 0; i < HOOK_MAX; i++) {
		hooks[i] = (struct tracer_hook){ .state = HOOK_LOADED };
		if (c->fixed_cookie && !is_end(i))
			set_unused(&hooks[i], "the first copy does it");
	}
	if (reasons)
		set_unused(&hooks[HOOK_DROP_PLAIN], "not needed: drops have reasons here");
	else
		set_unused(&hooks[HOOK_DROP], "needs Linux 5.17");
}

static int open_object(const struct load_config *c, const struct tracer_hook *hooks, int only,
		       bool no_bytes, struct nscope **ret)
{
	struct nscope *skel = nscope__open();

	if (!skel)
		return -errno;
	for (int i = 0; i < HOOK_MAX; i++)
		bpf_program__set_autoload(load_program(skel, i),
					  hooks[i].state == HOOK_LOADED && (only < 0 || only == i));
	skel->rodata->fixed_cookie = c->fixed_cookie;
	skel->rodata->no_bytes = no_bytes;
	bpf_map__set_max_entries(skel->maps.ring, (__u32)(c->ring_bytes ?: RING_BYTES));
	if (c->shared) {
		bpf_map__reuse_fd(skel->maps.ring, bpf_map__fd(c->shared->maps.ring));
		bpf_map__reuse_fd(skel->maps.counts, bpf_map__fd(c->shared->maps.counts));
		bpf_map__reuse_fd(skel->maps.woken, bpf_map__fd(c->shared->maps.woken));
		bpf_map__reuse_fd(skel->maps.watched, bpf_map__fd(c->shared->maps.watched));
	}
	*ret = skel;
	return 0;
}

static int try_load(const struct load_config *c, const struct tracer_hook *hooks, int only,
		    bool no_bytes, struct nscope **ret)
{
	struct nscope *skel;
	int err;

	err = open_object(c, hooks, only, no_bytes, &skel);
	if (!err)
		err = nscope__load(skel);
	else
		return err;
	if (err || only >= 0) {
		nscope__destroy(skel);
		return err;
	}
	*ret = skel;
	return 0;
}

/* Tries each alone; @ret_no_bytes: the drop program is taken only when it leaves bytes alone */
static void sort_out(const struct load_config *c, struct tracer_hook *hooks, bool *ret_no_bytes)
{
	int drop = hooks[HOOK_DROP].state == HOOK_LOADED ? HOOK_DROP : HOOK_DROP_PLAIN;
	int err;

	for (int i = 0; i < HOOK_MAX; i++) {
		if (hooks[i].state != HOOK_LOADED)
			continue;
		last_words[0] = '\0';
		err = try_load(c, hooks, i, false, NULL);
		if (err && i == drop && !try_load(c, hooks, i, true, NULL)) {
			*ret_no_bytes = true;
			continue;
		}
		if (!err)
			continue;
		hooks[i].state = HOOK_REFUSED;
		snprintf(hooks[i].why, sizeof(hooks[i].why), "%s",
			 last_words[0] ? last_words : strerror(-err));
	}
}

static bool has_capability(unsigned long long mask, unsigned int cap)
{
	return mask >> cap & 1;
}

static int explain_permission(struct err *e)
{
	static const struct {
		unsigned int cap;
		const char *name;
	} needed[] = {
		{ CAP_BPF, "CAP_BPF" },
		{ CAP_PERFMON, "CAP_PERFMON" },
		{ CAP_NET_ADMIN, "CAP_NET_ADMIN" },
	};
	_cleanup_fclose_ FILE *f = fopen("/proc/self/status", "re");
	unsigned long long mask = 0;
	char line[128];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "CapEff: %llx", &mask) == 1)
			break;
	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (!has_capability(mask, needed[i].cap) && !has_capability(mask, CAP_SYS_ADMIN))
			return err_set(e, EPERM, "tracing needs %s; run it with sudo",
				       needed[i].name);
	return err_set(e, EPERM, "the kernel refuses eBPF: %s",
		       last_words[0] ? last_words : "lockdown, or a container without the right");
}

static int explain(int err, const struct tracer_hook *hooks, struct err *e)
{
	if (err == -EPERM || err == -EACCES)
		return explain_permission(e);
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		return err_set(e, ENOTSUP,
			       "this kernel has no BTF (/sys/kernel/btf/vmlinux); nscope doctor "
			       "says more");
	return err_set(e, -err, "the kernel refuses the eBPF programs: %s; nscope doctor says more",
		       hooks[HOOK_END_IN].why[0] ? hooks[HOOK_END_IN].why : strerror(-err));
}

int load_object(const struct load_config *c, struct nscope **ret, struct tracer_hook *hooks,
		struct err *e)
{
	/* Before Linux 5.11 maps are charged to this limit; later it does not matter. */
	const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
	bool no_bytes = false;
	int err;

	setrlimit(RLIMIT_MEMLOCK, &unlimited);
	libbpf_set_strict_mode(LIBBPF_STRICT_ALL & ~LIBBPF_STRICT_AUTO_RLIMIT_MEMLOCK);
	libbpf_set_print(keep_words);
	choose_hooks(c, hooks);
	err = try_load(c, hooks, -1, false, ret);
	if (!err)
		return 0;
	if (err == -EPERM)
		return explain(err, hooks, e);
	sort_out(c, hooks, &no_bytes);
	if (hooks[HOOK_END_IN].state != HOOK_LOADED || hooks[HOOK_END_OUT].state != HOOK_LOADED)
		return explain(err, hooks, e);
	err = try_load(c, hooks, -1, no_bytes, ret);
	return err ? explain(err, hooks, e) : 0;
}

bool load_has_cookie_helper(void)
{
	return libbpf_probe_bpf_helper(BPF_PROG_TYPE_SCHED_CLS, BPF_FUNC_get_netns_cookie, NULL) ==
	       1;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * load.c - the eBPF object into the kernel, each program that this kernel takes
 *
 * One refused program fails a whole object. When that happens each program is tried alone, in an
 * object of its own, and the refused ones are left out of the next attempt.
 */
#include "load.h"

#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <linux/capability.h>

#include "../util/text.h"
#include "nscope.skel.h"

static const struct {
	const char *program, *section;
} rows[] = {
#define PROGRAM_ROW(id, program, section, ...) [HOOK_##id] = { #program, section },
	HOOKS(PROGRAM_ROW)
#undef PROGRAM_ROW
};

#define VERIFIER_LOG  "-- BEGIN PROG LOAD LOG --\n"
#define TP_BTF	      "tp_btf/"
#define BPF_LOG_STATS 4 /* linux/bpf_verifier.h: nothing but how much work it was */

/* Why the last load failed, and how many instructions the verifier walked through. libbpf has no
 * way to hand it over but a callback without context. */
static char last_words[160];
static uint32_t last_walked[HOOK_MAX];

static void keep_line(const char *line)
{
	struct text t = TEXT(last_words);

	text_escape(&t, line, strcspn(line, "\n"));
}

/* The verifier's last sentence stands above its statistics and libbpf's closing line. */
static void keep_verifier_words(const char *log)
{
	for (const char *line = log; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		if (!strncmp(line, "verification time ", 18) || !strncmp(line, "processed ", 10) ||
		    !strncmp(line, "-- END", 6))
			return;
		if (*line != ';') /* source code */
			keep_line(line);
	}
}

/* "libbpf: prog 'end_in': -- BEGIN PROG LOAD LOG --\nprocessed 2077 insns (limit 1000000) ..." */
static void keep_walked(const char *message, const char *log)
{
	const char *name = strchr(message, '\''), *line = strstr(log, "processed ");

	for (int i = 0; i < HOOK_MAX && name && line; i++) {
		size_t len = strlen(rows[i].program);

		if (!strncmp(name + 1, rows[i].program, len) && name[1 + len] == '\'')
			sscanf(line, "processed %u insns", &last_walked[i]);
	}
}

static int keep_words(enum libbpf_print_level level, const char *fmt, va_list ap)
{
	_cleanup_free_ char *message = NULL;
	const char *log;

	/* A load that succeeds has its log among what is for debugging. */
	if (level == LIBBPF_INFO || (level == LIBBPF_DEBUG && !strstr(fmt, VERIFIER_LOG)) ||
	    vasprintf(&message, fmt, ap) < 0)
		return 0;
	log = strstr(message, VERIFIER_LOG);
	if (log && level == LIBBPF_DEBUG)
		keep_walked(message, log);
	else if (log)
		keep_verifier_words(log + strlen(VERIFIER_LOG));
	else if (!last_words[0] && !strncmp(message, "libbpf: ", 8))
		keep_line(message + 8);
	return 0;
}

void load_listen(void)
{
	last_words[0] = '\0';
	libbpf_set_print(keep_words);
}

const char *load_words(void)
{
	return last_words;
}

static bool has_function(const struct btf *btf, const char *name)
{
	return btf && btf__find_by_name_kind(btf, name, BTF_KIND_FUNC) > 0;
}

/* Arguments of a tracepoint as this kernel has it, from its BTF; -1: no such tracepoint */
static int tracepoint_args(const struct btf *btf, const char *name)
{
	const struct btf_type *t;
	char type[64];
	int id, n = -1;

	if (!btf)
		return -1;
	snprintf(type, sizeof(type), "btf_trace_%s", name);
	id = btf__find_by_name_kind(btf, type, BTF_KIND_TYPEDEF);
	t = id > 0 ? btf__type_by_id(btf, (__u32)id) : NULL;
	t = t ? btf__type_by_id(btf, t->type) : NULL;
	t = t && btf_is_ptr(t) ? btf__type_by_id(btf, t->type) : NULL;
	if (t && btf_is_func_proto(t))
		n = btf_vlen(t) - 1; /* the first is the probe's own */
	return n;
}

const char *load_program_name(int hook)
{
	return rows[hook].program;
}

struct bpf_program *load_program(const struct nscope *skel, int hook)
{
	return bpf_object__find_program_by_name(skel->obj, rows[hook].program);
}

bool load_is_end(int hook)
{
	return hook == HOOK_END_IN || hook == HOOK_END_OUT;
}

static void set_hook(struct tracer_hook *h, enum hook_state state, const char *why)
{
	h->state = state;
	snprintf(h->why, sizeof(h->why), "%s", why);
}

/* A tracepoint that this kernel does not have */
static bool is_absent(const struct btf *btf, int hook)
{
	const char *tracepoint = rows[hook].section + strlen(TP_BTF);

	return btf && !strncmp(rows[hook].section, TP_BTF, strlen(TP_BTF)) &&
	       tracepoint_args(btf, tracepoint) < 0;
}

/* Which rows are needed at all, before the kernel is asked whether it takes them. */
static void choose_hooks(const struct load_config *c, struct tracer_hook *hooks)
{
	for (int i = 0; i < HOOK_MAX; i++) {
		set_hook(&hooks[i], HOOK_LOADED, "");
		if (hook_is_witness(i) && !c->witness)
			set_hook(&hooks[i], HOOK_UNUSED, "nobody asked for it");
		if (c->shared && !load_is_end(i))
			set_hook(&hooks[i], HOOK_UNUSED, "the first copy does it");
	}
	if (c->shared)
		return;
	if (!c->no_reasons && tracepoint_args(c->btf, "kfree_skb") >= 3)
		set_hook(&hooks[HOOK_DROP_PLAIN], HOOK_UNUSED, "not needed: drops have reasons");
	else
		set_hook(&hooks[HOOK_DROP], HOOK_UNUSED, "drops have reasons from Linux 5.17 on");
}

static void share_maps(struct nscope *skel, const struct nscope *from)
{
	struct bpf_map *m, *theirs;

	bpf_object__for_each_map(m, skel->obj)
	{
		theirs = bpf_object__find_map_by_name(from->obj, bpf_map__name(m));
		if (theirs && !bpf_map__is_internal(m))
			bpf_map__reuse_fd(m, bpf_map__fd(theirs));
	}
}

static int try_load(const struct load_config *c, const struct tracer_hook *hooks,
		    struct nscope **ret)
{
	LIBBPF_OPTS(bpf_object_open_opts, opts, .kernel_log_level = c->walked ? BPF_LOG_STATS : 0);
	struct nscope *skel = nscope__open_opts(&opts);
	int err;

	if (!skel)
		return -errno;
	for (int i = 0; i < HOOK_MAX; i++)
		bpf_program__set_autoload(load_program(skel, i), hooks[i].state == HOOK_LOADED);
	bpf_program__set_autoload(skel->progs.skip_in, c->sifts);
	bpf_program__set_autoload(skel->progs.skip_out, c->sifts);
	skel->rodata->fixed_cookie = c->fixed_cookie;
	skel->rodata->by_inum = c->by_inum;
	skel->rodata->no_socket = c->no_socket;
	skel->rodata->by_helper = c->reads == LOAD_BY_HELPER;
	skel->rodata->no_bytes = c->reads == LOAD_NOT;
	bpf_map__set_max_entries(skel->maps.ring, (__u32)(c->ring_bytes ?: RING_BYTES));
	if (c->shared)
		share_maps(skel, c->shared);
	load_listen();
	err = nscope__load(skel);
	if (err) {
		nscope__destroy(skel);
		return err;
	}
	*ret = skel;
	return 0;
}

static int try_alone(const struct load_config *c, int hook)
{
	struct load_config small = *c;
	struct tracer_hook only[HOOK_MAX] = { 0 };
	struct nscope *skel;
	int err;

	small.ring_bytes = (size_t)sysconf(_SC_PAGESIZE);
	small.sifts = false;
	only[hook].state = HOOK_LOADED;
	err = try_load(&small, only, &skel);
	if (!err)
		nscope__destroy(skel);
	return err;
}

static void try_each(const struct load_config *c, struct tracer_hook *hooks)
{
	for (int i = 0; i < HOOK_MAX; i++) {
		int err = hooks[i].state == HOOK_LOADED ? try_alone(c, i) : 0;

		if (!err)
			continue;
		if (is_absent(c->btf, i))
			set_hook(&hooks[i], HOOK_ABSENT, "this kernel has no such tracepoint");
		else
			set_hook(&hooks[i], HOOK_REFUSED,
				 last_words[0] ? last_words : strerror(-err));
		/* The plain row comes later in the table, so it gets its turn. */
		if (i == HOOK_DROP)
			set_hook(&hooks[HOOK_DROP_PLAIN], HOOK_LOADED, "");
	}
}

unsigned long long load_capabilities(void)
{
	_cleanup_fclose_ FILE *f = fopen("/proc/self/status", "re");
	unsigned long long mask = 0;
	char line[128];

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "CapEff: %llx", &mask) == 1)
			break;
	return mask;
}

const char *load_missing_capability(void)
{
	static const struct {
		unsigned int cap;
		const char *name;
	} needed[] = {
		{ CAP_BPF, "CAP_BPF" },
		{ CAP_PERFMON, "CAP_PERFMON" },
		{ CAP_NET_ADMIN, "CAP_NET_ADMIN" },
		{ CAP_SYS_ADMIN, "CAP_SYS_ADMIN (to enter namespaces)" },
	};
	unsigned long long mask = load_capabilities();

	/* CAP_SYS_ADMIN is CAP_BPF and CAP_PERFMON too: capabilities(7). */
	if (mask >> CAP_SYS_ADMIN & 1)
		mask |= 1ull << CAP_BPF | 1ull << CAP_PERFMON;
	for (size_t i = 0; i < ARRAY_SIZE(needed); i++)
		if (!(mask >> needed[i].cap & 1))
			return needed[i].name;
	return NULL;
}

static int explain(int err, const struct tracer_hook *hooks, struct err *e)
{
	const char *cap = load_missing_capability();
	const char *words = hooks[HOOK_END_IN].why[0] ? hooks[HOOK_END_IN].why : last_words;

	if (cap && (err == -EPERM || err == -EACCES))
		return err_set(e, EPERM, "tracing needs %s; try sudo", cap);
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		return err_set(e, ENOTSUP,
			       "this kernel has no BTF (/sys/kernel/btf/vmlinux), which tracing "
			       "needs; nscope doctor says more");
	return err_set(e, -err, "the kernel refuses the eBPF programs: %s; nscope doctor says more",
		       words[0] ? words : strerror(-err));
}

static int load_taken(const struct load_config *c, struct nscope **ret, struct tracer_hook *hooks,
		      struct err *e)
{
	int err = try_load(c, hooks, ret);

	if (!err)
		return 0;
	if (err == -EPERM && load_missing_capability())
		return explain(err, hooks, e);
	try_each(c, hooks);
	if (hooks[HOOK_END_IN].state == HOOK_LOADED && hooks[HOOK_END_OUT].state == HOOK_LOADED)
		err = try_load(c, hooks, ret);
	return err ? explain(err, hooks, e) : 0;
}

int load_object(const struct load_config *c, struct nscope **ret, struct tracer_hook *hooks,
		struct err *e)
{
	int err;

	choose_hooks(c, hooks);
	memset(last_walked, 0, sizeof(last_walked));
	err = load_taken(c, ret, hooks, e);
	for (int i = 0; i < HOOK_MAX && !err; i++)
		hooks[i].walked = hooks[i].state == HOOK_LOADED ? last_walked[i] : 0;
	return err;
}

enum load_reads load_reads(const struct btf *btf, bool force_helper)
{
	if (!force_helper && has_function(btf, "bpf_rdonly_cast"))
		return LOAD_BY_CAST;
	/* What a raw tracepoint may call, one with types may. */
	return libbpf_probe_bpf_helper(BPF_PROG_TYPE_RAW_TRACEPOINT, BPF_FUNC_probe_read_kernel,
				       NULL) == 1
		       ? LOAD_BY_HELPER
		       : LOAD_NOT;
}

bool load_knows_room(const struct btf *btf)
{
	return has_function(btf, "bpf_cast_to_kern_ctx");
}

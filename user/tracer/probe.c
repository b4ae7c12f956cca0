// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe.c - what this machine can do for us
 */
#include "probe.h"

#include <errno.h>
#include <linux/capability.h>
#include <stdarg.h>
#include <string.h>
#include <sys/utsname.h>

#include "fault.h"
#include "load.h"

#define BTF_PATH "/sys/kernel/btf/vmlinux"

struct teller {
	void (*fn)(const struct fact *f, void *ctx);
	void *ctx;
};

_printf_(5, 6) static void tell(const struct teller *t, enum fact_state state, const char *subject,
				const char *cure, const char *fmt, ...)
{
	struct fact f = { .state = state, .subject = subject };
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(f.says, sizeof(f.says), fmt, ap);
	va_end(ap);
	snprintf(f.cure, sizeof(f.cure), "%s", cure);
	t->fn(&f, t->ctx);
}

static void probe_kernel(const struct teller *t)
{
	struct utsname u;
	int major = 0, minor = 0;

	uname(&u);
	if (sscanf(u.release, "%d.%d", &major, &minor) == 2 &&
	    (major > 5 || (major == 5 && minor >= 10)))
		tell(t, FACT_YES, "kernel", "", "Linux %s", u.release);
	else
		tell(t, FACT_NO, "kernel", "boot 5.10 or newer", "Linux %s is too old to trace",
		     u.release);
	if (!access(BTF_PATH, R_OK))
		tell(t, FACT_YES, "BTF", "", "the kernel describes its own types");
	else
		tell(t, FACT_NO, "BTF", "a kernel with CONFIG_DEBUG_INFO_BTF=y", "no " BTF_PATH);
}

static void probe_capabilities(const struct teller *t)
{
	static const struct {
		const char *name, *why;
		unsigned int cap;
		enum fact_state without;
	} needed[] = {
		{ "CAP_SYS_ADMIN", "to build namespaces and to enter them", CAP_SYS_ADMIN,
		  FACT_NO },
		{ "CAP_NET_ADMIN", "to build links and to attach to them", CAP_NET_ADMIN, FACT_NO },
		{ "CAP_BPF", "to load eBPF programs", CAP_BPF, FACT_NO },
		{ "CAP_PERFMON", "to see drops and neighbours", CAP_PERFMON, FACT_NO },
		{ "CAP_NET_BROADCAST", "to watch what appears while a trace runs",
		  CAP_NET_BROADCAST, FACT_WITHOUT },
		{ "CAP_SYS_PTRACE", "to see the namespaces of other users' processes",
		  CAP_SYS_PTRACE, FACT_WITHOUT },
	};
	unsigned long long mask = load_capabilities();

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
		bool have = mask >> needed[i].cap & 1;

		tell(t, have ? FACT_YES : needed[i].without, needed[i].name,
		     have ? "" : "run it with sudo", "%s", needed[i].why);
	}
}

static void tell_loaded(const struct teller *t, const struct tracer_hook *h, const char *program,
			const char *section, const char *sees)
{
	struct fact f = { .state = FACT_YES, .subject = program };

	snprintf(f.says, sizeof(f.says), "%s", sees);
	snprintf(f.more, sizeof(f.more), "%s, %u instructions verified", section, h->walked);
	t->fn(&f, t->ctx);
}

static void probe_hook(const struct teller *t, const struct tracer_hook *h, const char *program,
		       const char *section, const char *sees, const char *without, bool optional)
{
	switch (h->state) {
	case HOOK_LOADED: tell_loaded(t, h, program, section, sees); break;
	case HOOK_UNUSED: tell(t, FACT_WITHOUT, program, "", "%s", h->why); break;
	case HOOK_ABSENT: tell(t, FACT_WITHOUT, program, "", "%s (%s)", without, h->why); break;
	case HOOK_REFUSED:
		tell(t, optional ? FACT_WITHOUT : FACT_NO, program, "", "%s (%s)", without, h->why);
		break;
	}
}

static void probe_tracer(const struct teller *t)
{
	const struct tracer_config all = { .ring_bytes = 1 << 16, .witness = true, .walked = true };
	_cleanup_tracer_ struct tracer *tracer = NULL;
	const struct tracer_hook *h;
	struct err e = { 0 };

	if (tracer_new(&all, &tracer, &e)) {
		tell(t, FACT_NO, "eBPF", "", "%s", e.text);
		return;
	}
	h = tracer_hooks(tracer);
	if (tracer_uses_tcx(tracer))
		tell(t, FACT_YES, "tcx", "", "programs vanish with the process, whatever ends it");
	else
		tell(t, FACT_WITHOUT, "tcx", "", "not before Linux 6.6; clsact is used instead");
#define PROBE_ROW(id, program, section, sees, without)                                             \
	probe_hook(t, &h[HOOK_##id], #program, section, sees, without, hook_is_witness(HOOK_##id));
	HOOKS(PROBE_ROW)
#undef PROBE_ROW
}

static void probe_fault(const struct teller *t)
{
	struct err e = { 0 };

	if (fault_try(&e))
		tell(t, FACT_NO, "fault", "", "no faults on links (%s)", e.text);
	else
		tell(t, FACT_YES, "fault", "", "links can be impaired");
}

static void probe_jit(const struct teller *t)
{
	_cleanup_fclose_ FILE *f = fopen("/proc/sys/net/core/bpf_jit_enable", "re");
	int on = 0;

	/* A kernel that always compiles has no such switch for us to read. */
	if (!f || fscanf(f, "%d", &on) != 1 || on)
		tell(t, FACT_YES, "JIT", "", "eBPF runs as machine code");
	else
		tell(t, FACT_WITHOUT, "JIT", "sysctl -w net.core.bpf_jit_enable=1",
		     "eBPF is interpreted: it works, and costs more");
}

static void probe_directory(const struct teller *t)
{
	if (!access("/run", W_OK))
		tell(t, FACT_YES, "/run", "", "room for namespaces' names and the labs' journals");
	else
		tell(t, FACT_NO, "/run", "run it with sudo", "cannot be written: %s",
		     strerror(errno));
}

static bool in_path(const char *tool)
{
	const char *path = getenv("PATH");
	char name[512];

	for (const char *end; path && *path; path = *end ? end + 1 : end) {
		end = strchrnul(path, ':');
		snprintf(name, sizeof(name), "%.*s/%s", (int)(end - path), path, tool);
		if (!access(name, X_OK))
			return true;
	}
	return false;
}

static void probe_tools(const struct teller *t)
{
	static const struct {
		const char *name, *why, *cure;
		bool needed;
	} tools[] = {
		{ "ping", "nscope ping runs it", "apt install iputils-ping", true },
		{ "ip", "the cures we print are its commands", "apt install iproute2", false },
		{ "tcpdump", "to hold our words against", "apt install tcpdump", false },
		{ "tshark", "to hold our words against", "apt install tshark", false },
	};

	for (size_t i = 0; i < ARRAY_SIZE(tools); i++) {
		bool have = in_path(tools[i].name);

		tell(t,
		     have	       ? FACT_YES
		     : tools[i].needed ? FACT_NO
				       : FACT_WITHOUT,
		     tools[i].name, have ? "" : tools[i].cure, "%s", tools[i].why);
	}
}

void probe_machine(void (*fn)(const struct fact *f, void *ctx), void *ctx)
{
	const struct teller t = { fn, ctx };

	probe_kernel(&t);
	probe_capabilities(&t);
	probe_tracer(&t);
	probe_fault(&t);
	probe_jit(&t);
	probe_directory(&t);
	probe_tools(&t);
}

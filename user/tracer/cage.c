// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cage.c - rights given up for good: capabilities, then all system calls but a few
 */
#include "cage.h"

#include <errno.h>
#include <linux/capability.h>
#include <seccomp.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined(__SANITIZE_ADDRESS__)
#define LISTED false
#else
#define LISTED true
#endif

/* What a reader needs. X(name): a system call, with any arguments */
#define ALLOWED(X)                                                                                 \
	/* what is open */                                                                         \
	X(read)                                                                                    \
	X(pread64)                                                                                 \
	X(write)                                                                                   \
	X(recvmsg)                                                                                 \
	X(sendmsg)                                                                                 \
	X(lseek)                                                                                   \
	X(fstat)                                                                                   \
	X(newfstatat) /* how libc asks for fstat(); a path leads nowhere without open */           \
	X(ftruncate)  /* a capture is cut behind its last whole block */                           \
	X(close)                                                                                   \
	/* waiting */                                                                              \
	X(poll)                                                                                    \
	X(ppoll)                                                                                   \
	X(epoll_wait)                                                                              \
	X(epoll_pwait)                                                                             \
	X(epoll_ctl) /* sockets that come with new namespaces */                                   \
	X(clock_gettime)                                                                           \
	X(wait4)                                                                                   \
	X(restart_syscall)                                                                         \
	/* memory */                                                                               \
	X(brk)                                                                                     \
	X(munmap)                                                                                  \
	X(mremap)                                                                                  \
	X(madvise)                                                                                 \
	X(futex)                                                                                   \
	X(getrandom) /* malloc's, in newer libcs */                                                \
	/* the end, also by abort() */                                                             \
	X(rt_sigreturn)                                                                            \
	X(rt_sigprocmask)                                                                          \
	X(rt_sigaction)                                                                            \
	X(getpid)                                                                                  \
	X(gettid)                                                                                  \
	X(exit)                                                                                    \
	X(exit_group)

static const int allowed[] = {
#define ALLOWED_NUMBER(name) SCMP_SYS(name),
	ALLOWED(ALLOWED_NUMBER)
#undef ALLOWED_NUMBER
};

static void cleanup_filter(scmp_filter_ctx *f)
{
	if (*f)
		seccomp_release(*f);
}

/* Memory, but none that could be run. */
static int allow_memory(scmp_filter_ctx f)
{
	const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	int err = seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, &no_code);

	return err ? err
		   : seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, &no_code);
}

/* A signal to oneself, for abort(). */
static int allow_abort(scmp_filter_ctx f)
{
	const struct scmp_arg_cmp self = SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid());

	return seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, &self);
}

/* How many a socket had no room for (SO_MEMINFO). */
static int allow_sockets(scmp_filter_ctx f)
{
	const struct scmp_arg_cmp plain = SCMP_A1(SCMP_CMP_EQ, SOL_SOCKET);

	return seccomp_rule_add_array(f, SCMP_ACT_ALLOW, SCMP_SYS(getsockopt), 1, &plain);
}

static int list_calls(void)
{
	_cleanup_(cleanup_filter) scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int err = f ? 0 : -ENOMEM;

	for (size_t i = 0; i < ARRAY_SIZE(allowed) && !err; i++)
		err = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0);
	if (!err)
		err = allow_memory(f);
	if (!err)
		err = allow_sockets(f);
	if (!err)
		err = allow_abort(f);
	return err ? err : seccomp_load(f);
}

static bool keeps(const unsigned int *caps, size_t n, unsigned int cap)
{
	for (size_t i = 0; i < n; i++)
		if (caps[i] == cap)
			return true;
	return false;
}

/* What could be gained by running a program; needs CAP_SETPCAP, and without it there is nothing to
 * be gained either: no_new_privs. */
static void bound(const unsigned int *caps, size_t n)
{
	for (unsigned int cap = 0; prctl(PR_CAPBSET_READ, cap, 0, 0, 0) >= 0; cap++)
		if (!keeps(caps, n, cap))
			prctl(PR_CAPBSET_DROP, cap, 0, 0, 0);
	prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
}

int cage_shrink(const unsigned int *caps, size_t n, struct err *e)
{
	struct __user_cap_header_struct h = { .version = _LINUX_CAPABILITY_VERSION_3 };
	struct __user_cap_data_struct d[2] = { 0 };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return err_sys(e, errno, "cannot give up rights");
	bound(caps, n);
	if (syscall(SYS_capget, &h, d))
		return err_sys(e, errno, "cannot read the capabilities");
	for (unsigned int cap = 0; cap < 64; cap++) {
		const uint32_t bit = 1u << cap % 32;

		if (keeps(caps, n, cap))
			continue;
		d[cap / 32].permitted &= ~bit;
		d[cap / 32].effective &= ~bit;
	}
	d[0].inheritable = d[1].inheritable = 0;
	if (syscall(SYS_capset, &h, d))
		return err_sys(e, errno, "cannot give up capabilities");
	return 0;
}

int cage_enter(struct err *e)
{
	int err = cage_shrink(NULL, 0, e);

	if (err)
		return err;
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0))
		return err_sys(e, errno, "cannot give up rights");
	err = LISTED ? list_calls() : 0;
	return err ? err_sys(e, -err, "cannot list the system calls that are needed (seccomp)") : 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * test_cage.c - from inside the cage: all that is needed works, all else is refused
 *
 * Each try is a process of its own, since nobody comes out again.
 */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "../../user/tracer/cage.h"

#if defined(__SANITIZE_ADDRESS__)
#define LISTED 0 /* a sanitizer needs calls of its own, so the list is left out */
#else
#define LISTED 1
#endif

/* Run in a child, caged. Return: its exit status; -1: it died */
static int inside(int (*fn)(void))
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		/* cmocka has handlers that would go on with the next test. */
		signal(SIGABRT, SIG_DFL);
		signal(SIGSEGV, SIG_DFL);
		if (cage_enter(NULL))
			_exit(99);
		_exit(fn());
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#define REFUSED(name, ...)                                                                         \
	static int try_##name(void)                                                                \
	{                                                                                          \
		errno = 0;                                                                         \
		return syscall(SYS_##name, ##__VA_ARGS__) == -1 && errno == EPERM ? 0 : 1;         \
	}

static char path[] = "/dev/null", *no_args[] = { NULL };
static uint32_t attr;

REFUSED(openat, AT_FDCWD, path, O_RDONLY)
REFUSED(openat2, AT_FDCWD, path, NULL, 0)
REFUSED(open_by_handle_at, 0, NULL, 0)
REFUSED(socket, AF_INET, SOCK_STREAM, 0)
REFUSED(socketpair, AF_UNIX, SOCK_STREAM, 0, NULL)
REFUSED(connect, 0, NULL, 0)
REFUSED(bind, 0, NULL, 0)
REFUSED(execve, path, no_args, no_args)
REFUSED(execveat, AT_FDCWD, path, no_args, no_args, 0)
REFUSED(clone, SIGCHLD, NULL, NULL, NULL, NULL)
REFUSED(clone3, NULL, 0)
REFUSED(bpf, BPF_PROG_GET_NEXT_ID, NULL, 0)
REFUSED(ptrace, PTRACE_TRACEME, 0, NULL, NULL)
REFUSED(process_vm_readv, 1, NULL, 0, NULL, 0, 0)
REFUSED(kill, 1, 0)
REFUSED(tgkill, 1, 1, 0)
REFUSED(pidfd_open, 1, 0)
REFUSED(setns, 0, CLONE_NEWNET)
REFUSED(unshare, CLONE_NEWNET)
REFUSED(mount, path, path, path, 0, NULL)
REFUSED(umount2, path, 0)
REFUSED(pivot_root, path, path)
REFUSED(chroot, path)
REFUSED(mknodat, AT_FDCWD, path, S_IFREG, 0)
REFUSED(unlinkat, AT_FDCWD, path, 0)
REFUSED(renameat2, AT_FDCWD, path, AT_FDCWD, path, 0)
REFUSED(fchmodat, AT_FDCWD, path, 0)
REFUSED(setuid, 0)
REFUSED(capset, NULL, NULL)
REFUSED(prctl, PR_SET_DUMPABLE, 1, 0, 0, 0)
REFUSED(seccomp, 0, 0, NULL)
REFUSED(ioctl, 0, 0, NULL)
REFUSED(fcntl, 0, F_DUPFD, 0)
REFUSED(dup, 0)
REFUSED(dup2, 0, 9)
REFUSED(memfd_create, path, 0)
REFUSED(io_uring_setup, 1, NULL)
REFUSED(perf_event_open, NULL, 0, -1, -1, 0)
REFUSED(init_module, NULL, 0, path)
REFUSED(reboot, 0, 0, 0, NULL)
REFUSED(sched_setattr, 0, &attr, 0)
REFUSED(mmap, NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
REFUSED(mprotect, NULL, 4096, PROT_EXEC)

static void what_is_not_needed_is_refused(void **state)
{
#define TRY(name)                                                                                  \
	{                                                                                          \
#name, try_##name                                                                  \
	}
	static const struct {
		const char *name;
		int (*fn)(void);
	} tries[] = {
		TRY(openat),
		TRY(openat2),
		TRY(open_by_handle_at),
		TRY(socket),
		TRY(socketpair),
		TRY(connect),
		TRY(bind),
		TRY(execve),
		TRY(execveat),
		TRY(clone),
		TRY(clone3),
		TRY(bpf),
		TRY(ptrace),
		TRY(process_vm_readv),
		TRY(kill),
		TRY(tgkill),
		TRY(pidfd_open),
		TRY(setns),
		TRY(unshare),
		TRY(mount),
		TRY(umount2),
		TRY(pivot_root),
		TRY(chroot),
		TRY(mknodat),
		TRY(unlinkat),
		TRY(renameat2),
		TRY(fchmodat),
		TRY(setuid),
		TRY(capset),
		TRY(prctl),
		TRY(seccomp),
		TRY(ioctl),
		TRY(fcntl),
		TRY(dup),
		TRY(dup2),
		TRY(memfd_create),
		TRY(io_uring_setup),
		TRY(perf_event_open),
		TRY(init_module),
		TRY(reboot),
		TRY(sched_setattr),
		TRY(mmap),
		TRY(mprotect),
	};

	(void)state;
	if (!LISTED)
		skip();
	for (size_t i = 0; i < ARRAY_SIZE(tries); i++)
		if (inside(tries[i].fn))
			fail_msg("%s is not refused", tries[i].name);
}

/* A kernel's own, for its uprobes; SIGILL for anybody else, before the list is asked. */
#define NR_UPROBE 336

/* Every call by its number: so few get through. */
static int count_allowed(void)
{
	int n = 0;

	for (long nr = 0; nr < 480; nr++) {
		if (nr == NR_UPROBE || nr == NR_UPROBE - 1)
			continue;
		/* These end us, wait for ever, or change what the loop stands on. */
		if (nr == SYS_exit || nr == SYS_exit_group || nr == SYS_rt_sigreturn ||
		    nr == SYS_close || nr == SYS_read || nr == SYS_poll || nr == SYS_munmap ||
		    nr == SYS_brk || nr == SYS_mremap || nr == SYS_futex || nr == SYS_wait4 ||
		    nr == SYS_ppoll || nr == SYS_restart_syscall || nr == SYS_mprotect ||
		    nr == SYS_mmap || nr == SYS_rt_sigaction || nr == SYS_rt_sigprocmask)
			continue;
		errno = 0;
		n += syscall(nr, -1, 0, 0, 0, 0, 0) != -1 || errno != EPERM;
	}
	return n;
}

static void few_calls_get_through(void **state)
{
	(void)state;
	if (!LISTED)
		skip();
	assert_in_range(inside(count_allowed), 1, 20);
}

static int need(bool holds)
{
	if (!holds)
		_exit(1);
	return 0;
}

static int pair[2], epoll;

static int all_that_reading_takes(void)
{
	struct pollfd fd = { pair[0], POLLIN, 0 };
	struct epoll_event ev;
	struct timespec t;
	char *memory, buf[8];
	struct tm tm;
	time_t now = 0;

	need(write(pair[1], "hello", 5) == 5);
	need(poll(&fd, 1, 100) == 1 && epoll_wait(epoll, &ev, 1, 100) == 1);
	need(read(pair[0], buf, sizeof(buf)) == 5);
	memory = malloc(32 << 20); /* by mmap() */
	need(memory);
	memset(memory, 1, 32 << 20);
	memory = realloc(memory, 64 << 20);
	need(memory);
	free(memory);
	for (int i = 0; i < 100; i++) /* by brk() */
		need(malloc(10000));
	need(!clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t) && localtime_r(&now, &tm));
	need(fprintf(stderr, "%s", "") == 0);
	return close(pair[0]);
}

static void what_is_needed_works(void **state)
{
	struct epoll_event ev = { .events = EPOLLIN };

	(void)state;
	tzset();
	assert_ok(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, pair));
	epoll = epoll_create1(0);
	assert_ok(epoll_ctl(epoll, EPOLL_CTL_ADD, pair[0], &ev));
	assert_int_equal(inside(all_that_reading_takes), 0);
	close(pair[0]);
	close(pair[1]);
	close(epoll);
}

static int aborts(void)
{
	abort();
}

static void who_aborts_dies(void **state)
{
	(void)state;
	assert_int_equal(inside(aborts), -1);
}

/* A line of /proc/PID/status */
static unsigned long long status_of(pid_t pid, const char *key)
{
	unsigned long long n = ~0ull;
	char file[64], line[256];
	FILE *f;

	snprintf(file, sizeof(file), "/proc/%d/status", pid);
	f = fopen(file, "re");
	while (f && fgets(line, sizeof(line), f))
		if (!strncmp(line, key, strlen(key)) && line[strlen(key)] == ':')
			n = strtoull(line + strlen(key) + 1, NULL, 16);
	if (f)
		fclose(f);
	return n;
}

static void no_right_is_left(void **state)
{
	static const char *const none[] = { "CapInh", "CapPrm", "CapEff", "CapAmb" };
	int ready[2], done[2];
	char c = 0;
	pid_t pid;

	(void)state;
	assert_ok(pipe(ready));
	assert_ok(pipe(done));
	pid = fork();
	if (pid == 0) {
		close(done[1]); /* so that it ends with its parent */
		c = (char)cage_enter(NULL);
		need(write(ready[1], &c, 1) == 1 && read(done[0], &c, 1) == 1);
		_exit(0);
	}
	assert_int_equal(read(ready[0], &c, 1), 1);
	assert_int_equal(c, 0);
	for (size_t i = 0; i < ARRAY_SIZE(none); i++)
		assert_int_equal(status_of(pid, none[i]), 0);
	if (geteuid() == 0)
		assert_int_equal(status_of(pid, "CapBnd"), 0);
	assert_int_equal(status_of(pid, "NoNewPrivs"), 1);
	assert_int_equal(status_of(pid, "Seccomp"), LISTED ? 2 : 0);
	assert_int_equal(write(done[1], &c, 1), 1);
	waitpid(pid, NULL, 0);
}

static int shrinks(void)
{
	const unsigned int keep[] = { CAP_NET_ADMIN };

	if (cage_shrink(keep, 1, NULL))
		return 1;
	if (status_of(getpid(), "CapEff") & ~(1ull << CAP_NET_ADMIN))
		return 2;
	return status_of(getpid(), "NoNewPrivs") == 1 ? 0 : 3;
}

static void who_keeps_some_rights_keeps_no_others(void **state)
{
	pid_t pid = fork();
	int status = 0;

	(void)state;
	if (pid == 0)
		_exit(shrinks());
	waitpid(pid, &status, 0);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_needed_is_refused),
		cmocka_unit_test(few_calls_get_through),
		cmocka_unit_test(what_is_needed_works),
		cmocka_unit_test(who_aborts_dies),
		cmocka_unit_test(no_right_is_left),
		cmocka_unit_test(who_keeps_some_rights_keeps_no_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nft_list.c - a namespace's ruleset as nft lists it, with handles, by libnftables in a child
 */
#include "nft.h"

#include <errno.h>
#include <nftables/libnftables.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* Without the elements of sets and what counters counted: who wants the rules wants them short. */
#define HOW (NFT_CTX_OUTPUT_HANDLE | NFT_CTX_OUTPUT_STATELESS | NFT_CTX_OUTPUT_TERSE)

static int list_here(int to)
{
	struct nft_ctx *c = nft_ctx_new(NFT_CTX_DEFAULT);
	FILE *f = fdopen(to, "w");

	if (!c || !f)
		return ENOMEM;
	nft_ctx_output_set_flags(c, HOW);
	nft_ctx_set_output(c, f);
	if (nft_ctx_buffer_error(c) || nft_run_cmd_from_buffer(c, "list ruleset"))
		return EIO;
	return fflush(f) ? EIO : 0;
}

static void child(const struct netns *ns, int to)
{
	struct netns_token token = NETNS_TOKEN_INIT;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	_exit(netns_enter(ns, &token, NULL) ? EIO : list_here(to));
}

static int wait_for(pid_t pid)
{
	_cleanup_close_ int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd p = { .fd = fd, .events = POLLIN };
	int status = 0;

	if (fd < 0 || poll(&p, 1, NFT_PATIENCE_S * 1000) != 1)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return WIFEXITED(status) ? WEXITSTATUS(status) : EIO;
}

int nft_list(const struct netns *ns, struct err *e)
{
	_cleanup_close_ int to = memfd_create("ruleset", MFD_CLOEXEC);
	pid_t pid = to < 0 ? -1 : fork();
	int code;

	if (pid == 0)
		child(ns, to);
	if (pid < 0)
		return err_sys(e, errno, "cannot list the ruleset");
	code = wait_for(pid);
	return code ? err_sys(e, code, "cannot list the ruleset") : TAKE_FD(to);
}

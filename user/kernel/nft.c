// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * nft.c - rulesets loaded into namespaces, by libnftables in a child
 */
#include "nft.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <nftables/libnftables.h>
#include <nss.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "../util/text.h"

/* What a ruleset is put behind, in the same transaction. A line of its own: columns stay. */
#define FIRST_LINE "flush ruleset\n"

/* libnftables' exit(): it could not speak to the kernel (NFT_EXIT_NONL, src/mnl.c) */
#define EXIT_NO_NETLINK 3

/* What the child says of one ruleset. */
struct told {
	int code; /* positive errno, 0: loaded */
	char text[500];
};
_Static_assert(sizeof(struct told) <= PIPE_BUF, "comes whole, or not at all");

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* The word, and then a file's name: what nft would open. Neither in a comment nor in quotes. */
static bool includes(const char *s)
{
	static const char word[] = "include";
	char before = '\n';

	for (; *s; before = *s++) {
		if (*s == '#') {
			s += strcspn(s, "\n");
			if (!*s)
				return false;
		} else if (*s == '"') {
			s += 1 + strcspn(s + 1, "\"\n");
			if (!*s)
				return false;
		} else if (!strncmp(s, word, strlen(word)) && strchr(" \t\n;{}", before)) {
			const char *name = s + strlen(word);

			while (is_blank(*name))
				name++;
			if (*name == '"' || *name == '\'')
				return true;
		}
	}
	return false;
}

/* A line for people: a tab is a blank, as nft's caret below it counts them. */
static void add_line(struct text *t, const char *line, size_t len)
{
	for (size_t i = 0; i < len; i++)
		text_escape(t, line[i] == '\t' ? " " : &line[i], 1);
}

/* "/proc/self/fd/4:3:23-23: Error: words", then the line and the caret. The first error of many. */
static void add_words(struct text *t, const char *said)
{
	static const char mark[] = "Error: ";
	const char *at = strstr(said, mark);

	if (!*said)
		said = "nft gives no reason\n";
	at = at ? at + strlen(mark) : said;
	for (int line = 0; line < 3 && *at; line++) {
		size_t len = strcspn(at, "\n");

		if (line && !strncmp(at, "/proc/", strlen("/proc/")))
			break;
		text_add(t, "%s", line ? "\n  " : "");
		add_line(t, at, len);
		at += len + (at[len] == '\n');
	}
}

/* nft names file, line and column only of what it reads from a file: one in memory, then. */
static int write_file(const char *ruleset)
{
	_cleanup_close_ int fd = memfd_create("ruleset", MFD_CLOEXEC);
	size_t len = strlen(ruleset);

	if (fd < 0 || write(fd, FIRST_LINE, strlen(FIRST_LINE)) < 0)
		return -errno;
	while (len) {
		ssize_t n = write(fd, ruleset, len);

		if (n < 0)
			return -errno;
		ruleset += n;
		len -= (size_t)n;
	}
	return TAKE_FD(fd);
}

static int run_here(const char *ruleset, struct err *e)
{
	_cleanup_close_ int fd = write_file(ruleset);
	struct nft_ctx *c;
	char path[32], buf[sizeof(e->text)] = "";
	struct text t = TEXT(buf);
	int err;

	if (fd < 0)
		return err_sys(e, -fd, "cannot hand over the ruleset");
	c = nft_ctx_new(NFT_CTX_DEFAULT);
	if (!c || nft_ctx_buffer_output(c) || nft_ctx_buffer_error(c))
		return err_sys(e, ENOMEM, "cannot start nft");
	nft_ctx_clear_include_paths(c);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	err = nft_run_cmd_from_filename(c, path);
	if (err)
		add_words(&t, nft_ctx_get_error_buffer(c));
	nft_ctx_free(c);
	return err ? err_set(e, EINVAL, "%s", buf) : 0;
}

static int run_job(const struct nft_job *j, struct err *e)
{
	_cleanup_netns_ struct netns_token token = NETNS_TOKEN_INIT;

	if (includes(j->ruleset))
		return err_set(e, EINVAL, "a ruleset stands for itself: it cannot include a file");
	if (netns_enter(j->ns, &token, e))
		return -e->code;
	return run_here(j->ruleset, e);
}

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* libnftables waits by select(), which knows no descriptor of 1024 and more: a big lab has such. */
static void keep_only(const struct nft_job *jobs, size_t n, int tell, int words)
{
	_cleanup_free_ int *kept = calloc(n + 2, sizeof(*kept));
	int from = STDERR_FILENO + 1;

	if (!kept)
		return;
	for (size_t i = 0; i < n; i++)
		kept[i] = jobs[i].ns->fd;
	kept[n] = tell;
	kept[n + 1] = words;
	qsort(kept, n + 2, sizeof(*kept), by_number);
	for (size_t i = 0; i < n + 2; i++) {
		if (kept[i] > from)
			close_range((unsigned int)from, (unsigned int)kept[i] - 1, 0);
		from = kept[i] + 1;
	}
	close_range((unsigned int)from, ~0U, 0);
}

/* What libnftables says on its way out goes to @words. */
static void child(const struct nft_job *jobs, size_t n, int tell, int words)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	keep_only(jobs, n, tell, words);
	dup2(words, STDERR_FILENO);
	__nss_configure_lookup("hosts", "files");
	for (size_t i = 0; i < n; i++) {
		struct err e = { 0 };
		struct told t = { 0 };

		t.code = -run_job(&jobs[i], &e);
		snprintf(t.text, sizeof(t.text), "%.*s", (int)sizeof(t.text) - 1, e.text);
		if (write(tell, &t, sizeof(t)) != sizeof(t) || t.code)
			break;
	}
	_exit(0);
}

/* Return: 1 told; 0 the child has ended; -errno */
static int hear(int from, struct told *ret, struct err *e)
{
	struct pollfd p = { .fd = from, .events = POLLIN };
	ssize_t got;
	int n = poll(&p, 1, NFT_PATIENCE_S * 1000);

	if (n < 0)
		return err_sys(e, errno, "cannot wait for nft");
	if (!n)
		return err_set(e, ETIMEDOUT, "nft was not done with it within %d s",
			       NFT_PATIENCE_S);
	got = read(from, ret, sizeof(*ret));
	if (got < 0)
		return err_sys(e, errno, "cannot hear nft");
	return got == sizeof(*ret);
}

/* A child that said nothing: it was ended by libnftables, or by a signal. */
static int explain(int status, int words, struct err *e)
{
	char said[200] = "", buf[sizeof(said) * 4] = "";
	struct text t = TEXT(buf);
	ssize_t n = pread(words, said, sizeof(said) - 1, 0);

	text_escape(&t, said, n > 0 ? strcspn(said, "\n") : 0);
	if (WIFSIGNALED(status))
		return err_set(e, EIO, "nft was ended by signal %d (%s)%s%s", WTERMSIG(status),
			       strsignal(WTERMSIG(status)), t.len ? ": " : "", buf);
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_NO_NETLINK)
		return err_set(e, EPROTONOSUPPORT,
			       "the kernel has no nf_tables (%s); try: modprobe nf_tables", buf);
	return err_set(e, EIO, "nft gave up%s%s", t.len ? ": " : "", buf);
}

static int attend(pid_t pid, int from, int words, size_t n, size_t *ret_done, struct err *e)
{
	struct told told = { 0 };
	int status = 0, heard = 1;

	for (*ret_done = 0; *ret_done < n && heard == 1 && !told.code; *ret_done += !told.code) {
		heard = hear(from, &told, e);
		if (heard != 1)
			break;
	}
	if (heard < 0)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (heard < 0)
		return heard;
	if (!heard)
		return explain(status, words, e);
	return told.code ? err_set(e, told.code, "%s", told.text) : 0;
}

int nft_load(const struct nft_job *jobs, size_t n, size_t *ret_done, struct err *e)
{
	_cleanup_close_ int from = -1, words = memfd_create("nft", MFD_CLOEXEC);
	int ends[2];
	pid_t pid;

	*ret_done = 0;
	if (words < 0 || pipe2(ends, O_CLOEXEC))
		return err_sys(e, errno, "cannot start nft");
	from = ends[0];
	pid = fork();
	if (!pid)
		child(jobs, n, ends[1], words);
	close(ends[1]);
	if (pid < 0)
		return err_sys(e, errno, "cannot start nft");
	return attend(pid, from, words, n, ret_done, e);
}

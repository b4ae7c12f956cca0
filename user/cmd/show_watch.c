// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * show_watch.c - one page after the other
 */
#include "show_watch.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define WATCH_MS 2000 /* as watch(1) has it */

#define HOME	   "\033[H"
#define CLEAR_LINE "\033[K"
#define CLEAR_REST "\033[J"
#define CLEAR_ALL  "\033[2J"

int show_watch_interval(const char *seconds, unsigned int *ret_ms)
{
	char *end;
	double s;

	if (!seconds) {
		*ret_ms = WATCH_MS;
		return 0;
	}
	s = strtod(seconds, &end);
	if (end == seconds || *end || !(s >= 0.1 && s <= 3600))
		return -EINVAL;
	*ret_ms = (unsigned int)(s * 1000);
	return 0;
}

static void ending(sigset_t *ret)
{
	sigemptyset(ret);
	sigaddset(ret, SIGINT);
	sigaddset(ret, SIGTERM);
	sigaddset(ret, SIGHUP);
}

void show_watch_begin(void)
{
	sigset_t set;

	ending(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
	if (isatty(STDOUT_FILENO))
		fputs(CLEAR_ALL, stdout);
}

bool show_watch_wait(unsigned int ms)
{
	const struct timespec t = { ms / 1000, (long)(ms % 1000) * 1000000 };
	sigset_t set;
	int sig;

	ending(&set);
	do
		sig = sigtimedwait(&set, NULL, &t);
	while (sig < 0 && errno == EINTR);
	return sig < 0;
}

/* Lines there are but for the first, SIZE_MAX: it is no terminal */
static size_t rows_left(void)
{
	struct winsize w;

	if (!isatty(STDOUT_FILENO))
		return SIZE_MAX;
	return !ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) && w.ws_row > 3 ? w.ws_row - 2u : 22;
}

static size_t count_lines(const char *page)
{
	size_t n = 0;

	for (; (page = strchr(page, '\n')); page++)
		n++;
	return n;
}

int show_watch_page(const char *page, unsigned int ms, struct err *e)
{
	size_t left = rows_left(), lines = count_lines(page);
	bool term = left != SIZE_MAX, cut = lines > left;
	const char *end = term ? CLEAR_LINE : "";

	printf("%severy %u.%u s; + new, ~ changed, - gone in the last %d looks%s\n",
	       term ? HOME : "", ms / 1000, ms % 1000 / 100, WATCH_LOOKS, end);
	for (size_t i = 0; i < (cut ? left - 1 : lines); i++) {
		const char *next = strchr(page, '\n');

		printf("%.*s%s\n", (int)(next - page), page, end);
		page = next + 1;
	}
	if (cut)
		printf("... and %zu more lines%s\n", lines - left + 1, end);
	fputs(term ? CLEAR_REST : "\n", stdout);
	if (fflush(stdout) || ferror(stdout))
		return err_sys(e, errno, "cannot print");
	return 0;
}

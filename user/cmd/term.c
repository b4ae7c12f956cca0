// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * term.c - what the terminal can do
 */
#include "term.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

int term_color(const char *when)
{
	const char *no_color = getenv("NO_COLOR");
	const char *term = getenv("TERM");

	if (when && !strcmp(when, "always"))
		return 1;
	if (when && !strcmp(when, "never"))
		return 0;
	if (when && strcmp(when, "auto"))
		return -1;
	if (no_color && *no_color)
		return 0;
	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb");
}

/* Who sets COLUMNS wants so many, also in a pipe; a shell does not export it by itself. */
static unsigned int wished_columns(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize w;
	char *end;
	unsigned long n;

	if (columns && *columns >= '1' && *columns <= '9') {
		n = strtoul(columns, &end, 10);
		if (!*end)
			return n < TERM_COLUMNS_MAX ? (unsigned int)n : TERM_COLUMNS_MAX;
	}
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) || !w.ws_col)
		return TERM_COLUMNS_MAX;
	return w.ws_col;
}

static unsigned int between(unsigned int least, unsigned int n)
{
	return n < least ? least : n < TERM_COLUMNS_MAX ? n : TERM_COLUMNS_MAX;
}

unsigned int term_fold(void)
{
	struct winsize w;

	if (getenv("COLUMNS"))
		return term_columns();
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w))
		return 0;
	return w.ws_col < TERM_COLUMNS_MIN ? TERM_COLUMNS_MIN : w.ws_col;
}

unsigned int term_columns(void)
{
	return between(TERM_COLUMNS_MIN, wished_columns());
}

unsigned int term_width(void)
{
	return between(TERM_WIDTH_MIN, wished_columns());
}

bool term_utf8(void)
{
	setlocale(LC_CTYPE, "");
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * term.c - what the terminal can do
 */
#include "term.h"

#include <langinfo.h>
#include <locale.h>
#include <stdint.h>
#include <stdio.h>
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

unsigned int term_width(void)
{
	struct winsize w;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &w) || w.ws_col == 0 || w.ws_col > 80)
		return 80;
	return w.ws_col < 60 ? 60 : w.ws_col;
}

void term_fold(const char *s)
{
	size_t room = isatty(STDOUT_FILENO) ? term_width() : SIZE_MAX;

	while (strlen(s) > room) {
		const char *cut = memrchr(s, ' ', room + 1);

		if (!cut)
			break;
		printf("%.*s\n", (int)(cut - s), s);
		s = cut + 1;
	}
	puts(s);
}

bool term_utf8(void)
{
	setlocale(LC_CTYPE, "");
	return !strcmp(nl_langinfo(CODESET), "UTF-8");
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * print_word.c - words of commands, fit for sh
 */
#include <string.h>
#include <sys/socket.h>

#include "print_inner.h"

void print_quoted(struct text *t, const char *word)
{
	if (!word[strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			       "0123456789-_./:@%+,=")]) {
		text_add(t, "%s", word);
		return;
	}
	text_add(t, "'");
	for (const char *c = word; *c; c++)
		text_add(t, *c == '\'' ? "'\\''" : "%c", *c);
	text_add(t, "'");
}

void print_ip(const struct plan *p, size_t room, uint8_t family, struct text *t)
{
	text_add(t, "ip");
	if (!p->rooms[room].outside)
		text_add(t, " -n %s", p->rooms[room].name);
	if (family == AF_INET6)
		text_add(t, " -6");
}

void print_exec(const struct plan *p, size_t room, struct text *t)
{
	text_add(t, "ip netns exec %s ", p->rooms[room].name);
}

void print_named(struct text *t, const char *word, const char *name)
{
	text_add(t, " %s ", word);
	print_quoted(t, name);
}

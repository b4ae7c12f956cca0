// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lecture.c - sentences below lines
 */
#include "lecture.h"

static struct meaning_from from_of(const struct out *o, const struct frame *f)
{
	return (struct meaning_from){ o->config.names, o->config.words, f };
}

static void add_blank(struct text *t)
{
	if (t->len)
		text_str(t, " ");
}

void lecture_add(const struct out *o, struct meaning *m, const struct frame *f, struct text *t)
{
	const struct meaning_from from = from_of(o, f);
	char now[MEANING_TEXT] = "";

	meaning_teach(m, meaning_of(m, &from), &from, &TEXT(now));
	if (!*now)
		return;
	add_blank(t);
	text_str(t, now);
}

void lecture_id(struct meaning *m, enum meaning_id id, struct text *t)
{
	meaning_teach(m, id, &(struct meaning_from){ 0 }, t);
}

void lecture_whole(const struct out *o, struct meaning *m, const struct frame *f, struct text *t)
{
	const struct meaning_from from = from_of(o, f);

	meaning_say(meaning_of(m, &from), &from, false, t);
}

/* Octets of @s that go on one line: as many whole words as fit, at least one. */
static size_t line_len(const char *s, size_t room)
{
	size_t len = strcspn(s, " ");

	for (size_t next = len; s[next] == ' ' && (!room || next < room); len = next) {
		next += 1 + strcspn(s + next + 1, " ");
		if (room && next > room)
			break;
	}
	return len;
}

void lecture_print(const struct out *o, const struct lecture_place *p, const char *s)
{
	size_t room = p->width > p->indent ? p->width - p->indent : 0, len;

	while (*s) {
		len = line_len(s, room);
		fprintf(o->config.file, "%*s%s%.*s%s\n", (int)p->indent, "",
			o->config.color ? "\033[2m" : "", (int)len, s,
			o->config.color ? "\033[m" : "");
		s += len;
		s += *s == ' ';
	}
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * verdict_text.c - a verdict for people
 */
#include "verdict.h"

#include <string.h>

/* Folded between words, further lines indented. */
static void put_folded(const char *s, unsigned int width, unsigned int indent, FILE *file)
{
	size_t room = width ? width - indent : SIZE_MAX;

	while (strlen(s) > room) {
		const char *cut = memrchr(s, ' ', room + 1);

		if (!cut)
			break;
		fprintf(file, "%.*s\n%*s", (int)(cut - s), s, (int)indent, "");
		s = cut + 1;
	}
	fprintf(file, "%s\n", s);
}

static void put_evidence(const struct verdict *v, unsigned int width, FILE *file)
{
	if (v->n_evidence)
		fputs("\n", file);
	for (size_t i = 0; i < v->n_evidence; i++) {
		fprintf(file, "%3zu. %-7s ", i + 1, evidence_word(v->evidence[i].kind));
		put_folded(v->evidence[i].text, width, 13, file);
	}
}

static void put_warnings(const struct verdict *v, unsigned int width, FILE *file)
{
	for (size_t i = 0; i < v->n_warnings; i++) {
		fprintf(file, "\nwarning: ");
		put_folded(v->warnings[i].text, width, 9, file);
	}
}

void verdict_text(const struct question *q, const struct verdict *v,
		  const struct verdict_style *style, FILE *file)
{
	(void)q;
	put_folded(v->summary, style->width, 0, file);
	put_evidence(v, style->width, file);
	put_warnings(v, style->width, file);
	if (v->n_fix)
		fputs("\n", file);
	for (size_t i = 0; i < v->n_fix; i++)
		fprintf(file, "  fix: %s\n", v->fix[i]);
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * verdict_text.c - a verdict for people
 */
#include "verdict.h"

#include <string.h>

#define BOLD  "\033[1m"
#define FAINT "\033[2m"
#define PLAIN "\033[m"

/* So many of what was ruled out are named to everybody. */
#define RULED_OUT_FEW 6

/* Folded between words, further lines indented. @joint ends a line that goes on. */
static void put_folded(const char *s, unsigned int width, unsigned int indent, const char *joint,
		       FILE *file)
{
	size_t room = width ? width - indent - strlen(joint) : SIZE_MAX;

	while (strlen(s) > room) {
		const char *cut = memrchr(s, ' ', room + 1);

		if (!cut)
			break;
		fprintf(file, "%.*s%s\n%*s", (int)(cut - s), s, joint, (int)indent, "");
		s = cut + 1;
	}
	fprintf(file, "%s\n", s);
}

static void put_colored(const struct verdict_style *style, const char *color, FILE *file)
{
	fputs(style->color ? color : "", file);
}

static void put_evidence(const struct verdict *v, const struct verdict_style *style, FILE *file)
{
	if (v->n_evidence)
		fputs("\n", file);
	for (size_t i = 0; i < v->n_evidence; i++) {
		put_colored(style, FAINT, file);
		fprintf(file, "%3zu. %-7s ", i + 1, evidence_word(v->evidence[i].kind));
		put_colored(style, PLAIN, file);
		put_folded(v->evidence[i].text, style->width, 13, "", file);
	}
}

static void put_warnings(const struct verdict *v, const struct verdict_style *style, FILE *file)
{
	for (size_t i = 0; i < v->n_warnings; i++) {
		fputs("\nwarning: ", file);
		put_folded(v->warnings[i].text, style->width, 9, "", file);
	}
}

static void put_ruled_out(const struct verdict *v, const struct verdict_style *style, FILE *file)
{
	char buf[32 * CAUSE_MAX] = "";
	struct text t = TEXT(buf);
	size_t n = 0;

	for (int c = 0; c < CAUSE_MAX; c++) {
		if (!v->ruled_out[c])
			continue;
		n++;
		if (style->all || n <= RULED_OUT_FEW)
			text_add(&t, "%s%s", t.len ? ", " : "", cause_code((enum cause)c));
	}
	if (!n)
		return;
	if (!style->all && n > RULED_OUT_FEW)
		text_add(&t, " and %zu more (-v names them)", n - RULED_OUT_FEW);
	fputs("\nruled out: ", file);
	put_folded(buf, style->width, 11, "", file);
}

/* What is long goes on behind a backslash, so that it can still be pasted. */
static void put_fixes(const struct verdict *v, const struct verdict_style *style, FILE *file)
{
	if (v->n_fix)
		fputs("\n", file);
	for (size_t i = 0; i < v->n_fix; i++) {
		put_colored(style, BOLD, file);
		fputs("  fix: ", file);
		put_colored(style, PLAIN, file);
		put_folded(v->fix[i], style->width, 7, " \\", file);
	}
}

void verdict_text(const struct verdict *v, const struct verdict_style *style, FILE *file)
{
	put_colored(style, BOLD, file);
	put_folded(v->summary, style->width, 0, "", file);
	put_colored(style, PLAIN, file);
	if (v->path[LEG_REQUEST].n)
		fputs("\n", file);
	path_text(v, style, file);
	if (!v->reachable || style->all)
		put_evidence(v, style, file);
	put_warnings(v, style, file);
	if (!v->reachable)
		put_ruled_out(v, style, file);
	put_fixes(v, style, file);
}

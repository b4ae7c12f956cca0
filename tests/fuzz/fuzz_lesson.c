// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * fuzz_lesson.c - any bytes as a lesson: parsed, told, and its lab read for itself
 */
#include <string.h>

#include "../../user/lesson/lesson.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

/* Nothing on the terminal but what may be there. */
static void tell(const char *text)
{
	const struct lesson_style style = { .sudo = "sudo ", .nscope = "nscope", .width = 80 };
	_cleanup_free_ char *said = NULL;
	size_t len = 0;
	FILE *f = open_memstream(&said, &len);

	lesson_say(text, &style, f);
	fclose(f);
	for (size_t i = 0; i < len; i++)
		check((said[i] >= ' ' && said[i] <= '~') || strchr("\n\t", said[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_lesson_ struct lesson *l = NULL;
	_cleanup_topo_ struct topo *lab = NULL;
	struct err e = { 0 };
	int err = lesson_parse((const char *)data, size, "fuzz.yaml", &l, &e);

	check(!err == (l != NULL) && (!err || (e.code && *e.text)));
	if (err)
		return 0;
	check(lesson_is((const char *)data, size));
	tell(l->text);
	tell(l->done);
	for (size_t i = 0; i < l->n_hints; i++)
		tell(l->hints[i]);
	check(!topo_parse(l->lab_text, l->lab_len, "fuzz.yaml", &lab, &e));
	check(lab->n_nodes == l->lab->n_nodes && lab->n_links == l->lab->n_links);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * topo.h - for tests of user/topo: a lab from a string, and an error from a string
 */
#ifndef NSCOPE_UNIT_TOPO_H
#define NSCOPE_UNIT_TOPO_H

#include "unit.h"

#include <errno.h>

#include "../../user/topo/topo.h"

#define PAIR_NODES "nodes: {red: {}, blue: {}}\n"

static inline struct topo *lab(const char *text)
{
	struct topo *t = NULL;
	struct err e = { 0 };

	if (topo_parse(text, strlen(text), "labs/lab.yaml", &t, &e))
		fail_msg("%s", e.text);
	return t;
}

/* The first line of the complaint, behind the file's name. */
static inline const char *complaint(const char *text, size_t len)
{
	static struct err e;
	struct topo *t = NULL;

	assert_int_equal(topo_parse(text, len, "f", &t, &e), -EINVAL);
	assert_null(t);
	assert_int_equal(e.code, EINVAL);
	e.text[strcspn(e.text, "\n")] = '\0';
	return e.text;
}

#define assert_complaint(text, wanted)                                                             \
	assert_string_equal(complaint((text), strlen(text)), (wanted))

#endif

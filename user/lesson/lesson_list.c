// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * lesson_list.c - the lessons inside the binary: builtin/ID.yaml, one row each, in the order to
 * learn
 */
#include <string.h>

#include "../topo/parse.h"
#include "../util/embed.h"
#include "lesson.h"

#define LESSONS(X)                                                                                 \
	X(room)                                                                                    \
	X(pipe)                                                                                    \
	X(address)                                                                                 \
	X(arp)                                                                                     \
	X(ageing)                                                                                  \
	X(announce)                                                                                \
	X(bridge)                                                                                  \
	X(gateway)                                                                                 \
	X(masquerade)                                                                              \
	X(twins)                                                                                   \
	X(mend1)                                                                                   \
	X(mend2)                                                                                   \
	X(mend3)                                                                                   \
	X(mend4)                                                                                   \
	X(mend5)                                                                                   \
	X(mend6)                                                                                   \
	X(mend7)                                                                                   \
	X(mend8)

#define LESSON_BYTES(id) EMBED(lesson_##id, "user/lesson/builtin/" #id ".yaml");
LESSONS(LESSON_BYTES)
#undef LESSON_BYTES

static const struct builtin {
	const char *id, *text, *end;
} builtins[] = {
#define LESSON_ROW(id) { #id, lesson_##id, lesson_##id##_end },
	LESSONS(LESSON_ROW)
#undef LESSON_ROW
};

static const struct builtin *find(const char *id)
{
	for (size_t i = 0; i < ARRAY_SIZE(builtins); i++)
		if (!strcmp(builtins[i].id, id))
			return &builtins[i];
	return NULL;
}

const char *lesson_builtin_id(size_t i)
{
	return i < ARRAY_SIZE(builtins) ? builtins[i].id : NULL;
}

const char *lesson_builtin(const char *id, size_t *ret_len)
{
	const struct builtin *b = find(id);

	if (!b)
		return NULL;
	*ret_len = (size_t)(b->end - b->text);
	return b->text;
}

static const char *nth_id(const void *ctx, size_t i)
{
	(void)ctx;
	return builtins[i].id;
}

const char *lesson_builtin_near(const char *id)
{
	return parse_nearest(id, nth_id, NULL, ARRAY_SIZE(builtins));
}

const char *lesson_after(const char *id)
{
	const struct builtin *b = find(id);

	return b ? lesson_builtin_id((size_t)(b - builtins) + 1) : NULL;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * builtin.c - the labs inside the binary: builtin/NAME.yaml, one row each
 */
#include <string.h>

#include "../util/embed.h"
#include "topo.h"

#define BUILTINS(X)                                                                                \
	X(house)                                                                                   \
	X(nat)                                                                                     \
	X(pair)                                                                                    \
	X(router)                                                                                  \
	X(switch)                                                                                  \
	X(twin)

#define BUILTIN_BYTES(lab) EMBED(builtin_##lab, "user/topo/builtin/" #lab ".yaml");
BUILTINS(BUILTIN_BYTES)
#undef BUILTIN_BYTES

static const struct builtin {
	const char *name, *text, *end;
} builtins[] = {
#define BUILTIN_ROW(lab) { #lab, builtin_##lab, builtin_##lab##_end },
	BUILTINS(BUILTIN_ROW)
#undef BUILTIN_ROW
};

const char *topo_builtin(const char *name, size_t *ret_len)
{
	for (size_t i = 0; i < ARRAY_SIZE(builtins); i++)
		if (!strcmp(builtins[i].name, name)) {
			*ret_len = (size_t)(builtins[i].end - builtins[i].text);
			return builtins[i].text;
		}
	return NULL;
}

const char *topo_builtin_name(size_t i)
{
	return i < ARRAY_SIZE(builtins) ? builtins[i].name : NULL;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * counted.c - {i} in a text
 */
#include "counted.h"

#include <string.h>

#define PLUS_MAX 99999

size_t counted_token(const char *text, const char *c, uint32_t *ret_plus)
{
	const char *d = c + 2;
	uint32_t plus = 0;

	if (strncmp(c, "{i", 2) || (c > text && c[-1] == '$'))
		return 0;
	if (*d == '+') {
		const char *digits = ++d;

		while (*d >= '0' && *d <= '9' && plus <= PLUS_MAX)
			plus = plus * 10 + (uint32_t)(*d++ - '0');
		if (d == digits || plus > PLUS_MAX)
			return 0;
	}
	if (*d != '}')
		return 0;
	*ret_plus = plus;
	return (size_t)(d + 1 - c);
}

bool counted_any(const char *text)
{
	uint32_t plus;

	for (const char *c = text; (c = strchr(c, '{')); c++)
		if (counted_token(text, c, &plus))
			return true;
	return false;
}

char *counted_text(const char *text, uint32_t i)
{
	size_t size = strlen(text) + 1, len = 0, n;
	uint32_t plus = 0;
	char *copy;

	/* Ten digits at most, for three characters at least. */
	for (const char *c = text; (c = strchr(c, '{')); c++)
		size += 7;
	copy = malloc(size);
	for (const char *c = text; copy && *c; c += n ? n : 1) {
		n = counted_token(text, c, &plus);
		if (n)
			len += (size_t)snprintf(copy + len, size - len, "%u", i + plus);
		else
			copy[len++] = *c;
	}
	if (copy)
		copy[len] = '\0';
	return copy;
}

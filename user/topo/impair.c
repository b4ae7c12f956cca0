// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * impair.c - impairments as words, read and written
 */
#include "impair.h"

#include <errno.h>

#define DECIMALS    4	   /* of a percentage: one in a million */
#define PER_PERCENT 10000u /* per million */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

int impair_percent(const char *text, uint32_t *ret_ppm)
{
	uint32_t whole = 0, part = 0, unit = PER_PERCENT;
	const char *c = text;

	/* Five digits are more than 100% already, so nothing overflows. */
	while (is_digit(*c) && c - text < 5)
		whole = whole * 10 + (uint32_t)(*c++ - '0');
	if (c == text)
		return -EINVAL;
	if (*c == '.') {
		if (!is_digit(*++c))
			return -EINVAL;
		for (int i = 0; i < DECIMALS && is_digit(*c); i++)
			part += (uint32_t)(*c++ - '0') * (unit /= 10);
	}
	if (strcmp(c, "%") || whole > 100 || (whole == 100 && part))
		return -EINVAL;
	*ret_ppm = whole * PER_PERCENT + part;
	return 0;
}

int impair_block(const char *word, struct impairment *i)
{
	if (!strcmp(word, "arp"))
		i->block_arp = true;
	else if (!strcmp(word, "icmp"))
		i->block_icmp = true;
	else
		return -EINVAL;
	return 0;
}

bool impair_chance(const struct impairment *i)
{
	return i->loss || i->duplicate || i->corrupt;
}

bool impair_any(const struct impairment *i)
{
	return impair_chance(i) || i->block_arp || i->block_icmp;
}

void impair_percent_text(struct text *t, uint32_t ppm)
{
	uint32_t part = ppm % PER_PERCENT;
	unsigned int width = DECIMALS;

	text_uint(t, ppm / PER_PERCENT, 1);
	if (part) {
		for (; part % 10 == 0; part /= 10)
			width--;
		text_str(t, ".");
		text_uint(t, part, width);
	}
	text_str(t, "%");
}

/* Options begin with a blank but for the first. */
static void option(struct text *t, size_t start, const char *name)
{
	text_add(t, "%s--%s ", t->len > start ? " " : "", name);
}

void impair_text(const struct impairment *i, struct text *t)
{
	const struct {
		const char *name;
		uint32_t ppm;
	} shares[] = { { "loss", i->loss },
		       { "duplicate", i->duplicate },
		       { "corrupt", i->corrupt } };
	size_t start = t->len;

	for (size_t k = 0; k < ARRAY_SIZE(shares); k++) {
		if (!shares[k].ppm)
			continue;
		option(t, start, shares[k].name);
		impair_percent_text(t, shares[k].ppm);
	}
	if (i->block_arp)
		text_add(t, "%s--block arp", t->len > start ? " " : "");
	if (i->block_icmp)
		text_add(t, "%s--block icmp", t->len > start ? " " : "");
	if (impair_chance(i))
		text_add(t, "%s--seed %u", t->len > start ? " " : "", i->seed);
}

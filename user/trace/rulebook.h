/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rulebook.h - a ruleset as nft lists it, and in it the text of a rule by its handle.
 */
#ifndef NSCOPE_RULEBOOK_H
#define NSCOPE_RULEBOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "../util/util.h"

struct rulebook_row;

struct rulebook {
	char *text;
	struct rulebook_row *rows;
	size_t n;
};

/**
 * rulebook_read() - take a listing apart (`nft -a list ruleset`)
 * @text: hostile; copied
 * @ret:  rulebook_done() it
 * Return: 0 or -ENOMEM. Lines that are no rule are passed over
 */
int rulebook_read(const char *text, size_t len, struct rulebook *ret);
void rulebook_done(struct rulebook *b);

/** rulebook_find() - copy a rule's text, cut to @size with "..." at its end; @ret stays as it is
 * where there is no such rule. Return: was there? */
bool rulebook_find(const struct rulebook *b, const char *family, const char *table,
		   const char *chain, uint64_t handle, char *ret, size_t size);

#endif

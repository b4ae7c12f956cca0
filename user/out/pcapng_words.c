// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pcapng_words.c - what a comment says of a transaction
 */
#include "pcapng.h"

static void add_ms(const char *before, uint64_t from_ns, uint64_t to_ns, struct text *t)
{
	uint64_t us = to_ns > from_ns ? (to_ns - from_ns) / 1000 : 0;

	text_str(t, before);
	text_uint(t, us / 1000, 1);
	text_str(t, ".");
	text_uint(t, us % 1000, 3);
}

void pcapng_transaction_words(const struct transaction *tr, struct text *t)
{
	uint64_t end = tr->echo ? tr->reply_ns : tr->resolved_ns;

	text_str(t, "transaction ");
	text_uint(t, tr->id, 1);
	if (!tr->answered || !end) {
		text_str(t, ": no answer");
		return;
	}
	add_ms(": answered in ", tr->begin_ns, end, t);
	text_str(t, " ms");
	if (tr->echo && tr->request_ns) {
		add_ms(": resolve ", tr->begin_ns, tr->request_ns, t);
		if (tr->there_ns)
			add_ms(", there ", tr->request_ns, tr->there_ns, t);
		add_ms(tr->there_ns ? ", back " : ", there and back ",
		       tr->there_ns ? tr->there_ns : tr->request_ns, end, t);
	}
}

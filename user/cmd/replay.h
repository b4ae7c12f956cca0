/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * replay.h - a capture through the printers, as if it happened now; needs no rights.
 *
 *     ours:       file ──▶ capture (names, frames) ──▶ delivery
 *     anybody's:  file ──▶ libpcap ──▶ frame ────────▶ delivery
 */
#ifndef NSCOPE_REPLAY_H
#define NSCOPE_REPLAY_H

#include "deliver.h"

struct replay_config {
	const char *path; /* "-": standard input */
	const struct out_ops *format;
	struct outfile *print; /* where it goes; NULL: standard output */
	struct outfile *record;
	bool summary; /* a table of counters at the end, on standard error */
	bool color, explain;
	struct text_style style;
	uint64_t limit;
	const struct sieve *sieve; /* never NULL */
	const char *filter;	   /* its expression, as it was written; NULL: none */
	bool failed;
	uint32_t snaplen;
};

/**
 * replay() - all of it, or up to the limit
 * @ret:       the sum as the capture tells it, or as far as it goes
 * @ret_ended: it has its end; false: its writer was killed
 *
 * What could be read of a damaged file is printed before the error is returned.
 */
int replay(const struct replay_config *c, struct totals *ret, bool *ret_ended, struct err *e);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * trace_args.h - what `nscope trace` was asked for: tcpdump's options, then NODEs, then a filter in
 * tcpdump's language.
 *
 *     nscope trace [OPTIONS] [NODE[:IF]...] [FILTER | -- FILTER]
 *
 * The filter begins with the first word that an expression can begin with and that no namespace
 * is called, or behind "--". The word host is the namespace nscope was started in, unless an
 * address follows it.
 */
#ifndef NSCOPE_TRACE_ARGS_H
#define NSCOPE_TRACE_ARGS_H

#include "../out/out.h"
#include "sieve.h"

struct trace_args {
	uint64_t limit;	    /* -c */
	const char *ifname; /* -i; NULL: none */
	bool json, print, ladder;
	bool all;     /* --all */
	bool rules;   /* --rules */
	bool witness; /* --witness */
	bool count, summary, cost;
	bool explain; /* --explain */
	bool failed;  /* --transaction-failed */
	const char *color;
	struct text_style style;  /* -t -e -v -q -x -X, --nano */
	const char *write, *read; /* a capture's file; NULL: none */
	uint32_t snaplen;	  /* -s; 0: all there is */
	size_t ring_bytes;	  /* -B; 0: as many as usual */
	char **nodes;		  /* inside argv */
	size_t n_nodes;
	const char **rooms; /* --netns */
	size_t n_rooms;
	char *filter; /* NULL: none */
	struct expr *expr;
	struct sieve sieve; /* of the above */
};

/**
 * trace_args_parse() - understand, and complain on stderr
 * @a: trace_args_done() it in any case
 * Return: -1: go on; else an exit status
 */
int trace_args_parse(int argc, char **argv, struct trace_args *a);
void trace_args_done(struct trace_args *a);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * probe.h - what this machine can do for us, found out by trying.
 */
#ifndef NSCOPE_PROBE_H
#define NSCOPE_PROBE_H

#include "../util/err.h"

/* id, word: yes; no, and something will not work; lacking, but done without */
#define FACT_STATES(X)                                                                             \
	X(YES, "ok")                                                                               \
	X(NO, "no")                                                                                \
	X(WITHOUT, "--")

#define FACT_ENUM(id, word) FACT_##id,
enum fact_state { FACT_STATES(FACT_ENUM) FACT_STATE_MAX };
#undef FACT_ENUM

struct fact {
	enum fact_state state;
	const char *subject; /* "kernel", "tcx", "tcpdump" */
	char says[200];
	char cure[120]; /* "" : none needed, or none known */
	char more[80];	/* for who wants it exactly, "" : nothing */
};

/**
 * probe_machine() - find out, and tell fact by fact
 *
 * Loads the eBPF programs if it may, attaches them to nothing, and leaves nothing behind.
 */
void probe_machine(void (*fn)(const struct fact *f, void *ctx), void *ctx);

#endif

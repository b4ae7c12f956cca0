/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * wants.h - which interfaces of which namespaces a trace was asked to watch.
 */
#ifndef NSCOPE_WANTS_H
#define NSCOPE_WANTS_H

#include "target.h"
#include "trace_args.h"

/* One NODE[:IF] argument. */
struct want {
	uint64_t cookie;
	uint32_t inum;
	const char *ifname; /* "" : every veth end */
	bool found;
};

struct wants {
	struct want *items;
	size_t n;
	const char *ifname; /* -i, where an item says nothing; NULL: every veth end */
	bool found;
};

/** wants_choose() - the namespaces that are asked for, and what of them */
int wants_choose(struct wants *w, const struct trace_args *a, struct targets *t, struct err *e);
void wants_done(struct wants *w);
#define _cleanup_wants_ _cleanup_(wants_done)

/** wants_end() - is it asked for? A follow_wants; @ctx: the wants */
bool wants_end(const struct room *r, const struct link_row *l, const void *ctx);

/**
 * wants_check() - is all there that was named?
 * @ret_n: how many interfaces there are to attach to
 */
int wants_check(struct wants *w, const struct trace_args *a, const struct snapshot *names,
		size_t *ret_n, struct err *e);

#endif

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * out.c - what all formats share: a place's name, a time of day
 */
#include "out.h"

#include <string.h>
#include <time.h>

#include "../trace/witness.h"

#define NS_PER_S 1000000000ull

struct out *out_new(const struct out_ops *ops, const struct out_config *config)
{
	struct out *o = calloc(1, ops->size);

	if (!o)
		return NULL;
	o->ops = ops;
	o->config = *config;
	return o;
}

void out_free(struct out *o)
{
	free(o);
}

void out_where(const struct out *o, const struct frame *f, struct text *t)
{
	const struct room *r = snapshot_room(o->config.names, f->netns_cookie);
	const struct link_row *l = r ? room_link(r, f->ifindex) : NULL;

	if (r)
		text_escape(t, r->name, strnlen(r->name, sizeof(r->name)));
	else
		text_add(t, "net:[%u]", f->netns_inum);
	/* A neighbour entry is the namespace's, and so is a route. */
	if (f->type == FRAME_NEIGH || f->type == FRAME_ROUTE || !f->ifindex)
		return;
	text_str(t, ":");
	if (l)
		text_escape(t, l->name, strnlen(l->name, sizeof(l->name)));
	else
		text_add(t, "if%u", f->ifindex);
}

void out_drop_reason(const struct out *o, const struct frame *f, struct text *t)
{
	const char *reason = words_reason(o->config.words, f);

	if (f->hook == HOOK_DROP_PLAIN)
		text_str(t, "(reason unknown)");
	else if (reason)
		text_escape(t, reason, strlen(reason));
	else
		text_add(t, "reason %u", f->reason);
}

void out_drop_place(const struct out *o, const struct frame *f, struct text *t)
{
	const char *symbol = words_symbol(o->config.words, f);

	if (symbol)
		text_escape(t, symbol, strlen(symbol));
	else
		text_add(t, "0x%llx", (unsigned long long)f->location);
}

void out_witness_head(const struct out *o, const struct frame *f, struct text *t)
{
	if (f->type != FRAME_CONSUME && f->type != FRAME_ICMP_SEND)
		return;
	if (f->type == FRAME_CONSUME) {
		text_str(t, "at ");
		out_drop_place(o, f, t);
	} else {
		text_add(t, "type %u code %u for", icmp_send_type(f), icmp_send_code(f));
	}
	text_str(t, " ");
	text_str(t, frame_proto_name(f));
	text_str(t, " ");
}

void out_time(uint64_t time_ns, struct text *t)
{
	time_t s = (time_t)(time_ns / NS_PER_S);
	struct tm tm;

	if (!localtime_r(&s, &tm))
		tm = (struct tm){ 0 };
	text_uint(t, (uint64_t)tm.tm_hour, 2);
	text_str(t, ":");
	text_uint(t, (uint64_t)tm.tm_min, 2);
	text_str(t, ":");
	text_uint(t, (uint64_t)tm.tm_sec, 2);
	text_str(t, ".");
	text_uint(t, time_ns % NS_PER_S / 1000, 6);
}

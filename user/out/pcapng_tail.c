// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pcapng_tail.c - what stands behind the packets: each interface's counters, and the sum
 */
#include "pcapng.h"

#include <inttypes.h>

/* "1000 seen = 0 filtered + 988 delivered + 12 lost" */
static void put_totals(struct pcapng *p, const struct totals *t)
{
	const struct record_totals r = {
		.kind = RECORD_TOTALS,
		.seen = t->seen,
		.filtered = t->filtered,
		.delivered = t->delivered,
		.lost = t->lost,
	};
	char buf[128];
	struct text sum = TEXT(buf);

	text_add(&sum,
		 "events: %" PRIu64 " seen = %" PRIu64 " filtered + %" PRIu64
		 " delivered + %" PRIu64 " lost",
		 t->seen, t->filtered, t->delivered, t->lost);
	blocks_option(&p->blocks, OPTION_COMMENT, buf, sum.len);
	blocks_option(&p->blocks, CAPTURE_OPTION, &r, sizeof(r));
}

static void begin_stats(struct pcapng *p, size_t iface)
{
	pcapng_room(p);
	blocks_begin(&p->blocks, BLOCK_STATS);
	blocks_put32(&p->blocks, (uint32_t)iface);
	blocks_time(&p->blocks, p->last_ns);
}

/* An option that is a time: its upper half first, as in a block's head. */
static void put_time(struct pcapng *p, uint16_t code, uint64_t time_ns)
{
	const uint32_t halves[2] = { (uint32_t)(time_ns >> 32), (uint32_t)time_ns };

	blocks_option(&p->blocks, code, halves, sizeof(halves));
}

static void put_stats(struct pcapng *p, size_t iface)
{
	const struct pcapng_iface *i = &p->ifaces[iface];

	begin_stats(p, iface);
	if (i->packets) {
		put_time(p, STATS_START, i->first_ns);
		put_time(p, STATS_END, i->last_ns);
	}
	blocks_value(&p->blocks, STATS_RECEIVED, i->packets);
}

void pcapng_tail(struct pcapng *p, const struct totals *t)
{
	bool begun = false;
	uint32_t all;

	for (size_t i = 0; i < p->n_ifaces; i++)
		if (p->ifaces[i].cookie || p->ifaces[i].ifindex) {
			put_stats(p, i);
			begun = true;
		}
	/* What was lost is no one interface's; so is the sum, where there is no interface. */
	if (t->lost || !begun) {
		all = pcapng_iface(p, 0, 0, 0);
		begin_stats(p, all);
		blocks_value(&p->blocks, STATS_RECEIVED, t->seen);
		blocks_value(&p->blocks, STATS_DROPPED, t->lost);
		blocks_value(&p->blocks, STATS_DELIVERED, t->delivered);
	}
	put_totals(p, t);
	blocks_close(&p->blocks);
}

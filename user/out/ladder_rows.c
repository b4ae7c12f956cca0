// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ladder_rows.c - rows that wait for their frame's other end, and go out in the order of departure
 */
#include "ladder.h"

#include <string.h>

/* Far more than a pipe takes (microseconds), far less than a reader would notice. */
#define HOP_PATIENCE 5000000ull

bool ladder_under_way(const struct row *r)
{
	return (r->kind == ROW_HOP || r->kind == ROW_CROWD) && r->end == HOP_UNDER_WAY;
}

void ladder_flush_rows(struct ladder *l)
{
	size_t done = 0;

	while (done < l->n_rows && !ladder_under_way(&l->rows[done]))
		ladder_row(l, &l->rows[done++]);
	l->n_rows -= done;
	memmove(l->rows, l->rows + done, l->n_rows * sizeof(*l->rows));
	if (done)
		fflush(l->out.config.file);
}

static void crowd_end(struct row *r)
{
	r->end = HOP_ARRIVED;
	ladder_crowd(r);
}

/* It left and was not seen again: lost, unless our eyes were closed. */
void ladder_give_up(const struct ladder *l, struct row *r)
{
	bool blind = l->lost || r->hidden;

	if (r->kind == ROW_CROWD) {
		crowd_end(r);
		return;
	}
	r->end = blind ? HOP_UNSEEN : HOP_LOST;
	/* Into a namespace without a lane: its name stands there. */
	if (r->hidden && *r->why)
		return;
	snprintf(r->why, sizeof(r->why), "%s", blind ? "not seen to arrive" : "lost");
}

void ladder_give_up_before(struct ladder *l, uint64_t now_ns)
{
	for (size_t i = 0; i < l->n_rows; i++)
		if (ladder_under_way(&l->rows[i]) && now_ns > l->rows[i].from_ns &&
		    now_ns - l->rows[i].from_ns > HOP_PATIENCE)
			ladder_give_up(l, &l->rows[i]);
	ladder_flush_rows(l);
}

/* The copies of one frame come one behind the other. */
void ladder_end_crowds(struct ladder *l, uint32_t packet_id)
{
	for (size_t i = 0; i < l->n_rows; i++)
		if (l->rows[i].kind == ROW_CROWD && ladder_under_way(&l->rows[i]) &&
		    l->rows[i].packet_id != packet_id)
			crowd_end(&l->rows[i]);
}

struct row *ladder_push(struct ladder *l)
{
	if (l->n_rows == ROWS_MAX) {
		ladder_give_up(l, &l->rows[0]);
		ladder_flush_rows(l);
	}
	l->rows[l->n_rows] = (struct row){ .from = -1, .to = -1, .beside = -1 };
	return &l->rows[l->n_rows++];
}

void ladder_add_copy(struct ladder *l, const struct frame *f, int lane)
{
	struct row *r = NULL;

	for (size_t i = 0; i < l->n_rows && !r; i++)
		if (l->rows[i].kind == ROW_CROWD && ladder_under_way(&l->rows[i]) &&
		    l->rows[i].from == lane)
			r = &l->rows[i];
	if (!r) {
		r = ladder_push(l);
		r->kind = ROW_CROWD;
		r->from = lane;
		r->packet_id = f->packet_id;
		r->from_ns = f->mono_ns;
	}
	r->copies++;
}

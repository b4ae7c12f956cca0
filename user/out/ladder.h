/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ladder.h - what the ladder's files share: lanes, rows, and a line of cells to draw on.
 *
 *     frame ──ladder.c──▶ struct row ──ladder_draw.c──▶ struct line ──▶ file
 *               │ └ words: ladder_words.c
 *               └ lanes: ladder_lanes.c
 */
#ifndef NSCOPE_LADDER_H
#define NSCOPE_LADDER_H

#include "out.h"

#define LADDER_COLUMNS 80
#define LADDER_NARROW  44 /* two lanes and a short word between them */
#define LADDER_MARGIN  10 /* "12345.678 " on either side of the lanes */
#define LANES_MAX      4  /* 80 columns leave 18 between four lanes: "ARP who has .2?" */
#define LANE_GAP       18 /* the least that holds a word and an arrow */
#define SAY_MAX	       5  /* a text, and shorter ones */
#define SAY_SIZE       128
#define ROWS_MAX       64 /* frames under way at once; a flood through a switch */

struct lane {
	uint64_t cookie;
	unsigned int x; /* column */
	char name[ROOM_NAME_MAX];
	char address[48];
};

enum row_kind {
	ROW_HOP,  /* a frame from one lane to another */
	ROW_NOTE, /* something that happened in one lane */
	ROW_TEXT, /* a sentence across all lanes */
};

enum hop_end {
	HOP_UNDER_WAY,
	HOP_ARRIVED,
	HOP_LOST,   /* it never came in */
	HOP_UNSEEN, /* nobody could have seen it come in */
};

enum ink { INK_NONE, INK_ARP, INK_ECHO, INK_NEIGH, INK_BAD, INK_DIM, INK_MAX };

struct row {
	enum row_kind kind;
	enum hop_end end;
	enum ink ink;
	int from, to; /* lanes; -1: not drawn. A note is at @from. */
	uint64_t from_ns, to_ns;
	uint32_t packet_id;
	uint64_t cookie; /* the end it left by */
	uint32_t ifindex;
	bool hidden;		     /* it goes on in a namespace that has no lane */
	char say[SAY_MAX][SAY_SIZE]; /* longest first */
	char why[SAY_SIZE];	     /* HOP_LOST: the reason in words */
};

struct ladder {
	struct out out;
	struct lane lanes[LANES_MAX];
	int n_lanes;
	unsigned int width, end; /* columns of the page; the last lane's */
	uint64_t zero_ns;	 /* the first event that was drawn */
	struct row rows[ROWS_MAX];
	size_t n_rows;
	bool spaced;	    /* the last line was a sentence */
	uint64_t lost;	    /* events; then an arrow's end proves nothing */
	uint64_t not_drawn; /* frames that tell nothing about the ping */
	char absent[160];   /* sentence about namespaces without a lane */
};

/** ladder_lanes_set() - choose and place the lanes, when the first frame says who asks whom */
void ladder_lanes_set(struct ladder *l, const struct frame *first);

/** ladder_lane() - index of a namespace's lane, -1: it has none */
int ladder_lane(const struct ladder *l, uint64_t cookie);

/** ladder_says_nothing() - housekeeping: frames that no ping causes */
bool ladder_says_nothing(const struct ladder *l, const struct frame *f);

/** ladder_words() - fill a row's say[] and ink from its frame */
void ladder_words(const struct ladder *l, const struct frame *f, struct row *r);

/** ladder_reason() - why the kernel dropped it, in few words */
void ladder_reason(const struct ladder *l, const struct frame *f, char *buf, size_t size);

/** ladder_sentence() - what a transaction came to */
void ladder_sentence(const struct ladder *l, const struct transaction *t, struct row *r);

/** ladder_head() - names, addresses, units */
void ladder_head(const struct ladder *l);

/** ladder_row() - one row, drawn and printed */
void ladder_row(struct ladder *l, const struct row *r);

/** ladder_foot() - the lanes' ends and the counters */
void ladder_foot(struct ladder *l, const struct totals *t);

#endif

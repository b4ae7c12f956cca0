/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * ladder.h - what the ladder's files share: lanes, rows, and a line of cells to draw on.
 *
 *     frame ──ladder.c──▶ struct row ──ladder_draw.c──▶ struct line ──▶ file
 *               │ ├ words: ladder_words.c, ladder_sum.c
 *               │ └ who waits for a MAC: ladder_wait.c
 *               └ lanes: ladder_lanes.c
 */
#ifndef NSCOPE_LADDER_H
#define NSCOPE_LADDER_H

#include "lecture.h"

#define LADDER_COLUMNS 80
#define LADDER_NARROW  44 /* two lanes and a short word between them */
#define LADDER_MARGIN  10 /* "12345.678 " on either side of the lanes */
#define LANES_MAX      4  /* 80 columns leave 18 between four lanes: "ARP who has .2?" */
#define LANE_GAP       18 /* the least that holds a word and an arrow */
#define SAY_MAX	       8  /* a text, and shorter ones */
#define SAY_SIZE       128
#define ROWS_MAX       64   /* frames under way at once; a flood through a switch */
#define EXPLAIN_SIZE   1024 /* two or three sentences */
#define WAITS_MAX      16   /* neighbours that are asked for at once, or were lately */

struct lane {
	uint64_t cookie;
	unsigned int x; /* column */
	char name[ROOM_NAME_MAX];
	char address[48];
	uint16_t next_seq;     /* of the echo request that this namespace sends next */
	uint32_t passing;      /* transaction of the echo that came in last; 0: none did */
	char passing_word[24]; /* "echo request 1" */
	uint8_t passing_src[16], passing_dst[16];
};

/* A neighbour's MAC is asked for; what is for it waits meanwhile. */
struct wait {
	uint64_t cookie;
	uint8_t addr[16];
	uint32_t transaction;	 /* 0: not known */
	uint64_t from_ns, to_ns; /* to_ns 0: it goes on */
};

enum row_kind {
	ROW_HOP,   /* a frame from one lane to another */
	ROW_NOTE,  /* something that happened in one lane */
	ROW_WAIT,  /* something that waits in one lane */
	ROW_CROWD, /* copies that went from a lane to namespaces without one */
	ROW_TEXT,  /* a sentence across all lanes */
};

enum hop_end {
	HOP_UNDER_WAY,
	HOP_ARRIVED,
	HOP_LOST,   /* it never came in */
	HOP_UNSEEN, /* nobody could have seen it come in */
};

enum ink { INK_NONE, INK_ARP, INK_ECHO, INK_NEIGH, INK_WAIT, INK_BAD, INK_DIM, INK_MAX };

struct row {
	enum row_kind kind;
	enum hop_end end;
	enum ink ink;
	int from, to; /* lanes; -1: not drawn. A note is at @from. */
	int beside;   /* of an end that is not drawn: it stands on the way to this lane, -1: to none
		       */
	uint64_t from_ns, to_ns;
	uint32_t packet_id;
	uint64_t cookie; /* the end it left by */
	uint32_t ifindex;
	bool hidden;		     /* it goes on in a namespace that has no lane */
	size_t copies;		     /* ROW_CROWD: how many */
	char say[SAY_MAX][SAY_SIZE]; /* longest first */
	char why[SAY_SIZE];	     /* HOP_LOST: the reason in words */
	char explain[EXPLAIN_SIZE];  /* what it means, for who wants to know */
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
	struct wait waits[WAITS_MAX];
	struct meaning meaning;
	char absent[160]; /* sentence about namespaces without a lane */
};

/** ladder_lanes_set() - choose and place the lanes, when the first frame says who asks whom */
void ladder_lanes_set(struct ladder *l, const struct frame *first);

/** ladder_lane() - index of a namespace's lane, -1: it has none */
int ladder_lane(const struct ladder *l, uint64_t cookie);

/**
 * ladder_towards() - the lane behind which a namespace without one stands
 * @here: cookie of the lane's namespace that is looked from
 * @peer: its neighbour, cookie
 * Return: the first lane that a walk from @peer comes to, without @here; -1: none
 */
int ladder_towards(const struct ladder *l, uint64_t here, uint64_t peer);

/** ladder_says_nothing() - housekeeping: frames that no ping causes */
bool ladder_says_nothing(const struct ladder *l, const struct frame *f);

/** ladder_words() - fill a row's say[] and ink from its frame */
void ladder_words(const struct ladder *l, const struct frame *f, struct row *r);

/** ladder_not_me() - fill a row's say[]: a namespace heard a question that is not for it
 * Return: false: it is for it, or that cannot be known
 */
bool ladder_not_me(const struct ladder *l, const struct frame *f, struct row *r);

/** ladder_crowd() - fill a row's say[]: so many copies went to namespaces without a lane */
void ladder_crowd(struct row *r);

/** ladder_ip() - an address, ladder_ip_short() - as short as it stays unmistakable: ".2" */
struct word {
	char text[48];
};
struct word ladder_ip(const uint8_t *ip, size_t len);
struct word ladder_ip_short(const struct ladder *l, const uint8_t *ip, size_t len);

/**
 * ladder_wait_packet() - remember which echo a namespace passes on, and which it sends next
 * @lane: where it is; -1: none
 */
void ladder_wait_packet(struct ladder *l, const struct frame *f, int lane);

/**
 * ladder_translated() - fill a row's say[]: an echo leaves with another address than it came with
 *
 * Where both addresses differ it is another packet. Return: false: it does not
 */
bool ladder_translated(const struct ladder *l, const struct frame *f, int lane, struct row *r);

/**
 * ladder_wait_neigh() - a neighbour change begins or ends a wait
 * @r:    filled with what waits
 * Return: true: a wait began in a lane
 */
bool ladder_wait_neigh(struct ladder *l, const struct frame *f, int lane, struct row *r);

/** ladder_waits() - did something wait for a MAC in that namespace then? */
bool ladder_waits(const struct ladder *l, uint64_t cookie, uint64_t at_ns);

/** ladder_reason() - why the kernel dropped it, in few words */
void ladder_reason(const struct ladder *l, const struct frame *f, char *buf, size_t size);

/** ladder_sums_up() - is a transaction part of a ping? */
bool ladder_sums_up(const struct transaction *t);

/** ladder_sentence() - what a transaction came to */
void ladder_sentence(const struct ladder *l, const struct transaction *t, struct row *r);

/** ladder_head() - names, addresses, units */
void ladder_head(const struct ladder *l);

/** ladder_push() - a new row at the end */
struct row *ladder_push(struct ladder *l);

/** ladder_under_way() - does a row wait? */
bool ladder_under_way(const struct row *r);

/** ladder_flush_rows() - print from the front what waits for nothing */
void ladder_flush_rows(struct ladder *l);

/** ladder_give_up() - a row waits no more; _before(): those that have waited too long at @now_ns */
void ladder_give_up(const struct ladder *l, struct row *r);
void ladder_give_up_before(struct ladder *l, uint64_t now_ns);

/** ladder_add_copy() - count a frame that goes to a namespace without a lane and ends there;
 * ladder_end_crowds() - no more copies come, unless of this packet */
void ladder_add_copy(struct ladder *l, const struct frame *f, int lane);
void ladder_end_crowds(struct ladder *l, uint32_t packet_id);

/** ladder_row() - one row, drawn and printed */
void ladder_row(struct ladder *l, const struct row *r);

/** ladder_foot() - the lanes' ends and the counters */
void ladder_foot(struct ladder *l, const struct totals *t);

#endif

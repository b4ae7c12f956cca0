/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * page.h - what the files of the page share: a capture as a story of steps.
 *
 *     frame ──story.c──▶ struct step ──page.c──▶ JSON ──html.c──▶ page.html
 *               │ ├ say.c       what it means
 *               │ ├ story_skip.c what is left out
 *               │ ├ world.c     who lives where
 *               │ ├ tables.c    what a step changes in whose table (rows.c, tables_first.c)
 *               │ ├ fields.c    its packet, layer by layer
 *               │ └ strangers.c rooms, where the capture tells none
 *               └─ draw.c the house; question.c what will happen?
 *
 * A step is what a person would call one thing that happened: a packet going through a pipe is
 * one (it left here and came in there), and so is a switch's copying it to all its pipes.
 */
#ifndef NSCOPE_PAGE_H
#define NSCOPE_PAGE_H

#include "../out/json_write.h"
#include "../out/out.h"
#include "../trace/meaning.h"

#define PAGE_STEPS_MAX	 2000 /* what comes later is counted, not shown */
#define PAGE_PACKETS_MAX PAGE_STEPS_MAX
#define STEP_HOPS_MAX	 64	     /* copies that one step sends out */
#define STEP_OPS_MAX	 (16 * 1024) /* octets of JSON: what one step does to tables */
#define STRANGERS_MAX	 48	     /* hosts of a capture that others took */

/* X(id, word in the page's data) */
#define STEP_KINDS(X)                                                                              \
	X(HOP, "hop")                                                                              \
	X(DROP, "drop")                                                                            \
	X(NEIGH, "neigh")                                                                          \
	X(CHANGE, "change")                                                                        \
	X(RULE, "rule")                                                                            \
	X(WITNESS, "witness")                                                                      \
	X(RESULT, "result")                                                                        \
	X(LOST, "lost")

#define STEP_ENUM(id, word) STEP_##id,
enum step_kind { STEP_KINDS(STEP_ENUM) STEP_KIND_MAX };
#undef STEP_ENUM

/* An interface; ifindex 0: the room itself; cookie 0: nobody knows. */
struct place {
	uint64_t cookie;
	uint32_t ifindex;
};

/* One copy of a packet on its way through one pipe. */
struct hop {
	struct place from, to;
	bool arrived;
	bool later; /* the way has two pipes, and this is the second */
};

/* Answered by what happened afterwards. */
struct question {
	char *ask, *because;
	char *choices[4];
	size_t n_choices, right;
};

struct step {
	enum step_kind kind;
	struct frame f; /* its bytes are gone */
	struct hop *hops;
	size_t n_hops;
	bool begins;   /* nobody handed on this packet before */
	int packet;    /* of page.packets; -1: none */
	char *summary; /* the trace's words */
	char *explain; /* JSON items: what it means, in sentences */
	char *why;     /* drop: reason and place */
	char *ops;     /* JSON items: what it does to tables */
	struct question question;
};

struct packet {
	uint8_t bytes[EVENT_DATA_MAX];
	uint32_t caplen, len;
	uint64_t hash;
	char *layers; /* JSON items */
};

/* What a bridge was seen to learn. */
struct learnt {
	uint64_t cookie;
	uint8_t mac[6];
	uint32_t port;
};

struct page {
	struct out out;
	struct snapshot *world; /* every room and pipe there ever was; NULL: no memory */
	char *first;		/* tables_first() */
	struct step *steps;
	size_t n_steps;
	struct packet *packets;
	size_t n_packets;
	struct learnt *learnt;
	size_t n_learnt;
	struct meaning meaning;
	char pending[STEP_OPS_MAX]; /* done to tables by what is no step of its own */
	uint64_t zero_ns, zero_time_ns;
	uint64_t chatter; /* events that tell nothing about ARP and ping */
	uint64_t beyond;  /* events behind the last step that there is room for */
	uint64_t lost;
	bool strangers; /* somebody else's capture */
};

/** world_open() - the rooms as they are now; world_learn() - and those that a frame is about */
void world_open(struct page *p);
void world_learn(struct page *p, const struct frame *f);

/** world_add_room(), world_add_link() - one more; NULL: no memory. Rooms have moved, their index is
 * gone: they are found by walking until snapshot_index() */
struct room *world_add_room(struct snapshot *world, const struct room *r);
struct link_row *world_add_link(struct room *r, const struct link_row *l);

/** story_frame() - make a step of it, or a part of one; story_hop() - one more copy on its way */
void story_frame(struct page *p, const struct frame *f);
void story_hop(struct step *s, const struct hop *hop);

/** story_transaction(), story_lost() - how a request ended; a gap */
void story_transaction(struct page *p, const struct transaction *t);
void story_lost(struct page *p, uint64_t count, uint64_t time_ns);

/** say_step() - a new step in the trace's words, and what it means; say_meaning() - what else an
 * event that belongs to it means; say_own() - one sentence that is both */
void say_step(struct page *p, struct step *s, const struct frame *f);
void say_meaning(struct page *p, struct step *s, const struct frame *f);
void say_own(struct step *s, const char *sentence);

/** say_result() - append how a request ended */
void say_result(const struct page *p, const struct transaction *t, struct text *to);

/** story_is_chatter() - housekeeping that no ping causes: groups joined, routers sought */
bool story_is_chatter(const struct page *p, const struct frame *f);

/** tables_first() - all rows there are before anything happens, a JSON array; NULL: no memory */
char *tables_first(struct page *p);

/** tables_change() - append what a frame does to tables, as JSON items */
void tables_change(struct page *p, const struct frame *f, struct text *ops);

/** fields_layers() - append a packet's headers, as JSON items */
void fields_layers(const struct frame *f, struct text *t);

/** strangers_step() - the rooms that a foreign packet proves, and its way between them;
 * strangers_finish() - those to everybody go to everybody */
void strangers_step(struct page *p, struct step *s);
void strangers_finish(struct page *p);

/** questions_ask() - choose a few steps to stop before, and ask what will happen */
void questions_ask(struct page *p);

/** draw_house() - append boxes and wires, as a member of JSON; without memory there are none */
void draw_house(const struct page *p, FILE *to);

/** html_write() - the page with @data in it, one file; @title is escaped here */
void html_write(FILE *to, const char *title, const char *data, size_t len);

/** page_room() - the room of a place in the drawing, -1: it has none; page_room_name() */
int page_room(const struct page *p, uint64_t cookie);
void page_room_name(const struct page *p, uint64_t cookie, struct text *t);

/** page_link() - an interface of the drawing, NULL: unknown; page_link_name() */
const struct link_row *page_link(const struct page *p, struct place at);
void page_link_name(const struct page *p, struct place at, struct text *t);

/** page_is_switch() - has it a bridge with ports? */
bool page_is_switch(const struct room *r);

#endif

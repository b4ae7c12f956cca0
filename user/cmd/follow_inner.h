/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * follow_inner.h - what follow.c, which keeps count of what is watched, and follow_change.c, which
 * takes in what happens, share.
 */
#ifndef NSCOPE_FOLLOW_INNER_H
#define NSCOPE_FOLLOW_INNER_H

#include "../tables/monitor.h"
#include "../tables/tables.h"
#include "follow.h"

/* A namespace, by its number. */
struct watched {
	uint64_t cookie; /* 0: nobody has this number */
	uint32_t *asked; /* interfaces the attacher was asked to watch */
	size_t n_asked;
	struct rules *rules; /* NULL: the firewall's verdicts are not heard */
};

struct follow {
	struct hub hub;
	struct monitor *monitor; /* NULL: changes are not followed */
	struct attacher *attacher;
	struct stream *stream;
	int rules_epoll; /* of all the sockets that hear verdicts; -1: none does */
	struct snapshot *now;
	follow_wants *wants;
	const void *wants_ctx;
	struct watched *watched;
	size_t n_watched;
	size_t asking;	   /* WATCH without an answer yet */
	bool was_ready;	   /* all there was in the beginning is watched */
	int complained;	   /* why something was not watched, as it was said last */
	bool broken;	   /* the attacher cannot be reached, or memory is out */
	bool stale;	   /* changes were missed */
	size_t reading;	   /* rooms that are being read again */
	uint64_t again_ns; /* not before */
	uint32_t seq[SOURCE_MAX];
	uint64_t notes, unkept, missed;
};

/* Something that happened. */
struct note {
	enum hook hook;
	uint64_t cookie;
	uint32_t inum, ifindex;
	const void *data;
	size_t len;
	uint16_t protocol; /* of the packet, where there is one */
};

/** follow_note() - put it into the stream, dated now, and do it to the snapshot of now */
void follow_note(struct follow *f, const struct note *n);

void follow_ask(struct follow *f, const struct attacher_msg *m);

/** follow_watched() - NULL: nobody has this number; follow_room() - its row of now */
struct watched *follow_watched(struct follow *f, int32_t number);
const struct room *follow_room(const struct follow *f, const struct watched *w);

/** follow_add(), follow_drop() - a namespace that is to be watched; that is no more */
struct watched *follow_add(struct follow *f, int32_t number, uint64_t cookie);
void follow_drop(struct follow *f, int32_t number);

/** follow_watch(), follow_unwatch() - an interface, if it is wanted and not watched yet; if it is
 */
void follow_watch(struct follow *f, int32_t number, const struct link_row *l);
void follow_unwatch(struct follow *f, int32_t number, uint32_t ifindex);

/** follow_rules_hear() - the attacher's socket, taken over from @fd; follow_rules_texts() - its
 * listing */
int follow_rules_hear(struct follow *f, const struct attacher_msg *m, int *fd, struct err *e);
void follow_rules_texts(struct follow *f, const struct attacher_msg *m, int fd);

/** follow_rules_read() - take in verdicts */
int follow_rules_read(struct follow *f, struct err *e);

/** follow_rules_flush() - those that wait for texts wait no longer */
void follow_rules_flush(struct follow *f, struct watched *w);
void follow_rules_free(struct rules *r);

#endif

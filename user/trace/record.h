/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record.h - a whole snapshot as lines, and back: what `why` read once can be judged again without
 * a kernel.
 *
 *     snapshot tables=8063
 *     room name=red lab=pair cookie=4097 inum=4026532000
 *     link ifindex=2 name=eth0 kind=veth type=1 operstate=6 mac=02:00:00:00:00:01 mtu=1500 …
 *     addr ifindex=2 family=2 len=24 addr=192.168.15.1 flags=128
 *     setting IP_FORWARD=0 …
 *     setting4 ifindex=2 rp_filter=0 forwarding=0 …
 *     count IcmpInEchos=3
 *     ask kind=0 cookie=4097 family=2 to=192.168.15.9
 *     answer error=101 words=Network\x20is\x20unreachable
 *
 * A row's fields have the names they have in snapshot.h; those that are 0 are left out, as is what
 * is unknown of settings and counts. What stands behind a room is that room's. Pure.
 */
#ifndef NSCOPE_RECORD_H
#define NSCOPE_RECORD_H

#include "../util/text.h"
#include "ask.h"
#include "snapshot.h"

#define RECORD_LINE_MAX 4096 /* the longest is of one interface's settings, some 1,500 */

/* Where a walk over all lines stands; all zero: at the first. */
struct record_at {
	bool begun;
	size_t room, kind, row;
};

/** record_line() - append the next line, with its newline; false: there was none */
bool record_line(const struct snapshot *s, struct record_at *at, struct text *t);

/**
 * record_read_line() - put what a line says into a snapshot
 * @s:    calloc()ed; index it when all is read
 * @line: hostile, without its newline; a comment (#) and an empty one say nothing
 * Return: 0; -EPROTO: an unknown word, a value that does not fit, or no room yet; -ENOMEM
 */
int record_read_line(struct snapshot *s, const char *line);

/** record_ask() - append a question and what the kernel said, two lines; of a multipath route the
 * first four legs */
void record_ask(const struct ask *q, const struct answer *a, struct text *t);

/**
 * record_read_ask(), record_read_answer() - put what such a line says into @ret
 * @line: hostile, without its newline
 * Return: 0; -EPROTO, @ret untouched: it is no such line, or a value does not fit
 */
int record_read_ask(const char *line, struct ask *ret);
int record_read_answer(const char *line, struct answer *ret);

#endif

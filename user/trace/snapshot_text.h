/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * snapshot_text.h - names and peers as lines that people read, and that can be read back.
 *
 *     netns red lab pair cookie 4097 inum 4026532000
 *     link red:eth0 id 4097:2 kind veth mac 02:00:00:00:00:01 mtu 1500 flags 0x11043 carrier 1
 *         peer blue:eth0 peer-id 4098:2                                          (one line)
 *     address 192.168.15.1/24 on red:eth0 id 4097:2
 *     neighbour 192.168.15.2 on red:eth0 id 4097:2 state 0x4 lladdr 02:00:00:00:00:02
 *     route 0.0.0.0/0 cookie 4097 table 254 type 1 metric 0 hops 1 oif 2 via 192.168.15.5
 *     fdb 02:00:00:00:00:01 on sw:red id 4099:5 state 0x2
 *
 * Behind a line's subject stand pairs of key and value; who reads skips keys he does not know.
 * Identity is in the numbers, cookie:ifindex; names are for people, and are escaped: a blank or
 * what is no printable ASCII is \xNN.
 */
#ifndef NSCOPE_SNAPSHOT_TEXT_H
#define NSCOPE_SNAPSHOT_TEXT_H

#include "../util/text.h"
#include "snapshot.h"

#define SNAPSHOT_LINE_MAX 1024 /* three names of 64 and 16, each octet four wide; 200 the rest */

/* Where a walk over all lines stands; all zero: at the first. */
struct snapshot_at {
	size_t room, row; /* row: 0 the room itself, then its links, addresses, other tables */
};

/** snapshot_line() - append the next line, with its newline; false: there was none */
bool snapshot_line(const struct snapshot *s, struct snapshot_at *at, struct text *t);

/** snapshot_room_line(), snapshot_link_lines() - the lines of one room; of one of its links and
 * that link's addresses */
void snapshot_room_line(const struct room *r, struct text *t);
void snapshot_link_lines(const struct snapshot *s, const struct room *r, const struct link_row *l,
			 struct text *t);

/** snapshot_name() - append a name, escaped so that it is one word */
void snapshot_name(const char *name, size_t size, struct text *t);

/**
 * snapshot_read_line() - put what a line says into a snapshot
 * @s:    its index is gone where there is a new room: snapshot_index() makes it anew
 * @line: hostile, without its newline
 * Return: 0, also for a line that says nothing new; -EPROTO: it contradicts itself, or names what
 * was not named before; -ENOMEM
 */
int snapshot_read_line(struct snapshot *s, const char *line, size_t len);

/** snapshot_unname() - the octets of a name that was escaped; cut at @size - 1, terminated */
void snapshot_unname(const char *word, char *name, size_t size);

#endif

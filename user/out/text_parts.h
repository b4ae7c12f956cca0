/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text_parts.h - the parts of a line of text that tcpdump's options choose.
 */
#ifndef NSCOPE_TEXT_PARTS_H
#define NSCOPE_TEXT_PARTS_H

#include "out.h"

/* What earlier lines leave behind for the next one's time. */
struct text_clock {
	bool running;
	uint64_t first_ns, last_ns; /* since the epoch */
};

/** text_stamp() - append the time as -t ... -ttttt have it, and a blank; nothing for -t */
void text_stamp(const struct text_style *s, struct text_clock *c, uint64_t time_ns, struct text *t);

/** text_link() - append the Ethernet header as -e has it: "A > B, ethertype ARP (0x0806), length
 * 42: " */
void text_link(const struct text_style *s, const struct frame *f, struct text *t);

/** text_dump() - the octets behind a line, as -x, -xx, -X, -XX have it */
void text_dump(const struct text_style *s, const struct frame *f, FILE *file);

#endif

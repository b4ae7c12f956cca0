/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * text.h - text for people: a bounded buffer, and the one place where foreign bytes are escaped.
 */
#ifndef NSCOPE_TEXT_H
#define NSCOPE_TEXT_H

#include <string.h>

#include "util.h"

/* A string in a caller's buffer: always terminated, cut at the end instead of overflowing. */
struct text {
	char *buf;
	size_t size;
	size_t len;
};

#define TEXT(array) ((struct text){ .buf = (array), .size = sizeof(array), .len = 0 })

/** text_add() - append by printf; what does not fit is cut */
void text_add(struct text *t, const char *fmt, ...) _printf_(2, 3);

/** text_put() - append @len octets as they are; trusted text only. The way without printf, for
 * what runs once per packet. */
static inline void text_put(struct text *t, const char *s, size_t len)
{
	if (t->len + 1 >= t->size)
		return;
	if (len > t->size - t->len - 1)
		len = t->size - t->len - 1;
	memcpy(t->buf + t->len, s, len);
	t->len += len;
	t->buf[t->len] = '\0';
}

/** text_str() - append a trusted string as it is */
static inline void text_str(struct text *t, const char *s)
{
	text_put(t, s, strlen(s));
}

/** text_uint() - append a number in decimal, with zeros in front up to @width digits */
void text_uint(struct text *t, uint64_t n, unsigned int width);

/**
 * text_escape() - append foreign bytes, fit for a terminal
 * @bytes: any bytes: a name from a packet, a capture, a file
 * @len:   how many
 *
 * Printable ASCII stays; all else (controls, DEL, bytes above 0x7e, backslash) becomes \xNN.
 */
void text_escape(struct text *t, const char *bytes, size_t len);

/** text_mac() - append aa:bb:cc:dd:ee:ff */
void text_mac(struct text *t, const uint8_t mac[6]);

/** text_ip() - append an address; @len is 4 or 16, network order */
void text_ip(struct text *t, const uint8_t *addr, size_t len);

/** text_columns() - terminal columns of a UTF-8 string made of single-width characters */
size_t text_columns(const char *s);

#endif

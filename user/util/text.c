// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * text.c - bounded text, and the one place where foreign bytes are escaped
 */
#include "text.h"

#include <arpa/inet.h>
#include <stdarg.h>
#include <string.h>

void text_add(struct text *t, const char *fmt, ...)
{
	va_list ap;
	int n;

	if (t->len + 1 >= t->size)
		return;
	va_start(ap, fmt);
	n = vsnprintf(t->buf + t->len, t->size - t->len, fmt, ap);
	va_end(ap);
	if (n > 0)
		t->len += (size_t)n;
	if (t->len >= t->size)
		t->len = t->size - 1;
}

void text_escape(struct text *t, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		/* A backslash is escaped too, or "\x1b" and an escape would look alike. */
		if (c >= 0x20 && c < 0x7f && c != '\\')
			text_add(t, "%c", c);
		else
			text_add(t, "\\x%02x", c);
	}
}

void text_mac(struct text *t, const uint8_t mac[6])
{
	text_add(t, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4],
		 mac[5]);
}

void text_ip(struct text *t, const uint8_t *addr, size_t len)
{
	char buf[INET6_ADDRSTRLEN];

	text_add(t, "%s", inet_ntop(len == 4 ? AF_INET : AF_INET6, addr, buf, sizeof(buf)));
}

size_t text_columns(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

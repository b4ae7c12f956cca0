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

void text_uint(struct text *t, uint64_t n, unsigned int width)
{
	char digits[20]; /* UINT64_MAX has 20 */
	size_t at = sizeof(digits);

	do
		digits[--at] = (char)('0' + n % 10);
	while (n /= 10);
	while (at && sizeof(digits) - at < width)
		digits[--at] = '0';
	text_put(t, digits + at, sizeof(digits) - at);
}

void text_escape(struct text *t, const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		/* A backslash is escaped too, or "\x1b" and an escape would look alike. */
		if (c >= 0x20 && c < 0x7f && c != '\\')
			text_put(t, bytes + i, 1);
		else
			text_add(t, "\\x%02x", c);
	}
}

void text_mac(struct text *t, const uint8_t mac[6])
{
	static const char hex[] = "0123456789abcdef";
	char buf[18];

	for (size_t i = 0; i < 6; i++) {
		buf[3 * i] = hex[mac[i] >> 4];
		buf[3 * i + 1] = hex[mac[i] & 15];
		buf[3 * i + 2] = ':';
	}
	text_put(t, buf, 17);
}

void text_ip(struct text *t, const uint8_t *addr, size_t len)
{
	char buf[INET6_ADDRSTRLEN];
	size_t n = 0;

	if (len != 4) {
		text_str(t, inet_ntop(AF_INET6, addr, buf, sizeof(buf)));
		return;
	}
	for (size_t i = 0; i < 4; i++) {
		if (addr[i] >= 100)
			buf[n++] = (char)('0' + addr[i] / 100);
		if (addr[i] >= 10)
			buf[n++] = (char)('0' + addr[i] / 10 % 10);
		buf[n++] = (char)('0' + addr[i] % 10);
		buf[n++] = '.';
	}
	text_put(t, buf, n - 1);
}

size_t text_columns(const char *s)
{
	size_t n = 0;

	for (; *s; s++)
		n += ((unsigned char)*s & 0xc0) != 0x80;
	return n;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pcapng.h - a capture's bytes, taken apart by the draft's rules and no other, for tests of what
 * writes them.
 */
#ifndef NSCOPE_TEST_PCAPNG_H
#define NSCOPE_TEST_PCAPNG_H

#include <stdbool.h>
#include <string.h>

struct piece {
	uint32_t type, len;
	const uint8_t *body; /* behind type and length */
	size_t fixed;	     /* octets of it in front of the options */
};

static inline uint32_t at32(const uint8_t *p)
{
	uint32_t n;

	memcpy(&n, p, 4);
	return n;
}

static inline uint16_t at16(const uint8_t *p)
{
	uint16_t n;

	memcpy(&n, p, 2);
	return n;
}

static inline size_t round4(size_t n)
{
	return (n + 3) & ~(size_t)3;
}

static inline size_t fixed_of(uint32_t type, const uint8_t *body)
{
	size_t at = 0;

	switch (type) {
	case 0x0a0d0d0a: return 16;
	case 1: return 8;
	case 5: return 12;
	case 6: return 20 + round4(at32(body + 12));
	case 4:
		while (at16(body + at))
			at += 4 + round4(at16(body + at + 2));
		return at + 4;
	}
	fail_msg("a block of type %u", type);
	return 0;
}

/* The n-th block of a type, counted from 0; its shape is checked on the way. false: there is none
 */
static inline bool piece(const char *bytes, size_t len, uint32_t type, int n, struct piece *ret)
{
	for (size_t at = 0; at < len; at += ret->len) {
		const uint8_t *p = (const uint8_t *)bytes + at;

		assert_true(len - at >= 12);
		ret->type = at32(p);
		ret->len = at32(p + 4);
		assert_true(ret->len >= 12 && ret->len % 4 == 0 && ret->len <= len - at);
		assert_int_equal(at32(p + ret->len - 4), ret->len);
		ret->body = p + 8;
		ret->fixed = fixed_of(ret->type, ret->body);
		if (ret->type == type && n-- == 0)
			return true;
	}
	return false;
}

/* The n-th option of a code; NULL: there is none. */
static inline const uint8_t *option(const struct piece *b, uint16_t code, int n, size_t *len)
{
	size_t at = b->fixed, end = b->len - 12;

	while (at < end) {
		const uint8_t *p = b->body + at;
		size_t value = at16(p + 2);

		assert_true(end - at >= 4 && round4(value) <= end - at - 4);
		for (size_t i = value; i < round4(value); i++)
			assert_int_equal(p[4 + i], 0);
		if (at16(p) == 0) {
			assert_int_equal(at + 4, end);
			return NULL;
		}
		if (at16(p) == code && n-- == 0) {
			if (len)
				*len = value;
			return p + 4;
		}
		at += 4 + round4(value);
	}
	fail_msg("no end of options");
	return NULL;
}

/* A comment, or another option that is text; "" where there is none. */
static inline const char *said(const struct piece *b, uint16_t code, int n)
{
	static char text[65536];
	size_t len = 0;
	const uint8_t *p = option(b, code, n, &len);

	if (len)
		memcpy(text, p, len);
	text[len] = '\0';
	return text;
}

#endif

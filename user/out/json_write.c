// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * json_write.c - JSON, appended
 */
#include "json_write.h"

#include <string.h>
#include <time.h>

#include "../util/cursor.h"

#define NS_PER_S    1000000000ull
#define REPLACEMENT 0xfffd /* U+FFFD stands for what is not UTF-8 */

void json_begin(struct text *t)
{
	text_str(t, "{");
}

static inline void put_comma(struct text *t)
{
	char last = t->buf[t->len - 1];

	if (last != '{' && last != '[')
		text_put(t, ",", 1);
}

static inline void put_key(struct text *t, JSON_KEY_ARGUMENT)
{
	put_comma(t);
	text_put(t, key, key_len);
}

void json_open(struct text *t, JSON_KEY_ARGUMENT)
{
	put_key(t, key, key_len);
	text_put(t, "{", 1);
}

void json_close(struct text *t)
{
	text_put(t, "}", 1);
}

void json_open_list(struct text *t, JSON_KEY_ARGUMENT)
{
	put_key(t, key, key_len);
	text_put(t, "[", 1);
}

void json_close_list(struct text *t)
{
	text_put(t, "]", 1);
}

void json_open_item(struct text *t)
{
	put_comma(t);
	text_put(t, "{", 1);
}

void json_open_list_item(struct text *t)
{
	put_comma(t);
	text_put(t, "[", 1);
}

void json_uint_item(struct text *t, uint64_t n)
{
	put_comma(t);
	text_uint(t, n, 1);
}

void json_flush(struct text *t, FILE *file)
{
	fwrite(t->buf, 1, t->len - 1, file);
	t->buf[0] = t->buf[t->len - 1];
	t->len = 1;
}

void json_uint(struct text *t, JSON_KEY_ARGUMENT, uint64_t n)
{
	put_key(t, key, key_len);
	text_uint(t, n, 1);
}

void json_bool(struct text *t, JSON_KEY_ARGUMENT, bool b)
{
	put_key(t, key, key_len);
	text_str(t, b ? "true" : "false");
}

void json_none(struct text *t, JSON_KEY_ARGUMENT)
{
	put_key(t, key, key_len);
	text_str(t, "null");
}

void json_word(struct text *t, JSON_KEY_ARGUMENT, const char *word)
{
	put_key(t, key, key_len);
	text_put(t, "\"", 1);
	text_str(t, word);
	text_put(t, "\"", 1);
}

/*
 * The next character of UTF-8 (RFC 3629). Consumes one octet at least; returns REPLACEMENT and
 * clears @valid for an octet that begins none: too long a form, a surrogate, beyond U+10FFFF.
 */
static uint32_t next_character(struct cursor *c, bool *valid)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	uint8_t first = *take(c, 1);
	size_t more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
	struct cursor ahead = *c;
	const uint8_t *p = take(&ahead, more);
	uint32_t code = first & (0x3f >> more);

	if (first < 0x80)
		return first;
	if (first >= 0xc0 && first < 0xf8 && p) {
		size_t i = 0;

		for (; i < more && (p[i] & 0xc0) == 0x80; i++)
			code = code << 6 | (p[i] & 0x3f);
		if (i == more && code >= least[more] && code <= 0x10ffff &&
		    (code < 0xd800 || code > 0xdfff)) {
			*c = ahead;
			return code;
		}
	}
	*valid = false;
	return REPLACEMENT;
}

static void put_u(struct text *t, uint32_t unit)
{
	text_add(t, "\\u%04x", unit);
}

static void put_character(struct text *t, uint32_t code)
{
	char c = (char)code;

	if (code == '"' || code == '\\') {
		text_put(t, "\\", 1);
		text_put(t, &c, 1);
	} else if (code >= 0x20 && code < 0x7f) {
		text_put(t, &c, 1);
	} else if (code > 0xffff) {
		put_u(t, 0xd800 + ((code - 0x10000) >> 10));
		put_u(t, 0xdc00 + ((code - 0x10000) & 0x3ff));
	} else {
		put_u(t, code);
	}
}

/* Most of every string needs no escape. Returns how many octets of it do not, from the first on. */
static size_t plain_octets(const struct cursor *c)
{
	const uint8_t *p = c->p;

	while (p < c->end && *p >= 0x20 && *p < 0x7f && *p != '"' && *p != '\\')
		p++;
	return (size_t)(p - c->p);
}

/* Returns whether it was UTF-8. */
static bool put_string(struct text *t, JSON_KEY_ARGUMENT, const char *s, size_t len)
{
	struct cursor c = { (const uint8_t *)s, (const uint8_t *)s + len };
	bool valid = true;

	put_key(t, key, key_len);
	text_put(t, "\"", 1);
	while (cursor_left(&c)) {
		size_t n = plain_octets(&c);

		text_put(t, (const char *)take(&c, n), n);
		if (cursor_left(&c))
			put_character(t, next_character(&c, &valid));
	}
	text_put(t, "\"", 1);
	return valid;
}

static size_t length(const char *s, size_t max)
{
	return strnlen(s, max < JSON_STRING_MAX ? max : JSON_STRING_MAX);
}

void json_escaped(struct text *t, JSON_KEY_ARGUMENT, const char *s, size_t max)
{
	put_string(t, key, key_len, s, length(s, max));
}

void json_item(struct text *t, const char *s)
{
	put_string(t, "", 0, s, length(s, JSON_STRING_MAX));
}

void json_name(struct text *t, JSON_KEY_ARGUMENT, const char *s, size_t max)
{
	size_t len = length(s, max);

	if (put_string(t, key, key_len, s, len))
		return;
	put_key(t, key, key_len - 2); /* without its closing quote and colon */
	text_str(t, "_hex\":\"");
	for (size_t i = 0; i < len; i++)
		text_add(t, "%02x", (uint8_t)s[i]);
	text_put(t, "\"", 1);
}

void json_mac(struct text *t, JSON_KEY_ARGUMENT, const uint8_t mac[6])
{
	put_key(t, key, key_len);
	text_put(t, "\"", 1);
	text_mac(t, mac);
	text_put(t, "\"", 1);
}

void json_ip(struct text *t, JSON_KEY_ARGUMENT, const uint8_t *addr, size_t len)
{
	put_key(t, key, key_len);
	text_put(t, "\"", 1);
	text_ip(t, addr, len);
	text_put(t, "\"", 1);
}

static void put_two(char *to, char before, int n)
{
	to[0] = before;
	to[1] = (char)('0' + n / 10);
	to[2] = (char)('0' + n % 10);
}

void json_time(struct text *t, JSON_KEY_ARGUMENT, uint64_t time_ns)
{
	time_t s = (time_t)(time_ns / NS_PER_S);
	char buf[15]; /* -01-02T03:04:05 */
	struct tm tm;

	if (!gmtime_r(&s, &tm))
		tm = (struct tm){ 0 };
	put_key(t, key, key_len);
	text_put(t, "\"", 1);
	text_uint(t, (uint64_t)tm.tm_year + 1900, 4);
	put_two(buf, '-', tm.tm_mon + 1);
	put_two(buf + 3, '-', tm.tm_mday);
	put_two(buf + 6, 'T', tm.tm_hour);
	put_two(buf + 9, ':', tm.tm_min);
	put_two(buf + 12, ':', tm.tm_sec);
	text_put(t, buf, sizeof(buf));
	text_put(t, ".", 1);
	text_uint(t, time_ns % NS_PER_S, 9);
	text_put(t, "Z\"", 2);
}

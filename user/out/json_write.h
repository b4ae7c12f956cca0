/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * json_write.h - JSON, appended: no tree, no allocation.
 *
 * The writer puts commas by looking at the last octet, so calls nest as the braces do. A line
 * must fit its buffer: JSON_LINE_MAX is more than the longest one made of JSON_STRING_MAX strings;
 * what is longer is flushed on the way.
 */
#ifndef NSCOPE_JSON_WRITE_H
#define NSCOPE_JSON_WRITE_H

#include <stdbool.h>

#include "../util/text.h"

#define JSON_STRING_MAX 512 /* octets of one string that are looked at */

/* Seven strings (host, lab, netns, ifname, peer, summary or reason, symbol), each octet at most
 * six wide ("\u0000") and two more in _hex; 2 KiB for all else. */
#define JSON_LINE_MAX (7 * 8 * JSON_STRING_MAX + 2048)

/* A member's name, written out at compile time: JSON_KEY("len") is two arguments, "len": with its
 * quotes and colon, and how many octets that is. */
#define JSON_KEY(name)	  "\"" name "\":", sizeof("\"" name "\":") - 1
#define JSON_KEY_ARGUMENT const char *key, size_t key_len

/** json_begin() - the line's opening brace */
void json_begin(struct text *t);

/** json_open() - an object under a key */
void json_open(struct text *t, JSON_KEY_ARGUMENT);

/** json_close() - the innermost object's closing brace */
void json_close(struct text *t);

/** json_open_list() - an array under a key; json_close_list() its bracket */
void json_open_list(struct text *t, JSON_KEY_ARGUMENT);
void json_close_list(struct text *t);

/** json_open_item() - an object in an array, or the first of all; json_close() closes it, too */
void json_open_item(struct text *t);

/** json_item() - a string in an array */
void json_item(struct text *t, const char *s);

/** json_open_list_item(), json_uint_item() - an array in an array, a number */
void json_open_list_item(struct text *t);
void json_uint_item(struct text *t, uint64_t n);

/** json_flush() - print what is there but for the last octet, which the next comma asks for */
void json_flush(struct text *t, FILE *file);

void json_uint(struct text *t, JSON_KEY_ARGUMENT, uint64_t n);
void json_none(struct text *t, JSON_KEY_ARGUMENT);
void json_bool(struct text *t, JSON_KEY_ARGUMENT, bool b);

/** json_word() - one of our own words: nothing in it to escape */
void json_word(struct text *t, JSON_KEY_ARGUMENT, const char *word);

/** json_escaped() - foreign text of at most @max octets, or up to its NUL */
void json_escaped(struct text *t, JSON_KEY_ARGUMENT, const char *s, size_t max);

/** json_name() - json_escaped(), and KEY_hex with the octets when they are not UTF-8 */
void json_name(struct text *t, JSON_KEY_ARGUMENT, const char *s, size_t max);

/** json_mac() - "02:00:00:00:00:01" */
void json_mac(struct text *t, JSON_KEY_ARGUMENT, const uint8_t mac[6]);

/** json_ip() - "192.168.15.1"; @len is 4 or 16 */
void json_ip(struct text *t, JSON_KEY_ARGUMENT, const uint8_t *addr, size_t len);

/** json_time() - RFC 3339 in UTC with nanoseconds; @time_ns since the epoch */
void json_time(struct text *t, JSON_KEY_ARGUMENT, uint64_t time_ns);

#endif

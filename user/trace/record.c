// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * record.c - a snapshot as lines, and back
 */
#include "record.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "../../include/knobs.h"
#include "record_fields.h"
#include "record_values.h"
#include "snapshot_text.h"

static uint64_t number_at(const uint8_t *p, size_t size)
{
	uint64_t n = 0;

	/* little-endian and big-endian alike */
	switch (size) {
	case 1: return *p;
	case 2: return *(const uint16_t *)(const void *)p;
	case 4: return *(const uint32_t *)(const void *)p;
	}
	memcpy(&n, p, sizeof(n));
	return n;
}

static bool is_zero(const uint8_t *p, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (p[i])
			return false;
	return true;
}

static void put_field(const struct field *f, const uint8_t *row, struct text *t)
{
	const uint8_t *p = row + f->at;
	bool v4 = f->form == FORM_ADDR && row[f->family] == AF_INET;

	if (is_zero(p, f->size))
		return;
	text_add(t, " %s=", f->name);
	switch (f->form) {
	case FORM_NUMBER:
	case FORM_BOOL: text_add(t, "%" PRIu64, number_at(p, f->size)); break;
	case FORM_SIGNED: text_add(t, "%d", (int32_t)number_at(p, f->size)); break;
	case FORM_NAME: snapshot_name((const char *)p, f->size, t); break;
	case FORM_MAC: text_mac(t, p); break;
	case FORM_ADDR: text_ip(t, p, v4 ? 4 : 16); break;
	}
}

static void put_row(const char *word, const struct field *fields, size_t n, const void *row,
		    struct text *t)
{
	text_str(t, word);
	for (size_t i = 0; i < n; i++)
		put_field(&fields[i], row, t);
	text_str(t, "\n");
}

static size_t rows_of(const struct room *r, const struct kind_of_row *k, const uint8_t **ret)
{
	size_t n;

	memcpy(ret, (const char *)r + k->rows, sizeof(*ret));
	memcpy(&n, (const char *)r + k->count, sizeof(n));
	return n;
}

static void put_values(const char *word, const char *(*name)(int), const int64_t *values, size_t n,
		       struct text *t)
{
	text_str(t, word);
	for (size_t i = 0; i < n; i++)
		if (values[i] != SETTING_UNKNOWN)
			text_add(t, " %s=%" PRId64, name((int)i), values[i]);
	text_str(t, "\n");
}

static const char counts_word[] = "count";

/* The @row-th line of a set of values; false: there are no more */
static bool put_setting(const struct values *v, const struct settings *s, size_t row,
			struct text *t)
{
	char word[40];
	const char *base = (const char *)s;

	if (!s || row >= (v->of_iface ? s->n_ifaces : 1))
		return false;
	snprintf(word, sizeof(word), "%s", v->word);
	if (v->of_iface) {
		snprintf(word, sizeof(word), "%s ifindex=%" PRIu32, v->word,
			 s->ifaces[row].ifindex);
		base = (const char *)&s->ifaces[row];
	}
	put_values(word, v->name, (const int64_t *)(const void *)(base + v->at), v->n, t);
	return true;
}

static bool put_counts(const struct counts *c, size_t row, struct text *t)
{
	if (!c || row)
		return false;
	text_str(t, counts_word);
	for (int i = 0; i < COUNTS_N; i++)
		if (c->n[i] != COUNT_UNKNOWN)
			text_add(t, " %s=%" PRIu64, name_count(i), c->n[i]);
	text_str(t, "\n");
	return true;
}

/* The @row-th line of a kind; false: there are no more */
static bool put_kind(const struct room *r, size_t kind, size_t row, struct text *t)
{
	const uint8_t *rows;

	if (kind == 0 && row == 0)
		put_row("room", room_fields, ARRAY_SIZE(room_fields), r, t);
	if (kind == 0)
		return row == 0;
	kind--;
	if (kind < ARRAY_SIZE(kinds_of_row)) {
		const struct kind_of_row *k = &kinds_of_row[kind];

		if (row >= rows_of(r, k, &rows))
			return false;
		put_row(k->word, k->fields, k->n_fields, rows + row * k->size, t);
		return true;
	}
	kind -= ARRAY_SIZE(kinds_of_row);
	if (kind < ARRAY_SIZE(values_of))
		return put_setting(&values_of[kind], r->settings, row, t);
	return put_counts(r->counts, row, t);
}

bool record_line(const struct snapshot *s, struct record_at *at, struct text *t)
{
	static const size_t n_kinds = 1 + ARRAY_SIZE(kinds_of_row) + ARRAY_SIZE(values_of) + 1;

	if (!at->begun) {
		text_add(t, "snapshot tables=%u\n", s->tables);
		return at->begun = true;
	}
	for (; at->room < s->n_rooms; *at = (struct record_at){ true, at->room + 1, 0, 0 })
		for (; at->kind < n_kinds; at->kind++, at->row = 0)
			if (put_kind(&s->rooms[at->room], at->kind, at->row, t)) {
				at->row++;
				return true;
			}
	return false;
}

/* ---- and back */

static int read_number(const char *value, bool minus, size_t size, uint8_t *p)
{
	char *end;
	uint64_t n;

	errno = 0;
	n = minus ? (uint64_t)strtoll(value, &end, 10) : strtoull(value, &end, 10);
	if (errno || end == value || *end || (!minus && *value == '-') ||
	    (!minus && size < 8 && n >> (size * 8)))
		return -EPROTO;
	if (size == 1)
		*p = (uint8_t)n;
	else if (size == 2)
		memcpy(p, &(uint16_t){ (uint16_t)n }, size);
	else if (size == 4)
		memcpy(p, &(uint32_t){ (uint32_t)n }, size);
	else
		memcpy(p, &n, sizeof(n));
	return 0;
}

static int read_mac(const char *value, uint8_t *mac)
{
	unsigned int b[6];

	if (sscanf(value, "%2x:%2x:%2x:%2x:%2x:%2x", b, b + 1, b + 2, b + 3, b + 4, b + 5) != 6)
		return -EPROTO;
	for (int i = 0; i < 6; i++)
		mac[i] = (uint8_t)b[i];
	return 0;
}

static int read_addr(const char *value, const struct field *f, uint8_t *row)
{
	int family = strchr(value, ':') ? AF_INET6 : AF_INET;
	uint8_t addr[16];

	if (inet_pton(family, value, addr) != 1 || addr_octets((uint8_t)family) > f->size)
		return -EPROTO;
	memcpy(row + f->at, addr, addr_octets((uint8_t)family));
	return 0;
}

static int read_field(const struct field *f, const char *value, uint8_t *row)
{
	switch (f->form) {
	case FORM_NUMBER: return read_number(value, false, f->size, row + f->at);
	case FORM_BOOL: row[f->at] = !strcmp(value, "1"); return 0;
	case FORM_SIGNED: return read_number(value, true, f->size, row + f->at);
	case FORM_NAME: snapshot_unname(value, (char *)row + f->at, f->size); return 0;
	case FORM_MAC: return read_mac(value, row + f->at);
	case FORM_ADDR: return read_addr(value, f, row);
	}
	return -EPROTO;
}

/* "key=value": the next of a line; false: there are no more */
static bool next_pair(char **rest, char **key, char **value)
{
	while ((*key = strsep(rest, " "))) {
		*value = strchr(*key, '=');
		if (!*value)
			continue;
		*(*value)++ = '\0';
		return true;
	}
	return false;
}

static int read_pairs(const struct field *fields, size_t n, char *rest, void *row)
{
	char *key, *value;

	while (next_pair(&rest, &key, &value)) {
		size_t i = 0;

		while (i < n && strcmp(fields[i].name, key))
			i++;
		if (i == n || read_field(&fields[i], value, row))
			return -EPROTO;
	}
	return 0;
}

static int read_tables(struct snapshot *s, char *rest)
{
	static const struct field tables = { "tables", FORM_NUMBER,
					     offsetof(struct snapshot, tables), sizeof(s->tables),
					     0 };

	return read_pairs(&tables, 1, rest, s);
}

static int read_room(struct snapshot *s, char *rest)
{
	struct room *rooms;

	if (s->n_rooms >= WATCHED_MAX)
		return -EPROTO;
	rooms = grow(s->rooms, s->n_rooms, sizeof(*rooms));
	if (!rooms)
		return -ENOMEM;
	s->rooms = rooms;
	memset(&rooms[s->n_rooms], 0, sizeof(*rooms));
	return read_pairs(room_fields, ARRAY_SIZE(room_fields), rest, &rooms[s->n_rooms++]);
}

static int read_row(struct room *r, const struct kind_of_row *k, char *rest)
{
	const uint8_t *old;
	size_t n = rows_of(r, k, &old);
	uint8_t *rows = grow((void *)old, n, k->size);

	if (!rows)
		return -ENOMEM;
	memset(rows + n * k->size, 0, k->size);
	memcpy((char *)r + k->rows, &rows, sizeof(rows));
	memcpy((char *)r + k->count, &(size_t){ n + 1 }, sizeof(n));
	return read_pairs(k->fields, k->n_fields, rest, rows + n * k->size);
}

/* A route that points at hops which are not there would be followed there. */
static int check_hops(const struct room *r)
{
	const struct route_row *last = r->n_routes ? &r->routes[r->n_routes - 1] : NULL;

	return last && (last->hop > r->n_hops || last->n_hops > r->n_hops - last->hop) ? -EPROTO
										       : 0;
}

static int read_values(const char *(*name)(int), size_t n, char *rest, uint8_t *values)
{
	char *key, *value;

	while (next_pair(&rest, &key, &value)) {
		size_t i = 0;

		while (i < n && strcmp(name((int)i), key))
			i++;
		if (i == n || read_number(value, *value == '-', 8, values + i * 8))
			return -EPROTO;
	}
	return 0;
}

static int read_setting(struct room *r, const struct values *v, char *rest)
{
	struct iface_settings *i;
	char *key, *value, *end;
	uint32_t ifindex;

	if (!r->settings && !(r->settings = settings_new()))
		return -ENOMEM;
	if (!v->of_iface)
		return read_values(v->name, v->n, rest, (uint8_t *)r->settings + v->at);
	if (!next_pair(&rest, &key, &value) || strcmp(key, "ifindex"))
		return -EPROTO;
	ifindex = (uint32_t)strtoul(value, &end, 10);
	i = *end ? NULL : settings_iface(r->settings, ifindex);
	return i ? read_values(v->name, v->n, rest, (uint8_t *)i + v->at) : -EPROTO;
}

static int read_counts(struct room *r, char *rest)
{
	if (!r->counts) {
		r->counts = malloc(sizeof(*r->counts));
		if (!r->counts)
			return -ENOMEM;
		counts_init(r->counts);
	}
	return read_values(name_count, COUNTS_N, rest, (uint8_t *)r->counts->n);
}

int record_read_line(struct snapshot *s, const char *line)
{
	char copy[RECORD_LINE_MAX], *rest = copy;
	const char *word;
	struct room *r;

	if (strlen(line) >= sizeof(copy))
		return -EPROTO;
	snprintf(copy, sizeof(copy), "%s", line);
	word = strsep(&rest, " ");
	if (!*word || *word == '#')
		return 0;
	if (!strcmp(word, "snapshot"))
		return read_tables(s, rest);
	if (!strcmp(word, "room"))
		return read_room(s, rest);
	if (!s->n_rooms)
		return -EPROTO;
	r = &s->rooms[s->n_rooms - 1];
	for (size_t i = 0; i < ARRAY_SIZE(kinds_of_row); i++)
		if (!strcmp(word, kinds_of_row[i].word))
			return read_row(r, &kinds_of_row[i], rest) ?: check_hops(r);
	for (size_t i = 0; i < ARRAY_SIZE(values_of); i++)
		if (!strcmp(word, values_of[i].word))
			return read_setting(r, &values_of[i], rest);
	return strcmp(word, counts_word) ? -EPROTO : read_counts(r, rest);
}

void record_ask(const struct ask *q, const struct answer *a, struct text *t)
{
	put_row("ask", ask_fields, ARRAY_SIZE(ask_fields), q, t);
	put_row("answer", answer_fields, ARRAY_SIZE(answer_fields), a, t);
}

static int read_one(const char *line, const char *wanted, const struct field *fields, size_t n,
		    void *row)
{
	char copy[RECORD_LINE_MAX], *rest = copy;

	if (strlen(line) >= sizeof(copy))
		return -EPROTO;
	snprintf(copy, sizeof(copy), "%s", line);
	return strcmp(strsep(&rest, " "), wanted) ? -EPROTO : read_pairs(fields, n, rest, row);
}

int record_read_ask(const char *line, struct ask *ret)
{
	struct ask q = { 0 };
	int err = read_one(line, "ask", ask_fields, ARRAY_SIZE(ask_fields), &q);

	if (err || q.kind >= ASK_KINDS_N)
		return -EPROTO;
	*ret = q;
	return 0;
}

int record_read_answer(const char *line, struct answer *ret)
{
	struct answer a = { 0 };
	int err = read_one(line, "answer", answer_fields, ARRAY_SIZE(answer_fields), &a);

	if (err)
		return -EPROTO;
	*ret = a;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * count.c - how many of what, for each namespace: no line a packet, one table at the end
 *
 *     NETNS           ARP  REQUEST    REPLY   ERROR      ND   OTHER    DROP   NEIGH  CHANGE
 *     blue              4      100      100       0       0       0       1       3       0
 *     red               4      100      100       0       0       0       0       3       0
 *     total             8      200      200       0       0       0       1       6       0
 *
 * Packets are counted at each end of the namespace that they pass, in and out alike.
 */
#include <string.h>

#include "../../include/knobs.h"
#include "out.h"

/* X(id, title): what is counted */
#define COUNTERS(X)                                                                                \
	X(ARP, "ARP")                                                                              \
	X(REQUEST, "REQUEST") /* echo */                                                           \
	X(REPLY, "REPLY")                                                                          \
	X(ERROR, "ERROR") /* of ICMP */                                                            \
	X(ND, "ND")	  /* neighbour discovery */                                                \
	X(OTHER, "OTHER") /* of ICMP, multicast listeners above all */                             \
	X(DROP, "DROP")                                                                            \
	X(NEIGH, "NEIGH")                                                                          \
	X(RULE, "RULE")	    /* what the firewall said */                                           \
	X(CHANGE, "CHANGE") /* links, addresses, routes */

#define COUNTER_ENUM(id, title) COUNT_##id,
enum counter { COUNTERS(COUNTER_ENUM) COUNT_MAX };
#undef COUNTER_ENUM

static const char *const titles[] = {
#define COUNTER_TITLE(id, title) title,
	COUNTERS(COUNTER_TITLE)
#undef COUNTER_TITLE
};

/* As many as are watched at once, and as many that have gone; all later ones share a row. */
#define ROWS  (2 * WATCHED_MAX)
#define SLOTS (4 * ROWS) /* a power of two */
#define LINE  256

struct row {
	uint64_t cookie;
	char name[ROOM_NAME_MAX]; /* as it was called when it was first seen */
	uint64_t counts[COUNT_MAX];
};

/* Memory that nobody touches costs nothing. */
struct out_as_count {
	struct out out;
	uint64_t lost;
	size_t n_rows;
	uint32_t slots[SLOTS]; /* hash to row + 1 */
	struct row rows[ROWS];
	struct row rest;
};

static void name_row(const struct out *out, const struct frame *f, struct row *r)
{
	const struct room *room = snapshot_room(out->config.names, f->netns_cookie);

	if (room)
		memcpy(r->name, room->name, sizeof(r->name));
	else
		snprintf(r->name, sizeof(r->name), "net:[%u]", f->netns_inum);
}

static struct row *row_of(struct out_as_count *o, const struct frame *f)
{
	size_t at = f->netns_cookie * 0x9e3779b97f4a7c15ull >> 32;
	struct row *r;

	for (;; at++) {
		uint32_t *slot = &o->slots[at & (SLOTS - 1)];

		if (*slot && o->rows[*slot - 1].cookie == f->netns_cookie)
			return &o->rows[*slot - 1];
		if (*slot)
			continue;
		if (o->n_rows == ROWS)
			return &o->rest;
		r = &o->rows[o->n_rows++];
		*slot = (uint32_t)o->n_rows;
		r->cookie = f->netns_cookie;
		name_row(&o->out, f, r);
		return r;
	}
}

static enum counter icmp4_kind(uint8_t type)
{
	switch (type) {
	case 8: return COUNT_REQUEST;
	case 0: return COUNT_REPLY;
	case 3:
	case 4:
	case 5:
	case 11:
	case 12: return COUNT_ERROR;
	}
	return COUNT_OTHER;
}

static enum counter icmp6_kind(uint8_t type)
{
	if (type < 128)
		return COUNT_ERROR;
	switch (type) {
	case 128: return COUNT_REQUEST;
	case 129: return COUNT_REPLY;
	case 133:
	case 134:
	case 135:
	case 136:
	case 137: return COUNT_ND;
	}
	return COUNT_OTHER;
}

static enum counter packet_kind(const struct frame *f)
{
	if (f->proto == PROTO_ARP)
		return COUNT_ARP;
	if (!f->icmp.valid)
		return COUNT_OTHER;
	return f->ip.version == 4 ? icmp4_kind(f->icmp.type) : icmp6_kind(f->icmp.type);
}

static enum counter kind_of(const struct frame *f)
{
	switch (f->type) {
	case FRAME_PACKET: return packet_kind(f);
	case FRAME_DROP: return COUNT_DROP;
	case FRAME_NEIGH: return COUNT_NEIGH;
	case FRAME_RULE: return COUNT_RULE;
	case FRAME_CONSUME:
	case FRAME_ICMP_SEND:
	case FRAME_FIB:
	case FRAME_FDB:
	case FRAME_LINK:
	case FRAME_ADDR:
	case FRAME_ROUTE:
	case FRAME_NETNS:
	case FRAME_RESYNC:
	case FRAME_TYPE_MAX: break;
	}
	return COUNT_CHANGE;
}

static void count_frame(struct out *out, const struct frame *f)
{
	/* That changes were missed is no namespace's; a witness tells of what is counted. */
	if (f->type != FRAME_RESYNC && !frame_type_is_witness(f->type))
		row_of((struct out_as_count *)out, f)->counts[kind_of(f)]++;
}

static int by_name(const void *a, const void *b)
{
	const struct row *const *x = a, *const *y = b;

	return strncmp((*x)->name, (*y)->name, sizeof((*x)->name));
}

static size_t name_width(const char *name)
{
	char buf[4 * ROOM_NAME_MAX + 1];
	struct text t = TEXT(buf);

	text_escape(&t, name, strnlen(name, ROOM_NAME_MAX));
	return t.len;
}

/* How wide the columns are: the name's, and those of the sums, which are the longest. */
struct widths {
	size_t name;
	int counts[COUNT_MAX];
};

static void measure(struct widths *w, const struct row *total)
{
	for (int i = 0; i < COUNT_MAX; i++) {
		int digits = snprintf(NULL, 0, "%llu", (unsigned long long)total->counts[i]);
		int title = (int)strlen(titles[i]);

		w->counts[i] = digits > title ? digits : title;
	}
}

static void put_row(FILE *file, const struct widths *w, const struct row *r)
{
	char buf[LINE + 4 * ROOM_NAME_MAX];
	struct text t = TEXT(buf);

	text_escape(&t, r->name, strnlen(r->name, sizeof(r->name)));
	while (t.len < w->name)
		text_str(&t, " ");
	for (int i = 0; i < COUNT_MAX; i++)
		text_add(&t, "  %*llu", w->counts[i], (unsigned long long)r->counts[i]);
	text_str(&t, "\n");
	fwrite(t.buf, 1, t.len, file);
}

static void add(struct row *sum, const struct row *r)
{
	for (int i = 0; i < COUNT_MAX; i++)
		sum->counts[i] += r->counts[i];
}

static void put_head(FILE *file, const struct widths *w)
{
	char buf[LINE + 4 * ROOM_NAME_MAX] = "NETNS";
	struct text t = { buf, sizeof(buf), 5 };

	while (t.len < w->name)
		text_str(&t, " ");
	for (int i = 0; i < COUNT_MAX; i++)
		text_add(&t, "  %*s", w->counts[i], titles[i]);
	text_str(&t, "\n");
	fwrite(t.buf, 1, t.len, file);
}

void out_count_table(const struct out *out)
{
	const struct out_as_count *o = (const struct out_as_count *)out;
	_cleanup_free_ const struct row **rows = calloc(o->n_rows + 1, sizeof(*rows));
	struct row total = { .name = "total" };
	struct widths w = { .name = name_width(total.name) };

	for (size_t i = 0; rows && i < o->n_rows; i++) {
		size_t n = name_width(o->rows[i].name);

		rows[i] = &o->rows[i];
		w.name = n > w.name ? n : w.name;
		add(&total, rows[i]);
	}
	if (!rows)
		return;
	add(&total, &o->rest);
	measure(&w, &total);
	qsort(rows, o->n_rows, sizeof(*rows), by_name);
	put_head(out->config.file, &w);
	for (size_t i = 0; i < o->n_rows; i++)
		put_row(out->config.file, &w, rows[i]);
	if (o->n_rows == ROWS)
		put_row(out->config.file, &w, &o->rest);
	put_row(out->config.file, &w, &total);
	if (o->lost)
		fprintf(out->config.file, "%llu event%s lost\n", (unsigned long long)o->lost,
			o->lost == 1 ? "" : "s");
}

static void count_begin(struct out *out)
{
	snprintf(((struct out_as_count *)out)->rest.name, ROOM_NAME_MAX, "(others)");
}

static void count_transaction(struct out *out, const struct transaction *t)
{
	(void)out;
	(void)t;
}

static void count_lost(struct out *out, uint64_t count, uint64_t time_ns)
{
	(void)time_ns;
	((struct out_as_count *)out)->lost += count;
}

static void count_end(struct out *out, const struct totals *totals)
{
	(void)totals;
	out_count_table(out);
}

const struct out_ops out_count = {
	.name = "count",
	.size = sizeof(struct out_as_count),
	.begin = count_begin,
	.frame = count_frame,
	.transaction = count_transaction,
	.lost = count_lost,
	.end = count_end,
};

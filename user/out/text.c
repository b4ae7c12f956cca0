// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * text.c - one line a packet, tcpdump's words, the namespace first
 *
 *     12:00:01.000123 red:eth0   out ARP who-has 192.168.15.2 tell 192.168.15.1
 *     12:00:01.000140 blue       neigh 192.168.15.1 NONE -> STALE 02:00:00:00:00:01
 *     12:00:01.000151 blue:eth0  drop IP_RPFILTER at ip_rcv_finish_core ICMP 10.0.0.1 > …
 */
#include <string.h>

#include "lecture.h"
#include "text_parts.h"

#define LINE_MAX_OCTETS 4096 /* 30 time, 4 * 80 an escaped name, 400 the longest summary; -v */
#define WHERE_MIN	10   /* columns: red:eth0 and a little more */
#define WHERE_MAX	24   /* a longer name moves its own line only */
#define LECTURE_INDENT	4    /* below the line it explains */
#define RED		"\033[31m"
#define CYAN		"\033[36m"
#define YELLOW		"\033[33m"
#define PLAIN		"\033[0m"

struct out_as_text {
	struct out out;
	/* The widest name of the snapshot, counted once for each; longer ones may come later. */
	const struct snapshot *measured;
	size_t width;
	struct text_clock clock;
	struct meaning meaning;
};

static size_t escaped_columns(const char *name, size_t size)
{
	char buf[4 * ROOM_NAME_MAX + 1];
	struct text t = TEXT(buf);

	text_escape(&t, name, strnlen(name, size));
	return t.len;
}

static size_t widest(const struct snapshot *s)
{
	size_t most = WHERE_MIN;

	for (size_t i = 0; i < s->n_rooms; i++) {
		const struct room *r = &s->rooms[i];
		size_t room = escaped_columns(r->name, sizeof(r->name));

		for (size_t j = 0; j < r->n_links; j++) {
			const struct link_row *l = &r->links[j];
			size_t n = room + 1 + escaped_columns(l->name, sizeof(l->name));

			/* lo has no veth end: it is never printed */
			if (n > most && strcmp(l->name, "lo"))
				most = n;
		}
	}
	return most < WHERE_MAX ? most : WHERE_MAX;
}

static size_t where_width(struct out_as_text *o)
{
	const struct snapshot *s = o->out.config.names;

	if (o->measured != s) {
		o->width = widest(s);
		o->measured = s;
	}
	return o->width;
}

static void add_color(const struct out *o, const char *color, struct text *t)
{
	if (o->config.color)
		text_str(t, color);
}

static void add_where(struct out_as_text *o, const struct frame *f, struct text *t)
{
	size_t start, width = where_width(o);

	add_color(&o->out, CYAN, t);
	start = t->len;
	out_where(&o->out, f, t);
	if (t->len - start > width)
		o->width = t->len - start < WHERE_MAX ? t->len - start : WHERE_MAX;
	while (t->len - start < width && t->len + 1 < t->size)
		text_str(t, " ");
	add_color(&o->out, PLAIN, t);
	text_str(t, " ");
}

static void add_drop(const struct out *o, const struct frame *f, struct text *t)
{
	add_color(o, RED, t);
	text_str(t, "drop ");
	out_drop_reason(o, f, t);
	add_color(o, PLAIN, t);
	text_str(t, " at ");
	out_drop_place(o, f, t);
	text_str(t, " ");
}

static void add_direction(enum frame_dir dir, struct text *t)
{
	if (dir != DIR_NONE)
		text_str(t, dir == DIR_OUT ? "out " : "in  ");
}

static void put_line(const struct out *o, struct text *t)
{
	if (t->len > t->size - 2)
		t->len = t->size - 2;
	t->buf[t->len++] = '\n';
	fwrite(t->buf, 1, t->len, o->config.file);
}

static void add_stamp(struct out *out, uint64_t time_ns, struct text *t)
{
	text_stamp(&out->config.style, &((struct out_as_text *)out)->clock, time_ns, t);
}

/* A line of its own, of no namespace. */
static void put_remark(struct out *out, uint64_t time_ns, const char *remark)
{
	char buf[LINE_MAX_OCTETS];
	struct text t = TEXT(buf);

	add_stamp(out, time_ns, &t);
	add_color(out, RED, &t);
	text_add(&t, "(%s)", remark);
	add_color(out, PLAIN, &t);
	put_line(out, &t);
}

static void explain(struct out *out, const struct frame *f)
{
	const struct lecture_place place = { LECTURE_INDENT, out->config.fold };
	struct meaning *m = &((struct out_as_text *)out)->meaning;
	char say[MEANING_TEXT] = "";

	if (!out->config.explain)
		return;
	if (f)
		lecture_add(out, m, f, &TEXT(say));
	else
		lecture_id(m, MEANING_LOST, &TEXT(say));
	lecture_print(out, &place, say);
}

static void text_lost(struct out *out, uint64_t count, uint64_t time_ns)
{
	char remark[80];

	snprintf(remark, sizeof(remark), "%llu event%s lost here; a larger ring may help: -B",
		 (unsigned long long)count, count == 1 ? "" : "s");
	put_remark(out, time_ns, remark);
	explain(out, NULL);
}

static void text_resync(struct out *out, const struct frame *f)
{
	char remark[80];
	struct text t = TEXT(remark);

	frame_summary(f, &t);
	put_remark(out, f->time_ns, remark);
}

static void add_type(const struct out *o, const struct frame *f, struct text *t)
{
	add_color(o, YELLOW, t);
	text_str(t, frame_type_word(f->type));
	add_color(o, PLAIN, t);
	text_str(t, " ");
}

static void add_packet(const struct text_style *s, const struct frame *f, struct text *t)
{
	text_link(s, f, t);
	text_str(t, frame_proto_name(f));
	text_str(t, " ");
	if (s->verbose)
		frame_verbose_head(f, t);
	frame_summary(f, t);
	if (s->verbose)
		frame_verbose_tail(f, t);
}

static void text_frame(struct out *out, const struct frame *f)
{
	char buf[LINE_MAX_OCTETS];
	struct text t = TEXT(buf);

	if (f->type == FRAME_RESYNC) {
		text_resync(out, f);
		explain(out, f);
		return;
	}
	add_stamp(out, f->time_ns, &t);
	if (out_is_placed(f))
		add_where((struct out_as_text *)out, f, &t);
	switch (f->type) {
	case FRAME_NEIGH:
	case FRAME_RULE:
	case FRAME_CONSUME:
	case FRAME_ICMP_SEND:
	case FRAME_FIB:
	case FRAME_FDB:
	case FRAME_LINK:
	case FRAME_ADDR:
	case FRAME_ROUTE:
	case FRAME_NETNS:
	case FRAME_RESYNC: add_type(out, f, &t); break;
	case FRAME_DROP: add_drop(out, f, &t); break;
	case FRAME_PACKET: add_direction(f->dir, &t); break;
	case FRAME_TYPE_MAX: break;
	}
	out_witness_head(out, f, &t);
	if (f->type == FRAME_PACKET || f->type == FRAME_DROP)
		add_packet(&out->config.style, f, &t);
	else
		frame_summary(f, &t);
	put_line(out, &t);
	text_dump(&out->config.style, f, out->config.file);
	explain(out, f);
}

static void text_begin(struct out *out)
{
	(void)out;
}

static void text_transaction(struct out *out, const struct transaction *tr)
{
	(void)out;
	(void)tr;
}

/* The counters are the verb's to print, on stderr. */
static void text_end(struct out *out, const struct totals *totals)
{
	(void)out;
	(void)totals;
}

const struct out_ops out_text = {
	.name = "text",
	.size = sizeof(struct out_as_text),
	.begin = text_begin,
	.frame = text_frame,
	.transaction = text_transaction,
	.lost = text_lost,
	.end = text_end,
};

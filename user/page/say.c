// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * say.c - a step in words: the trace's line, what it means, why a packet ended
 */
#include "page.h"

#include <inttypes.h>
#include <string.h>

#include "../out/lecture.h"

#define EXPLAIN_MAX (16 * 1024) /* octets of JSON: all that one step means */

/* "nobody told its MAC (NEIGH_FAILED at neigh_invalidate)" */
static void put_drop_reason(const struct page *p, const struct frame *f, struct text *t)
{
	const char *reason = words_reason(p->out.config.words, f);
	const char *brief, *full;
	bool words = drop_words(reason, &brief, &full);

	if (words)
		text_add(t, "%s (", brief);
	out_drop_reason(&p->out, f, t);
	text_str(t, " at ");
	out_drop_place(&p->out, f, t);
	text_str(t, words ? ")" : "");
}

/* Of a capture that others took nobody knows who did it, nor which way it went. */
static void explain_strangers(const struct page *p, const struct step *s, const struct frame *f,
			      struct text *t)
{
	page_room_name(p, s->f.netns_cookie, t);
	text_str(t, ": ");
	text_str(t, frame_proto_name(f));
	text_str(t, " ");
	frame_summary(f, t);
}

/* What an event means, behind what those of the same step did before. */
void say_meaning(struct page *p, struct step *s, const struct frame *f)
{
	char buf[EXPLAIN_MAX] = "[", now[MEANING_TEXT] = "";
	struct text t = { buf, sizeof(buf), 1 }, say = TEXT(now);

	if (p->strangers)
		explain_strangers(p, s, f, &say);
	else
		lecture_add(&p->out, &p->meaning, f, &say);
	if (!say.len)
		return;
	if (s->explain)
		text_str(&t, s->explain);
	if (t.len + 6 * JSON_STRING_MAX > t.size)
		return;
	json_item(&t, now);
	free(s->explain);
	s->explain = strdup(buf + 1);
}

/* A sentence of our own. */
void say_own(struct step *s, const char *sentence)
{
	char buf[6 * JSON_STRING_MAX + 8] = "[";
	struct text t = { buf, sizeof(buf), 1 };

	json_item(&t, sentence);
	s->summary = strdup(sentence);
	s->explain = strdup(buf + 1);
}

void say_step(struct page *p, struct step *s, const struct frame *f)
{
	char buf[JSON_STRING_MAX] = "";
	struct text t = TEXT(buf);

	out_witness_head(&p->out, f, &t);
	if (f->type == FRAME_PACKET || f->type == FRAME_DROP) {
		text_str(&t, frame_proto_name(f));
		text_str(&t, " ");
	}
	frame_summary(f, &t);
	s->summary = strdup(buf);
	say_meaning(p, s, f);
	if (f->type != FRAME_DROP)
		return;
	t.len = 0;
	put_drop_reason(p, f, &t);
	s->why = strdup(buf);
}

/* Milliseconds between two moments, as ping says them. */
static void put_ms(struct text *t, uint64_t from_ns, uint64_t to_ns)
{
	uint64_t us = to_ns / 1000 - from_ns / 1000;

	text_add(t, "%" PRIu64 ".%03" PRIu64 " ms", us / 1000, us % 1000);
}

void say_result(const struct page *p, const struct transaction *tr, struct text *t)
{
	size_t len = tr->family == AF_INET6 ? 16 : 4;

	page_room_name(p, tr->netns_cookie, t);
	text_str(t, tr->echo ? " pinged " : " asked who has ");
	text_ip(t, tr->dst, len);
	if (tr->echo)
		text_add(t, " (seq %u)", tr->echo_seq);
	if (!tr->answered) {
		text_str(t, ": no answer came.");
		return;
	}
	text_str(t, ": answered after ");
	put_ms(t, tr->begin_ns, tr->echo || !tr->resolved_ns ? tr->reply_ns : tr->resolved_ns);
	if (tr->echo && tr->arp_requests && tr->request_ns > tr->begin_ns) {
		text_str(t, ", ");
		put_ms(t, tr->begin_ns, tr->request_ns);
		text_str(t, " of it to ask for the MAC address");
	}
	text_str(t, ".");
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * judge.c - from a question to a verdict: one procedure for the whole catalogue
 *
 * Theory of operation
 *
 *   1. ping counted a reply: reachable, and the frames say how long it took. Faults that did not
 *      stop it are warnings (warn.c).
 *   2. scene.c follows request and reply as they were seen and as the kernels route them, up to
 *      the gap: the last place with the packet, the first without.
 *   3. causes.c asks every cause that can be in such a gap; the first that explains the loss is
 *      the verdict, and "unknown" explains all.
 *   4. evidence.c adds what is known whatever the cause: where the packet was, what the kernel
 *      threw away, what it says of the way; path.c draws that.
 */
#include <linux/rtnetlink.h>
#include <string.h>

#include "causes.h"
#include "evidence.h"
#include "path.h"

#define WORDS(name, type, LIST)                                                                    \
	const char *name(type x)                                                                   \
	{                                                                                          \
		static const char *const words[] = { LIST(WORD) };                                 \
                                                                                                   \
		return words[x];                                                                   \
	}
#define WORD(id, word) word,
WORDS(cause_code, enum cause, CAUSES)
WORDS(confidence_word, enum confidence, CONFIDENCES)
WORDS(leg_word, enum leg, LEGS)
WORDS(evidence_word, enum evidence_kind, EVIDENCES)
#undef WORD

/* Milliseconds with microsecond digits, from microseconds: parts that are cut alike add up. */
static struct shown show_ms(uint64_t us)
{
	struct shown s;

	snprintf(s.text, sizeof(s.text), "%llu.%03llu", (unsigned long long)(us / 1000),
		 (unsigned long long)(us % 1000));
	return s;
}

/* When the first echo that was answered began: itself, or the question it had to wait for. */
static uint64_t began_ns(const struct scene *s)
{
	const struct kept *first = s->flow.first;

	for (const struct kept *k = s->q->log->kept; k < first; k++)
		if (frame_in(&k->f, s->q->from) && k->f.transaction &&
		    k->f.transaction == first->f.transaction)
			return k->f.mono_ns;
	return first->f.mono_ns;
}

/* "; the first took 0.153 ms, 0.094 of it to learn blue's MAC by ARP" */
static void add_first(const struct scene *s, struct text *t)
{
	const struct hop *h = &s->hops[LEG_REQUEST][0], *end;
	uint64_t begin, echo, back;

	if (!s->arrived[LEG_REPLY] || !s->flow.first)
		return;
	end = &s->hops[LEG_REPLY][s->n_hops[LEG_REPLY] - 1];
	begin = began_ns(s) / 1000;
	echo = s->flow.first->f.mono_ns / 1000;
	back = end->came->k->f.mono_ns / 1000;
	text_add(t, "; the first took %s ms", show_ms(back - begin).text);
	if (echo > begin)
		text_add(t, ", %s of it to learn %s's MAC by %s", show_ms(echo - begin).text,
			 s->n_hops[LEG_REQUEST] > 1 ? SHOW(h[1].room->name) : "the next hop",
			 s->q->family == AF_INET ? "ARP" : "neighbour discovery");
}

static void judge_reachable(const struct scene *s, struct verdict *v)
{
	const struct answer *a = s->hops[LEG_REQUEST][0].route;
	const struct question *q = s->q;
	unsigned int missing = q->sent > q->received ? q->sent - q->received : 0;
	char buf[sizeof(v->summary)];
	struct text t = TEXT(buf);

	v->reachable = true;
	v->confidence = q->log->lost ? CONFIDENCE_INFERRED : CONFIDENCE_PROVEN;
	if (a && !a->error && a->route.type == RTN_LOCAL)
		text_add(&t, "%s reached itself: %s is its own address, so no packet left it",
			 SHOW(q->from->name), SHOW_IP(q->family, q->to));
	else
		text_add(&t, "%s answered %u of %u", SHOW_TO(q), q->received, q->sent);
	if (missing)
		text_add(&t, ", %u got no answer", missing);
	add_first(s, &t);
	say(v, "%s.", buf);
	say_warnings(s, v);
}

static void tell_source(const struct scene *s, struct verdict *v)
{
	const struct answer *a = s->hops[LEG_REQUEST][0].route;
	const uint8_t *source = s->flow.first				 ? s->flow.source
				: s->q->has_source			 ? s->q->source
				: a && !a->error && a->route.has_prefsrc ? a->route.prefsrc
									 : NULL;

	v->has_source = source;
	if (source)
		memcpy(v->source, source, sizeof(v->source));
}

void why_judge(const struct question *q, struct verdict *ret)
{
	_cleanup_scene_ struct scene s;
	struct verdict v = { .cause = CAUSE_NONE };

	scene_set(q, &s);
	v.direction = s.gap.leg;
	v.unseen = s.gap.unseen;
	tell_source(&s, &v);
	if (question_fails(q))
		causes_first(&s, &v);
	else if (q->waited)
		say_waited(&s, &v);
	else
		judge_reachable(&s, &v);
	warn_rate_limit(&s, &v);
	add_evidence(&s, &v);
	add_path(&s, &v);
	*ret = v;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * judge.c - from a question to a verdict: one procedure for the whole catalogue
 *
 * Theory of operation
 *
 *   1. ping counted a reply: reachable, and the frames say how long it took.
 *   2. scene.c walks the way hop by hop, as the sender's kernel routes it, and counts what each
 *      end saw; the gap between the last place with the packet and the first without is the fault.
 *   3. causes.c asks every cause in order; the first that explains the loss is the verdict, and
 *      "unknown" explains all.
 */
#include <string.h>

#include "causes.h"
#include "say.h"

const char *cause_code(enum cause c)
{
	static const char *const codes[] = {
#define CAUSE_CODE(id, code) code,
		CAUSES(CAUSE_CODE)
#undef CAUSE_CODE
	};

	return codes[c];
}

const char *confidence_word(enum confidence c)
{
	static const char *const words[] = {
#define CONFIDENCE_WORD(id, word) word,
		CONFIDENCES(CONFIDENCE_WORD)
#undef CONFIDENCE_WORD
	};

	return words[c];
}

/* Milliseconds with microsecond digits, from microseconds: parts that are cut alike add up. */
static struct shown show_ms(uint64_t us)
{
	struct shown s;

	snprintf(s.text, sizeof(s.text), "%llu.%03llu", (unsigned long long)(us / 1000),
		 (unsigned long long)(us % 1000));
	return s;
}

/* "; the first took 0.153 ms, 0.094 of it to learn blue's MAC by ARP" */
static void add_first(const struct scene *s, struct text *t)
{
	const struct seen *n = &s->seen;
	uint64_t took = n->first_back_ns / 1000 - n->first_ns / 1000;

	if (!n->first_ns)
		return;
	text_add(t, "; the first took %s ms", show_ms(took).text);
	if (n->first_echo_ns == n->first_ns)
		return;
	text_add(t, ", %s of it to learn %s%s MAC by %s",
		 show_ms(n->first_echo_ns / 1000 - n->first_ns / 1000).text,
		 s->hop_room ? SHOW(s->hop_room->name) : "the next hop", "'s",
		 s->q->family == AF_INET ? "ARP" : "neighbour discovery");
}

static void judge_reachable(const struct scene *s, struct verdict *v)
{
	const struct question *q = s->q;
	unsigned int missing = q->sent > q->received ? q->sent - q->received : 0;
	char buf[sizeof(v->summary)];
	struct text t = TEXT(buf);

	v->reachable = true;
	v->cause = CAUSE_NONE;
	v->confidence = q->log->lost ? CONFIDENCE_INFERRED : CONFIDENCE_PROVEN;
	if (q->route.local)
		text_add(&t, "%s reached itself: %s is its own address, so no packet left it",
			 SHOW(q->from->name), SHOW_IP(q->family, q->to));
	else
		text_add(&t, "%s answered %u of %u", SHOW_TO(q), q->received, q->sent);
	if (missing)
		text_add(&t, ", %u got no answer", missing);
	add_first(s, &t);
	say(v, "%s.", buf);
}

void why_judge(const struct question *q, struct verdict *ret)
{
	_cleanup_scene_ struct scene s;
	struct verdict v = { .cause = CAUSE_UNKNOWN };

	scene_set(q, &s);
	if (q->received)
		judge_reachable(&s, &v);
	else
		causes_first(&s, &v);
	*ret = v;
}

// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ladder_sum.c - what a transaction came to, in a sentence: how long, and where the time went
 */
#include "ladder.h"

#include <string.h>
#include <sys/socket.h>

static uint64_t us_of(uint64_t from_ns, uint64_t to_ns)
{
	return to_ns / 1000 - from_ns / 1000;
}

static struct word ms_of_us(uint64_t us)
{
	struct word w;

	snprintf(w.text, sizeof(w.text), "%llu.%03llu", (unsigned long long)(us / 1000),
		 (unsigned long long)(us % 1000));
	return w;
}

/* Milliseconds between two moments; both cut to microseconds, so that parts add up. */
static struct word ms(uint64_t from_ns, uint64_t to_ns)
{
	return ms_of_us(us_of(from_ns, to_ns));
}

/* How an echo's time went, in microseconds; the parts add up. */
struct split {
	uint64_t asking, there, back;
	unsigned int macs; /* asked for one after the other, by whoever passed it on */
};

static struct split split_of(const struct ladder *l, const struct transaction *t)
{
	struct split s = { .asking = us_of(t->begin_ns, t->request_ns),
			   .there = us_of(t->request_ns, t->there_ns),
			   .back = us_of(t->there_ns, t->reply_ns),
			   .macs = t->arp_requests && t->request_ns > t->begin_ns };

	for (size_t i = 0; i < WAITS_MAX; i++) {
		const struct wait *w = &l->waits[i];
		uint64_t us = us_of(w->from_ns, w->to_ns), *part;

		if (!w->to_ns || w->transaction != t->id || w->from_ns < t->request_ns ||
		    w->to_ns > t->reply_ns)
			continue;
		part = w->to_ns <= t->there_ns ? &s.there : &s.back;
		if (us > *part)
			continue;
		*part -= us;
		s.asking += us;
		s.macs++;
	}
	return s;
}

/* "0.094 asking for the MAC, 0.031 there, 0.028 back"; nothing when a moment was not seen */
static void add_parts(const struct split *s, struct text *say, bool brief)
{
	text_str(say, ": ");
	if (s->macs && brief)
		text_add(say, "%s asking, ", ms_of_us(s->asking).text);
	else if (s->macs == 1)
		text_add(say, "%s asking for the MAC, ", ms_of_us(s->asking).text);
	else if (s->macs)
		text_add(say, "%s asking for %u MACs, ", ms_of_us(s->asking).text, s->macs);
	text_add(say, "%s there, %s back", ms_of_us(s->there).text, ms_of_us(s->back).text);
}

static void say_echo(const struct ladder *l, const struct transaction *t, struct row *r)
{
	struct split s;
	struct text longer = TEXT(r->say[0]), shorter = TEXT(r->say[1]);

	if (!t->answered) {
		r->ink = INK_BAD;
		text_add(&longer, "echo %u: no answer; the request %s", t->echo_seq,
			 t->there_ns	 ? "came in, no reply came back"
			 : t->request_ns ? "left and was not seen to come in"
					 : "never left");
		return;
	}
	text_add(&longer, "echo %u answered in %s ms", t->echo_seq,
		 ms(t->begin_ns, t->reply_ns).text);
	text_add(&shorter, "%s", r->say[0]);
	snprintf(r->say[2], SAY_SIZE, "%s", r->say[0]);
	if (!t->there_ns || !t->request_ns)
		return;
	s = split_of(l, t);
	add_parts(&s, &longer, false);
	add_parts(&s, &shorter, true);
}

/* Who asks from no address checks that its own is free. */
bool ladder_sums_up(const struct transaction *t)
{
	static const uint8_t none[16];

	return t->echo || (t->arp_requests && memcmp(t->src, none, sizeof(none)) != 0);
}

void ladder_sentence(const struct ladder *l, const struct transaction *t, struct row *r)
{
	const struct room *who = snapshot_room(l->out.config.names, t->netns_cookie);
	struct text say = TEXT(r->say[0]);

	r->kind = ROW_TEXT;
	r->ink = INK_NONE;
	if (t->echo) {
		say_echo(l, t, r);
		return;
	}
	if (who)
		text_escape(&say, who->name, strnlen(who->name, 16));
	else
		text_add(&say, "somebody");
	text_add(&say, " asked %u time%s who has %s: ", t->arp_requests,
		 t->arp_requests == 1 ? "" : "s",
		 ladder_ip(t->dst, t->family == AF_INET6 ? 16 : 4).text);
	if (t->answered)
		text_add(&say, "answered in %s ms",
			 ms(t->begin_ns, t->resolved_ns ? t->resolved_ns : t->reply_ns).text);
	else
		text_add(&say, "nobody answered");
	if (!t->answered)
		r->ink = INK_BAD;
}
